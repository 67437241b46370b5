"""How sure a mean and a rate are: 95% confidence intervals."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence

Interval = tuple[float, float]
_Z = 1.959963984540054
"""The normal distribution's 97.5% quantile."""


def wilson(passed: float, of: int) -> Interval | None:
    """The interval of a rate, which stays within 0 and 1 and holds for few items too."""
    if not of:
        return None
    rate, square = passed / of, _Z * _Z
    centre = (rate + square / (2 * of)) / (1 + square / of)
    reach = _Z / (1 + square / of) * math.sqrt(rate * (1 - rate) / of + square / (4 * of * of))
    # What rounding adds beyond the certain ends is taken away.
    return (0.0 if not passed else max(0.0, centre - reach)), (1.0 if passed == of else min(1.0, centre + reach))


async def t_quantiles(degrees: Sequence[int]) -> list[float]:
    """The 97.5% quantile of Student's t for each number of degrees of freedom."""
    return await asyncio.to_thread(_t_quantiles, degrees) if degrees else []


def _t_quantiles(degrees: Sequence[int]) -> list[float]:
    from scipy.special import stdtrit  # takes a while, so it waits for the first who needs it

    return [float(stdtrit(each, 0.975)) for each in degrees]


def around(mean: float, standard_error: float, quantile: float) -> Interval:
    """The interval of a mean."""
    reach = quantile * standard_error
    return mean - reach, mean + reach
