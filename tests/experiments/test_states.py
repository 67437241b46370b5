"""The state of every item of a run, done or not, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.core.database import Database
from app.core.processes import this_process
from app.experiments.models import (
    ExperimentRun,
    ExperimentRunWorker,
    ExperimentShard,
)
from app.experiments.running import start
from app.experiments.transitions import fail
from app.runner import queued
from app.runner.jobs import engine, has_queue
from graphql_schema.core.ids import parse_global_id, row_id
from tests.api import Api
from tests.experiments.test_control import ECHO, RUN, SLOW, ended, started, until_parked, until_run
from tests.experiments.test_experiments import exact, experiment, numbered
from tests.experiments.test_modes import FLAKY, item_ids, run_to_end
from tests.world import World, make_world

ASKED = """query($id: ID!, $first: Int!, $after: String, $states: [ItemState!]) { experimentRun(id: $id) {
  itemStates(first: $first, after: $after, states: $states) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { repetition } }
    nodes { repetition state why datasetItem { id key } result { id status }
      evaluators { alias state why record { id score } } } } } }"""


@pytest.fixture
async def world(api: Api) -> World:
    return await make_world(api, items=numbered(20), runs=0)


@pytest.fixture
async def served(idle: None) -> AsyncIterator[None]:
    """A worker lives, but takes nothing."""
    worker = await queued.register() if has_queue() else None
    yield
    if worker is not None:
        await queued.unregister(worker)


@pytest.fixture
async def idle(world: World) -> AsyncIterator[None]:
    """Nobody takes jobs."""
    await engine().stop()
    yield
    await engine().start()


async def page(api: Api, run: str, first: int = 50, after: str | None = None, states: Any = None) -> dict[str, Any]:
    asked = await api.execute(ASKED, id=run, first=first, after=after, states=states)
    found: dict[str, Any] = asked["experimentRun"]["itemStates"]
    return found


async def every(api: Api, run: str, first: int, states: Any = None) -> list[dict[str, Any]]:
    """All items of a run, a page at a time."""
    nodes: list[dict[str, Any]] = []
    after = None
    while True:
        one = await page(api, run, first, after, states)
        assert len(one["nodes"]) == len(one["edges"]) <= first
        assert one["pageInfo"]["hasPreviousPage"] == (after is not None)
        nodes += one["nodes"]
        after = one["pageInfo"]["endCursor"]
        if not one["pageInfo"]["hasNextPage"]:
            assert one["totalCount"] == len(nodes)
            return nodes
        assert len(one["nodes"]) == first


def keys(nodes: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(node["datasetItem"]["key"], node["repetition"]) for node in nodes]


async def test_what_is_done_says_how_it_ended(api: Api) -> None:
    world = await make_world(api, items=numbered(100), runs=0)
    made = await experiment(api, world, target=FLAKY, evaluators=[exact(world)], concurrency=100)
    run = await run_to_end(api, made)
    nodes = await every(api, run, 30)
    assert keys(nodes) == [(f"t{number}", 1) for number in range(100)]
    assert {node["state"] for node in nodes} == {"SUCCEEDED", "FAILED"}
    for node in nodes:
        (evaluator,) = node["evaluators"]
        assert node["result"]["status"] == node["state"]
        if node["state"] == "SUCCEEDED":
            assert (node["why"], evaluator["state"], evaluator["why"]) == (None, "SUCCEEDED", None)
            assert evaluator["record"]["score"] is not None
        else:
            assert node["why"].startswith("Target: ")
            assert (evaluator["state"], evaluator["why"]) == ("SKIPPED", "The target gave no output to evaluate.")
            assert evaluator["record"]
    for states in (["FAILED"], ["SUCCEEDED"], ["WAITING", "RUNNING"], ["CANCELLED", "FAILED"], []):
        expected = [node for node in nodes if node["state"] in states]
        assert await every(api, run, 7, states) == expected


async def test_pages_of_any_size_are_the_same_items_in_their_order(api: Api, world: World) -> None:
    made = await experiment(api, world, target=ECHO, evaluators=[exact(world)])
    run = await run_to_end(api, made, repetitions=3)
    expected = [(f"t{number}", repetition) for number in range(20) for repetition in (1, 2, 3)]
    for first in (1, 2, 7, 59, 60, 61):
        assert keys(await every(api, run, first)) == expected
    assert (await page(api, run, 0))["pageInfo"]["hasNextPage"]


async def test_what_is_neither_begun_nor_cut_says_so(api: Api, world: World, idle: None) -> None:
    nobody = "no worker takes jobs; start `graphloop worker`."
    not_started = f"The run has not been started yet{f': {nobody}' if has_queue() else '.'}"
    waits = f"The run stands still: {nobody}" if has_queue() else "Its part of the run waits for a process that is free."
    for given, count in (
        ({"mode": "ALL"}, 20),
        ({"mode": "TRIAL", "itemLimit": 5}, 5),
        ({"mode": "TRIAL", "datasetItemIds": list((await item_ids(api, world)).values())[3:6]}, 3),
        ({"mode": "APPEND"}, 0),
    ):
        made = await experiment(api, world, target=ECHO, evaluators=[exact(world)], name=f"{given}"[:100])
        run = await started(api, made, repetitions=2, **given)
        before = await every(api, run, 4)
        assert len(before) == 2 * count
        for node in before:
            assert (node["state"], node["why"]) == ("WAITING", not_started)
            assert [one["state"] for one in node["evaluators"]] == ["WAITING"]
        await start(row_id(run, ExperimentRun, "id"))
        after = await every(api, run, 4)
        assert keys(after) == keys(before)
        assert {node["why"] for node in after} <= {waits}


async def test_a_paused_run_says_why_its_items_wait(api: Api) -> None:
    world = await make_world(api, items=numbered(30), runs=0)
    made = await experiment(api, world, target=SLOW, evaluators=[exact(world)], concurrency=4)
    run = await started(api, made)
    await until_run(api, run, lambda seen: seen["stats"]["counts"]["succeeded"] > 0)
    (await api.mutate("pauseExperimentRun", RUN, experimentRunId=run)).payload()
    await until_parked(api, run)
    nodes = await every(api, run, 8)
    assert keys(nodes) == [(f"t{number}", 1) for number in range(30)]
    waiting = [node for node in nodes if node["state"] == "WAITING"]
    assert 0 < len(waiting) < 30
    assert {node["why"] for node in waiting} == {"The run is paused: Paused by a person."}
    assert {one["why"] for node in waiting for one in node["evaluators"]} == {"The run is paused: Paused by a person."}
    assert await every(api, run, 3, ["WAITING"]) == waiting
    (await api.run("Cancel", run=run)).payload()
    await ended(api, run)
    stopped = await every(api, run, 3, ["CANCELLED"])
    assert keys(stopped) == keys(waiting)
    assert {(node["why"], node["result"]) for node in stopped} == {("Cancelled by a person.", None)}
    assert {one["state"] for node in stopped for one in node["evaluators"]} == {"SKIPPED"}


async def test_what_is_in_work_says_what_it_waits_for(api: Api, world: World, served: None) -> None:
    made = await experiment(api, world, target=ECHO, evaluators=[exact(world), exact(world, alias="again")], concurrency=3)
    run = await started(api, made)
    pk = row_id(run, ExperimentRun, "id")
    await start(pk)
    ids = [parsed[1] for text in (await item_ids(api, world)).values() if (parsed := parse_global_id(text))]
    await ExperimentShard.filter(run_id=pk, number=1).update(holder=this_process())
    in_flight = [
        {"item": ids[0], "repetition": 1, "step": "target", "why": "It waits for the rate limit.", "evaluators": {}},
        {"item": ids[1], "repetition": 1, "step": "evaluators", "why": None, "evaluators": {"exact": "It is read."}},
        {"item": ids[2], "repetition": 1, "step": "target", "why": None, "evaluators": {}},
    ]
    worker = await ExperimentRunWorker.create(run_id=pk, holder=this_process(), running=2, in_flight=in_flight)
    nodes = await every(api, run, 6)
    assert [node["state"] for node in nodes] == ["RUNNING"] * 3 + ["WAITING"] * 17
    assert [node["why"] for node in nodes[:3]] == [
        "It waits for the rate limit.", "The evaluators are being asked.", "The target is being asked."
    ]  # fmt: skip
    assert [(one["alias"], one["state"], one["why"]) for one in nodes[1]["evaluators"]] == [
        ("exact", "RUNNING", "It is read."),
        ("again", "RUNNING", "It has been asked; what it said is stored with the item."),
    ]
    assert {one["why"] for one in nodes[0]["evaluators"]} == {"There is no output to judge yet."}
    assert nodes[9]["why"] == "Others in its part of the run come first."
    assert nodes[19]["why"] == "Its part of the run waits for a process that is free."
    assert (await page(api, run, 2, None, ["RUNNING"]))["nodes"] == nodes[:2]
    await ExperimentRunWorker.filter(id=worker.id).update(running=3)
    assert (await page(api, run, 1, None, ["WAITING"]))["nodes"][0]["why"] == "All 3 places of the run are taken."
    # What a process said that is dead by now counts for nothing.
    await ExperimentRunWorker.filter(id=worker.id).update(holder="gone")
    assert {node["state"] for node in await every(api, run, 50)} == {"WAITING"}
    await ExperimentRunWorker.filter(id=worker.id).delete()


async def test_a_run_that_failed_cancels_what_is_left(api: Api, world: World, idle: None) -> None:
    run = await started(api, await experiment(api, world, target=ECHO, evaluators=[]))
    await start(row_id(run, ExperimentRun, "id"))
    await fail(row_id(run, ExperimentRun, "id"), "The disk is full.")
    nodes = await every(api, run, 9)
    assert Counter((node["state"], node["why"]) for node in nodes) == {("CANCELLED", "The disk is full."): 20}


async def test_lists_that_lie_within_one_another_are_paged_in_order(api: Api, world: World, idle: None) -> None:
    ids = list((await item_ids(api, world)).values())
    run = await started(api, await experiment(api, world, target=ECHO, evaluators=[]), mode="APPEND", repetitions=2)
    for chosen in ([0, 9, 19], [5], [1, 18], [10, 11, 12, 3]):
        given = {"experimentRunId": run, "datasetItemIds": [ids[index] for index in chosen]}
        (await api.mutate("appendExperimentRunItems", RUN, **given)).payload()
    expected = [(f"t{index}", repetition) for index in (0, 1, 3, 5, 9, 10, 11, 12, 18, 19) for repetition in (1, 2)]
    for first in (1, 2, 3, 5, 50):
        assert keys(await every(api, run, first)) == expected


@pytest.mark.usefixtures("recognized")
async def test_a_page_costs_the_same_however_many_items_there_are(
    api: Api, world: World, idle: None, system: Database
) -> None:
    statements = {}
    runs = [await started(api, await experiment(api, world, target=ECHO, evaluators=[exact(world)], name=str(number)))
            for number in range(3)]  # fmt: skip
    for run in runs:
        await start(row_id(run, ExperimentRun, "id"))
    for first in (2, 20):
        await page(api, runs[0], first)
        before = system.statements
        await page(api, runs[0], first)
        statements[first] = system.statements - before
    assert statements[20] <= statements[2]
    asked = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on ExperimentRun { itemStates(first: 5) {
      totalCount nodes { state datasetItem { key } evaluators { state } } } } } }"""
    before = system.statements
    alone = await api.execute(asked, ids=runs[:1])
    middle = system.statements
    together = await api.execute(asked, ids=runs)
    assert alone["nodes"][0]["itemStates"]["totalCount"] == 20
    assert [len(run["itemStates"]["nodes"]) for run in together["nodes"]] == [5, 5, 5]
    assert system.statements - middle <= middle - before


async def test_a_place_of_another_list_is_refused(api: Api, world: World) -> None:
    run = await run_to_end(api, await experiment(api, world, target=ECHO, evaluators=[]), mode="TRIAL")
    listed = "query($id: ID!) { experimentRun(id: $id) { results(first: 1) { pageInfo { endCursor } } } }"
    foreign = (await api.execute(listed, id=run))["experimentRun"]["results"]["pageInfo"]["endCursor"]
    for after in (foreign, "nonsense", ""):
        refused = await api.execute(ASKED, id=run, first=1, after=after)
        assert refused.codes == ["INVALID_CURSOR"]
    too_many = await api.execute(ASKED, id=run, first=1001)
    assert too_many.codes
