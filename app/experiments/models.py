"""Experiments: a dataset version through a target, scored by evaluators; their runs, results and aggregates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields

from app.core.choices import Choice
from app.core.clock import now
from app.core.model import Entity, JsonField, SpaceOwned, UniqueWhere, optional_user

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from app.accounts.models import User
    from app.datasets.models import DatasetItem, DatasetVersion
    from app.evaluation.models import EvalTargetVersion, EvaluatorVersion


class ExperimentRunMode(Choice):
    """Which items a run works on."""

    ALL = "ALL", "Every item of the dataset version."


class ExperimentRunStatus(Choice):
    """How far a run is."""

    PENDING = "PENDING", "Waits to be started."
    RUNNING = "RUNNING", "Works on items."
    CANCELLING = "CANCELLING", "Was told to stop and is about to."
    CANCELLED = "CANCELLED", "Was stopped; items not done by then are marked cancelled."
    SUCCEEDED = "SUCCEEDED", "Has done every item, and none failed."
    COMPLETED_WITH_FAILURES = "COMPLETED_WITH_FAILURES", "Has done every item, and some failed."
    FAILED = "FAILED", "Could not go on; the reason says why."


FINAL = frozenset(
    {
        ExperimentRunStatus.CANCELLED,
        ExperimentRunStatus.SUCCEEDED,
        ExperimentRunStatus.COMPLETED_WITH_FAILURES,
        ExperimentRunStatus.FAILED,
    }
)


class ItemResultStatus(Choice):
    """How an item of a run ended."""

    SUCCEEDED = "SUCCEEDED", "The target gave an output and every evaluator a verdict."
    FAILED = "FAILED", "The target or an evaluator gave an error; the reason says which."
    CANCELLED = "CANCELLED", "The run was stopped before the item was done."


class ShardStatus(Choice):
    """How far a part of a run is."""

    PENDING = "PENDING", "Waits to be started."
    DONE = "DONE", "Every item of it has a result."
    CANCELLED = "CANCELLED", "Was stopped."


class Experiment(SpaceOwned):
    """A dataset version, a target and evaluators, to be run as often as wanted."""

    sortable = ("updated_at",)
    filterable = ("name", "updated_at")

    name = fields.CharField(200, description="Display name.")
    description = fields.TextField(null=True, description="What it is to find out.")
    metadata: dict[str, Any] = JsonField(default=dict, description="Whatever its owners want to note.")
    dataset_version: fields.ForeignKeyRelation[DatasetVersion] = fields.ForeignKeyField(
        "models.DatasetVersion",
        related_name=False,
        on_delete=fields.RESTRICT,
        db_index=False,
        description="The items it is run on.",
    )
    dataset_version_id: int
    eval_target_version: fields.ForeignKeyRelation[EvalTargetVersion] = fields.ForeignKeyField(
        "models.EvalTargetVersion",
        related_name=False,
        on_delete=fields.RESTRICT,
        db_index=False,
        description="What is evaluated.",
    )
    eval_target_version_id: int
    prompt_commit_id = fields.BigIntField(null=True, description="The commit, if a prompt is evaluated.")
    concurrency = fields.IntField(default=10, description="Items worked on at once.")
    run_count = fields.IntField(default=0, description="How often it was run.")
    latest_run_id = fields.BigIntField(null=True, description="Its newest run.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it last changed or was run.")
    deleted_at: datetime | None = fields.DatetimeField(null=True, description="When it was deleted.")

    class Meta:
        indexes = (
            UniqueWhere(fields=("space_id", "name"), name="uidx_experiment_name"),
            ("space_id", "id"),
            ("space_id", "updated_at", "id"),
            ("dataset_version_id", "id"),
            ("dataset_version_id", "updated_at", "id"),
            ("eval_target_version_id", "id"),
            ("eval_target_version_id", "updated_at", "id"),
            ("prompt_commit_id", "id"),
            ("prompt_commit_id", "updated_at", "id"),
        )


class ExperimentEvaluator(SpaceOwned):
    """An evaluator's place in an experiment: its alias, weight and inputs."""

    experiment: fields.ForeignKeyRelation[Experiment] = fields.ForeignKeyField(
        "models.Experiment", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The experiment."
    )
    experiment_id: int
    evaluator_version: fields.ForeignKeyRelation[EvaluatorVersion] = fields.ForeignKeyField(
        "models.EvaluatorVersion",
        related_name=False,
        on_delete=fields.RESTRICT,
        db_index=False,
        description="The evaluator.",
    )
    evaluator_version_id: int
    alias = fields.CharField(120, description="Its name in this experiment, and of its metric.")
    weight = fields.FloatField(default=1.0, description="Its share in the weighted score.")
    inputs: list[dict[str, Any]] = JsonField(description="Where its inputs come from.")

    class Meta:
        unique_together = (("experiment_id", "alias"),)
        indexes = (("evaluator_version_id", "id"),)


class ExperimentRun(SpaceOwned):
    """One execution of an experiment."""

    sortable = ("number",)
    filterable = ("status", "mode", "number")

    experiment: fields.ForeignKeyRelation[Experiment] = fields.ForeignKeyField(
        "models.Experiment", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The experiment."
    )
    experiment_id: int
    number = fields.IntField(description="1, 2, 3 … within the experiment.")
    mode = fields.CharEnumField(ExperimentRunMode, max_length=16, description="Which items it works on.")
    status = fields.CharEnumField(
        ExperimentRunStatus, max_length=32, default=ExperimentRunStatus.PENDING, description="How far it is."
    )
    reason = fields.TextField(null=True, description="Why it failed or was stopped.")
    concurrency = fields.IntField(description="Items worked on at once.")
    started_at: datetime | None = fields.DatetimeField(null=True, description="When its first item was begun.")
    finished_at: datetime | None = fields.DatetimeField(null=True, description="When it ended.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who started it.")
    created_by_id: int | None

    class Meta:
        unique_together = (("experiment_id", "number"),)
        indexes = (("experiment_id", "id"),)


class ExperimentShard(Entity):
    """A part of a run that one job works on: the items of a range of ids."""

    run: fields.ForeignKeyRelation[ExperimentRun] = fields.ForeignKeyField(
        "models.ExperimentRun", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The run."
    )
    run_id: int
    number = fields.IntField(description="1, 2, 3 … within the run.")
    first_item_id = fields.BigIntField(description="Id of its first item.")
    last_item_id = fields.BigIntField(description="Id of its last item.")
    status = fields.CharEnumField(ShardStatus, max_length=16, default=ShardStatus.PENDING, description="How far it is.")

    class Meta:
        unique_together = (("run_id", "number"),)


class ExperimentItemResult(SpaceOwned):
    """What became of one item in a run."""

    filterable = ("status", "dataset_item_id", "repetition", "latency_ms", "input_tokens", "output_tokens", "cost")

    run: fields.ForeignKeyRelation[ExperimentRun] = fields.ForeignKeyField(
        "models.ExperimentRun", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The run."
    )
    run_id: int
    experiment_id = fields.BigIntField(description="The experiment.")
    dataset_item: fields.ForeignKeyRelation[DatasetItem] = fields.ForeignKeyField(
        "models.DatasetItem", related_name=False, on_delete=fields.RESTRICT, db_index=False, description="The item."
    )
    dataset_item_id: int
    repetition = fields.IntField(default=1, description="Which repetition of the item, from 1.")
    status = fields.CharEnumField(ItemResultStatus, max_length=16, description="How it ended.")
    reason = fields.TextField(null=True, description="Why it failed or was stopped.")
    output: Any = JsonField(null=True, description="What the target gave.")
    error: dict[str, Any] | None = JsonField(null=True, description="The target's error: code and message.")
    weighted_score = fields.FloatField(null=True, description="Mean of the scores by the evaluators' weights.")
    latency_ms = fields.IntField(null=True, description="Milliseconds the target took, retries included.")
    input_tokens = fields.IntField(null=True, description="Tokens the target read.")
    output_tokens = fields.IntField(null=True, description="Tokens the target wrote.")
    cost: Decimal | None = fields.DecimalField(
        20, 10, null=True, description="US dollars of target and evaluators; null when a price is unknown."
    )

    class Meta:
        unique_together = (("run_id", "dataset_item_id", "repetition"),)
        indexes = (("run_id", "id"), ("run_id", "status", "id"), ("dataset_item_id", "id"))


class ExperimentAggregateResult(SpaceOwned):
    """A metric over all items of a run."""

    filterable = ("name",)

    run: fields.ForeignKeyRelation[ExperimentRun] = fields.ForeignKeyField(
        "models.ExperimentRun", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The run."
    )
    run_id: int
    name = fields.CharField(120, description="Alias of the evaluator, or `weighted_score`.")
    count = fields.IntField(description="Items with a score.")
    mean = fields.FloatField(null=True, description="Arithmetic mean of the scores.")
    median = fields.FloatField(null=True, description="Middle score.")
    p90 = fields.FloatField(null=True, description="Score that nine in ten do not exceed, interpolated.")
    min = fields.FloatField(null=True, description="Lowest score.")
    max = fields.FloatField(null=True, description="Highest score.")
    standard_deviation = fields.FloatField(null=True, description="Sample standard deviation; null below two scores.")
    pass_count = fields.IntField(default=0, description="Items that passed.")
    pass_rate = fields.FloatField(null=True, description="Share of the items with a pass verdict that passed.")
    failed_count = fields.IntField(default=0, description="Items for which the evaluator gave an error.")

    class Meta:
        unique_together = (("run_id", "name"),)


class ExperimentStats(SpaceOwned):
    """Counts, tokens and cost of a run."""

    run: fields.ForeignKeyRelation[ExperimentRun] = fields.ForeignKeyField(
        "models.ExperimentRun", related_name=False, on_delete=fields.CASCADE, unique=True, description="The run."
    )
    run_id: int
    sequence = fields.IntField(default=0, description="Rises with each progress report.")
    total = fields.IntField(default=0, description="Items of the run.")
    succeeded = fields.IntField(default=0, description="Items that succeeded.")
    failed = fields.IntField(default=0, description="Items that failed.")
    cancelled = fields.IntField(default=0, description="Items that were cancelled.")
    input_tokens = fields.BigIntField(default=0, description="Tokens read by targets and judges.")
    output_tokens = fields.BigIntField(default=0, description="Tokens written by targets and judges.")
    cost: Decimal | None = fields.DecimalField(
        20, 10, null=True, description="US dollars so far, of the calls whose price is known; null when none is."
    )
    unpriced_calls = fields.IntField(default=0, description="Calls whose price is unknown, so not in the cost.")
    updated_at: datetime = fields.DatetimeField(default=now, description="When it was last counted.")
