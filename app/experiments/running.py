"""Carrying a run out: cut into shards, a job each; the results stored are the checkpoint from which a shard goes on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from app.accounts.change import change_by_system
from app.core.clock import now
from app.core.conditions import AllOf, Compare, Operator, equals
from app.core.errors import DomainError
from app.core.events import bus
from app.core.rows import Row, values_of
from app.datasets.models import DatasetVersion
from app.datasets.reading import item_ids, read_items
from app.experiments.aggregates import metrics_of
from app.experiments.items import cancelled_item, evaluate_item
from app.experiments.limits import limits
from app.experiments.models import (
    FINAL,
    Experiment,
    ExperimentAggregateResult,
    ExperimentEvaluator,
    ExperimentItemResult,
    ExperimentRun,
    ExperimentRunStatus,
    ExperimentShard,
    ExperimentStats,
    ShardStatus,
)
from app.experiments.monitor import Monitor, monitored, recount
from app.experiments.planning import plan_of
from app.experiments.progress import control_topic, publish, snapshot
from app.runner.jobs import job


async def _give_up_run(error: BaseException, run_id: int) -> None:
    await fail(run_id, f"The run could not be started: {error}")


async def _give_up_shard(error: BaseException, shard_id: int) -> None:
    shard = await ExperimentShard.get(id=shard_id)
    await fail(shard.run_id, f"A part of the run failed again and again: {error}")


@job("experiment.start", given_up=_give_up_run)
async def start(run_id: int) -> None:
    """Cut a run into shards and have them worked on; safe to start again."""
    run = await ExperimentRun.get(id=run_id)
    if run.status in FINAL or await ExperimentShard.filter(run=run).exists():
        return
    experiment = await Experiment.get(id=run.experiment_id)
    version = await DatasetVersion.get(id=experiment.dataset_version_id)
    ids = await item_ids(version)
    async with change_by_system(run.space_id) as record:
        shards = [
            await ExperimentShard.create(run=run, number=number, first_item_id=part[0], last_item_id=part[-1])
            for number, part in enumerate(_parts(ids), start=1)
        ]
        await ExperimentStats.filter(run_id=run.id).update(total=len(ids))
        waiting = ExperimentRun.filter(id=run.id, status=ExperimentRunStatus.PENDING)
        await waiting.update(status=ExperimentRunStatus.RUNNING)
        await ExperimentRun.filter(id=run.id).update(started_at=now())
        for shard in shards:
            record.submit("experiment.shard", shard_id=shard.id)
    if not shards:
        await settle(run.id)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    size = limits().shard_size
    for begin in range(0, len(ids), size):
        yield ids[begin : begin + size]


@job("experiment.shard", given_up=_give_up_shard)
async def work_on_shard(shard_id: int) -> None:
    """Do every item of a shard that has no result yet; safe to start again."""
    shard = await ExperimentShard.get(id=shard_id)
    run = await ExperimentRun.get(id=shard.run_id)
    if shard.status is ShardStatus.PENDING and run.status not in FINAL:
        try:
            await ShardExecutor(run, shard).work()
        except DomainError as error:
            # What the run needs is gone or unreadable: no other attempt would go better.
            await fail(run.id, error.message)
            return
    await settle(run.id)


class ShardExecutor:
    """Works through one shard, within the run's concurrency, until done or told to stop."""

    def __init__(self, run: ExperimentRun, shard: ExperimentShard) -> None:
        self.run = run
        self.shard = shard

    async def work(self) -> None:
        plan = await plan_of(self.run)
        async with monitored(self.run, plan) as monitor:
            items = await self._items_left()
            was_stopped = await self._until_stopped(monitor, items)
            if was_stopped:
                for item in await self._items_left():
                    await monitor.add(cancelled_item(plan, item.pk, "The run was cancelled."))
            await monitor.settled()
        await self._end(ShardStatus.CANCELLED if was_stopped else ShardStatus.DONE)

    async def _items_left(self) -> list[Row]:
        experiment = await Experiment.get(id=self.run.experiment_id)
        version = await DatasetVersion.get(id=experiment.dataset_version_id)
        items = await read_items(version, self.shard.first_item_id, self.shard.last_item_id)
        within = AllOf(
            (
                equals("run_id", self.run.id),
                Compare("dataset_item_id", Operator.GTE, self.shard.first_item_id),
                Compare("dataset_item_id", Operator.LTE, self.shard.last_item_id),
            )
        )
        done = {pk for (pk,) in await values_of(ExperimentItemResult, ("dataset_item_id",), within)}
        return [item for item in items if item.pk not in done]

    async def _until_stopped(self, monitor: Monitor, items: list[Row]) -> bool:
        """Do the items; true if the run was cancelled before they were all done."""
        with bus.subscribe(control_topic(self.run.id)) as orders:
            # Told before this shard listened?
            if await ExperimentRun.filter(id=self.run.id, status=ExperimentRunStatus.CANCELLING).exists():
                return True
            working = asyncio.create_task(self._do(monitor, items))
            stopping = asyncio.create_task(orders.get())
            try:
                await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    working.result()
                    return False
            finally:
                await _ended(working, stopping)
        await monitor.settled()
        return True

    async def _do(self, monitor: Monitor, items: list[Row]) -> None:
        queue = iter(items)
        async with asyncio.TaskGroup() as group:
            for _ in range(min(self.run.concurrency, len(items))):
                group.create_task(self._work_through(monitor, queue))

    async def _work_through(self, monitor: Monitor, queue: Iterator[Row]) -> None:
        for item in queue:
            async with monitor.slots:
                monitor.running += 1
                try:
                    outcome = await evaluate_item(monitor.plan, item.pk, _data(item))
                finally:
                    monitor.running -= 1
            await monitor.add(outcome)

    async def _end(self, status: ShardStatus) -> None:
        await ExperimentShard.filter(id=self.shard.id).update(status=status)


def _data(item: Row) -> dict[str, Any]:
    data: dict[str, Any] = orjson.loads(orjson.dumps(item["data"]))
    return data


async def _ended(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait((task,))


async def settle(run_id: int) -> None:
    """End a run whose shards have all ended: final counts, aggregates and status, once."""
    run = await ExperimentRun.get(id=run_id)
    if run.status in FINAL or await ExperimentShard.filter(run_id=run_id, status=ShardStatus.PENDING).exists():
        return
    stats = await ExperimentStats.get(run_id=run_id)
    await recount(stats)
    rows = await _aggregates(run)
    final = _final_status(run.status, stats)
    async with change_by_system(run.space_id) as record:
        open_one = ExperimentRun.filter(id=run_id, status=run.status)
        if not await open_one.update(status=final, finished_at=now()):
            return
        for row in rows:
            await row.save(force_create=True)
        stats.sequence += 1
        await stats.save()
        record.record("experiment.run_ended", run, after={"status": final})
    publish(await snapshot(await ExperimentRun.get(id=run_id)))


async def _aggregates(run: ExperimentRun) -> list[ExperimentAggregateResult]:
    places = await ExperimentEvaluator.filter(experiment_id=run.experiment_id).order_by("id")
    metrics = await metrics_of(run.id, [place.alias for place in places])
    return [
        ExperimentAggregateResult(space_id=run.space_id, run_id=run.id, name=name, **metric.summary())
        for name, metric in metrics.items()
    ]


def _final_status(present: ExperimentRunStatus, stats: ExperimentStats) -> ExperimentRunStatus:
    if present is ExperimentRunStatus.CANCELLING and stats.cancelled:
        return ExperimentRunStatus.CANCELLED
    return ExperimentRunStatus.COMPLETED_WITH_FAILURES if stats.failed else ExperimentRunStatus.SUCCEEDED


async def fail(run_id: int, reason: str) -> None:
    """End a run that cannot go on; results so far stay."""
    run = await ExperimentRun.get(id=run_id)
    async with change_by_system(run.space_id) as record:
        open_one = ExperimentRun.filter(id=run_id).exclude(status__in=list(FINAL))
        if not await open_one.update(status=ExperimentRunStatus.FAILED, reason=reason, finished_at=now()):
            return
        await ExperimentShard.filter(run_id=run_id, status=ShardStatus.PENDING).update(status=ShardStatus.CANCELLED)
        stats = await ExperimentStats.get(run_id=run_id)
        stats.sequence += 1
        await stats.save(update_fields=["sequence"])
        record.record("experiment.run_failed", run, after={"reason": reason})
    bus.publish(control_topic(run_id), "cancel")
    publish(await snapshot(await ExperimentRun.get(id=run_id)))
