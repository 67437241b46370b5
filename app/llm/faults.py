"""What went wrong at a provider, in one vocabulary: statuses, its own words, and when to come back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from app.core import clock
from app.core.egress import EgressFailed, EgressRefused, EgressTimedOut, RedirectRefused, ResponseTooLarge
from app.core.errors import DomainError
from app.core.secrets import mask
from app.llm.chat import FaultCode, ProviderFault

MAX_MESSAGE_CHARACTERS = 500
CUT_SHORT = "The reply ended before it was complete."
_REQUEST_IDS = ("x-request-id", "request-id", "x-goog-request-id")


class Discretion:
    """Shows what providers say, without the secrets that some of them echo."""

    def __init__(self, secrets: Iterable[str | None]) -> None:
        self._hidden = [value for value in secrets if value and len(value) >= 8]

    def shown(self, text: str) -> str:
        """A provider's words on one line, cut, and without secrets."""
        for value in self._hidden:
            text = text.replace(value, mask(value))
        return " ".join(text.split())[:MAX_MESSAGE_CHARACTERS]

    def status_fault(self, status: int, headers: Mapping[str, str], told: str | None) -> ProviderFault:
        """The fault that an error status stands for."""
        return ProviderFault(
            fault_code(status),
            self.shown(told or "") or f"The provider answered {status}.",
            status=status,
            retry_after_seconds=retry_after(headers.get("Retry-After")),
            request_id=request_id(headers),
        )

    def refusal(self, words: str, *, status: int | None = None) -> ProviderFault:
        """The fault of a model that does not want to answer."""
        return ProviderFault(FaultCode.REFUSED, self.shown(f"The model refused: {words}"), status=status)


def cut_short() -> ProviderFault:
    """The fault of a stream that ended too early."""
    return ProviderFault(FaultCode.NETWORK, CUT_SHORT)


def egress_fault(error: DomainError) -> ProviderFault:
    """The fault of a request that did not get through, or whose reply did not."""
    match error:
        case EgressRefused() | RedirectRefused():
            return ProviderFault(FaultCode.REFUSED, error.message)
        case EgressTimedOut():
            return ProviderFault(FaultCode.TIMEOUT, error.message)
        case ResponseTooLarge():
            return ProviderFault(FaultCode.BAD_RESPONSE, error.message)
        case _:
            return ProviderFault(FaultCode.NETWORK, error.message)


def egress_error(error: BaseException) -> DomainError | None:
    """What outgoing HTTP raised, somewhere below an error that a library made of it."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, EgressRefused | EgressFailed):
            return found
        found = found.__cause__ or found.__context__
    return None


def fault_code(status: int) -> FaultCode:
    """What an HTTP status of a provider means."""
    match status:
        case 429:
            return FaultCode.RATE_LIMITED
        case 401 | 403:
            return FaultCode.UNAUTHORIZED
        case 408:
            return FaultCode.TIMEOUT
        case _ if status >= 500:
            return FaultCode.UNAVAILABLE
        case _ if status >= 400:
            return FaultCode.REFUSED
        case _:
            return FaultCode.BAD_RESPONSE


def told(data: Any) -> str | None:
    """The provider's own words about an error, in the shapes that servers use."""
    match data:
        case {"error": {"message": str(message)}} | {"error": str(message)}:
            return message
        case {"message": str(message)} | {"detail": str(message)}:
            return message
        case _:
            return None


def request_id(headers: Mapping[str, str]) -> str | None:
    """What the provider calls the request in its own log."""
    found = next((headers[name] for name in _REQUEST_IDS if name in headers), None)
    return found[:200] if found else None


def retry_after(value: str | None) -> float | None:
    """Seconds to wait, from a number or an HTTP date; anything else is as good as absent."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _seconds_until(date: str) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return math.nan
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - clock.now()).total_seconds()
