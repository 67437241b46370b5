from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.runner.slots import Claimant, FairSlots

ONE, OTHER = Claimant(1, 11), Claimant(2, 21)
CLAIMANTS = st.builds(
    lambda space, run, priority: Claimant(space, 10 * space + run, priority),
    *(st.integers(1, 3), st.integers(0, 2), st.integers(0, 1)),
)
STEPS = st.lists(
    st.tuples(st.just("come"), CLAIMANTS)
    | st.tuples(st.just("go"), st.integers(0, 50))
    | st.tuples(st.just("cancel"), st.integers(0, 50))
    | st.tuples(st.just("resize"), st.integers(0, 5)),
    max_size=60,
)


class Guest:
    """Somebody who takes a place and holds it until told to go."""

    def __init__(self, slots: FairSlots, claimant: Claimant) -> None:
        self.claimant = claimant
        self.has_place = False
        self.leaving = asyncio.Event()
        self.task = asyncio.create_task(self._stay(slots))

    async def _stay(self, slots: FairSlots) -> None:
        async with slots.taken(self.claimant):
            self.has_place = True
            await self.leaving.wait()

    @property
    def is_waiting(self) -> bool:
        return not self.has_place and not self.task.done()

    @property
    def is_in(self) -> bool:
        return self.has_place and not self.task.done()


async def settle() -> None:
    """Let everything happen that can happen now."""
    for _ in range(5):
        await asyncio.sleep(0)


async def guests(slots: FairSlots, claimants: Iterable[Claimant]) -> list[Guest]:
    made = [Guest(slots, claimant) for claimant in claimants]
    await settle()
    return made


async def send_home(present: Iterable[Guest]) -> None:
    for guest in present:
        guest.leaving.set()
    await asyncio.gather(*(guest.task for guest in present), return_exceptions=True)


async def order_of(slots: FairSlots, waiting: list[Guest], holder: Guest) -> list[Claimant]:
    """Who gets the one place, one after another."""
    served: list[Claimant] = []
    while waiting:
        holder.leaving.set()
        await settle()
        (holder,) = (guest for guest in waiting if guest.has_place)
        waiting.remove(holder)
        served.append(holder.claimant)
    await send_home([holder])
    return served


async def test_no_more_are_in_than_there_are_places() -> None:
    slots = FairSlots(2)
    present = await guests(slots, [ONE] * 5)
    assert [guest.has_place for guest in present] == [True, True, False, False, False]
    assert (slots.size, slots.in_use, slots.waiting) == (2, 2, 3)
    await send_home(present)
    assert (slots.in_use, slots.waiting) == (0, 0)


async def test_a_higher_priority_comes_first() -> None:
    slots = FairSlots(1)
    (holder,) = await guests(slots, [ONE])
    low, normal, high = Claimant(1, 12, -1), Claimant(1, 13), Claimant(2, 22, 1)
    waiting = await guests(slots, [low, normal, high])
    assert await order_of(slots, waiting, holder) == [high, normal, low]


async def test_a_space_does_not_push_another_aside() -> None:
    slots = FairSlots(1)
    (holder,) = await guests(slots, [ONE])
    waiting = await guests(slots, [ONE] * 4 + [OTHER] * 2)
    assert await order_of(slots, waiting, holder) == [OTHER, ONE, OTHER, ONE, ONE, ONE]


async def test_runs_of_a_space_take_turns() -> None:
    slots = FairSlots(1)
    runs = [Claimant(1, number) for number in range(3)]
    (holder,) = await guests(slots, runs[:1])
    waiting = await guests(slots, [run for run in runs for _ in range(3)])
    served = await order_of(slots, waiting, holder)
    assert Counter(served[:3]) == Counter(served[3:6]) == Counter(runs)


async def test_the_space_with_the_fewest_places_comes_first() -> None:
    slots = FairSlots(4)
    present = await guests(slots, [ONE] * 3 + [OTHER])
    waiting = await guests(slots, [ONE, OTHER, ONE, OTHER])
    present[0].leaving.set()
    await settle()
    assert [guest.has_place for guest in waiting] == [False, True, False, False]
    await send_home(present + waiting)


async def test_more_places_serve_those_who_wait_at_once() -> None:
    slots = FairSlots(0)
    waiting = await guests(slots, [ONE] * 3)
    slots.resize(2)
    await settle()
    assert [guest.has_place for guest in waiting] == [True, True, False]
    await send_home(waiting)


async def test_fewer_places_interrupt_nobody() -> None:
    slots = FairSlots(3)
    present = await guests(slots, [ONE] * 4)
    slots.resize(1)
    assert [guest.is_in for guest in present] == [True, True, True, False]
    await send_home(present[:2])
    assert present[3].is_waiting
    present[2].leaving.set()
    await settle()
    assert present[3].has_place
    await send_home(present)


async def test_a_place_that_comes_with_the_cancellation_is_not_lost() -> None:
    slots = FairSlots(1)
    holder, unlucky, patient = await guests(slots, [ONE] * 3)
    holder.leaving.set()
    await asyncio.sleep(0)
    unlucky.task.cancel()
    await settle()
    assert patient.has_place
    await send_home([holder, unlucky, patient])
    assert (slots.in_use, slots.waiting) == (0, 0)


async def test_an_error_in_the_block_gives_the_place_back() -> None:
    slots = FairSlots(1)
    with pytest.raises(ZeroDivisionError):
        async with slots.taken(ONE):
            raise ZeroDivisionError
    assert slots.in_use == 0


def test_there_are_never_fewer_than_no_places() -> None:
    with pytest.raises(ValueError, match="fewer than no places"):
        FairSlots(-1)


@given(st.integers(0, 4), STEPS)
def test_whatever_happens_no_place_is_lost_and_none_is_given_twice(size: int, steps: list[tuple[str, object]]) -> None:
    asyncio.run(_played(size, steps))


async def _played(size: int, steps: list[tuple[str, object]]) -> None:
    slots, present = FairSlots(size), list[Guest]()
    for step, argument in steps:
        before = slots.in_use
        _play(slots, present, step, argument)
        await settle()
        inside = sum(guest.is_in for guest in present)
        waiting = [guest for guest in present if guest.is_waiting]
        assert (slots.in_use, slots.waiting) == (inside, len(waiting))
        assert inside <= max(slots.size, before)
        assert not waiting or inside >= slots.size
    slots.resize(max(1, slots.size))
    await send_home(present)
    assert (slots.in_use, slots.waiting) == (0, 0)
    assert all(guest.has_place or guest.task.cancelled() for guest in present)


def _play(slots: FairSlots, present: list[Guest], step: str, argument: object) -> None:
    match step, argument:
        case "come", Claimant():
            present.append(Guest(slots, argument))
        case "resize", int():
            slots.resize(argument)
        case "go", int():
            inside = [guest for guest in present if guest.is_in]
            for guest in inside[argument % len(inside) :][:1] if inside else ():
                guest.leaving.set()
        case "cancel", int():
            for guest in present[argument:][:1]:
                guest.task.cancel()


@given(st.lists(CLAIMANTS, min_size=1, max_size=12), st.lists(CLAIMANTS, min_size=2, max_size=12))
def test_a_free_place_goes_to_whom_it_is_due(inside: list[Claimant], outside: list[Claimant]) -> None:
    async def played() -> None:
        slots = FairSlots(len(inside))
        present, waiting = await guests(slots, inside), await guests(slots, outside)
        present[0].leaving.set()
        await settle()
        (served,) = (guest.claimant for guest in waiting if guest.has_place)
        spaces, runs = (Counter(key) for key in zip(*((one.space_id, one.run_id) for one in inside), strict=True))

        def rank(claimant: Claimant) -> tuple[int, int, int]:
            return -claimant.priority, spaces[claimant.space_id], runs[claimant.run_id]

        assert rank(served) == min(map(rank, outside))
        await send_home(present + waiting)

    asyncio.run(played())
