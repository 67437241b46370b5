"""What a run's scores add up to, by metric: kept with every commit, and computed by the database when the run has ended."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from app.core.bulk import insert_rows, update_rows
from app.core.clock import now
from app.core.conditions import AllOf, equals
from app.core.ids import new_id
from app.core.rows import values_of
from app.evaluation.models import RecordStatus
from app.experiments.choices import MetricKind
from app.experiments.models import ExperimentAggregateResult, ExperimentRun
from app.experiments.summaries import NO_PLACES, Scored, deviation, pass_columns, summaries

WEIGHTED = "weighted_score"
MEASURES = {
    "latency_ms": (MetricKind.LATENCY, "latency_ms"),
    "input_tokens": (MetricKind.INPUT_TOKENS, "input_tokens"),
    "output_tokens": (MetricKind.OUTPUT_TOKENS, "output_tokens"),
    "total_tokens": (MetricKind.TOTAL_TOKENS, "input_tokens + output_tokens"),
    "cost": (MetricKind.COST, "cost"),
}
"""What is measured of each item, by the metric's name: its kind, and where its values are."""
RESERVED = frozenset({WEIGHTED, *MEASURES, "succeeded", "tokens"})
"""Names that no alias may have: what is known of every run, or compared of every two."""
_KEPT = (
    *("count", "mean", "min", "max", "standard_deviation", "pass_count", "pass_rate", "failed_count"),
    *("verdict_count", "total", "square_total"),
)
METRIC_NAME = "CASE WHEN record.output_name = '' THEN record.alias ELSE record.alias || '.' || record.output_name END"
"""The name of the metric that a record is of."""
SCORES = """COALESCE(record.corrected_score, record.score), COALESCE(record.corrected_label, record.label),
    CASE COALESCE(record.corrected_passed, record.passed) WHEN TRUE THEN 1 WHEN FALSE THEN 0 END,
    CASE WHEN record.status = 'FAILED' THEN 1 ELSE 0 END"""
"""What a record says, what people corrected in place of what it said."""


def measured(name: str, *, source: str = "experiment_item_result WHERE run_id = $1", prefix: str = "''") -> str:
    """The statement that reads what is measured of results, as scores."""
    # Without a category, a verdict and an error; PostgreSQL wants to know of which types they are not.
    return (
        f"SELECT {prefix} || '{name}', dataset_item_id, {value_of(name)}, CAST(NULL AS TEXT), CAST(NULL AS INTEGER), 0 "
        f"FROM {source} AND {value_of(name)} IS NOT NULL"
    )


def value_of(name: str) -> str:
    """Where what is measured of a result is found, as a number."""
    return f"CAST({MEASURES[name][1] if name in MEASURES else name} AS DOUBLE PRECISION)"


def _records(*, is_repeated: bool) -> str:
    """The statement that reads a run's records as scores."""
    # Which item a result is of is looked up only where several may be of one.
    item, join = "record.item_result_id", ""
    if is_repeated:
        item, join = "result.dataset_item_id", "JOIN experiment_item_result AS result ON result.id = record.item_result_id"
    return (
        f"SELECT {METRIC_NAME}, {item}, {SCORES} FROM evaluator_record AS record {join} "
        "WHERE record.run_id = $1 AND record.turn_index = 0"
    )


def _scored(selects: Iterable[str], run: ExperimentRun) -> Scored:
    text = f"WITH scored(name, item, score, label, passed, failed) AS ({' UNION ALL '.join(selects)})"
    return Scored(text, (run.id,), is_repeated=run.repetitions > 1)


@dataclass
class Metric:
    """What one evaluator said about some items."""

    scores: array[float] = field(default_factory=lambda: array("d"))
    passed: int = 0
    verdicts: int = 0
    failures: int = 0

    def add(self, status: str, score: float | None, passed: bool | None) -> None:
        """Count one record."""
        if status == RecordStatus.FAILED:
            self.failures += 1
        if score is not None:
            self.scores.append(score)
        if passed is not None:
            self.verdicts += 1
            self.passed += bool(passed)

    def added_to(self, before: dict[str, Any]) -> dict[str, Any]:
        """The columns of an `ExperimentAggregateResult` with these items in; places and shapes wait for the end."""
        count, total = before["count"] + len(self.scores), before["total"] + math.fsum(self.scores)
        squares = before["square_total"] + math.fsum(score * score for score in self.scores)
        known = [value for value in (before["min"], before["max"]) if value is not None]
        extremes = [*known, *self.scores]
        return {
            "count": count,
            "mean": total / count if count else None,
            "min": min(extremes, default=None),
            "max": max(extremes, default=None),
            "standard_deviation": deviation(count, squares - total * total / count) if count else None,
            **pass_columns(before["pass_count"] + self.passed, before["verdict_count"] + self.verdicts),
            "failed_count": before["failed_count"] + self.failures,
            "total": total,
            "square_total": squares,
            "updated_at": now(),
        }


NOTHING_YET: dict[str, Any] = dict.fromkeys(_KEPT, 0) | {
    "mean": None, "min": None, "max": None, "standard_deviation": None, "pass_rate": None, "total": 0.0, "square_total": 0.0
}  # fmt: skip
"""What is known of a metric before its first item."""


async def add_to_aggregates(client: BaseDBAsyncClient, space_id: int, run_id: int, metrics: dict[str, Metric]) -> None:
    """Bring a run's aggregates up to date, within the transaction that stores what is added."""
    if not metrics:
        return
    found = await values_of(ExperimentAggregateResult, ("name", *_KEPT), equals("run_id", run_id), client=client)
    before = {row[0]: dict(zip(_KEPT, tuple(row)[1:], strict=True)) for row in found}
    after = {name: metric.added_to(before.get(name, NOTHING_YET)) for name, metric in metrics.items()}
    new_ones = [_row(space_id, run_id, name) | after[name] for name in metrics if name not in before]
    await insert_rows(client, ExperimentAggregateResult, new_ones)
    for name in metrics.keys() & before.keys():
        of_metric = AllOf((equals("run_id", run_id), equals("name", name)))
        await update_rows(client, ExperimentAggregateResult, after[name], of_metric)


def _row(space_id: int, run_id: int, name: str) -> dict[str, Any]:
    row = {"id": new_id(), "created_at": now(), "updated_at": now(), "space_id": space_id, "run_id": run_id}
    return row | {"name": name, "kind": kind_of(name)}


def kind_of(name: str) -> MetricKind:
    """What a metric is about."""
    if name == WEIGHTED:
        return MetricKind.WEIGHTED_SCORE
    return MEASURES[name][0] if name in MEASURES else MetricKind.EVALUATOR


async def aggregates_of(run: ExperimentRun, aliases: Iterable[str]) -> list[dict[str, Any]]:
    """The rows of a run's scores from its stored records, the weighted score among them if there is one."""
    found = await summaries(_scored((_records(is_repeated=run.repetitions > 1), measured(WEIGHTED)), run))
    names = [name for alias in aliases for name in _names_of(alias, found)]
    return [
        _row(run.space_id, run.id, name) | found.get(name, NOTHING_YET | NO_PLACES)
        for name in dict.fromkeys([*names, *found])
    ]


def _names_of(alias: str, found: Iterable[str]) -> list[str]:
    """The metrics of an evaluator; one that said nothing has one all the same."""
    return sorted(name for name in found if name == alias or name.startswith(f"{alias}.")) or [alias]


async def measures_of(run: ExperimentRun) -> list[dict[str, Any]]:
    """The rows of what a run took: time, tokens and cost of its items, as far as they are known."""
    found = await summaries(_scored(map(measured, MEASURES), run))
    return [_row(run.space_id, run.id, name) | found[name] for name in MEASURES if name in found]
