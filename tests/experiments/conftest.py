"""Every test of experiments is run with each engine: the local one on SQLite, procrastinate on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.core.database import Database
from app.migrating import make_queue
from app.runner import queued
from app.runner.jobs import RunEngine, engine, local_jobs, use_engine, use_queue
from app.runner.local import LocalEngine
from tests.conftest import ON_POSTGRES

QUICK = 0.05


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What engines do on PostgreSQL, where processes share the work, is run with both there."""
    is_about_engines = metafunc.module.__name__.endswith("test_running")
    on_postgres = ["local", "procrastinate"] if is_about_engines else ["procrastinate"]
    metafunc.parametrize("chosen_engine", on_postgres if ON_POSTGRES else ["local"], indirect=True)


@pytest.fixture(autouse=True)
async def chosen_engine(request: pytest.FixtureRequest, system: Database) -> AsyncIterator[None]:
    """The engine that runs the test's experiments."""
    if request.param == "local":
        yield
        return
    await make_queue(system)
    async with _procrastinate():
        yield


@asynccontextmanager
async def _procrastinate() -> AsyncIterator[None]:
    """A server that enqueues, and its worker, in this process."""
    from app.runner.queue import QueueEngine

    before = engine()
    await before.stop()
    use_queue(queued.defer)
    used: tuple[RunEngine, RunEngine] = (LocalEngine(only=local_jobs(), beat_seconds=QUICK), QueueEngine())
    use_engine(used[1])
    for one in used:
        await one.start()
    try:
        yield
    finally:
        for one in used:
            await one.stop()
        use_queue(None)
        use_engine(before)
        await before.start()
