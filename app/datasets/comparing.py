"""What differs between two states of a dataset: items added, removed and changed, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from app.core.choices import Choice
from app.core.conditions import EVERYTHING
from app.core.database import database
from app.core.rows import Row, by_ids
from app.core.statements import Statement
from app.datasets.models import DatasetItem
from app.datasets.versions import IN_NEXT_VERSION, in_version

T = TypeVar("T")
_TOGETHER = 50
"""Questions in one statement; SQLite takes 500."""


class ItemChangeKind(Choice):
    """How an item differs between two states of its dataset."""

    ADDED = "ADDED", "Only the later state has it."
    REMOVED = "REMOVED", "Only the earlier state has it."
    CHANGED = "CHANGED", "Both have it, and say different things of it."


@dataclass(frozen=True, slots=True)
class Span:
    """Two states of a dataset: numbers of versions, or none for the working state."""

    dataset_id: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items differ in which way."""

    added: int
    removed: int
    changed: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of the items that differ between two states: so many after one of them, in the order in which they were made."""

    span: Span
    limit: int
    after: int | None = None


async def changes(stretches: Sequence[Stretch]) -> list[list[dict[str, Any]]]:
    """Items that differ, for each stretch, each with its states; two statements for every fifty."""
    found: list[list[Any]] = []
    for some in _batches(stretches):
        found += await _united(some, _stretch)
    ids = [pk for rows in found for _, *pair in rows for pk in pair if pk]
    states = await by_ids(DatasetItem, ids, EVERYTHING) if ids else {}
    return [[_change(pk, states.get(before or 0), states.get(later or 0)) for pk, before, later in rows] for rows in found]


async def counts(spans: Sequence[Span]) -> list[Counts]:
    """How many items differ, for each pair of states; a statement for every fifty."""
    found: list[Counts] = []
    for some in _batches(spans):
        found += [Counts(*row) for (row,) in await _united(some, _count)]
    return found


async def _united(asked: Sequence[Any], text_of: Callable[[Any, Statement], str]) -> list[list[Any]]:
    """What several questions find, asked in one statement."""
    statement = Statement(database().dialect)
    parts = [f"SELECT {place}, found.* FROM ({text_of(one, statement)}) AS found" for place, one in enumerate(asked)]  # noqa: S608
    found: list[list[Any]] = [[] for _ in asked]
    for place, *row in await database().fetch(" UNION ALL ".join(parts), statement.parameters):
        found[place].append(row)
    return found


def _batches(asked: Sequence[T]) -> Iterator[Sequence[T]]:
    return (asked[first : first + _TOGETHER] for first in range(0, len(asked), _TOGETHER))


def _stretch(one: Stretch, statement: Statement) -> str:
    return f"{_grouped(one.span, statement, one.after)} ORDER BY item_id LIMIT {statement.parameter(one.limit)}"


def _count(span: Span, statement: Statement) -> str:
    both = "before_id IS NOT NULL AND after_id IS NOT NULL"
    return (
        "SELECT COUNT(CASE WHEN before_id IS NULL THEN 1 END), COUNT(CASE WHEN after_id IS NULL THEN 1 END), "  # noqa: S608
        f"COUNT(CASE WHEN {both} THEN 1 END) FROM ({_grouped(span, statement)}) AS changes"
    )


def _grouped(span: Span, statement: Statement, after: int | None = None) -> str:
    """The items that differ, each with the ids of its states before and after."""
    earlier, later = _in(span.before, statement), _in(span.after, statement)
    dataset = statement.parameter(span.dataset_id)
    beyond = f' AND "item_id" > {statement.parameter(after)}' if after is not None else ""
    marked = (
        f'SELECT "item_id", "id", {earlier} AS is_before, {later} AS is_after '  # noqa: S608 names of columns only
        f'FROM "dataset_item" WHERE "dataset_id" = {dataset}{beyond}'
    )
    return (
        "SELECT item_id, MAX(CASE WHEN is_before THEN id END) AS before_id, MAX(CASE WHEN is_after THEN id END) AS after_id "  # noqa: S608
        f"FROM ({marked}) AS marked WHERE is_before <> is_after GROUP BY item_id"
    )


def _in(number: int | None, statement: Statement) -> str:
    condition = IN_NEXT_VERSION if number is None else in_version(number)
    return f"({statement.condition(DatasetItem, condition)})"


def _change(item_id: int, before: Row | None, after: Row | None) -> dict[str, Any]:
    kind = ItemChangeKind.ADDED if before is None else ItemChangeKind.REMOVED if after is None else ItemChangeKind.CHANGED
    present: Any = after or before
    return {
        "id": item_id,
        "kind": kind,
        "key": present["key"],
        "before_id": before and before["id"],
        "after_id": after and after["id"],
        "fields": _field_changes(before, after) if before and after else [],
    }


_PLAIN = ("key", "split", "status", "source_trace_id", "source_observation_id")
_STORED = ("metadata", "tags")


def _field_changes(before: Row, after: Row) -> list[dict[str, Any]]:
    """What of an item differs: columns of its data by their names, everything else as `_name`."""
    old, new = _said(before), _said(after)
    names = dict.fromkeys((*old, *new))
    return [
        {"name": name, "before": old.get(name), "after": new.get(name)} for name in names if old.get(name) != new.get(name)
    ]


def _said(row: Row) -> dict[str, Any]:
    others = {f"_{name}": row[name] for name in _PLAIN} | {f"_{name}": _parsed(row[name]) for name in _STORED}
    return {**_parsed(row["data"]), **others}


def _parsed(fragment: Any) -> Any:
    return orjson.loads(orjson.dumps(fragment))
