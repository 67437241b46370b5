"""Metrics that look at the output as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import jsonschema_rs
import orjson

from app.evaluation.metrics.numbers import Tolerance
from app.evaluation.metrics.registry import (
    EXPECTED,
    OUTPUT,
    Compare,
    InvalidOption,
    Share,
    canonical,
    graded,
    metric,
    preview,
    verdict_of,
)
from app.evaluation.verdict import Verdict

MAX_LEAVES = 100_000
_SHOWN_PATHS = 20


@metric("JSON_VALID", OUTPUT)
def json_valid() -> Compare:
    """Passes when the output is JSON."""

    def compare(output: Any, expected: Any) -> Verdict:
        try:
            parsed_json(output)
        except ValueError as error:
            return verdict_of(False, f"Not JSON: {error}.")
        return verdict_of(True, "Valid JSON.")

    return compare


@metric("JSON_SCHEMA", OUTPUT)
def json_schema(*, schema: dict[str, Any]) -> Compare:
    """Passes when the output is JSON that the schema allows; the schema must be complete, nothing is fetched."""
    validator = _validator(schema)

    def compare(output: Any, expected: Any) -> Verdict:
        try:
            value = parsed_json(output)
        except ValueError as error:
            return verdict_of(False, f"Not JSON: {error}.")
        faults = [_schema_fault(fault) for fault in islice(validator.iter_errors(value), 3)]
        return verdict_of(not faults, "; ".join(faults) or "The schema allows it.")

    return compare


@metric("JSON_DIFF", OUTPUT, EXPECTED)
def json_diff(*, absolute: Tolerance = 0.0, ignore: list[str] | None = None, pass_threshold: Share | None = 1.0) -> Compare:
    """Scores the share of values that two JSON documents have in common, and names the paths at which they differ."""
    ignored = tuple(f"{path.rstrip('/')}/" for path in ignore or ())

    def compare(output: Any, expected: Any) -> Verdict:
        try:
            actual, wanted = (dict(_leaves(parsed_json(value), ignored)) for value in (output, expected))
        except _TooManyLeaves:
            return Verdict(error_code="INPUT_TOO_LONG", error=f"Documents of over {MAX_LEAVES:,} values are not compared.")
        except ValueError as error:
            return verdict_of(False, f"Not JSON: {error}.")
        paths = [*wanted, *(path for path in actual if path not in wanted)]
        differing = [path for path in paths if not _is_same(actual, wanted, path, absolute)]
        score = 1 - len(differing) / len(paths) if paths else 1.0
        return graded(score, pass_threshold, _difference(differing, len(paths), actual, wanted))

    return compare


class _TooManyLeaves(Exception):
    """The document is too large."""


_ABSENT = object()


def _leaves(document: Any, ignored: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Paths of values that hold no others, in their order; documents may be nested deeper than Python can go."""
    stack, count = [("", document)], 0
    while stack:
        path, value = stack.pop()
        if f"{path}/".startswith(ignored) and ignored:
            continue
        if isinstance(value, dict) and value:
            stack.extend((f"{path}/{name}", inner) for name, inner in reversed(value.items()))
        elif isinstance(value, list) and value:
            stack.extend((f"{path}/{index}", value[index]) for index in reversed(range(len(value))))
        else:
            count += 1
            if count > MAX_LEAVES:
                raise _TooManyLeaves
            yield path or "/", value


def _is_same(actual: dict[str, Any], wanted: dict[str, Any], path: str, absolute: float) -> bool:
    one, other = actual.get(path, _ABSENT), wanted.get(path, _ABSENT)
    if one is _ABSENT or other is _ABSENT:
        return False
    if _is_number(one) and _is_number(other):
        return bool(abs(one - other) <= absolute)
    return type(one) is type(other) and bool(one == other)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _difference(differing: list[str], count: int, actual: dict[str, Any], wanted: dict[str, Any]) -> str:
    if not differing:
        return f"All {count} values are the same."
    listed = "; ".join(_at_path(path, actual, wanted) for path in differing[:_SHOWN_PATHS])
    return f"{len(differing)} of {count} values differ: {listed}"


def _at_path(path: str, actual: dict[str, Any], wanted: dict[str, Any]) -> str:
    if path not in actual:
        return f"{path} is missing"
    if path not in wanted:
        return f"{path} was not expected"
    return f"{path} is {_shown(actual[path])}, expected {_shown(wanted[path])}"


def _shown(value: Any) -> str:
    return preview(canonical(value) if not isinstance(value, str) else value)


def parsed_json(output: Any) -> Any:
    """The value that a text holds as JSON; what is no text is taken as it is."""
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
