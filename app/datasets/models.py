"""Datasets: columns, items with validity ranges over version numbers, and versions that cost no copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields

from app.core.choices import Choice
from app.core.clock import now
from app.core.model import Entity, JsonField, SpaceOwned, UniqueWhere, optional_user

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.models import User


class ContentType(Choice):
    """What a column holds."""

    TEXT = "TEXT", "Text; for other JSON values use JSON."
    JSON = "JSON", "Any JSON value."


class DatasetFormat(Choice):
    """How a file of items is written."""

    JSONL = "JSONL", "One JSON object a line."
    CSV = "CSV", "Comma-separated values with a header line."


class DatasetIoKind(Choice):
    """Which way a job moves items."""

    IMPORT = "IMPORT", "From a file into the dataset."


class DatasetIoStatus(Choice):
    """How far an import or export is."""

    PENDING = "PENDING", "Waits to be started."
    RUNNING = "RUNNING", "Reads and writes."
    SUCCEEDED = "SUCCEEDED", "Has done the whole file; single lines may have failed."
    FAILED = "FAILED", "Stopped; what was written before stays."


class Dataset(SpaceOwned):
    """Items to test with, all of the same columns."""

    sortable = ("updated_at", "name")
    filterable = ("name", "updated_at")

    name = fields.CharField(200, description="Display name, unique in the space.")
    description = fields.TextField(null=True, description="What it is for.")
    metadata: dict[str, Any] = JsonField(default=dict, description="Whatever its owners want to note, its source say.")
    schema: fields.ForeignKeyRelation[DatasetSchema] = fields.ForeignKeyField(
        "models.DatasetSchema", related_name=False, on_delete=fields.RESTRICT, db_index=True, description="Its columns."
    )
    schema_id: int
    next_version_number = fields.IntField(default=1, description="Number the next version will have.")
    latest_version = fields.CharField(64, null=True, description="The newest version.")
    item_count = fields.IntField(default=0, description="Items in the working state, that is, outside versions.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None
    updated_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who changed it last.")
    updated_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it or its items last changed.")
    deleted_at: datetime | None = fields.DatetimeField(null=True, description="When it was deleted.")

    class Meta:
        indexes = (
            UniqueWhere(fields=("space_id", "name"), name="uidx_dataset_name"),
            ("space_id", "id"),
            ("space_id", "updated_at", "id"),
        )


class DatasetSchema(SpaceOwned):
    """The columns of a dataset; it never changes once a version uses it."""

    columns: list[dict[str, Any]] = JsonField(description="Columns: name, content type, JSON Schema, whether required.")
    is_immutable = fields.BooleanField(default=False, description="A version uses it.")


class DatasetVersion(SpaceOwned):
    """A frozen state of a dataset; it never changes."""

    sortable = ("number",)
    filterable = ("version", "number")

    dataset: fields.ForeignKeyRelation[Dataset] = fields.ForeignKeyField(
        "models.Dataset", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The dataset."
    )
    dataset_id: int
    schema: fields.ForeignKeyRelation[DatasetSchema] = fields.ForeignKeyField(
        "models.DatasetSchema", related_name=False, on_delete=fields.RESTRICT, db_index=True, description="Its columns."
    )
    schema_id: int
    version = fields.CharField(64, description="Semantic version, unique within the dataset and rising.")
    number = fields.IntField(description="1, 2, 3 … within the dataset.")
    description = fields.TextField(null=True, description="What is new in it.")
    item_count = fields.IntField(description="Items in it.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None

    class Meta:
        unique_together = (("dataset_id", "version"), ("dataset_id", "number"))
        indexes = (("dataset_id", "id"),)


class DatasetItem(SpaceOwned):
    """One state of an item: it holds in the versions from `valid_from` to before `valid_to`."""

    filterable = ("key", "split")

    dataset: fields.ForeignKeyRelation[Dataset] = fields.ForeignKeyField(
        "models.Dataset", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The dataset."
    )
    dataset_id: int
    item_id = fields.BigIntField(description="Stays the same when the item is edited after a version was made.")
    key = fields.CharField(255, description="Its name, unique in the dataset; writing it again changes the item.")
    data: dict[str, Any] = JsonField(description="Values by column.")
    metadata: dict[str, Any] = JsonField(default=dict, description="Whatever else is known of it.")
    tags: list[str] = JsonField(default=list, description="Words to find it by.")
    split = fields.CharField(64, null=True, description="The part of the dataset it is in, such as `test`.")
    valid_from = fields.IntField(description="Number of the first version that has it.")
    valid_to = fields.IntField(null=True, description="Number of the first version that no longer has it.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who wrote it.")
    created_by_id: int | None
    updated_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who changed it last.")
    updated_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it last changed.")

    class Meta:
        indexes = (
            UniqueWhere(fields=("dataset_id", "key"), name="uidx_dataset_item_key", where="valid_to IS NULL"),
            ("dataset_id", "id"),
            ("dataset_id", "item_id"),
        )


class Upload(Entity):
    """A file sent to be imported, seen by its sender alone; kept until it is a day old."""

    file_name = fields.CharField(255, null=True, description="Name of the file at its sender's.")
    content_type = fields.CharField(120, description="Kind of file, as its sender said.")
    byte_count = fields.BigIntField(description="Size in bytes.")
    user_id = fields.BigIntField(null=True, description="The user who sent it.")
    api_key_id = fields.BigIntField(null=True, description="The key it was sent with.")


class DatasetIoJob(SpaceOwned):
    """An import of a file into a dataset."""

    filterable = ("status",)

    dataset: fields.ForeignKeyRelation[Dataset] = fields.ForeignKeyField(
        "models.Dataset", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The dataset."
    )
    dataset_id: int
    kind = fields.CharEnumField(DatasetIoKind, max_length=16, description="Which way.")
    format = fields.CharEnumField(DatasetFormat, max_length=16, description="How the file is written.")
    status = fields.CharEnumField(
        DatasetIoStatus, max_length=16, default=DatasetIoStatus.PENDING, description="How far it is."
    )
    reason: str | None = fields.TextField(null=True, description="Why it failed.")
    upload_id = fields.BigIntField(null=True, description="The file it reads.")
    options: dict[str, Any] = JsonField(default=dict, description="Key column and renamed columns.")
    processed = fields.IntField(default=0, description="Lines read.")
    added = fields.IntField(default=0, description="Items written.")
    failed = fields.IntField(default=0, description="Lines refused.")
    error_groups: list[dict[str, Any]] = JsonField(default=list, description="Refused lines by what is wrong with them.")
    sequence = fields.IntField(default=0, description="Rises with each progress report.")
    started_at: datetime | None = fields.DatetimeField(null=True, description="When it was started.")
    finished_at: datetime | None = fields.DatetimeField(null=True, description="When it ended.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who asked for it.")
    created_by_id: int | None

    class Meta:
        indexes = (("dataset_id", "id"),)
