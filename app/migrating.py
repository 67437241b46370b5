"""Brings a database to the present schema with the migrations of `migrations/models`.

The file format and the table are those of Aerich, with which the files are written. Applying is done here, since a migration
must be whole or not at all on both databases, and two processes that start together must not both apply it; so a server does
without Aerich.
"""

from __future__ import annotations

import base64
import importlib.util
import sqlite3
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType

import structlog
from tortoise import BaseDBAsyncClient, Tortoise
from tortoise.transactions import in_transaction

from app.core.database import APP, Database
from app.core.errors import Conflict
from app.runner import queued

FOLDER = Path(__file__).resolve().parent.parent / "migrations" / APP
_ADVISORY_LOCK = 0x6772_6170_686C
_HAS_TABLE = {
    "sqlite": "SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = 'aerich'",
    "postgres": "SELECT 1 AS found WHERE to_regclass('aerich') IS NOT NULL",
}
_RECORD = {
    "sqlite": "INSERT INTO aerich (version, app, content) VALUES (?, ?, ?)",
    "postgres": "INSERT INTO aerich (version, app, content) VALUES ($1, $2, $3)",
}

log = structlog.get_logger(__name__)


class NotMigrated(Conflict):
    """The database is not at the present schema; run `graphloop migrate`, then start again."""

    code = "NOT_MIGRATED"


class BrokenReferences(Conflict):
    """A migration would leave rows that refer to rows which are gone; nothing was changed."""

    code = "BROKEN_REFERENCES"


def versions(folder: Path = FOLDER) -> list[str]:
    """Names of all migrations, in order."""
    return sorted((file.name for file in folder.glob("[0-9]*_*.py")), key=lambda name: int(name.partition("_")[0]))


def load(version: str, folder: Path = FOLDER) -> ModuleType:
    """The module of a migration."""
    spec = importlib.util.spec_from_file_location(f"graphloop_migration_{version.removesuffix('.py')}", folder / version)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{version} cannot be read.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def applied(database: Database, connection: BaseDBAsyncClient | None = None) -> set[str]:
    """Names of the migrations that the open database has had."""
    used = connection or Tortoise.get_connection(database.dialect)
    if not await used.execute_query_dict(_HAS_TABLE[database.dialect]):
        return set()
    return {row["version"] for row in await used.execute_query_dict("SELECT version FROM aerich")}


async def pending(database: Database, folder: Path = FOLDER) -> list[str]:
    """Names of the migrations that the open database has yet to have."""
    done = await applied(database)
    return [version for version in versions(folder) if version not in done]


async def migrate(database: Database, folder: Path = FOLDER) -> list[str]:
    """Apply what is pending; gives the names of what was applied."""
    return [version for version in await pending(database, folder) if await _apply(database, version, folder)]


async def require_migrated(database: Database, *, is_embedded: bool, has_queue: bool = False) -> None:
    """Migrate an embedded database; refuse to go on with a server's that is behind, or lacks the queue it needs."""
    if has_queue and not await queued.is_installed():
        raise NotMigrated
    if not await pending(database):
        return
    if not is_embedded:
        raise NotMigrated
    await migrate(database)


async def make_queue(database: Database) -> bool:
    """Make procrastinate's tables, if they are not there; true if they were made."""
    script = queued.schema()
    async with _alone(database) as connection:
        if await queued.is_installed():
            return False
        await _execute(database, connection, script)
    log.info("queue made")
    return True


async def _apply(database: Database, version: str, folder: Path) -> bool:
    module = load(version, folder)
    async with _alone(database) as connection:
        if version in await applied(database, connection):
            return False
        await _execute(database, connection, await module.upgrade(connection))
        state = zlib.decompress(base64.b64decode(module.MODELS_STATE)).decode()
        await connection.execute_query(_RECORD[database.dialect], [version, APP, state])
    log.info("migration applied", version=version)
    return True


@asynccontextmanager
async def _alone(database: Database) -> AsyncIterator[BaseDBAsyncClient]:
    """A transaction for one process at a time."""
    if database.dialect == "postgres":
        async with in_transaction("postgres") as connection:
            await connection.execute_query("SELECT pg_advisory_xact_lock($1)", [_ADVISORY_LOCK])
            yield connection
        return
    # Rebuilding a table drops the old one, which would delete what refers to it. In a transaction the pragma does nothing.
    client = Tortoise.get_connection("sqlite")
    await client.execute_script("PRAGMA foreign_keys = OFF")
    try:
        async with in_transaction("sqlite") as connection:
            yield connection
            if await connection.execute_query_dict("PRAGMA foreign_key_check"):
                raise BrokenReferences
    finally:
        await client.execute_script("PRAGMA foreign_keys = ON")


async def _execute(database: Database, connection: BaseDBAsyncClient, script: str) -> None:
    if database.dialect == "postgres":
        await connection.execute_script(script)
        return
    # SQLite's `executescript` would commit the transaction it is called in.
    for statement in _statements(script):
        await connection.execute_query(statement)


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
