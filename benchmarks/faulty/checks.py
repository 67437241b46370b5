"""What must hold of a run when it has ended, whatever was done to it: told by the rows, and by the provider."""

from __future__ import annotations

import itertools
import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from benchmarks.faulty.provider import HOPELESS_EVERY, Call, answer, scores
from benchmarks.faulty.site import CONCURRENCY, Disturbance, Run, Seen, Site

CALLS_PER_ITEM = 2
TAKEOVER_SECONDS = 10.0
MOST_IN_FLIGHT = 3 * CONCURRENCY
"""Items begun and not stored: those worked on, and those finished within the quarter second between two commits."""
ENDED = """query($run: ID!) { experimentRun(id: $run) { status reason
  stats { counts { total succeeded failed cancelled } inputTokens outputTokens unpricedCalls }
  aggregateResults { name count mean median p90 min max standardDeviation passCount passRate failedCount } } }"""
_SHOWN_PROBLEMS = 8


@dataclass
class Outcome:
    """What came out of a scenario, over its runs."""

    kills: int = 0
    items: int = 0
    results: int = 0
    acknowledged: int = 0
    lost: int = 0
    duplicated: int = 0
    repeated_max: int = 0
    """Most calls that were made again on account of one disturbance."""
    at_stake_max: int = 0
    """Most calls that one could have cost: open then, or of items that were not stored, or made while it lasted."""
    caught: int = 0
    """Kills and cuts that caught a process at work."""
    takeovers: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    note: str = ""
    is_skipped: bool = False

    @property
    def takeover_seconds(self) -> float | None:
        return max(self.takeovers, default=None)


async def check(
    site: Site,
    run: Run,
    outcome: Outcome,
    *,
    may_fail: bool = False,
    may_retry: bool = False,
    most_in_flight: float = math.inf,
    takeover_within: float = math.inf,
) -> None:
    """Look at an ended run and add what is found to the scenario's outcome."""
    rows = await _Rows.of(site, run)
    problems = [*run.problems, *_about_results(site, rows, may_fail), *_about_records(rows, len(site.provider.calls))]
    problems += _about_totals(rows, await site.ask(ENDED, run=run.id), site.items)
    lost = [pk for pk, seen in run.seen.items() if rows.seen(site, pk) != seen]
    problems += [f"a result was shown as {run.seen[pk]}, and is {rows.seen(site, pk)}" for pk in lost]
    if not may_retry:
        problems += _about_calls(site.provider.calls, run.disturbances, outcome)
    for disturbance in run.disturbances:
        takeover = site.takeover(run, disturbance) if disturbance.victim else None
        problems += _about_disturbance(disturbance, outcome, takeover, most_in_flight, takeover_within)
        outcome.at_stake_max = max(outcome.at_stake_max, len(site.at_stake(disturbance)))
    outcome.items += site.items
    outcome.results += len(rows.results)
    outcome.acknowledged += len(run.seen)
    outcome.lost += len(lost) + site.items - len({row[1] for row in rows.results})
    outcome.duplicated += rows.duplicates
    more = len(problems) - _SHOWN_PROBLEMS
    outcome.problems += problems[:_SHOWN_PROBLEMS] + ([f"and {more} more"] if more > 0 else [])


@dataclass
class _Rows:
    """Everything that is stored of a run."""

    results: Sequence[Sequence[Any]]
    records: Sequence[Sequence[Any]]
    targets: Sequence[Sequence[Any]]
    calls: Sequence[Sequence[Any]]

    @classmethod
    async def of(cls, site: Site, run: Run) -> _Rows:
        read, of_run = site.database.rows, f"WHERE run_id = {run.pk}"
        results = "id, dataset_item_id, repetition, status, reason, output, weighted_score"
        records = "item_result_id, alias, status, score, passed, reason"
        calls = f"WHERE subject_type = 'ExperimentRun' AND subject_id = {run.pk}"
        return cls(
            await read(f"SELECT {results} FROM experiment_item_result {of_run}"),
            await read(f"SELECT {records} FROM evaluator_record {of_run}"),
            await read(f"SELECT item_result_id FROM eval_target_record {of_run}"),
            await read(f"SELECT input_tokens, output_tokens, cost, error_code FROM model_request_record {calls}"),
        )

    @property
    def duplicates(self) -> int:
        """Rows that say a second time what another one says, or that belong to no result."""
        known = {row[0] for row in self.results}
        of_items = Counter((row[1], row[2]) for row in self.results)
        of_records = Counter((row[0], row[1]) for row in self.records)
        of_targets = Counter(row[0] for row in self.targets)
        twice = sum(count - 1 for counter in (of_items, of_records, of_targets) for count in counter.values())
        return twice + sum(row[0] not in known for row in (*self.records, *self.targets))

    def seen(self, site: Site, pk: int) -> Seen | None:
        """A result as a client would see it."""
        for row in self.results:
            if row[0] == pk:
                return Seen(site.item_of(row[1]), row[3], _json(row[5]), row[6])
        return None


def _json(text: str | None) -> Any:
    return None if text is None else orjson.loads(text)


def _about_results(site: Site, rows: _Rows, may_fail: bool) -> list[str]:
    problems = []
    if len(rows.results) != site.items:
        problems.append(f"{site.items} items have {len(rows.results)} results")
    for _, row, _, status, reason, output, _ in rows.results:
        item = site.item_of(row)
        if status == "FAILED" and may_fail:
            if not reason:
                problems.append(f"item {item} failed without a reason")
        elif status != "SUCCEEDED":
            problems.append(f"item {item} is {status}: {reason}")
        elif _json(output) != answer(item):
            problems.append(f"item {item} has the output {output}")
        elif site.provider.fault_share and item % HOPELESS_EVERY == 7:
            problems.append(f"item {item} succeeded, though its calls all fail")
    return problems + _about_scores(site, rows)


def _about_scores(site: Site, rows: _Rows) -> list[str]:
    items = {row[0]: site.item_of(row[1]) for row in rows.results}
    return [
        f"item {items[result]} has {score} by {alias}"
        for result, alias, status, score, _, _ in rows.records
        if result in items and status == "SUCCEEDED" and not math.isclose(score, scores(items[result])[alias])
    ]


def _about_records(rows: _Rows, calls: int) -> list[str]:
    problems = []
    wanted = {(row[0], alias) for row in rows.results for alias in ("exact", "helpful")}
    found = Counter((row[0], row[1]) for row in rows.records)
    if missing := wanted - found.keys():
        problems.append(f"{len(missing)} results lack an evaluator's record")
    if len(rows.records) != len(wanted):
        problems.append(f"{len(rows.results)} results have {len(rows.records)} evaluator records")
    if Counter(row[0] for row in rows.targets) != Counter(row[0] for row in rows.results):
        problems.append(f"{len(rows.results)} results have {len(rows.targets)} target records")
    answered = sum(row[3] is None for row in rows.calls)
    needed = CALLS_PER_ITEM * sum(row[3] == "SUCCEEDED" for row in rows.results)
    # A process that was cut off may have paid for what another one did again, and then says so.
    if not needed <= answered <= calls:
        problems.append(f"{answered} answered calls are recorded; {needed} were needed, {calls} were made")
    return problems


def _about_totals(rows: _Rows, shown: dict[str, Any], items: int) -> list[str]:
    """Compare the counts and aggregates that a client is shown with what the rows say."""
    statuses = Counter(row[3] for row in rows.results)
    stats = {
        "total": items,
        **{name.lower(): statuses[name] for name in ("SUCCEEDED", "FAILED", "CANCELLED")},
        "inputTokens": sum(row[0] or 0 for row in rows.calls),
        "outputTokens": sum(row[1] or 0 for row in rows.calls),
        "unpricedCalls": sum(row[2] is None and row[3] is None for row in rows.calls),
    }
    given = {**shown["stats"].pop("counts"), **shown["stats"]}
    problems = [
        f"{name} is {given[name]}, of the rows {value}" for name, value in stats.items() if int(given[name]) != value
    ]
    if shown["status"] != ("COMPLETED_WITH_FAILURES" if statuses["FAILED"] else "SUCCEEDED"):
        problems.append(f"the run ended as {shown['status']}: {shown['reason']}")
    aggregates = {row["name"]: row for row in shown["aggregateResults"]}
    for name, wanted in _aggregates(rows).items():
        problems += [
            f"{name} of {metric} is {aggregates.get(metric, {}).get(name)}, of the rows {value}"
            for metric, name, value in ((name, key, value) for key, value in wanted.items())
            if not _is_same(aggregates.get(metric, {}).get(name), value)
        ]
    return problems


def _aggregates(rows: _Rows) -> dict[str, dict[str, float | int | None]]:
    """Each metric as it has to be, worked out from single records."""
    found: dict[str, list[Sequence[Any]]] = defaultdict(list)
    for _, alias, status, score, passed, _ in rows.records:
        found[alias].append((status, score, passed))
    for row in rows.results:
        found["weighted_score"].append((row[3], row[6], None))
    return {name: _aggregate(name, records) for name, records in found.items()}


def _aggregate(name: str, records: Sequence[Sequence[Any]]) -> dict[str, float | int | None]:
    values = sorted(score for _, score, _ in records if score is not None)
    passes = [bool(passed) for _, _, passed in records if passed is not None]
    place = 0.9 * (len(values) - 1)
    low, high = (values[math.floor(place)], values[math.ceil(place)]) if values else (None, None)
    return {
        "count": len(values),
        "mean": math.fsum(values) / len(values) if values else None,
        "median": statistics.median(values) if values else None,
        "p90": low + (high - low) * (place % 1) if low is not None and high is not None else None,
        "min": min(values, default=None),
        "max": max(values, default=None),
        "standardDeviation": statistics.stdev(values) if len(values) > 1 else None,
        "passCount": sum(passes),
        "passRate": sum(passes) / len(passes) if passes else None,
        "failedCount": 0 if name == "weighted_score" else sum(status == "FAILED" for status, _, _ in records),
    }


def _is_same(given: float | None, wanted: float | None) -> bool:
    if given is None or wanted is None:
        return given is wanted
    return math.isclose(given, wanted, rel_tol=1e-9, abs_tol=1e-9)


def _about_calls(calls: Iterable[Call], disturbances: Sequence[Disturbance], outcome: Outcome) -> list[str]:
    """Calls that were made again: each disturbance may cost a call once, if its process lost what it was doing."""
    repeated: Counter[int] = Counter()
    problems = []
    ordered = sorted(calls, key=lambda call: (call.item, call.step, call.began))
    for _, same in itertools.groupby(ordered, key=lambda call: (call.item, call.step)):
        left = dict(enumerate(disturbances))
        for earlier, later in itertools.pairwise(same):
            cause = next((number for number, cause in left.items() if _explains(cause, earlier, later)), None)
            if cause is None:
                problems.append(
                    f"the {earlier.step} was asked about item {earlier.item} by {earlier.owner} and, without need, "
                    f"{later.began - earlier.began:.1f} s later by {later.owner}"
                )
            else:
                repeated[cause] += 1
                del left[cause]
    outcome.repeated_max = max([outcome.repeated_max, *repeated.values()])
    return problems


def _explains(cause: Disturbance, earlier: Call, later: Call) -> bool:
    is_lost = earlier.began <= cause.ended and later.began >= cause.began and earlier.item not in cause.stored
    return is_lost and cause.concerns(earlier.owner)


def _about_disturbance(
    disturbance: Disturbance,
    outcome: Outcome,
    takeover: tuple[float, float] | None,
    most_in_flight: float,
    takeover_within: float,
) -> list[str]:
    problems = []
    in_flight = len(disturbance.in_flight)
    outcome.caught += in_flight > 0
    if in_flight > most_in_flight:
        problems.append(f"{in_flight} items were begun and not stored when {disturbance.victim} was killed")
    if takeover is not None:
        first, last = takeover
        outcome.takeovers.append(last)
        if last > takeover_within:
            problems.append(f"what {disturbance.victim} left was taken over after {first:.1f} to {last:.1f} s")
    return problems
