"""The settings of evaluators: a draft that all its writers share, and immutable versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from app.accounts.access import Actor
from app.core.clock import now
from app.core.errors import Conflict, DomainError
from app.evaluation import kinds
from app.evaluation.kind import behaviour_of
from app.evaluation.models import Evaluator, EvaluatorDraft, EvaluatorKind, EvaluatorVersion

__all__ = [
    "CheckedConfig",
    "EvaluatorVersionTaken",
    "add_version",
    "checked_config",
    "config_of",
    "config_of_draft",
    "kinds",
    "new_draft",
    "write_draft",
]


class EvaluatorVersionTaken(Conflict):
    """That version exists already; choose another."""

    code = "VERSION_TAKEN"


@dataclass(frozen=True, slots=True)
class CheckedConfig:
    """Settings that can work, as drafts and versions keep them."""

    kind: EvaluatorKind
    config: dict[str, Any]
    inputs: list[dict[str, Any]]
    pass_threshold: float | None

    def content(self) -> dict[str, Any]:
        """The columns of a draft or a version."""
        return {"config": self.config, "inputs": self.inputs, "pass_threshold": self.pass_threshold}

    def is_same_as(self, other: CheckedConfig) -> bool:
        """Whether two evaluate alike."""
        return self.kind is other.kind and _canonical(self.content()) == _canonical(other.content())


async def checked_config(
    actor: Actor, space_id: int, config: dict[str, Any], *, path: Sequence[str] = ("input", "config")
) -> CheckedConfig:
    """Settings that a client gave, if they can work; errors name what is wrong below `path`."""
    ((name, given),) = config.items()
    kind = EvaluatorKind(name.upper())
    try:
        checked = await behaviour_of(kind).check(actor, space_id, given)
    except DomainError as error:
        raise error.under(*path, name) from None
    # As the database will give them back, so that they compare.
    stored: dict[str, Any] = orjson.loads(orjson.dumps(checked.config))
    return CheckedConfig(kind, stored, [one.stored() for one in checked.inputs], checked.pass_threshold)


def config_of(version: EvaluatorVersion) -> CheckedConfig:
    """The settings of a version."""
    return CheckedConfig(version.kind, version.config, version.inputs, version.pass_threshold)


def config_of_draft(evaluator: Evaluator, draft: EvaluatorDraft) -> CheckedConfig:
    """The settings of an evaluator's draft."""
    return CheckedConfig(evaluator.kind, draft.config, draft.inputs, draft.pass_threshold)


async def add_version(
    actor: Actor, evaluator: Evaluator, checked: CheckedConfig, version: str, note: str | None
) -> EvaluatorVersion:
    """Freeze settings as the next version of an evaluator, which is held and stored by the caller."""
    if await EvaluatorVersion.filter(evaluator=evaluator, version=version).exists():
        raise EvaluatorVersionTaken(path=("input", "version"))
    made = await EvaluatorVersion.create(
        space_id=evaluator.space_id,
        evaluator=evaluator,
        version=version,
        sequence=evaluator.latest_version_number + 1,
        kind=checked.kind,
        note=note,
        created_by_id=actor.user_id,
        **checked.content(),
    )
    evaluator.latest_version_number, evaluator.latest_version_id = made.sequence, made.id
    return made


async def new_draft(actor: Actor, evaluator: Evaluator, version: EvaluatorVersion) -> EvaluatorDraft:
    """The draft of a new evaluator, which is its first version."""
    return await EvaluatorDraft.create(
        space_id=evaluator.space_id,
        evaluator=evaluator,
        base_version_id=version.id,
        updated_by_id=actor.user_id,
        **config_of(version).content(),
    )


async def write_draft(actor: Actor, draft: EvaluatorDraft, checked: CheckedConfig, base_id: int | None = None) -> None:
    """Let a draft have other settings, or other origins."""
    draft.update_from_dict(checked.content())
    draft.revision += 1
    draft.base_version_id = draft.base_version_id if base_id is None else base_id
    draft.updated_by_id, draft.updated_at = actor.user_id, now()
    await draft.save()


def _canonical(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
