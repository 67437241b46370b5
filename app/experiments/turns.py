"""Items of several turns: taken apart, and what was said about their turns put together again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from operator import getitem
from typing import Any

from app.core.errors import DomainError
from app.evaluation.models import RecordStatus
from app.evaluation.target_kind import TargetOutput
from app.evaluation.verdict import effective
from app.llm.chat import Message, MessageRole
from app.prompts.templates import as_text

MOST_TURNS = 50
USER = "user"
"""The key under which a turn has what the user says."""
_CORRECTED = ("corrected_at", "corrected_score", "corrected_label", "corrected_passed")


class InvalidTurns(DomainError):
    """The turns of an item are a list of 1 to 50 JSON objects."""

    code = "INVALID_TURNS"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of an item: its number from 1, what the user says, and the values that the turn has."""

    index: int
    said: str
    input: dict[str, Any]
    data: Mapping[str, Any]
    """The item's values, with this turn's in place of the column that holds all of them."""


@dataclass(frozen=True, slots=True)
class Done:
    """A turn that was done, or an item that has no turns: what the target gave, and what was said before it."""

    data: Mapping[str, Any]
    output: TargetOutput
    turn: Turn | None = None
    history: tuple[Message, ...] = ()
    """What was said before, without this turn."""

    @property
    def index(self) -> int:
        """The turn's number; 0 where there are no turns."""
        return self.turn.index if self.turn else 0

    def conversation(self) -> list[dict[str, str]]:
        """Everything that was said, this turn included, for evaluators that read it all."""
        said = _said_in(self.output) if self.turn is None else self.turn.said
        spoken = [*self.history, *([Message(MessageRole.USER, said)] if said is not None else [])]
        spoken.append(Message(MessageRole.ASSISTANT, as_text(self.output.output)))
        return [{"role": message.role.value.lower(), "content": message.content} for message in spoken]


@dataclass(slots=True)
class Conversation:
    """The turns of an item that were done by now."""

    done: list[Done] = field(default_factory=list)
    history: list[Message] = field(default_factory=list)

    def add(self, turn: Turn, output: TargetOutput) -> None:
        """Note a turn; the next one hears of it."""
        self.done.append(Done(turn.data, output, turn, tuple(self.history)))
        answer = as_text(output.output)
        self.history += [Message(MessageRole.USER, turn.said), Message(MessageRole.ASSISTANT, answer)]

    def output(self) -> TargetOutput:
        """The last turn's output, with what all of them took."""
        outputs = [done.output for done in self.done]
        return replace(
            outputs[-1],
            latency_ms=_sum([output.latency_ms for output in outputs]),
            input_tokens=_sum([output.input_tokens for output in outputs]),
            output_tokens=_sum([output.output_tokens for output in outputs]),
            cost=_total([output.cost for output in outputs]),
        )


def turns_of(data: Mapping[str, Any], column: str) -> list[Turn]:
    """The turns that an item has in a column; raises `InvalidTurns`."""
    turns = data.get(column)
    if not isinstance(turns, list) or not 1 <= len(turns) <= MOST_TURNS:
        raise InvalidTurns(f"The column `{column}` has no turns: a list of 1 to {MOST_TURNS} JSON objects.")
    for index, turn in enumerate(turns, start=1):
        if not isinstance(turn, dict) or not turn:
            raise InvalidTurns(f"Turn {index} of the column `{column}` is not a JSON object with values.")
    return [_turn(data, column, index, turn) for index, turn in enumerate(turns, start=1)]


def _turn(data: Mapping[str, Any], column: str, index: int, turn: dict[str, Any]) -> Turn:
    said = as_text(_said(turn))
    values = {f"{column}.{key}": value for key, value in turn.items()}
    return Turn(index, said, turn, {**data, column: said, **values})


def _said(turn: dict[str, Any]) -> Any:
    if USER in turn:
        return turn[USER]
    return next(iter(turn.values())) if len(turn) == 1 else turn


def _said_in(output: TargetOutput) -> str | None:
    """The last thing that a model was told, if it was a model."""
    messages = (output.input or {}).get("messages") or ()
    said = [message["content"] for message in messages if message["role"] == MessageRole.USER]
    return said[-1] if said else None


def over_turns(rows: Sequence[dict[str, Any]], base: dict[str, Any], names: Sequence[str]) -> list[dict[str, Any]]:
    """What an evaluator says of an item as a whole, from its records of the turns: one row for each of its outputs."""
    made = []
    for name in names:
        of_output = [row for row in rows if row["output_name"] == name]
        made.append(base | _verdict(of_output) | corrected_over_turns(of_output) | {"output_name": name})
    return made


def corrected_over_turns(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What corrections of turns make of the item as a whole; nothing as long as one of the turns has no verdict."""
    moments = [row["corrected_at"] for row in rows if row.get("corrected_at")]
    if not moments or any(row["status"] != RecordStatus.SUCCEEDED and not row.get("corrected_at") for row in rows):
        return dict.fromkeys(_CORRECTED)
    return {"corrected_at": max(moments)} | {f"corrected_{name}": value for name, value in _mean(rows, effective).items()}


def _verdict(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    for status in (RecordStatus.FAILED, RecordStatus.SKIPPED):
        if without := next((row for row in rows if row["status"] == status), None):
            reason = f"Turn {without['turn_index']}: {without['reason']}"
            return {"status": status, "reason": reason, "error": without.get("error")}
    reason = f"Mean over {len(rows)} turns." if len(rows) > 1 else rows[0]["reason"]
    return {"status": RecordStatus.SUCCEEDED, "reason": reason, **_mean(rows, getitem)}


def _mean(rows: Sequence[Mapping[str, Any]], value: Callable[[Mapping[str, Any], str], Any]) -> dict[str, Any]:
    scores = [score for row in rows if (score := value(row, "score")) is not None]
    verdicts = [passed for row in rows if (passed := value(row, "passed")) is not None]
    labels = {value(row, "label") for row in rows}
    return {
        "score": sum(scores) / len(scores) if scores else None,
        "label": labels.pop() if len(labels) == 1 else None,
        "passed": all(verdicts) if verdicts else None,
    }


def _sum(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _total(costs: Sequence[Decimal | None]) -> Decimal | None:
    """What several outputs cost together; unknown if one of the costs is."""
    known = [cost for cost in costs if cost is not None]
    return sum(known, Decimal(0)) if len(known) == len(costs) else None
