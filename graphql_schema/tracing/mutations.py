"""Telling of traces, and deleting them."""

import dataclasses
from datetime import datetime
from decimal import Decimal

import strawberry
from strawberry.scalars import JSON

from app.accounts.models import Space
from app.tracing import models, recording
from graphql_schema.core.context import Info
from graphql_schema.core.entity import graphql_enums
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation

graphql_enums(models.ObservationKind, models.ObservationLevel)


@strawberry.input(description="What is known of a trace; what is null or left out stays as it was told before.")
class TraceInput:
    external_id: str = strawberry.field(description="Its id at the sender's: 32 hexadecimal digits.")
    name: str | None = strawberry.field(default=None, description="What was asked for, such as a route.")
    end_user: str | None = strawberry.field(default=None, description="The user of the application, by its own id.")
    session: str | None = strawberry.field(default=None, description="Id at the sender's of the session that it belongs to.")
    environment: str | None = strawberry.field(
        default=None, description="Where it happened, `production` say; `default` if never told."
    )
    release: str | None = strawberry.field(default=None, description="Release of the application.")
    version: str | None = strawberry.field(default=None, description="Version of what was asked for.")
    tags: list[str] | None = strawberry.field(default=None, description="Words to find it by, added to those told before.")
    metadata: JSON | None = strawberry.field(default=None, description="An object; keys are added to those told before.")
    input: JSON | None = strawberry.field(default=None, description="What the application was given.")
    output: JSON | None = strawberry.field(default=None, description="What the application answered.")
    started_at: datetime | None = strawberry.field(
        default=None, description="When it began; the earliest moment that is told of it or its observations counts."
    )


@strawberry.input(description="What is known of an observation; what is null or left out stays as it was told before.")
class ObservationInput:
    trace_external_id: str = strawberry.field(description="Id of its trace at the sender's; told of already or not.")
    external_id: str = strawberry.field(description="Its id at the sender's: 16 hexadecimal digits.")
    parent_external_id: str | None = strawberry.field(
        default=None, description="The observation that it is a part of, which may arrive later; none for the outermost."
    )
    kind: models.ObservationKind | None = strawberry.field(default=None, description="What it is of; `SPAN` if never told.")
    name: str | None = strawberry.field(default=None, description="What was done.")
    level: models.ObservationLevel | None = strawberry.field(
        default=None, description="How important it is; `DEFAULT` if never told."
    )
    status_message: str | None = strawberry.field(default=None, description="How it ended, in words.")
    version: str | None = strawberry.field(default=None, description="Version of what was done.")
    metadata: JSON | None = strawberry.field(default=None, description="An object; keys are added to those told before.")
    input: JSON | None = strawberry.field(default=None, description="What it was given.")
    output: JSON | None = strawberry.field(default=None, description="What came out.")
    started_at: datetime | None = strawberry.field(
        default=None, description="When it began; when it was first told of, if that is never told."
    )
    ended_at: datetime | None = strawberry.field(default=None, description="When it ended.")
    first_token_at: datetime | None = strawberry.field(default=None, description="When the answer began to arrive.")
    model: str | None = strawberry.field(default=None, description="The model that was called.")
    model_parameters: JSON | None = strawberry.field(default=None, description="An object: parameters of the call.")
    input_tokens: int | None = strawberry.field(default=None, description="Tokens read.")
    output_tokens: int | None = strawberry.field(default=None, description="Tokens written.")
    total_tokens: int | None = strawberry.field(default=None, description="Their sum, if not given otherwise.")
    input_cost: Decimal | None = strawberry.field(default=None, description="US dollars for what was read.")
    output_cost: Decimal | None = strawberry.field(default=None, description="US dollars for what was written.")
    total_cost: Decimal | None = strawberry.field(
        default=None,
        description="US dollars; the sum of the others, and if none is told, what the model's prices make of tokens.",
    )


@strawberry.input(description="What is known of traces and observations, in any order; at most 1000 of each.")
class RecordTracesInput:
    space_id: strawberry.ID = ref(Space, "The space.")
    traces: list[TraceInput] = strawberry.field(default_factory=list, description="Traces.")
    observations: list[ObservationInput] = strawberry.field(
        default_factory=list, description="Observations; a trace of which nothing else was told is made for them."
    )


@strawberry.input(description="Traces to delete.")
class DeleteTracesInput:
    space_id: strawberry.ID = ref(Space, "The space.")
    trace_ids: list[strawberry.ID] = ref(models.Trace, "The traces, at most 1000.")


@dataclasses.dataclass
class RecordedTraces:
    traces: list[models.Trace] = dataclasses.field(
        metadata={
            "description": "The traces that were told of, by themselves or by observations; null when there are errors."
        }
    )
    observations: list[models.Observation] = dataclasses.field(
        metadata={"description": "The observations that were told of; null when there are errors."}
    )


@strawberry.type
class TracingMutations:
    """What changes traces."""

    @mutation
    async def record_traces(self, info: Info, input: RecordTracesInput) -> RecordedTraces:
        """Tell of traces and observations, all or none of them. What is told again is added to what is known, so that it may
        be sent twice, in parts, and in any order."""
        made = await recording.record_traces(info.context.actor, **values(input))
        return RecordedTraces(made.traces, made.observations)

    @mutation
    async def delete_traces(self, info: Info, input: DeleteTracesInput) -> None:
        """Delete traces and their observations for good, all or none of them. Items made from them stay."""
        await recording.delete_traces(info.context.actor, **values(input))
