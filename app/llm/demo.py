"""The built-in provider: works offline, costs nothing, and answers the same request the same way every time.

`demo/echo` repeats the last user message, `demo/judge` gives a plausible verdict, `demo/slow` takes its time, and
`demo/flaky` fails the way real providers do. All of it follows from the seed and the request; only `demo/flaky`
remembers something, namely how often it was asked the same, so that asking again may help.

Tokens are estimated, not counted: a word is one token per four characters begun, any other visible character is one,
and each message adds three.

Tools: a model calls the one that it must call, or else the first whose name the last user message mentions; once a tool
has answered, it answers too.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

import orjson

from app.llm.chat import (
    ChatDelta,
    ChatReply,
    ChatRequest,
    FaultCode,
    Message,
    MessageRole,
    ProviderFault,
    Tool,
    ToolCall,
    ToolChoice,
    ToolChoiceMode,
    further,
)
from app.llm.demo_judge import Verdict, structured_verdict, verdict_on

PREFIX = "demo/"
MODELS = ("demo/echo", "demo/judge", "demo/slow", "demo/flaky")

_TOKENS_PER_MESSAGE = 3
_MAX_REMEMBERED_REQUESTS = 10_000
_MOST_PIECES = 50
_WORD_OR_SIGN = re.compile(r"\s*(?:\w{1,4}|[^\w\s])")


@dataclass(frozen=True, slots=True)
class Draw:
    """Numbers drawn from a request: the same request draws the same numbers."""

    digest: bytes

    @classmethod
    def of(cls, seed: int, request: ChatRequest) -> Draw:
        """The draw for a request; how long the caller would wait does not matter."""
        parts = [
            *(seed, request.model, request.temperature, request.top_p, request.max_tokens, request.seed),
            *(list(request.stop), request.response_schema),
            [[message.role, message.content] for message in request.messages],
            *further(request),
        ]
        return cls(hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).digest())

    def share(self, purpose: str) -> float:
        """A number from 0 up to 1, independent for each purpose."""
        drawn = hashlib.sha256(self.digest + purpose.encode()).digest()
        return int.from_bytes(drawn[:6]) / 2**48


class DemoProvider:
    """The demo models; keep one per process, so that `demo/flaky` knows what it was asked before."""

    def __init__(self, seed: int = 0, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._seed = seed
        self._sleep = sleep
        self._attempts: OrderedDict[bytes, int] = OrderedDict()

    async def __call__(self, request: ChatRequest) -> ChatReply:
        """Answer as the requested demo model would."""
        draw = self._drawn(request)
        await self._sleep(_latency_seconds(request.model, draw))
        return self._answer(request, draw)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ChatDelta, None]:
        """The same answer, some words at a time, which take as long together."""
        draw = self._drawn(request)
        pause = _latency_seconds(request.model, draw) / (_MOST_PIECES + 1)
        await self._sleep(pause)
        reply = self._answer(request, draw)
        for piece in _pieces(reply.content):
            yield ChatDelta(piece)
            await self._sleep(pause)
        yield ChatDelta(reply=reply)

    def _drawn(self, request: ChatRequest) -> Draw:
        if request.model not in MODELS:
            known = ", ".join(MODELS)
            raise ProviderFault(FaultCode.REFUSED, f"There is no model {request.model}; choose {known}.", status=404)
        return Draw.of(self._seed, request)

    def _answer(self, request: ChatRequest, draw: Draw) -> ChatReply:
        if request.model == "demo/flaky":
            self._fail_sometimes(draw)
        if tool := _tool_to_call(request):
            return _calling(request, tool, draw)
        return _judge(request, draw) if request.model == "demo/judge" else _echo(request)

    def _fail_sometimes(self, draw: Draw) -> None:
        attempt = self._attempts.pop(draw.digest, 0) + 1
        fault = _flaw(draw, attempt)
        if fault is None:
            # Forgotten once it worked: the same request later goes the same way again.
            return
        self._attempts[draw.digest] = attempt
        if len(self._attempts) > _MAX_REMEMBERED_REQUESTS:
            self._attempts.popitem(last=False)
        raise fault


def estimated_tokens(text: str) -> int:
    """Tokens a text would take, by the estimate this module's first lines describe."""
    return sum(1 for _ in _WORD_OR_SIGN.finditer(text))


def _latency_seconds(model: str, draw: Draw) -> float:
    share = draw.share("latency")
    return 0.2 + 0.8 * share if model == "demo/slow" else 0.001 + 0.004 * share


def _flaw(draw: Draw, attempt: int) -> ProviderFault | None:
    """What goes wrong at this attempt: 3 % never work, 25 % are limited, 12 % break, 5 % come garbled, then work."""
    kind = draw.share("kind")
    failures = 1 + (draw.share("failures") < 0.4)
    if kind < 0.03:
        return ProviderFault(FaultCode.UNAVAILABLE, "The demo model is out of order for this request.", status=500)
    if kind >= 0.45 or attempt > failures:
        return None
    if kind < 0.28:
        seconds = round(0.1 + 0.2 * draw.share("retry after"), 3)
        message = f"Too many requests; try again in {seconds:g} s."
        return ProviderFault(FaultCode.RATE_LIMITED, message, status=429, retry_after_seconds=seconds)
    if kind < 0.40:
        return ProviderFault(FaultCode.UNAVAILABLE, "The demo model had an internal error.", status=500)
    return ProviderFault(FaultCode.BAD_RESPONSE, "The reply is not complete JSON.", status=200)


def _last_user_text(messages: Iterable[Message]) -> str:
    return next((message.text for message in reversed(tuple(messages)) if message.role is MessageRole.USER), "")


def _pieces(text: str) -> list[str]:
    """A text in pieces of whole words, not too many of them."""
    ends = [word.end() for word in _WORD_OR_SIGN.finditer(text)]
    step = -(-len(ends) // _MOST_PIECES) or 1
    cuts = [0, *ends[step - 1 :: step]]
    pieces = [text[start:end] for start, end in pairwise(cuts)]
    return [piece for piece in (*pieces, text[cuts[-1] :]) if piece]


def _tool_to_call(request: ChatRequest) -> Tool | None:
    choice = request.tool_choice or ToolChoice(ToolChoiceMode.AUTO)
    is_answered = bool(request.messages) and request.messages[-1].role is MessageRole.TOOL
    if is_answered or choice.mode is ToolChoiceMode.NONE:
        return None
    if choice.mode is ToolChoiceMode.SPECIFIC:
        return next((tool for tool in request.tools if tool.name == choice.name), None)
    text = _last_user_text(request.messages)
    mentioned = next((tool for tool in request.tools if tool.name in text), None)
    is_required = choice.mode is ToolChoiceMode.REQUIRED
    return mentioned or (request.tools[0] if is_required and request.tools else None)


def _calling(request: ChatRequest, tool: Tool, draw: Draw) -> ChatReply:
    """A call whose arguments are of the wanted kinds; texts among them are what the user said."""
    said = Verdict(round(draw.share("arguments"), 2), _last_user_text(request.messages))
    arguments = structured_verdict(tool.parameters or {"type": "object"}, said)
    call = ToolCall(f"call_{draw.digest.hex()[:12]}", tool.name, orjson.dumps(arguments).decode())
    return _reply(request, "", finish_reason="tool_calls", tool_calls=(call,))


def _echo(request: ChatRequest) -> ChatReply:
    answered = request.messages[-1] if request.messages and request.messages[-1].role is MessageRole.TOOL else None
    text = answered.text if answered else _last_user_text(request.messages)
    stops = [place for stop in request.stop if stop and (place := text.find(stop)) >= 0]
    text = text[: min(stops)] if stops else text
    cut = _cut(text, request.max_tokens)
    return _reply(request, cut, finish_reason="stop" if cut == text else "length")


def _cut(text: str, max_tokens: int | None) -> str:
    if max_tokens is None:
        return text
    end = 0
    for number, token in enumerate(_WORD_OR_SIGN.finditer(text)):
        if number >= max_tokens:
            return text[:end]
        end = token.end()
    return text


def _judge(request: ChatRequest, draw: Draw) -> ChatReply:
    verdict = verdict_on(_last_user_text(request.messages), chance=draw.share("score"))
    if request.response_schema is None:
        return _reply(request, f"Score: {verdict.score:g}\nReason: {verdict.reason}")
    content = orjson.dumps(structured_verdict(request.response_schema, verdict)).decode()
    return _reply(request, content, is_structured=True)


def _reply(
    request: ChatRequest,
    content: str,
    *,
    finish_reason: str = "stop",
    is_structured: bool = False,
    tool_calls: tuple[ToolCall, ...] = (),
) -> ChatReply:
    said = sum(_TOKENS_PER_MESSAGE + estimated_tokens(message.text) for message in request.messages)
    return ChatReply(
        content=content,
        model=request.model,
        finish_reason=finish_reason,
        input_tokens=said,
        output_tokens=estimated_tokens(content) + sum(estimated_tokens(call.arguments) for call in tool_calls),
        is_structured=is_structured,
        tool_calls=tool_calls,
    )
