"""Making, renaming and deleting datasets, and changing their columns."""

from __future__ import annotations

from typing import Any

from tortoise.exceptions import IntegrityError

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotFound
from app.datasets.columns import declared, require_compatible
from app.datasets.documents import as_document, as_text, is_name
from app.datasets.models import Dataset, DatasetSchema

MAX_NAME = 200


class InvalidDatasetName(Invalid):
    """A dataset's name has 1 to 200 characters, none of them a control character."""

    code = "INVALID_NAME"


class DatasetNameTaken(Conflict):
    """The space has a dataset of that name already; choose another."""

    code = "DATASET_NAME_TAKEN"


async def create_dataset(
    actor: Actor,
    *,
    space_id: int,
    name: str,
    columns: list[dict[str, Any]],
    description: str | None = None,
    metadata: dict[str, Any] | None = None,
) -> Dataset:
    """Make an empty dataset with its columns."""
    async with change(actor, Permission.WRITE_DATASETS, space_id) as record:
        name = await _free_name(space_id, name)
        schema = await DatasetSchema.create(space_id=space_id, columns=declared(columns))
        dataset = Dataset(
            space_id=space_id,
            name=name,
            description=as_text(description, "input", "description"),
            metadata=as_document(metadata, "input", "metadata"),
            schema=schema,
            created_by_id=actor.user_id,
            updated_by_id=actor.user_id,
        )
        await _save(dataset, force_create=True)
        record.record("dataset.created", dataset)
    return dataset


async def rename_dataset(actor: Actor, *, dataset_id: int, name: str, description: str | None = None) -> Dataset:
    """Give a dataset another name, and another description if one is given."""
    dataset = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id)
        before = {"name": dataset.name, "description": dataset.description}
        dataset.name = await _free_name(dataset.space_id, name, besides=dataset_id)
        given = as_text(description, "input", "description")
        dataset.description = dataset.description if given is None else given
        await touch(dataset, actor.user_id, "name", "description")
        record.record("dataset.renamed", dataset, before=before, after={"name": dataset.name})
    return dataset


async def change_dataset_schema(actor: Actor, *, dataset_id: int, columns: list[dict[str, Any]]) -> Dataset:
    """Declare other columns, as far as items and versions that exist stay valid."""
    dataset = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id)
        schema = await DatasetSchema.get(id=dataset.schema_id)
        wanted = declared(columns)
        if schema.is_immutable or dataset.item_count:
            require_compatible(schema.columns, wanted)
        before = {"columns": schema.columns}
        dataset.schema = await _changed(schema, wanted)
        await touch(dataset, actor.user_id, "schema_id")
        record.record("dataset.schema_changed", dataset, before=before, after={"columns": wanted})
    return dataset


async def delete_dataset(actor: Actor, *, dataset_id: int) -> None:
    """Take a dataset out of sight; its name is free again, its versions stay for the experiments on them."""
    dataset = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id)
        dataset.deleted_at = now()
        await touch(dataset, actor.user_id, "deleted_at")
        record.record("dataset.deleted", dataset)


async def locked(dataset_id: int) -> Dataset:
    """A dataset that nobody else writes to until the transaction ends."""
    dataset = await Dataset.select_for_update(no_key=True).get_or_none(id=dataset_id, deleted_at__isnull=True)
    if dataset is None:
        raise NotFound("The dataset has been deleted.", path=("input", "datasetId"))
    return dataset


async def touch(dataset: Dataset, user_id: int | None, *columns: str) -> None:
    """Store columns of a dataset and who changed it when."""
    dataset.updated_by_id, dataset.updated_at = user_id, now()
    await _save(dataset, update_fields=[*columns, "updated_by_id", "updated_at"])


async def _save(dataset: Dataset, **how: Any) -> None:
    try:
        await dataset.save(**how)
    except IntegrityError:
        # Somebody took the name between the look and the leap.
        raise DatasetNameTaken(path=("input", "name")) from None


async def _free_name(space_id: int, text: str, besides: int | None = None) -> str:
    name = text.strip()
    if not is_name(name, MAX_NAME):
        raise InvalidDatasetName(path=("input", "name"))
    taken = Dataset.filter(space_id=space_id, name=name, deleted_at__isnull=True).exclude(id=besides or 0)
    if await taken.exists():
        raise DatasetNameTaken(path=("input", "name"))
    return name


async def _changed(schema: DatasetSchema, columns: list[dict[str, Any]]) -> DatasetSchema:
    if schema.is_immutable:
        return await DatasetSchema.create(space_id=schema.space_id, columns=columns)
    schema.columns = columns
    await schema.save(update_fields=["columns"])
    return schema
