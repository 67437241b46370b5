"""Evaluators that are one of the built-in metrics."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Actor
from app.core import clock
from app.core.errors import Invalid
from app.evaluation import metrics
from app.evaluation.kind import CheckedSettings, Judgement, PreparedEvaluator, evaluator_kind, milliseconds_since
from app.evaluation.metrics import BuiltinMetric, Metric
from app.evaluation.models import EvaluatorKind
from app.llm.asking import CallLog

_SMALL_CHARACTERS = 20_000


@evaluator_kind(EvaluatorKind.BUILTIN)
class BuiltinKind:
    """Compares without a model and without code."""

    async def check(self, actor: Actor, space_id: int, given: dict[str, Any]) -> CheckedSettings:
        metric, options = BuiltinMetric(given["metric"]), _options(given.get("options") or {})
        try:
            built = metrics.build(metric, options)
        except Invalid as error:
            error.path = tuple(_as_written(step) for step in error.path)
            raise error.under("options") from None
        return CheckedSettings({"metric": metric.value, "options": options}, built.inputs, options.get("pass_threshold"))

    async def prepare(self, config: dict[str, Any]) -> PreparedEvaluator:
        return _Comparison(metrics.build(BuiltinMetric(config["metric"]), config["options"]))


@dataclass(frozen=True, slots=True)
class _Comparison:
    metric: Metric

    async def __call__(self, inputs: Mapping[str, Any], calls: CallLog) -> Judgement:
        started = clock.monotonic()
        verdict = self.metric(inputs) if _is_small(inputs) else await asyncio.to_thread(self.metric, inputs)
        return Judgement(verdict, milliseconds_since(started))


def _options(given: dict[str, Any]) -> dict[str, Any]:
    """The options that were set, as JSON keeps them."""
    plain = {name: value.value if isinstance(value, enum.Enum) else value for name, value in given.items()}
    return {name: value for name, value in plain.items() if value is not None}


def _as_written(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def _is_small(inputs: Mapping[str, Any]) -> bool:
    """Whether a comparison is surely quick; of lists and objects nobody knows without walking through them."""
    return all(
        len(value) <= _SMALL_CHARACTERS if isinstance(value, str) else not isinstance(value, dict | list)
        for value in inputs.values()
    )
