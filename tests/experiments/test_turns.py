"""Items of several turns: done turn by turn with what was said before, each turn and the whole of them scored."""

from __future__ import annotations

from typing import Any

import orjson
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
FOUND = """query($id: ID!) { experimentRun(id: $id) { status aggregateResults { name kind count mean passCount failedCount }
  stats { calls carried inputTokens outputTokens cost counts { total succeeded failed } }
  results(first: 100) { nodes { id status reason output weightedScore latencyMs carriedFrom { id }
    turnResults { turnIndex status reason input output error weightedScore datasetItem { key }
      evaluatorRecords { alias turnIndex score status input } }
    evaluatorRecords { id alias outputName turnIndex score status reason passed effectiveScore effectiveLabel }
    evalTargetRecords { turnIndex status output } } } } }"""


@pytest.fixture
async def world(api: Api) -> World:
    """A space whose dataset has a column of turns."""
    return await world_of(api, [{"talk": TALK}])


async def world_of(api: Api, items: list[dict[str, Any]], content_type: str = "MULTI_TURN") -> World:
    made = await make_world(api, runs=0)
    columns = [{"name": "talk", "contentType": content_type}, {"name": "note", "contentType": "TEXT"}]
    dataset = await api.mutate("createDataset", "dataset { id }", spaceId=api.space, name="talks", columns=columns)
    pk = dataset.payload()["dataset"]["id"]
    keyed = [{"key": f"t{index}", "data": data} for index, data in enumerate(items)]
    (await api.run("WriteItems", dataset=pk, items=keyed)).payload()
    version = (await api.run("Freeze", dataset=pk)).payload()["datasetVersion"]["id"]
    made.ids |= {"datasetId": pk, "datasetVersionId": version}
    return made


async def declared(version: str) -> None:
    """Let a column that may hold anything have been one of turns, whatever it holds."""
    frozen = await DatasetVersion.get(id=row_id(version, DatasetVersion))
    schema = await DatasetSchema.get(id=frozen.schema_id)
    schema.columns[0]["content_type"] = "MULTI_TURN"
    await schema.save()


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


async def rubric(api: Api, world: World, connection: str) -> dict[str, Any]:
    """A judge of two outputs in its place."""
    messages = [{"role": "USER", "content": "Output: {{output}}"}]
    outputs: list[dict[str, Any]] = [
        {"name": "score", "type": "NUMERIC", "min": 0, "max": 1},
        {"name": "tone", "type": "CATEGORICAL", "categories": ["good", "bad"], "passingCategories": ["good"]},
    ]
    config = {"connectionId": connection, "model": "stub", "messages": messages, "outputs": outputs}
    evaluator = await api.mutate(
        "createEvaluator",
        "evaluator { latestVersion { id } }",
        spaceId=api.space,
        name="rubric",
        config={"judge": config},
    )
    version = evaluator.payload()["evaluator"]["latestVersion"]["id"]
    return {"evaluatorVersionId": version, "alias": "rubric", "inputs": [{"name": "output", "output": True}]}


def verdicts(score: float, tone: str) -> Scripted:
    said = {"score": {"reason": "So.", "score": score}, "tone": {"reason": "So.", "label": tone}}
    return answer(orjson.dumps(said).decode())


def said_of(seen: dict[str, Any]) -> dict[tuple[str, int], Any]:
    """Statuses and scores, or categories, of the only item's records by output and turn."""
    (result,) = seen["results"]["nodes"]
    return {
        (one["outputName"], one["turnIndex"]): (one["status"], one["effectiveScore"], one["effectiveLabel"])
        for one in result["evaluatorRecords"]
    }


async def test_each_output_of_a_judge_is_added_up_over_the_turns_and_tried_again(api: Api, world: World) -> None:
    target = {"column": {"column": "talk.expected"}}
    async with stub_provider() as stub:
        place = await rubric(api, world, await connected(api, stub.base_url))
        made = await experiment(api, world, target=target, evaluators=[place])
        stub.script += [verdicts(1.0, "good"), fault(400, "No more.")]
        first = await found(api, await run_to_end(api, made))
        stub.script += [verdicts(0.5, "good")]
        run = await run_to_end(api, made, mode="RETRY_FAILED")
        second = await found(api, run)
        assert len(stub.received) == 3
    failed = ("FAILED", None, None)
    assert said_of(first) == {
        ("score", 0): failed, ("score", 1): ("SUCCEEDED", 1.0, None), ("score", 2): failed,
        ("tone", 0): failed, ("tone", 1): ("SUCCEEDED", None, "good"), ("tone", 2): failed,
    }  # fmt: skip
    assert counted_of(first) == {"rubric.score": (0, 1), "rubric.tone": (0, 1)}
    whole = said_of(second)
    assert (whole["score", 0], whole["tone", 0]) == (("SUCCEEDED", 0.75, None), ("SUCCEEDED", None, "good"))
    (result,) = second["results"]["nodes"]
    assert (result["weightedScore"], [turn["weightedScore"] for turn in result["turnResults"]]) == (0.75, [1.0, 0.5])


def counted_of(seen: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Scores and failures of the evaluators' metrics."""
    rows = [row for row in seen["aggregateResults"] if row["kind"] == "EVALUATOR"]
    return {row["name"]: (row["count"], row["failedCount"]) for row in rows}


async def test_outputs_of_a_judge_that_was_not_asked_are_skipped_each(api: Api, world: World) -> None:
    async with stub_provider() as stub:
        place = await rubric(api, world, await connected(api, stub.base_url))
        made = await experiment(api, world, target={"column": {"column": "note"}}, evaluators=[place])
        seen = await found(api, await run_to_end(api, made))
        assert not stub.received
    assert said_of(seen) == {("score", 0): ("SKIPPED", None, None), ("tone", 0): ("SKIPPED", None, None)}
    assert counted_of(seen) == {"rubric.score": (0, 0), "rubric.tone": (0, 0)}


CORRECT = "evaluatorRecord { effectiveScore }"


async def corrected(api: Api, seen: dict[str, Any], turn: int, **given: Any) -> None:
    (result,) = seen["results"]["nodes"]
    record = next(one["id"] for one in result["evaluatorRecords"] if one["turnIndex"] == turn)
    name = "correctEvaluatorRecord" if given else "clearEvaluatorCorrection"
    (await api.mutate(name, CORRECT, evaluatorRecordId=record, **given)).payload()


def scores_of(seen: dict[str, Any]) -> tuple[float, list[float], float]:
    """The weighted scores of the only item and of its turns, and the mean of the metric."""
    (result,) = seen["results"]["nodes"]
    metric = next(row for row in seen["aggregateResults"] if row["name"] == "exact")
    return result["weightedScore"], [turn["weightedScore"] for turn in result["turnResults"]], metric["mean"]


async def test_a_correction_of_a_turn_counts_in_everything_above_it(api: Api, world: World) -> None:
    made = await experiment(api, world, target=ECHO, evaluators=[exact(world)])
    run = await run_to_end(api, made)
    seen = await found(api, run)
    assert scores_of(seen) == (0.5, [1.0, 0.0], 0.5)
    await corrected(api, seen, 2, score=0.5)
    assert scores_of(await found(api, run)) == (0.75, [1.0, 0.5], 0.75)
    await corrected(api, seen, 0, score=0.25)
    await corrected(api, seen, 1, score=0.0)
    assert scores_of(await found(api, run)) == (0.25, [0.0, 0.5], 0.25)
    await corrected(api, seen, 0)
    await corrected(api, seen, 1)
    assert scores_of(await found(api, run)) == (0.75, [1.0, 0.5], 0.75)
    await corrected(api, seen, 2)
    assert scores_of(await found(api, run)) == (0.5, [1.0, 0.0], 0.5)


async def test_corrections_of_turns_are_kept_by_a_retry(api: Api) -> None:
    world = await world_of(api, [{"talk": TALK}])
    async with stub_provider() as stub:
        stub.script += [Scripted(body="no"), fault(400, "No more.")]
        target = {"http": {"url": stub.base_url, "body": {"q": "{{talk}}"}}}
        made = await experiment(api, world, target=target, evaluators=[exact(world)])
        first = await found(api, await run_to_end(api, made))
        await corrected(api, first, 1, score=1.0)
        stub.script += [Scripted(body="no")]
        second = await found(api, await run_to_end(api, made, mode="RETRY_FAILED"))
    assert [one["effectiveScore"] for one in first["results"]["nodes"][0]["evaluatorRecords"] if one["turnIndex"] == 0] == [
        None
    ]
    assert scores_of(second) == (1.0, [1.0, 1.0], 1.0)


async def test_items_whose_turns_cannot_be_read_fail_alone(api: Api) -> None:
    items: list[dict[str, Any]] = [{"talk": TALK}, {"talk": "text"}, {"talk": []}, {"note": "none"}, {"talk": [{"a": 1}, 2]}]
    world = await world_of(api, items, "JSON")
    await declared(world["datasetVersionId"])
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
