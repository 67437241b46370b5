"""The items of two runs: which of them got better, and where to look first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.experiments.comparison import (
    ComparedItemOrder,
    ItemComparison,
    ItemDifference,
    ItemOutcome,
    MetricSource,
    MetricValueKind,
)
from app.experiments.comparison_pairs import Matched, Pair
from app.statistics.clusters import Places
from app.statistics.intervals import Numbers

_OUTCOMES = (ItemOutcome.SAME, ItemOutcome.IMPROVED, ItemOutcome.REGRESSED, ItemOutcome.CHANGED, ItemOutcome.UNKNOWN)
_FAVOURITE = "weighted_score"


class Items:
    """The items of two runs, to be listed in several orders."""

    def __init__(self, matched: Matched) -> None:
        self._matched = matched

    def page(
        self,
        metric: str | None,
        outcomes: frozenset[ItemOutcome],
        order: ComparedItemOrder,
        start: int,
        first: int,
    ) -> Sequence[ItemComparison]:
        """Some items, from a place on."""
        pair = self._pair(metric)
        wanted = self._wanted(pair, outcomes)
        sorted_ones = wanted[np.argsort(_order_of(pair, order)[wanted], kind="stable")] if pair else wanted
        return [self._item(pair, start + place, index) for place, index in enumerate(sorted_ones[start : start + first])]

    def count(self, metric: str | None, outcomes: frozenset[ItemOutcome]) -> int:
        """How many there are in all."""
        return len(self._wanted(self._pair(metric), outcomes))

    def _pair(self, metric: str | None) -> Pair | None:
        """The metric by which items are told apart: the one named, else the weighted score, else the first evaluator's."""
        pairs = self._matched.pairs
        if metric is not None:
            return next((pair for pair in pairs if pair.name == metric), None)
        likely = sorted(pairs, key=lambda pair: (pair.name != _FAVOURITE, pair.key[1] is not MetricSource.EVALUATOR))
        return likely[0] if likely else None

    def _wanted(self, pair: Pair | None, outcomes: frozenset[ItemOutcome]) -> Places:
        every = np.arange(self._matched.matching.matched)
        if pair is None:
            return every if ItemOutcome.UNKNOWN in outcomes else every[:0]
        codes = [place for place, outcome in enumerate(_OUTCOMES) if outcome in outcomes]
        return every[np.isin(_codes(pair), codes)]

    def _item(self, pair: Pair | None, place: int, index: int) -> ItemComparison:
        differences = tuple(_item_difference(one, index) for one in self._matched.pairs)
        own = next((shown for one, shown in zip(self._matched.pairs, differences, strict=True) if one is pair), None)
        return ItemComparison(
            place=place,
            baseline_item_id=int(self._matched.baseline_states[index]),
            run_item_id=int(self._matched.run_states[index]),
            outcome=own.outcome if own else ItemOutcome.UNKNOWN,
            difference=own.difference if own else None,
            differences=differences,
        )


def _codes(pair: Pair) -> NDArray[np.int64]:
    """The outcome of each item, as its place in `_OUTCOMES`."""
    differences = pair.differences
    if pair.kind is MetricValueKind.CATEGORY:
        found = np.where(np.any(differences != 0, axis=1), 3, 0)
    else:
        found = np.where(pair.sign * differences > 0, 1, np.where(differences == 0, 0, 2))
    return np.asarray(np.where(pair.known, found, 4), dtype=np.int64)


def _order_of(pair: Pair, order: ComparedItemOrder) -> Numbers:
    """What items are sorted by, the smallest first; NaN, which comes last, where a value is missing."""
    if pair.kind is MetricValueKind.CATEGORY:
        return np.asarray(-np.abs(pair.differences).sum(axis=1), dtype=np.float64)
    gains = pair.sign * pair.differences
    match order:
        case ComparedItemOrder.REGRESSED_FIRST:
            return np.asarray(gains, dtype=np.float64)
        case ComparedItemOrder.IMPROVED_FIRST:
            return np.asarray(-gains, dtype=np.float64)
        case ComparedItemOrder.CHANGED_MOST_FIRST:
            return np.asarray(-np.abs(gains), dtype=np.float64)


def _item_difference(pair: Pair, index: int) -> ItemDifference:
    outcome, is_category = _outcome_of(pair, index), pair.kind is MetricValueKind.CATEGORY
    before, after = pair.baseline[index], pair.run[index]
    return ItemDifference(
        metric=pair.name,
        kind=pair.kind,
        baseline=None if is_category else _finite(before),
        run=None if is_category else _finite(after),
        difference=None if is_category or outcome is ItemOutcome.UNKNOWN else float(after - before),
        baseline_category=_category(pair, before) if is_category else None,
        run_category=_category(pair, after) if is_category else None,
        outcome=outcome,
    )


def _outcome_of(pair: Pair, index: int) -> ItemOutcome:
    one = replace(pair, baseline=pair.baseline[index : index + 1], run=pair.run[index : index + 1])
    return _OUTCOMES[_codes(one)[0]]


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _category(pair: Pair, shares: Numbers) -> str | None:
    """The category that was given most often."""
    return None if np.isnan(shares[0]) else pair.categories[int(shares.argmax())]
