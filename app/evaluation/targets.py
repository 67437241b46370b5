"""Targets: frozen when an experiment is made, ready to answer when it runs."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from app.accounts.access import Actor
from app.accounts.models import Space
from app.core.errors import DomainError
from app.core.ids import new_id
from app.evaluation import target_kinds
from app.evaluation.answering import failed
from app.evaluation.models import EvalTarget, EvalTargetKind, EvalTargetVersion
from app.evaluation.target_kind import (
    ALONE,
    Asked,
    FrozenTarget,
    Invocation,
    PreparedTarget,
    TargetOutput,
    behaviour_of,
)
from app.evaluation.target_secrets import host_of, sealed
from app.llm.asking import CallLog

__all__ = [
    "Asked",
    "Invocation",
    "PreparedTarget",
    "TargetOutput",
    "check_target",
    "freeze_target",
    "prepare_target",
    "preview_target",
    "target_kinds",
]


async def freeze_target(
    actor: Actor, space_id: int, target: dict[str, Any], columns: Collection[str], *path: str | int
) -> EvalTargetVersion:
    """The stored version of what a client chose, the same one for the same choice; call it within a `change`."""
    kind, frozen = await check_target(actor, space_id, target, columns, *path)
    # Held until the commit, so that two who choose the same at once find one row and not two.
    await Space.select_for_update(no_key=True).get(id=space_id)
    return await _version(await _target(actor, space_id, kind, frozen), frozen)


async def check_target(
    actor: Actor, space_id: int, target: dict[str, Any], columns: Collection[str], *path: str | int
) -> tuple[EvalTargetKind, FrozenTarget]:
    """What a client chose with everything resolved that could change later, checked; nothing is stored."""
    ((name, given),) = target.items()
    kind = EvalTargetKind(name.upper())
    try:
        return kind, await behaviour_of(kind).freeze(actor, space_id, given, columns)
    except DomainError as error:
        raise error.under(*path, name) from None


async def preview_target(kind: EvalTargetKind, frozen: FrozenTarget) -> PreparedTarget:
    """A target by what was resolved, to be shown and not to be asked."""
    try:
        return await behaviour_of(kind).prepare(EvalTargetVersion(config=frozen.config))
    except DomainError as error:
        return _Unusable(error)


async def prepare_target(version: EvalTargetVersion) -> PreparedTarget:
    """A target by a stored version; one that cannot work any more says so for every item."""
    target = await EvalTarget.get(id=version.eval_target_id)
    try:
        return await behaviour_of(target.kind).prepare(version)
    except DomainError as error:
        return _Unusable(error)


@dataclass(frozen=True, slots=True)
class _Unusable:
    error: DomainError

    async def __call__(self, data: Mapping[str, Any], calls: CallLog, asked: Asked = ALONE) -> TargetOutput:
        return failed(self.error.code, self.error.message)


async def _target(actor: Actor, space_id: int, kind: EvalTargetKind, frozen: FrozenTarget) -> EvalTarget:
    found = await EvalTarget.get_or_none(space_id=space_id, kind=kind, source_key=frozen.source_key)
    return found or await EvalTarget.create(
        space_id=space_id,
        kind=kind,
        source_key=frozen.source_key,
        name=frozen.name,
        prompt_id=frozen.prompt_id,
        created_by_id=actor.user_id,
    )


async def _version(target: EvalTarget, frozen: FrozenTarget) -> EvalTargetVersion:
    digest = hashlib.sha256(orjson.dumps(frozen.config, option=orjson.OPT_SORT_KEYS)).hexdigest()
    versions, pk = EvalTargetVersion.filter(eval_target=target), new_id()
    if frozen.secrets:
        # Secrets are not compared, so that each choice with secrets is a version of its own.
        digest = hashlib.sha256(f"{digest}:{pk}".encode()).hexdigest()
    elif found := await versions.get_or_none(digest=digest):
        return found
    return await EvalTargetVersion.create(
        id=pk,
        space_id=target.space_id,
        eval_target=target,
        version=frozen.version or str(await versions.count() + 1),
        digest=digest,
        config=frozen.config,
        secrets=sealed(frozen.secrets, version_id=pk, space_id=target.space_id, host=host_of(frozen.config)) or None,
        prompt_commit_id=frozen.prompt_commit_id,
        connection_id=frozen.connection_id,
    )
