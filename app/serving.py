"""Runs the server: one for an embedded database, and without losing a request when it is asked to stop."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from app.core.listening import address_of, listening, only_server
from app.core.logs import configure_logs, get_logger
from app.core.settings import Settings
from app.http.websockets import WebSocketProtocol
from app.runner.jobs import engine
from app.system import opened

_FLUSH_SECONDS = 1.0
_COLLECT_EVERY = 10_000
log = get_logger(__name__)


class Server(uvicorn.Server):
    """Uvicorn, with an orderly end: nothing open is cut off within `drain_seconds`; a second signal ends it at once."""

    def __init__(self, app: Starlette, settings: Settings, address: str, *, trusted_proxies: str | None = None) -> None:
        super().__init__(_configuration(app, settings, trusted_proxies))
        self.address = address
        self.ready = asyncio.Event()
        """Set when it answers."""
        self.ended = asyncio.Event()
        """Set when it was told to stop and nothing is open any more."""
        self._stopping: asyncio.Event = app.state.stopping
        self._drain_seconds = settings.drain_seconds

    def has_ended(self, _: object) -> None:
        """Let nobody wait any longer, however it ended."""
        self.ready.set()
        self.ended.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        _settle()
        self.ready.set()
        log.info("listening", url=self.address)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.should_exit:
            # Everything that counts is committed, so that an end like this costs what was under way and no more.
            os._exit(128 + sig)
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        log.info("stopping", open_requests=len(self.server_state.tasks))
        self._stopping.set()
        # Websockets are closed by this, idle connections too; the others end with their answer.
        for connection in tuple(self.server_state.connections):
            connection.shutdown()
        # Still listening, so that those who look at /readyz learn where not to send more.
        await asyncio.gather(_done(self.server_state.tasks, self._drain_seconds), engine().drain())
        for server in self.servers:
            server.close()
        for task in tuple(self.server_state.tasks):
            task.cancel()
        await _done(self.server_state.tasks, _FLUSH_SECONDS)
        await self._flush()

    async def _flush(self) -> None:
        """Let the last bytes go out, then hang up on whoever does not take them."""
        waited = 0.0
        while self.server_state.connections and waited < _FLUSH_SECONDS:
            await asyncio.sleep(0.02)
            waited += 0.02
        for connection in tuple(self.server_state.connections):
            connection.transport.abort()


@asynccontextmanager
async def serving(settings: Settings, *, trusted_proxies: str | None = None) -> AsyncIterator[Server]:
    """A server that answers, with its system open around it; the end of the block stops it like a signal would."""
    configure_logs(settings.log_level, settings.log_format)
    with only_server(settings), listening(settings.host, settings.port) as listener:
        # Here, because making the schema is most of a start, and in vain where another server is.
        from app.asgi import create_app

        async with opened(settings):
            server = Server(create_app(settings), settings, address_of(listener), trusted_proxies=trusted_proxies)
            running = asyncio.create_task(server.serve(sockets=[listener]), name="server")
            running.add_done_callback(server.has_ended)
            await server.ready.wait()
            try:
                yield server
            finally:
                server.should_exit = True
                await running


def _settle() -> None:
    """What is there now stays as long as the process: collecting garbage need not look at it again and again."""
    gc.freeze()
    # A page of rows is some thousand objects, which go as they came without anybody's looking.
    gc.set_threshold(_COLLECT_EVERY, 20, 20)


def _configuration(app: Starlette, settings: Settings, trusted_proxies: str | None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="httptools",
        loop="uvloop",
        ws=WebSocketProtocol,
        ws_max_size=settings.max_body_bytes,
        # It would cost every connection tens of kilobytes, and each its own compression of what all are told.
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=trusted_proxies is not None,
        forwarded_allow_ips=trusted_proxies,
    )


async def _done(tasks: set[asyncio.Task[None]], timeout_seconds: float) -> None:
    if waiting := set(tasks):
        await asyncio.wait(waiting, timeout=timeout_seconds)
