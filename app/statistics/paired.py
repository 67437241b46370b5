"""Tests of paired differences, an entry for each independent item.

One idea serves numbers, shares and categories. Had both runs done equally well, the difference of an item would be as likely
to have the other sign; so the signs of whole items are turned around, and it is counted how often the outcome is as far from
nothing as the one observed (Fisher 1935). What is dependent within an item stays together, so nothing is assumed about it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.statistics.intervals import RESAMPLES, Numbers

MOST_EXACT = 14
"""Items whose signs are turned around in every way there is, 16,384 of them."""
MOST_RESAMPLED = 2_000
"""Items above which the normal distribution takes the place of drawing: by then they are the same."""
_CHUNK_CELLS = 2_000_000
_SLACK = 1e-9
"""Sums that differ by less, relative to the largest there can be, are equal but for rounding."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a test found; `is_exact` says that nothing was drawn or approximated."""

    method: str
    p_value: float
    is_exact: bool
    statistic: float | None = None


def mean_test(differences: Numbers, *, seed: int = 0, resamples: int = RESAMPLES) -> Finding | None:
    """Whether the mean of paired differences is 0, two-sided; none without differences.

    `differences` has shape (n,). Exact up to 14 items that differ at all, by drawing up to 2,000, by Student's t beyond.
    """
    from scipy import stats

    if differences.size == 0:
        return None
    moved = differences[differences != 0]
    if moved.size == 0:
        return Finding("SIGN_FLIP", 1.0, is_exact=True)
    if moved.size > MOST_RESAMPLED:
        found = stats.ttest_1samp(differences, 0.0)
        return Finding("PAIRED_T", float(found.pvalue), is_exact=False, statistic=float(found.statistic))
    sums, is_exact = _flipped_sums(moved[:, None], seed, resamples)
    slack = _SLACK * np.abs(moved).sum()
    as_far = np.abs(sums[:, 0]) >= abs(moved.sum()) - slack
    return Finding("SIGN_FLIP", _share(as_far, is_exact=is_exact), is_exact, float(differences.mean()))


def pass_rate_test(gained: int, lost: int) -> Finding:
    """Whether two paired shares are equal, two-sided and exact, one trial an item (McNemar 1947).

    `gained` items passed only the second time, `lost` only the first; those that did not change say nothing.
    """
    from scipy import stats

    if gained + lost == 0:
        return Finding("MCNEMAR", 1.0, is_exact=True)
    found = stats.binomtest(gained, gained + lost)
    return Finding("MCNEMAR", float(found.pvalue), is_exact=True, statistic=float(found.statistic))


def category_test(differences: Numbers, *, seed: int = 0, resamples: int = RESAMPLES) -> Finding | None:
    """Whether the shares of categories are equal in both runs; none without items.

    `differences` has shape (n, k): of each item, each category's share in the second run less that in the first. The
    statistic is that of Stuart (1955) and Maxwell (1970), in a form that holds for items judged several times, too; up to
    2,000 items its distribution comes from turning signs around, beyond from chi-squared.
    """
    from scipy import stats

    if differences.size == 0:
        return None
    moved = differences[np.any(differences != 0, axis=1)]
    if moved.size == 0:
        return Finding("STUART_MAXWELL", 1.0, is_exact=True, statistic=0.0)
    spread = moved.T @ moved
    inverse, total = np.linalg.pinv(spread, hermitian=True), moved.sum(axis=0)
    observed = float(total @ inverse @ total)
    if len(moved) > MOST_RESAMPLED:
        freedom = int(np.linalg.matrix_rank(spread, hermitian=True))
        return Finding("STUART_MAXWELL", float(stats.chi2.sf(observed, freedom)), is_exact=False, statistic=observed)
    sums, is_exact = _flipped_sums(moved, seed, resamples)
    as_far = np.einsum("rk,kl,rl->r", sums, inverse, sums) >= observed - _SLACK * len(moved)
    return Finding("STUART_MAXWELL", _share(as_far, is_exact=is_exact), is_exact, observed)


def bowker_test(table: Numbers) -> Finding:
    """Whether a square table of paired categories is symmetric, by chi-squared (Bowker 1948).

    `table` has shape (k, k): how many items went from each category to each.
    """
    from scipy import stats

    above, below = table[np.triu_indices_from(table, 1)], table.T[np.triu_indices_from(table, 1)]
    either = above + below
    used = either > 0
    statistic = float(((above - below)[used] ** 2 / either[used]).sum())
    p_value = float(stats.chi2.sf(statistic, int(used.sum()))) if used.any() else 1.0
    return Finding("BOWKER", p_value, is_exact=False, statistic=statistic)


def _flipped_sums(moved: Numbers, seed: int, resamples: int) -> tuple[Numbers, bool]:
    """Sums over items under turned signs, with shape (ways, k): all ways if there are few, else some drawn."""
    if len(moved) <= MOST_EXACT:
        return _signs_of(np.arange(1 << len(moved), dtype=np.int64), len(moved)) @ moved, True
    random = np.random.default_rng(seed)
    at_once = max(1, _CHUNK_CELLS // len(moved))
    parts = [
        _drawn_signs(random, min(at_once, resamples - start), len(moved)) @ moved for start in range(0, resamples, at_once)
    ]
    return np.concatenate(parts), False


def _signs_of(ways: NDArray[np.int64], count: int) -> Numbers:
    bits = (ways[:, None] >> np.arange(count)) & 1
    return np.asarray(1.0 - 2.0 * bits, dtype=np.float64)


def _drawn_signs(random: np.random.Generator, ways: int, count: int) -> Numbers:
    drawn = random.integers(0, 256, size=(ways, (count + 7) // 8), dtype=np.uint8)
    bits = np.unpackbits(drawn, axis=1, count=count)
    return np.asarray(1.0 - 2.0 * bits, dtype=np.float64)


def _share(as_far: NDArray[np.bool_], *, is_exact: bool) -> float:
    """The p-value; of drawn ways the observed one is one, lest it be too small (Phipson and Smyth 2010)."""
    count = int(as_far.sum())
    return count / len(as_far) if is_exact else (count + 1) / (len(as_far) + 1)
