"""The procrastinate engine: its worker takes jobs from PostgreSQL in this process's event loop, one of any number.

Procrastinate's worker ends when the database does not answer, and leaves off its heartbeat while jobs go on. So it is given
a manager that outlives the database's absence; and whatever ends it all the same, another takes its place under the same
number, which leaves the jobs that run alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

import asyncpg
import structlog
from procrastinate import App, JobContext
from procrastinate.connector import BaseAsyncConnector
from procrastinate.jobs import Job, Notification
from procrastinate.manager import JobManager, NotificationCallback
from procrastinate.worker import Worker

from app.core.notices import listening
from app.runner import queued
from app.runner.held import STOP_SECONDS, HeldJobs, ended, is_cancelled_from_outside
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
    wake,
)
from app.runner.maintaining import maintain

BEAT_SECONDS = 1.0
POLL_SECONDS = 1.0
_TASK = "graphloop"
_AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)

log: Any = structlog.get_logger(__name__)
# It writes a line for each step of each job, and the errors of jobs, which are logged here.
logging.getLogger("procrastinate").setLevel(logging.CRITICAL)


class QueueEngine:
    """Runs up to `slots` jobs at once in this process, out of the queue that all workers share."""

    def __init__(
        self,
        slots: int = 16,
        *,
        drain_seconds: float = 20,
        beat_seconds: float = BEAT_SECONDS,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._beat_seconds = beat_seconds
        self._poll_seconds = poll_seconds
        self._held = HeldJobs(slots, drain_seconds)
        self._rows = _Rows(self._held, poll_seconds)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        begin_draining_anew()
        self._held.open()
        await self._rows.open()
        self._tasks = [
            asyncio.create_task(self._work(), name="jobs"),
            asyncio.create_task(self._hear(), name="job-news"),
            asyncio.create_task(self._beat(), name="job-heartbeat"),
            asyncio.create_task(maintain(), name="maintenance"),
        ]

    async def drain(self) -> None:
        await self._rows.take_no_more()
        draining().set()
        await self._held.drained()

    async def stop(self) -> None:
        await self._rows.take_no_more()
        await self._held.interrupted()
        await ended(*self._tasks)
        await self._rows.close()

    async def others_wait(self, **arguments: Any) -> bool:
        return self._held.free <= 0 and await queued.others_wait(arguments)

    @property
    def running(self) -> int:
        """Jobs being run now."""
        return len(self._held)

    async def _work(self) -> None:
        """Have a worker of procrastinate's at work until cancelled."""
        while True:
            worker = self._worker()
            try:
                await worker.run()
            except Exception:
                log.exception("the worker ended; another takes its place")
            await asyncio.sleep(self._poll_seconds)

    def _worker(self) -> Worker:
        app = App(connector=BaseAsyncConnector())
        app.job_manager = self._rows
        app.task(name=_TASK, pass_context=True)(self._run)
        return Worker(
            app,
            queues=[queued.QUEUE],
            concurrency=self._held.slots,
            fetch_job_polling_interval=self._poll_seconds,
            install_signal_handlers=False,
        )

    async def _hear(self) -> None:
        with listening(NEWS) as news:
            while True:
                await news.get()
                self._rows.hear()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._beat_seconds)
            try:
                await self._keep_held()
                if count := await queued.rescue():
                    log.warning("jobs of workers that are gone were put back", count=count)
                    wake()
            except Exception:
                log.exception("worker's heartbeat failed", worker=self._rows.worker)

    async def _keep_held(self) -> None:
        begun = self._held.ids
        kept = await queued.beat(self._rows.worker)
        # Another worker works on the others by now, or they have just ended, and then this does nothing.
        self._held.cancel(begun - kept)

    async def _run(self, context: JobContext, fetched: queued.Fetched) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("A job has to run as a task.")
        self._held.add(fetched.id, task)
        try:
            await _call(fetched)
        except asyncio.CancelledError as error:
            if is_cancelled_from_outside():
                # It is put back when the engine stops, unless another worker has it by now.
                raise
            await self._failed(fetched, error)
        except Exception as error:
            log.exception("job failed", job=fetched.name, job_id=fetched.id, attempt=fetched.failures + 1)
            await self._failed(fetched, error)
        else:
            await self._stored(partial(queued.finish, self._rows.worker, fetched.id))

    async def _failed(self, fetched: queued.Fetched, error: BaseException) -> None:
        """Have it tried again after a pause, or, after too many attempts, tell whoever registered it."""
        failures = fetched.failures + 1
        is_last = failures >= MAX_ATTEMPTS or isinstance(error, ProcessEnded)
        worker, text = self._rows.worker, repr(error)[:2000]
        if is_last and await is_given_up(fetched.name, error, fetched.arguments):
            await self._stored(partial(queued.fail, worker, fetched.id, text))
        else:
            await self._stored(partial(queued.retry, worker, fetched.id, text, pause_after(failures)))

    async def _stored(self, end: Callable[[], Awaitable[None]]) -> None:
        """Store how a job ended, however long the database is away."""
        while True:
            try:
                return await end()
            except Exception:
                # The job would be nobody's: not running, and held by a worker that lives.
                log.exception("a job's end could not be stored yet")
            await asyncio.sleep(self._poll_seconds)


async def _call(fetched: queued.Fetched) -> None:
    if fetched.kills >= MAX_STARTS:
        raise ProcessEnded("The process ended each time it ran.")
    await handler_of(fetched.name)(**fetched.arguments)


class _Rows(JobManager):
    """What procrastinate's worker reads and writes; a database that does not answer is no reason for it to end."""

    def __init__(self, held: HeldJobs, poll_seconds: float) -> None:
        super().__init__(BaseAsyncConnector())
        self.worker = 0
        self._news = asyncio.Event()
        self._heard = 0
        self._held = held
        self._poll_seconds = poll_seconds
        self._fetching = asyncio.Lock()
        self._is_taking = False
        self._is_unsure = False

    async def open(self) -> None:
        """Become a worker that others know of."""
        self.worker = await queued.register()
        self._is_taking = True

    async def take_no_more(self) -> None:
        """Leave what waits to others; what was being taken is taken by the end of this."""
        self._is_taking = False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS), self._fetching:
                # A job that was just taken is held as soon as its task has begun.
                await asyncio.sleep(0)

    async def close(self) -> None:
        """Give back what is left and be no worker any more."""
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await queued.unregister(self.worker)
        except _AWAY:
            # Without heartbeats others take them over.
            log.exception("jobs could not be given back")

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        async with self._fetching:
            if not self._is_taking:
                return None
            try:
                return await self._fetched_news()
            except Exception:
                # The worker would end, and with it the taking of jobs.
                log.exception("jobs could not be taken")
                self._is_unsure = True
                return None

    def hear(self) -> None:
        """Know that there may be new jobs."""
        self._heard += 1
        self._news.set()

    async def _fetched_news(self) -> Job | None:
        """The next job; what comes while nothing is found is looked for at once, since the worker would forget it."""
        while True:
            heard, fetched = self._heard, await self._fetched()
            if fetched is not None or heard == self._heard:
                return fetched

    async def _fetched(self) -> Job | None:
        if self._is_unsure:
            # An answer that did not arrive may have been a job, which nobody runs.
            await queued.give_back(self.worker, excepted=self._held.ids)
            self._is_unsure = False
        fetched = await queued.fetch(self.worker)
        if fetched is None:
            return None
        arguments: Any = {"fetched": fetched}
        return Job(
            id=fetched.id,
            queue=queued.QUEUE,
            lock=None,
            queueing_lock=None,
            task_name=_TASK,
            task_kwargs=arguments,
            attempts=fetched.failures,
        )

    async def listen_for_jobs(self, *, on_notification: NotificationCallback, queues: Iterable[str] | None = None) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            notification: Notification = {"type": "job_inserted", "job_id": 0}
            await on_notification(channel=queued.CHANNEL, notification=notification)

    async def update_heartbeat(self, worker_id: int) -> None:
        """The engine beats, also between two of procrastinate's workers."""

    async def register_worker(self) -> int:
        return self.worker

    async def unregister_worker(self, worker_id: int) -> None:
        """A worker whose place another takes keeps its number; the engine gives it back."""

    async def prune_stalled_workers(self, seconds_since_heartbeat: float) -> list[int]:
        """Their jobs are rescued first; the maintenance removes them."""
        return []

    async def list_jobs_to_abort_async(self, queue: str | None = None) -> Iterable[int]:
        return ()

    async def finish_job(self, job: Job, status: Any, delete_job: bool) -> None:
        """The engine has stored how the job ended."""
