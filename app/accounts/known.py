"""Who was recognized a moment ago, so that most requests need no look at sessions, keys and memberships."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from app.accounts.access import Actor
from app.accounts.tokens import digest
from app.core.clock import now

MOST_KNOWN = 10_000


class KnownActors:
    """Actors by their credential. What this process changes about access is forgotten at once, the rest within seconds."""

    def __init__(self, seconds: float) -> None:
        self._for = timedelta(seconds=seconds)
        self._known: dict[str, tuple[Actor, datetime]] = {}
        self._changes = 0

    async def actor(self, credential: str, find: Callable[[str], Awaitable[Actor]]) -> Actor:
        """Whoever a session's token or a key stands for."""
        key, moment = digest(credential), now()
        known = self._known.get(key)
        if known and known[1] <= moment < known[1] + self._for:
            return known[0]
        changes = self._changes
        actor = await find(credential)
        # What was changed while it was looked up may not be in it.
        if not actor.is_anonymous and self._for and changes == self._changes:
            self._keep(key, actor, moment)
        return actor

    def _keep(self, key: str, actor: Actor, moment: datetime) -> None:
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[key] = actor, moment

    def forget(self) -> None:
        """Look everybody up anew."""
        self._changes += 1
        self._known.clear()


_known = KnownActors(0)


def known_actors() -> KnownActors:
    """Those this process knows."""
    return _known


def use_known_actors(actors: KnownActors) -> None:
    """Remember actors here from now on."""
    global _known
    _known = actors
