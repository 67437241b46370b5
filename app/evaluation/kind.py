"""What a kind of evaluator is: it checks settings when a version is made, and prepares them for judging when one runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from app.accounts.access import Actor
from app.core import clock
from app.evaluation.mapping import EvaluatorInput
from app.evaluation.models import EvaluatorKind
from app.evaluation.verdict import Verdict
from app.llm.asking import CallLog
from app.llm.chat import Message


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and what it took; unknown counts and costs are `None`."""

    verdict: Verdict
    latency_ms: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: Decimal | None = None
    is_cached: bool = False
    """The verdict was read from an answer of an earlier call."""
    others: tuple[Verdict, ...] = ()
    """Verdicts of the outputs after the first, each with its name."""
    messages: tuple[Message, ...] = ()
    """What a model was asked."""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Those of all outputs, the first one first."""
        return (self.verdict, *self.others)


class PreparedEvaluator(Protocol):
    """Judges one output after another; what goes wrong is part of the verdict.

    Raised is `CircuitOpen` alone: the next output would fare no better.
    """

    async def __call__(self, inputs: Mapping[str, Any], calls: CallLog) -> Judgement: ...


@dataclass(frozen=True, slots=True)
class CheckedSettings:
    """Settings that can work, as they are stored, and what follows from them."""

    config: dict[str, Any]
    inputs: tuple[EvaluatorInput, ...]
    pass_threshold: float | None = None


class Kind(Protocol):
    """One way of judging; registered by `evaluator_kind`, so that adding one is one file."""

    async def check(self, actor: Actor, space_id: int, given: dict[str, Any]) -> CheckedSettings:
        """Settings that a client gave; raises an error whose path begins within them."""
        ...

    async def prepare(self, config: dict[str, Any]) -> PreparedEvaluator:
        """An evaluator by stored settings."""
        ...


KindClass = TypeVar("KindClass", bound=Callable[[], Kind])
_kinds: dict[EvaluatorKind, Kind] = {}


def evaluator_kind(kind: EvaluatorKind) -> Callable[[KindClass], KindClass]:
    """Register a class as what a kind of evaluator does."""

    def register(made: KindClass) -> KindClass:
        _kinds[kind] = made()
        return made

    return register


def behaviour_of(kind: EvaluatorKind) -> Kind:
    """What a kind of evaluator does."""
    return _kinds[kind]


def milliseconds_since(started: float) -> int:
    """Whole milliseconds since a reading of the monotonic clock."""
    return round((clock.monotonic() - started) * 1000)
