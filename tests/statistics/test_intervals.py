"""Intervals and quantiles, beside statsmodels' and by how often they hold the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW, ttost_paired

from app.statistics.intervals import (
    bootstrap_interval,
    mean_interval,
    paired_share_interval,
    quantiles,
    wilson_interval,
    within_margin,
)

CLOSE = 1e-9
values = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40)


@given(values, st.sampled_from((0.8, 0.9, 0.95, 0.99)))
def test_the_interval_of_a_mean_is_students(found: list[float], level: float) -> None:
    interval = mean_interval(found, level)
    low, high = DescrStatsW(found).tconfint_mean(1 - level)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((low, high), rel=CLOSE, abs=1e-6)


@given(st.integers(0, 200), st.integers(1, 200), st.sampled_from((0.8, 0.95, 0.99)))
def test_the_interval_of_a_share_is_wilsons(successes: int, more: int, level: float) -> None:
    interval = wilson_interval(successes, successes + more, level)
    low, high = proportion_confint(successes, successes + more, 1 - level, method="wilson")
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((low, high), rel=CLOSE, abs=CLOSE)


def test_too_few_values_have_no_interval() -> None:
    assert mean_interval([1.0]) is mean_interval([]) is mean_interval([1.0, None, math.nan]) is None
    assert wilson_interval(0, 0) is bootstrap_interval([1.0]) is paired_share_interval(0, 0, 0) is None
    assert quantiles([], (0.5,)) is None


def test_missing_values_are_left_out() -> None:
    assert mean_interval([1.0, None, 2.0, math.nan, 4.0]) == mean_interval([1.0, 2.0, 4.0])
    assert quantiles([1.0, None, 3.0], (0.0, 0.5, 1.0)) == [1.0, 2.0, 3.0]


def test_a_seed_gives_the_same_bootstrap_again() -> None:
    sample = np.random.default_rng(1).exponential(size=50)
    first, second = (bootstrap_interval(sample, seed=7, resamples=999) for _ in range(2))
    assert first == second
    assert first != bootstrap_interval(sample, seed=8, resamples=999)
    assert first is not None
    assert first.method == "BOOTSTRAP_BCA"


def test_values_that_are_all_the_same_have_an_interval_of_one_point() -> None:
    interval = bootstrap_interval([0.25] * 20)
    assert interval is not None
    assert (interval.low, interval.high) == (0.25, 0.25)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from((-1.0, 0.0, 0.5, 1.0)), min_size=10, max_size=30))
def test_a_bootstrap_holds_its_estimate_and_stays_within_the_values(found: list[float]) -> None:
    interval = bootstrap_interval(found, resamples=499)
    assert interval is not None
    assert min(found) - CLOSE <= interval.low <= interval.high <= max(found) + CLOSE


@pytest.mark.parametrize("seed", range(20))
def test_a_margin_is_held_as_by_two_one_sided_tests(seed: int) -> None:
    drawn = np.random.default_rng(seed)
    one, other = drawn.normal(0, 1, 30), drawn.normal(0.1, 1, 30)
    p_value = ttost_paired(one, other, -0.5, 0.5)[0]
    assert within_margin(one - other, 0.5, 0.05, reach=1.0) == (p_value < 0.05)


def test_items_that_do_not_differ_hold_a_margin_only_if_they_are_many() -> None:
    # If a tenth of all items differed by 1, none of 29 would do so in 4.7% of samples, and none of 28 in 5.2%.
    assert within_margin(np.zeros(29), 0.1, 0.05, reach=1.0)
    assert not within_margin(np.zeros(28), 0.1, 0.05, reach=1.0)
    assert not within_margin(np.zeros(0), 0.1, 0.05, reach=1.0)


def test_intervals_of_paired_shares_hold_the_truth_as_often_as_they_say() -> None:
    random, trials, count, truth = np.random.default_rng(3), 2_000, 40, 0.1
    moves = random.multinomial(count, (0.2, 0.1, 0.7), trials)
    found = [paired_share_interval(int(gained), int(lost), count) for gained, lost, _ in moves]
    held = sum(interval is not None and interval.low <= truth <= interval.high for interval in found)
    assert held / trials > 0.935


def test_bootstrapped_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    random, trials = np.random.default_rng(4), 200
    found = [bootstrap_interval(random.exponential(size=40), seed=trial, resamples=499) for trial in range(trials)]
    held = sum(interval is not None and interval.low <= 1.0 <= interval.high for interval in found)
    assert held / trials > 0.88
