"""Built-in metrics: comparisons that need no model. A metric is one decorated factory; its keywords are the options."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import islice
from math import isfinite
from typing import Annotated, Any, Literal, TypeVar

import jsonschema_rs
import orjson
import re2
from pydantic import Field, ValidationError, validate_call

from app.core.choices import Choice
from app.core.errors import Invalid
from app.evaluation.mapping import EvaluatorInput
from app.evaluation.verdict import Verdict
from app.prompts.templates import as_text

MAX_LEVENSHTEIN_CHARACTERS = 20_000
"""The comparison is quadratic and holds the interpreter: two texts of this length take about 10 ms."""

_MAX_NUMBER_CHARACTERS = 400
_TAIL = 20_000
_PREVIEW = 40
_REASON = 1_000


class BuiltinMetric(Choice):
    """The metrics that need no model and no code."""

    EXACT_MATCH = "EXACT_MATCH", "The output is the expected text."
    CONTAINS = "CONTAINS", "The output contains the expected text, or all or any of several."
    REGEX = "REGEX", "A pattern is found in the output."
    JSON_VALID = "JSON_VALID", "The output is JSON."
    JSON_SCHEMA = "JSON_SCHEMA", "The output is JSON that a schema allows."
    NUMERIC_TOLERANCE = "NUMERIC_TOLERANCE", "The last number of the output is near enough to the expected one."
    LEVENSHTEIN = "LEVENSHTEIN", "How similar output and expected text are, by the edits that separate them."
    LENGTH = "LENGTH", "How long the output is."


class ContainsMatch(Choice):
    """How many of several expected texts must be found."""

    ALL = "ALL", "Every one."
    ANY = "ANY", "At least one."


class LengthUnit(Choice):
    """What a length is counted in."""

    CHARACTERS = "CHARACTERS", "Unicode characters."
    WORDS = "WORDS", "Whatever white space separates."


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


@metric("EXACT_MATCH", OUTPUT, EXPECTED)
def exact_match(*, ignore_case: bool = False, trim: bool = True) -> Compare:
    """Passes when the output is the expected text; JSON values are compared whatever the order of their keys."""

    def compare(output: Any, expected: Any) -> Verdict:
        actual, wanted = (_prepared(_canonical(value), ignore_case, trim) for value in (output, expected))
        if actual == wanted:
            return _verdict(True, "The output is exactly what was expected.")
        return _verdict(False, _first_difference(actual, wanted))

    return compare


@metric("CONTAINS", OUTPUT, EXPECTED)
def contains(*, ignore_case: bool = False, match: Literal["ALL", "ANY"] = "ALL") -> Compare:
    """Passes when the output contains the expected text, or all (or any) of a list of texts."""

    def compare(output: Any, expected: Any) -> Verdict:
        wanted = [as_text(one) for one in expected] if isinstance(expected, list) else [as_text(expected)]
        if not wanted:
            return Verdict(error_code="INVALID_INPUT", error="The list of expected texts is empty.")
        text = _prepared(as_text(output), ignore_case, trim=False)
        absent = [one for one in wanted if _prepared(one, ignore_case, trim=False) not in text]
        passed = not absent if match == "ALL" else len(absent) < len(wanted)
        return _verdict(passed, _absence(absent, passed))

    return compare


@metric("REGEX", OUTPUT)
def regex(*, pattern: str, ignore_case: bool = False, full_match: bool = False) -> Compare:
    """Passes when the pattern (RE2 syntax: linear time, no look-around or back-references) is found in the output."""
    compiled = _compiled(pattern, ignore_case)

    def compare(output: Any, expected: Any) -> Verdict:
        text = _encodable(as_text(output))
        found = compiled.fullmatch(text) if full_match else compiled.search(text)
        if found is None:
            return _verdict(False, f"{'The whole output does not match' if full_match else 'Nothing matches'} {pattern}")
        return _verdict(True, f"Matched {_preview(found[0])} at character {found.start()}.")

    return compare


@metric("JSON_VALID", OUTPUT)
def json_valid() -> Compare:
    """Passes when the output is JSON."""

    def compare(output: Any, expected: Any) -> Verdict:
        try:
            _parsed(output)
        except ValueError as error:
            return _verdict(False, f"Not JSON: {error}.")
        return _verdict(True, "Valid JSON.")

    return compare


@metric("JSON_SCHEMA", OUTPUT)
def json_schema(*, schema: dict[str, Any]) -> Compare:
    """Passes when the output is JSON that the schema allows; the schema must be complete, nothing is fetched."""
    validator = _validator(schema)

    def compare(output: Any, expected: Any) -> Verdict:
        try:
            value = _parsed(output)
        except ValueError as error:
            return _verdict(False, f"Not JSON: {error}.")
        faults = [_schema_fault(fault) for fault in islice(validator.iter_errors(value), 3)]
        return _verdict(not faults, "; ".join(faults) or "The schema allows it.")

    return compare


Tolerance = Annotated[float, Field(ge=0, allow_inf_nan=False)]


@metric("NUMERIC_TOLERANCE", OUTPUT, EXPECTED)
def numeric_tolerance(*, absolute: Tolerance = 0.0, relative: Tolerance = 0.0) -> Compare:
    """Passes when the last number of the output is near enough to the expected one."""

    def compare(output: Any, expected: Any) -> Verdict:
        wanted = _last_number(expected)
        if wanted is None:
            return Verdict(error_code="INVALID_INPUT", error=f"Expected {_preview(expected)} holds no number.")
        actual = _last_number(output)
        if actual is None:
            return _verdict(False, "There is no number in the output.")
        allowed = max(_decimal(absolute), _decimal(relative) * abs(wanted))
        passed = abs(actual - wanted) <= allowed
        return _verdict(passed, f"The last number in the output is {actual}; expected {wanted} ± {allowed.normalize():f}.")

    return compare


@metric("LEVENSHTEIN", OUTPUT, EXPECTED)
def levenshtein(*, ignore_case: bool = False, pass_threshold: Annotated[float, Field(ge=0, le=1)] | None = None) -> Compare:
    """Scores how similar output and expected text are, from 0 to 1, by the edits that separate them."""
    # Imported by those who use it: it takes more than three megabytes.
    from rapidfuzz.distance import Levenshtein

    def compare(output: Any, expected: Any) -> Verdict:
        actual, wanted = (_prepared(as_text(value), ignore_case, trim=False) for value in (output, expected))
        if max(len(actual), len(wanted)) > MAX_LEVENSHTEIN_CHARACTERS:
            limit = f"{MAX_LEVENSHTEIN_CHARACTERS:,} characters"
            return Verdict(error_code="INPUT_TOO_LONG", error=f"Texts over {limit} are not compared.")
        edits = Levenshtein.distance(actual, wanted)
        score = 1.0 - edits / (max(len(actual), len(wanted)) or 1)
        reason = f"{edits} edits apart."
        return Verdict(score, passed=None if pass_threshold is None else score >= pass_threshold, reason=reason)

    return compare


Count = Annotated[int, Field(ge=0)]


@metric("LENGTH", OUTPUT)
def length(
    *, min: Count | None = None, max: Count | None = None, unit: Literal["CHARACTERS", "WORDS"] = "CHARACTERS"
) -> Compare:
    """Scores the length of the output; passes within the bounds, if there are any."""
    if min is not None and max is not None and min > max:
        raise InvalidOption(f"`min` ({min}) is greater than `max` ({max}).", path=("min",))

    def compare(output: Any, expected: Any) -> Verdict:
        text = as_text(output)
        count = len(text.split()) if unit == "WORDS" else len(text)
        fault = _length_fault(count, min, max)
        passed = None if min is None and max is None else fault is None
        return Verdict(float(count), passed=passed, reason=f"{count} {unit.lower()}{fault or ''}.")

    return compare


def _verdict(passed: bool, reason: str) -> Verdict:
    return Verdict(1.0 if passed else 0.0, passed=passed, reason=reason[:_REASON])


def _canonical(value: Any) -> str:
    if isinstance(value, str):
        return value
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:
        return as_text(value)


def _prepared(text: str, ignore_case: bool, trim: bool) -> str:
    text = text.strip() if trim else text
    return text.casefold() if ignore_case else text


def _first_difference(actual: str, wanted: str) -> str:
    at = next((i for i, pair in enumerate(zip(actual, wanted, strict=False)) if pair[0] != pair[1]), None)
    at = min(len(actual), len(wanted)) if at is None else at
    return f"Differs at character {at}: expected {_preview(wanted[at:])}, got {_preview(actual[at:])}."


def _preview(value: Any) -> str:
    text = as_text(value)
    return repr(text[:_PREVIEW] + ("…" if len(text) > _PREVIEW else "")) if text else "nothing"


def _absence(absent: list[str], passed: bool) -> str:
    listed = ", ".join(_preview(one) for one in absent[:5])
    if passed:
        return f"Found; not found: {listed}." if absent else "Everything expected was found."
    return f"Not found: {listed}."


@cache
def _regex_options(ignore_case: bool) -> re2.Options:
    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.log_errors = False
    return options


def _compiled(pattern: str, ignore_case: bool) -> Any:
    try:
        return re2.compile(pattern, _regex_options(ignore_case))
    except (re2.error, UnicodeError) as error:
        raise InvalidOption(f"The pattern is not valid in RE2 syntax: {_regex_fault(error)}.", path=("pattern",)) from None


def _regex_fault(error: Exception) -> str:
    detail = error.args[0] if error.args else error
    return detail.decode(errors="replace") if isinstance(detail, bytes) else str(detail)


def _encodable(text: str) -> str:
    return text.encode(errors="replace").decode()


def _parsed(output: Any) -> Any:
    return orjson.loads(output) if isinstance(output, str) else output


def _validator(schema: dict[str, Any]) -> jsonschema_rs.Validator:
    try:
        return jsonschema_rs.validator_for(schema, offline=True)
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        fault = str(error).split("\n", 1)[0]
        raise InvalidOption(f"The schema is not valid: {fault}", path=("schema",)) from None


def _schema_fault(fault: jsonschema_rs.ValidationError) -> str:
    place = "/".join(str(step) for step in fault.instance_path)
    return f"at /{place}: {fault.message[:300]}"


# A sign belongs to the number unless something stands right before it, as in "10-5".
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z_.])[-+−]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)(?:\.[0-9]++)?|\.[0-9]++)(?:[eE][-+]?[0-9]{1,4})?+"
)


def _last_number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _decimal(value) if isfinite(value) else None
    return next(_numbers_from_end(as_text(value)), None)


def _numbers_from_end(text: str) -> Iterator[Decimal]:
    # The last number mostly stands near the end; one at the very start of the tail may have been cut in two.
    tail = [match[0] for match in _NUMBER.finditer(text[-_TAIL:]) if match.start() > _MAX_NUMBER_CHARACTERS]
    yield from _numbers(reversed(tail))
    yield from _numbers(reversed(_NUMBER.findall(text)))


def _numbers(texts: Iterable[str]) -> Iterator[Decimal]:
    for found in texts:
        if len(found) <= _MAX_NUMBER_CHARACTERS:
            number = Decimal(found.replace(",", "").replace("−", "-"))
            if isfinite(float(number)):
                yield number


def _decimal(value: float) -> Decimal:
    # By way of its text, so that 0.1 is one tenth and a difference of exactly the tolerance passes.
    return Decimal(str(value))


def _length_fault(count: int, least: int | None, most: int | None) -> str | None:
    if least is not None and count < least:
        return f"; at least {least} wanted"
    if most is not None and count > most:
        return f"; at most {most} wanted"
    return None
