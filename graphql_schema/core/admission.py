"""How many queries and mutations an actor may have running at the same time, counted in this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.accounts.access import Actor
from graphql_schema.core.limits import Limits, TooManyOperations

Key = tuple[str, int | str | None]


class Admission:
    """Lets an actor's operations in while there are not too many; it remembers only what is running."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.operations
        self._running: dict[Key, int] = {}

    @contextmanager
    def enter(self, actor: Actor, address: str = "") -> Iterator[None]:
        """Count an operation while it runs; a subscription is not one, for it runs as long as somebody watches."""
        key = _key(actor, address)
        count = self._running.get(key, 0) + 1
        if count > self._most:
            raise TooManyOperations(self._most, count)
        self._running[key] = count
        try:
            yield
        finally:
            self._leave(key)

    def _leave(self, key: Key) -> None:
        left = self._running[key] - 1
        if left:
            self._running[key] = left
        else:
            del self._running[key]


def _key(actor: Actor, address: str) -> Key:
    # A user's own keys count as the user, who could make any number of them.
    if actor.user_id is not None:
        return "user", actor.user_id
    return ("api_key", actor.api_key_id) if actor.api_key_id is not None else ("address", address)
