from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from app.core.processes import shared_time
from app.runner.jobs import FAILED_KEPT, Maintenance
from app.runner.maintaining import delete_expired_leases, delete_old_failures, do_if_due, maintain
from app.runner.models import Job, JobStatus, SlotLease
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("no_other_engine")
done: Counter[str] = Counter()


async def work() -> None:
    done["work"] += 1


async def trouble() -> None:
    done["trouble"] += 1
    raise OSError("gone")


@pytest.fixture
async def chore() -> Maintenance:
    done.clear()
    await SlotLease.filter(resource__startswith="maintenance:test").delete()
    return Maintenance("test.work", 60, work)


async def test_chore_is_done_once_in_its_time_by_whoever_comes_first(chore: Maintenance) -> None:
    assert sum(await asyncio.gather(*(do_if_due(chore) for _ in range(5)))) == 1
    assert done["work"] == 1
    passed = (await shared_time()).time - timedelta(seconds=1)
    await SlotLease.filter(resource="maintenance:test.work").update(expires_at=passed)
    assert sum(await asyncio.gather(*(do_if_due(chore) for _ in range(5)))) == 1
    assert done["work"] == 2


async def test_chore_that_fails_does_not_end_the_maintenance(chore: Maintenance, monkeypatch: pytest.MonkeyPatch) -> None:
    both = (Maintenance("test.trouble", 0, trouble), Maintenance("test.work", 0, work))
    monkeypatch.setattr("app.runner.maintaining.chores", lambda: both)
    maintaining = asyncio.create_task(maintain(0.001))

    async def are_done() -> bool:
        return done["work"] > 1 and done["trouble"] > 1

    await until(are_done)
    maintaining.cancel()
    await asyncio.wait((maintaining,))


async def test_jobs_given_up_long_ago_are_deleted() -> None:
    time = (await shared_time()).time
    old, new = [
        await Job.create(name="test.counted", arguments={}, status=JobStatus.FAILED, run_after=time - ago)
        for ago in (FAILED_KEPT + timedelta(hours=1), FAILED_KEPT - timedelta(hours=1))
    ]
    waiting = await Job.create(name="test.elsewhere", arguments={}, run_after=time - FAILED_KEPT * 2)
    await delete_old_failures()
    assert set(await Job.filter(id__in=[old.id, new.id, waiting.id]).values_list("id", flat=True)) == {new.id, waiting.id}


async def test_expired_leases_are_deleted_unless_they_say_that_something_is_closed() -> None:
    time = (await shared_time()).time
    await SlotLease.filter(holder__startswith="test-").delete()
    for holder, ago, closed_until in (
        ("test-expired", 10, None),
        ("test-renewed", -10, None),
        ("test-open-again", 10, time - timedelta(minutes=1)),
        ("test-closed", 10, time + timedelta(minutes=1)),
    ):
        expires_at = time - timedelta(minutes=ago)
        await SlotLease.create(resource="test:1", holder=holder, expires_at=expires_at, closed_until=closed_until)
    await delete_expired_leases()
    kept = await SlotLease.filter(resource="test:1").values_list("holder", flat=True)
    assert set(kept) == {"test-renewed", "test-closed"}
    await SlotLease.filter(resource="test:1").delete()
