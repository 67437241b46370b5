"""Where a server listens, and the lock by which an embedded database has one server; loaded without the server itself."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

from app.core.errors import Conflict
from app.core.settings import Settings


class AlreadyServed(Conflict):
    """Another server uses this data folder."""

    code = "ALREADY_SERVED"


class CannotListen(Conflict):
    """The address cannot be listened on."""

    code = "CANNOT_LISTEN"


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


def address_of(listener: socket.socket) -> str:
    """What to open in a browser."""
    host, port = listener.getsockname()[:2]
    if ip_address(host).is_unspecified:
        host = "::1" if ":" in host else "127.0.0.1"
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"
