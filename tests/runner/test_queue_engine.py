"""What only the procrastinate engine does."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.database import Database, database
from app.migrating import NotMigrated, make_queue, require_migrated
from app.runner import queued
from app.runner.jobs import enqueue
from tests.conftest import ON_POSTGRES
from tests.runner.conftest import QueueLine, gate, has_started, is_gone, starts, working
from tests.waiting import until

pytestmark = [
    pytest.mark.skipif(not ON_POSTGRES, reason="the queue is in PostgreSQL"),
    pytest.mark.usefixtures("no_other_engine"),
]


async def row(pk: int) -> Any:
    return await database().pool.fetchrow("SELECT * FROM procrastinate_jobs WHERE id = $1", pk)


async def test_worker_lets_go_of_a_job_that_another_has_taken_over(queue_line: QueueLine) -> None:
    made = await enqueue("test.waiting", label="lost")
    async with working(queue_line) as running:
        await has_started("lost")
        other = await queued.register()
        await database().pool.execute("UPDATE procrastinate_jobs SET worker_id = $1 WHERE id = $2", other, made)

        async def is_free() -> bool:
            return running.running == 0

        await until(is_free)
    assert (await row(made))["worker_id"] == other


async def test_worker_that_was_taken_for_dead_cannot_end_another_ones_job(queue_line: QueueLine) -> None:
    made = await enqueue("test.counted", label="one")
    former, heir = await queued.register(), await queued.register()
    assert (await queued.fetch(former)) == queued.Fetched(made, "test.counted", {"label": "one"}, 0, 0)
    await database().pool.execute("UPDATE procrastinate_jobs SET worker_id = $1 WHERE id = $2", heir, made)
    await queued.finish(former, made)
    await queued.fail(former, made, "late")
    await queued.unregister(former)
    assert ((await row(made))["status"], (await row(made))["worker_id"]) == ("doing", heir)
    await queued.finish(heir, made)
    assert await row(made) is None


async def test_worker_whose_row_was_removed_has_it_again_with_its_next_beat(queue_line: QueueLine) -> None:
    worker = await queued.register()
    await database().pool.execute("DELETE FROM procrastinate_workers WHERE id = $1", worker)
    assert await queued.beat(worker) == set()
    assert await queued.living_workers() >= 1
    assert await queued.fetch(worker) is None


async def test_taken_job_whose_answer_got_lost_is_put_back(queue_line: QueueLine, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch, troubles = queued.fetch, iter([OSError("gone")])

    async def losing(worker: int) -> queued.Fetched | None:
        fetched = await fetch(worker)
        for trouble in troubles:
            raise trouble
        return fetched

    made = await enqueue("test.counted", label="unheard")
    monkeypatch.setattr(queued, "fetch", losing)
    async with working(queue_line):
        await is_gone(queue_line, made)
    assert starts["unheard"] == 1


async def test_end_that_cannot_be_stored_is_stored_later(queue_line: QueueLine, monkeypatch: pytest.MonkeyPatch) -> None:
    finish, troubles = queued.finish, iter([OSError("gone"), TimeoutError()])

    async def flaky(worker: int, pk: int) -> None:
        for trouble in troubles:
            raise trouble
        await finish(worker, pk)

    monkeypatch.setattr(queued, "finish", flaky)
    made = await enqueue("test.counted", label="stored")
    async with working(queue_line):
        await is_gone(queue_line, made)
    assert starts["stored"] == 1


async def test_another_worker_takes_the_place_of_one_that_ended(
    queue_line: QueueLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from procrastinate.worker import Worker

    run, troubles = Worker.run, iter([RuntimeError("broken"), RuntimeError("again")])

    async def broken(self: Worker) -> None:
        for trouble in troubles:
            raise trouble
        await run(self)

    monkeypatch.setattr(Worker, "run", broken)
    made = await enqueue("test.counted", label="after")
    async with working(queue_line):
        await is_gone(queue_line, made)


async def test_job_that_was_deferred_by_other_means_is_done_too(queue_line: QueueLine) -> None:
    made = await database().pool.fetchval(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
        """ VALUES ('graphloop', 'test.counted', '{"label": "plain"}') RETURNING id"""
    )
    async with working(queue_line):
        await is_gone(queue_line, made)
    assert starts["plain"] == 1


async def test_stopping_leaves_no_worker_behind(queue_line: QueueLine) -> None:
    await enqueue("test.waiting", label="busy")
    async with working(queue_line):
        await has_started("busy")
        assert await database().pool.fetchval("SELECT count(*) FROM procrastinate_workers") == 1
    assert await database().pool.fetchval("SELECT count(*) FROM procrastinate_workers") == 0


async def test_kills_are_not_failures(queue_line: QueueLine) -> None:
    made = await queue_line.orphan("test.waiting", "killed", is_silent=True, kills=3)
    async with working(queue_line):
        await has_started("killed")
        assert (await row(made))["attempts"] == 0
        gate.set()
        await is_gone(queue_line, made)


async def test_old_failures_and_ended_workers_are_pruned(queue_line: QueueLine) -> None:
    worker = await queued.register()
    made = [await enqueue("test.counted", label=label) for label in ("old", "new")]
    for pk in made:
        await queued.fetch(worker)
        await queued.fail(worker, pk, "bad")
    await database().pool.execute("UPDATE procrastinate_events SET at = at - interval '15 days' WHERE job_id = $1", made[0])
    await database().pool.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 hours'")
    waiting = await enqueue("test.counted", label="waits")

    async def is_pruned() -> bool:
        await queued.prune()
        return await row(made[0]) is None and not await database().pool.fetchval(
            "SELECT count(*) FROM procrastinate_workers"
        )

    # Nobody counts as silent in the first seconds of a database.
    await until(is_pruned)
    assert await row(made[1])
    assert await row(waiting)
    assert await queued.counts() == (1, 1)


async def test_system_does_not_open_without_the_queue_it_needs(system: Database) -> None:
    if await queued.is_installed():
        await _drop_queue()
    with pytest.raises(NotMigrated):
        await require_migrated(system, is_embedded=False, has_queue=True)
    assert await make_queue(system)
    assert not await make_queue(system)
    await require_migrated(system, is_embedded=False, has_queue=True)


async def _drop_queue() -> None:
    await database().pool.execute("""
        DO $$ DECLARE one record; BEGIN
            DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs CASCADE;
            DROP TABLE procrastinate_workers CASCADE;
            FOR one IN SELECT oid::regprocedure AS name FROM pg_proc WHERE proname LIKE 'procrastinate%' LOOP
                EXECUTE 'DROP FUNCTION ' || one.name || ' CASCADE';
            END LOOP;
            DROP TYPE procrastinate_job_to_defer_v1, procrastinate_job_status, procrastinate_job_event_type CASCADE;
        END $$""")
