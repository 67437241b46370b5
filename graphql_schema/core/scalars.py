"""Scalars: times as ISO 8601 in UTC, money as decimal strings, stored JSON untouched, counts beyond 32 bits."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

BigInt = NewType("BigInt", int)
MOST_DIGITS = 100
MOST_BIG_INT = (1 << 63) - 1


def _serialize_time(value: datetime | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


# What cannot be read is the client's error; any other exception than graphql-core's own would be taken for one of ours.


def _parse_time(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise GraphQLError(f"{value!r} is not a moment in ISO 8601") from None


def decimal_text(value: Decimal | str) -> str:
    """The same digits whichever database they come from, which pads them or does not."""
    text = str(value)
    if "." in text and "E" not in text:
        return text.rstrip("0").rstrip(".")
    return format(Decimal(text).normalize(), "f")


def _parse_decimal(value: Any) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise GraphQLError(f"{value!r} is not a decimal number") from None
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        raise GraphQLError(f"{value!r} is not a number of at most {MOST_DIGITS} digits")
    return number


def _parse_big_int(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -MOST_BIG_INT <= value <= MOST_BIG_INT:
        raise GraphQLError(f"{value!r} is not a whole number of 64 bits")
    return value


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime", description="A moment, ISO 8601 in UTC.", serialize=_serialize_time, parse_value=_parse_time
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="An exact decimal number, as a string.",
        serialize=decimal_text,
        parse_value=_parse_decimal,
    ),
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number that may exceed 32 bits.",
        serialize=int,
        parse_value=_parse_big_int,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value, in a form that its author decides.",
        serialize=lambda value: value,
        parse_value=lambda value: value,
    ),
}
