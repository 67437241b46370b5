"""Metrics that look for numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from math import isfinite
from typing import Annotated, Any

from pydantic import Field

from app.evaluation.metrics.registry import EXPECTED, OUTPUT, Compare, metric, preview, verdict_of
from app.evaluation.verdict import Verdict
from app.prompts.templates import as_text

_MAX_NUMBER_CHARACTERS = 400
_TAIL = 20_000


Tolerance = Annotated[float, Field(ge=0, allow_inf_nan=False)]


@metric("NUMERIC_TOLERANCE", OUTPUT, EXPECTED)
def numeric_tolerance(*, absolute: Tolerance = 0.0, relative: Tolerance = 0.0) -> Compare:
    """Passes when the last number of the output is near enough to the expected one."""

    def compare(output: Any, expected: Any) -> Verdict:
        wanted = _last_number(expected)
        if wanted is None:
            return Verdict(error_code="INVALID_INPUT", error=f"Expected {preview(expected)} holds no number.")
        actual = _last_number(output)
        if actual is None:
            return verdict_of(False, "There is no number in the output.")
        allowed = max(_decimal(absolute), _decimal(relative) * abs(wanted))
        passed = abs(actual - wanted) <= allowed
        return verdict_of(passed, f"The last number in the output is {actual}; expected {wanted} ± {allowed.normalize():f}.")

    return compare


# A sign belongs to the number unless something stands right before it, as in "10-5".
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z_.])[-+−]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)(?:\.[0-9]++)?|\.[0-9]++)(?:[eE][-+]?[0-9]{1,4})?+"
)


def _last_number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _decimal(value) if isfinite(value) else None
    return next(_numbers_from_end(as_text(value)), None)


def _numbers_from_end(text: str) -> Iterator[Decimal]:
    # The last number mostly stands near the end; one at the very start of the tail may have been cut in two.
    tail = [match[0] for match in _NUMBER.finditer(text[-_TAIL:]) if match.start() > _MAX_NUMBER_CHARACTERS]
    yield from _numbers(reversed(tail))
    yield from _numbers(reversed(_NUMBER.findall(text)))


def _numbers(texts: Iterable[str]) -> Iterator[Decimal]:
    for found in texts:
        if len(found) <= _MAX_NUMBER_CHARACTERS:
            number = Decimal(found.replace(",", "").replace("−", "-"))
            if isfinite(float(number)):
                yield number


def _decimal(value: float) -> Decimal:
    # By way of its text, so that 0.1 is one tenth and a difference of exactly the tolerance passes.
    return Decimal(str(value))
