"""Chat with Anthropic's messages API, through its official SDK over our own transport. Needs the extra `anthropic`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import anthropic
import orjson

from app.core.egress import Egress, EgressFailed, EgressRefused
from app.llm.chat import (
    ChatDelta,
    ChatReply,
    ChatRequest,
    FaultCode,
    Message,
    MessageRole,
    Part,
    PartType,
    ProviderFault,
    ToolCall,
    ToolChoice,
    ToolChoiceMode,
    extra_of,
)
from app.llm.faults import Discretion, cut_short, egress_error, egress_fault, request_id, told
from app.llm.media import content_of, unsupported
from app.llm.openai_wire import count
from app.llm.refusals import remember, schema_key
from app.llm.sdk_transport import UNUSED_KEY, EgressTransport, http_client, own_headers

ADAPTER = f"anthropic {anthropic.__version__}"
DEFAULT_MAX_TOKENS = 4096
"""The API wants a limit; this is what is sent when the request names none."""
_API = "The messages API"
_FINISHES = {"end_turn": "stop", "stop_sequence": "stop", "max_tokens": "length", "tool_use": "tool_calls"}
# A stream whose status was good says in an event what went wrong later.
_STATUSES = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "rate_limit_error": 429,
    "overloaded_error": 529,
}
_CHOICES = {ToolChoiceMode.NONE: "none", ToolChoiceMode.AUTO: "auto", ToolChoiceMode.REQUIRED: "any"}


class AnthropicMessages:
    """A chat model behind `POST {base_url}/v1/messages`."""

    def __init__(
        self, egress: Egress, base_url: str, secret: str | None = None, extra_headers: Mapping[str, str] | None = None
    ) -> None:
        headers = own_headers("x-api-key", secret, extra_headers or {})
        self._discretion = Discretion((secret, *(extra_headers or {}).values()))
        self._client = anthropic.AsyncAnthropic(
            api_key=UNUSED_KEY,
            base_url=base_url.rstrip("/").removesuffix("/v1"),
            max_retries=0,
            http_client=http_client(EgressTransport(egress, headers)),
        )
        self._schemas_refused: set[tuple[str, bytes]] = set()

    async def __call__(self, request: ChatRequest) -> ChatReply:
        """Ask once; a model that does not take the schema is asked again without it."""
        try:
            reply = await self._client.messages.with_raw_response.create(**self._arguments(request))
            return self._reply(request, _decoded(await reply.read()), reply.headers)
        except _ERRORS as error:
            if self._learns(request, error):
                return await self(request)
            raise self._fault(error) from error

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ChatDelta, None]:
        """The reply while it is being written; the whole of it at last."""
        try:
            stream: Any = await self._client.messages.create(**self._arguments(request), stream=True)
        except _ERRORS as error:
            if not self._learns(request, error):
                raise self._fault(error) from error
            stream = await self._opened_again(request)
        async with aclosing(stream.response):
            async for delta in self._deltas(request, stream):
                yield delta

    async def _opened_again(self, request: ChatRequest) -> Any:
        try:
            return await self._client.messages.create(**self._arguments(request), stream=True)
        except _ERRORS as error:
            raise self._fault(error) from error

    async def _deltas(self, request: ChatRequest, stream: Any) -> AsyncGenerator[ChatDelta, None]:
        headers, assembly = stream.response.headers, _Assembly()
        try:
            async for event in stream.raw_events(stream.response):
                data = _decoded(event.data)
                if data.get("type") == "error":
                    raise self._fault_of(data, headers)
                if delta := assembly.add(data):
                    yield delta
                if assembly.is_done:
                    break
        except _ERRORS as error:
            raise self._fault(error) from error
        if not assembly.is_done:
            raise cut_short()
        yield ChatDelta(reply=self._reply(request, assembly.message(), headers))

    def _arguments(self, request: ChatRequest) -> dict[str, Any]:
        system = "\n\n".join(message.content for message in request.messages if message.role is MessageRole.SYSTEM)
        # The SDK names no parameters of sampling, as newer models have none.
        sampling = _given(temperature=request.temperature, top_p=request.top_p, top_k=request.top_k)
        named = _given(
            max_tokens=request.max_tokens,
            system=system or None,
            stop_sequences=list(request.stop) or None,
            tools=[_tool(tool.name, tool.description, tool.parameters) for tool in request.tools] or None,
            tool_choice=_choice(request.tool_choice) if request.tool_choice and request.tools else None,
            output_config=_format(request.response_schema or {}) if self._sends_schema(request) else None,
        )
        return {
            "model": request.model,
            "messages": _messages(request.messages),
            "timeout": request.timeout_seconds,
            "max_tokens": DEFAULT_MAX_TOKENS,
            **named,
            "extra_body": sampling | extra_of(request, {*sampling, *named}),
        }

    def _sends_schema(self, request: ChatRequest) -> bool:
        return request.response_schema is not None and schema_key(request) not in self._schemas_refused

    def _learns(self, request: ChatRequest, error: Exception) -> bool:
        """Whether a refusal is about the schema, which is then left out from now on."""
        if not isinstance(error, anthropic.BadRequestError) or not self._sends_schema(request):
            return False
        said = str(error).casefold()
        if is_about_it := any(word in said for word in _WORDS_ABOUT_SCHEMAS):
            remember(self._schemas_refused, schema_key(request))
        return is_about_it

    def _reply(self, request: ChatRequest, data: dict[str, Any], headers: Mapping[str, str]) -> ChatReply:
        content = data.get("content")
        if not isinstance(content, list):
            raise ProviderFault(FaultCode.BAD_RESPONSE, "The reply has no content.", status=200)
        blocks = [block for block in content if isinstance(block, dict)]
        if data.get("stop_reason") == "refusal":
            raise self._discretion.refusal(_joined(blocks, "text") or "it gave no reason.", status=200)
        usage = _Usage.of(data.get("usage"))
        reason = data.get("stop_reason")
        return ChatReply(
            content=_joined(blocks, "text"),
            model=str(data.get("model") or request.model),
            finish_reason=_FINISHES.get(reason, reason) if isinstance(reason, str) else None,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            is_structured=self._sends_schema(request),
            tool_calls=tuple(_call(block) for block in blocks if block.get("type") == "tool_use"),
            cached_input_tokens=usage.cached_input_tokens,
            reasoning=_joined(blocks, "thinking") or None,
            request_id=request_id(headers),
        )

    def _fault(self, error: Exception) -> ProviderFault:
        if isinstance(error, anthropic.APIStatusError):
            return self._discretion.status_fault(
                error.status_code, error.response.headers, told(error.body) or error.message
            )
        if below := egress_error(error):
            return egress_fault(below)
        if isinstance(error, anthropic.APIConnectionError):
            return ProviderFault(FaultCode.NETWORK, self._discretion.shown(str(error)))
        return ProviderFault(FaultCode.BAD_RESPONSE, "The reply is not complete JSON.")

    def _fault_of(self, event: dict[str, Any], headers: Mapping[str, str]) -> ProviderFault:
        error = event.get("error")
        kind = error.get("type") if isinstance(error, dict) else None
        return self._discretion.status_fault(_STATUSES.get(str(kind), 500), headers, told(event))


_WORDS_ABOUT_SCHEMAS = ("output_config", "output_format", "json_schema", "structured")
_ERRORS = (anthropic.AnthropicError, EgressRefused, EgressFailed, ValueError)


def _decoded(body: bytes | str) -> dict[str, Any]:
    data = orjson.loads(body)
    if not isinstance(data, dict):
        raise ValueError("No object.")  # noqa: TRY004 what does not parse is one kind of error
    return data


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _messages(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The conversation; results of tools that were called together go into one message, as the API wants it."""
    wire: list[dict[str, Any]] = []
    was_tool = False
    for message in messages:
        if message.role is MessageRole.SYSTEM:
            continue
        is_tool = message.role is MessageRole.TOOL
        if is_tool and was_tool:
            wire[-1]["content"].append(_result(message))
        else:
            role = "assistant" if message.role is MessageRole.ASSISTANT else "user"
            wire.append({"role": role, "content": [_result(message)] if is_tool else _content(message)})
        was_tool = is_tool
    return wire


def _result(message: Message) -> dict[str, Any]:
    return {"type": "tool_result", "tool_use_id": message.tool_call_id or "", "content": _content(message)}


def _content(message: Message) -> Any:
    if not message.parts and not message.tool_calls:
        return message.content
    texts = [{"type": "text", "text": message.content}] if message.content else []
    calls = [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": _input(call.arguments)}
        for call in message.tool_calls
    ]
    return [*texts, *(_block(part) for part in message.parts), *calls]


def _input(arguments: str) -> dict[str, Any]:
    try:
        return _decoded(arguments)
    except ValueError:
        # What a model wrote need not be valid, and the API takes nothing but an object.
        return {"arguments": arguments} if arguments.strip() else {}


def _block(part: Part) -> dict[str, Any]:
    if part.type is PartType.TEXT:
        return {"type": "text", "text": part.text or ""}
    if part.type is PartType.AUDIO:
        raise unsupported(part, _API, "at all")
    kind = "image" if part.type is PartType.IMAGE else "document"
    content = content_of(part)
    if content is None:
        return {"type": kind, "source": {"type": "url", "url": part.url or ""}}
    return {"type": kind, "source": {"type": "base64", "media_type": content.media_type, "data": content.base64}}


def _tool(name: str, description: str | None, parameters: dict[str, Any] | None) -> dict[str, Any]:
    about = {"description": description} if description else {}
    return {"name": name, **about, "input_schema": parameters or {"type": "object"}}


def _choice(choice: ToolChoice) -> dict[str, Any]:
    if choice.mode is ToolChoiceMode.SPECIFIC:
        return {"type": "tool", "name": choice.name}
    return {"type": _CHOICES[choice.mode]}


def _format(schema: dict[str, Any]) -> dict[str, Any]:
    try:
        # Constraints that the API does not know become part of the descriptions.
        schema = anthropic.transform_schema(schema)
    except ValueError:
        # Left as it is; the API then says what it does not like.
        schema = dict(schema)
    return {"format": {"type": "json_schema", "schema": schema}}


def _object(data: Any) -> dict[str, Any]:
    return data if isinstance(data, dict) else {}


def _joined(blocks: Sequence[Any], kind: str) -> str:
    return "".join(str(block.get(kind) or "") for block in blocks if block.get("type") == kind)


def _call(block: dict[str, Any]) -> ToolCall:
    arguments = block.get("input")
    text = arguments if isinstance(arguments, str) else orjson.dumps(arguments or {}).decode()
    return ToolCall(str(block.get("id") or ""), str(block.get("name") or ""), text)


@dataclass(slots=True)
class _Usage:
    """Tokens of a call; the API counts those from and for its cache apart, here they are part of the input."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_input_tokens: int | None = None

    @classmethod
    def of(cls, data: Any) -> _Usage:
        usage = _object(data)
        read, said = count(usage.get("cache_read_input_tokens")), count(usage.get("input_tokens"))
        written = count(usage.get("cache_creation_input_tokens"))
        whole = None if said is None else said + (read or 0) + (written or 0)
        return cls(whole, count(usage.get("output_tokens")), read)


@dataclass(slots=True)
class _Assembly:
    """A streamed message as far as it has come."""

    is_done: bool = False
    _message: dict[str, Any] = field(default_factory=dict)
    _usage: dict[str, Any] = field(default_factory=dict)
    _blocks: dict[int, dict[str, Any]] = field(default_factory=dict)

    def add(self, event: dict[str, Any]) -> ChatDelta | None:
        """Take in an event; gives what it adds to the text or the reasoning."""
        match event:
            case {"type": "message_start", "message": dict(message)}:
                self._message |= message
                self._usage |= _object(message.get("usage"))
            case {"type": "content_block_start", "index": int(index), "content_block": dict(block)}:
                self._blocks[index] = block | ({"input": ""} if block.get("type") == "tool_use" else {})
            case {"type": "content_block_delta", "index": int(index), "delta": dict(delta)}:
                return self._grow(self._blocks.setdefault(index, {}), delta)
            case {"type": "message_delta", "delta": dict(delta)}:
                self._message |= delta
                self._usage |= _given(**_object(event.get("usage")))
            case {"type": "message_stop"}:
                self.is_done = True
        return None

    def _grow(self, block: dict[str, Any], delta: dict[str, Any]) -> ChatDelta | None:
        match delta:
            case {"type": "text_delta", "text": str(more)}:
                block |= {"type": "text", "text": str(block.get("text") or "") + more}
                return ChatDelta(more)
            case {"type": "thinking_delta", "thinking": str(more)}:
                block |= {"type": "thinking", "thinking": str(block.get("thinking") or "") + more}
                return ChatDelta(reasoning=more)
            case {"type": "input_json_delta", "partial_json": str(more)}:
                block["input"] = str(block.get("input") or "") + more
        return None

    def message(self) -> dict[str, Any]:
        """The whole message, as it would have come without streaming."""
        blocks = [block for _, block in sorted(self._blocks.items())]
        for block in blocks:
            if block.get("type") == "tool_use":
                block["input"] = block.get("input") or "{}"
        return self._message | {"content": blocks, "usage": self._usage}
