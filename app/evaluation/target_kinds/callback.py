"""An HTTP endpoint that takes its time: it accepts each item and sends the output to `POST /api/targets/results`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.accounts.access import Actor
from app.core.clock import now
from app.core.errors import Invalid
from app.evaluation.answering import failed
from app.evaluation.endpoint import Endpoint
from app.evaluation.endpoint_settings import frozen_endpoint
from app.evaluation.invocations import Ticket, callback_headers
from app.evaluation.models import EvalTargetKind, EvalTargetVersion
from app.evaluation.target_kind import ALONE, Asked, FrozenTarget, PreparedTarget, TargetOutput, target_kind
from app.llm.asking import CallLog
from app.prompts.templates import MissingVariable

DEFAULT_DEADLINE_SECONDS = 3_600
LONGEST_DEADLINE_SECONDS = 7 * 86_400


@target_kind(EvalTargetKind.CALLBACK)
class CallbackKind:
    """Sends items to an endpoint whose answers come later."""

    async def freeze(self, actor: Actor, space_id: int, given: dict[str, Any], columns: Collection[str]) -> FrozenTarget:
        endpoint = frozen_endpoint(given, columns)
        seconds = given.get("deadline_seconds")
        seconds = DEFAULT_DEADLINE_SECONDS if seconds is None else seconds
        if not 1 <= seconds <= LONGEST_DEADLINE_SECONDS:
            message = f"`deadlineSeconds` must be from 1 to {LONGEST_DEADLINE_SECONDS}."
            raise Invalid(message, path=("deadlineSeconds",))
        config = endpoint.config | {"deadline_seconds": seconds}
        return FrozenTarget(endpoint.source_key, endpoint.name, config, secrets=endpoint.secrets)

    async def prepare(self, version: EvalTargetVersion) -> PreparedTarget:
        return _Callback(Endpoint.of(version), timedelta(seconds=version.config["deadline_seconds"]))


@dataclass(frozen=True, slots=True)
class _Callback:
    endpoint: Endpoint
    deadline: timedelta

    async def __call__(self, data: Mapping[str, Any], calls: CallLog, asked: Asked = ALONE) -> TargetOutput:
        if asked.invocation is None:
            return failed("NO_INVOCATION", "An endpoint that answers later can be asked by a run alone.")
        try:
            request = self.endpoint.request(data, asked)
        except MissingVariable as missing:
            return failed(missing.code, missing.message)
        ticket = Ticket(asked.invocation, now() + self.deadline)
        answer = await self.endpoint.asked(request, calls, asked, callback_headers(ticket))
        if answer.response is None:
            return answer.failed(request)
        return TargetOutput(input=request.shown, awaited_until=ticket.until)

    async def preview(self, data: Mapping[str, Any]) -> TargetOutput:
        return self.endpoint.preview(data)
