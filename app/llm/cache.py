"""Answers of models that are known already, for runs that want them: the same request and repetition is asked once."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson

from app.core.clock import now
from app.core.conditions import AllOf, equals
from app.core.ids import new_id
from app.core.rows import values_of
from app.llm.chat import ChatReply, ChatRequest, ToolCall, further
from app.llm.models import CachedResponse

KEEP_DAYS = 30
_MOST_RECENT = 1_000
_MOST_CHARACTERS = 50_000
_COLUMNS = ("reply", "input_tokens", "output_tokens", "cost", "latency_ms")


@dataclass(frozen=True, slots=True)
class Key:
    """What makes an answer reusable: the same request to the same place, for the same repetition, in the same space."""

    space_id: int
    digest: str


@dataclass(frozen=True, slots=True)
class Known:
    """An answer that was given before, with what it took then."""

    reply: ChatReply
    cost: Decimal | None
    latency_ms: int


def key_of(space_id: int, request: ChatRequest, *, provider: str, base_url: str, repetition: int) -> Key:
    """The key of a request; how long the caller would wait does not matter."""
    parts = [
        *(provider, base_url, repetition, request.model, request.temperature, request.top_p, request.max_tokens),
        *(request.seed, list(request.stop), request.response_schema),
        [[message.role.value, message.content] for message in request.messages],
        *further(request),
    ]
    return Key(space_id, hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest())


def row_of(key: Key, model: str, known: Known) -> dict[str, Any]:
    """An answer as a row of `CachedResponse`."""
    reply = known.reply
    return {
        "id": new_id(),
        "created_at": now(),
        "space_id": key.space_id,
        "key": key.digest,
        "model": model,
        "reply": {
            "content": reply.content,
            "model": reply.model,
            "finish_reason": reply.finish_reason,
            "is_structured": reply.is_structured,
            "tool_calls": [asdict(call) for call in reply.tool_calls],
            "cached_input_tokens": reply.cached_input_tokens,
            "reasoning": reply.reasoning,
        },
        "input_tokens": reply.input_tokens,
        "output_tokens": reply.output_tokens,
        "cost": known.cost,
        "latency_ms": known.latency_ms,
    }


class ResponseCache:
    """The answers known to this process: in the database, given a moment ago, or about to be."""

    def __init__(self) -> None:
        # An answer is stored with the results it belongs to, a moment after it was given.
        self._recent: OrderedDict[Key, Known] = OrderedDict()
        self._flights: dict[Key, asyncio.Event] = {}

    def is_asked(self, key: Key) -> bool:
        """Whether the same is being asked just now."""
        return key in self._flights

    async def answered(self, key: Key) -> None:
        """Wait until nobody is asking the same any more, whether it was answered or not."""
        if flight := self._flights.get(key):
            await flight.wait()

    @contextmanager
    def asking(self, key: Key) -> Iterator[None]:
        """Let others who want the same wait for as long as the block lasts."""
        flight = self._flights[key] = asyncio.Event()
        try:
            yield
        finally:
            del self._flights[key]
            flight.set()

    async def find(self, key: Key) -> Known | None:
        """The answer, if it is known."""
        if recent := self._recent.get(key):
            return recent
        condition = AllOf((equals("space_id", key.space_id), equals("key", key.digest)))
        rows = await values_of(CachedResponse, _COLUMNS, condition)
        return _known(*rows[0]) if rows else None

    def remember(self, key: Key, known: Known) -> None:
        """Keep an answer until it is stored, and a while longer."""
        if len(known.reply.content) > _MOST_CHARACTERS:
            return
        self._recent[key] = known
        if len(self._recent) > _MOST_RECENT:
            self._recent.popitem(last=False)


async def delete_old_responses(days: int) -> None:
    """Forget answers that were given longer ago than this."""
    await CachedResponse.filter(created_at__lt=now() - timedelta(days=days)).delete()


def _known(reply: str, input_tokens: int | None, output_tokens: int | None, cost: Any, latency_ms: int) -> Known:
    said: dict[str, Any] = orjson.loads(reply)
    return Known(
        ChatReply(
            content=said["content"],
            model=said["model"],
            finish_reason=said["finish_reason"],
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            is_structured=said["is_structured"],
            tool_calls=tuple(ToolCall(**call) for call in said["tool_calls"]),
            cached_input_tokens=said["cached_input_tokens"],
            reasoning=said["reasoning"],
        ),
        None if cost is None else Decimal(cost),
        latency_ms,
    )
