"""Filter and order inputs, made from the columns a model says it may be filtered and sorted by."""

import enum
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Optional

import strawberry
from strawberry.types.unset import UNSET
from strawberry.utils.str_converters import to_camel_case
from tortoise import fields
from tortoise.fields.relational import ForeignKeyFieldInstance

from app.core.conditions import EVERYTHING, AllOf, AnyOf, Beside, Compare, Condition, HasRows, HasText, In, IsNull, Operator
from app.core.errors import Invalid
from app.core.model import Entity, OrderedBy
from app.core.orders import Order
from graphql_schema.core.entity import graphql_enum
from graphql_schema.core.ids import require_text, row_id
from graphql_schema.core.scalars import BigInt


@strawberry.enum(description="Which way a list runs.")
class OrderDirection(enum.Enum):
    ASC = strawberry.enum_value("ASC", description="Smallest or oldest first.")
    DESC = strawberry.enum_value("DESC", description="Largest or newest first.")


MOST_OTHERS = 10
"""Conditions on other rows that one filter may have; each is looked up for every row of the list."""


class TooManyConditions(Invalid):
    """A filter has at most 10 conditions on other rows."""

    code = "TOO_MANY_CONDITIONS"


class OrderIncomplete(Invalid):
    """An order by what stands in other rows says which of it."""

    code = "ORDER_INCOMPLETE"


class ArgumentNotOfOrder(Invalid):
    """The order does not take this argument."""

    code = "ARGUMENT_NOT_OF_ORDER"


_WORDS = {
    "eq": "Is this value.",
    "ne": "Is another value.",
    "in_": "Is one of these values.",
    "not_in": "Is none of these values.",
    "lt": "Is less, or earlier.",
    "lte": "Is this, or less or earlier.",
    "gt": "Is more, or later.",
    "gte": "Is this, or more or later.",
    "contains": "Contains this text, in any case.",
    "starts_with": "Starts with this text, in any case.",
    "has": "Has this text as one of its own.",
    "is_null": "Is empty, or is not.",
}
_OPERATORS = {
    "eq": Operator.EQ,
    "ne": Operator.NE,
    "lt": Operator.LT,
    "lte": Operator.LTE,
    "gt": Operator.GT,
    "gte": Operator.GTE,
    "contains": Operator.CONTAINS,
    "starts_with": Operator.STARTS_WITH,
}
_RANGES = ("lt", "lte", "gt", "gte")


@cache
def _comparison(name: str, kind: Any, tests: tuple[str, ...]) -> Any:
    """The input that compares a column of one kind, such as `StringFilter`."""
    body: dict[str, Any] = {"__annotations__": {}, "__module__": __name__}
    for test in tests:
        of = bool if test == "is_null" else list[kind] if test in {"in_", "not_in"} else kind
        body["__annotations__"][test] = Optional[of]  # noqa: UP045
        shown = "in" if test == "in_" else None
        body[test] = strawberry.field(default=UNSET, name=shown, description=_WORDS[test])
    return strawberry.input(type(name, (), body), description="Conditions on a value; all of them must hold.")


def _comparison_of(column: fields.Field[Any]) -> Any:
    if isinstance(column, ForeignKeyFieldInstance):
        return _comparison("IdFilter", strawberry.ID, ("eq", "ne", "in_", "not_in", "is_null"))
    if enum_type := getattr(column, "enum_type", None):
        return _comparison(f"{enum_type.__name__}Filter", graphql_enum(enum_type), ("eq", "ne", "in_", "not_in"))
    if isinstance(column, fields.JSONField):
        is_list = column.default is list
        return _comparison(*(("TextListFilter", str, ("has",)) if is_list else ("JsonFilter", str, ("contains", "is_null"))))
    for kinds, name, graphql, tests in _COMPARISONS:
        if isinstance(column, kinds):
            return _comparison(name, graphql, tests)
    raise TypeError(f"{type(column).__name__} cannot be filtered by.")


_SETS = ("eq", "ne", "in_", "not_in")
_COMPARISONS: tuple[tuple[Any, str, Any, tuple[str, ...]], ...] = (
    (fields.BooleanField, "BooleanFilter", bool, ("eq",)),
    (fields.DatetimeField, "DateTimeFilter", datetime, (*_RANGES, "is_null")),
    (fields.DecimalField, "DecimalFilter", Decimal, (*_RANGES, "is_null")),
    (fields.FloatField, "FloatFilter", float, (*_RANGES, "is_null")),
    (fields.BigIntField, "BigIntFilter", BigInt, (*_SETS, *_RANGES, "is_null")),
    (fields.IntField, "IntFilter", int, (*_SETS, *_RANGES, "is_null")),
    ((fields.CharField, fields.TextField), "StringFilter", str, (*_SETS, "contains", "starts_with", "is_null")),
)


@cache
def filter_input(model: type[Entity]) -> Any | None:
    """The filter of lists of a model, such as `PromptFilter`; none if it has nothing to filter by."""
    if not model.filterable:
        return None
    body: dict[str, Any] = {"__annotations__": {}, "__module__": __name__}
    for name in model.filterable:
        column = _column(model, name)
        shown = to_camel_case(name.removesuffix("_id") if isinstance(column, ForeignKeyFieldInstance) else name)
        body["__annotations__"][name] = Optional[_comparison_of(column)]  # noqa: UP045
        body[name] = strawberry.field(default=UNSET, name=shown, description=_about(column))
    for first in model.filtered_first:
        body["__annotations__"][first.name] = Optional[_comparison_of(_column(model, first.columns[0]))]  # noqa: UP045
        body[first.name] = strawberry.field(default=UNSET, description=f"By: {first.description}")
    for other in model.filtered_by:
        kind: Any = filter_input(other.rows)
        kind = list[kind] if other.is_list else kind
        body["__annotations__"][other.name] = Optional[kind]  # noqa: UP045
        body[other.name] = strawberry.field(default=UNSET, description=other.description)
    made = type(f"{model.__name__}Filter", (), body)
    return strawberry.input(made, description=f"Which of the list's {_plural(model)} are wanted; all conditions must hold.")


def _column(model: type[Entity], name: str) -> fields.Field[Any]:
    """A column by name; a foreign key's `…_id` is there only once the database is open, its relation before."""
    fields_map = model._meta.fields_map
    return fields_map.get(name.removesuffix("_id")) or fields_map[name]


def _about(column: fields.Field[Any]) -> str:
    return f"By: {column.description}"


def _plural(model: type[Entity]) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in model.__name__).strip()
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


@cache
def order_input(model: type[Entity]) -> Any:
    """The order of lists of a model, such as `PromptOrder`; every list can be ordered by time of making."""
    columns = {"CREATED_AT": "When it was made."}
    columns |= {name.upper(): _column(model, name).description or name for name in model.sortable}
    columns |= {other.name.upper(): other.description for other in model.ordered_by}
    members: dict[str, Any] = {
        name: strawberry.enum_value(name, description=description) for name, description in columns.items()
    }
    of = enum.Enum(f"{model.__name__}OrderField", members)  # type: ignore[misc]
    field = strawberry.enum(of, description=f"What {_plural(model)} can be ordered by.")
    body: dict[str, Any] = {
        "__module__": __name__,
        "__annotations__": {"field": field, "direction": OrderDirection},
        "field": strawberry.field(description="What to order by."),
        "direction": strawberry.field(default=OrderDirection.DESC, description="Which way."),
    }
    for other in model.ordered_by:
        body["__annotations__"][other.argument] = Optional[str]  # noqa: UP045
        body[other.argument] = strawberry.field(default=UNSET, description=other.argument_description)
    return strawberry.input(type(f"{model.__name__}Order", (), body), description=f"An order of {_plural(model)}.")


def condition_of(model: type[Entity], given: Any) -> Condition:
    """A filter input as a condition on rows."""
    if given is None or given is UNSET:
        return EVERYTHING
    parts: list[Condition] = []
    for name in model.filterable:
        comparison = getattr(given, name)
        if comparison is not UNSET and comparison is not None:
            parts.extend(_tests(model, name, comparison))
    for first in model.filtered_first:
        comparison = getattr(given, first.name)
        if comparison is not UNSET and comparison is not None:
            parts.append(_on_first(model, first.columns, comparison))
    return AllOf((*parts, *_on_others(model, given)))


def _on_first(model: type[Entity], columns: Sequence[str], comparison: Any) -> Condition:
    """The tests of a comparison on the first of some columns that is not empty."""
    column, *others = columns
    tests = AllOf(tuple(_tests(model, column, comparison)))
    if not others:
        return tests
    there = AllOf((IsNull(column, is_null=False), tests))
    return AnyOf((there, AllOf((IsNull(column), _on_first(model, others, comparison)))))


def _on_others(model: type[Entity], given: Any) -> list[Condition]:
    found: list[Condition] = []
    for other in model.filtered_by:
        wanted = getattr(given, other.name)
        if wanted is UNSET or wanted is None:
            continue
        wanted = wanted if other.is_list else [wanted]
        found += [HasRows(other.rows, other.keys, condition_of(other.rows, one)) for one in wanted]
    if len(found) > MOST_OTHERS:
        raise TooManyConditions(path=("filter",))
    return found


def _tests(model: type[Entity], column: str, comparison: Any) -> list[Condition]:
    found: list[Condition] = []
    for field in comparison.__strawberry_definition__.fields:
        test, value = field.python_name, getattr(comparison, field.python_name)
        if value is UNSET or value is None:
            continue
        if test == "is_null":
            found.append(IsNull(column, value))
        elif test == "has":
            found.append(HasText(column, _raw(model, column, value)))
        elif test in {"in_", "not_in"}:
            found.append(In(column, tuple(_raw(model, column, item) for item in value), negated=test == "not_in"))
        else:
            found.append(Compare(column, _OPERATORS[test], _raw(model, column, value)))
    return found


def _raw(model: type[Entity], column: str, value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    reference: Any = getattr(model._meta.fields_map[column], "reference", None)
    if reference:
        return row_id(value, reference.related_model, "filter", to_camel_case(column))
    return require_text(value, "filter", to_camel_case(column)) if isinstance(value, str) else value


def order_of(model: type[Entity], given: Any, default: Order) -> Order:
    """An order input as an order of rows."""
    if given is None or given is UNSET:
        return default
    name, is_descending = given.field.name.lower(), given.direction is OrderDirection.DESC
    beside = [value for other in model.ordered_by if (value := _beside(other, name, given))]
    return Order("id" if name == "created_at" else name, is_descending, *beside)


def _beside(other: OrderedBy, name: str, given: Any) -> Beside | None:
    """The value in other rows that an order is by; nothing if it is by another one."""
    argument, path = getattr(given, other.argument) or None, ("orderBy", to_camel_case(other.argument))
    if name != other.name:
        if argument is not None:
            raise ArgumentNotOfOrder(f"`{path[-1]}` belongs to the order by {other.name.upper()}.", path=path)
        return None
    if argument is None:
        raise OrderIncomplete(f"An order by {name.upper()} takes `{path[-1]}` to say which.", path=path)
    return other.beside(require_text(argument, *path))
