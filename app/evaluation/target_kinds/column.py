"""Outputs that were made elsewhere and are a column of the dataset."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Actor
from app.evaluation.answering import failed
from app.evaluation.mapping import require_column, with_turns
from app.evaluation.models import EvalTargetKind, EvalTargetVersion
from app.evaluation.target_kind import ALONE, Asked, FrozenTarget, PreparedTarget, TargetOutput, target_kind
from app.llm.asking import CallLog


@target_kind(EvalTargetKind.COLUMN)
class ColumnKind:
    """Reads a column."""

    async def freeze(self, actor: Actor, space_id: int, given: dict[str, Any], columns: Collection[str]) -> FrozenTarget:
        column = given["column"]
        require_column(column, columns, ("column",))
        return FrozenTarget(column, column, with_turns({"column": column}, [column], columns))

    async def prepare(self, version: EvalTargetVersion) -> PreparedTarget:
        return _Column(version.config["column"])


@dataclass(frozen=True, slots=True)
class _Column:
    name: str

    async def __call__(self, data: Mapping[str, Any], calls: CallLog, asked: Asked = ALONE) -> TargetOutput:
        return await self.preview(data)

    async def preview(self, data: Mapping[str, Any]) -> TargetOutput:
        if data.get(self.name) is None:
            return failed("MISSING_VALUE", f"The item has no value for `{self.name}`.")
        return TargetOutput(data[self.name], latency_ms=0)
