"""Calling a chat model so that it works out: retries with backoff, a total deadline, and a gate per provider key.

Every attempt is kept, because each one is a request to somebody's model and becomes a row of its own.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from app.core import clock
from app.llm.chat import ChatModel, ChatReply, ChatRequest, FaultCode, ProviderFault
from app.llm.prices import cost

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


class Gate(Protocol):
    """Lets a bounded number of calls through, and none while the provider asked for a pause."""

    async def __aenter__(self) -> object: ...

    async def __aexit__(self, *exception: object) -> None: ...

    def close_for(self, seconds: float) -> None:
        """Let nobody in for this long."""


class ProviderGate:
    """The gate of one provider key: so many calls at once, closed for all while a Retry-After runs."""

    def __init__(
        self, concurrency: int, *, sleep: Sleep = asyncio.sleep, monotonic: Callable[[], float] = clock.monotonic
    ) -> None:
        if concurrency < 1:
            raise ValueError("A gate lets at least one call through.")
        self._slots = asyncio.Semaphore(concurrency)
        self._sleep = sleep
        self._monotonic = monotonic
        self.closed_until = float("-inf")

    def close_for(self, seconds: float) -> None:
        """Let nobody in for this long; a longer pause that runs already stays."""
        self.closed_until = max(self.closed_until, self._monotonic() + seconds)

    async def __aenter__(self) -> ProviderGate:
        while True:
            await self._opening()
            await self._slots.acquire()
            if not self._is_closed:
                return self
            # It closed while this call stood in line; waiting must not hold a slot.
            self._slots.release()

    async def __aexit__(self, *exception: object) -> None:
        self._slots.release()

    @property
    def _is_closed(self) -> bool:
        return self._monotonic() < self.closed_until

    async def _opening(self) -> None:
        # The pause may be prolonged meanwhile, hence the loop.
        while (remaining := self.closed_until - self._monotonic()) > 0:
            await self._sleep(remaining)


class _OpenGate:
    """The gate of a caller who brought none."""

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, *exception: object) -> None:
        return None

    def close_for(self, seconds: float) -> None:
        """Nobody else to hold back."""


async def complete(
    model: ChatModel, request: ChatRequest, *, provider: str, policy: RetryPolicy, gate: Gate | None = None
) -> Completion:
    """Ask until there is a reply, no hope or no time; `provider` is what prices are looked up by (id or base URL)."""
    call = _Call(model, request, provider, policy, gate or _OpenGate())
    return await call.run()


class _Call:
    """The state of one `complete`: what was tried, and how much time is left."""

    def __init__(self, model: ChatModel, request: ChatRequest, provider: str, policy: RetryPolicy, gate: Gate) -> None:
        self._model = model
        self._request = request
        self._provider = provider
        self._policy = policy
        self._gate = gate
        self._attempts: list[Attempt] = []
        self._started: float | None = None

    async def run(self) -> Completion:
        fault: ProviderFault | None = None
        while True:
            try:
                outcome = await self._try()
            except TimeoutError:
                # No slot came free before the deadline: the last fault stands.
                return self._completion(None, fault)
            if isinstance(outcome, ChatReply):
                return self._completion(outcome, None)
            fault = outcome
            wait = self._policy.wait_seconds(len(self._attempts), fault)
            if not self._may_retry(fault, wait):
                return self._completion(None, fault)
            await self._policy.sleep(wait)

    async def _try(self) -> ChatReply | ProviderFault:
        """One attempt in a slot of the gate; raises `TimeoutError` if no slot came in time."""
        # Time in line before the first attempt is this side's doing and does not count.
        async with asyncio.timeout(None if self._started is None else max(0.0, self._remaining)) as waiting:
            async with self._gate:
                waiting.reschedule(None)
                if self._started is None:
                    self._started = self._policy.monotonic()
                outcome = await self._attempt()
                # Closed while the slot is still held, so that nobody slips in between.
                if isinstance(outcome, ProviderFault) and outcome.retry_after_seconds is not None:
                    self._gate.close_for(outcome.retry_after_seconds)
                return outcome

    async def _attempt(self) -> ChatReply | ProviderFault:
        started_at, started = clock.now(), self._policy.monotonic()
        outcome = await self._ask()
        latency_ms = round((self._policy.monotonic() - started) * 1000)
        self._attempts.append(self._record(outcome, started_at, latency_ms))
        return outcome

    async def _ask(self) -> ChatReply | ProviderFault:
        seconds = max(0.001, min(self._request.timeout_seconds, self._remaining))
        try:
            # A second guard, for adapters that do not keep the request's own limit.
            async with asyncio.timeout(seconds):
                return await self._model(replace(self._request, timeout_seconds=seconds))
        except ProviderFault as fault:
            return fault
        except TimeoutError:
            return ProviderFault(FaultCode.TIMEOUT, f"The model did not answer within {seconds:g} s.")

    def _record(self, outcome: ChatReply | ProviderFault, started_at: datetime, latency_ms: int) -> Attempt:
        if isinstance(outcome, ProviderFault):
            return Attempt(
                started_at,
                latency_ms,
                fault_code=outcome.code,
                fault_message=outcome.message,
                status=outcome.status,
            )
        price = cost(
            self._request.model,
            provider=self._provider,
            input_tokens=outcome.input_tokens,
            output_tokens=outcome.output_tokens,
            at=started_at,
        )
        return Attempt(started_at, latency_ms, outcome.input_tokens, outcome.output_tokens, price)

    def _may_retry(self, fault: ProviderFault, wait: float) -> bool:
        return fault.is_retriable and len(self._attempts) < self._policy.max_attempts and wait < self._remaining

    @property
    def _elapsed(self) -> float:
        return 0.0 if self._started is None else self._policy.monotonic() - self._started

    @property
    def _remaining(self) -> float:
        return self._policy.deadline_seconds - self._elapsed

    def _completion(self, reply: ChatReply | None, fault: ProviderFault | None) -> Completion:
        attempts = tuple(self._attempts)
        return Completion(reply, fault, attempts, round(self._elapsed * 1000), attempts[-1].cost if reply else None)
