"""Plain rows for queries: the one place that writes SELECT statements, out of the models' own metadata.

A row is a dict of the requested columns in their Python names. Stored JSON passes through as an `orjson.Fragment`, unparsed.
The text of a statement depends on its shape alone, never on values, so that databases prepare it once.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import orjson
from tortoise import fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model

from app.core.columns import bound, bound_all, converter, field_of, may_hold, postgres_type, quoted, table_of, table_prefix
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
    equals,
    one_of,
)
from app.core.database import database
from app.core.errors import Invalid


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


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    rows: list[Row]
    has_next: bool


class RawPage(NamedTuple):
    """One page of a list, its rows as the driver gives them."""

    rows: Sequence[Raw]
    has_next: bool


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
                name = _sortable(model, column, prefix, beside)
                return self._beyond(field_of(model, column), prefix, name, operator, value, pk)
            case Compare(column, operator, value):
                return self._compare(prefix + quoted(model, column), field_of(model, column), operator, value)

    def beside(self, model: type[Model], beside: Beside | None, prefix: str) -> str:
        """The joins that a value in other rows takes; it is `_value_beside` then."""
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
        f'SELECT {_list(model, columns, prefix, order)} FROM "{table_of(model)}"{statement.beside(model, beside, prefix)} '
        f"WHERE {statement.condition(model, condition, prefix)}"
    )
    if order:
        text += f" ORDER BY {_order_by(model, order, prefix)}"
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


async def pages(
    model: type[Model],
    by: str | None,
    parents: Sequence[Any],
    condition: Condition,
    order: Order,
    first: int,
    after: str | None = None,
) -> dict[Any, Page]:
    """The page of each parent's rows that comes after a cursor, whole rows; one statement for all parents."""
    columns = (*columns_of(model), *((order.column,) if order.beside else ()))
    read = await pages_of(model, columns, by, parents, condition, order, first, after)
    return {parent: Page(decode(model, page.rows, columns), page.has_next) for parent, page in read.items()}


async def pages_of(
    model: type[Model],
    columns: Sequence[str],
    by: str | None,
    parents: Sequence[Any],
    condition: Condition,
    order: Order,
    first: int,
    after: str | None = None,
    *,
    alike: Condition = EVERYTHING,
) -> dict[Any, RawPage]:
    """The page of each parent's rows that comes after a cursor, some columns; one statement for all parents.

    Without a column that names a parent, there is one list: all rows of the condition, under the parent `None`.
    `alike` is a condition that all rows of a parent satisfy or none does, such as the space they are in.
    """
    if by is None or len(parents) == 1:
        parent = parents[0] if by else None
        where = AllOf((condition, _beyond(model, order, after))) if after else condition
        within = AllOf((equals(by, parent), where, alike)) if by else AllOf((where, alike))
        rows = await values_of(model, columns, within, order, first + 1)
        return {parent: RawPage(rows[:first], has_next=len(rows) > first)}
    grouped: dict[Any, list[Raw]] = {parent: [] for parent in parents}
    rows, place = await rows_of_many(model, columns, by, list(grouped), condition, order, first + 1, after, alike=alike)
    for row in rows:
        grouped[row[place]].append(row)
    return {
        parent: RawPage(found, has_next=False) if len(found) <= first else RawPage(found[:first], has_next=True)
        for parent, found in grouped.items()
    }


async def rows_of_many(
    model: type[Model],
    columns: Sequence[str],
    by: str,
    parents: Sequence[Any],
    condition: Condition,
    order: Order,
    limit: int,
    after: str | None = None,
    *,
    alike: Condition = EVERYTHING,
) -> tuple[Sequence[Raw], int]:
    """The first rows of some parents after a cursor, all in one list in their order, and where they name their parent."""
    wanted = tuple(dict.fromkeys((*columns, by, order.column, "id")))
    where = AllOf((condition, _beyond(model, order, after))) if after else condition
    rows = await _Pages(model, wanted, by, order, limit).read(parents, where, alike)
    return rows, wanted.index(by)


@dataclass(frozen=True, slots=True)
class _Pages:
    """The first rows of many parents: the index of a parent's rows is entered once, and read no further than needed."""

    model: type[Model]
    columns: Sequence[str]
    by: str
    order: Order
    limit: int

    async def read(self, parents: Sequence[Any], where: Condition, alike: Condition) -> Sequence[Raw]:
        statement = Statement(database().dialect)
        shown = _list(self.model, self.columns, "page.", self.order)
        source = self._source(statement, parents, where) + statement.beside(self.model, self.order.beside, "page.")
        # Looked at once for all: in the source it would take each row from the table, where its index is enough.
        text = f"SELECT {shown} FROM {source} WHERE {statement.condition(self.model, alike, 'page.')}"
        if statement.dialect == "postgres":
            return await database().fetch(f"{text} ORDER BY {self._order('page.')}", statement.parameters)
        # SQLite would carry the whole rows through its sorter; texts compare alike here and there.
        rows = list(await database().fetch(text, statement.parameters))
        return self._sorted(rows)

    def _sorted(self, rows: list[Raw]) -> list[Raw]:
        """As the database would, rows without a value last."""
        place, pk = self.columns.index(self.order.column), self.columns.index("id")
        if not field_of(self.model, self.order.column).null:
            rows.sort(key=itemgetter(*dict.fromkeys((place, pk))), reverse=self.order.is_descending)
            return rows
        is_text = isinstance(field_of(self.model, self.order.column), fields.DecimalField)
        value: Callable[[Raw], Any] = (lambda row: float(row[place])) if is_text else itemgetter(place)
        known = sorted((row for row in rows if row[place] is not None), key=lambda row: (value(row), row[pk]))
        unknown = sorted((row for row in rows if row[place] is None), key=itemgetter(pk))
        if self.order.is_descending:
            known.reverse()
            unknown.reverse()
        return [*known, *unknown]

    def _source(self, statement: Statement, parents: Sequence[Any], where: Condition) -> str:
        """What `page` is. SQLite has no LATERAL, but its ids can be found so."""
        table, field = table_of(self.model), field_of(self.model, self.by)
        plain, is_sqlite = bound_all(parents, field, statement.dialect), statement.dialect == "sqlite"
        each = statement.parameter(orjson.dumps(plain).decode() if is_sqlite else plain)
        prefix = table_prefix(self.model) if self.order.beside else ""
        first = (
            f'FROM "{table}"{statement.beside(self.model, self.order.beside, prefix)} '
            f"WHERE {prefix}{quoted(self.model, self.by)} = parent.value "
            f"AND ({statement.condition(self.model, where, prefix)}) "
            f"ORDER BY {self._order(prefix)} LIMIT {statement.parameter(self.limit)}"
        )
        if is_sqlite:
            return f'json_each({each}) AS parent JOIN "{table}" AS page ON page."id" IN (SELECT {prefix}"id" {first})'
        lateral = f"(SELECT {prefix}* {first}) AS page"
        return f"unnest({each}::{postgres_type(field)}[]) AS parent(value) CROSS JOIN LATERAL {lateral}"

    def _order(self, prefix: str = "") -> str:
        return _order_by(self.model, self.order, prefix)


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


def cursor(row: Row, order: Order) -> str:
    """An opaque mark of a row's place in an ordered list."""
    return cursor_at(order, row[order.column], row["id"])


def cursor_at(order: Order, value: Any, pk: int) -> str:
    """An opaque mark of the place in an ordered list of the row that has this value and id."""
    plain = value.isoformat() if isinstance(value, datetime) else value
    text = orjson.dumps([order.name, plain, pk], default=str)
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def _beyond(model: type[Model], order: Order, after: str) -> Condition:
    name, value, pk = read_cursor(after)
    if name != order.name or not may_hold(field_of(model, order.column), value, database().dialect):
        raise InvalidCursor(path=("after",))
    further = Operator.LT if order.is_descending else Operator.GT
    return Compare("id", further, pk) if name == "id" else Beyond(order.column, further, value, pk, order.beside)


def read_cursor(text: str) -> tuple[str, Any, int]:
    """The order's name, the value and the id that a cursor was made of."""
    try:
        column, value, pk = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return str(column), value, int(pk)
    except (binascii.Error, ValueError, TypeError):
        raise InvalidCursor(path=("after",)) from None


def _order_by(model: type[Model], order: Order, prefix: str = "") -> str:
    direction = "DESC" if order.is_descending else "ASC"
    tie = "" if order.column == "id" else f', {prefix}"id" {direction}'
    nulls = " NULLS LAST" if field_of(model, order.column).null else ""
    return f"{_sortable(model, order.column, prefix, order.beside)} {direction}{nulls}{tie}"


def _sortable(model: type[Model], column: str, prefix: str, beside: Beside | None) -> str:
    """A column as it is ordered by: SQLite keeps decimals as text."""
    if beside:
        return _value_beside(beside)
    name = prefix + quoted(model, column)
    is_text = database().dialect == "sqlite" and isinstance(field_of(model, column), fields.DecimalField)
    return f"CAST({name} AS REAL)" if is_text else name


def _value_beside(beside: Beside) -> str:
    """The value of the rows that were joined."""
    names = [
        f"{_BESIDE}{number}.{quoted(beside.model, column)}"
        for number in range(len(beside.places))
        for column in beside.columns
    ]
    return f"COALESCE({', '.join(names)})"


def _list(model: type[Model], columns: Iterable[str], prefix: str = "", order: Order | None = None) -> str:
    return ", ".join(_read(model, column, prefix, order) for column in columns)


def _read(model: type[Model], column: str, prefix: str, order: Order | None) -> str:
    """A column in a list of columns; stored JSON as bytes, which SQLite need not turn into text to be turned back."""
    if column not in model._meta.fields_db_projection:
        return _value_beside(order.beside) if order and order.beside and order.column == column else "NULL"
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
