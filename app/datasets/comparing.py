"""What differs between two states of a dataset: items added, removed and changed, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from app.core.choices import Choice
from app.core.conditions import EVERYTHING
from app.core.database import database
from app.core.rows import Row, Statement, by_ids
from app.datasets.models import DatasetItem
from app.datasets.versions import IN_NEXT_VERSION, in_version


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


async def changes(span: Span, limit: int, after: int | None) -> list[dict[str, Any]]:
    """Items that differ, in the order in which they were made, after one of them; each with its states."""
    statement = Statement(database().dialect)
    grouped = _grouped(span, statement, after)
    text = f"{grouped} ORDER BY item_id LIMIT {statement.parameter(limit)}"
    found = await database().fetch(text, statement.parameters)
    rows = await by_ids(DatasetItem, [pk for _, *pair in found for pk in pair if pk], EVERYTHING)
    return [_change(item_id, rows.get(before or 0), rows.get(later or 0)) for item_id, before, later in found]


async def counts(span: Span) -> Counts:
    """How many items differ; one statement."""
    statement = Statement(database().dialect)
    both = "before_id IS NOT NULL AND after_id IS NOT NULL"
    text = (
        "SELECT COUNT(CASE WHEN before_id IS NULL THEN 1 END), COUNT(CASE WHEN after_id IS NULL THEN 1 END), "  # noqa: S608
        f"COUNT(CASE WHEN {both} THEN 1 END) FROM ({_grouped(span, statement)}) AS changes"
    )
    ((added, removed, changed),) = await database().fetch(text, statement.parameters)
    return Counts(added, removed, changed)


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
