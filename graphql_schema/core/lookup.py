"""Finding single rows by their global ids."""

# No postponed annotations here: the argument of a look-up is described by a call.

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, Optional

import strawberry

from app.core.model import Entity
from app.core.rows import Row
from graphql_schema.core.context import Info
from graphql_schema.core.entity import MODELS, face
from graphql_schema.core.ids import parse_global_id
from graphql_schema.core.relations import ToFound, leads


def identified(what: str) -> Any:
    """The argument that names what is looked for."""
    return strawberry.argument(description=f"Id of the {what}.")


async def found(info: Info, model: type[Entity], text: str) -> Any:
    """The row of one kind that an id names, if there is one that the actor may see."""
    parsed = parse_global_id(text)
    if parsed is None or parsed[0] != model.__name__:
        return None
    return await info.context.loaders.one(model).load(parsed[1])


def lookup(model: type[Entity], what: str) -> Any:
    """A root field that finds one row of a kind; `what` is how a person calls it."""

    async def resolve(info: Info, id: Annotated[strawberry.ID, identified(what)]) -> Any:
        return await found(info, model, id)

    return strawberry.field(
        resolver=resolve,
        description=f"One {what}, or null when there is none that you may see.",
        metadata=leads(ToFound(model)),
        graphql_type=Optional[face(model)],  # noqa: UP045 the type is named, not imported
    )


async def by_global_id(info: Info, text: str) -> Any:
    """The row of any kind that an id names, if there is one that the actor may see."""
    parsed = parse_global_id(text)
    model = MODELS.get(parsed[0]) if parsed else None
    return await info.context.loaders.one(model).load(parsed[1]) if model and parsed else None


async def by_global_ids(info: Info, texts: Sequence[str]) -> list[Row | None]:
    """The rows that ids name, in their order; one statement a kind."""
    return list(await asyncio.gather(*(by_global_id(info, text) for text in texts)))
