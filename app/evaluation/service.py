"""Making, describing, copying and deleting evaluators."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tortoise.exceptions import IntegrityError

from app.accounts.access import Actor, Permission, get
from app.accounts.change import Change, change
from app.accounts.models import Space
from app.accounts.names import normal_name
from app.core.clock import now
from app.core.errors import Conflict, DomainError, Invalid, NotFound
from app.core.versions import parse_version
from app.evaluation.models import Evaluator, EvaluatorCategory, EvaluatorVersion
from app.evaluation.presets import preset_of
from app.evaluation.versions import CheckedConfig, add_version, checked_config, config_of, new_draft

FIRST_VERSION = "1.0.0"
MAX_TAGS = 50
MAX_TAG = 100
MAX_DESCRIPTION = 20_000


class EvaluatorNameTaken(Conflict):
    """There is an evaluator of that name already; choose another."""

    code = "EVALUATOR_NAME_TAKEN"


class InvalidTags(Invalid):
    """An evaluator has at most 50 tags, each of 1 to 100 characters."""

    code = "INVALID_TAGS"


async def create_evaluator(
    actor: Actor,
    *,
    space_id: int,
    name: str,
    config: dict[str, Any],
    description: str | None = None,
    category: EvaluatorCategory | None = None,
    tags: Sequence[str] = (),
    version: str = FIRST_VERSION,
    note: str | None = None,
) -> Evaluator:
    """Make an evaluator with its first version; its settings are checked now, before anything runs."""
    await get(Space, space_id, actor)
    actor.require(Permission.WRITE_EVALUATORS, space_id)
    words = None if description is None else _checked_description(description)
    given = {"description": words, "category": category, "tags": _checked_tags(tags)}
    checked = await checked_config(actor, space_id, config)
    return await _create(actor, space_id, name, checked, given, version, note)


async def create_evaluator_from_preset(
    actor: Actor, *, space_id: int, preset: str, name: str | None = None, judge: Mapping[str, Any] | None = None
) -> Evaluator:
    """Make an evaluator out of a preset; judges ask the space's default model unless another one is named."""
    await get(Space, space_id, actor)
    actor.require(Permission.WRITE_EVALUATORS, space_id)
    found = preset_of(preset)
    try:
        config = found.config_with(judge)
        checked = await checked_config(actor, space_id, config, path=())
    except DomainError as error:
        # Only what was given besides the preset can be at fault.
        raise error.under("input") from None
    given = {
        "description": found.description,
        "category": found.category,
        "tags": list(found.tags),
        "preset": found.key,
        "is_managed": True,
    }
    return await _create(actor, space_id, name or found.name, checked, given, FIRST_VERSION, None)


async def clone_evaluator(
    actor: Actor, *, evaluator_id: int, name: str, evaluator_version_id: int | None = None
) -> Evaluator:
    """Make another evaluator out of one version of an evaluator, the newest if none is named."""
    source = await get(Evaluator, evaluator_id, actor)
    actor.require(Permission.WRITE_EVALUATORS, source.space_id)
    pk = source.latest_version_id if evaluator_version_id is None else evaluator_version_id
    version = await get(EvaluatorVersion, pk or 0, actor, path=("input", "evaluatorVersionId"))
    if version.evaluator_id != source.id:
        raise NotFound("That is a version of another evaluator.", path=("input", "evaluatorVersionId"))
    given = {name: getattr(source, name) for name in ("description", "category", "tags", "preset", "is_managed")}
    given["is_managed"] = source.is_managed and version.id == source.latest_version_id
    note = f"Copied from {source.name} {version.version}."
    return await _create(actor, source.space_id, name, config_of(version), given, FIRST_VERSION, note)


async def update_evaluator(
    actor: Actor,
    *,
    evaluator_id: int,
    name: str | None = None,
    description: str | None = None,
    category: EvaluatorCategory | None = None,
    tags: Sequence[str] | None = None,
) -> Evaluator:
    """Change what is said about an evaluator; what is not given stays."""
    async with _changed(actor, evaluator_id, "evaluator.updated") as (evaluator, _):
        if name is not None:
            evaluator.name = await _free_name(evaluator.space_id, name, but=evaluator.id)
        if description is not None:
            evaluator.description = _checked_description(description)
        evaluator.category = evaluator.category if category is None else category
        evaluator.tags = evaluator.tags if tags is None else _checked_tags(tags)
    return evaluator


async def rename_evaluator(actor: Actor, *, evaluator_id: int, name: str, description: str | None = None) -> Evaluator:
    """Give an evaluator another name, and another description if one is given."""
    async with _changed(actor, evaluator_id, "evaluator.renamed") as (evaluator, _):
        evaluator.name = await _free_name(evaluator.space_id, name, but=evaluator.id)
        evaluator.description = evaluator.description if description is None else _checked_description(description)
    return evaluator


async def delete_evaluator(actor: Actor, *, evaluator_id: int) -> Space:
    """Delete an evaluator; its versions stay readable for the experiments that used them."""
    async with _changed(actor, evaluator_id, "evaluator.deleted") as (evaluator, _):
        evaluator.deleted_at = now()
    return await get(Space, evaluator.space_id, actor)


async def locked(evaluator_id: int) -> Evaluator:
    """An evaluator that is still there, which nobody else changes until the end of the transaction."""
    evaluator = await Evaluator.select_for_update(no_key=True).get_or_none(id=evaluator_id, deleted_at__isnull=True)
    if evaluator is None:
        raise NotFound("The evaluator was deleted a moment ago.", path=("input", "evaluatorId"))
    return evaluator


async def save(evaluator: Evaluator, actor: Actor, *, is_new: bool = False) -> None:
    """Store an evaluator as changed by somebody."""
    evaluator.updated_by_id, evaluator.updated_at = actor.user_id, now()
    try:
        await evaluator.save(force_create=is_new)
    except IntegrityError:
        raise EvaluatorNameTaken(path=("input", "name")) from None


async def _create(
    actor: Actor,
    space_id: int,
    name: str,
    checked: CheckedConfig,
    given: Mapping[str, Any],
    version: str,
    note: str | None,
) -> Evaluator:
    label = str(parse_version(version, "input", "version"))
    async with change(actor, Permission.WRITE_EVALUATORS, space_id) as record:
        title = await _free_name(space_id, name)
        evaluator = Evaluator(space_id=space_id, name=title, kind=checked.kind, created_by_id=actor.user_id, **given)
        await save(evaluator, actor, is_new=True)
        made = await add_version(actor, evaluator, checked, label, note)
        await new_draft(actor, evaluator, made)
        await save(evaluator, actor)
        record.record("evaluator.created", evaluator, after={"name": title, "kind": checked.kind})
    return evaluator


@asynccontextmanager
async def _changed(actor: Actor, evaluator_id: int, action: str) -> AsyncIterator[tuple[Evaluator, Change]]:
    """An evaluator to be changed: held, then saved and recorded."""
    seen = await get(Evaluator, evaluator_id, actor)
    async with change(actor, Permission.WRITE_EVALUATORS, seen.space_id) as record:
        evaluator = await locked(seen.id)
        before = _shown(evaluator)
        yield evaluator, record
        await save(evaluator, actor)
        record.record(action, evaluator, before=before, after=_shown(evaluator))


def _shown(evaluator: Evaluator) -> dict[str, Any]:
    """What the audit log keeps of an evaluator."""
    return {name: getattr(evaluator, name) for name in ("name", "description", "category", "tags")}


async def _free_name(space_id: int, name: str, but: int | None = None) -> str:
    title = normal_name(name)
    others = Evaluator.filter(space_id=space_id, name=title, deleted_at__isnull=True).exclude(id=but or 0)
    if await others.exists():
        raise EvaluatorNameTaken(path=("input", "name"))
    return title


def _checked_description(description: str) -> str:
    if len(description) > MAX_DESCRIPTION:
        raise Invalid(f"The description has more than {MAX_DESCRIPTION:,} characters.", path=("input", "description"))
    return description


def _checked_tags(tags: Sequence[str]) -> list[str]:
    words = list(dict.fromkeys(tag.strip() for tag in tags))
    for index, word in enumerate(words):
        if not 1 <= len(word) <= MAX_TAG:
            raise InvalidTags(path=("input", "tags", index))
    if len(words) > MAX_TAGS:
        raise InvalidTags(path=("input", "tags"))
    return words
