"""Agreement of raters, beside statsmodels' and krippendorff's."""

from __future__ import annotations

import warnings

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa

from app.statistics.agreement import (
    Estimate,
    Level,
    Weights,
    accuracy,
    alpha,
    clustered_kappa,
    confusion,
    kappa,
    kendall,
    macro,
    pearson,
    rates_of,
    spearman,
)

CLOSE = 1e-9
tables = st.integers(2, 5).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 30), min_size=size, max_size=size), min_size=size, max_size=size)
)


def usable(table: np.ndarray) -> bool:
    """Whether both raters used more than one category, so that kappa says something."""
    return bool(np.count_nonzero(table.sum(0)) > 1 and np.count_nonzero(table.sum(1)) > 1)


@settings(max_examples=60, deadline=None)
@given(tables)
@pytest.mark.parametrize(
    ("weights", "wt"), [(Weights.EQUAL, None), (Weights.LINEAR, "linear"), (Weights.QUADRATIC, "quadratic")]
)
def test_kappa_and_its_interval_are_those_of_statsmodels(weights: Weights, wt: str | None, table: list[list[int]]) -> None:
    counted = np.array(table, dtype=float)
    assume(usable(counted))
    expected = cohens_kappa(counted, wt=wt)
    found = kappa(counted, weights)
    assert found is not None
    assert found.value == pytest.approx(expected.kappa, abs=CLOSE)
    half = 1.959963984540054 * np.sqrt(max(0.0, expected.var_kappa))
    assert found.low == pytest.approx(max(-1.0, expected.kappa - half), abs=1e-7)
    assert found.high == pytest.approx(min(1.0, expected.kappa + half), abs=1e-7)


def test_numbers_weigh_kappa_by_their_own_distances() -> None:
    table, scores = np.array([[9, 2, 0], [1, 5, 3], [0, 2, 8]], dtype=float), [0.0, 0.1, 1.0]
    expected = cohens_kappa(table, weights=np.array(scores), wt="linear")
    found = kappa(table, Weights.LINEAR, scores=scores)
    assert found is not None
    assert found.value == pytest.approx(expected.kappa, abs=CLOSE)


def test_kappa_says_nothing_where_chance_agrees_entirely() -> None:
    assert kappa(np.array([[5.0, 0.0], [0.0, 0.0]])) is None


def test_the_interval_of_kappa_widens_where_results_of_an_item_are_copies() -> None:
    random = np.random.default_rng(2)
    truth, said = random.integers(0, 3, 60), random.integers(0, 3, 60)
    said = np.where(random.random(60) < 0.6, truth, said)
    once = np.stack([confusion(said[[item]], truth[[item]], 3) for item in range(60)])
    plain, copied = kappa(once.sum(axis=0)), kappa(4 * once.sum(axis=0))
    clustered, all_copied = clustered_kappa(once), clustered_kappa(4 * once)
    assert value_of(clustered) == pytest.approx(value_of(plain))
    assert width(copied) == pytest.approx(width(plain) / 2)
    assert width(all_copied) == pytest.approx(width(clustered))
    assert width(clustered) == pytest.approx(width(plain), rel=0.15)


def value_of(estimate: Estimate | None) -> float:
    assert estimate is not None
    return estimate.value


def width(estimate: Estimate | None) -> float:
    assert estimate is not None
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.high - estimate.low


@st.composite
def ratings(draw: st.DrawFn) -> np.ndarray:
    """Some raters' ratings of some units, a part of them missing."""
    raters, units = draw(st.integers(2, 5)), draw(st.integers(2, 12))
    value = st.one_of(st.just(np.nan), st.sampled_from((0.0, 1.0, 2.0, 2.5, 4.0)))
    return np.array(draw(st.lists(st.lists(value, min_size=units, max_size=units), min_size=raters, max_size=raters)))


@settings(max_examples=150, deadline=None)
@given(ratings())
@pytest.mark.parametrize("level", list(Level))
def test_alpha_is_that_of_krippendorff(level: Level, given: np.ndarray) -> None:
    found = alpha(given, level)
    pairable = given[:, np.isfinite(given).sum(axis=0) >= 2]
    known = pairable[np.isfinite(pairable)]
    if known.size == 0 or np.ptp(known) == 0:
        assert found is None
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = krippendorff.alpha(pairable, level_of_measurement=level.value)
    assert found == pytest.approx(float(expected), abs=CLOSE)


def test_alpha_of_ratios_is_left_out_where_it_has_no_meaning() -> None:
    assert alpha(np.array([[-1.0, 2.0], [1.0, 2.0]]), Level.RATIO) is None


def test_a_hundred_thousand_ratings_are_no_burden() -> None:
    random = np.random.default_rng(1)
    truth = random.normal(size=50_000)
    found = alpha(np.stack([truth, truth + random.normal(size=50_000)]), Level.INTERVAL)
    assert found == pytest.approx(2 / 3, abs=0.02)


def test_rates_of_a_classifier_are_told() -> None:
    table = np.array([[8.0, 2.0, 0.0], [1.0, 9.0, 0.0], [0.0, 0.0, 0.0]])
    first, second, third = rates_of(table)
    assert (first.precision, first.recall, first.f1) == pytest.approx((0.8, 8 / 9, 16 / 19))
    assert (second.precision, second.recall) == pytest.approx((0.9, 9 / 11))
    assert (third.precision, third.recall, third.f1) == (None, None, None)
    assert macro((first, second, third)).precision == pytest.approx(0.85)
    assert accuracy(table) == pytest.approx(17 / 20)
    assert accuracy(np.zeros((2, 2))) is None


def test_correlations_are_those_of_scipy_and_none_where_nothing_varies() -> None:
    random = np.random.default_rng(3)
    first = random.normal(size=40)
    second = first + random.normal(size=40)
    found, expected = pearson(first, second), stats.pearsonr(first, second)
    low, high = expected.confidence_interval()
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((expected.statistic, low, high))
    assert spearman(first, second) == pytest.approx(stats.spearmanr(first, second).statistic)
    assert kendall(first, second) == pytest.approx(stats.kendalltau(first, second).statistic)
    flat = np.ones(40)
    assert pearson(first, flat) is spearman(first, flat) is kendall(flat, first) is pearson(first[:2], second[:2]) is None
