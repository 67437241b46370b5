from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from app.core import ids
from app.core.clock import now
from app.core.database import Database
from app.core.processes import STALE_AFTER, ProcessNode, beat, claim_node, claimed_node, release_node
from tests.waiting import until


@pytest.fixture(autouse=True)
async def _own_nodes(system: Database) -> AsyncIterator[None]:
    """What a test claims is given back, and ids are made with the former node again."""
    former, before = ids._generator.node, [node.number for node in await ProcessNode.all()]
    yield
    await ProcessNode.exclude(number__in=before).delete()
    ids.use_node(former)


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
