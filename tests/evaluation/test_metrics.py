"""Built-in metrics: what passes, what the reason says, and which options are refused."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import DomainError, Invalid
from app.evaluation.metrics import BuiltinMetric, build, inputs_of
from app.evaluation.verdict import Verdict

PERSON = {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}


def judge(metric: str, output: Any, expected: Any = None, **options: Any) -> Verdict:
    return build(BuiltinMetric(metric), options)({"output": output, "expected": expected})


@pytest.mark.parametrize(
    ("metric", "output", "expected", "options", "passed", "words"),
    [
        ("EXACT_MATCH", "Paris", "Paris", {}, True, "exactly"),
        ("EXACT_MATCH", " Paris\n", "Paris", {}, True, "exactly"),
        ("EXACT_MATCH", " Paris", "Paris", {"trim": False}, False, "character 0"),
        ("EXACT_MATCH", "paris", "PARIS", {"ignore_case": True}, True, "exactly"),
        ("EXACT_MATCH", "Paris, France", "Paris", {}, False, "character 5: expected nothing, got ', France'"),
        ("EXACT_MATCH", {"b": 1, "a": 2}, {"a": 2, "b": 1}, {}, True, "exactly"),
        ("EXACT_MATCH", "42", 42, {}, True, "exactly"),
        ("CONTAINS", "The capital is Paris.", "Paris", {}, True, "found"),
        ("CONTAINS", "The capital is paris.", "Paris", {}, False, "Not found: 'Paris'"),
        ("CONTAINS", "red and blue", ["Red", "blue"], {"ignore_case": True}, True, "found"),
        ("CONTAINS", "red", ["red", "blue"], {}, False, "'blue'"),
        ("CONTAINS", "red", ["red", "blue"], {"match": "ANY"}, True, "not found: 'blue'"),
        ("REGEX", "id: AB-12", None, {"pattern": r"[A-Z]{2}-\d+"}, True, "'AB-12' at character 4"),
        ("REGEX", "id: AB-12", None, {"pattern": r"[a-z]{2}-\d+", "ignore_case": True}, True, "AB-12"),
        ("REGEX", "id: AB-12", None, {"pattern": r"[A-Z]{2}-\d+", "full_match": True}, False, "whole"),
        ("REGEX", "\ud800 x", None, {"pattern": "x"}, True, "'x'"),
        ("STARTS_WITH", " Yes, it is.", "yes", {"ignore_case": True}, True, "begins with 'yes'"),
        ("STARTS_WITH", "No.", ["yes", "maybe"], {}, False, "none of: 'yes', 'maybe'"),
        ("ENDS_WITH", "Done. Bye", "Bye", {}, True, "ends with"),
        ("ENDS_WITH", "Bye ", "Bye", {"trim": False}, False, "none of"),
        ("JSON_DIFF", '{"b": 1, "a": [1, 2]}', {"a": [1, 2], "b": 1.0}, {}, True, "All 3 values"),
        ("TOOL_CALL_MATCH", [], [], {}, True, "0 of 0"),
        ("TOOL_CALL_MATCH", "call it", [], {}, False, "Output:"),
        ("JSON_VALID", '{"a": [1]}', None, {}, True, "Valid"),
        ("JSON_VALID", '{"a": [1}', None, {}, False, "line 1 column"),
        ("JSON_VALID", {"a": 1}, None, {}, True, "Valid"),
        ("JSON_SCHEMA", '{"age": 3}', None, {"schema": PERSON}, True, "allows"),
        ("JSON_SCHEMA", '{"age": "3"}', None, {"schema": PERSON}, False, "/age"),
        ("JSON_SCHEMA", "age 3", None, {"schema": PERSON}, False, "Not JSON"),
        ("NUMERIC_TOLERANCE", "First 7, so the total is $1,234.50.", 1234.5, {}, True, "is 1234.50"),
        ("NUMERIC_TOLERANCE", "about 1.1", 1.0, {"absolute": 0.1}, True, "± 0.1"),
        ("NUMERIC_TOLERANCE", "104", "100", {"relative": 0.05}, True, "± 5"),
        ("NUMERIC_TOLERANCE", "106", "100", {"relative": 0.05}, False, "is 106; expected 100"),
        ("NUMERIC_TOLERANCE", "it is −5", -5, {}, True, "is -5"),
        ("NUMERIC_TOLERANCE", "between 10-5", 5, {}, True, "is 5"),
        ("NUMERIC_TOLERANCE", "12,345,6", 6, {}, True, "is 6"),
        ("NUMERIC_TOLERANCE", "2.5e3", 2500, {}, True, "expected 2500"),
        ("NUMERIC_TOLERANCE", 3, 3, {}, True, "is 3"),
        ("NUMERIC_TOLERANCE", "none", 3, {}, False, "no number"),
        ("LENGTH", "one two three", None, {"unit": "WORDS", "max": 2}, False, "3 words; at most 2"),
        ("LENGTH", "abc", None, {"min": 3, "max": 3}, True, "3 characters."),
        ("LENGTH", "ab", None, {"min": 3}, False, "at least 3"),
        ("LENGTH", "ab", None, {}, None, "2 characters"),
    ],
)
def test_judges(metric: str, output: Any, expected: Any, options: dict[str, Any], passed: bool, words: str) -> None:
    verdict = judge(metric, output, expected, **options)
    assert verdict.passed is passed
    assert words in (verdict.reason or "")
    assert verdict.error_code is None


@pytest.mark.parametrize(
    ("metric", "options", "path", "words"),
    [
        ("EXACT_MATCH", {"ignoreCase": True}, "ignoreCase", "no option"),
        ("EXACT_MATCH", {"trim": "yes"}, "trim", "boolean"),
        ("CONTAINS", {"match": "SOME"}, "match", "'ALL' or 'ANY'"),
        ("REGEX", {}, "pattern", "needs"),
        ("REGEX", {"pattern": "("}, "pattern", "missing )"),
        ("REGEX", {"pattern": "(?=x)"}, "pattern", "RE2"),
        ("REGEX", {"pattern": "\ud800"}, "pattern", "RE2"),
        ("JSON_SCHEMA", {"schema": {"type": "strnig"}}, "schema", "strnig"),
        ("JSON_SCHEMA", {"schema": {"$ref": "https://example.org/x.json"}}, "schema", "disabled"),
        ("JSON_SCHEMA", {"schema": {"$ref": "file:///etc/hostname"}}, "schema", "disabled"),
        ("NUMERIC_TOLERANCE", {"absolute": -1}, "absolute", "greater"),
        ("NUMERIC_TOLERANCE", {"relative": float("nan")}, "relative", "finite"),
        ("LEVENSHTEIN", {"pass_threshold": 2}, "pass_threshold", "less than or equal to 1"),
        ("LENGTH", {"min": 2, "max": 1}, "min", "greater than `max`"),
        ("LENGTH", {"min": 1.5}, "min", "integer"),
    ],
)
def test_refuses_options(metric: str, options: dict[str, Any], path: str, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        build(BuiltinMetric(metric), options)
    assert caught.value.path == (path,)
    assert words in caught.value.message


def test_every_metric_is_registered_with_its_inputs() -> None:
    assert all(inputs_of(metric)[0].name == "output" for metric in BuiltinMetric)


@pytest.mark.parametrize("inputs", [{}, {"output": "x"}, {"output": "x", "expected": None}])
def test_missing_input_is_an_error(inputs: dict[str, Any]) -> None:
    verdict = build(BuiltinMetric.EXACT_MATCH)(inputs)
    assert (verdict.error_code, verdict.score) == ("MISSING_INPUT", None)


def test_a_catastrophic_pattern_is_linear() -> None:
    # Where a pattern is tried in every way there is, these would never end.
    assert judge("REGEX", "a" * 1_000_000 + "b", pattern="(a+)+$").passed is False
    assert judge("JSON_SCHEMA", json.dumps("a" * 100_000), schema={"pattern": "^(a|a)*(?!c)d$"}).passed is False


@pytest.mark.parametrize("piece", ["1", "1,111", "1.", "-", "1e", ",", ".1", "1-"])
def test_finding_a_number_is_linear(piece: str) -> None:
    # In quadratic time this would go on for hours.
    verdict = judge("NUMERIC_TOLERANCE", piece * (500_000 // len(piece)), 1)
    assert verdict.passed is not None or verdict.error_code is not None


@pytest.mark.parametrize("words_after", [0, 19_990, 19_996, 30_000])
def test_the_last_number_is_found_however_far_back_it_is(words_after: int) -> None:
    text = "7 of 8 is 123456.5 " + "x" * words_after
    assert judge("NUMERIC_TOLERANCE", text, 123456.5).passed is True


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
def test_finds_any_number_behind_words(number: Any) -> None:
    assert judge("NUMERIC_TOLERANCE", f"In 3 steps: {number:,}.", str(number)).passed


def test_levenshtein_is_normalised() -> None:
    verdict = judge("LEVENSHTEIN", "kitten", "sitting", pass_threshold=0.5)
    assert (round(verdict.score or 0, 3), verdict.passed, verdict.reason) == (0.571, True, "3 edits apart.")


def test_levenshtein_refuses_texts_that_would_take_long() -> None:
    assert judge("LEVENSHTEIN", "a" * 20_001, "b").error_code == "INPUT_TOO_LONG"


@given(st.text(max_size=50), st.text(max_size=50))
def test_levenshtein_is_symmetric_and_bounded(one: str, other: str) -> None:
    score = judge("LEVENSHTEIN", one, other).score
    assert score is not None
    assert 0 <= score <= 1
    assert score == judge("LEVENSHTEIN", other, one).score
    assert (score == 1) == (one == other)


@given(st.text(), st.text())
def test_exact_match_names_the_first_difference(output: str, expected: str) -> None:
    verdict = judge("EXACT_MATCH", output, expected, trim=False)
    assert verdict.passed is (output == expected)


# --- shares, by hand -------------------------------------------------------------------------------------------------

SEARCH, BUY = {"name": "search", "arguments": {"q": "x", "n": 1}}, {"name": "buy", "arguments": {"id": 7}}
AS_PROVIDERS_WRITE = {"tool_calls": [{"id": "1", "function": {"name": "search", "arguments": '{"n": 1, "q": "x"}'}}]}


@pytest.mark.parametrize(
    ("metric", "output", "expected", "options", "score"),
    [
        # 3 of 4 words and 3 of 6 words are shared: 2 * 3 / 10.
        ("TOKEN_F1", "the cat sat down", "the cat sat on the mat", {}, 0.6),
        ("TOKEN_F1", "Cat", "cat", {"ignore_case": False}, 0.0),
        ("TOKEN_F1", "", "", {}, 1.0),
        # The longest sequence in order is "police the gunman": 2 * 3 / 8; the other reference shares less.
        ("ROUGE_L", "police ended the gunman", ["police killed the gunman", "x"], {}, 0.75),
        # Without "the cat" in order only one word remains: 2 * 1 / 4.
        ("ROUGE_L", "cat the", "the cat", {}, 0.5),
        # Paths: /a same, /b/0 same, /b/1 differs, /c missing, /d not expected.
        ("JSON_DIFF", {"a": 1, "b": [1, 2], "d": 0}, {"a": 1, "b": [1, 3], "c": None}, {}, 0.4),
        ("JSON_DIFF", {"a": 1.05, "id": 4}, {"a": 1, "id": 5}, {"absolute": 0.1, "ignore": ["/id"]}, 1.0),
        ("JSON_DIFF", {"a": "1"}, {"a": 1}, {}, 0.0),
        ("JSON_DIFF", {"a": True}, {"a": 1}, {}, 0.0),
        ("TOOL_CALL_MATCH", [SEARCH, BUY], [BUY, SEARCH], {}, 1.0),
        ("TOOL_CALL_MATCH", [SEARCH, BUY], [BUY, SEARCH], {"ordered": True}, 0.5),
        ("TOOL_CALL_MATCH", AS_PROVIDERS_WRITE, [SEARCH], {}, 1.0),
        ("TOOL_CALL_MATCH", [SEARCH, BUY], [SEARCH], {}, 0.5),
        ("TOOL_CALL_MATCH", [SEARCH, BUY], [SEARCH], {"allow_extra": True}, 1.0),
        ("TOOL_CALL_MATCH", [{"name": "buy", "arguments": {"id": 8}}], [BUY], {}, 0.0),
        ("TOOL_CALL_MATCH", ["buy"], [BUY], {"match_arguments": False}, 1.0),
        ("BLEU", "the cat is on the mat", "the cat is on the mat", {}, 1.0),
        ("CHRF", "abc", "abc", {"word_order": 2}, 1.0),
        ("CHRF", "xyz", "abc", {}, 0.0),
    ],
)
def test_shares_are_as_computed_by_hand(
    metric: str, output: Any, expected: Any, options: dict[str, Any], score: float
) -> None:
    verdict = judge(metric, output, expected, **options)
    assert verdict.error_code is None
    assert round(verdict.score or 0, 6) == score


def test_bleu_agrees_with_its_formula() -> None:
    # 4 of 5 words, 3 of 4 pairs, 2 of 3 triples, 1 of 2 fours; no brevity penalty.
    score = judge("BLEU", "a b c d x", "a b c d e", pass_threshold=0.6)
    assert round(score.score or 0, 6) == round((4 / 5 * 3 / 4 * 2 / 3 * 1 / 2) ** 0.25, 6)
    assert score.passed is True


def test_paths_that_differ_are_the_reason() -> None:
    reason = judge("JSON_DIFF", {"a": 1, "b": {"c": "x"}}, {"a": 2, "b": {"c": "x"}, "d": []}).reason
    assert reason == "2 of 3 values differ: /a is '1', expected '2'; /d is missing"


def test_missing_and_unexpected_calls_are_the_reason() -> None:
    reason = judge("TOOL_CALL_MATCH", [BUY], [SEARCH]).reason or ""
    assert 'Missing: search({"n":1,"q":"x"}).' in reason
    assert 'Not expected: buy({"id":7}).' in reason


def test_documents_nested_deeper_than_the_stack_are_compared() -> None:
    deep: Any = 1
    for _ in range(5_000):
        deep = [deep]
    assert judge("JSON_DIFF", deep, deep).passed is True


def test_a_metric_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sacrebleu", None)
    with pytest.raises(DomainError) as caught:
        build(BuiltinMetric.BLEU)
    assert (caught.value.code, "graphloop[text]" in caught.value.message) == ("EXTRA_MISSING", True)


@given(st.text(max_size=50), st.text(max_size=50))
def test_word_overlap_is_symmetric_and_bounded(one: str, other: str) -> None:
    for metric in ("TOKEN_F1", "ROUGE_L"):
        score = judge(metric, one, other).score
        assert score is not None
        assert 0 <= score <= 1
        assert score == judge(metric, other, one).score
