"""Outputs that a client makes itself and submits with `submitItemResults` while the run waits for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Actor
from app.core.errors import Invalid
from app.evaluation.answering import failed
from app.evaluation.mapping import require_column, with_turns
from app.evaluation.models import EvalTargetKind, EvalTargetVersion
from app.evaluation.target_kind import ALONE, Asked, FrozenTarget, PreparedTarget, TargetOutput, target_kind
from app.llm.asking import CallLog

MOST_NAME = 200


@target_kind(EvalTargetKind.PUSHED)
class PushedKind:
    """Waits for what a client submits."""

    async def freeze(self, actor: Actor, space_id: int, given: dict[str, Any], columns: Collection[str]) -> FrozenTarget:
        name, column = given["name"].strip(), given.get("turns")
        if not 1 <= len(name) <= MOST_NAME:
            raise Invalid(f"Give a name of 1 to {MOST_NAME} characters.", path=("name",))
        config = {"name": name}
        if column is not None:
            require_column(column, columns, ("turns",))
            config = with_turns(config, [column], columns)
            if "turns" not in config:
                raise Invalid(f"The column `{column}` does not hold turns.", path=("turns",))
        return FrozenTarget(name, name, config)

    async def prepare(self, version: EvalTargetVersion) -> PreparedTarget:
        return _Pushed()


@dataclass(frozen=True, slots=True)
class _Pushed:
    """Is asked only for a turn that nobody submitted, though others of its item were."""

    async def __call__(self, data: Mapping[str, Any], calls: CallLog, asked: Asked = ALONE) -> TargetOutput:
        return failed("NO_OUTPUT", "No output was submitted for this turn.")
