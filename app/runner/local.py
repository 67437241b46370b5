"""The local engine: jobs run as tasks of the server, under a lease that another process may take over."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from datetime import timedelta
from typing import Any

import structlog
from tortoise.expressions import F, Q

from app.core.database import database
from app.core.notices import listening
from app.core.processes import shared_time
from app.runner.held import HeldJobs, ended, is_cancelled_from_outside
from app.runner.jobs import (
    MAX_ATTEMPTS,
    MAX_STARTS,
    NEWS,
    ProcessEnded,
    begin_draining_anew,
    draining,
    handler_of,
    is_given_up,
    pause_after,
    unwanted,
    wake,
)
from app.runner.maintaining import maintain
from app.runner.models import Job, JobStatus

"""Topic on which servers tell each other that there are jobs."""
LEASE = timedelta(seconds=5)
BEAT_SECONDS = 1.0
_LOOKED_AT = 1_000
_AT_ONCE = 2
_FREE = {"holder": None, "lease_until": None}
_GIVEN_BACK = {"status": JobStatus.QUEUED, "attempts": F("attempts") - 1, **_FREE}

log: Any = structlog.get_logger(__name__)


class LocalEngine:
    """Runs up to `slots` jobs at once in this process; resumes at start what a killed process left.

    `only` are the names of the jobs it takes, where another engine takes the others.
    """

    def __init__(
        self,
        slots: int = 16,
        *,
        only: frozenset[str] | None = None,
        drain_seconds: float = 20,
        beat_seconds: float = BEAT_SECONDS,
    ) -> None:
        self._only = only
        self._beat_seconds = beat_seconds
        self._token = secrets.token_hex(16)
        self._held = HeldJobs(slots, drain_seconds)
        self._wake = asyncio.Event()
        self._taking: asyncio.Task[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        if database().dialect == "sqlite":
            # One server owns an embedded database, so whoever held these leases is gone.
            await Job.filter(status=JobStatus.RUNNING).update(lease_until=None)
        begin_draining_anew()
        self._held.open()
        self._taking = asyncio.create_task(self._take_jobs(), name="jobs")
        self._tasks = [
            self._taking,
            asyncio.create_task(self._hear(), name="job-news"),
            asyncio.create_task(self._keep_leases(), name="job-leases"),
            asyncio.create_task(maintain(), name="maintenance"),
        ]

    async def drain(self) -> None:
        if self._taking:
            await ended(self._taking)
        draining().set()
        # What was claimed when the taking ended, and not begun.
        await self._given_back(self._mine().exclude(id__in=list(self._held.ids)))
        await self._held.drained()

    async def stop(self) -> None:
        await ended(*self._tasks)
        await self._held.interrupted()
        # What was claimed but not yet begun, or could not be given back by its own task.
        await self._given_back(self._mine())

    async def _given_back(self, jobs: Any) -> None:
        try:
            await jobs.update(**_GIVEN_BACK)
        except Exception:
            # Their leases run out.
            log.exception("jobs could not be given back")

    async def _hear(self) -> None:
        """Look for jobs when there is news of some, from here or from another server."""
        with listening(NEWS) as news:
            while True:
                await news.get()
                self._wake.set()

    async def others_wait(self, **arguments: Any) -> bool:
        if self._held.free > 0:
            return False
        due = Job.filter(self._meant(), status=JobStatus.QUEUED, run_after__lte=(await shared_time()).time)
        waiting: Any = await due.order_by("-priority", "run_after").limit(_LOOKED_AT).values_list("arguments", flat=True)
        return any(other.get(name) != value for other in waiting for name, value in arguments.items())

    @property
    def running(self) -> int:
        """Jobs being run now."""
        return len(self._held)

    def _mine(self) -> Any:
        return Job.filter(holder=self._token, status=JobStatus.RUNNING)

    def _meant(self) -> Q:
        return Q() if self._only is None else Q(name__in=list(self._only))

    async def _take_jobs(self) -> None:
        while True:
            self._wake.clear()
            try:
                # A few at a time, so that servers which were told of many at the same moment share them.
                taken = await self._claim(min(self._held.free, _AT_ONCE))
                for job in taken:
                    self._begin(job)
                if len(taken) == _AT_ONCE:
                    self._wake.set()
            except Exception:
                # A database that was away for a moment must not end the engine.
                log.exception("jobs could not be taken")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._beat_seconds):
                    await self._wake.wait()

    def _begin(self, job: Job) -> None:
        task = asyncio.create_task(self._run(job), name=f"job-{job.name}-{job.id}")
        self._held.add(job.id, task)
        task.add_done_callback(lambda done: self._finished(job, done))

    def _finished(self, job: Job, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            # Its lease runs out, and the job is run again.
            log.error("a job's end could not be stored", job=job.name, job_id=job.id, exc_info=error)
        self._wake.set()

    async def _claim(self, limit: int) -> list[Job]:
        if limit <= 0:
            return []
        time = await shared_time()
        wanted = Q(status=JobStatus.QUEUED, run_after__lte=time.time)
        if time.silent_since(LEASE):
            stale = Q(lease_until__isnull=True) | Q(lease_until__lt=time.time)
            wanted |= Q(status=JobStatus.RUNNING) & stale
        others = unwanted()
        due = Job.filter(self._meant(), wanted).order_by("-priority", "run_after", "id")
        found = await due.limit(limit if not others else _LOOKED_AT)
        free = [job for job in found if _is_wanted(job, others)][:limit]
        taken = [job for job in free if await self._take(job)]
        if len(taken) < len(free):
            # Another process was faster; there may be more behind what it took.
            wake()
        return taken

    async def _take(self, job: Job) -> bool:
        lease = {"lease_until": job.lease_until} if job.lease_until else {"lease_until__isnull": True}
        unchanged = Job.filter(id=job.id, status=job.status, attempts=job.attempts, **lease)
        if job.status == JobStatus.RUNNING:
            job.kills += 1
        if job.kills >= MAX_STARTS:
            await self._give_up_killed(job, unchanged)
            return False
        job.status, job.attempts, job.holder = JobStatus.RUNNING, job.attempts + 1, self._token
        taken = {"status": job.status, "attempts": job.attempts, "kills": job.kills, "holder": self._token}
        return bool(await unchanged.update(**taken, lease_until=(await shared_time()).time + LEASE))

    async def _give_up_killed(self, job: Job, unchanged: Any) -> None:
        log.error("job ended its process too often", job=job.name, job_id=job.id, attempt=job.attempts)
        error = ProcessEnded("The process ended each time it ran.")
        if await is_given_up(job.name, error, job.arguments):
            await unchanged.update(status=JobStatus.FAILED, error=str(error), **_FREE)

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(self._beat_seconds)
            try:
                await self._renew()
            except Exception:
                log.exception("leases could not be renewed")

    async def _renew(self) -> None:
        begun = self._held.ids
        if not begun:
            return
        until = (await shared_time()).time + LEASE
        renewed = await self._mine().filter(id__in=list(begun)).update(lease_until=until)
        if renewed < len(begun):
            kept = set(await self._mine().filter(id__in=list(begun)).values_list("id", flat=True))
            # Another process works on the others by now, or they have just ended, and then this does nothing.
            self._held.cancel(begun - kept)

    async def _run(self, job: Job) -> None:
        held = self._mine().filter(id=job.id)
        try:
            await handler_of(job.name)(**job.arguments)
        except asyncio.CancelledError as error:
            if not is_cancelled_from_outside():
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
        is_last = job.attempts - job.kills >= MAX_ATTEMPTS and await is_given_up(job.name, error, job.arguments)
        changes = {
            "status": JobStatus.FAILED if is_last else JobStatus.QUEUED,
            "error": repr(error)[:2000],
            "run_after": (await shared_time()).time + pause_after(job.attempts),
        }
        await self._mine().filter(id=job.id).update(**changes, **_FREE)


def _is_wanted(job: Job, others: list[dict[str, Any]]) -> bool:
    """Whether this process takes a job; what a dead one left has waited long enough."""
    return job.status == JobStatus.RUNNING or not any(other.items() <= job.arguments.items() for other in others)
