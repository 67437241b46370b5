"""What a client tells of traces and observations: checked, and put together where it tells of the same one twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.core.errors import DomainError, Invalid, Path
from app.datasets.documents import InvalidDocument, encoded, is_name
from app.llm.prices import rounded
from app.tracing.merging import merged

MOST = 1000
MAX_NAME = 200
MAX_TAGS = 50
MAX_VALUE_BYTES = 1_000_000
_ENVIRONMENT = re.compile(r"[a-z0-9_-]{1,40}")
_NAMES = ("name", "end_user", "release", "version", "session", "model")
_VALUES = ("input", "output")
_OBJECTS = ("metadata", "model_parameters")
_COUNTS = ("input_tokens", "output_tokens", "total_tokens")
_COSTS = ("input_cost", "output_cost", "total_cost")


class TooManyObservations(Invalid):
    """At most 1000 traces and 1000 observations are taken at once."""

    code = "TOO_MANY_OBSERVATIONS"


class InvalidTraceId(Invalid):
    """The id of a trace has 32 hexadecimal digits, not all of them 0."""

    code = "INVALID_TRACE_ID"


class InvalidObservationId(Invalid):
    """The id of an observation has 16 hexadecimal digits, not all of them 0."""

    code = "INVALID_OBSERVATION_ID"


class InvalidTraceName(Invalid):
    """A name has 1 to 200 characters, none of them a control character."""

    code = "INVALID_NAME"


class InvalidTraceTags(Invalid):
    """A trace has at most 50 tags, each of them of 1 to 200 characters."""

    code = "INVALID_TAGS"


class InvalidEnvironment(Invalid):
    """An environment has 1 to 40 characters: small letters, digits, `-` and `_`."""

    code = "INVALID_ENVIRONMENT"


class ValueTooLarge(Invalid):
    """An input, an output, metadata and parameters have at most 1,000,000 bytes each as JSON."""

    code = "VALUE_TOO_LARGE"


class InvalidCount(Invalid):
    """Tokens and costs are not negative, and a cost is below 10,000,000,000."""

    code = "INVALID_COUNT"


Key = tuple[str, str]


@dataclass(slots=True)
class Told:
    """What is told of traces by their ids, and of observations by theirs and their traces'."""

    traces: dict[str, dict[str, Any]] = field(default_factory=dict)
    observations: dict[Key, dict[str, Any]] = field(default_factory=dict)


def told(traces: Sequence[Mapping[str, Any]], observations: Sequence[Mapping[str, Any]]) -> Told:
    """Everything that is told, or its first fault; a trace of which an observation tells alone is there, too."""
    found = Told()
    for index, given in enumerate(_few(traces, "traces")):
        content = _checked(given, "input", "traces", index)
        pk = trace_id(content.pop("external_id"), "input", "traces", index, "externalId")
        found.traces[pk] = merged(found.traces.get(pk, {}), content)
    for index, given in enumerate(_few(observations, "observations")):
        content = _observation(given, "input", "observations", index)
        key = content.pop("trace"), content.pop("external_id")
        found.observations[key] = merged(found.observations.get(key, {}), content)
        _begin(found.traces.setdefault(key[0], {}), content.get("started_at"))
    return found


def trace_id(text: str, *path: str | int) -> str:
    """A trace's id at its sender's, in small letters."""
    return _digits(text, 32, InvalidTraceId(path=path))


def observation_id(text: str, *path: str | int) -> str:
    """An observation's id at its sender's, in small letters."""
    return _digits(text, 16, InvalidObservationId(path=path))


def _digits(text: str, count: int, fault: DomainError) -> str:
    if not re.fullmatch(rf"[0-9a-fA-F]{{{count}}}", text) or not text.strip("0"):
        raise fault
    return text.lower()


def _few(given: Sequence[Mapping[str, Any]], name: str) -> Sequence[Mapping[str, Any]]:
    if len(given) > MOST:
        raise TooManyObservations(path=("input", name))
    return given


def _begin(trace: dict[str, Any], moment: Any) -> None:
    """A trace begins with its first observation, if nothing earlier is known."""
    if moment is not None and (trace.get("started_at") is None or moment < trace["started_at"]):
        trace["started_at"] = moment


def _observation(given: Mapping[str, Any], *path: str | int) -> dict[str, Any]:
    content = _checked(given, *path)
    content["trace"] = trace_id(content.pop("trace_external_id"), *path, "traceExternalId")
    content["external_id"] = observation_id(content["external_id"], *path, "externalId")
    if outer := content.get("parent_external_id"):
        content["parent_external_id"] = observation_id(outer, *path, "parentExternalId")
        if content["parent_external_id"] == content["external_id"]:
            raise InvalidObservationId("An observation is no part of itself.", path=(*path, "parentExternalId"))
    return _with_cost(content)


def _with_cost(content: dict[str, Any]) -> dict[str, Any]:
    """Costs that are told as they are stored, the whole from its parts if it is not told itself."""
    costs = {name: cost for name in _COSTS if (cost := rounded(content.get(name))) is not None}
    if costs:
        costs.setdefault("total_cost", sum(costs.values(), Decimal(0)))
        content |= costs | {"is_cost_told": True}
    return content


def _checked(given: Mapping[str, Any], *path: str | int) -> dict[str, Any]:
    """What is told, or its first fault; what is null is not told."""
    content = {name: value for name, value in given.items() if value is not None}
    for fault in _faults(content, path):
        raise fault
    return content


def _faults(content: Mapping[str, Any], path: Path) -> Iterator[DomainError]:
    for name in _NAMES:
        if name in content and not is_name(content[name], MAX_NAME):
            yield InvalidTraceName(path=(*path, _shown(name)))
    if "environment" in content and not _ENVIRONMENT.fullmatch(content["environment"]):
        yield InvalidEnvironment(path=(*path, "environment"))
    tags = content.get("tags", [])
    if len(tags) > MAX_TAGS or not all(is_name(tag, MAX_NAME) for tag in tags):
        yield InvalidTraceTags(path=(*path, "tags"))
    for name in (*_VALUES, *_OBJECTS):
        if name in content:
            yield from _faults_of_value(content[name], name in _OBJECTS, (*path, _shown(name)))
    for name in (*_COUNTS, *_COSTS):
        if name in content and (content[name] < 0 or rounded(Decimal(content[name])) is None):
            yield InvalidCount(path=(*path, _shown(name)))


def _faults_of_value(value: Any, is_object: bool, path: Path) -> Iterator[DomainError]:
    if is_object and not isinstance(value, dict):
        yield InvalidDocument("That is an object here.", path=path)
        return
    try:
        size = len(encoded(value))
    except DomainError as fault:
        yield fault.under(*path)
        return
    if size > MAX_VALUE_BYTES:
        yield ValueTooLarge(path=path)


def _shown(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
