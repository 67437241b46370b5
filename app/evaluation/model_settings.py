"""Which model is asked and how: checked when an evaluator or a target is made, and turned into requests when it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from app.accounts.access import Actor, get
from app.core.errors import Conflict, Invalid, NotFound
from app.llm import demo
from app.llm.chat import ChatRequest, Message
from app.llm.models import LlmConnection, LlmProvider
from app.llm.providers import Route, UnknownModel, providers

MAX_MODEL_CHARACTERS = 200
DEFAULT_TIMEOUT_SECONDS = 60.0

_BOUNDS = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "max_tokens": (1, 1_000_000),
    "timeout_seconds": (0.1, 600),
    "top_k": (1, 1_000_000),
    "presence_penalty": (-2, 2),
    "frequency_penalty": (-2, 2),
}
_FLOATS = ("temperature", "top_p", "presence_penalty", "frequency_penalty", "timeout_seconds")
_NAMES = {
    "top_p": "topP",
    "max_tokens": "maxTokens",
    "timeout_seconds": "timeoutSeconds",
    "top_k": "topK",
    "presence_penalty": "presencePenalty",
    "frequency_penalty": "frequencyPenalty",
}


class ConnectionGone(Conflict):
    """The connection to the model was deleted."""

    code = "CONNECTION_GONE"


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """A model, how it is reached, and the parameters it is asked with."""

    model: str
    connection_id: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    top_k: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    extra: dict[str, Any] | None = None
    timeout_seconds: float | None = None

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> ModelSettings:
        """The settings among the entries of a configuration."""
        known = {field.name: config[field.name] for field in fields(cls) if config.get(field.name) is not None}
        # 0 and 0.0 are one temperature, and make one digest.
        known |= {name: float(known[name]) for name in _FLOATS if name in known}
        return cls(**known | {"stop": tuple(known.get("stop", ()))})

    def stored(self) -> dict[str, Any]:
        """The settings as a configuration keeps them: what is left to the provider is left out."""
        chosen = {name: value for name, value in asdict(self).items() if value not in (None, ())}
        return chosen | ({"stop": list(self.stop)} if self.stop else {}) | {"connection_id": self.connection_id}

    def request(self, messages: tuple[Message, ...], response_schema: dict[str, Any] | None = None) -> ChatRequest:
        """The request that sends these messages."""
        return ChatRequest(
            model=self.model,
            messages=messages,
            temperature=self.temperature,
            top_p=self.top_p,
            max_tokens=self.max_tokens,
            seed=self.seed,
            stop=self.stop,
            top_k=self.top_k,
            presence_penalty=self.presence_penalty,
            frequency_penalty=self.frequency_penalty,
            extra=self.extra,
            response_schema=response_schema,
            timeout_seconds=self.timeout_seconds or DEFAULT_TIMEOUT_SECONDS,
        )

    async def route(self) -> Route:
        """The way to the model; raises if there is none any more."""
        if self.connection_id and not await LlmConnection.filter(id=self.connection_id, deleted_at__isnull=True).exists():
            raise ConnectionGone
        return await providers().route(self.connection_id, self.model)


async def checked_model(actor: Actor, space_id: int, given: Mapping[str, Any]) -> ModelSettings:
    """The settings that a client gave, if a model can be reached by them; error paths begin within them."""
    settings = ModelSettings.of(given)
    if not 1 <= len(settings.model) <= MAX_MODEL_CHARACTERS:
        raise Invalid(f"Name the model, in at most {MAX_MODEL_CHARACTERS} characters.", path=("model",))
    for name, (least, most) in _BOUNDS.items():
        value = getattr(settings, name)
        if value is not None and not least <= value <= most:
            shown = _NAMES.get(name, name)
            raise Invalid(f"`{shown}` must be from {least:g} to {most:g}.", path=(shown,))
    await _require_reachable(actor, space_id, settings)
    return settings


async def _require_reachable(actor: Actor, space_id: int, settings: ModelSettings) -> None:
    if settings.connection_id is None:
        try:
            await providers().route(None, settings.model)
        except UnknownModel as error:
            raise error.under("model") from None
        return
    connection = await get(LlmConnection, settings.connection_id, actor, path=("connectionId",))
    if connection.space_id != space_id:
        raise NotFound("That connection belongs to another space.", path=("connectionId",))
    if connection.provider is LlmProvider.DEMO and settings.model not in demo.MODELS:
        raise UnknownModel(f"{settings.model!r} is not one of: {', '.join(demo.MODELS)}.", path=("model",))
