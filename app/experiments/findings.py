"""What a run found, as columns of numbers: read page by page, so that the event loop is never held for long.

A person's correction stands in for what the evaluator said. Of an item that was judged turn by turn, the turns count.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.conditions import AllOf, IsNull, equals, one_of
from app.core.orders import Order
from app.core.rows import counts, streamed, values_of
from app.datasets.models import DatasetItem
from app.evaluation.models import EvaluatorRecord
from app.experiments.choices import ItemResultStatus
from app.experiments.comparison import ItemMatching
from app.experiments.models import ExperimentItemResult

RUN_METRICS = ("weighted_score", "succeeded", "latency_ms", "cost", "tokens")
"""Metrics that every run has of its own."""
_DONE = one_of("status", (ItemResultStatus.SUCCEEDED, ItemResultStatus.FAILED))
_OF_RESULTS = (
    *("dataset_item_id", "status", "weighted_score"),
    *("latency_ms", "cost", "input_tokens", "output_tokens"),
)
_OF_RECORDS = (
    *("item_result_id", "alias", "output_name", "turn_index", "score", "label", "passed"),
    *("corrected_score", "corrected_label", "corrected_passed"),
)
MISSING = -1
"""Stands for no label and no pass verdict."""


def _of(code: str) -> Callable[[], Any]:
    return lambda: array(code)


@dataclass
class Judgements:
    """What one output of an evaluator said: an entry for each result, or each turn of it."""

    results: array[int] = field(default_factory=_of("q"))
    """Places of the results that were judged."""
    of_turns: array[int] = field(default_factory=_of("b"))
    scores: array[float] = field(default_factory=_of("d"))
    passed: array[int] = field(default_factory=_of("b"))
    labels: array[int] = field(default_factory=_of("q"))
    names: dict[str, int] = field(default_factory=dict)
    """Labels and the numbers that stand for them."""

    def add(self, place: int, turn: int, score: float | None, label: str | None, passed: Any) -> None:
        """Take up one record, corrections in it already."""
        self.results.append(place)
        self.of_turns.append(turn > 0)
        self.scores.append(math.nan if score is None else score)
        self.passed.append(MISSING if passed is None else bool(passed))
        self.labels.append(MISSING if label is None else self.names.setdefault(label, len(self.names)))


@dataclass
class Findings:
    """What a run found: an entry for each result, that is for each item and repetition."""

    run_id: int
    items: array[int] = field(default_factory=_of("q"))
    """By what the items are matched with those of other runs."""
    states: array[int] = field(default_factory=_of("q"))
    """The items as the run saw them."""
    metrics: dict[str, array[float]] = field(default_factory=lambda: {name: array("d") for name in RUN_METRICS})
    judged: dict[str, Judgements] = field(default_factory=lambda: defaultdict(Judgements))

    def add(self, item: int, row: Sequence[Any]) -> None:
        """Take up one result."""
        _, state, status, weighted, latency, cost, read, written = row
        self.items.append(item)
        self.states.append(state)
        tokens = None if read is None and written is None else (read or 0) + (written or 0)
        for name, value in zip(
            RUN_METRICS, (weighted, status == ItemResultStatus.SUCCEEDED, latency, cost, tokens), strict=True
        ):
            self.metrics[name].append(math.nan if value is None else float(value))


async def read_findings(run_id: int, identities: Identities) -> Findings:
    """Everything that a run found about the items it did."""
    found = Findings(run_id)
    places: dict[int, int] = {}
    async for page in streamed(ExperimentItemResult, _OF_RESULTS, AllOf((equals("run_id", run_id), _DONE))):
        known = await identities.of([row[1] for row in page])
        for row in page:
            places[row[0]] = len(places)
            found.add(known[row[1]], row)
    async for page in streamed(EvaluatorRecord, _OF_RECORDS, equals("run_id", run_id)):
        for row in page:
            _judge(found, places, row)
    return found


def _judge(found: Findings, places: dict[int, int], row: Sequence[Any]) -> None:
    _, result, alias, output, turn, score, label, passed, better_score, better_label, better_passed = row
    place = places.get(result)
    if place is None:
        return
    found.judged[metric_name(alias, output)].add(
        place,
        turn,
        score if better_score is None else better_score,
        label if better_label is None else better_label,
        passed if better_passed is None else better_passed,
    )


def metric_name(alias: str, output: str) -> str:
    """How an evaluator's output is called among the metrics: by its alias, and by its own name if it has one."""
    return f"{alias}.{output}" if output else alias


class Identities:
    """By what items are matched: theirs in the dataset, or numbers that stand for their keys."""

    def __init__(self, match_by: ItemMatching) -> None:
        self._column = "item_id" if match_by is ItemMatching.ITEM else "key"
        self._keys: dict[str, int] = {}

    async def of(self, states: Sequence[int]) -> dict[int, int]:
        """The identity of each state of an item."""
        rows = await values_of(DatasetItem, ("id", self._column), one_of("id", list(dict.fromkeys(states))))
        if self._column == "item_id":
            return {row[0]: row[1] for row in rows}
        return {pk: self._keys.setdefault(key, len(self._keys)) for pk, key in rows}


async def newest_correction(run_ids: Sequence[int]) -> tuple[Any, ...]:
    """What changes when a person corrects a record of one of the runs."""
    corrected = IsNull("corrected_at", is_null=False)
    number = await counts(EvaluatorRecord, "run_id", run_ids, corrected)
    if not any(number.values()):
        return ()
    within = AllOf((one_of("run_id", run_ids), corrected))
    newest = await values_of(EvaluatorRecord, ("corrected_at",), within, Order("corrected_at"), 1)
    return (*(str(at) for (at,) in newest), *sorted(number.items()))
