"""Trying prompts out: what stands in for the world while one does, and every run with what it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields

from app.core.choices import Choice
from app.core.clock import now
from app.core.model import JsonField, SpaceOwned, optional_user

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from app.accounts.models import User
    from app.prompts.models import Prompt, PromptCommit


class PromptRunStatus(Choice):
    """How far a run of a prompt is."""

    RUNNING = "RUNNING", "The model is being asked."
    AWAITING_TOOLS = "AWAITING_TOOLS", "The model asks for tools; go on with their answers."
    SUCCEEDED = "SUCCEEDED", "The model has answered."
    FAILED = "FAILED", "There is no answer; the error says why."
    CANCELLED = "CANCELLED", "It was stopped."


class PromptDebugContext(SpaceOwned):
    """What one person lets stand in for the world while they try a prompt."""

    prompt: fields.ForeignKeyRelation[Prompt] = fields.ForeignKeyField(
        "models.Prompt", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The prompt."
    )
    prompt_id: int
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, on_delete=fields.CASCADE, db_index=False, description="Whose it is."
    )
    user_id: int
    mock_variables: list[dict[str, Any]] = JsonField(default=list, description="Values of variables: name and value.")
    mock_tools: list[dict[str, Any]] = JsonField(default=list, description="Answers of tools: name and response.")
    mock_contexts: list[dict[str, Any]] = JsonField(default=list, description="Messages that were said before.")
    is_single_step = fields.BooleanField(default=False, description="Whether a run stops when tools are asked for.")
    max_steps = fields.IntField(default=10, description="How often the model is asked at most, tools answered between.")
    compare_groups: list[dict[str, Any]] = JsonField(default=list, description="Variants that are tried side by side.")
    updated_at: datetime = fields.DatetimeField(default=now, description="When it was last saved.")

    class Meta:
        unique_together = (("prompt_id", "user_id"),)
        indexes = (("prompt_id", "id"), ("user_id", "id"))


class PromptRun(SpaceOwned):
    """One run of a prompt: what was sent, what came back, what it took."""

    sortable = ("created_at",)
    filterable = ("status", "model", "created_at")

    prompt: fields.ForeignKeyRelation[Prompt] = fields.ForeignKeyField(
        "models.Prompt", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The prompt."
    )
    prompt_id: int
    prompt_commit: fields.ForeignKeyNullableRelation[PromptCommit] = fields.ForeignKeyField(
        "models.PromptCommit",
        related_name=False,
        null=True,
        on_delete=fields.SET_NULL,
        db_index=False,
        description="The commit that was run; empty for a draft.",
    )
    prompt_commit_id: int | None
    user: fields.ForeignKeyNullableRelation[User] = optional_user("Who ran it.")
    user_id: int | None
    parent_id = fields.BigIntField(null=True, description="The run whose conversation it goes on with.")
    group_id = fields.BigIntField(null=True, description="The first of the runs that were begun side by side.")
    group_name = fields.CharField(100, null=True, description="Name of the variant among them.")
    content: dict[str, Any] = JsonField(description="What the prompt said at the time.")
    variables: dict[str, Any] = JsonField(default=dict, description="Values that its variables had.")
    mock_tools: list[dict[str, Any]] = JsonField(default=list, description="Answers that tools had.")
    messages: list[dict[str, Any]] = JsonField(description="The conversation that was sent, in the API's words.")
    status = fields.CharEnumField(
        PromptRunStatus, max_length=16, default=PromptRunStatus.RUNNING, description="How far it is."
    )
    is_single_step = fields.BooleanField(default=False, description="Whether it stops when tools are asked for.")
    max_steps = fields.IntField(default=10, description="How often the model is asked at most.")
    text = fields.TextField(default="", description="The answer, as far as it has come.")
    reasoning = fields.TextField(null=True, description="What the model thought, where the provider tells.")
    tool_calls: list[dict[str, Any]] = JsonField(default=list, description="Tools that the answer asks for.")
    steps: list[dict[str, Any]] = JsonField(default=list, description="Each time the model was asked.")
    error: dict[str, Any] | None = JsonField(null=True, description="Code and message, if it failed.")
    model = fields.CharField(200, description="The model that was asked.")
    connection_id = fields.BigIntField(null=True, description="How it was reached; empty for the demo.")
    finish_reason = fields.CharField(64, null=True, description="Why the answer ended, in the provider's word.")
    input_tokens = fields.IntField(null=True, description="Tokens read, over all steps.")
    output_tokens = fields.IntField(null=True, description="Tokens written, over all steps.")
    cost: Decimal | None = fields.DecimalField(20, 10, null=True, description="US dollars; null when a price is unknown.")
    latency_ms = fields.IntField(null=True, description="Milliseconds from the first request to the last word.")
    time_to_first_token_ms = fields.IntField(null=True, description="Milliseconds until the first word.")
    sequence = fields.IntField(default=0, description="Rises with each state that is shown.")
    holder = fields.CharField(32, null=True, description="The process that runs it.")
    finished_at: datetime | None = fields.DatetimeField(null=True, description="When it ended.")

    class Meta:
        indexes = (
            ("prompt_id", "id"),
            ("prompt_id", "created_at", "id"),
            ("prompt_commit_id", "id"),
            ("prompt_commit_id", "created_at", "id"),
            ("parent_id", "id"),
            ("parent_id", "created_at", "id"),
            ("group_id", "id"),
            ("status", "id"),
            ("space_id", "id"),
        )
