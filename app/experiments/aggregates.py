"""What a run's scores add up to, by metric."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.conditions import AllOf, IsNull, equals
from app.core.rows import values_of
from app.evaluation.models import EvaluatorRecord, RecordStatus
from app.experiments.models import ExperimentItemResult

WEIGHTED = "weighted_score"


@dataclass
class Metric:
    """Everything one evaluator said in a run."""

    scores: list[float] = field(default_factory=list)
    passes: list[bool] = field(default_factory=list)
    failures: int = 0

    def add(self, status: str, score: float | None, passed: bool | None) -> None:
        """Count one record."""
        if status == RecordStatus.FAILED:
            self.failures += 1
        if score is not None:
            self.scores.append(score)
        if passed is not None:
            self.passes.append(bool(passed))

    def summary(self) -> dict[str, Any]:
        """The columns of an `ExperimentAggregateResult`."""
        return {
            **summary_of(self.scores),
            "pass_count": sum(self.passes),
            "pass_rate": sum(self.passes) / len(self.passes) if self.passes else None,
            "failed_count": self.failures,
        }


def summary_of(scores: Sequence[float]) -> dict[str, Any]:
    """Count, mean, median, 90th percentile, range and deviation; null where there are too few scores to say."""
    if not scores:
        return dict.fromkeys(("mean", "median", "p90", "min", "max", "standard_deviation")) | {"count": 0}
    return {
        "count": len(scores),
        "mean": statistics.fmean(scores),
        "median": statistics.median(scores),
        "p90": _p90(scores),
        "min": min(scores),
        "max": max(scores),
        "standard_deviation": statistics.stdev(scores) if len(scores) > 1 else None,
    }


def _p90(scores: Sequence[float]) -> float:
    if len(scores) == 1:
        return scores[0]
    # "inclusive" interpolates between the two nearest scores, as numpy does by default.
    return statistics.quantiles(scores, n=10, method="inclusive")[8]


async def metrics_of(run_id: int, aliases: Iterable[str]) -> dict[str, Metric]:
    """Every metric of a run from its stored records, the weighted score among them if there is one."""
    metrics: dict[str, Metric] = defaultdict(Metric, {alias: Metric() for alias in aliases})
    columns = ("alias", "status", "score", "passed")
    for alias, status, score, passed in await values_of(EvaluatorRecord, columns, equals("run_id", run_id)):
        metrics[alias].add(status, score, passed)
    scored = AllOf((equals("run_id", run_id), IsNull("weighted_score", is_null=False)))
    for (score,) in await values_of(ExperimentItemResult, ("weighted_score",), scored):
        metrics[WEIGHTED].add(RecordStatus.SUCCEEDED, score, None)
    return dict(metrics)
