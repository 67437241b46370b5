"""Signatures of outgoing requests, as the Standard Webhooks specification has them: HMAC-SHA256 over id, time and body."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import datetime

from app.core.errors import Invalid

_PREFIX = "whsec_"
_FEWEST_BYTES, _MOST_BYTES = 24, 64


class InvalidSigningSecret(Invalid):
    """A signing secret is 24 to 64 random bytes in base64, with `whsec_` in front if you like."""

    code = "INVALID_SIGNING_SECRET"


def new_signing_secret() -> str:
    """A secret that nobody else has."""
    return f"{_PREFIX}{base64.b64encode(secrets.token_bytes(32)).decode()}"


def signing_key(secret: str) -> bytes:
    """The key that a secret stands for; raises `InvalidSigningSecret`."""
    try:
        key = base64.b64decode(secret.strip().removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidSigningSecret from None
    if not _FEWEST_BYTES <= len(key) <= _MOST_BYTES:
        raise InvalidSigningSecret
    return key


def signed_headers(key: bytes, message_id: str, body: bytes, at: datetime) -> dict[str, str]:
    """The headers by which a receiver knows who sent a body, and when."""
    timestamp = str(int(at.timestamp()))
    digest = hmac.digest(key, b".".join((message_id.encode(), timestamp.encode(), body)), hashlib.sha256)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
