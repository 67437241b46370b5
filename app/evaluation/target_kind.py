"""What a kind of target is: it freezes what a client chose, and prepares what was frozen for answering item after item."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from app.accounts.access import Actor
from app.evaluation.models import EvalTargetKind, EvalTargetVersion
from app.llm.asking import CallLog


@dataclass(frozen=True, slots=True)
class TargetOutput:
    """What a target answered, or the code and message of why it did not, and what it took."""

    output: Any = None
    error: dict[str, str] | None = None
    input: dict[str, Any] | None = None
    """The model and the messages that were sent to it."""
    model: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: Decimal | None = None
    latency_ms: int = 0
    is_cached: bool = False
    """The answer, with what it took, is of an earlier call."""


class PreparedTarget(Protocol):
    """Answers one item after another; what goes wrong is part of the output.

    Raised is `CircuitOpen` alone: the next item would fare no better.
    """

    async def __call__(self, data: Mapping[str, Any], calls: CallLog) -> TargetOutput: ...


@dataclass(frozen=True, slots=True)
class FrozenTarget:
    """A choice with everything resolved that could change later."""

    source_key: str
    name: str
    config: dict[str, Any]
    version: str | None = None
    """Version of the source, where it has one."""
    prompt_id: int | None = None
    prompt_commit_id: int | None = None
    connection_id: int | None = None


class TargetKind(Protocol):
    """One place that outputs come from; registered by `target_kind`, so that adding one is one file."""

    async def freeze(self, actor: Actor, space_id: int, given: dict[str, Any], columns: Collection[str]) -> FrozenTarget:
        """What a client chose, checked; raises an error whose path begins within the choice."""
        ...

    async def prepare(self, version: EvalTargetVersion) -> PreparedTarget:
        """A target by what was frozen."""
        ...


KindClass = TypeVar("KindClass", bound=Callable[[], TargetKind])
_kinds: dict[EvalTargetKind, TargetKind] = {}


def target_kind(kind: EvalTargetKind) -> Callable[[KindClass], KindClass]:
    """Register a class as what a kind of target does."""

    def register(made: KindClass) -> KindClass:
        _kinds[kind] = made()
        return made

    return register


def behaviour_of(kind: EvalTargetKind) -> TargetKind:
    """What a kind of target does."""
    return _kinds[kind]
