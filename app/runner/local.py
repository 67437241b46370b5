"""The local engine: jobs run as tasks of the server, under a lease that another process may take over."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from datetime import timedelta
from typing import Any

import structlog
from tortoise.expressions import Q

from app.core.clock import now
from app.core.database import database
from app.runner.jobs import handler_of
from app.runner.models import Job, JobStatus

LEASE = timedelta(seconds=10)
BEAT_SECONDS = 2.0
MAX_ATTEMPTS = 5

log: Any = structlog.get_logger(__name__)


class LocalEngine:
    """Runs up to `slots` jobs at once in this process; resumes at start what a killed process left."""

    def __init__(self, slots: int = 8) -> None:
        self._slots = slots
        self._token = secrets.token_hex(16)
        self._running: dict[int, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._beat: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if database().dialect == "sqlite":
            # One server owns an embedded database, so whoever held these leases is gone.
            await Job.filter(status=JobStatus.RUNNING).update(lease_until=None)
        self._loop = asyncio.create_task(self._take_jobs(), name="jobs")
        self._beat = asyncio.create_task(self._keep_leases(), name="job-leases")

    async def stop(self) -> None:
        for task in filter(None, (self._loop, self._beat)):
            await _ended(task)
        for task in tuple(self._running.values()):
            await _ended(task)

    def wake(self) -> None:
        self._wake.set()

    @property
    def running(self) -> int:
        """Jobs being run now."""
        return len(self._running)

    async def _take_jobs(self) -> None:
        while True:
            self._wake.clear()
            for job in await self._claim(self._slots - len(self._running)):
                task = asyncio.create_task(self._run(job), name=f"job-{job.name}-{job.id}")
                self._running[job.id] = task
                task.add_done_callback(lambda _, pk=job.id: self._finished(pk))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(BEAT_SECONDS):
                    await self._wake.wait()

    def _finished(self, pk: int) -> None:
        del self._running[pk]
        self.wake()

    async def _claim(self, limit: int) -> list[Job]:
        if limit <= 0:
            return []
        stale = Q(lease_until__isnull=True) | Q(lease_until__lt=now())
        queued = Q(status=JobStatus.QUEUED, run_after__lte=now())
        free = await Job.filter(queued | (Q(status=JobStatus.RUNNING) & stale)).order_by("run_after", "id").limit(limit)
        return [job for job in free if await self._take(job)]

    async def _take(self, job: Job) -> bool:
        lease = {"lease_until": job.lease_until} if job.lease_until else {"lease_until__isnull": True}
        unchanged = Job.filter(id=job.id, status=job.status, attempts=job.attempts, **lease)
        job.status, job.attempts, job.holder = JobStatus.RUNNING, job.attempts + 1, self._token
        return bool(
            await unchanged.update(
                status=job.status, attempts=job.attempts, holder=self._token, lease_until=now() + LEASE
            )
        )

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            if self._running:
                mine = Job.filter(id__in=list(self._running), holder=self._token)
                await mine.update(lease_until=now() + LEASE)

    async def _run(self, job: Job) -> None:
        held = Job.filter(id=job.id, holder=self._token)
        try:
            await handler_of(job.name)(**job.arguments)
        except asyncio.CancelledError:
            await held.update(status=JobStatus.QUEUED, holder=None, lease_until=None, attempts=job.attempts - 1)
            raise
        except Exception as error:
            log.exception("job failed", job=job.name, job_id=job.id, attempt=job.attempts)
            await held.update(**_after_failure(job, error))
        else:
            await held.delete()


def _after_failure(job: Job, error: Exception) -> dict[str, Any]:
    status = JobStatus.FAILED if job.attempts >= MAX_ATTEMPTS else JobStatus.QUEUED
    pause = timedelta(seconds=2**job.attempts)
    return {"status": status, "error": repr(error)[:2000], "run_after": now() + pause, "holder": None, "lease_until": None}


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
