"""How a message includes a snippet: `{{> key }}`, `{{> key@label }}` or `{{> key#1.2.0 }}`; `\\{{>` is a literal `{{>`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from app.core.errors import Invalid

_TAG = re.compile(r"\\\{\{>|\{\{>([^{}\n]*)\}\}")
_INNER = re.compile(r"\s*+([A-Za-z0-9_./-]++)(?:@([a-z0-9][a-z0-9_.-]*+)|#([0-9A-Za-z.+-]++))?\s*+")


class InvalidReference(Invalid):
    """A snippet is included as `{{> key }}`, `{{> key@label }}` or `{{> key#1.2.0 }}`."""

    code = "INVALID_REFERENCE"


class Reference(NamedTuple):
    """A snippet that a message includes; without label and version it is `production`, else the newest."""

    key: str
    label: str | None = None
    version: str | None = None

    def __str__(self) -> str:
        by = f"@{self.label}" if self.label else f"#{self.version}" if self.version else ""
        return f"{self.key}{by}"


def references(text: str) -> tuple[Reference, ...]:
    """The snippets that a text includes, each once, in order of first appearance."""
    return tuple(dict.fromkeys(_reference(inner[1]) for inner in _TAG.finditer(text) if inner[1] is not None))


def expanded(text: str, text_of: Callable[[Reference], str]) -> str:
    """A text with the texts of its snippets in their places; what is escaped stays so."""
    return _TAG.sub(lambda found: found[0] if found[1] is None else text_of(_reference(found[1])), text)


def without_references(text: str) -> str:
    """A text without the snippets that it includes."""
    return expanded(text, lambda _: "")


def _reference(inner: str) -> Reference:
    found = _INNER.fullmatch(inner)
    if found is None:
        raise InvalidReference(f"`{{{{>{inner}}}}}` includes nothing: {InvalidReference.__doc__}")
    return Reference(*found.groups())
