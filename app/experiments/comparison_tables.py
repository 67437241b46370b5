"""What a run found, as arrays by item: the side of a comparison that is one run's alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.experiments.comparison import MetricSource, MetricValueKind
from app.experiments.findings import RUN_METRICS, Findings, Judgements
from app.statistics.clusters import Places, cluster_means, cluster_shares
from app.statistics.intervals import Numbers

MOST_CATEGORIES = 30
OTHERS = "(other)"
_OWN_KINDS = {"succeeded": MetricValueKind.BOOLEAN}
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
