"""Connections to model providers, and a record of every call made to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields

from app.core.choices import Choice
from app.core.clock import now
from app.core.model import JsonField, SpaceOwned, UniqueWhere, optional_user

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from app.accounts.models import User


class LlmProvider(Choice):
    """What a connection speaks to."""

    OPENAI_COMPATIBLE = "OPENAI_COMPATIBLE", "Any server with OpenAI's chat completions API."
    ANTHROPIC = "ANTHROPIC", "Anthropic's messages API; needs the server's extra `anthropic`."
    GEMINI = "GEMINI", "Google's Gemini API; needs the server's extra `gemini`."
    DEMO = "DEMO", "The provider that is built in: offline, deterministic, made-up answers."


class UsageScene(Choice):
    """What a call to a model was made for."""

    EVAL_TARGET = "EVAL_TARGET", "To produce the output that is evaluated."
    EVALUATOR = "EVALUATOR", "To judge an output."
    PLAYGROUND = "PLAYGROUND", "To try a prompt."
    CONNECTION_TEST = "CONNECTION_TEST", "To test a connection."


class PriceUnit(Choice):
    """What a price is for one of."""

    TOKENS = "TOKENS", "Tokens."
    CHARACTERS = "CHARACTERS", "Characters of text."
    MILLISECONDS = "MILLISECONDS", "Milliseconds of sound or work."
    SECONDS = "SECONDS", "Seconds of sound or work."
    REQUESTS = "REQUESTS", "Requests, whatever is in them."
    IMAGES = "IMAGES", "Images."


class ConditionOperator(Choice):
    """How usage is compared with a bound."""

    GT = "GT", "It is more."
    GTE = "GTE", "It is this or more."
    LT = "LT", "It is less."
    LTE = "LTE", "It is this or less."


class LlmConnection(SpaceOwned):
    """A way to reach models: provider, address and secret."""

    sortable = ("name", "updated_at")
    filterable = ("name", "provider")

    name = fields.CharField(120, description="Display name, unique in the space.")
    provider = fields.CharEnumField(LlmProvider, max_length=32, description="What it speaks to.")
    base_url = fields.CharField(500, null=True, description="Address of the API, such as `https://api.example.com/v1`.")
    models: list[str] = JsonField(default=list, description="Models it offers.")
    listed_models: list[str] = JsonField(default=list, description="Models that the provider said it has.")
    with_listed_models = fields.BooleanField(
        default=False, description="It offers the models that the provider listed, too."
    )
    parameters: dict[str, Any] = JsonField(
        default=dict, description="Parameters sent with every request, unless the request says otherwise."
    )
    # By name: the encrypted value, and its end.
    extra_headers: dict[str, dict[str, str]] = JsonField(default=dict, description="Headers to send besides.")
    max_concurrency = fields.IntField(default=64, description="Calls in flight at most, over all runs.")
    requests_per_minute = fields.IntField(
        null=True, description="Requests a minute at most, over all runs; null for no limit."
    )
    tokens_per_minute = fields.IntField(null=True, description="Tokens a minute at most, over all runs; null for no limit.")
    secret: str | None = fields.TextField(null=True, description="The key, encrypted.")
    masked_secret = fields.CharField(32, null=True, description="End of the key, to tell keys apart.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it last changed.")
    deleted_at: datetime | None = fields.DatetimeField(null=True, description="When it was deleted.")

    class Meta:
        indexes = (
            UniqueWhere(fields=("space_id", "name"), name="uidx_llm_connection_name"),
            ("space_id", "id"),
            ("space_id", "updated_at", "id"),
        )


class ModelRequestRecord(SpaceOwned):
    """One call to a model: for what, how long, how much."""

    filterable = ("created_at", "scene", "provider", "model", "error_code", "is_cached")

    connection: fields.ForeignKeyNullableRelation[LlmConnection] = fields.ForeignKeyField(
        "models.LlmConnection",
        related_name=False,
        null=True,
        on_delete=fields.SET_NULL,
        db_index=False,
        description="The connection it went through; empty for the built-in demo provider.",
    )
    connection_id: int | None
    user: fields.ForeignKeyNullableRelation[User] = optional_user("Who caused it.")
    user_id: int | None
    scene = fields.CharEnumField(UsageScene, max_length=32, description="What it was made for.")
    subject_type = fields.CharField(80, null=True, description="Kind of the thing it was made for.")
    subject_id = fields.BigIntField(null=True, description="The thing it was made for, a run for example.")
    provider = fields.CharEnumField(LlmProvider, max_length=32, description="What it spoke to.")
    adapter = fields.CharField(
        64, default="graphloop", description="What spoke to it: `graphloop`, or an SDK and its version."
    )
    model = fields.CharField(200, description="The model asked for.")
    answered_by = fields.CharField(
        200, null=True, description="The model that answered, as the provider names it: a dated version, for example."
    )
    attempt = fields.IntField(default=1, description="Which try of the same request it was.")
    input_tokens = fields.IntField(null=True, description="Tokens read, as the provider counted.")
    cached_input_tokens = fields.IntField(
        null=True, description="Those of the tokens read that the provider had in its cache, which cost less."
    )
    output_tokens = fields.IntField(null=True, description="Tokens written, as the provider counted.")
    cost: Decimal | None = fields.DecimalField(
        20, 10, null=True, description="US dollars; null when the price or the count is unknown."
    )
    latency_ms = fields.IntField(description="Milliseconds from sending to the whole answer.")
    time_to_first_token_ms = fields.IntField(
        null=True, description="Milliseconds to the first piece of the answer, if it was streamed."
    )
    provider_request_id = fields.CharField(200, null=True, description="What the provider calls the request in its own log.")
    error_code = fields.CharField(64, null=True, description="Why it failed.")
    error_message = fields.TextField(null=True, description="What the provider said.")
    is_cached = fields.BooleanField(
        default=False, description="Whether it was spared, its answer being known; latency and cost are the first call's."
    )

    class Meta:
        indexes = (("space_id", "id"), ("connection_id", "id"), ("subject_id", "id"))


class CachedResponse(SpaceOwned):
    """A model's answer, kept for runs that may use it again."""

    key = fields.CharField(64, description="SHA-256 of the request, where it went, and which repetition it was.")
    model = fields.CharField(200, description="The model asked for.")
    reply: dict[str, Any] = JsonField(description="The answer: content, model, finish reason, whether structured.")
    input_tokens = fields.IntField(null=True, description="Tokens read, as the provider counted.")
    output_tokens = fields.IntField(null=True, description="Tokens written, as the provider counted.")
    cost: Decimal | None = fields.DecimalField(20, 10, null=True, description="US dollars it took; null when unknown.")
    latency_ms = fields.IntField(description="Milliseconds it took.")

    class Meta:
        unique_together = (("space_id", "key"),)
        indexes = (("created_at",),)


class DefaultLlmModel(SpaceOwned):
    """The model that a space uses where none is named."""

    connection: fields.ForeignKeyNullableRelation[LlmConnection] = fields.ForeignKeyField(
        "models.LlmConnection",
        related_name=False,
        null=True,
        on_delete=fields.CASCADE,
        db_index=False,
        description="How it is reached; empty for the built-in demo provider.",
    )
    connection_id: int | None
    model = fields.CharField(200, description="Its name.")
    parameters: dict[str, Any] = JsonField(default=dict, description="What it is asked with; the rest is the provider's.")
    updated_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who chose it.")
    updated_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it was chosen.")

    class Meta:
        unique_together = (("space_id",),)
        indexes = (("connection_id", "id"),)


class LlmSchema(SpaceOwned):
    """A JSON Schema with a name, for replies that have to follow one."""

    sortable = ("name", "updated_at")
    filterable = ("name",)

    name = fields.CharField(64, description="Its name, unique in the space.")
    description: str | None = fields.TextField(null=True, description="What it is for.")
    json_schema: dict[str, Any] = JsonField(description="The schema.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it last changed.")

    class Meta:
        unique_together = (("space_id", "name"),)
        indexes = (("space_id", "id"), ("space_id", "updated_at", "id"))


class LlmTool(SpaceOwned):
    """A function with a name that models can be offered."""

    sortable = ("name", "updated_at")
    filterable = ("name",)

    name = fields.CharField(64, description="Its name, unique in the space.")
    description: str | None = fields.TextField(null=True, description="What it does, for the model to read.")
    parameters: dict[str, Any] = JsonField(description="JSON Schema of its arguments, an object.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it last changed.")

    class Meta:
        unique_together = (("space_id", "name"),)
        indexes = (("space_id", "id"), ("space_id", "updated_at", "id"))


class Model(SpaceOwned):
    """What a space says that some models cost; it goes before the list prices."""

    sortable = ("name", "updated_at")
    filterable = ("name",)

    name = fields.CharField(200, description="Display name.")
    match_pattern = fields.CharField(500, description="Pattern, in RE2 syntax, that is found in the names of these models.")
    starts_at: datetime | None = fields.DatetimeField(null=True, description="From when on it holds; null for ever.")
    unit = fields.CharEnumField(
        PriceUnit, max_length=16, default=PriceUnit.TOKENS, description="What prices are for one of."
    )
    tokenizer_id = fields.CharField(64, null=True, description="Which tokenizer counts its tokens, where it is known.")
    tokenizer_config: dict[str, Any] | None = JsonField(null=True, description="Settings of that tokenizer.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it last changed.")

    class Meta:
        indexes = (
            UniqueWhere(
                fields=("space_id", "name", "unit", "starts_at"),
                name="uidx_model_start",
                where="starts_at IS NOT NULL",
            ),
            UniqueWhere(fields=("space_id", "name", "unit"), name="uidx_model_ever", where="starts_at IS NULL"),
            ("space_id", "id"),
            ("space_id", "name", "id"),
            ("space_id", "updated_at", "id"),
        )


class PricingTier(SpaceOwned):
    """Prices of a model that hold while the usage is of some size."""

    model: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "models.Model", related_name="tiers", on_delete=fields.CASCADE, db_index=False, description="The model."
    )
    model_id: int
    name = fields.CharField(120, description="Its name, unique for the model.")
    is_default = fields.BooleanField(default=False, description="It holds where the conditions of no other do.")
    priority = fields.IntField(description="Of several whose conditions hold, the one with the least counts.")
    conditions: list[dict[str, Any]] = JsonField(default=list, description="What the usage has to be like; all must hold.")

    class Meta:
        unique_together = (("model_id", "priority"), ("model_id", "name"))
        indexes = (("model_id", "id"),)


class Price(SpaceOwned):
    """What one unit of one kind of usage costs."""

    model: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "models.Model", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The model."
    )
    model_id: int
    pricing_tier: fields.ForeignKeyRelation[PricingTier] = fields.ForeignKeyField(
        "models.PricingTier", related_name="prices", on_delete=fields.CASCADE, db_index=False, description="The tier."
    )
    pricing_tier_id: int
    usage_type = fields.CharField(64, description="The kind of usage, such as `input`, `input_cached` or `output`.")
    price: Decimal = fields.DecimalField(30, 15, description="US dollars for one unit.")

    class Meta:
        unique_together = (("pricing_tier_id", "usage_type"),)
        indexes = (("model_id", "id"), ("pricing_tier_id", "id"))
