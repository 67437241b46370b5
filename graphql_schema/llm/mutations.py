"""Connections to models."""

import strawberry
from strawberry.scalars import JSON

from app.accounts.models import Space
from app.llm import models, service
from graphql_schema.core.context import Info
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation
from graphql_schema.llm.types import LlmProviderType


@strawberry.input(description="A header to send with every call.")
class HeaderInput:
    name: str = strawberry.field(description="Its name.")
    value: str = strawberry.field(description="Its value; it is not shown again.")


@strawberry.input(description="A new connection to models.")
class CreateLlmConnectionInput:
    space_id: strawberry.ID = ref(Space, "The space it will live in.")
    name: str = strawberry.field(description="Display name, unique in the space.")
    provider: LlmProviderType = strawberry.field(
        default=models.LlmProvider.OPENAI_COMPATIBLE, description="What it speaks to."
    )
    base_url: str | None = strawberry.field(
        default=None,
        description="Address of the API, such as `https://api.example.com/v1`; none for the demo provider, and if not "
        "given the provider's own for ANTHROPIC and GEMINI.",
    )
    secret: str | None = strawberry.field(
        default=None, description="The key, if the server wants one; it is not shown again."
    )
    models: list[str] = strawberry.field(default_factory=list, description="Names of the models it offers.")
    with_listed_models: bool = strawberry.field(
        default=False, description="Offer the models that the provider lists, too; `refreshLlmConnectionModels` asks it."
    )
    parameters: JSON | None = strawberry.field(
        default=None, description="Parameters, an object, to send with every request that does not name them itself."
    )
    extra_headers: list[HeaderInput] = strawberry.field(default_factory=list, description="Headers to send besides.")
    max_concurrency: int = strawberry.field(default=64, description="Calls in flight at most, over all runs.")
    requests_per_minute: int | None = strawberry.field(
        default=None, description="Requests a minute at most, over all runs; null for no limit."
    )
    tokens_per_minute: int | None = strawberry.field(
        default=None, description="Tokens a minute at most, over all runs; null for no limit."
    )


@strawberry.input(description="Another name for a connection.")
class RenameLlmConnectionInput:
    llm_connection_id: strawberry.ID = ref(models.LlmConnection, "The connection.")
    name: str = strawberry.field(description="Display name, unique in the space.")


@strawberry.input(description="Another secret for a connection.")
class ChangeLlmConnectionSecretInput:
    llm_connection_id: strawberry.ID = ref(models.LlmConnection, "The connection.")
    secret: str | None = strawberry.field(description="The key; null removes the one that is stored.")


@strawberry.input(description="Another address for a connection.")
class ChangeLlmConnectionAddressInput:
    llm_connection_id: strawberry.ID = ref(models.LlmConnection, "The connection.")
    base_url: str = strawberry.field(description="Address of the API.")
    secret: str | None = strawberry.field(
        default=None, description="The key for that address; needed if one is stored, for it is not sent elsewhere unseen."
    )
    extra_headers: list[HeaderInput] | None = strawberry.field(
        default=None, description="Headers for that address; needed if some are stored."
    )


@strawberry.input(description="The headers of a connection.")
class SetLlmConnectionHeadersInput:
    llm_connection_id: strawberry.ID = ref(models.LlmConnection, "The connection.")
    extra_headers: list[HeaderInput] = strawberry.field(description="All headers to send besides.")


@strawberry.input(description="The models of a connection.")
class SetLlmConnectionModelsInput:
    llm_connection_id: strawberry.ID = ref(models.LlmConnection, "The connection.")
    models: list[str] = strawberry.field(description="Names of all models it offers.")


@strawberry.input(description="Whether a connection offers the models that its provider lists.")
class OfferListedLlmModelsInput:
    llm_connection_id: strawberry.ID = ref(models.LlmConnection, "The connection.")
    with_listed_models: bool = strawberry.field(description="It offers them, beside its own.")


@strawberry.input(description="Which connection's provider to ask for its models.")
class RefreshLlmConnectionModelsInput:
    llm_connection_id: strawberry.ID = ref(models.LlmConnection, "The connection.")


@strawberry.input(description="What a connection sends with every request.")
class SetLlmConnectionParametersInput:
    llm_connection_id: strawberry.ID = ref(models.LlmConnection, "The connection.")
    parameters: JSON = strawberry.field(description="All of them, as an object; requests that name one go first.")


@strawberry.input(description="How busy a connection may be.")
class SetLlmConnectionConcurrencyInput:
    llm_connection_id: strawberry.ID = ref(models.LlmConnection, "The connection.")
    max_concurrency: int = strawberry.field(description="Calls in flight at most, over all runs.")


@strawberry.input(description="How much a connection may be used by the minute.")
class SetLlmConnectionRatesInput:
    llm_connection_id: strawberry.ID = ref(models.LlmConnection, "The connection.")
    requests_per_minute: int | None = strawberry.field(
        description="Requests a minute at most, over all runs; null for no limit."
    )
    tokens_per_minute: int | None = strawberry.field(
        description="Tokens a minute at most, over all runs; null for no limit."
    )


@strawberry.input(description="Which connection to delete.")
class DeleteLlmConnectionInput:
    llm_connection_id: strawberry.ID = ref(models.LlmConnection, "The connection.")


@strawberry.input(description="What to try a connection with.")
class TestLlmConnectionInput:
    llm_connection_id: strawberry.ID = ref(models.LlmConnection, "The connection.")
    model: str = strawberry.field(description="The model to ask.")


@strawberry.type
class LlmMutations:
    """Writing about connections to models."""

    @mutation
    async def create_llm_connection(self, info: Info, input: CreateLlmConnectionInput) -> models.LlmConnection:
        """Connect a space to models; its secret is stored encrypted."""
        return await service.create_llm_connection(info.context.actor, **values(input))

    @mutation
    async def rename_llm_connection(self, info: Info, input: RenameLlmConnectionInput) -> models.LlmConnection:
        """Give a connection another name."""
        return await service.rename_llm_connection(info.context.actor, **values(input))

    @mutation
    async def change_llm_connection_secret(self, info: Info, input: ChangeLlmConnectionSecretInput) -> models.LlmConnection:
        """Replace or remove the secret of a connection."""
        return await service.change_llm_connection_secret(info.context.actor, **values(input))

    @mutation
    async def change_llm_connection_address(
        self, info: Info, input: ChangeLlmConnectionAddressInput
    ) -> models.LlmConnection:
        """Point a connection to another address; what is secret has to be entered again."""
        return await service.change_llm_connection_address(info.context.actor, **values(input))

    @mutation
    async def set_llm_connection_headers(self, info: Info, input: SetLlmConnectionHeadersInput) -> models.LlmConnection:
        """Replace the headers that a connection sends besides."""
        return await service.set_llm_connection_headers(info.context.actor, **values(input))

    @mutation
    async def set_llm_connection_models(self, info: Info, input: SetLlmConnectionModelsInput) -> models.LlmConnection:
        """Replace the list of models that a connection offers."""
        return await service.set_llm_connection_models(info.context.actor, **values(input))

    @mutation
    async def offer_listed_llm_models(self, info: Info, input: OfferListedLlmModelsInput) -> models.LlmConnection:
        """Offer the models that the provider listed beside the connection's own, or no longer."""
        return await service.offer_listed_llm_models(info.context.actor, **values(input))

    @mutation
    async def refresh_llm_connection_models(
        self, info: Info, input: RefreshLlmConnectionModelsInput
    ) -> models.LlmConnection:
        """Ask the provider which models it has, and keep the list."""
        return await service.refresh_llm_connection_models(info.context.actor, **values(input))

    @mutation
    async def set_llm_connection_parameters(
        self, info: Info, input: SetLlmConnectionParametersInput
    ) -> models.LlmConnection:
        """Replace the parameters that a connection sends with every request."""
        return await service.set_llm_connection_parameters(info.context.actor, **values(input))

    @mutation
    async def set_llm_connection_concurrency(
        self, info: Info, input: SetLlmConnectionConcurrencyInput
    ) -> models.LlmConnection:
        """Set how many calls may be in flight through a connection."""
        return await service.set_llm_connection_concurrency(info.context.actor, **values(input))

    @mutation
    async def set_llm_connection_rates(self, info: Info, input: SetLlmConnectionRatesInput) -> models.LlmConnection:
        """Set how many requests and tokens a minute may go through a connection; runs under way heed it within seconds."""
        return await service.set_llm_connection_rates(info.context.actor, **values(input))

    @mutation
    async def delete_llm_connection(self, info: Info, input: DeleteLlmConnectionInput) -> Space:
        """Delete a connection and forget its secret; what was called through it stays on record."""
        return await service.delete_llm_connection(info.context.actor, **values(input))

    @mutation
    async def test_llm_connection(self, info: Info, input: TestLlmConnectionInput) -> models.ModelRequestRecord:
        """Make one small call through a connection; the record says how it went."""
        return await service.test_llm_connection(info.context.actor, **values(input))
