"""Chat with Google's Gemini API, through its official SDK over our own transport. Needs the extra `gemini`."""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import httpx2
import orjson
from google import genai
from google.genai import errors, types

from app.core.egress import Egress, EgressFailed, EgressRefused
from app.core.ids import new_id
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
from app.llm.faults import Discretion, cut_short, egress_error, egress_fault, request_id
from app.llm.media import content_of, media_type_of
from app.llm.openai_wire import count
from app.llm.refusals import remember, schema_key
from app.llm.sdk_transport import CALL_HEADER, UNUSED_KEY, EgressTransport, http_client, own_headers

ADAPTER = f"google-genai {genai.__version__}"
_VERSION = "v1beta"
_FINISHES = {"STOP": "stop", "MAX_TOKENS": "length"}
_SIGNED = "~"
"""Between a call's id and the signature that its model wants back with the call."""
_CHOICES = {ToolChoiceMode.NONE: "NONE", ToolChoiceMode.AUTO: "AUTO"}


class Gemini:
    """A chat model behind `POST {base_url}/v1beta/models/{model}:generateContent`."""

    def __init__(
        self, egress: Egress, base_url: str, secret: str | None = None, extra_headers: Mapping[str, str] | None = None
    ) -> None:
        headers = own_headers("x-goog-api-key", secret, extra_headers or {})
        self._discretion = Discretion((secret, *(extra_headers or {}).values()))
        self._transport = EgressTransport(egress, headers)
        options = types.HttpOptions(
            base_url=base_url.rstrip("/").removesuffix(f"/{_VERSION}"),
            api_version=_VERSION,
            httpx_async_client=http_client(self._transport),
            # Given so that the SDK does not set up one of its own; nothing is sent over it.
            httpx_client=httpx2.Client(transport=httpx2.MockTransport(_nothing), trust_env=False),
        )
        self._schemas_refused: set[tuple[str, bytes]] = set()
        self._models = genai.Client(vertexai=False, api_key=UNUSED_KEY, http_options=options).aio.models

    async def __call__(self, request: ChatRequest) -> ChatReply:
        """Ask once; a model that does not take the schema is asked again without it."""
        assembly = _Assembly()
        try:
            assembly.add(await self._models.generate_content(**self._arguments(request)))
        except _ERRORS as error:
            if self._learns(request, error):
                return await self(request)
            raise self._fault(error) from error
        return self._reply(request, assembly)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ChatDelta, None]:
        """The reply while it is being written; the whole of it at last."""
        assembly = _Assembly()
        async with aclosing(self._pieces(request)) as pieces:
            async for piece in pieces:
                if delta := assembly.add(piece):
                    yield delta
        if assembly.finish_reason is None and assembly.blocked is None:
            raise cut_short()
        yield ChatDelta(reply=self._reply(request, assembly))

    async def _pieces(self, request: ChatRequest) -> AsyncGenerator[types.GenerateContentResponse, None]:
        call = str(new_id())
        try:
            pieces: Any = await self._models.generate_content_stream(**self._arguments(request, {CALL_HEADER: call}))
            async with aclosing(pieces):
                async for piece in pieces:
                    yield piece
            return
        except _ERRORS as error:
            if not self._learns(request, error):
                raise self._fault(error) from error
        finally:
            # The SDK leaves the end of what it reads to the garbage collector.
            await self._transport.end(call)
        async with aclosing(self._pieces(request)) as again:
            async for piece in again:
                yield piece

    def _arguments(self, request: ChatRequest, headers: dict[str, str] | None = None) -> dict[str, Any]:
        timeout_ms = max(1, round(request.timeout_seconds * 1000))
        system = "\n\n".join(message.content for message in request.messages if message.role is MessageRole.SYSTEM)
        schema = request.response_schema if self._sends_schema(request) else None
        config = types.GenerateContentConfig(
            system_instruction=system or None,
            temperature=request.temperature,
            top_p=request.top_p,
            top_k=request.top_k,
            max_output_tokens=request.max_tokens,
            stop_sequences=list(request.stop) or None,
            seed=request.seed,
            presence_penalty=request.presence_penalty,
            frequency_penalty=request.frequency_penalty,
            response_mime_type="application/json" if schema is not None else None,
            response_json_schema=schema,
            tools=_tools(request) or None,
            tool_config=_choice(request.tool_choice) if request.tool_choice and request.tools else None,
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
            http_options=types.HttpOptions(timeout=timeout_ms, extra_body=_further(request), headers=headers),
        )
        return {"model": request.model, "contents": _contents(request.messages), "config": config}

    def _sends_schema(self, request: ChatRequest) -> bool:
        return request.response_schema is not None and schema_key(request) not in self._schemas_refused

    def _learns(self, request: ChatRequest, error: Exception) -> bool:
        """Whether a refusal is about the schema, which is then left out from now on."""
        if not isinstance(error, errors.APIError) or error.code != 400 or not self._sends_schema(request):
            return False
        said = _plain(str(error))
        if is_about_it := any(word in said for word in _WORDS_ABOUT_SCHEMAS):
            remember(self._schemas_refused, schema_key(request))
        return is_about_it

    def _reply(self, request: ChatRequest, assembly: _Assembly) -> ChatReply:
        if assembly.blocked is not None and not assembly.has_said_something:
            raise self._discretion.refusal(assembly.blocked, status=200)
        if assembly.finish_reason is None:
            raise ProviderFault(FaultCode.BAD_RESPONSE, "The reply has no candidate.", status=200)
        usage, reason = assembly.usage, assembly.finish_reason
        written = [count(usage.candidates_token_count), count(usage.thoughts_token_count)] if usage else []
        counted = [tokens for tokens in written if tokens is not None]
        finish = "tool_calls" if assembly.calls and reason == "STOP" else _FINISHES.get(reason, reason.lower())
        return ChatReply(
            content="".join(assembly.content),
            model=assembly.model or request.model,
            finish_reason=finish,
            input_tokens=count(usage.prompt_token_count) if usage else None,
            output_tokens=sum(counted) if counted else None,
            is_structured=self._sends_schema(request),
            tool_calls=tuple(assembly.calls),
            cached_input_tokens=count(usage.cached_content_token_count) if usage else None,
            reasoning="".join(assembly.reasoning) or None,
            request_id=assembly.request_id,
        )

    def _fault(self, error: Exception) -> ProviderFault:
        if isinstance(error, errors.APIError):
            headers = httpx2.Headers({**_wait(error.details), **(getattr(error.response, "headers", None) or {})})
            return self._discretion.status_fault(_status(error.code), headers, error.message or None)
        if below := egress_error(error):
            return egress_fault(below)
        if isinstance(error, ValueError):
            return ProviderFault(FaultCode.BAD_RESPONSE, "The reply is not complete JSON.")
        return ProviderFault(FaultCode.NETWORK, self._discretion.shown(str(error)) or type(error).__name__)


_WORDS_ABOUT_SCHEMAS = ("jsonmode", "responsemimetype", "responsejsonschema", "responseschema")
_ERRORS = (errors.APIError, httpx2.HTTPError, EgressRefused, EgressFailed, ValueError)


def _nothing(request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(501)


def _status(code: Any) -> int:
    return code if isinstance(code, int) and code >= 300 else 500


def _plain(name: str) -> str:
    """A name as it is in both ways of writing it, `generationConfig` and `generation_config`."""
    return name.casefold().replace("_", "").replace(" ", "")


def _wait(details: Any) -> dict[str, str]:
    """What the API says in a body about when to come back, as the header that others use."""
    error = details.get("error") if isinstance(details, dict) else None
    hints = error.get("details") if isinstance(error, dict) else None
    for hint in hints if isinstance(hints, list) else ():
        if isinstance(hint, dict) and isinstance(delay := hint.get("retryDelay"), str):
            return {"retry-after": delay.removesuffix("s")}
    return {}


def _further(request: ChatRequest) -> dict[str, Any] | None:
    """Further parameters; the SDK lets them replace anything, hence those that the request names itself are left out."""
    whole = {"contents": True, "tools": request.tools, "toolconfig": request.tool_choice}
    sampling = {
        "temperature": request.temperature,
        "topp": request.top_p,
        "topk": request.top_k,
        "maxoutputtokens": request.max_tokens,
        "stopsequences": request.stop or None,
        "seed": request.seed,
        "presencepenalty": request.presence_penalty,
        "frequencypenalty": request.frequency_penalty,
        "responsemimetype": request.response_schema,
        "responsejsonschema": request.response_schema,
        "responseschema": request.response_schema,
    }
    given = {name: value for name, value in extra_of(request).items() if not whole.get(_plain(name))}
    for name, value in given.items():
        if _plain(name) == "generationconfig" and isinstance(value, dict):
            given[name] = {key: each for key, each in value.items() if sampling.get(_plain(key)) is None}
    return given or None


def _contents(messages: Sequence[Message]) -> list[types.Content]:
    """The conversation; what tools answered names the tool, not the call, so that calls are looked up."""
    names: dict[str, str] = {}
    contents: list[types.Content] = []
    for message in messages:
        # A call of the same id may have been made before: the API gives none, and they begin anew with each reply.
        names |= {call.id: call.name for call in message.tool_calls}
        if message.role is MessageRole.SYSTEM:
            continue
        role = "model" if message.role is MessageRole.ASSISTANT else "user"
        parts = list(_parts(message, names))
        if contents and contents[-1].role == role:
            contents[-1].parts = [*(contents[-1].parts or ()), *parts]
        else:
            contents.append(types.Content(role=role, parts=parts))
    return contents


def _parts(message: Message, names: Mapping[str, str]) -> Iterable[types.Part]:
    if message.role is MessageRole.TOOL:
        name = names.get(message.tool_call_id or "", "tool")
        yield types.Part(function_response=types.FunctionResponse(name=name, response=_response(message.content)))
        return
    if message.content or not (message.parts or message.tool_calls):
        yield types.Part(text=message.content)
    for part in message.parts:
        yield _part(part)
    for call in message.tool_calls:
        made = types.FunctionCall(name=call.name, args=_object(call.arguments))
        yield types.Part(function_call=made, thought_signature=_signature(call.id))


def _part(part: Part) -> types.Part:
    if part.type is PartType.TEXT:
        return types.Part(text=part.text or "")
    content, url = content_of(part), part.url or ""
    if content is None:
        return types.Part(file_data=types.FileData(file_uri=url, mime_type=media_type_of(url)))
    try:
        data = base64.b64decode(content.base64)
    except binascii.Error:
        raise ProviderFault(FaultCode.REFUSED, "The data URL of a message is not valid base64.") from None
    return types.Part(inline_data=types.Blob(data=data, mime_type=content.media_type))


def _object(text: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        found = text
    # What a model wrote need not be valid, and the API takes nothing but an object.
    return found if isinstance(found, dict) else {"arguments": text} if text.strip() else {}


def _response(text: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        found = text
    return found if isinstance(found, dict) else {"result": found}


def _tools(request: ChatRequest) -> Any:
    declared = [
        types.FunctionDeclaration(name=tool.name, description=tool.description, parameters_json_schema=tool.parameters)
        for tool in request.tools
    ]
    return [types.Tool(function_declarations=declared)] if declared else []


def _choice(choice: ToolChoice) -> types.ToolConfig:
    mode = types.FunctionCallingConfigMode(_CHOICES.get(choice.mode, "ANY"))
    only = [choice.name] if choice.mode is ToolChoiceMode.SPECIFIC and choice.name else None
    return types.ToolConfig(function_calling_config=types.FunctionCallingConfig(mode=mode, allowed_function_names=only))


def _signed(number: int, signature: bytes | None) -> str:
    """A call's id; the API gives none, but wants a signature back with the call, which the id therefore carries."""
    return f"call_{number}" + (_SIGNED + base64.urlsafe_b64encode(signature).decode() if signature else "")


def _signature(call_id: str) -> bytes | None:
    _, mark, encoded = call_id.partition(_SIGNED)
    try:
        return base64.urlsafe_b64decode(encoded) if mark else None
    except binascii.Error:
        return None


@dataclass(slots=True)
class _Assembly:
    """A reply as far as it has come; one that is not streamed comes in one piece."""

    model: str | None = None
    content: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    finish_reason: str | None = None
    blocked: str | None = None
    """Why the API gave no answer."""
    usage: Any = None
    request_id: str | None = None

    @property
    def has_said_something(self) -> bool:
        """Whether there is more than the reason for silence."""
        return bool(self.calls) or any(self.content)

    def add(self, piece: types.GenerateContentResponse) -> ChatDelta | None:
        """Take in a piece; gives what it adds to the text or the reasoning."""
        self.model = piece.model_version or self.model
        self.usage = piece.usage_metadata or self.usage
        if self.request_id is None and piece.sdk_http_response and piece.sdk_http_response.headers:
            headers = {name.casefold(): value for name, value in piece.sdk_http_response.headers.items()}
            self.request_id = request_id(headers) or piece.response_id
        if piece.prompt_feedback and piece.prompt_feedback.block_reason:
            self.blocked = f"the prompt was blocked ({piece.prompt_feedback.block_reason.value})."
        candidate = piece.candidates[0] if piece.candidates else None
        if candidate is None:
            return None
        if candidate.finish_reason:
            self._finish(candidate.finish_reason.value)
        return self._take(candidate.content.parts or ()) if candidate.content else None

    def _finish(self, reason: str) -> None:
        self.finish_reason = reason
        if reason not in _FINISHES:
            self.blocked = f"it stopped for {reason}."

    def _take(self, parts: Iterable[types.Part]) -> ChatDelta | None:
        said: list[str] = []
        thought: list[str] = []
        for part in parts:
            if part.function_call:
                arguments = orjson.dumps(part.function_call.args or {}).decode()
                call_id = _signed(len(self.calls), part.thought_signature)
                self.calls.append(ToolCall(call_id, part.function_call.name or "", arguments))
            elif part.text:
                (thought if part.thought else said).append(part.text)
        self.content += said
        self.reasoning += thought
        return ChatDelta("".join(said), "".join(thought)) if said or thought else None
