"""Which process works on a shard: taking one from the dead, leaving it in good order, letting go of it after a failure."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from app.accounts.change import change_by_system
from app.core.processes import alive_processes, this_process
from app.evaluation.models import EvalTargetKind
from app.experiments.arrivals import has_arrivals, target_kind_of
from app.experiments.choices import ExperimentRunStatus, ShardStatus
from app.experiments.cutting import rank_of, submit_shard, top_up
from app.experiments.models import ExperimentRun, ExperimentShard
from app.experiments.transitions import locked

_LOOK_SECONDS = 0.5
log: Any = structlog.get_logger(__name__)

_holding: Counter[int] = Counter()


@contextmanager
def held_here(shard_id: int) -> Iterator[None]:
    """Know that this process works on a shard; for a moment, a job that leaves it and the next one may both do."""
    _holding[shard_id] += 1
    try:
        yield
    finally:
        _holding[shard_id] -= 1
        if not _holding[shard_id]:
            del _holding[shard_id]


async def let_go(shard_id: int) -> None:
    """Leave a shard to others as it is, if it was not left in good order."""
    try:
        await ExperimentShard.filter(id=shard_id, holder=this_process()).update(holder=None)
    except Exception as error:
        # Others take it when this process is dead, and this one itself may take it again.
        log.warning("a shard could not be let go", shard_id=shard_id, error=repr(error))


async def taken(shard_id: int) -> ExperimentShard | None:
    """Take a shard as soon as no living process holds it."""
    while True:
        shard = await ExperimentShard.get_or_none(id=shard_id)
        if shard is None or shard.status is not ShardStatus.PENDING:
            return None
        if await _is_free(shard):
            unchanged = {"holder": shard.holder} if shard.holder else {"holder__isnull": True}
            mine = ExperimentShard.filter(id=shard_id, status=ShardStatus.PENDING, **unchanged)
            if await mine.update(holder=this_process()):
                return shard
        await asyncio.sleep(_LOOK_SECONDS)


async def _is_free(shard: ExperimentShard) -> bool:
    if shard.holder == this_process():
        # A job that was interrupted here left it, or one is at it still.
        return shard.id not in _holding
    return shard.holder is None or shard.holder not in await alive_processes()


async def leave(shard: ExperimentShard, *, is_done: bool, is_awaiting: bool = False) -> None:
    """Let go of a shard: it is done, or waits for outputs, or what is left of it waits, is given up or goes to a job."""
    run = await ExperimentRun.get(id=shard.run_id)
    async with change_by_system(run.space_id) as record:
        run = await locked(run.id)
        mine = ExperimentShard.filter(id=shard.id, status=ShardStatus.PENDING, holder=this_process())
        status = await _status_after_waiting(run, shard) if is_awaiting and is_done else None
        status = status or _status_after(run, is_done=is_done and not is_awaiting)
        if not await mine.update(status=status, holder=None):
            return
        if status is ShardStatus.PENDING:
            submit_shard(record, run.id, shard.id, rank_of(run.priority))
        await top_up(record, run)


async def _status_after_waiting(run: ExperimentRun, shard: ExperimentShard) -> ShardStatus | None:
    """What becomes of a shard of which only outputs to come are left; nothing special if some came meanwhile."""
    if run.status not in {ExperimentRunStatus.RUNNING, ExperimentRunStatus.PAUSED} or await has_arrivals(run, shard):
        return None
    is_closed = not run.is_open and await target_kind_of(run) is EvalTargetKind.PUSHED
    return ShardStatus.CANCELLED if is_closed else ShardStatus.AWAITING


def _status_after(run: ExperimentRun, *, is_done: bool) -> ShardStatus:
    if is_done:
        return ShardStatus.DONE
    if run.status is ExperimentRunStatus.RUNNING:
        return ShardStatus.PENDING
    return ShardStatus.WAITING if run.status is ExperimentRunStatus.PAUSED else ShardStatus.CANCELLED
