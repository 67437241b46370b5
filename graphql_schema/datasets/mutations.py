"""Making datasets, writing and importing their items, and freezing versions."""

from __future__ import annotations

import strawberry
from strawberry.scalars import JSON

from app.accounts.models import Space
from app.datasets import datasets, importing, items, models, versions
from graphql_schema.core.context import Info
from graphql_schema.core.entity import graphql_enums
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation

graphql_enums(models.ContentType, models.DatasetFormat)


@strawberry.input(description="A column of a dataset.")
class DatasetColumnInput:
    name: str = strawberry.field(description="Its name, unique in the dataset, of at most 100 characters.")
    content_type: models.ContentType = strawberry.field(
        default=models.ContentType.TEXT, description="What kind of content it holds."
    )
    description: str | None = strawberry.field(default=None, description="What it holds.")
    json_schema: JSON | None = strawberry.field(
        default=None, description="JSON Schema that its values must satisfy; it cannot refer to other documents."
    )
    required: bool = strawberry.field(default=False, description="Every item must have it.")


@strawberry.input(description="A new dataset.")
class CreateDatasetInput:
    space_id: strawberry.ID = ref(Space, "The space it will live in.")
    name: str = strawberry.field(description="Display name, unique in the space.")
    columns: list[DatasetColumnInput] = strawberry.field(description="Its columns, 1 to 100.")
    description: str | None = strawberry.field(default=None, description="What it is for.")
    metadata: JSON | None = strawberry.field(default=None, description="Whatever is worth noting, its source say.")


@strawberry.input(description="Another name for a dataset.")
class RenameDatasetInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    name: str = strawberry.field(description="Display name, unique in the space.")
    description: str | None = strawberry.field(default=None, description="What it is for; unchanged if not given.")


@strawberry.input(description="Other columns for a dataset.")
class ChangeDatasetSchemaInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    columns: list[DatasetColumnInput] = strawberry.field(description="All its columns from now on.")


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


@strawberry.input(description="Items to write.")
class WriteDatasetItemsInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    items: list[DatasetItemInput] = strawberry.field(description="At most 1000, each with a key of its own.")


@strawberry.input(description="Items to delete.")
class DeleteDatasetItemsInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    keys: list[str] = strawberry.field(description="Keys of the items, at most 1000.")


@strawberry.input(description="A version to make.")
class CreateDatasetVersionInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    version: str = strawberry.field(description="Semantic version such as 1.0.0, greater than all before it.")
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
    async def change_dataset_schema(self, info: Info, input: ChangeDatasetSchemaInput) -> models.Dataset:
        """Declare other columns. Once there are items or versions, columns that are not required may be added and
        descriptions changed, and no more."""
        return await datasets.change_dataset_schema(info.context.actor, **values(input))

    @mutation
    async def delete_dataset(self, info: Info, input: DeleteDatasetInput) -> None:
        """Delete a dataset; its versions stay for the experiments on them."""
        await datasets.delete_dataset(info.context.actor, **values(input))

    @mutation
    async def write_dataset_items(self, info: Info, input: WriteDatasetItemsInput) -> list[models.DatasetItem]:
        """Write items by key, all of them or, if one is not valid, none. Versions made before keep theirs as they are."""
        limit = info.context.settings.max_item_bytes
        return await items.write_dataset_items(info.context.actor, **values(input), max_item_bytes=limit)

    @mutation
    async def delete_dataset_items(self, info: Info, input: DeleteDatasetItemsInput) -> models.Dataset:
        """Take items out of a dataset, all of them or none. Versions made before keep theirs."""
        return await items.delete_dataset_items(info.context.actor, **values(input))

    @mutation
    async def create_dataset_version(self, info: Info, input: CreateDatasetVersionInput) -> models.DatasetVersion:
        """Freeze the items as they are now; a version never changes, and costs no copy."""
        return await versions.create_dataset_version(info.context.actor, **values(input))

    @mutation
    async def import_dataset(self, info: Info, input: ImportDatasetInput) -> models.DatasetIoJob:
        """Import an uploaded file in the background. Lines that are not valid are left out, counted and grouped with
        examples; all others become items, which stay even if the import stops later. A later line replaces an earlier
        one with the same key."""
        settings = info.context.settings
        return await importing.import_dataset(
            info.context.actor,
            **values(input),
            folder=settings.data_dir / "uploads",
            max_item_bytes=settings.max_item_bytes,
        )
