"""Where reading connections and models begins."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import strawberry

from app.accounts.models import Space
from app.core.orders import Order
from app.core.rows import Row
from app.llm import model_prices, models
from app.llm.models import LlmProvider
from app.llm.providers import providers
from graphql_schema.core.connection import MOST
from graphql_schema.core.context import Info
from graphql_schema.core.entity import stored
from graphql_schema.core.ids import require_text, row_id, values
from graphql_schema.core.loaders import Listing
from graphql_schema.core.lookup import found, identified, lookup
from graphql_schema.llm.types import AvailableModel, ModelPriceQuote, PriceUnitType

_BY_NAME = Listing(models.LlmConnection, "space_id", order=Order("name", is_descending=False))


@strawberry.input(description="How much of one kind is used.")
class UsageInput:
    usage_type: str = strawberry.field(description="The kind, such as `input`, `input_cached` or `output`.")
    units: Decimal = strawberry.field(description="How much, without what other kinds count.")


@strawberry.type
class LlmQueries:
    """Root fields about models."""

    llm_connection = lookup(models.LlmConnection, "connection")
    model_request_record = lookup(models.ModelRequestRecord, "call to a model")
    llm_schema = lookup(models.LlmSchema, "JSON Schema with a name")
    llm_tool = lookup(models.LlmTool, "tool with a name")
    model = lookup(models.Model, "entry of own prices")

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

    @strawberry.field(
        description="What some usage of a model would cost in a space, by the prices that hold; null without the space."
    )
    async def test_model_price(
        self,
        info: Info,
        space_id: Annotated[strawberry.ID, identified("space")],
        model: Annotated[str, strawberry.argument(description="The model's name.")],
        usage: Annotated[list[UsageInput], strawberry.argument(description="What is used.")],
        unit: Annotated[
            PriceUnitType, strawberry.argument(description="What the usage is counted in.")
        ] = models.PriceUnit.TOKENS,
        connection_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="The connection it goes through; by the model's name alone if not given."),
        ] = None,
        at: Annotated[datetime | None, strawberry.argument(description="When; now if not given.")] = None,
    ) -> ModelPriceQuote | None:
        space = await found(info, Space, space_id)
        if space is None:
            return None
        tested: Any = await model_prices.quoted_price(
            info.context.actor,
            space_id=space["id"],
            model=require_text(model, "model"),
            usage=[values(each, "usage", str(index)) for index, each in enumerate(usage)],
            unit=unit,
            connection_id=row_id(connection_id, models.LlmConnection, "connectionId") if connection_id else None,
            at=at,
        )
        return asdict(tested)  # type: ignore[return-value]


def _demo_models() -> list[dict[str, Any]]:
    return [{"model": model, "provider": LlmProvider.DEMO, "connection_id": None} for model in providers().demo_models]


def _models_of(row: Row) -> list[dict[str, Any]]:
    listed = stored(row, "listed_models") if row.with_listed_models else ()
    models_of_row = dict.fromkeys([*stored(row, "models"), *listed])
    return [{"model": model, "provider": row.provider, "connection_id": row.pk} for model in models_of_row]
