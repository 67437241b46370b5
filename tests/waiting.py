"""Waiting for what happens elsewhere: look again soon, and give up in the end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

# Long enough for processes on a machine that has other things to do; what happens in time ends the wait.
PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.01


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until an asynchronous condition holds."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await holds():  # noqa: ASYNC110 - what is waited for happens in a database
            await asyncio.sleep(_PAUSE_SECONDS)


def until_true(holds: Callable[[], bool]) -> None:
    """Wait until a condition holds, where there is no event loop."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(_PAUSE_SECONDS)
