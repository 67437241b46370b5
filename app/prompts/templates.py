"""Prompt templates: `{{name}}` is replaced by a value, `\\{{` is a literal `{{`, everything else is text.

One pass with possessive patterns: time is linear in the length of the text, and what a value holds is never read as a
template again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import orjson

from app.core.errors import Invalid, Path
from app.llm.chat import Message, Part, PartType

_PLACEHOLDER = re.compile(r"\\\{\{|\{\{\s*+([A-Za-z_][A-Za-z0-9_.-]*+)\s*+\}\}")


class MissingVariable(Invalid):
    """A variable of the template has no value."""

    code = "MISSING_VARIABLE"

    def __init__(self, name: str, *, path: Path = ()) -> None:
        super().__init__(f"The template's variable `{name}` has no value.", path=path)
        self.name = name


def variables(text: str) -> tuple[str, ...]:
    """The names a template asks for, each once, in order of first appearance."""
    return tuple(dict.fromkeys(name for name in _PLACEHOLDER.findall(text) if name))


def render(text: str, values: Mapping[str, Any]) -> str:
    """Fill in a template; raises `MissingVariable` for a name without a value."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name is None:
            return "{{"
        if name not in values:
            raise MissingVariable(name)
        return as_text(values[name])

    return _PLACEHOLDER.sub(fill, text)


def message_variables(messages: Iterable[Message]) -> tuple[str, ...]:
    """The names that any of the messages asks for, in order of first appearance."""
    return tuple(dict.fromkeys(name for message in messages for name in variables(message.content)))


def render_messages(
    messages: Iterable[Message], values: Mapping[str, Any], parts: Mapping[str, Sequence[Part]] | None = None
) -> tuple[Message, ...]:
    """Fill in the content of every message; a message that names one of `parts` comes to consist of parts itself."""
    return tuple(_rendered(message, values, parts or {}) for message in messages)


def _rendered(message: Message, values: Mapping[str, Any], parts: Mapping[str, Sequence[Part]]) -> Message:
    if parts.keys().isdisjoint(variables(message.content)):
        return replace(message, content=render(message.content, values))
    return replace(message, content="", parts=render_parts(message.content, values, parts))


def render_parts(text: str, values: Mapping[str, Any], parts: Mapping[str, Sequence[Part]]) -> tuple[Part, ...]:
    """Fill in a template some of whose names stand for parts: they go where the names are, with the text between them."""
    made: list[Part] = []
    begin = 0
    for match in _PLACEHOLDER.finditer(text):
        if match[1] in parts:
            made += [_text_part(render(text[begin : match.start()], values)), *parts[match[1]]]
            begin = match.end()
    made.append(_text_part(render(text[begin:], values)))
    return tuple(_joined(made))


def _text_part(text: str) -> Part:
    return Part(PartType.TEXT, text=text)


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Parts with neighbouring texts made one, and none that is blank: there are providers that refuse those."""
    for kind, group in groupby(parts, key=lambda part: part.type):
        if kind is not PartType.TEXT:
            yield from group
        elif (text := "".join(part.text or "" for part in group)).strip():
            yield _text_part(text)


def as_text(value: Any) -> str:
    """A value as it reads in a prompt: text as it is, nothing for null, compact JSON for the rest."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # integers beyond 64 bits and lone surrogates are JSON to Python, not to orjson
        return json.dumps(value, default=str, ensure_ascii=False, separators=(",", ":"))
