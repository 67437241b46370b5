"""Evaluators ready to judge: what a run holds for each version it uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.core.errors import DomainError
from app.evaluation import kinds
from app.evaluation.kind import Judgement, PreparedEvaluator, behaviour_of
from app.evaluation.models import EvaluatorVersion
from app.evaluation.verdict import Verdict
from app.llm.asking import CallLog

__all__ = ["Judgement", "PreparedEvaluator", "kinds", "prepare_evaluator"]


async def prepare_evaluator(version: EvaluatorVersion) -> PreparedEvaluator:
    """An evaluator by a stored version; one that cannot work any more says so in every verdict."""
    try:
        evaluate = await behaviour_of(version.kind).prepare(version.config)
    except DomainError as error:
        return _Unusable(error)
    return evaluate if version.pass_threshold is None else _WithThreshold(evaluate, version.pass_threshold)


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

    async def __call__(self, inputs: Mapping[str, Any], calls: CallLog) -> Judgement:
        return Judgement(Verdict(error_code=self.error.code, error=self.error.message))
