from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.llm.rates import BURST_SECONDS, WINDOW_SECONDS, Rate


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def used(rate: Rate, clock: Clock, amount: float, per_minute: float) -> float:
    """Use this much as soon as that is allowed; gives the moment."""
    while (wait := rate.wait_seconds(amount, per_minute)) > 0:
        # A clock has no smaller steps.
        clock.now += max(wait, 1e-6)
    rate.use(amount)
    return clock.now


@given(st.integers(1, 600), st.lists(st.tuples(st.floats(0, 20), st.integers(1, 40)), min_size=1, max_size=60))
def test_within_no_minute_is_more_used_than_allowed(per_minute: int, calls: list[tuple[float, int]]) -> None:
    clock = Clock()
    rate, uses = Rate(clock), list[tuple[float, float]]()
    for idle, amount in calls:
        clock.now += idle
        amount = min(amount, per_minute)
        uses.append((used(rate, clock, amount, per_minute), amount))
    for begin, _ in uses:
        assert sum(amount for at, amount in uses if begin <= at < begin + WINDOW_SECONDS) <= per_minute


@settings(deadline=None)
@given(st.integers(60, 1000))
def test_what_is_allowed_can_be_used(per_minute: int) -> None:
    clock = Clock()
    rate, began = Rate(clock), clock.now
    for _ in range(per_minute * 2):
        used(rate, clock, 1, per_minute)
    assert clock.now - began <= 2 * WINDOW_SECONDS + 0.1


@given(st.integers(60, 6000))
def test_one_second_s_worth_may_be_used_at_once(per_minute: int) -> None:
    clock = Clock()
    rate = Rate(clock)
    for _ in range(int(per_minute / WINDOW_SECONDS * BURST_SECONDS)):
        assert rate.wait_seconds(1, per_minute) == 0
        rate.use(1)
    assert rate.wait_seconds(1, per_minute) > 0


def test_something_greater_than_the_limit_waits_until_nothing_else_was_used() -> None:
    clock = Clock()
    rate = Rate(clock)
    assert rate.wait_seconds(500, 100) == 0
    rate.use(500)
    assert rate.wait_seconds(1, 100) == pytest.approx(300, abs=1)


def test_a_higher_limit_shortens_a_wait() -> None:
    clock = Clock()
    rate = Rate(clock)
    rate.use(500)
    assert rate.wait_seconds(1, 100) == pytest.approx(300, abs=1)
    assert rate.wait_seconds(1, 60_000) == 0


def test_a_correction_gives_back_what_was_not_used_and_takes_what_was() -> None:
    clock = Clock()
    rate = Rate(clock)
    estimate = rate.use(60)
    assert rate.wait_seconds(1, 60) == pytest.approx(60)
    rate.correct(estimate, 6)
    assert rate.wait_seconds(1, 60) == pytest.approx(6)
    rate.correct(estimate, 30)
    assert rate.wait_seconds(1, 60) == pytest.approx(30)


def test_a_correction_may_come_when_the_minute_is_over() -> None:
    clock = Clock()
    rate = Rate(clock)
    estimate = rate.use(1)
    clock.now += 100
    rate.correct(estimate, 31)
    assert rate.wait_seconds(60, 60) == 0


def test_without_a_share_nothing_may_be_used() -> None:
    assert Rate(Clock()).wait_seconds(1, 0) > 0
