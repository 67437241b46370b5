"""LLM judges: what they give, the schema they should answer by, and what they are told about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from app.core.choices import Choice
from app.core.errors import Invalid, Path

MAX_OUTPUTS = 20
MAX_NAME = 100
MAX_LABEL = 200
MAX_CATEGORIES = 100
MAX_CRITERIA = 10_000
SEPARATOR = ", "
"""Stands between the categories of a label that names several."""


class OutputType(Choice):
    """What kind of value a judge gives."""

    NUMERIC = "NUMERIC", "A number, within bounds if they are given."
    CATEGORICAL = "CATEGORICAL", "One of the categories that are given, or any number of them."
    BOOLEAN = "BOOLEAN", "True or false; true passes."


FIELDS = {OutputType.NUMERIC: "score", OutputType.CATEGORICAL: "label", OutputType.BOOLEAN: "passed"}


class InvalidJudgeOutput(Invalid):
    """The judge's output is not well defined."""

    code = "INVALID_JUDGE_OUTPUT"


@dataclass(frozen=True, slots=True)
class JudgeLevel:
    """What one value of an output stands for."""

    value: str
    description: str


@dataclass(frozen=True, slots=True)
class JudgeOutput:
    """One value that a judge gives: what it is about, its range or categories, and what counts as passed."""

    name: str
    type: OutputType
    min: float | None = None
    max: float | None = None
    categories: tuple[str, ...] = ()
    pass_threshold: float | None = None
    passing_categories: tuple[str, ...] = ()
    criteria: str = ""
    levels: tuple[JudgeLevel, ...] = ()
    is_multiple: bool = False
    """CATEGORICAL: any number of the categories may apply at once."""

    @property
    def field(self) -> str:
        """The key of the value in the judge's reply."""
        return "labels" if self.is_multiple else FIELDS[self.type]

    def holds(self, score: float) -> bool:
        """Whether a score lies within the range."""
        above = self.min is None or score >= self.min
        return isfinite(score) and above and (self.max is None or score <= self.max)


# --- checks ----------------------------------------------------------------------------------------------------------


def check(output: JudgeOutput, *, path: Path = ()) -> None:
    """Raise if the output contradicts itself."""
    if len(output.criteria) > MAX_CRITERIA:
        raise InvalidJudgeOutput(f"The criteria have more than {MAX_CRITERIA:,} characters.", path=(*path, "criteria"))
    checks = {OutputType.NUMERIC: _check_numeric, OutputType.CATEGORICAL: _check_categorical}
    if output.type in checks:
        checks[output.type](output, path)
    for index, level in enumerate(output.levels):
        _check_level(output, level, (*path, "levels", index))


def check_all(outputs: Sequence[JudgeOutput], *, path: Path = ()) -> None:
    """Raise if there are none or too many, if one contradicts itself, or if two cannot be told apart."""
    if not 1 <= len(outputs) <= MAX_OUTPUTS:
        raise InvalidJudgeOutput(f"A judge gives 1 to {MAX_OUTPUTS} values.", path=path)
    seen: set[str] = set()
    for index, output in enumerate(outputs):
        if not 1 <= len(output.name) <= MAX_NAME:
            raise InvalidJudgeOutput(f"Name the output, in at most {MAX_NAME} characters.", path=(*path, index, "name"))
        if output.name.casefold() in seen:
            raise InvalidJudgeOutput(f"Two outputs are called `{output.name}`.", path=(*path, index, "name"))
        seen.add(output.name.casefold())
        check(output, path=(*path, index))


def _check_numeric(output: JudgeOutput, path: Path) -> None:
    if output.min is not None and output.max is not None and output.min >= output.max:
        raise InvalidJudgeOutput("`min` must be less than `max`.", path=(*path, "min"))
    if output.pass_threshold is not None and not output.holds(output.pass_threshold):
        raise InvalidJudgeOutput("`passThreshold` lies outside the range.", path=(*path, "passThreshold"))


def _check_categorical(output: JudgeOutput, path: Path) -> None:
    here = (*path, "categories")
    distinct = {one.strip().casefold() for one in output.categories}
    if len(distinct) < max(2, len(output.categories)) or "" in distinct:
        raise InvalidJudgeOutput("Give at least two different categories.", path=here)
    if len(output.categories) > MAX_CATEGORIES:
        raise InvalidJudgeOutput(f"Give at most {MAX_CATEGORIES} categories.", path=here)
    if max(map(len, _longest_labels(output))) > MAX_LABEL:
        raise InvalidJudgeOutput(f"What a judge may say at once has at most {MAX_LABEL} characters.", path=here)
    if output.is_multiple and any(SEPARATOR.strip() in one for one in output.categories):
        raise InvalidJudgeOutput("Categories of which several may apply cannot contain a comma.", path=here)
    unknown = [one for one in output.passing_categories if one not in output.categories]
    if unknown:
        raise InvalidJudgeOutput(f"`{unknown[0]}` is not one of the categories.", path=(*path, "passingCategories"))


def _longest_labels(output: JudgeOutput) -> tuple[str, ...]:
    return (SEPARATOR.join(output.categories),) if output.is_multiple else output.categories


def _check_level(output: JudgeOutput, level: JudgeLevel, path: Path) -> None:
    if not level.description.strip() or len(level.description) > MAX_CRITERIA:
        raise InvalidJudgeOutput(f"Say what `{level.value}` stands for.", path=(*path, "description"))
    if not _is_value(output, level.value):
        message = f"`{level.value}` is not a value of this output: {value_words(output)}."
        raise InvalidJudgeOutput(message, path=(*path, "value"))


def _is_value(output: JudgeOutput, text: str) -> bool:
    if output.type is OutputType.CATEGORICAL:
        return text in output.categories
    if output.type is OutputType.BOOLEAN:
        return text in ("true", "false")
    try:
        return output.holds(float(text))
    except ValueError:
        return False


# --- what a judge is told --------------------------------------------------------------------------------------------


def response_schema(outputs: Sequence[JudgeOutput]) -> dict[str, Any]:
    """JSON Schema of the reply: each reason before its value, so that the model thinks before it decides."""
    if len(outputs) == 1:
        return _entry_schema(outputs[0])
    return _object({output.name: _entry_schema(output) for output in outputs})


def instructions(outputs: Sequence[JudgeOutput]) -> str:
    """What to add to the prompt: how to reply, since only the reply tells whether a schema was enforced; and the rubric."""
    rubric = "\n\n".join(filter(None, (_rubric(output, len(outputs) == 1) for output in outputs)))
    return f"{_reply_words(outputs)}\n\n{rubric}" if rubric else _reply_words(outputs)


def value_words(output: JudgeOutput) -> str:
    """What values an output can have, in words."""
    if output.type is OutputType.BOOLEAN:
        return "true or false"
    if output.type is OutputType.CATEGORICAL:
        listed = ", ".join(_quoted(one) for one in output.categories)
        return f"a list of those that apply among {listed}" if output.is_multiple else f"one of {listed}"
    least = "" if output.min is None else f" from {output.min:g}"
    most = "" if output.max is None else f" to {output.max:g}"
    return f"a number{least}{most}"


def _reply_words(outputs: Sequence[JudgeOutput]) -> str:
    if len(outputs) == 1:
        return f"Reply with one JSON object and nothing else, the reason first: {_entry_words(outputs[0])}"
    entries = ", ".join(f"{_quoted(output.name)}: {_entry_words(output)}" for output in outputs)
    return f"Reply with one JSON object and nothing else, in each of its entries the reason first: {{{entries}}}"


def _entry_words(output: JudgeOutput) -> str:
    return f'{{"reason": "why, in one or two sentences", "{output.field}": {value_words(output)}}}'


def _rubric(output: JudgeOutput, is_only: bool) -> str:
    """What an output is about, and what its values stand for."""
    if not output.criteria and not output.levels:
        return ""
    about = "What to judge" if is_only else f"What {_quoted(output.name)} is about"
    lines = [f"{about} - {output.criteria}" if output.criteria else f"{about} -"]
    lines += [f"* {level.value} = {level.description}" for level in output.levels]
    return "\n".join(lines)


def _entry_schema(output: JudgeOutput) -> dict[str, Any]:
    about = {"description": output.criteria} if output.criteria else {}
    reason = {"type": "string", "description": "Why, in one or two sentences."}
    return _object({"reason": reason, output.field: _value_schema(output) | about})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _value_schema(output: JudgeOutput) -> dict[str, Any]:
    if output.type is OutputType.BOOLEAN:
        return {"type": "boolean"}
    if output.type is OutputType.CATEGORICAL:
        one = {"type": "string", "enum": list(output.categories)}
        return {"type": "array", "items": one} if output.is_multiple else one
    bounds = {"minimum": output.min, "maximum": output.max}
    return {"type": "number"} | {key: bound for key, bound in bounds.items() if bound is not None}


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
