"""Making datasets, writing and importing their items, and freezing versions."""

import dataclasses
from datetime import datetime
from typing import Any

import strawberry
from strawberry.scalars import JSON
from strawberry.types.unset import UNSET

from app.accounts.models import Space
from app.core.conditions import AllOf, Condition, one_of
from app.datasets import copying, datasets, exporting, importing, items, jobs, models, remote, schemas, sorting, versions
from app.datasets.columns import IncompatibleSchema
from graphql_schema.core.context import Info
from graphql_schema.core.entity import graphql_enums
from graphql_schema.core.errors import UserError, error_face, user_error
from graphql_schema.core.filters import condition_of, filter_input
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation

graphql_enums(
    models.ContentType,
    models.DatasetCategory,
    models.DatasetFormat,
    models.DatasetItemStatus,
    models.DatasetVisibility,
    models.DisplayFormat,
    models.ImportMode,
    models.SecurityLevel,
)
DatasetItemFilter: Any = filter_input(models.DatasetItem)


@strawberry.input(description="A column of a dataset.")
class DatasetColumnInput:
    name: str = strawberry.field(description="Key under which items hold its values, of at most 100 characters; stays.")
    display_name: str | None = strawberry.field(default=None, description="What people see; its name if not given.")
    content_type: models.ContentType = strawberry.field(
        default=models.ContentType.TEXT, description="What kind of content it holds."
    )
    display_format: models.DisplayFormat = strawberry.field(
        default=models.DisplayFormat.PLAIN_TEXT, description="How a person is shown its values."
    )
    description: str | None = strawberry.field(default=None, description="What it holds.")
    json_schema: JSON | None = strawberry.field(
        default=None, description="JSON Schema that its values must satisfy; it cannot refer to other documents."
    )
    required: bool = strawberry.field(default=False, description="Every item must have it.")
    hidden: bool = strawberry.field(default=False, description="People are not shown it unless they ask.")


@strawberry.input(description="Limits of a dataset's own, tighter than the installation's.")
class DatasetLimitsInput:
    max_items: int | None = strawberry.field(default=None, description="Most items.")
    max_columns: int | None = strawberry.field(default=None, description="Most columns.")
    max_item_bytes: int | None = strawberry.field(default=None, description="Largest item, as JSON.")


@strawberry.input(description="A new dataset.")
class CreateDatasetInput:
    space_id: strawberry.ID = ref(Space, "The space it will live in.")
    name: str = strawberry.field(description="Display name, unique in the space.")
    columns: list[DatasetColumnInput] = strawberry.field(description="Its columns, 1 to 100.")
    description: str | None = strawberry.field(default=UNSET, description="What it is for.")
    metadata: JSON | None = strawberry.field(default=UNSET, description="Whatever is worth noting, its source say.")
    category: models.DatasetCategory | None = strawberry.field(default=UNSET, description="What it is for, in one word.")
    business_category: str | None = strawberry.field(
        default=UNSET, description="A category of one's own, of at most 64 characters."
    )
    visibility: models.DatasetVisibility | None = strawberry.field(default=UNSET, description="Where it is listed.")
    security_level: models.SecurityLevel | None = strawberry.field(
        default=UNSET, description="How careful one has to be with it."
    )
    expires_at: datetime | None = strawberry.field(default=UNSET, description="When it stops being written; null for never.")
    limits: DatasetLimitsInput | None = strawberry.field(default=UNSET, description="Limits of its own.")
    is_schema_locked: bool | None = strawberry.field(default=UNSET, description="Its columns cannot be changed.")


@strawberry.input(description="Other properties for a dataset; what is not given stays.")
class UpdateDatasetInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    name: str | None = strawberry.field(default=UNSET, description="Display name; `/` puts it into a folder.")
    description: str | None = strawberry.field(default=UNSET, description="What it is for; null for nothing.")
    metadata: JSON | None = strawberry.field(default=UNSET, description="Whatever is worth noting, its source say.")
    category: models.DatasetCategory | None = strawberry.field(default=UNSET, description="What it is for, in one word.")
    business_category: str | None = strawberry.field(
        default=UNSET, description="A category of one's own, of at most 64 characters."
    )
    visibility: models.DatasetVisibility | None = strawberry.field(default=UNSET, description="Where it is listed.")
    security_level: models.SecurityLevel | None = strawberry.field(
        default=UNSET, description="How careful one has to be with it."
    )
    expires_at: datetime | None = strawberry.field(default=UNSET, description="When it stops being written; null for never.")
    limits: DatasetLimitsInput | None = strawberry.field(default=UNSET, description="Limits of its own.")
    is_schema_locked: bool | None = strawberry.field(default=UNSET, description="Its columns cannot be changed.")


@strawberry.input(description="A dataset like another one.")
class DuplicateDatasetInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset that is copied.")
    name: str = strawberry.field(description="Name of the new one, unique in the space.")
    version_id: strawberry.ID | None = ref(
        models.DatasetVersion, "The version that is copied; the working state if not given.", default=UNSET
    )


@strawberry.input(description="Which dataset to empty.")
class ClearDatasetInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")


@strawberry.input(description="Another name for a dataset.")
class RenameDatasetInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    name: str = strawberry.field(description="Display name, unique in the space.")
    description: str | None = strawberry.field(default=None, description="What it is for; unchanged if not given.")


@strawberry.input(description="Other columns for a dataset.")
class UpdateDatasetSchemaInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    columns: list[DatasetColumnInput] = strawberry.field(description="All its columns from now on.")
    description: str | None = strawberry.field(default=None, description="What is new in them.")


@strawberry.input(description="Which dataset to delete.")
class DeleteDatasetInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")


@strawberry.input(description="An item to write.")
class DatasetItemInput:
    key: str | None = strawberry.field(
        default=None, description="Its name, unique in the dataset; the same key is the same item. Made up if not given."
    )
    data: JSON = strawberry.field(description="Values by column, the whole of them; null counts as no value.")
    metadata: JSON | None = strawberry.field(
        default=None, description="Whatever else is known of it, an object; unchanged if not given."
    )
    tags: list[str] | None = strawberry.field(default=None, description="Words to find it by; unchanged if not given.")
    split: str | None = strawberry.field(
        default=None, description="The part of the dataset it is in, such as `test`; unchanged if not given."
    )
    status: models.DatasetItemStatus | None = strawberry.field(
        default=None, description="Whether it takes part; unchanged if not given."
    )
    source_trace_id: str | None = strawberry.field(
        default=None, description="Id of the trace that it was made from; unchanged if not given."
    )
    source_observation_id: str | None = strawberry.field(
        default=None, description="Id of the observation that it was made from; unchanged if not given."
    )


@strawberry.input(description="Items to write.")
class WriteDatasetItemsInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    items: list[DatasetItemInput] = strawberry.field(description="At most 1000, each with a key of its own.")
    partial: bool = strawberry.field(default=False, description="Write those that are valid even if others are not.")
    validate_only: bool = strawberry.field(default=False, description="Write nothing, and say what would be refused.")


@strawberry.input(description="Items to delete.")
class DeleteDatasetItemsInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    keys: list[str] = strawberry.field(description="Keys of the items, at most 1000.")


@strawberry.input(description="Items to tag, and to put into a split.")
class TagDatasetItemsInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    keys: list[str] | None = strawberry.field(default=UNSET, description="Keys of the items; all if not given.")
    filter: DatasetItemFilter | None = strawberry.field(
        default=UNSET, description="Which of them; at most 20,000 may be found."
    )
    add: list[str] = strawberry.field(default_factory=list, description="Tags to add.")
    remove: list[str] = strawberry.field(default_factory=list, description="Tags to remove.")
    split: str | None = strawberry.field(
        default=UNSET, description="The part of the dataset they are put into; null takes them out, unchanged if not given."
    )


@strawberry.input(description="Items to archive.")
class ArchiveDatasetItemsInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    keys: list[str] | None = strawberry.field(default=UNSET, description="Keys of the items; all if not given.")
    filter: DatasetItemFilter | None = strawberry.field(
        default=UNSET, description="Which of them; at most 20,000 may be found."
    )


@strawberry.input(description="Items to take from the archive.")
class UnarchiveDatasetItemsInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    keys: list[str] | None = strawberry.field(default=UNSET, description="Keys of the items; all if not given.")
    filter: DatasetItemFilter | None = strawberry.field(
        default=UNSET, description="Which of them; at most 20,000 may be found."
    )


@strawberry.input(description="A version to go back to.")
class RestoreDatasetVersionInput:
    dataset_version_id: strawberry.ID = ref(models.DatasetVersion, "The version.")


@strawberry.input(description="A version to make.")
class CreateDatasetVersionInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    version: str | None = strawberry.field(
        default=None,
        description="Semantic version such as 1.0.0, greater than all before it; the latest with its last number raised "
        "if not given.",
    )
    description: str | None = strawberry.field(default=None, description="What is new in it.")


@strawberry.input(description="A field of a file that goes by another name in the dataset.")
class RenamedColumnInput:
    from_: str = strawberry.field(name="from", description="Name in the file.")
    to: str = strawberry.field(description="Name of the column.")


@strawberry.input(description="A file to import.")
class ImportDatasetInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    upload_id: strawberry.ID = ref(models.Upload, "The file, as `POST /api/uploads` answered.")
    format: models.DatasetFormat = strawberry.field(description="How it is written.")
    key_column: str | None = strawberry.field(
        default=None,
        description="Field of the file that holds the items' keys; it need not be a column of the dataset. "
        "Without it each line of each import becomes an item of its own, so that no file replaces what another brought.",
    )
    columns: list[RenamedColumnInput] | None = strawberry.field(
        default=None, description="Fields that go by other names in the dataset; all others must be columns."
    )
    mode: models.ImportMode = strawberry.field(
        default=models.ImportMode.UPSERT, description="What becomes of items that are there."
    )
    ignore_others: bool = strawberry.field(
        default=False, description="Leave out fields that are no columns, instead of refusing their lines."
    )


@strawberry.input(description="Items to write to a file.")
class ExportDatasetInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    format: models.DatasetFormat = strawberry.field(description="How the file is written.")
    version_id: strawberry.ID | None = ref(
        models.DatasetVersion, "The version; what the next one would be if not given.", default=UNSET
    )
    filter: DatasetItemFilter | None = strawberry.field(default=UNSET, description="Which of its items; all if not given.")


@strawberry.input(description="A job to stop.")
class CancelDatasetIoJobInput:
    dataset_io_job_id: strawberry.ID = ref(models.DatasetIoJob, "The import, export or copy.")


@strawberry.input(description="A header to send with a request.")
class RemoteHeaderInput:
    name: str = strawberry.field(description="Its name.")
    value: str = strawberry.field(description="Its value, which is stored encrypted and never shown.")


@strawberry.input(description="Where a dataset's remote experiment is triggered.")
class SetRemoteExperimentInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    url: str = strawberry.field(description="Where the request goes, by POST.")
    payload: JSON | None = strawberry.field(
        default=None, description="What is sent beside the ids and the name of the dataset, unless a call says otherwise."
    )
    headers: list[RemoteHeaderInput] | None = strawberry.field(
        default=None, description="Headers to send with it; those that were set stay if not given and the URL stays."
    )
    secret: str | None = strawberry.field(
        default=None, description="`whsec_…`, what signs the request; one is made, and shown once, if there is none."
    )


@strawberry.input(description="Whose remote experiment to forget.")
class RemoveRemoteExperimentInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")


@strawberry.input(description="A remote experiment to trigger.")
class TriggerRemoteExperimentInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    payload: JSON | None = strawberry.field(default=None, description="What is sent instead of the payload that was set.")


@strawberry.type(description="An item that was refused, with everything that is wrong with it.")
class RefusedItem:
    index: int = strawberry.field(description="Its place among the items that were given, from 0.")
    key: str | None = strawberry.field(description="Its key, if one was given.")
    faults: list[UserError] = strawberry.field(description="What is wrong with it.")


@dataclasses.dataclass
class WrittenItems:
    dataset_items: list[models.DatasetItem] = dataclasses.field(
        metadata={"description": "The items that were written, in their order; null when there are errors."}
    )
    refused: list[RefusedItem] = dataclasses.field(
        metadata={"description": "The items that were not written, if that was asked for; null when there are errors."}
    )


@dataclasses.dataclass
class SetRemote:
    dataset: models.Dataset
    secret: str | None = dataclasses.field(
        metadata={"description": "The secret that signs requests, if it is a new one; shown this once."}
    )


@dataclasses.dataclass
class Duplicated:
    dataset: models.Dataset
    dataset_io_job: models.DatasetIoJob = dataclasses.field(
        metadata={"description": "The job that copies the items; null when there are errors."}
    )


@strawberry.type(description="An item that does not suit columns.")
class FailingItem:
    key: str = strawberry.field(description="Its key.")
    message: str = strawberry.field(description="What is wrong with it.")


@strawberry.type(description="Items that exist do not suit the new columns.")
class SchemaProblem(UserError):
    items: list[FailingItem] = strawberry.field(description="The first of them, ten at most.")


@error_face(IncompatibleSchema)
def _schema_problem(error: IncompatibleSchema) -> UserError:
    found = [FailingItem(key=item.key, message=item.message) for item in error.items]
    return SchemaProblem(code=error.code, message=error.message, path=list(error.path), items=found)


def _chosen(given: Any) -> Condition:
    """The items that an input names by keys, by a filter, or by both."""
    keys = () if given.keys is None or given.keys is UNSET else (one_of("key", given.keys),)
    return AllOf((*keys, condition_of(models.DatasetItem, given.filter)))


@strawberry.type
class DatasetMutations:
    """What changes datasets, their items and versions."""

    @mutation
    async def create_dataset(self, info: Info, input: CreateDatasetInput) -> models.Dataset:
        """Make an empty dataset with its columns."""
        return await datasets.create_dataset(info.context.actor, **values(input))

    @mutation
    async def rename_dataset(self, info: Info, input: RenameDatasetInput) -> models.Dataset:
        """Give a dataset another name."""
        return await datasets.rename_dataset(info.context.actor, **values(input))

    @mutation
    async def update_dataset(self, info: Info, input: UpdateDatasetInput) -> models.Dataset:
        """Change a dataset's name, description and other properties."""
        return await datasets.update_dataset(info.context.actor, **values(input))

    @mutation
    async def update_dataset_schema(self, info: Info, input: UpdateDatasetSchemaInput) -> models.Dataset:
        """Declare other columns. Where there are items, each must suit them: columns may be added, shown under other names,
        made wider and removed. Versions keep the columns that they were made with."""
        return await schemas.update_dataset_schema(info.context.actor, **values(input))

    @mutation
    async def duplicate_dataset(self, info: Info, input: DuplicateDatasetInput) -> Duplicated:
        """Make a dataset with the same columns; the items follow in the background."""
        made = await copying.duplicate_dataset(info.context.actor, **values(input))
        return Duplicated(made.dataset, made.job)

    @mutation
    async def clear_dataset(self, info: Info, input: ClearDatasetInput) -> models.Dataset:
        """Delete all items of a dataset. Versions made before keep theirs."""
        return await items.clear_dataset(info.context.actor, **values(input))

    @mutation
    async def delete_dataset(self, info: Info, input: DeleteDatasetInput) -> None:
        """Delete a dataset; its versions stay for the experiments on them."""
        await datasets.delete_dataset(info.context.actor, **values(input))

    @mutation
    async def write_dataset_items(self, info: Info, input: WriteDatasetItemsInput) -> WrittenItems:
        """Write items by key, all of them or, if one is not valid, none, unless `partial` says otherwise. Versions made
        before keep theirs as they are."""
        made = await items.write_dataset_items(info.context.actor, **values(input))
        refused = [
            RefusedItem(index=one.index, key=one.key, faults=[user_error(fault) for fault in one.faults])
            for one in made.refused
        ]
        return WrittenItems(made.items, refused)

    @mutation
    async def tag_dataset_items(self, info: Info, input: TagDatasetItemsInput) -> models.Dataset:
        """Add and remove tags of many items, and put them into a split. Versions made before keep theirs as they are."""
        return await sorting.tag_dataset_items(
            info.context.actor,
            dataset_id=values(input)["dataset_id"],
            where=_chosen(input),
            add=input.add,
            remove=input.remove,
            split=None if input.split is UNSET else input.split,
            clear_split=input.split is None,
        )

    @mutation
    async def archive_dataset_items(self, info: Info, input: ArchiveDatasetItemsInput) -> models.Dataset:
        """Keep items out of the versions to come, without deleting them."""
        return await sorting.archive_dataset_items(
            info.context.actor, dataset_id=values(input)["dataset_id"], where=_chosen(input)
        )

    @mutation
    async def unarchive_dataset_items(self, info: Info, input: UnarchiveDatasetItemsInput) -> models.Dataset:
        """Let archived items take part again."""
        return await sorting.unarchive_dataset_items(
            info.context.actor, dataset_id=values(input)["dataset_id"], where=_chosen(input)
        )

    @mutation
    async def delete_dataset_items(self, info: Info, input: DeleteDatasetItemsInput) -> models.Dataset:
        """Take items out of a dataset, all of them or none. Versions made before keep theirs."""
        return await items.delete_dataset_items(info.context.actor, **values(input))

    @mutation
    async def create_dataset_version(self, info: Info, input: CreateDatasetVersionInput) -> models.DatasetVersion:
        """Freeze the items as they are now; a version never changes, and costs no copy."""
        return await versions.create_dataset_version(info.context.actor, **values(input))

    @mutation
    async def restore_dataset_version(self, info: Info, input: RestoreDatasetVersionInput) -> models.Dataset:
        """Make the items and columns of a version the working state again."""
        return await versions.restore_dataset_version(info.context.actor, version_id=values(input)["dataset_version_id"])

    @mutation
    async def import_dataset(self, info: Info, input: ImportDatasetInput) -> models.DatasetIoJob:
        """Import an uploaded file in the background. Lines that are not valid are left out, counted and grouped with
        examples; all others become items, which stay even if the import stops later. A later line replaces an earlier
        one with the same key. Fields named `_key`, `_split`, `_tags` and `_metadata` are what exports call these."""
        folder = info.context.settings.data_dir / "uploads"
        return await importing.import_dataset(info.context.actor, **values(input), folder=folder)

    @mutation
    async def export_dataset(self, info: Info, input: ExportDatasetInput) -> models.DatasetIoJob:
        """Write items to a file in the background; the job has a link to it then. Beside the columns the file has `_key`,
        `_split`, `_tags` and `_metadata`, which an import understands."""
        given = values(input)
        given.pop("filter", None)
        where = condition_of(models.DatasetItem, input.filter)
        return await exporting.export_dataset(info.context.actor, **given, where=where)

    @mutation
    async def cancel_dataset_io_job(self, info: Info, input: CancelDatasetIoJobInput) -> models.DatasetIoJob:
        """Stop an import, export or copy; what it has written stays."""
        return await jobs.cancel_io_job(info.context.actor, io_job_id=values(input)["dataset_io_job_id"])

    @mutation
    async def set_remote_experiment(self, info: Info, input: SetRemoteExperimentInput) -> SetRemote:
        """Say where experiments on a dataset are run elsewhere. Requests are signed as Standard Webhooks says."""
        made = await remote.set_remote_experiment(info.context.actor, **values(input))
        return SetRemote(made.dataset, made.secret)

    @mutation
    async def remove_remote_experiment(self, info: Info, input: RemoveRemoteExperimentInput) -> models.Dataset:
        """Forget where experiments on a dataset are run elsewhere."""
        return await remote.remove_remote_experiment(info.context.actor, **values(input))

    @mutation
    async def trigger_remote_experiment(
        self, info: Info, input: TriggerRemoteExperimentInput
    ) -> models.RemoteExperimentTrigger:
        """Ask the server elsewhere to run its experiment; how it answered is part of what comes back, and is kept."""
        return await remote.trigger_remote_experiment(info.context.actor, **values(input))
