"""What targets outside say about an output of theirs: the output or an error, and what it took."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from app.core.errors import Invalid
from app.evaluation.target_kind import TargetOutput

MOST_TOKENS = 2_000_000_000
MOST_MILLISECONDS = 2_000_000_000
MOST_ERROR_CHARACTERS = 2_000
MOST_ID_CHARACTERS = 200
_MOST_COST = Decimal(10) ** 9
_PLACES = Decimal(10) ** -10


class InvalidReport(Invalid):
    """Give an output or an error, and numbers that are not negative."""

    code = "INVALID_RESULT"


def reported(given: Mapping[str, Any]) -> TargetOutput:
    """The output that a report describes; raises `InvalidReport` with the place at fault."""
    error = _error(given.get("error"))
    if (given.get("output") is None) == (error is None):
        raise InvalidReport("Give either an output or an error.", path=("output",))
    return TargetOutput(
        output=_storable(given.get("output")),
        error=error,
        input_tokens=_count(given, "input_tokens", MOST_TOKENS),
        output_tokens=_count(given, "output_tokens", MOST_TOKENS),
        cost=_cost(given.get("cost")),
        latency_ms=_count(given, "latency_ms", MOST_MILLISECONDS),
        is_reported=True,
        external_id=_external_id(given.get("external_id")),
    )


def tokens_in(value: Any) -> int | None:
    """A number of tokens, as far as a value is one."""
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_TOKENS
    return value if is_count else None


def cost_in(value: Any) -> Decimal | None:
    """US dollars, as far as a value is an amount."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        cost = Decimal(str(value))
    except InvalidOperation:
        return None
    return cost.quantize(_PLACES) if cost.is_finite() and 0 <= cost < _MOST_COST else None


def _storable(output: Any) -> Any:
    try:
        orjson.dumps(output)
    except TypeError:  # integers beyond 64 bits and lone surrogates are JSON to Python, not to orjson
        raise InvalidReport("The output holds a number or a text that JSON cannot carry.", path=("output",)) from None
    return output


def _error(given: Any) -> dict[str, str] | None:
    match given:
        case None:
            return None
        case str(message):
            return {"code": "TARGET_FAILED", "message": message[:MOST_ERROR_CHARACTERS]}
        case {"message": str(message), **rest}:
            code = rest.get("code")
            shown = code[:64] if isinstance(code, str) and code else "TARGET_FAILED"
            return {"code": shown, "message": message[:MOST_ERROR_CHARACTERS]}
        case _:
            raise InvalidReport("An error is a text, or an object with `message` and perhaps `code`.", path=("error",))


def _count(given: Mapping[str, Any], name: str, most: int) -> int | None:
    value = given.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise InvalidReport(f"`{_shown(name)}` is a whole number from 0 to {most:,}.", path=(_shown(name),))
    return value


def _cost(value: Any) -> Decimal | None:
    if value is None:
        return None
    cost = cost_in(value)
    if cost is None:
        raise InvalidReport("`cost` is an amount of US dollars that is not negative.", path=("cost",))
    return cost


def _external_id(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not 1 <= len(value) <= MOST_ID_CHARACTERS or "\x00" in value:
        raise InvalidReport(f"`externalId` is a text of 1 to {MOST_ID_CHARACTERS} characters.", path=("externalId",))
    return value


def _shown(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
