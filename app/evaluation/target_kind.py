"""What a kind of target is: it freezes what a client chose, and prepares what was frozen for answering item after item."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol, TypeVar, runtime_checkable

from app.accounts.access import Actor
from app.evaluation.models import EvalTargetKind, EvalTargetVersion
from app.llm.asking import CallLog
from app.llm.chat import Message


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
    latency_ms: int | None = None
    is_cached: bool = False
    """The answer, with what it took, is of an earlier call."""
    is_reported: bool = False
    """Tokens and cost are as the target says, rather than counted from calls."""
    awaited_until: datetime | None = None
    """It is still to come, until then at the latest."""
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Invocation:
    """One time that a target is asked in a run; the same one when it is asked once more after a crash."""

    run_id: int
    item_id: int
    repetition: int = 1
    turn_index: int = 0

    @property
    def name(self) -> str:
        """What identifies it to an endpoint, which may see it twice."""
        return f"{self.run_id:x}-{self.item_id:x}-{self.repetition}-{self.turn_index}"

    @property
    def conversation(self) -> str:
        """What all turns of an item share."""
        return f"{self.run_id:x}-{self.item_id:x}-{self.repetition}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a target is asked besides the item's values: which invocation it is, and what was said in the turns before."""

    invocation: Invocation | None = None
    history: tuple[Message, ...] = ()


ALONE = Asked()
"""Outside any run, and without history."""


class PreparedTarget(Protocol):
    """Answers one item after another; what goes wrong is part of the output.

    Raised is `CircuitOpen` alone: the next item would fare no better.
    """

    async def __call__(self, data: Mapping[str, Any], calls: CallLog, asked: Asked = ALONE) -> TargetOutput: ...


@runtime_checkable
class Previewed(Protocol):
    """A prepared target that can say what it would send for an item, without sending it."""

    async def preview(self, data: Mapping[str, Any]) -> TargetOutput:
        """What would be sent as `input`; the `output` if it is known by then; or the error that there would be."""
        ...


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
    secrets: dict[str, str] = field(default_factory=dict)
    """What must be stored encrypted, in clear."""


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
