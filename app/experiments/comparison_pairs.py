"""Two runs side by side: the items that both did, and the metrics that both have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.experiments.comparison import (
    ComparisonOptions,
    ItemsMatched,
    MetricDirection,
    MetricSource,
    MetricValueKind,
)
from app.experiments.comparison_tables import Column, Key, RunTable
from app.statistics.clusters import Places
from app.statistics.intervals import Numbers

_LOWER = frozenset({"latency_ms", "cost", "tokens"})
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Pair:
    """A metric of two runs over the items that both have, in the same order."""

    key: Key
    direction: MetricDirection
    baseline: Numbers
    run: Numbers
    is_clustered: bool
    categories: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.key[0]

    @property
    def kind(self) -> MetricValueKind:
        return self.key[2]

    @property
    def is_single(self) -> bool:
        """Every item passed or did not, just once."""
        return self.kind is MetricValueKind.BOOLEAN and not self.is_clustered

    @property
    def sign(self) -> int:
        """1 if more is better, -1 if less is."""
        return -1 if self.direction is MetricDirection.LOWER_IS_BETTER else 1

    @property
    def differences(self) -> Numbers:
        """The run less the baseline; what is but rounding is nothing. NaN where one of them has no value."""
        apart = self.run - self.baseline
        scale = np.maximum(1.0, np.maximum(np.abs(self.run), np.abs(self.baseline)))
        return np.asarray(np.where(np.abs(apart) <= _ROUNDING * scale, 0.0, apart), dtype=np.float64)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which items both runs have a value of."""
        finite = np.isfinite(self.differences)
        return np.asarray(finite if finite.ndim == 1 else finite.all(axis=1), dtype=np.bool_)


@dataclass(frozen=True)
class Matched:
    """Two runs, item by item."""

    baseline_id: int
    run_id: int
    matching: ItemsMatched
    baseline_states: Places
    run_states: Places
    pairs: tuple[Pair, ...]
    uncompared: tuple[str, ...]


def has_common_items(baseline: RunTable, run: RunTable) -> bool:
    """Whether there is anything to compare."""
    return bool(np.isin(run.items, baseline.items).any())


def match(baseline: RunTable, run: RunTable, options: ComparisonOptions) -> Matched:
    """Put two runs side by side: the items both did, and the metrics both have."""
    _, left, right = np.intersect1d(baseline.items, run.items, assume_unique=True, return_indices=True)
    edited = int((baseline.states[left] != run.states[right]).sum())
    matching = ItemsMatched(len(left), edited, len(baseline.items) - len(left), len(run.items) - len(right))
    pairs = [_pair(key, baseline, run, left, right, options) for key in baseline.columns if key in run.columns]
    names = {pair.name for pair in pairs}
    uncompared = dict.fromkeys(key[0] for key in (*baseline.columns, *run.columns) if key[0] not in names)
    return Matched(
        baseline.run_id,
        run.run_id,
        matching,
        baseline.states[left],
        run.states[right],
        tuple(pair for pair in pairs if not _says_no_more(pair, pairs)),
        tuple(uncompared),
    )


def _pair(key: Key, baseline: RunTable, run: RunTable, left: Places, right: Places, options: ComparisonOptions) -> Pair:
    one, other = baseline.columns[key], run.columns[key]
    categories = tuple(dict.fromkeys((*one.categories, *other.categories)))
    return Pair(
        key,
        _direction(key, options),
        _aligned(one, categories)[left],
        _aligned(other, categories)[right],
        one.is_clustered or other.is_clustered,
        categories,
    )


def _direction(key: Key, options: ComparisonOptions) -> MetricDirection:
    name, source, kind = key
    if kind is MetricValueKind.CATEGORY:
        return MetricDirection.NONE
    is_lower = name in options.lower_is_better or (source is MetricSource.RUN and name in _LOWER)
    is_lower = is_lower and name not in options.higher_is_better
    return MetricDirection.LOWER_IS_BETTER if is_lower else MetricDirection.HIGHER_IS_BETTER


def _aligned(column: Column, categories: tuple[str, ...]) -> Numbers:
    """The column's shares in the order of the categories of both runs."""
    if not categories or column.categories == categories:
        return column.values
    aligned = np.where(np.isnan(column.values[:, :1]), np.nan, np.zeros((len(column.values), len(categories))))
    aligned[:, [categories.index(name) for name in column.categories]] = column.values
    return np.asarray(aligned, dtype=np.float64)


def _says_no_more(pair: Pair, pairs: Sequence[Pair]) -> bool:
    """Whether another pair of the same output says the same: scores that are but pass verdicts, labels beside scores."""
    others = {one.kind: one for one in pairs if one.key[:2] == pair.key[:2] and one is not pair}
    if pair.kind is MetricValueKind.CATEGORY:
        return bool(others)
    passed = others.get(MetricValueKind.BOOLEAN)
    return passed is not None and all(
        np.array_equal(mine, its, equal_nan=True) for mine, its in ((pair.baseline, passed.baseline), (pair.run, passed.run))
    )
