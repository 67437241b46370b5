"""Writing many rows at once, past the ORM: one prepared INSERT, and rows that are there already stay as they are."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

import orjson
from tortoise import fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

from app.core.conditions import Condition
from app.core.database import database
from app.core.ids import new_id
from app.core.rows import columns_of
from app.core.statements import Statement


def fresh_row(model: type[Model], content: Mapping[str, Any]) -> dict[str, Any]:
    """A row that says this, and else what rows of its kind say by default."""
    columns = {name: model._meta.fields_map[name].default for name in columns_of(model)}
    defaults = {name: default() if callable(default) else default for name, default in columns.items()}
    return {**defaults, "id": new_id(), **{name: value for name, value in content.items() if name in columns}}


async def insert_rows(client: BaseDBAsyncClient, model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows by the models' column names; a row that collides with a unique index is left out.

    `client` is the transaction to write in, as `in_transaction()` gives it.
    """
    if rows:
        statement, encode = _insertion(model, client.capabilities.dialect)
        await client.execute_many(statement, [encode(row) for row in rows])


async def load_rows(client: BaseDBAsyncClient, model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that collide with none, in the transaction `client`: on PostgreSQL by COPY, at half of INSERT's cost."""
    if client.capabilities.dialect == "sqlite":
        await insert_rows(client, model, rows)
    elif rows:
        connection: Any = getattr(client, "_connection")  # noqa: B009
        _, encode = _insertion(model, "postgres")
        columns = [model._meta.fields_db_projection[column] for column in columns_of(model)]
        records = [encode(row) for row in rows]
        await connection.copy_records_to_table(model._meta.db_table, records=records, columns=columns)


async def copy_rows(
    client: BaseDBAsyncClient, model: type[Model], ids: Mapping[int, int], changes: Mapping[str, Any]
) -> None:
    """Copy rows within their table, each to the id that it has in `ids`, with other values in some columns."""
    dialect = database().dialect
    statement, names, values = Statement(dialect), [], []
    for column in columns_of(model):
        field, name = model._meta.fields_map[column], model._meta.fields_db_projection[column]
        names.append(f'"{name}"')
        if column == "id":
            values.append("pair.made")
        elif column in changes:
            values.append(_typed(statement.parameter(_encoder(field, dialect)(changes[column])), field, dialect))
        else:
            values.append(f'source."{name}"')
    pairs = statement.parameter(orjson.dumps([[source, made] for source, made in ids.items()]).decode())
    table = model._meta.db_table
    text = f'INSERT INTO "{table}" ({", ".join(names)}) SELECT {", ".join(values)} FROM {_pairs(pairs, dialect)} '
    text += f'JOIN "{table}" AS source ON source."id" = pair.source'
    await client.execute_query(text, list(statement.parameters))


def _typed(mark: str, field: fields.Field[Any], dialect: str) -> str:
    """A parameter in a list of values, of which PostgreSQL has to be told the type."""
    return mark if dialect == "sqlite" else f"CAST({mark} AS {field.get_for_dialect(dialect, 'SQL_TYPE')})"


def _pairs(mark: str, dialect: str) -> str:
    if dialect == "sqlite":
        made = "json_extract(value, '$[1]') AS made"
        return f"(SELECT json_extract(value, '$[0]') AS source, {made} FROM json_each({mark})) AS pair"
    made = "(value ->> 1)::bigint AS made"
    return f"(SELECT (value ->> 0)::bigint AS source, {made} FROM json_array_elements({mark}::json)) AS pair"


async def update_rows(client: BaseDBAsyncClient, model: type[Model], changes: dict[str, Any], condition: Condition) -> None:
    """Give columns of the rows that satisfy a condition other values, in the transaction `client`."""
    dialect = database().dialect
    statement = Statement(dialect)
    columns = {column: _encoder(model._meta.fields_map[column], dialect)(value) for column, value in changes.items()}
    new_ones = ", ".join(f'"{column}" = {statement.parameter(value)}' for column, value in columns.items())
    text = f'UPDATE "{model._meta.db_table}" SET {new_ones} WHERE {statement.condition(model, condition)}'
    await client.execute_query(text, list(statement.parameters))


async def rewrite_rows(
    client: BaseDBAsyncClient, model: type[Model], rows: Sequence[Mapping[str, Any]], columns: Sequence[str]
) -> None:
    """Give these columns of rows, each found by its id, the values that `rows` have, in the transaction `client`."""
    if rows:
        dialect = client.capabilities.dialect
        marks = ("?" if dialect == "sqlite" else f"${place}" for place in range(1, len(columns) + 2))
        names = model._meta.fields_db_projection
        new_ones = ", ".join(f'"{names[column]}" = {mark}' for column, mark in zip(columns, marks, strict=False))
        last = "?" if dialect == "sqlite" else f"${len(columns) + 1}"
        encoders = [(column, _encoder(model._meta.fields_map[column], dialect)) for column in columns]
        values = [[*(encode(row[column]) for column, encode in encoders), row["id"]] for row in rows]
        await client.execute_many(f'UPDATE "{model._meta.db_table}" SET {new_ones} WHERE "id" = {last}', values)


async def delete_rows(client: BaseDBAsyncClient, model: type[Model], condition: Condition) -> None:
    """Delete the rows that satisfy a condition, in the transaction `client`."""
    statement = Statement(database().dialect)
    text = f'DELETE FROM "{model._meta.db_table}" WHERE {statement.condition(model, condition)}'
    await client.execute_query(text, list(statement.parameters))


@cache
def _insertion(model: type[Model], dialect: str) -> tuple[str, Callable[[dict[str, Any]], list[Any]]]:
    columns = columns_of(model)
    names = ", ".join(f'"{model._meta.fields_db_projection[column]}"' for column in columns)
    marks = ", ".join("?" if dialect == "sqlite" else f"${index}" for index in range(1, len(columns) + 1))
    statement = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING'
    encoders = [(column, _encoder(model._meta.fields_map[column], dialect)) for column in columns]

    def encode(row: dict[str, Any]) -> list[Any]:
        value = row.get
        return [value(column) if encoder is _same else encoder(value(column)) for column, encoder in encoders]

    return statement, encode


def _encoder(field: fields.Field[Any], dialect: str) -> Callable[[Any], Any]:
    """What turns a value of a column into the driver's, chosen once rather than for each value."""
    if isinstance(field, fields.JSONField):
        return _json
    if isinstance(field, fields.IntField | fields.BooleanField | fields.FloatField):
        return _same
    if dialect == "sqlite" and isinstance(field, fields.DatetimeField):
        return _moment
    return _text_of_decimal if dialect == "sqlite" and isinstance(field, fields.DecimalField) else _plain


def _same(value: Any) -> Any:
    return value


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


# Most columns of most rows hold one of these.
_AS_THEY_ARE = frozenset({type(None), int, float, bool})


def _plain(value: Any) -> Any:
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, enum.Enum):
        return value.value
    # What a model or a provider said may hold a NUL, which PostgreSQL's text cannot.
    return value.replace("\x00", "\ufffd") if isinstance(value, str) else value


# Rows that are written together have the same time.
@lru_cache(maxsize=64)
def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).isoformat(" ")


def _text_of_decimal(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
