"""What a run's scores add up to, by metric: kept with every commit, and computed by the database when the run has ended."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from app.core.bulk import insert_rows, update_rows
from app.core.clock import now
from app.core.conditions import AllOf, equals
from app.core.database import database
from app.core.ids import new_id
from app.core.rows import values_of
from app.evaluation.models import RecordStatus
from app.experiments.models import ExperimentAggregateResult

WEIGHTED = "weighted_score"
_KEPT = (
    *("count", "mean", "min", "max", "standard_deviation", "pass_count", "pass_rate", "failed_count"),
    *("verdict_count", "total", "square_total"),
)
# Names and marks are the same on both databases, and so is what they make of these.
_SCORED = """
WITH scored(name, score, passed, failed) AS (
    SELECT CASE WHEN output_name = '' THEN alias ELSE alias || '.' || output_name END,
        COALESCE(corrected_score, score),
        CASE COALESCE(corrected_passed, passed) WHEN TRUE THEN 1 WHEN FALSE THEN 0 END,
        CASE WHEN status = 'FAILED' THEN 1 ELSE 0 END
    FROM evaluator_record WHERE run_id = $1 AND turn_index = 0
    UNION ALL SELECT 'weighted_score', weighted_score, NULL, 0
    FROM experiment_item_result WHERE run_id = $1 AND weighted_score IS NOT NULL)"""
_SUMS = f"""{_SCORED}
SELECT name, COUNT(score), AVG(score), MIN(score), MAX(score), SUM(score), SUM(score * score),
    COALESCE(SUM(passed), 0), COUNT(passed), SUM(failed) FROM scored GROUP BY name"""
# In a second pass, since what large scores cancel out would be lost in the sum of squares.
_SQUARES = f"""{_SCORED}, centre(name, mean) AS (SELECT name, AVG(score) FROM scored GROUP BY name)
SELECT scored.name, SUM((score - mean) * (score - mean)) FROM scored JOIN centre ON centre.name = scored.name
WHERE score IS NOT NULL GROUP BY scored.name"""
_PLACES = f"""{_SCORED}, placed AS (
    SELECT name, score, ROW_NUMBER() OVER (PARTITION BY name ORDER BY score) - 1 AS place,
        COUNT(*) OVER (PARTITION BY name) - 1 AS last_place
    FROM scored WHERE score IS NOT NULL)
SELECT name, place, score FROM placed
WHERE place IN (last_place / 2, (last_place + 1) / 2, last_place * 9 / 10, last_place * 9 / 10 + 1)"""


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
        """The columns of an `ExperimentAggregateResult` with these items in; median and percentile wait for the end."""
        count, total = before["count"] + len(self.scores), before["total"] + math.fsum(self.scores)
        squares = before["square_total"] + math.fsum(score * score for score in self.scores)
        known = [value for value in (before["min"], before["max"]) if value is not None]
        extremes = [*known, *self.scores]
        passed, verdicts = before["pass_count"] + self.passed, before["verdict_count"] + self.verdicts
        return {
            "count": count,
            "mean": total / count if count else None,
            "min": min(extremes, default=None),
            "max": max(extremes, default=None),
            "standard_deviation": _deviation(count, squares - total * total / count) if count else None,
            "pass_count": passed,
            "pass_rate": passed / verdicts if verdicts else None,
            "failed_count": before["failed_count"] + self.failures,
            "verdict_count": verdicts,
            "total": total,
            "square_total": squares,
        }


NOTHING_YET: dict[str, Any] = dict.fromkeys(_KEPT, 0) | {"mean": None, "min": None, "max": None, "total": 0.0}
"""What is known of a metric before its first item."""


def _deviation(count: int, squares: float) -> float | None:
    """The sample's standard deviation, from the sum of squared distances from the mean."""
    return math.sqrt(max(0.0, squares) / (count - 1)) if count > 1 else None


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
    return {"id": new_id(), "created_at": now(), "space_id": space_id, "run_id": run_id, "name": name}


async def aggregates_of(space_id: int, run_id: int, aliases: Iterable[str]) -> list[dict[str, Any]]:
    """The rows of a run's aggregates from its stored records, the weighted score among them if there is one."""
    sums = {row[0]: row for row in await _read(_SUMS, run_id)}
    squares = {row[0]: row[1] for row in await _read(_SQUARES, run_id)}
    places = {(name, place): score for name, place, score in await _read(_PLACES, run_id)}
    rows = []
    for name in dict.fromkeys([*aliases, *sums]):
        known = _summary(sums[name], squares.get(name), places) if name in sums else NOTHING_YET | _NO_PLACES
        rows.append(_row(space_id, run_id, name) | known)
    return rows


_NO_PLACES = {"median": None, "p90": None}


async def _read(statement: str, run_id: int) -> Sequence[Sequence[Any]]:
    text = statement.replace("$1", "?1") if database().dialect == "sqlite" else statement
    return await database().fetch(text, (run_id,))


def _summary(sums: Sequence[Any], squares: float | None, places: dict[tuple[str, int], float]) -> dict[str, Any]:
    name, count, mean, least, most, total, square_total, passed, verdicts, failures = sums
    return {
        "count": count,
        "mean": mean,
        "median": _quantile(name, count, places, 1, 2),
        "p90": _quantile(name, count, places, 9, 10),
        "min": least,
        "max": most,
        "standard_deviation": _deviation(count, squares or 0.0),
        "pass_count": int(passed),
        "pass_rate": int(passed) / verdicts if verdicts else None,
        "failed_count": int(failures),
        "verdict_count": verdicts,
        "total": total or 0.0,
        "square_total": square_total or 0.0,
    }


def _quantile(name: str, count: int, places: dict[tuple[str, int], float], part: int, of: int) -> float | None:
    """Interpolates between the two nearest scores, as numpy does by default."""
    if not count:
        return None
    below, rest = divmod(part * (count - 1), of)
    low = places[name, below]
    return low if not rest else low + (places[name, below + 1] - low) * rest / of
