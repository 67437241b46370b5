"""Tokens by which an endpoint says later to which invocation a result belongs.

A token says everything itself and opens with this installation's secret alone, so that a result that comes back before
its invocation is stored, or after the process that asked was killed, still finds its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from app.core.errors import DomainError, Unauthenticated
from app.evaluation.target_kind import Invocation
from app.llm.providers import providers

HEADER = "Graphloop-Invocation"
"""Carries the token, there and back."""
ADDRESS_HEADER = "Graphloop-Callback-Url"
"""Says where the result is expected, if this installation knows its own address."""
PATH = "/api/targets/results"
_CONTEXT = ("eval_target_record", "invocation")
_address: str | None = None


class InvocationInvalid(Unauthenticated):
    """That is no token of an invocation; send the header `Graphloop-Invocation` back as it came."""

    code = "INVALID_INVOCATION"


@dataclass(frozen=True, slots=True)
class Ticket:
    """An invocation, and until when its result may come."""

    invocation: Invocation
    until: datetime


def use_callback_address(public_url: str | None) -> None:
    """Let endpoints be told that results come to this address."""
    global _address
    _address = None if public_url is None else f"{public_url.rstrip('/')}{PATH}"


def callback_headers(ticket: Ticket) -> dict[str, str]:
    """What an endpoint needs to send a result back."""
    return {HEADER: _token(ticket)} | ({ADDRESS_HEADER: _address} if _address else {})


def _token(ticket: Ticket) -> str:
    one = ticket.invocation
    said = [one.run_id, one.item_id, one.repetition, one.turn_index, int(ticket.until.timestamp())]
    return providers().box.encrypt(orjson.dumps(said).decode(), context=_CONTEXT)


def ticket_of(token: str) -> Ticket:
    """What a token says; raises `InvocationInvalid` for anything that was not made here."""
    try:
        said = orjson.loads(providers().box.decrypt(token.strip(), context=_CONTEXT))
    except DomainError:
        raise InvocationInvalid from None
    *invocation, until = said
    return Ticket(Invocation(*invocation), datetime.fromtimestamp(until, UTC))
