"""Carrying a run out: cut into shards, a job each; the results stored are the checkpoint from which a shard goes on."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, ExitStack
from typing import Any

import orjson
import structlog

from app.accounts.change import change_by_system
from app.core.clock import monotonic, now
from app.core.errors import DomainError
from app.core.processes import alive_processes
from app.core.rows import Row
from app.datasets.models import DatasetVersion
from app.datasets.reading import read_items, read_listed
from app.evaluation.models import EvalTargetKind
from app.evaluation.targets import TargetOutput
from app.experiments.arrivals import LATER, arrivals_of, has_any, target_kind_of
from app.experiments.backlog import backlog
from app.experiments.choices import FINAL, ExperimentRunMode, ExperimentRunStatus, ShardStatus
from app.experiments.cutting import add_shards, items_done, parts_of, stop_shards, top_up, total_of
from app.experiments.earlier import NO_OUTPUT, earlier_of
from app.experiments.ending import settle
from app.experiments.holding import held_here, leave, let_go, taken
from app.experiments.items import ItemInWork
from app.experiments.limits import places
from app.experiments.models import Experiment, ExperimentRun, ExperimentRunWorker, ExperimentShard, ExperimentStats
from app.experiments.monitor import Monitor, Stop, monitored
from app.experiments.outcomes import Awaited
from app.experiments.plans import Plan
from app.experiments.transitions import announce, fail, heed_budget, locked, turn
from app.experiments.units import Earlier, Unit
from app.llm.breaker import CircuitOpen
from app.runner.jobs import job, maintenance

_BEGUN = (ExperimentRunStatus.RUNNING, ExperimentRunStatus.CANCELLING)
log: Any = structlog.get_logger(__name__)


async def _give_up_run(error: BaseException, run_id: int) -> None:
    await fail(run_id, f"The run could not be started: {error}")


async def _give_up_shard(error: BaseException, run_id: int, shard_id: int) -> None:
    await fail(run_id, f"A part of the run failed again and again: {error}")


@job("experiment.start", given_up=_give_up_run)
async def start(run_id: int) -> None:
    """Cut a run into shards, if it is not cut yet, and have them worked on; safe to start again."""
    run = await ExperimentRun.get(id=run_id)
    if run.status in FINAL:
        return
    try:
        parts = [] if await ExperimentShard.filter(run=run).exists() else await parts_of(run)
    except DomainError as error:
        await fail(run.id, error.message)
        return
    async with change_by_system(run.space_id) as record:
        run = await locked(run_id)
        is_wanted = run.status in {ExperimentRunStatus.PENDING, ExperimentRunStatus.RUNNING, ExperimentRunStatus.PAUSED}
        if parts and is_wanted and not await ExperimentShard.filter(run=run).exists():
            await add_shards(run, parts, await _status_of_new(run))
            await ExperimentStats.filter(run_id=run.id).update(total=await total_of(run, parts))
        if run.status is ExperimentRunStatus.PENDING:
            begun = now()
            await turn(run, ExperimentRunStatus.RUNNING, started_at=run.started_at or begun, resumed_at=begun)
        await top_up(record, run)
    announce(run_id)
    await settle(run_id)


async def _status_of_new(run: ExperimentRun) -> ShardStatus:
    """How the shards of a run begin: where outputs are submitted and none has come, nothing can be done with them yet."""
    if run.base_run_id is not None or not run.is_open or await target_kind_of(run) is not EvalTargetKind.PUSHED:
        return ShardStatus.WAITING
    return ShardStatus.WAITING if await has_any(run.id) else ShardStatus.AWAITING


@job("experiment.shard", given_up=_give_up_shard)
async def work_on_shard(run_id: int, shard_id: int) -> None:
    """Do every item of a shard that has no result yet; safe to start again."""
    with ExitStack() as loading:
        # From the first moment, or else a process would take several shards of a run at once, and leave none to others.
        loading.enter_context(backlog.loading(run_id))
        shard = await taken(shard_id)
        if shard is not None:
            with held_here(shard_id):
                await _work_on(shard, loading)
    # Also when somebody did the shard before and was killed in this very moment.
    await settle(run_id)


async def _work_on(shard: ExperimentShard, loading: ExitStack) -> None:
    try:
        run, is_done, is_awaiting = await ExperimentRun.get(id=shard.run_id), False, False
        if run.status is ExperimentRunStatus.RUNNING:
            executor = ShardExecutor(run, shard, loading)
            is_done, is_awaiting = await executor.work(), executor.is_awaiting
        await leave(shard, is_done=is_done, is_awaiting=is_awaiting)
        if is_awaiting:
            await heed_budget(run.id)
    except DomainError as error:
        # What the run needs is gone or unreadable: no other attempt would go better.
        await fail(shard.run_id, error.message)
    except BaseException:
        await let_go(shard.id)
        raise


class ShardExecutor:
    """Works through one shard, within the run's places and the process's, until done or told to stop."""

    def __init__(self, run: ExperimentRun, shard: ExperimentShard, loading: ExitStack) -> None:
        self.run = run
        self.shard = shard
        self._loading = loading
        self.begun_at = monotonic()
        self._stop: Stop | None = None
        self._stopping = asyncio.Event()
        self._working: set[asyncio.Task[None]] = set()
        self._begun: set[asyncio.Task[None]] = set()
        self._is_interrupted = False
        self._failure: BaseException | None = None
        self.is_awaiting = False
        """Outputs of some items are still to come."""

    def stop(self, why: Stop) -> None:
        """Begin no more items; an order to stop at once overrules one that lets items in work end."""
        if self._stop is None or (why.is_immediate and not self._stop.is_immediate):
            self._stop = why
        self._stopping.set()
        if self._stop.is_immediate:
            self._interrupt()

    def _interrupt(self) -> None:
        """Stop the items in work; a task that was cancelled before its first step could not give its place back."""
        self._is_interrupted = True
        for task in self._begun & self._working:
            task.cancel()

    async def work(self) -> bool:
        """Do the items; true if every one has a result, or waits for an output that is to come."""
        async with monitored(self.run) as monitor:
            monitor.shards.append(self)
            try:
                await self._through(monitor)
                await monitor.settled()
            finally:
                monitor.shards.remove(self)
        return self._stop is None

    async def _units(self, plan: Plan) -> list[Unit]:
        """What is left to be done, and can be."""
        done = await items_done(self.run.id, self.shard)
        earlier = await earlier_of(self.run, self.shard)
        unknown = Earlier(None, TargetOutput(error=NO_OUTPUT)) if self.run.mode is ExperimentRunMode.RESCORE else None
        arrived = await arrivals_of(self.run, self.shard) if plan.target_kind in LATER else {}
        units = [
            Unit(item.pk, _data(item), repetition, earlier.get((item.pk, repetition), unknown), arrived.get(key))
            for item in await self._items()
            for repetition in range(1, self.run.repetitions + 1)
            if (key := (item.pk, repetition)) not in done
        ]
        return [unit for unit in units if self._can_begin(plan, unit)] if plan.target_kind in LATER else units

    def _can_begin(self, plan: Plan, unit: Unit) -> bool:
        """Whether there is something to be done for an item, rather than to be waited for."""
        has_output = unit.earlier is not None and (unit.earlier.output is not None or unit.earlier.is_whole)
        is_coming = unit.arrived.is_awaiting if unit.arrived else plan.target_kind is EvalTargetKind.PUSHED
        if is_coming and not has_output:
            self.is_awaiting = True
            return False
        return True

    async def _items(self) -> list[Row]:
        if self.shard.item_ids is not None:
            return await read_listed(self.shard.item_ids)
        experiment = await Experiment.get(id=self.run.experiment_id)
        version = await DatasetVersion.get(id=experiment.dataset_version_id)
        return await read_items(version, self.shard.first_item_id, self.shard.last_item_id)

    async def _through(self, monitor: Monitor) -> None:
        beginning = asyncio.create_task(self._begin_all(monitor))
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait((beginning, stopping), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._interrupt()
            raise
        finally:
            await _ended(beginning, stopping)
            await self._finished()
        if self._failure is not None:
            raise self._failure
        if not beginning.cancelled() and (error := beginning.exception()):
            raise error

    async def _finished(self) -> None:
        """Wait for the items in work; when the job itself is interrupted, they are, too."""
        try:
            while self._working:
                await asyncio.wait(self._working)
        except asyncio.CancelledError:
            self._interrupt()
            await asyncio.wait(self._working)
            raise

    async def _begin_all(self, monitor: Monitor) -> None:
        units = await self._units(monitor.plan)
        with backlog.beginning(self.run.id, units, lambda: min(monitor.slots.size, places().size)) as left:
            self._loading.close()
            for unit in left:
                await self._begin(monitor, unit)

    async def _begin(self, monitor: Monitor, unit: Unit) -> None:
        if unit.earlier is not None and unit.earlier.is_whole:
            await monitor.add(await ItemInWork(monitor.plan, unit, monitor.claimant).done())
            return
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(monitor.slots.taken(monitor.claimant))
            await stack.enter_async_context(places().taken(monitor.claimant))
            task = asyncio.create_task(self._in_place(monitor, unit, stack.pop_all()))
        self._working.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._working.discard(task)
        self._begun.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failure = self._failure or error
            self.stop(Stop.LOST)

    async def _in_place(self, monitor: Monitor, unit: Unit, held: AsyncExitStack) -> None:
        """Do an item in the place that was taken for it, unless everything was stopped before it was begun."""
        async with held:
            if self._is_interrupted:
                return
            if (task := asyncio.current_task()) is not None:
                self._begun.add(task)
            await self._do(monitor, unit)

    async def _do(self, monitor: Monitor, unit: Unit) -> None:
        item = ItemInWork(monitor.plan, unit, monitor.claimant)
        key = (unit.item_id, unit.repetition)
        monitor.in_work[key] = item
        try:
            outcome = await item.done()
            self.is_awaiting = self.is_awaiting or isinstance(outcome, Awaited)
            await monitor.add(outcome)
            if item.broken:
                await monitor.pause(item.broken)
        except CircuitOpen as error:
            await monitor.pause(str(error))
        except asyncio.CancelledError:
            if self._stop is not Stop.LOST:
                was_cancelled = self._stop is Stop.CANCELLED
                await monitor.add(item.cancelled("The run was cancelled.") if was_cancelled else item.interrupted())
            raise
        finally:
            del monitor.in_work[key]


@maintenance(seconds=30)
async def look_after_runs() -> None:
    """Go on with runs that came to a standstill, as when a database went away between two steps; forget dead workers."""
    for run_id in await ExperimentRun.filter(status__in=list(_BEGUN)).values_list("id", flat=True):
        run = await ExperimentRun.get(id=run_id)
        async with change_by_system(run.space_id) as record:
            run = await locked(run.id)
            await top_up(record, run)
            if run.status is ExperimentRunStatus.CANCELLING:
                await stop_shards(run)
        await settle(run.id)
    await ExperimentRunWorker.exclude(holder__in=list(await alive_processes())).delete()


def _data(item: Row) -> dict[str, Any]:
    data: dict[str, Any] = orjson.loads(orjson.dumps(item["data"]))
    return data


async def _ended(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
