"""LLM judges: the schema they should answer by, and how their answers are read when they do not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from app.core.choices import Choice
from app.core.errors import Invalid, Path
from app.evaluation.verdict import ParseMode, Verdict
from app.prompts.templates import as_text

MAX_READ_CHARACTERS = 32_000
"""Of a longer reply only the end is read: a judgement comes last."""

_MAX_OBJECTS = 100
_MAX_REASON = 10_000
_PREVIEW = 200


class OutputType(Choice):
    """What kind of value a judge gives."""

    NUMERIC = "NUMERIC", "A number, within bounds if they are given."
    CATEGORICAL = "CATEGORICAL", "One of the categories that are given."
    BOOLEAN = "BOOLEAN", "True or false; true passes."


FIELDS = {OutputType.NUMERIC: "score", OutputType.CATEGORICAL: "label", OutputType.BOOLEAN: "passed"}


class InvalidJudgeOutput(Invalid):
    """The judge's output is not well defined."""

    code = "INVALID_JUDGE_OUTPUT"


@dataclass(frozen=True, slots=True)
class JudgeOutput:
    """One value that a judge gives, with its range or categories and what counts as passed."""

    name: str
    type: OutputType
    min: float | None = None
    max: float | None = None
    categories: tuple[str, ...] = ()
    pass_threshold: float | None = None
    passing_categories: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """The key of the value in the judge's reply."""
        return FIELDS[self.type]

    def holds(self, score: float) -> bool:
        """Whether a score lies within the range."""
        above = self.min is None or score >= self.min
        return isfinite(score) and above and (self.max is None or score <= self.max)


class _Unreadable(Exception):
    """The reply has a value that means nothing for this output."""

    def __init__(self, message: str, code: str = "UNPARSABLE_JUDGEMENT") -> None:
        super().__init__(message)
        self.code = code


def check(output: JudgeOutput, *, path: Path = ()) -> None:
    """Raise if the output contradicts itself."""
    checks = {OutputType.NUMERIC: _check_numeric, OutputType.CATEGORICAL: _check_categorical}
    if output.type in checks:
        checks[output.type](output, path)


def response_schema(output: JudgeOutput) -> dict[str, Any]:
    """JSON Schema of the reply: the reason first, so that the model thinks before it decides."""
    return {
        "type": "object",
        "properties": {
            "reason": {"type": "string", "description": "Why, in one or two sentences."},
            output.field: _value_schema(output),
        },
        "required": ["reason", output.field],
        "additionalProperties": False,
    }


def instructions(output: JudgeOutput) -> str:
    """What to add to the prompt where the provider cannot enforce a schema."""
    return (
        "Reply with one JSON object and nothing else, the reason first: "
        f'{{"reason": "why, in one or two sentences", "{output.field}": {_value_words(output)}}}'
    )


def parse(content: str, output: JudgeOutput, is_structured: bool) -> Verdict:
    """Read a judge's reply: structured JSON, else JSON within the text, else the text."""
    text = content.rpartition("</think>")[2][-MAX_READ_CHARACTERS:].strip()
    try:
        return _read(text, output, is_structured)
    except _Unreadable as fault:
        return Verdict(error_code=fault.code, error=str(fault), reason=text[:_MAX_REASON] or None)


def _read(text: str, output: JudgeOutput, is_structured: bool) -> Verdict:
    whole = _whole_object(text)
    if whole is not None and _has_value(whole, output):
        return _from_object(whole, output, ParseMode.STRUCTURED if is_structured else ParseMode.JSON)
    fragment = _last_object(text, output)
    if fragment is not None:
        return _from_object(fragment, output, ParseMode.EXTRACTED)
    value = _TEXT_READERS[output.type](text, output)
    if value is None:
        raise _Unreadable(f"The judge's reply holds no {output.field}: {text[:_PREVIEW]!r}")
    return replace(_verdict(value, output), reason=text[:_MAX_REASON], parse_mode=ParseMode.TEXT)


# --- JSON ------------------------------------------------------------------------------------------------------------

_decoder = json.JSONDecoder(strict=False)  # models write line breaks into strings


def _whole_object(text: str) -> dict[str, Any] | None:
    found = _decoded(text, 0)
    return found[0] if found is not None and found[1] == len(text) else None


def _last_object(text: str, output: JudgeOutput) -> dict[str, Any] | None:
    """The last object that has the value; an outer object that has it wins over those within it."""
    best: tuple[dict[str, Any], int, int] | None = None
    for start in _last_braces(text):
        found = _decoded(text, start)
        if found is None or not _has_value(found[0], output):
            continue
        value, end = found
        if best is None or start < best[1] < end:
            best = (value, start, end)
    return best[0] if best is not None else None


def _last_braces(text: str) -> Iterable[int]:
    """Where the last objects may begin, from the end; their number is bounded, for each may be read to the end."""
    at = len(text)
    for _ in range(_MAX_OBJECTS):
        at = text.rfind("{", 0, at)
        if at < 0:
            return
        yield at


def _decoded(text: str, start: int) -> tuple[dict[str, Any], int] | None:
    try:
        value, end = _decoder.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return (value, end) if isinstance(value, dict) else None


def _has_value(found: dict[str, Any], output: JudgeOutput) -> bool:
    return output.field in found or output.name in found


def _from_object(found: dict[str, Any], output: JudgeOutput, mode: ParseMode) -> Verdict:
    raw = found[output.field] if output.field in found else found[output.name]
    value = _VALUE_READERS[output.type](raw, output)
    if value is None:
        raise _Unreadable(f"The judge's {output.field} is {as_text(raw)[:_PREVIEW]!r}, not {_value_words(output)}.")
    reason = as_text(found.get("reason"))[:_MAX_REASON]
    return replace(_verdict(value, output), reason=reason, parse_mode=mode)


def _numeric_value(raw: Any, output: JudgeOutput) -> float | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return _as_float(raw)
    match = _WHOLE_NUMBER.fullmatch(raw.strip()) if isinstance(raw, str) else None
    return None if match is None else _scaled(match, output)


def _categorical_value(raw: Any, output: JudgeOutput) -> str | None:
    return _category(raw.strip(), output) if isinstance(raw, str) else None


def _boolean_value(raw: Any, output: JudgeOutput) -> bool | None:
    if isinstance(raw, bool):
        return raw
    return _TRUTH.get(raw.strip().lower()) if isinstance(raw, str) else None


_VALUE_READERS = {
    OutputType.NUMERIC: _numeric_value,
    OutputType.CATEGORICAL: _categorical_value,
    OutputType.BOOLEAN: _boolean_value,
}


# --- prose -----------------------------------------------------------------------------------------------------------
# Every repetition below is bounded or cannot give back, so that no reply takes more than linear time.

_NUMBER = (
    r"(?P<number>[-+−]?(?:[0-9]{1,15}(?:\.[0-9]{1,15})?|\.[0-9]{1,15}))(?![0-9]|\.[0-9]|\s{0,2}[-–]\s{0,2}[0-9])"
    r"(?:\s{0,3}(?:/|out\sof)\s{0,3}(?P<scale>[0-9]{1,9}(?:\.[0-9]{1,9})?)|(?P<percent>\s?%))?"
)
_WHOLE_NUMBER = re.compile(_NUMBER + r"\.?")
_ANY_NUMBER = re.compile(r"(?<![\w.])" + _NUMBER)
_MARKS = r"[\"'*_`\s]{0,8}"
_TRUTH = {
    **dict.fromkeys(("yes", "true", "pass", "passed"), True),
    **dict.fromkeys(("no", "false", "fail", "failed"), False),
}
_TRUTH_WORD = re.compile(r"\W{0,8}(yes|true|passed|pass|no|false|failed|fail)(?!\w)", re.IGNORECASE)
_NEGATION = re.compile(
    r"(?:\bnot|n't|n’t|\bnever|\bno)\s{1,3}(?:(?:a|an|the|at|all|really|fully)\s{1,3}){0,2}$", re.IGNORECASE
)


def _keyed(keys: Iterable[str], value: str, sign: str = "[:=]") -> re.Pattern[str]:
    """`key: value` as people write it: bold, quoted, with a remark such as `(1-5)` between."""
    names = "|".join(re.escape(key) for key in keys)
    remark = r"(?:\s{0,3}\([^()\n]{0,40}\))?"
    return re.compile(rf"(?<!\w)(?:{names}){_MARKS}{remark}{_MARKS}{sign}{_MARKS}{value}", re.IGNORECASE)


def _numeric_text(text: str, output: JudgeOutput) -> float | None:
    whole = _WHOLE_NUMBER.fullmatch(text.strip("*_` \n"))
    if whole is not None:
        return _scaled(whole, output)
    keys = ("score", "rating", "grade", "overall", output.name)
    for sign in (r"(?:is\s?)?[:=—]", r"(?:is|of)\s"):
        found = list(_keyed(keys, _NUMBER, sign).finditer(text))
        if found:
            return _scaled(found[-1], output)
    of_maximum = [match for match in _ANY_NUMBER.finditer(text) if match["scale"] and float(match["scale"]) == output.max]
    return _scaled(of_maximum[-1], output) if of_maximum else None


def _categorical_text(text: str, output: JudgeOutput) -> str | None:
    words = _category_words(output)
    keyed = list(_keyed(("label", "category", "answer", "verdict", output.name), words).finditer(text))
    if keyed:
        return _category(keyed[-1]["category"], output)
    found = list(re.compile(words, re.IGNORECASE).finditer(text))
    if any(_NEGATION.search(text, max(0, match.start() - 30), match.start()) for match in found):
        return None
    distinct = {_category(match["category"], output) for match in found}
    return distinct.pop() if len(distinct) == 1 else None


def _boolean_text(text: str, output: JudgeOutput) -> bool | None:
    keys = ("passed", "pass", "answer", "verdict", "result", output.name)
    keyed = list(_keyed(keys, _TRUTH_WORD.pattern).finditer(text))
    if keyed:
        return _TRUTH[keyed[-1][1].lower()]
    first = _TRUTH_WORD.match(text)
    if first is not None:
        return _TRUTH[first[1].lower()]
    last_line = text.rpartition("\n")[2].strip("*_`\"'.! ").lower()
    return _TRUTH.get(last_line)


_TEXT_READERS = {
    OutputType.NUMERIC: _numeric_text,
    OutputType.CATEGORICAL: _categorical_text,
    OutputType.BOOLEAN: _boolean_text,
}


def _category_words(output: JudgeOutput) -> str:
    # The longest first, so that "partly correct" is not read as "correct".
    longest_first = sorted(output.categories, key=len, reverse=True)
    return rf"(?<!\w)(?P<category>{'|'.join(re.escape(one) for one in longest_first)})(?!\w)"


# --- what a value means ----------------------------------------------------------------------------------------------


def _category(word: str, output: JudgeOutput) -> str | None:
    if word in output.categories:
        return word
    return next((one for one in output.categories if one.casefold() == word.casefold()), None)


def _as_float(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf")


def _scaled(match: re.Match[str], output: JudgeOutput) -> float:
    """The number as written; a share of another scale (4/5 on a scale to 1) is carried over to this one."""
    number = float(match["number"].replace("−", "-"))
    scale = 100.0 if match["percent"] else float(match["scale"] or 0)
    if not scale or scale == output.max or output.max is None:
        return number
    if output.min not in (None, 0):
        raise _Unreadable(f"The judge answered on a scale to {scale:g}, not to {output.max:g}.")
    return number / scale * output.max


def _verdict(value: float | str | bool, output: JudgeOutput) -> Verdict:
    if isinstance(value, bool):
        return Verdict(score=float(value), passed=value)
    if isinstance(value, str):
        return Verdict(label=value, passed=value in output.passing_categories if output.passing_categories else None)
    if not output.holds(value):
        raise _Unreadable(f"The judge's score {value:g} is not {_value_words(output)}.", "JUDGEMENT_OUT_OF_RANGE")
    return Verdict(score=value, passed=None if output.pass_threshold is None else value >= output.pass_threshold)


def _value_schema(output: JudgeOutput) -> dict[str, Any]:
    if output.type is OutputType.BOOLEAN:
        return {"type": "boolean"}
    if output.type is OutputType.CATEGORICAL:
        return {"type": "string", "enum": list(output.categories)}
    bounds = {"minimum": output.min, "maximum": output.max}
    return {"type": "number"} | {key: bound for key, bound in bounds.items() if bound is not None}


def _value_words(output: JudgeOutput) -> str:
    if output.type is OutputType.BOOLEAN:
        return "true or false"
    if output.type is OutputType.CATEGORICAL:
        return "one of " + ", ".join(json.dumps(one, ensure_ascii=False) for one in output.categories)
    least = "" if output.min is None else f" from {output.min:g}"
    most = "" if output.max is None else f" to {output.max:g}"
    return f"a number{least}{most}"


def _check_numeric(output: JudgeOutput, path: Path) -> None:
    if output.min is not None and output.max is not None and output.min >= output.max:
        raise InvalidJudgeOutput("`min` must be less than `max`.", path=(*path, "min"))
    if output.pass_threshold is not None and not output.holds(output.pass_threshold):
        raise InvalidJudgeOutput("`passThreshold` lies outside the range.", path=(*path, "passThreshold"))


def _check_categorical(output: JudgeOutput, path: Path) -> None:
    distinct = {one.strip().casefold() for one in output.categories}
    if len(distinct) < max(2, len(output.categories)) or "" in distinct:
        raise InvalidJudgeOutput("Give at least two different categories.", path=(*path, "categories"))
    unknown = [one for one in output.passing_categories if one not in output.categories]
    if unknown:
        raise InvalidJudgeOutput(f"`{unknown[0]}` is not one of the categories.", path=(*path, "passingCategories"))
