"""Where reading datasets begins."""

from __future__ import annotations

import strawberry

from app.datasets import models
from graphql_schema.core.lookup import lookup


@strawberry.type
class DatasetQueries:
    """Root fields about datasets."""

    dataset = lookup(models.Dataset, "dataset")
    dataset_version = lookup(models.DatasetVersion, "version of a dataset")
    dataset_io_job = lookup(models.DatasetIoJob, "import")
