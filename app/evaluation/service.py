"""Making, versioning, renaming and deleting evaluators."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tortoise.exceptions import IntegrityError

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.accounts.models import Space
from app.accounts.names import normal_name
from app.core.clock import now
from app.core.errors import Conflict, DomainError, Invalid
from app.core.versions import parse_version
from app.evaluation import kinds
from app.evaluation.kind import CheckedSettings, behaviour_of
from app.evaluation.models import Evaluator, EvaluatorKind, EvaluatorVersion

__all__ = ["create_evaluator", "create_evaluator_version", "delete_evaluator", "kinds", "rename_evaluator"]

FIRST_VERSION = "1.0.0"


class EvaluatorNameTaken(Conflict):
    """There is an evaluator of that name already; choose another."""

    code = "EVALUATOR_NAME_TAKEN"


class EvaluatorVersionTaken(Conflict):
    """That version exists already; choose another."""

    code = "VERSION_TAKEN"


class OtherKind(Invalid):
    """A version is of the same kind as its evaluator; make another evaluator instead."""

    code = "OTHER_KIND"


async def create_evaluator(
    actor: Actor,
    *,
    space_id: int,
    name: str,
    config: dict[str, Any],
    description: str | None = None,
    version: str = FIRST_VERSION,
    note: str | None = None,
) -> Evaluator:
    """Make an evaluator with its first version; its settings are checked now, before anything runs."""
    await get(Space, space_id, actor)
    async with change(actor, Permission.WRITE_EVALUATORS, space_id) as record:
        title = await _free_name(space_id, name)
        kind, checked = await _checked(actor, space_id, config)
        evaluator = Evaluator(space_id=space_id, name=title, description=description, kind=kind, created_by_id=actor.user_id)
        await _save(evaluator, actor, is_new=True)
        await _add_version(actor, evaluator, checked, version, note)
        record.record("evaluator.created", evaluator, after={"name": title, "kind": kind})
    return evaluator


async def create_evaluator_version(
    actor: Actor, *, evaluator_id: int, version: str, config: dict[str, Any], note: str | None = None
) -> EvaluatorVersion:
    """Give an evaluator a new version; the versions before it stay as they are."""
    found = await get(Evaluator, evaluator_id, actor)
    async with change(actor, Permission.WRITE_EVALUATORS, found.space_id) as record:
        evaluator = await Evaluator.select_for_update(no_key=True).get(id=found.id)
        kind, checked = await _checked(actor, evaluator.space_id, config)
        if kind is not evaluator.kind:
            raise OtherKind(path=("input", "config", kind.lower()))
        made = await _add_version(actor, evaluator, checked, version, note)
        record.record("evaluator.versioned", made, after={"version": made.version})
    return made


async def rename_evaluator(actor: Actor, *, evaluator_id: int, name: str, description: str | None = None) -> Evaluator:
    """Give an evaluator another name, and another description if one is given."""
    evaluator = await get(Evaluator, evaluator_id, actor)
    async with change(actor, Permission.WRITE_EVALUATORS, evaluator.space_id) as record:
        before = {"name": evaluator.name, "description": evaluator.description}
        evaluator.name = await _free_name(evaluator.space_id, name, but=evaluator.id)
        evaluator.description = description if description is not None else evaluator.description
        await _save(evaluator, actor)
        record.record("evaluator.renamed", evaluator, before=before, after={"name": evaluator.name})
    return evaluator


async def delete_evaluator(actor: Actor, *, evaluator_id: int) -> Space:
    """Delete an evaluator; its versions stay readable for the experiments that used them."""
    evaluator = await get(Evaluator, evaluator_id, actor)
    async with change(actor, Permission.WRITE_EVALUATORS, evaluator.space_id) as record:
        evaluator.deleted_at = now()
        await _save(evaluator, actor)
        record.record("evaluator.deleted", evaluator, before={"name": evaluator.name})
    return await get(Space, evaluator.space_id, actor)


async def _free_name(space_id: int, name: str, but: int | None = None) -> str:
    title = normal_name(name)
    others = Evaluator.filter(space_id=space_id, name=title, deleted_at__isnull=True).exclude(id=but or 0)
    if await others.exists():
        raise EvaluatorNameTaken(path=("input", "name"))
    return title


async def _checked(actor: Actor, space_id: int, config: dict[str, Any]) -> tuple[EvaluatorKind, CheckedSettings]:
    ((name, given),) = config.items()
    kind = EvaluatorKind(name.upper())
    try:
        return kind, await behaviour_of(kind).check(actor, space_id, given)
    except DomainError as error:
        raise error.under("input", "config", name) from None


async def _save(evaluator: Evaluator, actor: Actor, *, is_new: bool = False) -> None:
    evaluator.updated_by_id, evaluator.updated_at = actor.user_id, now()
    try:
        await evaluator.save(force_create=is_new)
    except IntegrityError:
        raise EvaluatorNameTaken(path=("input", "name")) from None


async def _add_version(
    actor: Actor, evaluator: Evaluator, checked: CheckedSettings, version: str, note: str | None
) -> EvaluatorVersion:
    label = str(parse_version(version, "input", "version"))
    if await EvaluatorVersion.filter(evaluator=evaluator, version=label).exists():
        raise EvaluatorVersionTaken(path=("input", "version"))
    made = await EvaluatorVersion.create(
        space_id=evaluator.space_id,
        evaluator=evaluator,
        version=label,
        sequence=evaluator.latest_version_number + 1,
        kind=evaluator.kind,
        config=checked.config,
        inputs=[asdict(one) for one in checked.inputs],
        pass_threshold=checked.pass_threshold,
        note=note,
        created_by_id=actor.user_id,
    )
    evaluator.latest_version_number, evaluator.latest_version_id = made.sequence, made.id
    await _save(evaluator, actor)
    return made
