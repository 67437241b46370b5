"""How large a difference is, in units that can be compared between metrics."""

from __future__ import annotations

import numpy as np

from app.statistics.intervals import Numbers


def cohens_dz(differences: Numbers) -> float | None:
    """The mean paired difference in standard deviations of the differences; none where these do not vary (Cohen 1988)."""
    if differences.size < 2 or np.ptp(differences) == 0:
        return None
    return float(differences.mean() / differences.std(ddof=1))


def cliffs_delta(values: Numbers, others: Numbers) -> float | None:
    """How much more often a value exceeds another than the reverse, over all pairs of the two samples (Cliff 1993).

    From -1 to 1; both have shape (n,) or (m,), and their order does not matter.
    """
    from scipy import stats

    if values.size == 0 or others.size == 0:
        return None
    ranks = stats.rankdata(np.concatenate((values, others)))[: values.size]
    larger = ranks.sum() - values.size * (values.size + 1) / 2
    return float(2 * larger / (values.size * others.size) - 1)


def paired_odds_ratio(gained: int, lost: int) -> float | None:
    """How often an item was gained for each that was lost; none when none was lost, since it has no bound then."""
    return gained / lost if lost else None
