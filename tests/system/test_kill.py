"""Runs whose server is killed in the middle, or that two servers share: each ends by itself, with every item done once."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
from collections import Counter
from typing import Any

import httpx2
import pytest

from tests.api import Api
from tests.live import cookies_of, progress_of, socket
from tests.system.conftest import Command, NewUrl, Running, Served
from tests.world import World, make_world

ITEMS = 48
RESULTS = """query($run: ID!) { experimentRun(id: $run) { status stats { counts { total succeeded failed cancelled } }
  aggregateResults { name kind count mean }
  results(first: 1000) { totalCount nodes { datasetItem { key } evaluatorRecords { alias score } } } } }"""


@pytest.fixture
async def variables(new_url: NewUrl, graphloop: Command, database_url: str | None) -> dict[str, str]:
    """What a server needs beside its data folder, to be on the kind of database that is tested."""
    if database_url is None:
        return {}
    chosen = {"GRAPHLOOP_DATABASE_URL": await new_url()}
    assert (await asyncio.to_thread(graphloop, "migrate", **chosen)).returncode == 0
    return chosen


def person(server: Served) -> Api:
    return Api(httpx2.AsyncClient(base_url=f"http://127.0.0.1:{server.port}"))


async def slow_experiment(api: Api) -> str:
    items = [{"key": f"t{number}", "data": {"ticket": f"ticket {number}", "expected": "x"}} for number in range(ITEMS)]
    world = await make_world(api, items=items, runs=0)
    inputs = [{"name": "output", "output": True}, {"name": "expected", "column": "expected"}]
    made = await api.mutate(
        "createExperiment",
        "experiment { id }",
        spaceId=api.space,
        name="slow",
        datasetVersionId=world["datasetVersionId"],
        target={"model": {"model": "demo/slow", "column": "ticket"}},
        evaluators=[
            {"evaluatorVersionId": world[version], "alias": alias, "inputs": inputs}
            for version, alias in (("evaluatorVersionId", "exact"), ("codeVersionId", "short"))
        ],
        concurrency=8,
    )
    return str(made.payload()["experiment"]["id"])


async def followed(api: Api, server: Served, run: str, *, until_succeeded: int = ITEMS + 1) -> dict[str, Any]:
    """The progress of a run, once that many items have succeeded or it has ended."""
    world = World()
    async with socket(f"http://127.0.0.1:{server.port}", headers=cookies_of(api)) as connection:
        async for world.progress in progress_of(connection, run):
            if world.progress["counts"]["succeeded"] >= until_succeeded and world.progress["status"] == "RUNNING":
                break
    return world.progress


@pytest.mark.skipif(os.environ.get("GRAPHLOOP_TEST_DATABASE") != "postgres", reason="SQLite has one server")
async def test_two_servers_share_runs(served: Running, variables: dict[str, str]) -> None:
    shared = {**variables, "GRAPHLOOP_SHARD_SIZE": "8", "GRAPHLOOP_JOB_SLOTS": "2"}
    first, second = [await asyncio.to_thread(served, **shared) for _ in range(2)]
    api = person(first)
    await api.register(f"{secrets.token_hex(4)}@example.com")
    experiment = await slow_experiment(api)
    # Both do a part of it and show it alike.
    run = (await api.run("Run", experiment=experiment)).payload()["experimentRun"]["id"]
    seen = await asyncio.gather(followed(api, first, run), followed(api, second, run))
    assert [state["status"] for state in seen] == ["SUCCEEDED", "SUCCEEDED"]
    assert seen[0]["counts"] == seen[1]["counts"]
    found = (await api.execute(RESULTS, run=run))["experimentRun"]
    assert found["results"]["totalCount"] == ITEMS
    assert found["stats"]["counts"] == {"total": ITEMS, "succeeded": ITEMS, "failed": 0, "cancelled": 0}
    # One is told to cancel what both work on.
    run = (await api.run("Run", experiment=experiment)).payload()["experimentRun"]["id"]
    await followed(api, first, run, until_succeeded=1)
    api.client.base_url = httpx2.URL(f"http://127.0.0.1:{second.port}")
    (await api.run("Cancel", run=run)).payload()
    ended = await followed(api, second, run)
    assert ended["status"] == "CANCELLED"
    assert ended["counts"]["cancelled"] + ended["counts"]["succeeded"] == ITEMS
    await api.client.aclose()


@pytest.mark.skipif(os.environ.get("GRAPHLOOP_TEST_DATABASE") == "postgres", reason="test_faults kills servers there")
async def test_killed_in_the_middle_of_a_run(served: Running, variables: dict[str, str]) -> None:
    server = await asyncio.to_thread(served, **variables)
    api = person(server)
    await api.register(f"{secrets.token_hex(4)}@example.com")
    run = (await api.run("Run", experiment=await slow_experiment(api))).payload()["experimentRun"]["id"]
    reached = await followed(api, server, run, until_succeeded=12)
    assert reached["status"] == "RUNNING"
    assert await asyncio.to_thread(server.stop, signal.SIGKILL) == -signal.SIGKILL
    server = await asyncio.to_thread(served, **variables)
    api.client.base_url = httpx2.URL(f"http://127.0.0.1:{server.port}")
    ended = await followed(api, server, run)
    assert ended["status"] == "SUCCEEDED"
    found = (await api.execute(RESULTS, run=run))["experimentRun"]
    keys = Counter(row["datasetItem"]["key"] for row in found["results"]["nodes"])
    assert keys == Counter(f"t{number}" for number in range(ITEMS))
    for row in found["results"]["nodes"]:
        assert sorted(record["alias"] for record in row["evaluatorRecords"]) == ["exact", "short"]
    assert found["stats"]["counts"] == {"total": ITEMS, "succeeded": ITEMS, "failed": 0, "cancelled": 0}
    scored = [row for row in found["aggregateResults"] if row["kind"] in ("EVALUATOR", "WEIGHTED_SCORE")]
    assert {row["name"]: row["count"] for row in scored} == {
        "exact": ITEMS, "short": ITEMS, "weighted_score": ITEMS
    }  # fmt: skip
    await api.client.aclose()
