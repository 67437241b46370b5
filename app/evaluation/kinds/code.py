"""Evaluators that are somebody's code, run in the sandbox."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Actor
from app.core import clock
from app.core.errors import Invalid
from app.evaluation import code
from app.evaluation.code import CodeEngine, CodeEvaluator, CodeLanguage, CodeMode
from app.evaluation.kind import CheckedSettings, Judgement, PreparedEvaluator, evaluator_kind, milliseconds_since
from app.evaluation.models import EvaluatorKind
from app.evaluation.sandbox_full import require_full_sandbox
from app.evaluation.sandboxes import sandbox
from app.llm.asking import CallLog


@evaluator_kind(EvaluatorKind.CODE)
class CodeKind:
    """Runs code that nobody trusts."""

    async def check(self, actor: Actor, space_id: int, given: dict[str, Any]) -> CheckedSettings:
        evaluator = _evaluator(given)
        if evaluator.engine is CodeEngine.FULL:
            require_full_sandbox()
        threshold = given.get("pass_threshold")
        if threshold is not None and not math.isfinite(threshold):
            raise Invalid("`passThreshold` must be a finite number.", path=("passThreshold",))
        config = {
            "language": CodeLanguage(given.get("language", CodeLanguage.PYTHON)).value,
            "source": evaluator.source,
            "mode": evaluator.mode.value,
            "engine": evaluator.engine.value,
            "extract_code": evaluator.extract_code,
            "timeout_seconds": evaluator.timeout_seconds,
        }
        return CheckedSettings(config, code.inputs_of(evaluator), threshold)

    async def prepare(self, config: dict[str, Any]) -> PreparedEvaluator:
        return _Sandboxed(_evaluator(config))


@dataclass(frozen=True, slots=True)
class _Sandboxed:
    evaluator: CodeEvaluator

    async def __call__(self, inputs: Mapping[str, Any], calls: CallLog) -> Judgement:
        started = clock.monotonic()
        verdict = await code.evaluate(self.evaluator, inputs, sandbox(self.evaluator.engine))
        return Judgement(verdict, milliseconds_since(started))


def _evaluator(settings: Mapping[str, Any]) -> CodeEvaluator:
    chosen = {name: settings[name] for name in ("extract_code", "timeout_seconds") if settings.get(name) is not None}
    mode = CodeMode(settings.get("mode", CodeMode.FUNCTION))
    engine = CodeEngine(settings.get("engine", CodeEngine.FAST))
    return CodeEvaluator(settings["source"], mode, engine, **chosen)
