"""What an evaluator says about one output."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.conditions import AllOf, Condition, equals

MOST_PLACES = 8


class ParseMode(enum.StrEnum):
    """How a judge's reply was understood, from the surest way to the least sure."""

    STRUCTURED = "STRUCTURED"
    """The provider enforced the schema."""
    JSON = "JSON"
    """The whole reply was the JSON asked for."""
    EXTRACTED = "EXTRACTED"
    """A JSON object was found inside other text."""
    REPAIRED = "REPAIRED"
    """A JSON object had faults that leave no doubt about what was meant."""
    TEXT = "TEXT"
    """The value was read from prose."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One evaluator's judgement of one output, or why there is none."""

    score: float | None = None
    label: str | None = None
    passed: bool | None = None
    reason: str | None = None
    error: str | None = None
    error_code: str | None = None
    parse_mode: ParseMode | None = None
    name: str = ""
    """The output it is of, where an evaluator gives several; empty where it gives one."""
    deviation: float | None = None
    """Sample standard deviation of the scores, where a judge was asked several times."""
    samples: tuple[dict[str, Any], ...] = ()
    """What each call said, where a judge was asked several times."""
    printed: str = ""
    """What the code printed, up to a limit, where the evaluator is code."""


def metric_name(alias: str, output_name: str) -> str:
    """What the scores of an evaluator's output are called within a run."""
    return f"{alias}.{output_name}" if output_name else alias


def places_of_metric(metric: str) -> tuple[Condition, ...]:
    """Where an item's value of a metric may be: aliases may have dots in them, and so may the names of outputs."""
    parts = metric.split(".")
    halves = [(".".join(parts[:at]), ".".join(parts[at:])) for at in range(len(parts), 0, -1)]
    of_item = equals("turn_index", 0)
    return tuple(
        AllOf((equals("alias", alias), equals("output_name", output), of_item)) for alias, output in halves[:MOST_PLACES]
    )


def effective(record: Mapping[str, Any], column: str) -> Any:
    """The `score`, `label` or `passed` of a record that counts: what a person put in its place, else the evaluator's."""
    corrected = record.get(f"corrected_{column}")
    return record.get(column) if corrected is None else corrected
