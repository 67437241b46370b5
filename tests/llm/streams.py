"""What the tests of the adapters share: requests, and a stub server with an egress that may call it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.core.egress import Egress
from app.llm.chat import (
    ChatDelta,
    ChatRequest,
    Message,
    MessageRole,
    Part,
    PartType,
    ProviderFault,
    StreamingChatModel,
    Tool,
    ToolCall,
    ToolChoice,
    ToolChoiceMode,
)
from tests.llm.stub_provider import StubProvider, stub_provider

SECRET = "sk-very-secret-0123456789"
SCHEMA = {"type": "object", "properties": {"score": {"type": "number"}}, "required": ["score"]}
PIXEL = "data:image/png;base64,iVBORw0KGgo="
REQUEST = ChatRequest(
    "m1", (Message(MessageRole.SYSTEM, "Be brief."), Message(MessageRole.USER, "Hello?")), timeout_seconds=5
)
WEATHER = Tool("weather", "Tells the weather.", {"type": "object", "properties": {"city": {"type": "string"}}})
TALK = (
    Message(MessageRole.USER, "", parts=(Part(PartType.TEXT, "What is it?"), Part(PartType.IMAGE, url=PIXEL))),
    Message(
        MessageRole.ASSISTANT,
        "",
        tool_calls=(ToolCall("c1", "weather", '{"city":"Ulm"}'), ToolCall("c2", "weather", "oops")),
    ),
    Message(MessageRole.TOOL, '{"sky":"grey"}', tool_call_id="c1"),
    Message(MessageRole.TOOL, "rain", tool_call_id="c2"),
)
CALLING = ChatRequest(
    "m1", TALK, tools=(WEATHER,), tool_choice=ToolChoice(ToolChoiceMode.SPECIFIC, "weather"), timeout_seconds=5
)


@asynccontextmanager
async def connected(
    make: Callable[..., StreamingChatModel], *, max_response_bytes: int = 1_000_000, **more: Any
) -> AsyncIterator[tuple[StreamingChatModel, StubProvider]]:
    """A model and the stub server that plays it."""
    egress = Egress(allow_private_networks=True, max_response_bytes=max_response_bytes)
    async with stub_provider() as stub:
        try:
            yield make(egress, stub.base_url.removesuffix("/v1"), SECRET, **more), stub
        finally:
            await egress.close()


async def collected(model: StreamingChatModel, request: ChatRequest = REQUEST) -> list[ChatDelta]:
    """All deltas of a streamed reply."""
    return [delta async for delta in model.stream(request)]


async def failing(model: StreamingChatModel, request: ChatRequest = REQUEST, *, is_streamed: bool = False) -> ProviderFault:
    """The fault that a request ends in."""
    with pytest.raises(ProviderFault) as raised:
        await (collected(model, request) if is_streamed else model(request))
    return raised.value
