"""Traces as items of datasets: what they would be, chosen ones at once, and all that a filter finds in the background."""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON

from app.datasets.models import Dataset, DatasetIoJob, ImportMode
from app.tracing import as_items, importing, models
from app.tracing.mapping import TraceValue
from graphql_schema.core.context import Info
from graphql_schema.core.entity import graphql_enums, parent
from graphql_schema.core.errors import UserError, user_error
from graphql_schema.core.filters import condition_of, filter_input
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation
from graphql_schema.datasets.item_mutations import WrittenItems, written_items

graphql_enums(TraceValue)
TraceFilter: Any = filter_input(models.Trace)
ObservationFilter: Any = filter_input(models.Observation)
_MAPPING = (
    "Which columns are filled from what; if empty, columns named `input`, `output`, `expected`, `expected_output` and "
    "`metadata` are filled from what their names say."
)


@strawberry.input(description="Where the value of a column comes from.")
class TraceColumnInput:
    column: str = strawberry.field(description="The column.")
    value: TraceValue = strawberry.field(description="What the trace, or the observation, is asked for.")
    path: str | None = strawberry.field(
        default=None,
        description="The part that is meant, as in `messages[0].content`; all of it if not given. Where there is no such "
        "part, the column stays empty.",
    )
    observation: str | None = strawberry.field(
        default=None, description="Name of an observation of the trace to ask instead; the last of this name is meant."
    )


@strawberry.input(description="Traces and observations that are to become items.")
class PreviewTraceItemsInput:
    dataset_id: strawberry.ID = ref(Dataset, "The dataset.")
    trace_ids: list[strawberry.ID] = ref(models.Trace, "Traces, each of which becomes an item.", default_factory=list)
    observation_ids: list[strawberry.ID] = ref(
        models.Observation, "Observations, each of which becomes an item.", default_factory=list
    )
    mapping: list[TraceColumnInput] = strawberry.field(default_factory=list, description=_MAPPING)
    keep_metadata: bool = strawberry.field(default=True, description="Whether their metadata is that of the items.")


@strawberry.input(description="Traces and observations to make items of, at most 1000 together.")
class AddTracesToDatasetInput(PreviewTraceItemsInput):
    tags: list[str] | None = strawberry.field(default=None, description="Tags of the items; unchanged if not given.")
    split: str | None = strawberry.field(
        default=None, description="The part of the dataset they are put into; unchanged if not given."
    )
    partial: bool = strawberry.field(
        default=False, description="Write those that are valid and say of the others why not, instead of all or none."
    )


@strawberry.input(description="A filter by which traces, or one by which observations become items.")
class ImportTracesInput:
    dataset_id: strawberry.ID = ref(Dataset, "The dataset.")
    traces: TraceFilter | None = strawberry.field(
        default=UNSET, description="Which traces of the dataset's space, each of which becomes an item; `{}` for all."
    )
    observations: ObservationFilter | None = strawberry.field(
        default=UNSET, description="Which observations, each of which becomes an item; give this or `traces`."
    )
    mapping: list[TraceColumnInput] = strawberry.field(default_factory=list, description=_MAPPING)
    mode: ImportMode = strawberry.field(default=ImportMode.UPSERT, description="What becomes of items that are there.")
    tags: list[str] = strawberry.field(default_factory=list, description="Tags of the items.")
    split: str | None = strawberry.field(default=None, description="The part of the dataset they are put into.")
    keep_metadata: bool = strawberry.field(default=True, description="Whether their metadata is that of the items.")


@strawberry.type(description="An item that a trace or an observation would become.")
class TraceItemPreview:
    key: str = strawberry.field(description="Its key, which is always the same, so that adding twice makes one item.")
    data: JSON = strawberry.field(description="Its values by column.")
    metadata: JSON = strawberry.field(description="Its metadata.")
    trace = parent(models.Trace, by="trace_id", description="Where it comes from.", is_required=True)
    observation = parent(models.Observation, by="observation_id", description="The observation, if it is one.")
    faults: list[UserError] = strawberry.field(description="What is wrong with it; empty if nothing is.")


@strawberry.type
class TraceItemQueries:
    """Items that traces would become."""

    @strawberry.field(description="The items that traces and observations would become; nothing is stored.")
    async def preview_trace_items(
        self,
        info: Info,
        input: Annotated[PreviewTraceItemsInput, strawberry.argument(description="What is to become items, and how.")],
    ) -> list[TraceItemPreview]:
        found: Any = [
            {
                "key": one.key,
                "data": one.data,
                "metadata": one.metadata,
                "trace_id": one.trace_id,
                "observation_id": one.observation_id,
                "faults": [user_error(fault) for fault in one.faults],
            }
            for one in await as_items.preview_trace_items(info.context.actor, **values(input))
        ]
        return found  # type: ignore[no-any-return]


@strawberry.type
class TraceItemMutations:
    """What makes items of traces."""

    @mutation
    async def add_traces_to_dataset(self, info: Info, input: AddTracesToDatasetInput) -> WrittenItems:
        """Make items of chosen traces and observations, all of them or, if one is not valid, none, unless `partial` says
        otherwise. What was added before changes its item."""
        return written_items(await as_items.add_traces_to_dataset(info.context.actor, **values(input)))

    @mutation
    async def import_traces(self, info: Info, input: ImportTracesInput) -> DatasetIoJob:
        """Make items of all traces, or of all observations, that a filter finds, in the background. What is not valid is
        left out, counted and grouped with examples."""
        given = values(input) | {"traces": None, "observations": None}
        for name, of in (("traces", models.Trace), ("observations", models.Observation)):
            if (chosen := getattr(input, name)) is not UNSET and chosen is not None:
                given[name] = condition_of(of, chosen)
        return await importing.import_traces(info.context.actor, **given)
