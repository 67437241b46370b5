"""Freezing versions of datasets, and going back to them."""

import strawberry

from app.datasets import models, versions
from graphql_schema.core.context import Info
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation


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


@strawberry.type
class DatasetVersionMutations:
    """What makes and restores versions."""

    @mutation
    async def create_dataset_version(self, info: Info, input: CreateDatasetVersionInput) -> models.DatasetVersion:
        """Freeze the items as they are now; a version never changes, and costs no copy."""
        return await versions.create_dataset_version(info.context.actor, **values(input))

    @mutation
    async def restore_dataset_version(self, info: Info, input: RestoreDatasetVersionInput) -> models.Dataset:
        """Make the items and columns of a version the working state again."""
        return await versions.restore_dataset_version(info.context.actor, version_id=values(input)["dataset_version_id"])
