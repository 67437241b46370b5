"""The state of every item of a run, done or not, with the reason: read a page at a time, for many runs at once."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from app.core.conditions import AllOf, Compare, Operator, equals, one_of
from app.core.orders import Order
from app.core.pages import rows_of_many
from app.core.processes import alive_processes
from app.core.rows import values_of
from app.evaluation.models import EvaluatorRecord, RecordStatus
from app.experiments.choices import FINAL
from app.experiments.models import ExperimentEvaluator, ExperimentItemResult, ExperimentStats
from app.experiments.states import (
    EVERY_STATE,
    FINISHED,
    UNFINISHED,
    EvaluatorSeen,
    EvaluatorState,
    ItemSeen,
    ItemState,
    Key,
    RunSeen,
)
from app.experiments.unfinished import Work, unfinished_of, work_of

_OLDEST_FIRST = Order(is_descending=False)
_BY_ITEM = Order("dataset_item_id", is_descending=False)


async def pages_of_states(
    runs: Sequence[RunSeen], first: int, after: Key | None = None, states: frozenset[ItemState] = EVERY_STATE
) -> dict[int, list[ItemSeen]]:
    """The items of each run that come after a place, in the order of items and repetitions: one more than a page has."""
    place = after or Key(0, 0)
    # Read in this order: what is done in between is found among the results, rather than nowhere.
    unfinished = await unfinished_of(runs, first + 1, place, states) if states & UNFINISHED else {}
    finished = await _finished(runs, first + 1, place, states) if states & FINISHED else {}
    pages = {}
    for run in runs:
        items = {item.key: item for item in (*unfinished.get(run.id, ()), *finished.get(run.id, ()))}
        pages[run.id] = [items[key] for key in sorted(items)][: first + 1]
    return pages


async def _finished(
    runs: Sequence[RunSeen], enough: int, after: Key, states: frozenset[ItemState]
) -> dict[int, list[ItemSeen]]:
    """Items that have a result."""
    by_id = {run.id: run for run in runs}
    # The first item of a page and its last may be there in part; rows come by item, but not by repetition.
    limit = enough + 2 * max(run.repetitions for run in runs)
    wanted = AllOf((one_of("status", sorted(states & FINISHED)), Compare("dataset_item_id", Operator.GTE, after.item_id)))
    columns = ("id", "run_id", "dataset_item_id", "repetition", "status", "reason")
    rows, _ = await rows_of_many(ExperimentItemResult, columns, "run_id", list(by_id), wanted, _BY_ITEM, limit)
    found: dict[int, list[ItemSeen]] = defaultdict(list)
    for pk, run_id, item_id, repetition, status, reason, *_ in rows:
        state = ItemState(status)
        seen = ItemSeen(run_id, by_id[run_id].experiment_id, Key(item_id, repetition), state, reason, pk)
        found[run_id].append(seen)
    return {run_id: _whole(items, limit, after) for run_id, items in found.items()}


def _whole(items: list[ItemSeen], limit: int, after: Key) -> list[ItemSeen]:
    """Those after a place, without the last item if it may have been read in part."""
    end = items[-1].key.item_id if len(items) == limit else math.inf
    return [item for item in items if item.key > after and item.key.item_id < end]


async def counts_of_states(runs: Sequence[RunSeen], states: frozenset[ItemState] = EVERY_STATE) -> dict[int, int]:
    """How many items of each run are in some states."""
    by_id = {run.id: run for run in runs}
    work = await work_of(list(by_id), frozenset(await alive_processes()))
    columns = ("run_id", "total", "succeeded", "failed", "cancelled")
    rows = await values_of(ExperimentStats, columns, one_of("run_id", list(by_id)))
    return {run_id: _count(by_id[run_id], work[run_id], states, *numbers) for run_id, *numbers in rows}


def _count(
    run: RunSeen, work: Work, states: frozenset[ItemState], total: int, succeeded: int, failed: int, cancelled: int
) -> int:
    left = total - succeeded - failed
    running = 0 if run.status in FINAL else min(work.running, left)
    stopped = left - running if run.is_stopped else min(cancelled, left - running)
    numbers = {
        ItemState.SUCCEEDED: succeeded,
        ItemState.FAILED: failed,
        ItemState.RUNNING: running,
        ItemState.CANCELLED: stopped,
        ItemState.WAITING: left - running - stopped,
    }
    return sum(numbers[state] for state in states)


async def running_in_runs(run_ids: Sequence[int]) -> dict[int, int]:
    """How many items of each run are being worked on, over all processes."""
    work = await work_of(run_ids, frozenset(await alive_processes()))
    return {run_id: work[run_id].running for run_id in run_ids}


async def evaluators_of_states(items: Sequence[ItemSeen]) -> list[list[EvaluatorSeen]]:
    """How far the evaluators are with each item; two statements."""
    experiments = sorted({item.experiment_id for item in items})
    aliases: dict[int, list[str]] = defaultdict(list)
    columns: tuple[str, ...] = ("experiment_id", "alias")
    for experiment_id, alias in await values_of(
        ExperimentEvaluator, columns, one_of("experiment_id", experiments), _OLDEST_FIRST
    ):
        aliases[experiment_id].append(alias)
    results = [item.result_id for item in items if item.result_id is not None]
    records: dict[tuple[int, str], EvaluatorSeen] = {}
    columns = ("id", "item_result_id", "alias", "status", "reason")
    whole = AllOf((one_of("item_result_id", results), equals("turn_index", 0)))
    for pk, result_id, alias, status, reason in await values_of(EvaluatorRecord, columns, whole, _OLDEST_FIRST):
        why = None if status == RecordStatus.SUCCEEDED else reason
        # Of several outputs the one that failed says most.
        if (result_id, alias) not in records or why is not None:
            records[result_id, alias] = EvaluatorSeen(alias, EvaluatorState(status), why, pk)
    return [[_of_item(item, alias, records) for alias in aliases[item.experiment_id]] for item in items]


def _of_item(item: ItemSeen, alias: str, records: dict[tuple[int, str], EvaluatorSeen]) -> EvaluatorSeen:
    if item.result_id is not None and (seen := records.get((item.result_id, alias))):
        return seen
    if item.state is ItemState.WAITING:
        return EvaluatorSeen(alias, EvaluatorState.WAITING, item.why)
    if item.state is not ItemState.RUNNING:
        return EvaluatorSeen(alias, EvaluatorState.SKIPPED, item.why)
    if item.steps is None:
        return EvaluatorSeen(alias, EvaluatorState.WAITING, "There is no output to judge yet.")
    why = dict(item.steps).get(alias, "It has been asked; what it said is stored with the item.")
    return EvaluatorSeen(alias, EvaluatorState.RUNNING, why)
