"""Chat over the OpenAI-compatible wire, which nearly every provider and local model server speaks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import orjson

from app.core import clock
from app.core.egress import Egress, EgressFailed, EgressRefused, EgressResponse, EgressTimedOut, RedirectRefused
from app.core.egress import ResponseTooLarge as TooLarge
from app.core.secrets import mask
from app.llm.chat import ChatReply, ChatRequest, FaultCode, Message, ProviderFault

_MAX_MESSAGE_CHARACTERS = 500
_MAX_REMEMBERED = 1000
_Key = TypeVar("_Key")


class OpenAiCompatible:
    """A chat model behind `POST {base_url}/chat/completions`."""

    def __init__(
        self, egress: Egress, base_url: str, secret: str | None = None, extra_headers: Mapping[str, str] | None = None
    ) -> None:
        self._egress = egress
        base, mark, query = base_url.strip().partition("?")
        self._url = f"{base.rstrip('/')}/chat/completions{mark}{query}"
        self._headers = _headers(secret, extra_headers or {})
        self._hidden = [value for value in (secret, *(extra_headers or {}).values()) if value and len(value) >= 8]
        # What servers turned out not to take, learnt from their refusals: one wasted call each, not one a request.
        self._schemas_refused: set[tuple[str, bytes]] = set()
        self._max_tokens_refused: set[str] = set()

    async def __call__(self, request: ChatRequest) -> ChatReply:
        """Ask once; a parameter that the server does not know is left out or renamed, and asked again."""
        response = await self._send(request)
        if self._learn(request, response):
            response = await self._send(request)
        if not 200 <= response.status < 300:
            raise self._status_fault(response.status, response.headers, _decoded(response.body), response.body)
        return self._reply(request, response)

    async def _send(self, request: ChatRequest) -> EgressResponse:
        try:
            return await self._egress.request(
                "POST",
                self._url,
                headers=self._headers,
                body=orjson.dumps(self._payload(request)),
                timeout_seconds=request.timeout_seconds,
            )
        except (EgressRefused, RedirectRefused) as error:
            raise ProviderFault(FaultCode.REFUSED, error.message) from error
        except EgressTimedOut as error:
            raise ProviderFault(FaultCode.TIMEOUT, error.message) from error
        except TooLarge as error:
            raise ProviderFault(FaultCode.BAD_RESPONSE, error.message) from error
        except EgressFailed as error:
            raise ProviderFault(FaultCode.NETWORK, error.message) from error

    def _payload(self, request: ChatRequest) -> dict[str, Any]:
        limit_name = "max_completion_tokens" if request.model in self._max_tokens_refused else "max_tokens"
        optional = {
            "temperature": request.temperature,
            "top_p": request.top_p,
            limit_name: request.max_tokens,
            "seed": request.seed,
            "stop": list(request.stop) or None,
            "response_format": _response_format(request) if self._sends_schema(request) else None,
        }
        return {
            "model": request.model,
            "messages": [_wire_message(message) for message in request.messages],
            **{name: value for name, value in optional.items() if value is not None},
        }

    def _sends_schema(self, request: ChatRequest) -> bool:
        return request.response_schema is not None and _schema_key(request) not in self._schemas_refused

    def _learn(self, request: ChatRequest, response: EgressResponse) -> bool:
        """Whether a refusal taught something that makes asking again worthwhile."""
        if response.status != 400:
            return False
        text = response.body.decode(errors="replace").casefold()
        if self._sends_schema(request) and ("response_format" in text or "json_schema" in text):
            _remember(self._schemas_refused, _schema_key(request))
            return True
        is_renamed = "max_tokens" in text and "max_completion_tokens" in text
        if is_renamed and request.max_tokens is not None and request.model not in self._max_tokens_refused:
            _remember(self._max_tokens_refused, request.model)
            return True
        return False

    def _reply(self, request: ChatRequest, response: EgressResponse) -> ChatReply:
        data = _decoded(response.body)
        if not isinstance(data, dict):
            raise ProviderFault(FaultCode.BAD_RESPONSE, "The reply is not complete JSON.", status=response.status)
        choice = _first_choice(data)
        if choice is None:
            raise self._missing_choice(response, data)
        message = choice["message"]
        if isinstance(refusal := message.get("refusal"), str) and refusal:
            raise ProviderFault(FaultCode.REFUSED, self._shown(f"The model refused: {refusal}"), status=response.status)
        usage = usage if isinstance(usage := data.get("usage"), dict) else {}
        return ChatReply(
            content=_text(message.get("content")),
            model=model if isinstance(model := data.get("model"), str) else request.model,
            finish_reason=reason if isinstance(reason := choice.get("finish_reason"), str) else None,
            input_tokens=_count(usage.get("prompt_tokens")),
            output_tokens=_count(usage.get("completion_tokens")),
            is_structured=self._sends_schema(request),
        )

    def _missing_choice(self, response: EgressResponse, data: dict[str, Any]) -> ProviderFault:
        error = data.get("error")
        # Some gateways answer 200 and put the provider's status into the body.
        if isinstance(error, dict) and isinstance(status := error.get("code"), int) and status >= 400:
            return self._status_fault(status, response.headers, data, response.body)
        return ProviderFault(FaultCode.BAD_RESPONSE, "The reply has no choices with a message.", status=response.status)

    def _status_fault(self, status: int, headers: Mapping[str, str], data: Any, body: bytes) -> ProviderFault:
        told = _told(data) or body[: 4 * _MAX_MESSAGE_CHARACTERS].decode(errors="replace")
        message = self._shown(told) or f"The provider answered {status}."
        return ProviderFault(
            _fault_code(status), message, status=status, retry_after_seconds=_retry_after(headers.get("Retry-After"))
        )

    def _shown(self, text: str) -> str:
        """A provider's words on one line, cut, and without the secrets that some servers echo."""
        for value in self._hidden:
            text = text.replace(value, mask(value))
        return " ".join(text.split())[:_MAX_MESSAGE_CHARACTERS]


def _headers(secret: str | None, extra: Mapping[str, str]) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if secret and not any(name.casefold() == "authorization" for name in extra):
        headers["Authorization"] = f"Bearer {secret}"
    replaced = {name.casefold() for name in extra}
    return {**{name: value for name, value in headers.items() if name.casefold() not in replaced}, **extra}


def _wire_message(message: Message) -> dict[str, str]:
    return {"role": message.role.value.lower(), "content": message.content}


def _response_format(request: ChatRequest) -> dict[str, Any]:
    named = {"name": "reply", "strict": True, "schema": request.response_schema}
    return {"type": "json_schema", "json_schema": named}


def _schema_key(request: ChatRequest) -> tuple[str, bytes]:
    return request.model, orjson.dumps(request.response_schema, option=orjson.OPT_SORT_KEYS)


def _remember(known: set[_Key], key: _Key) -> None:
    if len(known) >= _MAX_REMEMBERED:
        known.clear()
    known.add(key)


def _decoded(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def _first_choice(data: dict[str, Any]) -> dict[str, Any] | None:
    choices = data.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) and isinstance(first.get("message"), dict) else None


def _text(content: Any) -> str:
    """The reply's text; some servers send it in parts, and none at all if the limit of tokens left no room."""
    if isinstance(content, list):
        return "".join(_text(part.get("text")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _fault_code(status: int) -> FaultCode:
    match status:
        case 429:
            return FaultCode.RATE_LIMITED
        case 401 | 403:
            return FaultCode.UNAUTHORIZED
        case 408:
            return FaultCode.TIMEOUT
        case _ if status >= 500:
            return FaultCode.UNAVAILABLE
        case _ if status >= 400:
            return FaultCode.REFUSED
        case _:
            return FaultCode.BAD_RESPONSE


def _told(data: Any) -> str | None:
    """The provider's own words about an error, in the shapes that servers use."""
    match data:
        case {"error": {"message": str(message)}} | {"error": str(message)}:
            return message
        case {"message": str(message)} | {"detail": str(message)}:
            return message
        case _:
            return None


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait, from a number or an HTTP date; anything else is as good as absent."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _seconds_until(date: str) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return math.nan
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - clock.now()).total_seconds()
