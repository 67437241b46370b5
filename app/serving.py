"""Runs the server: one for an embedded database, and without losing a request when it is asked to stop."""

from __future__ import annotations

import asyncio
import fcntl
import gc
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from ipaddress import ip_address
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from app.asgi import create_app
from app.core.errors import Conflict
from app.core.logs import configure_logs, get_logger
from app.core.settings import Settings
from app.http.websockets import WebSocketProtocol
from app.runner.jobs import engine
from app.system import opened

_FLUSH_SECONDS = 1.0
_COLLECT_EVERY = 10_000
log = get_logger(__name__)


class AlreadyServed(Conflict):
    """Another server uses this data folder."""

    code = "ALREADY_SERVED"


class CannotListen(Conflict):
    """The address cannot be listened on."""

    code = "CANNOT_LISTEN"


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


@contextmanager
def only_server(settings: Settings) -> Iterator[None]:
    """Be the one server of an embedded database; the lock goes with the process, however that ends."""
    if not settings.is_embedded:
        yield
        return
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with (settings.data_dir / "server.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyServed(
                f"Process {file.read().strip()} serves the data folder {settings.data_dir} already; "
                "stop it, or choose another folder."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket bound to the address, so that a port in use is noticed before anything is opened."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as made:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Connections inherit it. Without it an answer's body waits 40 ms for the client to acknowledge its head.
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            made.bind((host, port))
        except OSError as error:
            raise CannotListen(f"Cannot listen on {host}, port {port}: {(error.strerror or str(error)).lower()}.") from None
        yield made


def _settle() -> None:
    """What is there now stays as long as the process: collecting garbage need not look at it again and again."""
    gc.freeze()
    # A page of rows is some thousand objects, which go as they came without anybody's looking.
    gc.set_threshold(_COLLECT_EVERY, 20, 20)


def address_of(listener: socket.socket) -> str:
    """What to open in a browser."""
    host, port = listener.getsockname()[:2]
    if ip_address(host).is_unspecified:
        host = "::1" if ":" in host else "127.0.0.1"
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


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
