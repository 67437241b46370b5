"""Judge replies as models write them: structured, wrapped, in prose, out of range, hostile."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.evaluation.judge import JudgeOutput, OutputType, check, instructions, parse, response_schema
from app.evaluation.verdict import ParseMode

FIVE = JudgeOutput("quality", OutputType.NUMERIC, min=0, max=5, pass_threshold=3)
UNIT = JudgeOutput("helpful", OutputType.NUMERIC, min=0, max=1, pass_threshold=0.5)
SIGNED = JudgeOutput("tone", OutputType.NUMERIC, min=-1, max=1)
STARS = JudgeOutput("stars", OutputType.NUMERIC, min=1, max=5)
LABEL = JudgeOutput(
    "grade", OutputType.CATEGORICAL, categories=("correct", "partly correct", "incorrect"), passing_categories=("correct",)
)
YES = JudgeOutput("safe", OutputType.BOOLEAN)


@pytest.mark.parametrize(
    ("output", "content", "value", "mode"),
    [
        (FIVE, '{"reason": "good", "score": 4}', 4, "JSON"),
        (FIVE, '{"reason": "", "score": 4}', 4, "JSON"),
        (FIVE, '{"score": "4/5"}', 4, "JSON"),
        (FIVE, '{"quality": 2.5}', 2.5, "JSON"),
        (FIVE, 'Sure!\n```json\n{"reason": "ok", "score": 3}\n```\nHope this helps {smile}', 3, "EXTRACTED"),
        (FIVE, 'First {"score": 1}, no: {"score": 2} {"other": 9}', 2, "EXTRACTED"),
        (FIVE, 'x {"score": 4, "parts": {"score": 1}} y', 4, "EXTRACTED"),
        (FIVE, '{"result": {"score": 4, "reason": "r"}}', 4, "EXTRACTED"),
        (FIVE, '<think>{"score": 1}</think>{"score": 5}', 5, "JSON"),
        (FIVE, "score: 4/5", 4, "TEXT"),
        (FIVE, "**Score:** 4 out of 5", 4, "TEXT"),
        (FIVE, "Score (0-5): 3.", 3, "TEXT"),
        (FIVE, "It has 2 faults.\nFinal score = 3", 3, "TEXT"),
        (FIVE, "I would give a score of 2 here.", 2, "TEXT"),
        (FIVE, "{'reason': 'fine', 'score': 4}", 4, "TEXT"),
        (FIVE, "4", 4, "TEXT"),
        (FIVE, "The score is: 4", 4, "TEXT"),
        (FIVE, "Of 3/4 of the points I would say 4/5.", 4, "TEXT"),
        (FIVE, '{"reason": "two\nlines", "score": 4}', 4, "JSON"),
        (UNIT, "Rating: 0.8", 0.8, "TEXT"),
        (UNIT, "score: 4/5", 0.8, "TEXT"),
        (UNIT, "Score: 80%", 0.8, "TEXT"),
        (UNIT, "helpful: .25", 0.25, "TEXT"),
        (SIGNED, "Score: -0.5", -0.5, "TEXT"),
        (SIGNED, "Score: −1", -1, "TEXT"),
        (LABEL, '{"reason": "r", "label": "Partly Correct"}', "partly correct", "JSON"),
        (LABEL, "This answer is partly correct.", "partly correct", "TEXT"),
        (LABEL, "The answer is incorrect", "incorrect", "TEXT"),
        (LABEL, "It could be incorrect, yet: Label: **correct**", "correct", "TEXT"),
        (YES, '{"reason": "r", "passed": false}', False, "JSON"),
        (YES, '{"passed": "yes"}', True, "JSON"),
        (YES, "Yes, for it does not harm; no doubt.", True, "TEXT"),
        (YES, "There is no harm in it.\n**No**", False, "TEXT"),
        (YES, "Passed: true", True, "TEXT"),
    ],
)
def test_reads(output: JudgeOutput, content: str, value: Any, mode: str) -> None:
    verdict = parse(content, output, is_structured=False)
    assert verdict.error is None
    found = {OutputType.NUMERIC: verdict.score, OutputType.CATEGORICAL: verdict.label, OutputType.BOOLEAN: verdict.passed}
    assert (found[output.type], verdict.parse_mode) == (value, mode)


@pytest.mark.parametrize(
    ("output", "content", "code"),
    [
        (FIVE, '{"reason": "great", "score": 6}', "JUDGEMENT_OUT_OF_RANGE"),
        (FIVE, '{"score": NaN}', "JUDGEMENT_OUT_OF_RANGE"),
        (FIVE, '{"score": 1' + "0" * 400 + "}", "JUDGEMENT_OUT_OF_RANGE"),
        (FIVE, "Score: -1", "JUDGEMENT_OUT_OF_RANGE"),
        (FIVE, '{"score": true}', "UNPARSABLE_JUDGEMENT"),
        (FIVE, '{"score": "high"}', "UNPARSABLE_JUDGEMENT"),
        (FIVE, "Score: 2-3", "UNPARSABLE_JUDGEMENT"),
        (FIVE, "I cannot judge this, though 4 people could.", "UNPARSABLE_JUDGEMENT"),
        (FIVE, "", "UNPARSABLE_JUDGEMENT"),
        (STARS, "Score: 8/10", "UNPARSABLE_JUDGEMENT"),
        (LABEL, "It is not correct.", "UNPARSABLE_JUDGEMENT"),
        (LABEL, "Either correct or incorrect.", "UNPARSABLE_JUDGEMENT"),
        (LABEL, '{"label": "wrong"}', "UNPARSABLE_JUDGEMENT"),
        (YES, "Nobody knows.", "UNPARSABLE_JUDGEMENT"),
        (YES, '{"passed": 1}', "UNPARSABLE_JUDGEMENT"),
    ],
)
def test_refuses(output: JudgeOutput, content: str, code: str) -> None:
    verdict = parse(content, output, is_structured=False)
    assert (verdict.error_code, verdict.score, verdict.label, verdict.passed) == (code, None, None, None)


def test_an_unparsable_reply_is_quoted() -> None:
    assert "I refuse to answer" in (parse("I refuse to answer", FIVE, is_structured=True).error or "")


def test_tells_structured_replies_and_what_passed() -> None:
    verdict = parse('{"reason": "near", "score": 3}', FIVE, is_structured=True)
    assert (verdict.parse_mode, verdict.passed, verdict.reason) == (ParseMode.STRUCTURED, True, "near")
    assert parse('{"label": "incorrect"}', LABEL, is_structured=True).passed is False
    assert parse('{"passed": true}', YES, is_structured=True).score == 1


@pytest.mark.parametrize("output", [FIVE, UNIT, LABEL, YES])
def test_the_schema_puts_the_reason_first(output: JudgeOutput) -> None:
    schema = response_schema(output)
    assert list(schema["properties"]) == ["reason", output.field] == schema["required"]
    jsonschema_rs.validator_for(schema)
    assert output.field in instructions(output)


@pytest.mark.parametrize(
    ("output", "path"),
    [
        (JudgeOutput("a", OutputType.NUMERIC, min=1, max=1), "min"),
        (JudgeOutput("a", OutputType.NUMERIC, min=0, max=1, pass_threshold=2), "passThreshold"),
        (JudgeOutput("a", OutputType.CATEGORICAL, categories=("x",)), "categories"),
        (JudgeOutput("a", OutputType.CATEGORICAL, categories=("x", "X")), "categories"),
        (JudgeOutput("a", OutputType.CATEGORICAL, categories=("x", "y"), passing_categories=("z",)), "passingCategories"),
    ],
)
def test_contradictory_outputs_are_refused(output: JudgeOutput, path: str) -> None:
    with pytest.raises(Invalid) as caught:
        check(output, path=("outputs", 0))
    assert caught.value.path == ("outputs", "0", path)


@given(st.floats(0, 5), st.text(), st.text(alphabet=st.characters(exclude_characters='{}"')))
def test_json_anywhere_gives_its_score(score: float, reason: str, prose: str) -> None:
    verdict = parse(prose + json.dumps({"reason": reason, "score": score}) + prose, FIVE, is_structured=False)
    assert (verdict.score, verdict.reason) == (score, reason)


@given(st.text(), st.sampled_from([FIVE, UNIT, SIGNED, LABEL, YES]))
def test_any_text_gives_a_verdict_or_an_error(content: str, output: JudgeOutput) -> None:
    verdict = parse(content, output, is_structured=False)
    assert (verdict.parse_mode is None) == (verdict.error_code is not None)


@pytest.mark.parametrize(
    "piece", ["{", '{"score":', '{"score":[', "score", "score ", "score: ", "score (", "1", "not ", "`", "yes", "correct "]
)
@pytest.mark.parametrize("output", [FIVE, LABEL, YES])
def test_hostile_replies_are_read_in_linear_time(piece: str, output: JudgeOutput) -> None:
    # In quadratic time this would go on for hours.
    verdict = parse(piece * (1_000_000 // len(piece)), output, is_structured=False)
    assert (verdict.parse_mode is None) == (verdict.error_code is not None)
