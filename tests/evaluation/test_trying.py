"""Trying an evaluator on one example."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.llm.models import ModelRequestRecord
from tests.api import Api
from tests.evaluation.test_evaluators import EXACT, HELPFUL, code, judge, made, row_id

TRIED = (
    "evaluatorTest { outputs { name score label passed reason scoreDeviation parseMode errorCode error }"
    " messages { role content } printed calls inputTokens outputTokens cost latencyMs }"
)


async def tried(api: Api, **given: Any) -> Any:
    return (await api.mutate("testEvaluator", TRIED, **given)).payload()["evaluatorTest"]


async def test_each_output_of_a_judge_is_shown_with_what_it_was_asked(api: Api) -> None:
    kind = {"name": "kind", "type": "BOOLEAN", "criteria": "Is it kind?"}
    topics = {"name": "topics", "type": "CATEGORICAL", "categories": ["a", "b"], "isMultiple": True}
    evaluator = await made(api, judge(outputs=[HELPFUL, kind, topics], repeats=3))
    inputs = {"question": "What is blue?", "answer": "The sky."}
    found = await tried(api, evaluatorVersionId=evaluator["latestVersion"]["id"], inputs=inputs)
    assert [one["name"] for one in found["outputs"]] == ["helpful", "kind", "topics"]
    helpful, kindness, named = found["outputs"]
    assert (helpful["passed"], helpful["scoreDeviation"], helpful["parseMode"]) == (True, 0, "STRUCTURED")
    assert (kindness["passed"], kindness["reason"][:20], named["label"]) == (True, "3 of 3 say true. One", "")
    assert (found["calls"], Decimal(found["cost"]) > 0) == (3, True)
    assert "Question: What is blue?" in found["messages"][0]["content"]
    assert 'What "kind" is about - Is it kind?' in found["messages"][0]["content"]
    assert await ModelRequestRecord.filter(space_id=row_id(api.space), scene="EVALUATOR").count() == 3


async def test_a_draft_is_tried_before_it_is_a_version(api: Api) -> None:
    evaluator = await made(api, code("def evaluate(output): return 0"))
    source = "def evaluate(output):\n    print('seen', output)\n    return len(output) / 10"
    saving = {"evaluatorId": evaluator["id"], "config": code(source, passThreshold=0.3)}
    (await api.mutate("saveEvaluatorDraft", "evaluatorDraft { id }", **saving)).payload()
    found = await tried(api, evaluatorId=evaluator["id"], inputs={"output": "four"})
    assert (found["outputs"][0]["score"], found["outputs"][0]["passed"], found["printed"]) == (0.4, True, "seen four\n")
    version = await tried(api, evaluatorVersionId=evaluator["latestVersion"]["id"], inputs={"output": "four"})
    assert (version["outputs"][0]["score"], version["calls"], version["messages"]) == (0, 0, [])


async def test_inputs_that_it_does_not_read_are_named(api: Api, viewer: Api) -> None:
    evaluator = await made(api, EXACT)
    given = {"evaluatorId": evaluator["id"]}
    unknown = await api.mutate("testEvaluator", TRIED, **given, inputs={"outptu": "a"})
    assert unknown.refused() == ("UNKNOWN_INPUT", ["input", "inputs", "outptu"])
    assert (await api.mutate("testEvaluator", TRIED, **given, inputs=[])).refused() == ("INVALID", ["input", "inputs"])
    assert (await api.mutate("testEvaluator", TRIED, inputs={})).refused() == ("INVALID", ["input", "evaluatorId"])
    missing = await tried(api, **given, inputs={"output": "a"})
    assert (missing["outputs"][0]["errorCode"], missing["outputs"][0]["score"]) == ("MISSING_INPUT", None)
    assert (await viewer.mutate("testEvaluator", TRIED, **given, inputs={"output": "a"})).refused()[0] == "FORBIDDEN"
