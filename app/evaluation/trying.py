"""Trying an evaluator on one example; nothing is kept but the calls to models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.errors import Invalid
from app.core.model import SpaceOwned
from app.evaluation.drafts import draft_of
from app.evaluation.evaluators import Judgement, prepare_config
from app.evaluation.mapping import UnknownInput
from app.evaluation.models import Evaluator, EvaluatorVersion
from app.evaluation.verdict import Verdict
from app.evaluation.versions import CheckedConfig, config_of, config_of_draft
from app.llm.asking import CallLog
from app.llm.breaker import CircuitOpen
from app.llm.models import ModelRequestRecord


@dataclass(frozen=True, slots=True)
class Tried:
    """What an evaluator said about an example, and the calls that it made."""

    judgement: Judgement
    calls: list[ModelRequestRecord]


async def try_evaluator(
    actor: Actor, *, inputs: Any, evaluator_id: int | None = None, evaluator_version_id: int | None = None
) -> Tried:
    """Judge one example, by a version or by the draft of an evaluator; inputs that it does not read are refused."""
    subject, checked = await _chosen(actor, evaluator_id, evaluator_version_id)
    actor.require(Permission.WRITE_EVALUATORS, subject.space_id)
    given = _checked_inputs(inputs, checked)
    log = CallLog(subject.space_id, actor.user_id, type(subject).__name__, subject.id)
    # Before the change: nobody may wait for a network while holding a transaction.
    judgement = await _judgement(subject.space_id, checked, given, log)
    async with change(actor, Permission.WRITE_EVALUATORS, subject.space_id) as record:
        calls = [await ModelRequestRecord.create(**row) for row in log.rows]
        record.record("evaluator.tested", subject, after={"error": judgement.verdict.error_code})
    return Tried(judgement, calls)


async def _chosen(actor: Actor, evaluator_id: int | None, version_id: int | None) -> tuple[SpaceOwned, CheckedConfig]:
    """What is tried: the version that is named, else the draft of the evaluator."""
    if version_id is not None:
        version = await get(EvaluatorVersion, version_id, actor)
        if evaluator_id is not None and version.evaluator_id != evaluator_id:
            raise Invalid("Name a version, or the evaluator whose draft is meant.", path=("input", "evaluatorId"))
        return version, config_of(version)
    if evaluator_id is None:
        raise Invalid("Name a version, or the evaluator whose draft is meant.", path=("input", "evaluatorId"))
    evaluator = await get(Evaluator, evaluator_id, actor)
    draft = await draft_of(evaluator)
    return draft, config_of_draft(evaluator, draft)


def _checked_inputs(inputs: Any, checked: CheckedConfig) -> dict[str, Any]:
    if not isinstance(inputs, dict):
        raise Invalid("Give the inputs as an object: each by its name.", path=("input", "inputs"))
    known = [one["name"] for one in checked.inputs]
    for name in inputs:
        if name not in known:
            listed = ", ".join(f"`{one}`" for one in known) or "none"
            raise UnknownInput(f"There is no input `{name}`; known: {listed}.", path=("input", "inputs", name))
    return inputs


async def _judgement(space_id: int, checked: CheckedConfig, inputs: Mapping[str, Any], log: CallLog) -> Judgement:
    evaluate = await prepare_config(checked, space_id)
    try:
        return await evaluate(inputs, log)
    except CircuitOpen as error:
        return Judgement(Verdict(error_code="CIRCUIT_OPEN", error=str(error)))
