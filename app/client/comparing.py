"""What two runs come to against each other, as the server works it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.client.graph import Graph


@dataclass(frozen=True, slots=True)
class Found:
    """A metric of a run beside the baseline's, over the items that both have."""

    items: int
    mean: float | None
    baseline: float | None
    difference: float | None
    interval: tuple[float, float] | None
    p_value: float | None
    verdict: str | None

    def figures(self) -> dict[str, Any]:
        """What conditions may speak of, besides what the run alone says."""
        return {
            "baseline": self.baseline,
            "difference": self.difference,
            "pValue": self.p_value,
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """All metrics that both runs have, and the items that became worse, by their keys."""

    metrics: dict[str, Found]
    regressed: tuple[str, ...]


PASSED = ".passed"
"""What the name of a metric ends in that says how many reached the threshold of another."""
_COMPARED = """query($run: ID!, $baseline: ID!) { compareExperimentRuns(runIds: [$run], baselineId: $baseline) { runs {
    metrics { name kind items verdict difference run { mean } baseline { mean } interval { low high }
      test { adjustedPValue } }
    items(first: 20, outcomes: [REGRESSED]) { nodes { datasetItem { key } } } } } }"""


async def compared(graph: Graph, run_id: str, baseline_id: str) -> Comparison:
    """Compare a run with a baseline."""
    answer = await graph.query(_COMPARED, run=run_id, baseline=baseline_id)
    (run,) = answer["compareExperimentRuns"]["runs"]
    regressed = tuple(node["datasetItem"]["key"] for node in run["items"]["nodes"])
    return Comparison(_by_name(run["metrics"]), regressed)


def _by_name(metrics: list[dict[str, Any]]) -> dict[str, Found]:
    """Metrics by name; where an evaluator gives scores and a threshold, `name.passed` is about who reached it."""
    scored = {metric["name"] for metric in metrics if metric["kind"] != "BOOLEAN"}
    both = [metric["kind"] == "BOOLEAN" and metric["name"] in scored for metric in metrics]
    return {
        metric["name"] + (PASSED if is_beside else ""): _found(metric)
        for metric, is_beside in zip(metrics, both, strict=True)
    }


def _found(metric: dict[str, Any]) -> Found:
    interval, test = metric["interval"], metric["test"]
    return Found(
        items=metric["items"],
        mean=metric["run"]["mean"],
        baseline=metric["baseline"]["mean"],
        difference=metric["difference"],
        interval=(interval["low"], interval["high"]) if interval else None,
        p_value=test["adjustedPValue"] if test else None,
        verdict=metric["verdict"],
    )
