"""The main job: an experiment is made, run, watched and read."""

from __future__ import annotations

import statistics
from typing import Any

import pytest

from app.runner.jobs import engine
from tests.api import Api, operations
from tests.live import cookies_of, progress_of, socket
from tests.world import World, make_world, run


@pytest.fixture
async def world(api: Api) -> World:
    return await make_world(api)


@pytest.fixture
async def unrun(api: Api) -> World:
    return await make_world(api, runs=0)


def numbered(count: int) -> list[dict[str, Any]]:
    return [{"key": f"t{number}", "data": {"ticket": f"ticket {number}", "expected": "x"}} for number in range(count)]


async def experiment(
    api: Api, world: World, *, target: dict[str, Any], evaluators: list[dict[str, Any]], **given: Any
) -> str:
    name = given.pop("name", "another")
    made = await api.mutate(
        "createExperiment",
        "experiment { id }",
        spaceId=world["spaceId"],
        name=name,
        datasetVersionId=world["datasetVersionId"],
        target=target,
        evaluators=evaluators,
        **given,
    )
    return str(made.payload()["experiment"]["id"])


def exact(world: World, **given: Any) -> dict[str, Any]:
    inputs = [{"name": "output", "output": True}, {"name": "expected", "column": "expected"}]
    return {"evaluatorVersionId": world["evaluatorVersionId"], "alias": "exact", "inputs": inputs} | given


async def test_a_run_scores_every_item_once(api: Api, world: World) -> None:
    assert world.progress["status"] == "SUCCEEDED"
    assert world.progress["counts"] == {
        "total": 4, "pending": 0, "running": 0, "succeeded": 4, "failed": 0, "cancelled": 0
    }  # fmt: skip
    found = (await api.run("RunResults", run=world["experimentRunId"]))["experimentRun"]
    rows = found["results"]["nodes"]
    assert {row["datasetItem"]["key"]: row["evaluatorRecords"][0]["score"] for row in rows} == {
        "t0": 0.0, "t1": 1.0, "t2": 0.0, "t3": 1.0
    }  # fmt: skip
    assert all(row["output"] == row["datasetItem"]["data"]["ticket"] for row in rows)
    assert all(row["inputTokens"] and row["outputTokens"] and row["latencyMs"] is not None for row in rows)
    assert found["experiment"]["datasetVersion"]["dataset"]["name"] == "tickets"
    assert (found["number"], found["mode"], found["status"]) == (1, "ALL", "SUCCEEDED")


async def test_aggregates_and_stats_equal_a_recomputation(api: Api, world: World) -> None:
    space = (await api.run("SpaceOverview", space=world["spaceId"]))["space"]
    latest = space["experiments"]["nodes"][0]["latestRun"]
    exact_one = next(row for row in latest["aggregateResults"] if row["name"] == "exact")
    scores = [0.0, 1.0, 0.0, 1.0]
    assert exact_one == {
        "name": "exact",
        "count": 4,
        "mean": statistics.fmean(scores),
        "median": statistics.median(scores),
        "p90": 1.0,
        "passRate": 0.5,
    }
    rows = (await api.run("RunResults", run=world["experimentRunId"]))["experimentRun"]["results"]["nodes"]
    assert latest["stats"]["counts"] == {"succeeded": 4, "failed": 0}
    assert float(latest["stats"]["cost"]) == pytest.approx(sum(float(row["cost"]) for row in rows))
    records = "query($id: ID!) { space(id: $id) { modelRequestRecords { totalCount nodes { scene } } } }"
    calls = (await api.execute(records, id=world["spaceId"]))["space"]["modelRequestRecords"]
    assert calls["totalCount"] == 4
    assert {call["scene"] for call in calls["nodes"]} == {"EVAL_TARGET"}


async def test_three_kinds_of_evaluators_score_side_by_side(api: Api, world: World) -> None:
    judge = {
        "evaluatorVersionId": world["judgeVersionId"],
        "alias": "helpful",
        "weight": 3,
        "inputs": [{"name": "question", "column": "ticket"}, {"name": "answer", "output": True}],
    }
    code = exact(world, evaluatorVersionId=world["codeVersionId"], alias="short")
    made = await experiment(
        api, world, target={"model": {"model": "demo/echo", "column": "ticket"}}, evaluators=[exact(world), judge, code]
    )
    progress = await run(api, world, made)
    assert progress["status"] == "SUCCEEDED"
    assert {metric["name"]: metric["count"] for metric in progress["metrics"]} == {
        "exact": 4, "helpful": 4, "short": 4, "weighted_score": 4
    }  # fmt: skip
    rows = (await api.run("RunResults", run=world["experimentRunId"]))["experimentRun"]["results"]["nodes"]
    for row in rows:
        by_alias = {record["alias"]: record for record in row["evaluatorRecords"]}
        assert 0 <= by_alias["helpful"]["score"] <= 1
        assert by_alias["helpful"]["passed"] == (by_alias["helpful"]["score"] >= 0.5)
        assert by_alias["short"]["reason"].endswith("characters")


async def test_each_run_keeps_its_own_results(api: Api, world: World) -> None:
    await run(api, world)
    asked = """query($id: ID!) { experiment(id: $id) {
      runCount results { totalCount nodes { run { number } } }
      runs { nodes { number results { totalCount } } }
    } }"""
    found = (await api.execute(asked, id=world["experimentId"]))["experiment"]
    assert found["runCount"] == 2
    assert {row["run"]["number"] for row in found["results"]["nodes"]} == {2}
    assert found["runs"]["nodes"] == [{"number": n, "results": {"totalCount": 4}} for n in (2, 1)]


async def test_outputs_made_elsewhere_are_scored_without_a_call(api: Api, world: World) -> None:
    made = await experiment(api, world, target={"column": {"column": "expected"}}, evaluators=[exact(world)])
    progress = await run(api, world, made)
    assert [(metric["name"], metric["mean"]) for metric in progress["metrics"]] == [("exact", 1.0), ("weighted_score", 1.0)]
    assert progress["tokens"] == 0


async def test_a_failing_item_is_a_result_with_its_reason(api: Api) -> None:
    world = await make_world(api, items=numbered(40), runs=0)
    target = {"model": {"model": "demo/flaky", "column": "ticket"}}
    made = await experiment(api, world, target=target, evaluators=[exact(world)], concurrency=40)
    progress = await run(api, world, made)
    counts = progress["counts"]
    assert counts["succeeded"] + counts["failed"] == counts["total"] == 40
    asked = """query($id: ID!) { experimentRun(id: $id) { results(filter: { status: { eq: FAILED } }) {
      totalCount nodes { reason error evaluatorRecords { status reason } } } } }"""
    failed = (await api.execute(asked, id=world["experimentRunId"]))["experimentRun"]["results"]
    assert failed["totalCount"] == counts["failed"]
    for row in failed["nodes"]:
        assert row["reason"].startswith("Target: ")
        assert row["error"]["code"]
        assert [record["status"] for record in row["evaluatorRecords"]] == ["SKIPPED"]
    assert progress["status"] == ("COMPLETED_WITH_FAILURES" if counts["failed"] else "SUCCEEDED")


async def test_a_column_that_an_item_lacks_is_named(api: Api) -> None:
    items = [{"key": "whole", "data": {"ticket": "x", "expected": "x"}}, {"key": "half", "data": {"ticket": "x"}}]
    world = await make_world(api, items=items, runs=0)
    target = {"model": {"model": "demo/echo", "column": "ticket"}}
    progress = await run(api, world, await experiment(api, world, target=target, evaluators=[exact(world)]))
    assert (progress["counts"]["succeeded"], progress["counts"]["failed"]) == (1, 1)
    asked = """query($id: ID!) { experimentRun(id: $id) { itemStates(states: [FAILED]) {
      totalCount nodes { why datasetItem { key } evaluators { state why } } } } }"""
    failed = (await api.execute(asked, id=world["experimentRunId"]))["experimentRun"]["itemStates"]
    assert failed["totalCount"] == 1
    (state,) = failed["nodes"]
    words = "The mapping of input `expected` found no column `expected` in the item."
    assert state["datasetItem"]["key"] == "half"
    assert state["evaluators"] == [{"state": "FAILED", "why": words}]
    assert state["why"] == f"Evaluator 'exact': {words}"


async def test_progress_is_live_numbered_and_ends(api: Api, server: str) -> None:
    world = await make_world(api, items=numbered(30), runs=0)
    target = {"model": {"model": "demo/slow", "column": "ticket"}}
    made = await experiment(api, world, target=target, evaluators=[exact(world)], concurrency=10)
    async with socket(server, headers=cookies_of(api)) as connection:
        started = (await api.run("Run", experiment=made)).payload()["experimentRun"]["id"]
        states = [state async for state in progress_of(connection, started)]
    finished = [state["counts"]["succeeded"] for state in states]
    assert len(states) > 3
    assert [state["sequence"] for state in states] == sorted(state["sequence"] for state in states)
    assert finished == sorted(finished)
    assert any(state["counts"]["running"] for state in states)
    assert any(state["latestResults"] for state in states[1:])
    assert states[-1]["status"] == "SUCCEEDED"


async def test_cancelling_stops_calls_and_marks_what_was_not_done(api: Api, server: str) -> None:
    world = await make_world(api, items=numbered(300), runs=0)
    target = {"model": {"model": "demo/slow", "column": "ticket"}}
    made = await experiment(api, world, target=target, evaluators=[exact(world)], concurrency=4)
    started = (await api.run("Run", experiment=made)).payload()["experimentRun"]["id"]
    async with socket(server, headers=cookies_of(api)) as connection:
        async for state in progress_of(connection, started):
            if state["counts"]["succeeded"] and state["status"] == "RUNNING":
                await api.run("Cancel", run=started)
    assert state["status"] == "CANCELLED"
    counts = state["counts"]
    assert counts["succeeded"] + counts["cancelled"] == counts["total"] == 300
    assert counts["cancelled"] > 200
    again = await api.run("Cancel", run=started)
    assert again.refused() == ("RUN_ENDED", ["input", "experimentRunId"])


async def test_a_run_cancelled_before_it_began_does_nothing(api: Api) -> None:
    world = await make_world(api, runs=0)
    await engine().stop()
    try:
        started = (await api.run("Run", experiment=world["experimentId"])).payload()["experimentRun"]["id"]
        cancelled = (await api.run("Cancel", run=started)).payload()
        assert cancelled["experimentRun"]["status"] == "CANCELLED"
        assert (await api.run("Cancel", run=started)).refused()[0] == "RUN_ENDED"
    finally:
        await engine().start()
    events = await api.watch("Progress", run=started)
    last = events[-1]["data"]["experimentProgress"]
    assert (last["status"], last["counts"]["cancelled"], last["tokens"]) == ("CANCELLED", 4, 0)


async def test_a_watcher_who_comes_late_sees_the_end_at_once(api: Api, world: World) -> None:
    (event,) = await api.watch("Progress", run=world["experimentRunId"])
    assert event["data"]["experimentProgress"]["status"] == "SUCCEEDED"
    assert event["data"]["experimentProgress"]["metrics"] == world.progress["metrics"]


async def test_one_run_at_a_time(api: Api, server: str) -> None:
    world = await make_world(api, items=numbered(50), runs=0)
    target = {"model": {"model": "demo/slow", "column": "ticket"}}
    made = await experiment(api, world, target=target, evaluators=[], concurrency=1)
    started = (await api.run("Run", experiment=made)).payload()["experimentRun"]["id"]
    assert (await api.run("Run", experiment=made)).refused() == ("RUN_IN_PROGRESS", ["input", "experimentId"])
    deleted = await api.mutate("deleteExperiment", "space { id }", experimentId=made)
    assert deleted.refused()[0] == "RUN_IN_PROGRESS"
    (await api.run("Cancel", run=started)).payload()
    await api.watch("Progress", run=started)
    (await api.mutate("deleteExperiment", "space { id }", experimentId=made)).payload()
    assert (await api.execute("query($id: ID!) { experiment(id: $id) { id } }", id=made))["experiment"] is None


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (
            {"evaluators": [{"inputs": [{"name": "output", "column": "nope"}]}]},
            "UNKNOWN_COLUMN",
            "evaluators.0.inputs.0.column",
        ),
        ({"evaluators": [{"inputs": [{"name": "output", "output": True}]}]}, "MISSING_INPUT", "evaluators.0.inputs"),
        ({"evaluators": [{}, {}]}, "ALIAS_TAKEN", "evaluators.1.alias"),
        ({"evaluators": [{"weight": -1}]}, "INVALID_WEIGHT", "evaluators.0.weight"),
        ({"evaluators": [{"weight": 0}]}, "INVALID_WEIGHT", "evaluators.0.weight"),
        ({"evaluators": [{"alias": "latency_ms"}]}, "ALIAS_RESERVED", "evaluators.0.alias"),
        ({"evaluators": [{"alias": "succeeded"}]}, "ALIAS_RESERVED", "evaluators.0.alias"),
        ({"tags": ["a", "a"]}, "INVALID_TAGS", "tags"),
        ({"target": {"column": {"column": "nope"}}}, "UNKNOWN_COLUMN", "target.column.column"),
        ({"target": {"prompt": {"label": "staging"}}}, "UNKNOWN_LABEL", "target.prompt.label"),
        ({"target": {"model": {"model": "demo/none", "column": "ticket"}}}, "UNKNOWN_MODEL", "target.model.model"),
        ({"concurrency": 0}, "INVALID_CONCURRENCY", "concurrency"),
        ({"name": "triage 1.0.0"}, "EXPERIMENT_NAME_TAKEN", "name"),
    ],
)
async def test_everything_is_checked_before_anything_costs(
    api: Api, unrun: World, change: dict[str, Any], code: str, path: str
) -> None:
    given = {"target": {"column": {"column": "expected"}}, "evaluators": [{}], "concurrency": 3, "name": "new"} | change
    given["evaluators"] = [exact(unrun, **evaluator) for evaluator in given["evaluators"]]
    if prompt := given["target"].get("prompt"):
        prompt |= {"promptId": unrun["promptId"], "inputs": [{"name": "ticket", "column": "ticket"}]}
    refused = await api.mutate(
        "createExperiment",
        "experiment { id }",
        spaceId=unrun["spaceId"],
        datasetVersionId=unrun["datasetVersionId"],
        **given,
    )
    assert refused.refused() == (code, ["input", *path.split(".")])


async def test_metrics_of_two_evaluators_are_never_called_the_same(api: Api, unrun: World) -> None:
    outputs = [{"name": "tone", "type": "BOOLEAN"}, {"name": "safe", "type": "BOOLEAN"}]
    judge = {"model": "demo/judge", "messages": [{"role": "USER", "content": "{{answer}}"}], "outputs": outputs}
    made = await api.mutate(
        "createEvaluator",
        "evaluator { latestVersion { id } }",
        spaceId=unrun["spaceId"],
        name="panel",
        config={"judge": judge},
    )
    version = made.payload()["evaluator"]["latestVersion"]["id"]
    panel = {"evaluatorVersionId": version, "alias": "judge", "inputs": [{"name": "answer", "output": True}]}
    for evaluators in ([panel, exact(unrun, alias="judge.tone")], [exact(unrun, alias="judge.tone"), panel]):
        refused = await api.mutate(
            "createExperiment",
            "experiment { id }",
            spaceId=unrun["spaceId"],
            name="mixed",
            datasetVersionId=unrun["datasetVersionId"],
            target={"column": {"column": "expected"}},
            evaluators=evaluators,
        )
        assert refused.refused() == ("ALIAS_TAKEN", ["input", "evaluators", "1", "alias"])
        assert "`judge.tone`" in refused["createExperiment"]["errors"][0]["message"]


async def test_a_key_in_connection_init_may_watch(api: Api, world: World, server: str) -> None:
    secret = (await api.run("NewKey", space=api.space)).payload()["secret"]
    async with socket(server, payload={"authorization": f"Bearer {secret}"}) as connection:
        states = [state async for state in progress_of(connection, world["experimentRunId"])]
    assert [state["status"] for state in states] == ["SUCCEEDED"]
    assert "Progress" in operations()
