"""Presets: each can be made into an evaluator, renders, and gives verdicts."""

from __future__ import annotations

from typing import Any

from app.evaluation.evaluators import prepare_evaluator
from app.evaluation.models import EvaluatorKind, EvaluatorVersion
from app.evaluation.presets import Preset, presets
from app.llm.asking import CallLog
from graphql_schema.core.ids import parse_global_id
from tests.api import Api
from tests.evaluation.test_images import PIXEL

JUDGES = [preset for preset in presets() if preset.kind is EvaluatorKind.JUDGE]
MADE = "evaluator { id name category preset isManaged tags latestVersion { id inputs { name } config } }"
# What each metric and each code says about an example, computed by hand; the threshold decides whether it passes.
EXAMPLES: dict[str, tuple[dict[str, Any], float, bool | None]] = {
    "exact_match": ({"output": "a", "expected": "a"}, 1, True),
    "contains": ({"output": "Say YES", "expected": "yes"}, 1, True),
    "contains_any": ({"output": "red", "expected": ["Red", "blue"]}, 1, True),
    "starts_with": ({"output": "ab", "expected": "b"}, 0, False),
    "ends_with": ({"output": "ab", "expected": "b"}, 1, True),
    "similarity": ({"output": "abcd", "expected": "abce"}, 0.75, False),
    "token_f1": ({"output": "a b", "expected": "b c"}, 0.5, True),
    "rouge_l": ({"output": "a b c", "expected": "a c"}, 0.8, None),
    "bleu": ({"output": "one two three four", "expected": ["one two three four"]}, 1, None),
    "chrf": ({"output": "same", "expected": "same"}, 1, None),
    "short_answer": ({"output": "one two"}, 2, True),
    "number": ({"output": "about 100.9", "expected": 100}, 1, True),
    "valid_json": ({"output": "{"}, 0, False),
    "json_object": ({"output": "[]"}, 0, False),
    "json_diff": ({"output": '{"a": 1, "b": 2}', "expected": {"a": 1, "b": 3}}, 0.5, False),
    "tool_calls": ({"output": [{"name": "a"}], "expected": [{"name": "a", "arguments": {}}]}, 1, True),
    "tool_names": ({"output": ["b", "a"], "expected": ["a", "b"]}, 0.5, False),
    "keyword_coverage": ({"output": "Red and blue", "expected": "red, green"}, 0.5, False),
    "sentence_length": ({"output": "One two. Three four five six!"}, 3, True),
    "repetition": ({"output": "a b c d a b c d"}, 0.8, True),
}


async def made(api: Api, preset: Preset, **more: Any) -> Any:
    given = {"spaceId": api.space, "preset": preset.key} | more
    return (await api.mutate("createEvaluatorFromPreset", MADE, **given)).payload()["evaluator"]


async def version_of(evaluator: Any) -> EvaluatorVersion:
    parsed = parse_global_id(evaluator["latestVersion"]["id"])
    assert parsed
    return await EvaluatorVersion.get(id=parsed[1])


async def test_there_are_many_by_category(api: Api) -> None:
    query = "query($of: EvaluatorCategory) { evaluatorPresets(category: $of) { key name category kind inputs config } }"
    listed = (await api.execute(query))["evaluatorPresets"]
    assert len(listed) >= 50
    assert len({one["key"] for one in listed}) == len({one["name"] for one in listed}) == len(listed)
    agents = (await api.execute(query, of="AGENT"))["evaluatorPresets"]
    assert {"task_completion", "tool_calls"} <= {one["key"] for one in agents}
    assert {one["category"] for one in agents} == {"AGENT"}


async def test_every_judge_renders_and_is_understood(api: Api) -> None:
    assert len(JUDGES) >= 30
    (await api.mutate("setDefaultLlmModel", "", spaceId=api.space, model="demo/judge")).payload()
    for preset in JUDGES:
        evaluator = await made(api, preset)
        assert evaluator["isManaged"] is True
        assert tuple(one["name"] for one in evaluator["latestVersion"]["inputs"]) == preset.inputs, preset.key
        version = await version_of(evaluator)
        evaluate = await prepare_evaluator(version)
        shown = {one["name"] for one in preset.config["judge"].get("inputs", ())}
        values = {name: PIXEL if name in shown else f"Some {name}." for name in preset.inputs}
        judgement = await evaluate(values, CallLog(version.space_id))
        assert [verdict.error for verdict in judgement.verdicts] == [None] * len(version.config["outputs"]), preset.key
        assert all(verdict.passed is not None for verdict in judgement.verdicts), preset.key
        asked = judgement.messages[-1]
        assert all(value in asked.text for name, value in values.items() if name not in shown)
        assert [part.url for part in asked.parts if part.url] == [PIXEL] * len(shown)


async def test_every_metric_and_code_says_what_was_computed_by_hand(api: Api) -> None:
    others = [preset for preset in presets() if preset.kind is not EvaluatorKind.JUDGE]
    assert {preset.key for preset in others} == set(EXAMPLES)
    for preset in others:
        inputs, score, passed = EXAMPLES[preset.key]
        version = await version_of(await made(api, preset))
        judgement = await (await prepare_evaluator(version))(inputs, CallLog(version.space_id))
        assert judgement.verdict.error is None, (preset.key, judgement.verdict)
        assert (round(judgement.verdict.score or 0, 6), judgement.verdict.passed) == (score, passed), preset.key


async def test_a_judge_asks_the_model_that_is_named_or_else_the_default(api: Api) -> None:
    given = {"spaceId": api.space, "preset": "correctness"}
    refused = await api.mutate("createEvaluatorFromPreset", MADE, **given)
    assert refused.refused() == ("NO_DEFAULT_MODEL", ["input", "judge", "model"])
    named = await made(api, JUDGES[0], judge={"model": "demo/judge", "repeats": 2})
    assert named["latestVersion"]["config"]["repeats"] == 2
    other = await api.mutate("createEvaluatorFromPreset", MADE, **given, name="x", judge={"model": "none/such"})
    assert other.refused() == ("UNKNOWN_MODEL", ["input", "judge", "model"])


async def test_what_is_no_preset_or_takes_no_model_is_refused(api: Api) -> None:
    unknown = await api.mutate("createEvaluatorFromPreset", MADE, spaceId=api.space, preset="none")
    assert unknown.refused() == ("NOT_FOUND", ["input", "preset"])
    given = {"spaceId": api.space, "preset": "exact_match", "judge": {"model": "demo/judge"}}
    assert (await api.mutate("createEvaluatorFromPreset", MADE, **given)).refused() == ("INVALID", ["input", "judge"])
