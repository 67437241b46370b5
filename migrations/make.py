"""Writes a migration: `make migrations NAME=what_changed` compares the models with the state in the newest migration.

One chain serves both databases: each file holds the statements of both and picks by dialect. What SQLite cannot alter in
place is written as a comment, to be rebuilt by hand: a new table, the rows copied, the old one dropped; foreign keys are off
while a migration runs.
"""

from __future__ import annotations

import asyncio
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aerich.ddl.postgres import PostgresDDL
from aerich.ddl.sqlite import SqliteDDL
from aerich.migrate import Migrate
from aerich.utils import decompress_dict, get_formatted_compressed_data, get_models_describe
from tortoise import Tortoise
from tortoise.utils import get_schema_sql

from app.core.database import APP, configuration, dialect_of, table_name
from app.migrating import FOLDER, load, versions

URLS = ("sqlite://:memory:", "postgresql://127.0.0.1/none")
TEMPLATE = '''"""{title}"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

SQLITE_UPGRADE = r"""
{sqlite_upgrade}
"""

POSTGRES_UPGRADE = r"""
{postgres_upgrade}
"""

SQLITE_DOWNGRADE = r"""
{sqlite_downgrade}
"""

POSTGRES_DOWNGRADE = r"""
{postgres_downgrade}
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE_UPGRADE if db.capabilities.dialect == "sqlite" else POSTGRES_UPGRADE


async def downgrade(db: BaseDBAsyncClient) -> str:
    return SQLITE_DOWNGRADE if db.capabilities.dialect == "sqlite" else POSTGRES_DOWNGRADE


MODELS_STATE = (
    {state}
)
'''


async def statements(url: str, before: dict[str, Any] | None) -> tuple[str, str, dict[str, Any]]:
    """Statements up and down for one database, and the state of the models."""
    config = configuration(url)
    # The first migration makes the table in which Aerich's way of migrating keeps what was applied.
    config["apps"][APP]["models"].append("aerich.models")
    await Tortoise.init(config=config, table_name_generator=table_name)
    try:
        state = get_models_describe(APP)
        client = Tortoise.get_connection(dialect_of(url))
        if before is None:
            return get_schema_sql(client, safe=True), "", state
        Migrate.app, Migrate.dialect = APP, dialect_of(url)
        Migrate.ddl = (SqliteDDL if dialect_of(url) == "sqlite" else PostgresDDL)(client)
        Migrate.upgrade_operators, Migrate.downgrade_operators = [], []
        Migrate.diff_models(before, state)
        Migrate.diff_models(state, before, upgrade=False)
        Migrate._merge_operators()
        return _script(Migrate.upgrade_operators), _script(Migrate.downgrade_operators), state
    finally:
        await Tortoise._reset_apps()


def _script(operators: list[str]) -> str:
    """The statements, each once: Aerich finds the index of a reference by its column and by its relation."""
    return "\n".join(f"{operator};" for operator in dict.fromkeys(operators))


_ADDED = re.compile(r'^ALTER TABLE ("\w+") ADD ("\w+") [^;]* DEFAULT [^;]*;$', re.MULTILINE)


def _defaults_dropped(script: str) -> str:
    """The statements, and others that take back the defaults which a new column needs for the rows that are there."""
    drops = [f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT;" for table, column in _ADDED.findall(script)]
    return "\n".join([script, *drops])


def newest_state(folder: Path = FOLDER) -> dict[str, Any] | None:
    """The state of the models after the newest migration."""
    present = versions(folder)
    if not present:
        return None
    state: dict[str, Any] = decompress_dict(load(present[-1], folder).MODELS_STATE)
    return state


def main(name: str, folder: Path = FOLDER) -> str | None:
    """Write the migration; gives its file's name, or nothing if the models have not changed."""
    before = newest_state(folder)
    found = {dialect_of(url): asyncio.run(statements(url, before)) for url in URLS}
    (sqlite_up, sqlite_down, state), (postgres_up, postgres_down, _) = found["sqlite"], found["postgres"]
    if not sqlite_up and not postgres_up:
        return None
    file = f"{len(versions(folder))}_{datetime.now(UTC):%Y%m%d%H%M%S}_{name}.py"
    text = TEMPLATE.format(
        title=name.replace("_", " ").capitalize() + ".",
        sqlite_upgrade=sqlite_up,
        postgres_upgrade=_defaults_dropped(postgres_up),
        sqlite_downgrade=sqlite_down,
        postgres_downgrade=postgres_down,
        state=get_formatted_compressed_data(state),
    )
    (folder / file).write_text(text)
    return file


if __name__ == "__main__":
    print(main(sys.argv[1]) or "The models have not changed.")  # noqa: T201
