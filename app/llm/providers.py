"""From a connection to something that answers chat requests, with the gate that all calls through it share."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

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
from app.llm.chat import ChatModel
from app.llm.gate import GateLimits, ProviderGate
from app.llm.models import LlmConnection, LlmProvider, UsageScene
from app.llm.openai_compatible import OpenAiCompatible
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


@dataclass(frozen=True)
class Route:
    """A way to a model: who answers, the gate in front, and what its records say."""

    chat: ChatModel
    gate: Gate
    provider: LlmProvider
    price_provider: str
    connection_id: int | None
    breakers: Mapping[UsageScene, Breaker] = field(default_factory=dict)
    """Those of the uses that wait for a provider to recover."""
    cache: ResponseCache = field(default_factory=ResponseCache)


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
            route = self._made(connection)
            self._routes[connection.id] = (connection.updated_at, route)
        return route

    def _demo_way(self) -> Route:
        # It takes nothing but this process's time, so that there is nothing to share with others.
        alone, label = Leases(), "the demo provider"
        gate = ProviderGate("demo", GateLimits(DEMO_CONCURRENCY), label=label, held_by=lambda: alone)
        return Route(self._demo, gate, LlmProvider.DEMO, "demo", None, _breakers(label), self._cache)

    def _made(self, connection: LlmConnection) -> Route:
        label = f"connection `{connection.name}`"
        gate, breakers = self._gate(connection, label), _breakers(label)
        if connection.provider is LlmProvider.DEMO:
            return Route(self._demo, gate, LlmProvider.DEMO, "demo", connection.id, breakers, self._cache)
        secret = self.box.decrypt(connection.secret, context=secret_context(connection)) if connection.secret else None
        base_url, context = connection.base_url or "", secret_context(connection, "extra_headers")
        headers = {name: self.box.decrypt(value, context=context) for name, value in connection.extra_headers.items()}
        chat = OpenAiCompatible(self.egress, base_url, secret, headers)
        return Route(chat, gate, connection.provider, base_url, connection.id, breakers, self._cache)

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
