"""JSON that comes from outside: in order, and not too large."""

from __future__ import annotations

from typing import Any

import orjson

from app.core.errors import Invalid

MAX_BYTES = 200_000


class InvalidDocument(Invalid):
    """That cannot be stored as JSON: numbers have 64 bits, and it is an object of at most 250 levels."""

    code = "INVALID_JSON"


class ItemTooLarge(Invalid):
    """The item is too large."""

    code = "ITEM_TOO_LARGE"


def encoded(value: Any, *path: str) -> bytes:
    """The value as JSON text."""
    try:
        return orjson.dumps(value)
    except TypeError:
        raise InvalidDocument(path=path) from None


def as_document(value: Any, *path: str) -> dict[str, Any]:
    """A JSON object that may be stored; nothing given is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict) or len(encoded(value, *path)) > MAX_BYTES:
        raise InvalidDocument(path=path)
    return value
