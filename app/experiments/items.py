"""One item of a run: the target's output, the verdicts, and the rows that say so. The only way an item is done."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import structlog

from app.core.clock import now
from app.core.ids import new_id
from app.evaluation.evaluators import Judgement, PreparedEvaluator
from app.evaluation.mapping import InputMapping, resolve
from app.evaluation.models import RecordStatus
from app.evaluation.targets import PreparedTarget, TargetOutput
from app.evaluation.verdict import Verdict
from app.experiments.models import ItemResultStatus
from app.llm.asking import CallLog, Spending, spending

log: Any = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Place:
    """An evaluator in its place, ready to be asked."""

    alias: str
    weight: float
    mappings: tuple[InputMapping, ...]
    evaluator_version_id: int
    evaluate: PreparedEvaluator


@dataclass(frozen=True)
class Plan:
    """What a run does with each item."""

    run_id: int
    experiment_id: int
    space_id: int
    user_id: int | None
    eval_target_version_id: int
    target: PreparedTarget
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Outcome:
    """The rows of a finished item, to be stored together or not at all."""

    result: dict[str, Any]
    target_records: list[dict[str, Any]] = field(default_factory=list)
    evaluator_records: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    spent: Spending = field(default_factory=Spending)


async def evaluate_item(plan: Plan, item_id: int, data: Mapping[str, Any], repetition: int = 1) -> Outcome:
    """Run the target on an item and every evaluator on its output; whatever fails is part of the outcome."""
    calls = CallLog(plan.space_id, plan.user_id, "ExperimentRun", plan.run_id)
    result_id = new_id()
    output = await _output(plan, data, calls)
    judgements = await asyncio.gather(*(_judgement(place, data, output, calls) for place in plan.places))
    records = [_record(plan, place, result_id, *judged) for place, judged in zip(plan.places, judgements, strict=True)]
    spent = spending(calls.rows)
    result = _base(plan, result_id, item_id, repetition) | {
        **_verdict_of_item(output, records),
        "output": output.output,
        "error": output.error,
        "weighted_score": _weighted(plan.places, records),
        "latency_ms": output.latency_ms,
        "input_tokens": output.input_tokens,
        "output_tokens": output.output_tokens,
        "cost": None if spent.unpriced_calls else spent.cost or Decimal(0),
    }
    return Outcome(result, [_target_record(plan, result_id, output)], records, calls.rows, spent)


def cancelled_item(plan: Plan, item_id: int, reason: str, repetition: int = 1) -> Outcome:
    """An item that the run did not get to."""
    base = _base(plan, new_id(), item_id, repetition)
    return Outcome(base | {"status": ItemResultStatus.CANCELLED, "reason": reason})


def _base(plan: Plan, result_id: int, item_id: int, repetition: int) -> dict[str, Any]:
    return {
        "id": result_id,
        "created_at": now(),
        "space_id": plan.space_id,
        "run_id": plan.run_id,
        "experiment_id": plan.experiment_id,
        "dataset_item_id": item_id,
        "repetition": repetition,
    }


async def _output(plan: Plan, data: Mapping[str, Any], calls: CallLog) -> TargetOutput:
    try:
        return await plan.target(data, calls)
    except Exception as error:
        # A bug in a target costs this item, not the run; the log has the rest.
        log.exception("target failed unexpectedly", run_id=plan.run_id)
        fault = {"code": "INTERNAL", "message": f"The target failed unexpectedly: {type(error).__name__}."}
        return TargetOutput(output=None, error=fault)


async def _judgement(
    place: Place, data: Mapping[str, Any], output: TargetOutput, calls: CallLog
) -> tuple[Judgement | None, dict[str, Any]]:
    """The verdict on an output, with the inputs it was found from; none if there is no output to judge."""
    if output.error is not None:
        return None, {}
    inputs = resolve(place.mappings, data=data, output=output.output)
    try:
        return await place.evaluate(inputs, calls), inputs
    except Exception as error:
        log.exception("evaluator failed unexpectedly", alias=place.alias)
        message = f"The evaluator failed unexpectedly: {type(error).__name__}."
        return Judgement(Verdict(error=message, error_code="INTERNAL"), latency_ms=0), inputs


def _record(plan: Plan, place: Place, result_id: int, judgement: Judgement | None, inputs: dict[str, Any]) -> dict[str, Any]:
    base = {
        "id": new_id(),
        "created_at": now(),
        "space_id": plan.space_id,
        "evaluator_version_id": place.evaluator_version_id,
        "run_id": plan.run_id,
        "item_result_id": result_id,
        "alias": place.alias,
    }
    if judgement is None:
        return base | {"status": RecordStatus.SKIPPED, "reason": "The target gave no output to evaluate."}
    verdict = judgement.verdict
    has_failed = verdict.error_code is not None
    return base | {
        "status": RecordStatus.FAILED if has_failed else RecordStatus.SUCCEEDED,
        "score": verdict.score,
        "label": verdict.label,
        "passed": verdict.passed,
        "reason": verdict.error if has_failed else verdict.reason,
        "error": {"code": verdict.error_code, "message": verdict.error} if has_failed else None,
        "parse_mode": verdict.parse_mode.value if verdict.parse_mode else None,
        "input": inputs,
        "input_tokens": judgement.input_tokens,
        "output_tokens": judgement.output_tokens,
        "cost": judgement.cost,
        "latency_ms": judgement.latency_ms,
    }


def _target_record(plan: Plan, result_id: int, output: TargetOutput) -> dict[str, Any]:
    return {
        "id": new_id(),
        "created_at": now(),
        "space_id": plan.space_id,
        "eval_target_version_id": plan.eval_target_version_id,
        "run_id": plan.run_id,
        "item_result_id": result_id,
        "status": RecordStatus.FAILED if output.error else RecordStatus.SUCCEEDED,
        "input": output.input,
        "output": output.output,
        "error": output.error,
        "model": output.model,
        "input_tokens": output.input_tokens,
        "output_tokens": output.output_tokens,
        "cost": output.cost,
        "latency_ms": output.latency_ms,
    }


def _verdict_of_item(output: TargetOutput, records: list[dict[str, Any]]) -> dict[str, Any]:
    if output.error is not None:
        return {"status": ItemResultStatus.FAILED, "reason": f"Target: {output.error['message']}"}
    failed = [f"Evaluator {row['alias']!r}: {row['reason']}" for row in records if row["status"] is RecordStatus.FAILED]
    if failed:
        return {"status": ItemResultStatus.FAILED, "reason": "\n".join(failed)}
    return {"status": ItemResultStatus.SUCCEEDED, "reason": None}


def _weighted(places: tuple[Place, ...], records: list[dict[str, Any]]) -> float | None:
    scored = [
        (place.weight, record["score"])
        for place, record in zip(places, records, strict=True)
        if record.get("score") is not None
    ]
    total = sum(weight for weight, _ in scored)
    return sum(weight * score for weight, score in scored) / total if total > 0 else None
