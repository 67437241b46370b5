"""How much may be used a minute: spread evenly, one second's worth at once, and within no 60 seconds more than allowed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from app.core import clock

WINDOW_SECONDS = 60.0
BURST_SECONDS = 1.0


@dataclass(slots=True)
class Use:
    """What was used at a moment; an estimate until `Rate.correct` says better."""

    at: float
    amount: float


class Rate:
    """What this process used of something lately, and when it may use more."""

    def __init__(self, monotonic: Callable[[], float] = clock.monotonic) -> None:
        self._monotonic = monotonic
        self._uses: deque[Use] = deque()
        self._sum = 0.0
        # What was used faster than it accrues; it has to be made up for before the next.
        self._debt = 0.0
        self._seen_at = monotonic()

    def wait_seconds(self, amount: float, per_minute: float) -> float:
        """How long to wait before this much may be used; 0 if it may be now."""
        if per_minute <= 0:
            return WINDOW_SECONDS
        moment = self._monotonic()
        per_second = per_minute / WINDOW_SECONDS
        self._accrue(moment, per_second)
        return max(self._wait_for_pace(amount, per_second), self._wait_for_window(amount, per_minute, moment))

    def use(self, amount: float) -> Use:
        """Use this much now."""
        used = Use(self._monotonic(), amount)
        self._uses.append(used)
        self._sum += amount
        self._debt += amount
        return used

    def correct(self, used: Use, amount: float) -> None:
        """Say how much it really was."""
        difference = amount - used.amount
        self._debt = max(0.0, self._debt + difference)
        if used.at > self._monotonic() - WINDOW_SECONDS:
            used.amount = amount
            self._sum += difference

    def _accrue(self, moment: float, per_second: float) -> None:
        self._debt = max(0.0, self._debt - (moment - self._seen_at) * per_second)
        self._seen_at = moment
        while self._uses and self._uses[0].at <= moment - WINDOW_SECONDS:
            self._sum -= self._uses.popleft().amount
        if not self._uses:
            self._sum = 0.0

    def _wait_for_pace(self, amount: float, per_second: float) -> float:
        allowed = max(0.0, per_second * BURST_SECONDS - amount)
        return max(0.0, self._debt - allowed) / per_second

    def _wait_for_window(self, amount: float, per_minute: float, moment: float) -> float:
        """How long until enough of the last minute is over; something greater than the limit waits for all of it."""
        surplus, wait = self._sum + amount - per_minute, 0.0
        for used in self._uses:
            if surplus <= 0:
                break
            surplus -= used.amount
            wait = used.at + WINDOW_SECONDS - moment
        return wait
