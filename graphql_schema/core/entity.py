"""Declare a GraphQL type for a model: fields marked `auto` take type, nullability and description from its columns."""

import enum
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ForwardRef, Optional, TypeVar

import orjson
import strawberry
from strawberry.scalars import JSON
from strawberry.types.auto import StrawberryAuto
from tortoise import fields

from app.core.model import Entity
from app.core.rows import Row
from graphql_schema.core.context import Info
from graphql_schema.core.ids import global_id
from graphql_schema.core.relations import GlobalId, Reads, ToOne, ToRelated, ToStructured, leads
from graphql_schema.core.scalars import BigInt

T = TypeVar("T")
MODELS: dict[str, type[Entity]] = {}
"""Models that have a type, by the type's name, which is the model's."""
ENTITY_TYPES: list[Any] = []
"""The types themselves, so that the schema has also those that no field leads to."""


@strawberry.interface(description="Anything with an id of its own; `node` and `nodes` find it again.")
class Node:
    @strawberry.field(description="Opaque, the same in every query, unique over all types.", metadata=leads(GlobalId()))
    def id(self: Any) -> strawberry.ID:
        return global_id(self.model.__name__, self["id"])


def entity(model: type[Entity]) -> Callable[[type[T]], type[T]]:
    """Make a class the GraphQL type of a model."""

    def decorate(cls: type[T]) -> type[T]:
        for name, annotation in list(cls.__annotations__.items()):
            if annotation == "auto" or isinstance(annotation, StrawberryAuto):
                column = model._meta.fields_map[name]
                cls.__annotations__[name] = graphql_type(column)
                setattr(cls, name, strawberry.field(description=column.description))
        setattr(cls, "is_type_of", classmethod(lambda _, value, info: getattr(value, "model", None) is model))  # noqa: B010
        made = strawberry.type(cls, name=model.__name__, description=(cls.__doc__ or model.__doc__ or "").strip())
        MODELS[model.__name__] = model
        ENTITY_TYPES.append(made)
        return made

    return decorate


_ENUMS: dict[type[enum.Enum], Any] = {}


def graphql_enum(kind: type[enum.Enum]) -> Any:
    """The GraphQL enum of a fixed set, each value described."""
    if kind not in _ENUMS:
        # An annotation may have made a definition already; a second one would be another type of the same name.
        made: Any = kind if "__strawberry_definition__" in vars(kind) else strawberry.enum(kind)
        made.__strawberry_definition__.description = (kind.__doc__ or "").strip()
        for value, member in zip(made.__strawberry_definition__.values, kind, strict=True):
            value.description = getattr(member, "description", None)
        _ENUMS[kind] = made
    return _ENUMS[kind]


def graphql_enums(*kinds: type[enum.Enum]) -> None:
    """Let annotations of fields use these enums."""
    for kind in kinds:
        graphql_enum(kind)


def graphql_type(column: fields.Field[Any]) -> Any:
    """The type a column has in the API."""
    kind = _value_type(column)
    return Optional[kind] if column.null else kind  # noqa: UP045 the parts may be forward references


def _value_type(column: fields.Field[Any]) -> Any:
    if enum_type := getattr(column, "enum_type", None):
        return graphql_enum(enum_type)
    if isinstance(column, fields.JSONField):
        return JSON
    if isinstance(column, fields.BigIntField):
        return BigInt
    for kind, graphql in _PLAIN.items():
        if isinstance(column, kind):
            return graphql
    raise TypeError(f"No GraphQL type is known for {type(column).__name__}.")


_PLAIN: dict[type[fields.Field[Any]], Any] = {
    fields.BooleanField: bool,
    fields.IntField: int,
    fields.FloatField: float,
    fields.DecimalField: Decimal,
    fields.DatetimeField: datetime,
    fields.CharField: str,
    fields.TextField: str,
}


def face(model: type[Entity]) -> Any:
    """The GraphQL type of a model: same name, same domain; resolved lazily, so type modules need not import each other."""
    domain = model.__module__.split(".")[1]
    return Annotated[ForwardRef(model.__name__), strawberry.lazy(f"graphql_schema.{domain}.types")]


def parent(of: type[Entity], *, by: str, description: str, is_required: bool = False) -> Any:
    """The row that a foreign key points at; `is_required` where seeing the one implies seeing the other."""

    async def resolve(self: Any, info: Info) -> Any:
        pk = self[by]
        return None if pk is None else await info.context.loaders.one(of).load(pk)

    kind = face(of)
    return strawberry.field(
        resolver=resolve,
        description=description,
        metadata=leads(ToOne(of, by)),
        graphql_type=kind if is_required else Optional[kind],  # noqa: UP045
    )


def related(of: type[Entity], *, batch: Any, key: str = "id", description: str, is_required: bool = False) -> Any:
    """The row that a function finds for each of many keys at once."""

    async def resolve(self: Any, info: Info) -> Any:
        return await info.context.loaders.by(batch).load(self[key])

    kind = face(of)
    return strawberry.field(
        resolver=resolve,
        description=description,
        metadata=leads(ToRelated(batch, key)),
        graphql_type=kind if is_required else Optional[kind],  # noqa: UP045
    )


def found(of: type[Entity], resolve: Any, columns: tuple[str, ...], *, description: str) -> Any:
    """The row that a function finds for what some columns say here."""
    return strawberry.field(
        resolver=resolve,
        description=description,
        metadata=leads(Reads(columns)),
        graphql_type=Optional[face(of)],  # noqa: UP045
    )


def structured(of: Any, *, column: str, description: str, is_list: bool = True, is_required: bool = True) -> Any:
    """Stored JSON whose structure is ours, shown as a type of its own."""

    def resolve(self: Any) -> Any:
        return stored(self, column)

    kind = list[of] if is_list else of
    return strawberry.field(
        resolver=resolve,
        description=description,
        metadata=leads(ToStructured(column)),
        graphql_type=kind if is_required else Optional[kind],  # noqa: UP045
    )


def stored(row: Row, column: str) -> Any:
    """A stored JSON column, parsed."""
    fragment = row[column]
    return None if fragment is None else orjson.loads(orjson.dumps(fragment))


def read(source: Any, name: str) -> Any:
    """How fields without a resolver find their value: rows and stored JSON by key, anything else by attribute."""
    return source.get(name) if isinstance(source, dict) else getattr(source, name)
