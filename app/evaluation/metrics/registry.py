"""What a built-in metric is: a decorated factory, whose keywords are the options."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import orjson
from pydantic import Field, ValidationError, validate_call

from app.core.choices import Choice
from app.core.errors import Conflict, Invalid
from app.evaluation.mapping import EvaluatorInput
from app.evaluation.verdict import Verdict
from app.prompts.templates import as_text

PREVIEW = 40
REASON = 1_000


class BuiltinMetric(Choice):
    """The metrics that need no model and no code."""

    EXACT_MATCH = "EXACT_MATCH", "The output is the expected text."
    CONTAINS = "CONTAINS", "The output contains the expected text, or all or any of several."
    STARTS_WITH = "STARTS_WITH", "The output begins with the expected text, or one of several."
    ENDS_WITH = "ENDS_WITH", "The output ends with the expected text, or one of several."
    REGEX = "REGEX", "A pattern is found in the output."
    LEVENSHTEIN = "LEVENSHTEIN", "How similar output and expected text are, by the edits that separate them."
    LENGTH = "LENGTH", "How long the output is."
    TOKEN_F1 = "TOKEN_F1", "How many words output and expected text share, whatever their order."
    ROUGE_L = "ROUGE_L", "How much of the expected text's words the output has in the same order."
    BLEU = "BLEU", "How many runs of up to four words output and expected texts share."
    CHRF = "CHRF", "How many runs of up to six characters output and expected texts share."
    NUMERIC_TOLERANCE = "NUMERIC_TOLERANCE", "The last number of the output is near enough to the expected one."
    JSON_VALID = "JSON_VALID", "The output is JSON."
    JSON_SCHEMA = "JSON_SCHEMA", "The output is JSON that a schema allows."
    JSON_DIFF = "JSON_DIFF", "What share of the values of two JSON documents is the same."
    TOOL_CALL_MATCH = "TOOL_CALL_MATCH", "How many of the expected tool calls were made."


class ContainsMatch(Choice):
    """How many of several expected texts must be found."""

    ALL = "ALL", "Every one."
    ANY = "ANY", "At least one."


class LengthUnit(Choice):
    """What a length is counted in."""

    CHARACTERS = "CHARACTERS", "Unicode characters."
    WORDS = "WORDS", "Whatever white space separates."


class BleuTokenizer(Choice):
    """How BLEU takes a text apart."""

    WORDS = "WORDS", "Words and punctuation, as translations into European languages are compared."
    INTERNATIONAL = "INTERNATIONAL", "Words and punctuation by their Unicode categories."
    CHINESE = "CHINESE", "Chinese characters one by one, the rest in words."
    CHARACTERS = "CHARACTERS", "Single characters, for languages without spaces."
    NONE = "NONE", "Whatever white space separates, for texts that are taken apart already."


class ExtraMissing(Conflict):
    """A package that this needs is not installed."""

    code = "EXTRA_MISSING"


class InvalidOption(Invalid):
    """An option of the metric is not valid."""

    code = "INVALID_OPTION"


Compare = Callable[[Any, Any], Verdict]
"""Judges an output against what was expected."""

OUTPUT = EvaluatorInput("output", description="What the target answered.")
EXPECTED = EvaluatorInput("expected", description="What it should have answered.")


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric with its options set, ready to judge."""

    name: BuiltinMetric
    inputs: tuple[EvaluatorInput, ...]
    compare: Compare

    def __call__(self, inputs: Mapping[str, Any]) -> Verdict:
        missing = [one.name for one in self.inputs if one.required and inputs.get(one.name) is None]
        if missing:
            return Verdict(error_code="MISSING_INPUT", error=f"No value for the input {', '.join(missing)}.")
        return self.compare(inputs["output"], inputs.get("expected"))


Factory = TypeVar("Factory", bound=Callable[..., Compare])


@dataclass(frozen=True, slots=True)
class _Registered:
    factory: Callable[..., Compare]
    inputs: tuple[EvaluatorInput, ...]


_registry: dict[BuiltinMetric, _Registered] = {}


def metric(name: str, *inputs: EvaluatorInput) -> Callable[[Factory], Factory]:
    """Register the factory of a built-in metric; its keywords, checked against their annotations, are the options."""

    def register(factory: Factory) -> Factory:
        checked = validate_call(config={"strict": True, "arbitrary_types_allowed": True})(factory)
        _registry[BuiltinMetric(name)] = _Registered(checked, inputs)
        return factory

    return register


def build(metric: BuiltinMetric, options: Mapping[str, Any] | None = None) -> Metric:
    """The metric with these options; raises `InvalidOption` naming the option at fault."""
    registered = _registry[metric]
    try:
        compare = registered.factory(**(options or {}))
    except ValidationError as error:
        raise _invalid_option(metric, error) from None
    return Metric(metric, registered.inputs, compare)


def inputs_of(metric: BuiltinMetric) -> tuple[EvaluatorInput, ...]:
    """What a metric reads."""
    return _registry[metric].inputs


@dataclass(frozen=True, slots=True)
class MetricDescription:
    """What a metric does, reads and can be told."""

    metric: BuiltinMetric
    description: str
    inputs: tuple[EvaluatorInput, ...]
    options: tuple[str, ...]


def descriptions() -> list[MetricDescription]:
    """Every metric, for those who choose one."""
    return [
        MetricDescription(
            name, inspect.getdoc(one.factory) or "", one.inputs, tuple(inspect.signature(one.factory).parameters)
        )
        for name, one in _registry.items()
    ]


def _invalid_option(metric: BuiltinMetric, error: ValidationError) -> InvalidOption:
    first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "options"
    if first["type"] == "unexpected_keyword_argument":
        return InvalidOption(f"{metric} has no option `{name}`.", path=(name,))
    if first["type"] == "missing_keyword_only_argument":
        return InvalidOption(f"{metric} needs the option `{name}`.", path=(name,))
    return InvalidOption(f"Option `{name}` of {metric}: {first['msg']}.", path=(name,))


Share = Annotated[float, Field(ge=0, le=1)]
"""An option that is a similarity."""


def verdict_of(passed: bool, reason: str) -> Verdict:
    """A verdict that is yes or no."""
    return Verdict(1.0 if passed else 0.0, passed=passed, reason=reason[:REASON])


def canonical(value: Any) -> str:
    """A value as text; JSON values read the same whatever the order of their keys."""
    if isinstance(value, str):
        return value
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:
        return as_text(value)


def prepared(text: str, ignore_case: bool, trim: bool) -> str:
    """A text as it is compared."""
    text = text.strip() if trim else text
    return text.casefold() if ignore_case else text


def preview(value: Any) -> str:
    """The beginning of a value, for a reason."""
    text = as_text(value)
    return repr(text[:PREVIEW] + ("…" if len(text) > PREVIEW else "")) if text else "nothing"


def alternatives(expected: Any) -> list[str]:
    """What was expected as texts: a list has several that are as good."""
    return [as_text(one) for one in expected] if isinstance(expected, list) else [as_text(expected)]


def graded(score: float, pass_threshold: float | None, reason: str) -> Verdict:
    """A verdict by a share that may have to reach a threshold."""
    passed = None if pass_threshold is None else score >= pass_threshold
    return Verdict(score, passed=passed, reason=reason[:REASON])


NOTHING_EXPECTED = Verdict(error_code="INVALID_INPUT", error="The list of expected texts is empty.")
