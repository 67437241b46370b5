"""Registered background work: a name, and arguments that survive JSON; and the port through which engines run it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import structlog

from app.core.clock import now
from app.core.notices import tell
from app.runner.models import Job

MAX_ATTEMPTS = 5
MAX_STARTS = 50
"""Starts of a job whose process ended each time; kills are rarely the job's own fault, so there may be many."""
FAILED_KEPT = timedelta(days=14)
NEWS = "jobs"
"""The topic on which the engines are told that there may be jobs."""

Handler = Callable[..., Awaitable[None]]
Chore = Callable[[], Awaitable[None]]
Queue = Callable[[str, dict[str, Any], int], Awaitable[int]]
_handlers: dict[str, Handler] = {}
_given_up: dict[str, Handler] = {}
_local: set[str] = set()
_chores: list[Maintenance] = []

log: Any = structlog.get_logger(__name__)


class ProcessEnded(Exception):
    """A job's process ended before the job did."""


def job(name: str, *, given_up: Handler | None = None, is_local: bool = False) -> Callable[[Handler], Handler]:
    """Register a function as a job; it must be safe to start again after a crash.

    `given_up` is called with the last error and the job's arguments when it has failed too often to be tried again.
    `is_local` keeps it on servers, for what needs the data folder.
    """

    def register(handler: Handler) -> Handler:
        if name in _handlers:
            raise ValueError(f"There is a job named {name!r} already.")
        _handlers[name] = handler
        if given_up:
            _given_up[name] = given_up
        if is_local:
            _local.add(name)
        return handler

    return register


def handler_of(name: str) -> Handler:
    """The function registered under a name."""
    return _handlers[name]


def local_jobs() -> frozenset[str]:
    """Names of the jobs that only servers run."""
    return frozenset(_local)


async def give_up(name: str, error: BaseException, arguments: dict[str, Any]) -> None:
    """Let whoever registered a job know that it will not be tried again."""
    if handler := _given_up.get(name):
        await handler(error, **arguments)


async def is_given_up(name: str, error: BaseException, arguments: dict[str, Any]) -> bool:
    """Give a job up; false if whoever registered it could not be told, so that the job has to be tried once more."""
    try:
        await give_up(name, error, arguments)
    except Exception:
        log.exception("job could not be given up", job=name)
        return False
    return True


def pause_after(attempts: int) -> timedelta:
    """How long a job waits that has failed so often."""
    return timedelta(seconds=2 ** min(attempts, 10))


@dataclass(frozen=True)
class Maintenance:
    """Work on rows that is done again and again, by one process at a time."""

    name: str
    seconds: float
    work: Chore


def maintenance(*, seconds: float) -> Callable[[Chore], Chore]:
    """Register a function that is called once in so many seconds, whatever the number of processes."""

    def register(work: Chore) -> Chore:
        _chores.append(Maintenance(f"{work.__module__}.{work.__name__}", seconds, work))
        return work

    return register


def chores() -> tuple[Maintenance, ...]:
    """All registered maintenance."""
    return tuple(_chores)


_queue: Queue | None = None


def use_queue(queue: Queue | None) -> None:
    """Let jobs that are not local be enqueued by this function; `None` keeps all in the table `job`."""
    global _queue
    _queue = queue


def has_queue() -> bool:
    """Whether jobs that are not local are for workers."""
    return _queue is not None


async def enqueue(name: str, /, *, priority: int = 0, **arguments: Any) -> int:
    """Add a job within the present transaction; `wake` the engines after the commit. Gives the job's id."""
    if name not in _handlers:
        raise LookupError(f"There is no job named {name!r}.")
    if _queue and name not in _local:
        return await _queue(name, arguments, priority)
    made = await Job.create(name=name, arguments=arguments, priority=priority, run_after=now())
    return int(made.id)


def wake() -> None:
    """Have the engine of every process look for jobs; commit first."""
    tell(NEWS)


_draining = asyncio.Event()


def draining() -> asyncio.Event:
    """Set when the engine is about to stop: a running job should put what it has not begun back and return."""
    return _draining


def begin_draining_anew() -> None:
    """Forget an earlier drain, as an engine does when it starts."""
    global _draining
    _draining = asyncio.Event()


Arguments = dict[str, Any]
_unwanted: Callable[[], list[Arguments]] = list


def use_unwanted(chosen: Callable[[], list[Arguments]]) -> None:
    """Let this function say, by arguments, which jobs this process had better leave to others just now."""
    global _unwanted
    _unwanted = chosen


def unwanted() -> list[Arguments]:
    """Arguments of jobs that this process does not take for the moment, having enough of their kind."""
    return _unwanted()


class RunEngine(Protocol):
    """Something that runs the jobs."""

    async def start(self) -> None:
        """Begin to take jobs, those that a crashed process left among them."""

    async def drain(self) -> None:
        """Take no more jobs, tell the running ones through `draining()`, and wait for a while until they have ended."""

    async def stop(self) -> None:
        """Stop taking jobs, interrupt the running ones, and give them back."""

    async def others_wait(self, **arguments: Any) -> bool:
        """Whether a job could start that lacks one of these arguments, if only there were a free place."""


class _NoEngine:
    """Stands in where jobs are only enqueued, as on the command line."""

    async def start(self) -> None:
        return

    async def drain(self) -> None:
        return

    async def stop(self) -> None:
        return

    async def others_wait(self, **arguments: Any) -> bool:
        return False


_engine: RunEngine = _NoEngine()


def engine() -> RunEngine:
    """The engine of this process."""
    return _engine


def use_engine(chosen: RunEngine | None) -> None:
    """Let this process's jobs be run by an engine; `None` leaves them to another process."""
    global _engine
    _engine = chosen or _NoEngine()
