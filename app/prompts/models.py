"""Prompts: a draft per person, immutable commits, labels that point at commits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields

from app.core.choices import Choice
from app.core.clock import now
from app.core.model import JsonField, SpaceOwned, UniqueWhere, optional_user

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.models import User


class PromptKind(Choice):
    """What a prompt is made of."""

    TEXT = "TEXT", "One text."
    CHAT = "CHAT", "A list of messages."
    SNIPPET = "SNIPPET", "A part for other prompts to include."


class TemplateType(Choice):
    """How variables are put into a template."""

    PLAIN = "PLAIN", "`{{variable}}` is replaced by its value, nothing else."


class VariableType(Choice):
    """What a variable holds."""

    STRING = "STRING", "Text."
    INTEGER = "INTEGER", "A whole number."
    FLOAT = "FLOAT", "A number."
    BOOLEAN = "BOOLEAN", "True or false."
    OBJECT = "OBJECT", "A JSON object."
    ARRAY = "ARRAY", "A JSON list."


class Prompt(SpaceOwned):
    """A prompt with its versions."""

    sortable = ("updated_at", "name", "key")
    filterable = ("key", "name", "kind", "updated_at")

    key = fields.CharField(200, description="Stable name that programs use, unique in the space; `/` makes folders.")
    name = fields.CharField(200, description="Display name.")
    description = fields.TextField(null=True, description="What the prompt is for.")
    kind = fields.CharEnumField(PromptKind, max_length=16, default=PromptKind.CHAT, description="What it is made of.")
    tags: list[str] = JsonField(default=list, description="Words to find it by.")
    latest_version = fields.CharField(64, null=True, description="Version of the newest commit.")
    latest_commit_at: datetime | None = fields.DatetimeField(null=True, description="When the newest commit was made.")
    commit_count = fields.IntField(default=0, description="How many commits it has.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None
    updated_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who changed it last.")
    updated_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it or what belongs to it last changed.")
    deleted_at: datetime | None = fields.DatetimeField(null=True, description="When it was deleted.")

    class Meta:
        indexes = (
            UniqueWhere(fields=("space_id", "key"), name="uidx_prompt_key"),
            ("space_id", "id"),
            ("space_id", "updated_at", "id"),
            ("space_id", "name", "id"),
        )


class PromptContent(SpaceOwned):
    """What a prompt says, as drafts and commits of it keep it."""

    template_type = fields.CharEnumField(TemplateType, max_length=16, description="How variables are put in.")
    messages: list[dict[str, Any]] = JsonField(description="Chat messages of the template.")
    variables: list[dict[str, Any]] = JsonField(default=list, description="Variables with their types.")
    tools: list[dict[str, Any]] = JsonField(default=list, description="Tools the model may call.")
    tool_call_config: dict[str, Any] | None = JsonField(null=True, description="How tools are chosen.")
    model_config: dict[str, Any] | None = JsonField(null=True, description="Model and parameters it is meant for.")
    config: dict[str, Any] = JsonField(default=dict, description="Whatever else clients want to keep with it.")

    class Meta:
        abstract = True


class PromptCommit(PromptContent):
    """An immutable version of a prompt."""

    sortable = ("sequence",)
    filterable = ("version", "sequence")

    prompt: fields.ForeignKeyRelation[Prompt] = fields.ForeignKeyField(
        "models.Prompt",
        related_name=False,
        on_delete=fields.CASCADE,
        db_index=False,
        description="The prompt it belongs to.",
    )
    prompt_id: int
    version = fields.CharField(64, description="Semantic version, unique within the prompt.")
    sequence = fields.IntField(description="1, 2, 3 … within the prompt.")
    parent: fields.ForeignKeyNullableRelation[PromptCommit] = fields.ForeignKeyField(
        "models.PromptCommit",
        related_name=False,
        null=True,
        on_delete=fields.SET_NULL,
        db_index=False,
        description="The commit its draft was based on.",
    )
    parent_id: int | None
    note = fields.TextField(null=True, description="Why this version exists.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who committed it.")
    created_by_id: int | None

    class Meta:
        unique_together = (("prompt_id", "version"), ("prompt_id", "sequence"))
        indexes = (("prompt_id", "id"), ("parent_id", "id"), ("parent_id", "sequence", "id"))


class PromptDraft(PromptContent):
    """One person's unfinished next version of a prompt."""

    prompt: fields.ForeignKeyRelation[Prompt] = fields.ForeignKeyField(
        "models.Prompt", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The prompt."
    )
    prompt_id: int
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, on_delete=fields.CASCADE, db_index=False, description="Whose draft it is."
    )
    user_id: int
    base: fields.ForeignKeyNullableRelation[PromptCommit] = fields.ForeignKeyField(
        "models.PromptCommit",
        related_name=False,
        null=True,
        on_delete=fields.SET_NULL,
        db_index=True,
        description="The commit it started from.",
    )
    base_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it was last saved.")

    class Meta:
        unique_together = (("prompt_id", "user_id"),)
        indexes = (("user_id", "id"),)


class PromptLabel(SpaceOwned):
    """A name that points at one commit of a prompt, such as `production`."""

    prompt: fields.ForeignKeyRelation[Prompt] = fields.ForeignKeyField(
        "models.Prompt", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The prompt."
    )
    prompt_id: int
    label = fields.CharField(64, description="The name; `latest` moves by itself, `production` is the default of clients.")
    prompt_commit: fields.ForeignKeyRelation[PromptCommit] = fields.ForeignKeyField(
        "models.PromptCommit", related_name=False, on_delete=fields.CASCADE, db_index=True, description="Where it points."
    )
    prompt_commit_id: int
    updated_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who moved it last.")
    updated_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it was last moved.")

    class Meta:
        unique_together = (("prompt_id", "label"),)
