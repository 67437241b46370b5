"""What rows are wanted, said once: as SQL for the reads of queries, and as Tortoise's `Q` for use cases."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.models import Model


class Operator(enum.Enum):
    """How a column is compared; the value is Tortoise's suffix."""

    EQ = ""
    NE = "__not"
    LT = "__lt"
    LTE = "__lte"
    GT = "__gt"
    GTE = "__gte"
    CONTAINS = "__icontains"
    STARTS_WITH = "__startswith"


@dataclass(frozen=True, slots=True)
class Compare:
    """A column compared with one value."""

    column: str
    operator: Operator
    value: Any


@dataclass(frozen=True, slots=True)
class In:
    """A column whose value is one of some."""

    column: str
    values: tuple[Any, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class InRows:
    """A column whose value is found in a column of other rows."""

    column: str
    model: type[Model]
    select: str
    where: Condition


Keys = tuple[tuple[str, str], ...]
"""Columns of other rows, each with the column here that holds the same.

The first pair finds the others, row by row, and needs an index there. Further pairs, which hold wherever the first does, let
PostgreSQL read the others of all rows at once where it joins them; SQLite would only take the wrong index for them.
"""


@dataclass(frozen=True, slots=True)
class HasRows:
    """A row to which some other row belongs, by keys."""

    model: type[Model]
    keys: Keys
    where: Condition


@dataclass(frozen=True, slots=True)
class HasText:
    """A stored list of texts that has this one."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class IsNull:
    """A column that is empty, or is not."""

    column: str
    is_null: bool = True


@dataclass(frozen=True, slots=True)
class Beside:
    """A value that stands in other rows: of those that are found one after the other, the first column that is not empty.

    Each of `places` is satisfied by one row at most of those that `keys` find.
    """

    name: str
    """Which value it is, so that a cursor of another one is told from its own."""
    model: type[Model]
    keys: Keys
    columns: tuple[str, ...]
    places: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Beyond:
    """A place after another one in an order by a column and then by id; said in one, it is a range of the order's index."""

    column: str
    operator: Operator
    value: Any
    pk: int
    beside: Beside | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of the parts; none means every row."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the parts; none means no row."""

    parts: tuple[Condition, ...] = ()


Condition = Compare | In | InRows | HasRows | HasText | IsNull | Beyond | AllOf | AnyOf
EVERYTHING = AllOf()
NOTHING = AnyOf()


def equals(column: str, value: Any) -> Compare:
    """A column that has this value."""
    return Compare(column, Operator.EQ, value)


def one_of(column: str, values: Sequence[Any]) -> In:
    """A column that has one of these values."""
    return In(column, tuple(values))


def _q(lookup: str, value: Any) -> Q:
    return Q(**{lookup: value})


def to_q(condition: Condition) -> Q:
    """The condition in Tortoise's words."""
    match condition:
        case Compare(column, operator, value):
            return _q(f"{column}{operator.value}", value)
        case In(column, values, negated):
            return _q(f"{column}__{'not_in' if negated else 'in'}", list(values))
        case InRows(column, model, select, where):
            return _q(f"{column}__in", Subquery(model.filter(to_q(where)).values(select)))
        case HasRows(model, keys, where):
            there, here = keys[0]
            return to_q(InRows(here, model, there, where))
        case HasText():
            raise TypeError("Only statements of queries look into stored lists.")
        case IsNull(column, is_null):
            return _q(f"{column}__isnull", is_null)
        case Beyond(beside=Beside()):
            raise TypeError("Only statements of queries are ordered by what stands in other rows.")
        case Beyond(column, operator, value, pk):
            same = Q(_q(column, value), _q(f"id{operator.value}", pk), join_type="AND")
            return Q(_q(f"{column}{operator.value}", value), same, join_type="OR")
        case AllOf(parts):
            return Q(*(to_q(part) for part in parts), join_type="AND")
        case AnyOf(parts):
            return Q(*(to_q(part) for part in parts), join_type="OR") if parts else Q(id__in=[])
