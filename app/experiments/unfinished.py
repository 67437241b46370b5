"""Items of runs that have no result: found in the shards that are not done, and in what the processes say they work on."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import orjson

from app.core.conditions import EVERYTHING, AllOf, AnyOf, Compare, Condition, In, Operator, equals, one_of
from app.core.orders import Order
from app.core.processes import alive_processes
from app.core.rows import counts, values_of
from app.datasets.models import DatasetItem, DatasetVersion
from app.datasets.versions import in_version
from app.experiments.choices import FINAL, ExperimentRunMode, ExperimentRunStatus, ShardStatus
from app.experiments.models import Experiment, ExperimentItemResult, ExperimentRunWorker, ExperimentShard
from app.experiments.states import ItemSeen, ItemState, Key, RunSeen
from app.runner.jobs import has_queue
from app.runner.queued import living_workers

_OLDEST_FIRST = Order(is_descending=False)
_LAST_ID = (1 << 63) - 1
_RANGES_A_STATEMENT = 200
_NOBODY = "no worker takes jobs; start `graphloop worker`."
_GROWTH = 4
"""How many times more is looked through each time when what was looked through was nearly all done."""


class _Version(NamedTuple):
    """A dataset version, as far as finding its items takes."""

    dataset_id: int
    number: int


@dataclass(frozen=True, slots=True)
class _Part:
    """Items of a run: all of its dataset version in a range of ids, or a list, which the shard may have to be asked for."""

    first: int
    last: int
    count: int
    shard_id: int | None = None
    status: str = ShardStatus.WAITING
    holder: str | None = None
    ids: tuple[int, ...] | None = None


@dataclass(slots=True)
class Work:
    """What the living processes do for a run."""

    running: int = 0
    in_flight: dict[Key, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Situation:
    """What a run's items without a result depend on."""

    run: RunSeen
    work: Work
    alive: frozenset[str]
    is_served: bool
    """Somebody takes jobs."""

    def of_item(self, key: Key, part: _Part) -> ItemSeen:
        """An item and how far it is."""
        entry = self.work.in_flight.get(key)
        if entry is not None and self.run.status not in FINAL:
            return self._in_work(key, entry)
        if self.run.is_stopped:
            return self._seen(key, ItemState.CANCELLED, self.run.reason or "The run was stopped.")
        return self._seen(key, ItemState.WAITING, self._waits_for(part))

    def _seen(self, key: Key, state: ItemState, why: str) -> ItemSeen:
        return ItemSeen(self.run.id, self.run.experiment_id, key, state, why)

    def _in_work(self, key: Key, entry: dict[str, Any]) -> ItemSeen:
        if entry["step"] == "target":
            return self._seen(key, ItemState.RUNNING, entry["why"] or "The target is being asked.")
        steps = tuple((alias, why or "It is being asked.") for alias, why in entry["evaluators"].items())
        why = entry["why"] or "The evaluators are being asked."
        return replace(self._seen(key, ItemState.RUNNING, why), steps=steps)

    def _waits_for(self, part: _Part) -> str:
        if self.run.status == ExperimentRunStatus.PAUSED:
            return f"The run is paused: {self.run.reason}"
        if self.run.status == ExperimentRunStatus.PENDING:
            return f"The run has not been started yet{'.' if self.is_served else f': {_NOBODY}'}"
        if part.status == ShardStatus.AWAITING:
            return "Its output is still to come."
        if not self.is_served:
            return f"The run stands still: {_NOBODY}"
        if self.work.running >= self.run.concurrency:
            return f"All {self.run.concurrency} places of the run are taken."
        if part.holder in self.alive:
            return "Others in its part of the run come first."
        if part.status == ShardStatus.WAITING:
            return "Other parts of the run come first."
        return "Its part of the run waits for a process that is free."


@dataclass(slots=True)
class _Search:
    """Going through what is not done of a run until there are enough items in the states that are wanted."""

    run: RunSeen
    version: _Version
    situation: _Situation
    parts: list[_Part]
    after: Key
    states: frozenset[ItemState]
    enough: int
    look: int
    """Items with repetitions that are looked through next."""
    found: list[ItemSeen] = field(default_factory=list)
    _later: list[tuple[Key, _Part]] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return len(self.found) >= self.enough or not (self.parts or self._later)

    def window(self) -> list[_Part]:
        """The next parts to look through."""
        taken, keys = 0, 0
        while taken < len(self.parts) and keys < self.look:
            keys += self.parts[taken].count * self.run.repetitions
            taken += 1
        chosen, self.parts = self.parts[:taken], self.parts[taken:]
        self.look *= _GROWTH
        return chosen

    def take(self, window: Sequence[tuple[_Part, Sequence[int]]], done: set[tuple[int, int, int]]) -> None:
        """Note what is not done among the items of some parts."""
        keys = self._later + [
            (key, part)
            for part, ids in window
            for item_id in ids
            for repetition in range(1, self.run.repetitions + 1)
            if (key := Key(item_id, repetition)) > self.after and (self.run.id, *key) not in done
        ]
        keys.sort(key=lambda entry: entry[0])
        # Lists may lie within one another: what comes after the begin of a part still to be read has to wait for it.
        horizon = self.parts[0].first if self.parts else math.inf
        self._later = [entry for entry in keys if entry[0].item_id >= horizon]
        seen = (self.situation.of_item(key, part) for key, part in keys if key.item_id < horizon)
        self.found += [item for item in seen if item.state in self.states]


async def unfinished_of(
    runs: Sequence[RunSeen], enough: int, after: Key, states: frozenset[ItemState]
) -> dict[int, list[ItemSeen]]:
    """The next items of each run that have no result and are in one of some states, up to a number or somewhat more."""
    versions, alive, is_served = await _versions(runs), frozenset(await alive_processes()), await _is_served()
    work, parts = await work_of([run.id for run in runs], alive), await _parts(runs, versions, enough, after)
    searches = [
        _Search(
            run=run,
            version=versions[run.experiment_id],
            situation=_Situation(run, work[run.id], alive, is_served),
            parts=parts[run.id],
            after=after,
            states=states,
            enough=enough,
            look=enough,
        )
        for run in runs
    ]
    while open_ones := [search for search in searches if not search.is_over]:
        await _look_on(open_ones)
    return {search.run.id: search.found for search in searches}


async def _is_served() -> bool:
    """Whether a process lives that takes runs' jobs; where there are no workers, the servers do."""
    return not has_queue() or await living_workers() > 0


async def _look_on(searches: Sequence[_Search]) -> None:
    """Look through some more of each run; three statements for all of them."""
    windows = [(search, search.window()) for search in searches]
    listed = await _listed([part for _, window in windows for part in window])
    ranges = {
        (search.version, part.first, part.last)
        for search, window in windows
        for part in window
        if _ids_of(part, listed) is None
    }
    items = await _items_in(sorted(ranges))
    read = [
        (search, [(part, _ids_of(part, listed) or items[search.version, part.first, part.last]) for part in window])
        for search, window in windows
    ]
    done = await _done([search.run.id for search in searches], {pk for _, window in read for _, ids in window for pk in ids})
    for search, window in read:
        search.take(window, done)


def _ids_of(part: _Part, listed: dict[int, tuple[int, ...]]) -> tuple[int, ...] | None:
    return part.ids if part.shard_id is None else listed.get(part.shard_id)


async def _listed(parts: Sequence[_Part]) -> dict[int, tuple[int, ...]]:
    """The items of those shards that have a list of them."""
    ids = [part.shard_id for part in parts if part.shard_id is not None]
    rows = await values_of(ExperimentShard, ("id", "item_ids"), one_of("id", ids)) if ids else []
    return {pk: tuple(orjson.loads(text)) for pk, text in rows if text is not None}


async def _items_in(ranges: Sequence[tuple[_Version, int, int]]) -> dict[tuple[_Version, int, int], tuple[int, ...]]:
    """Ids of a version's items, for ranges of versions."""
    found: dict[tuple[_Version, int, int], tuple[int, ...]] = {}
    for begin in range(0, len(ranges), _RANGES_A_STATEMENT):
        some = ranges[begin : begin + _RANGES_A_STATEMENT]
        columns = ("id", "dataset_id", "valid_from", "valid_to")
        rows = await values_of(DatasetItem, columns, AnyOf(tuple(map(_in_range, some))), _OLDEST_FIRST)
        ids = [row[0] for row in rows]
        for version, first, last in some:
            near = rows[bisect_left(ids, first) : bisect_right(ids, last)]
            found[version, first, last] = tuple(row[0] for row in near if _has(version, *row[1:]))
    return found


def _in_range(wanted: tuple[_Version, int, int]) -> Condition:
    version, first, last = wanted
    between = (Compare("id", Operator.GTE, first), Compare("id", Operator.LTE, last))
    return AllOf((equals("dataset_id", version.dataset_id), in_version(version.number), *between))


def _has(version: _Version, dataset_id: int, valid_from: int, valid_to: int | None) -> bool:
    is_held = valid_from <= version.number and (valid_to is None or valid_to > version.number)
    return dataset_id == version.dataset_id and is_held


async def _done(run_ids: Sequence[int], item_ids: set[int]) -> set[tuple[int, int, int]]:
    within = AllOf((one_of("run_id", run_ids), one_of("dataset_item_id", sorted(item_ids))))
    columns = ("run_id", "dataset_item_id", "repetition")
    return {(row[0], row[1], row[2]) for row in await values_of(ExperimentItemResult, columns, within)}


async def _versions(runs: Sequence[RunSeen]) -> dict[int, _Version]:
    """The dataset version of each experiment."""
    experiments = sorted({run.experiment_id for run in runs})
    chosen = await values_of(Experiment, ("id", "dataset_version_id"), one_of("id", experiments))
    of = {row[0]: row[1] for row in chosen}
    columns = ("id", "dataset_id", "number")
    rows = await values_of(DatasetVersion, columns, one_of("id", sorted(set(of.values()))))
    versions = {pk: _Version(dataset_id, number) for pk, dataset_id, number in rows}
    return {experiment: versions[version] for experiment, version in of.items()}


async def work_of(run_ids: Sequence[int], alive: frozenset[str]) -> dict[int, Work]:
    """What the living processes say they do for each run."""
    work = {run_id: Work() for run_id in run_ids}
    columns = ("run_id", "holder", "running", "in_flight")
    for run_id, holder, running, in_flight in await values_of(ExperimentRunWorker, columns, one_of("run_id", run_ids)):
        if holder in alive:
            work[run_id].running += running
            entries = orjson.loads(in_flight)
            work[run_id].in_flight |= {Key(entry["item"], entry["repetition"]): entry for entry in entries}
    return work


async def _parts(runs: Sequence[RunSeen], versions: dict[int, _Version], enough: int, after: Key) -> dict[int, list[_Part]]:
    """What is not done of each run, in the order of the first items."""
    shards = await counts(ExperimentShard, "run_id", [run.id for run in runs], EVERYTHING)
    uncut = {run.id: run.base_run_id for run in runs if not shards[run.id] and run.base_run_id is not None}
    wanted = AllOf(
        (
            one_of("run_id", [*shards, *uncut.values()]),
            AnyOf((In("status", (ShardStatus.DONE,), negated=True), one_of("run_id", list(uncut.values())))),
            Compare("last_item_id", Operator.GTE, after.item_id),
        )
    )
    columns = ("run_id", "first_item_id", "last_item_id", "item_count", "id", "status", "holder")
    found: dict[int, list[_Part]] = defaultdict(list)
    for run_id, *part in await values_of(ExperimentShard, columns, wanted):
        found[run_id].append(_Part(*part))
    for run in runs:
        if not shards[run.id]:
            # A retry that is still to be cut has the same items as the run it goes on from.
            is_retry = run.base_run_id is not None
            found[run.id] = found[run.base_run_id or 0] if is_retry else await _expected(run, versions, enough, after)
    return {run.id: sorted(found[run.id], key=lambda part: part.first) for run in runs}


async def _expected(run: RunSeen, versions: dict[int, _Version], enough: int, after: Key) -> list[_Part]:
    """What a run will have next after a place that is still to be cut."""
    ids = run.item_ids or ()
    if not ids and run.mode in {ExperimentRunMode.ALL, ExperimentRunMode.TRIAL}:
        begin, limit = (after.item_id, enough + 1) if run.item_limit is None else (0, run.item_limit)
        within = _in_range((versions[run.experiment_id], begin, _LAST_ID))
        rows = await values_of(DatasetItem, ("id",), within, _OLDEST_FIRST, limit)
        ids = tuple(pk for (pk,) in rows)
    return [_Part(ids[0], ids[-1], len(ids), ids=ids)] if ids else []
