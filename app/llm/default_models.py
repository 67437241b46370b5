"""The model that a space uses where none is named: by judges and in the playground."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.accounts.models import Space
from app.core.clock import now
from app.core.errors import Conflict, Invalid
from app.llm import demo
from app.llm.models import DefaultLlmModel, LlmProvider
from app.llm.providers import UnknownModel, providers
from app.llm.service import require_connection

MAX_STOPS = 16
_BOUNDS = {"temperature": (0, 2), "top_p": (0, 1), "max_tokens": (1, 1_000_000)}
_SHOWN = {"top_p": "topP", "max_tokens": "maxTokens"}


class NoDefaultModel(Conflict):
    """No model is named, and the space has no default model; name one, or set the default."""

    code = "NO_DEFAULT_MODEL"


async def default_model(space_id: int) -> DefaultLlmModel | None:
    """The default model of a space, if it has one."""
    return await DefaultLlmModel.get_or_none(space_id=space_id)


async def require_default_model(space_id: int, *, path: tuple[str, ...] = ()) -> DefaultLlmModel:
    """The default model of a space, which must have one."""
    found = await default_model(space_id)
    if found is None:
        raise NoDefaultModel(path=path)
    return found


async def set_default_llm_model(
    actor: Actor,
    *,
    space_id: int,
    model: str,
    connection_id: int | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> DefaultLlmModel:
    """Choose the model that the space uses where none is named."""
    await get(Space, space_id, actor)
    actor.require(Permission.WRITE_EVALUATORS, space_id)
    await _require_reachable(actor, space_id, connection_id, model)
    checked = _checked(parameters or {})
    async with change(actor, Permission.WRITE_EVALUATORS, space_id) as record:
        # The space is held, since there may be no row yet that could be.
        await Space.select_for_update(no_key=True).get(id=space_id)
        row = await DefaultLlmModel.get_or_none(space_id=space_id)
        before = _shown(row) if row else None
        row = row or DefaultLlmModel(space_id=space_id)
        row.connection_id, row.model, row.parameters = connection_id, model, checked
        row.updated_by_id, row.updated_at = actor.user_id, now()
        await row.save()
        record.record("default_llm_model.set", row, before=before, after=_shown(row))
    return row


async def clear_default_llm_model(actor: Actor, *, space_id: int) -> Space:
    """Let a space have no default model; what names none is then refused."""
    space = await get(Space, space_id, actor)
    async with change(actor, Permission.WRITE_EVALUATORS, space_id) as record:
        row = await DefaultLlmModel.get_or_none(space_id=space_id)
        if row is not None:
            await row.delete()
            record.record("default_llm_model.cleared", row, before=_shown(row))
    return space


async def _require_reachable(actor: Actor, space_id: int, connection_id: int | None, model: str) -> None:
    if not 1 <= len(model) <= 200 or not model.isprintable():
        raise Invalid("Name the model, in at most 200 characters.", path=("input", "model"))
    if connection_id is not None:
        connection = await require_connection(actor, space_id, connection_id, path=("input", "connectionId"))
        if connection.provider is LlmProvider.DEMO and model not in demo.MODELS:
            raise UnknownModel(f"{model!r} is not one of: {', '.join(demo.MODELS)}.", path=("input", "model"))
        return
    try:
        await providers().route(None, model)
    except UnknownModel as error:
        raise error.under("input", "model") from None


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as they are stored: what is left to the provider is left out."""
    for name, (least, most) in _BOUNDS.items():
        value = given.get(name)
        if value is not None and not least <= value <= most:
            shown = _SHOWN.get(name, name)
            raise Invalid(f"`{shown}` must be from {least:g} to {most:g}.", path=("input", "parameters", shown))
    if len(given.get("stop") or ()) > MAX_STOPS:
        raise Invalid(f"There can be at most {MAX_STOPS} stop texts.", path=("input", "parameters", "stop"))
    return {name: value for name, value in given.items() if value not in (None, [])}


def _shown(row: DefaultLlmModel) -> dict[str, Any]:
    return {"connection_id": row.connection_id, "model": row.model, "parameters": row.parameters}
