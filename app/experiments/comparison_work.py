"""The arithmetic of comparisons: from the tables of runs to what can be said of them.

It needs numpy and scipy, so it is loaded where it is needed, off the event loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from app.experiments.comparison import (
    CategoryShare,
    Comparison,
    ComparisonOptions,
    ComparisonTest,
    ComparisonVerdict,
    EffectSize,
    IntervalMethod,
    MetricComparison,
    MetricCorrection,
    MetricSide,
    MetricValueKind,
    PairedTest,
    PowerShown,
    RunComparison,
    ShownInterval,
)
from app.experiments.comparison_items import Items
from app.experiments.comparison_pairs import Pair, match
from app.experiments.comparison_tables import RunTable
from app.statistics.agreement import confusion
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

FEWEST_BOOTSTRAPPED = 10
"""Items below which a bootstrap has too little to draw from, and Student's t is taken."""


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
