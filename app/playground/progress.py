"""Watching a run of a prompt while its answer is being written."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Actor, get
from app.core.clock import monotonic
from app.core.notices import listening
from app.playground import running
from app.playground.models import PromptRun, PromptRunStatus

PACE_SECONDS = 0.05
LOOK_SECONDS = 2.0
_ID = ("promptRunId",)


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer as far as it has come; the sequence number rises with each state."""

    run_id: int
    sequence: int
    status: PromptRunStatus
    text: str
    reasoning: str | None
    tool_calls: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    error: dict[str, Any] | None


async def follow(actor: Actor, run_id: int) -> AsyncIterator[Completion]:
    """The present state of a run, then each change, at most twenty a second, until it has ended; whoever runs it."""
    await get(PromptRun, run_id, actor, path=_ID)
    with listening(running.topic(run_id)) as hints:
        # What this process writes just now is in its memory, which does not ask who looks.
        await get(PromptRun, run_id, actor, path=("promptRunId",))
        current = await _state(actor, run_id)
        yield current
        while current.status is PromptRunStatus.RUNNING:
            begun = monotonic()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await hints.get()
            newer = await _state(actor, run_id)
            if newer.sequence > current.sequence or newer.status is not current.status:
                current = newer
                yield current
            await asyncio.sleep(max(0.0, begun + PACE_SECONDS - monotonic()))


async def _state(actor: Actor, run_id: int) -> Completion:
    """From memory if this process runs it, else from the row, which follows at some distance."""
    if made := running.writing(run_id):
        return _completion(run_id, PromptRunStatus.RUNNING, made.columns(), None)
    run = await get(PromptRun, run_id, actor, path=_ID)
    known = {name: getattr(run, name) for name in ("sequence", "text", "reasoning", "tool_calls", "steps")}
    return _completion(run_id, run.status, known, run.error)


def _completion(run_id: int, status: PromptRunStatus, known: dict[str, Any], error: dict[str, Any] | None) -> Completion:
    return Completion(
        run_id,
        known["sequence"],
        status,
        known["text"],
        known["reasoning"],
        list(known["tool_calls"]),
        list(known["steps"]),
        error,
    )
