"""Evaluators and what is evaluated, each frozen in versions, and a record of every execution of either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields

from app.core.choices import Choice
from app.core.clock import now
from app.core.model import FirstOf, JsonField, SpaceOwned, UniqueWhere, optional_user

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from app.accounts.models import User


class EvaluatorKind(Choice):
    """How an evaluator comes to its verdict."""

    BUILTIN = "BUILTIN", "A metric that is built in."
    JUDGE = "JUDGE", "A language model is asked."
    CODE = "CODE", "Code of yours, run in a sandbox."


class EvaluatorCategory(Choice):
    """What evaluators look at."""

    QUALITY = "QUALITY", "Whether answers are correct, useful and well put."
    SAFETY = "SAFETY", "Whether answers do harm."
    CONVERSATION = "CONVERSATION", "How a conversation goes for the person in it."
    RETRIEVAL = "RETRIEVAL", "Whether answers rest on what was retrieved, and whether the right things were."
    AGENT = "AGENT", "Whether agents reach their goal, and by which steps and tools."
    TEXT = "TEXT", "Comparing texts without a model."
    STRUCTURE = "STRUCTURE", "Whether outputs have the form that programs need."
    CODE = "CODE", "Code that computes a score."


class EvalTargetKind(Choice):
    """Where the outputs that are evaluated come from."""

    PROMPT = "PROMPT", "A commit of a prompt, rendered and sent to a model."
    MODEL = "MODEL", "A model that is sent one column as the user's message."
    COLUMN = "COLUMN", "A column of the dataset: outputs made elsewhere."
    HTTP = "HTTP", "An HTTP endpoint that is sent each item and answers with the output."
    CALLBACK = "CALLBACK", "An HTTP endpoint that is sent each item, and sends the output back later."
    PUSHED = "PUSHED", "Outputs that a client submits while the run waits for them."


class RecordStatus(Choice):
    """How one execution ended."""

    SUCCEEDED = "SUCCEEDED", "It gave a result."
    FAILED = "FAILED", "It gave an error; the reason says which."
    SKIPPED = "SKIPPED", "It was not executed; the reason says why."
    AWAITING = "AWAITING", "It was begun elsewhere; its result is still to come."


class Evaluator(SpaceOwned):
    """Something that scores outputs, with its versions."""

    sortable = ("updated_at", "name")
    filterable = ("name", "kind", "category", "is_managed", "is_draft_committed", "updated_at")

    name = fields.CharField(200, description="Display name, unique in the space.")
    description = fields.TextField(null=True, description="What it looks for.")
    kind = fields.CharEnumField(EvaluatorKind, max_length=16, description="How it comes to its verdict.")
    category = fields.CharEnumField(EvaluatorCategory, max_length=16, null=True, description="What it looks at.")
    tags: list[str] = JsonField(default=list, description="Words to find it by.")
    preset = fields.CharField(64, null=True, description="Key of the preset it was made from.")
    is_managed = fields.BooleanField(
        default=False, description="Whether it is a preset as it came: its newest version has the preset's settings."
    )
    is_draft_committed = fields.BooleanField(
        default=True, description="Whether its newest version has the settings of its draft."
    )
    latest_version_number = fields.IntField(default=0, description="Sequence of its newest version.")
    latest_version_id = fields.BigIntField(null=True, description="Its newest version.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None
    updated_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who changed it last.")
    updated_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it last changed.")
    deleted_at: datetime | None = fields.DatetimeField(null=True, description="When it was deleted.")

    class Meta:
        indexes = (
            UniqueWhere(fields=("space_id", "name"), name="uidx_evaluator_name"),
            ("space_id", "id"),
            ("space_id", "updated_at", "id"),
        )


class EvaluatorDraft(SpaceOwned):
    """The settings of an evaluator's next version; each evaluator has one, which all its writers share."""

    evaluator: fields.ForeignKeyRelation[Evaluator] = fields.ForeignKeyField(
        "models.Evaluator", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The evaluator."
    )
    evaluator_id: int
    config: dict[str, Any] = JsonField(description="Its settings, by kind.")
    inputs: list[dict[str, Any]] = JsonField(description="Inputs it reads: name, whether required, description.")
    pass_threshold = fields.FloatField(null=True, description="Score from which an output passes.")
    revision = fields.IntField(default=1, description="Rises with each save; who saves names the one they began with.")
    base_version_id = fields.BigIntField(null=True, description="The version it began as.")
    updated_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who saved it last.")
    updated_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it was last saved.")

    class Meta:
        unique_together = (("evaluator_id",),)


class EvaluatorVersion(SpaceOwned):
    """An immutable version of an evaluator."""

    sortable = ("sequence",)
    filterable = ("version",)

    evaluator: fields.ForeignKeyRelation[Evaluator] = fields.ForeignKeyField(
        "models.Evaluator", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The evaluator."
    )
    evaluator_id: int
    version = fields.CharField(64, description="Semantic version, unique within the evaluator.")
    sequence = fields.IntField(description="1, 2, 3 … within the evaluator.")
    kind = fields.CharEnumField(EvaluatorKind, max_length=16, description="How it comes to its verdict.")
    config: dict[str, Any] = JsonField(description="Its settings, by kind.")
    inputs: list[dict[str, Any]] = JsonField(description="Inputs it reads: name, whether required, description.")
    pass_threshold = fields.FloatField(null=True, description="Score from which an output passes.")
    note = fields.TextField(null=True, description="Why this version exists.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None

    class Meta:
        unique_together = (("evaluator_id", "version"), ("evaluator_id", "sequence"))
        indexes = (("evaluator_id", "id"),)


class EvalTarget(SpaceOwned):
    """What is evaluated: a prompt, a model, a column, an endpoint, or what a client submits."""

    filterable = ("kind", "name")

    kind = fields.CharEnumField(EvalTargetKind, max_length=16, description="Where its outputs come from.")
    source_key = fields.CharField(300, description="What it mirrors: the prompt's id, the model or the column.")
    name = fields.CharField(300, description="Display name.")
    prompt_id = fields.BigIntField(null=True, description="The prompt, for a prompt.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None

    class Meta:
        unique_together = (("space_id", "kind", "source_key"),)
        indexes = (("space_id", "id"), ("prompt_id", "id"))


class EvalTargetVersion(SpaceOwned):
    """A frozen configuration of a target; an experiment runs against one."""

    eval_target: fields.ForeignKeyRelation[EvalTarget] = fields.ForeignKeyField(
        "models.EvalTarget", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The target."
    )
    eval_target_id: int
    version = fields.CharField(64, description="Version of the source where it has one, else 1, 2, 3 …")
    digest = fields.CharField(64, description="SHA-256 of the configuration; the same one is stored once.")
    config: dict[str, Any] = JsonField(description="Model, parameters and input mapping.")
    secrets: dict[str, str] | None = JsonField(null=True, description="What is secret of an endpoint, encrypted.")
    prompt_commit_id = fields.BigIntField(null=True, description="The commit, for a prompt.")
    connection_id = fields.BigIntField(null=True, description="The connection its model is reached by.")

    class Meta:
        unique_together = (("eval_target_id", "digest"),)
        indexes = (("eval_target_id", "id"),)


class EvalTargetRecord(SpaceOwned):
    """One execution of a target."""

    filterable = ("status",)

    eval_target_version: fields.ForeignKeyRelation[EvalTargetVersion] = fields.ForeignKeyField(
        "models.EvalTargetVersion",
        related_name=False,
        on_delete=fields.CASCADE,
        db_index=False,
        description="What was executed.",
    )
    eval_target_version_id: int
    run_id = fields.BigIntField(null=True, description="The experiment's run it belongs to.")
    item_result_id = fields.BigIntField(null=True, description="The item's result it belongs to.")
    dataset_item_id = fields.BigIntField(null=True, description="The item that it was executed for.")
    repetition = fields.IntField(default=1, description="Which repetition of the item, from 1.")
    turn_index = fields.IntField(default=0, description="Which turn of the item, from 1; 0 where it has no turns.")
    external_id = fields.CharField(200, null=True, description="The id that whoever made the output gave it.")
    awaited_until: datetime | None = fields.DatetimeField(
        null=True, description="Until when its result may come; null unless one is awaited."
    )
    status = fields.CharEnumField(RecordStatus, max_length=16, description="How it ended.")
    input: dict[str, Any] | None = JsonField(null=True, description="What was sent: messages and model.")
    output: Any = JsonField(null=True, description="What came back.")
    error: dict[str, Any] | None = JsonField(null=True, description="Code and message, if it failed.")
    model = fields.CharField(200, null=True, description="The model that answered.")
    input_tokens = fields.IntField(null=True, description="Tokens read.")
    output_tokens = fields.IntField(null=True, description="Tokens written.")
    cost: Decimal | None = fields.DecimalField(20, 10, null=True, description="US dollars; null when unknown.")
    latency_ms = fields.IntField(null=True, description="Milliseconds, retries and waiting included.")
    is_cached = fields.BooleanField(
        default=False, description="Whether the answer is of an earlier run; latency and cost are that one's."
    )
    is_reported = fields.BooleanField(
        default=False, description="Whether tokens and cost are as the target says, rather than counted from calls."
    )

    class Meta:
        # One output for each turn: what arrives before the row that awaits it, or twice, is stored once.
        unique_together = (("run_id", "dataset_item_id", "repetition", "turn_index"),)
        indexes = (
            ("eval_target_version_id", "id"),
            ("item_result_id",),
            UniqueWhere(
                fields=("awaited_until", "id"), name="uidx_eval_target_record_awaited", where="awaited_until IS NOT NULL"
            ),
        )


class EvaluatorRecord(SpaceOwned):
    """What an evaluator said about one output of its, in one execution."""

    filterable = (
        *("status", "alias", "output_name", "turn_index", "score", "label", "passed", "reason"),
        *("corrected_score", "corrected_label", "corrected_passed", "corrected_at", "created_at"),
    )
    filtered_first = tuple(
        FirstOf(
            f"effective_{column}",
            (f"corrected_{column}", column),
            f"The {what} that counts: the corrected one, if there is one.",
        )
        for column, what in (("score", "score"), ("label", "category"), ("passed", "pass verdict"))
    )

    evaluator_id = fields.BigIntField(null=True, description="The evaluator that was executed.")
    evaluator_version: fields.ForeignKeyRelation[EvaluatorVersion] = fields.ForeignKeyField(
        "models.EvaluatorVersion",
        related_name=False,
        on_delete=fields.CASCADE,
        db_index=False,
        description="What was executed.",
    )
    evaluator_version_id: int
    run_id = fields.BigIntField(null=True, description="The experiment's run it belongs to.")
    item_result_id = fields.BigIntField(null=True, description="The item's result it belongs to.")
    alias = fields.CharField(120, description="Name of the evaluator in its experiment.")
    output_name = fields.CharField(
        100, default="", description="The output it is of, where the evaluator gives several; empty where it gives one."
    )
    turn_index = fields.IntField(default=0, description="The turn it judges, from 1; 0 for the item as a whole.")
    status = fields.CharEnumField(RecordStatus, max_length=16, description="How it ended.")
    score = fields.FloatField(null=True, description="The score.")
    label = fields.CharField(200, null=True, description="The category, for evaluators that give one.")
    passed = fields.BooleanField(null=True, description="Whether the output passes.")
    reason = fields.TextField(null=True, description="Why, in the evaluator's words, or why there is no verdict.")
    score_deviation = fields.FloatField(
        null=True, description="Sample standard deviation of the scores, where a judge was asked several times."
    )
    samples: list[dict[str, Any]] | None = JsonField(
        null=True, description="What each call said, where a judge was asked several times."
    )
    error: dict[str, Any] | None = JsonField(null=True, description="Code and message, if it failed.")
    parse_mode = fields.CharField(16, null=True, description="How a judge's answer was read.")
    input: dict[str, Any] | None = JsonField(null=True, description="Inputs it was given.")
    input_tokens = fields.IntField(null=True, description="Tokens a judge read.")
    output_tokens = fields.IntField(null=True, description="Tokens a judge wrote.")
    cost: Decimal | None = fields.DecimalField(20, 10, null=True, description="US dollars; null when unknown.")
    latency_ms = fields.IntField(null=True, description="Milliseconds.")
    is_cached = fields.BooleanField(
        default=False, description="Whether a judge's answer is of an earlier run; latency and cost are that one's."
    )
    corrected_score = fields.FloatField(null=True, description="The score that a person put in its place.")
    corrected_label = fields.CharField(200, null=True, description="The category that a person put in its place.")
    corrected_passed = fields.BooleanField(null=True, description="The pass verdict that a person put in its place.")
    corrected_at: datetime | None = fields.DatetimeField(
        null=True, description="When a person last corrected it; what it was before stays beside it."
    )

    class Meta:
        unique_together = (("item_result_id", "alias", "output_name", "turn_index"),)
        indexes = (("evaluator_version_id", "id"), ("run_id", "id"), ("evaluator_id", "id"), ("space_id", "id"))


class EvaluatorCorrection(SpaceOwned):
    """That a person put other values in place of an evaluator's, or took them back; it is never changed."""

    evaluator_record: fields.ForeignKeyRelation[EvaluatorRecord] = fields.ForeignKeyField(
        "models.EvaluatorRecord",
        related_name=False,
        on_delete=fields.CASCADE,
        db_index=False,
        description="What was corrected.",
    )
    evaluator_record_id: int
    is_cleared = fields.BooleanField(
        default=False, description="Whether it took back the corrections before it, so that the evaluator's words count."
    )
    score = fields.FloatField(null=True, description="The score put in place of the evaluator's.")
    label = fields.CharField(200, null=True, description="The category put in place of the evaluator's.")
    passed = fields.BooleanField(null=True, description="The pass verdict put in place of the evaluator's.")
    reason = fields.TextField(null=True, description="Why, in the person's words.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who corrected it.")
    created_by_id: int | None

    class Meta:
        indexes = (("evaluator_record_id", "id"),)
