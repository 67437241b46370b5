from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app.core.database import dialect_of, sqlite_path
from app.migrating import FOLDER, versions
from tests.conftest import ON_POSTGRES
from tests.system.conftest import ROOT, Command, Environment, NewUrl

HERE = Path(__file__).parent
MIGRATION = '''
SQLITE_UPGRADE = """{sqlite}"""
POSTGRES_UPGRADE = """{postgres}"""
MODELS_STATE = {state}

async def upgrade(db):
    return SQLITE_UPGRADE if db.capabilities.dialect == "sqlite" else POSTGRES_UPGRADE
'''
REBUILD = """
CREATE TABLE "organization_new" ({columns});
INSERT INTO "organization_new" SELECT * FROM "organization";
DROP TABLE "organization";
ALTER TABLE "organization_new" RENAME TO "organization";
"""
# A column that was added later stands last and keeps the default that old rows got; neither makes a difference.
SCHEMA_OF_SQLITE = """
WITH tables AS (SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%')
SELECT tables.name || '.' || part.name || ' ' || part.type || ' ' || part."notnull" || ' ' || part.pk
    FROM tables, pragma_table_info(tables.name) AS part
UNION SELECT tables.name || ' ' || reference."from" || ' -> ' || reference."table" || ' ' || reference.on_delete
    FROM tables, pragma_foreign_key_list(tables.name) AS reference
UNION SELECT tables.name || ' ' || list."unique" || ' ' || list.partial || ' ' || (
    SELECT group_concat(part.name) FROM pragma_index_info(list.name) AS part)
    FROM tables, pragma_index_list(tables.name) AS list
UNION SELECT sql FROM sqlite_master WHERE type = 'index' AND sql NOT LIKE 'CREATE UNIQUE INDEX %)'
"""
SCHEMA_OF_POSTGRES = """
SELECT table_name || '.' || column_name || ' ' || udt_name || ' ' || is_nullable || ' ' || coalesce(column_default, '')
    || ' ' || coalesce(character_maximum_length::text, '') FROM information_schema.columns WHERE table_schema = 'public'
UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
"""


async def query(url: str, statement: str) -> list[tuple[Any, ...]]:
    """What a statement of our own finds, past everything that is tested here."""
    if dialect_of(url) == "sqlite":
        connection = sqlite3.connect(sqlite_path(url))
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()
    server = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await server.fetch(statement)]
    finally:
        await server.close()


async def schema(url: str) -> set[str]:
    """All of a database's structure, as lines."""
    if dialect_of(url) == "sqlite":
        return {row[0] for row in await query(url, SCHEMA_OF_SQLITE)}
    return {row[0] for row in await query(url, SCHEMA_OF_POSTGRES)}


def script(environment: Environment, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the scripts beside this file."""
    command = [sys.executable, str(HERE / name), *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def chain_with(folder: Path, sqlite: str, postgres: str) -> Path:
    """The present migrations and one more, in a folder of their own."""
    chain = folder / "models"
    shutil.copytree(FOLDER, chain)
    state = (FOLDER / versions()[-1]).read_text().partition("MODELS_STATE = ")[2]
    text = MIGRATION.format(sqlite=sqlite, postgres=postgres, state=state)
    (chain / f"{len(versions())}_20990101000000_more.py").write_text(text)
    return chain


def filled(graphloop: Command, url: str) -> None:
    """Migrate a database and put a user into it, with all that belongs to one."""
    assert graphloop("migrate", GRAPHLOOP_DATABASE_URL=url).returncode == 0
    made = graphloop("user", "create", "ada@example.com", "--password", "long enough", GRAPHLOOP_DATABASE_URL=url)
    assert made.returncode == 0, made.stderr


MEMBERSHIPS = "SELECT role, name FROM organization_membership JOIN organization ON organization_id = organization.id"
ADA = [("OWNER", "ada's organization")]


async def test_migrations_lead_to_the_models(new_url: NewUrl, graphloop: Command, environment: Environment) -> None:
    migrated, generated = await new_url(), await new_url()
    assert graphloop("migrate", GRAPHLOOP_DATABASE_URL=migrated).returncode == 0
    assert script(environment, "generating.py", generated).returncode == 0
    assert await schema(migrated) == await schema(generated)


def test_no_migration_is_missing(tmp_path: Path, environment: Environment) -> None:
    chain = tmp_path / "models"
    shutil.copytree(FOLDER, chain)
    source = "import sys; from pathlib import Path; from migrations.make import main; print(main('more', Path(sys.argv[1])))"
    command = [sys.executable, "-c", source, str(chain)]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "None", "the models have changed: make migrations NAME=..." + done.stderr


async def test_migrating_again_does_nothing(new_url: NewUrl, graphloop: Command) -> None:
    url = await new_url()
    assert graphloop("migrate", GRAPHLOOP_DATABASE_URL=url).stdout.splitlines() == [f"applied {name}" for name in versions()]
    before = await schema(url)
    again = graphloop("migrate", GRAPHLOOP_DATABASE_URL=url)
    assert (again.returncode, again.stdout) == (0, "nothing to apply\n")
    assert await schema(url) == before


async def test_upgrade_keeps_rows(new_url: NewUrl, graphloop: Command, environment: Environment, tmp_path: Path) -> None:
    url = await new_url()
    filled(graphloop, url)
    add = 'ALTER TABLE "organization" ADD "motto" VARCHAR(40);'
    done = script(environment, "migrating.py", url, str(chain_with(tmp_path, add, add)))
    assert "_more.py" in done.stdout, done.stderr
    assert await query(url, "SELECT name, motto FROM organization") == [("ada's organization", None)]
    assert await query(url, MEMBERSHIPS) == ADA


async def test_rebuilding_a_table_keeps_what_refers_to_it(
    new_url: NewUrl, graphloop: Command, environment: Environment, tmp_path: Path
) -> None:
    url = await new_url()
    filled(graphloop, url)
    columns = ""
    if dialect_of(url) == "sqlite":
        ((made,),) = await query(url, "SELECT sql FROM sqlite_master WHERE name = 'organization'")
        columns = made[made.index("(") + 1 : made.rindex(")")]
    done = script(environment, "migrating.py", url, str(chain_with(tmp_path, REBUILD.format(columns=columns), "SELECT 1")))
    assert "_more.py" in done.stdout, done.stderr
    assert await query(url, MEMBERSHIPS) == ADA


async def test_migration_that_fails_leaves_nothing_behind(
    new_url: NewUrl, graphloop: Command, environment: Environment, tmp_path: Path
) -> None:
    url = await new_url()
    graphloop("migrate", GRAPHLOOP_DATABASE_URL=url)
    before = await schema(url)
    broken = 'CREATE TABLE "half" ("id" INT);\nCREATE TABLE "half" ("id" INT);'
    assert script(environment, "migrating.py", url, str(chain_with(tmp_path, broken, broken))).returncode != 0
    assert await schema(url) == before


@pytest.mark.skipif(ON_POSTGRES, reason="PostgreSQL looks after references itself")
async def test_migration_that_would_break_references_is_refused(
    new_url: NewUrl, graphloop: Command, environment: Environment, tmp_path: Path
) -> None:
    url = await new_url()
    filled(graphloop, url)
    done = script(environment, "migrating.py", url, str(chain_with(tmp_path, 'DELETE FROM "organization";', "")))
    assert "BrokenReferences" in done.stderr
    assert await query(url, MEMBERSHIPS) == ADA


async def test_processes_that_migrate_at_once_do_not_collide(new_url: NewUrl, environment: Environment) -> None:
    url = await new_url()
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: script(environment, "migrating.py", url, str(FOLDER)), range(3)))
    assert [process.returncode for process in done] == [0, 0, 0]
    assert await query(url, "SELECT count(*) FROM aerich") == [(len(versions()),)]
    assert sum(versions()[0] in output.splitlines()[-1] for output in (process.stdout for process in done)) == 1


def test_embedded_database_migrates_itself(graphloop: Command, tmp_path: Path) -> None:
    made = graphloop("user", "create", "ada@example.com", "--password", "long enough")
    assert (made.returncode, made.stdout) == (0, "ada@example.com can sign in now.\n"), made.stderr
    assert (tmp_path / "data" / "graphloop.db").exists()
