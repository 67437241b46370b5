"""Filters that are kept with a job: conditions as JSON and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.core.conditions import AllOf, Compare, Condition, HasText, In, IsNull, Operator


def as_json(condition: Condition) -> list[Any]:
    """A condition as JSON; only those that filters are made of."""
    match condition:
        case AllOf(parts):
            return ["all", [as_json(part) for part in parts]]
        case Compare(column, operator, value):
            return ["compare", column, operator.name, _plain(value)]
        case In(column, values, negated):
            return ["in", column, [_plain(value) for value in values], negated]
        case HasText(column, text):
            return ["has", column, text]
        case IsNull(column, is_null):
            return ["null", column, is_null]
    raise TypeError(f"{type(condition).__name__} is no part of a filter.")


def from_json(stored: list[Any]) -> Condition:
    """The condition that `as_json` was given; times are texts, which the database's driver understands."""
    match stored:
        case ["all", parts]:
            return AllOf(tuple(from_json(part) for part in parts))
        case ["compare", column, operator, value]:
            return Compare(column, Operator[operator], value)
        case ["in", column, values, negated]:
            return In(column, tuple(values), negated)
        case ["has", column, text]:
            return HasText(column, text)
        case ["null", column, is_null]:
            return IsNull(column, is_null)
    raise ValueError("That is no stored condition.")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
