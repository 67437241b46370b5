from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.core.settings import Settings
from tests.conftest import ON_POSTGRES
from tests.system.conftest import Command, NewUrl


def test_help_names_every_command(graphloop: Command) -> None:
    shown = graphloop("--help").stdout
    for command in ("serve", "demo", "migrate", "doctor", "export-schema", "user", "dataset", "config"):
        assert command in shown


def test_help_loads_nothing_heavy(graphloop: Command) -> None:
    loaded = graphloop("--help", PYTHONPROFILEIMPORTTIME="1").stderr
    for heavy in ("tortoise", "strawberry", "starlette", "aiohttp", "pydantic"):
        assert not re.search(rf"\| +{heavy}$", loaded, re.MULTILINE)


def test_settings_are_printed_without_secrets(graphloop: Command) -> None:
    done = graphloop("config", "print", GRAPHLOOP_SECRET_KEY="s" * 40, GRAPHLOOP_DATABASE_URL="postgresql://me:pw@host/db")
    lines = done.stdout.splitlines()
    assert "GRAPHLOOP_SECRET_KEY=***" in lines
    assert "GRAPHLOOP_DATABASE_URL=postgresql://me:***@host/db" in lines
    assert "GRAPHLOOP_DEMO_PROVIDER=true" in lines
    assert len(lines) == len(Settings.model_fields)


def test_wrong_setting_is_one_line(graphloop: Command) -> None:
    done = graphloop("config", "print", GRAPHLOOP_PORT="eighty")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: GRAPHLOOP_PORT: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_command_for_ci_has_all_that_it_imports(graphloop: Command, tmp_path: Path) -> None:
    file = tmp_path / "complete.yaml"
    file.write_text("dataset: [")
    done = graphloop("eval", "run", str(file), GRAPHLOOP_URL="http://127.0.0.1:1", GRAPHLOOP_API_KEY="key")
    assert done.returncode == 2
    assert done.stderr.startswith(f"Error: {file}")


def test_user_is_made_once(graphloop: Command, tmp_path: Path) -> None:
    asked = graphloop("user", "create", "ada@example.com", "--admin", input="long enough\nlong enough\n")
    assert asked.returncode == 0, asked.stderr
    again = graphloop("user", "create", "ADA@example.com", "--password", "long enough")
    assert (again.returncode, again.stderr) == (1, "Error: There is an account with that e-mail address already.\n")
    with closing(sqlite3.connect(tmp_path / "data" / "graphloop.db")) as connection:
        ((kept,),) = connection.execute('SELECT password_hash FROM "user"')
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_committed_schema_is_what_the_code_says(graphloop: Command) -> None:
    done = graphloop("export-schema", "--check")
    assert done.returncode == 0, done.stdout


def test_database_that_is_away_is_one_line(graphloop: Command) -> None:
    done = graphloop("migrate", GRAPHLOOP_DATABASE_URL="postgresql://127.0.0.1:1/none")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The database does not answer: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not ON_POSTGRES, reason="an embedded database migrates itself")
async def test_server_database_is_never_migrated_unasked(graphloop: Command, new_url: NewUrl) -> None:
    done = graphloop("user", "create", "a@example.com", "--password", "long enough", GRAPHLOOP_DATABASE_URL=await new_url())
    assert done.returncode == 1
    assert done.stderr == ("Error: The database is not at the present schema; run `graphloop migrate`, then start again.\n")


def test_doctor_finds_a_new_installation_healthy(graphloop: Command) -> None:
    done = graphloop("doctor", GRAPHLOOP_PORT="0", COLUMNS="200")
    assert done.returncode == 0, done.stdout
    for check in ("Python", "data folder", "secret key", "disk", "port", "database", "sandbox"):
        assert check in done.stdout


@pytest.mark.usefixtures("compiled_sandbox")
def test_doctor_names_what_is_wrong(graphloop: Command, tmp_path: Path) -> None:
    graphloop("migrate")
    key = tmp_path / "data" / "secret_key"
    key.write_text("k" * 40)
    key.chmod(0o644)
    done = graphloop("doctor", GRAPHLOOP_PORT="0", COLUMNS="200")
    assert done.returncode == 1
    assert "chmod 600" in done.stdout


@pytest.mark.usefixtures("compiled_sandbox")
def test_doctor_counts_jobs_that_were_given_up(graphloop: Command, tmp_path: Path) -> None:
    graphloop("migrate")
    connection = sqlite3.connect(tmp_path / "data" / "graphloop.db")
    with connection:
        connection.execute(
            "INSERT INTO job (id, created_at, name, arguments, status, run_after, attempts, kills, priority)"
            " VALUES (1, '2026-01-01', 'x', '{}', 'FAILED', '2026-01-01', 5, 0, 0)"
        )
    connection.close()
    assert "0 to do, 1 given up" in graphloop("doctor", GRAPHLOOP_PORT="0", COLUMNS="200").stdout


def test_dataset_import_wants_an_existing_user(graphloop: Command, tmp_path: Path) -> None:
    file = tmp_path / "items.jsonl"
    file.write_text(json.dumps({"a": 1}))
    done = graphloop("dataset", "import", "Dataset_1", str(file), "--user", "nobody@example.com")
    assert (done.returncode, done.stderr) == (
        1,
        "Error: There is no user with that e-mail address; make one with `graphloop user create`.\n",
    )
