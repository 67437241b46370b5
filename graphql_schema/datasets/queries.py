"""Where reading datasets begins."""

from typing import Annotated, Any

import strawberry

from app.accounts.models import Space
from app.datasets import folders, models
from graphql_schema.core.context import Info
from graphql_schema.core.ids import row_id
from graphql_schema.core.lookup import lookup


@strawberry.type(description="A folder of datasets: the part of their names before a `/`.")
class DatasetFolder:
    path: str = strawberry.field(description="The whole of it, without a `/` at its end.")
    name: str = strawberry.field(description="Its last part.")
    dataset_count: int = strawberry.field(description="Datasets in it and in the folders below it.")


@strawberry.type
class DatasetQueries:
    """Root fields about datasets."""

    @strawberry.field(description="Folders of datasets of a space, directly within a folder, by name.")
    async def dataset_folders(
        self,
        info: Info,
        space_id: Annotated[strawberry.ID, strawberry.argument(description="Id of the space.")],
        within: Annotated[str, strawberry.argument(description="The folder; an empty one is the top.")] = "",
    ) -> list[DatasetFolder]:
        found: Any = await folders.folders(info.context.actor, row_id(space_id, Space, "spaceId"), within)
        return found  # type: ignore[no-any-return]

    dataset = lookup(models.Dataset, "dataset")
    dataset_version = lookup(models.DatasetVersion, "version of a dataset")
    dataset_io_job = lookup(models.DatasetIoJob, "import, export or copy of a dataset")
