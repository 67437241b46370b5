"""Running an evaluation on a server: its experiment, the baseline's, and what the two come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.client.comparing import PASSED, Comparison, Found, compared
from app.client.conditions import Condition, Figures, require_possible
from app.client.evaluation_file import EvaluationFile, Wanted, wanted
from app.client.graph import Graph, Refused, UnknownName
from app.client.reports import ItemRow, MetricRow, Report
from app.core.errors import Invalid

OnProgress = Callable[[str, dict[str, Any]], None]
"""Told the name of what runs, and each event of its progress."""

_FOUND = """query($space: ID!, $name: String!) { space(id: $space) { experiments(first: 1, filter: { name: { eq: $name } }) {
    nodes { id runs(first: 20, filter: { mode: { eq: ALL } }) { nodes { id status } } } } } }"""
_CREATE = """mutation($input: CreateExperimentInput!) { createExperiment(input: $input) {
    experiment { id } errors { code message path } } }"""
_RUN = """mutation($input: RunExperimentInput!) { runExperiment(input: $input) {
    experimentRun { id } errors { code message path } } }"""
_PROGRESS = """subscription($run: ID!) { experimentProgress(experimentRunId: $run) { status reason itemsPerSecond
    counts { total succeeded failed cancelled } } }"""
_OUTCOME = """query($run: ID!) { experimentRun(id: $run) { status reason experiment { name }
    stats { counts { total succeeded failed cancelled } inputTokens outputTokens cost }
    aggregateResults { name kind count mean median p90 min max standardDeviation
      passCount verdictCount passRate failedCount } } }"""
_ITEMS = """query($run: ID!, $after: String) { experimentRun(id: $run) { results(first: 200, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { status reason repetition latencyMs error datasetItem { key }
      evaluatorRecords { alias outputName turnIndex effectiveScore effectivePassed reason } } } } }"""
_FINISHED = ("SUCCEEDED", "COMPLETED_WITH_FAILURES")


class InvalidBaseline(Invalid):
    """A baseline is `label:NAME`, `version:VERSION` or `run:ID`."""

    code = "INVALID_BASELINE"


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A run that has ended, and the name of what ran."""

    run_id: str
    told: str


async def evaluate(
    graph: Graph,
    space: str,
    file: EvaluationFile,
    *,
    baseline: str | None,
    conditions: Sequence[Condition],
    with_items: bool,
    on_progress: OnProgress,
) -> Report:
    """Run what a file describes, and the baseline unless it was run before; the report has what came of it."""
    mine = await wanted(graph, space, file)
    for asked in conditions:
        require_possible(asked, mine.aliases, has_baseline=bool(baseline))
    other = await _baseline(graph, space, file, baseline, on_progress) if baseline else None
    run = Evaluated(await _run(graph, mine, on_progress), mine.target)
    comparison = await compared(graph, run.run_id, other.run_id) if other else None
    outcome = await _outcome(graph, run.run_id)
    items = await _items(graph, run.run_id) if with_items else ()
    return _report(file, run, outcome, items, other, comparison, conditions)


async def _baseline(graph: Graph, space: str, file: EvaluationFile, named: str, on_progress: OnProgress) -> Evaluated:
    """The run that is compared with: an existing one, or the newest of the same evaluation at another version."""
    kind, mark, value = named.partition(":")
    if not mark or not value or kind not in ("label", "version", "run"):
        raise InvalidBaseline(f"{named!r} is no baseline. {InvalidBaseline.__doc__}")
    if kind == "run":
        return await _ended(graph, value)
    theirs = await wanted(graph, space, file.at(**{kind: value}))
    found = await _experiment(graph, theirs)
    earlier = [run["id"] for run in found["runs"]["nodes"] if run["status"] in _FINISHED] if found else []
    run_id = earlier[0] if earlier else await _run(graph, theirs, on_progress)
    return Evaluated(run_id, f"{theirs.target} ({named})")


async def _ended(graph: Graph, run_id: str) -> Evaluated:
    """A run that somebody named; one that has not ended is refused before anything else runs."""
    found = await _outcome(graph, run_id)
    if found["status"] not in _FINISHED:
        raise Refused(f"The run {run_id} is {found['status']}; a baseline is a run that has finished.")
    return Evaluated(run_id, f"run {found['experiment']['name']}")


async def _experiment(graph: Graph, sought: Wanted) -> dict[str, Any] | None:
    answer = (await graph.query(_FOUND, space=sought.input["spaceId"], name=sought.name))["space"]
    nodes: list[dict[str, Any]] = answer["experiments"]["nodes"]
    return nodes[0] if nodes else None


async def _run(graph: Graph, sought: Wanted, on_progress: OnProgress) -> str:
    found = await _experiment(graph, sought) or (await graph.change(_CREATE, input=sought.input))["experiment"]
    run = (await graph.change(_RUN, input={"experimentId": found["id"], "mode": "ALL"}))["experimentRun"]
    event: dict[str, Any] = {}
    async for event in graph.watch(_PROGRESS, "experimentProgress", run=run["id"]):
        on_progress(sought.target, event)
    if event.get("status") not in _FINISHED:
        raise Refused(
            f"The run of {sought.target} ended as {event.get('status')}: {event.get('reason') or 'no reason given'}"
        )
    return str(run["id"])


async def _outcome(graph: Graph, run_id: str) -> dict[str, Any]:
    found = (await graph.query(_OUTCOME, run=run_id))["experimentRun"]
    if found is None:
        raise UnknownName(f"There is no run {run_id!r}.")
    return dict(found)


async def _items(graph: Graph, run_id: str) -> tuple[ItemRow, ...]:
    items: list[ItemRow] = []
    after = None
    while True:
        page = (await graph.query(_ITEMS, run=run_id, after=after))["experimentRun"]["results"]
        items += map(_item, page["nodes"])
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return tuple(items)


def _item(node: dict[str, Any]) -> ItemRow:
    judged = [record for record in node["evaluatorRecords"] if record["turnIndex"] == 0]
    failures = [f"{_named(record)}: {_why(record)}" for record in judged if record["effectivePassed"] is False]
    broken = node["reason"] if node["status"] == "FAILED" else None
    repetition = f" (repetition {node['repetition']})" if node["repetition"] > 1 else ""
    key = node["datasetItem"]["key"] + repetition
    return ItemRow(key, node["status"], (node["latencyMs"] or 0) / 1000, tuple(failures), broken)


def _named(record: dict[str, Any]) -> str:
    return ".".join(filter(None, (record["alias"], record["outputName"])))


def _why(record: dict[str, Any]) -> str:
    score = "" if record["effectiveScore"] is None else f"score {record['effectiveScore']:.4g}"
    return ", ".join(filter(None, (score, record["reason"]))) or "did not pass"


def _report(
    file: EvaluationFile,
    run: Evaluated,
    outcome: dict[str, Any],
    items: tuple[ItemRow, ...],
    other: Evaluated | None,
    comparison: Comparison | None,
    conditions: Sequence[Condition],
) -> Report:
    stats = outcome["stats"]
    counts = stats["counts"]
    figures = _figures(outcome, comparison)
    return Report(
        name=file.name,
        target=run.told,
        status=outcome["status"],
        counts={name: counts[name] for name in ("succeeded", "failed", "cancelled")},
        tokens=stats["inputTokens"] + stats["outputTokens"],
        cost=stats["cost"],
        metrics=_metrics(outcome["aggregateResults"], comparison),
        items=items,
        baseline=other.told if other else None,
        regressed=comparison.regressed if comparison else (),
        failures=tuple(f"{asked.text}: {told}" for asked in conditions for told in asked.holds(figures)),
        checked=tuple(asked.text for asked in conditions),
    )


def _figures(outcome: dict[str, Any], comparison: Comparison | None) -> Figures:
    """Everything that conditions may speak of."""
    stats = outcome["stats"]
    cost = stats["cost"]
    run = stats["counts"] | {
        "tokens": stats["inputTokens"] + stats["outputTokens"],
        "cost": None if cost is None else float(cost),
    }
    figures = {
        row["name"]: {name: value for name, value in row.items() if name != "name"} for row in outcome["aggregateResults"]
    }
    kinds = {row["name"]: row["kind"] for row in outcome["aggregateResults"]}
    for name, found in (comparison.metrics if comparison else {}).items():
        own = {"kind": kinds.get(name.removesuffix(PASSED)), "count": found.items, "mean": found.mean}
        figures.setdefault(name, own).update(found.figures())
    return {"run": run, **figures}


def _metrics(rows: Sequence[dict[str, Any]], comparison: Comparison | None) -> tuple[MetricRow, ...]:
    """A row for each metric of the run, and for what was compared besides."""
    compared = dict(comparison.metrics) if comparison else {}
    own = [_metric(row, compared.pop(row["name"], None)) for row in rows]
    return (*own, *(_beside(MetricRow(name, found.items, found.mean), found) for name, found in compared.items()))


def _metric(row: dict[str, Any], found: Found | None) -> MetricRow:
    """A metric of the run; categories and verdicts, which have no scores, are counted all the same."""
    own = MetricRow(row["name"], row["count"] or row["verdictCount"], row["mean"], row["passRate"])
    return own if found is None else _beside(own, found)


def _beside(own: MetricRow, found: Found) -> MetricRow:
    mean = found.mean if own.mean is None else own.mean
    return replace(
        own,
        mean=mean,
        baseline=found.baseline,
        difference=found.difference,
        interval=found.interval,
        verdict=found.verdict,
    )
