"""Where reading datasets begins."""

from __future__ import annotations

from typing import Annotated

import strawberry

from app.datasets import models
from graphql_schema.core.context import Info
from graphql_schema.core.lookup import found, identified
from graphql_schema.datasets.types import Dataset, DatasetIoJob, DatasetVersion


@strawberry.type
class DatasetQueries:
    """Root fields about datasets."""

    @strawberry.field(description="One dataset, or null when there is none that you may see.")
    async def dataset(self, info: Info, id: Annotated[strawberry.ID, identified("dataset")]) -> Dataset | None:
        return await found(info, models.Dataset, id)  # type: ignore[no-any-return]

    @strawberry.field(description="One version of a dataset, or null when there is none that you may see.")
    async def dataset_version(
        self, info: Info, id: Annotated[strawberry.ID, identified("version")]
    ) -> DatasetVersion | None:
        return await found(info, models.DatasetVersion, id)  # type: ignore[no-any-return]

    @strawberry.field(description="One import, or null when there is none that you may see.")
    async def dataset_io_job(self, info: Info, id: Annotated[strawberry.ID, identified("import")]) -> DatasetIoJob | None:
        return await found(info, models.DatasetIoJob, id)  # type: ignore[no-any-return]
