"""What a run does with each item: its target, and the evaluators in their places."""

from __future__ import annotations

from dataclasses import dataclass

from app.evaluation.evaluators import Judgement, PreparedEvaluator
from app.evaluation.mapping import InputMapping
from app.evaluation.models import EvalTargetKind
from app.evaluation.targets import PreparedTarget
from app.evaluation.verdict import Verdict


@dataclass(frozen=True)
class Place:
    """An evaluator in its place, ready to be asked."""

    alias: str
    weight: float
    mappings: tuple[InputMapping, ...]
    required: frozenset[str]
    """Inputs that it cannot do without."""
    evaluator_id: int
    evaluator_version_id: int
    evaluate: PreparedEvaluator
    outputs: tuple[str, ...] = ("",)
    """The names of what it gives; a single output has none."""

    def failed(self, code: str, message: str) -> Judgement:
        """No verdict for any of its outputs."""
        first, *others = (Verdict(error_code=code, error=message, name=name) for name in self.outputs)
        return Judgement(first, others=tuple(others))


@dataclass(frozen=True)
class Plan:
    """What a run does with each item."""

    run_id: int
    experiment_id: int
    space_id: int
    user_id: int | None
    eval_target_version_id: int
    target: PreparedTarget
    places: tuple[Place, ...]
    uses_cache: bool = False
    item_timeout_seconds: float | None = None
    target_kind: EvalTargetKind = EvalTargetKind.MODEL
    turns: str | None = None
    """The column that holds the turns of items, where they have several."""
