"""JSON as models write it: single quotes, bare keys, trailing commas, remarks, quotes within quotes, an end cut off.

Only what leaves no doubt about the values is mended. Every pattern is possessive or bounded, so that time is linear.
"""

from __future__ import annotations

import json
import re
from typing import Any

MAX_DEPTH = 20

_SPACE = re.compile(r"(?:\s++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
# A quote ends a text where the text may end: before a comma, a colon, a bracket or the end of it all.
_ENDS = r"(?=\s{0,50}(?:[,:}\]]|\Z))"
_TEXT = re.compile(
    rf'"(?P<double>(?:[^"\\]|\\.|"(?!{_ENDS}))*+)(?:"|\Z)|\'(?P<single>(?:[^\'\\]|\\.|\'(?!{_ENDS}))*+)(?:\'|\Z)', re.DOTALL
)
_NUMBER = re.compile(
    r"[-+]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][-+]?[0-9]{1,3})?(?=\s{0,50}(?:[,}\]/]|\Z))"
)
_WORD = re.compile(r"[A-Za-z_$][\w$-]*+")
_WORDS = {"true": True, "false": False, "null": None, "none": None, "nan": None, "undefined": None}
_ESCAPE = re.compile(r'\\.|"', re.DOTALL)
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'"})


class _Hopeless(Exception):
    """What was meant cannot be told."""


def mended(text: str, start: int) -> dict[str, Any] | None:
    """The object that begins at a brace, read with indulgence; nothing if it makes no sense."""
    for written in (text, text.translate(_STRAIGHT)):
        try:
            return _Mender(written, start).object(MAX_DEPTH)
        except _Hopeless:
            continue
    return None


class _Mender:
    """Reads values one after another."""

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self._at = at

    def object(self, depth: int) -> dict[str, Any]:
        """What stands between braces; the closing one may be cut off."""
        self._require("{")
        found: dict[str, Any] = {}
        while not self._closes("}"):
            key = self._key()
            self._require(":")
            if self._is_over():
                break
            found[key] = self._value(depth - 1)
            self._skip(",")
        return found

    def _list(self, depth: int) -> list[Any]:
        self._require("[")
        found: list[Any] = []
        while not self._closes("]"):
            found.append(self._value(depth - 1))
            self._skip(",")
        return found

    def _value(self, depth: int) -> Any:
        if depth <= 0:
            raise _Hopeless
        match self._next():
            case "{":
                return self.object(depth)
            case "[":
                return self._list(depth)
            case '"' | "'":
                return self._quoted()
        return self._plain()

    def _plain(self) -> Any:
        if number := self._taken(_NUMBER):
            return float(number) if {".", "e", "E"} & set(number) else int(number)
        word = self._taken(_WORD)
        if word is None or word.lower() not in _WORDS:
            raise _Hopeless
        return _WORDS[word.lower()]

    def _key(self) -> str:
        if self._next() in {'"', "'"}:
            return self._quoted()
        word = self._taken(_WORD)
        if word is None:
            raise _Hopeless
        return word

    def _quoted(self) -> str:
        match = _TEXT.match(self._text, self._at)
        if match is None:
            raise _Hopeless
        self._at = match.end()
        return _unescaped(match["double"] if match["double"] is not None else match["single"])

    def _taken(self, pattern: re.Pattern[str]) -> str | None:
        self._next()
        match = pattern.match(self._text, self._at)
        if match is None:
            return None
        self._at = match.end()
        return match[0]

    def _next(self) -> str:
        """The next character that means something; nothing at the end."""
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._text[self._at : self._at + 1]

    def _is_over(self) -> bool:
        return not self._next()

    def _closes(self, sign: str) -> bool:
        return self._is_over() or self._skip(sign)

    def _skip(self, sign: str) -> bool:
        is_there = self._next() == sign
        self._at += is_there
        return is_there

    def _require(self, sign: str) -> None:
        if not self._skip(sign) and not self._is_over():
            raise _Hopeless


def _unescaped(text: str) -> str:
    """A text with its escapes resolved; as it is written if it has some that JSON does not know."""
    try:
        return str(json.loads(f'"{_ESCAPE.sub(_as_json, text)}"', strict=False))
    except ValueError:
        return text


def _as_json(found: re.Match[str]) -> str:
    """A quote or an escape as it stands in a JSON text."""
    if found[0] == '"':
        return '\\"'
    return "'" if found[0] == "\\'" else found[0]
