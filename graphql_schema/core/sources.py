"""How a selection gets at the values of its sources: by position in a row as read, or by name in anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any, Protocol

from graphql import GraphQLEnumType, GraphQLField, GraphQLLeafType, GraphQLNonNull, GraphQLOutputType, is_leaf_type
from strawberry.types.field import StrawberryField
from tortoise import fields

from app.core.columns import converter, field_of
from app.core.model import Entity
from app.core.orders import Order
from app.core.rows import columns_of, decoder
from graphql_schema.core.entity import read, stored
from graphql_schema.core.listing import Place
from graphql_schema.core.plans import Key, Unusual, parsed_json, required
from graphql_schema.core.relations import GlobalId, relation_of

Names = dict[str, Any]
"""What a generated function may refer to."""


class Access(Protocol):
    """How the values of a source are got at: by position in a row as read, or by name in anything else."""

    def leaf(self, field: GraphQLField, names: Names) -> str | None:
        """The expression of a field's value in the answer, where `r` is the source; none if it takes a step."""

    def key(self, column: str) -> Key: ...

    def json(self, column: str) -> Key: ...

    def value(self, name: str) -> Key: ...

    def sources(self, columns: tuple[str, ...] | None) -> Callable[[Sequence[Any]], Sequence[Any]]:
        """What resolvers are given: rows with these columns, or whole ones."""


class StoredRows:
    """Rows as the driver gives them; which columns are read is found out while the selection is compiled."""

    def __init__(self, model: type[Entity], dialect: str) -> None:
        self.model = model
        self._dialect = dialect
        self._places: dict[str, int] = {"id": 0}

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns to read, in their order."""
        return tuple(self._places)

    def leaf(self, field: GraphQLField, names: Names) -> str | None:
        shown = definition_of(field)
        if isinstance(relation_of(shown), GlobalId):
            # Twice as fast as an f-string with a format.
            return f"'{self.model.__name__}_%x' % r[0]"
        if shown.base_resolver or not is_leaf_type(_nullable(field.type)):
            return None
        return self._column(shown.python_name, field.type, names)

    def _column(self, column: str, of: GraphQLOutputType, names: Names) -> str:
        value = f"r[{self._place(column)}]"
        written = self._written(self.model._meta.fields_map[column], _nullable(of), names)
        if written is None:
            return value
        return (
            written.format(value)
            if isinstance(of, GraphQLNonNull)
            else f"None if {value} is None else {written.format(value)}"
        )

    def _written(self, field: fields.Field[Any], of: GraphQLOutputType, names: Names) -> str | None:
        """How a value that is not null is written in the answer; none if as it is."""
        if isinstance(of, GraphQLEnumType):
            name = f"e{len(names)}"
            names[name] = {value.value: shown for shown, value in of.values.items()}
            return f"{name}[{{}}]"
        if isinstance(field, fields.JSONField):
            return "Fragment({})"
        if isinstance(field, fields.DecimalField) and self._dialect == "sqlite":
            # `decimal_text` for nearly every value, without the call.
            return "(v.rstrip('0').rstrip('.') if '.' in (v := {}) and 'E' not in v else decimal_text(v))"
        if isinstance(field, fields.DecimalField):
            return "decimal_text({})"
        if self._dialect == "sqlite" and isinstance(field, fields.DatetimeField):
            return "{}.replace(' ', 'T')"
        if self._dialect == "sqlite" and isinstance(field, fields.BooleanField):
            return "({} != 0)"
        return None

    def key(self, column: str) -> Key:
        return itemgetter(self._place(column))

    def json(self, column: str) -> Key:
        place = self._place(column)
        return lambda row: parsed_json(row[place])

    def value(self, name: str) -> Key:
        raise Unusual(f"a column that is no leaf: {name}")

    def sources(self, columns: tuple[str, ...] | None) -> Callable[[Sequence[Any]], Sequence[Any]]:
        wanted = ("id", *(columns_of(self.model) if columns is None else columns))
        places, decode = [self._place(column) for column in wanted], decoder(self.model, wanted, self._dialect)
        pick = itemgetter(*places) if len(places) > 1 else itemgetter(slice(1))
        return lambda rows: decode(map(pick, rows))

    def places(self, columns: Iterable[str]) -> Callable[[Order], Place]:
        """How cursors are made in an order by one of these columns."""
        values = {column: self._decoded(column) for column in columns}
        return lambda order: Place(order, values[order.column], itemgetter(0))

    def _decoded(self, column: str) -> Key:
        place, convert = self._place(column), converter(field_of(self.model, column), self._dialect)
        if convert is None:
            return itemgetter(place)
        return lambda row: None if row[place] is None else convert(row[place])

    def _place(self, column: str) -> int:
        return self._places.setdefault(column, len(self._places))


class AnyObjects:
    """Whatever resolvers gave: rows with names, stored JSON, objects of ours."""

    def leaf(self, field: GraphQLField, names: Names) -> str | None:
        shown, of = definition_of(field), _nullable(field.type)
        if shown.base_resolver or not is_leaf_type(of):
            return None
        name = f"c{len(names)}"
        names[name] = _coercion(of, is_required=isinstance(field.type, GraphQLNonNull))
        return f"{name}(read(r, {shown.python_name!r}))"

    def key(self, column: str) -> Key:
        return lambda source: read(source, column)

    def json(self, column: str) -> Key:
        return lambda source: stored(source, column)

    def value(self, name: str) -> Key:
        return lambda source: read(source, name)

    def sources(self, columns: tuple[str, ...] | None) -> Callable[[Sequence[Any]], Sequence[Any]]:
        return lambda sources: sources


def definition_of(field: GraphQLField) -> StrawberryField:
    """What a field was made from."""
    definition: StrawberryField = field.extensions["strawberry-definition"]
    return definition


def _coercion(of: GraphQLLeafType, *, is_required: bool) -> Callable[[Any], Any]:
    coerce = of.coerce_output_value
    if is_required:
        return lambda value: required(coerce(required(value)))
    return lambda value: None if value is None else required(coerce(value))


def _nullable(of: Any) -> Any:
    return of.of_type if isinstance(of, GraphQLNonNull) else of
