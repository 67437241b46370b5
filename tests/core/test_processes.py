from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from app.core import ids
from app.core.clock import now
from app.core.database import Database
from app.core.events import bus
from app.core.processes import (
    DEAD_AFTER,
    LOST,
    STALE_AFTER,
    Heart,
    ProcessNode,
    SharedTime,
    alive_processes,
    beat,
    claim_node,
    claimed_node,
    release_node,
    shared_time,
    this_process,
)
from tests.conftest import ON_POSTGRES
from tests.waiting import until


@pytest.fixture(autouse=True)
async def _own_nodes(system: Database) -> AsyncIterator[None]:
    """What a test claims is given back, and ids are made with the former node again."""
    await until(_is_settled)
    former, before = ids._generator.node, [node.number for node in await ProcessNode.all()]
    yield
    await ProcessNode.exclude(number__in=before).delete()
    ids.use_node(former)


async def _is_settled() -> bool:
    """Whether the database was started long enough ago for a silence to tell something."""
    return (await shared_time()).silent_since(DEAD_AFTER) is not None


async def _silent_for(node: ProcessNode, time: timedelta) -> None:
    await ProcessNode.filter(number=node.number).update(heartbeat_at=now() - time)


async def test_processes_that_start_together_get_different_numbers() -> None:
    nodes = await asyncio.gather(*(claim_node() for _ in range(10)))
    assert len({node.number for node in nodes}) == 10


async def test_claiming_makes_ids_with_the_number() -> None:
    node = await claim_node()
    assert ids.new_id() >> 12 & ids.NODES - 1 == node.number


async def test_silent_process_loses_its_number() -> None:
    silent = await claim_node()
    await _silent_for(silent, STALE_AFTER + timedelta(seconds=1))
    heir = await claim_node()
    assert heir.number == silent.number
    assert not await beat(silent)
    await release_node(silent)
    assert await beat(heir)


async def test_beating_process_keeps_its_number() -> None:
    alive = await claim_node()
    await _silent_for(alive, STALE_AFTER - timedelta(seconds=1))
    assert (await claim_node()).number != alive.number
    await _silent_for(alive, STALE_AFTER * 2)
    assert await beat(alive)
    assert (await claim_node()).number != alive.number


async def test_only_one_process_inherits_a_number() -> None:
    silent = await claim_node()
    await _silent_for(silent, STALE_AFTER * 2)
    heirs = await asyncio.gather(claim_node(), claim_node(), claim_node())
    assert [heir.number for heir in heirs].count(silent.number) == 1


async def test_number_is_kept_by_beats_and_released_in_the_end() -> None:
    async with claimed_node(beat_seconds=0.01) as node:
        await _silent_for(node, STALE_AFTER / 2)
        await until(ProcessNode.filter(number=node.number, heartbeat_at__gt=now() - timedelta(seconds=5)).exists)
    assert not await ProcessNode.filter(number=node.number).exists()


async def test_process_that_lost_its_number_goes_on_with_another() -> None:
    async with claimed_node(beat_seconds=0.01) as node:
        lost = node.number
        await ProcessNode.filter(number=lost).update(token="another")

        async def has_moved() -> bool:
            return node.number != lost

        await until(has_moved)
        assert ids.new_id() >> 12 & ids.NODES - 1 == node.number
    assert (await ProcessNode.get(number=lost)).token == "another"


async def test_one_beat_that_fails_does_not_end_the_beating(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = iter([OSError("gone"), True])
    seen = asyncio.Event()

    async def flaky(_: ProcessNode) -> bool:
        outcome = next(outcomes, True)
        if isinstance(outcome, OSError):
            raise outcome
        seen.set()
        return True

    monkeypatch.setattr("app.core.processes.beat", flaky)
    async with claimed_node(beat_seconds=0.01), asyncio.timeout(5):
        await seen.wait()


async def test_process_goes_by_one_token_even_with_another_number() -> None:
    outer = this_process()
    async with claimed_node(beat_seconds=0.01) as node:
        assert this_process() == node.token != outer
        await ProcessNode.filter(number=node.number).update(token="another")

        async def has_moved() -> bool:
            return await ProcessNode.filter(number=node.number, token=this_process()).exists()

        await until(has_moved)
    assert this_process() == outer


async def test_process_is_dead_when_it_was_silent_for_six_seconds() -> None:
    silent, recent = await claim_node(), await claim_node()
    await _silent_for(silent, DEAD_AFTER + timedelta(seconds=2))
    alive = await alive_processes()
    assert {recent.token, this_process()} <= alive
    assert silent.token not in alive


async def test_process_that_left_is_dead_at_once() -> None:
    node = await claim_node()
    await release_node(node)
    assert node.token not in await alive_processes()


@pytest.mark.skipif(ON_POSTGRES, reason="a server's database has processes that began earlier")
async def test_whoever_was_silent_since_an_embedded_database_was_opened_has_ended() -> None:
    killed = await claim_node()
    async with claimed_node():
        assert killed.token not in await alive_processes()
        assert this_process() in await alive_processes()


def test_nobody_is_silent_until_a_restarted_database_was_sent_new_beats() -> None:
    time = now()
    restarted, settled = SharedTime(time, time - DEAD_AFTER / 2), SharedTime(time, time - DEAD_AFTER * 2)
    assert restarted.silent_since(DEAD_AFTER) is None
    assert settled.silent_since(DEAD_AFTER) == time - DEAD_AFTER
    assert SharedTime(time, None).silent_since(DEAD_AFTER) == time - DEAD_AFTER


@pytest.mark.skipif(not ON_POSTGRES, reason="nobody could take anything over")
async def test_process_that_cannot_beat_is_told_once_that_it_is_lost_and_again_after_it_recovered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    node = await claim_node()
    outcomes: Counter[bool] = Counter()
    is_away = True

    async def beat_or_fail(of: ProcessNode) -> bool:
        if of is not node:
            return await beat(of)
        outcomes[is_away] += 1
        if is_away:
            raise OSError("gone")
        return True

    async def again(outcome: bool, times: int) -> None:
        wanted = outcomes[outcome] + times

        async def look() -> bool:
            return outcomes[outcome] >= wanted

        await until(look)

    monkeypatch.setattr("app.core.processes.beat", beat_or_fail)
    with bus.subscribe(LOST) as losses:
        beating = asyncio.create_task(Heart(node, 0.01, lost_after_seconds=0.05).beat())
        assert await losses.get() == node.token
        await again(True, 20)
        assert not losses._events
        is_away = False
        await again(False, 2)
        is_away = True
        assert await losses.get() == node.token
        beating.cancel()
        await asyncio.wait((beating,))


async def test_beat_that_hangs_does_not_hold_up_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    seen = asyncio.Event()

    async def hanging_first(_: ProcessNode) -> bool:
        nonlocal calls
        calls += 1
        if calls == 1:
            await asyncio.Event().wait()
        seen.set()
        return True

    monkeypatch.setattr("app.core.processes.beat", hanging_first)
    monkeypatch.setattr("app.core.processes.BEAT_TIMEOUT_SECONDS", 0.02)
    async with claimed_node(beat_seconds=0.01), asyncio.timeout(5):
        await seen.wait()
