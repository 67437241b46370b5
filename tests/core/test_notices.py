from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import asyncpg
import pytest

from app.core.database import Database
from app.core.events import LOOK, Subscription, bus
from app.core.notices import APPLICATION, MOST_BYTES, Notices, listening, notices, payloads, tell
from tests.waiting import PATIENCE_SECONDS, until

Join = Callable[[], Awaitable["Member"]]


class Member:
    """What stands for a process: a connection for notices, and what it brought."""

    def __init__(self, url: str) -> None:
        self.heard: list[str] = []
        self.returns = 0
        self.notices = Notices(url, on_notice=self.heard.append, on_return=self._return)

    def _return(self) -> None:
        self.returns += 1

    def tell(self, *topics: str) -> None:
        for topic in topics:
            self.notices.tell(topic)

    async def hears(self, topic: str, times: int = 1) -> None:
        """Wait until a topic has been told of."""

        async def is_heard() -> bool:
            return self.heard.count(topic) >= times

        await until(is_heard)

    async def returns_from_loss(self) -> None:
        """Wait until there is another connection."""

        async def is_back() -> bool:
            return self.returns > 0

        await until(is_back)


@pytest.fixture
def url(system: Database) -> str:
    if system.dialect == "sqlite":
        pytest.skip("an embedded database has no other processes")
    return system.url


@pytest.fixture
async def join(url: str) -> AsyncIterator[Join]:
    """Makes processes that exchange notices."""
    async with AsyncExitStack() as stack:

        async def made() -> Member:
            member = Member(url)
            await stack.enter_async_context(member.notices.open())
            return member

        yield made


async def lose_connections(url: str, of: str = APPLICATION) -> int:
    """Have PostgreSQL end all connections for notices; how many there were."""
    connection = await asyncpg.connect(url)
    try:
        ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = $1"
        found: int = await connection.fetchval(ended, of)
        return found
    finally:
        await connection.close()


async def next_of(events: Subscription) -> Any:
    async with asyncio.timeout(PATIENCE_SECONDS):
        return await events.get()


async def test_who_listens_here_is_told_at_once(system: Database) -> None:
    with bus.subscribe("notices:here") as events, listening("notices:here") as looks:
        tell("notices:here")
        assert (await next_of(events), await next_of(looks)) == (LOOK, LOOK)


async def test_telling_reaches_other_processes_and_no_further_than_its_topic(join: Join) -> None:
    teller, other, third = await join(), await join(), await join()
    teller.tell("run:1")
    await other.hears("run:1")
    await third.hears("run:1")
    assert set(other.heard) == {"run:1"}


async def test_what_a_process_tells_it_does_not_hear_again(join: Join) -> None:
    teller, other = await join(), await join()
    teller.tell("run:1")
    await other.hears("run:1")
    # Notices arrive in the order of their commits.
    other.tell("run:2")
    await teller.hears("run:2")
    assert teller.heard == ["run:2"]


async def test_the_system_tells_other_processes(system: Database, join: Join) -> None:
    other = await join()
    async with notices(system):
        with bus.subscribe("notices:from_other") as events:
            tell("notices:from_here")
            await other.hears("notices:from_here")
            other.tell("notices:from_other")
            assert await next_of(events) == LOOK


async def test_topics_told_together_are_heard_in_order(join: Join) -> None:
    teller, other = await join(), await join()
    topics = [f"run:{number}:{'x' * 40}" for number in range(1_000)]
    teller.tell(*topics)
    await other.hears(topics[-1])
    assert other.heard == topics


async def test_what_is_told_often_is_heard_first_and_last(join: Join) -> None:
    teller, other = await join(), await join()
    for goal in (1, 2):
        teller.tell(*["run:1"] * 100)

        await other.hears("run:1", goal)
    teller.tell("end")
    await other.hears("end")
    assert other.heard.count("run:1") == 2


async def test_what_is_told_while_a_topic_rests_is_told_in_the_end(join: Join) -> None:
    teller, other = await join(), await join()
    teller.tell("run:1")
    await other.hears("run:1")
    other.heard.clear()
    teller.tell("run:1")
    await other.hears("run:1")


async def test_what_was_told_last_is_sent_before_the_end(url: str, join: Join) -> None:
    other, leaving = await join(), Member(url)
    async with leaving.notices.open():
        leaving.tell("run:1")
        await other.hears("run:1")
        leaving.tell("run:1", "run:2")
    await other.hears("run:2")
    await other.hears("run:1", 2)


async def test_after_a_lost_connection_notices_go_on(url: str, join: Join) -> None:
    teller, other = await join(), await join()
    assert await lose_connections(url) >= 2
    await teller.returns_from_loss()
    await other.returns_from_loss()
    teller.tell("run:3")
    await other.hears("run:3")
    other.tell("run:4")
    await teller.hears("run:4")


async def test_after_a_lost_connection_those_who_listen_to_notices_look_and_nobody_else(system: Database, url: str) -> None:
    async with notices(system):
        with listening("one") as one, listening("other") as other, listening("one") as again, bus.subscribe("here") as here:
            await lose_connections(url)
            assert [await next_of(looks) for looks in (one, other, again)] == [LOOK] * 3
            bus.publish("here", "its own event")
            assert await next_of(here) == "its own event"


async def test_what_is_told_without_a_connection_is_sent_when_there_is_one(
    url: str, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, teller = await join(), await join()
    connect, is_back, refusals = teller.notices._connect, asyncio.Event(), asyncio.Semaphore(0)

    async def refusing() -> None:
        refusals.release()
        if not is_back.is_set():
            raise ConnectionRefusedError
        await connect()

    monkeypatch.setattr(teller.notices, "_connect", refusing)
    await lose_connections(url)
    await other.returns_from_loss()
    async with asyncio.timeout(PATIENCE_SECONDS):
        await refusals.acquire()
        teller.tell("run:1")
        await refusals.acquire()
    is_back.set()
    await other.hears("run:1")


async def test_a_process_may_end_without_a_connection(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    member = Member(url)
    refused = asyncio.Event()

    async def refusing() -> None:
        refused.set()
        raise ConnectionRefusedError

    async with member.notices.open():
        monkeypatch.setattr(member.notices, "_connect", refusing)
        await lose_connections(url)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await refused.wait()
        member.tell("run:1")


def test_topics_share_notices_no_longer_than_postgres_takes() -> None:
    topics = [f"{number}:{'ü' * 100}" for number in range(500)]
    made = list(payloads(topics))
    assert [topic for payload in made for topic in payload.split("\n")] == topics
    assert max(len(payload.encode()) for payload in made) <= MOST_BYTES
    assert len(made) == 14
    assert list(payloads([])) == []


@pytest.mark.parametrize("topic", ["ü" * MOST_BYTES, "two\nlines"])
async def test_a_topic_that_does_not_fit_is_refused(topic: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        Member("postgres://localhost/graphloop").tell(topic)
