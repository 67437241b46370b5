"""Field mappings: what is filled from where, and which wrong mapping is reported at which place."""

from __future__ import annotations

import pytest

from app.core.errors import Invalid
from app.evaluation.mapping import EvaluatorInput, InputMapping, check, resolve

WANTED = (EvaluatorInput("output"), EvaluatorInput("expected"), EvaluatorInput("hint", required=False))
GOOD = [InputMapping("output", output=True), InputMapping("expected", column="answer")]


def test_resolves_each_source() -> None:
    mappings = [*GOOD, InputMapping("hint", value=False), InputMapping("gone", column="absent")]
    assert resolve(mappings, data={"answer": 42}, output="41") == {"output": "41", "expected": 42, "hint": False}


def test_a_null_in_the_data_stays_a_null() -> None:
    assert resolve(GOOD, data={"answer": None}, output=None) == {"output": None, "expected": None}


def test_accepts_a_complete_mapping() -> None:
    check(GOOD, columns={"answer"}, wanted=WANTED)


@pytest.mark.parametrize(
    ("mappings", "code", "path", "words"),
    [
        ([GOOD[0], InputMapping("expected", column="anwser")], "UNKNOWN_COLUMN", ("1", "column"), ["anwser", "`answer`"]),
        ([GOOD[0]], "MISSING_INPUT", (), ["`expected`"]),
        ([*GOOD, InputMapping("other", value=1)], "UNKNOWN_INPUT", ("2", "name"), ["other", "`hint`"]),
        ([*GOOD, GOOD[0]], "DUPLICATE_INPUT", ("2", "name"), ["output"]),
        ([GOOD[0], InputMapping("expected")], "AMBIGUOUS_INPUT", ("1",), ["none"]),
        ([InputMapping("output", column="answer", output=True)], "AMBIGUOUS_INPUT", ("0",), ["several"]),
    ],
)
def test_names_the_fault_and_its_place(
    mappings: list[InputMapping], code: str, path: tuple[str, ...], words: list[str]
) -> None:
    with pytest.raises(Invalid) as caught:
        check(mappings, columns={"answer"}, wanted=WANTED, path=("evaluators", 0, "inputs"))
    assert (caught.value.code, caught.value.path) == (code, ("evaluators", "0", "inputs", *path))
    assert all(word in caught.value.message for word in words)


def test_an_output_cannot_be_read_before_there_is_one() -> None:
    with pytest.raises(Invalid, match="none exists yet"):
        check([InputMapping("hint", output=True)], columns=(), wanted=WANTED, allow_output=False)
