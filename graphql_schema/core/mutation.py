"""`@mutation` turns a use case into a field whose payload carries what it made, or the errors."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Optional, get_args, get_origin, get_type_hints, overload

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from app.core.errors import DomainError
from app.core.model import Entity
from graphql_schema.core.context import Context, Info
from graphql_schema.core.entity import face
from graphql_schema.core.errors import UserError, is_expected, user_error

Resolver = Callable[..., Awaitable[Any]]
PUBLIC: set[str] = {"__typename", "viewer"}
"""Root fields that nobody in particular may use; all others are for the signed-in."""


@overload
def mutation(resolver: Resolver) -> Any: ...
@overload
def mutation(*, public: bool) -> Any: ...
def mutation(resolver: Resolver | None = None, *, public: bool = False) -> Any:
    """A mutation field; what the function returns becomes the payload, what it raises the payload's errors."""
    if resolver is None:
        return lambda made: _field_of(made, is_public=public)
    return _field_of(resolver, is_public=public)


def _field_of(resolver: Resolver, *, is_public: bool) -> Any:
    hints = get_type_hints(resolver, include_extras=True)
    slots = _slots(hints["return"])
    payload = _payload(resolver, slots)
    if is_public:
        PUBLIC.add(to_camel_case(resolver.__name__))

    async def resolve(self: Any, info: Info, **arguments: Any) -> Any:
        try:
            made = await resolver(self, info, **arguments)
        except DomainError as error:
            if not is_expected(error):
                raise
            return payload(**dict.fromkeys(slots), errors=[user_error(error)])
        info.context.renew()
        return payload(**await _filled(info.context, slots, made), errors=[])

    described = {name: _described(name, hint) for name, hint in hints.items() if name not in {"return", "info"}}
    parameters = [
        parameter.replace(annotation=described.get(parameter.name, hints.get(parameter.name, parameter.annotation)))
        for parameter in inspect.signature(resolver).parameters.values()
    ]
    resolve.__name__ = resolver.__name__
    resolve.__signature__ = inspect.Signature(parameters, return_annotation=payload)  # type: ignore[attr-defined]
    resolve.__annotations__ = {**hints, **described, "return": payload}
    return strawberry.mutation(resolver=resolve, description=inspect.getdoc(resolver))


def _described(name: str, hint: Any) -> Any:
    words = "What to do, and to what." if name == "input" else f"The {name.replace('_', ' ')}."
    return Annotated[hint, strawberry.argument(description=words)]


@dataclasses.dataclass(frozen=True)
class Slot:
    """One field of a payload: its type in the API, and how a result is turned into rows."""

    graphql: Any
    description: str
    model: type[Entity] | None = None
    is_list: bool = False


def _slots(annotation: Any) -> dict[str, Slot]:
    if annotation is None or annotation is type(None):
        return {}
    if dataclasses.is_dataclass(annotation):
        hints = get_type_hints(annotation)
        return {
            field.name: _slot(hints[field.name], field.metadata.get("description"))
            for field in dataclasses.fields(annotation)
        }
    model, is_list = _model_of(annotation)
    if model is None:
        raise TypeError(f"A mutation returns a model, a list of them, a dataclass or None, not {annotation!r}.")
    name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in model.__name__).lstrip("_")
    return {f"{name}s" if is_list else name: _slot(annotation, None)}


def _slot(annotation: Any, description: str | None) -> Slot:
    model, is_list = _model_of(annotation)
    words = description or "What was written; null when there are errors."
    if model is None:
        return Slot(Optional[annotation], description or "Shown this once; null when there are errors.")  # noqa: UP045
    kind: Any = face(model)
    return Slot(Optional[list[kind] if is_list else kind], words, model, is_list)  # noqa: UP045


def _model_of(annotation: Any) -> tuple[type[Entity] | None, bool]:
    is_list = get_origin(annotation) is list
    inner = get_args(annotation)[0] if is_list else annotation
    return (inner, is_list) if isinstance(inner, type) and issubclass(inner, Entity) else (None, is_list)


def _payload(resolver: Resolver, slots: dict[str, Slot]) -> Any:
    name = "".join(part.capitalize() for part in resolver.__name__.split("_"))
    fields = [_payload_field(slot_name, slot.graphql, slot.description) for slot_name, slot in slots.items()]
    fields.append(_payload_field("errors", list[UserError], "Why nothing was done; empty on success."))
    return create_type(f"{name}Payload", fields, description=f"Result of `{to_camel_case(resolver.__name__)}`.")


def _payload_field(name: str, annotation: Any, description: str) -> StrawberryField:
    field: Any = strawberry.field(description=description)
    field.python_name = name
    field.type_annotation = StrawberryAnnotation(annotation)
    made: StrawberryField = field
    return made


async def _filled(context: Context, slots: dict[str, Slot], made: Any) -> dict[str, Any]:
    if not slots:
        return {}
    if dataclasses.is_dataclass(made):
        return {name: await _shown(context, slot, getattr(made, name)) for name, slot in slots.items()}
    (name, slot), *_ = slots.items()
    return {name: await _shown(context, slot, made)}


async def _shown(context: Context, slot: Slot, value: Any) -> Any:
    """What was written, read back as rows, so that a payload shows just what a query would."""
    if slot.model is None or value is None:
        return value
    loader = context.loaders.one(slot.model)
    if slot.is_list:
        return [row for row in await loader.load_many([item.id for item in value]) if row is not None]
    return await loader.load(value.id)
