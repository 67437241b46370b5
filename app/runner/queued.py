"""Jobs in procrastinate's tables, by statements of our own: enqueueing needs no other driver and no other transaction.

What becomes of a running job is only ever stored by the worker that holds it, so that one which was taken for dead, and is
not, cannot end a job that another works on by now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

import orjson
from tortoise import Tortoise

from app.core.database import database
from app.core.errors import DomainError
from app.core.processes import DEAD_AFTER, shared_time
from app.runner.jobs import FAILED_KEPT, maintenance, unwanted

QUEUE = "graphloop"
CHANNEL = f"procrastinate_queue_v1#{QUEUE}"
WORKER_KEPT = timedelta(hours=1)
_DEFER = """
SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[
    ROW($1::varchar, $2::varchar, $3::integer, NULL, NULL, $4::text::jsonb, NULL::timestamptz)
]::procrastinate_job_to_defer_v1[])) AS id"""
# What `procrastinate_fetch_job_v2` does for jobs without locks, leaving out those that this process does not want just now,
# unless a dead one left them: they have waited long enough.
_FETCH = """
WITH candidate AS (
    SELECT id FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = $1
        AND (scheduled_at IS NULL OR scheduled_at <= now())
        AND (args ? 'kills' OR NOT EXISTS (
            SELECT FROM unnest($3::text[]) AS other WHERE coalesce(args->'arguments', args) @> other::jsonb))
    ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE procrastinate_jobs AS job SET status = 'doing', worker_id = $2 FROM candidate WHERE job.id = candidate.id
RETURNING job.id, task_name, attempts, args::text"""
_BEAT = """
INSERT INTO procrastinate_workers (id, last_heartbeat) OVERRIDING SYSTEM VALUE VALUES ($1, now())
ON CONFLICT (id) DO UPDATE SET last_heartbeat = EXCLUDED.last_heartbeat"""
_HELD = "SELECT id FROM procrastinate_jobs WHERE worker_id = $1 AND status = 'doing'"
_DONE = "DELETE FROM procrastinate_jobs WHERE id = $1 AND worker_id = $2 AND status = 'doing'"
_BACK = "status = 'todo', worker_id = NULL, abort_requested = false"
_GIVE_BACK = f"""
UPDATE procrastinate_jobs SET {_BACK}, scheduled_at = NULL
WHERE worker_id = $1 AND status = 'doing' AND NOT id = ANY($2::bigint[])"""  # noqa: S608 - all of it is written here
_RETRY = f"""
UPDATE procrastinate_jobs SET {_BACK}, attempts = attempts + 1, scheduled_at = now() + $3::interval,
    args = args || jsonb_build_object('error', $4::text)
WHERE id = $1 AND worker_id = $2 AND status = 'doing'"""  # noqa: S608
_FAIL = """
UPDATE procrastinate_jobs SET status = 'failed', worker_id = NULL, abort_requested = false, attempts = attempts + 1,
    args = args || jsonb_build_object('error', $3::text)
WHERE id = $1 AND worker_id = $2 AND status = 'doing'"""
_RESCUE = f"""
WITH stalled AS (
    SELECT job.id FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
    WHERE job.status = 'doing' AND job.queue_name = $1 AND (worker.id IS NULL OR worker.last_heartbeat < $2)
    FOR UPDATE OF job SKIP LOCKED)
UPDATE procrastinate_jobs job SET {_BACK}, scheduled_at = NULL,
    args = jsonb_set(args, '{{kills}}', to_jsonb(coalesce((args->>'kills')::integer, 0) + 1))
FROM stalled WHERE job.id = stalled.id RETURNING job.id"""  # noqa: S608
_OTHERS_WAIT = """
SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = $1
    AND (scheduled_at IS NULL OR scheduled_at <= now()) AND NOT coalesce(args->'arguments', args) @> $2::text::jsonb)"""
_PRUNE = """
DELETE FROM procrastinate_jobs job WHERE queue_name = $1 AND status NOT IN ('todo', 'doing') AND NOT EXISTS (
    SELECT FROM procrastinate_events event WHERE event.job_id = job.id AND event.at > now() - $2::interval)"""
_PRUNE_WORKERS = "DELETE FROM procrastinate_workers WHERE last_heartbeat < $1"
_COUNTS = """
SELECT count(*) FILTER (WHERE status IN ('todo', 'doing')), count(*) FILTER (WHERE status = 'failed')
FROM procrastinate_jobs WHERE queue_name = $1"""


class EngineMissing(DomainError):
    """The procrastinate engine is not installed; run: pip install 'graphloop[worker]'."""

    code = "ENGINE_MISSING"


@dataclass(frozen=True)
class Fetched:
    """A job that a worker has taken."""

    id: int
    name: str
    arguments: dict[str, Any]
    failures: int
    kills: int


def is_available() -> bool:
    """Whether the library is installed."""
    return find_spec("procrastinate") is not None


def schema() -> str:
    """The statements that make the tables."""
    if not is_available():
        raise EngineMissing
    return (files("procrastinate") / "sql" / "schema.sql").read_text("utf-8")


async def is_installed() -> bool:
    """Whether the tables are there."""
    statement = "SELECT to_regclass('procrastinate_jobs')::text AS name"
    (row,) = await Tortoise.get_connection("postgres").execute_query_dict(statement)
    return row["name"] is not None


async def defer(name: str, arguments: dict[str, Any], priority: int) -> int:
    """Add a job within the present transaction; workers hear of it with the commit."""
    stored = orjson.dumps({"arguments": arguments}).decode()
    (row,) = await Tortoise.get_connection("postgres").execute_query_dict(_DEFER, [QUEUE, name, priority, stored])
    return int(row["id"])


async def fetch(worker: int) -> Fetched | None:
    """Take the next job."""
    others = [orjson.dumps(arguments).decode() for arguments in unwanted()]
    for pk, name, attempts, text in await database().pool.fetch(_FETCH, QUEUE, worker, others):
        args = orjson.loads(text)
        return Fetched(pk, name, args.get("arguments", args), attempts, args.get("kills", 0))
    return None


async def register() -> int:
    """A new worker's number."""
    ((pk,),) = await database().pool.fetch("SELECT worker_id FROM procrastinate_register_worker_v1()")
    return int(pk)


async def unregister(worker: int) -> None:
    """Give back all that a worker holds, and its number."""
    await give_back(worker, excepted=set())
    await database().pool.execute("SELECT procrastinate_unregister_worker_v1($1)", worker)


async def beat(worker: int) -> set[int]:
    """Say that a worker lives; gives the jobs that are still its own."""
    await database().pool.execute(_BEAT, worker)
    return {pk for (pk,) in await database().pool.fetch(_HELD, worker)}


async def give_back(worker: int, *, excepted: set[int]) -> None:
    """Put a worker's jobs back, as if they had not been started."""
    await database().pool.execute(_GIVE_BACK, worker, list(excepted))


async def finish(worker: int, pk: int) -> None:
    """Remove a job that is done."""
    await database().pool.execute(_DONE, pk, worker)


async def retry(worker: int, pk: int, error: str, pause: timedelta) -> None:
    """Have a job that failed tried again after a pause."""
    await database().pool.execute(_RETRY, pk, worker, pause, error)


async def fail(worker: int, pk: int, error: str) -> None:
    """Keep a job as one that is not tried again."""
    await database().pool.execute(_FAIL, pk, worker, error)


async def rescue() -> int:
    """Put back the jobs of workers that have gone silent; any number of processes may do this at once."""
    silent_since = (await shared_time()).silent_since(DEAD_AFTER)
    if silent_since is None:
        return 0
    return len(await database().pool.fetch(_RESCUE, QUEUE, silent_since))


async def others_wait(arguments: dict[str, Any]) -> bool:
    """Whether a due job lacks one of these arguments."""
    ((found,),) = await database().pool.fetch(_OTHERS_WAIT, QUEUE, orjson.dumps(arguments).decode())
    return bool(found)


async def living_workers() -> int:
    """How many workers were heard of lately."""
    statement = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat >= now() - $1::interval"
    return int(await database().pool.fetchval(statement, DEAD_AFTER))


async def counts() -> tuple[int, int]:
    """How many jobs are to do, and how many were given up."""
    ((to_do, failed),) = await database().pool.fetch(_COUNTS, QUEUE)
    return to_do, failed


@maintenance(seconds=3600)
async def prune() -> None:
    """Jobs that were given up are kept for two weeks, and workers that ended without a word for an hour."""
    if database().dialect == "sqlite" or not await is_installed():
        return
    await database().pool.execute(_PRUNE, QUEUE, FAILED_KEPT)
    if since := (await shared_time()).silent_since(WORKER_KEPT):
        await database().pool.execute(_PRUNE_WORKERS, since)
