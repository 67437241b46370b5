"""A small part of `make faults`: a run outlives kills and a cut, and ends with one result for every item."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from benchmarks.faulty.checks import Outcome, check
from benchmarks.faulty.databases import Postgres
from benchmarks.faulty.network import Link
from benchmarks.faulty.scenarios import ENGINES, Ground, site
from benchmarks.faulty.site import Site
from tests.conftest import ON_POSTGRES
from tests.system.conftest import Command, NewUrl

SEED, ITEMS = 7, 120
DEADLINE_SECONDS = 90


@pytest.fixture
async def place(new_url: NewUrl, graphloop: Command, tmp_path: Path) -> AsyncIterator[tuple[Site, Link]]:
    """An installation that works, and a link of it to be cut: to the database where there are two servers."""
    ground = Ground(ENGINES["postgres" if ON_POSTGRES else "sqlite"], tmp_path, Random(SEED), SEED)
    database = Postgres(await new_url()) if ON_POSTGRES else None
    if database is not None:
        migrated = await asyncio.to_thread(graphloop, "migrate", GRAPHLOOP_DATABASE_URL=database.url)
        assert migrated.returncode == 0
    async with site(ground, ITEMS, database=database, is_linked=True) as (made, links):
        provider = made.provider if ON_POSTGRES else links["provider"]
        await made.open(f"http://127.0.0.1:{provider.port}/v1")
        yield made, links["server-2" if ON_POSTGRES else "provider"]


@pytest.mark.skipif(not ON_POSTGRES, reason="test_kill kills the one server of an embedded database")
async def test_run_outlives_kills_and_a_cut(place: tuple[Site, Link]) -> None:
    installation, cut = place
    outcome = Outcome()
    run = await installation.begin()
    async with asyncio.timeout(DEADLINE_SECONDS), installation.watching(run):
        await installation.progressed(run, 10)
        await installation.kill(run, installation.processes[0])
        await installation.progressed(run, 10)
        kill = await installation.kill(run, installation.processes[-1])
        await installation.taken_over(run, kill)
        await installation.progressed(run, 10)
        reset = await installation.disturbance(run, installation.processes[-1].life if ON_POSTGRES else None)
        cut.drop()
        reset.ended = time.monotonic()
        await installation.ended(run)
    await check(installation, run, outcome, may_retry=not ON_POSTGRES)
    assert outcome.problems == []
    assert (outcome.items, outcome.results, outcome.lost, outcome.duplicated) == (ITEMS, ITEMS, 0, 0)
    assert outcome.acknowledged > 0
