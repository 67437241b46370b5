"""Items to be done, each with what is known of it already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.evaluation.targets import TargetOutput


@dataclass(frozen=True)
class Earlier:
    """What an earlier run found out about an item, so that nobody has to be asked again."""

    result_id: int | None
    output: TargetOutput | None
    """The target's output, if it is to be kept and the item has no turns."""
    records: Mapping[tuple[str, int], list[dict[str, Any]]] = field(default_factory=dict)
    """The evaluators' records that are to be kept, by alias and turn."""
    is_whole: bool = False
    """Nothing is left to be done."""
    turns: tuple[TargetOutput, ...] = ()
    """The outputs of the first turns, as many as are to be kept."""


@dataclass(frozen=True)
class Arrived:
    """What has come of an item whose outputs come later."""

    result_id: int
    outputs: Mapping[int, TargetOutput]
    """By turn; 0 where the item has none."""
    is_awaiting: bool
    """More is to come before anything can be done."""


@dataclass(frozen=True)
class Unit:
    """An item to be done, for the first time or once more."""

    item_id: int
    data: Mapping[str, Any]
    repetition: int = 1
    earlier: Earlier | None = None
    arrived: Arrived | None = None
