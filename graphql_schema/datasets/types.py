"""Datasets, their columns, items, versions and imports in the graph."""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry import auto
from strawberry.scalars import JSON

from app.accounts.models import Space, User
from app.datasets import models
from app.datasets.columns import MEDIA
from app.datasets.comparing import ItemChangeKind, Span
from app.datasets.limits import limits as limits_here
from app.datasets.links import link_to
from app.datasets.reading import Frozen, State
from app.datasets.versions import IN_WORKING_STATE
from app.experiments.models import Experiment, ExperimentBaseline, ExperimentItemResult, ExperimentTemplate
from app.tracing.models import Observation, Trace
from app.tracing.sources import Source, observations_of_sources, traces_of_sources
from graphql_schema.core.connection import DEFAULT_FIRST, Connection, children, connection, connection_field
from graphql_schema.core.context import Info
from graphql_schema.core.entity import Node, entity, found, graphql_enums, parent, stored, structured
from graphql_schema.core.relations import Reads, reads
from graphql_schema.datasets.loading import (
    DIFFERENCES,
    After,
    DifferencesRequest,
    Expiring,
    Exportable,
    First,
    FrozenItems,
    Snapshots,
    VersionsOfItem,
    checked_first,
    difference_counts,
    number_of,
    statuses,
    version_statuses,
)

graphql_enums(models.ContentType, models.DisplayFormat, models.DatasetStatus, models.DatasetVersionStatus)
graphql_enums(models.DatasetItemStatus, ItemChangeKind)


@strawberry.type(description="A column of a dataset.")
class DatasetColumn:
    name: str = strawberry.field(description="Key under which items hold its values; it never changes.")
    display_name: str = strawberry.field(description="What people see; it can be changed.")
    description: str | None = strawberry.field(description="What it holds.")
    content_type: models.ContentType = strawberry.field(description="What kind of content it holds.")
    display_format: models.DisplayFormat = strawberry.field(description="How a person is shown its values.")
    json_schema: JSON | None = strawberry.field(description="JSON Schema that its values must satisfy.")
    required: bool = strawberry.field(description="Every item must have it.")
    hidden: bool = strawberry.field(description="People are not shown it unless they ask.")


@strawberry.type(description="How large a dataset may be.")
class DatasetLimits:
    max_items: int = strawberry.field(description="Most items.")
    max_columns: int = strawberry.field(description="Most columns.")
    max_item_bytes: int = strawberry.field(description="Largest item, as JSON.")


@strawberry.type(description="What a dataset can do.")
class DatasetFeatures:
    edit_schema: bool = strawberry.field(description="Its columns can be changed.")
    multi_modal: bool = strawberry.field(description="It has columns of images, recordings or films.")
    multi_turn: bool = strawberry.field(description="It has columns of conversations.")


@strawberry.type(description="Where a remote experiment on a dataset is triggered; its secrets are never shown.")
class RemoteExperiment:
    url: str = strawberry.field(description="Where the request goes.")
    payload: JSON | None = strawberry.field(description="What is sent beside the ids and the name of the dataset.")
    header_names: list[str] = strawberry.field(description="Names of the headers that are sent with it.")


@entity(models.Dataset)
class Dataset(Node):
    """Items to test with, all of the same columns."""

    name: auto
    description: auto
    metadata: auto
    category: auto
    business_category: auto
    visibility: auto
    security_level: auto
    expires_at: auto
    last_operation: auto
    has_changes: auto
    next_version_number: auto
    latest_version: auto
    item_count: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    schema = parent(models.DatasetSchema, by="schema_id", description="Its columns.", is_required=True)
    created_by = parent(User, by="created_by_id", description="Who made it.")
    updated_by = parent(User, by="updated_by_id", description="Who changed it last.")
    schemas = children(models.DatasetSchema, by="dataset_id", description="Its columns over time, newest first.")
    versions = children(models.DatasetVersion, by="dataset_id", description="Its versions, newest first.")
    items = children(
        models.DatasetItem,
        by="dataset_id",
        where=IN_WORKING_STATE,
        description="Its items as the next version would have them, newest first.",
    )
    io_jobs = children(models.DatasetIoJob, by="dataset_id", description="Its imports, exports and copies, newest first.")
    experiment_templates = children(ExperimentTemplate, by="dataset_id", description="Templates of experiments on it.")
    baselines = children(
        ExperimentBaseline, by="dataset_id", description="The runs that others on it are compared with, by label."
    )
    remote_experiment_triggers = children(
        models.RemoteExperimentTrigger, by="dataset_id", description="Calls to its remote experiment, newest first."
    )

    @strawberry.field(description="What can be done with it just now.", metadata=reads("id", "expires_at"))
    async def status(self: Any, info: Info) -> models.DatasetStatus:
        return await info.context.loaders.by(statuses).load(Expiring(self["id"], self["expires_at"]))

    @strawberry.field(description="How large it may be.", metadata=reads("limits"))
    def limits(self: Any) -> DatasetLimits:
        own, ours = stored(self, "limits"), limits_here()
        names = ("max_items", "max_columns", "max_item_bytes")
        return DatasetLimits(**{name: min(own.get(name, getattr(ours, name)), getattr(ours, name)) for name in names})

    @strawberry.field(description="What it can do.", metadata=reads("schema_id", "is_schema_locked"))
    async def features(self: Any, info: Info) -> DatasetFeatures:
        schema: Any = await info.context.loaders.one(models.DatasetSchema).load(self["schema_id"])
        kinds = {column["content_type"] for column in stored(schema, "columns")}
        return DatasetFeatures(
            edit_schema=not self["is_schema_locked"],
            multi_modal=bool(kinds & MEDIA),
            multi_turn=models.ContentType.MULTI_TURN in kinds,
        )

    @strawberry.field(
        description="Where a remote experiment on it is triggered; null if nowhere.",
        metadata=reads("remote_url", "remote_payload", "remote_headers"),
    )
    def remote_experiment(self: Any) -> RemoteExperiment | None:
        if self["remote_url"] is None:
            return None
        names = sorted(stored(self, "remote_headers"))
        return RemoteExperiment(url=self["remote_url"], payload=self["remote_payload"], header_names=names)


@entity(models.DatasetSchema)
class DatasetSchema(Node):
    """The columns of a dataset; it never changes once a version uses it."""

    is_immutable: auto
    description: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    dataset = parent(models.Dataset, by="dataset_id", description="The dataset; null once it is deleted.")
    created_by = parent(User, by="created_by_id", description="Who made it.")
    updated_by = parent(User, by="updated_by_id", description="Who changed it last.")
    columns = structured(DatasetColumn, column="columns", description="The columns, in their order.")
    removed_columns = structured(
        DatasetColumn,
        column="removed_columns",
        description="Columns that were removed; items written before still have values of them.",
    )
    versions = children(models.DatasetVersion, by="schema_id", description="Versions with these columns, newest first.")


async def _items_of_version(self: Any, info: Info, **arguments: Any) -> Any:
    version = Frozen(self["id"], self["dataset_id"], self["number"])
    return connection(info, models.DatasetItem, by="dataset_id", parent=version, request=FrozenItems, **arguments)


@strawberry.type(description="An item as a version has it: the very row, seen through the version.")
class DatasetItemSnapshot:
    key: str = strawberry.field(description="Name of the item.")
    data: JSON = strawberry.field(description="Values by column.")
    metadata: JSON = strawberry.field(description="Whatever else is known of it.")
    tags: JSON = strawberry.field(description="Words to find it by.")
    split: str | None = strawberry.field(description="The part of the dataset it is in.")
    created_at: datetime = strawberry.field(description="When this state of the item was made.")
    dataset_item = parent(models.DatasetItem, by="id", description="The state of the item.", is_required=True)
    dataset_version = parent(models.DatasetVersion, by="version_id", description="The version.", is_required=True)


@strawberry.type(description="A part of an item that differs between two states of its dataset.")
class DatasetFieldChange:
    name: str = strawberry.field(description="Name of the column; what is said of the item beside its data begins with `_`.")
    before: JSON | None = strawberry.field(description="Value in the earlier state; null for none.")
    after: JSON | None = strawberry.field(description="Value in the later state; null for none.")


@strawberry.type(description="An item that differs between two states of its dataset.")
class DatasetItemChange:
    kind: ItemChangeKind = strawberry.field(description="How it differs.")
    key: str = strawberry.field(description="Name of the item.")
    before = parent(models.DatasetItem, by="before_id", description="The item in the earlier state; null if it is new.")
    after = parent(models.DatasetItem, by="after_id", description="The item in the later state; null if it is gone.")
    fields: list[DatasetFieldChange] = strawberry.field(description="What differs, if both states have it.")


@strawberry.type(description="What differs between two states of a dataset.")
class DatasetDiff:
    added: int = strawberry.field(description="Items that only the later state has.")
    removed: int = strawberry.field(description="Items that only the earlier state has.")
    changed: int = strawberry.field(description="Items that both have, and that differ.")
    changes: Connection[DatasetItemChange] = strawberry.field(description="The items, in the order in which they were made.")


@entity(models.DatasetVersion)
class DatasetVersion(Node):
    """A frozen state of a dataset; it never changes."""

    version: auto
    number: auto
    description: auto
    item_count: auto
    brief: auto
    created_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    dataset = parent(models.Dataset, by="dataset_id", description="The dataset; null once it is deleted.")
    schema = parent(models.DatasetSchema, by="schema_id", description="Its columns.", is_required=True)
    created_by = parent(User, by="created_by_id", description="Who made it.")
    items = connection_field(
        _items_of_version,
        models.DatasetItem,
        "Its items, newest first; always the same.",
        Reads(("id", "dataset_id", "number")),
    )

    @strawberry.field(description="What goes on with it just now.", metadata=reads("id", "dataset_id"))
    async def status(self: Any, info: Info) -> models.DatasetVersionStatus:
        return await info.context.loaders.by(version_statuses).load(Exportable(self["id"], self["dataset_id"]))

    @strawberry.field(
        description="Its items as snapshots, newest first; always the same.", metadata=reads("id", "dataset_id", "number")
    )
    async def snapshots(
        self: Any, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[DatasetItemSnapshot]:
        version = Frozen(self["id"], self["dataset_id"], self["number"])
        of = models.DatasetItem
        made: Any = connection(info, of, by="dataset_id", parent=version, request=Snapshots, first=first, after=after)
        return made  # type: ignore[no-any-return]

    @strawberry.field(
        description="What differs from here to another version of the dataset, or to what the next version would be.",
        metadata=reads("dataset_id", "number"),
    )
    async def diff(
        self: Any,
        info: Info,
        to: Annotated[strawberry.ID | None, strawberry.argument(description="The other version.")] = None,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> DatasetDiff:
        span = Span(self["dataset_id"], self["number"], await number_of(info, self["dataset_id"], to))
        found = await info.context.loaders.by(difference_counts).load(span)
        request = DifferencesRequest(info.context.loaders, DIFFERENCES, span, checked_first(first), after)
        return DatasetDiff(
            added=found.added, removed=found.removed, changed=found.changed, changes=Connection(request=request)
        )

    experiments = children(Experiment, by="dataset_version_id", description="Experiments on it.")


async def _versions_of_item(self: Any, info: Info, **arguments: Any) -> Any:
    is_active = self["status"] == models.DatasetItemStatus.ACTIVE
    state = State(self["id"], self["dataset_id"], self["valid_from"], self["valid_to"] if is_active else self["valid_from"])
    return connection(info, models.DatasetVersion, by="dataset_id", parent=state, request=VersionsOfItem, **arguments)


async def _source_trace(self: Any, info: Info) -> Any:
    source = Source(self["space_id"], self["source_trace_id"])
    return await info.context.loaders.by(traces_of_sources).load(source) if source.trace_id else None


async def _source_observation(self: Any, info: Info) -> Any:
    source = Source(self["space_id"], self["source_trace_id"], self["source_observation_id"])
    return await info.context.loaders.by(observations_of_sources).load(source) if source.observation_id else None


@entity(models.DatasetItem)
class DatasetItem(Node):
    """One state of an item; an edit after a version was made gives it a new state with an id of its own."""

    key: auto
    data: auto
    metadata: auto
    tags: auto
    split: auto
    status: auto
    source_trace_id: auto
    source_observation_id: auto
    valid_from: auto
    valid_to: auto
    created_at: auto
    updated_at: auto
    dataset = parent(models.Dataset, by="dataset_id", description="The dataset; null once it is deleted.")
    source_trace = found(
        Trace,
        _source_trace,
        ("space_id", "source_trace_id"),
        description="The trace that it was made from; null also where no such trace is here.",
    )
    source_observation = found(
        Observation,
        _source_observation,
        ("space_id", "source_trace_id", "source_observation_id"),
        description="The observation that it was made from; null also where no such observation is here.",
    )
    created_by = parent(User, by="created_by_id", description="Who wrote it.")
    updated_by = parent(User, by="updated_by_id", description="Who changed it last.")
    history = children(
        models.DatasetItem,
        by="item_id",
        key="item_id",
        description="All states of the item, newest first, this one included.",
    )
    versions = connection_field(
        _versions_of_item,
        models.DatasetVersion,
        "Versions that have this state of the item, newest first.",
        Reads(("id", "dataset_id", "valid_from", "valid_to", "status")),
    )
    results = children(ExperimentItemResult, by="dataset_item_id", description="What became of it in runs, newest first.")


@strawberry.type(description="Refused lines of a file that have the same thing wrong with them.")
class ErrorGroup:
    message: str = strawberry.field(description="What is wrong.")
    code: str = strawberry.field(description="Stable, machine-readable reason.")
    count: int = strawberry.field(description="How many lines.")
    examples: list[str] = strawberry.field(description="Where, and what stands there; ten at most.")


@entity(models.DatasetIoJob)
class DatasetIoJob(Node):
    """Items on their way: into a dataset from a file, another dataset or traces, or out of it into a file."""

    kind: auto
    format: auto
    status: auto
    reason: auto
    options: auto
    total: auto
    byte_count: auto
    processed: auto
    added: auto
    failed: auto
    started_at: auto
    finished_at: auto
    created_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    dataset = parent(models.Dataset, by="dataset_id", description="The dataset.")
    source_dataset = parent(models.Dataset, by="source_dataset_id", description="The dataset that is copied.")
    source_version = parent(
        models.DatasetVersion, by="source_version_id", description="The version that is read; null for the working state."
    )
    created_by = parent(User, by="created_by_id", description="Who asked for it.")
    error_groups = structured(ErrorGroup, column="error_groups", description="Refused lines by what is wrong with them.")

    @strawberry.field(
        description="Where the file that was made is fetched, without signing in, until the link expires; null if none.",
        metadata=reads("id", "kind", "status"),
    )
    def download_url(self: Any, info: Info) -> str | None:
        is_ready = (self["kind"], self["status"]) == (models.DatasetIoKind.EXPORT, models.DatasetIoStatus.SUCCEEDED)
        return link_to(info.context.settings, self["id"]) if is_ready else None


@entity(models.RemoteExperimentTrigger)
class RemoteExperimentTrigger(Node):
    """A call that asked a server elsewhere to run an experiment on a dataset, and how it was answered."""

    status: auto
    url: auto
    payload: auto
    http_status: auto
    answer: auto
    reason: auto
    duration_ms: auto
    created_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    dataset = parent(models.Dataset, by="dataset_id", description="The dataset; null once it is deleted.")
    created_by = parent(User, by="created_by_id", description="Who triggered it.")
