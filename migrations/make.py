"""Writes a migration: `make migrations NAME=what_changed` compares the models with the state in the newest migration.

One chain serves both databases: each file holds the statements of both and picks by dialect. A table that changes is made
anew on SQLite, and its rows are copied; foreign keys are off while a migration runs. A `?` stands where rows that are there
need a value which nobody but the author knows.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aerich.ddl.postgres import PostgresDDL
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
        if dialect_of(url) == "sqlite":
            old, new = _embedded(_applied()), _embedded([get_schema_sql(client, safe=True)])
            return _changes(old, new, _fillings()), _changes(new, old, {}), state
        Migrate.app, Migrate.dialect, Migrate.ddl = APP, dialect_of(url), PostgresDDL(client)
        # Aerich would look through files of its own naming; here what is unique together is a constraint, in all of them.
        Migrate._is_unique_constraint = classmethod(lambda cls, *_: cls.dialect == "postgres")
        Migrate.upgrade_operators, Migrate.downgrade_operators = [], []
        Migrate.diff_models(before, state)
        Migrate.diff_models(state, before, upgrade=False)
        Migrate._merge_operators()
        return _filled(_script(Migrate.upgrade_operators), _fillings()), _script(Migrate.downgrade_operators), state
    finally:
        await Tortoise._reset_apps()


def _script(operators: list[str]) -> str:
    """The statements, each once: Aerich finds the index of a reference by its column and by its relation."""
    return "\n".join(f"{_constraint(operator)};" for operator in dict.fromkeys(operators))


_NEEDED = re.compile(r'^(ALTER TABLE "(\w+)" ADD "(\w+)" (?:(?!DEFAULT)[^;])*NOT NULL);$', re.MULTILINE)


def _filled(script: str, fillings: dict[str, dict[str, str]]) -> str:
    """The statements with a value for the rows that are there, where a new column needs one."""
    return _NEEDED.sub(lambda found: f"{found[1]} DEFAULT {fillings.get(found[2], {}).get(found[3], '?')};", script)


_UNIQUE = re.compile(r'^CREATE UNIQUE INDEX(?: IF NOT EXISTS)? ("uid_\w+") ON ("\w+") (\([^)]*\))$')


def _constraint(operator: str) -> str:
    """What is unique together is a constraint where the table is made with it, so it is one where it comes later."""
    operator = operator.replace('CREATE INDEX IF NOT EXISTS "uidx_', 'CREATE UNIQUE INDEX IF NOT EXISTS "uidx_')
    return _UNIQUE.sub(r"ALTER TABLE \2 ADD CONSTRAINT \1 UNIQUE \3", operator)


# --- SQLite, which alters little in place: a table that changes is made anew, and its rows are copied -----------------


def _applied() -> list[str]:
    """What the chain has done to an embedded database so far."""
    return [load(version).SQLITE_UPGRADE for version in versions()]


def _embedded(scripts: list[str]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA foreign_keys = OFF")
    for script in scripts:
        connection.executescript(script)
    return connection


def _changes(old: sqlite3.Connection, new: sqlite3.Connection, fillings: dict[str, dict[str, str]]) -> str:
    """Statements that turn one schema into another, and keep the rows."""
    had, has = _tables(old), _tables(new)
    dropped = [f'DROP TABLE IF EXISTS "{table}";' for table in had if table not in has]
    kept = [_kept(table, old, new, fillings.get(table, {})) for table in has if table in had]
    made = [f"{has[table]};" for table in has if table not in had]
    indexes = [f"{text};" for table in has if table not in had for text in _indexes(new, table).values()]
    return "\n".join(filter(None, [*made, *indexes, *kept, *dropped]))


def _tables(connection: sqlite3.Connection) -> dict[str, str]:
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return dict(found.fetchall())


def _indexes(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    text = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name"
    return dict(connection.execute(text, (table,)).fetchall())


def _columns(connection: sqlite3.Connection, table: str) -> dict[str, bool]:
    """The columns, and whether each has to be given: it may not be null and has no default."""
    return {row[1]: bool(row[3] and row[4] is None) for row in connection.execute(f'PRAGMA table_info("{table}")')}


def _kept(table: str, old: sqlite3.Connection, new: sqlite3.Connection, fillings: dict[str, str]) -> str:
    """How a table that both have becomes what it is to be."""
    before, after = _tables(old)[table], _tables(new)[table]
    had, has = _indexes(old, table), _indexes(new, table)
    if before == after:
        gone = [f'DROP INDEX IF EXISTS "{name}";' for name in had if had[name] != has.get(name)]
        return "\n".join([*gone, *(f"{has[name]};" for name in has if had.get(name) != has[name])])
    known, columns = _columns(old, table), _columns(new, table)
    values = {name: f'"{name}"' for name in columns if name in known}
    values |= {name: fillings.get(name, "?") for name, is_needed in columns.items() if is_needed and name not in known}
    names = ", ".join(f'"{name}"' for name in values)
    return "\n".join(
        [
            after.replace(f'"{table}"', f'"new_{table}"', 1) + ";",
            f'INSERT INTO "new_{table}" ({names}) SELECT {", ".join(values.values())} FROM "{table}";',  # noqa: S608
            f'DROP TABLE "{table}";',
            f'ALTER TABLE "new_{table}" RENAME TO "{table}";',
            *(f"{text};" for text in has.values()),
        ]
    )


def _fillings() -> dict[str, dict[str, str]]:
    """What columns get, by table, in rows that are older than they are: the default of their field."""
    found: dict[str, dict[str, str]] = {}
    for model in Tortoise.apps[APP].values():  # type: ignore[index]
        for name, column in model._meta.fields_map.items():
            if getattr(column, "default", None) is not None and name in model._meta.fields_db_projection:
                value = column.to_db_value(column.default() if callable(column.default) else column.default, model)
                found.setdefault(model._meta.db_table, {})[model._meta.fields_db_projection[name]] = _literal(value)
    return found


def _literal(value: Any) -> str:
    if isinstance(value, datetime):
        return "CURRENT_TIMESTAMP"
    if isinstance(value, bool | int | float):
        return str(value + 0)
    text = str(getattr(value, "value", value)).replace("'", "''")
    return f"'{text}'"


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
