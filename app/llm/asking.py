"""Asking a model on somebody's behalf: the call, its retries, and the rows that record every attempt.

An answer that is known already spares the call, if the caller wants that. While a provider fails call after call, the
circuit breaker keeps calls back.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from app.core import metrics
from app.core.clock import now
from app.core.ids import new_id
from app.llm.breaker import FAULTS, Breaker
from app.llm.cache import Key, Known, key_of, row_of
from app.llm.calls import NOBODY, Attempt, Completion, RetryPolicy, complete, complete_streaming
from app.llm.chat import ChatDelta, ChatRequest, FaultCode, ProviderFault
from app.llm.models import UsageScene
from app.llm.own_prices import PriceBook, price_book
from app.llm.providers import Route
from app.runner.slots import Claimant

PATIENT = RetryPolicy()
MAX_NAME = 200
_OUT_OF_TIME = ProviderFault(FaultCode.TIMEOUT, "The calls made before took all the time that there was.")


@dataclass
class CallLog:
    """Calls made for one thing: rows to be stored with it, what they are allowed, and what they wait for just now."""

    space_id: int
    user_id: int | None = None
    subject_type: str | None = None
    subject_id: int | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    """Rows of `ModelRequestRecord`."""
    claimant: Claimant = field(kw_only=True, default=NOBODY)
    """For whom places at the gate are taken; the space alone, unless something else is said."""
    repetition: int = field(kw_only=True, default=1)
    uses_cache: bool = field(kw_only=True, default=False)
    deadline_seconds: float | None = field(kw_only=True, default=None)
    """What is left of the time that its calls may take; waiting at the gate does not count."""
    doing: str | None = field(kw_only=True, default=None)
    """What it waits for just now, as a sentence."""
    responses: list[dict[str, Any]] = field(kw_only=True, default_factory=list)
    """Rows of `CachedResponse`."""

    def __post_init__(self) -> None:
        if self.claimant is NOBODY:
            self.claimant = Claimant(self.space_id)

    @property
    def is_out_of_time(self) -> bool:
        """Whether its calls have taken all the time that they may take."""
        return self.deadline_seconds is not None and self.deadline_seconds <= 0

    def step(self) -> CallLog:
        """A part of it that goes on beside others: the same rows, waiting for something of its own."""
        return replace(self, doing=None)

    def note(self, attempt: Attempt, number: int, route: Route, request: ChatRequest, scene: UsageScene) -> None:
        """Add the row of an attempt that was made."""
        self.rows.append(self._row(attempt, number, route, request, scene))
        metrics.count_model_call(
            route.provider.value,
            attempt.fault_code.value if attempt.fault_code else "ok",
            attempt.latency_ms / 1000,
            input_tokens=attempt.input_tokens,
            output_tokens=attempt.output_tokens,
        )

    def note_spared(self, known: Known, route: Route, request: ChatRequest, scene: UsageScene) -> None:
        """Add the row of a call that was spared, with what it took the first time."""
        reply = known.reply
        attempt = Attempt(
            now(),
            known.latency_ms,
            reply.input_tokens,
            reply.output_tokens,
            known.cost,
            cached_input_tokens=reply.cached_input_tokens,
            answered_by=reply.model,
        )
        self.rows.append(self._row(attempt, 1, route, request, scene) | {"is_cached": True})

    def _row(self, attempt: Attempt, number: int, route: Route, request: ChatRequest, scene: UsageScene) -> dict[str, Any]:
        return {
            "id": new_id(),
            "created_at": attempt.started_at,
            "space_id": self.space_id,
            "connection_id": route.connection_id,
            "user_id": self.user_id,
            "scene": scene,
            "subject_type": self.subject_type,
            "subject_id": self.subject_id,
            "provider": route.provider,
            "adapter": route.adapter,
            "model": request.model,
            "answered_by": attempt.answered_by and attempt.answered_by[:MAX_NAME],
            "attempt": number,
            "input_tokens": attempt.input_tokens,
            "cached_input_tokens": attempt.cached_input_tokens,
            "output_tokens": attempt.output_tokens,
            "cost": attempt.cost,
            "latency_ms": attempt.latency_ms,
            "time_to_first_token_ms": attempt.time_to_first_token_ms,
            "provider_request_id": attempt.request_id,
            "error_code": attempt.fault_code.value if attempt.fault_code else None,
            "error_message": attempt.fault_message,
            "is_cached": False,
        }


@dataclass(frozen=True, slots=True)
class Spending:
    """Tokens and money of some calls; `cost` is of those whose price is known, `None` if none is."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal | None = None
    unpriced_calls: int = 0
    calls: int = 0
    """Calls made, retries included."""
    cached_calls: int = 0
    """Calls spared; their tokens and costs are not among these."""


def spending(rows: Sequence[dict[str, Any]]) -> Spending:
    """What calls add up to; an attempt that failed and used nothing that is known costs nothing that is known."""
    made = [row for row in rows if not row["is_cached"]]
    costs = [row["cost"] for row in made if row["cost"] is not None]
    return Spending(
        input_tokens=sum(row["input_tokens"] or 0 for row in made),
        output_tokens=sum(row["output_tokens"] or 0 for row in made),
        cost=sum(costs, Decimal(0)) if costs else None,
        unpriced_calls=sum(row["cost"] is None and row["error_code"] is None for row in made),
        calls=len(made),
        cached_calls=len(rows) - len(made),
    )


@dataclass(slots=True)
class _Question:
    """A request on its way, and where everything about it is noted."""

    route: Route
    request: ChatRequest
    scene: UsageScene
    log: CallLog
    own_prices: PriceBook
    attempts: int = 0

    def note(self, attempt: Attempt) -> None:
        self.attempts += 1
        self.log.note(attempt, self.attempts, self.route, self.request, self.scene)


async def ask(
    route: Route, request: ChatRequest, *, scene: UsageScene, log: CallLog, policy: RetryPolicy = PATIENT
) -> Completion:
    """Ask a model, noting every attempt in the log; a fault that remains is part of the result.

    Raises `CircuitOpen` when the model has not been reached for so long that going on makes no sense.
    """
    question = _Question(route, route.completed(request), scene, log, await price_book(log.space_id))
    try:
        return await (_known_or_asked(question, policy) if log.uses_cache else _asked(question, policy))
    finally:
        log.doing = None


async def ask_streaming(
    route: Route, request: ChatRequest, *, scene: UsageScene, log: CallLog, policy: RetryPolicy = PATIENT
) -> AsyncGenerator[ChatDelta, None]:
    """Ask a model and hand out its reply as it is written, noting every attempt in the log; raises the fault that remains.

    The last delta has the whole reply. Closing the generator ends the call, which is then noted as cancelled. Nothing is
    taken from or kept among known answers, and no breaker holds it back: somebody is watching.
    """
    question = _Question(route, route.completed(request), scene, log, await price_book(log.space_id))
    deltas = complete_streaming(
        route.chat,
        question.request,
        provider=route.price_provider,
        policy=_within(policy, log),
        gate=route.gate,
        caller=log,
        noted=question.note,
        own_prices=question.own_prices,
    )
    try:
        async with aclosing(deltas):
            async for delta in deltas:
                yield delta
    finally:
        log.doing = None


def _within(policy: RetryPolicy, log: CallLog) -> RetryPolicy:
    """The policy, with no more time than the log has left."""
    left = log.deadline_seconds
    return policy if left is None or left >= policy.deadline_seconds else replace(policy, deadline_seconds=left)


async def _known_or_asked(question: _Question, policy: RetryPolicy) -> Completion:
    route, log, cache = question.route, question.log, question.route.cache
    key = key_of(
        log.space_id,
        question.request,
        provider=route.provider.value,
        base_url=route.price_provider,
        repetition=log.repetition,
    )
    while cache.is_asked(key):
        log.doing = "Waiting for the answer to the same request."
        await cache.answered(key)
    with cache.asking(key):
        if known := await cache.find(key):
            log.note_spared(known, route, question.request, question.scene)
            return Completion(known.reply, None, (), known.latency_ms, known.cost, is_cached=True)
        completion = await _asked(question, policy)
        _keep(key, completion, question)
        return completion


def _keep(key: Key, completion: Completion, question: _Question) -> None:
    if completion.reply is None:
        return
    known = Known(completion.reply, completion.cost, completion.latency_ms)
    question.route.cache.remember(key, known)
    question.log.responses.append(row_of(key, question.request.model, known))


async def _asked(question: _Question, policy: RetryPolicy) -> Completion:
    """Ask, unless the provider is known to be out of order; a probe that failed stands in line again."""
    breaker = question.route.breakers.get(question.scene)
    if breaker is None:
        return await _completed(question, policy)
    while True:
        probe = await breaker.passing(question.log)
        try:
            completion = await _completed(question, policy if probe is None else replace(policy, max_attempts=1))
        except BaseException:
            breaker.learnt_nothing(probe)
            raise
        _tell(breaker, completion, question.log, probe)
        fault = completion.fault
        if fault is None or probe is None or not fault.is_retriable or question.log.is_out_of_time:
            return completion


def _tell(breaker: Breaker, completion: Completion, log: CallLog, probe: int | None) -> None:
    """Let the breaker know how a call ended."""
    fault = completion.fault
    if fault is None or fault.code not in FAULTS:
        breaker.answered()
    elif log.is_out_of_time:
        # It was cut short by what the item had left, and may have been answered else.
        breaker.learnt_nothing(probe)
    else:
        breaker.failed(fault, probe)


async def _completed(question: _Question, policy: RetryPolicy) -> Completion:
    route, log = question.route, question.log
    left = log.deadline_seconds
    if log.is_out_of_time:
        return Completion(None, _OUT_OF_TIME, (), 0, None)
    completion = await complete(
        route.chat,
        question.request,
        provider=route.price_provider,
        policy=_within(policy, log),
        gate=route.gate,
        caller=log,
        noted=question.note,
        own_prices=question.own_prices,
    )
    if left is not None:
        log.deadline_seconds = left - completion.worked_seconds
    return completion
