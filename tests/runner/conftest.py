"""Jobs to run, and the two engines with their rows seen alike."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Protocol

import orjson
import pytest

from app.core.database import Database, database
from app.core.processes import shared_time
from app.migrating import make_queue
from app.runner import queued
from app.runner.jobs import RunEngine, draining, engine, enqueue, job, use_engine, use_queue
from app.runner.local import LEASE, LocalEngine
from app.runner.models import Job, JobStatus
from tests.conftest import ON_POSTGRES
from tests.waiting import until

QUICK = 0.02
starts: Counter[str] = Counter()
order: list[str] = []
missed: dict[str, str] = {}
at_once = [0, 0]
gate = asyncio.Event()


@job("test.counted")
async def counted(label: str) -> None:
    starts[label] += 1
    order.append(label)
    at_once[0] += 1
    at_once[1] = max(at_once)
    await asyncio.sleep(0)
    at_once[0] -= 1


@job("test.local", is_local=True)
async def local(label: str) -> None:
    starts[label] += 1


async def miss(error: BaseException, label: str) -> None:
    missed[label] = str(error)


@job("test.failing", given_up=miss)
async def failing(label: str) -> None:
    starts[label] += 1
    raise ValueError("it never works")


@job("test.waiting", given_up=miss)
async def waiting(label: str) -> None:
    starts[label] += 1
    await gate.wait()


@job("test.handing_back")
async def handing_back(label: str) -> None:
    """Waits, and has itself done by another when the engine drains."""
    starts[label] += 1
    await draining().wait()
    await enqueue("test.counted", label=label)


@job("test.cancelling_itself")
async def cancelling_itself(label: str) -> None:
    starts[label] += 1
    raise asyncio.CancelledError


class Line(Protocol):
    """An engine's jobs in the database."""

    def engine(self, slots: int, drain_seconds: float) -> RunEngine: ...

    async def exists(self, pk: int) -> bool: ...

    async def failures(self, pk: int) -> int: ...

    async def is_waiting(self, pk: int) -> bool: ...

    async def is_given_up(self, pk: int) -> bool: ...

    async def make_due(self, pk: int) -> None: ...

    async def orphan(self, name: str, label: str, *, is_silent: bool, kills: int = 1) -> int: ...

    async def fall_silent(self) -> None: ...

    async def clear(self) -> None: ...


class LocalLine:
    """The table `job`."""

    def engine(self, slots: int, drain_seconds: float) -> RunEngine:
        return LocalEngine(slots, drain_seconds=drain_seconds, beat_seconds=QUICK)

    async def exists(self, pk: int) -> bool:
        return await Job.filter(id=pk).exists()

    async def failures(self, pk: int) -> int:
        return (await Job.get(id=pk)).attempts

    async def is_waiting(self, pk: int) -> bool:
        return await Job.filter(id=pk, status=JobStatus.QUEUED, holder=None).exists()

    async def is_given_up(self, pk: int) -> bool:
        return await Job.filter(id=pk, status=JobStatus.FAILED, holder=None).exists()

    async def make_due(self, pk: int) -> None:
        await Job.filter(id=pk).update(run_after=(await shared_time()).time - timedelta(seconds=1))

    async def orphan(self, name: str, label: str, *, is_silent: bool, kills: int = 1) -> int:
        until_time = (await shared_time()).time + (-LEASE if is_silent else timedelta(minutes=1))
        made = await Job.create(
            name=name,
            arguments={"label": label},
            status=JobStatus.RUNNING,
            holder="dead",
            attempts=kills,
            kills=kills - 1,
            lease_until=until_time,
        )
        return made.id

    async def fall_silent(self) -> None:
        await Job.filter(holder="dead").update(lease_until=(await shared_time()).time - timedelta(seconds=1))

    async def clear(self) -> None:
        await Job.filter(name__startswith="test.").delete()


ORPHAN = """
WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() + $1) RETURNING id)
INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)
SELECT $2, $3, $4::text::jsonb, 'doing', worker.id FROM worker RETURNING id"""


class QueueLine:
    """Procrastinate's tables."""

    def engine(self, slots: int, drain_seconds: float) -> RunEngine:
        from app.runner.queue import QueueEngine

        return QueueEngine(slots, drain_seconds=drain_seconds, beat_seconds=QUICK, poll_seconds=QUICK)

    async def _row(self, pk: int) -> Any:
        return await database().pool.fetchrow("SELECT * FROM procrastinate_jobs WHERE id = $1", pk)

    async def exists(self, pk: int) -> bool:
        return await self._row(pk) is not None

    async def failures(self, pk: int) -> int:
        return int((await self._row(pk))["attempts"])

    async def is_waiting(self, pk: int) -> bool:
        row = await self._row(pk)
        return row is not None and (row["status"], row["worker_id"]) == ("todo", None)

    async def is_given_up(self, pk: int) -> bool:
        row = await self._row(pk)
        return row is not None and row["status"] == "failed"

    async def make_due(self, pk: int) -> None:
        await database().pool.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE id = $1", pk)

    async def orphan(self, name: str, label: str, *, is_silent: bool, kills: int = 1) -> int:
        arguments = orjson.dumps({"arguments": {"label": label}, "kills": kills - 1}).decode()
        beat_in = timedelta(minutes=-1 if is_silent else 1)
        pk: int = await database().pool.fetchval(ORPHAN, beat_in, queued.QUEUE, name, arguments)
        return pk

    async def fall_silent(self) -> None:
        await database().pool.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")

    async def clear(self) -> None:
        await database().pool.execute("DELETE FROM procrastinate_jobs")
        await database().pool.execute("DELETE FROM procrastinate_workers")


@pytest.fixture
async def no_other_engine(system: Database) -> AsyncIterator[None]:
    others = engine()
    await others.stop()
    use_engine(None)
    starts.clear()
    order.clear()
    missed.clear()
    at_once[:] = [0, 0]
    gate.clear()
    yield
    await LocalLine().clear()
    use_engine(others)
    await others.start()


@pytest.fixture
async def queue_line(system: Database) -> AsyncIterator[QueueLine]:
    await make_queue(system)
    made = QueueLine()
    use_queue(queued.defer)
    yield made
    use_queue(None)
    await made.clear()


@pytest.fixture(params=["local", "procrastinate"] if ON_POSTGRES else ["local"])
def line(request: pytest.FixtureRequest) -> Line:
    chosen: Line = request.getfixturevalue("queue_line") if request.param == "procrastinate" else LocalLine()
    return chosen


@asynccontextmanager
async def working(line: Line, slots: int = 4, drain_seconds: float = 20) -> AsyncIterator[Any]:
    """An engine at work, as long as the block lasts."""
    made = line.engine(slots, drain_seconds)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


async def is_gone(line: Line, pk: int) -> None:
    """Wait until a job is done and its row gone."""

    async def look() -> bool:
        return not await line.exists(pk)

    await until(look)


async def has_started(label: str, times: int = 1) -> None:
    """Wait until a job has been started so often."""

    async def look() -> bool:
        return starts[label] >= times

    await until(look)
