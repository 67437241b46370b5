"""How experiments and runs may be carried out: each number within its bounds."""

from __future__ import annotations

from app.core.errors import Invalid
from app.experiments.limits import limits

MOST_REPETITIONS = 100
LONGEST_ITEM_SECONDS = 86_400


class InvalidConcurrency(Invalid):
    """The concurrency is out of bounds."""

    code = "INVALID_CONCURRENCY"


class InvalidRepetitions(Invalid):
    """An item can be done from 1 to 100 times in a run."""

    code = "INVALID_REPETITIONS"


class InvalidTimeout(Invalid):
    """The calls for one item may take from 1 to 86400 seconds."""

    code = "INVALID_TIMEOUT"


def checked_concurrency(concurrency: int) -> int:
    """A concurrency that the installation allows."""
    most = limits().concurrency
    if not 1 <= concurrency <= most:
        raise InvalidConcurrency(f"The concurrency must be from 1 to {most}.", path=("input", "concurrency"))
    return concurrency


def checked_repetitions(repetitions: int) -> int:
    """A number of repetitions that a run may have."""
    if not 1 <= repetitions <= MOST_REPETITIONS:
        raise InvalidRepetitions(path=("input", "repetitions"))
    return repetitions


def checked_timeout(seconds: int) -> int:
    """A time that an item may be given."""
    if not 1 <= seconds <= LONGEST_ITEM_SECONDS:
        raise InvalidTimeout(path=("input", "itemTimeoutSeconds"))
    return seconds
