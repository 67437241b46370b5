"""Cutting a run into shards, and giving shards to jobs a few at a time, so that no run keeps the others waiting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tortoise.transactions import in_transaction

from app.accounts.change import Change
from app.core.bulk import insert_rows
from app.core.clock import now
from app.core.conditions import AllOf, Compare, Operator, equals, one_of
from app.core.database import database
from app.core.ids import new_id
from app.core.orders import Order
from app.core.processes import alive_processes
from app.core.rows import values_of
from app.core.statements import Statement
from app.datasets.models import DatasetItem, DatasetVersion
from app.datasets.reading import of_version
from app.experiments.choices import ExperimentRunMode, ExperimentRunPriority, ExperimentRunStatus, ShardStatus
from app.experiments.limits import limits
from app.experiments.models import Experiment, ExperimentItemResult, ExperimentRun, ExperimentShard, ExperimentStats

OPEN = (ShardStatus.WAITING, ShardStatus.PENDING, ShardStatus.AWAITING)
"""States of shards that are not through."""
SMALLEST_SHARD = 10
FEWEST_LANES = 4
_PARTS = 16
_AHEAD = {ExperimentRunPriority.HIGH: 100_000, ExperimentRunPriority.NORMAL: 0, ExperimentRunPriority.LOW: -100_000}


@dataclass(frozen=True, slots=True)
class Part:
    """The items of one shard: all of a dataset version within a range of ids, or a list."""

    first: int
    last: int
    count: int
    ids: tuple[int, ...] | None = None


def rank_of(priority: ExperimentRunPriority) -> int:
    """What a run's priority adds to that of its jobs."""
    return _AHEAD[priority]


async def parts_of(run: ExperimentRun) -> list[Part]:
    """The parts of a run, by its mode."""
    match run.mode:
        case ExperimentRunMode.ALL:
            return await _parts_of_version(run)
        case ExperimentRunMode.TRIAL:
            return list(_listed(await _trial_ids(run), _size(run, limits().shard_size)))
        case ExperimentRunMode.APPEND:
            return []
        case ExperimentRunMode.RETRY_FAILED | ExperimentRunMode.RETRY_ITEMS | ExperimentRunMode.RESCORE:
            return await _parts_of_base(run)


async def _parts_of_version(run: ExperimentRun) -> list[Part]:
    version = await _version_of(run)
    size = _size(run, -(-version.item_count // _PARTS))
    statement = Statement(database().dialect)
    within = statement.condition(DatasetItem, of_version(version))
    # Cut by the database: the ids of a large version would take a second to come here.
    text = (
        f'SELECT MIN("id"), MAX("id"), COUNT(*) FROM (SELECT "id", (ROW_NUMBER() OVER (ORDER BY "id") - 1) / {size}'
        f' AS "part" FROM "dataset_item" WHERE {within}) AS "numbered" GROUP BY "part" ORDER BY "part"'
    )
    return [Part(*row) for row in await database().fetch(text, statement.parameters)]


async def _trial_ids(run: ExperimentRun) -> list[int]:
    if run.item_ids is not None:
        return sorted(set(run.item_ids))
    within, oldest_first = of_version(await _version_of(run)), Order(is_descending=False)
    return [pk for (pk,) in await values_of(DatasetItem, ("id",), within, oldest_first, run.item_limit)]


async def _parts_of_base(run: ExperimentRun) -> list[Part]:
    """The same items as the base run's."""
    shards = await ExperimentShard.filter(run_id=run.base_run_id).order_by("number")
    return [_part_of(shard) for shard in shards]


def _part_of(shard: ExperimentShard) -> Part:
    ids = None if shard.item_ids is None else tuple(shard.item_ids)
    return Part(shard.first_item_id, shard.last_item_id, shard.item_count, ids)


async def _version_of(run: ExperimentRun) -> DatasetVersion:
    experiment = await Experiment.get(id=run.experiment_id)
    return await DatasetVersion.get(id=experiment.dataset_version_id)


def _size(run: ExperimentRun, wanted: int) -> int:
    """Items a shard has: enough shards for many workers, and not so many repetitions that one takes for ever."""
    return max(1, min(max(wanted, SMALLEST_SHARD), limits().shard_size) // run.repetitions)


def _listed(ids: Sequence[int], size: int) -> Iterator[Part]:
    for begin in range(0, len(ids), size):
        chosen = tuple(ids[begin : begin + size])
        yield Part(chosen[0], chosen[-1], len(chosen), chosen)


async def add_shards(run: ExperimentRun, parts: Sequence[Part], status: ShardStatus = ShardStatus.WAITING) -> None:
    """Store the shards of a run, after those it has; within a change."""
    present = await ExperimentShard.filter(run_id=run.id).count()
    rows = [
        {
            "id": new_id(),
            "created_at": now(),
            "run_id": run.id,
            "number": number,
            "first_item_id": part.first,
            "last_item_id": part.last,
            "item_ids": None if part.ids is None else list(part.ids),
            "item_count": part.count,
            "status": status,
        }
        for number, part in enumerate(parts, start=present + 1)
    ]
    async with in_transaction() as client:
        await insert_rows(client, ExperimentShard, rows)


async def total_of(run: ExperimentRun, parts: Sequence[Part]) -> int:
    """Results that a run will have when it is through with these parts."""
    if run.base_run_id is not None:
        return (await ExperimentStats.get(run_id=run.base_run_id)).total
    return sum(part.count for part in parts) * run.repetitions


async def append_items(
    record: Change, run: ExperimentRun, item_ids: Sequence[int], status: ShardStatus = ShardStatus.WAITING
) -> int:
    """Have a run do these items too, as far as it does not do them already; gives how many are new. Within a change."""
    shards = await ExperimentShard.filter(run_id=run.id).only("item_ids")
    known = {pk for shard in shards for pk in shard.item_ids or ()}
    fresh = sorted(set(item_ids) - known)
    await add_shards(run, list(_listed(fresh, _size(run, limits().shard_size))), status)
    stats = await ExperimentStats.select_for_update(no_key=True).get(run_id=run.id)
    stats.total += len(fresh) * run.repetitions
    stats.sequence += 1
    await stats.save(update_fields=["total", "sequence"])
    await top_up(record, run)
    return len(fresh)


async def top_up(record: Change, run: ExperimentRun) -> None:
    """Give shards that wait a job each, as many as keep all workers busy; within a change that holds the run's row."""
    if run.status is not ExperimentRunStatus.RUNNING:
        return
    busy = await ExperimentShard.filter(run_id=run.id, status=ShardStatus.PENDING).count()
    waiting = ExperimentShard.filter(run_id=run.id, status=ShardStatus.WAITING).order_by("number")
    next_ones = [shard.id for shard in await waiting.limit(max(0, await _lanes(run) - busy)).only("id")]
    if not next_ones:
        return
    ahead = rank_of(run.priority) - await _busy_in_space(run.space_id)
    await ExperimentShard.filter(id__in=next_ones).update(status=ShardStatus.PENDING, holder=None)
    for shard_id in next_ones:
        submit_shard(record, run.id, shard_id, ahead)


async def _lanes(run: ExperimentRun) -> int:
    """Shards of a run that have jobs at the same time: two a process, so that the next is there when one ends."""
    first = await ExperimentShard.filter(run_id=run.id).order_by("number").first()
    results = max(1, first.item_count if first else 1) * run.repetitions
    return max(FEWEST_LANES, 2 * len(await alive_processes()), -(-2 * run.concurrency // results))


async def _busy_in_space(space_id: int) -> int:
    """Shards of a space that have jobs; the more it has, the later come its next ones."""
    active = ExperimentRun.filter(space_id=space_id, status=ExperimentRunStatus.RUNNING)
    runs = [run.id for run in await active.only("id")]
    return await ExperimentShard.filter(run_id__in=runs, status=ShardStatus.PENDING).count() if runs else 0


def submit_shard(record: Change, run_id: int, shard_id: int, priority: int) -> None:
    """Have a shard worked on."""
    record.submit("experiment.shard", priority=priority, run_id=run_id, shard_id=shard_id)


async def stop_shards(run: ExperimentRun) -> bool:
    """Give up the shards that nobody holds; true if that were all. Within a change that holds the run's row."""
    open_ones = ExperimentShard.filter(run_id=run.id, status__in=list(OPEN))
    alive = list(await alive_processes())
    await open_ones.filter(holder__isnull=True).update(status=ShardStatus.CANCELLED)
    await open_ones.exclude(holder__in=alive).update(status=ShardStatus.CANCELLED, holder=None)
    return not await open_ones.exists()


async def items_done(run_id: int, shard: ExperimentShard) -> set[tuple[int, int]]:
    """Items of a shard that have a result, with the repetition."""
    done = await values_of(ExperimentItemResult, ("dataset_item_id", "repetition"), within_shard(run_id, shard))
    return {(item_id, repetition) for item_id, repetition in done}


def within_shard(run_id: int, shard: ExperimentShard) -> AllOf:
    """Results of a run for the items of a shard."""
    if shard.item_ids is not None:
        return AllOf((equals("run_id", run_id), one_of("dataset_item_id", shard.item_ids)))
    return AllOf(
        (
            equals("run_id", run_id),
            Compare("dataset_item_id", Operator.GTE, shard.first_item_id),
            Compare("dataset_item_id", Operator.LTE, shard.last_item_id),
        )
    )
