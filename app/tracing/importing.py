"""Importing all traces or observations that a filter finds: in the background, and from where it was left after a crash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change, change_by_system
from app.core.conditions import AllOf, Compare, Condition, Operator, equals
from app.core.errors import Invalid
from app.core.orders import Order
from app.core.rows import counts, values_of
from app.datasets.conditions import as_json, from_json
from app.datasets.datasets import limit_of, locked
from app.datasets.importing import Progress, admission, make_room, summary
from app.datasets.items import Writing, checker_of, faults_of, faults_of_words, settle, store
from app.datasets.models import Dataset, DatasetIoJob, DatasetIoKind, DatasetOperation, ImportMode
from app.datasets.transitions import advance, announce
from app.tracing.as_items import item_of, with_named
from app.tracing.mapping import Chosen, mapping_of
from app.tracing.models import Observation, Trace

PAGE = 200
_KINDS: Mapping[str, type[Trace] | type[Observation]] = {"Trace": Trace, "Observation": Observation}
_OLDEST_FIRST = Order(is_descending=False)


class AmbiguousFilter(Invalid):
    """Give either `traces` or `observations`."""

    code = "AMBIGUOUS_FILTER"


async def import_traces(
    actor: Actor,
    *,
    dataset_id: int,
    traces: Condition | None = None,
    observations: Condition | None = None,
    mapping: Sequence[Mapping[str, Any]] = (),
    mode: ImportMode = ImportMode.UPSERT,
    tags: Sequence[str] = (),
    split: str | None = None,
    keep_metadata: bool = True,
) -> DatasetIoJob:
    """Have the traces, or the observations, of a dataset's space that satisfy a condition become items in the background."""
    dataset = await get(Dataset, dataset_id, actor)
    wanted = [(name, one) for name, one in (("Trace", traces), ("Observation", observations)) if one is not None]
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id)
        sources = mapping_of(mapping, (await checker_of(dataset)).columns, ("input", "mapping"))
        for fault in faults_of_words(tags, split, "input"):
            raise fault
        if len(wanted) != 1:
            raise AmbiguousFilter(path=("input", "traces"))
        of, where = wanted[0]
        made = await DatasetIoJob.create(
            space_id=dataset.space_id,
            dataset=dataset,
            kind=DatasetIoKind.TRACES,
            options={
                "of": of,
                "where": as_json(where),
                "mapping": [source.stored() for source in sources],
                "mode": mode,
                "tags": list(tags),
                "split": split,
                "keep_metadata": keep_metadata,
            },
            created_by_id=actor.user_id,
        )
        record.record("dataset.traces_requested", made)
        record.submit("dataset.traces", io_job_id=made.id)
    return made


async def import_chosen(io_job: DatasetIoJob) -> None:
    """Make items of the traces or observations that are left."""
    of, stored = _KINDS[io_job.options["of"]], from_json(io_job.options["where"])
    where = AllOf((equals("space_id", io_job.space_id), stored))
    if not io_job.position:
        await advance(io_job, total=(await counts(of, None, [None], where))[None])
    after = io_job.position.get("row", 0)
    while ids := await _page(of, where, after):
        after = ids[-1]
        chosen = await _chosen(of, ids)
        async with change_by_system(io_job.space_id):
            progress = await _import_page(io_job, await locked(io_job.dataset_id), chosen)
            done = summary(progress) | {"error_groups": progress.error_groups}
            await advance(io_job, position={"row": after}, **done)
        announce(io_job)
    await settle(io_job.added)


async def _page(of: type[Trace] | type[Observation], where: Condition, after: int) -> list[int]:
    beyond = AllOf((where, Compare("id", Operator.GT, after)))
    return [row[0] for row in await values_of(of, ("id",), beyond, _OLDEST_FIRST, PAGE)]


async def _chosen(of: type[Trace] | type[Observation], ids: Sequence[int]) -> list[Chosen]:
    if of is Trace:
        return [Chosen(trace) for trace in await Trace.filter(id__in=list(ids)).order_by("id")]
    rows = await Observation.filter(id__in=list(ids)).order_by("id").prefetch_related("trace")
    return [Chosen(row.trace, row) for row in rows]


async def _import_page(io_job: DatasetIoJob, dataset: Dataset, chosen: Sequence[Chosen]) -> Progress:
    """Write a page of items into a locked dataset; says how far that brings the job."""
    options, mode = io_job.options, ImportMode(io_job.options["mode"])
    progress = Progress(io_job.processed, io_job.added, io_job.failed, io_job.error_groups)
    if progress.processed == 0:
        await make_room(mode, dataset, io_job.created_by_id)
    checker, max_bytes = await checker_of(dataset), limit_of(dataset, "max_item_bytes")
    sources = mapping_of(options["mapping"], checker.columns, ())
    fits = await admission(mode, dataset, [one.key for one in chosen])
    common = {"tags": options["tags"] or None, "split": options["split"]}
    good = []
    for one in await with_named(chosen, sources):
        item = item_of(one, sources, checker.columns, keep_metadata=options["keep_metadata"])
        writing = Writing(**item, **common)
        progress.processed += 1
        if fault := next(faults_of(writing, checker, max_bytes), None) or fits(one.key):
            progress.refuse(one.key, "", fault)
        else:
            good.append(writing)
            progress.added += 1
    await store(dataset, good, io_job.created_by_id, DatasetOperation.IMPORT)
    return progress
