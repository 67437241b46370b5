"""The arithmetic of comparisons: from what runs found to tables by item, and from two tables to what can be said.

It needs numpy and scipy, so it is loaded where it is needed, off the event loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.experiments.comparison import (
    CategoryShare,
    ComparedItemOrder,
    Comparison,
    ComparisonOptions,
    ComparisonTest,
    ComparisonVerdict,
    EffectSize,
    IntervalMethod,
    ItemComparison,
    ItemDifference,
    ItemOutcome,
    ItemsMatched,
    MetricComparison,
    MetricCorrection,
    MetricDirection,
    MetricSide,
    MetricSource,
    MetricValueKind,
    PairedTest,
    PowerShown,
    RunComparison,
    ShownInterval,
)
from app.experiments.findings import RUN_METRICS, Findings, Judgements
from app.statistics.agreement import confusion
from app.statistics.clusters import Places, cluster_means, cluster_shares
from app.statistics.corrections import benjamini_hochberg, holm
from app.statistics.effects import cliffs_delta, cohens_dz, paired_odds_ratio
from app.statistics.intervals import (
    Interval,
    Numbers,
    bootstrap_interval,
    mean_interval,
    paired_share_interval,
    quantiles,
    wilson_interval,
    within_margin,
)
from app.statistics.paired import MOST_RESAMPLED, Finding, bowker_test, category_test, mean_test, pass_rate_test
from app.statistics.power import detectable_effect, items_needed

MOST_CATEGORIES = 30
OTHERS = "(other)"
FEWEST_BOOTSTRAPPED = 10
"""Items below which a bootstrap has too little to draw from, and Student's t is taken."""
_LOWER = frozenset({"latency_ms", "cost", "tokens"})
_OWN_KINDS = {"succeeded": MetricValueKind.BOOLEAN}
_ROUNDING = 1e-12
Key = tuple[str, MetricSource, MetricValueKind]


@dataclass(frozen=True)
class Column:
    """A metric of a run by item: numbers, or shares of categories."""

    values: Numbers
    """Of shape (items,), or (items, categories); NaN where there is none."""
    is_clustered: bool
    """Some item has several judgements."""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunTable:
    """What a run found, by item."""

    run_id: int
    items: Places
    states: Places
    columns: dict[Key, Column]


def table_of(found: Findings) -> RunTable:
    """A run's findings by item, repetitions and turns taken together."""
    given = np.frombuffer(found.items, dtype=np.int64)
    items, first, clusters = np.unique(given, return_index=True, return_inverse=True)
    states = np.frombuffer(found.states, dtype=np.int64)[first] if given.size else given
    columns: dict[Key, Column] = {}
    for name in RUN_METRICS:
        key = (name, MetricSource.RUN, _OWN_KINDS.get(name, MetricValueKind.NUMBER))
        columns[key] = _averaged(np.frombuffer(found.metrics[name]), clusters, len(items))
    for name, judged in found.judged.items():
        columns |= _judged(name, judged, clusters, len(items))
    return RunTable(found.run_id, items, states, {key: one for key, one in columns.items() if np.isfinite(one.values).any()})


def _averaged(values: Numbers, clusters: Places, count: int) -> Column:
    known = clusters[np.isfinite(values)]
    is_clustered = bool(known.size and np.bincount(known).max() > 1)
    return Column(cluster_means(values, clusters, count), is_clustered)


def _judged(name: str, judged: Judgements, clusters: Places, count: int) -> dict[Key, Column]:
    results = np.frombuffer(judged.results, dtype=np.int64)
    of_turns = np.frombuffer(judged.of_turns, dtype=np.int8).astype(bool)
    by_turn = np.zeros(clusters.size, dtype=bool)
    by_turn[results[of_turns]] = True
    counted = of_turns | ~by_turn[results]
    places = clusters[results[counted]]
    passed = np.frombuffer(judged.passed, dtype=np.int8)[counted]
    found = {
        MetricValueKind.NUMBER: _averaged(np.frombuffer(judged.scores)[counted], places, count),
        MetricValueKind.BOOLEAN: _averaged(np.where(passed < 0, np.nan, passed.astype(np.float64)), places, count),
    }
    if judged.names:
        labels = np.frombuffer(judged.labels, dtype=np.int64)[counted]
        found[MetricValueKind.CATEGORY] = _categorized(labels, places, count, tuple(judged.names))
    return {(name, MetricSource.EVALUATOR, kind): column for kind, column in found.items()}


def _categorized(labels: Places, places: Places, count: int, names: tuple[str, ...]) -> Column:
    """Shares of the most frequent labels; the rest are taken together."""
    known = labels[labels >= 0]
    is_clustered = bool(known.size and np.bincount(places[labels >= 0]).max() > 1)
    if len(names) > MOST_CATEGORIES:
        often = np.argsort(-np.bincount(known, minlength=len(names)), kind="stable")[: MOST_CATEGORIES - 1]
        renamed = np.full(len(names), len(often), dtype=np.int64)
        renamed[often] = np.arange(len(often))
        labels = np.where(labels < 0, labels, renamed[labels])
        names = (*(names[place] for place in often), OTHERS)
    return Column(cluster_shares(labels, places, count, len(names)), is_clustered, names)


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


def compare(tables: Sequence[RunTable], options: ComparisonOptions) -> Comparison:
    """The runs of the tables, each beside the first."""
    matched = [match(tables[0], table, options) for table in tables[1:]]
    wanted = [[pair for pair in one.pairs if not options.metrics or pair.name in options.metrics] for one in matched]
    findings = [[_finding(pair, options) for pair in pairs] for pairs in wanted]
    adjusted = iter(_adjusted([one.p_value for found in findings for one in found if one is not None], options.correction))
    tests = sum(one is not None for found in findings for one in found)
    runs = []
    for one, pairs, found in zip(matched, wanted, findings, strict=True):
        metrics = tuple(
            _metric(pair, None if finding is None else _shown_test(finding, next(adjusted)), options, tests)
            for pair, finding in zip(pairs, found, strict=True)
        )
        kept = replace(one, pairs=tuple(pairs))
        runs.append(RunComparison(one.baseline_id, one.run_id, one.matching, metrics, one.uncompared, Items(kept)))
    cells = sum(pair.baseline.size + pair.run.size for pairs in wanted for pair in pairs)
    return Comparison(tables[0].run_id, options, tests, tuple(runs), cells)


def _finding(pair: Pair, options: ComparisonOptions) -> Finding | None:
    differences = pair.differences[pair.known]
    if differences.size == 0:
        return None
    if pair.kind is MetricValueKind.CATEGORY:
        return category_test(differences, seed=options.seed)
    if pair.is_single:
        return pass_rate_test(*_turned(differences))
    return mean_test(differences, seed=options.seed)


def _turned(differences: Numbers) -> tuple[int, int]:
    """How many items have more than in the baseline, and how many have less."""
    return int((differences > 0).sum()), int((differences < 0).sum())


def _adjusted(p_values: list[float], correction: MetricCorrection) -> list[float]:
    if correction is MetricCorrection.HOLM:
        return holm(p_values)
    return benjamini_hochberg(p_values) if correction is MetricCorrection.BENJAMINI_HOCHBERG else p_values


def _shown_test(finding: Finding, adjusted: float) -> PairedTest:
    method = ComparisonTest(finding.method)
    return PairedTest(method, finding.p_value, adjusted, finding.is_exact, finding.statistic)


def _metric(pair: Pair, test: PairedTest | None, options: ComparisonOptions, tests: int) -> MetricComparison:
    differences, margin = pair.differences[pair.known], dict(options.margins).get(pair.name)
    verdict = _verdict(pair, differences, test, margin, options.alpha)
    about = _about_categories if pair.kind is MetricValueKind.CATEGORY else _about_numbers
    made = MetricComparison(
        name=pair.name,
        source=pair.key[1],
        kind=pair.kind,
        direction=pair.direction,
        items=len(differences),
        is_clustered=pair.is_clustered,
        test=test,
        margin=margin,
        verdict=verdict,
        **about(pair, differences, options, tests),
    )
    return replace(made, summary=_summary(made))


def _verdict(
    pair: Pair, differences: Numbers, test: PairedTest | None, margin: float | None, alpha: float
) -> ComparisonVerdict:
    if _is_equivalent(pair, differences, margin, alpha):
        return ComparisonVerdict.EQUIVALENT
    if test is None or test.adjusted_p_value > alpha:
        return ComparisonVerdict.NO_EVIDENCE
    if pair.kind is MetricValueKind.CATEGORY:
        return ComparisonVerdict.DIFFERENT
    return ComparisonVerdict.BETTER if pair.sign * differences.sum() > 0 else ComparisonVerdict.WORSE


def _is_equivalent(pair: Pair, differences: Numbers, margin: float | None, alpha: float) -> bool:
    if margin is None or pair.kind is MetricValueKind.CATEGORY:
        return False
    return within_margin(differences, margin, alpha, _reach(pair))


def _reach(pair: Pair) -> float:
    """How far apart values of a metric may be, from those that there are; zeros alone are taken for scores from 0 to 1."""
    values = np.concatenate((pair.baseline[pair.known], pair.run[pair.known], [0.0]))
    return float(np.ptp(values)) or 1.0


def _about_numbers(pair: Pair, differences: Numbers, options: ComparisonOptions, tests: int) -> dict[str, Any]:
    baseline, run, level = pair.baseline[pair.known], pair.run[pair.known], 1 - options.alpha
    more, fewer = _turned(differences)
    wins, losses = (more, fewer) if pair.sign > 0 else (fewer, more)
    difference = float(differences.mean()) if differences.size else None
    effect = cohens_dz(differences)
    return {
        "baseline": _side(pair, baseline, level, pair.baseline),
        "run": _side(pair, run, level, pair.run),
        "difference": difference,
        "relative_difference": _relative(difference, baseline),
        "interval": _shown(_interval(pair, differences, level, options.seed)),
        "wins": wins,
        "ties": len(differences) - wins - losses,
        "losses": losses,
        "effect": EffectSize(
            cohens_dz=effect,
            cliffs_delta=cliffs_delta(run, baseline),
            odds_ratio=paired_odds_ratio(more, fewer) if pair.is_single else None,
        ),
        "power": _power(differences, effect, options, tests),
    }


def _about_categories(pair: Pair, differences: Numbers, options: ComparisonOptions, tests: int) -> dict[str, Any]:
    baseline, run = pair.baseline[pair.known], pair.run[pair.known]
    return {
        "baseline": replace(_NO_SIDE, missing=_missing(pair.baseline)),
        "run": replace(_NO_SIDE, missing=_missing(pair.run)),
        "ties": int((differences == 0).all(axis=1).sum()),
        "symmetry_p_value": _symmetry(baseline, run) if not pair.is_clustered and len(differences) else None,
        "power": PowerShown(options.power, _alpha_of_one(options, tests), None, None),
        "categories": _shares(pair.categories, baseline, run) if len(differences) else (),
    }


_NO_SIDE = MetricSide(mean=None, median=None, p90=None, standard_deviation=None, interval=None, missing=0)


def _side(pair: Pair, values: Numbers, level: float, given: Numbers) -> MetricSide:
    missing = _missing(given)
    if values.size == 0:
        return replace(_NO_SIDE, missing=missing)
    median, p90 = quantiles(values, (0.5, 0.9)) or (None, None)
    is_share = pair.is_single
    interval = wilson_interval(float(values.sum()), values.size, level) if is_share else mean_interval(values, level)
    deviation = float(values.std(ddof=1)) if values.size > 1 else None
    return MetricSide(float(values.mean()), median, p90, deviation, _shown(interval), missing)


def _missing(values: Numbers) -> int:
    return int(np.isnan(values if values.ndim == 1 else values[:, 0]).sum())


def _relative(difference: float | None, baseline: Numbers) -> float | None:
    mean = float(baseline.mean()) if baseline.size else 0.0
    return None if difference is None or mean == 0 else difference / abs(mean)


def _interval(pair: Pair, differences: Numbers, level: float, seed: int) -> Interval | None:
    if pair.is_single:
        return paired_share_interval(*_turned(differences), len(differences), level)
    if FEWEST_BOOTSTRAPPED <= len(differences) <= MOST_RESAMPLED:
        return bootstrap_interval(differences, level=level, seed=seed)
    return mean_interval(differences, level)


def _shown(interval: Interval | None) -> ShownInterval | None:
    if interval is None:
        return None
    return ShownInterval(interval.low, interval.high, interval.level, IntervalMethod(interval.method))


def _alpha_of_one(options: ComparisonOptions, tests: int) -> float:
    """The level that the strictest of the corrected tests has to meet."""
    return options.alpha if options.correction is MetricCorrection.NONE else options.alpha / max(1, tests)


def _power(differences: Numbers, effect: float | None, options: ComparisonOptions, tests: int) -> PowerShown:
    alpha = _alpha_of_one(options, tests)
    smallest = detectable_effect(len(differences), alpha=alpha, power=options.power)
    detectable = None if smallest is None else smallest * float(differences.std(ddof=1))
    needed = items_needed(effect, alpha=alpha, power=options.power)
    return PowerShown(options.power, alpha, detectable or None, needed)


def _symmetry(baseline: Numbers, run: Numbers) -> float:
    kinds = baseline.shape[1]
    return bowker_test(confusion(baseline.argmax(axis=1), run.argmax(axis=1), kinds)).p_value


def _shares(categories: Sequence[str], baseline: Numbers, run: Numbers) -> tuple[CategoryShare, ...]:
    before, after = baseline.mean(axis=0), run.mean(axis=0)
    return tuple(
        CategoryShare(name, float(one), float(other), float(other - one))
        for name, one, other in zip(categories, before, after, strict=True)
    )


def _summary(metric: MetricComparison) -> str:
    """What is to be said of a metric, in one sentence."""
    if metric.test is None:
        return "No item has a value in both runs."
    certainty = f"p = {metric.test.adjusted_p_value:.3g} over {metric.items} items"
    if metric.kind is MetricValueKind.CATEGORY:
        return f"{metric.items - metric.ties} of {metric.items} items have another category; {certainty}."
    if not metric.difference:
        return f"No difference in {metric.items} items."
    size = f"{abs(metric.difference):.4g} {'higher' if metric.difference > 0 else 'lower'} than the baseline"
    if metric.interval is not None:
        size += f" ({metric.interval.level:.0%} interval {metric.interval.low:.4g} to {metric.interval.high:.4g})"
    return f"{size}; {certainty}."


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
