"""Registered background work: a name, and arguments that survive JSON; and the port through which engines run it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from app.core.clock import now
from app.runner.models import Job

Handler = Callable[..., Awaitable[None]]
_handlers: dict[str, Handler] = {}
_given_up: dict[str, Handler] = {}


def job(name: str, *, given_up: Handler | None = None) -> Callable[[Handler], Handler]:
    """Register a function as a job; it must be safe to start again after a crash.

    `given_up` is called with the last error and the job's arguments when it has failed too often to be tried again.
    """

    def register(handler: Handler) -> Handler:
        if name in _handlers:
            raise ValueError(f"There is a job named {name!r} already.")
        _handlers[name] = handler
        if given_up:
            _given_up[name] = given_up
        return handler

    return register


def handler_of(name: str) -> Handler:
    """The function registered under a name."""
    return _handlers[name]


async def give_up(name: str, error: BaseException, arguments: dict[str, Any]) -> None:
    """Let whoever registered a job know that it will not be tried again."""
    if handler := _given_up.get(name):
        await handler(error, **arguments)


async def enqueue(name: str, /, **arguments: Any) -> Job:
    """Add a job within the present transaction; wake the engine after the commit."""
    if name not in _handlers:
        raise LookupError(f"There is no job named {name!r}.")
    return await Job.create(name=name, arguments=arguments, run_after=now())


class RunEngine(Protocol):
    """Something that runs the jobs."""

    async def start(self) -> None:
        """Begin to take jobs, those that a crashed process left among them."""

    async def stop(self) -> None:
        """Stop taking jobs, interrupt the running ones, and give them back."""

    def wake(self) -> None:
        """Say that there may be new jobs."""


class _NoEngine:
    """Stands in where jobs are only enqueued, as on the command line."""

    async def start(self) -> None:
        return

    async def stop(self) -> None:
        return

    def wake(self) -> None:
        return


_engine: RunEngine = _NoEngine()


def engine() -> RunEngine:
    """The engine of this process."""
    return _engine


def use_engine(chosen: RunEngine | None) -> None:
    """Let this process's jobs be run by an engine; `None` leaves them to another process."""
    global _engine
    _engine = chosen or _NoEngine()
