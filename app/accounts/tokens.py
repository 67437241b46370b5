"""Opaque tokens of sessions and keys: made at random, shown once, stored as a hash."""

from __future__ import annotations

import hashlib
import secrets
import zlib

KEY_PREFIX = "gl"


def session_token() -> str:
    """A token for a session cookie, 256 random bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """The hash of a token that is stored; the token is random, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def api_key() -> tuple[str, str]:
    """A public part and a whole key: `gl_<public>_<secret><checksum>`."""
    public, secret = secrets.token_hex(6), secrets.token_hex(32)
    return public, f"{KEY_PREFIX}_{public}_{secret}{_checksum(public + secret)}"


def public_part_of(key: str) -> str | None:
    """The public part of a key, or nothing if it is not in the form of a key or its checksum is off."""
    prefix, _, rest = key.partition("_")
    public, _, secret = rest.partition("_")
    if (
        prefix != KEY_PREFIX
        or len(secret) != 72
        or not secrets.compare_digest(_checksum(public + secret[:64]).encode(), secret[64:].encode())
    ):
        return None
    return public


def masked(public: str) -> str:
    """A key as it may be shown."""
    return f"{KEY_PREFIX}_{public}_…"


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"
