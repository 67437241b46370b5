"""Asking a model on somebody's behalf: the call, its retries, and the rows that record every attempt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.core import metrics
from app.core.ids import new_id
from app.llm.calls import Attempt, Completion, RetryPolicy, complete
from app.llm.chat import ChatRequest
from app.llm.models import UsageScene
from app.llm.providers import Route

PATIENT = RetryPolicy()


@dataclass
class CallLog:
    """Calls made for one thing: rows of `ModelRequestRecord` to be stored with it, and what they add up to."""

    space_id: int
    user_id: int | None = None
    subject_type: str | None = None
    subject_id: int | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, completion: Completion, route: Route, request: ChatRequest, scene: UsageScene) -> None:
        """Note every attempt of a call."""
        for number, attempt in enumerate(completion.attempts, start=1):
            self.rows.append(self._row(attempt, route, request, scene) | {"attempt": number})
            metrics.count_model_call(
                route.provider.value,
                attempt.fault_code.value if attempt.fault_code else "ok",
                attempt.latency_ms / 1000,
                input_tokens=attempt.input_tokens,
                output_tokens=attempt.output_tokens,
            )

    def _row(self, attempt: Attempt, route: Route, request: ChatRequest, scene: UsageScene) -> dict[str, Any]:
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
            "model": request.model,
            "input_tokens": attempt.input_tokens,
            "output_tokens": attempt.output_tokens,
            "cost": attempt.cost,
            "latency_ms": attempt.latency_ms,
            "error_code": attempt.fault_code.value if attempt.fault_code else None,
            "error_message": attempt.fault_message,
        }


@dataclass(frozen=True, slots=True)
class Spending:
    """Tokens and money of some calls; `cost` is of those whose price is known, `None` if none is."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal | None = None
    unpriced_calls: int = 0


def spending(rows: Sequence[dict[str, Any]]) -> Spending:
    """What calls add up to; an attempt that failed and used nothing that is known costs nothing that is known."""
    costs = [row["cost"] for row in rows if row["cost"] is not None]
    return Spending(
        input_tokens=sum(row["input_tokens"] or 0 for row in rows),
        output_tokens=sum(row["output_tokens"] or 0 for row in rows),
        cost=sum(costs, Decimal(0)) if costs else None,
        unpriced_calls=sum(row["cost"] is None and row["error_code"] is None for row in rows),
    )


async def ask(
    route: Route, request: ChatRequest, *, scene: UsageScene, log: CallLog, policy: RetryPolicy = PATIENT
) -> Completion:
    """Ask a model, noting every attempt in the log; a fault that remains is part of the result."""
    completion = await complete(route.chat, request, provider=route.price_provider, policy=policy, gate=route.gate)
    log.add(completion, route, request, scene)
    return completion
