"""Two runs of the same thing: how often a difference is found that is not there."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from app.statistics.clusters import cluster_means
from app.statistics.corrections import holm
from app.statistics.paired import category_test, mean_test, pass_rate_test

LEVEL, TRIALS, ITEMS = 0.05, 600, 30
# One run of the suite in a million has more alarms than this, if the level is kept.
MOST_ALARMS = int(stats.binom.ppf(1 - 1e-6, TRIALS, LEVEL))
FEWEST_ALARMS = int(stats.binom.ppf(1e-6, TRIALS, LEVEL))
RESAMPLES = 399


def alarms(p_values: list[float]) -> int:
    assert len(p_values) == TRIALS
    return sum(p_value <= LEVEL for p_value in p_values)


def p_value_of(differences: np.ndarray, seed: int) -> float:
    tested = mean_test(differences, seed=seed, resamples=RESAMPLES)
    assert tested is not None
    return tested.p_value


@pytest.mark.parametrize("noise", ["normal", "exponential", "cauchy"])
def test_equal_scores_are_told_apart_no_oftener_than_the_level(noise: str) -> None:
    random = np.random.default_rng(11)
    draw = {"normal": random.normal, "exponential": random.exponential, "cauchy": random.standard_cauchy}[noise]
    found = [p_value_of(draw(size=ITEMS) - draw(size=ITEMS), trial) for trial in range(TRIALS)]
    assert FEWEST_ALARMS <= alarms(found) <= MOST_ALARMS


def test_equal_pass_rates_are_told_apart_no_oftener_than_the_level() -> None:
    random = np.random.default_rng(12)
    moves = random.multinomial(ITEMS, (0.2, 0.2, 0.6), TRIALS)
    assert alarms([pass_rate_test(int(gained), int(lost)).p_value for gained, lost, _ in moves]) <= MOST_ALARMS


def test_equal_shares_of_categories_are_told_apart_no_oftener_than_the_level() -> None:
    random = np.random.default_rng(13)
    found = []
    for trial in range(TRIALS):
        labels = random.choice(4, (2, ITEMS), p=(0.7, 0.1, 0.1, 0.1))
        tested = category_test(np.eye(4)[labels[1]] - np.eye(4)[labels[0]], seed=trial, resamples=RESAMPLES)
        assert tested is not None
        found.append(tested.p_value)
    assert alarms(found) <= MOST_ALARMS


def repeated(random: np.random.Generator, repetitions: int = 5) -> np.ndarray:
    """Scores of items in a run, each repeated: what a run makes of an item, it mostly makes of it again."""
    return random.normal(size=(ITEMS, 1)) + 0.3 * random.normal(size=(ITEMS, repetitions))


def test_repetitions_of_items_raise_no_false_alarms() -> None:
    random = np.random.default_rng(14)
    places = np.repeat(np.arange(ITEMS), 5)
    found = []
    for trial in range(TRIALS):
        first, second = (cluster_means(repeated(random).ravel(), places, ITEMS) for _ in range(2))
        found.append(p_value_of(second - first, trial))
    assert FEWEST_ALARMS <= alarms(found) <= MOST_ALARMS


def test_taking_repetitions_for_items_would_raise_many() -> None:
    random = np.random.default_rng(14)
    found = [p_value_of((repeated(random) - repeated(random)).ravel(), trial) for trial in range(TRIALS)]
    assert alarms(found) > 3 * MOST_ALARMS


def test_ten_metrics_together_raise_no_more_false_alarms_than_one() -> None:
    random = np.random.default_rng(15)
    corrected, uncorrected = [], []
    for trial in range(TRIALS):
        shared = random.normal(size=ITEMS)
        found = [p_value_of(shared + random.normal(size=ITEMS), trial) for _ in range(10)]
        corrected.append(min(holm(found)))
        uncorrected.append(min(found))
    assert alarms(corrected) <= MOST_ALARMS
    assert alarms(uncorrected) > MOST_ALARMS
