"""JSON Schemas and tools with a name, to be used in prompts and in the playground."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from tortoise.exceptions import IntegrityError

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.accounts.models import Space
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotFound
from app.llm.json_schemas import checked_parameters, checked_schema
from app.llm.models import LlmSchema, LlmTool

MAX_DESCRIPTION = 4_000
# What providers take as the name of a function or a schema.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
Named = TypeVar("Named", LlmSchema, LlmTool)


class InvalidLlmName(Invalid):
    """A name has 1 to 64 letters, digits, `_` or `-`, and begins with a letter or `_`, as providers want it."""

    code = "INVALID_NAME"


class DescriptionTooLong(Invalid):
    """A description has at most 4,000 characters."""

    code = "DESCRIPTION_TOO_LONG"


class LlmSchemaNameTaken(Conflict):
    """The space has a schema of that name already; choose another name."""

    code = "LLM_SCHEMA_NAME_TAKEN"


class LlmToolNameTaken(Conflict):
    """The space has a tool of that name already; choose another name."""

    code = "LLM_TOOL_NAME_TAKEN"


async def create_llm_schema(
    actor: Actor, *, space_id: int, name: str, json_schema: Any, description: str | None = None
) -> LlmSchema:
    """Keep a JSON Schema under a name."""
    await get(Space, space_id, actor)
    async with change(actor, Permission.WRITE_PROMPTS, space_id) as record:
        schema = LlmSchema(
            space_id=space_id,
            name=_checked_name(name),
            description=_checked_description(description),
            json_schema=checked_schema(json_schema, "input", "jsonSchema"),
            created_by_id=actor.user_id,
        )
        await _save(schema)
        record.record("llm_schema.created", schema, after=_shown(schema))
    return schema


async def update_llm_schema(actor: Actor, *, llm_schema_id: int, **given: Any) -> LlmSchema:
    """Change what is given of a schema; the rest stays."""
    seen = await get(LlmSchema, llm_schema_id, actor)
    async with _changed(actor, seen, "llm_schema.updated") as schema:
        _rename(schema, given)
        if given.get("json_schema") is not None:
            schema.json_schema = checked_schema(given["json_schema"], "input", "jsonSchema")
    return schema


async def delete_llm_schema(actor: Actor, *, llm_schema_id: int) -> Space:
    """Delete a schema; prompts that were made with it keep their copy."""
    schema = await get(LlmSchema, llm_schema_id, actor)
    async with change(actor, Permission.WRITE_PROMPTS, schema.space_id) as record:
        await schema.delete()
        record.record("llm_schema.deleted", schema, before=_shown(schema))
    return await get(Space, schema.space_id, actor)


async def create_llm_tool(
    actor: Actor, *, space_id: int, name: str, parameters: Any, description: str | None = None
) -> LlmTool:
    """Keep a function that models can be offered under a name."""
    await get(Space, space_id, actor)
    async with change(actor, Permission.WRITE_PROMPTS, space_id) as record:
        tool = LlmTool(
            space_id=space_id,
            name=_checked_name(name),
            description=_checked_description(description),
            parameters=checked_parameters(parameters, "input", "parameters"),
            created_by_id=actor.user_id,
        )
        await _save(tool)
        record.record("llm_tool.created", tool, after=_shown(tool))
    return tool


async def update_llm_tool(actor: Actor, *, llm_tool_id: int, **given: Any) -> LlmTool:
    """Change what is given of a tool; the rest stays."""
    seen = await get(LlmTool, llm_tool_id, actor)
    async with _changed(actor, seen, "llm_tool.updated") as tool:
        _rename(tool, given)
        if given.get("parameters") is not None:
            tool.parameters = checked_parameters(given["parameters"], "input", "parameters")
    return tool


async def delete_llm_tool(actor: Actor, *, llm_tool_id: int) -> Space:
    """Delete a tool; prompts that were made with it keep their copy."""
    tool = await get(LlmTool, llm_tool_id, actor)
    async with change(actor, Permission.WRITE_PROMPTS, tool.space_id) as record:
        await tool.delete()
        record.record("llm_tool.deleted", tool, before=_shown(tool))
    return await get(Space, tool.space_id, actor)


@asynccontextmanager
async def _changed(actor: Actor, seen: Named, action: str) -> AsyncIterator[Named]:
    """A schema or tool to be changed: held, then saved and recorded."""
    async with change(actor, Permission.WRITE_PROMPTS, seen.space_id) as record:
        # Held and read again, so that of two changes at once neither takes back the other.
        row = await type(seen).select_for_update(no_key=True).get_or_none(id=seen.id)
        if row is None:
            raise NotFound("It was deleted a moment ago.", path=("input",))
        before = _shown(row)
        yield row
        row.updated_at = now()
        await _save(row)
        record.record(action, row, before=before, after=_shown(row))


def _rename(row: LlmSchema | LlmTool, given: dict[str, Any]) -> None:
    """Take over the name and the description, as far as they are given; null takes the description away."""
    if given.get("name") is not None:
        row.name = _checked_name(given["name"])
    if "description" in given:
        row.description = _checked_description(given["description"])


async def _save(row: LlmSchema | LlmTool) -> None:
    taken = LlmSchemaNameTaken if isinstance(row, LlmSchema) else LlmToolNameTaken
    # Asked first, because a statement that fails ends a transaction on PostgreSQL.
    if await type(row).filter(space_id=row.space_id, name=row.name).exclude(id=row.id).exists():
        raise taken(path=("input", "name"))
    try:
        await row.save()
    except IntegrityError:
        raise taken(path=("input", "name")) from None


def _checked_name(text: str) -> str:
    name = text.strip()
    if not _NAME.fullmatch(name):
        raise InvalidLlmName(path=("input", "name"))
    return name


def _checked_description(text: str | None) -> str | None:
    if text is not None and len(text) > MAX_DESCRIPTION:
        raise DescriptionTooLong(path=("input", "description"))
    return text


def _shown(row: LlmSchema | LlmTool) -> dict[str, Any]:
    """What the audit log keeps."""
    content = row.json_schema if isinstance(row, LlmSchema) else row.parameters
    return {"name": row.name, "description": row.description, "schema": content}
