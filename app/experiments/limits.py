"""What an installation allows its runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that hold for every run."""

    concurrency: int = 200
    """Items of one run worked on at once, at most."""
    shard_size: int = 200
    """Items of a run that one job works on."""


_limits = Limits()


def use_limits(chosen: Limits) -> None:
    """Let these bounds hold in this process from now on."""
    global _limits
    _limits = chosen


def limits() -> Limits:
    """The bounds that hold in this process."""
    return _limits
