"""Databases of a test's own, and the command line as a process."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
Environment = dict[str, str]
Command = Callable[..., "subprocess.CompletedProcess[str]"]
NewUrl = Callable[[], Awaitable[str]]


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
def graphloop(environment: Environment, tmp_path: Path) -> Command:
    """Runs a command to its end."""

    def run(*arguments: str, input: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "app.cli", *arguments]
        surroundings = {**environment, **variables}
        return subprocess.run(
            command, cwd=tmp_path, env=surroundings, input=input, capture_output=True, text=True, timeout=60, check=False
        )

    return run
