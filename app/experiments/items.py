"""One item of a run: the target's output, the verdicts, and the rows that say so. The only way an item is done."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
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
from app.llm.breaker import CircuitOpen
from app.runner.slots import Claimant

log: Any = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Place:
    """An evaluator in its place, ready to be asked."""

    alias: str
    weight: float
    mappings: tuple[InputMapping, ...]
    required: frozenset[str]
    """Inputs that it cannot do without."""
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
    uses_cache: bool = False
    item_timeout_seconds: float | None = None


@dataclass(frozen=True)
class Earlier:
    """What an earlier run found out about an item, so that nobody has to be asked again."""

    result_id: int | None
    output: TargetOutput | None
    """The target's output, if it is to be kept."""
    records: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """The evaluators' records that are to be kept, by alias."""
    is_whole: bool = False
    """Nothing is left to be done."""


@dataclass(frozen=True)
class Unit:
    """An item to be done, for the first time or once more."""

    item_id: int
    data: Mapping[str, Any]
    repetition: int = 1
    earlier: Earlier | None = None


@dataclass(frozen=True, kw_only=True)
class Attempted:
    """Rows of the calls that were made for an item, and what they add up to."""

    calls: list[dict[str, Any]]
    responses: list[dict[str, Any]]
    spent: Spending


@dataclass(frozen=True, kw_only=True)
class Outcome(Attempted):
    """The rows of a finished item, to be stored together or not at all."""

    result: dict[str, Any]
    target_records: list[dict[str, Any]]
    evaluator_records: list[dict[str, Any]]
    is_carried: bool
    """It is an earlier run's, as it was."""

    @property
    def key(self) -> tuple[int, int]:
        """The item and the repetition."""
        return self.result["dataset_item_id"], self.result["repetition"]


class ItemInWork:
    """An item that is being done: what is known of it by now, and what each of its steps waits for."""

    def __init__(self, plan: Plan, unit: Unit, claimant: Claimant) -> None:
        self.plan = plan
        self.unit = unit
        self.result_id = new_id()
        self.output: TargetOutput | None = unit.earlier.output if unit.earlier else None
        self.broken: str | None = None
        """Why the run should not go on, if an evaluator cannot be reached any more."""
        self.calls = CallLog(
            plan.space_id,
            plan.user_id,
            "ExperimentRun",
            plan.run_id,
            claimant=claimant,
            repetition=unit.repetition,
            uses_cache=plan.uses_cache,
            deadline_seconds=plan.item_timeout_seconds,
        )
        self._steps: dict[str, CallLog] = {}

    async def done(self) -> Outcome:
        """Run the target and every evaluator on its output; whatever fails is part of the outcome."""
        if self.output is None:
            self.output = await self._output()
        records = await _all_of(map(self._record, self.plan.places))
        return self._outcome(self.output, _verdict_of_item(self.output, records), records)

    def cancelled(self, reason: str) -> Outcome:
        """What became of it when it was stopped; what the target gave by then is kept."""
        verdict = {"status": ItemResultStatus.CANCELLED, "reason": reason}
        return self._outcome(self.output or TargetOutput(), verdict, [])

    def interrupted(self) -> Attempted:
        """What was tried for it when it was stopped, to be done again."""
        return Attempted(calls=self.calls.rows, responses=self.calls.responses, spent=spending(self.calls.rows))

    def state(self) -> dict[str, Any]:
        """What it waits for just now, as others are shown."""
        steps = {alias: calls.doing for alias, calls in self._steps.items()}
        return {
            "item": self.unit.item_id,
            "repetition": self.unit.repetition,
            "step": "target" if self.output is None else "evaluators",
            "why": self.calls.doing if self.output is None else None,
            "evaluators": steps,
        }

    def _outcome(self, output: TargetOutput, verdict: dict[str, Any], records: list[dict[str, Any]]) -> Outcome:
        result = self._base() | {
            **verdict,
            "output": output.output,
            "error": output.error,
            "weighted_score": _weighted(self.plan.places, records) if records else None,
            "latency_ms": output.latency_ms,
            "input_tokens": output.input_tokens,
            "output_tokens": output.output_tokens,
            "cost": _cost(self),
            "carried_from_id": self.unit.earlier.result_id if self.unit.earlier else None,
        }
        is_known = self.output is not None
        return Outcome(
            result=result,
            target_records=[_target_record(self.plan, self.result_id, output)] if is_known else [],
            evaluator_records=records,
            calls=self.calls.rows,
            responses=self.calls.responses,
            spent=spending(self.calls.rows),
            is_carried=self.unit.earlier is not None and self.unit.earlier.is_whole,
        )

    def _base(self) -> dict[str, Any]:
        return {
            "id": self.result_id,
            "created_at": now(),
            "space_id": self.plan.space_id,
            "run_id": self.plan.run_id,
            "experiment_id": self.plan.experiment_id,
            "dataset_item_id": self.unit.item_id,
            "repetition": self.unit.repetition,
        }

    async def _output(self) -> TargetOutput:
        try:
            return await self.plan.target(self.unit.data, self.calls)
        except CircuitOpen:
            raise
        except Exception as error:
            # A bug in a target costs this item, not the run; the log has the rest.
            log.exception("target failed unexpectedly", run_id=self.plan.run_id)
            fault = {"code": "INTERNAL", "message": f"The target failed unexpectedly: {type(error).__name__}."}
            return TargetOutput(output=None, error=fault)

    async def _record(self, place: Place) -> dict[str, Any]:
        """The evaluator's record: a verdict, or why there is none."""
        if self.unit.earlier and (kept := self.unit.earlier.records.get(place.alias)):
            return kept | {"id": new_id(), "created_at": now(), "run_id": self.plan.run_id, "item_result_id": self.result_id}
        base = _record_base(self.plan, place, self.result_id)
        if self.output is None or self.output.error is not None:
            return base | {"status": RecordStatus.SKIPPED, "reason": "The target gave no output to evaluate."}
        inputs = resolve(place.mappings, data=self.unit.data, output=self.output.output)
        return base | {"input": inputs} | _judged(await self._judgement(place, inputs))

    async def _judgement(self, place: Place, inputs: dict[str, Any]) -> Judgement:
        if missing := _missing(place, self.unit.data):
            return Judgement(Verdict(error=missing, error_code="MISSING_INPUT"))
        calls = self._steps[place.alias] = self.calls.step()
        try:
            return await place.evaluate(inputs, calls)
        except CircuitOpen as error:
            # What the target gave is paid for, so the item is kept; judging it can be retried alone.
            self.broken = str(error)
            return Judgement(Verdict(error=self.broken, error_code="CIRCUIT_OPEN"))
        except Exception as error:
            log.exception("evaluator failed unexpectedly", alias=place.alias)
            message = f"The evaluator failed unexpectedly: {type(error).__name__}."
            return Judgement(Verdict(error=message, error_code="INTERNAL"))
        finally:
            del self._steps[place.alias]


async def _all_of(steps: Iterable[Coroutine[Any, Any, dict[str, Any]]]) -> list[dict[str, Any]]:
    """All results; when one step raises, the others come to their ends first."""
    results = await asyncio.gather(*steps, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if not isinstance(result, BaseException)]


def _missing(place: Place, data: Mapping[str, Any]) -> str | None:
    """What keeps an evaluator from being asked: a required input whose column the item lacks."""
    for mapping in place.mappings:
        if mapping.column is not None and mapping.column not in data and mapping.name in place.required:
            return f"The mapping of input `{mapping.name}` found no column `{mapping.column}` in the item."
    return None


def _record_base(plan: Plan, place: Place, result_id: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "created_at": now(),
        "space_id": plan.space_id,
        "evaluator_version_id": place.evaluator_version_id,
        "run_id": plan.run_id,
        "item_result_id": result_id,
        "alias": place.alias,
        "is_cached": False,
    }


def _judged(judgement: Judgement) -> dict[str, Any]:
    verdict = judgement.verdict
    has_failed = verdict.error_code is not None
    return {
        "status": RecordStatus.FAILED if has_failed else RecordStatus.SUCCEEDED,
        "score": verdict.score,
        "label": verdict.label,
        "passed": verdict.passed,
        "reason": verdict.error if has_failed else verdict.reason,
        "error": {"code": verdict.error_code, "message": verdict.error} if has_failed else None,
        "parse_mode": verdict.parse_mode.value if verdict.parse_mode else None,
        "input_tokens": judgement.input_tokens,
        "output_tokens": judgement.output_tokens,
        "cost": judgement.cost,
        "latency_ms": judgement.latency_ms,
        "is_cached": judgement.is_cached,
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
        "is_cached": output.is_cached,
    }


def _verdict_of_item(output: TargetOutput, records: list[dict[str, Any]]) -> dict[str, Any]:
    if output.error is not None:
        return {"status": ItemResultStatus.FAILED, "reason": f"Target: {output.error['message']}"}
    failed = [f"Evaluator {row['alias']!r}: {row['reason']}" for row in records if row["status"] == RecordStatus.FAILED]
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


def _cost(work: ItemInWork) -> Decimal | None:
    """What the item took, what was known already included; unknown if the price of a call is."""
    rows = work.calls.rows
    if any(row["cost"] is None and row["error_code"] is None for row in rows):
        return None
    return sum((row["cost"] for row in rows if row["cost"] is not None), _kept_cost(work.unit.earlier))


def _kept_cost(earlier: Earlier | None) -> Decimal:
    if earlier is None:
        return Decimal(0)
    costs = [earlier.output.cost if earlier.output else None, *(record["cost"] for record in earlier.records.values())]
    return sum((cost for cost in costs if cost is not None), Decimal(0))
