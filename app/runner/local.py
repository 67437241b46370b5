"""The local engine: jobs run as tasks of the server, under a lease that another process may take over."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import structlog
from tortoise.expressions import F, Q

from app.core import metrics
from app.core.clock import now
from app.core.database import database
from app.runner.jobs import give_up, handler_of
from app.runner.models import Job, JobStatus

LEASE = timedelta(seconds=10)
BEAT_SECONDS = 2.0
STOP_SECONDS = 5.0
MAX_ATTEMPTS = 5
MAX_STARTS = 50
"""Starts of a job whose process ended each time; kills are rarely the job's own fault, so there may be many."""
_GIVEN_BACK = {"status": JobStatus.QUEUED, "holder": None, "lease_until": None, "attempts": F("attempts") - 1}

log: Any = structlog.get_logger(__name__)


class ProcessEnded(Exception):
    """A job's process ended before the job did."""


class LocalEngine:
    """Runs up to `slots` jobs at once in this process; resumes at start what a killed process left."""

    def __init__(self, slots: int = 8, *, beat_seconds: float = BEAT_SECONDS) -> None:
        self._slots = slots
        self._beat_seconds = beat_seconds
        self._token = secrets.token_hex(16)
        self._running: dict[int, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        if database().dialect == "sqlite":
            # One server owns an embedded database, so whoever held these leases is gone.
            await Job.filter(status=JobStatus.RUNNING).update(lease_until=None)
        metrics.job_slots.set(self._slots)
        self._tasks = [
            asyncio.create_task(self._take_jobs(), name="jobs"),
            asyncio.create_task(self._keep_leases(), name="job-leases"),
        ]

    async def stop(self) -> None:
        await _ended(self._tasks)
        await _ended(self._running.values())
        # What was claimed but not yet begun, or could not be given back by its own task.
        await self._mine().update(**_GIVEN_BACK)

    def wake(self) -> None:
        self._wake.set()

    @property
    def running(self) -> int:
        """Jobs being run now."""
        return len(self._running)

    def _mine(self) -> Any:
        return Job.filter(holder=self._token, status=JobStatus.RUNNING)

    async def _take_jobs(self) -> None:
        while True:
            self._wake.clear()
            try:
                for job in await self._claim(self._slots - len(self._running)):
                    self._begin(job)
            except Exception:
                # A database that was away for a moment must not end the engine.
                log.exception("jobs could not be taken")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._beat_seconds):
                    await self._wake.wait()

    def _begin(self, job: Job) -> None:
        task = asyncio.create_task(self._run(job), name=f"job-{job.name}-{job.id}")
        self._running[job.id] = task
        task.add_done_callback(lambda done: self._finished(job, done))
        metrics.busy_job_slots.set(len(self._running))

    def _finished(self, job: Job, task: asyncio.Task[None]) -> None:
        del self._running[job.id]
        metrics.busy_job_slots.set(len(self._running))
        if not task.cancelled() and (error := task.exception()):
            # Its lease runs out, and the job is run again.
            log.error("a job's end could not be stored", job=job.name, job_id=job.id, exc_info=error)
        self.wake()

    async def _claim(self, limit: int) -> list[Job]:
        if limit <= 0:
            return []
        stale = Q(lease_until__isnull=True) | Q(lease_until__lt=now())
        queued = Q(status=JobStatus.QUEUED, run_after__lte=now())
        free = await Job.filter(queued | (Q(status=JobStatus.RUNNING) & stale)).order_by("run_after", "id").limit(limit)
        taken = [job for job in free if await self._take(job)]
        if len(taken) < len(free):
            # Another process was faster; there may be more behind what it took.
            self.wake()
        return taken

    async def _take(self, job: Job) -> bool:
        lease = {"lease_until": job.lease_until} if job.lease_until else {"lease_until__isnull": True}
        unchanged = Job.filter(id=job.id, status=job.status, attempts=job.attempts, **lease)
        if job.status == JobStatus.RUNNING and job.attempts >= MAX_STARTS:
            log.error("job ended its process too often", job=job.name, job_id=job.id, attempt=job.attempts)
            ended = ProcessEnded("The process ended each time it ran.")
            changes = {"status": JobStatus.FAILED, "holder": None, "lease_until": None, "error": str(ended)}
            if await unchanged.update(**changes):
                await give_up(job.name, ended, job.arguments)
            return False
        job.status, job.attempts, job.holder = JobStatus.RUNNING, job.attempts + 1, self._token
        return bool(
            await unchanged.update(status=job.status, attempts=job.attempts, holder=self._token, lease_until=now() + LEASE)
        )

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(self._beat_seconds)
            try:
                await self._renew()
            except Exception:
                log.exception("leases could not be renewed")

    async def _renew(self) -> None:
        begun = dict(self._running)
        if not begun:
            return
        renewed = await self._mine().filter(id__in=list(begun)).update(lease_until=now() + LEASE)
        if renewed < len(begun):
            kept = set(await self._mine().filter(id__in=list(begun)).values_list("id", flat=True))
            for pk in begun.keys() - kept:
                # Another process works on it by now, or it has just ended, and then this does nothing.
                begun[pk].cancel()

    async def _run(self, job: Job) -> None:
        held = self._mine().filter(id=job.id)
        try:
            await handler_of(job.name)(**job.arguments)
        except asyncio.CancelledError as error:
            if not _is_cancelled_from_outside():
                await self._failed(job, error)
                return
            await held.update(**_GIVEN_BACK)
            raise
        except Exception as error:
            log.exception("job failed", job=job.name, job_id=job.id, attempt=job.attempts)
            await self._failed(job, error)
        else:
            await held.delete()

    async def _failed(self, job: Job, error: BaseException) -> None:
        """Have it tried again after a pause, or, after too many attempts, tell whoever registered it."""
        is_last = job.attempts >= MAX_ATTEMPTS
        pause = timedelta(seconds=2**job.attempts)
        await (
            self._mine()
            .filter(id=job.id)
            .update(
                status=JobStatus.FAILED if is_last else JobStatus.QUEUED,
                error=repr(error)[:2000],
                run_after=now() + pause,
                holder=None,
                lease_until=None,
            )
        )
        if is_last:
            await give_up(job.name, error, job.arguments)


def _is_cancelled_from_outside() -> bool:
    """Whether the task itself was cancelled, rather than something it waited for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks and wait for their ends, but not for ever: a lease outlives whoever does not heed."""
    waiting = set(tasks)
    for task in waiting:
        task.cancel()
    if waiting:
        await asyncio.wait(waiting, timeout=STOP_SECONDS)
