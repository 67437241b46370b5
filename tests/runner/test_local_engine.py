"""What only the local engine does: its leases, its share of the jobs, and a clock that tests may hold."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from app.core.database import database
from app.core.processes import shared_time
from app.runner.jobs import MAX_ATTEMPTS, enqueue, local_jobs, wake
from app.runner.local import LocalEngine
from app.runner.models import Job, JobStatus
from tests.runner.conftest import QUICK, LocalLine, has_started, is_gone, starts
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("no_other_engine")
line = LocalLine()


@asynccontextmanager
async def running(
    slots: int = 4, beat_seconds: float = QUICK, only: frozenset[str] | None = None
) -> AsyncIterator[LocalEngine]:
    made = LocalEngine(slots, only=only, beat_seconds=beat_seconds)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


async def has_attempts(pk: int, attempts: int, status: JobStatus) -> bool:
    return await Job.filter(id=pk, attempts=attempts, status=status).exists()


async def test_waking_spares_waiting_for_the_next_look() -> None:
    async with running(beat_seconds=3600):
        made = await enqueue("test.counted", label="woken")
        wake()
        await is_gone(line, made)


async def test_pause_doubles_with_each_failure() -> None:
    made = await enqueue("test.failing", label="bad")
    async with running():
        for attempt in range(1, MAX_ATTEMPTS):
            wake()
            await until(lambda attempt=attempt: has_attempts(made, attempt, JobStatus.QUEUED))
            pause = (await Job.get(id=made)).run_after - (await shared_time()).time
            assert timedelta(seconds=2**attempt - 2) < pause <= timedelta(seconds=2**attempt)
            await line.make_due(made)
    stored = await Job.get(id=made)
    assert (stored.error, stored.holder) == ("ValueError('it never works')", None)


async def test_engine_lets_go_of_a_job_that_another_has_taken_over() -> None:
    made = await enqueue("test.waiting", label="lost")
    async with running() as local:

        async def is_running(count: int) -> bool:
            return local.running == count

        await until(lambda: is_running(1))
        later = (await shared_time()).time + timedelta(minutes=1)
        await Job.filter(id=made).update(holder="another", lease_until=later)
        await until(lambda: is_running(0))
    stored = await Job.get(id=made)
    assert (stored.status, stored.holder, stored.attempts) == (JobStatus.RUNNING, "another", 1)


async def test_leases_of_running_jobs_are_renewed() -> None:
    made = await enqueue("test.waiting", label="long")
    async with running():
        await until(lambda: has_attempts(made, 1, JobStatus.RUNNING))
        first = (await Job.get(id=made)).lease_until
        await until(Job.filter(id=made, lease_until__gt=first).exists)


async def test_leases_of_draining_jobs_are_renewed() -> None:
    made = await enqueue("test.waiting", label="long")
    async with running() as local:
        await has_started("long")
        local._held._drain_seconds = 0.1
        await local.drain()
        first = (await Job.get(id=made)).lease_until
        await until(Job.filter(id=made, lease_until__gt=first).exists)


async def test_engine_that_runs_only_some_jobs_leaves_the_others() -> None:
    other, mine = await enqueue("test.counted", label="other"), await enqueue("test.local", label="mine")
    async with running(only=local_jobs()) as local:
        await is_gone(line, mine)
        assert not await local.others_wait(label="mine")
        assert await line.is_waiting(other)
    assert not starts["other"]


async def test_local_job_is_left_to_servers_also_when_there_is_a_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    enqueued: list[str] = []

    async def queue(name: str, arguments: dict[str, object], priority: int) -> int:
        enqueued.append(name)
        return 1

    monkeypatch.setattr("app.runner.jobs._queue", queue)
    made = await enqueue("test.local", label="here")
    await enqueue("test.counted", label="there")
    assert await line.is_waiting(made)
    assert enqueued == ["test.counted"]


async def test_server_of_an_embedded_database_takes_up_at_once_what_a_killed_one_left() -> None:
    made = await line.orphan("test.counted", "left", is_silent=database().dialect == "postgres")
    async with running():
        await is_gone(line, made)
    assert starts["left"] == 1


async def test_database_that_was_away_does_not_end_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    claim, troubles = LocalEngine._claim, iter([OSError("gone")])

    async def flaky(self: LocalEngine, limit: int) -> list[Job]:
        for trouble in troubles:
            raise trouble
        return await claim(self, limit)

    monkeypatch.setattr(LocalEngine, "_claim", flaky)
    made = await enqueue("test.counted", label="patient")
    async with running():
        await is_gone(line, made)
