"""Where reading connections and models begins."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry

from app.accounts.models import Space
from app.core.rows import Order, Row
from app.llm import models
from app.llm.models import LlmProvider
from app.llm.providers import providers
from graphql_schema.core.connection import MOST
from graphql_schema.core.context import Info
from graphql_schema.core.entity import stored
from graphql_schema.core.loaders import Listing
from graphql_schema.core.lookup import found, identified, lookup
from graphql_schema.llm.types import AvailableModel

_BY_NAME = Listing(models.LlmConnection, "space_id", order=Order("name", is_descending=False))


@strawberry.type
class LlmQueries:
    """Root fields about models."""

    llm_connection = lookup(models.LlmConnection, "connection")
    model_request_record = lookup(models.ModelRequestRecord, "call to a model")

    @strawberry.field(
        description="Models that a space can use: the demo models, then those of its connections; null without the space."
    )
    async def available_models(
        self, info: Info, space_id: Annotated[strawberry.ID, identified("space")]
    ) -> list[AvailableModel] | None:
        space = await found(info, Space, space_id)
        if space is None:
            return None
        page = await info.context.loaders.page(_BY_NAME, MOST).load(space["id"])
        offered: Any = [*_demo_models(), *(model for row in page.rows for model in _models_of(row))]
        return offered  # type: ignore[no-any-return]


def _demo_models() -> list[dict[str, Any]]:
    return [{"model": model, "provider": LlmProvider.DEMO, "connection_id": None} for model in providers().demo_models]


def _models_of(row: Row) -> list[dict[str, Any]]:
    return [{"model": model, "provider": row.provider, "connection_id": row.pk} for model in stored(row, "models")]
