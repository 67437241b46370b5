"""From a connection to something that answers chat requests, with the gate that all calls through it share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.egress import Egress
from app.core.errors import Invalid
from app.core.secrets import SecretBox
from app.llm import demo
from app.llm.calls import ProviderGate
from app.llm.chat import ChatModel
from app.llm.models import LlmConnection, LlmProvider
from app.llm.openai_compatible import OpenAiCompatible

DEMO_CONCURRENCY = 1000


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
    gate: ProviderGate
    provider: LlmProvider
    price_provider: str
    connection_id: int | None


def secret_context(connection: LlmConnection, column: str = "secret") -> tuple[str, ...]:
    """What a stored secret is bound to, so that it opens nowhere else."""
    return ("llm_connection", column, str(connection.id), str(connection.space_id), connection.base_url or "")


class Providers:
    """Routes of this process; one adapter and one gate for each connection, however many runs use it."""

    def __init__(self, egress: Egress, box: SecretBox, *, demo_seed: int = 0, has_demo: bool = True) -> None:
        self.egress = egress
        self.box = box
        self._demo = demo.DemoProvider(demo_seed)
        self._has_demo = has_demo
        self._demo_gate = ProviderGate(DEMO_CONCURRENCY)
        self._routes: dict[int, tuple[datetime, Route]] = {}

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
            return Route(self._demo, self._demo_gate, LlmProvider.DEMO, "demo", None)
        connection = await LlmConnection.get_or_none(id=connection_id, deleted_at__isnull=True)
        if connection is None or (connection.provider is LlmProvider.DEMO and not self._has_demo):
            raise ConnectionGone
        made_at, route = self._routes.get(connection.id, (None, None))
        if route is None or made_at != connection.updated_at:
            route = self._made(connection)
            self._routes[connection.id] = (connection.updated_at, route)
        return route

    def _made(self, connection: LlmConnection) -> Route:
        gate = ProviderGate(connection.max_concurrency)
        if connection.provider is LlmProvider.DEMO:
            return Route(self._demo, gate, LlmProvider.DEMO, "demo", connection.id)
        secret = self.box.decrypt(connection.secret, context=secret_context(connection)) if connection.secret else None
        base_url, context = connection.base_url or "", secret_context(connection, "extra_headers")
        headers = {name: self.box.decrypt(value, context=context) for name, value in connection.extra_headers.items()}
        chat = OpenAiCompatible(self.egress, base_url, secret, headers)
        return Route(chat, gate, connection.provider, base_url, connection.id)


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
