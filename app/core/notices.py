"""Telling every process that something has changed. What is heard on a topic says only: look at the rows again.

PostgreSQL carries notices between processes, by NOTIFY on one connection of each. It lets only one transaction with a notice
commit at a time in the whole cluster, and until its commit is on disk. Hence nothing is told within the transactions that
store results, but afterwards, on its own, many topics in one statement, and each at most ten times a second.

A notice can be lost while a connection is, so whoever depends on one looks at the rows from time to time as well; when the
connection is back, whoever is `listening` is told to.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager

import asyncpg

from app.core.database import Database, configuration
from app.core.events import LOOK, Subscription, bus
from app.core.logs import get_logger

APPLICATION = "graphloop-notices"
"""What PostgreSQL's `pg_stat_activity` calls these connections."""
CHANNEL = "graphloop"
MOST_BYTES = 7_900
"""PostgreSQL takes less than 8,000 in a notice."""
REST_SECONDS = 0.1
QUIET_SECONDS = 5.0
ANSWER_SECONDS = 5.0
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_SEND = "SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload"

log = get_logger(__name__)


class Notices:
    """This process's connection for notices, which carries them both ways and is renewed when it is lost."""

    def __init__(self, url: str, *, on_notice: Callable[[str], None], on_return: Callable[[], None]) -> None:
        credentials = configuration(url)["connections"]["postgres"]["credentials"]
        self._address = {name: credentials[name] for name in ("host", "port", "user", "password", "database")}
        self._on_notice, self._on_return = on_notice, on_return
        self._connection: asyncpg.Connection
        self._told = asyncio.Event()
        self._waiting: dict[str, None] = {}
        # Topics told a moment ago, and whether they were told again since.
        self._resting: dict[str, bool] = {}
        self._failures = 0

    def tell(self, topic: str) -> None:
        """Let the other processes know soon: at once, or when the topic has rested."""
        if "\n" in topic or len(topic.encode()) > MOST_BYTES:
            raise ValueError(f"A topic is one line of at most {MOST_BYTES} bytes.")
        if topic in self._resting:
            self._resting[topic] = True
            return
        self._waiting[topic] = None
        self._told.set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Listen and tell for as long as the block lasts; what was told before its end is still sent."""
        await self._connect()
        keeping = asyncio.create_task(self._keep(), name="notices")
        try:
            yield
        finally:
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeping
            await self._say_the_last()

    async def _keep(self) -> None:
        while True:
            try:
                while True:
                    await self._send(await self._due())
            except Exception as error:
                # Whatever is wrong with a connection, another one is the remedy.
                log.warning("connection for notices lost", error=repr(error))
            await self._reconnect()

    async def _due(self) -> list[str]:
        """The topics to tell of now; after a quiet time none, and sending that shows whether the connection lives."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(QUIET_SECONDS):
                await self._told.wait()
        self._told.clear()
        topics = list(self._waiting)
        self._waiting.clear()
        return topics

    async def _send(self, topics: list[str]) -> None:
        if topics:
            self._resting |= dict.fromkeys(topics, False)
            asyncio.get_running_loop().call_later(REST_SECONDS, self._rested, topics)
        try:
            await self._connection.execute(_SEND, CHANNEL, list(payloads(topics)))
        except BaseException:
            self._waiting = dict.fromkeys([*topics, *self._waiting])
            self._told.set()
            raise
        self._failures = 0

    def _rested(self, topics: list[str]) -> None:
        for topic in topics:
            if self._resting.pop(topic, False):
                self.tell(topic)

    async def _reconnect(self) -> None:
        self._connection.terminate()
        while self._connection.is_closed():
            await asyncio.sleep(_pause(self._failures))
            self._failures += 1
            try:
                await self._connect()
            except Exception as error:
                log.warning("no connection for notices", error=repr(error))
        # Whatever was told in the meantime has not been heard here.
        self._on_return()

    async def _connect(self) -> None:
        connection = await asyncpg.connect(
            **self._address,
            timeout=ANSWER_SECONDS,
            command_timeout=ANSWER_SECONDS,
            server_settings={"application_name": APPLICATION},
        )
        try:
            await connection.add_listener(CHANNEL, self._hear)
        except BaseException:
            connection.terminate()
            raise
        # Sending is how its loss shows.
        connection.add_termination_listener(lambda _: self._told.set())
        self._connection = connection

    def _hear(self, connection: asyncpg.Connection, sender: int, channel: str, payload: str) -> None:
        if sender == connection.get_server_pid():
            # Here it was heard when it was told.
            return
        for topic in payload.split("\n"):
            self._on_notice(topic)

    async def _say_the_last(self) -> None:
        topics = [*self._waiting, *(topic for topic, was_told_again in self._resting.items() if was_told_again)]
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                if topics:
                    await self._send(topics)
                await self._connection.close()
        except Exception as error:
            log.warning("last notices not sent", topics=len(topics), error=repr(error))
            self._connection.terminate()


def payloads(topics: Iterable[str]) -> Iterator[str]:
    """The topics in as few notices as hold them."""
    lines: list[str] = []
    size = 0
    for topic in topics:
        needed = len(topic.encode()) + 1
        if lines and size + needed > MOST_BYTES:
            yield "\n".join(lines)
            lines, size = [], 0
        lines.append(topic)
        size += needed
    if lines:
        yield "\n".join(lines)


def _pause(failures: int) -> float:
    """How long to wait before the next attempt: not the same for all who lost their connection together."""
    bound = min(_LONGEST_PAUSE, _SHORTEST_PAUSE * 2.0 ** min(failures, 10))
    return bound * random.uniform(0.5, 1.0)  # noqa: S311


_current: Notices | None = None
_listened: Counter[str] = Counter()


def tell(topic: str) -> None:
    """Have everybody who listens to a topic look again: here at once, in other processes soon. Commit first."""
    _look(topic)
    if _current is not None:
        _current.tell(topic)


def tell_others(topic: str) -> None:
    """Have everybody who listens to a topic in other processes look again."""
    if _current is not None:
        _current.tell(topic)


@contextmanager
def listening(topic: str) -> Iterator[Subscription]:
    """Hear `LOOK` when a topic is told of in any process, and when that may have been missed; of several, the last."""
    _listened[topic] += 1
    try:
        with bus.subscribe(topic, keep=1) as subscription:
            yield subscription
    finally:
        _listened[topic] -= 1
        if not _listened[topic]:
            del _listened[topic]


@asynccontextmanager
async def notices(database: Database) -> AsyncIterator[None]:
    """Exchange notices with the other processes on this database; an embedded one has no others."""
    global _current
    if database.dialect == "sqlite":
        yield
        return
    made = Notices(database.url, on_notice=_look, on_return=_look_everywhere)
    async with made.open():
        before, _current = _current, made
        try:
            yield
        finally:
            _current = before


def _look(topic: str) -> None:
    bus.publish(topic, LOOK)


def _look_everywhere() -> None:
    for topic in tuple(_listened):
        _look(topic)
