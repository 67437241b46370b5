"""Connections to models and calls made through them in the graph."""

from decimal import Decimal
from typing import Any

import strawberry
from strawberry import auto

from app.accounts.access import Actor, scope
from app.accounts.models import Space, User
from app.core.conditions import AllOf, one_of
from app.core.rows import Row, select
from app.llm import models
from app.llm.chat import MessageRole
from app.llm.model_prices import PriceSource
from graphql_schema.core.connection import children, owned
from graphql_schema.core.context import Info
from graphql_schema.core.entity import MODELS, Node, entity, graphql_enum, graphql_enums, parent, stored, structured
from graphql_schema.core.relations import reads

LlmProviderType = graphql_enum(models.LlmProvider)
MessageRoleType = graphql_enum(MessageRole)
PriceUnitType = graphql_enum(models.PriceUnit)
graphql_enums(models.ConditionOperator, PriceSource)


@strawberry.type(description="A header that is sent with every call.")
class LlmConnectionHeader:
    name: str = strawberry.field(description="Its name.")
    masked_value: str = strawberry.field(description="The end of its value, to tell values apart.")


@entity(models.LlmConnection)
class LlmConnection(Node):
    """A way to reach models: provider, address and secret, which is never shown."""

    name: auto
    provider: auto
    base_url: auto
    max_concurrency: auto
    requests_per_minute: auto
    tokens_per_minute: auto
    with_listed_models: auto
    parameters: auto
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
        description="Names of the models that the provider said it has, when it was last asked.",
        metadata=reads("listed_models"),
    )
    def listed_models(self: Any) -> list[str]:
        return list(stored(self, "listed_models"))

    @strawberry.field(description="Headers that are sent besides.", metadata=reads("extra_headers"))
    def extra_headers(self: Any) -> list[LlmConnectionHeader]:
        kept = stored(self, "extra_headers")
        return [LlmConnectionHeader(name=name, masked_value=header["masked"]) for name, header in kept.items()]


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
    subject_type: auto
    provider: auto
    adapter: auto
    model: auto
    answered_by: auto
    attempt: auto
    input_tokens: auto
    cached_input_tokens: auto
    output_tokens: auto
    cost: auto
    latency_ms: auto
    time_to_first_token_ms: auto
    provider_request_id: auto
    is_cached: auto
    error_code: auto
    error_message: auto
    created_at: auto
    space = parent(Space, by="space_id", description="The space it was made in.", is_required=True)
    connection = parent(models.LlmConnection, by="connection_id", description="What it went through.")
    user = parent(User, by="user_id", description="Who caused it.")

    @strawberry.field(
        description="What it was made for, an experiment's run for example; null once it is gone.",
        metadata=reads("subject_type", "subject_id"),
    )
    async def subject(self: Any, info: Info) -> Node | None:
        kind = MODELS.get(self["subject_type"] or "")
        row: Any = await info.context.loaders.one(kind).load(self["subject_id"]) if kind and self["subject_id"] else None
        return row  # type: ignore[no-any-return]


@strawberry.type(description="What a model is asked with; null leaves a parameter to the provider.")
class DefaultModelParameters:
    temperature: float | None = strawberry.field(description="How freely it chooses words, from 0 to 2.")
    top_p: float | None = strawberry.field(description="Share of the likeliest words it chooses from.")
    max_tokens: int | None = strawberry.field(description="Tokens of a reply at most.")
    seed: int | None = strawberry.field(description="Starts its choices, for replies that can be repeated.")
    stop: list[str] | None = strawberry.field(description="Texts at which a reply ends.")


@entity(models.DefaultLlmModel)
class DefaultLlmModel(Node):
    """The model that a space uses where none is named."""

    model: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space.", is_required=True)
    connection = parent(models.LlmConnection, by="connection_id", description="How it is reached; null for demo models.")
    updated_by = parent(User, by="updated_by_id", description="Who chose it.")
    parameters = structured(DefaultModelParameters, column="parameters", description="What it is asked with.", is_list=False)


@entity(models.LlmSchema)
class LlmSchema(Node):
    """A JSON Schema with a name, for replies that have to follow one."""

    name: auto
    description: auto
    json_schema: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    created_by = parent(User, by="created_by_id", description="Who made it.")


@entity(models.LlmTool)
class LlmTool(Node):
    """A function with a name that models can be offered."""

    name: auto
    description: auto
    parameters: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    created_by = parent(User, by="created_by_id", description="Who made it.")


@strawberry.type(description="What the usage has to be like for a tier to hold.")
class PriceCondition:
    usage_pattern: str = strawberry.field(description="Pattern, in RE2 syntax, of the kinds of usage that are added up.")
    operator: models.ConditionOperator = strawberry.field(description="How the sum is compared.")
    value: Decimal = strawberry.field(description="What it is compared with.")


@entity(models.Model)
class Model(Node):
    """What a space says that some models cost; it goes before the list prices."""

    name: auto
    match_pattern: auto
    starts_at: auto
    unit: auto
    tokenizer_id: auto
    tokenizer_config: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    created_by = parent(User, by="created_by_id", description="Who made it.")
    tiers = owned(models.PricingTier, by="model_id", description="Its prices, by how much is used.")


@entity(models.PricingTier)
class PricingTier(Node):
    """Prices of a model that hold while the usage is of some size."""

    name: auto
    is_default: auto
    priority: auto
    created_at: auto
    model = parent(models.Model, by="model_id", description="The model.", is_required=True)
    prices = owned(models.Price, by="pricing_tier_id", description="What a unit of each kind of usage costs.")
    conditions = structured(PriceCondition, column="conditions", description="What must hold, all of it.")


@entity(models.Price)
class Price(Node):
    """What one unit of one kind of usage costs."""

    usage_type: auto
    price: auto
    created_at: auto
    model = parent(models.Model, by="model_id", description="The model.", is_required=True)
    pricing_tier = parent(models.PricingTier, by="pricing_tier_id", description="The tier.", is_required=True)


@strawberry.type(description="What one kind of usage would cost.")
class UsageCharge:
    usage_type: str = strawberry.field(description="The kind of usage.")
    units: Decimal = strawberry.field(description="How much is used.")
    price: Decimal | None = strawberry.field(description="US dollars for one unit; null when it has no price.")
    cost: Decimal | None = strawberry.field(description="US dollars for all of it.")


@strawberry.type(description="What some usage of a model would cost.")
class ModelPriceQuote:
    cost: Decimal | None = strawberry.field(description="US dollars; null when a part of it has no price.")
    source: PriceSource | None = strawberry.field(description="Where the price comes from; null when there is none.")
    charges: list[UsageCharge] = strawberry.field(description="The parts, for prices of the space's own.")
    model = parent(models.Model, by="model_id", description="The space's own prices that hold.")
    pricing_tier = parent(models.PricingTier, by="pricing_tier_id", description="The tier of them that holds.")


async def default_models_of(actor: Actor, spaces: list[int]) -> list[Row | None]:
    """The default model of each space."""
    condition = AllOf((scope(models.DefaultLlmModel, actor), one_of("space_id", spaces)))
    found = {row["space_id"]: row for row in await select(models.DefaultLlmModel, condition)}
    return [found.get(space) for space in spaces]
