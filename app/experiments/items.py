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
from app.evaluation.judge import MAX_LABEL
from app.evaluation.mapping import InputMapping, resolve
from app.evaluation.models import RecordStatus
from app.evaluation.targets import PreparedTarget, TargetOutput
from app.evaluation.verdict import Verdict, effective, metric_name
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
    evaluator_id: int
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
    records: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The evaluators' records that are to be kept, by alias: one for each output."""
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
        records = [record for found in await _all_of(map(self._records, self.plan.places)) for record in found]
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
            "weighted_score": weighted({place.alias: place.weight for place in self.plan.places}, records),
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

    async def _records(self, place: Place) -> list[dict[str, Any]]:
        """The evaluator's records, one for each output: a verdict, or why there is none."""
        if self.unit.earlier and (kept := self.unit.earlier.records.get(place.alias)):
            moved = {"run_id": self.plan.run_id, "item_result_id": self.result_id}
            return [record | moved | {"id": new_id(), "created_at": now()} for record in kept]
        if self.output is None or self.output.error is not None:
            skipped = {"status": RecordStatus.SKIPPED, "reason": "The target gave no output to evaluate."}
            return [_record_base(self.plan, place, self.result_id) | skipped]
        inputs = resolve(place.mappings, data=self.unit.data, output=self.output.output)
        rows = _judged(await self._judgement(place, inputs))
        return [_record_base(self.plan, place, self.result_id) | {"input": inputs} | row for row in rows]

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


async def _all_of(steps: Iterable[Coroutine[Any, Any, list[dict[str, Any]]]]) -> list[list[dict[str, Any]]]:
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
        "evaluator_id": place.evaluator_id,
        "evaluator_version_id": place.evaluator_version_id,
        "run_id": plan.run_id,
        "item_result_id": result_id,
        "alias": place.alias,
        "output_name": "",
        "turn_index": 0,
        "is_cached": False,
    }


def _judged(judgement: Judgement) -> list[dict[str, Any]]:
    """A row for each output; what the judgement took stands in the first."""
    first, *others = map(_verdict_row, judgement.verdicts)
    spent = {
        "input_tokens": judgement.input_tokens,
        "output_tokens": judgement.output_tokens,
        "cost": judgement.cost,
        "latency_ms": judgement.latency_ms,
        "is_cached": judgement.is_cached,
    }
    return [first | spent, *(row | {"is_cached": judgement.is_cached} for row in others)]


def _verdict_row(verdict: Verdict) -> dict[str, Any]:
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
    failed = [f"Evaluator {_named(row)!r}: {row['reason']}" for row in records if row["status"] == RecordStatus.FAILED]
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


def _cost(work: ItemInWork) -> Decimal | None:
    """What the item took, what was known already included; unknown if the price of a call is."""
    rows = work.calls.rows
    if any(row["cost"] is None and row["error_code"] is None for row in rows):
        return None
    return sum((row["cost"] for row in rows if row["cost"] is not None), _kept_cost(work.unit.earlier))


def _kept_cost(earlier: Earlier | None) -> Decimal:
    if earlier is None:
        return Decimal(0)
    records = (record for kept in earlier.records.values() for record in kept)
    costs = [earlier.output.cost if earlier.output else None, *(record["cost"] for record in records)]
    return sum((cost for cost in costs if cost is not None), Decimal(0))
