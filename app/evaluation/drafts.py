"""Writing the draft of an evaluator, and freezing it as a version."""

from __future__ import annotations

from typing import Any

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.errors import Conflict, Invalid, NotFound
from app.core.versions import parse_version
from app.evaluation.models import Evaluator, EvaluatorDraft, EvaluatorVersion
from app.evaluation.service import locked, save
from app.evaluation.versions import (
    CheckedConfig,
    add_version,
    checked_config,
    config_of,
    config_of_draft,
    write_draft,
)


class OtherKind(Invalid):
    """A version is of the same kind as its evaluator; make another evaluator instead."""

    code = "OTHER_KIND"


class StaleDraft(Conflict):
    """Somebody saved the draft after you began."""

    code = "STALE_DRAFT"


class NothingToCommit(Conflict):
    """The draft does not differ from the newest version; change it first."""

    code = "NOTHING_TO_COMMIT"


async def save_evaluator_draft(
    actor: Actor, *, evaluator_id: int, config: dict[str, Any], revision: int | None = None
) -> EvaluatorDraft:
    """Write the draft; naming the revision that one began with keeps others' work from being overwritten unseen."""
    seen = await get(Evaluator, evaluator_id, actor)
    checked = await _checked(actor, seen, config)
    async with change(actor, Permission.WRITE_EVALUATORS, seen.space_id) as record:
        evaluator = await locked(seen.id)
        draft = await draft_of(evaluator)
        _require_revision(draft, revision)
        await write_draft(actor, draft, checked)
        await _mark(actor, evaluator, checked)
        record.record("evaluator_draft.saved", draft, after={"revision": draft.revision})
    return draft


async def revert_evaluator_draft(
    actor: Actor, *, evaluator_id: int, evaluator_version_id: int | None = None, revision: int | None = None
) -> EvaluatorDraft:
    """Let the draft be what a version is, the newest if none is named."""
    seen = await get(Evaluator, evaluator_id, actor)
    pk = seen.latest_version_id if evaluator_version_id is None else evaluator_version_id
    version = await get(EvaluatorVersion, pk or 0, actor, path=("input", "evaluatorVersionId"))
    if version.evaluator_id != seen.id:
        raise NotFound("That is a version of another evaluator.", path=("input", "evaluatorVersionId"))
    async with change(actor, Permission.WRITE_EVALUATORS, seen.space_id) as record:
        evaluator = await locked(seen.id)
        draft = await draft_of(evaluator)
        _require_revision(draft, revision)
        await write_draft(actor, draft, config_of(version), version.id)
        await _mark(actor, evaluator, config_of(version))
        record.record("evaluator_draft.reverted", draft, after={"version": version.version})
    return draft


async def commit_evaluator_version(
    actor: Actor, *, evaluator_id: int, version: str, note: str | None = None, revision: int | None = None
) -> EvaluatorVersion:
    """Freeze the draft as a new version; the versions before it stay as they are."""
    seen = await get(Evaluator, evaluator_id, actor)
    label = str(parse_version(version, "input", "version"))
    async with change(actor, Permission.WRITE_EVALUATORS, seen.space_id) as record:
        evaluator = await locked(seen.id)
        draft = await draft_of(evaluator)
        _require_revision(draft, revision)
        checked = config_of_draft(evaluator, draft)
        if checked.is_same_as(config_of(await _newest(evaluator))):
            raise NothingToCommit(path=("input", "evaluatorId"))
        made = await add_version(actor, evaluator, checked, label, note)
        draft.base_version_id = made.id
        await draft.save(update_fields=["base_version_id"])
        await _move_on(actor, evaluator, is_committed=True)
        record.record("evaluator.versioned", made, after={"version": made.version})
    return made


async def create_evaluator_version(
    actor: Actor, *, evaluator_id: int, version: str, config: dict[str, Any], note: str | None = None
) -> EvaluatorVersion:
    """Give an evaluator a new version past its draft, as programs do; a draft without work of its own goes along."""
    seen = await get(Evaluator, evaluator_id, actor)
    label = str(parse_version(version, "input", "version"))
    checked = await _checked(actor, seen, config)
    async with change(actor, Permission.WRITE_EVALUATORS, seen.space_id) as record:
        evaluator = await locked(seen.id)
        draft = await draft_of(evaluator)
        made = await add_version(actor, evaluator, checked, label, note)
        if evaluator.is_draft_committed:
            await write_draft(actor, draft, checked, made.id)
        is_committed = config_of_draft(evaluator, draft).is_same_as(checked)
        await _move_on(actor, evaluator, is_committed=is_committed)
        record.record("evaluator.versioned", made, after={"version": made.version})
    return made


async def draft_of(evaluator: Evaluator) -> EvaluatorDraft:
    """The draft of an evaluator, which every evaluator has."""
    return await EvaluatorDraft.get(evaluator_id=evaluator.id)


async def _checked(actor: Actor, evaluator: Evaluator, config: dict[str, Any]) -> CheckedConfig:
    actor.require(Permission.WRITE_EVALUATORS, evaluator.space_id)
    checked = await checked_config(actor, evaluator.space_id, config)
    if checked.kind is not evaluator.kind:
        raise OtherKind(path=("input", "config", checked.kind.lower()))
    return checked


async def _mark(actor: Actor, evaluator: Evaluator, draft: CheckedConfig) -> None:
    """Note whether the draft has something to commit."""
    evaluator.is_draft_committed = draft.is_same_as(config_of(await _newest(evaluator)))
    await save(evaluator, actor)


async def _move_on(actor: Actor, evaluator: Evaluator, *, is_committed: bool) -> None:
    evaluator.is_draft_committed, evaluator.is_managed = is_committed, False
    await save(evaluator, actor)


async def _newest(evaluator: Evaluator) -> EvaluatorVersion:
    return await EvaluatorVersion.get(id=evaluator.latest_version_id)


def _require_revision(draft: EvaluatorDraft, revision: int | None) -> None:
    """Refuse to go on from a draft that is no longer the one that was seen."""
    if revision is not None and revision != draft.revision:
        message = f"The draft is at revision {draft.revision}, not {revision}: somebody saved it after you began."
        raise StaleDraft(message, path=("input", "revision"))
