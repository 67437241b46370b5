"""What a run is given to use up before it pauses: money, tokens and time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.core.errors import Conflict, Invalid

_DIGITS = 10
"""Places a stored amount has before the point, and as many after it."""


class InvalidBudget(Invalid):
    """A budget must be more than nothing."""

    code = "INVALID_BUDGET"


class BudgetUsedUp(Conflict):
    """The run has used its budget up; give it a larger one."""

    code = "BUDGET_USED_UP"


def budget_columns(budget: dict[str, Any] | None) -> dict[str, Any]:
    """A run's columns for a budget; what is not given is not limited."""
    given = budget or {}
    for name in ("cost", "tokens", "seconds"):
        if given.get(name) is not None and given[name] <= 0:
            raise InvalidBudget(path=("input", "budget", name))
    cost: Decimal | None = given.get("cost")
    if cost is not None and not _fits(cost):
        message = f"An amount has at most {_DIGITS} digits before the point and {_DIGITS} after it."
        raise InvalidBudget(message, path=("input", "budget", "cost"))
    return {"budget_cost": cost, "budget_tokens": given.get("tokens"), "budget_seconds": given.get("seconds")}


def _fits(cost: Decimal) -> bool:
    exponent = cost.normalize().as_tuple().exponent
    return cost.adjusted() < _DIGITS and isinstance(exponent, int) and exponent >= -_DIGITS
