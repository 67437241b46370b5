"""What differs between two contents of a prompt: settings, variables and tools by name, messages line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import orjson

from app.core.choices import Choice
from app.prompts.messages import Stored

CONTEXT = 3
MAX_LINES = 5_000
"""Texts with more lines are shown as replaced, but for what their beginnings and ends have in common."""
T = TypeVar("T")


class ChangeKind(Choice):
    """What happened to a part of a prompt."""

    ADDED = "ADDED", "It is new."
    REMOVED = "REMOVED", "It is gone."
    CHANGED = "CHANGED", "It is another."


class LineKind(Choice):
    """What happened to a line."""

    SAME = "SAME", "It is in both."
    ADDED = "ADDED", "It is new."
    REMOVED = "REMOVED", "It is gone."


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a text."""

    kind: LineKind
    text: str


@dataclass(frozen=True, slots=True)
class DiffHunk:
    """Lines that changed, with a few around them; lines are counted from 1."""

    from_line: int
    to_line: int
    lines: list[DiffLine]


@dataclass(frozen=True, slots=True)
class PartChange:
    """A setting, a variable or a tool that differs."""

    name: str
    kind: ChangeKind
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class MessageChange:
    """A message that differs; places are counted from 0."""

    kind: ChangeKind
    from_index: int | None
    to_index: int | None
    before: Any
    after: Any
    hunks: list[DiffHunk]


@dataclass(frozen=True, slots=True)
class PromptDiff:
    """All that differs between two contents."""

    settings: list[PartChange] = field(default_factory=list)
    messages: list[MessageChange] = field(default_factory=list)
    variables: list[PartChange] = field(default_factory=list)
    tools: list[PartChange] = field(default_factory=list)
    model_config: list[PartChange] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        """Nothing differs."""
        return not (self.settings or self.messages or self.variables or self.tools or self.model_config)


_SETTINGS = {
    "template_type": "templateType",
    "tool_call_config": "toolChoice",
    "response_schema": "responseSchema",
    "config": "config",
}
_NOTHING: dict[str, Any] = {"messages": [], "variables": [], "tools": [], "model_config": None}


def diff_of(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> PromptDiff:
    """What became of a content; of nothing, everything was added."""
    was: Mapping[str, Any] = before or _NOTHING
    shown = {name: (was.get(column), after.get(column)) for column, name in _SETTINGS.items()}
    return PromptDiff(
        list(_changes({name: one for name, (one, _) in shown.items()}, {name: other for name, (_, other) in shown.items()})),
        list(_messages(was["messages"], after["messages"])),
        list(_changes(_by_name(was["variables"]), _by_name(after["variables"]))),
        list(_changes(_by_name(was["tools"]), _by_name(after["tools"]))),
        list(_changes(_shown(was["model_config"]), _shown(after["model_config"]))),
    )


def _by_name(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {part["name"]: _shown(part) for part in parts}


def _shown(part: Mapping[str, Any] | None) -> dict[str, Any]:
    """Stored names as the API writes them."""
    return {_camel_case(name): value for name, value in (part or {}).items()}


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[PartChange]:
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        if _canonical(one) != _canonical(other):
            kind = ChangeKind.ADDED if one is None else ChangeKind.REMOVED if other is None else ChangeKind.CHANGED
            yield PartChange(name, kind, one, other)


def _messages(before: Sequence[Stored], after: Sequence[Stored]) -> Iterator[MessageChange]:
    """Messages that differ, those that replace one another side by side."""
    for start, end, to_start, to_end in _replaced([*map(_canonical, before)], [*map(_canonical, after)]):
        paired = min(end - start, to_end - to_start)
        for offset in range(paired):
            yield _message(start + offset, to_start + offset, before[start + offset], after[to_start + offset])
        for index in range(start + paired, end):
            yield _message(index, None, before[index], None)
        for index in range(to_start + paired, to_end):
            yield _message(None, index, None, after[index])


def _message(from_index: int | None, to_index: int | None, before: Stored | None, after: Stored | None) -> MessageChange:
    kind = ChangeKind.ADDED if before is None else ChangeKind.REMOVED if after is None else ChangeKind.CHANGED
    return MessageChange(kind, from_index, to_index, before, after, hunks_of(_text(before), _text(after)))


def _text(message: Stored | None) -> str:
    """A message as text, in which lines can be compared."""
    if message is None:
        return ""
    texts = [part.get("text") or part.get("url") or f"{{{{{part['variable']}}}}}" for part in message.get("parts", ())]
    return "\n".join(texts or [message["content"]])


def hunks_of(before: str, after: str) -> list[DiffHunk]:
    """The lines that differ between two texts, with a few around them."""
    lines, other = before.splitlines(), after.splitlines()
    changes = list(_replaced(lines, other))
    return [_hunk(lines, other, group) for group in _groups(changes)]


_Change = tuple[int, int, int, int]
"""From where to where lines were, and from where to where their replacement is."""


def _groups(changes: list[_Change]) -> Iterator[list[_Change]]:
    """Changes that are so near that the lines around them touch."""
    group: list[_Change] = []
    for change in changes:
        if group and change[0] - group[-1][1] > 2 * CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _hunk(lines: Sequence[str], other: Sequence[str], group: list[_Change]) -> DiffHunk:
    at, to_at = group[0][0], group[0][2]
    lead = min(CONTEXT, at)
    place, shown = at - lead, []
    for start, end, to_start, to_end in group:
        shown += [DiffLine(LineKind.SAME, text) for text in lines[place:start]]
        shown += [DiffLine(LineKind.REMOVED, text) for text in lines[start:end]]
        shown += [DiffLine(LineKind.ADDED, text) for text in other[to_start:to_end]]
        place = end
    shown += [DiffLine(LineKind.SAME, text) for text in lines[place : place + CONTEXT]]
    return DiffHunk(at - lead + 1, to_at - lead + 1, shown)


def _replaced(before: Sequence[T], after: Sequence[T]) -> Iterator[_Change]:
    """Stretches of two sequences that differ, in order."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    inner, other = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(inner) > MAX_LINES or len(other) > MAX_LINES:
        yield head, head + len(inner), head, head + len(other)
        return
    # Here, since the server starts sooner without it.
    from rapidfuzz.distance import LCSseq

    start, to_start = 0, 0
    for code in LCSseq.opcodes(list(inner), list(other)):
        if code.tag == "equal":
            if (start, to_start) != (code.src_start, code.dest_start):
                yield head + start, head + code.src_start, head + to_start, head + code.dest_start
            start, to_start = code.src_end, code.dest_end
    if (start, to_start) != (len(inner), len(other)):
        yield head + start, head + len(inner), head + to_start, head + len(other)


def _common(one: Sequence[T], other: Sequence[T]) -> int:
    """How many elements two sequences have in common at their beginnings."""
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _canonical(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
