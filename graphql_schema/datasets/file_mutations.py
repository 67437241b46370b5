"""Items from files and into files, in the background."""

from typing import Any

import strawberry
from strawberry.types.unset import UNSET

from app.datasets import exporting, importing, jobs, models
from graphql_schema.core.context import Info
from graphql_schema.core.entity import graphql_enums
from graphql_schema.core.filters import condition_of, filter_input
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation

graphql_enums(models.DatasetFormat, models.ImportMode)
DatasetItemFilter: Any = filter_input(models.DatasetItem)


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


@strawberry.type
class DatasetFileMutations:
    """What imports and exports items."""

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
