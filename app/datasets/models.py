"""Datasets: columns, items with validity ranges over version numbers, and versions that cost no copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields

from app.core.choices import Choice
from app.core.clock import now
from app.core.model import Entity, IndexWhere, JsonField, SpaceOwned, UniqueWhere, optional_user

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.models import User


class ContentType(Choice):
    """What a column holds."""

    TEXT = "TEXT", "Text; for other JSON values use JSON."
    JSON = "JSON", "Any JSON value."
    IMAGE = "IMAGE", "An image: an `https` address, or a data URL."
    AUDIO = "AUDIO", "A recording: an `https` address, or a data URL."
    VIDEO = "VIDEO", "A film: an `https` address, or a data URL."
    MULTI_TURN = "MULTI_TURN", "A conversation: 1 to 50 turns, each an object of texts; the JSON Schema is that of one turn."


class DisplayFormat(Choice):
    """How a person is shown the values of a column."""

    PLAIN_TEXT = "PLAIN_TEXT", "As it is."
    MARKDOWN = "MARKDOWN", "As Markdown."
    JSON = "JSON", "As JSON, indented."
    YAML = "YAML", "As YAML."
    CODE = "CODE", "As code, in a fixed-width font."


class DatasetCategory(Choice):
    """What a dataset is for."""

    GENERAL = "GENERAL", "Anything."
    TRAINING = "TRAINING", "To train with."
    VALIDATION = "VALIDATION", "To choose between models while training."
    EVALUATION = "EVALUATION", "To evaluate with."


class DatasetVisibility(Choice):
    """Where a dataset is listed."""

    SPACE = "SPACE", "In its space."
    SYSTEM = "SYSTEM", "Nowhere; who knows its id finds it."


class SecurityLevel(Choice):
    """How careful one has to be with a dataset."""

    L1 = "L1", "May be public."
    L2 = "L2", "For the organization."
    L3 = "L3", "Confidential."
    L4 = "L4", "Secret; it cannot be exported."


class DatasetStatus(Choice):
    """What can be done with a dataset just now."""

    AVAILABLE = "AVAILABLE", "It can be read and written."
    IMPORTING = "IMPORTING", "Items are being imported or copied into it."
    EXPORTING = "EXPORTING", "It is being exported."
    EXPIRED = "EXPIRED", "Its time is over: it can be read, and is no longer written."


class DatasetVersionStatus(Choice):
    """What goes on with a version just now."""

    AVAILABLE = "AVAILABLE", "It is whole, and stays as it is."
    EXPORTING = "EXPORTING", "It is being written to a file."


class DatasetOperation(Choice):
    """What was done with a dataset."""

    CREATE = "CREATE", "It was made."
    UPDATE = "UPDATE", "Its name or another of its properties was changed."
    UPDATE_SCHEMA = "UPDATE_SCHEMA", "Its columns were changed."
    WRITE_ITEMS = "WRITE_ITEMS", "Items were written."
    DELETE_ITEMS = "DELETE_ITEMS", "Items were deleted."
    IMPORT = "IMPORT", "Items were imported or copied."
    CLEAR = "CLEAR", "All items were deleted."
    CREATE_VERSION = "CREATE_VERSION", "A version was made."
    RESTORE_VERSION = "RESTORE_VERSION", "A version was made the working state again."


class DatasetItemStatus(Choice):
    """Whether an item takes part."""

    ACTIVE = "ACTIVE", "It is in the next version."
    ARCHIVED = "ARCHIVED", "It is kept, and is in no version that is made."


class DatasetFormat(Choice):
    """How a file of items is written."""

    JSONL = "JSONL", "One JSON object a line."
    CSV = "CSV", "Comma-separated values with a header line."
    PARQUET = "PARQUET", "Apache Parquet; needs `graphloop[parquet]`."


class DatasetIoKind(Choice):
    """Which way a job moves items."""

    IMPORT = "IMPORT", "From a file into the dataset."
    EXPORT = "EXPORT", "From the dataset into a file."
    COPY = "COPY", "From another dataset into the dataset."
    TRACES = "TRACES", "From traces into the dataset."


class DatasetIoStatus(Choice):
    """How far a job is."""

    PENDING = "PENDING", "Waits to be started."
    RUNNING = "RUNNING", "Reads and writes."
    SUCCEEDED = "SUCCEEDED", "Has done it all; single lines may have failed."
    FAILED = "FAILED", "Stopped; what was written before stays."
    CANCELLED = "CANCELLED", "Stopped by somebody; what was written before stays."


class ImportMode(Choice):
    """What an import does with items that are there."""

    UPSERT = "UPSERT", "A line with the key of an item replaces it."
    APPEND = "APPEND", "A line with the key of an item is refused."
    OVERWRITE = "OVERWRITE", "All items are deleted first."


class TriggerStatus(Choice):
    """What became of a call to a remote experiment."""

    PENDING = "PENDING", "It is under way."
    SUCCEEDED = "SUCCEEDED", "The other side answered that it took it."
    FAILED = "FAILED", "The other side was not reached or refused it."


class Dataset(SpaceOwned):
    """Items to test with, all of the same columns."""

    sortable = ("updated_at", "name")
    filterable = ("name", "updated_at", "category", "business_category", "visibility")

    name = fields.CharField(200, description="Display name, unique in the space; `/` puts it into a folder.")
    description = fields.TextField(null=True, description="What it is for.")
    metadata: dict[str, Any] = JsonField(default=dict, description="Whatever its owners want to note, its source say.")
    category = fields.CharEnumField(
        DatasetCategory, max_length=16, default=DatasetCategory.EVALUATION, description="What it is for, in one word."
    )
    business_category: str | None = fields.CharField(64, null=True, description="A category of its owners' own.")  # type: ignore[assignment]
    visibility = fields.CharEnumField(
        DatasetVisibility, max_length=16, default=DatasetVisibility.SPACE, description="Where it is listed."
    )
    security_level = fields.CharEnumField(
        SecurityLevel, max_length=2, default=SecurityLevel.L1, description="How careful one has to be with it."
    )
    limits: dict[str, int] = JsonField(default=dict, description="Limits of its own, tighter than the installation's.")
    is_schema_locked = fields.BooleanField(default=False, description="Its columns cannot be changed.")
    expires_at: datetime | None = fields.DatetimeField(null=True, description="When it stops being written.")
    last_operation = fields.CharEnumField(
        DatasetOperation, max_length=16, default=DatasetOperation.CREATE, description="What was done with it last."
    )
    has_changes = fields.BooleanField(default=False, description="Items or columns differ from the newest version's.")
    remote_url: str | None = fields.TextField(null=True, description="Where a remote experiment is triggered.")
    remote_payload: Any = JsonField(null=True, description="What is sent there beside the dataset's id and name.")
    remote_secret: str | None = fields.TextField(null=True, description="Encrypted key that signs what is sent there.")
    remote_headers: dict[str, str] = JsonField(default=dict, description="Encrypted values of headers, by their names.")
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

    dataset_id = fields.BigIntField(description="The dataset that it was made for.")
    columns: list[dict[str, Any]] = JsonField(description="Columns: name, content type, JSON Schema, whether required.")
    removed_columns: list[dict[str, Any]] = JsonField(
        default=list, description="Columns that were removed; items written before still have values of them."
    )
    description: str | None = fields.TextField(null=True, description="What is new in it.")
    is_immutable = fields.BooleanField(default=False, description="A version uses it.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None
    updated_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who changed it last.")
    updated_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it last changed.")

    class Meta:
        indexes = (("dataset_id", "id"),)


class DatasetVersion(SpaceOwned):
    """A frozen state of a dataset; it never changes."""

    sortable = ("number",)
    filterable = ("version", "number")

    dataset: fields.ForeignKeyRelation[Dataset] = fields.ForeignKeyField(
        "models.Dataset", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The dataset."
    )
    dataset_id: int
    schema: fields.ForeignKeyRelation[DatasetSchema] = fields.ForeignKeyField(
        "models.DatasetSchema", related_name=False, on_delete=fields.RESTRICT, db_index=False, description="Its columns."
    )
    schema_id: int
    version = fields.CharField(64, description="Semantic version, unique within the dataset and rising.")
    number = fields.IntField(description="1, 2, 3 … within the dataset.")
    description = fields.TextField(null=True, description="What is new in it.")
    item_count = fields.IntField(description="Items in it.")
    brief: dict[str, Any] = JsonField(
        default=dict, description="Name, description, category and metadata of the dataset when it was made."
    )
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None

    class Meta:
        unique_together = (("dataset_id", "version"), ("dataset_id", "number"))
        indexes = (("dataset_id", "id"), ("schema_id", "id"))


class DatasetItem(SpaceOwned):
    """One state of an item: it holds in the versions from `valid_from` to before `valid_to`."""

    filterable = ("key", "split", "status", "data", "tags", "source_trace_id", "updated_at")

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
    status = fields.CharEnumField(
        DatasetItemStatus, max_length=16, default=DatasetItemStatus.ACTIVE, description="Whether it takes part."
    )
    source_trace_id: str | None = fields.CharField(64, null=True, description="Id of the trace that it was made from.")  # type: ignore[assignment]
    source_observation_id: str | None = fields.CharField(  # type: ignore[assignment]
        64, null=True, description="Id of the observation that it was made from."
    )
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
            ("item_id", "id"),
            IndexWhere(
                fields=("source_trace_id", "id"),
                name="idx_dataset_item_trace",
                where="source_trace_id IS NOT NULL",
            ),
        )


class Upload(Entity):
    """A file sent to be imported, seen by its sender alone; kept until it is a day old."""

    file_name = fields.CharField(255, null=True, description="Name of the file at its sender's.")
    content_type = fields.CharField(120, description="Kind of file, as its sender said.")
    byte_count = fields.BigIntField(description="Size in bytes.")
    user_id = fields.BigIntField(null=True, description="The user who sent it.")
    api_key_id = fields.BigIntField(null=True, description="The key it was sent with.")


class DatasetIoJob(SpaceOwned):
    """Items on their way: from a file into a dataset, out of it into a file, or from one dataset into another."""

    filterable = ("status", "kind")

    dataset: fields.ForeignKeyRelation[Dataset] = fields.ForeignKeyField(
        "models.Dataset", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The dataset."
    )
    dataset_id: int
    kind = fields.CharEnumField(DatasetIoKind, max_length=16, description="Which way.")
    format = fields.CharEnumField(
        DatasetFormat, max_length=16, null=True, description="How the file is written; a copy has none."
    )
    status = fields.CharEnumField(
        DatasetIoStatus, max_length=16, default=DatasetIoStatus.PENDING, description="How far it is."
    )
    reason: str | None = fields.TextField(null=True, description="Why it failed.")
    upload_id = fields.BigIntField(null=True, description="The file it reads.")
    source_dataset_id: int | None = fields.BigIntField(null=True, description="The dataset it copies.")
    source_version_id: int | None = fields.BigIntField(
        null=True, description="The version it reads; none is the working state."
    )
    options: dict[str, Any] = JsonField(default=dict, description="Mode, key column, renamed columns, filter.")
    position: dict[str, int] = JsonField(default=dict, description="Where to go on after a crash.")
    total: int | None = fields.IntField(null=True, description="Items or lines there are, if that is known.")
    processed = fields.IntField(default=0, description="Lines or items read.")
    added = fields.IntField(default=0, description="Items written.")
    byte_count: int | None = fields.BigIntField(null=True, description="Size of the file that was made.")
    failed = fields.IntField(default=0, description="Lines refused.")
    error_groups: list[dict[str, Any]] = JsonField(default=list, description="Refused lines by what is wrong with them.")
    sequence = fields.IntField(default=0, description="Rises with each progress report.")
    started_at: datetime | None = fields.DatetimeField(null=True, description="When it was started.")
    finished_at: datetime | None = fields.DatetimeField(null=True, description="When it ended.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who asked for it.")
    created_by_id: int | None

    class Meta:
        indexes = (("dataset_id", "id"),)


class RemoteExperimentTrigger(SpaceOwned):
    """A call that asked a server elsewhere to run an experiment on a dataset, and how it was answered."""

    filterable = ("status",)

    dataset: fields.ForeignKeyRelation[Dataset] = fields.ForeignKeyField(
        "models.Dataset", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The dataset."
    )
    dataset_id: int
    status = fields.CharEnumField(
        TriggerStatus, max_length=16, default=TriggerStatus.PENDING, description="What became of it."
    )
    url = fields.TextField(description="Where it went.")
    payload: Any = JsonField(null=True, description="What was sent beside the dataset's id and name.")
    http_status: int | None = fields.IntField(null=True, description="HTTP status of the answer; none if there was none.")
    answer: str | None = fields.TextField(null=True, description="Beginning of the answer.")
    reason: str | None = fields.TextField(null=True, description="Why it failed.")
    duration_ms: int | None = fields.IntField(null=True, description="How long the answer took.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who triggered it.")
    created_by_id: int | None

    class Meta:
        indexes = (("dataset_id", "id"),)
