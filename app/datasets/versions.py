"""Freezing a dataset: a version is a number, and the items whose validity covers it."""

from __future__ import annotations

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.conditions import AllOf, AnyOf, Compare, Condition, IsNull, Operator
from app.core.errors import Conflict
from app.core.versions import parse_version
from app.datasets.datasets import locked, touch
from app.datasets.documents import as_text
from app.datasets.models import Dataset, DatasetSchema, DatasetVersion


class VersionTaken(Conflict):
    """That version exists already; choose another."""

    code = "VERSION_TAKEN"


class VersionNotGreater(Conflict):
    """A new version must be greater than the latest one."""

    code = "VERSION_NOT_GREATER"


class EmptyDataset(Conflict):
    """The dataset has no items; write or import some first."""

    code = "EMPTY_DATASET"


async def create_dataset_version(
    actor: Actor, *, dataset_id: int, version: str, description: str | None = None
) -> DatasetVersion:
    """Freeze the present items as a version that never changes; nothing is copied."""
    dataset = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id)
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
            created_by_id=actor.user_id,
        )
        dataset.next_version_number, dataset.latest_version = made.number + 1, version
        await touch(dataset, actor.user_id, "next_version_number", "latest_version")
        record.record("dataset_version.created", made, after={"version": version, "item_count": made.item_count})
    return made


async def _require_next(dataset: Dataset, version: str) -> None:
    wanted = parse_version(version, "input", "version")
    if await DatasetVersion.filter(dataset_id=dataset.id, version=version).exists():
        raise VersionTaken(path=("input", "version"))
    if dataset.latest_version and not wanted > parse_version(dataset.latest_version):
        message = f"A new version must be greater than {dataset.latest_version}, the latest one."
        raise VersionNotGreater(message, path=("input", "version"))


def in_version(number: int) -> Condition:
    """The items that a version of this number has."""
    ends_later = AnyOf((IsNull("valid_to"), Compare("valid_to", Operator.GT, number)))
    return AllOf((Compare("valid_from", Operator.LTE, number), ends_later))


IN_WORKING_STATE: Condition = IsNull("valid_to")
