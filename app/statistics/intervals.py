"""Intervals of means and shares, and quantiles; scipy, which takes a second to load, is loaded when it is first needed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
RESAMPLES = 9_999
_BATCH_CELLS = 1_000_000
"""Numbers held at once while resampling, 8 MB of them."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval; `method` names how it was found."""

    low: float
    high: float
    level: float
    method: str


def numbers(values: Sequence[float | None] | Numbers) -> Numbers:
    """Values as an array, without those that are missing or not finite."""
    found = np.asarray(values, dtype=np.float64)
    return found[np.isfinite(found)]


def mean_interval(values: Sequence[float | None] | Numbers, level: float = 0.95) -> Interval | None:
    """Student's t interval of the mean of independent values; none below two of them.

    `values` has shape (n,). It holds for values that are roughly normal, or many (Student 1908).
    """
    from scipy import stats

    known = numbers(values)
    if known.size < 2:
        return None
    half = stats.t.ppf((1 + level) / 2, known.size - 1) * known.std(ddof=1) / np.sqrt(known.size)
    return Interval(float(known.mean() - half), float(known.mean() + half), level, "T")


def within_margin(differences: Numbers, margin: float, alpha: float, reach: float) -> bool:
    """Whether a mean difference is smaller than a margin, by two one-sided tests at `alpha` (Schuirmann 1987).

    Where no difference deviates from the others, nothing can be said of how much unseen ones do. Then as many items may
    deviate as could have stayed unseen with a chance of `alpha`, a share of 1 - alpha^(1/n), each by `reach`, the most that
    values are apart.
    """
    if differences.size and not np.ptp(differences):
        unseen = 1 - alpha ** (1 / differences.size)
        return bool(abs(differences[0]) + unseen * reach < margin)
    within = mean_interval(differences, 1 - 2 * alpha)
    return within is not None and -margin < within.low and within.high < margin


def wilson_interval(successes: float, count: float, level: float = 0.95) -> Interval | None:
    """Wilson's score interval of a share of independent trials; none without trials (Wilson 1927).

    It stays within 0 and 1 and holds for few trials and for shares near the ends, where the textbook's does not.
    """
    from scipy import stats

    if count <= 0:
        return None
    z, share = float(stats.norm.ppf((1 + level) / 2)), successes / count
    scale = 1 + z * z / count
    centre = (share + z * z / (2 * count)) / scale
    half = z / scale * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return Interval(max(0.0, centre - half), min(1.0, centre + half), level, "WILSON")


def bootstrap_interval(
    values: Sequence[float | None] | Numbers,
    statistic: Callable[..., Any] = np.mean,
    *,
    level: float = 0.95,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Interval | None:
    """The bias-corrected and accelerated bootstrap interval of a statistic; none below two values (Efron 1987).

    `values` has shape (n,), its entries independent; `statistic` takes an `axis`. The same seed gives the same interval.
    Values that are all the same have an interval of one point, since nothing is known of how they would vary.
    """
    from scipy import stats

    known = numbers(values)
    if known.size < 2:
        return None
    if np.ptp(known) == 0:
        point = float(statistic(known, axis=-1))
        return Interval(point, point, level, "BOOTSTRAP_BCA")
    batch = max(1, _BATCH_CELLS // known.size)
    with warnings.catch_warnings():
        # Where it cannot be corrected scipy warns and gives NaN; the percentile interval is taken then.
        warnings.simplefilter("ignore")
        found = stats.bootstrap(
            (known,), statistic, n_resamples=resamples, batch=batch, confidence_level=level, rng=seed, method="BCa"
        )
    low, high = map(float, found.confidence_interval)
    if np.isfinite(low) and np.isfinite(high):
        return Interval(low, high, level, "BOOTSTRAP_BCA")
    low, high = np.quantile(found.bootstrap_distribution, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), level, "BOOTSTRAP_PERCENTILE")


def paired_share_interval(gained: int, lost: int, count: int, level: float = 0.95) -> Interval | None:
    """The interval of the difference of two paired shares; none without pairs (Bonett and Price 2012).

    Of `count` independent pairs `gained` passed only the second time and `lost` only the first. It adds one to each of
    these, which keeps its level for few pairs, where the textbook's interval is too narrow.
    """
    from scipy import stats

    if count <= 0:
        return None
    z = float(stats.norm.ppf((1 + level) / 2))
    up, down = (gained + 1) / (count + 2), (lost + 1) / (count + 2)
    half = z * ((up + down - (up - down) ** 2) / (count + 2)) ** 0.5
    return Interval(max(-1.0, up - down - half), min(1.0, up - down + half), level, "BONETT_PRICE")


def quantiles(values: Sequence[float | None] | Numbers, shares: Sequence[float]) -> list[float] | None:
    """The values below which these shares of the sample lie, interpolated linearly; none without values.

    Definition 7 of Hyndman and Fan (1996), which numpy, R and spreadsheets use.
    """
    known = numbers(values)
    return [float(found) for found in np.quantile(known, shares)] if known.size else None
