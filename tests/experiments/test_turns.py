"""Items of several turns: done turn by turn with what was said before, each turn and the whole of them scored."""

from __future__ import annotations

from typing import Any

import pytest

from app.datasets.models import DatasetSchema, DatasetVersion
from app.evaluation.models import EvaluatorRecord
from app.experiments.models import ExperimentItemResult, ExperimentRun, ExperimentTurnResult
from app.experiments.turns import InvalidTurns, turns_of
from graphql_schema.core.ids import row_id
from tests.api import Api
from tests.experiments.test_control import ended, started
from tests.experiments.test_experiments import experiment
from tests.llm.stub_provider import Scripted, answer, fault, stub_provider
from tests.world import World, make_world

TALK = [{"user": "Hello", "expected": "Hello"}, {"user": "Bye", "expected": "no"}]
ECHO = {"model": {"model": "demo/echo", "column": "talk"}}
FOUND = """query($id: ID!) { experimentRun(id: $id) { status aggregateResults { name count mean passCount failedCount }
  stats { calls carried inputTokens outputTokens cost counts { total succeeded failed } }
  results(first: 100) { nodes { id status reason output weightedScore latencyMs carriedFrom { id }
    turnResults { turnIndex status reason input output error weightedScore datasetItem { key }
      evaluatorRecords { alias turnIndex score status input } }
    evaluatorRecords { alias outputName turnIndex score status reason passed }
    evalTargetRecords { turnIndex status output } } } } }"""


@pytest.fixture
async def world(api: Api) -> World:
    """A space whose dataset has a column of turns."""
    return await world_of(api, [{"talk": TALK}])


async def world_of(api: Api, items: list[dict[str, Any]]) -> World:
    made = await make_world(api, runs=0)
    columns = [{"name": "talk", "contentType": "JSON"}, {"name": "note", "contentType": "TEXT"}]
    dataset = await api.mutate("createDataset", "dataset { id }", spaceId=api.space, name="talks", columns=columns)
    pk = dataset.payload()["dataset"]["id"]
    keyed = [{"key": f"t{index}", "data": data} for index, data in enumerate(items)]
    (await api.run("WriteItems", dataset=pk, items=keyed)).payload()
    version = (await api.run("Freeze", dataset=pk)).payload()["datasetVersion"]["id"]
    frozen = await DatasetVersion.get(id=row_id(version, DatasetVersion))
    schema = await DatasetSchema.get(id=frozen.schema_id)
    schema.columns[0]["content_type"] = "MULTI_TURN"
    await schema.save()
    made.ids |= {"datasetId": pk, "datasetVersionId": version}
    return made


def exact(world: World, **more: Any) -> dict[str, Any]:
    inputs = [{"name": "output", "output": True}, {"name": "expected", "column": "talk.expected"}]
    return {"evaluatorVersionId": world["evaluatorVersionId"], "alias": "exact", "inputs": inputs} | more


async def found(api: Api, run: str) -> dict[str, Any]:
    seen: dict[str, Any] = (await api.execute(FOUND, id=run))["experimentRun"]
    return seen


async def run_to_end(api: Api, experiment_id: str, **given: Any) -> str:
    run = await started(api, experiment_id, **given)
    await ended(api, run)
    return run


async def test_each_turn_is_asked_with_what_was_said_before_and_scored(api: Api, world: World) -> None:
    async with stub_provider() as stub:
        stub.script += [answer("Hello"), answer("See you")]
        target = {"model": {"connectionId": await connected(api, stub.base_url), "model": "stub", "column": "talk"}}
        made = await experiment(api, world, target=target, evaluators=[exact(world)])
        seen = await found(api, await run_to_end(api, made))
    assert [[message["content"] for message in got.body["messages"]] for got in stub.received] == [
        ["Hello"], ["Hello", "Hello", "Bye"]
    ]  # fmt: skip
    assert seen["status"] == "SUCCEEDED"
    (result,) = seen["results"]["nodes"]
    assert (result["output"], result["weightedScore"]) == ("See you", 0.5)
    turns = [(turn["turnIndex"], turn["output"], turn["weightedScore"], turn["input"]) for turn in result["turnResults"]]
    assert turns == [(1, "Hello", 1.0, TALK[0]), (2, "See you", 0.0, TALK[1])]
    assert [[record["score"] for record in turn["evaluatorRecords"]] for turn in result["turnResults"]] == [[1.0], [0.0]]
    records = [(record["turnIndex"], record["score"], record["passed"]) for record in result["evaluatorRecords"]]
    assert sorted(records) == [(0, 0.5, False), (1, 1.0, True), (2, 0.0, False)]
    assert sorted(record["turnIndex"] for record in result["evalTargetRecords"]) == [1, 2]
    metric = next(row for row in seen["aggregateResults"] if row["name"] == "exact")
    assert (metric["count"], metric["mean"]) == (1, 0.5)
    assert seen["stats"]["calls"] == 2


async def connected(api: Api, base_url: str) -> str:
    made = await api.mutate(
        "createLlmConnection", "llmConnection { id }", spaceId=api.space, name="stub", baseUrl=base_url, models=["stub"]
    )
    return str(made.payload()["llmConnection"]["id"])


async def test_the_first_turn_that_fails_stops_the_item_and_a_retry_goes_on_there(api: Api) -> None:
    world = await world_of(api, [{"talk": [*TALK, {"user": "Again", "expected": "Again"}]}])
    async with stub_provider() as stub:
        stub.script += [Scripted(body="Hello"), fault(400, "No more.")]
        target = {"http": {"url": stub.base_url, "body": {"q": "{{talk}}", "h": "{{history}}"}}}
        made = await experiment(api, world, target=target, evaluators=[exact(world)])
        first = await found(api, await run_to_end(api, made))
        stub.script += [Scripted(body="no"), Scripted(body="Again")]
        second = await found(api, await run_to_end(api, made, mode="RETRY_FAILED"))
        chosen = {"mode": "RETRY_ITEMS", "datasetItemIds": [await only_item(api, world)]}
        third = await found(api, await run_to_end(api, made, **chosen))
    (failed,) = first["results"]["nodes"]
    assert failed["status"] == "FAILED"
    assert failed["reason"].startswith("Turn 2: Target: The endpoint answered 400")
    assert [(turn["turnIndex"], turn["status"]) for turn in failed["turnResults"]] == [(1, "SUCCEEDED"), (2, "FAILED")]
    whole = next(record for record in failed["evaluatorRecords"] if record["turnIndex"] == 0)
    assert (whole["status"], whole["score"]) == ("SKIPPED", None)
    (retried,) = second["results"]["nodes"]
    assert (retried["status"], retried["weightedScore"]) == ("SUCCEEDED", 1.0)
    assert [got.body["q"] for got in stub.received] == ["Hello", "Bye", "Bye", "Again", "Hello", "Bye", "Again"]
    assert stub.received[3].body["h"] == [
        {"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hello"},
        {"role": "user", "content": "Bye"}, {"role": "assistant", "content": "no"},
    ]  # fmt: skip
    assert third["stats"]["counts"]["total"] == 1


async def only_item(api: Api, world: World) -> str:
    asked = "query($id: ID!) { datasetVersion(id: $id) { items(first: 10) { nodes { id } } } }"
    (node,) = (await api.execute(asked, id=world["datasetVersionId"]))["datasetVersion"]["items"]["nodes"]
    return str(node["id"])


async def test_evaluators_may_read_the_whole_conversation(api: Api, world: World) -> None:
    inputs = [{"name": "output", "conversation": True}, {"name": "expected", "value": "x"}]
    made = await experiment(api, world, target=ECHO, evaluators=[exact(world, inputs=inputs)])
    (result,) = (await found(api, await run_to_end(api, made)))["results"]["nodes"]
    read = [turn["evaluatorRecords"][0]["input"]["output"] for turn in result["turnResults"]]
    assert [len(conversation) for conversation in read] == [2, 4]
    assert read[1][0] == {"role": "user", "content": "Hello"}
    assert [message["role"] for message in read[1]] == ["user", "assistant", "user", "assistant"]


async def test_turns_are_carried_over_and_judged_anew(api: Api, world: World) -> None:
    made = await experiment(api, world, target=ECHO, evaluators=[exact(world)])
    first = await run_to_end(api, made)
    again = await api.mutate(
        "rescoreExperimentRun", "experimentRun { id }", experimentRunId=first, name="anew", evaluators=[exact(world)]
    )
    run = again.payload()["experimentRun"]["id"]
    await ended(api, run)
    one, other = await found(api, first), await found(api, run)
    assert other["stats"]["calls"] == 0
    (before,), (after,) = one["results"]["nodes"], other["results"]["nodes"]
    assert [turn["output"] for turn in after["turnResults"]] == [turn["output"] for turn in before["turnResults"]]
    assert after["weightedScore"] == before["weightedScore"]


async def test_items_whose_turns_cannot_be_read_fail_alone(api: Api) -> None:
    world = await world_of(api, [{"talk": TALK}, {"talk": "text"}, {"talk": []}, {"note": "none"}, {"talk": [{"a": 1}, 2]}])
    made = await experiment(api, world, target=ECHO, evaluators=[exact(world)])
    seen = await found(api, await run_to_end(api, made))
    assert seen["stats"]["counts"] == {"total": 5, "succeeded": 1, "failed": 4}
    reasons = [row["reason"] for row in seen["results"]["nodes"] if row["status"] == "FAILED"]
    assert all("turn" in reason.lower() for reason in reasons)


async def test_turns_are_stored_once_however_often_the_run_is_started(api: Api, world: World) -> None:
    made = await experiment(api, world, target=ECHO, evaluators=[exact(world)], repetitions=3)
    pk = row_id(await run_to_end(api, made), ExperimentRun)
    assert await ExperimentItemResult.filter(run_id=pk).count() == 3
    assert await ExperimentTurnResult.filter(run_id=pk).count() == 6
    assert await EvaluatorRecord.filter(run_id=pk).count() == 9


async def test_turns_come_from_one_column(api: Api, world: World) -> None:
    refused = await api.mutate(
        "createExperiment", "experiment { id }", spaceId=api.space, name="x", evaluators=[exact(world)],
        datasetVersionId=world["datasetVersionId"], target={"column": {"column": "talk.expected"}},
    )  # fmt: skip
    made = refused.payload()["experiment"]["id"]
    seen = await found(api, await run_to_end(api, made))
    (result,) = seen["results"]["nodes"]
    assert [turn["output"] for turn in result["turnResults"]] == ["Hello", "no"]
    assert result["weightedScore"] == 1.0


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        ({"user": "Hi", "x": 1}, "Hi"),
        ({"q": "Hi"}, "Hi"),
        ({"a": 1, "b": 2}, '{"a":1,"b":2}'),
        ({"user": {"n": 1}}, '{"n":1}'),
    ],
)
def test_what_a_turn_says(turn: dict[str, Any], said: str) -> None:
    (read,) = turns_of({"talk": [turn], "note": "n"}, "talk")
    assert (read.index, read.said, read.data["talk"], read.data["note"]) == (1, said, said, "n")
    assert {f"talk.{key}": value for key, value in turn.items()}.items() <= read.data.items()


@pytest.mark.parametrize("turns", [None, "x", [], [{}], [1], [{"user": "x"}] * 51])
def test_what_are_no_turns(turns: Any) -> None:
    with pytest.raises(InvalidTurns):
        turns_of({"talk": turns}, "talk")
