"""What makes an evaluation fail: comparisons such as `exact.mean < 0.9` or `helpful.verdict == WORSE`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import Invalid

Figures = Mapping[str, Mapping[str, Any]]
"""Figures by metric and name; `run` holds those of the run as a whole, and a figure that is unknown is `None`."""

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_COMPARISON = re.compile(r"\s*(?P<name>.+?)\s*(?P<operator><=|>=|==|!=|<|>)\s*(?P<value>[^<>=!]+?)\s*")
_ANY, _RUN = "any", "run"
_OF_RUN = frozenset({"total", "succeeded", "failed", "cancelled", "tokens", "cost"})
_OF_METRICS = frozenset(
    {"kind", "count", "mean", "median", "p90", "min", "max", "standardDeviation"}
    | {"passCount", "verdictCount", "passRate", "failedCount"}
)
_COMPARED = frozenset({"baseline", "difference", "pValue", "verdict"})
_OF_EVERY_RUN = frozenset(
    {"weighted_score", "succeeded", "latency_ms", "cost", "tokens"} | {"input_tokens", "output_tokens", "total_tokens"}
)
_OF_SCORES = ("EVALUATOR", "WEIGHTED_SCORE")


class UnreadableCondition(Invalid):
    """A condition is a comparison such as `exact.mean < 0.9`, `any.verdict == WORSE` or `run.failed > 0`."""

    code = "UNREADABLE_CONDITION"


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of a figure with a value; `any` stands for every metric of evaluators."""

    text: str
    metric: str
    figure: str
    operator: str
    value: float | str

    def holds(self, figures: Figures) -> list[str]:
        """What makes it hold, a line for each metric; none if it does not. A figure that there is not is an error.

        One that is there but unknown, such as the mean where nothing was scored, makes it hold: what must not be cannot be
        ruled out. `any` passes over metrics of which it is unknown.
        """
        having = [name for name, known in figures.items() if known.get("kind") in _OF_SCORES and self.figure in known]
        metrics = having if self.metric == _ANY and having else [self.metric]
        return [told for name in metrics if (told := self._held(figures, name))]

    def _held(self, figures: Figures, name: str) -> str | None:
        actual = self._figure(figures, name)
        if actual is None:
            return None if self.metric == _ANY else f"{name}.{self.figure} is unknown"
        if not _OPERATORS[self.operator](actual, self.value):
            return None
        return f"{name}.{self.figure} is {_shown(actual)}"

    def _figure(self, figures: Figures, name: str) -> Any:
        if name == _ANY and name not in figures:
            raise UnreadableCondition(f"{self.text!r}: no metric has the figure {self.figure!r}.")
        if name not in figures:
            raise UnreadableCondition(f"{self.text!r}: there is no metric {name!r}; there are {_listed(figures)}.")
        if self.figure not in figures[name]:
            known = _listed(figures[name])
            raise UnreadableCondition(f"{self.text!r}: {name!r} has no figure {self.figure!r}; it has {known}.")
        actual = figures[name][self.figure]
        if actual is not None and isinstance(actual, str) is not isinstance(self.value, str):
            raise UnreadableCondition(f"{self.text!r}: {name}.{self.figure} is {_shown(actual)}, which does not compare.")
        return actual


def require_possible(asked: Condition, aliases: Collection[str], *, has_baseline: bool) -> None:
    """Refuse what no run of these evaluators could ever be asked, before one is paid for."""
    known = _OF_RUN if asked.metric == _RUN else _OF_METRICS | (_COMPARED if has_baseline else frozenset())
    if asked.figure not in known:
        listed = ", ".join(sorted(known))
        raise UnreadableCondition(f"{asked.text!r}: {asked.metric!r} has no figure {asked.figure!r}; it has {listed}.")
    is_of_evaluator = any(asked.metric == alias or asked.metric.startswith(f"{alias}.") for alias in aliases)
    if not is_of_evaluator and asked.metric not in (_RUN, _ANY, *_OF_EVERY_RUN):
        listed = ", ".join(sorted({*aliases, *_OF_EVERY_RUN, _RUN, _ANY}))
        raise UnreadableCondition(f"{asked.text!r}: there is no metric {asked.metric!r}; there are {listed}.")


def condition(text: str) -> Condition:
    """Read a condition."""
    match = _COMPARISON.fullmatch(text)
    if match is None or "." not in match["name"]:
        raise UnreadableCondition(f"{text!r} cannot be read. {UnreadableCondition.__doc__}")
    metric, _, figure = match["name"].rpartition(".")
    value = _value(match["value"])
    if isinstance(value, str) and match["operator"] not in ("==", "!="):
        raise UnreadableCondition(f"{text!r} compares with {value!r}, which is no number.")
    return Condition(text.strip(), metric, figure, match["operator"], value)


def _value(text: str) -> float | str:
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return text.strip("'\"").upper()


def _shown(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _listed(names: Mapping[str, Any]) -> str:
    return ", ".join(sorted(names)) or "none"
