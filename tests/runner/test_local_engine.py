from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from app.core.clock import now, shifted
from app.core.database import Database
from app.runner.jobs import engine, enqueue, job, use_engine
from app.runner.local import LEASE, MAX_ATTEMPTS, MAX_STARTS, LocalEngine
from app.runner.models import Job, JobStatus
from tests.waiting import until

QUICK = 0.02
starts: Counter[str] = Counter()
missed: dict[str, str] = {}
at_once = [0, 0]
gate = asyncio.Event()


@job("test.counted")
async def counted(label: str) -> None:
    starts[label] += 1
    at_once[0] += 1
    at_once[1] = max(at_once)
    await asyncio.sleep(0)
    at_once[0] -= 1


@job("test.failing")
async def failing(label: str) -> None:
    starts[label] += 1
    raise ValueError("it never works")


async def miss(error: BaseException, label: str) -> None:
    missed[label] = str(error)


@job("test.bad_and_missed", given_up=miss)
async def bad_and_missed(label: str) -> None:
    raise ValueError("it never works")


@job("test.waiting")
async def waiting(label: str) -> None:
    starts[label] += 1
    await gate.wait()


@job("test.cancelling_itself")
async def cancelling_itself(label: str) -> None:
    starts[label] += 1
    raise asyncio.CancelledError


@pytest.fixture(autouse=True)
async def _no_other_engine(system: Database) -> AsyncIterator[None]:
    others = engine()
    await others.stop()
    use_engine(None)
    starts.clear()
    at_once[:] = [0, 0]
    gate.clear()
    yield
    await Job.filter(name__startswith="test.").delete()
    use_engine(others)
    await others.start()


@asynccontextmanager
async def running(slots: int = 4, beat_seconds: float = QUICK) -> AsyncIterator[LocalEngine]:
    made = LocalEngine(slots, beat_seconds=beat_seconds)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


async def was_missed(label: str) -> bool:
    return label in missed


async def is_gone(made: Job) -> bool:
    return not await Job.filter(id=made.id).exists()


async def has_attempts(made: Job, attempts: int, status: JobStatus) -> bool:
    return await Job.filter(id=made.id, attempts=attempts, status=status).exists()


async def test_job_runs_once_and_its_row_goes() -> None:
    made = await enqueue("test.counted", label="one")
    async with running():
        await until(lambda: is_gone(made))
    assert starts["one"] == 1


async def test_waking_starts_a_job_at_once() -> None:
    async with running(beat_seconds=3600) as local:
        made = await enqueue("test.counted", label="woken")
        local.wake()
        await until(lambda: is_gone(made))


async def test_no_more_jobs_run_at_once_than_there_are_slots() -> None:
    made = [await enqueue("test.waiting", label=f"slot {number}") for number in range(5)]
    async with running(slots=2, beat_seconds=3600) as local:

        async def is_full() -> bool:
            return local.running == 2 and sum(starts.values()) == 2

        await until(is_full)
        assert await Job.filter(status=JobStatus.QUEUED, name="test.waiting").count() == 3
        gate.set()
        for one in made:
            await until(lambda one=one: is_gone(one))


async def test_failing_job_is_tried_later_each_time_and_then_given_up() -> None:
    made = await enqueue("test.failing", label="bad")
    async with running() as local:
        for attempt in range(1, MAX_ATTEMPTS):
            with shifted(timedelta(minutes=attempt)):
                local.wake()
                await until(lambda attempt=attempt: has_attempts(made, attempt, JobStatus.QUEUED))
                pause = (await Job.get(id=made.id)).run_after - now()
                assert timedelta(seconds=2**attempt - 2) < pause <= timedelta(seconds=2**attempt)
        with shifted(timedelta(hours=1)):
            local.wake()
            await until(lambda: has_attempts(made, MAX_ATTEMPTS, JobStatus.FAILED))
        with shifted(timedelta(days=1)):
            after = await enqueue("test.counted", label="after")
            await until(lambda: is_gone(after))
    assert starts["bad"] == MAX_ATTEMPTS
    stored = await Job.get(id=made.id)
    assert (stored.error, stored.holder) == ("ValueError('it never works')", None)


async def test_job_is_not_tried_again_before_its_time() -> None:
    made = await enqueue("test.failing", label="patient")
    async with running() as local:
        await until(lambda: has_attempts(made, 1, JobStatus.QUEUED))
        local.wake()
        after = await enqueue("test.counted", label="after")
        await until(lambda: is_gone(after))
    assert starts["patient"] == 1


async def test_job_without_function_fails_like_any_other() -> None:
    made = await Job.create(name="test.from_another_version", arguments={})
    async with running():
        await until(lambda: has_attempts(made, 1, JobStatus.QUEUED))


async def test_stopping_gives_back_what_runs_without_counting_it() -> None:
    made = await enqueue("test.waiting", label="interrupted")
    async with running():

        async def has_started() -> bool:
            return starts["interrupted"] == 1

        await until(has_started)
    stored = await Job.get(id=made.id)
    assert (stored.status, stored.attempts, stored.holder, stored.lease_until) == (JobStatus.QUEUED, 0, None, None)


async def test_job_that_cancels_itself_counts_as_failed() -> None:
    made = await enqueue("test.cancelling_itself", label="self")
    async with running():
        await until(lambda: has_attempts(made, 1, JobStatus.QUEUED))


async def test_job_of_a_dead_process_is_taken_over_when_its_lease_ends() -> None:
    async with running():
        made = await Job.create(
            name="test.counted",
            arguments={"label": "orphan"},
            status=JobStatus.RUNNING,
            holder="dead",
            attempts=1,
            lease_until=now() + LEASE,
        )
        after = await enqueue("test.counted", label="after")
        await until(lambda: is_gone(after))
        assert not starts["orphan"]
        with shifted(LEASE + timedelta(seconds=1)):
            await until(lambda: is_gone(made))
    assert starts["orphan"] == 1


async def test_job_that_ends_its_process_each_time_is_given_up() -> None:
    made = await Job.create(
        name="test.counted",
        arguments={"label": "deadly"},
        status=JobStatus.RUNNING,
        holder="dead",
        attempts=MAX_STARTS,
        lease_until=now() - LEASE,
    )
    async with running():
        await until(lambda: has_attempts(made, MAX_STARTS, JobStatus.FAILED))
    assert not starts["deadly"]


async def test_whoever_registered_a_job_learns_that_it_is_given_up() -> None:
    made = await Job.create(name="test.bad_and_missed", arguments={"label": "dear"}, attempts=MAX_ATTEMPTS - 1)
    async with running():
        await until(lambda: has_attempts(made, MAX_ATTEMPTS, JobStatus.FAILED))
        await until(lambda: was_missed("dear"))
    assert missed == {"dear": "it never works"}


async def test_engine_lets_go_of_a_job_that_another_has_taken_over() -> None:
    made = await enqueue("test.waiting", label="lost")
    async with running() as local:

        async def is_running(count: int) -> bool:
            return local.running == count

        await until(lambda: is_running(1))
        await Job.filter(id=made.id).update(holder="another", lease_until=now() + timedelta(minutes=1))
        await until(lambda: is_running(0))
    stored = await Job.get(id=made.id)
    assert (stored.status, stored.holder, stored.attempts) == (JobStatus.RUNNING, "another", 1)


async def test_leases_of_running_jobs_are_renewed() -> None:
    made = await enqueue("test.waiting", label="long")
    async with running():
        await until(lambda: has_attempts(made, 1, JobStatus.RUNNING))
        first = (await Job.get(id=made.id)).lease_until
        await until(Job.filter(id=made.id, lease_until__gt=first).exists)


async def test_two_engines_never_run_the_same_job() -> None:
    made = [await enqueue("test.counted", label=f"shared {number}") for number in range(60)]
    async with running(), running():
        for one in made:
            await until(lambda one=one: is_gone(one))
    assert set(starts.values()) == {1}
    assert len(starts) == 60


async def test_database_that_was_away_does_not_end_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    claim, troubles = LocalEngine._claim, iter([OSError("gone")])

    async def flaky(self: LocalEngine, limit: int) -> list[Job]:
        for trouble in troubles:
            raise trouble
        return await claim(self, limit)

    monkeypatch.setattr(LocalEngine, "_claim", flaky)
    made = await enqueue("test.counted", label="patient")
    async with running():
        await until(lambda: is_gone(made))
