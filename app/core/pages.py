"""Pages of lists: of one list, or of the lists of many parents by one statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

import orjson
from tortoise import fields
from tortoise.models import Model

from app.core.columns import bound_all, field_of, postgres_type, quoted, table_of, table_prefix
from app.core.conditions import EVERYTHING, AllOf, Condition, equals
from app.core.database import database
from app.core.orders import Order, beyond, order_by
from app.core.rows import Raw, Row, columns_of, decode, listed, values_of
from app.core.statements import Statement


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    rows: list[Row]
    has_next: bool


class RawPage(NamedTuple):
    """One page of a list, its rows as the driver gives them."""

    rows: Sequence[Raw]
    has_next: bool


async def pages(
    model: type[Model],
    by: str | None,
    parents: Sequence[Any],
    condition: Condition,
    order: Order,
    first: int,
    after: str | None = None,
) -> dict[Any, Page]:
    """The page of each parent's rows that comes after a cursor, whole rows; one statement for all parents."""
    columns = (*columns_of(model), *((order.column,) if order.beside else ()))
    read = await pages_of(model, columns, by, parents, condition, order, first, after)
    return {parent: Page(decode(model, page.rows, columns), page.has_next) for parent, page in read.items()}


async def pages_of(
    model: type[Model],
    columns: Sequence[str],
    by: str | None,
    parents: Sequence[Any],
    condition: Condition,
    order: Order,
    first: int,
    after: str | None = None,
    *,
    alike: Condition = EVERYTHING,
) -> dict[Any, RawPage]:
    """The page of each parent's rows that comes after a cursor, some columns; one statement for all parents.

    Without a column that names a parent, there is one list: all rows of the condition, under the parent `None`.
    `alike` is a condition that all rows of a parent satisfy or none does, such as the space they are in.
    """
    if by is None or len(parents) == 1:
        parent = parents[0] if by else None
        where = AllOf((condition, beyond(model, order, after))) if after else condition
        within = AllOf((equals(by, parent), where, alike)) if by else AllOf((where, alike))
        rows = await values_of(model, columns, within, order, first + 1)
        return {parent: RawPage(rows[:first], has_next=len(rows) > first)}
    grouped: dict[Any, list[Raw]] = {parent: [] for parent in parents}
    rows, place = await rows_of_many(model, columns, by, list(grouped), condition, order, first + 1, after, alike=alike)
    for row in rows:
        grouped[row[place]].append(row)
    return {
        parent: RawPage(found, has_next=False) if len(found) <= first else RawPage(found[:first], has_next=True)
        for parent, found in grouped.items()
    }


async def rows_of_many(
    model: type[Model],
    columns: Sequence[str],
    by: str,
    parents: Sequence[Any],
    condition: Condition,
    order: Order,
    limit: int,
    after: str | None = None,
    *,
    alike: Condition = EVERYTHING,
) -> tuple[Sequence[Raw], int]:
    """The first rows of some parents after a cursor, all in one list in their order, and where they name their parent."""
    wanted = tuple(dict.fromkeys((*columns, by, order.column, "id")))
    where = AllOf((condition, beyond(model, order, after))) if after else condition
    rows = await _Pages(model, wanted, by, order, limit).read(parents, where, alike)
    return rows, wanted.index(by)


@dataclass(frozen=True, slots=True)
class _Pages:
    """The first rows of many parents: the index of a parent's rows is entered once, and read no further than needed."""

    model: type[Model]
    columns: Sequence[str]
    by: str
    order: Order
    limit: int

    async def read(self, parents: Sequence[Any], where: Condition, alike: Condition) -> Sequence[Raw]:
        statement = Statement(database().dialect)
        shown = listed(self.model, self.columns, "page.", self.order)
        source = self._source(statement, parents, where) + statement.beside(self.model, self.order.beside, "page.")
        # Looked at once for all: in the source it would take each row from the table, where its index is enough.
        text = f"SELECT {shown} FROM {source} WHERE {statement.condition(self.model, alike, 'page.')}"
        if statement.dialect == "postgres":
            return await database().fetch(f"{text} ORDER BY {self._order('page.')}", statement.parameters)
        # SQLite would carry the whole rows through its sorter; texts compare alike here and there.
        rows = list(await database().fetch(text, statement.parameters))
        return self._sorted(rows)

    def _sorted(self, rows: list[Raw]) -> list[Raw]:
        """As the database would, rows without a value last."""
        place, pk = self.columns.index(self.order.column), self.columns.index("id")
        if not field_of(self.model, self.order.column).null:
            rows.sort(key=itemgetter(*dict.fromkeys((place, pk))), reverse=self.order.is_descending)
            return rows
        is_text = isinstance(field_of(self.model, self.order.column), fields.DecimalField)
        value: Callable[[Raw], Any] = (lambda row: float(row[place])) if is_text else itemgetter(place)
        known = sorted((row for row in rows if row[place] is not None), key=lambda row: (value(row), row[pk]))
        unknown = sorted((row for row in rows if row[place] is None), key=itemgetter(pk))
        if self.order.is_descending:
            known.reverse()
            unknown.reverse()
        return [*known, *unknown]

    def _source(self, statement: Statement, parents: Sequence[Any], where: Condition) -> str:
        """What `page` is. SQLite has no LATERAL, but its ids can be found so."""
        table, field = table_of(self.model), field_of(self.model, self.by)
        plain, is_sqlite = bound_all(parents, field, statement.dialect), statement.dialect == "sqlite"
        each = statement.parameter(orjson.dumps(plain).decode() if is_sqlite else plain)
        prefix = table_prefix(self.model) if self.order.beside else ""
        first = (
            f'FROM "{table}"{statement.beside(self.model, self.order.beside, prefix)} '
            f"WHERE {prefix}{quoted(self.model, self.by)} = parent.value "
            f"AND ({statement.condition(self.model, where, prefix)}) "
            f"ORDER BY {self._order(prefix)} LIMIT {statement.parameter(self.limit)}"
        )
        if is_sqlite:
            return f'json_each({each}) AS parent JOIN "{table}" AS page ON page."id" IN (SELECT {prefix}"id" {first})'
        lateral = f"(SELECT {prefix}* {first}) AS page"
        return f"unnest({each}::{postgres_type(field)}[]) AS parent(value) CROSS JOIN LATERAL {lateral}"

    def _order(self, prefix: str = "") -> str:
        return order_by(self.model, self.order, prefix)
