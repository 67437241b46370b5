"""The time, in one place so that tests can hold it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_offset = timedelta()


def now() -> datetime:
    """The current time, in UTC."""
    return datetime.now(UTC) + _offset


def monotonic() -> float:
    """Seconds that never run backwards; only differences mean anything."""
    return time.monotonic()


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Let `now()` run ahead by this much, for tests of expiry."""
    global _offset
    before, _offset = _offset, _offset + by
    try:
        yield
    finally:
        _offset = before
