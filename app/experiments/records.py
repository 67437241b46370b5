"""The rows that say what evaluators found of an item, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.core.clock import now
from app.core.ids import new_id
from app.evaluation.evaluators import Judgement
from app.evaluation.judge import MAX_LABEL
from app.evaluation.models import RecordStatus
from app.evaluation.targets import TargetOutput
from app.evaluation.verdict import Verdict, effective, metric_name
from app.experiments.choices import ItemResultStatus
from app.experiments.plans import Place, Plan
from app.experiments.turns import Done


def record_base(plan: Plan, place: Place, result_id: int) -> dict[str, Any]:
    """What all records of an evaluator in its place have in common."""
    return {
        "id": new_id(),
        "created_at": now(),
        "space_id": plan.space_id,
        "evaluator_id": place.evaluator_id,
        "evaluator_version_id": place.evaluator_version_id,
        "run_id": plan.run_id,
        "item_result_id": result_id,
        "alias": place.alias,
        "output_name": "",
        "turn_index": 0,
        "is_cached": False,
    }


def skipped(place: Place, base: dict[str, Any]) -> list[dict[str, Any]]:
    """A row for each output of an evaluator that was not asked."""
    row = base | {"status": RecordStatus.SKIPPED, "reason": "The target gave no output to evaluate."}
    return [row | {"id": new_id(), "output_name": name} for name in place.outputs]


def judged(base: dict[str, Any], judgement: Judgement) -> list[dict[str, Any]]:
    """A row for each output; what the judgement took stands in the first."""
    first, *others = map(_columns_of, judgement.verdicts)
    spent = {
        "input_tokens": judgement.input_tokens,
        "output_tokens": judgement.output_tokens,
        "cost": judgement.cost,
        "latency_ms": judgement.latency_ms,
    }
    cached = {"is_cached": judgement.is_cached}
    return [base | first | spent | cached, *(base | {"id": new_id()} | row | cached for row in others)]


def _columns_of(verdict: Verdict) -> dict[str, Any]:
    has_failed = verdict.error_code is not None
    return {
        "output_name": verdict.name,
        "status": RecordStatus.FAILED if has_failed else RecordStatus.SUCCEEDED,
        "score": verdict.score,
        "label": None if verdict.label is None else verdict.label[:MAX_LABEL],
        "passed": verdict.passed,
        "reason": verdict.error if has_failed else verdict.reason,
        "score_deviation": verdict.deviation,
        "samples": list(verdict.samples) or None,
        "error": {"code": verdict.error_code, "message": verdict.error} if has_failed else None,
        "parse_mode": verdict.parse_mode.value if verdict.parse_mode else None,
    }


def turn_row(result: dict[str, Any], done: Done) -> dict[str, Any]:
    """What a turn gave, as a row beside the item's result."""
    output = done.output
    same = ("created_at", "space_id", "run_id", "dataset_item_id", "repetition")
    return {name: result[name] for name in same} | {
        "id": new_id(),
        "item_result_id": result["id"],
        "turn_index": done.index,
        "input": done.turn.input if done.turn else {},
        "output": output.output,
        "error": output.error,
        "latency_ms": output.latency_ms,
        "input_tokens": output.input_tokens,
        "output_tokens": output.output_tokens,
        "cost": output.cost,
    }


def verdict_of_item(
    output: TargetOutput, records: Sequence[list[dict[str, Any]]], turn_index: int | None = None
) -> dict[str, Any]:
    """How an item or a turn ended, and why."""
    if output.error is not None:
        turn = f"Turn {turn_index}: " if turn_index else ""
        return {"status": ItemResultStatus.FAILED, "reason": f"{turn}Target: {output.error['message']}"}
    failed = [
        f"Evaluator {_named(row)!r}: {row['reason']}"
        for rows in records
        for row in rows
        if row["status"] == RecordStatus.FAILED
    ]
    if failed:
        return {"status": ItemResultStatus.FAILED, "reason": "\n".join(failed)}
    return {"status": ItemResultStatus.SUCCEEDED, "reason": None}


def _named(row: dict[str, Any]) -> str:
    return metric_name(row["alias"], row["output_name"])


def weighted(weights: Mapping[str, float], records: Iterable[Mapping[str, Any]]) -> float | None:
    """The mean of the evaluators' effective scores by their weights; of several outputs of one, the first counts."""
    firsts: dict[str, Mapping[str, Any]] = {}
    for record in records:
        firsts.setdefault(record["alias"], record)
    scored = [
        (weights[alias], score)
        for alias, record in firsts.items()
        if alias in weights and (score := effective(record, "score")) is not None
    ]
    total = sum(weight for weight, _ in scored)
    return sum(weight * score for weight, score in scored) / total if total > 0 else None
