"""The gate of a connection: calls in flight, requests and tokens a minute, shared by all processes, and fair to all runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from app.core import clock
from app.llm.calls import Caller, Sleep
from app.llm.chat import ChatReply, ChatRequest, ProviderFault
from app.llm.rates import Rate
from app.runner.leases import Leases, leases
from app.runner.slots import FairSlots

MOST_CLOSED_SECONDS = 600.0
"""However long a provider asks for quiet, it is asked again after this."""
_LOOK_AGAIN_SECONDS = 1.0
_CHARACTERS_PER_TOKEN = 4
_FIRST_GUESS = 256.0
_WEIGHT = 0.05


@dataclass(frozen=True, slots=True)
class GateLimits:
    """What a gate lets through."""

    concurrency: int
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None

    @property
    def has_rates(self) -> bool:
        """Whether something is limited by the minute."""
        return self.requests_per_minute is not None or self.tokens_per_minute is not None


class ProviderGate:
    """Lets calls through as far as the limits allow; closed for all processes while a Retry-After runs."""

    def __init__(
        self,
        resource: str,
        limits: GateLimits,
        *,
        label: str = "the model",
        held_by: Callable[[], Leases] = leases,
        on_use: Callable[[], None] | None = None,
        sleep: Sleep = asyncio.sleep,
        monotonic: Callable[[], float] = clock.monotonic,
    ) -> None:
        self.resource = resource
        self.label = label
        self.limits = limits
        self._leases = held_by
        self._on_use = on_use
        self._sleep = sleep
        self._monotonic = monotonic
        self._inside = 0
        # Only one call at a time waits for the rates; the others stand in line, so that the line can be fair.
        self._turns = FairSlots(1)
        self._requests, self._tokens = Rate(monotonic), Rate(monotonic)
        self._averages = Averages()

    @property
    def is_busy(self) -> bool:
        """Whether calls are in flight or in line."""
        return self._inside > 0

    @property
    def closed_until(self) -> float:
        """Until when nobody is let in."""
        return self._leases().closed_until(self.resource)

    def set_limits(self, limits: GateLimits) -> None:
        """Let these limits hold from now on, for those who wait as well."""
        self.limits = limits
        self._leases().set_capacity(self.resource, limits.concurrency)

    def close_for(self, seconds: float) -> None:
        """Let nobody in for this long; a longer pause that runs already stays."""
        self._leases().close_for(self.resource, min(seconds, MOST_CLOSED_SECONDS))

    def estimated_tokens(self, request: ChatRequest) -> float:
        """Tokens that a call may take, as far as that can be known before."""
        return self._averages.tokens(request)

    @asynccontextmanager
    async def entered(self, caller: Caller, request: ChatRequest) -> AsyncIterator[Entry]:
        """A place for one attempt, which is told how the attempt ended."""
        self._inside += 1
        if self._on_use and self._inside == 1:
            self._on_use()
        try:
            async with self._leases().shared(self.resource, self.limits.concurrency) as slots:
                place = await self._place(slots, caller, request)
                try:
                    yield Entry(self._averages, self._used(request))
                finally:
                    await place.__aexit__(None, None, None)
        finally:
            self._inside -= 1

    async def _place(self, slots: FairSlots, caller: Caller, request: ChatRequest) -> AbstractAsyncContextManager[None]:
        if not self.limits.has_rates:
            return await self._open_place(slots, caller, request)
        if self._turns.in_use:
            caller.doing = f"Waiting for the rate limit of {self.label}, behind other calls."
        async with self._turns.taken(caller.claimant):
            return await self._open_place(slots, caller, request)

    async def _open_place(self, slots: FairSlots, caller: Caller, request: ChatRequest) -> AbstractAsyncContextManager[None]:
        while True:
            await self._opening(caller)
            await self._rates(caller, request)
            if slots.in_use >= slots.size:
                caller.doing = f"Waiting for a free place: {self.label} has all {self.limits.concurrency} calls in flight."
            place = slots.taken(caller.claimant)
            await place.__aenter__()
            if not self._is_closed:
                return place
            # It closed while this call stood in line; waiting must not hold a place.
            await place.__aexit__(None, None, None)

    @property
    def _is_closed(self) -> bool:
        return self._monotonic() < self.closed_until

    async def _opening(self, caller: Caller) -> None:
        # The pause may be prolonged meanwhile, hence the loop.
        while (remaining := self.closed_until - self._monotonic()) > 0:
            caller.doing = f"{self._limited_until(remaining)}, as its provider asked."
            await self._sleep(remaining)

    async def _rates(self, caller: Caller, request: ChatRequest) -> None:
        while (wait := self._wait_seconds(request)) > 0:
            caller.doing = f"{self._limited_until(wait)}."
            # The limits, or this process's share of them, may change meanwhile.
            await self._sleep(min(wait, _LOOK_AGAIN_SECONDS))

    def _limited_until(self, seconds: float) -> str:
        return f"Waiting for the rate limit of {self.label} until {clock.now() + timedelta(seconds=seconds):%H:%M:%S} UTC"

    def _wait_seconds(self, request: ChatRequest) -> float:
        limits = self.limits
        if not limits.has_rates:
            return 0.0
        share = self._leases().share(self.resource)
        waits = [0.0]
        if limits.requests_per_minute is not None:
            waits.append(self._requests.wait_seconds(1, limits.requests_per_minute * share))
        if limits.tokens_per_minute is not None:
            waits.append(self._tokens.wait_seconds(self.estimated_tokens(request), limits.tokens_per_minute * share))
        return max(waits)

    def _used(self, request: ChatRequest) -> Callable[[float], None] | None:
        """Count an attempt that begins now; gives what takes the number of its tokens once that is known."""
        if self.limits.requests_per_minute is not None:
            self._requests.use(1)
        if self.limits.tokens_per_minute is None:
            return None
        return partial(self._tokens.correct, self._tokens.use(self.estimated_tokens(request)))


class Averages:
    """What calls took lately, to guess what the next one will take."""

    def __init__(self) -> None:
        self._output = _FIRST_GUESS

    def tokens(self, request: ChatRequest) -> float:
        """Tokens that a call may take: what it says, and what it may be answered."""
        said = sum(len(message.text) for message in request.messages) / _CHARACTERS_PER_TOKEN
        return said + (self._output if request.max_tokens is None else request.max_tokens)

    def note(self, reply: ChatReply) -> None:
        """Learn from an answer."""
        if reply.output_tokens is not None:
            self._output += _WEIGHT * (reply.output_tokens - self._output)


class Entry:
    """A place at the gate, for one attempt."""

    __slots__ = ("_averages", "_correct")

    def __init__(self, averages: Averages, correct: Callable[[float], None] | None) -> None:
        self._averages = averages
        self._correct = correct

    def ended(self, outcome: ChatReply | ProviderFault) -> None:
        """Note what an attempt took; one that was refused took nothing, of others that failed nobody knows."""
        if isinstance(outcome, ChatReply):
            self._averages.note(outcome)
            used = None if outcome.output_tokens is None else (outcome.input_tokens or 0) + outcome.output_tokens
        else:
            used = 0 if outcome.status is not None and outcome.status >= 400 else None
        if self._correct and used is not None:
            self._correct(used)
