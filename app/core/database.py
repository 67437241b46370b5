"""The database: Tortoise for writes and rules, a few read-only connections beside it for the rows of queries."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import aiosqlite
import asyncpg
from tortoise import Tortoise
from tortoise import context as tortoise_context
from tortoise.models import Model

Dialect = Literal["sqlite", "postgres"]
APP = "models"
MODEL_MODULES = (
    "app.core.processes",
    "app.runner.models",
    "app.accounts.models",
    "app.llm.models",
    "app.prompts.models",
    "app.playground.models",
    "app.datasets.models",
    "app.tracing.models",
    "app.evaluation.models",
    "app.experiments.models",
    "app.annotation.models",
)
Rows = Sequence[Sequence[Any]]
AWAY = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What asyncpg raises when PostgreSQL is away, or about to be."""
CACHED_STATEMENTS = 512
"""Statements that a connection keeps prepared: one for each shape of what clients ask."""


def table_name(model: type[Model]) -> str:
    """`PromptCommit` -> `prompt_commit`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", model.__name__).lower()


def dialect_of(url: str) -> Dialect:
    """Which of the two databases a URL names."""
    return "postgres" if url.startswith(("postgres://", "postgresql://")) else "sqlite"


def configuration(url: str) -> dict[str, Any]:
    """Tortoise's configuration for a URL; the connection is named after the dialect, since Tortoise caches SQL by name."""
    dialect = dialect_of(url)
    return {
        "connections": {dialect: _postgres(url) if dialect == "postgres" else _sqlite(sqlite_path(url))},
        "apps": {APP: {"models": [*MODEL_MODULES], "default_connection": dialect}},
        "use_tz": True,
        "timezone": "UTC",
    }


def sqlite_path(url: str) -> str:
    """The file a `sqlite://` URL names."""
    return url.removeprefix("sqlite://")


def _sqlite(path: str) -> dict[str, Any]:
    pragmas = {"journal_mode": "WAL", "synchronous": "FULL", "foreign_keys": "ON", "busy_timeout": 10_000}
    return {"engine": "app.core.sqlite", "credentials": {"file_path": path, **pragmas}}


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    # A socket's folder cannot stand where a host name does; it comes as `?host=`.
    options = dict(parse_qsl(parts.query))
    return {
        "engine": "app.core.postgres",
        "credentials": {
            "host": parts.hostname or options.get("host", "127.0.0.1"),
            "port": parts.port or 5432,
            "user": unquote(parts.username or "postgres"),
            "password": unquote(parts.password or ""),
            "database": unquote(parts.path.lstrip("/")) or "graphloop",
            "minsize": 1,
            "maxsize": 10,
        },
    }


class Database:
    """An open database. `fetch` reads committed rows without waiting for anybody's transaction."""

    def __init__(self, url: str, readers: int = 3) -> None:
        self.url = url
        self.dialect: Dialect = dialect_of(url)
        self.statements = 0
        """Statements read so far; tests count with it."""
        self._size = readers
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()

    async def connect(self) -> None:
        await Tortoise.init(config=configuration(self.url), table_name_generator=table_name, _enable_global_fallback=True)
        client = Tortoise.get_connection(self.dialect)
        await client.create_connection(with_db=True)

    async def open_readers(self) -> None:
        """Open the read-only connections; the file must exist by now."""
        if self.dialect == "sqlite":
            address = f"file:{quote(sqlite_path(self.url))}?mode=ro"
            for _ in range(self._size):
                reader = await aiosqlite.connect(
                    address, uri=True, isolation_level=None, cached_statements=CACHED_STATEMENTS
                )
                await reader.execute("PRAGMA query_only = ON")
                self._readers.put_nowait(reader)

    async def close(self) -> None:
        while not self._readers.empty():
            await self._readers.get_nowait().close()
        await Tortoise.close_connections()
        # Tortoise keeps the context it fell back to; the next `connect` needs the place.
        tortoise_context._global_context = None

    async def fetch(self, statement: str, parameters: Sequence[Any]) -> Rows:
        """All rows of a read."""
        self.statements += 1
        if self.dialect == "sqlite":
            return await self._fetch_sqlite(statement, parameters)
        async with self.pool.acquire() as connection:
            rows: Rows = await connection.fetch(statement, *parameters)
            return rows

    async def _fetch_sqlite(self, statement: str, parameters: Sequence[Any]) -> Rows:
        reader = await self._readers.get()
        try:
            rows: Any = await reader.execute_fetchall(statement, parameters)
            return list(rows)
        finally:
            self._readers.put_nowait(reader)

    @property
    def pool(self) -> asyncpg.Pool:
        """PostgreSQL's connection pool, the one that Tortoise uses too."""
        pool: asyncpg.Pool = getattr(Tortoise.get_connection("postgres"), "_pool")  # noqa: B009
        return pool

    async def count_anew(self, model: type[Model]) -> None:
        """Let PostgreSQL know at once that many rows came into a table; of itself it looks after a minute or later."""
        if self.dialect == "postgres":
            # Whoever cleans up the table just now counts it too, and need not be waited for.
            await self.pool.execute(f'ANALYZE (SKIP_LOCKED) "{model._meta.db_table}"')

    async def is_ready(self) -> bool:
        """Whether the database answers."""
        try:
            async with asyncio.timeout(2):
                return bool(await self.fetch("SELECT 1", ()))
        except (OSError, TimeoutError, sqlite3.Error, *AWAY):
            return False


_current: Database | None = None


def database() -> Database:
    """The database this process has open."""
    if _current is None:
        raise RuntimeError("No database is open.")
    return _current


@asynccontextmanager
async def connected(url: str, readers: int = 3) -> AsyncIterator[Database]:
    """Have the database open for writes and rules, as migrations need it; readers are opened by whoever needs them."""
    global _current
    opened = Database(url, readers)
    await opened.connect()
    before, _current = _current, opened
    try:
        yield opened
    finally:
        _current = before
        await opened.close()
