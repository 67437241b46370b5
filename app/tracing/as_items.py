"""From what happened in production to what is tested from now on: traces and observations as items of datasets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Actor, Permission, get, visible
from app.core.errors import DomainError, Invalid, NotFound
from app.datasets.datasets import limit_of
from app.datasets.items import (
    MAX_ITEMS,
    RefusedItem,
    Writing,
    Written,
    checker_of,
    faults_of,
    write_dataset_items,
)
from app.datasets.models import Dataset
from app.tracing.mapping import Chosen, ColumnSource, data_of, mapping_of
from app.tracing.models import Observation, Trace


class NothingChosen(Invalid):
    """Choose traces or observations, at most 1000 of both together."""

    code = "NOTHING_CHOSEN"


@dataclass(frozen=True, slots=True)
class ItemPreview:
    """An item that would be written, where it would come from, and what is wrong with it."""

    trace_id: int
    observation_id: int | None
    key: str
    data: dict[str, Any]
    metadata: dict[str, Any]
    faults: list[DomainError]


async def add_traces_to_dataset(
    actor: Actor,
    *,
    dataset_id: int,
    trace_ids: Sequence[int] = (),
    observation_ids: Sequence[int] = (),
    mapping: Sequence[Mapping[str, Any]] = (),
    tags: Sequence[str] | None = None,
    split: str | None = None,
    keep_metadata: bool = True,
    partial: bool = False,
) -> Written:
    """Write chosen traces and observations as items; one that was added before changes its item."""
    dataset = await get(Dataset, dataset_id, actor)
    actor.require(Permission.WRITE_DATASETS, dataset.space_id)
    items = await _items(actor, dataset, trace_ids, observation_ids, mapping, keep_metadata)
    more = {"tags": None if tags is None else list(tags), "split": split}
    count = len(trace_ids)
    try:
        made = await write_dataset_items(
            actor, dataset_id=dataset.id, items=[item | more for _, item in items], partial=partial
        )
    except DomainError as fault:
        fault.path = _at_choice(fault.path, count)
        raise
    return Written(made.items, [_refused(one, count) for one in made.refused])


async def preview_trace_items(
    actor: Actor,
    *,
    dataset_id: int,
    trace_ids: Sequence[int] = (),
    observation_ids: Sequence[int] = (),
    mapping: Sequence[Mapping[str, Any]] = (),
    keep_metadata: bool = True,
) -> list[ItemPreview]:
    """The items that `add_traces_to_dataset` would write, each with what is wrong with it."""
    dataset = await get(Dataset, dataset_id, actor)
    items = await _items(actor, dataset, trace_ids, observation_ids, mapping, keep_metadata)
    checker, max_bytes = await checker_of(dataset), limit_of(dataset, "max_item_bytes")
    return [
        ItemPreview(
            trace_id=one.trace.id,
            observation_id=one.observation.id if one.observation else None,
            key=item["key"],
            data=item["data"],
            metadata=item["metadata"],
            faults=_placed(faults_of(Writing(**item), checker, max_bytes, "input", "items", str(index)), len(trace_ids)),
        )
        for index, (one, item) in enumerate(items)
    ]


def item_of(
    chosen: Chosen, mapping: Iterable[ColumnSource], columns: Mapping[str, Mapping[str, Any]], *, keep_metadata: bool
) -> dict[str, Any]:
    """A trace or an observation as an item is written."""
    metadata = (chosen.observation or chosen.trace).metadata
    return {
        "key": chosen.key,
        "data": data_of(chosen, mapping, columns),
        "metadata": metadata if keep_metadata else {},
        "source_trace_id": chosen.trace.external_id,
        "source_observation_id": chosen.observation.external_id if chosen.observation else None,
    }


async def with_named(chosen: Sequence[Chosen], mapping: Iterable[ColumnSource]) -> list[Chosen]:
    """What was chosen, with those observations of its traces that columns name: of each name the last to begin."""
    names = {source.observation for source in mapping if source.observation is not None}
    if not names:
        return list(chosen)
    rows = Observation.filter(trace_id__in=[one.trace.id for one in chosen], name__in=list(names))
    found: dict[int, dict[str, Observation]] = {}
    for row in await rows.order_by("started_at", "id"):
        found.setdefault(row.trace_id, {})[row.name or ""] = row
    return [Chosen(one.trace, one.observation, found.get(one.trace.id)) for one in chosen]


async def _items(
    actor: Actor,
    dataset: Dataset,
    trace_ids: Sequence[int],
    observation_ids: Sequence[int],
    mapping: Sequence[Mapping[str, Any]],
    keep_metadata: bool,
) -> list[tuple[Chosen, dict[str, Any]]]:
    if not 1 <= len(trace_ids) + len(observation_ids) <= MAX_ITEMS:
        raise NothingChosen(path=("input", "traceIds"))
    checker = await checker_of(dataset)
    sources = mapping_of(mapping, checker.columns, ("input", "mapping"))
    chosen = await with_named(await _chosen(actor, dataset, trace_ids, observation_ids), sources)
    return [(one, item_of(one, sources, checker.columns, keep_metadata=keep_metadata)) for one in chosen]


async def _chosen(actor: Actor, dataset: Dataset, trace_ids: Sequence[int], observation_ids: Sequence[int]) -> list[Chosen]:
    observations = {row.id: row for row in await _of_space(Observation, actor, dataset, observation_ids)}
    for index, pk in enumerate(observation_ids):
        if pk not in observations:
            raise NotFound("There is no such observation in the dataset's space.", path=("input", "observationIds", index))
    wanted = {*trace_ids, *(row.trace_id for row in observations.values())}
    traces = {row.id: row for row in await _of_space(Trace, actor, dataset, list(wanted))}
    for index, pk in enumerate(trace_ids):
        if pk not in traces:
            raise NotFound("There is no such trace in the dataset's space.", path=("input", "traceIds", index))
    found = [observations[pk] for pk in observation_ids]
    return [*(Chosen(traces[pk]) for pk in trace_ids), *(Chosen(traces[row.trace_id], row) for row in found)]


async def _of_space(model: Any, actor: Actor, dataset: Dataset, ids: Sequence[int]) -> Any:
    return await visible(model, actor).filter(space_id=dataset.space_id, id__in=list(ids)) if ids else []


def _refused(one: RefusedItem, trace_count: int) -> RefusedItem:
    return RefusedItem(one.index, one.key, _placed(one.faults, trace_count))


def _placed(faults: Iterable[DomainError], trace_count: int) -> list[DomainError]:
    """The faults, each where the input names what is at fault."""
    found = list(faults)
    for fault in found:
        fault.path = _at_choice(fault.path, trace_count)
    return found


def _at_choice(path: tuple[str, ...], trace_count: int) -> tuple[str, ...]:
    """Where the input names what became the item at fault."""
    match path:
        case ("input", "items", index, "tags" | "split" as name, *_):
            return ("input", name)
        case ("input", "items", index, *_) if int(index) < trace_count:
            return ("input", "traceIds", index)
        case ("input", "items", index, *_):
            return ("input", "observationIds", str(int(index) - trace_count))
    return path
