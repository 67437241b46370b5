"""The orders of lists, and the cursors that mark places in them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from tortoise.models import Model

from app.core.columns import field_of, may_hold
from app.core.conditions import Beside, Beyond, Compare, Condition, Operator
from app.core.database import database
from app.core.errors import Invalid
from app.core.statements import sortable


class InvalidCursor(Invalid):
    """That cursor is not of this list; take `endCursor` of a page of the same list in the same order."""

    code = "INVALID_CURSOR"


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list; the id breaks ties, and rows without a value come last."""

    column: str = "id"
    is_descending: bool = True
    beside: Beside | None = None
    """Where the value is, if `column` is a name for one that stands in other rows."""

    @property
    def name(self) -> str:
        """What tells this order from others in cursors."""
        return f"{self.column} {self.beside.name}" if self.beside else self.column


def cursor(row: Mapping[str, Any], order: Order) -> str:
    """An opaque mark of a row's place in an ordered list."""
    return cursor_at(order, row[order.column], row["id"])


def cursor_at(order: Order, value: Any, pk: int) -> str:
    """An opaque mark of the place in an ordered list of the row that has this value and id."""
    plain = value.isoformat() if isinstance(value, datetime) else value
    text = orjson.dumps([order.name, plain, pk], default=str)
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def read_cursor(text: str) -> tuple[str, Any, int]:
    """The order's name, the value and the id that a cursor was made of."""
    try:
        column, value, pk = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return str(column), value, int(pk)
    except (binascii.Error, ValueError, TypeError):
        raise InvalidCursor(path=("after",)) from None


def beyond(model: type[Model], order: Order, after: str) -> Condition:
    """What comes after a cursor."""
    name, value, pk = read_cursor(after)
    if name != order.name or not may_hold(field_of(model, order.column), value, database().dialect):
        raise InvalidCursor(path=("after",))
    further = Operator.LT if order.is_descending else Operator.GT
    return Compare("id", further, pk) if name == "id" else Beyond(order.column, further, value, pk, order.beside)


def order_by(model: type[Model], order: Order, prefix: str = "") -> str:
    """What a statement says of the order."""
    direction = "DESC" if order.is_descending else "ASC"
    tie = "" if order.column == "id" else f', {prefix}"id" {direction}'
    nulls = " NULLS LAST" if field_of(model, order.column).null else ""
    return f"{sortable(model, order.column, prefix, order.beside)} {direction}{nulls}{tie}"
