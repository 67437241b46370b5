"""The arithmetic of agreement; it needs numpy and scipy, so it is loaded where it is needed, off the event loop."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.annotation.agreement import (
    JUDGE,
    Agreement,
    AgreementEstimate,
    AlphaValues,
    CategoryAgreement,
    ConfusionCell,
    Disagreement,
    Rated,
    Value,
)
from app.experiments.comparison import MetricValueKind
from app.statistics import agreement as measures
from app.statistics.intervals import Numbers

MOST_LEVELS = 20
"""Different numbers up to which they are taken for the levels of a scale, and counted like categories."""
MOST_CATEGORIES = 100
_MOST_CELLS = 4_000_000
_SAME = 1e-9


@dataclass(frozen=True)
class _Decided:
    """A result of which people are of one mind: the evaluator's value and theirs."""

    rated: Rated
    judge: Value
    people: Value


def agreement_of(run_id: int, metric: str, kind: MetricValueKind, rated: Sequence[Rated]) -> Agreement:
    """Everything there is to say of how an evaluator agrees with people; `rated` is not empty."""
    decided = [_Decided(one, one.judge, people) for one in rated if (people := _consensus(one, kind)) is not None]
    raters = sorted({rater for one in rated for rater, _ in one.people})
    return Agreement(
        run_id=run_id,
        metric=metric,
        kind=kind,
        compared=len(decided),
        items=len({one.rated.item_id for one in decided}),
        raters=len(raters),
        ratings=sum(len(one.people) for one in rated),
        undecided=len(rated) - len(decided),
        accuracy=sum(not _differ(one) for one in decided) / len(decided) if decided else None,
        alpha=_alphas(rated, kind, [JUDGE, *raters]),
        alpha_of_people=_alphas(rated, kind, raters),
        disagreements=tuple(_disagreements(decided)),
        **_numeric(decided, kind),
        **_categorical(decided, kind),
    )


def _consensus(rated: Rated, kind: MetricValueKind) -> Value | None:
    """What people say on the whole: the mean of numbers, what most say otherwise; nothing where they are split."""
    values = [value for _, value in rated.people]
    if kind is MetricValueKind.NUMBER:
        return math.fsum(map(float, values)) / len(values)
    ranked = Counter(values).most_common(2)
    return None if len(ranked) > 1 and ranked[0][1] == ranked[1][1] else ranked[0][0]


def _differ(one: _Decided) -> bool:
    if isinstance(one.judge, str) or isinstance(one.people, str):
        return one.judge != one.people
    return abs(one.judge - one.people) > _SAME


def _numeric(decided: Sequence[_Decided], kind: MetricValueKind) -> dict[str, Any]:
    """What can be said of numbers alone."""
    names = ("pearson", "spearman", "kendall", "mean_difference", "mean_absolute_difference")
    if kind is not MetricValueKind.NUMBER or not decided:
        return dict.fromkeys(names)
    judge = np.array([one.judge for one in decided], dtype=np.float64)
    people = np.array([one.people for one in decided], dtype=np.float64)
    return {
        "pearson": _shown(measures.pearson(judge, people)),
        "spearman": measures.spearman(judge, people),
        "kendall": measures.kendall(judge, people),
        "mean_difference": float((judge - people).mean()),
        "mean_absolute_difference": float(np.abs(judge - people).mean()),
    }


def _shown(estimate: measures.Estimate | None) -> AgreementEstimate | None:
    return None if estimate is None else AgreementEstimate(estimate.value, estimate.low, estimate.high)


_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("kappa", "linear_kappa", "quadratic_kappa", "macro_precision", "macro_recall", "macro_f1")),
    "categories": (),
    "confusion": (),
}


def _categorical(decided: Sequence[_Decided], kind: MetricValueKind) -> dict[str, Any]:
    """What can be said of categories, or of the few levels that numbers have."""
    known = sorted({value for one in decided for value in (one.judge, one.people)}, key=lambda value: (str(value), value))
    if kind is not MetricValueKind.CATEGORY:
        known.sort(key=float)
    if not decided or len(known) > (MOST_LEVELS if kind is MetricValueKind.NUMBER else MOST_CATEGORIES):
        return _NOTHING
    codes = {value: place for place, value in enumerate(known)}
    judge = np.array([codes[one.judge] for one in decided], dtype=np.int64)
    people = np.array([codes[one.people] for one in decided], dtype=np.int64)
    table, names = measures.confusion(judge, people, len(known)), [_text(value) for value in known]
    rates = measures.rates_of(table)
    macro = measures.macro(rates)
    return {
        **_kappas(decided, kind, judge, people, known),
        "macro_precision": macro.precision,
        "macro_recall": macro.recall,
        "macro_f1": macro.f1,
        "categories": tuple(
            CategoryAgreement(name, int(table[place].sum()), int(table[:, place].sum()), one.precision, one.recall, one.f1)
            for place, (name, one) in enumerate(zip(names, rates, strict=True))
        ),
        "confusion": tuple(
            ConfusionCell(names[row], names[column], int(table[row, column])) for row, column in np.argwhere(table)
        ),
    }


def _kappas(
    decided: Sequence[_Decided],
    kind: MetricValueKind,
    judge: NDArray[np.int64],
    people: NDArray[np.int64],
    known: Sequence[Value],
) -> dict[str, AgreementEstimate | None]:
    """Plain kappa, and weighted ones where there is an order; by numbers' own distances."""
    tables = _tables_of_items(decided, judge, people, len(known))
    scores = [float(value) for value in known] if kind is not MetricValueKind.CATEGORY else None

    def kappa(weights: measures.Weights) -> AgreementEstimate | None:
        if len(known) < 2:
            return None
        if len(tables) == 1:
            return _shown(measures.kappa(tables[0], weights, scores=scores))
        return _shown(measures.clustered_kappa(tables, weights, scores=scores))

    is_ordered = kind is not MetricValueKind.CATEGORY
    return {
        "kappa": kappa(measures.Weights.EQUAL),
        "linear_kappa": kappa(measures.Weights.LINEAR) if is_ordered else None,
        "quadratic_kappa": kappa(measures.Weights.QUADRATIC) if is_ordered else None,
    }


def _tables_of_items(
    decided: Sequence[_Decided], judge: NDArray[np.int64], people: NDArray[np.int64], kinds: int
) -> Numbers:
    """A confusion matrix for each item, if items have several results and that is not too much; else one of all."""
    items, places = np.unique([one.rated.item_id for one in decided], return_inverse=True)
    if len(items) in (1, len(decided)) or len(items) * kinds * kinds > _MOST_CELLS:
        return measures.confusion(judge, people, kinds)[None]
    cells = np.bincount((places * kinds + judge) * kinds + people, minlength=len(items) * kinds * kinds)
    return np.asarray(cells.reshape(len(items), kinds, kinds), dtype=np.float64)


def _alphas(rated: Sequence[Rated], kind: MetricValueKind, raters: Sequence[int]) -> AlphaValues:
    places = {rater: place for place, rater in enumerate(raters)}
    codes: dict[Value, float] = {}
    ratings = np.full((len(raters), len(rated)), np.nan)
    for unit, one in enumerate(rated):
        for rater, value in ((JUDGE, one.judge), *one.people):
            if rater in places:
                is_label = isinstance(value, str)
                ratings[places[rater], unit] = codes.setdefault(value, len(codes)) if is_label else float(value)
    levels = measures.Level
    nominal = measures.alpha(ratings, levels.NOMINAL)
    if kind is not MetricValueKind.NUMBER:
        return AlphaValues(nominal=nominal)
    return AlphaValues(
        nominal,
        measures.alpha(ratings, levels.ORDINAL),
        measures.alpha(ratings, levels.INTERVAL),
        measures.alpha(ratings, levels.RATIO),
    )


def _disagreements(decided: Sequence[_Decided]) -> list[Disagreement]:
    """Those that differ, the furthest apart first."""
    found = [_disagreement(one) for one in decided if _differ(one)]
    return sorted(found, key=lambda one: -abs(one.difference or 0.0))


def _disagreement(one: _Decided) -> Disagreement:
    is_number = not isinstance(one.judge, str | bool) and not isinstance(one.people, str | bool)
    return Disagreement(
        item_result_id=one.rated.item_result_id,
        turn_index=one.rated.turn_index,
        judge=_text(one.judge),
        people=_text(one.people),
        difference=float(one.judge) - float(one.people) if is_number else None,
        ratings=len(one.rated.people),
    )


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else f"{value:.10g}"
