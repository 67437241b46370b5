"""Plain rows for queries: read by statements out of the models' own metadata.

A row is a dict of the requested columns in their Python names. Stored JSON passes through as an `orjson.Fragment`, unparsed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from tortoise import fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model

from app.core.columns import converter, field_of, quoted, table_of, table_prefix
from app.core.conditions import (
    AllOf,
    Compare,
    Condition,
    Operator,
    one_of,
)
from app.core.database import database
from app.core.orders import Order, order_by
from app.core.statements import Statement, value_beside


class Row(dict[str, Any]):
    """A row as read; `row.name` is `row["name"]`. Each model has a subclass, so that a row knows what it is."""

    __slots__ = ()
    model: type[Model]

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"{type(self).__name__} has no column {name!r}") from None

    @property
    def pk(self) -> int:
        """The row's id."""
        return int(self["id"])


@cache
def row_class(model: type[Model]) -> type[Row]:
    """The kind of row that a model's rows are."""
    return type(f"{model.__name__}Row", (Row,), {"__slots__": (), "model": model})


@cache
def columns_of(model: type[Model]) -> tuple[str, ...]:
    """Python names of a model's columns, foreign keys as `…_id`."""
    return tuple(
        name
        for name, field in model._meta.fields_map.items()
        if name in model._meta.fields_db_projection and not isinstance(field, ForeignKeyFieldInstance)
    )


Raw = Sequence[Any]
"""A row as the driver gives it: the wanted columns by position."""


async def by_ids(model: type[Model], ids: Iterable[int], scope: Condition) -> dict[int, Row]:
    """Rows by id, as far as the scope allows; one statement."""
    rows = await select(model, AllOf((one_of("id", list(ids)), scope)))
    return {row.pk: row for row in rows}


async def select(
    model: type[Model], condition: Condition, order: Order | None = None, limit: int | None = None
) -> list[Row]:
    """Rows that satisfy a condition, whole."""
    columns = columns_of(model)
    return decode(model, await values_of(model, columns, condition, order, limit), columns)


async def values_of(
    model: type[Model],
    columns: Sequence[str],
    condition: Condition,
    order: Order | None = None,
    limit: int | None = None,
    client: BaseDBAsyncClient | None = None,
    *,
    is_locked: bool = False,
) -> Sequence[Raw]:
    """Some columns of the rows that satisfy a condition, as the driver gives them.

    They are read in a transaction if one is given, and locked against its competitors if that is asked for.
    """
    statement = Statement(database().dialect)
    beside = order.beside if order else None
    prefix = table_prefix(model) if beside else ""
    text = (
        f'SELECT {listed(model, columns, prefix, order)} FROM "{table_of(model)}"{statement.beside(model, beside, prefix)} '
        f"WHERE {statement.condition(model, condition, prefix)}"
    )
    if order:
        text += f" ORDER BY {order_by(model, order, prefix)}"
    if limit is not None:
        text += f" LIMIT {statement.parameter(limit)}"
    if is_locked and database().dialect == "postgres":
        text += " FOR NO KEY UPDATE"
    if client is not None:
        found: Any = await client.execute_query(text, list(statement.parameters))
        rows: Sequence[Raw] = found[1]
        return rows
    return await database().fetch(text, statement.parameters)


async def streamed(
    model: type[Model], columns: Sequence[str], condition: Condition, page: int = 5_000
) -> AsyncIterator[Sequence[Raw]]:
    """The id and some columns of all rows that satisfy a condition, oldest first, a page at a time."""
    after = 0
    while True:
        within = AllOf((condition, Compare("id", Operator.GT, after)))
        found = await values_of(model, ("id", *columns), within, Order(is_descending=False), page)
        if found:
            yield found
        if len(found) < page:
            return
        after = found[-1][0]


async def counts(model: type[Model], by: str | None, parents: Sequence[Any], condition: Condition) -> dict[Any, int]:
    """How many rows each parent has, or how many there are at all under `None`; one statement."""
    statement = Statement(database().dialect)
    if by is None:
        text = f'SELECT COUNT(*) FROM "{table_of(model)}" WHERE {statement.condition(model, condition)}'
        return {None: (await database().fetch(text, statement.parameters))[0][0]}
    # One alone is compared: of what is in a list PostgreSQL does not know that other rows have it, too.
    members = (
        f"{quoted(model, by)} = {statement.parameter(parents[0], field_of(model, by))}"
        if len(parents) == 1
        else statement.members(quoted(model, by), parents, field_of(model, by))
    )
    text = (
        f'SELECT {quoted(model, by)}, COUNT(*) FROM "{table_of(model)}" '
        f"WHERE {members} AND {statement.condition(model, condition)} GROUP BY {quoted(model, by)}"
    )
    found = {row[0]: row[1] for row in await database().fetch(text, statement.parameters)}
    return {parent: found.get(parent, 0) for parent in parents}


def listed(model: type[Model], columns: Iterable[str], prefix: str = "", order: Order | None = None) -> str:
    """Columns as a statement names what it reads."""
    return ", ".join(_read(model, column, prefix, order) for column in columns)


def _read(model: type[Model], column: str, prefix: str, order: Order | None) -> str:
    """A column in a list of columns; stored JSON as bytes, which SQLite need not turn into text to be turned back."""
    if column not in model._meta.fields_db_projection:
        return value_beside(order.beside) if order and order.beside and order.column == column else "NULL"
    name = prefix + quoted(model, column)
    is_json = database().dialect == "sqlite" and isinstance(field_of(model, column), fields.JSONField)
    return f"CAST({name} AS BLOB)" if is_json else name


def decode(model: type[Model], rows: Iterable[Raw], columns: tuple[str, ...]) -> list[Row]:
    """Rows of the database as rows with names."""
    return decoder(model, columns, database().dialect)(rows)


@lru_cache(maxsize=1024)
def decoder(model: type[Model], columns: tuple[str, ...], dialect: str) -> Callable[[Iterable[Raw]], list[Row]]:
    """One generated function per model: a dict display with the conversions in place beats a loop over converters."""
    parts, names = [], {"Row": row_class(model)}
    for index, column in enumerate(columns):
        convert = converter(field_of(model, column), dialect)
        if convert is None:
            parts.append(f"{column!r}: r[{index}]")
        else:
            names[f"c{index}"] = convert  # type: ignore[assignment]
            parts.append(f"{column!r}: None if r[{index}] is None else c{index}(r[{index}])")
    made: Callable[[Iterable[Raw]], list[Row]] = eval(  # noqa: S307
        f"lambda rows: [Row({{{', '.join(parts)}}}) for r in rows]", dict(names)
    )
    return made
