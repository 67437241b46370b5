"""Traces, their observations and sessions in the graph."""

from strawberry import auto

from app.accounts.models import Space
from app.core.conditions import IsNull
from app.core.orders import Order
from app.datasets.models import DatasetItem
from app.tracing import models
from graphql_schema.core.connection import children
from graphql_schema.core.entity import Node, entity, parent

_LATEST = Order("started_at")
_IN_ORDER = Order("started_at", is_descending=False)


@entity(models.TraceSession)
class TraceSession(Node):
    """Traces that belong together, such as those of one conversation."""

    external_id: auto
    environment: auto
    created_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    traces = children(models.Trace, by="session_id", order=_LATEST, description="Its traces, latest first.")


@entity(models.Trace)
class Trace(Node):
    """One request to an application, from its beginning to its end."""

    external_id: auto
    name: auto
    end_user: auto
    environment: auto
    release: auto
    version: auto
    tags: auto
    metadata: auto
    input: auto
    output: auto
    started_at: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    session = parent(models.TraceSession, by="session_id", description="The session that it belongs to.")
    observations = children(
        models.Observation,
        by="trace_id",
        order=_IN_ORDER,
        description="Its steps at every depth, in order of their beginning.",
    )
    dataset_items = children(
        DatasetItem,
        by="source_trace_id",
        key="external_id",
        where=IsNull("valid_to"),
        description="Items of datasets that were made from it or one of its observations, as they are now.",
    )


@entity(models.Observation)
class Observation(Node):
    """A step within a trace, such as a call of a model, a tool or a search."""

    external_id: auto
    parent_external_id: auto
    kind: auto
    name: auto
    level: auto
    status_message: auto
    version: auto
    metadata: auto
    input: auto
    output: auto
    started_at: auto
    ended_at: auto
    first_token_at: auto
    model: auto
    model_parameters: auto
    input_tokens: auto
    output_tokens: auto
    total_tokens: auto
    input_cost: auto
    output_cost: auto
    total_cost: auto
    is_cost_told: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    trace = parent(models.Trace, by="trace_id", description="The trace.", is_required=True)
    parent = parent(
        models.Observation,
        by="parent_id",
        description="The step that it is a part of; null for the outermost, and as long as that has not arrived.",
    )
    children = children(
        models.Observation, by="parent_id", order=_IN_ORDER, description="Its parts, in order of their beginning."
    )
