"""Judge replies as models write them: structured, wrapped, in prose, out of range, hostile."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.evaluation.judge import JudgeLevel, JudgeOutput, OutputType, check, check_all, instructions, response_schema
from app.evaluation.judge_replies import parse as parse_all
from app.evaluation.mending import mended
from app.evaluation.repeats import combined
from app.evaluation.verdict import ParseMode, Verdict

FIVE = JudgeOutput("quality", OutputType.NUMERIC, min=0, max=5, pass_threshold=3)
UNIT = JudgeOutput("helpful", OutputType.NUMERIC, min=0, max=1, pass_threshold=0.5)
SIGNED = JudgeOutput("tone", OutputType.NUMERIC, min=-1, max=1)
STARS = JudgeOutput("stars", OutputType.NUMERIC, min=1, max=5)
LABEL = JudgeOutput(
    "grade", OutputType.CATEGORICAL, categories=("correct", "partly correct", "incorrect"), passing_categories=("correct",)
)
YES = JudgeOutput("safe", OutputType.BOOLEAN)
TOPICS = JudgeOutput(
    "topics",
    OutputType.CATEGORICAL,
    categories=("billing", "login", "other"),
    passing_categories=("billing", "login"),
    is_multiple=True,
)


def parse(content: str, output: JudgeOutput, is_structured: bool) -> Verdict:
    (verdict,) = parse_all(content, [output], is_structured)
    return verdict


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
        (FIVE, "{'reason': 'fine', 'score': 4}", 4, "REPAIRED"),
        (FIVE, '{"reason": "says "yes" twice", "score": 4,}', 4, "REPAIRED"),
        (FIVE, '```json\n{reason: "ok", score: 3} // done\n```', 3, "REPAIRED"),
        (FIVE, '{"score": 2, "reason": "cut off in the mid', 2, "REPAIRED"),
        (SIGNED, "{'reason': '', 'score': -0.25}", -0.25, "REPAIRED"),
        (SIGNED, '{"reason": "", "score": -1}', -1, "JSON"),
        (TOPICS, '{"reason": "r", "labels": ["login", "Billing"]}', "billing, login", "JSON"),
        (TOPICS, '{"reason": "r", "labels": []}', "", "JSON"),
        (TOPICS, '{"labels": "other, login"}', "login, other", "JSON"),
        (TOPICS, "Topics: **login**, other", "login, other", "TEXT"),
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
        (TOPICS, '{"labels": ["weather"]}', "UNPARSABLE_JUDGEMENT"),
        (TOPICS, "It is about login.", "UNPARSABLE_JUDGEMENT"),
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
    schema = response_schema([output])
    assert list(schema["properties"]) == ["reason", output.field] == schema["required"]
    jsonschema_rs.validator_for(schema)
    assert output.field in instructions([output])


def test_several_outputs_each_have_their_schema_and_rubric() -> None:
    rated = JudgeOutput("depth", OutputType.NUMERIC, min=0, max=1, criteria="Why?", levels=(JudgeLevel("1", "Says why."),))
    outputs = [rated, YES, TOPICS]
    schema = response_schema(outputs)
    assert list(schema["properties"]) == ["depth", "safe", "topics"] == schema["required"]
    assert schema["properties"]["topics"]["properties"]["labels"]["type"] == "array"
    jsonschema_rs.validator_for(schema)
    told = instructions(outputs)
    assert 'What "depth" is about - Why?\n* 1 = Says why.' in told
    assert '"safe": {"reason": "why, in one or two sentences", "passed": true or false}' in told


@pytest.mark.parametrize(
    ("content", "mode"),
    [
        ('{"tone": {"reason": "a", "score": -0.5}, "safe": {"reason": "b", "passed": true}}', "JSON"),
        ('Here: {"tone": {"reason": "a", "score": -0.5}, "safe": {"reason": "b", "passed": true}} done', "EXTRACTED"),
        ("{'tone': {'reason': 'a', 'score': -0.5}, 'safe': {'reason': 'b', 'passed': True},}", "REPAIRED"),
        ('{"tone": -0.5, "tone_reason": "a", "safe": true, "safe_reason": "b"}', "JSON"),
        ("Tone: -0.5\nSafe: yes", "TEXT"),
    ],
)
def test_several_outputs_are_read_from_one_reply(content: str, mode: str) -> None:
    tone, safe = parse_all(content, [SIGNED, YES], is_structured=False)
    assert (tone.name, tone.score, tone.parse_mode) == ("tone", -0.5, mode)
    assert (safe.name, safe.passed, safe.score, safe.parse_mode) == ("safe", True, 1, mode)
    if mode != "TEXT":
        assert (tone.reason, safe.reason) == ("a", "b")


def test_what_one_output_lacks_does_not_cost_the_others() -> None:
    tone, safe, five = parse_all('{"tone": {"reason": "a", "score": 0.5}, "quality": 9}', [SIGNED, YES, FIVE], True)
    assert (tone.score, tone.parse_mode) == (0.5, ParseMode.STRUCTURED)
    assert (safe.error_code, safe.name) == ("UNPARSABLE_JUDGEMENT", "safe")
    assert (five.error_code, five.name) == ("JUDGEMENT_OUT_OF_RANGE", "quality")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{a: 1, 'b': [1, 2,], }", {"a": 1, "b": [1, 2]}),
        ('{"a": "x\\"y", "b": \'it\\\'s\'}', {"a": 'x"y', "b": "it's"}),
        ("{“a”: “b”}", {"a": "b"}),
        ('{"a": True, "b": None /* no */}', {"a": True, "b": None}),
        ('{"a": {"b": "c', {"a": {"b": "c"}}),
        ("{a: high}", None),
        ("{a 1}", None),
        ("{" * 50, None),
    ],
)
def test_json_with_faults_is_mended(text: str, found: Any) -> None:
    assert mended(text, 0) == found


@given(st.text())
def test_mending_never_fails(text: str) -> None:
    found = mended("{" + text, 0)
    assert found is None or isinstance(found, dict)


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.booleans() | st.none(), max_size=5))
def test_what_is_json_already_is_left_as_it_is(found: dict[str, Any]) -> None:
    assert mended(
        json.dumps({name: value if not isinstance(value, int) else value % 1000 for name, value in found.items()}), 0
    ) == {name: value if not isinstance(value, int) else value % 1000 for name, value in found.items()}


def test_scores_of_several_calls_are_averaged() -> None:
    scores = [0.2, 0.4, 0.9]
    made = combined(UNIT, [Verdict(score=score, passed=score >= 0.5, reason=f"r{score}") for score in scores])
    assert (round(made.score or 0, 9), made.passed, round(made.deviation or 0, 6)) == (0.5, True, 0.360555)
    assert made.reason == "Mean 0.5 of 0.2, 0.4, 0.9. Nearest to it: r0.4"
    assert [sample["score"] for sample in made.samples] == scores


def test_the_majority_decides_on_categories_and_a_tie_does_not_pass() -> None:
    said = [
        Verdict(label="correct", passed=True),
        Verdict(label="incorrect", passed=False),
        Verdict(label="correct", passed=True),
    ]
    made = combined(LABEL, said)
    assert (made.label, made.passed, (made.reason or "")[:20]) == ("correct", True, "2 of 3 say correct. ")
    tie = combined(YES, [Verdict(score=1, passed=True), Verdict(score=0, passed=False)])
    assert (tie.passed, tie.score) == (False, 0)


def test_calls_that_failed_do_not_count_unless_all_did() -> None:
    broken = Verdict(error_code="TIMEOUT", error="late")
    made = combined(UNIT, [broken, Verdict(score=1, reason="good")])
    assert (made.score, made.error_code, made.deviation) == (1, None, None)
    assert (made.reason or "").endswith("1 of 2 calls gave no judgement.")
    assert combined(UNIT, [broken, broken]).error_code == "TIMEOUT"


@pytest.mark.parametrize(
    ("outputs", "path"),
    [
        ([], ()),
        ([YES] * 2, ("1", "name")),
        ([YES, JudgeOutput("SAFE", OutputType.BOOLEAN)], ("1", "name")),
        ([JudgeOutput("", OutputType.BOOLEAN)], ("0", "name")),
        ([JudgeOutput("a", OutputType.BOOLEAN, levels=(JudgeLevel("maybe", "x"),))], ("0", "levels", "0", "value")),
        ([JudgeOutput("a", OutputType.NUMERIC, max=1, levels=(JudgeLevel("2", "x"),))], ("0", "levels", "0", "value")),
        ([JudgeOutput("a", OutputType.BOOLEAN, levels=(JudgeLevel("true", " "),))], ("0", "levels", "0", "description")),
        ([JudgeOutput("a", OutputType.CATEGORICAL, categories=("x,y", "z"), is_multiple=True)], ("0", "categories")),
        ([JudgeOutput("a", OutputType.CATEGORICAL, categories=("x" * 201, "z"))], ("0", "categories")),
    ],
)
def test_outputs_that_cannot_work_together_are_refused(outputs: list[JudgeOutput], path: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as caught:
        check_all(outputs)
    assert caught.value.path == path


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
