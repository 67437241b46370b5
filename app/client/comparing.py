"""What two runs come to against each other, as the server works it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.client.graph import Graph


@dataclass(frozen=True, slots=True)
class Found:
    """A metric of a run beside the baseline's."""

    baseline: float | None
    difference: float | None
    interval: tuple[float, float] | None
    p_value: float | None
    verdict: str | None

    def figures(self) -> dict[str, Any]:
        """What conditions may speak of."""
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


_COMPARED = """query($run: ID!, $baseline: ID!) { compareExperimentRuns(runIds: [$run], baselineId: $baseline) { runs {
    metrics { name verdict difference baseline { mean } interval { low high } test { adjustedPValue } }
    items(first: 20, outcomes: [REGRESSED]) { nodes { datasetItem { key } } } } } }"""


async def compared(graph: Graph, run_id: str, baseline_id: str) -> Comparison:
    """Compare a run with a baseline."""
    answer = await graph.query(_COMPARED, run=run_id, baseline=baseline_id)
    (run,) = answer["compareExperimentRuns"]["runs"]
    regressed = tuple(node["datasetItem"]["key"] for node in run["items"]["nodes"])
    return Comparison({metric["name"]: _found(metric) for metric in run["metrics"]}, regressed)


def _found(metric: dict[str, Any]) -> Found:
    interval, test = metric["interval"], metric["test"]
    return Found(
        baseline=metric["baseline"]["mean"],
        difference=metric["difference"],
        interval=(interval["low"], interval["high"]) if interval else None,
        p_value=test["adjustedPValue"] if test else None,
        verdict=metric["verdict"],
    )
