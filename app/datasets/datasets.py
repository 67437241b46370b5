"""Making, changing, emptying and deleting datasets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotFound
from app.core.ids import new_id
from app.datasets.columns import declared
from app.datasets.documents import as_document, as_text, is_name
from app.datasets.limits import limits
from app.datasets.models import Dataset, DatasetOperation, DatasetSchema

MAX_NAME = 200
MAX_WORD = 64


class InvalidDatasetName(Invalid):
    """A dataset's name has 1 to 200 characters, none of them a control character, and no empty folder."""

    code = "INVALID_NAME"


class DatasetNameTaken(Conflict):
    """The space has a dataset of that name already; choose another."""

    code = "DATASET_NAME_TAKEN"


class DatasetExpired(Conflict):
    """The dataset has expired; give it a later time to change it again."""

    code = "DATASET_EXPIRED"


class InvalidLimit(Invalid):
    """A limit is at least 1 and not above the installation's own."""

    code = "INVALID_LIMIT"


class InvalidCategory(Invalid):
    """A category of one's own has 1 to 64 characters, none of them a control character."""

    code = "INVALID_CATEGORY"


async def create_dataset(
    actor: Actor, *, space_id: int, name: str, columns: list[dict[str, Any]], **properties: Any
) -> Dataset:
    """Make an empty dataset with its columns."""
    async with change(actor, Permission.WRITE_DATASETS, space_id) as record:
        chosen = await free_name(space_id, name)
        checked = checked_properties(properties)
        stored = declared(columns, most=checked.get("limits", {}).get("max_columns"))
        dataset = await made(actor, space_id, chosen, {"columns": stored}, checked)
        record.record("dataset.created", dataset)
    return dataset


async def made(actor: Actor, space_id: int, name: str, schema: Mapping[str, Any], properties: Mapping[str, Any]) -> Dataset:
    """A new dataset with a schema of its own, within a transaction."""
    pk = new_id()
    author: dict[str, Any] = {"created_by_id": actor.user_id, "updated_by_id": actor.user_id}
    columns = await DatasetSchema.create(space_id=space_id, dataset_id=pk, **schema, **author)
    dataset = Dataset(id=pk, space_id=space_id, name=name, schema=columns, **properties, **author)
    await _save(dataset, force_create=True)
    return dataset


async def rename_dataset(actor: Actor, *, dataset_id: int, name: str, description: str | None = None) -> Dataset:
    """Give a dataset another name, and another description if one is given."""
    given = {} if description is None else {"description": description}
    return await update_dataset(actor, dataset_id=dataset_id, name=name, **given)


async def update_dataset(actor: Actor, *, dataset_id: int, **properties: Any) -> Dataset:
    """Change a dataset's name and other properties; what is not given stays."""
    dataset = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id, is_expiry_allowed=True)
        after = checked_properties(properties)
        if name := after.get("name"):
            after["name"] = await free_name(dataset.space_id, name, besides=dataset_id)
        before = {column: getattr(dataset, column) for column in after}
        dataset.update_from_dict(after)
        await touch(dataset, actor.user_id, *after, operation=DatasetOperation.UPDATE)
        record.record("dataset.updated", dataset, before=_plain(before), after=_plain(after))
    return dataset


async def delete_dataset(actor: Actor, *, dataset_id: int) -> None:
    """Take a dataset out of sight; its name is free again, its versions stay for the experiments on them."""
    dataset = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id, is_expiry_allowed=True)
        dataset.deleted_at = now()
        await touch(dataset, actor.user_id, "deleted_at")
        record.record("dataset.deleted", dataset)


async def locked(dataset_id: int, *, is_expiry_allowed: bool = False, field: str = "datasetId") -> Dataset:
    """A dataset that nobody else writes to until the transaction ends; a refusal names the field of the input."""
    dataset = await Dataset.select_for_update(no_key=True).get_or_none(id=dataset_id, deleted_at__isnull=True)
    if dataset is None:
        raise NotFound("The dataset has been deleted.", path=("input", field))
    if dataset.expires_at and dataset.expires_at <= now() and not is_expiry_allowed:
        raise DatasetExpired(path=("input", field))
    return dataset


async def touch(dataset: Dataset, user_id: int | None, *columns: str, operation: DatasetOperation | None = None) -> None:
    """Store columns of a dataset, who changed it when, and what was done."""
    dataset.updated_by_id, dataset.updated_at = user_id, now()
    dataset.last_operation = operation or dataset.last_operation
    await _save(dataset, update_fields=[*columns, "updated_by_id", "updated_at", "last_operation"])


async def _save(dataset: Dataset, **how: Any) -> None:
    try:
        await dataset.save(**how)
    except IntegrityError:
        # Somebody took the name between the look and the leap.
        raise DatasetNameTaken(path=("input", "name")) from None


async def free_name(space_id: int, text: str, besides: int | None = None) -> str:
    """A name that no dataset of the space has; `/` puts a dataset into a folder."""
    name = "/".join(part.strip() for part in text.split("/"))
    if not is_name(name, MAX_NAME) or "" in name.split("/"):
        raise InvalidDatasetName(path=("input", "name"))
    taken = Dataset.filter(space_id=space_id, name=name, deleted_at__isnull=True).exclude(id=besides or 0)
    if await taken.exists():
        raise DatasetNameTaken(path=("input", "name"))
    return name


def checked_properties(given: Mapping[str, Any]) -> dict[str, Any]:
    """Properties of a dataset as they are stored; null for one that cannot be empty leaves it as it is."""
    may_be_empty = {"description", "business_category", "expires_at"}
    found = {name: value for name, value in given.items() if value is not None or name in may_be_empty}
    if "description" in found:
        found["description"] = as_text(found["description"], "input", "description")
    if "metadata" in found:
        found["metadata"] = as_document(found["metadata"], "input", "metadata")
    if "limits" in found:
        found["limits"] = _checked_limits(found["limits"])
    if (word := found.get("business_category")) is not None and not is_name(word, MAX_WORD):
        raise InvalidCategory(path=("input", "businessCategory"))
    if found.get("expires_at"):
        found["expires_at"] = _in_utc(found["expires_at"])
    return found


def _checked_limits(given: Mapping[str, int | None]) -> dict[str, int]:
    most = {
        "max_items": limits().max_items,
        "max_columns": limits().max_columns,
        "max_item_bytes": limits().max_item_bytes,
    }
    found = {name: value for name, value in given.items() if value is not None}
    for name, value in found.items():
        if not 1 <= value <= most[name]:
            message = f"A limit is from 1 to {most[name]:,} here."
            first, *rest = name.split("_")
            raise InvalidLimit(message, path=("input", "limits", first + "".join(word.title() for word in rest)))
    return found


def limit_of(dataset: Dataset, name: str) -> int:
    """A limit of a dataset: its own, if it has one, and the installation's in any case."""
    ours = int(getattr(limits(), name))
    return min(ours, dataset.limits.get(name, ours))


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
