"""Statements as they are written: conditions become text, values become parameters.

The text of a statement depends on its shape alone, never on values, so that databases prepare it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from tortoise import fields
from tortoise.models import Model

from app.core.columns import bound, bound_all, field_of, postgres_type, quoted, table_of, table_prefix
from app.core.conditions import (
    EVERYTHING,
    AllOf,
    AnyOf,
    Beside,
    Beyond,
    Compare,
    Condition,
    HasRows,
    HasText,
    In,
    InRows,
    IsNull,
    Keys,
    Operator,
)
from app.core.database import database


class Statement:
    """A statement being written: text on one side, parameters on the other."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.parameters: list[Any] = []
        self._others = 0

    def parameter(self, value: Any, field: fields.Field[Any] | None = None) -> str:
        self.parameters.append(bound(value, field, self.dialect))
        return "?" if self.dialect == "sqlite" else f"${len(self.parameters)}"

    def members(self, column: str, values: Sequence[Any], field: fields.Field[Any], *, negated: bool = False) -> str:
        """`column` among `values`, in a text that does not depend on how many there are."""
        plain = bound_all(values, field, self.dialect)
        if self.dialect == "sqlite":
            self.parameters.append(orjson.dumps(plain).decode())
            return f"{column} {'NOT IN' if negated else 'IN'} (SELECT value FROM json_each(?))"
        self.parameters.append(plain)
        comparison = "<> ALL" if negated else "= ANY"
        return f"{column} {comparison}(${len(self.parameters)}::{postgres_type(field)}[])"

    def condition(self, model: type[Model], condition: Condition, prefix: str = "") -> str:
        match condition:
            case AllOf(parts):
                texts = [self.condition(model, part, prefix) for part in parts if part != EVERYTHING]
                return " AND ".join(f"({text})" for text in texts) or "TRUE"
            case AnyOf(parts):
                return " OR ".join(f"({self.condition(model, part, prefix)})" for part in parts) or "FALSE"
            case IsNull(column, is_null):
                return f"{prefix}{quoted(model, column)} IS {'' if is_null else 'NOT '}NULL"
            case In(column, values, negated):
                return self.members(prefix + quoted(model, column), values, field_of(model, column), negated=negated)
            case InRows(column, other, select, where):
                inner = f'SELECT {quoted(other, select)} FROM "{table_of(other)}" WHERE {self.condition(other, where)}'
                return f"{prefix}{quoted(model, column)} IN ({inner})"
            case HasRows(other, keys, where):
                return self._has_rows(model, prefix or table_prefix(model), other, keys, where)
            case HasText(column, text):
                return self._has_text(prefix + quoted(model, column), self.parameter(text))
            case Beyond(column, operator, value, pk, beside):
                name = sortable(model, column, prefix, beside)
                return self._beyond(field_of(model, column), prefix, name, operator, value, pk)
            case Compare(column, operator, value):
                return self._compare(prefix + quoted(model, column), field_of(model, column), operator, value)

    def beside(self, model: type[Model], beside: Beside | None, prefix: str) -> str:
        """The joins that a value in other rows takes; it is `value_beside` then."""
        if beside is None:
            return ""
        joins = []
        for number, place in enumerate(beside.places):
            alias = f"{_BESIDE}{number}"
            belongs = self._belongs(model, prefix, beside.model, alias, beside.keys)
            on = f"{belongs} AND {self.condition(beside.model, place, f'{alias}.')}"
            joins.append(f' LEFT JOIN "{table_of(beside.model)}" AS {alias} ON {on}')
        return "".join(joins)

    def _has_text(self, stored: str, wanted: str) -> str:
        if self.dialect == "sqlite":
            return f"{wanted} IN (SELECT value FROM json_each({stored}))"
        return f"CAST({stored} AS JSONB) @> TO_JSONB(CAST({wanted} AS TEXT))"

    def _belongs(self, model: type[Model], prefix: str, other: type[Model], alias: str, keys: Keys) -> str:
        """That a row of another model belongs to one of ours."""
        wanted = keys[:1] if self.dialect == "sqlite" else keys
        return " AND ".join(f"{alias}.{quoted(other, there)} = {prefix}{quoted(model, here)}" for there, here in wanted)

    def _has_rows(self, model: type[Model], prefix: str, other: type[Model], keys: Keys, where: Condition) -> str:
        self._others += 1
        alias = f"other{self._others}"
        inner = f"{self._belongs(model, prefix, other, alias, keys)} AND ({self.condition(other, where, f'{alias}.')})"
        # Kept from being made a join, PostgreSQL looks for each row by an index instead of reading all that any row has.
        apart = "" if self.dialect == "sqlite" else " OFFSET 0"
        return f'EXISTS (SELECT 1 FROM "{table_of(other)}" AS {alias} WHERE {inner}{apart})'

    def _beyond(self, field: fields.Field[Any], prefix: str, name: str, operator: Operator, value: Any, pk: int) -> str:
        if value is None:
            return f'{name} IS NULL AND {prefix}"id" {_COMPARISONS[operator]} {self.parameter(pk)}'
        mark = self._number(self.parameter(value, field), field)
        text = f'({name}, {prefix}"id") {_COMPARISONS[operator]} ({mark}, {self.parameter(pk)})'
        return f"{text} OR {name} IS NULL" if field.null else text

    def _compare(self, name: str, field: fields.Field[Any], operator: Operator, value: Any) -> str:
        is_json = isinstance(field, fields.JSONField)
        if operator in _PATTERNS:
            # Stored JSON is looked into as it is written.
            plain = orjson.dumps(str(value)).decode()[1:-1] if is_json else str(value)
            pattern = _PATTERNS[operator].format(_escaped_pattern(plain))
            text = f"CAST({name} AS TEXT)" if is_json else name
            return f"LOWER({text}) LIKE LOWER({self.parameter(pattern)}) ESCAPE '\\'"
        return f"{self._number(name, field)} {_COMPARISONS[operator]} {self._number(self.parameter(value, field), field)}"

    def _number(self, text: str, field: fields.Field[Any]) -> str:
        """SQLite keeps decimals as text, and would compare them letter by letter."""
        return f"CAST({text} AS REAL)" if self.dialect == "sqlite" and isinstance(field, fields.DecimalField) else text


_COMPARISONS = {
    Operator.EQ: "=",
    Operator.NE: "<>",
    Operator.LT: "<",
    Operator.LTE: "<=",
    Operator.GT: ">",
    Operator.GTE: ">=",
}
_BESIDE = "beside"
_PATTERNS = {Operator.CONTAINS: "%{}%", Operator.STARTS_WITH: "{}%"}


def _escaped_pattern(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def sortable(model: type[Model], column: str, prefix: str, beside: Beside | None) -> str:
    """A column as it is ordered by: SQLite keeps decimals as text."""
    if beside:
        return value_beside(beside)
    name = prefix + quoted(model, column)
    is_text = database().dialect == "sqlite" and isinstance(field_of(model, column), fields.DecimalField)
    return f"CAST({name} AS REAL)" if is_text else name


def value_beside(beside: Beside) -> str:
    """The value of the rows that were joined."""
    names = [
        f"{_BESIDE}{number}.{quoted(beside.model, column)}"
        for number in range(len(beside.places))
        for column in beside.columns
    ]
    return f"COALESCE({', '.join(names)})"
