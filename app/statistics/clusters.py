"""From judgements to items: repetitions and turns of an item are not independent, so an item counts once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.statistics.intervals import Numbers

Places = NDArray[np.int64]


def cluster_means(values: Numbers, clusters: Places, count: int) -> Numbers:
    """The mean of each of `count` clusters, NaN for one without values.

    `values` and `clusters` have shape (n,), the latter saying which cluster, from 0, each value belongs to. Tests on these
    means hold whatever the dependence within a cluster is, for clusters that are independent of one another.
    """
    known = np.isfinite(values)
    totals = np.bincount(clusters[known], values[known], minlength=count)
    members = np.bincount(clusters[known], minlength=count)
    with np.errstate(invalid="ignore"):
        return np.asarray(totals / np.where(members == 0, np.nan, members), dtype=np.float64)


def cluster_shares(labels: Places, clusters: Places, count: int, kinds: int) -> Numbers:
    """The share of each label in each cluster, with shape (count, kinds); NaN for a cluster without labels.

    `labels` are numbers from 0 to `kinds` - 1; a negative one is missing.
    """
    known = labels >= 0
    cells = np.bincount(clusters[known] * kinds + labels[known], minlength=count * kinds)
    table = cells.reshape(count, kinds).astype(np.float64)
    members = table.sum(axis=1, keepdims=True)
    return np.asarray(table / np.where(members == 0, np.nan, members), dtype=np.float64)
