"""Steering a run that has not ended: pause, resume, cancel, other bounds, more items."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from app.accounts.access import Actor, Permission, get
from app.accounts.change import Change, change
from app.core.clock import now
from app.core.errors import Conflict
from app.datasets.models import DatasetVersion
from app.evaluation.models import EvalTargetKind
from app.experiments.arrivals import target_kind_of
from app.experiments.bounds import checked_concurrency
from app.experiments.budgets import BudgetUsedUp, budget_columns
from app.experiments.choices import FINAL, ExperimentRunMode, ExperimentRunPriority, ExperimentRunStatus, ShardStatus
from app.experiments.choosing import of_dataset, require_known, require_some
from app.experiments.cutting import append_items, stop_shards, top_up
from app.experiments.ending import settle
from app.experiments.models import Experiment, ExperimentRun, ExperimentShard, ExperimentStats
from app.experiments.transitions import announce, count_up, locked, turn, used_up

PAUSED_BY_PERSON = "Paused by a person."
CANCELLED_BY_PERSON = "Cancelled by a person."
_PATH = ("input", "experimentRunId")


class RunEnded(Conflict):
    """The run has ended already."""

    code = "RUN_ENDED"


class RunNotActive(Conflict):
    """The run is paused or being cancelled, so this cannot be done with it."""

    code = "RUN_NOT_ACTIVE"


class RunNotPaused(Conflict):
    """The run is not paused."""

    code = "RUN_NOT_PAUSED"


class RunNotOpen(Conflict):
    """The run takes nothing more: neither items nor outputs are brought to runs of this kind, or it has been finished."""

    code = "RUN_NOT_OPEN"


async def pause_experiment_run(actor: Actor, *, experiment_run_id: int) -> ExperimentRun:
    """Begin no more items of a run until it is resumed; those that are being done are done to the end."""
    async with steered(actor, experiment_run_id, "experiment.run_paused") as (_, run):
        _require(run, ExperimentRunStatus.PENDING, ExperimentRunStatus.RUNNING)
        await turn(run, ExperimentRunStatus.PAUSED, PAUSED_BY_PERSON)
    return run


async def resume_experiment_run(
    actor: Actor, *, experiment_run_id: int, budget: dict[str, Any] | None = None
) -> ExperimentRun:
    """Let a paused run go on, with another budget if one is given."""
    async with steered(actor, experiment_run_id, "experiment.run_resumed") as (record, run):
        _require_active(run)
        if run.status is not ExperimentRunStatus.PAUSED:
            raise RunNotPaused(path=_PATH)
        given = {} if budget is None else budget_columns(budget)
        run.update_from_dict(given)
        if spent := used_up(run, await ExperimentStats.get(run_id=run.id), now()):
            raise BudgetUsedUp(f"{spent} Give the run a larger one.", path=("input", "budget"))
        if await ExperimentShard.filter(run_id=run.id).exists():
            given |= {"started_at": run.started_at or now(), "resumed_at": now()}
            await turn(run, ExperimentRunStatus.RUNNING, **given)
        else:
            await turn(run, ExperimentRunStatus.PENDING, **given)
        record.submit("experiment.start", run_id=run.id)
    return run


async def cancel_experiment_run(actor: Actor, *, experiment_run_id: int) -> ExperimentRun:
    """Stop a run: calls in flight are cancelled, results so far stay, other items are not begun."""
    async with steered(actor, experiment_run_id, "experiment.run_cancelled") as (_, run):
        _require_active(run)
        await turn(run, ExperimentRunStatus.CANCELLING, CANCELLED_BY_PERSON)
        is_idle = await stop_shards(run)
    return await settled(run) if is_idle else run


async def set_experiment_run_concurrency(actor: Actor, *, experiment_run_id: int, concurrency: int) -> ExperimentRun:
    """Let a run work on more or fewer items at once from now on."""
    async with steered(actor, experiment_run_id, "experiment.run_concurrency_set") as (record, run):
        _require_active(run)
        run.concurrency = checked_concurrency(concurrency)
        await run.save(update_fields=["concurrency"])
        await count_up(run.id)
        await top_up(record, run)
    return run


async def set_experiment_run_priority(
    actor: Actor, *, experiment_run_id: int, priority: ExperimentRunPriority
) -> ExperimentRun:
    """Let a run's next parts come before those of others, or after them."""
    async with steered(actor, experiment_run_id, "experiment.run_priority_set") as (_, run):
        _require_active(run)
        run.priority = priority
        await run.save(update_fields=["priority"])
        await count_up(run.id)
    return run


async def append_experiment_run_items(actor: Actor, *, experiment_run_id: int, dataset_item_ids: list[int]) -> ExperimentRun:
    """Have an open run do some items too; those that it has already are left alone."""
    async with steered(actor, experiment_run_id, "experiment.run_items_appended") as (record, run):
        require_open(run)
        if run.mode is not ExperimentRunMode.APPEND:
            raise RunNotOpen("No items can be appended to this run: it was started in another mode.", path=_PATH)
        require_some(dataset_item_ids)
        experiment = await Experiment.get(id=run.experiment_id)
        version = await DatasetVersion.get(id=experiment.dataset_version_id)
        known = await of_dataset(actor, version.dataset_id, dataset_item_ids)
        require_known(dataset_item_ids, known, "the experiment's dataset")
        is_pushed = await target_kind_of(run) is EvalTargetKind.PUSHED
        await append_items(record, run, dataset_item_ids, ShardStatus.AWAITING if is_pushed else ShardStatus.WAITING)
    return run


async def finish_experiment_run(actor: Actor, *, experiment_run_id: int) -> ExperimentRun:
    """Take nothing more into an open run, which ends when it has done what it has; what has no output then is left out."""
    async with steered(actor, experiment_run_id, "experiment.run_finished") as (_, run):
        require_open(run)
        run.is_open = False
        await run.save(update_fields=["is_open"])
        if await target_kind_of(run) is EvalTargetKind.PUSHED:
            waiting = ExperimentShard.filter(run_id=run.id, status=ShardStatus.AWAITING)
            await waiting.update(status=ShardStatus.CANCELLED)
        await count_up(run.id)
    return await settled(run)


@asynccontextmanager
async def steered(actor: Actor, run_id: int, action: str) -> AsyncIterator[tuple[Change, ExperimentRun]]:
    """Change a run under its lock; all who follow it or work on it are told after the commit."""
    seen = await get(ExperimentRun, run_id, actor)
    async with change(actor, Permission.RUN_EXPERIMENTS, seen.space_id) as record:
        run = await locked(seen.id)
        before = _shown(run)
        yield record, run
        record.record(action, run, before=before, after=_shown(run))
    announce(run.id)


def _shown(run: ExperimentRun) -> dict[str, Any]:
    return {"status": run.status, "concurrency": run.concurrency, "priority": run.priority, "is_open": run.is_open}


def _require_active(run: ExperimentRun) -> None:
    if run.status in FINAL:
        raise RunEnded(path=_PATH)


def _require(run: ExperimentRun, *allowed: ExperimentRunStatus) -> None:
    _require_active(run)
    if run.status not in allowed:
        raise RunNotActive(path=_PATH)


def require_open(run: ExperimentRun) -> None:
    """Refuse to bring anything to a run that takes nothing more."""
    _require_active(run)
    if not run.is_open:
        raise RunNotOpen(path=_PATH)
    _require(run, ExperimentRunStatus.PENDING, ExperimentRunStatus.RUNNING, ExperimentRunStatus.PAUSED)


async def settled(run: ExperimentRun) -> ExperimentRun:
    """The run as it is after it was ended, if nothing is left to be done."""
    await settle(run.id)
    await run.refresh_from_db()
    return run
