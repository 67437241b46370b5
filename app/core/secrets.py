"""Secrets at rest: AES-256-GCM, bound to the place where they are stored.

A token is `v1.<key id>.<nonce and ciphertext>`. Its context (table, column, row, space, host) is authenticated but not
stored, so a ciphertext copied to another row, or a row pointed at another host, no longer opens.
"""

from __future__ import annotations

import binascii
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence

import orjson

from app.core.errors import DomainError

_VERSION = "v1"
_KEY_BYTES = 32
_NONCE_BYTES = 12


class SecretUnreadable(DomainError):
    """The stored secret was changed or belongs elsewhere; enter it again."""

    code = "SECRET_UNREADABLE"


class SecretKeyMissing(SecretUnreadable):
    """The stored secret was encrypted with a key this installation no longer has; enter it again."""

    code = "SECRET_KEY_MISSING"


class SecretBox:
    """Encrypts with the current key, decrypts with any key it was given."""

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        if current not in keys:
            raise ValueError(f"The current key {current!r} is not among the keys.")
        for key_id, key in keys.items():
            if not key_id or "." in key_id or len(key) != _KEY_BYTES:
                raise ValueError(f"Key {key_id!r} needs an id without dots and {_KEY_BYTES} bytes.")
        self._keys = dict(keys)
        self._current = current

    @classmethod
    def from_secret(cls, secret: str, older: Sequence[str] = ()) -> SecretBox:
        """A box whose keys come from the installation's secret, and from older ones that still decrypt."""
        if not secret or not all(older):
            raise ValueError("The installation's secret must not be empty.")
        derived = dict(_derive(text) for text in (*older, secret))
        return cls(derived, current=_derive(secret)[0])

    def encrypt(self, plain: str, *, context: Sequence[str]) -> str:
        """A token that opens only with the same context."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE_BYTES)
        header = f"{_VERSION}.{self._current}"
        sealed = AESGCM(self._keys[self._current]).encrypt(nonce, plain.encode(), _bound(header, context))
        return f"{header}.{urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, token: str, *, context: Sequence[str]) -> str:
        """What was encrypted; raises `SecretUnreadable` if the token or its context is not the same."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key_id, payload = _parse(token)
        if key_id not in self._keys:
            raise SecretKeyMissing
        header, nonce, sealed = f"{_VERSION}.{key_id}", payload[:_NONCE_BYTES], payload[_NONCE_BYTES:]
        try:
            return AESGCM(self._keys[key_id]).decrypt(nonce, sealed, _bound(header, context)).decode()
        except InvalidTag:
            raise SecretUnreadable from None

    def needs_rotation(self, token: str) -> bool:
        """Whether the token was made with a key other than the current one."""
        return _parse(token)[0] != self._current


def mask(secret: str) -> str:
    """A secret's last characters, to recognise it by: at most four, and never more than a quarter of it."""
    shown = min(4, len(secret) // 4)
    return "…" + secret[len(secret) - shown :]


def _derive(secret: str) -> tuple[str, bytes]:
    """A key and its id; the id comes out of the same derivation and says nothing about the key."""
    # HKDF of one block by hand: every server derives its keys, and most never load the library that ciphers with them.
    extracted = hmac.digest(b"graphloop", secret.encode(), "sha256")

    def expand(info: bytes, length: int) -> bytes:
        return hmac.digest(extracted, info + b"\x01", "sha256")[:length]

    return expand(b"secrets key id v1", 4).hex(), expand(b"secrets AES-256-GCM v1", _KEY_BYTES)


def _bound(header: str, context: Sequence[str]) -> bytes:
    # A JSON list keeps ("a", "bc") and ("ab", "c") apart.
    if isinstance(context, str):
        raise TypeError("The context is a sequence of strings, not one string.")
    return orjson.dumps([header, *context])


def _parse(token: str) -> tuple[str, bytes]:
    version, _, rest = token.partition(".")
    key_id, _, encoded = rest.partition(".")
    if version != _VERSION or not key_id:
        raise SecretUnreadable
    try:
        payload = urlsafe_b64decode(encoded.encode("ascii"))
    except (binascii.Error, UnicodeEncodeError):
        raise SecretUnreadable from None
    # Decoding skips foreign characters; a token is accepted only in the one form that `encrypt` writes.
    if len(payload) <= _NONCE_BYTES or urlsafe_b64encode(payload).decode() != encoded:
        raise SecretUnreadable
    return key_id, payload
