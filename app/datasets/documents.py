"""Text and JSON that come from outside: in order, and not too large."""

from __future__ import annotations

import re
from typing import Any

import orjson

from app.core.errors import Invalid

MAX_BYTES = 200_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class InvalidDocument(Invalid):
    """That cannot be stored as JSON: numbers have 64 bits, and it is an object of at most 250 levels."""

    code = "INVALID_JSON"


class ItemTooLarge(Invalid):
    """The item is too large."""

    code = "ITEM_TOO_LARGE"


class InvalidText(Invalid):
    """A text cannot have NUL characters."""

    code = "INVALID_TEXT"


def is_name(text: str, most: int) -> bool:
    """Whether a text can be a name: some characters, on one line, none of them a control character."""
    return 1 <= len(text) <= most and not _CONTROL.search(text)


def as_text(text: str | None, *path: str) -> str | None:
    """A text that both databases can store."""
    if text is not None and "\0" in text:
        raise InvalidText(path=path)
    return text


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
