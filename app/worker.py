"""A worker: the system without its HTTP API, running experiments until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette

from app.core.errors import DomainError
from app.core.listening import address_of, listening
from app.core.logs import configure_logs, get_logger
from app.core.processes import this_process
from app.core.settings import PREFIX, Settings
from app.http import operations
from app.runner.jobs import engine
from app.system import opened

log = get_logger(__name__)


class NoWorkersHere(DomainError):
    """The server runs experiments itself."""

    code = "NO_WORKERS_HERE"


class _OperatorServer(uvicorn.Server):
    """Answers operators; signals are the worker's."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def working(settings: Settings, *, port: int | None = None) -> None:
    """Run jobs until SIGTERM or SIGINT, then let those in flight end; a second signal ends it at once."""
    configure_logs(settings.log_level, settings.log_format)
    if settings.engine != "procrastinate":
        raise NoWorkersHere(
            f"The server runs experiments itself. To have workers do it, set {PREFIX}ENGINE=procrastinate "
            "for servers and workers alike, and run `graphloop migrate`."
        )
    stopping = asyncio.Event()
    _stop_on_signals(stopping)
    async with opened(settings, is_worker=True), _answering(settings, port, stopping):
        log.info("working", slots=settings.job_slots, process=this_process())
        await stopping.wait()
        log.info("stopping")
        # Here, so that operators are still answered.
        await engine().drain()
    log.info("stopped")


def _stop_on_signals(stopping: asyncio.Event) -> None:
    def stop(sign: signal.Signals) -> None:
        if stopping.is_set():
            # Everything that counts is committed, so that an end like this costs what was under way and no more.
            os._exit(128 + sign)
        stopping.set()

    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop, sign)


@asynccontextmanager
async def _answering(settings: Settings, port: int | None, stopping: asyncio.Event) -> AsyncIterator[None]:
    """Tell operators how the worker is, if there is a port for them."""
    if port is None:
        yield
        return
    app = Starlette(routes=operations.ROUTES)
    app.state.settings, app.state.stopping = settings, stopping
    with listening(settings.host, port) as listener:
        server = _OperatorServer(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False))
        running = asyncio.create_task(server.serve(sockets=[listener]), name="operators")
        log.info("listening", url=address_of(listener))
        try:
            yield
        finally:
            server.should_exit = True
            await running
