"""Commands as CI calls them: processes of their own, against a real server."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from tests.api import Api
from tests.client.process import Command
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


@pytest.fixture(scope="session")
def forked() -> ForkServerContext:
    """Makes processes out of one that has imported what commands need."""
    made = multiprocessing.get_context("forkserver")
    # Each process looks at the main module first, which is pytest's.
    made.set_forkserver_preload(["pytest", Command.__module__])
    return made


@pytest.fixture
def graphloop(
    server: str, key: str, forked: ForkServerContext, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Call:
    """Runs a command to its end while the server answers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRAPHLOOP_")}
    surroundings = {**kept, "PYTHONPATH": str(ROOT), "GRAPHLOOP_URL": server, "GRAPHLOOP_API_KEY": key, "COLUMNS": "200"}

    async def call(*words: str | Path, **variables: str) -> Done:
        output = tmp_path_factory.mktemp("output")
        said, errors = output / "said", output / "errors"
        command = Command([*map(str, words)], surroundings | variables, tmp_path, said, errors)
        process = forked.Process(target=command)
        await asyncio.to_thread(process.start)
        await asyncio.to_thread(process.join, 120)
        assert process.exitcode is not None, "it does not end"
        return Done(process.exitcode, said.read_text(), errors.read_text())

    return call


def unique(word: str) -> str:
    """A name that nothing else has."""
    return f"{word}-{secrets.token_hex(4)}"
