"""Connections to model providers, and a record of every call made to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise import fields

from app.core.choices import Choice
from app.core.clock import now
from app.core.model import JsonField, SpaceOwned, UniqueWhere, optional_user

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal
    from typing import Any

    from app.accounts.models import User


class LlmProvider(Choice):
    """What a connection speaks to."""

    OPENAI_COMPATIBLE = "OPENAI_COMPATIBLE", "Any server with OpenAI's chat completions API."
    DEMO = "DEMO", "The provider that is built in: offline, deterministic, made-up answers."


class UsageScene(Choice):
    """What a call to a model was made for."""

    EVAL_TARGET = "EVAL_TARGET", "To produce the output that is evaluated."
    EVALUATOR = "EVALUATOR", "To judge an output."
    PLAYGROUND = "PLAYGROUND", "To try a prompt."
    CONNECTION_TEST = "CONNECTION_TEST", "To test a connection."


class LlmConnection(SpaceOwned):
    """A way to reach models: provider, address and secret."""

    sortable = ("name", "updated_at")
    filterable = ("name", "provider")

    name = fields.CharField(120, description="Display name, unique in the space.")
    provider = fields.CharEnumField(LlmProvider, max_length=32, description="What it speaks to.")
    base_url = fields.CharField(500, null=True, description="Address of the API, such as `https://api.example.com/v1`.")
    models: list[str] = JsonField(default=list, description="Models it offers.")
    extra_headers: dict[str, str] = JsonField(default=dict, description="Headers to send besides.")
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

    filterable = ("scene", "model", "error_code")

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
    model = fields.CharField(200, description="The model asked for.")
    attempt = fields.IntField(default=1, description="Which try of the same request it was.")
    input_tokens = fields.IntField(null=True, description="Tokens read, as the provider counted.")
    output_tokens = fields.IntField(null=True, description="Tokens written, as the provider counted.")
    cost: Decimal | None = fields.DecimalField(
        20, 10, null=True, description="US dollars; null when the price or the count is unknown."
    )
    latency_ms = fields.IntField(description="Milliseconds from sending to the whole answer.")
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
