"""What an installation allows its runs."""

from __future__ import annotations

from dataclasses import dataclass

from app.runner.slots import FairSlots


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that hold for every run."""

    concurrency: int = 200
    """Items of one run worked on at once, at most."""
    shard_size: int = 200
    """Items of a run that one job works on."""
    items_in_flight: int = 400
    """Items of all runs worked on at once in this process."""


_limits = Limits()
_places = FairSlots(_limits.items_in_flight)


def use_limits(chosen: Limits) -> None:
    """Let these bounds hold in this process from now on."""
    global _limits
    _limits = chosen
    _places.resize(chosen.items_in_flight)


def limits() -> Limits:
    """The bounds that hold in this process."""
    return _limits


def places() -> FairSlots:
    """The places of this process for items of all runs."""
    return _places
