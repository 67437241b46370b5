"""Outputs that clients submit: each stored once, judged by the usual path, and the run ended when all have come."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from app.evaluation.models import EvalTargetRecord
from app.experiments.models import ExperimentItemResult, ExperimentRun
from graphql_schema.core.ids import row_id
from tests.api import Api
from tests.experiments.test_control import RUN, ended, look, started, until_run
from tests.experiments.test_experiments import exact, experiment, numbered
from tests.experiments.test_modes import item_ids, results
from tests.experiments.test_turns import world_of
from tests.world import World, make_world

PUSHED = {"pushed": {"name": "my program"}}
OUTCOMES = "experimentRun { id status } results { index status message }"


@pytest.fixture
async def world(api: Api) -> World:
    return await make_world(api, items=numbered(4), runs=0)


async def submit(api: Api, run: str, *submitted: dict[str, Any]) -> list[str]:
    payload = (await api.mutate("submitItemResults", OUTCOMES, experimentRunId=run, results=list(submitted))).payload()
    assert [one["index"] for one in payload["results"]] == list(range(len(submitted)))
    return [one["status"] for one in payload["results"]]


async def waiting_run(api: Api, world: World, **given: Any) -> str:
    made = await experiment(api, world, target=PUSHED, evaluators=[exact(world)], name=f"pushed {len(given)}")
    return await started(api, made, **given)


def output(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "output": "x"} | more


async def test_a_run_ends_when_all_outputs_have_come(api: Api, world: World) -> None:
    run = await waiting_run(api, world)
    assert await submit(api, run, output("t0"), output("t1", inputTokens=3, outputTokens=4, cost="0.5")) == ["STORED"] * 2
    await until_run(api, run, lambda seen: seen["stats"]["counts"]["succeeded"] == 2)
    assert (await look(api, run))["status"] == "RUNNING"
    ids = await item_ids(api, world)
    third = {"datasetItemId": ids["t2"], "output": "x", "latencyMs": 12, "externalId": "mine-3"}
    assert await submit(api, run, third, {"key": "t3", "error": "It broke."}) == ["STORED"] * 2
    seen = await ended(api, run)
    assert seen["status"] == "COMPLETED_WITH_FAILURES"
    assert seen["stats"]["counts"] == {
        "total": 4, "pending": 0, "running": 0, "succeeded": 3, "failed": 1, "cancelled": 0
    }  # fmt: skip
    assert (seen["stats"]["inputTokens"], seen["stats"]["outputTokens"]) == (3, 4)
    assert Decimal(seen["stats"]["cost"]) == Decimal("0.5")
    rows = (await results(api, run))["results"]["nodes"]
    assert {row["datasetItem"]["key"]: row["output"] for row in rows} == {"t0": "x", "t1": "x", "t2": "x", "t3": None}
    record = await EvalTargetRecord.get(run_id=row_id(run, ExperimentRun), external_id="mine-3")
    assert record.latency_ms == 12
    unsaid = await EvalTargetRecord.filter(run_id=row_id(run, ExperimentRun)).exclude(id=record.id)
    assert {one.latency_ms for one in unsaid} == {None}, "what a client does not say is unknown, not nothing"


async def test_an_output_leads_to_its_trace(api: Api, world: World) -> None:
    name = "4bf92f3577b34da6a3ce929d0e0e4736"
    told = await api.mutate("recordTraces", "traces { id }", spaceId=api.space, traces=[{"externalId": name}])
    run = await waiting_run(api, world)
    await submit(api, run, output("t0", externalId=name), output("t1", externalId="another"), output("t2"), output("t3"))
    await ended(api, run)
    document = """query($run: ID!) { experimentRun(id: $run) { results { nodes { datasetItem { key }
      evalTargetRecords { trace { id } } } } } }"""
    rows = (await api.execute(document, run=run))["experimentRun"]["results"]["nodes"]
    traces = {row["datasetItem"]["key"]: row["evalTargetRecords"][0]["trace"] for row in rows}
    assert traces == {"t0": told.payload()["traces"][0], "t1": None, "t2": None, "t3": None}


async def test_a_client_that_did_not_hear_of_the_end_may_send_the_same_again(api: Api, world: World) -> None:
    run = await waiting_run(api, world)
    outputs = [output(f"t{number}") for number in range(4)]
    assert await submit(api, run, *outputs) == ["STORED"] * 4
    before = await ended(api, run)
    assert await submit(api, run, *outputs) == ["REPEATED"] * 4
    assert await submit(api, run, output("t0", output="y"), output("none")) == ["CONFLICT", "UNKNOWN_ITEM"]
    assert await look(api, run) == before


async def test_the_same_output_twice_is_one_and_another_is_a_conflict(api: Api, world: World) -> None:
    run = await waiting_run(api, world)
    assert await submit(api, run, output("t0"), output("t0"), output("t0", output="y")) == ["STORED", "REPEATED", "CONFLICT"]
    assert await submit(api, run, output("t0"), output("t0", output="y")) == ["REPEATED", "CONFLICT"]
    await until_run(api, run, lambda seen: seen["stats"]["counts"]["succeeded"] == 1)
    assert await submit(api, run, output("t0"), output("t0", error="now an error", output=None)) == ["REPEATED", "CONFLICT"]
    many = await asyncio.gather(*(submit(api, run, *(output(f"t{number}") for number in range(4))) for _ in range(5)))
    assert sorted(status for statuses in many for status in statuses[1:]) == ["REPEATED"] * 12 + ["STORED"] * 3
    assert (await ended(api, run))["stats"]["counts"]["succeeded"] == 4
    pk = row_id(run, ExperimentRun)
    assert await ExperimentItemResult.filter(run_id=pk).count() == await EvalTargetRecord.filter(run_id=pk).count() == 4


async def test_what_is_wrong_with_a_result_is_said_and_the_others_are_stored(api: Api, world: World) -> None:
    run = await waiting_run(api, world)
    assert await submit(
        api,
        run,
        output("t0"),
        output("unheard-of"),
        output("t1", repetition=2),
        {"output": "x"},
        {"key": "t1"},
        output("t1", error="both"),
        output("t1", latencyMs=-1),
        output("t2", turns=[{"output": "x"}]),
        {"key": "t2", "turns": [{"output": "x"}]},
    ) == ["STORED", "UNKNOWN_ITEM", "UNKNOWN_ITEM", *["INVALID"] * 6]
    (await api.run("Cancel", run=run)).payload()
    assert (await ended(api, run))["status"] == "CANCELLED"


async def test_a_client_may_end_a_run_early(api: Api, world: World) -> None:
    run = await waiting_run(api, world)
    assert await submit(api, run, output("t0")) == ["STORED"]
    (await api.mutate("finishExperimentRun", RUN, experimentRunId=run)).payload()
    seen = await ended(api, run)
    assert seen["status"] == "COMPLETED_WITH_FAILURES"
    assert (seen["stats"]["counts"]["succeeded"], seen["stats"]["counts"]["cancelled"]) == (1, 3)
    late = await api.mutate("submitItemResults", OUTCOMES, experimentRunId=run, results=[output("t1")])
    assert late.refused() == ("RUN_ENDED", ["input", "experimentRunId"])


async def test_outputs_come_while_a_run_is_paused_and_are_judged_when_it_goes_on(api: Api, world: World) -> None:
    run = await waiting_run(api, world)
    await until_run(api, run, lambda seen: seen["status"] == "RUNNING")
    (await api.mutate("pauseExperimentRun", RUN, experimentRunId=run)).payload()
    assert await submit(api, run, *(output(f"t{number}") for number in range(4))) == ["STORED"] * 4
    assert (await look(api, run))["stats"]["counts"]["succeeded"] == 0
    (await api.mutate("resumeExperimentRun", RUN, experimentRunId=run)).payload()
    assert (await ended(api, run))["status"] == "SUCCEEDED"


async def test_items_say_that_they_wait(api: Api, world: World) -> None:
    run = await waiting_run(api, world)
    await until_run(api, run, lambda seen: seen["status"] == "RUNNING")
    asked = "query($id: ID!) { experimentRun(id: $id) { isOpen itemStates { nodes { state why } } } }"
    seen = (await api.execute(asked, id=run))["experimentRun"]
    assert seen["isOpen"]
    assert seen["itemStates"]["nodes"] == [{"state": "WAITING", "why": "Its output is still to come."}] * 4
    (await api.run("Cancel", run=run)).payload()


async def test_a_retry_waits_for_what_failed_alone(api: Api, world: World) -> None:
    made = await experiment(api, world, target=PUSHED, evaluators=[exact(world)])
    first = await started(api, made)
    fine = [output(f"t{number}") for number in range(3)]
    await submit(api, first, *fine, {"key": "t3", "error": "It broke."})
    await ended(api, first)
    retry = await started(api, made, mode="RETRY_FAILED")
    await until_run(api, retry, lambda seen: seen["stats"]["counts"]["succeeded"] == 3)
    assert (await look(api, retry))["status"] == "RUNNING"
    assert await submit(api, retry, output("t3")) == ["STORED"]
    assert (await ended(api, retry))["status"] == "SUCCEEDED"


async def test_items_are_appended_and_submitted(api: Api, world: World) -> None:
    run, ids = await waiting_run(api, world, mode="APPEND"), await item_ids(api, world)
    assert await submit(api, run, output("t0")) == ["UNKNOWN_ITEM"]
    given = {"experimentRunId": run, "datasetItemIds": [ids["t0"], ids["t1"]]}
    (await api.mutate("appendExperimentRunItems", RUN, **given)).payload()
    assert await submit(api, run, output("t0"), output("t1"), output("t2")) == ["STORED", "STORED", "UNKNOWN_ITEM"]
    await until_run(api, run, lambda seen: seen["stats"]["counts"]["succeeded"] == 2)
    assert (await look(api, run))["status"] == "RUNNING"
    (await api.mutate("finishExperimentRun", RUN, experimentRunId=run)).payload()
    assert (await ended(api, run))["status"] == "SUCCEEDED"


async def test_a_budget_counts_what_clients_say(api: Api, world: World) -> None:
    run = await waiting_run(api, world, budget={"tokens": 10})
    assert await submit(api, run, output("t0", inputTokens=8, outputTokens=8)) == ["STORED"]
    seen = await until_run(api, run, lambda seen: seen["status"] == "PAUSED")
    assert seen["stats"]["inputTokens"] == 8
    (await api.run("Cancel", run=run)).payload()


async def test_turns_are_submitted(api: Api) -> None:
    talk = [{"user": "a", "expected": "x"}, {"user": "b", "expected": "x"}]
    world = await world_of(api, [{"talk": talk}, {"talk": talk}])
    evaluator = exact(world, inputs=[{"name": "output", "output": True}, {"name": "expected", "column": "talk.expected"}])
    target = {"pushed": {"name": "my agent", "turns": "talk"}}
    run = await started(api, await experiment(api, world, target=target, evaluators=[evaluator]))
    one = {"key": "t0", "turns": [{"output": "x"}, {"output": "y"}]}
    other = {"key": "t1", "turns": [{"output": "x"}]}
    beyond = {"key": "t0", "turns": [{"output": "x"}] * 3}
    assert await submit(api, run, beyond, one, other, one) == ["INVALID", "STORED", "STORED", "REPEATED"]
    assert (await ended(api, run))["status"] == "COMPLETED_WITH_FAILURES"
    asked = "query($id: ID!) { experimentRun(id: $id) { results { nodes { status reason weightedScore } } } }"
    rows = (await api.execute(asked, id=run))["experimentRun"]["results"]["nodes"]
    by_status = {row["status"]: row for row in rows}
    assert by_status["SUCCEEDED"]["weightedScore"] == 0.5
    assert by_status["FAILED"]["reason"] == "Turn 2: Target: No output was submitted for this turn."


async def test_only_who_may_run_experiments_submits_and_only_where_it_is_awaited(
    api: Api, world: World, viewer: Api, outsider: Api
) -> None:
    run = await waiting_run(api, world)
    given = {"experimentRunId": run, "results": [output("t0")]}
    assert (await viewer.mutate("submitItemResults", OUTCOMES, **given)).refused()[0] == "FORBIDDEN"
    assert (await outsider.mutate("submitItemResults", OUTCOMES, **given)).refused()[0] == "NOT_FOUND"
    other = await started(api, world["experimentId"])
    wrong = await api.mutate("submitItemResults", OUTCOMES, experimentRunId=other, results=[output("t0")])
    assert wrong.refused()[0] in {"RUN_NOT_OPEN", "RUN_ENDED"}
    too_many = await api.mutate("submitItemResults", OUTCOMES, experimentRunId=run, results=[output("t0")] * 1001)
    assert too_many.codes == ["LIST_TOO_LONG"]
    (await api.run("Cancel", run=run)).payload()
