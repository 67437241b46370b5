"""The jobs that an engine has running in this process, and how they come to an end when it stops."""

from __future__ import annotations

import asyncio
from typing import Any

from app.core import metrics

STOP_SECONDS = 5.0


class HeldJobs:
    """Running jobs by their ids, in so many places."""

    def __init__(self, slots: int, drain_seconds: float) -> None:
        self.slots = slots
        self._drain_seconds = drain_seconds
        self._drain_until: float | None = None
        self._tasks: dict[int, asyncio.Task[Any]] = {}

    def __len__(self) -> int:
        return len(self._tasks)

    @property
    def ids(self) -> set[int]:
        """Which jobs run."""
        return set(self._tasks)

    @property
    def free(self) -> int:
        """Places left."""
        return self.slots - len(self._tasks)

    def open(self) -> None:
        """Be ready for jobs, also after a drain."""
        self._drain_until = None
        metrics.job_slots.set(self.slots)

    def add(self, pk: int, task: asyncio.Task[Any]) -> None:
        """Hold a job until its task ends."""
        self._tasks[pk] = task
        metrics.busy_job_slots.set(len(self._tasks))
        task.add_done_callback(lambda _: self._remove(pk))

    def _remove(self, pk: int) -> None:
        del self._tasks[pk]
        metrics.busy_job_slots.set(len(self._tasks))

    def cancel(self, pks: set[int]) -> None:
        """Interrupt these jobs, as far as they still run."""
        for pk in pks & self.ids:
            self._tasks[pk].cancel()

    async def drained(self) -> None:
        """Wait for the ends of all, but no longer than a drain may take; waiting again does not begin anew."""
        loop = asyncio.get_running_loop()
        self._drain_until = self._drain_until or loop.time() + self._drain_seconds
        while self._tasks and (left := self._drain_until - loop.time()) > 0:
            await asyncio.wait(self._tasks.values(), timeout=left)

    async def interrupted(self) -> None:
        """Interrupt all and wait for their ends."""
        await ended(*self._tasks.values())


async def ended(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait for their ends, but not for ever: a lease outlives whoever does not heed."""
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=STOP_SECONDS)


def is_cancelled_from_outside() -> bool:
    """Whether the present task itself was cancelled, rather than something it waited for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
