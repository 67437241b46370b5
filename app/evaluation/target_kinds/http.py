"""An HTTP endpoint that answers at once: each item is sent to it as JSON, and the output is read from its reply."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from app.accounts.access import Actor
from app.core.errors import DomainError
from app.evaluation.answering import failed
from app.evaluation.endpoint import Answer, Endpoint, Request
from app.evaluation.endpoint_settings import frozen_endpoint
from app.evaluation.json_path import PlaceMissing, Steps, found_at, steps_of
from app.evaluation.models import EvalTargetKind, EvalTargetVersion
from app.evaluation.reports import cost_in, tokens_in
from app.evaluation.target_kind import ALONE, Asked, FrozenTarget, PreparedTarget, TargetOutput, target_kind
from app.llm.asking import CallLog
from app.prompts.templates import MissingVariable

_PATHS = {
    "output_path": "outputPath",
    "input_tokens_path": "inputTokensPath",
    "output_tokens_path": "outputTokensPath",
    "cost_path": "costPath",
}
_WHOLE = "$"


@target_kind(EvalTargetKind.HTTP)
class HttpKind:
    """Sends items to an endpoint and reads its replies."""

    async def freeze(self, actor: Actor, space_id: int, given: dict[str, Any], columns: Collection[str]) -> FrozenTarget:
        endpoint = frozen_endpoint(given, columns)
        paths = {name: _checked_path(given.get(name), shown) for name, shown in _PATHS.items()}
        config = endpoint.config | {name: path for name, path in paths.items() if path is not None}
        config.setdefault("output_path", _WHOLE)
        return FrozenTarget(endpoint.source_key, endpoint.name, config, secrets=endpoint.secrets)

    async def prepare(self, version: EvalTargetVersion) -> PreparedTarget:
        config = version.config
        paths = {name: steps_of(config[name]) for name in _PATHS if name in config}
        return _Http(Endpoint.of(version), paths)


@dataclass(frozen=True, slots=True)
class _Http:
    endpoint: Endpoint
    paths: Mapping[str, Steps]

    async def __call__(self, data: Mapping[str, Any], calls: CallLog, asked: Asked = ALONE) -> TargetOutput:
        try:
            request = self.endpoint.request(data, asked)
        except MissingVariable as missing:
            return failed(missing.code, missing.message)
        answer = await self.endpoint.asked(request, calls, asked, {})
        return answer.failed(request) if answer.response is None else self._read(request, answer, answer.response.body)

    async def preview(self, data: Mapping[str, Any]) -> TargetOutput:
        return self.endpoint.preview(data)

    def _read(self, request: Request, answer: Answer, body: bytes) -> TargetOutput:
        document = _document(body)
        took = TargetOutput(
            input=request.shown,
            latency_ms=answer.latency_ms,
            input_tokens=tokens_in(self._found("input_tokens_path", document)),
            output_tokens=tokens_in(self._found("output_tokens_path", document)),
            cost=cost_in(self._found("cost_path", document)),
            is_reported=True,
        )
        try:
            output = found_at(self.paths["output_path"], document)
        except PlaceMissing as missing:
            return replace(took, error={"code": missing.code, "message": missing.message})
        if output is None:
            return replace(took, error={"code": PlaceMissing.code, "message": "The reply's output is null."})
        return replace(took, output=output)

    def _found(self, name: str, document: Any) -> Any:
        """What a reply says about itself, if it says anything."""
        if name not in self.paths:
            return None
        try:
            return found_at(self.paths[name], document)
        except PlaceMissing:
            return None


def _checked_path(path: str | None, shown: str) -> str | None:
    if path is None:
        return None
    try:
        steps_of(path.strip())
    except DomainError as error:
        raise error.under(shown) from None
    return path.strip()


def _document(body: bytes) -> Any:
    """A reply as JSON, or as text if it is something else."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return body.decode(errors="replace")
