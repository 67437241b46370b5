"""People's corrections of what evaluators said: kept beside the original, and counted in its place."""

from __future__ import annotations

from math import isfinite
from typing import Any

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.clock import now
from app.core.errors import Conflict, Invalid
from app.evaluation.judge import JudgeOutput, OutputType, value_words
from app.evaluation.judge_replies import passes
from app.evaluation.kinds.judge import output_of
from app.evaluation.models import EvaluatorCorrection, EvaluatorKind, EvaluatorRecord, EvaluatorVersion, RecordStatus
from app.evaluation.verdict import effective
from app.experiments.ending import add_up
from app.experiments.models import ExperimentEvaluator, ExperimentItemResult, ExperimentTurnResult
from app.experiments.records import weighted
from app.experiments.turns import corrected_over_turns

MAX_REASON = 10_000
MAX_LABEL = 200


class NothingToCorrect(Conflict):
    """The evaluator was not asked, so that there is nothing to correct."""

    code = "NOTHING_TO_CORRECT"


class NoCorrection(Conflict):
    """Nobody has corrected this."""

    code = "NO_CORRECTION"


class InvalidCorrection(Invalid):
    """Say what the evaluator should have said: a score, a category or a pass verdict."""

    code = "INVALID_CORRECTION"


async def correct_evaluator_record(
    actor: Actor,
    *,
    evaluator_record_id: int,
    score: float | None = None,
    label: str | None = None,
    passed: bool | None = None,
    reason: str | None = None,
) -> EvaluatorRecord:
    """Put other values in place of an evaluator's; what is not given stays what the evaluator said."""
    seen = await get(EvaluatorRecord, evaluator_record_id, actor)
    actor.require(Permission.WRITE_EXPERIMENTS, seen.space_id)
    if seen.status is RecordStatus.SKIPPED:
        raise NothingToCorrect(path=("input", "evaluatorRecordId"))
    values = await _checked(seen, score, label, passed)
    return await _corrected(actor, seen, values, reason, is_cleared=False)


async def clear_evaluator_correction(
    actor: Actor, *, evaluator_record_id: int, reason: str | None = None
) -> EvaluatorRecord:
    """Let the evaluator's own words count again; the corrections stay in the history."""
    seen = await get(EvaluatorRecord, evaluator_record_id, actor)
    actor.require(Permission.WRITE_EXPERIMENTS, seen.space_id)
    nothing = dict.fromkeys(("score", "label", "passed"))
    return await _corrected(actor, seen, nothing, reason, is_cleared=True)


async def _corrected(
    actor: Actor, seen: EvaluatorRecord, values: dict[str, Any], reason: str | None, *, is_cleared: bool
) -> EvaluatorRecord:
    words = _checked_reason(reason)
    async with change(actor, Permission.WRITE_EXPERIMENTS, seen.space_id) as record:
        # Held first, so that two who correct turns of one item at once see each other's corrections.
        result = await ExperimentItemResult.select_for_update(no_key=True).get_or_none(id=seen.item_result_id)
        found = await EvaluatorRecord.select_for_update(no_key=True).get(id=seen.id)
        if is_cleared and found.corrected_at is None:
            raise NoCorrection(path=("input", "evaluatorRecordId"))
        before = {name: effective(vars(found), name) for name in values}
        found.corrected_at = None if is_cleared else now()
        found.update_from_dict({f"corrected_{name}": value for name, value in values.items()})
        await found.save(update_fields=["corrected_at", *(f"corrected_{name}" for name in values)])
        correction = await EvaluatorCorrection.create(
            space_id=found.space_id,
            evaluator_record_id=found.id,
            is_cleared=is_cleared,
            reason=words,
            created_by_id=actor.user_id,
            **values,
        )
        after = {name: effective(vars(found), name) for name in values}
        record.record("evaluator_record.corrected", found, before=before, after=after | {"correction": correction.id})
        if found.turn_index:
            await _over_turns_anew(found)
        if result is not None:
            await _weigh_anew(found, result)
    if found.run_id is not None:
        await add_up(found.run_id)
    return found


async def _over_turns_anew(record: EvaluatorRecord) -> None:
    """What the item as a whole has after one of its turns was corrected, unless somebody corrected the whole itself."""
    alike = EvaluatorRecord.filter(item_result_id=record.item_result_id, alias=record.alias, output_name=record.output_name)
    whole = await alike.get_or_none(turn_index=0)
    if whole is None or await _has_own_correction(whole):
        return
    columns = corrected_over_turns([vars(turn) for turn in await alike.filter(turn_index__gt=0).order_by("turn_index")])
    await whole.update_from_dict(columns).save(update_fields=list(columns))


async def _has_own_correction(record: EvaluatorRecord) -> bool:
    newest = await EvaluatorCorrection.filter(evaluator_record_id=record.id).order_by("-id").first()
    return newest is not None and not newest.is_cleared


async def _weigh_anew(record: EvaluatorRecord, result: ExperimentItemResult) -> None:
    """The weighted scores of the item, and of its turn, whose record was corrected."""
    places = await ExperimentEvaluator.filter(experiment_id=result.experiment_id)
    weights = {place.alias: place.weight for place in places}
    result.weighted_score = await _weighted(weights, result.id, 0)
    await result.save(update_fields=["weighted_score"])
    if record.turn_index:
        turn = ExperimentTurnResult.filter(item_result_id=result.id, turn_index=record.turn_index)
        await turn.update(weighted_score=await _weighted(weights, result.id, record.turn_index))


async def _weighted(weights: dict[str, float], result_id: int, turn_index: int) -> float | None:
    records = await EvaluatorRecord.filter(item_result_id=result_id, turn_index=turn_index).order_by("id")
    return weighted(weights, [vars(one) for one in records])


# --- checks ----------------------------------------------------------------------------------------------------------


async def _checked(record: EvaluatorRecord, score: float | None, label: str | None, passed: bool | None) -> dict[str, Any]:
    """The values of a correction; whether it passes follows from the others where nobody says so."""
    if score is None and label is None and passed is None:
        raise InvalidCorrection(path=("input",))
    if score is not None and not isfinite(score):
        raise InvalidCorrection("A score is a finite number.", path=("input", "score"))
    if label is not None and not len(label) <= MAX_LABEL:
        raise InvalidCorrection(f"A label has at most {MAX_LABEL} characters.", path=("input", "label"))
    version = await EvaluatorVersion.get(id=record.evaluator_version_id)
    output = _output_of(version, record.output_name)
    if output is not None:
        return _of_output(output, score, label, passed)
    if passed is None and score is not None and version.pass_threshold is not None:
        passed = score >= version.pass_threshold
    return {"score": score, "label": label, "passed": passed}


def _output_of(version: EvaluatorVersion, name: str) -> JudgeOutput | None:
    """The output of a judge that a record is of."""
    if version.kind is not EvaluatorKind.JUDGE:
        return None
    outputs = [output_of(output) for output in version.config["outputs"]]
    return next((output for output in outputs if output.name == name), outputs[0])


def _of_output(output: JudgeOutput, score: float | None, label: str | None, passed: bool | None) -> dict[str, Any]:
    """A correction of a judge's output, which has to be one that the judge might have given."""
    if output.type is OutputType.BOOLEAN:
        passed = passed if passed is not None else (None if score is None else score >= 0.5)
        return {"score": None if passed is None else float(passed), "label": label, "passed": passed}
    if score is not None and (output.type is OutputType.CATEGORICAL or not output.holds(score)):
        raise InvalidCorrection(f"`{output.name}` is {value_words(output)}.", path=("input", "score"))
    if label is not None and not _is_label(output, label):
        raise InvalidCorrection(f"`{output.name}` is {value_words(output)}.", path=("input", "label"))
    said = label if output.type is OutputType.CATEGORICAL else score
    if passed is None and said is not None:
        passed = passes(said, output)
    return {"score": score, "label": label, "passed": passed}


def _is_label(output: JudgeOutput, label: str) -> bool:
    if output.type is OutputType.NUMERIC:
        return False
    said = [one for one in label.split(", ") if one] if output.is_multiple else [label]
    return all(one in output.categories for one in said)


def _checked_reason(reason: str | None) -> str | None:
    if reason is not None and len(reason) > MAX_REASON:
        raise InvalidCorrection(f"The reason has more than {MAX_REASON:,} characters.", path=("input", "reason"))
    return reason
