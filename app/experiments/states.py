"""Words for how far the items of a run are, and the evaluators with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from app.core.choices import Choice
from app.experiments.choices import FINAL, ExperimentRunStatus


class ItemState(Choice):
    """How far an item of a run is."""

    WAITING = "WAITING", "Has not been begun."
    RUNNING = "RUNNING", "Is being worked on."
    SUCCEEDED = "SUCCEEDED", "The target gave an output and every evaluator a verdict."
    FAILED = "FAILED", "The target or an evaluator gave an error."
    CANCELLED = "CANCELLED", "The run was stopped before the item was done."


class EvaluatorState(Choice):
    """How far an evaluator is with an item."""

    WAITING = "WAITING", "Has not been asked."
    RUNNING = "RUNNING", "Is being asked."
    SUCCEEDED = "SUCCEEDED", "Gave a verdict."
    FAILED = "FAILED", "Gave an error."
    SKIPPED = "SKIPPED", "Was not asked, and will not be."


EVERY_STATE = frozenset(ItemState)
FINISHED = frozenset({ItemState.SUCCEEDED, ItemState.FAILED, ItemState.CANCELLED})
"""States that an item with a result may be in."""
UNFINISHED = frozenset({ItemState.WAITING, ItemState.RUNNING, ItemState.CANCELLED})
"""States that an item without a result may be in."""


class Key(NamedTuple):
    """An item and its repetition; lists of states are in this order."""

    item_id: int
    repetition: int


@dataclass(frozen=True, slots=True)
class RunSeen:
    """A run, as far as the states of its items depend on it."""

    id: int
    experiment_id: int
    mode: str
    status: str
    reason: str | None
    concurrency: int
    repetitions: int
    base_run_id: int | None
    item_ids: tuple[int, ...] | None
    item_limit: int | None

    @property
    def is_stopped(self) -> bool:
        """Nothing more is begun."""
        return self.status in FINAL or self.status == ExperimentRunStatus.CANCELLING


@dataclass(frozen=True, slots=True)
class ItemSeen:
    """An item of a run and how far it is."""

    run_id: int
    experiment_id: int
    key: Key
    state: ItemState
    why: str | None = None
    result_id: int | None = None
    steps: tuple[tuple[str, str], ...] | None = None
    """Evaluators that are being asked, each with what it waits for; none before there is an output."""


@dataclass(frozen=True, slots=True)
class EvaluatorSeen:
    """An evaluator and how far it is with an item."""

    alias: str
    state: EvaluatorState
    why: str | None = None
    record_id: int | None = None
