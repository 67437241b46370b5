"""A bare model: one column is the user's message."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Actor
from app.core.errors import Invalid
from app.evaluation.answering import answered, failed, sent, with_history
from app.evaluation.mapping import as_part, require_column, with_turns
from app.evaluation.model_settings import ModelSettings, checked_model
from app.evaluation.models import EvalTargetKind, EvalTargetVersion
from app.evaluation.showing import part_type_of
from app.evaluation.target_kind import ALONE, Asked, FrozenTarget, PreparedTarget, TargetOutput, target_kind
from app.llm.asking import CallLog
from app.llm.chat import Message, MessageRole, PartType
from app.llm.providers import Route
from app.prompts.compiling import Compiled
from app.prompts.messages import parts_of
from app.prompts.templates import as_text

MAX_SYSTEM_CHARACTERS = 256 * 1024


@target_kind(EvalTargetKind.MODEL)
class ModelKind:
    """Sends a column to a model."""

    async def freeze(self, actor: Actor, space_id: int, given: dict[str, Any], columns: Collection[str]) -> FrozenTarget:
        require_column(given["column"], columns, ("column",))
        settings = await checked_model(actor, space_id, given)
        system = given.get("system") or None
        if system is not None and len(system) > MAX_SYSTEM_CHARACTERS:
            raise Invalid(f"The message has more than {MAX_SYSTEM_CHARACTERS:,} characters.", path=("system",))
        config = {"model": settings.stored(), "column": given["column"], "system": system}
        if kind := part_type_of(given["column"], columns):
            config["part_type"] = kind.value
        config = with_turns(config, [given["column"]], columns)
        key = f"{settings.connection_id or 'demo'}:{settings.model}"
        return FrozenTarget(key, settings.model, config, connection_id=settings.connection_id)

    async def prepare(self, version: EvalTargetVersion) -> PreparedTarget:
        settings, config = ModelSettings.of(version.config["model"]), version.config
        return _Model(settings, await settings.route(), config["column"], config["system"], config.get("part_type"))


@dataclass(frozen=True, slots=True)
class _Model:
    settings: ModelSettings
    route: Route
    column: str
    system: str | None
    part_type: str | None = None
    """What the column holds, where that is no text."""

    async def __call__(self, data: Mapping[str, Any], calls: CallLog, asked: Asked = ALONE) -> TargetOutput:
        if data.get(self.column) is None:
            return failed("MISSING_VALUE", f"The item has no value for `{self.column}`.")
        messages = with_history(self._messages(data), asked.history)
        return await answered(self.route, self.settings, Compiled(messages), calls)

    async def preview(self, data: Mapping[str, Any]) -> TargetOutput:
        if data.get(self.column) is None:
            return failed("MISSING_VALUE", f"The item has no value for `{self.column}`.")
        return TargetOutput(input=sent(self.settings, self._messages(data)))

    def _messages(self, data: Mapping[str, Any]) -> tuple[Message, ...]:
        said = self._said(data[self.column])
        return (Message(MessageRole.SYSTEM, self.system), said) if self.system else (said,)

    def _said(self, value: Any) -> Message:
        if self.part_type and (parts := parts_of(as_part(value, PartType(self.part_type)))):
            return Message(MessageRole.USER, "", parts)
        return Message(MessageRole.USER, as_text(value))
