"""Writing many rows at once, past the ORM: one prepared INSERT, and rows that are there already stay as they are."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import orjson
from tortoise import fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

from app.core.conditions import Condition
from app.core.database import database
from app.core.rows import Statement, columns_of


async def insert_rows(client: BaseDBAsyncClient, model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows by the models' column names; a row that collides with a unique index is left out.

    `client` is the transaction to write in, as `in_transaction()` gives it.
    """
    if rows:
        statement, encode = _insertion(model, client.capabilities.dialect)
        await client.execute_many(statement, [encode(row) for row in rows])


async def update_rows(client: BaseDBAsyncClient, model: type[Model], changes: dict[str, Any], condition: Condition) -> None:
    """Give columns of the rows that satisfy a condition other values, in the transaction `client`."""
    dialect = database().dialect
    statement = Statement(dialect)
    columns = {column: _encoder(model._meta.fields_map[column], dialect)(value) for column, value in changes.items()}
    new_ones = ", ".join(f'"{column}" = {statement.parameter(value)}' for column, value in columns.items())
    text = f'UPDATE "{model._meta.db_table}" SET {new_ones} WHERE {statement.condition(model, condition)}'
    await client.execute_query(text, list(statement.parameters))


@cache
def _insertion(model: type[Model], dialect: str) -> tuple[str, Callable[[dict[str, Any]], list[Any]]]:
    columns = columns_of(model)
    names = ", ".join(f'"{model._meta.fields_db_projection[column]}"' for column in columns)
    marks = ", ".join("?" if dialect == "sqlite" else f"${index}" for index in range(1, len(columns) + 1))
    statement = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING'
    encoders = [(column, _encoder(model._meta.fields_map[column], dialect)) for column in columns]

    def encode(row: dict[str, Any]) -> list[Any]:
        return [encoder(row.get(column)) for column, encoder in encoders]

    return statement, encode


def _encoder(field: fields.Field[Any], dialect: str) -> Callable[[Any], Any]:
    if isinstance(field, fields.JSONField):
        return lambda value: None if value is None else orjson.dumps(value).decode()
    return _for_sqlite if dialect == "sqlite" else _plain


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    # What a model or a provider said may hold a NUL, which PostgreSQL's text cannot.
    return value.replace("\x00", "\ufffd") if isinstance(value, str) else value


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(" ")
    return str(value) if isinstance(value, Decimal) else _plain(value)
