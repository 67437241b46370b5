"""Columns as statements need them: their names, and their values on the way into the database and out of it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import orjson
from tortoise import fields
from tortoise.models import Model

from app.core.model import Entity


@cache
def field_of(model: type[Model], column: str) -> fields.Field[Any]:
    """What is known of a column, or of a value in other rows by which lists of the model may be ordered."""
    known = model._meta.fields_map
    if column in known or not issubclass(model, Entity):
        return known[column]
    other = next(other for other in model.ordered_by if other.name == column)
    return field_of(other.rows, other.columns[0])


def table_of(model: type[Model]) -> str:
    """The name of a model's table."""
    return model._meta.db_table


def table_prefix(model: type[Model]) -> str:
    """What stands before a column's name where other tables have one of that name."""
    return f'"{table_of(model)}".'


@cache
def quoted(model: type[Model], column: str) -> str:
    """A column's name as it stands in statements."""
    return f'"{model._meta.fields_db_projection[column]}"'


def postgres_type(field: fields.Field[Any]) -> str:
    """The type that PostgreSQL has to be told of a list of a column's values."""
    if isinstance(field, fields.BigIntField | fields.IntField | fields.SmallIntField):
        return "bigint"
    if isinstance(field, fields.DatetimeField):
        return "timestamptz"
    if isinstance(field, fields.DecimalField):
        return "numeric"
    return "text"


def bound(value: Any, field: fields.Field[Any] | None, dialect: str) -> Any:
    """A value as the database's driver wants it."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(field, fields.DatetimeField) and value is not None:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC).isoformat(" ") if dialect == "sqlite" else moment
    if isinstance(field, fields.DecimalField) and value is not None:
        return str(value) if dialect == "sqlite" else Decimal(value)
    if isinstance(field, fields.BooleanField) and value is not None:
        return int(value) if dialect == "sqlite" else bool(value)
    return value


def bound_all(values: Sequence[Any], field: fields.Field[Any], dialect: str) -> list[Any]:
    """Values as the database's driver wants them; numbers are so already."""
    return list(values) if isinstance(field, fields.IntField) else [bound(value, field, dialect) for value in values]


def may_hold(field: fields.Field[Any], value: Any, dialect: str) -> bool:
    """Whether a value out of a cursor can be one of a column's."""
    if value is None:
        return bool(field.null)
    if isinstance(field, fields.IntField | fields.FloatField):
        return isinstance(value, int if isinstance(field, fields.IntField) else int | float)
    try:
        bound(value, field, dialect)
        return not isinstance(field, fields.DecimalField) or Decimal(value).is_finite()
    except (ArithmeticError, TypeError, ValueError):
        return False


def converter(field: fields.Field[Any], dialect: str) -> Callable[[Any], Any] | None:
    """What turns a column's value from the driver into ours; none where they are the same."""
    if isinstance(field, fields.JSONField):
        return orjson.Fragment
    if dialect != "sqlite":
        return None
    if isinstance(field, fields.BooleanField):
        return bool
    if isinstance(field, fields.DatetimeField):
        return datetime.fromisoformat
    if isinstance(field, fields.DecimalField):
        return Decimal
    return None
