"""Freezing a dataset: a version is a number, and the items whose validity covers it."""

from __future__ import annotations

from typing import Any

from tortoise import Tortoise
from tortoise.expressions import Q

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.bulk import copy_rows
from app.core.clock import now
from app.core.conditions import AllOf, AnyOf, Compare, Condition, IsNull, Operator, equals
from app.core.database import database
from app.core.errors import Conflict
from app.core.ids import new_id
from app.core.versions import parse_version
from app.datasets.datasets import locked, touch
from app.datasets.documents import as_text
from app.datasets.models import (
    Dataset,
    DatasetItem,
    DatasetItemStatus,
    DatasetOperation,
    DatasetSchema,
    DatasetVersion,
)
from app.datasets.schemas import SchemaLocked

COPIED_AT_ONCE = 5_000
MAX_COPIED = 100_000


class VersionTaken(Conflict):
    """That version exists already; choose another."""

    code = "VERSION_TAKEN"


class VersionNotGreater(Conflict):
    """A new version must be greater than the latest one."""

    code = "VERSION_NOT_GREATER"


class EmptyDataset(Conflict):
    """The dataset has no items; write or import some first."""

    code = "EMPTY_DATASET"


class TooManyToRestore(Conflict):
    """Too many items of the version would have to be written anew; make a new dataset of it with `duplicateDataset`."""

    code = "TOO_MANY_TO_RESTORE"


async def create_dataset_version(
    actor: Actor, *, dataset_id: int, version: str | None = None, description: str | None = None
) -> DatasetVersion:
    """Freeze the present items as a version that never changes; nothing is copied."""
    dataset = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id)
        version = _following(dataset.latest_version) if version is None else version
        await _require_next(dataset, version)
        if dataset.item_count == 0:
            raise EmptyDataset(path=("input", "datasetId"))
        await DatasetSchema.filter(id=dataset.schema_id).update(is_immutable=True)
        made = await DatasetVersion.create(
            space_id=dataset.space_id,
            dataset=dataset,
            schema_id=dataset.schema_id,
            version=version,
            number=dataset.next_version_number,
            description=as_text(description, "input", "description"),
            item_count=dataset.item_count,
            brief=_brief(dataset),
            created_by_id=actor.user_id,
        )
        dataset.next_version_number, dataset.latest_version, dataset.has_changes = made.number + 1, version, False
        columns = ("next_version_number", "latest_version", "has_changes")
        await touch(dataset, actor.user_id, *columns, operation=DatasetOperation.CREATE_VERSION)
        record.record("dataset_version.created", made, after={"version": version, "item_count": made.item_count})
    return made


async def _require_next(dataset: Dataset, version: str) -> None:
    wanted = parse_version(version, "input", "version")
    if await DatasetVersion.filter(dataset_id=dataset.id, version=version).exists():
        raise VersionTaken(path=("input", "version"))
    if dataset.latest_version and not wanted > parse_version(dataset.latest_version):
        message = f"A new version must be greater than {dataset.latest_version}, the latest one."
        raise VersionNotGreater(message, path=("input", "version"))


def _following(latest: str | None) -> str:
    """The version after the latest one: its last number is one more."""
    if latest is None:
        return "1.0.0"
    major, minor, patch = parse_version(latest).core
    is_released = "-" not in latest.partition("+")[0]
    return f"{major}.{minor}.{patch + is_released}"


def _brief(dataset: Dataset) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "description": dataset.description,
        "category": dataset.category.value,
        "metadata": dataset.metadata,
    }


async def restore_dataset_version(actor: Actor, *, version_id: int) -> Dataset:
    """Make the items and columns of a version the working state again; all versions stay as they are."""
    version = await get(DatasetVersion, version_id, actor, path=("input", "datasetVersionId"))
    async with change(actor, Permission.WRITE_DATASETS, version.space_id) as record:
        dataset = await locked(version.dataset_id, field="datasetVersionId")
        await _require_same_columns_if_locked(dataset, version)
        await _end_others(dataset, version.number)
        await _revive(dataset, version.number)
        await _copy_back(dataset, version.number, actor.user_id)
        dataset.schema_id, dataset.item_count = version.schema_id, version.item_count
        dataset.has_changes = version.number != dataset.next_version_number - 1
        columns = ("schema_id", "item_count", "has_changes")
        await touch(dataset, actor.user_id, *columns, operation=DatasetOperation.RESTORE_VERSION)
        record.record("dataset.version_restored", dataset, after={"version": version.version})
    return dataset


async def _require_same_columns_if_locked(dataset: Dataset, version: DatasetVersion) -> None:
    if not dataset.is_schema_locked or dataset.schema_id == version.schema_id:
        return
    present, wanted = await DatasetSchema.get(id=dataset.schema_id), await DatasetSchema.get(id=version.schema_id)
    if present.columns != wanted.columns:
        told = "The version has other columns, and the dataset's are locked; unlock them with `updateDataset` first."
        raise SchemaLocked(told, path=("input", "datasetVersionId"))


async def _end_others(dataset: Dataset, number: int) -> None:
    """Let what the working state has beyond a version end."""
    present = DatasetItem.filter(dataset_id=dataset.id, valid_to__isnull=True)
    await present.filter(valid_from=dataset.next_version_number).delete()
    others = present.filter(Q(valid_from__gt=number) | Q(status=DatasetItemStatus.ARCHIVED))
    await others.update(valid_to=dataset.next_version_number)


async def _revive(dataset: Dataset, number: int) -> None:
    """Let what ended since the newest version go on."""
    ended = DatasetItem.filter(dataset_id=dataset.id, valid_to=dataset.next_version_number, valid_from__lte=number)
    await ended.filter(status=DatasetItemStatus.ACTIVE).update(valid_to=None)


async def _copy_back(dataset: Dataset, number: int, user_id: int | None) -> None:
    """Write anew what ended in an earlier version; the database copies, so that no content comes here."""
    ended = DatasetItem.filter(dataset_id=dataset.id, valid_from__lte=number, valid_to__gt=number)
    ended, after = ended.filter(status=DatasetItemStatus.ACTIVE, valid_to__lt=dataset.next_version_number), 0
    if (count := await ended.count()) > MAX_COPIED:
        raise TooManyToRestore(_too_many(count), path=("input", "datasetVersionId"))
    changes = {"valid_from": dataset.next_version_number, "valid_to": None, "updated_by_id": user_id, "updated_at": now()}
    client: Any = Tortoise.get_connection(database().dialect)
    while page := await ended.filter(id__gt=after).order_by("id").limit(COPIED_AT_ONCE).values_list("id", flat=True):
        after = int(str(page[-1]))
        await copy_rows(client, DatasetItem, {int(str(pk)): new_id() for pk in page}, changes)


def _too_many(count: int) -> str:
    return f"Restoring would write {count:,} items anew, and at most {MAX_COPIED:,} can be; duplicate the version instead."


def in_version(number: int) -> Condition:
    """The items that a version of this number has."""
    ends_later = AnyOf((IsNull("valid_to"), Compare("valid_to", Operator.GT, number)))
    is_active = equals("status", DatasetItemStatus.ACTIVE)
    return AllOf((Compare("valid_from", Operator.LTE, number), ends_later, is_active))


IN_WORKING_STATE: Condition = IsNull("valid_to")
IN_NEXT_VERSION: Condition = AllOf((IN_WORKING_STATE, equals("status", DatasetItemStatus.ACTIVE)))
