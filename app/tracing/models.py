"""What applications do in production: traces, the observations they consist of, and the sessions they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields

from app.core.choices import Choice
from app.core.clock import now
from app.core.model import JsonField, SpaceOwned

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

DEFAULT_ENVIRONMENT = "default"


class ObservationKind(Choice):
    """What an observation is of."""

    SPAN = "SPAN", "Some work that takes time."
    EVENT = "EVENT", "Something that happens at a moment."
    GENERATION = "GENERATION", "A call of a language model."
    AGENT = "AGENT", "A step of an agent."
    TOOL = "TOOL", "A call of a tool."
    CHAIN = "CHAIN", "Several steps, one after the other."
    RETRIEVER = "RETRIEVER", "A search for documents."
    EVALUATOR = "EVALUATOR", "A judgement of an output."
    EMBEDDING = "EMBEDDING", "Text turned into vectors."
    GUARDRAIL = "GUARDRAIL", "A check of an input or an output."


class ObservationLevel(Choice):
    """How important an observation is."""

    DEBUG = "DEBUG", "For developers."
    DEFAULT = "DEFAULT", "As most are."
    WARNING = "WARNING", "Something may be wrong."
    ERROR = "ERROR", "Something went wrong."


class TraceSession(SpaceOwned):
    """Traces that belong together, such as those of one conversation."""

    filterable = ("external_id", "environment")

    external_id = fields.CharField(200, description="Its id at its sender's, unique in the space.")
    environment = fields.CharField(
        40, default=DEFAULT_ENVIRONMENT, description="Where it happened, `production` say, as its first trace said."
    )

    class Meta:
        unique_together = (("space_id", "external_id"),)
        indexes = (("space_id", "id"),)


class Trace(SpaceOwned):
    """One request to an application, from its beginning to its end."""

    sortable = ("started_at",)
    filterable = (
        "external_id",
        "name",
        "end_user",
        "environment",
        "release",
        "version",
        "tags",
        "input",
        "output",
        "metadata",
        "started_at",
        "session_id",
    )

    external_id = fields.CharField(32, description="Its id at its sender's: 32 hexadecimal digits, unique in the space.")
    name: str | None = fields.CharField(200, null=True, description="What was asked for, such as a route.")  # type: ignore[assignment]
    end_user: str | None = fields.CharField(200, null=True, description="The user of the application, by its own id.")  # type: ignore[assignment]
    environment = fields.CharField(40, default=DEFAULT_ENVIRONMENT, description="Where it happened, `production` say.")
    release: str | None = fields.CharField(200, null=True, description="Release of the application.")  # type: ignore[assignment]
    version: str | None = fields.CharField(200, null=True, description="Version of what was asked for.")  # type: ignore[assignment]
    tags: list[str] = JsonField(default=list, description="Words to find it by.")
    metadata: dict[str, Any] = JsonField(default=dict, description="Whatever else its sender told.")
    input: Any = JsonField(null=True, description="What the application was given.")
    output: Any = JsonField(null=True, description="What the application answered.")
    started_at: datetime = fields.DatetimeField(default=now, description="When it began, as far as is known.")
    session: fields.ForeignKeyNullableRelation[TraceSession] = fields.ForeignKeyField(
        "models.TraceSession",
        related_name=False,
        null=True,
        on_delete=fields.SET_NULL,
        db_index=False,
        description="The session that it belongs to.",
    )
    session_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When something was last told of it.")

    class Meta:
        unique_together = (("space_id", "external_id"),)
        indexes = (
            ("space_id", "id"),
            ("space_id", "started_at", "id"),
            ("session_id", "id"),
            ("session_id", "started_at", "id"),
        )


class Observation(SpaceOwned):
    """A step within a trace, such as a call of a model, a tool or a search."""

    sortable = ("started_at",)
    filterable = ("name", "kind", "level", "model", "input", "output", "metadata", "started_at")

    trace: fields.ForeignKeyRelation[Trace] = fields.ForeignKeyField(
        "models.Trace", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The trace."
    )
    trace_id: int
    external_id = fields.CharField(16, description="Its id at its sender's: 16 hexadecimal digits, unique in the trace.")
    parent_external_id: str | None = fields.CharField(  # type: ignore[assignment]
        16, null=True, description="Id at its sender's of the observation that it is a part of; none for the outermost."
    )
    parent_id: int | None = fields.BigIntField(
        null=True, description="The observation that it is a part of; none until that has arrived."
    )
    kind = fields.CharEnumField(ObservationKind, max_length=16, default=ObservationKind.SPAN, description="What it is of.")
    name: str | None = fields.CharField(200, null=True, description="What was done.")  # type: ignore[assignment]
    level = fields.CharEnumField(
        ObservationLevel, max_length=16, default=ObservationLevel.DEFAULT, description="How important it is."
    )
    status_message: str | None = fields.TextField(null=True, description="How it ended, in words.")
    version: str | None = fields.CharField(200, null=True, description="Version of what was done.")  # type: ignore[assignment]
    metadata: dict[str, Any] = JsonField(default=dict, description="Whatever else its sender told.")
    input: Any = JsonField(null=True, description="What it was given.")
    output: Any = JsonField(null=True, description="What came out.")
    started_at: datetime = fields.DatetimeField(default=now, description="When it began.")
    ended_at: datetime | None = fields.DatetimeField(null=True, description="When it ended; empty while it goes on.")
    first_token_at: datetime | None = fields.DatetimeField(null=True, description="When the answer began to arrive.")
    model: str | None = fields.CharField(200, null=True, description="The model that was called.")  # type: ignore[assignment]
    model_parameters: dict[str, Any] | None = JsonField(
        null=True, description="Parameters of the call, such as temperature."
    )
    input_tokens: int | None = fields.IntField(null=True, description="Tokens read.")
    output_tokens: int | None = fields.IntField(null=True, description="Tokens written.")
    total_tokens: int | None = fields.IntField(null=True, description="Tokens read and written.")
    input_cost: Decimal | None = fields.DecimalField(20, 10, null=True, description="US dollars for what was read.")
    output_cost: Decimal | None = fields.DecimalField(20, 10, null=True, description="US dollars for what was written.")
    total_cost: Decimal | None = fields.DecimalField(
        20, 10, null=True, description="US dollars, as told or from the prices at the time; null when no price is known."
    )
    is_cost_told = fields.BooleanField(default=False, description="Its sender told the cost; else it is from prices.")
    updated_at: datetime = fields.DatetimeField(default=now, description="When something was last told of it.")

    class Meta:
        unique_together = (("trace_id", "external_id"),)
        indexes = (
            ("space_id", "id"),
            ("space_id", "started_at", "id"),
            ("trace_id", "id"),
            ("trace_id", "started_at", "id"),
            ("parent_id", "id"),
            ("parent_id", "started_at", "id"),
        )
