"""What it means to ask a chat model something: the words every provider adapter and every caller share."""

from __future__ import annotations

import enum
from collections.abc import AsyncGenerator, Container
from dataclasses import dataclass
from typing import Any, Protocol

from app.core.choices import Choice


class MessageRole(Choice):
    """Who speaks in a message."""

    SYSTEM = "SYSTEM", "Whoever set the model its task."
    USER = "USER", "Whoever asks the model."
    ASSISTANT = "ASSISTANT", "The model."
    TOOL = "TOOL", "A tool that the model called."


class PartType(Choice):
    """What a part of a message is."""

    TEXT = "TEXT", "Text."
    IMAGE = "IMAGE", "An image, by its address or as a data URL."
    AUDIO = "AUDIO", "A recording, as a data URL."
    FILE = "FILE", "A document, by its address or as a data URL."


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a message that is not just text."""

    type: PartType
    text: str | None = None
    url: str | None = None
    """An `https` address or a data URL, for everything but text."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call of a tool that the model asks for."""

    id: str
    name: str
    arguments: str
    """JSON, as the model wrote it; it need not be valid."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the model may ask to be called."""

    name: str
    description: str | None = None
    parameters: dict[str, Any] | None = None
    """JSON Schema of its arguments."""


class ToolChoiceMode(Choice):
    """How a model chooses among its tools."""

    NONE = "NONE", "It calls none."
    AUTO = "AUTO", "It decides."
    REQUIRED = "REQUIRED", "It calls at least one."
    SPECIFIC = "SPECIFIC", "It calls the one that is named."


@dataclass(frozen=True, slots=True)
class ToolChoice:
    """Which tools the model may or must call; `name` is given for `SPECIFIC` alone."""

    mode: ToolChoiceMode
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: MessageRole
    content: str
    parts: tuple[Part, ...] = ()
    """What it consists of if it is more than text; `content` is empty then."""
    tool_calls: tuple[ToolCall, ...] = ()
    """Calls that an assistant's message asks for."""
    tool_call_id: str | None = None
    """The call that a tool's message answers."""

    @property
    def text(self) -> str:
        """What it says in words."""
        return "\n".join(part.text for part in self.parts if part.text) if self.parts else self.content


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
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice | None = None
    top_k: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    extra: dict[str, Any] | None = None
    """Further parameters, sent to the provider as they are, where the request names none of its own."""


RESERVED = frozenset({"model", "messages", "stream"})
"""What no further parameter can replace."""


def extra_of(request: ChatRequest, named: Container[str] = ()) -> dict[str, Any]:
    """The further parameters of a request, without those that it names itself."""
    return {name: value for name, value in (request.extra or {}).items() if name not in RESERVED and name not in named}


def further(request: ChatRequest) -> list[Any]:
    """What tells a request from others beside its texts and usual parameters; nothing for most."""
    spoken = [(each.parts, each.tool_calls, each.tool_call_id) for each in request.messages]
    given = {
        "messages": spoken if any(any(each) for each in spoken) else None,
        "tools": request.tools or None,
        "tool_choice": request.tool_choice,
        "top_k": request.top_k,
        "presence_penalty": request.presence_penalty,
        "frequency_penalty": request.frequency_penalty,
        "extra": request.extra or None,
    }
    found = {name: value for name, value in given.items() if value is not None}
    return [found] if found else []


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
    tool_calls: tuple[ToolCall, ...] = ()
    cached_input_tokens: int | None = None
    """Those of the input tokens that the provider had in its cache, which cost less."""
    reasoning: str | None = None
    """What the model thought before it answered, where the provider tells."""
    request_id: str | None = None
    """What the provider calls the request in its own log."""


@dataclass(frozen=True, slots=True)
class ChatDelta:
    """A piece of a reply that is being written: more of the text, of the reasoning, or the whole reply at last."""

    content: str = ""
    reasoning: str = ""
    reply: ChatReply | None = None
    """The whole reply; in the last delta, and only there."""


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
        self,
        code: FaultCode,
        message: str,
        *,
        status: int | None = None,
        retry_after_seconds: float | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.retry_after_seconds = retry_after_seconds
        self.request_id = request_id

    @property
    def is_retriable(self) -> bool:
        return self.code in RETRIABLE


class ChatModel(Protocol):
    """A provider adapter: one request, one reply, no retries; raises `ProviderFault`."""

    async def __call__(self, request: ChatRequest) -> ChatReply: ...


class StreamingChatModel(ChatModel, Protocol):
    """A provider adapter that can also hand out a reply while it is being written."""

    def stream(self, request: ChatRequest) -> AsyncGenerator[ChatDelta, None]: ...
