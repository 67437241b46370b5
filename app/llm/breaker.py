"""A circuit breaker: when call after call fails in the end, it tries one now and then instead of wearing out every item."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from app.core import clock
from app.llm.calls import Caller
from app.llm.chat import FaultCode, ProviderFault

FAULTS = frozenset(
    {FaultCode.UNAVAILABLE, FaultCode.TIMEOUT, FaultCode.NETWORK, FaultCode.RATE_LIMITED, FaultCode.UNAUTHORIZED}
)
"""Faults that say something about the provider, not about one request."""


class CircuitOpen(Exception):
    """A model cannot be reached and has not recovered; the reason says why it makes no sense to go on."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class BreakerPolicy:
    """When to stop calling, when to try again, and when to give up; the last two are for tests to hold."""

    most_failures: int = 10
    first_pause_seconds: float = 1.0
    longest_pause_seconds: float = 30.0
    give_up_seconds: float = 120.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    monotonic: Callable[[], float] = clock.monotonic

    def pause_seconds(self, probes: int) -> float:
        """How long to wait after so many probes that failed."""
        return min(self.longest_pause_seconds, self.first_pause_seconds * 2.0 ** min(probes, 60))


class Breaker:
    """Whether calls for one purpose go through to one provider; is told of every call that ended, retries included."""

    def __init__(self, label: str, policy: BreakerPolicy | None = None) -> None:
        self.label = label
        self._policy = policy or BreakerPolicy()
        self._failures = 0
        self._last: ProviderFault | None = None
        self._is_open = False
        self._opened_at = 0.0
        self._next_probe_at = 0.0
        self._probes = 0
        self._is_probing = False
        self._times_given_up = 0
        self._changed = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """Whether calls have to wait."""
        return self._is_open

    async def passing(self, caller: Caller) -> int | None:
        """Wait until a call may be made, or raise `CircuitOpen`.

        A number makes the call a probe, of which there is one at a time; it comes back with how the call ended.
        """
        period = self._times_given_up
        while self._is_open:
            self._give_up_if_late()
            self._require(period)
            if not self._is_probing and self._policy.monotonic() >= self._next_probe_at:
                self._is_probing = True
                return period
            caller.doing = self._waiting_for()
            await self._pause()
        return None

    def answered(self) -> None:
        """Note a call that reached the provider: everybody may go on."""
        self._failures = 0
        if self._is_open:
            self._is_open = self._is_probing = False
            self._change()

    def failed(self, fault: ProviderFault, probe: int | None) -> None:
        """Note a call that failed with all its retries; raises `CircuitOpen` if it was a probe and the last one."""
        self._last = fault
        self._failures += 1
        if probe is not None:
            self._probes += 1
            self._is_probing = False
            self._try_again_in(self._policy.pause_seconds(self._probes))
            self._give_up_if_late()
            self._require(probe)
        elif not self._is_open and self._failures >= self._policy.most_failures:
            self._open()

    def learnt_nothing(self, probe: int | None) -> None:
        """Note a call that was cut short by this side; after a probe the next one may be made at once."""
        if probe is not None:
            self._is_probing = False
            self._change()

    def _open(self) -> None:
        self._is_open, self._probes = True, 0
        self._opened_at = self._policy.monotonic()
        self._try_again_in(self._policy.pause_seconds(0))

    def _try_again_in(self, seconds: float) -> None:
        self._next_probe_at = self._policy.monotonic() + seconds
        self._change()

    def _give_up_if_late(self) -> None:
        """Let everybody go who waits; whoever comes afterwards begins with a probe."""
        if self._is_open and self._policy.monotonic() >= self._gives_up_at:
            self._times_given_up += 1
            self._probes, self._opened_at = 0, self._policy.monotonic()
            self._try_again_in(0.0)

    @property
    def _gives_up_at(self) -> float:
        # Waiting makes no wrong key right.
        is_hopeless = self._last is not None and self._last.code is FaultCode.UNAUTHORIZED and self._probes > 0
        return self._opened_at + (0.0 if is_hopeless else self._policy.give_up_seconds)

    def _require(self, period: int) -> None:
        if self._times_given_up != period:
            raise CircuitOpen(self._reason())

    def _reason(self) -> str:
        last = f" The last one: {self._last.code}: {self._last.message}" if self._last else ""
        return f"{self.label}: {self._failures} calls failed in a row, and it did not recover.{last}"

    def _waiting_for(self) -> str:
        waiting = f"Waiting for the provider to recover ({self._failures} failures in a row)"
        if self._is_probing:
            return f"{waiting}; trying one call now."
        remaining = timedelta(seconds=max(0.0, self._next_probe_at - self._policy.monotonic()))
        return f"{waiting}; next try at {clock.now() + remaining:%H:%M:%S} UTC."

    def _change(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _pause(self) -> None:
        """Wait until something changes, or it is time to try again or to give up."""
        until = self._gives_up_at if self._is_probing else min(self._next_probe_at, self._gives_up_at)
        waits = (self._policy.sleep(max(0.0, until - self._policy.monotonic())), self._changed.wait())
        tasks = [asyncio.ensure_future(wait) for wait in waits]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
