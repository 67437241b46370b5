"""Semantic versions: strict in form, compared by the precedence of SemVer 2."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.core.errors import Invalid

MAX_LENGTH = 64
_NUMBER = "0|[1-9][0-9]*"
_PART = f"{_NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*"
_PATTERN = re.compile(
    rf"({_NUMBER})\.({_NUMBER})\.({_NUMBER})"
    rf"(?:-((?:{_PART})(?:\.(?:{_PART}))*))?"
    r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)


class InvalidVersion(Invalid):
    """A version is written like 1.0.0 or 2.1.0-beta.1, in 64 characters at most."""

    code = "INVALID_VERSION"


@dataclass(frozen=True, order=True, slots=True)
class SemanticVersion:
    """A version as SemVer 2 compares it; build metadata does not count."""

    core: tuple[int, int, int]
    precedence: tuple[bool, tuple[tuple[bool, int, str], ...]]
    text: str = field(compare=False)

    def __str__(self) -> str:
        return self.text


def parse_version(text: str, *path: str | int) -> SemanticVersion:
    """The version that a text names; `path` is where the text stands in the input."""
    found = _PATTERN.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if found is None:
        raise InvalidVersion(path=path)
    major, minor, patch, before = found.groups()
    parts = tuple(_rank(part) for part in before.split(".")) if before else ()
    return SemanticVersion((int(major), int(minor), int(patch)), (before is None, parts), text)


def _rank(part: str) -> tuple[bool, int, str]:
    """Numbers come before words, numbers by value, words by their characters."""
    return (False, int(part), "") if part.isdigit() else (True, 0, part)
