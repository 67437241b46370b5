"""Corrections for many tests, sizes of effects and numbers of items, beside statsmodels'."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower

from app.statistics.corrections import benjamini_hochberg, holm
from app.statistics.effects import cliffs_delta, cohens_dz, paired_odds_ratio
from app.statistics.power import detectable_effect, items_needed, power_of

CLOSE = 1e-9
numbers = st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=12)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_p_values_are_corrected_as_statsmodels_does(p_values: list[float]) -> None:
    assert holm(p_values) == pytest.approx(list(multipletests(p_values, method="holm")[1]), abs=CLOSE)
    assert benjamini_hochberg(p_values) == pytest.approx(list(multipletests(p_values, method="fdr_bh")[1]), abs=CLOSE)


def test_no_tests_need_no_correction() -> None:
    assert holm([]) == benjamini_hochberg([]) == []


@given(numbers, numbers)
def test_cliffs_delta_counts_pairs(found: list[float], others: list[float]) -> None:
    counted = sum((one > other) - (one < other) for one in found for other in others) / (len(found) * len(others))
    assert cliffs_delta(np.array(found), np.array(others)) == pytest.approx(counted, abs=CLOSE)


def test_effects_that_are_not_there_are_not_told() -> None:
    assert cohens_dz(np.array([1.0])) is cohens_dz(np.array([2.0, 2.0])) is None
    assert cliffs_delta(np.array([]), np.array([1.0])) is paired_odds_ratio(3, 0) is None
    assert paired_odds_ratio(6, 3) == 2
    assert cohens_dz(np.array([1.0, 3.0])) == pytest.approx(2 / math.sqrt(2))


@settings(deadline=None, max_examples=40)
@given(st.floats(0.05, 1.5), st.integers(3, 400), st.sampled_from((0.05, 0.01, 0.005)))
def test_power_is_that_of_statsmodels(effect: float, items: int, alpha: float) -> None:
    expected = TTestPower().power(effect, items, alpha)
    assume(math.isfinite(expected))
    assert power_of(effect, items, alpha=alpha) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("effect", [0.05, -0.2, 0.5, 1.3])
@pytest.mark.parametrize("power", [0.8, 0.95])
def test_so_many_items_and_no_fewer_find_an_effect(effect: float, power: float) -> None:
    needed = items_needed(effect, power=power)
    assert needed == math.ceil(TTestPower().solve_power(abs(effect), alpha=0.05, power=power) - 1e-4)
    assert power_of(effect, needed) >= power - 1e-6 > power_of(effect, needed - 1) - 1e-6


@pytest.mark.parametrize("items", [2, 5, 30, 1_000, 100_000])
def test_the_detectable_effect_has_the_power_asked_for(items: int) -> None:
    found = detectable_effect(items)
    assert found is not None
    assert power_of(found, items) == pytest.approx(0.8, abs=1e-6)


def test_nothing_is_told_of_effects_that_no_number_of_items_shows() -> None:
    assert items_needed(None) is items_needed(0.0) is items_needed(1e-9) is items_needed(math.inf) is None
    assert items_needed(50.0) == 2
    assert detectable_effect(1) is None
