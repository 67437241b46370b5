"""Databases of a test's own, and the command line and the server as processes."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from tests.waiting import PATIENCE_SECONDS, until_true

ROOT = Path(__file__).resolve().parent.parent.parent
Environment = dict[str, str]
Command = Callable[..., "subprocess.CompletedProcess[str]"]
NewUrl = Callable[[], Awaitable[str]]
Running = Callable[..., "Served"]


@pytest.fixture
def new_url(tmp_path: Path, database_url: str | None) -> NewUrl:
    """Makes addresses of new, empty databases of the kind that is tested."""

    async def make() -> str:
        if database_url is None:
            return f"sqlite://{tmp_path / secrets.token_hex(4)}.db"
        name = f"test_{secrets.token_hex(4)}"
        connection = await asyncpg.connect(database_url)
        try:
            await connection.execute(f"CREATE DATABASE {name}")
        finally:
            await connection.close()
        return urlunsplit(urlsplit(database_url)._replace(path=f"/{name}"))

    return make


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """Variables for a process with a data folder of its own and nothing set otherwise."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRAPHLOOP_")}
    return {**kept, "PYTHONPATH": str(ROOT), "GRAPHLOOP_DATA_DIR": str(tmp_path / "data"), "GRAPHLOOP_LOG_FORMAT": "json"}


@pytest.fixture
def compiled_sandbox(environment: Environment, full_sandbox_cache: Path) -> None:
    """A data folder in which the full sandbox was used before: compiling its interpreter takes many seconds."""
    folder = Path(environment["GRAPHLOOP_DATA_DIR"])
    folder.mkdir()
    (folder / "sandbox").symlink_to(full_sandbox_cache)


@pytest.fixture
def graphloop(environment: Environment, tmp_path: Path) -> Command:
    """Runs a command to its end."""

    def run(*arguments: str, input: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "app.cli", *arguments]
        surroundings = {**environment, **variables}
        return subprocess.run(
            command, cwd=tmp_path, env=surroundings, input=input, capture_output=True, text=True, timeout=60, check=False
        )

    return run


class Served:
    """A server as a process, and what a client sees of it."""

    def __init__(self, environment: Environment, log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = log
        with log.open("w") as errors:
            command = [sys.executable, "-m", "app.cli", "serve", "--port", str(self.port)]
            self.process = subprocess.Popen(command, env=environment, cwd=log.parent, stderr=errors)

    def status(self, path: str = "/readyz") -> int:
        """The status of a GET, or 0 if nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return self.status() == 200

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; gives the exit status."""
        self.process.send_signal(sign)
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def begun_upload(self, of: bytes) -> socket.socket:
        """A request whose body is yet to be sent."""
        client = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        head = f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(of)}\r\n\r\n"
        client.sendall(head.encode())
        return client


@pytest.fixture
def served(environment: Environment, tmp_path: Path) -> Iterator[Running]:
    """Starts servers on the same data folder, and ends those that a test leaves behind."""
    started: list[Served] = []

    def start(*, is_awaited: bool = True, **variables: str) -> Served:
        made = Served({**environment, **variables}, tmp_path / f"server-{len(started)}.log")
        started.append(made)
        if is_awaited:
            until_true(made.is_ready)
        return made

    yield start
    for made in started:
        if made.process.poll() is None:
            made.process.kill()
            made.process.wait()
