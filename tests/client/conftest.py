"""Commands as CI calls them: processes of their own, against a real server."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.api import Api
from tests.system.conftest import ROOT


@dataclass(frozen=True)
class Done:
    """What a command said, and its exit status."""

    status: int
    said: str
    errors: str


Call = Callable[..., Awaitable[Done]]


@pytest.fixture
async def key(api: Api) -> str:
    """A key of the person's own, as CI holds it."""
    return str((await api.run("NewKey", space=None)).payload()["secret"])


@pytest.fixture
def graphloop(server: str, key: str, tmp_path: Path) -> Call:
    """Runs a command to its end while the server answers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRAPHLOOP_")}
    surroundings = {**kept, "PYTHONPATH": str(ROOT), "GRAPHLOOP_URL": server, "GRAPHLOOP_API_KEY": key, "COLUMNS": "200"}

    async def call(*words: str | Path, **variables: str) -> Done:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "app.cli", *map(str, words)),
            cwd=tmp_path,
            env=surroundings | variables,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(120):
            said, errors = await process.communicate()
        return Done(process.returncode or 0, said.decode(), errors.decode())

    return call


def unique(word: str) -> str:
    """A name that nothing else has."""
    return f"{word}-{secrets.token_hex(4)}"
