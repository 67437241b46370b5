"""What comes of working on an item: rows to be stored together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.llm.asking import Spending


@dataclass(frozen=True, kw_only=True)
class Attempted:
    """Rows of the calls that were made for an item, and what they add up to."""

    calls: list[dict[str, Any]]
    responses: list[dict[str, Any]]
    spent: Spending


@dataclass(frozen=True, kw_only=True)
class Awaited(Attempted):
    """The row of an item whose output, or that of its next turn, is still to come."""

    target_records: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Outcome(Attempted):
    """The rows of a finished item, to be stored together or not at all."""

    result: dict[str, Any]
    target_records: list[dict[str, Any]]
    evaluator_records: list[dict[str, Any]]
    turn_results: list[dict[str, Any]]
    is_carried: bool
    """It is an earlier run's, as it was."""

    @property
    def key(self) -> tuple[int, int]:
        """The item and the repetition."""
        return self.result["dataset_item_id"], self.result["repetition"]
