"""Connections to models and calls made through them in the graph."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry import auto

from app.accounts.models import Space, User
from app.llm import models
from app.llm.chat import MessageRole
from graphql_schema.core.connection import children
from graphql_schema.core.entity import Node, entity, graphql_enum, parent, stored
from graphql_schema.core.relations import reads

LlmProviderType = graphql_enum(models.LlmProvider)
MessageRoleType = graphql_enum(MessageRole)


@entity(models.LlmConnection)
class LlmConnection(Node):
    """A way to reach models: provider, address and secret, which is never shown."""

    name: auto
    provider: auto
    base_url: auto
    max_concurrency: auto
    requests_per_minute: auto
    tokens_per_minute: auto
    masked_secret: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    created_by = parent(User, by="created_by_id", description="Who made it.")
    model_request_records = children(
        models.ModelRequestRecord, by="connection_id", description="Calls made through it, newest first."
    )

    @strawberry.field(description="Names of the models it offers.", metadata=reads("models"))
    def models(self: Any) -> list[str]:
        return list(stored(self, "models"))

    @strawberry.field(
        description="Names of the headers that are sent besides; their values are not shown.",
        metadata=reads("extra_headers"),
    )
    def extra_header_names(self: Any) -> list[str]:
        return list(stored(self, "extra_headers"))


@strawberry.type(description="A model that a space can use.")
class AvailableModel:
    model: str = strawberry.field(description="Its name.")
    provider: models.LlmProvider = strawberry.field(description="What answers.")
    connection = parent(
        models.LlmConnection, by="connection_id", description="The connection to go through; null for the demo models."
    )


@entity(models.ModelRequestRecord)
class ModelRequestRecord(Node):
    """One call to a model: for what, how long, how much."""

    scene: auto
    provider: auto
    model: auto
    attempt: auto
    input_tokens: auto
    output_tokens: auto
    cost: auto
    latency_ms: auto
    is_cached: auto
    error_code: auto
    error_message: auto
    created_at: auto
    space = parent(Space, by="space_id", description="The space it was made in.", is_required=True)
    connection = parent(models.LlmConnection, by="connection_id", description="What it went through.")
    user = parent(User, by="user_id", description="Who caused it.")
