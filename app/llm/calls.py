"""Calling a chat model so that it works out: retries with backoff, a total deadline, and a place at the provider's gate.

Every attempt is kept, because each one is a request to somebody's model and becomes a row of its own.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from app.core import clock
from app.llm.chat import ChatDelta, ChatModel, ChatReply, ChatRequest, FaultCode, ProviderFault, StreamingChatModel
from app.llm.faults import cut_short
from app.llm.own_prices import NO_OWN_PRICES, PriceBook
from app.llm.prices import cost
from app.runner.slots import Claimant

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently to ask again; the last three are for tests to hold."""

    max_attempts: int = 4
    base_seconds: float = 0.5
    max_seconds: float = 30.0
    deadline_seconds: float = 180.0
    sleep: Sleep = asyncio.sleep
    random: Callable[[], float] = random.random
    monotonic: Callable[[], float] = clock.monotonic

    def wait_seconds(self, failed_attempts: int, fault: ProviderFault) -> float:
        """How long to wait: full jitter over doubling bounds, after whatever the provider asked for."""
        bound = min(self.max_seconds, self.base_seconds * 2.0 ** (failed_attempts - 1))
        if fault.retry_after_seconds is None:
            return self.random() * bound
        # All who wait were told the same moment; a little jitter keeps them from coming back as one.
        return fault.retry_after_seconds + self.random() * min(bound, self.base_seconds)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request that was made to the model, and how it went."""

    started_at: datetime
    latency_ms: int
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: Decimal | None = None
    fault_code: FaultCode | None = None
    fault_message: str | None = None
    status: int | None = None
    """HTTP status of a failed attempt, where there was one."""
    cached_input_tokens: int | None = None
    time_to_first_token_ms: int | None = None
    """Until the first piece of a streamed reply."""
    answered_by: str | None = None
    """The model that answered, as the provider names it."""
    request_id: str | None = None
    """What the provider calls the request in its own log."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A reply or the fault that remained, with every attempt on the way."""

    reply: ChatReply | None
    fault: ProviderFault | None
    attempts: tuple[Attempt, ...]
    latency_ms: int
    """From the first attempt's start to the end, waits included."""
    cost: Decimal | None
    """Cost of the attempt that brought the reply."""
    worked_seconds: float = 0.0
    """What counts towards time limits: attempts and backoff, but no waiting at the gate."""
    is_cached: bool = False
    """The reply, with what it took, is of an earlier call."""


class Caller(Protocol):
    """For whom a call is made, and what it waits for just now."""

    claimant: Claimant
    doing: str | None


class Entry(Protocol):
    """A place at a gate, for one attempt."""

    def ended(self, outcome: ChatReply | ProviderFault) -> None:
        """Hear how the attempt ended."""


class Gate(Protocol):
    """Lets a bounded number of calls through, and none while the provider asked for a pause."""

    def entered(self, caller: Caller, request: ChatRequest) -> AbstractAsyncContextManager[Entry]:
        """A place for one attempt."""
        ...

    def close_for(self, seconds: float) -> None:
        """Let nobody in for this long."""


class _OpenGate:
    """The gate of a caller who brought none."""

    @asynccontextmanager
    async def entered(self, caller: Caller, request: ChatRequest) -> AsyncIterator[Entry]:
        yield self

    def ended(self, outcome: ChatReply | ProviderFault) -> None:
        """Nothing to be learnt from it."""

    def close_for(self, seconds: float) -> None:
        """Nobody else to hold back."""


_CANCELLED = ProviderFault(FaultCode.CANCELLED, "The call was cancelled before it was answered.")


def _late(seconds: float) -> ProviderFault:
    return ProviderFault(FaultCode.TIMEOUT, f"The model did not answer within {seconds:g} s.")


NOBODY = Claimant(0)


@dataclass(slots=True)
class _Unwatched:
    """A caller who belongs to no run and whom nobody watches."""

    claimant: Claimant = NOBODY
    doing: str | None = None


def _unnoted(attempt: Attempt) -> None:
    """Nobody wants to know of an attempt before the call has ended."""


async def complete(
    model: ChatModel,
    request: ChatRequest,
    *,
    provider: str,
    policy: RetryPolicy,
    gate: Gate | None = None,
    caller: Caller | None = None,
    noted: Callable[[Attempt], None] = _unnoted,
    own_prices: PriceBook = NO_OWN_PRICES,
) -> Completion:
    """Ask until there is a reply, no hope or no time; `provider` is what prices are looked up by (id or base URL).

    `noted` hears of every attempt as it ends, of one that is cancelled too.
    """
    call = _Call(request, provider, policy, gate or _OpenGate(), caller or _Unwatched(), noted, own_prices)
    return await call.run(model)


async def complete_streaming(
    model: StreamingChatModel,
    request: ChatRequest,
    *,
    provider: str,
    policy: RetryPolicy,
    gate: Gate | None = None,
    caller: Caller | None = None,
    noted: Callable[[Attempt], None] = _unnoted,
    own_prices: PriceBook = NO_OWN_PRICES,
) -> AsyncGenerator[ChatDelta, None]:
    """Hand out a reply as it is written; asks again only while nothing has come yet, and raises the fault that remains.

    Closing the generator ends the call, which is then noted as cancelled.
    """
    call = _Call(request, provider, policy, gate or _OpenGate(), caller or _Unwatched(), noted, own_prices)
    async with aclosing(call.stream(model)) as deltas:
        async for delta in deltas:
            yield delta


class _Call:
    """The state of one `complete`: what was tried, and how much time is left."""

    def __init__(
        self,
        request: ChatRequest,
        provider: str,
        policy: RetryPolicy,
        gate: Gate,
        caller: Caller,
        noted: Callable[[Attempt], None],
        own_prices: PriceBook,
    ) -> None:
        self._request = request
        self._provider = provider
        self._policy = policy
        self._gate = gate
        self._caller = caller
        self._noted = noted
        self._own_prices = own_prices
        self._attempts: list[Attempt] = []
        self._started: float | None = None
        self._first_at: float | None = None
        self._queued_seconds = 0.0

    async def run(self, model: ChatModel) -> Completion:
        while True:
            outcome = await self._try(model)
            if isinstance(outcome, ChatReply):
                return self._completion(outcome, None)
            wait = self._policy.wait_seconds(len(self._attempts), outcome)
            if not self._may_retry(outcome, wait):
                return self._completion(None, outcome)
            await self._rest(wait, outcome)

    async def stream(self, model: StreamingChatModel) -> AsyncGenerator[ChatDelta, None]:
        while True:
            try:
                async with aclosing(self._try_streaming(model)) as deltas:
                    async for delta in deltas:
                        yield delta
                return
            except ProviderFault as fault:
                wait = self._policy.wait_seconds(len(self._attempts), fault)
                if self._first_at is not None or not self._may_retry(fault, wait):
                    raise
                failed = fault
            await self._rest(wait, failed)

    async def _rest(self, wait: float, fault: ProviderFault) -> None:
        self._caller.doing = f"Trying again in {wait:.3g} s: {fault.code}: {fault.message}"
        await self._policy.sleep(wait)

    async def _try(self, model: ChatModel) -> ChatReply | ProviderFault:
        """One attempt, in a place at the gate."""
        came_at = self._policy.monotonic()
        async with self._gate.entered(self._caller, self._request) as entry:
            self._let_in(came_at)
            outcome = await self._attempt(model)
            self._leave(entry, outcome)
            return outcome

    def _leave(self, entry: Entry, outcome: ChatReply | ProviderFault) -> None:
        entry.ended(outcome)
        # Closed while the place is still held, so that nobody slips in between.
        if isinstance(outcome, ProviderFault) and outcome.retry_after_seconds is not None:
            self._gate.close_for(outcome.retry_after_seconds)

    async def _try_streaming(self, model: StreamingChatModel) -> AsyncGenerator[ChatDelta, None]:
        """One attempt, in a place at the gate, whose reply is handed out as it comes."""
        came_at = self._policy.monotonic()
        async with self._gate.entered(self._caller, self._request) as entry:
            self._let_in(came_at)
            self._caller.doing = f"Asking {self._request.model}."
            started_at, started = clock.now(), self._policy.monotonic()
            # What holds if the call is left in the middle; what was sent may be paid for all the same.
            outcome: ChatReply | ProviderFault = _CANCELLED
            try:
                async with aclosing(self._deltas(model)) as deltas:
                    async for delta in deltas:
                        outcome = delta.reply or outcome
                        yield delta
            except ProviderFault as fault:
                outcome = fault
                raise
            finally:
                self._note(outcome, started_at, started)
                self._leave(entry, outcome)

    async def _deltas(self, model: StreamingChatModel) -> AsyncGenerator[ChatDelta, None]:
        seconds = self._seconds
        deadline = asyncio.get_running_loop().time() + seconds
        async with aclosing(model.stream(self._within(seconds))) as deltas:
            while True:
                try:
                    async with asyncio.timeout_at(deadline):
                        delta = await anext(deltas, None)
                except TimeoutError:
                    raise _late(seconds) from None
                if delta is None:
                    raise cut_short()
                self._first_at = self._policy.monotonic() if self._first_at is None else self._first_at
                yield delta
                if delta.reply is not None:
                    return

    def _let_in(self, came_at: float) -> None:
        """Time in line is this side's doing and does not count towards the deadline."""
        present = self._policy.monotonic()
        if self._started is None:
            self._started = present
        else:
            self._queued_seconds += present - came_at

    async def _attempt(self, model: ChatModel) -> ChatReply | ProviderFault:
        self._caller.doing = f"Asking {self._request.model}."
        started_at, started = clock.now(), self._policy.monotonic()
        try:
            outcome = await self._ask(model)
        except asyncio.CancelledError:
            # What was sent may be paid for all the same.
            self._note(_CANCELLED, started_at, started)
            raise
        self._note(outcome, started_at, started)
        return outcome

    def _note(self, outcome: ChatReply | ProviderFault, started_at: datetime, started: float) -> None:
        latency_ms = round((self._policy.monotonic() - started) * 1000)
        first_ms = None if self._first_at is None else round((self._first_at - started) * 1000)
        attempt = replace(self._record(outcome, started_at, latency_ms), time_to_first_token_ms=first_ms)
        self._attempts.append(attempt)
        self._noted(attempt)

    async def _ask(self, model: ChatModel) -> ChatReply | ProviderFault:
        seconds = self._seconds
        try:
            # A second guard, for adapters that do not keep the request's own limit.
            async with asyncio.timeout(seconds):
                return await model(self._within(seconds))
        except ProviderFault as fault:
            return fault
        except TimeoutError:
            return _late(seconds)

    @property
    def _seconds(self) -> float:
        """How long the next attempt may take."""
        return max(0.001, min(self._request.timeout_seconds, self._remaining))

    def _within(self, seconds: float) -> ChatRequest:
        request = self._request
        return request if request.timeout_seconds == seconds else replace(request, timeout_seconds=seconds)

    def _record(self, outcome: ChatReply | ProviderFault, started_at: datetime, latency_ms: int) -> Attempt:
        if isinstance(outcome, ProviderFault):
            return Attempt(
                started_at,
                latency_ms,
                fault_code=outcome.code,
                fault_message=outcome.message,
                status=outcome.status,
                request_id=outcome.request_id,
            )
        price = cost(
            self._request.model,
            provider=self._provider,
            input_tokens=outcome.input_tokens,
            output_tokens=outcome.output_tokens,
            cached_input_tokens=outcome.cached_input_tokens,
            at=started_at,
            own=self._own_prices,
        )
        return Attempt(
            started_at,
            latency_ms,
            outcome.input_tokens,
            outcome.output_tokens,
            price,
            cached_input_tokens=outcome.cached_input_tokens,
            answered_by=outcome.model,
            request_id=outcome.request_id,
        )

    def _may_retry(self, fault: ProviderFault, wait: float) -> bool:
        return fault.is_retriable and len(self._attempts) < self._policy.max_attempts and wait < self._remaining

    @property
    def _elapsed(self) -> float:
        return 0.0 if self._started is None else self._policy.monotonic() - self._started

    @property
    def _remaining(self) -> float:
        return self._policy.deadline_seconds - self._worked

    @property
    def _worked(self) -> float:
        return self._elapsed - self._queued_seconds

    def _completion(self, reply: ChatReply | None, fault: ProviderFault | None) -> Completion:
        attempts = tuple(self._attempts)
        price = attempts[-1].cost if reply else None
        return Completion(reply, fault, attempts, round(self._elapsed * 1000), price, self._worked)
