"""Reading the items of versions: by id for runs, and pages of many versions at once for queries."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from tortoise.models import Model

from app.core.conditions import AllOf, Compare, Condition, Operator, equals, one_of
from app.core.database import database
from app.core.orders import Order
from app.core.pages import Page, pages
from app.core.rows import Row, columns_of, decode, select
from app.core.statements import Statement
from app.datasets.models import DatasetItem, DatasetItemStatus, DatasetVersion
from app.datasets.versions import in_version

_OLDEST_FIRST = Order(is_descending=False)


async def read_items(version: DatasetVersion, first_id: int, last_id: int) -> list[Row]:
    """A version's items from one id to another, both included, with their JSON parsed."""
    between = (Compare("id", Operator.GTE, first_id), Compare("id", Operator.LTE, last_id))
    rows = await select(DatasetItem, AllOf((of_version(version), *between)), _OLDEST_FIRST)
    return [_parsed(row) for row in rows]


async def read_listed(item_ids: Sequence[int]) -> list[Row]:
    """Items by id, oldest first, with their JSON parsed."""
    rows = await select(DatasetItem, one_of("id", item_ids), _OLDEST_FIRST)
    return [_parsed(row) for row in rows]


def of_version(version: DatasetVersion) -> AllOf:
    """The items of a version."""
    return AllOf((equals("dataset_id", version.dataset_id), in_version(version.number)))


def _parsed(row: Row) -> Row:
    for column in ("data", "metadata", "tags"):
        row[column] = _plain(row[column])
    return row


def _plain(fragment: Any) -> Any:
    return orjson.loads(orjson.dumps(fragment))


@dataclass(frozen=True, slots=True)
class Frozen:
    """A version, as far as finding its items takes."""

    id: int
    dataset_id: int
    number: int


async def pages_of_versions(
    versions: Sequence[Frozen], where: Condition, order: Order, first: int, after: str | None
) -> dict[int, Page]:
    """A page of the items of each version, by the version's id; one statement, unless several are read on from a cursor."""
    if after or len(versions) == 1:
        found = await asyncio.gather(*(_page_of(version, where, order, first, after) for version in versions))
        return {version.id: page for version, page in zip(versions, found, strict=True)}
    statement = Statement(database().dialect)
    seen = _Seen(DatasetItem, "version_id", [version.id for version in versions], _items_of(versions, statement))
    return await _first_pages(seen, statement, where, order, first)


async def _page_of(version: Frozen, where: Condition, order: Order, first: int, after: str | None) -> Page:
    within = AllOf((where, in_version(version.number)))
    found = await pages(DatasetItem, "dataset_id", [version.dataset_id], within, order, first, after)
    return found[version.dataset_id]


async def counts_of_versions(versions: Sequence[Frozen], where: Condition) -> dict[int, int]:
    """How many items each version has that satisfy a condition, by the version's id; one statement."""
    statement = Statement(database().dialect)
    seen = _Seen(DatasetItem, "version_id", [version.id for version in versions], _items_of(versions, statement))
    return await _counts(seen, statement, where)


def _items_of(versions: Sequence[Frozen], statement: Statement) -> str:
    """Items joined to the versions that have them; the versions' columns are renamed, so that items' need no prefix."""
    wanted = statement.members('"id"', [version.id for version in versions], DatasetVersion._meta.fields_map["id"])
    chosen = 'SELECT "id" AS version_id, "dataset_id" AS version_dataset, "number" AS version_number FROM "dataset_version"'
    return (
        f'"dataset_item" JOIN ({chosen} WHERE {wanted}) AS versions ON "dataset_id" = version_dataset '
        'AND "valid_from" <= version_number AND ("valid_to" IS NULL OR "valid_to" > version_number) '
        f"AND \"status\" = '{DatasetItemStatus.ACTIVE}'"
    )


@dataclass(frozen=True, slots=True)
class State:
    """A state of an item, as far as finding the versions that have it takes."""

    id: int
    dataset_id: int
    valid_from: int
    valid_to: int | None


async def pages_of_items(
    states: Sequence[State], where: Condition, order: Order, first: int, after: str | None
) -> dict[int, Page]:
    """A page of the versions that have each state of an item, by the state's id; one statement for first pages."""
    if after or len(states) == 1:
        found = await asyncio.gather(*(_page_of_item(state, where, order, first, after) for state in states))
        return {state.id: page for state, page in zip(states, found, strict=True)}
    statement = Statement(database().dialect)
    seen = _Seen(DatasetVersion, "state_id", [state.id for state in states], _versions_of(states, statement))
    return await _first_pages(seen, statement, where, order, first)


async def _page_of_item(state: State, where: Condition, order: Order, first: int, after: str | None) -> Page:
    ends = () if state.valid_to is None else (Compare("number", Operator.LT, state.valid_to),)
    within = AllOf((where, Compare("number", Operator.GTE, state.valid_from), *ends))
    found = await pages(DatasetVersion, "dataset_id", [state.dataset_id], within, order, first, after)
    return found[state.dataset_id]


async def counts_of_items(states: Sequence[State], where: Condition) -> dict[int, int]:
    """How many versions have each state of an item, by the state's id; one statement."""
    statement = Statement(database().dialect)
    seen = _Seen(DatasetVersion, "state_id", [state.id for state in states], _versions_of(states, statement))
    return await _counts(seen, statement, where)


def _versions_of(states: Sequence[State], statement: Statement) -> str:
    """Versions joined to the states of items that they have; the items' columns are renamed, as above."""
    wanted = statement.members('"id"', [state.id for state in states], DatasetItem._meta.fields_map["id"])
    chosen = (
        'SELECT "id" AS state_id, "dataset_id" AS state_dataset, "valid_from" AS state_from, "valid_to" AS state_to '  # noqa: S608 names of columns only
        f'FROM "dataset_item" WHERE "status" = \'{DatasetItemStatus.ACTIVE}\''
    )
    return (
        f'"dataset_version" JOIN ({chosen} AND {wanted}) AS states ON "dataset_id" = state_dataset '
        'AND "number" >= state_from AND (state_to IS NULL OR "number" < state_to)'
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """Rows of a model that are joined to what has them, once for each that does."""

    model: type[Model]
    owner: str
    """Column with the id of what has a row."""
    owners: list[int]
    joined: str
    """The tables, as they stand behind FROM."""


async def _first_pages(seen: _Seen, statement: Statement, where: Condition, order: Order, first: int) -> dict[int, Page]:
    columns, direction = columns_of(seen.model), "DESC" if order.is_descending else "ASC"
    names = ", ".join(f'"{column}"' for column in columns)
    ranked = (
        f"SELECT {names}, {seen.owner}, ROW_NUMBER() OVER "  # noqa: S608 names of columns only
        f'(PARTITION BY {seen.owner} ORDER BY "{order.column}" {direction}, "id" {direction}) AS row_rank '
        f"FROM {seen.joined} WHERE {statement.condition(seen.model, where)}"
    )
    text = f"SELECT * FROM ({ranked}) AS ranked WHERE row_rank <= {statement.parameter(first + 1)} ORDER BY row_rank"  # noqa: S608
    found = await database().fetch(text, statement.parameters)
    rows: dict[int, list[Row]] = defaultdict(list)
    for raw, row in zip(found, decode(seen.model, found, columns), strict=True):
        rows[raw[len(columns)]].append(row)
    return {owner: Page(rows[owner][:first], len(rows[owner]) > first) for owner in seen.owners}


async def _counts(seen: _Seen, statement: Statement, where: Condition) -> dict[int, int]:
    text = (
        f"SELECT {seen.owner}, COUNT(*) FROM {seen.joined} "  # noqa: S608 no values in it
        f"WHERE {statement.condition(seen.model, where)} GROUP BY {seen.owner}"
    )
    found = {row[0]: row[1] for row in await database().fetch(text, statement.parameters)}
    return {owner: found.get(owner, 0) for owner in seen.owners}
