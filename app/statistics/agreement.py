"""How far raters agree: confusion matrices, Cohen's kappa, Krippendorff's alpha and correlations, over plain sequences."""

from __future__ import annotations

import enum
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.statistics.intervals import Numbers

BOOTSTRAPS = 2_000
_CHUNK_CELLS = 4_000_000
MOST_RATIO_VALUES = 2_000
"""Different values up to which alpha is computed for ratios, which takes a table of all pairs of them."""


class Weights(enum.Enum):
    """How much a disagreement counts, by how far the two ratings lie apart."""

    EQUAL = 0
    LINEAR = 1
    QUADRATIC = 2


class Level(enum.Enum):
    """What differences between ratings mean."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its confidence interval, where one can be given."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Rates:
    """How well one category, or the mean of all, is recognised; none where there was nothing to recognise."""

    precision: float | None
    recall: float | None
    f1: float | None


def confusion(first: NDArray[np.int64], second: NDArray[np.int64], kinds: int) -> Numbers:
    """How often each pair of categories was given, of shape (kinds, kinds): the first rater's down, the second's across."""
    cells = np.bincount(first * kinds + second, minlength=kinds * kinds)
    return np.asarray(cells.reshape(kinds, kinds), dtype=np.float64)


def kappa(
    table: Numbers, weights: Weights = Weights.EQUAL, *, scores: Sequence[float] | None = None, level: float = 0.95
) -> Estimate | None:
    """Cohen's kappa of a confusion matrix, weighted if wanted; none where chance alone would agree entirely.

    `scores` are the categories' places on a scale, their numbers if not given. The interval is asymptotic, for independent
    pairs (Cohen 1960 and 1968; Fleiss, Cohen and Everitt 1969).
    """
    from scipy import stats

    agreeing = 1.0 - _distances(len(table), weights, scores)
    shares = table / table.sum()
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    by_chance = float(rows @ agreeing @ columns)
    if math.isclose(by_chance, 1.0):
        return None
    value = (float((agreeing * shares).sum()) - by_chance) / (1 - by_chance)
    means = (agreeing @ columns)[:, None] + (rows @ agreeing)[None, :]
    spread = (shares * (agreeing - means * (1 - value)) ** 2).sum() - (value - by_chance * (1 - value)) ** 2
    error = math.sqrt(max(0.0, float(spread)) / table.sum()) / (1 - by_chance)
    half = float(stats.norm.ppf((1 + level) / 2)) * error
    return Estimate(value, max(-1.0, value - half), min(1.0, value + half))


def clustered_kappa(
    tables: Numbers,
    weights: Weights = Weights.EQUAL,
    *,
    scores: Sequence[float] | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> Estimate | None:
    """Cohen's kappa where the pairs of an item depend on one another; the interval is a bootstrap of whole items.

    `tables` has shape (items, k, k), a confusion matrix for each item.
    """
    whole = kappa(tables.sum(axis=0), weights, scores=scores)
    if whole is None or len(tables) < 2:
        return whole and Estimate(whole.value, None, None)
    flat, size = tables.reshape(len(tables), -1), tables.shape[1]
    random, distances = np.random.default_rng(seed), _distances(size, weights, scores)
    at_once = max(1, _CHUNK_CELLS // len(tables))
    drawn = np.concatenate(
        [
            random.multinomial(len(tables), np.full(len(tables), 1 / len(tables)), min(at_once, BOOTSTRAPS - start)) @ flat
            for start in range(0, BOOTSTRAPS, at_once)
        ]
    )
    found = _kappas(drawn.reshape(-1, size, size), distances)
    low, high = np.nanquantile(found, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(whole.value, float(low), float(high))


def _kappas(tables: Numbers, distances: Numbers) -> Numbers:
    shares = tables / tables.sum(axis=(1, 2), keepdims=True)
    observed = (shares * distances).sum(axis=(1, 2))
    by_chance = np.einsum("ri,ij,rj->r", shares.sum(axis=2), distances, shares.sum(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(1 - observed / np.where(by_chance == 0, np.nan, by_chance), dtype=np.float64)


def _distances(size: int, weights: Weights, scores: Sequence[float] | None) -> Numbers:
    """How much each pair of categories disagrees, from 0 to 1."""
    if weights is Weights.EQUAL or size < 2:
        return np.asarray(1.0 - np.eye(size), dtype=np.float64)
    places = np.arange(size, dtype=np.float64) if scores is None else np.asarray(scores, dtype=np.float64)
    apart = np.abs(places[:, None] - places[None, :]) / np.ptp(places)
    return np.asarray(apart**weights.value, dtype=np.float64)


def alpha(ratings: Numbers, level: Level) -> float | None:
    """Krippendorff's alpha of any number of raters; none where nothing is rated twice or all ratings are the same.

    `ratings` has shape (raters, units), NaN where a rater did not rate; categories are numbers. 1 is agreement, 0 what
    chance gives (Krippendorff 2019, chapter 12). Ratios are numbers from a true zero, none negative.
    """
    rated = np.isfinite(ratings)
    kept = rated.sum(axis=0) >= 2
    values, known = ratings[:, kept], rated[:, kept]
    pairable = values[known]
    if pairable.size == 0 or np.ptp(pairable) == 0:
        return None
    units = np.broadcast_to(np.arange(values.shape[1]), values.shape)[known]
    observed, expected = _disagreements(pairable, units, known.sum(axis=0).astype(np.float64), level)
    return None if math.isnan(observed) else 1.0 - observed / expected


def _disagreements(values: Numbers, units: NDArray[np.int64], sizes: Numbers, level: Level) -> tuple[float, float]:
    """Mean squared distance of ratings within units, and of all ratings."""
    distinct, codes = np.unique(values, return_inverse=True)
    if level is Level.NOMINAL:
        return _unequal(codes, units, sizes, len(distinct))
    if level is Level.RATIO:
        return _ratios(distinct, codes, units, sizes)
    if level is Level.ORDINAL:
        counts = np.bincount(codes).astype(np.float64)
        values = (np.cumsum(counts) - counts / 2)[codes]
    return _squares(values - values.mean(), units, sizes)


def _squares(values: Numbers, units: NDArray[np.int64], sizes: Numbers) -> tuple[float, float]:
    count = values.size
    totals = np.bincount(units, values)
    centred = values - (totals / sizes)[units]
    within = 2 * sizes * np.bincount(units, centred**2)
    return float((within / (sizes - 1)).sum() / count), 2 * float((values**2).sum()) / (count - 1)


def _unequal(codes: NDArray[np.int64], units: NDArray[np.int64], sizes: Numbers, kinds: int) -> tuple[float, float]:
    count = codes.size
    cells, alike = np.unique(units * kinds + codes, return_counts=True)
    same = np.bincount(cells // kinds, alike.astype(np.float64) ** 2, minlength=len(sizes))
    everywhere = float((np.bincount(codes).astype(np.float64) ** 2).sum())
    return float(((sizes**2 - same) / (sizes - 1)).sum() / count), (count**2 - everywhere) / (count * (count - 1))


def _ratios(distinct: Numbers, codes: NDArray[np.int64], units: NDArray[np.int64], sizes: Numbers) -> tuple[float, float]:
    if len(distinct) > MOST_RATIO_VALUES or distinct[0] < 0:
        return math.nan, math.nan
    sums = distinct[:, None] + distinct[None, :]
    apart = ((distinct[:, None] - distinct[None, :]) / np.where(sums == 0, 1.0, sums)) ** 2
    counts, count = np.bincount(codes).astype(np.float64), codes.size
    order = np.argsort(units, kind="stable")
    within = 0.0
    for unit in np.split(codes[order], np.cumsum(sizes.astype(np.int64))[:-1]):
        within += float(apart[np.ix_(unit, unit)].sum()) / (len(unit) - 1)
    return within / count, float(counts @ apart @ counts) / (count * (count - 1))


def accuracy(table: Numbers) -> float | None:
    """The share of pairs in which both raters said the same."""
    return float(np.trace(table) / table.sum()) if table.sum() else None


def rates_of(table: Numbers) -> list[Rates]:
    """Precision, recall and F1 of each category, the first rater being the one who is tried."""
    right, claimed, there = np.diag(table), table.sum(axis=1), table.sum(axis=0)
    return [
        Rates(
            float(hit / said) if said else None,
            float(hit / true) if true else None,
            float(2 * hit / (said + true)) if said + true else None,
        )
        for hit, said, true in zip(right, claimed, there, strict=True)
    ]


def macro(rates: Sequence[Rates]) -> Rates:
    """The mean over categories, each counting the same; one that has no rate is left out of it."""
    return Rates(
        _mean([one.precision for one in rates]), _mean([one.recall for one in rates]), _mean([one.f1 for one in rates])
    )


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None


def pearson(first: Numbers, second: Numbers, level: float = 0.95) -> Estimate | None:
    """The linear correlation of paired numbers, its interval by Fisher's z; none below three pairs or without variation."""
    from scipy import stats

    if not _varies(first, second):
        return None
    found = stats.pearsonr(first, second)
    if first.size < 4:
        return Estimate(float(found.statistic), None, None)
    low, high = found.confidence_interval(level)
    return Estimate(float(found.statistic), float(low), float(high))


def spearman(first: Numbers, second: Numbers) -> float | None:
    """The correlation of the ranks of paired numbers; none below three pairs or without variation."""
    from scipy import stats

    return float(stats.spearmanr(first, second).statistic) if _varies(first, second) else None


def kendall(first: Numbers, second: Numbers) -> float | None:
    """Kendall's tau-b: how much oftener two pairs are in the same order than not; none as for the others."""
    from scipy import stats

    return float(stats.kendalltau(first, second).statistic) if _varies(first, second) else None


def _varies(first: Numbers, second: Numbers) -> bool:
    return bool(first.size >= 3 and np.ptp(first) > 0 and np.ptp(second) > 0)
