"""Experiments: a dataset version through a target, scored by evaluators; their runs, results and aggregates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields

from app.core.clock import now
from app.core.model import Entity, FilteredBy, JsonField, OrderedBy, SpaceOwned, UniqueWhere, optional_user
from app.evaluation.verdict import places_of_metric
from app.experiments.choices import (
    ExperimentOrigin,
    ExperimentRunMode,
    ExperimentRunPriority,
    ExperimentRunStatus,
    ItemResultStatus,
    MetricKind,
    ShardStatus,
)

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from app.accounts.models import User
    from app.datasets.models import Dataset, DatasetItem, DatasetVersion
    from app.evaluation.models import EvalTargetVersion, EvaluatorVersion


class ExperimentTemplate(SpaceOwned):
    """What experiments on a dataset have in common, to be made again and again from newer versions."""

    sortable = ("updated_at", "name")
    filterable = ("name", "dataset_id", "tags", "created_by_id", "updated_at")

    name = fields.CharField(200, description="Display name, unique in the space.")
    description = fields.TextField(null=True, description="What it is for.")
    dataset: fields.ForeignKeyRelation[Dataset] = fields.ForeignKeyField(
        "models.Dataset", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The dataset."
    )
    dataset_id: int
    target: dict[str, Any] = JsonField(
        description="What is evaluated, as it was given; labels are resolved when it is used."
    )
    evaluators: list[dict[str, Any]] = JsonField(description="Evaluators with aliases, weights and inputs, as given.")
    metadata: dict[str, Any] = JsonField(default=dict, description="What its experiments note.")
    tags: list[str] = JsonField(default=list, description="Words that its experiments are found by.")
    concurrency = fields.IntField(default=10, description="Items worked on at once.")
    repetitions = fields.IntField(default=1, description="How often each item is done.")
    cache_responses = fields.BooleanField(
        default=False, description="Whether a model's answer to the same request is taken from an earlier run."
    )
    item_timeout_seconds = fields.IntField(default=600, description="Longest time that the calls for one item may take.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it last changed.")
    deleted_at: datetime | None = fields.DatetimeField(null=True, description="When it was deleted.")

    class Meta:
        indexes = (
            UniqueWhere(fields=("space_id", "name"), name="uidx_experiment_template_name"),
            ("space_id", "id"),
            ("space_id", "updated_at", "id"),
            ("dataset_id", "id"),
            ("dataset_id", "updated_at", "id"),
            ("dataset_id", "name", "id"),
        )


class Experiment(SpaceOwned):
    """A dataset version, a target and evaluators, to be run as often as wanted."""

    sortable = ("updated_at", "name")
    filterable = ("name", "tags", "origin", "dataset_version_id", "eval_target_version_id", "created_by_id", "updated_at")

    name = fields.CharField(200, description="Display name.")
    description = fields.TextField(null=True, description="What it is to find out.")
    metadata: dict[str, Any] = JsonField(default=dict, description="Whatever its owners want to note.")
    tags: list[str] = JsonField(default=list, description="Words to find it by.")
    origin = fields.CharEnumField(
        ExperimentOrigin, max_length=16, default=ExperimentOrigin.NEW, description="How it came to be."
    )
    template: fields.ForeignKeyNullableRelation[ExperimentTemplate] = fields.ForeignKeyField(
        "models.ExperimentTemplate",
        related_name=False,
        null=True,
        on_delete=fields.SET_NULL,
        db_index=False,
        description="The template it was made from.",
    )
    template_id: int | None
    cloned_from_id = fields.BigIntField(null=True, description="The experiment it was made after.")
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
    repetitions = fields.IntField(default=1, description="How often each item is done, each time with a result of its own.")
    cache_responses = fields.BooleanField(
        default=False, description="Whether a model's answer to the same request is taken from an earlier run."
    )
    item_timeout_seconds = fields.IntField(default=600, description="Longest time that the calls for one item may take.")
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
            ("dataset_version_id", "name", "id"),
            ("eval_target_version_id", "id"),
            ("eval_target_version_id", "updated_at", "id"),
            ("eval_target_version_id", "name", "id"),
            ("prompt_commit_id", "id"),
            ("prompt_commit_id", "updated_at", "id"),
            ("prompt_commit_id", "name", "id"),
            ("template_id", "id"),
            ("template_id", "updated_at", "id"),
            ("template_id", "name", "id"),
            ("cloned_from_id", "id"),
            ("cloned_from_id", "updated_at", "id"),
            ("cloned_from_id", "name", "id"),
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
    priority = fields.CharEnumField(
        ExperimentRunPriority,
        max_length=16,
        default=ExperimentRunPriority.NORMAL,
        description="Which runs get free places first.",
    )
    repetitions = fields.IntField(default=1, description="How often each item is done, each time with a result of its own.")
    cache_responses = fields.BooleanField(
        default=False, description="Whether a model's answer to the same request is taken from an earlier run."
    )
    item_timeout_seconds = fields.IntField(default=600, description="Longest time that the calls for one item may take.")
    base_run_id = fields.BigIntField(null=True, description="The earlier run it goes on from.")
    item_ids: list[int] | None = JsonField(null=True, description="The items chosen for a trial or a retry.")
    item_limit = fields.IntField(null=True, description="How many items a trial takes, if none are chosen.")
    is_open = fields.BooleanField(default=False, description="Whether items may still be appended.")
    budget_cost: Decimal | None = fields.DecimalField(20, 10, null=True, description="US dollars at which it pauses.")
    budget_tokens = fields.BigIntField(null=True, description="Tokens at which it pauses.")
    budget_seconds = fields.IntField(null=True, description="Seconds of work at which it pauses.")
    worked_seconds = fields.FloatField(default=0.0, description="Seconds it had worked when it last paused.")
    resumed_at: datetime | None = fields.DatetimeField(null=True, description="When it last began or went on.")
    started_at: datetime | None = fields.DatetimeField(null=True, description="When its first item was begun.")
    finished_at: datetime | None = fields.DatetimeField(null=True, description="When it ended.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who started it.")
    created_by_id: int | None

    class Meta:
        unique_together = (("experiment_id", "number"),)
        indexes = (("experiment_id", "id"), ("space_id", "status", "id"))


class ExperimentBaseline(SpaceOwned):
    """The run that others on the same dataset are compared with, by label."""

    filterable = ("label",)

    dataset: fields.ForeignKeyRelation[Dataset] = fields.ForeignKeyField(
        "models.Dataset", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The dataset."
    )
    dataset_id: int
    label = fields.CharField(64, description="What it is a baseline for; `default` is what comparisons take.")
    run: fields.ForeignKeyRelation[ExperimentRun] = fields.ForeignKeyField(
        "models.ExperimentRun", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The run."
    )
    run_id: int
    set_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who chose it last.")
    set_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it was chosen.")

    class Meta:
        unique_together = (("dataset_id", "label"),)
        indexes = (("dataset_id", "id"), ("run_id", "id"))


class ExperimentShard(Entity):
    """A part of a run that one job works on: the items of a range of ids, or a list of items."""

    run: fields.ForeignKeyRelation[ExperimentRun] = fields.ForeignKeyField(
        "models.ExperimentRun", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The run."
    )
    run_id: int
    number = fields.IntField(description="1, 2, 3 … within the run.")
    first_item_id = fields.BigIntField(description="Id of its first item.")
    last_item_id = fields.BigIntField(description="Id of its last item.")
    item_ids: list[int] | None = JsonField(null=True, description="Its items, if they are not all of the range.")
    item_count = fields.IntField(default=0, description="How many items it has.")
    status = fields.CharEnumField(ShardStatus, max_length=16, default=ShardStatus.PENDING, description="How far it is.")
    holder = fields.CharField(32, null=True, description="The process that works on it.")

    class Meta:
        unique_together = (("run_id", "number"),)
        indexes = (("run_id", "status", "number"),)


class ExperimentRunWorker(Entity):
    """A process that works on a run, and what it is doing there."""

    run: fields.ForeignKeyRelation[ExperimentRun] = fields.ForeignKeyField(
        "models.ExperimentRun", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The run."
    )
    run_id: int
    holder = fields.CharField(32, description="The process.")
    running = fields.IntField(default=0, description="Items it works on.")
    items_per_second = fields.FloatField(null=True, description="Items it finished a second lately.")
    in_flight: list[dict[str, Any]] = JsonField(default=list, description="Those items, and what each is waiting for.")

    class Meta:
        unique_together = (("run_id", "holder"),)


_OF_RESULT = (("item_result_id", "id"), ("run_id", "run_id"))


class ExperimentItemResult(SpaceOwned):
    """What became of one item in a run."""

    sortable = ("weighted_score", "latency_ms", "input_tokens", "output_tokens", "cost")
    ordered_by = (
        OrderedBy(
            "evaluator_score",
            "app.evaluation.models.EvaluatorRecord",
            keys=_OF_RESULT,
            columns=("corrected_score", "score"),
            places=places_of_metric,
            argument="metric",
            argument_description="For EVALUATOR_SCORE: an evaluator's alias, or `alias.outputName` if it gives several.",
            description="The score that counts of the metric that `metric` names: a person's, else the evaluator's.",
        ),
    )
    filterable = (
        *("status", "reason", "dataset_item_id", "repetition", "output", "weighted_score"),
        *("latency_ms", "input_tokens", "output_tokens", "cost"),
    )
    filtered_by = (
        FilteredBy("item", "app.datasets.models.DatasetItem", (("id", "dataset_item_id"),), description="By: The item."),
        FilteredBy(
            "evaluator_records",
            "app.evaluation.models.EvaluatorRecord",
            keys=_OF_RESULT,
            description="Each of these conditions holds for some record of an evaluator.",
            is_list=True,
        ),
        FilteredBy(
            "annotations",
            "app.annotation.models.ResultAnnotation",
            keys=_OF_RESULT,
            description="Each of these conditions holds for some annotation.",
            is_list=True,
        ),
    )

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
    carried_from_id = fields.BigIntField(
        null=True, description="The result of an earlier run that it was carried over from."
    )

    class Meta:
        unique_together = (("run_id", "dataset_item_id", "repetition"),)
        indexes = (
            ("run_id", "id"),
            ("run_id", "status", "id"),
            ("dataset_item_id", "id"),
        )


class ExperimentTurnResult(SpaceOwned):
    """What became of one turn of an item that has several."""

    filterable = ("status", "turn_index")

    run: fields.ForeignKeyRelation[ExperimentRun] = fields.ForeignKeyField(
        "models.ExperimentRun", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The run."
    )
    run_id: int
    item_result: fields.ForeignKeyRelation[ExperimentItemResult] = fields.ForeignKeyField(
        "models.ExperimentItemResult",
        related_name=False,
        on_delete=fields.CASCADE,
        db_index=False,
        description="The result of the item.",
    )
    item_result_id: int
    dataset_item_id = fields.BigIntField(description="The item.")
    repetition = fields.IntField(default=1, description="Which repetition of the item, from 1.")
    turn_index = fields.IntField(description="Which turn of the item, from 1.")
    status = fields.CharEnumField(ItemResultStatus, max_length=16, description="How it ended.")
    reason = fields.TextField(null=True, description="Why it failed.")
    input: dict[str, Any] = JsonField(description="What the item says in this turn.")
    output: Any = JsonField(null=True, description="What the target gave.")
    error: dict[str, Any] | None = JsonField(null=True, description="The target's error: code and message.")
    weighted_score = fields.FloatField(null=True, description="Mean of the turn's scores by the evaluators' weights.")
    latency_ms = fields.IntField(null=True, description="Milliseconds the target took, retries included.")
    input_tokens = fields.IntField(null=True, description="Tokens the target read.")
    output_tokens = fields.IntField(null=True, description="Tokens the target wrote.")
    cost: Decimal | None = fields.DecimalField(
        20, 10, null=True, description="US dollars of the target; null when a price is unknown."
    )

    class Meta:
        unique_together = (("run_id", "dataset_item_id", "repetition", "turn_index"),)
        indexes = (("item_result_id", "id"),)


class ExperimentAggregateResult(SpaceOwned):
    """A metric over all items of a run."""

    filterable = ("name", "kind")

    run: fields.ForeignKeyRelation[ExperimentRun] = fields.ForeignKeyField(
        "models.ExperimentRun", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The run."
    )
    run_id: int
    name = fields.CharField(
        240, description="Alias of the evaluator, with its output after a point if it has several, or what is measured."
    )
    kind = fields.CharEnumField(MetricKind, max_length=16, default=MetricKind.EVALUATOR, description="What it is about.")
    count = fields.IntField(description="Items with a score.")
    mean = fields.FloatField(null=True, description="Arithmetic mean of the scores.")
    mean_low = fields.FloatField(null=True, description="Lower end of the mean's 95% confidence interval, by Student's t.")
    mean_high = fields.FloatField(null=True, description="Upper end of the mean's 95% confidence interval, by Student's t.")
    median = fields.FloatField(null=True, description="Middle score.")
    p5 = fields.FloatField(null=True, description="Score that one in twenty does not exceed, interpolated.")
    p10 = fields.FloatField(null=True, description="Score that one in ten does not exceed, interpolated.")
    p25 = fields.FloatField(null=True, description="Score that a quarter does not exceed, interpolated.")
    p75 = fields.FloatField(null=True, description="Score that three quarters do not exceed, interpolated.")
    p90 = fields.FloatField(null=True, description="Score that nine in ten do not exceed, interpolated.")
    p95 = fields.FloatField(null=True, description="Score that nineteen in twenty do not exceed, interpolated.")
    p99 = fields.FloatField(null=True, description="Score that 99 in a hundred do not exceed, interpolated.")
    min = fields.FloatField(null=True, description="Lowest score.")
    max = fields.FloatField(null=True, description="Highest score.")
    standard_deviation = fields.FloatField(null=True, description="Sample standard deviation; null below two scores.")
    pass_count = fields.IntField(default=0, description="Items that passed.")
    pass_rate = fields.FloatField(null=True, description="Share of the items with a pass verdict that passed.")
    pass_rate_low = fields.FloatField(null=True, description="Lower end of its 95% confidence interval, by Wilson.")
    pass_rate_high = fields.FloatField(null=True, description="Upper end of its 95% confidence interval, by Wilson.")
    failed_count = fields.IntField(default=0, description="Items for which the evaluator gave an error.")
    verdict_count = fields.IntField(default=0, description="Items with a pass verdict.")
    total = fields.FloatField(default=0.0, description="Sum of the scores.")
    square_total = fields.FloatField(default=0.0, description="Sum of their squares.")
    distribution: list[dict[str, Any]] | None = JsonField(
        null=True,
        description="How many items have which category, verdict or range of scores; known when the run has ended.",
    )
    updated_at: datetime = fields.DatetimeField(default=now, description="When it was last added up.")

    class Meta:
        unique_together = (("run_id", "name"),)


class ExperimentStats(SpaceOwned):
    """Counts, tokens and cost of a run."""

    run: fields.ForeignKeyRelation[ExperimentRun] = fields.ForeignKeyField(
        "models.ExperimentRun", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The run."
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
    calls = fields.IntField(default=0, description="Calls made to models, retries included.")
    cached_calls = fields.IntField(default=0, description="Calls spared, their answers being known; not in tokens and cost.")
    carried = fields.IntField(default=0, description="Items whose results were carried over from an earlier run.")
    updated_at: datetime = fields.DatetimeField(default=now, description="When it was last counted.")

    class Meta:
        unique_together = (("run_id",),)
