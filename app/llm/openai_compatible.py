"""Chat over the OpenAI-compatible wire, which nearly every provider and local model server speaks."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

import orjson

from app.core.egress import Egress, EgressFailed, EgressRefused, EgressResponse, EgressStream
from app.llm.chat import ChatDelta, ChatReply, ChatRequest, FaultCode, ProviderFault, extra_of
from app.llm.faults import Discretion, cut_short, egress_fault, fault_code, request_id, told
from app.llm.openai_wire import (
    Assembly,
    Usage,
    response_format,
    text,
    thoughts,
    tool_calls,
    wire_choice,
    wire_message,
    wire_tool,
)
from app.llm.refusals import remember, schema_key
from app.llm.server_events import events

_MAX_TOLD_BYTES = 2000


class OpenAiCompatible:
    """A chat model behind `POST {base_url}/chat/completions`."""

    def __init__(
        self, egress: Egress, base_url: str, secret: str | None = None, extra_headers: Mapping[str, str] | None = None
    ) -> None:
        self._egress = egress
        base, mark, query = base_url.strip().partition("?")
        self._url = f"{base.rstrip('/')}/chat/completions{mark}{query}"
        self._headers = _headers(secret, extra_headers or {})
        self._discretion = Discretion((secret, *(extra_headers or {}).values()))
        self._schemas_refused: set[tuple[str, bytes]] = set()
        self._max_tokens_refused: set[str] = set()
        self._stream_options_refused: set[str] = set()

    async def __call__(self, request: ChatRequest) -> ChatReply:
        """Ask once; a parameter that the server does not know is left out or renamed, and asked again."""
        response = await self._send(request)
        if self._learn(request, response):
            response = await self._send(request)
        self._require_success(response)
        return self._reply(request, response)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ChatDelta, None]:
        """The reply while it is being written; the whole of it at last."""
        async with aclosing(await self._opened(request)) as reply:
            if reply.headers.get("Content-Type", "").startswith("application/json"):
                # The server does not stream, and says everything at once.
                whole = self._reply(request, await _whole(reply))
                yield ChatDelta(whole.content, whole.reasoning or "", whole)
                return
            async for delta in self._deltas(request, reply):
                yield delta

    async def _deltas(self, request: ChatRequest, reply: EgressStream) -> AsyncGenerator[ChatDelta, None]:
        assembly, is_done = Assembly(request.model), False
        try:
            async for data in events(aiter(reply)):
                if is_done := data == b"[DONE]":
                    break
                if delta := assembly.add(self._chunk(reply, data)):
                    yield delta
        except (EgressRefused, EgressFailed) as error:
            raise egress_fault(error) from error
        if refusal := "".join(assembly.refusal):
            raise self._discretion.refusal(refusal, status=reply.status)
        if not is_done and assembly.finish_reason is None:
            raise cut_short()
        is_structured = self._sends_schema(request)
        yield ChatDelta(reply=assembly.reply(is_structured=is_structured, request_id=request_id(reply.headers)))

    def _chunk(self, reply: EgressStream, data: bytes) -> dict[str, Any]:
        chunk = _decoded(data)
        if not isinstance(chunk, dict):
            raise ProviderFault(FaultCode.BAD_RESPONSE, "A piece of the reply is not JSON.", status=reply.status)
        if chunk.get("error"):
            raise self._fault_within(chunk, EgressResponse(reply.status, reply.headers, data))
        return chunk

    async def _opened(self, request: ChatRequest) -> EgressStream:
        """A reply that begins well; a refusal may teach something, and is then asked about again."""
        reply = await self._open(request)
        if reply.status >= 300:
            response = await _whole(reply)
            if not self._learn(request, response):
                self._require_success(response)
            reply = await self._open(request)
        if reply.status >= 300:
            self._require_success(await _whole(reply))
        return reply

    async def _open(self, request: ChatRequest) -> EgressStream:
        body, seconds = orjson.dumps(self._payload(request, is_streamed=True)), request.timeout_seconds
        try:
            return await self._egress.open("POST", self._url, headers=self._headers, body=body, timeout_seconds=seconds)
        except (EgressRefused, EgressFailed) as error:
            raise egress_fault(error) from error

    async def _send(self, request: ChatRequest) -> EgressResponse:
        body, seconds = orjson.dumps(self._payload(request)), request.timeout_seconds
        try:
            return await self._egress.request("POST", self._url, headers=self._headers, body=body, timeout_seconds=seconds)
        except (EgressRefused, EgressFailed) as error:
            raise egress_fault(error) from error

    def _payload(self, request: ChatRequest, *, is_streamed: bool = False) -> dict[str, Any]:
        limit_name = "max_completion_tokens" if request.model in self._max_tokens_refused else "max_tokens"
        counts_tokens = is_streamed and request.model not in self._stream_options_refused
        optional = {
            "temperature": request.temperature,
            "top_p": request.top_p,
            "top_k": request.top_k,
            limit_name: request.max_tokens,
            "seed": request.seed,
            "presence_penalty": request.presence_penalty,
            "frequency_penalty": request.frequency_penalty,
            "stop": list(request.stop) or None,
            "response_format": response_format(request) if self._sends_schema(request) else None,
            "tools": [wire_tool(tool) for tool in request.tools] or None,
            "tool_choice": wire_choice(request.tool_choice) if request.tool_choice and request.tools else None,
            "stream": is_streamed or None,
            "stream_options": {"include_usage": True} if counts_tokens else None,
        }
        return {
            **extra_of(request),
            "model": request.model,
            "messages": [wire_message(message) for message in request.messages],
            **{name: value for name, value in optional.items() if value is not None},
        }

    def _sends_schema(self, request: ChatRequest) -> bool:
        return request.response_schema is not None and schema_key(request) not in self._schemas_refused

    def _learn(self, request: ChatRequest, response: EgressResponse) -> bool:
        """Whether a refusal taught something that makes asking again worthwhile."""
        if response.status != 400:
            return False
        said = response.body.decode(errors="replace").casefold()
        if "stream_options" in said and request.model not in self._stream_options_refused:
            remember(self._stream_options_refused, request.model)
            return True
        if self._sends_schema(request) and ("response_format" in said or "json_schema" in said):
            remember(self._schemas_refused, schema_key(request))
            return True
        is_renamed = "max_tokens" in said and "max_completion_tokens" in said
        if is_renamed and request.max_tokens is not None and request.model not in self._max_tokens_refused:
            remember(self._max_tokens_refused, request.model)
            return True
        return False

    def _reply(self, request: ChatRequest, response: EgressResponse) -> ChatReply:
        data = _decoded(response.body)
        if not isinstance(data, dict):
            raise ProviderFault(FaultCode.BAD_RESPONSE, "The reply is not complete JSON.", status=response.status)
        choice = _first_choice(data)
        if choice is None:
            raise self._fault_within(data, response)
        message = choice["message"]
        if isinstance(refusal := message.get("refusal"), str) and refusal:
            raise self._discretion.refusal(refusal, status=response.status)
        usage = Usage.of(data.get("usage"))
        return ChatReply(
            content=text(message.get("content")),
            model=model if isinstance(model := data.get("model"), str) else request.model,
            finish_reason=reason if isinstance(reason := choice.get("finish_reason"), str) else None,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            is_structured=self._sends_schema(request),
            tool_calls=tool_calls(message.get("tool_calls")),
            cached_input_tokens=usage.cached_input_tokens,
            reasoning=thoughts(message) or None,
            request_id=request_id(response.headers),
        )

    def _fault_within(self, data: dict[str, Any], response: EgressResponse) -> ProviderFault:
        """The fault of a reply whose status is good and whose content is not."""
        error = data.get("error")
        # Some gateways answer 200 and put the provider's status into the body.
        if isinstance(error, dict) and isinstance(status := error.get("code"), int) and status >= 400:
            return self._discretion.status_fault(status, response.headers, told(data))
        words = self._discretion.shown(told(data) or "") or "The reply has no choices with a message."
        return ProviderFault(FaultCode.BAD_RESPONSE, words, status=response.status)

    def _require_success(self, response: EgressResponse) -> None:
        if not 200 <= response.status < 300:
            words = told(_decoded(response.body)) or response.body[:_MAX_TOLD_BYTES].decode(errors="replace")
            raise self._discretion.status_fault(response.status, response.headers, words)


async def _whole(reply: EgressStream) -> EgressResponse:
    async with aclosing(reply):
        try:
            body = b"".join([chunk async for chunk in reply])
        except (EgressRefused, EgressFailed) as error:
            if reply.status < 300:
                raise egress_fault(error) from error
            raise ProviderFault(fault_code(reply.status), error.message, status=reply.status) from error
    return EgressResponse(reply.status, reply.headers, body)


def _headers(secret: str | None, extra: Mapping[str, str]) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    if secret and not any(name.casefold() == "authorization" for name in extra):
        headers["Authorization"] = f"Bearer {secret}"
    replaced = {name.casefold() for name in extra}
    return {**{name: value for name, value in headers.items() if name.casefold() not in replaced}, **extra}


def _decoded(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def _first_choice(data: dict[str, Any]) -> dict[str, Any] | None:
    choices = data.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) and isinstance(first.get("message"), dict) else None
