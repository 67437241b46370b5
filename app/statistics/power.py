"""How many items a question takes: power of the paired t test, which that of the permutation test comes near to."""

from __future__ import annotations

import math

MOST_ITEMS = 10_000_000
"""Where even so many items would not do, nothing is said."""


def power_of(effect: float, items: float, *, alpha: float = 0.05) -> float:
    """The chance that a two-sided paired t test finds an effect, given in standard deviations of the differences.

    By the noncentral t distribution, for differences that are roughly normal or many (Cohen 1988).
    """
    from scipy import stats

    freedom, shift = items - 1, abs(effect) * math.sqrt(items)
    critical = float(stats.t.isf(alpha / 2, freedom))
    found, wrong_way = stats.nct.sf(critical, freedom, shift), stats.nct.cdf(-critical, freedom, shift)
    if math.isnan(found):
        # So far out scipy has no number; by then the effect is found for certain.
        return 1.0
    return float(found + (0.0 if math.isnan(wrong_way) else wrong_way))


def items_needed(effect: float | None, *, alpha: float = 0.05, power: float = 0.8) -> int | None:
    """How many items find an effect of this size with this chance; none where there is no effect or it takes too many."""
    from scipy import optimize

    if effect is None or effect == 0 or not math.isfinite(effect):
        return None
    if power_of(effect, 2, alpha=alpha) >= power:
        return 2
    if power_of(effect, MOST_ITEMS, alpha=alpha) < power:
        return None
    found = float(optimize.brentq(lambda items: power_of(effect, items, alpha=alpha) - power, 2, MOST_ITEMS, xtol=1e-6))
    return math.ceil(found - 1e-5)


def detectable_effect(items: int, *, alpha: float = 0.05, power: float = 0.8) -> float | None:
    """The smallest effect that so many items find with this chance, in standard deviations; none below two items."""
    from scipy import optimize

    if items < 2:
        return None
    most = 1.0
    while power_of(most, items, alpha=alpha) < power:
        most *= 2
    return float(optimize.brentq(lambda effect: power_of(effect, items, alpha=alpha) - power, 0.0, most, xtol=1e-12))
