"""Paired tests, beside scipy's and statsmodels', and by what they have in common."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import SquareTable, mcnemar

from app.statistics.agreement import confusion
from app.statistics.clusters import cluster_means, cluster_shares
from app.statistics.paired import MOST_EXACT, MOST_RESAMPLED, bowker_test, category_test, mean_test, pass_rate_test

CLOSE = 1e-9
few = st.lists(st.floats(-10, 10).map(lambda value: round(value, 3)), min_size=2, max_size=9)


@settings(deadline=None, max_examples=50)
@given(few)
def test_few_items_are_tested_exactly_as_scipy_does(found: list[float]) -> None:
    differences = np.array(found)
    tested = mean_test(differences)
    expected = stats.permutation_test((differences,), np.sum, permutation_type="samples", n_resamples=np.inf)
    assert tested is not None
    assert tested.is_exact
    assert tested.p_value == pytest.approx(min(1.0, expected.pvalue), abs=CLOSE)


def test_many_items_are_drawn_within_monte_carlo_error_of_scipy() -> None:
    differences = np.random.default_rng(5).normal(0.3, 1, 60)
    tested = mean_test(differences)
    expected = stats.permutation_test((differences,), np.mean, permutation_type="samples", n_resamples=20_000, rng=1)
    assert tested is not None
    assert not tested.is_exact
    # Six standard errors of the two together.
    assert tested.p_value == pytest.approx(expected.pvalue, abs=6 * (expected.pvalue * (1 / 9_999 + 1 / 20_000)) ** 0.5)


def test_very_many_items_are_tested_by_students_t_with_which_drawing_agrees() -> None:
    random = np.random.default_rng(6)
    differences = random.normal(0.03, 1, MOST_RESAMPLED + 1)
    tested, drawn = mean_test(differences), mean_test(differences[:-1])
    assert tested is not None
    assert drawn is not None
    assert (tested.method, drawn.method) == ("PAIRED_T", "SIGN_FLIP")
    assert tested.p_value == pytest.approx(float(stats.ttest_1samp(differences, 0).pvalue), abs=CLOSE)
    assert tested.p_value == pytest.approx(drawn.p_value, abs=0.03)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 20))
def test_pass_rates_are_tested_as_statsmodels_does(gained: int, lost: int, same: int) -> None:
    expected = mcnemar([[same, gained], [lost, same]], exact=True)
    assert pass_rate_test(gained, lost).p_value == pytest.approx(min(1.0, float(expected.pvalue)), abs=CLOSE)


@given(st.integers(0, MOST_EXACT // 2), st.integers(0, MOST_EXACT // 2))
def test_turning_signs_around_is_mcnemars_test_where_items_pass_or_fail_once(gained: int, lost: int) -> None:
    differences = np.array([1.0] * gained + [-1.0] * lost + [0.0] * 3)
    tested = mean_test(differences)
    assert tested is not None
    assert tested.p_value == pytest.approx(pass_rate_test(gained, lost).p_value, abs=CLOSE)


def shares(labels: np.ndarray, kinds: int) -> np.ndarray:
    return np.eye(kinds)[labels]


@pytest.mark.parametrize("seed", range(8))
def test_categories_are_tested_as_statsmodels_does(seed: int) -> None:
    random = np.random.default_rng(seed)
    count, kinds = MOST_RESAMPLED * 3, 4
    before, after = random.integers(0, kinds, count), random.choice(kinds, count, p=(0.26, 0.25, 0.25, 0.24))
    tested = category_test(shares(after, kinds) - shares(before, kinds))
    table = confusion(before, after, kinds)
    expected = SquareTable(table, shift_zeros=False)
    assert tested is not None
    assert tested.statistic == pytest.approx(expected.homogeneity().statistic, rel=CLOSE)
    assert tested.p_value == pytest.approx(expected.homogeneity().pvalue, abs=CLOSE)
    assert bowker_test(table).p_value == pytest.approx(expected.symmetry().pvalue, abs=CLOSE)


def test_two_categories_are_a_pass_and_a_failure() -> None:
    before, after = np.array([0, 0, 0, 0, 0, 0, 1, 1]), np.array([1, 1, 1, 1, 1, 0, 0, 1])
    tested = category_test(shares(after, 2) - shares(before, 2))
    assert tested is not None
    assert tested.is_exact
    assert tested.p_value == pytest.approx(pass_rate_test(5, 1).p_value, abs=CLOSE)


def test_no_difference_is_no_evidence_and_no_items_are_no_test() -> None:
    assert mean_test(np.array([])) is None
    assert category_test(np.empty((0, 3))) is None
    for tested in (mean_test(np.zeros(5)), category_test(np.zeros((5, 3))), pass_rate_test(0, 0), bowker_test(np.eye(3))):
        assert tested is not None
        assert tested.p_value == 1.0


def test_a_seed_gives_the_same_p_value_again() -> None:
    differences = np.random.default_rng(8).normal(0.1, 1, 100)
    assert mean_test(differences, seed=3) == mean_test(differences, seed=3)


def test_an_item_counts_once_however_often_it_was_judged() -> None:
    clusters = np.array([0, 0, 0, 1, 2, 2])
    means = cluster_means(np.array([1.0, 2.0, 3.0, np.nan, 4.0, np.nan]), clusters, 3)
    np.testing.assert_array_equal(means, [2.0, np.nan, 4.0])
    found = cluster_shares(np.array([0, 0, 1, -1, 1, -1]), clusters, 3, 2)
    np.testing.assert_allclose(found, [[2 / 3, 1 / 3], [np.nan, np.nan], [0, 1]])
