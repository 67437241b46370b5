"""From a connection to something that answers chat requests, with the gate that all calls through it share."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.core.conditions import one_of
from app.core.egress import Egress
from app.core.errors import Invalid
from app.core.logs import get_logger
from app.core.rows import values_of
from app.core.secrets import SecretBox
from app.llm import demo
from app.llm.breaker import Breaker
from app.llm.cache import KEEP_DAYS, ResponseCache, delete_old_responses
from app.llm.calls import Gate
from app.llm.chat import ChatRequest, StreamingChatModel
from app.llm.gate import GateLimits, ProviderGate
from app.llm.models import LlmConnection, LlmProvider, UsageScene
from app.llm.openai_compatible import OpenAiCompatible
from app.llm.prices import DEMO_SELLER
from app.runner.jobs import maintenance
from app.runner.leases import Leases

DEMO_CONCURRENCY = 1000
FOLLOW_SECONDS = 1.0
_LIMITS = ("id", "max_concurrency", "requests_per_minute", "tokens_per_minute")
_GUARDED = (UsageScene.EVAL_TARGET, UsageScene.EVALUATOR)

log = get_logger(__name__)


class ConnectionGone(Invalid):
    """The connection was deleted, or what it leads to is switched off; choose another one."""

    code = "CONNECTION_GONE"


class UnknownModel(Invalid):
    """No connection is named, and the model is not one of the built-in demo models."""

    code = "UNKNOWN_MODEL"


class ExtraMissing(Invalid):
    """The server lacks the library that speaks to this provider."""

    code = "EXTRA_MISSING"

    def __init__(self, extra: str) -> None:
        super().__init__(
            f"The server lacks the library for this provider; install it with: pip install 'graphloop[{extra}]'."
        )


OWN_ADAPTER = "graphloop"
"""What records call the adapters that need no library."""


@dataclass(frozen=True, slots=True)
class _Sdk:
    """An official SDK: the module with our adapter for it, the adapter's name, and the extra that installs it."""

    module: str
    adapter: str
    extra: str


_SDKS = {
    LlmProvider.ANTHROPIC: _Sdk("app.llm.anthropic_messages", "AnthropicMessages", "anthropic"),
    LlmProvider.GEMINI: _Sdk("app.llm.gemini", "Gemini", "gemini"),
}


async def require_library(provider: LlmProvider) -> None:
    """Refuse a provider whose library the server lacks."""
    if sdk := _SDKS.get(provider):
        await _adapter_module(sdk)


async def _adapter_module(sdk: _Sdk) -> Any:
    try:
        # An SDK takes up to a second to load, which others need not wait for.
        return await asyncio.to_thread(importlib.import_module, sdk.module)
    except ImportError:
        raise ExtraMissing(sdk.extra) from None


@dataclass(frozen=True)
class Route:
    """A way to a model: who answers, the gate in front, and what its records say."""

    chat: StreamingChatModel
    gate: Gate
    provider: LlmProvider
    price_provider: str
    connection_id: int | None
    breakers: Mapping[UsageScene, Breaker] = field(default_factory=dict)
    """Those of the uses that wait for a provider to recover."""
    cache: ResponseCache = field(default_factory=ResponseCache)
    adapter: str = OWN_ADAPTER
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Sent with every request, unless the request says otherwise."""

    def completed(self, request: ChatRequest) -> ChatRequest:
        """A request with the parameters of the way."""
        return replace(request, extra={**self.parameters, **(request.extra or {})}) if self.parameters else request


def secret_context(connection: LlmConnection, column: str = "secret") -> tuple[str, ...]:
    """What a stored secret is bound to, so that it opens nowhere else."""
    return ("llm_connection", column, str(connection.id), str(connection.space_id), connection.base_url or "")


class Providers:
    """Routes of this process; one adapter and one gate for each connection, however many runs use it."""

    def __init__(
        self,
        egress: Egress,
        box: SecretBox,
        *,
        demo_seed: int = 0,
        has_demo: bool = True,
        response_cache_days: int = KEEP_DAYS,
    ) -> None:
        self.egress = egress
        self.box = box
        self.response_cache_days = response_cache_days
        self._demo = demo.DemoProvider(demo_seed)
        self._has_demo = has_demo
        self._cache = ResponseCache()
        self._demo_route = self._demo_way()
        self._routes: dict[int, tuple[datetime, Route]] = {}
        self._gates: dict[int, ProviderGate] = {}
        self._following: asyncio.Task[None] | None = None

    @property
    def demo_models(self) -> tuple[str, ...]:
        """Models that need no connection; none if the demo provider is switched off."""
        return demo.MODELS if self._has_demo else ()

    async def route(self, connection_id: int | None, model: str) -> Route:
        """The way to a model, through a connection or to the demo provider."""
        if connection_id is None:
            if model not in self.demo_models:
                known = ", ".join(self.demo_models) or "(the demo provider is switched off)"
                raise UnknownModel(f"No connection is named, and {model!r} is not one of: {known}.")
            return self._demo_route
        connection = await LlmConnection.get_or_none(id=connection_id, deleted_at__isnull=True)
        if connection is None or (connection.provider is LlmProvider.DEMO and not self._has_demo):
            raise ConnectionGone
        made_at, route = self._routes.get(connection.id, (None, None))
        if route is None or made_at != connection.updated_at:
            route = await self._made(connection)
            self._routes[connection.id] = (connection.updated_at, route)
        return route

    def _demo_way(self) -> Route:
        # It takes nothing but this process's time, so that there is nothing to share with others.
        alone, label = Leases(), "the demo provider"
        gate = ProviderGate("demo", GateLimits(DEMO_CONCURRENCY), label=label, held_by=lambda: alone)
        return Route(self._demo, gate, LlmProvider.DEMO, DEMO_SELLER, None, _breakers(label), self._cache)

    async def _made(self, connection: LlmConnection) -> Route:
        label = f"connection `{connection.name}`"
        gate, breakers = self._gate(connection, label), _breakers(label)
        if connection.provider is LlmProvider.DEMO:
            return Route(self._demo, gate, LlmProvider.DEMO, DEMO_SELLER, connection.id, breakers, self._cache)
        chat, adapter = await self._adapter(connection)
        return Route(
            chat,
            gate,
            connection.provider,
            connection.base_url or "",
            connection.id,
            breakers,
            self._cache,
            adapter,
            connection.parameters,
        )

    async def _adapter(self, connection: LlmConnection) -> tuple[StreamingChatModel, str]:
        """What speaks to the provider, and what records call it."""
        secret, headers = self.secrets_of(connection)
        base_url, sdk = connection.base_url or "", _SDKS.get(connection.provider)
        if sdk is None:
            return OpenAiCompatible(self.egress, base_url, secret, headers), OWN_ADAPTER
        module = await _adapter_module(sdk)
        return getattr(module, sdk.adapter)(self.egress, base_url, secret, headers), module.ADAPTER

    def secrets_of(self, connection: LlmConnection) -> tuple[str | None, dict[str, str]]:
        """A connection's key and headers, decrypted."""
        secret = self.box.decrypt(connection.secret, context=secret_context(connection)) if connection.secret else None
        context, kept = secret_context(connection, "extra_headers"), connection.extra_headers
        return secret, {name: self.box.decrypt(header["secret"], context=context) for name, header in kept.items()}

    def _gate(self, connection: LlmConnection, label: str) -> ProviderGate:
        """The connection's gate, which stays the same whatever changes: calls under way count."""
        limits = GateLimits(connection.max_concurrency, connection.requests_per_minute, connection.tokens_per_minute)
        gate = self._gates.get(connection.id)
        if gate is None:
            resource = f"connection:{connection.id}"
            gate = self._gates[connection.id] = ProviderGate(resource, limits, on_use=self._follow)
        gate.label = label
        gate.set_limits(limits)
        return gate

    def _follow(self) -> None:
        """Keep an eye on the limits of connections for as long as they are in use."""
        if self._following is None or self._following.done():
            self._following = asyncio.create_task(self._keep_following(), name="connection-limits")

    async def _keep_following(self) -> None:
        while True:
            await asyncio.sleep(FOLLOW_SECONDS)
            busy = [connection_id for connection_id, gate in self._gates.items() if gate.is_busy]
            if not busy:
                return
            try:
                await self._read_limits(busy)
            except Exception:
                # Without this the limits would stay as they are for good once the database was away for a moment.
                log.exception("limits could not be read")

    async def _read_limits(self, connection_ids: list[int]) -> None:
        for connection_id, *limits in await values_of(LlmConnection, _LIMITS, one_of("id", connection_ids)):
            self._gates[connection_id].set_limits(GateLimits(*limits))


def _breakers(label: str) -> dict[UsageScene, Breaker]:
    return {scene: Breaker(label) for scene in _GUARDED}


@maintenance(seconds=3600)
async def forget_old_responses() -> None:
    """Answers that were kept for long enough are deleted."""
    await delete_old_responses(providers().response_cache_days)


_providers: Providers | None = None


def use_providers(chosen: Providers) -> None:
    """Let this process reach models through these from now on."""
    global _providers
    _providers = chosen


def providers() -> Providers:
    """How this process reaches models."""
    if _providers is None:
        raise RuntimeError("No providers are open.")
    return _providers
