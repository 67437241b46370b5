"""What it means to ask a chat model something: the words every provider adapter and every caller share."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, Protocol

from app.core.choices import Choice


class MessageRole(Choice):
    """Who speaks in a message."""

    SYSTEM = "SYSTEM", "Whoever set the model its task."
    USER = "USER", "Whoever asks the model."
    ASSISTANT = "ASSISTANT", "The model."
    TOOL = "TOOL", "A tool that the model called."


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: MessageRole
    content: str


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One request to a chat model; `None` leaves a parameter to the provider."""

    model: str
    messages: tuple[Message, ...]
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    response_schema: dict[str, Any] | None = None
    """JSON Schema that the reply should follow (structured output), if the provider can."""
    timeout_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class ChatReply:
    """What the model answered, and what it says it used; unknown counts are `None`, never 0."""

    content: str
    model: str
    finish_reason: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    is_structured: bool = False
    """The provider was given `response_schema` and accepted it."""


class FaultCode(enum.StrEnum):
    """Why a call to a provider brought no reply."""

    RATE_LIMITED = "RATE_LIMITED"
    UNAVAILABLE = "UNAVAILABLE"
    TIMEOUT = "TIMEOUT"
    NETWORK = "NETWORK"
    UNAUTHORIZED = "UNAUTHORIZED"
    REFUSED = "REFUSED"
    BAD_RESPONSE = "BAD_RESPONSE"
    CANCELLED = "CANCELLED"


# A garbled reply is most often cut short on its way; the next one is whole.
RETRIABLE = frozenset(
    {FaultCode.RATE_LIMITED, FaultCode.UNAVAILABLE, FaultCode.TIMEOUT, FaultCode.NETWORK, FaultCode.BAD_RESPONSE}
)


class ProviderFault(Exception):
    """A call to a provider failed; says whether trying again may help, and when."""

    def __init__(
        self, code: FaultCode, message: str, *, status: int | None = None, retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.retry_after_seconds = retry_after_seconds

    @property
    def is_retriable(self) -> bool:
        return self.code in RETRIABLE


class ChatModel(Protocol):
    """A provider adapter: one request, one reply, no retries; raises `ProviderFault`."""

    async def __call__(self, request: ChatRequest) -> ChatReply: ...
