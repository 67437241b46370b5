"""Connections to models: making, changing, testing and deleting them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tortoise.exceptions import IntegrityError

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.accounts.models import Space
from app.accounts.names import normal_name
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotFound
from app.core.ids import new_id
from app.core.secrets import mask
from app.llm import demo
from app.llm.asking import CallLog, ask
from app.llm.calls import RetryPolicy
from app.llm.chat import ChatRequest, Message, MessageRole
from app.llm.connection_parts import (
    MAX_MODELS,
    checked_address,
    checked_concurrency,
    checked_headers,
    checked_models,
    checked_parameters,
    checked_rate,
    checked_secret,
)
from app.llm.model_lists import ModelsNotListed, ask_for_models
from app.llm.models import DefaultLlmModel, LlmConnection, LlmProvider, ModelRequestRecord, UsageScene
from app.llm.providers import ExtraMissing, providers, require_library, secret_context

TEST_SECONDS = 30.0


class ConnectionNameTaken(Conflict):
    """The space has a connection of that name already; choose another name."""

    code = "CONNECTION_NAME_TAKEN"


class SecretRequired(Invalid):
    """What is secret is not sent to another address unseen; enter it again together with the address."""

    code = "SECRET_REQUIRED"


async def create_llm_connection(
    actor: Actor,
    *,
    space_id: int,
    name: str,
    provider: LlmProvider = LlmProvider.OPENAI_COMPATIBLE,
    base_url: str | None = None,
    secret: str | None = None,
    models: Sequence[str] = (),
    with_listed_models: bool = False,
    parameters: Any = None,
    extra_headers: Sequence[Mapping[str, str]] = (),
    max_concurrency: int = 64,
    requests_per_minute: int | None = None,
    tokens_per_minute: int | None = None,
) -> LlmConnection:
    """Make a connection; its secret is encrypted, and never shown again."""
    await get(Space, space_id, actor)
    actor.require(Permission.MANAGE_CONNECTIONS, space_id)
    await _require_library(provider)
    connection = LlmConnection(
        id=new_id(),
        space_id=space_id,
        name=normal_name(name),
        provider=provider,
        base_url=checked_address(provider, base_url),
        models=checked_models(models) or _own_models(provider),
        with_listed_models=with_listed_models,
        parameters=checked_parameters(parameters),
        max_concurrency=checked_concurrency(max_concurrency),
        requests_per_minute=checked_rate(requests_per_minute, "requestsPerMinute"),
        tokens_per_minute=checked_rate(tokens_per_minute, "tokensPerMinute"),
        created_by_id=actor.user_id,
    )
    _keep_secret(connection, secret)
    _keep_headers(connection, extra_headers)
    async with change(actor, Permission.MANAGE_CONNECTIONS, space_id) as record:
        await _require_free_name(connection)
        try:
            await connection.save(force_create=True)
        except IntegrityError:
            raise ConnectionNameTaken(path=("input", "name")) from None
        record.record("llm_connection.created", connection, after=_shown(connection))
    return connection


async def rename_llm_connection(actor: Actor, *, llm_connection_id: int, name: str) -> LlmConnection:
    """Give a connection another name."""
    async with _changed(actor, llm_connection_id, "llm_connection.renamed") as connection:
        connection.name = normal_name(name)
        await _require_free_name(connection)
    return connection


async def change_llm_connection_secret(actor: Actor, *, llm_connection_id: int, secret: str | None) -> LlmConnection:
    """Replace a connection's secret, or remove it."""
    async with _changed(actor, llm_connection_id, "llm_connection.secret_changed") as connection:
        _keep_secret(connection, secret)
    return connection


async def change_llm_connection_address(
    actor: Actor,
    *,
    llm_connection_id: int,
    base_url: str,
    secret: str | None = None,
    extra_headers: Sequence[Mapping[str, str]] | None = None,
) -> LlmConnection:
    """Point a connection elsewhere; a secret and headers that are stored must be entered again."""
    async with _changed(actor, llm_connection_id, "llm_connection.moved") as connection:
        address = checked_address(connection.provider, base_url)
        is_moved = address != connection.base_url
        if is_moved and connection.secret and not secret:
            raise SecretRequired(path=("input", "secret"))
        # A header may carry a key just as well, so it must not follow unseen either.
        if is_moved and connection.extra_headers and extra_headers is None:
            raise SecretRequired(path=("input", "extraHeaders"))
        connection.base_url = address
        if is_moved:
            connection.listed_models = []
        if secret:
            _keep_secret(connection, secret)
        if extra_headers is not None:
            _keep_headers(connection, extra_headers)
    return connection


async def set_llm_connection_headers(
    actor: Actor, *, llm_connection_id: int, extra_headers: Sequence[Mapping[str, str]]
) -> LlmConnection:
    """Replace the headers that are sent besides."""
    async with _changed(actor, llm_connection_id, "llm_connection.headers_set") as connection:
        _keep_headers(connection, extra_headers)
    return connection


async def set_llm_connection_models(actor: Actor, *, llm_connection_id: int, models: Sequence[str]) -> LlmConnection:
    """Replace the list of models that a connection offers."""
    async with _changed(actor, llm_connection_id, "llm_connection.models_set") as connection:
        connection.models = checked_models(models)
    return connection


async def offer_listed_llm_models(actor: Actor, *, llm_connection_id: int, with_listed_models: bool) -> LlmConnection:
    """Offer the models that the provider listed beside the connection's own, or no longer."""
    async with _changed(actor, llm_connection_id, "llm_connection.listed_models_offered") as connection:
        connection.with_listed_models = with_listed_models
    return connection


async def refresh_llm_connection_models(actor: Actor, *, llm_connection_id: int) -> LlmConnection:
    """Ask the provider which models it has, and keep the list."""
    seen = await get(LlmConnection, llm_connection_id, actor)
    actor.require(Permission.MANAGE_CONNECTIONS, seen.space_id)
    secret, headers = providers().secrets_of(seen)
    # Before the change: nobody may wait for a network while holding a transaction.
    found = await ask_for_models(providers().egress, seen.provider, seen.base_url or "", secret, headers)
    async with _changed(actor, llm_connection_id, "llm_connection.models_refreshed") as connection:
        if connection.base_url != seen.base_url:
            raise ModelsNotListed("The connection was pointed elsewhere while its provider was asked; ask again.")
        connection.listed_models = found[:MAX_MODELS]
    return connection


async def set_llm_connection_parameters(actor: Actor, *, llm_connection_id: int, parameters: Any) -> LlmConnection:
    """Replace the parameters that are sent with every request."""
    async with _changed(actor, llm_connection_id, "llm_connection.parameters_set") as connection:
        connection.parameters = checked_parameters(parameters)
    return connection


async def set_llm_connection_concurrency(actor: Actor, *, llm_connection_id: int, max_concurrency: int) -> LlmConnection:
    """Set how many calls may be in flight through a connection."""
    async with _changed(actor, llm_connection_id, "llm_connection.concurrency_set") as connection:
        connection.max_concurrency = checked_concurrency(max_concurrency)
    return connection


async def set_llm_connection_rates(
    actor: Actor, *, llm_connection_id: int, requests_per_minute: int | None, tokens_per_minute: int | None
) -> LlmConnection:
    """Set how many requests and tokens a minute may go through a connection."""
    async with _changed(actor, llm_connection_id, "llm_connection.rates_set") as connection:
        connection.requests_per_minute = checked_rate(requests_per_minute, "requestsPerMinute")
        connection.tokens_per_minute = checked_rate(tokens_per_minute, "tokensPerMinute")
    return connection


async def delete_llm_connection(actor: Actor, *, llm_connection_id: int) -> Space:
    """Delete a connection and forget its secret; the records of calls stay."""
    async with _changed(actor, llm_connection_id, "llm_connection.deleted") as connection:
        connection.deleted_at = now()
        connection.secret, connection.masked_secret, connection.extra_headers = None, None, {}
        await DefaultLlmModel.filter(connection_id=connection.id).delete()
    return await get(Space, connection.space_id, actor)


async def test_llm_connection(actor: Actor, *, llm_connection_id: int, model: str) -> ModelRequestRecord:
    """Make one small call through a connection; how it went, an error included, is in the record."""
    connection = await get(LlmConnection, llm_connection_id, actor)
    actor.require(Permission.MANAGE_CONNECTIONS, connection.space_id)
    (model,) = checked_models([model], "model")
    log = CallLog(connection.space_id, actor.user_id, "LlmConnection", connection.id)
    request = ChatRequest(
        model, (Message(MessageRole.USER, "Answer with one word: ready"),), max_tokens=16, timeout_seconds=TEST_SECONDS
    )
    policy = RetryPolicy(max_attempts=1, deadline_seconds=TEST_SECONDS)
    # Before the change: nobody may wait for a network while holding a transaction.
    await ask(
        await providers().route(connection.id, model), request, scene=UsageScene.CONNECTION_TEST, log=log, policy=policy
    )
    async with change(actor, Permission.MANAGE_CONNECTIONS, connection.space_id) as record:
        made = [await ModelRequestRecord.create(**row) for row in log.rows]
        record.record("llm_connection.tested", connection, after={"model": model, "error": made[-1].error_code})
    return made[-1]


async def require_connection(actor: Actor, space_id: int, connection_id: int, *, path: tuple[str, ...]) -> LlmConnection:
    """A connection named in an input, which must be of the same space."""
    connection = await get(LlmConnection, connection_id, actor, path=path)
    if connection.space_id != space_id:
        raise NotFound("That connection is of another space.", path=path)
    return connection


@asynccontextmanager
async def _changed(actor: Actor, connection_id: int, action: str) -> AsyncIterator[LlmConnection]:
    """A connection to be changed: held, then saved and recorded."""
    seen = await get(LlmConnection, connection_id, actor)
    async with change(actor, Permission.MANAGE_CONNECTIONS, seen.space_id) as record:
        # Held, because a secret is bound to the address: changed at once, the one would no longer open for the other.
        connection = await LlmConnection.select_for_update(no_key=True).get_or_none(id=seen.id, deleted_at__isnull=True)
        if connection is None:
            raise NotFound("The connection was deleted a moment ago.", path=("input", "llmConnectionId"))
        before = _shown(connection)
        yield connection
        connection.updated_at = now()
        try:
            await connection.save()
        except IntegrityError:
            raise ConnectionNameTaken(path=("input", "name")) from None
        record.record(action, connection, before=before, after=_shown(connection))


def _shown(connection: LlmConnection) -> dict[str, object]:
    """What the audit log may keep."""
    return {
        "name": connection.name,
        "provider": connection.provider,
        "base_url": connection.base_url,
        "models": connection.models,
        "listed_models": len(connection.listed_models),
        "with_listed_models": connection.with_listed_models,
        "parameters": connection.parameters,
        "header_names": list(connection.extra_headers),
        "max_concurrency": connection.max_concurrency,
        "requests_per_minute": connection.requests_per_minute,
        "tokens_per_minute": connection.tokens_per_minute,
        "masked_secret": connection.masked_secret,
    }


async def _require_free_name(connection: LlmConnection) -> None:
    same = LlmConnection.filter(space_id=connection.space_id, name=connection.name, deleted_at__isnull=True)
    if await same.exclude(id=connection.id).exists():
        raise ConnectionNameTaken(path=("input", "name"))


def _keep_secret(connection: LlmConnection, secret: str | None) -> None:
    text = checked_secret(connection.provider, secret)
    context = secret_context(connection)
    connection.secret = providers().box.encrypt(text, context=context) if text else None
    connection.masked_secret = mask(text) if text else None


def _keep_headers(connection: LlmConnection, headers: Sequence[Mapping[str, str]]) -> None:
    # A header may carry a key, so its value is kept like one.
    box, context = providers().box, secret_context(connection, "extra_headers")
    plain = checked_headers(headers)
    connection.extra_headers = {
        name: {"secret": box.encrypt(value, context=context), "masked": mask(value)} for name, value in plain.items()
    }


async def _require_library(provider: LlmProvider) -> None:
    try:
        await require_library(provider)
    except ExtraMissing as error:
        raise error.under("input", "provider") from None


def _own_models(provider: LlmProvider) -> list[str]:
    return list(demo.MODELS) if provider is LlmProvider.DEMO else []
