"""Brings a database to the present schema with the migrations of `migrations/models`."""

from __future__ import annotations

from pathlib import Path

from aerich import Command
from aerich.models import Aerich
from tortoise.exceptions import OperationalError

from app.core.database import APP, Database, configuration
from app.core.errors import Conflict

LOCATION = Path(__file__).resolve().parent.parent / "migrations"


class NotMigrated(Conflict):
    """The database is not at the present schema; run `graphloop migrate`, then start again."""

    code = "NOT_MIGRATED"


def versions() -> list[str]:
    """Names of all migrations, in order."""
    files = (LOCATION / APP).glob("[0-9]*_*.py")
    return [file.name for file in sorted(files, key=lambda file: int(file.name.partition("_")[0]))]


async def applied() -> set[str]:
    """Names of the migrations that the open database has had."""
    try:
        return {row.version for row in await Aerich.filter(app=APP)}
    except OperationalError:
        return set()


async def pending() -> list[str]:
    """Names of the migrations that the open database has yet to have."""
    done = await applied()
    return [version for version in versions() if version not in done]


async def migrate(database: Database) -> list[str]:
    """Apply what is pending; gives the names of what was applied."""
    command = Command(configuration(database.url), app=APP, location=str(LOCATION))
    await command.init()
    return await command.upgrade(run_in_transaction=True)


async def require_migrated(database: Database, *, is_embedded: bool) -> None:
    """Migrate an embedded database; refuse to go on with a server's that is behind."""
    if not await pending():
        return
    if not is_embedded:
        raise NotMigrated
    await migrate(database)
