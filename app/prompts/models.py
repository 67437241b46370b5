"""Prompts: a draft per person, immutable commits, labels that point at commits, snippets that commits include."""

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
    JINJA2 = "JINJA2", "Jinja2, with its conditions, loops and filters; time and memory are limited."


class VariableType(Choice):
    """What a variable holds."""

    STRING = "STRING", "Text."
    INTEGER = "INTEGER", "A whole number."
    FLOAT = "FLOAT", "A number."
    BOOLEAN = "BOOLEAN", "True or false."
    OBJECT = "OBJECT", "A JSON object."
    ARRAY = "ARRAY", "A JSON list."
    PLACEHOLDER = "PLACEHOLDER", "A list of messages, put in where a message names it as its `placeholder`."
    MULTI_PART = "MULTI_PART", "A list of parts, such as images, put in where a part names it as its `variable`."


class LabelMoveStatus(Choice):
    """What became of a request to move a protected label."""

    PENDING = "PENDING", "Waits for somebody who may move the label."
    APPROVED = "APPROVED", "Was approved, and the label moved with it."
    REJECTED = "REJECTED", "Was refused."
    WITHDRAWN = "WITHDRAWN", "Was taken back by the one who made it."


class GateMeasure(Choice):
    """What of a metric a gate looks at."""

    MEAN = "MEAN", "The mean of its scores."
    PASS_RATE = "PASS_RATE", "The share of the items that passed."


class Prompt(SpaceOwned):
    """A prompt with its versions."""

    sortable = ("updated_at", "name", "key")
    filterable = ("key", "folder", "name", "kind", "updated_at")

    key = fields.CharField(200, description="Stable name that programs use, unique in the space; `/` makes folders.")
    folder = fields.CharField(
        200, default="", description="The folder it is in: its key without the last part; empty for none."
    )
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
            ("space_id", "folder", "id"),
        )


class PromptTag(SpaceOwned):
    """A tag of a prompt in a row of its own, so that prompts are found by it."""

    prompt: fields.ForeignKeyRelation[Prompt] = fields.ForeignKeyField(
        "models.Prompt", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The prompt."
    )
    prompt_id: int
    tag = fields.CharField(64, description="The tag.")

    class Meta:
        unique_together = (("prompt_id", "tag"),)
        indexes = (("space_id", "tag", "prompt_id"),)


class PromptContent(SpaceOwned):
    """What a prompt says, as drafts and commits of it keep it."""

    template_type = fields.CharEnumField(TemplateType, max_length=16, description="How variables are put in.")
    messages: list[dict[str, Any]] = JsonField(description="Chat messages of the template.")
    variables: list[dict[str, Any]] = JsonField(default=list, description="Variables with their types.")
    tools: list[dict[str, Any]] = JsonField(default=list, description="Tools the model may call.")
    tool_call_config: dict[str, Any] | None = JsonField(null=True, description="How tools are chosen.")
    response_schema: dict[str, Any] | None = JsonField(null=True, description="JSON Schema that replies should follow.")
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
    split: list[dict[str, Any]] | None = JsonField(
        null=True, description="Commits that share it with their weights, the one it points at first."
    )
    updated_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who moved it last.")
    updated_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it was last moved.")

    class Meta:
        unique_together = (("prompt_id", "label"),)
        indexes = (("space_id", "label", "prompt_id"),)


class PromptLabelMove(SpaceOwned):
    """That a label was put somewhere, moved, split or taken away: the history of the labels of a prompt."""

    filterable = ("label",)

    prompt: fields.ForeignKeyRelation[Prompt] = fields.ForeignKeyField(
        "models.Prompt", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The prompt."
    )
    prompt_id: int
    label = fields.CharField(64, description="The label.")
    from_commit_id = fields.BigIntField(null=True, description="Where it pointed before; empty when it is new.")
    to_commit_id = fields.BigIntField(null=True, description="Where it points since; empty when it was taken away.")
    split: list[dict[str, Any]] | None = JsonField(null=True, description="Commits that share it since, with their weights.")
    reason = fields.TextField(null=True, description="Why, in the words of whoever did it.")
    moved_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who did it.")
    moved_by_id: int | None

    class Meta:
        indexes = (("prompt_id", "id"), ("prompt_id", "label", "id"))


class ProtectedLabel(SpaceOwned):
    """A label that only administrators move, in every prompt of the space."""

    label = fields.CharField(64, description="The label.")
    requires_approval = fields.BooleanField(
        default=False, description="It moves only when somebody else approves of a request."
    )
    gates: list[dict[str, Any]] = JsonField(default=list, description="What experiments must show of a commit first.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who protected it.")
    created_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When its rules were last changed.")

    class Meta:
        unique_together = (("space_id", "label"),)
        indexes = (("space_id", "id"),)


class PromptLabelRequest(SpaceOwned):
    """That somebody asks for a protected label to be moved, and what was decided."""

    filterable = ("status", "label")

    prompt: fields.ForeignKeyRelation[Prompt] = fields.ForeignKeyField(
        "models.Prompt", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The prompt."
    )
    prompt_id: int
    label = fields.CharField(64, description="The label.")
    prompt_commit: fields.ForeignKeyRelation[PromptCommit] = fields.ForeignKeyField(
        "models.PromptCommit",
        related_name=False,
        on_delete=fields.CASCADE,
        db_index=True,
        description="Where it shall point.",
    )
    prompt_commit_id: int
    from_commit_id = fields.BigIntField(null=True, description="Where it pointed when this was asked for.")
    status = fields.CharEnumField(
        LabelMoveStatus, max_length=16, default=LabelMoveStatus.PENDING, description="What became of it."
    )
    reason = fields.TextField(null=True, description="Why it shall move.")
    requested_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who asks.")
    requested_by_id: int | None
    decided_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who decided.")
    decided_by_id: int | None
    decided_at: datetime | None = fields.DatetimeField(null=True, description="When it was decided.")
    note: str | None = fields.TextField(null=True, description="What was said to the decision.")

    class Meta:
        indexes = (("prompt_id", "id"), ("space_id", "id"), ("space_id", "status", "id"))


class PromptDependency(SpaceOwned):
    """That a commit includes a snippet, by label or version, and what that was when it was committed."""

    prompt_commit: fields.ForeignKeyRelation[PromptCommit] = fields.ForeignKeyField(
        "models.PromptCommit",
        related_name=False,
        on_delete=fields.CASCADE,
        db_index=False,
        description="The commit that includes it.",
    )
    prompt_commit_id: int
    snippet: fields.ForeignKeyRelation[Prompt] = fields.ForeignKeyField(
        "models.Prompt", related_name=False, on_delete=fields.CASCADE, db_index=False, description="What is included."
    )
    snippet_id: int
    label = fields.CharField(64, null=True, description="The label it is included by, if it is.")
    version = fields.CharField(64, null=True, description="The version it is included by, if it is.")
    resolved_commit: fields.ForeignKeyRelation[PromptCommit] = fields.ForeignKeyField(
        "models.PromptCommit",
        related_name=False,
        on_delete=fields.CASCADE,
        db_index=False,
        description="The commit of the snippet that this was at the time.",
    )
    resolved_commit_id: int

    class Meta:
        indexes = (("prompt_commit_id", "id"), ("snippet_id", "id"), ("resolved_commit_id", "id"))
