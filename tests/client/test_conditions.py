"""Conditions that make an evaluation fail."""

from __future__ import annotations

from typing import Any

import pytest

from app.client.conditions import UnreadableCondition, condition

FIGURES: dict[str, dict[str, Any]] = {
    "run": {"failed": 2, "cost": None},
    "exact": {"kind": "EVALUATOR", "mean": 0.75, "passRate": 0.5, "verdict": "WORSE"},
    "v1.2 exact": {"kind": "EVALUATOR", "mean": 1.0, "passRate": None, "verdict": "BETTER"},
    "latency_ms": {"kind": "LATENCY", "mean": 3.0, "verdict": "WORSE"},
}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("exact.mean < 0.9", ["exact.mean is 0.75"]),
        ("exact.mean<0.75", []),
        ("exact.mean <= 0.75", ["exact.mean is 0.75"]),
        ("exact.passRate < 90%", ["exact.passRate is 0.5"]),
        ("exact.verdict == worse", ["exact.verdict is WORSE"]),
        ("any.verdict == WORSE", ["exact.verdict is WORSE"]),
        ("any.mean >= 0.5", ["exact.mean is 0.75", "v1.2 exact.mean is 1"]),
        ("v1.2 exact.mean == 1", ["v1.2 exact.mean is 1"]),
        ("v1.2 exact.passRate < 1", ["v1.2 exact.passRate is unknown"]),
        ("any.passRate < 1", ["exact.passRate is 0.5"]),
        ("run.failed > 0", ["run.failed is 2"]),
        ("run.cost > 1e-3", ["run.cost is unknown"]),
        ("exact.verdict != 'BETTER'", ["exact.verdict is WORSE"]),
    ],
)
def test_what_makes_a_condition_hold_is_told(text: str, told: list[str]) -> None:
    assert condition(text).holds(FIGURES) == told


@pytest.mark.parametrize("text", ["", "exact.mean", "exact < 1", "exact.mean < ", "exact.mean ~ 1", "exact.mean < good"])
def test_what_is_no_comparison_is_refused(text: str) -> None:
    with pytest.raises(UnreadableCondition):
        condition(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("other.mean < 1", "there is no metric 'other'; there are exact, latency_ms, run, v1.2 exact"),
        ("any.mode < 1", "no metric has the figure 'mode'"),
        ("exact.mode < 1", "'exact' has no figure 'mode'; it has kind, mean, passRate, verdict"),
        ("exact.mean == WORSE", "does not compare"),
        ("exact.verdict == 1", "does not compare"),
    ],
)
def test_a_figure_that_nobody_knows_is_an_error_that_names_those_there_are(text: str, named: str) -> None:
    with pytest.raises(UnreadableCondition, match=named):
        condition(text).holds(FIGURES)
