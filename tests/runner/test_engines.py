"""What both engines promise."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from tortoise.transactions import in_transaction

from app.core.database import database
from app.runner import jobs
from app.runner.jobs import MAX_ATTEMPTS, MAX_STARTS, draining, enqueue, wake
from tests.conftest import ON_POSTGRES
from tests.runner.conftest import Line, at_once, gate, has_started, is_gone, missed, order, starts, working
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("no_other_engine")


async def test_job_runs_once_and_its_row_goes(line: Line) -> None:
    made = await enqueue("test.counted", label="one")
    async with working(line):
        await is_gone(line, made)
    assert starts["one"] == 1


async def test_job_is_enqueued_with_the_transaction_or_not_at_all(line: Line) -> None:
    async with in_transaction() as transaction:
        undone = await enqueue("test.counted", label="undone")
        await transaction.rollback()
    assert not await line.exists(undone)
    async with in_transaction():
        made = await enqueue("test.counted", label="done")
    async with working(line):
        await is_gone(line, made)
    assert order == ["done"]


async def test_unknown_job_is_not_enqueued(line: Line) -> None:
    with pytest.raises(LookupError, match="no job named"):
        await enqueue("test.nothing")


async def test_waking_starts_a_job_at_once(line: Line) -> None:
    async with working(line):
        made = await enqueue("test.counted", label="woken")
        wake()
        await is_gone(line, made)


async def test_higher_priority_goes_first_and_equals_in_turn(line: Line) -> None:
    made = [
        await enqueue("test.counted", label=label, priority=priority)
        for label, priority in (("low", -1), ("first", 0), ("second", 0), ("high", 5))
    ]
    async with working(line, slots=1):
        for one in made:
            await is_gone(line, one)
    assert order == ["high", "first", "second", "low"]


async def test_no_more_jobs_run_at_once_than_there_are_slots(line: Line) -> None:
    made = [await enqueue("test.waiting", label=f"slot {number}") for number in range(5)]
    async with working(line, slots=2) as running:

        async def is_full() -> bool:
            return running.running == 2 and sum(starts.values()) == 2

        await until(is_full)
        assert [await line.is_waiting(one) for one in made].count(True) == 3
        gate.set()
        for one in made:
            await is_gone(line, one)


async def test_failing_job_is_tried_again_after_pauses_and_then_given_up(line: Line) -> None:
    made = await enqueue("test.failing", label="bad")
    async with working(line):
        for attempt in range(1, MAX_ATTEMPTS):

            async def has_failed(attempt: int = attempt) -> bool:
                return await line.failures(made) == attempt and await line.is_waiting(made)

            await until(has_failed)
            # It is not due: another that was enqueued later goes first.
            after = await enqueue("test.counted", label=f"after {attempt}")
            await is_gone(line, after)
            assert starts["bad"] == attempt
            await line.make_due(made)
            wake()
        await until(lambda: line.is_given_up(made))
    assert missed == {"bad": "it never works"}
    assert starts["bad"] == MAX_ATTEMPTS


async def test_job_without_function_fails_like_any_other(line: Line) -> None:
    made = await line.orphan("test.from_another_version", "x", is_silent=True, kills=1)
    async with working(line):

        async def has_failed() -> bool:
            return await line.failures(made) > 0 and await line.is_waiting(made)

        await until(has_failed)


async def test_job_that_cancels_itself_counts_as_failed(line: Line) -> None:
    made = await enqueue("test.cancelling_itself", label="self")
    async with working(line):

        async def has_failed() -> bool:
            return await line.failures(made) == 1 and await line.is_waiting(made)

        await until(has_failed)


async def test_stopping_gives_back_what_runs_without_counting_it(line: Line) -> None:
    made = await enqueue("test.waiting", label="interrupted")
    async with working(line):
        await has_started("interrupted")
    assert await line.is_waiting(made)
    assert await line.failures(made) == 0
    gate.set()
    async with working(line):
        await is_gone(line, made)
    assert starts["interrupted"] == 2


async def test_draining_lets_jobs_hand_back_what_is_left_of_them(line: Line) -> None:
    made = await enqueue("test.handing_back", label="handed")
    async with working(line) as running:
        await has_started("handed")
        await running.drain()
        assert not await line.exists(made)
        assert draining().is_set()
    assert order == []
    async with working(line):
        assert not draining().is_set()
        await has_started("handed", 2)
    assert order == ["handed"]


async def test_draining_takes_no_more_and_does_not_wait_for_ever(line: Line) -> None:
    first = await enqueue("test.waiting", label="endless")
    async with working(line, drain_seconds=0.05) as running:
        await has_started("endless")
        async with asyncio.timeout(10):
            await running.drain()
            await running.drain()
        second = await enqueue("test.counted", label="late")
        wake()
        assert running.running == 1
    assert await line.is_waiting(first)
    assert await line.is_waiting(second)
    assert not starts["late"]


async def test_job_of_a_dead_process_is_taken_over_once_it_is_silent(line: Line) -> None:
    async with working(line):
        made = await line.orphan("test.counted", "orphan", is_silent=False)
        after = await enqueue("test.counted", label="after")
        await is_gone(line, after)
        assert not starts["orphan"]
        await line.fall_silent()
        await is_gone(line, made)
    assert starts["orphan"] == 1


async def test_job_that_ends_its_process_each_time_is_given_up(line: Line) -> None:
    made = await line.orphan("test.waiting", "deadly", is_silent=True, kills=MAX_STARTS)
    async with working(line):
        await until(lambda: line.is_given_up(made))
    assert not starts["deadly"]
    assert missed == {"deadly": "The process ended each time it ran."}


async def test_two_engines_never_run_the_same_job(line: Line) -> None:
    made = [await enqueue("test.counted", label=f"shared {number}") for number in range(60)]
    async with working(line), working(line):
        for one in made:
            await is_gone(line, one)
    assert set(starts.values()) == {1}
    assert len(starts) == 60
    assert at_once[1] <= 8


async def test_others_wait_only_if_they_could_start_were_there_a_place(line: Line) -> None:
    mine = [await enqueue("test.waiting", label="mine") for _ in range(3)]
    async with working(line, slots=2) as running:
        await has_started("mine", 2)
        assert not await running.others_wait(label="mine")
        other = await enqueue("test.counted", label="other")
        assert await running.others_wait(label="mine")
        gate.set()
        for one in (*mine, other):
            await is_gone(line, one)
        assert not await running.others_wait(label="mine")


async def test_job_whose_failure_nobody_hears_of_is_tried_once_more(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    async def deaf(error: BaseException, label: str) -> None:
        raise OSError("gone")

    made = await enqueue("test.failing", label="unheard")
    monkeypatch.setitem(jobs._given_up, "test.failing", deaf)
    async with working(line):
        for attempt in range(1, MAX_ATTEMPTS + 1):
            await line.make_due(made)
            wake()
            await has_started("unheard", attempt)

            async def has_failed(attempt: int = attempt) -> bool:
                return await line.failures(made) == attempt and await line.is_waiting(made)

            await until(has_failed)


@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite has no server to lose")
async def test_engine_goes_on_after_its_connections_are_cut(line: Line) -> None:
    held = await enqueue("test.waiting", label="held")
    async with working(line):
        await has_started("held")
        await _cut_connections()
        made = await enqueue("test.counted", label="later")
        await is_gone(line, made)
        # What ran all the time was left alone, and its end is stored.
        gate.set()
        await is_gone(line, held)
    assert starts["held"] == 1


async def _cut_connections() -> None:
    connection = await asyncpg.connect(database().url)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    finally:
        await connection.close()

    async def answers() -> bool:
        try:
            return await database().is_ready()
        except asyncpg.InternalClientError:
            # A connection of the pool whose end it has yet to hear of.
            return False

    await until(answers)
