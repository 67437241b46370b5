from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.database import Database
from app.core.ids import new_id
from app.runner.leases import Leases, LeaseTimes, fair_shares, leases, use_leases
from app.runner.models import SlotLease
from app.runner.slots import Claimant, FairSlots
from tests.conftest import ON_POSTGRES
from tests.waiting import PATIENCE_SECONDS, until

QUICK = LeaseTimes(renew_seconds=0.02, linger_seconds=0.1, turn_seconds=0.05)
CLAIMANT = Claimant(1, 11)
postgres_only = pytest.mark.skipif(not ON_POSTGRES, reason="only PostgreSQL has several processes")
WANTED = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 40), min_size=1, max_size=6)


@given(st.integers(0, 60), WANTED, st.integers(0, 100))
def test_shares_are_all_there_is_and_fair(capacity: int, wanted: dict[str, int], turn: int) -> None:
    shares = fair_shares(capacity, wanted, turn)
    assert sum(shares.values()) == capacity
    for holder, other in ((holder, other) for holder in wanted for other in wanted):
        if shares[holder] < wanted[holder]:
            # Whoever lacks something has as much as anybody else, but for the odd place.
            assert shares[other] <= shares[holder] + 1
    if sum(wanted.values()) <= capacity:
        spread = [shares[holder] - wanted[holder] for holder in wanted]
        assert 0 <= max(spread) - min(spread) <= 1


@given(st.integers(1, 5), st.integers(2, 6))
def test_in_time_everybody_has_the_odd_place(capacity: int, holders: int) -> None:
    wanted = {str(holder): 10 for holder in range(holders)}
    rounds = [fair_shares(capacity, wanted, turn) for turn in range(holders)]
    assert {sum(shares[holder] for shares in rounds) for holder in wanted} == {capacity}


def test_nobody_takes_part_in_nothing() -> None:
    assert fair_shares(5, {}) == {}


async def test_a_process_alone_has_everything() -> None:
    alone = Leases()
    async with alone.shared("run:1", 3) as slots, alone.shared("run:1", 3) as same:
        assert (slots.size, alone.share("run:1"), same) == (3, 1.0, slots)
        alone.set_capacity("run:1", 5)
        assert slots.size == 5
    assert alone.share("run:2") == 1.0


async def test_a_process_alone_heeds_a_closure_after_it_was_not_in_use() -> None:
    moment = 100.0
    alone = Leases(monotonic=lambda: moment)
    async with alone.shared("connection:1", 3):
        alone.close_for("connection:1", 10)
        alone.close_for("connection:1", 5)
    async with alone.shared("connection:2", 3), alone.shared("connection:1", 3):
        assert alone.closed_until("connection:1") == 110.0
        assert alone.closed_until("connection:2") < moment
    moment = 111.0
    async with alone.shared("connection:3", 3):
        assert alone.closed_until("connection:1") < moment


def test_a_process_shares_with_nobody_unless_told_so() -> None:
    before, chosen = leases(), Leases()
    use_leases(chosen)
    assert leases() is chosen
    use_leases(before)


class Processes:
    """Two processes in one, each with its shares."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self.one, self.other = Leases("one", is_shared=True, times=QUICK), Leases("other", is_shared=True, times=QUICK)
        self.resource = f"run:{new_id()}"
        self._stack = stack

    async def start(self) -> None:
        await self.one.start()
        await self.other.start()

    async def stop(self) -> None:
        await self._stack.aclose()
        await self.one.stop()
        await self.other.stop()

    async def slots(self, held: Leases, capacity: int = 10) -> FairSlots:
        return await self._stack.enter_async_context(held.shared(self.resource, capacity))

    async def take(self, slots: FairSlots, number: int) -> AsyncExitStack:
        """So many places, held until the stack is closed."""
        taken = await self._stack.enter_async_context(AsyncExitStack())
        for _ in range(number):
            await taken.enter_async_context(slots.taken(CLAIMANT))
        return taken

    async def want(self, slots: FairSlots, number: int) -> list[asyncio.Task[None]]:
        """So many who want a place, and keep it."""

        async def wanting() -> None:
            async with slots.taken(CLAIMANT):
                await asyncio.Event().wait()

        tasks = [asyncio.create_task(wanting()) for _ in range(number)]
        for task in tasks:
            self._stack.callback(task.cancel)
        return tasks

    async def granted(self) -> int:
        rows = await SlotLease.filter(resource=self.resource)
        return sum(row.granted for row in rows)


@pytest.fixture
async def processes(system: Database) -> AsyncIterator[Processes]:
    async with AsyncExitStack() as stack:
        made = Processes(stack)
        await made.start()
        yield made
        await made.stop()


async def has_size(slots: FairSlots, size: int) -> None:
    async def holds() -> bool:
        return slots.size == size

    await until(holds)


@postgres_only
async def test_the_first_process_has_everything_at_once(processes: Processes) -> None:
    slots = await processes.slots(processes.one)
    assert (slots.size, processes.one.share(processes.resource), processes.other.share(processes.resource)) == (10, 1.0, 0.0)


@postgres_only
async def test_two_processes_share_and_one_has_it_all_when_the_other_goes(processes: Processes) -> None:
    one, other = await processes.slots(processes.one), await processes.slots(processes.other)
    await has_size(other, 5)
    await has_size(one, 5)
    await processes.other.stop()
    await has_size(one, 10)
    assert other.size == 0


@postgres_only
async def test_who_wants_more_gets_what_the_other_does_not_want(processes: Processes) -> None:
    one, other = await processes.slots(processes.one), await processes.slots(processes.other)
    await has_size(other, 5)
    await processes.take(other, 2)
    await processes.want(one, 20)
    await has_size(one, 8)
    await has_size(other, 2)


@postgres_only
async def test_who_waits_for_something_else_first_wants_a_share_too(processes: Processes) -> None:
    one = await processes.slots(processes.one)
    await processes.want(one, 20)
    for _ in range(3):
        other = await processes.slots(processes.other)
    await has_size(one, 7)
    assert processes.other.share(processes.resource) in (0.0, 0.3)
    assert (one.in_use, other.in_use) == (10, 0)


@postgres_only
async def test_a_process_keeps_what_it_uses_and_shrinks_as_places_come_free(processes: Processes) -> None:
    one = await processes.slots(processes.one)
    most, some = await processes.take(one, 7), await processes.take(one, 3)
    other = await processes.slots(processes.other)
    await processes.want(other, 10)
    await has_size(one, 5)
    assert (one.in_use, other.size) == (10, 0)
    await some.aclose()
    await has_size(other, 3)
    assert (one.size, one.in_use) == (5, 7)
    await most.aclose()
    await has_size(other, 9)
    assert (one.size, one.in_use) == (1, 0)


@postgres_only
async def test_never_more_than_there_are(processes: Processes) -> None:
    one, other = await processes.slots(processes.one), await processes.slots(processes.other)
    seen: list[int] = []

    async def busy(slots: FairSlots, number: int) -> None:
        for _ in range(number):
            async with slots.taken(CLAIMANT):
                seen.append(one.in_use + other.in_use)
                await asyncio.sleep(0.001)
            seen.append(await processes.granted())

    await asyncio.gather(*(busy(slots, count) for count in (2, 15, 30) for slots in (one, other) for _ in range(5)))
    assert max(seen) <= 10


@postgres_only
async def test_a_single_place_goes_back_and_forth(processes: Processes) -> None:
    one, other = await processes.slots(processes.one, 1), await processes.slots(processes.other, 1)
    served = {"one": 0, "other": 0}

    async def busy(name: str, slots: FairSlots) -> None:
        while not all(served.values()):
            async with slots.taken(CLAIMANT):
                served[name] += 1
                await asyncio.sleep(0.005)

    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(busy("one", one), busy("other", other))


@postgres_only
async def test_a_changed_capacity_reaches_those_who_are_told(processes: Processes) -> None:
    one = await processes.slots(processes.one)
    processes.one.set_capacity(processes.resource, 4)
    assert one.size == 4
    processes.one.set_capacity(processes.resource, 12)
    await has_size(one, 12)


@postgres_only
async def test_a_closure_is_heeded_by_all_and_by_those_who_come_later(processes: Processes) -> None:
    await processes.slots(processes.one)
    await processes.slots(processes.other)
    processes.one.close_for(processes.resource, 30)
    closed_until = processes.one.closed_until(processes.resource)

    async def is_heeded(held: Leases = processes.other) -> bool:
        return abs(held.closed_until(processes.resource) - closed_until) < 1

    await until(is_heeded)
    await processes.one.stop()
    await processes.other.stop()
    late = Leases("late", is_shared=True, times=QUICK)
    async with late.shared(processes.resource, 10):
        assert await is_heeded(late)
    await late.stop()


@postgres_only
async def test_a_share_that_is_not_renewed_ends_here_before_it_falls_to_others(processes: Processes) -> None:
    stuck = Leases("stuck", is_shared=True, times=replace(QUICK, lease_seconds=0.4, margin_seconds=0.2))
    one: FairSlots
    async with stuck.shared(processes.resource, 10) as one:
        assert one.size == 10
        other = await processes.slots(processes.other)
        assert other.size == 0
        await has_size(other, 10)
        assert one.size == 0
    await stuck.stop()


@postgres_only
async def test_what_is_not_in_use_any_more_is_given_back(processes: Processes) -> None:
    async with processes.one.shared(processes.resource, 10):
        other = await processes.slots(processes.other)
    await has_size(other, 10)
    assert processes.one.share(processes.resource) == 0.0
