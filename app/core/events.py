"""In-process publish and subscribe by topic. A slow subscriber keeps the newest events only, so nobody waits for it."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any, Final

LOOK: Final = "look"
"""An event that says no more than that the rows should be looked at again."""


class Subscription:
    """One subscriber's events, newest kept when it is slow."""

    def __init__(self, keep: int) -> None:
        self._events: deque[Any] = deque(maxlen=keep)
        self._arrived = asyncio.Event()

    def put(self, event: Any) -> None:
        self._events.append(event)
        self._arrived.set()

    async def get(self) -> Any:
        """The next event; waiting for it may be cancelled without losing one."""
        while not self._events:
            self._arrived.clear()
            await self._arrived.wait()
        return self._events.popleft()

    async def __aiter__(self) -> AsyncIterator[Any]:
        while True:
            yield await self.get()


class EventBus:
    """Carries events from whoever publishes to whoever listens in this process."""

    def __init__(self) -> None:
        self._topics: dict[str, set[Subscription]] = defaultdict(set)

    def publish(self, topic: str, event: Any) -> None:
        """Hand an event to everyone who listens to the topic now."""
        for subscription in tuple(self._topics.get(topic, ())):
            subscription.put(event)

    @contextmanager
    def subscribe(self, topic: str, *, keep: int = 1000) -> Iterator[Subscription]:
        """Listen to a topic; `keep=1` sees only the latest state."""
        subscription = Subscription(keep)
        self._topics[topic].add(subscription)
        try:
            yield subscription
        finally:
            self._topics[topic].discard(subscription)
            if not self._topics[topic]:
                del self._topics[topic]


bus = EventBus()
