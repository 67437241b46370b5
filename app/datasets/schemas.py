"""Changing the columns of a dataset, as far as the items that exist allow."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from tortoise import Tortoise

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.clock import now
from app.core.conditions import AllOf, Compare, IsNull, Operator, equals
from app.core.database import database
from app.core.errors import Conflict
from app.core.orders import Order
from app.core.rows import Raw, values_of
from app.datasets.columns import Checker, FailingItem, IncompatibleSchema, declared, is_wider, removed, require_same_content
from app.datasets.datasets import limit_of, locked, touch
from app.datasets.documents import as_text
from app.datasets.models import Dataset, DatasetItem, DatasetOperation, DatasetSchema

MAX_SHOWN = 10
PAGE = 5_000
LOOKED_AT_LOCKED = 20_000
"""Items that are looked at while nobody else can write to the dataset."""


class SchemaLocked(Conflict):
    """The dataset's columns are locked; unlock them with `updateDataset` first."""

    code = "SCHEMA_LOCKED"


class DatasetChanged(Conflict):
    """The dataset was written to while its items were being looked at; try again when nobody writes."""

    code = "DATASET_CHANGED"


async def update_dataset_schema(
    actor: Actor, *, dataset_id: int, columns: list[dict[str, Any]], description: str | None = None
) -> Dataset:
    """Declare other columns, if the items that exist suit them; versions keep theirs."""
    dataset = await get(Dataset, dataset_id, actor)
    actor.require(Permission.WRITE_DATASETS, dataset.space_id)
    looked_at = await _looked_at(dataset, columns)
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id)
        if dataset.is_schema_locked:
            raise SchemaLocked(path=("input", "datasetId"))
        schema = await DatasetSchema.get(id=dataset.schema_id)
        wanted = declared(columns, most=limit_of(dataset, "max_columns"))
        has_items = await DatasetItem.filter(dataset_id=dataset.id, valid_to__isnull=True).exists()
        if has_items:
            await _require_still_suits(dataset, schema, wanted, looked_at)
        note = as_text(description, "input", "description")
        gone = removed(schema.columns, schema.removed_columns, wanted) if has_items or schema.is_immutable else []
        before = {"columns": schema.columns}
        dataset.schema = await _changed(actor, schema, wanted, gone, note)
        dataset.has_changes = True
        await touch(dataset, actor.user_id, "schema_id", "has_changes", operation=DatasetOperation.UPDATE_SCHEMA)
        record.record("dataset.schema_changed", dataset, before=before, after={"columns": wanted})
    return dataset


async def _looked_at(dataset: Dataset, columns: list[dict[str, Any]]) -> datetime | None:
    """When a large dataset was last written to, once its items are found to suit columns: nobody has to wait for that."""
    if dataset.item_count <= LOOKED_AT_LOCKED or dataset.is_schema_locked:
        return None
    wanted = declared(columns, most=limit_of(dataset, "max_columns"))
    await _require_suits(dataset, await DatasetSchema.get(id=dataset.schema_id), wanted, None)
    return dataset.updated_at


async def _require_still_suits(
    dataset: Dataset, schema: DatasetSchema, wanted: list[dict[str, Any]], looked_at: datetime | None
) -> None:
    """Refuse what items of a locked dataset do not suit; they need no second look if nobody wrote since the first."""
    if looked_at is None:
        await _require_suits(dataset, schema, wanted, Tortoise.get_connection(database().dialect))
    elif looked_at != dataset.updated_at:
        raise DatasetChanged(path=("input", "datasetId"))


async def _require_suits(dataset: Dataset, schema: DatasetSchema, wanted: list[dict[str, Any]], client: Any) -> None:
    require_same_content(schema.columns, schema.removed_columns, wanted)
    if is_wider(schema.columns, schema.removed_columns, wanted):
        return
    if failing := await failing_items(dataset, schema, wanted, client):
        shown = "; ".join(f"{item.key!r}: {item.message}" for item in failing[:3])
        raise IncompatibleSchema(f"Items do not suit the new columns. {shown}", path=("input", "columns"), items=failing)


async def failing_items(
    dataset: Dataset, schema: DatasetSchema, wanted: list[dict[str, Any]], client: Any
) -> list[FailingItem]:
    """The first items of the working state that do not suit these columns; read in a transaction, if one is given."""
    gone = removed(schema.columns, schema.removed_columns, wanted)
    checker = Checker(wanted, [column["name"] for column in gone])
    failing: list[FailingItem] = []
    after = 0
    while len(failing) < MAX_SHOWN and (page := await _page(dataset, after, client)):
        after = page[-1][0]
        failing += await asyncio.to_thread(_failing, checker, page, MAX_SHOWN - len(failing))
    return failing


def _failing(checker: Checker, page: Sequence[Raw], most: int) -> list[FailingItem]:
    return list(checker.failing([(key, orjson.loads(data)) for _, key, data in page], most))


async def _page(dataset: Dataset, after: int, client: Any) -> Sequence[Raw]:
    present = AllOf((equals("dataset_id", dataset.id), IsNull("valid_to"), Compare("id", Operator.GT, after)))
    return await values_of(DatasetItem, ("id", "key", "data"), present, Order(is_descending=False), PAGE, client)


async def _changed(
    actor: Actor, schema: DatasetSchema, columns: list[dict[str, Any]], gone: list[dict[str, Any]], note: str | None
) -> DatasetSchema:
    """A schema with these columns: the present one, or a new one if a version uses that."""
    if schema.is_immutable:
        author: dict[str, Any] = {"created_by_id": actor.user_id, "updated_by_id": actor.user_id}
        return await DatasetSchema.create(
            space_id=schema.space_id,
            dataset_id=schema.dataset_id,
            columns=columns,
            removed_columns=gone,
            description=note,
            **author,
        )
    schema.columns, schema.removed_columns = columns, gone
    schema.description = schema.description if note is None else note
    schema.updated_by_id, schema.updated_at = actor.user_id, now()
    await schema.save(update_fields=["columns", "removed_columns", "description", "updated_by_id", "updated_at"])
    return schema
