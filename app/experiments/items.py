"""One item of a run: the target's output, the verdicts, and the rows that say so. The only way an item is done."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog

from app.core.clock import now
from app.core.errors import DomainError
from app.core.ids import new_id
from app.evaluation.evaluators import Judgement
from app.evaluation.mapping import resolve, why_unfilled
from app.evaluation.models import RecordStatus
from app.evaluation.targets import Asked, Invocation, TargetOutput
from app.experiments.choices import ItemResultStatus
from app.experiments.costs import cost_of, spent
from app.experiments.outcomes import Attempted, Awaited, Outcome
from app.experiments.plans import Place, Plan
from app.experiments.records import judged, record_base, skipped, turn_row, verdict_of_item, weighted
from app.experiments.turns import Conversation, Done, over_turns, turns_of
from app.experiments.units import Unit
from app.llm.asking import CallLog, spending
from app.llm.breaker import CircuitOpen
from app.runner.slots import Claimant

log: Any = structlog.get_logger(__name__)


class ItemInWork:
    """An item that is being done: what is known of it by now, and what each of its steps waits for."""

    def __init__(self, plan: Plan, unit: Unit, claimant: Claimant) -> None:
        self.plan = plan
        self.unit = unit
        self.result_id = unit.arrived.result_id if unit.arrived else new_id()
        self.output: TargetOutput | None = _known_output(unit)
        self.conversation = Conversation()
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

    async def done(self) -> Outcome | Awaited:
        """Run the target and every evaluator on its output; whatever fails is part of the outcome."""
        if self.plan.turns is not None and self.output is None:
            return await self._done_in_turns(self.plan.turns)
        output = self.output or await self._output(self.unit.data, Asked(self._invocation(0)))
        if output.awaited_until is not None:
            return self._awaited(output, 0)
        self.output = output
        done = Done(self.unit.data, output)
        records = await _all_of(self._records(place, done) for place in self.plan.places)
        return self._outcome(output, verdict_of_item(output, records), records)

    def cancelled(self, reason: str) -> Outcome:
        """What became of it when it was stopped; what the target gave by then is kept."""
        verdict = {"status": ItemResultStatus.CANCELLED, "reason": reason}
        known = self.output or (self.conversation.output() if self.conversation.done else TargetOutput())
        outcome = self._outcome(known, verdict, [])
        turns = [turn_row(outcome.result, done) | verdict | {"weighted_score": None} for done in self.conversation.done]
        return replace(outcome, turn_results=turns)

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

    # --- turns ---

    async def _done_in_turns(self, column: str) -> Outcome | Awaited:
        """Do the turns one after another, each hearing what was said before, up to the first that fails."""
        try:
            turns = turns_of(self.unit.data, column)
        except DomainError as error:
            return await self._without_turns(error)
        for turn in turns:
            asked = Asked(self._invocation(turn.index), tuple(self.conversation.history))
            output = self._known_turn(turn.index) or await self._output(turn.data, asked)
            if output.awaited_until is not None:
                return self._awaited(output, turn.index)
            self.conversation.add(turn, output)
            if output.error is not None:
                break
        self.output = self.conversation.output()
        return await self._judged_in_turns(self.output)

    async def _without_turns(self, error: DomainError) -> Outcome:
        """The outcome of an item whose turns cannot be read."""
        self.output = TargetOutput(error={"code": error.code, "message": error.message})
        done = Done(self.unit.data, self.output)
        records = await _all_of(self._records(place, done) for place in self.plan.places)
        return self._outcome(self.output, verdict_of_item(self.output, records), records)

    async def _judged_in_turns(self, output: TargetOutput) -> Outcome:
        by_place = await _all_of(self._records_of_turns(place) for place in self.plan.places)
        whole = [self._whole(place, rows) for place, rows in zip(self.plan.places, by_place, strict=True)]
        verdict = verdict_of_item(output, whole, self.conversation.done[-1].index)
        outcome = self._outcome(output, verdict, whole)
        turn_rows = [row for rows in by_place for row in rows]
        results = [self._turn_result(outcome, done, by_place) for done in self.conversation.done]
        return replace(outcome, evaluator_records=[*outcome.evaluator_records, *turn_rows], turn_results=results)

    async def _records_of_turns(self, place: Place) -> list[dict[str, Any]]:
        return [row for done in self.conversation.done for row in await self._records(place, done)]

    def _whole(self, place: Place, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """An evaluator's records of the item as a whole."""
        earlier = self.unit.earlier
        if earlier and earlier.is_whole and (kept := earlier.records.get((place.alias, 0))):
            return [self._carried(row) for row in kept]
        made = over_turns(rows, record_base(self.plan, place, self.result_id), place.outputs)
        return [row | {"id": new_id()} for row in made]

    def _turn_result(self, outcome: Outcome, done: Done, by_place: Sequence[list[dict[str, Any]]]) -> dict[str, Any]:
        records = [[row for row in rows if row["turn_index"] == done.index] for rows in by_place]
        return turn_row(outcome.result, done) | {
            **verdict_of_item(done.output, records),
            "weighted_score": self._weighted(records),
        }

    def _known_turn(self, index: int) -> TargetOutput | None:
        """The output of a turn that need not be asked for any more."""
        if self.unit.arrived and index in self.unit.arrived.outputs:
            return self.unit.arrived.outputs[index]
        kept = self.unit.earlier.turns if self.unit.earlier else ()
        return kept[index - 1] if index <= len(kept) else None

    # --- rows ---

    def _awaited(self, output: TargetOutput, turn_index: int) -> Awaited:
        row = self._target_record(output, turn_index) | {"status": RecordStatus.AWAITING}
        before = [self._target_record(done.output, done.index) for done in self.conversation.done]
        return Awaited(
            target_records=[*before, row],
            calls=self.calls.rows,
            responses=self.calls.responses,
            spent=spent(self.calls.rows, self._reported()),
        )

    def _outcome(self, output: TargetOutput, verdict: dict[str, Any], records: list[list[dict[str, Any]]]) -> Outcome:
        result = self._base() | {
            **verdict,
            "output": output.output,
            "error": output.error,
            "weighted_score": self._weighted(records),
            "latency_ms": output.latency_ms,
            "input_tokens": output.input_tokens,
            "output_tokens": output.output_tokens,
            "cost": cost_of(self.unit, self.plan.target_kind, self.calls.rows, self._reported()),
            "carried_from_id": self.unit.earlier.result_id if self.unit.earlier else None,
        }
        return Outcome(
            result=result,
            target_records=self._target_records(),
            evaluator_records=[row for rows in records for row in rows],
            turn_results=[],
            calls=self.calls.rows,
            responses=self.calls.responses,
            spent=spent(self.calls.rows, self._reported()),
            is_carried=self.unit.earlier is not None and self.unit.earlier.is_whole,
        )

    def _weighted(self, records: Iterable[list[dict[str, Any]]]) -> float | None:
        weights = {place.alias: place.weight for place in self.plan.places}
        return weighted(weights, (row for rows in records for row in rows))

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

    def _outputs(self) -> list[TargetOutput]:
        """What the target gave: one for each turn, or one."""
        if self.conversation.done:
            return [done.output for done in self.conversation.done]
        return [] if self.output is None else [self.output]

    def _reported(self) -> list[TargetOutput]:
        """Outputs whose tokens and cost are the target's own word; what came by itself was counted when it came."""
        return [output for output in self._outputs() if output.is_reported]

    def _target_records(self) -> list[dict[str, Any]]:
        first = 1 if self.conversation.done else 0
        return [self._target_record(output, first + place) for place, output in enumerate(self._outputs())]

    def _target_record(self, output: TargetOutput, turn_index: int) -> dict[str, Any]:
        return {
            "id": new_id(),
            "created_at": now(),
            "space_id": self.plan.space_id,
            "eval_target_version_id": self.plan.eval_target_version_id,
            "run_id": self.plan.run_id,
            "item_result_id": self.result_id,
            "dataset_item_id": self.unit.item_id,
            "repetition": self.unit.repetition,
            "turn_index": turn_index,
            "awaited_until": output.awaited_until,
            "external_id": output.external_id,
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
            "is_reported": output.is_reported,
        }

    # --- asking ---

    def _invocation(self, turn_index: int) -> Invocation:
        return Invocation(self.plan.run_id, self.unit.item_id, self.unit.repetition, turn_index)

    async def _output(self, data: Mapping[str, Any], asked: Asked) -> TargetOutput:
        try:
            return await self.plan.target(data, self.calls, asked)
        except CircuitOpen:
            raise
        except Exception as error:
            # A bug in a target costs this item, not the run; the log has the rest.
            log.exception("target failed unexpectedly", run_id=self.plan.run_id)
            fault = {"code": "INTERNAL", "message": f"The target failed unexpectedly: {type(error).__name__}."}
            return TargetOutput(output=None, error=fault)

    async def _records(self, place: Place, done: Done) -> list[dict[str, Any]]:
        """The evaluator's records of an output: its verdicts, or why there is none."""
        if self.unit.earlier and (kept := self.unit.earlier.records.get((place.alias, done.index))):
            return [self._carried(row) for row in kept]
        base = record_base(self.plan, place, self.result_id) | {"turn_index": done.index}
        if done.output.error is not None:
            return skipped(place, base)
        inputs = resolve(place.mappings, data=done.data, output=done.output.output, conversation=done.conversation)
        return judged(base | {"input": inputs}, await self._judgement(place, done, inputs))

    def _carried(self, record: dict[str, Any]) -> dict[str, Any]:
        """An earlier run's record as one of this run."""
        return record | {"id": new_id(), "created_at": now(), "run_id": self.plan.run_id, "item_result_id": self.result_id}

    async def _judgement(self, place: Place, done: Done, inputs: dict[str, Any]) -> Judgement:
        if missing := _missing(place, done.data, done.output.output):
            return place.failed("MISSING_INPUT", missing)
        calls = self._steps[place.alias] = self.calls.step()
        try:
            return await place.evaluate(inputs, calls)
        except CircuitOpen as error:
            # What the target gave is paid for, so the item is kept; judging it can be retried alone.
            self.broken = str(error)
            return place.failed("CIRCUIT_OPEN", self.broken)
        except Exception as error:
            log.exception("evaluator failed unexpectedly", alias=place.alias)
            return place.failed("INTERNAL", f"The evaluator failed unexpectedly: {type(error).__name__}.")
        finally:
            del self._steps[place.alias]


def _known_output(unit: Unit) -> TargetOutput | None:
    """The output of an item without turns, if nobody need be asked for it any more."""
    if unit.arrived and 0 in unit.arrived.outputs:
        return unit.arrived.outputs[0]
    return unit.earlier.output if unit.earlier else None


async def _all_of(steps: Iterable[Coroutine[Any, Any, list[dict[str, Any]]]]) -> list[list[dict[str, Any]]]:
    """All results; when one step raises, the others come to their ends first."""
    results = await asyncio.gather(*steps, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if not isinstance(result, BaseException)]


def _missing(place: Place, data: Mapping[str, Any], output: Any) -> str | None:
    """What keeps an evaluator from being asked: a required input whose column or part is not there."""
    for mapping in place.mappings:
        if mapping.name in place.required and (why := why_unfilled(mapping, data=data, output=output)):
            return why
    return None
