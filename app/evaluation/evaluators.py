"""Evaluators ready to judge: what a run holds for each version it uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.core.errors import DomainError
from app.evaluation import kinds
from app.evaluation.default_models import with_model
from app.evaluation.kind import Judgement, PreparedEvaluator, behaviour_of
from app.evaluation.models import EvaluatorKind, EvaluatorVersion
from app.evaluation.verdict import Verdict, metric_name
from app.evaluation.versions import CheckedConfig, config_of
from app.llm.asking import CallLog

__all__ = ["Judgement", "PreparedEvaluator", "kinds", "metric_names", "output_names", "prepare_config", "prepare_evaluator"]


async def prepare_evaluator(version: EvaluatorVersion) -> PreparedEvaluator:
    """An evaluator by a stored version; one that cannot work any more says so in every verdict."""
    return await prepare_config(config_of(version), version.space_id)


async def prepare_config(checked: CheckedConfig, space_id: int) -> PreparedEvaluator:
    """An evaluator by its settings; one that cannot work any more says so in every verdict."""
    names = output_names(checked.kind, checked.config)
    try:
        is_judge = checked.kind is EvaluatorKind.JUDGE
        config = await with_model(checked.config, space_id) if is_judge else checked.config
        evaluate = await behaviour_of(checked.kind).prepare(config)
    except DomainError as error:
        return _Unusable(error, tuple(names))
    return evaluate if checked.pass_threshold is None else _WithThreshold(evaluate, checked.pass_threshold)


def metric_names(version: EvaluatorVersion, alias: str) -> list[str]:
    """What the scores of an evaluator are called in a run: one name for each of its outputs."""
    return [metric_name(alias, name) for name in output_names(version.kind, version.config)]


def output_names(kind: EvaluatorKind, config: Mapping[str, Any]) -> list[str]:
    """The names that verdicts of an evaluator have; a single one has none."""
    outputs = config.get("outputs") or [] if kind is EvaluatorKind.JUDGE else []
    return [output["name"] for output in outputs] if len(outputs) > 1 else [""]


@dataclass(frozen=True, slots=True)
class _WithThreshold:
    """Says whether an output passes, where the verdict left that open."""

    evaluate: PreparedEvaluator
    threshold: float

    async def __call__(self, inputs: Mapping[str, Any], calls: CallLog) -> Judgement:
        judgement = await self.evaluate(inputs, calls)
        verdict = judgement.verdict
        if verdict.score is None or verdict.passed is not None:
            return judgement
        return replace(judgement, verdict=replace(verdict, passed=verdict.score >= self.threshold))


@dataclass(frozen=True, slots=True)
class _Unusable:
    error: DomainError
    names: tuple[str, ...] = ("",)

    async def __call__(self, inputs: Mapping[str, Any], calls: CallLog) -> Judgement:
        first, *others = (Verdict(error_code=self.error.code, error=self.error.message, name=name) for name in self.names)
        return Judgement(first, others=tuple(others))
