"""Finding single rows by their global ids."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import strawberry

from app.core.model import Entity
from app.core.rows import Row
from graphql_schema.core.context import Info
from graphql_schema.core.entity import MODELS
from graphql_schema.core.ids import parse_global_id


def identified(what: str) -> Any:
    """The argument that names what is looked for."""
    return strawberry.argument(description=f"Id of the {what}.")


async def found(info: Info, model: type[Entity], text: str) -> Any:
    """The row of one kind that an id names, if there is one that the actor may see."""
    parsed = parse_global_id(text)
    if parsed is None or parsed[0] != model.__name__:
        return None
    return await info.context.loaders.one(model).load(parsed[1])


async def by_global_id(info: Info, text: str) -> Any:
    """The row of any kind that an id names, if there is one that the actor may see."""
    parsed = parse_global_id(text)
    model = MODELS.get(parsed[0]) if parsed else None
    return await info.context.loaders.one(model).load(parsed[1]) if model and parsed else None


async def by_global_ids(info: Info, texts: Sequence[str]) -> list[Row | None]:
    """The rows that ids name, in their order; one statement a kind."""
    return list(await asyncio.gather(*(by_global_id(info, text) for text in texts)))
