"""Making datasets, describing and copying them."""

import dataclasses
from datetime import datetime

import strawberry
from strawberry.scalars import JSON
from strawberry.types.unset import UNSET

from app.accounts.models import Space
from app.datasets import copying, datasets, items, models, schemas
from app.datasets.columns import IncompatibleSchema
from graphql_schema.core.context import Info
from graphql_schema.core.entity import graphql_enums
from graphql_schema.core.errors import UserError, error_face
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation

graphql_enums(
    models.ContentType,
    models.DatasetCategory,
    models.DatasetVisibility,
    models.DisplayFormat,
    models.SecurityLevel,
)


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


@strawberry.type
class DatasetMutations:
    """What changes datasets themselves."""

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
