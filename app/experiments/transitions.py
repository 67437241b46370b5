"""How runs change their state: under the lock of their row, numbered, and made known to whoever follows or works on them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tortoise.expressions import F

from app.accounts.change import Change, change_by_system
from app.core.clock import now
from app.core.notices import tell
from app.experiments.arrivals import close_awaited
from app.experiments.choices import FINAL, ExperimentRunStatus, ShardStatus
from app.experiments.models import ExperimentRun, ExperimentShard, ExperimentStats
from app.experiments.progress import control_topic, topic

ACTIVE = tuple(status for status in ExperimentRunStatus if status not in FINAL)


async def locked(run_id: int) -> ExperimentRun:
    """A run that nobody else changes until the end of the transaction."""
    return await ExperimentRun.select_for_update(no_key=True).get(id=run_id)


async def turn(run: ExperimentRun, status: ExperimentRunStatus, reason: str | None = None, **columns: Any) -> None:
    """Bring a locked run into another state; whoever follows it sees a newer one."""
    if run.status is ExperimentRunStatus.RUNNING:
        columns["worked_seconds"] = worked_seconds(run, now())
    run.update_from_dict({"status": status, "reason": reason, **columns})
    await run.save(update_fields=["status", "reason", *columns])
    await count_up(run.id)


async def count_up(run_id: int) -> None:
    """Let whoever follows a run know that there is something newer."""
    await ExperimentStats.filter(run_id=run_id).update(sequence=F("sequence") + 1)


def worked_seconds(run: ExperimentRun, at: datetime) -> float:
    """How long a run has worked, pauses left out."""
    if run.status is not ExperimentRunStatus.RUNNING or run.resumed_at is None:
        return run.worked_seconds
    return run.worked_seconds + max(0.0, (at - run.resumed_at).total_seconds())


def announce(run_id: int) -> None:
    """After the commit: tell those who work on a run to look at it, and those who follow it."""
    tell(control_topic(run_id))
    tell(topic(run_id))


def used_up(run: ExperimentRun, stats: ExperimentStats, at: datetime) -> str | None:
    """Which part of its budget a run has used up, in words."""
    if run.budget_cost is not None and (stats.cost or 0) >= run.budget_cost:
        return f"The budget of ${run.budget_cost.normalize():f} is used up: ${(stats.cost or 0):.4f} spent."
    tokens = stats.input_tokens + stats.output_tokens
    if run.budget_tokens is not None and tokens >= run.budget_tokens:
        return f"The budget of {run.budget_tokens:,} tokens is used up: {tokens:,} spent."
    seconds = worked_seconds(run, at)
    if run.budget_seconds is not None and seconds >= run.budget_seconds:
        return f"The budget of {run.budget_seconds:,} seconds is used up."
    return None


async def pause_by_system(run_id: int, reason: str) -> None:
    """Let a running run begin no more items until a person resumes it."""
    run = await ExperimentRun.get(id=run_id)
    async with change_by_system(run.space_id) as record:
        run = await locked(run_id)
        if run.status is not ExperimentRunStatus.RUNNING:
            return
        await turn(run, ExperimentRunStatus.PAUSED, reason)
        record.record("experiment.run_paused", run, after={"reason": reason})
    announce(run_id)


async def heed_budget(run_id: int) -> None:
    """Pause a run that has used its budget up, where no process may be at work that would notice."""
    run = await ExperimentRun.get(id=run_id)
    if run.status is not ExperimentRunStatus.RUNNING:
        return
    if reason := used_up(run, await ExperimentStats.get(run_id=run_id), now()):
        await pause_by_system(run_id, reason)


async def fail(run_id: int, reason: str) -> None:
    """End a run that cannot go on; results so far stay."""
    run = await ExperimentRun.get(id=run_id)
    async with change_by_system(run.space_id) as record:
        run = await locked(run_id)
        if run.status in FINAL:
            return
        await give_up_shards(run_id)
        left = F("total") - F("succeeded") - F("failed")
        await ExperimentStats.filter(run_id=run_id).update(cancelled=left)
        await close_awaited(run_id)
        await turn(run, ExperimentRunStatus.FAILED, reason, finished_at=now())
        record.record("experiment.run_failed", run, after={"reason": reason})
    announce(run_id)


async def give_up_shards(run_id: int) -> None:
    """Have nobody begin what is left of a run."""
    unfinished = [ShardStatus.WAITING, ShardStatus.PENDING, ShardStatus.AWAITING]
    left = ExperimentShard.filter(run_id=run_id, status__in=unfinished)
    await left.update(status=ShardStatus.CANCELLED, holder=None)


def record_end(record: Change, run: ExperimentRun) -> None:
    """Note a run's end."""
    record.record("experiment.run_ended", run, after={"status": run.status})
