"""Default models, JSON Schemas, tools and prices of spaces."""

from datetime import datetime
from decimal import Decimal

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON

from app.accounts.models import Space
from app.llm import default_models, model_prices, models, schemas_and_tools
from graphql_schema.core.context import Info
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation
from graphql_schema.llm.types import PriceUnitType


@strawberry.input(description="What a model is asked with; what is left out is left to the provider.")
class DefaultModelParametersInput:
    temperature: float | None = strawberry.field(default=None, description="How freely it chooses words, from 0 to 2.")
    top_p: float | None = strawberry.field(default=None, description="Share of the likeliest words it chooses from.")
    max_tokens: int | None = strawberry.field(default=None, description="Tokens of a reply at most.")
    seed: int | None = strawberry.field(default=None, description="Starts its choices, for replies that can be repeated.")
    stop: list[str] | None = strawberry.field(default=None, description="Texts at which a reply ends.")


@strawberry.input(description="The model to use where none is named.")
class SetDefaultLlmModelInput:
    space_id: strawberry.ID = ref(Space, "The space.")
    connection_id: strawberry.ID | None = ref(
        models.LlmConnection, "How it is reached; the demo provider if not given.", default=None
    )
    model: str = strawberry.field(description="Its name.")
    parameters: DefaultModelParametersInput | None = strawberry.field(default=None, description="What it is asked with.")


@strawberry.input(description="The space that is to have no default model.")
class ClearDefaultLlmModelInput:
    space_id: strawberry.ID = ref(Space, "The space.")


@strawberry.input(description="A JSON Schema to keep under a name.")
class CreateLlmSchemaInput:
    space_id: strawberry.ID = ref(Space, "The space it will live in.")
    name: str = strawberry.field(description="Its name, unique in the space: letters, digits, `_` and `-`.")
    description: str | None = strawberry.field(default=None, description="What it is for.")
    json_schema: JSON = strawberry.field(description="The schema.")


@strawberry.input(description="Changes of a JSON Schema; what is left out stays.")
class UpdateLlmSchemaInput:
    llm_schema_id: strawberry.ID = ref(models.LlmSchema, "The schema.")
    name: str | None = strawberry.field(default=UNSET, description="Another name.")
    description: str | None = strawberry.field(default=UNSET, description="Another description; null for none.")
    json_schema: JSON | None = strawberry.field(default=UNSET, description="Another schema.")


@strawberry.input(description="Which JSON Schema to delete.")
class DeleteLlmSchemaInput:
    llm_schema_id: strawberry.ID = ref(models.LlmSchema, "The schema.")


@strawberry.input(description="A tool to keep under a name.")
class CreateLlmToolInput:
    space_id: strawberry.ID = ref(Space, "The space it will live in.")
    name: str = strawberry.field(description="Its name, unique in the space: letters, digits, `_` and `-`.")
    description: str | None = strawberry.field(default=None, description="What it does, for the model to read.")
    parameters: JSON = strawberry.field(description="JSON Schema of its arguments, an object.")


@strawberry.input(description="Changes of a tool; what is left out stays.")
class UpdateLlmToolInput:
    llm_tool_id: strawberry.ID = ref(models.LlmTool, "The tool.")
    name: str | None = strawberry.field(default=UNSET, description="Another name.")
    description: str | None = strawberry.field(default=UNSET, description="Another description; null for none.")
    parameters: JSON | None = strawberry.field(default=UNSET, description="Another JSON Schema of its arguments.")


@strawberry.input(description="Which tool to delete.")
class DeleteLlmToolInput:
    llm_tool_id: strawberry.ID = ref(models.LlmTool, "The tool.")


@strawberry.input(description="What the usage has to be like for a tier to hold.")
class PriceConditionInput:
    usage_pattern: str = strawberry.field(description="Pattern, in RE2 syntax, of the kinds of usage that are added up.")
    operator: models.ConditionOperator = strawberry.field(description="How the sum is compared.")
    value: Decimal = strawberry.field(description="What it is compared with.")


@strawberry.input(description="What one unit of one kind of usage costs.")
class PriceInput:
    usage_type: str = strawberry.field(
        description="The kind: `input`, `input_cached`, `output`; `total` for all, `requests` for each call."
    )
    price: Decimal = strawberry.field(description="US dollars for one unit.")


@strawberry.input(description="Prices that hold while the usage is of some size; the one without conditions is the default.")
class PricingTierInput:
    name: str = strawberry.field(description="Its name, unique for the model.")
    priority: int | None = strawberry.field(
        default=None, description="Of several whose conditions hold, the least counts; its place in the list if not given."
    )
    conditions: list[PriceConditionInput] = strawberry.field(default_factory=list, description="What must hold, all of it.")
    prices: list[PriceInput] = strawberry.field(description="What a unit of each kind of usage costs.")


@strawberry.input(description="What some models cost.")
class CreateModelInput:
    space_id: strawberry.ID = ref(Space, "The space for which it holds.")
    name: str = strawberry.field(description="Display name.")
    match_pattern: str = strawberry.field(description="Pattern, in RE2 syntax, that is found in the names of these models.")
    starts_at: datetime | None = strawberry.field(default=None, description="From when on it holds; null for ever.")
    unit: PriceUnitType = strawberry.field(default=models.PriceUnit.TOKENS, description="What prices are for one of.")
    tokenizer_id: str | None = strawberry.field(default=None, description="Which tokenizer counts its tokens.")
    tokenizer_config: JSON | None = strawberry.field(default=None, description="Settings of that tokenizer.")
    tiers: list[PricingTierInput] = strawberry.field(description="Prices, by how much is used.")


@strawberry.input(description="What some models cost, in place of what was said before.")
class UpdateModelInput:
    model_id: strawberry.ID = ref(models.Model, "What is replaced.")
    name: str = strawberry.field(description="Display name.")
    match_pattern: str = strawberry.field(description="Pattern, in RE2 syntax, that is found in the names of these models.")
    starts_at: datetime | None = strawberry.field(default=None, description="From when on it holds; null for ever.")
    unit: PriceUnitType = strawberry.field(default=models.PriceUnit.TOKENS, description="What prices are for one of.")
    tokenizer_id: str | None = strawberry.field(default=None, description="Which tokenizer counts its tokens.")
    tokenizer_config: JSON | None = strawberry.field(default=None, description="Settings of that tokenizer.")
    tiers: list[PricingTierInput] = strawberry.field(description="Prices, by how much is used.")


@strawberry.input(description="Which prices to forget.")
class DeleteModelInput:
    model_id: strawberry.ID = ref(models.Model, "The entry.")


@strawberry.type
class LlmSettingsMutations:
    """Writing what a space keeps for its models."""

    @mutation
    async def set_default_llm_model(self, info: Info, input: SetDefaultLlmModelInput) -> models.DefaultLlmModel:
        """Choose the model that a space uses where none is named."""
        return await default_models.set_default_llm_model(info.context.actor, **values(input))

    @mutation
    async def clear_default_llm_model(self, info: Info, input: ClearDefaultLlmModelInput) -> Space:
        """Let a space have no default model."""
        return await default_models.clear_default_llm_model(info.context.actor, **values(input))

    @mutation
    async def create_llm_schema(self, info: Info, input: CreateLlmSchemaInput) -> models.LlmSchema:
        """Keep a JSON Schema under a name."""
        return await schemas_and_tools.create_llm_schema(info.context.actor, **values(input))

    @mutation
    async def update_llm_schema(self, info: Info, input: UpdateLlmSchemaInput) -> models.LlmSchema:
        """Change what is given of a JSON Schema."""
        return await schemas_and_tools.update_llm_schema(info.context.actor, **values(input))

    @mutation
    async def delete_llm_schema(self, info: Info, input: DeleteLlmSchemaInput) -> Space:
        """Delete a JSON Schema; prompts made with it keep their copy."""
        return await schemas_and_tools.delete_llm_schema(info.context.actor, **values(input))

    @mutation
    async def create_llm_tool(self, info: Info, input: CreateLlmToolInput) -> models.LlmTool:
        """Keep a function that models can be offered under a name."""
        return await schemas_and_tools.create_llm_tool(info.context.actor, **values(input))

    @mutation
    async def update_llm_tool(self, info: Info, input: UpdateLlmToolInput) -> models.LlmTool:
        """Change what is given of a tool."""
        return await schemas_and_tools.update_llm_tool(info.context.actor, **values(input))

    @mutation
    async def delete_llm_tool(self, info: Info, input: DeleteLlmToolInput) -> Space:
        """Delete a tool; prompts made with it keep their copy."""
        return await schemas_and_tools.delete_llm_tool(info.context.actor, **values(input))

    @mutation
    async def create_model(self, info: Info, input: CreateModelInput) -> models.Model:
        """Say what models cost in a space; it goes before the list prices from the next call on."""
        return await model_prices.create_model(info.context.actor, **values(input))

    @mutation
    async def update_model(self, info: Info, input: UpdateModelInput) -> models.Model:
        """Replace what was said about what models cost; calls that were made keep their cost."""
        return await model_prices.update_model(info.context.actor, **values(input))

    @mutation
    async def delete_model(self, info: Info, input: DeleteModelInput) -> Space:
        """Forget what was said about what models cost; list prices hold again."""
        return await model_prices.delete_model(info.context.actor, **values(input))
