"""Which items a run works on: all, a few, those that failed, chosen ones, appended ones, or outputs to be judged anew."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from app.evaluation.models import EvaluatorRecord
from app.experiments.models import ExperimentRun
from app.llm.models import ModelRequestRecord
from app.runner.jobs import engine
from graphql_schema.core.ids import row_id
from tests.api import Api
from tests.experiments.test_control import ECHO, RUN, SLOW, ended, look, started, until_parked, until_run
from tests.experiments.test_experiments import exact, experiment, numbered
from tests.experiments.test_turns import connected
from tests.llm.stub_provider import stub_provider
from tests.world import World, make_world

FLAKY = {"model": {"model": "demo/flaky", "column": "ticket"}}
RESULTS = """query($id: ID!) { experimentRun(id: $id) { number mode repetitions cacheResponses isOpen baseRun { id }
  experiment { id name repetitions cacheResponses itemTimeoutSeconds datasetVersion { id } eval: evalTargetVersion { id } }
  stats { calls cachedCalls carried counts { total succeeded failed cancelled } }
  results(first: 1000) { totalCount nodes { id status output repetition datasetItem { id key }
    carriedFrom { id run { id } } evaluatorRecords { alias status score } } } } }"""

COSTS = "query($id: ID!) { experimentRun(id: $id) { results { nodes { cost datasetItem { key } } } } }"


@pytest.fixture
async def world(api: Api) -> World:
    return await make_world(api)


async def results(api: Api, run: str) -> dict[str, Any]:
    found: dict[str, Any] = (await api.execute(RESULTS, id=run))["experimentRun"]
    return found


async def calls_of(run: str) -> int:
    return await ModelRequestRecord.filter(subject_id=row_id(run, ExperimentRun, "id")).count()


async def item_ids(api: Api, world: World) -> dict[str, str]:
    asked = "query($id: ID!) { datasetVersion(id: $id) { items(first: 1000) { nodes { id key } } } }"
    nodes = (await api.execute(asked, id=world["datasetVersionId"]))["datasetVersion"]["items"]["nodes"]
    return {node["key"]: node["id"] for node in reversed(nodes)}


async def run_to_end(api: Api, experiment_id: str, **given: Any) -> str:
    run = await started(api, experiment_id, **given)
    await ended(api, run)
    return run


async def refused(api: Api, experiment_id: str, **given: Any) -> tuple[str, list[str]]:
    return (await api.mutate("runExperiment", RUN, experimentId=experiment_id, **given)).refused()


# --- arguments -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"mode": "ALL", "itemLimit": 3}, "ARGUMENT_NOT_OF_MODE", "itemLimit"),
        ({"mode": "ALL", "datasetItemIds": []}, "ARGUMENT_NOT_OF_MODE", "datasetItemIds"),
        ({"mode": "APPEND", "itemLimit": 3}, "ARGUMENT_NOT_OF_MODE", "itemLimit"),
        ({"mode": "TRIAL", "itemLimit": 0}, "INVALID_ITEM_LIMIT", "itemLimit"),
        ({"mode": "TRIAL", "datasetItemIds": []}, "NO_ITEMS", "datasetItemIds"),
        ({"mode": "RETRY_FAILED", "repetitions": 2}, "ARGUMENT_NOT_OF_MODE", "repetitions"),
        ({"mode": "RETRY_ITEMS"}, "NO_ITEMS", "datasetItemIds"),
        ({"mode": "RESCORE"}, "MODE_NOT_ALLOWED", "mode"),
        ({"mode": "RETRY_FAILED"}, "NOTHING_TO_RETRY", "mode"),
        ({"repetitions": 0}, "INVALID_REPETITIONS", "repetitions"),
        ({"repetitions": 101}, "INVALID_REPETITIONS", "repetitions"),
        ({"concurrency": 100_000}, "INVALID_CONCURRENCY", "concurrency"),
    ],
)
async def test_arguments_that_do_not_belong_or_fit_are_refused(
    api: Api, world: World, given: dict[str, Any], code: str, path: str
) -> None:
    assert await refused(api, world["experimentId"], **given) == (code, ["input", path])


async def test_a_mode_takes_only_its_own_references(api: Api, world: World) -> None:
    item, run = world["datasetItemId"], world["experimentRunId"]
    for mode in ("ALL", "APPEND", "RETRY_FAILED"):
        code = await refused(api, world["experimentId"], mode=mode, datasetItemIds=[item])
        assert code == ("ARGUMENT_NOT_OF_MODE", ["input", "datasetItemIds"])
    for mode in ("ALL", "APPEND", "TRIAL"):
        code = await refused(api, world["experimentId"], mode=mode, baseRunId=run)
        assert code == ("ARGUMENT_NOT_OF_MODE", ["input", "baseRunId"])
    both = await refused(api, world["experimentId"], mode="TRIAL", datasetItemIds=[item], itemLimit=1)
    assert both == ("AMBIGUOUS_ITEMS", ["input", "itemLimit"])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"repetitions": 0}, "INVALID_REPETITIONS"),
        ({"itemTimeoutSeconds": 0}, "INVALID_TIMEOUT"),
        ({"itemTimeoutSeconds": 86_401}, "INVALID_TIMEOUT"),
    ],
)
async def test_an_experiments_own_numbers_are_bounded(api: Api, world: World, given: dict[str, Any], code: str) -> None:
    made = await api.mutate(
        "createExperiment",
        "experiment { id }",
        spaceId=world["spaceId"],
        name="bounded",
        datasetVersionId=world["datasetVersionId"],
        target=ECHO,
        evaluators=[],
        **given,
    )
    assert made.refused() == (code, ["input", *given])


async def test_a_run_has_the_experiments_settings_unless_it_is_given_others(api: Api, world: World) -> None:
    settings = {"repetitions": 2, "cacheResponses": True, "itemTimeoutSeconds": 30}
    made = await experiment(api, world, target=ECHO, evaluators=[], **settings)
    first = await results(api, await run_to_end(api, made))
    assert {name: first["experiment"][name] for name in settings} == settings
    assert (first["repetitions"], first["cacheResponses"]) == (2, True)
    second = await results(api, await run_to_end(api, made, repetitions=1, cacheResponses=False, priority="LOW"))
    assert (second["repetitions"], second["cacheResponses"]) == (1, False)


# --- trials and repetitions ------------------------------------------------------------------------------------------


async def test_a_trial_takes_the_first_items(api: Api) -> None:
    world = await make_world(api, items=numbered(25), runs=0)
    made = await experiment(api, world, target=ECHO, evaluators=[exact(world)])
    for given, count in (({}, 10), ({"itemLimit": 3}, 3), ({"itemLimit": 1_000}, 25)):
        found = await results(api, await run_to_end(api, made, mode="TRIAL", **given))
        keys = {row["datasetItem"]["key"] for row in found["results"]["nodes"]}
        assert keys == {f"t{number}" for number in range(count)}
        assert found["stats"]["counts"] == {"total": count, "succeeded": count, "failed": 0, "cancelled": 0}


async def test_a_trial_takes_chosen_items_once(api: Api, world: World) -> None:
    ids = await item_ids(api, world)
    chosen = [ids["t3"], ids["t1"], ids["t3"]]
    found = await results(api, await run_to_end(api, world["experimentId"], mode="TRIAL", datasetItemIds=chosen))
    assert sorted(row["datasetItem"]["key"] for row in found["results"]["nodes"]) == ["t1", "t3"]
    assert found["stats"]["counts"]["total"] == 2


async def test_items_of_elsewhere_cannot_be_chosen(api: Api, world: World, outsider: Api) -> None:
    theirs = await make_world(outsider, runs=0)
    for mode in ("TRIAL", "RETRY_ITEMS"):
        chosen = [world["datasetItemId"], theirs["datasetItemId"]]
        code = await refused(api, world["experimentId"], mode=mode, datasetItemIds=chosen)
        assert code == ("NOT_FOUND", ["input", "datasetItemIds", "1"])


async def test_each_repetition_has_a_result_of_its_own(api: Api, world: World) -> None:
    run = await run_to_end(api, world["experimentId"], repetitions=3)
    found = await results(api, run)
    pairs = Counter((row["datasetItem"]["key"], row["repetition"]) for row in found["results"]["nodes"])
    assert pairs == Counter({(f"t{number}", repetition): 1 for number in range(4) for repetition in (1, 2, 3)})
    assert found["stats"]["counts"]["total"] == await calls_of(run) == 12


# --- retries ---------------------------------------------------------------------------------------------------------


@pytest.fixture
async def flaky(api: Api) -> World:
    """A run some items of which failed, and will whenever they are tried."""
    world = await make_world(api, items=numbered(100), runs=0)
    world.ids["experimentId"] = await experiment(api, world, target=FLAKY, evaluators=[exact(world)], concurrency=100)
    world.ids["experimentRunId"] = await run_to_end(api, world["experimentId"])
    return world


async def test_what_failed_is_retried_and_the_rest_is_carried_over_without_a_call(api: Api, flaky: World) -> None:
    before = await results(api, flaky["experimentRunId"])
    failed = {row["datasetItem"]["key"] for row in before["results"]["nodes"] if row["status"] == "FAILED"}
    assert failed
    retry = await run_to_end(api, flaky["experimentId"], mode="RETRY_FAILED")
    after = await results(api, retry)
    assert after["baseRun"] == {"id": flaky["experimentRunId"]}
    assert after["stats"]["counts"]["total"] == after["results"]["totalCount"] == 100
    assert after["stats"]["carried"] == 100 - len(failed)
    assert await calls_of(retry) == after["stats"]["calls"] > 0
    old = {row["datasetItem"]["key"]: row for row in before["results"]["nodes"]}
    for row in after["results"]["nodes"]:
        was = old[row["datasetItem"]["key"]]
        if row["datasetItem"]["key"] not in failed:
            assert row["carriedFrom"] == {"id": was["id"], "run": {"id": flaky["experimentRunId"]}}
            kept = ("status", "output", "repetition", "evaluatorRecords")
            assert {name: row[name] for name in kept} == {name: was[name] for name in kept}


async def test_what_a_cancelled_run_did_not_reach_is_retried(api: Api) -> None:
    world = await make_world(api, items=numbered(30), runs=0)
    made = await experiment(api, world, target=SLOW, evaluators=[exact(world)], concurrency=4)
    run = await started(api, made)
    await until_run(api, run, lambda seen: seen["stats"]["counts"]["succeeded"] > 0)
    (await api.mutate("pauseExperimentRun", RUN, experimentRunId=run)).payload()
    done = (await until_parked(api, run))["stats"]["counts"]["succeeded"]
    (await api.run("Cancel", run=run)).payload()
    retry = await run_to_end(api, made, mode="RETRY_FAILED", concurrency=30)
    found = await results(api, retry)
    assert found["stats"]["counts"] == {"total": 30, "succeeded": 30, "failed": 0, "cancelled": 0}
    assert (found["stats"]["carried"], await calls_of(retry)) == (done, 30 - done)


async def test_chosen_items_are_done_once_more_and_the_rest_is_carried_over(api: Api, world: World) -> None:
    first, ids = world["experimentRunId"], await item_ids(api, world)
    retry = await run_to_end(api, world["experimentId"], mode="RETRY_ITEMS", baseRunId=first, datasetItemIds=[ids["t2"]])
    found = await results(api, retry)
    carried = {row["datasetItem"]["key"]: row["carriedFrom"] is not None for row in found["results"]["nodes"]}
    assert carried == {"t0": True, "t1": True, "t2": False, "t3": True}
    assert (found["stats"]["carried"], await calls_of(retry)) == (3, 1)
    again = await run_to_end(
        api, world["experimentId"], mode="RETRY_ITEMS", baseRunId=retry, datasetItemIds=[ids["t0"], ids["t1"]]
    )
    assert await calls_of(again) == 2


async def test_a_retry_goes_on_from_a_run_that_has_the_items(api: Api, world: World) -> None:
    made = await experiment(api, world, target=ECHO, evaluators=[])
    assert await refused(api, made, mode="RETRY_FAILED") == ("NO_EARLIER_RUN", ["input", "baseRunId"])
    foreign = await refused(api, made, mode="RETRY_FAILED", baseRunId=world["experimentRunId"])
    assert foreign == ("NOT_FOUND", ["input", "baseRunId"])
    ids = await item_ids(api, world)
    trial = await run_to_end(api, made, mode="TRIAL", itemLimit=2, repetitions=2)
    code = await refused(api, made, mode="RETRY_ITEMS", datasetItemIds=[ids["t0"], ids["t3"]])
    assert code == ("NOT_FOUND", ["input", "datasetItemIds", "1"])
    found = await results(api, await run_to_end(api, made, mode="RETRY_ITEMS", datasetItemIds=[ids["t0"]]))
    assert (found["baseRun"], found["repetitions"]) == ({"id": trial}, 2)
    assert (found["results"]["totalCount"], found["stats"]["calls"]) == (4, 2)


async def test_nothing_is_retried_of_a_run_that_never_knew_its_items(api: Api, world: World) -> None:
    await engine().stop()
    try:
        run = await started(api, world["experimentId"])
        (await api.run("Cancel", run=run)).payload()
        code = await refused(api, world["experimentId"], mode="RETRY_FAILED")
        assert code == ("NOTHING_TO_RETRY", ["input", "baseRunId"])
    finally:
        await engine().start()


# --- appended items --------------------------------------------------------------------------------------------------


async def append(api: Api, run: str, ids: list[str]) -> Any:
    return await api.mutate("appendExperimentRunItems", RUN, experimentRunId=run, datasetItemIds=ids)


async def test_items_are_appended_once_until_the_run_is_finished(api: Api, world: World) -> None:
    ids = await item_ids(api, world)
    run = await started(api, world["experimentId"], mode="APPEND")
    open_one = await until_run(api, run, lambda seen: seen["status"] == "RUNNING")
    assert (open_one["isOpen"], open_one["stats"]["counts"]["total"]) == (True, 0)
    (await append(api, run, [ids["t0"], ids["t1"], ids["t0"]])).payload()
    await until_run(api, run, lambda seen: seen["stats"]["counts"]["succeeded"] == 2)
    # An item that was written after the version was made is of the dataset, too.
    item = {"key": "late", "data": {"ticket": "late", "expected": "late"}}
    written = await api.run("WriteItems", dataset=world["datasetId"], items=[item])
    late = written.payload()["datasetItems"][0]["id"]
    (await append(api, run, [ids["t1"], ids["t2"], late])).payload()
    done = await until_run(api, run, lambda seen: seen["stats"]["counts"]["succeeded"] == 4)
    assert (done["status"], done["stats"]["counts"]["total"]) == ("RUNNING", 4)
    finished = (await api.mutate("finishExperimentRun", RUN, experimentRunId=run)).payload()["experimentRun"]
    assert (finished["status"], finished["isOpen"]) == ("SUCCEEDED", False)
    found = await results(api, run)
    assert sorted(row["datasetItem"]["key"] for row in found["results"]["nodes"]) == ["late", "t0", "t1", "t2"]
    assert await calls_of(run) == 4
    assert (await append(api, run, [late])).refused() == ("RUN_ENDED", ["input", "experimentRunId"])


async def test_only_items_of_the_dataset_are_appended_and_not_too_many(api: Api, world: World, outsider: Api) -> None:
    theirs = await make_world(outsider, runs=0)
    run = await started(api, world["experimentId"], mode="APPEND")
    code = (await append(api, run, [world["datasetItemId"], theirs["datasetItemId"]])).refused()
    assert code == ("NOT_FOUND", ["input", "datasetItemIds", "1"])
    assert (await append(api, run, [])).refused() == ("NO_ITEMS", ["input", "datasetItemIds"])
    too_many = await append(api, run, [world["datasetItemId"]] * 1001)
    assert too_many.codes == ["LIST_TOO_LONG"]
    (await api.mutate("finishExperimentRun", RUN, experimentRunId=run)).payload()
    assert (await ended(api, run))["status"] == "SUCCEEDED"


# --- judged anew, and from the cache ---------------------------------------------------------------------------------


async def test_outputs_are_judged_anew_without_calling_the_target(api: Api, world: World) -> None:
    base = await results(api, world["experimentRunId"])
    code = exact(world, evaluatorVersionId=world["codeVersionId"], alias="short")
    given = {"experimentRunId": world["experimentRunId"], "name": "judged anew", "evaluators": [code]}
    made = await api.mutate("rescoreExperimentRun", "experimentRun { id mode experiment { name } }", **given)
    run = made.payload()["experimentRun"]
    assert (run["mode"], run["experiment"]) == ("RESCORE", {"name": "judged anew"})
    assert (await ended(api, run["id"]))["status"] == "SUCCEEDED"
    found = await results(api, run["id"])
    assert found["baseRun"] == {"id": world["experimentRunId"]}
    assert await calls_of(run["id"]) == 0
    for name in ("datasetVersion", "eval"):
        assert found["experiment"][name] == base["experiment"][name]
    old = {row["datasetItem"]["key"]: row["output"] for row in base["results"]["nodes"]}
    assert {row["datasetItem"]["key"]: row["output"] for row in found["results"]["nodes"]} == old
    records = [record for row in found["results"]["nodes"] for record in row["evaluatorRecords"]]
    assert [(record["alias"], record["status"]) for record in records] == [("short", "SUCCEEDED")] * 4
    again = await api.mutate("rescoreExperimentRun", "experimentRun { id }", **given)
    assert again.refused() == ("EXPERIMENT_NAME_TAKEN", ["input", "name"])


@pytest.mark.parametrize("model", ["demo/echo", "stub"])
async def test_what_is_judged_anew_costs_what_it_did_as_far_as_that_is_known(api: Api, world: World, model: str) -> None:
    async with stub_provider() as stub:
        connection = await connected(api, stub.base_url) if model == "stub" else None
        target = {"model": {"connectionId": connection, "model": model, "column": "ticket"}}
        base = await run_to_end(api, await experiment(api, world, target=target, evaluators=[exact(world)]))
    given = {"experimentRunId": base, "name": "judged anew", "evaluators": [exact(world, alias="again")]}
    made = await api.mutate("rescoreExperimentRun", "experimentRun { id }", **given)
    again = made.payload()["experimentRun"]["id"]
    await ended(api, again)
    costs = []
    for run in (base, again):
        rows = (await api.execute(COSTS, id=run))["experimentRun"]["results"]["nodes"]
        costs.append({row["datasetItem"]["key"]: row["cost"] for row in rows})
    assert costs[0] == costs[1]
    assert (set(costs[0].values()) == {None}) == (model == "stub")


async def test_only_a_run_that_has_ended_with_results_is_judged_anew(api: Api, world: World) -> None:
    await engine().stop()
    try:
        run = await started(api, world["experimentId"])
        given = {"experimentRunId": run, "name": "too early", "evaluators": []}
        early = await api.mutate("rescoreExperimentRun", "experimentRun { id }", **given)
        assert early.refused() == ("RUN_NOT_ENDED", ["input", "experimentRunId"])
        (await api.run("Cancel", run=run)).payload()
        empty = await api.mutate("rescoreExperimentRun", "experimentRun { id }", **given)
        assert empty.refused() == ("NOTHING_TO_RESCORE", ["input", "experimentRunId"])
    finally:
        await engine().start()


async def test_what_is_known_from_an_earlier_run_is_not_asked_again(api: Api, world: World) -> None:
    judge = {
        "evaluatorVersionId": world["judgeVersionId"],
        "alias": "helpful",
        "inputs": [{"name": "question", "column": "ticket"}, {"name": "answer", "output": True}],
    }
    made = await experiment(api, world, target=ECHO, evaluators=[judge], cacheResponses=True)
    first = await results(api, await run_to_end(api, made))
    assert (first["stats"]["calls"], first["stats"]["cachedCalls"]) == (8, 0)
    run = await run_to_end(api, made)
    second = await results(api, run)
    assert (second["stats"]["calls"], second["stats"]["cachedCalls"]) == (0, 8)
    pk = row_id(run, ExperimentRun, "id")
    assert await ModelRequestRecord.filter(subject_id=pk, is_cached=True).count() == 8
    assert await EvaluatorRecord.filter(run_id=pk, is_cached=True).count() == 4
    outputs = [sorted(row["output"] for row in one["results"]["nodes"]) for one in (first, second)]
    assert outputs[0] == outputs[1]
    # Another repetition is another answer.
    third = await results(api, await run_to_end(api, made, repetitions=2))
    assert (third["stats"]["calls"], third["stats"]["cachedCalls"]) == (8, 8)
    assert (await look(api, run))["stats"]["inputTokens"] == 0
