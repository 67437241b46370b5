"""Datasets, their columns, items, versions and imports in the graph."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry import auto
from strawberry.scalars import JSON

from app.accounts.models import Space, User
from app.datasets import models
from app.datasets.reading import Frozen
from app.datasets.versions import IN_WORKING_STATE
from app.experiments.models import Experiment, ExperimentItemResult
from graphql_schema.core.connection import children, connection, connection_field
from graphql_schema.core.context import Info
from graphql_schema.core.entity import Node, entity, graphql_enums, parent, structured
from graphql_schema.core.relations import Reads
from graphql_schema.datasets.loading import FrozenItems

graphql_enums(models.ContentType)


@strawberry.type(description="A column of a dataset.")
class DatasetColumn:
    name: str = strawberry.field(description="Its name, unique in the dataset.")
    description: str | None = strawberry.field(description="What it holds.")
    content_type: models.ContentType = strawberry.field(description="What kind of content it holds.")
    json_schema: JSON | None = strawberry.field(description="JSON Schema that its values must satisfy.")
    required: bool = strawberry.field(description="Every item must have it.")


@entity(models.Dataset)
class Dataset(Node):
    """Items to test with, all of the same columns."""

    name: auto
    description: auto
    metadata: auto
    latest_version: auto
    item_count: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    schema = parent(models.DatasetSchema, by="schema_id", description="Its columns.", is_required=True)
    created_by = parent(User, by="created_by_id", description="Who made it.")
    updated_by = parent(User, by="updated_by_id", description="Who changed it last.")
    versions = children(models.DatasetVersion, by="dataset_id", description="Its versions, newest first.")
    items = children(
        models.DatasetItem,
        by="dataset_id",
        where=IN_WORKING_STATE,
        description="Its items as the next version would have them, newest first.",
    )
    io_jobs = children(models.DatasetIoJob, by="dataset_id", description="Its imports, newest first.")


@entity(models.DatasetSchema)
class DatasetSchema(Node):
    """The columns of a dataset; it never changes once a version uses it."""

    is_immutable: auto
    created_at: auto
    columns = structured(DatasetColumn, column="columns", description="The columns, in their order.")


async def _items_of_version(self: Any, info: Info, **arguments: Any) -> Any:
    version = Frozen(self["id"], self["dataset_id"], self["number"])
    return connection(info, models.DatasetItem, by="dataset_id", parent=version, request=FrozenItems, **arguments)


@entity(models.DatasetVersion)
class DatasetVersion(Node):
    """A frozen state of a dataset; it never changes."""

    version: auto
    number: auto
    description: auto
    item_count: auto
    created_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    dataset = parent(models.Dataset, by="dataset_id", description="The dataset; null once it is deleted.")
    schema = parent(models.DatasetSchema, by="schema_id", description="Its columns.", is_required=True)
    created_by = parent(User, by="created_by_id", description="Who made it.")
    items = connection_field(
        _items_of_version,
        models.DatasetItem,
        "Its items, newest first; always the same.",
        Reads(("dataset_id", "number")),
    )
    experiments = children(Experiment, by="dataset_version_id", description="Experiments on it.")


@entity(models.DatasetItem)
class DatasetItem(Node):
    """One state of an item; an edit after a version was made gives it a new state with an id of its own."""

    key: auto
    data: auto
    metadata: auto
    tags: auto
    split: auto
    valid_from: auto
    valid_to: auto
    created_at: auto
    updated_at: auto
    dataset = parent(models.Dataset, by="dataset_id", description="The dataset; null once it is deleted.")
    created_by = parent(User, by="created_by_id", description="Who wrote it.")
    updated_by = parent(User, by="updated_by_id", description="Who changed it last.")
    results = children(ExperimentItemResult, by="dataset_item_id", description="What became of it in runs, newest first.")


@strawberry.type(description="Refused lines of a file that have the same thing wrong with them.")
class ErrorGroup:
    message: str = strawberry.field(description="What is wrong.")
    code: str = strawberry.field(description="Stable, machine-readable reason.")
    count: int = strawberry.field(description="How many lines.")
    examples: list[str] = strawberry.field(description="Where, and what stands there; ten at most.")


@entity(models.DatasetIoJob)
class DatasetIoJob(Node):
    """An import of a file into a dataset."""

    kind: auto
    format: auto
    status: auto
    reason: auto
    processed: auto
    added: auto
    failed: auto
    started_at: auto
    finished_at: auto
    created_at: auto
    dataset = parent(models.Dataset, by="dataset_id", description="The dataset.")
    created_by = parent(User, by="created_by_id", description="Who asked for it.")
    error_groups = structured(ErrorGroup, column="error_groups", description="Refused lines by what is wrong with them.")
