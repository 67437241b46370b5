"""Duplicating a dataset: a new one with the same columns, whose items follow in the background."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change, change_by_system
from app.core.conditions import AllOf, Compare, Operator, equals
from app.core.orders import Order
from app.core.rows import Row, select
from app.datasets.datasets import free_name, locked, made
from app.datasets.exporting import version_of_dataset
from app.datasets.items import Writing, settle, store
from app.datasets.models import (
    Dataset,
    DatasetIoJob,
    DatasetIoKind,
    DatasetItem,
    DatasetItemStatus,
    DatasetOperation,
    DatasetSchema,
    DatasetVersion,
)
from app.datasets.transitions import advance, announce
from app.datasets.versions import IN_WORKING_STATE, in_version

PAGE = 1000
_KEPT = ("description", "metadata", "category", "business_category", "visibility", "security_level", "limits")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A new dataset, and the job that fills it."""

    dataset: Dataset
    job: DatasetIoJob


async def duplicate_dataset(actor: Actor, *, dataset_id: int, name: str, version_id: int | None = None) -> Duplicate:
    """Make a dataset like another one, as it is or as one of its versions has it."""
    source = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, source.space_id) as record:
        version_id = await version_of_dataset(actor, source, version_id)
        schema_id = (await DatasetVersion.get(id=version_id)).schema_id if version_id else source.schema_id
        schema = await DatasetSchema.get(id=schema_id)
        properties = {column: getattr(source, column) for column in _KEPT}
        columns = {"columns": schema.columns, "removed_columns": schema.removed_columns}
        dataset = await made(actor, source.space_id, await free_name(source.space_id, name), columns, properties)
        job = await DatasetIoJob.create(
            space_id=source.space_id,
            dataset=dataset,
            kind=DatasetIoKind.COPY,
            source_dataset_id=source.id,
            source_version_id=version_id,
            created_by_id=actor.user_id,
        )
        record.record("dataset.duplicated", dataset, before={"dataset_id": source.id})
        record.submit("dataset.copy", io_job_id=job.id)
    return Duplicate(dataset, job)


async def copy_items(io_job: DatasetIoJob) -> None:
    """Copy the items that are left to copy."""
    state = IN_WORKING_STATE
    if io_job.source_version_id is not None:
        state = in_version((await DatasetVersion.get(id=io_job.source_version_id)).number)
    where, after = AllOf((equals("dataset_id", io_job.source_dataset_id), state)), io_job.position.get("item", 0)
    while rows := await _page(where, after):
        after = rows[-1].pk
        async with change_by_system(io_job.space_id):
            dataset = await locked(io_job.dataset_id)
            added = await store(dataset, [_writing(row) for row in rows], io_job.created_by_id, DatasetOperation.IMPORT)
            done = {"processed": io_job.processed + len(rows), "added": io_job.added + added}
            await advance(io_job, position={"item": after}, **done)
        announce(io_job)
    await settle(io_job.added)


async def _page(where: AllOf, after: int) -> list[Row]:
    beyond = AllOf((where, Compare("id", Operator.GT, after)))
    return await select(DatasetItem, beyond, Order(is_descending=False), PAGE)


def _writing(row: Row) -> Writing:
    parsed = {name: _plain(row[name]) for name in ("data", "metadata", "tags")}
    others = {name: row[name] for name in ("key", "split", "source_trace_id", "source_observation_id")}
    return Writing(**parsed, **others, status=DatasetItemStatus(row["status"]))


def _plain(fragment: Any) -> Any:
    return orjson.loads(orjson.dumps(fragment))
