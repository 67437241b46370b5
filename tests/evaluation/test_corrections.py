"""What people put in place of an evaluator's words: it counts, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import Api
from tests.evaluation.test_evaluators import judge, made
from tests.world import World, make_world, run

RECORD = """evaluatorRecord { id score passed effectiveScore effectivePassed effectiveLabel correctedAt
  corrections { isCleared score label passed reason createdBy { id } } }"""
RECORDS = """query($run: ID!, $filter: EvaluatorRecordFilter) { node(id: $run) { ... on ExperimentRun {
  evaluatorRecords(filter: $filter) { totalCount nodes { id alias outputName score label passed evaluator { name }
    itemResult { weightedScore } } }
  aggregateResults { name kind count mean passRate } stats { sequence } } } }"""


@pytest.fixture
async def world(api: Api) -> World:
    return await make_world(api)


async def records(api: Api, pk: str, **wanted: Any) -> Any:
    return (await api.execute(RECORDS, run=pk, filter=wanted))["node"]


def means(found: Any) -> dict[str, float | None]:
    """What evaluators say of a run, by metric; not what it took."""
    return {one["name"]: one["mean"] for one in found["aggregateResults"] if one["kind"] in ("EVALUATOR", "WEIGHTED_SCORE")}


async def correct(api: Api, pk: str, **given: Any) -> Any:
    return await api.mutate("correctEvaluatorRecord", RECORD, evaluatorRecordId=pk, **given)


async def test_a_correction_counts_and_leaves_the_original_as_it_is(api: Api, world: World) -> None:
    before = await records(api, world["experimentRunId"], score={"lt": 1})
    assert means(before) == {"exact": 0.5, "weighted_score": 0.5}
    record = before["evaluatorRecords"]["nodes"][0]
    changed = (await correct(api, record["id"], score=1, passed=True, reason="Same")).payload()["evaluatorRecord"]
    assert (changed["score"], changed["passed"]) == (0, False)
    assert (changed["effectiveScore"], changed["effectivePassed"]) == (1, True)
    assert changed["corrections"] == [
        {"isCleared": False, "score": 1, "label": None, "passed": True, "reason": "Same", "createdBy": {"id": api.user}}
    ]
    after = await records(api, world["experimentRunId"], correctedAt={"isNull": False})
    assert means(after) == {"exact": 0.75, "weighted_score": 0.75}
    assert after["stats"]["sequence"] > before["stats"]["sequence"]
    (node,) = after["evaluatorRecords"]["nodes"]
    assert (node["id"], node["itemResult"]["weightedScore"]) == (record["id"], 1)


async def test_a_correction_is_taken_back_with_its_history_kept(api: Api, world: World) -> None:
    record = (await records(api, world["experimentRunId"], score={"lt": 1}))["evaluatorRecords"]["nodes"][0]
    clearing = {"evaluatorRecordId": record["id"], "reason": "No"}
    refused = await api.mutate("clearEvaluatorCorrection", RECORD, **clearing)
    assert refused.refused() == ("NO_CORRECTION", ["input", "evaluatorRecordId"])
    (await correct(api, record["id"], score=0.5)).payload()
    (await correct(api, record["id"], score=1)).payload()
    cleared = (await api.mutate("clearEvaluatorCorrection", RECORD, **clearing)).payload()["evaluatorRecord"]
    assert (cleared["effectiveScore"], cleared["correctedAt"]) == (0, None)
    history = [(one["isCleared"], one["score"], one["reason"]) for one in cleared["corrections"]]
    assert history == [(False, 0.5, None), (False, 1, None), (True, None, "No")]
    after = await records(api, world["experimentRunId"])
    assert means(after) == {"exact": 0.5, "weighted_score": 0.5}


async def test_corrections_that_make_no_sense_are_refused(api: Api, viewer: Api, world: World) -> None:
    record = (await records(api, world["experimentRunId"]))["evaluatorRecords"]["nodes"][0]
    assert (await correct(api, record["id"])).refused() == ("INVALID_CORRECTION", ["input"])
    assert (await correct(api, record["id"], label="x" * 201)).refused() == ("INVALID_CORRECTION", ["input", "label"])
    assert (await correct(viewer, record["id"], score=1)).refused()[0] == "FORBIDDEN"


async def experiment_of(api: Api, world: World, outputs: list[dict[str, Any]]) -> str:
    messages = [{"role": "USER", "content": "Output: {{output}}\nExpected: {{expected}}"}]
    evaluator = await made(api, judge(outputs=outputs, messages=messages), "rubric")
    inputs = [{"name": "output", "output": True}, {"name": "expected", "column": "expected"}]
    place = {"evaluatorVersionId": evaluator["latestVersion"]["id"], "alias": "rubric", "inputs": inputs}
    made_experiment = await api.mutate(
        "createExperiment",
        "experiment { id }",
        spaceId=api.space,
        name="rubric",
        datasetVersionId=world["datasetVersionId"],
        target={"column": {"column": "ticket"}},
        evaluators=[place],
    )
    return str(made_experiment.payload()["experiment"]["id"])


async def test_each_output_is_a_record_and_a_metric_of_its_own(api: Api, world: World) -> None:
    outputs = [
        {"name": "accuracy", "type": "NUMERIC", "min": -1, "max": 1, "passThreshold": 0},
        {"name": "tone", "type": "CATEGORICAL", "categories": ["good", "bad"], "passingCategories": ["good"]},
        {"name": "safe", "type": "BOOLEAN"},
    ]
    progress = await run(api, world, await experiment_of(api, world, outputs))
    assert progress["counts"]["succeeded"] == 4
    found = await records(api, world["experimentRunId"], alias={"eq": "rubric"})
    assert found["evaluatorRecords"]["totalCount"] == 12
    said = means(found)
    assert said.keys() == {"rubric.accuracy", "rubric.tone", "rubric.safe", "weighted_score"}
    assert said["weighted_score"] == said["rubric.accuracy"]
    assert {one["evaluator"]["name"] for one in found["evaluatorRecords"]["nodes"]} == {"rubric"}
    tones = (await records(api, world["experimentRunId"], outputName={"eq": "tone"}))["evaluatorRecords"]["nodes"]
    assert {one["label"] for one in tones} <= {"good", "bad"}
    wrong = await correct(api, tones[0]["id"], label="ugly")
    assert wrong.refused() == ("INVALID_CORRECTION", ["input", "label"])
    right = (await correct(api, tones[0]["id"], label="bad")).payload()["evaluatorRecord"]
    assert (right["effectiveLabel"], right["effectivePassed"]) == ("bad", False)
    accuracy = (await records(api, world["experimentRunId"], outputName={"eq": "accuracy"}))["evaluatorRecords"]["nodes"]
    assert (await correct(api, accuracy[0]["id"], score=2)).refused() == ("INVALID_CORRECTION", ["input", "score"])


async def test_records_are_found_from_everywhere(api: Api, world: World) -> None:
    places = (("Space", api.space), ("Evaluator", world["evaluatorId"]), ("ExperimentRun", world["experimentRunId"]))
    for parent, pk in places:
        name = "records" if parent == "Evaluator" else "evaluatorRecords"
        found = f'found: {name}(filter: {{ reason: {{ contains: "EXACTLY" }} }}) {{ totalCount }}'
        query = f"query($id: ID!) {{ node(id: $id) {{ ... on {parent} {{ {found} }} }} }}"
        assert (await api.execute(query, id=pk))["node"]["found"]["totalCount"] == 2, parent
