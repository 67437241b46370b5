"""Slows down guessing: so many attempts a minute for each key, counted in this process."""

from __future__ import annotations

from collections import OrderedDict, deque

from app.core.clock import now
from app.core.errors import TooMany

_WINDOW_SECONDS = 60
_MOST_KEYS = 10_000


class TooManyAttempts(TooMany):
    """Too many attempts; wait a minute and try again."""

    code = "TOO_MANY_ATTEMPTS"


class Throttle:
    """Lets each key through `limit` times a minute, or a multiple of it."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._attempts: OrderedDict[str, deque[float]] = OrderedDict()

    def check(self, key: str, *, times: int = 1) -> None:
        """Count an attempt under a key; refuse when it has had `times` the limit within a minute."""
        present = now().timestamp()
        attempts = self._attempts.setdefault(key, deque())
        self._attempts.move_to_end(key)
        while attempts and attempts[0] <= present - _WINDOW_SECONDS:
            attempts.popleft()
        if len(attempts) >= self.limit * times:
            raise TooManyAttempts
        attempts.append(present)
        while len(self._attempts) > _MOST_KEYS:
            self._attempts.popitem(last=False)

    def forget(self, key: str) -> None:
        """Start anew for a key, as after a success."""
        self._attempts.pop(key, None)
