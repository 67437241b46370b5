"""Many tests at once: p-values corrected so that what is found is not just what many tries find."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values with which the chance of one false alarm or more stays at the level, whatever the tests share (Holm 1979)."""
    given = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    stepped = np.maximum.accumulate(given[order] * np.arange(len(given), 0, -1))
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(stepped, 1.0)
    return [float(one) for one in adjusted]


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """P-values with which the expected share of false alarms among the alarms stays at the level (1995).

    It holds for tests that are independent or positively dependent, as metrics of the same items mostly are.
    """
    from scipy import stats

    return [float(one) for one in stats.false_discovery_control(np.asarray(p_values), method="bh")] if p_values else []
