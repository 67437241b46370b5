"""Experiments, their runs, results and aggregates in the graph."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import strawberry
from strawberry import auto
from strawberry.scalars import JSON

from app.accounts.access import Actor, scope
from app.accounts.models import Space, User
from app.annotation.models import ExperimentScoreConfig, ResultAnnotation
from app.core.conditions import AllOf, Compare, Operator, one_of
from app.core.orders import Order
from app.core.rows import Row, select
from app.datasets.models import Dataset, DatasetItem, DatasetVersion
from app.evaluation.models import EvalTargetRecord, EvalTargetVersion, EvaluatorRecord, EvaluatorVersion
from app.experiments import models
from app.experiments.baselines import baselines_of_experiments
from app.experiments.survey import running_in_runs
from app.llm.chat import PartType
from app.prompts.models import PromptCommit
from graphql_schema.annotation.summaries import annotation_summaries_field
from graphql_schema.core.connection import children, owned
from graphql_schema.core.context import Info
from graphql_schema.core.entity import Node, entity, face, parent, related, stored, structured
from graphql_schema.core.relations import reads
from graphql_schema.core.scalars import BigInt
from graphql_schema.evaluation.shown import shown
from graphql_schema.experiments.distributions import DistributionPart
from graphql_schema.experiments.item_states import item_states_field
from graphql_schema.experiments.slices import aggregates_by_field, pass_rate_at_field


@strawberry.type(description="Where an input comes from; exactly one of the sources is set.")
class InputMapping:
    name: str = strawberry.field(description="The input.")
    column: str | None = strawberry.field(description="The dataset's column it is taken from.")
    output: bool = strawberry.field(description="It is the target's output.")
    conversation: bool = strawberry.field(description="It is everything that was said, the target's output included.")
    value: JSON | None = strawberry.field(description="It is this value.")
    path: str | None = strawberry.field(description="It is only this part of the column or the output; null for all of it.")
    part_type: PartType | None = strawberry.field(
        description="What a judge is shown it as, by its own settings or the column; null for what it is told as text."
    )


@strawberry.type(description="What a run may use up; whichever is reached first pauses it.")
class ExperimentRunBudget:
    cost: Decimal | None = strawberry.field(description="US dollars; null for no limit.")
    tokens: BigInt | None = strawberry.field(description="Tokens read and written; null for no limit.")
    seconds: int | None = strawberry.field(description="Seconds of work, pauses left out; null for no limit.")


@strawberry.type(description="Items of a run by state.")
class ItemCounts:
    total: int = strawberry.field(description="Items of the run.")
    pending: int = strawberry.field(description="Items nobody works on yet.")
    running: int = strawberry.field(description="Items being worked on, over all processes.")
    succeeded: int = strawberry.field(description="Items that succeeded.")
    failed: int = strawberry.field(description="Items that failed.")
    cancelled: int = strawberry.field(description="Items that were cancelled.")


@entity(models.Experiment)
class Experiment(Node):
    """A dataset version, a target and evaluators, to be run as often as wanted."""

    name: auto
    description: auto
    metadata: auto
    tags: auto
    origin: auto
    concurrency: auto
    repetitions: auto
    cache_responses: auto
    item_timeout_seconds: auto
    run_count: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    dataset_version = parent(
        DatasetVersion, by="dataset_version_id", description="The items it is run on.", is_required=True
    )
    eval_target_version = parent(
        EvalTargetVersion, by="eval_target_version_id", description="What is evaluated.", is_required=True
    )
    prompt_commit = parent(PromptCommit, by="prompt_commit_id", description="The commit, if a prompt is evaluated.")
    template = parent(models.ExperimentTemplate, by="template_id", description="The template it was made from.")
    cloned_from = parent(models.Experiment, by="cloned_from_id", description="The experiment it was made after.")
    clones = children(models.Experiment, by="cloned_from_id", description="Experiments that were made after it.")
    evaluators = owned(models.ExperimentEvaluator, by="experiment_id", description="Its evaluators.")
    baseline_run = related(
        models.ExperimentRun,
        batch=baselines_of_experiments,
        description="The run that its runs are compared with: the baseline of the dataset labelled `default`.",
    )
    score_configs = owned(
        ExperimentScoreConfig, by="experiment_id", description="The questions that people are asked about its results."
    )
    latest_run = parent(models.ExperimentRun, by="latest_run_id", description="Its newest run; null before the first.")
    runs = children(models.ExperimentRun, by="experiment_id", description="Its runs, newest first.")
    results = children(
        models.ExperimentItemResult,
        by="run_id",
        key="latest_run_id",
        description="Results of its newest run; `runs` has those of the others.",
    )
    created_by = parent(User, by="created_by_id", description="Who made it.")


@strawberry.type(description="An evaluator in a template.")
class ExperimentTemplateEvaluator:
    alias: str | None = strawberry.field(description="Its name and that of its metric; null for the evaluator's own.")
    weight: float = strawberry.field(description="Its share in the weighted score.")
    inputs: list[InputMapping] = strawberry.field(description="Where its inputs come from.")
    evaluator_version = parent(EvaluatorVersion, by="evaluator_version_id", description="The evaluator.", is_required=True)


@entity(models.ExperimentTemplate)
class ExperimentTemplate(Node):
    """What experiments on a dataset have in common, to be made again and again from newer versions."""

    name: auto
    description: auto
    metadata: auto
    tags: auto
    concurrency: auto
    repetitions: auto
    cache_responses: auto
    item_timeout_seconds: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    dataset = parent(Dataset, by="dataset_id", description="The dataset; null once it is deleted.")
    evaluators = structured(ExperimentTemplateEvaluator, column="evaluators", description="What scores the outputs.")
    experiments = children(models.Experiment, by="template_id", description="Experiments that were made from it.")
    created_by = parent(User, by="created_by_id", description="Who made it.")

    @strawberry.field(description="What is evaluated, named as in the input that made it.", metadata=reads("target"))
    def target(self: Any) -> JSON:
        described: JSON = shown(stored(self, "target"))
        return described


@entity(models.ExperimentBaseline)
class ExperimentBaseline(Node):
    """The run that others on the same dataset are compared with, by label."""

    label: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    dataset = parent(Dataset, by="dataset_id", description="The dataset; null once it is deleted.")
    run = parent(models.ExperimentRun, by="run_id", description="The run.", is_required=True)
    set_by = parent(User, by="set_by_id", description="Who chose it last.")


@entity(models.ExperimentEvaluator)
class ExperimentEvaluator(Node):
    """An evaluator's place in an experiment."""

    alias: auto
    weight: auto
    experiment = parent(models.Experiment, by="experiment_id", description="The experiment; null once it is deleted.")
    evaluator_version = parent(EvaluatorVersion, by="evaluator_version_id", description="The evaluator.", is_required=True)
    inputs = structured(InputMapping, column="inputs", description="Where its inputs come from.")


async def stats_of_runs(actor: Actor, runs: list[int]) -> list[Row | None]:
    """Statistics by run; one statement."""
    visible = scope(models.ExperimentStats, actor)
    rows = await select(models.ExperimentStats, AllOf((one_of("run_id", runs), visible)))
    found = {row["run_id"]: row for row in rows}
    return [found.get(run) for run in runs]


_BUDGET = ("budget_cost", "budget_tokens", "budget_seconds")


@entity(models.ExperimentRun)
class ExperimentRun(Node):
    """One execution of an experiment."""

    number: auto
    mode: auto
    status: auto
    reason: auto
    concurrency: auto
    priority: auto
    repetitions: auto
    cache_responses: auto
    item_timeout_seconds: auto
    is_open: auto
    started_at: auto
    finished_at: auto
    created_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    experiment = parent(models.Experiment, by="experiment_id", description="The experiment; null once it is deleted.")
    base_run = parent(models.ExperimentRun, by="base_run_id", description="The earlier run it goes on from.")
    results = children(models.ExperimentItemResult, by="run_id", description="What became of its items, newest first.")
    evaluator_records = children(EvaluatorRecord, by="run_id", description="What its evaluators said, newest first.")
    item_states = item_states_field("All its items, done or not, in the order in which they were written.")
    baselines = children(
        models.ExperimentBaseline, by="run_id", description="What it is the baseline for: dataset and label."
    )
    annotations = children(ResultAnnotation, by="run_id", description="What people said about its results, newest first.")
    annotation_summaries = annotation_summaries_field()
    aggregates_by = aggregates_by_field()
    aggregate_results = owned(
        models.ExperimentAggregateResult, by="run_id", description="Its metrics over all items done so far."
    )
    created_by = parent(User, by="created_by_id", description="Who started it.")
    stats = related(
        models.ExperimentStats, batch=stats_of_runs, description="Counts, tokens and cost so far.", is_required=True
    )

    @strawberry.field(description="What it may use up before it pauses; null for no limit.", metadata=reads(*_BUDGET))
    def budget(self: Any) -> ExperimentRunBudget | None:
        cost, tokens, seconds = (self[column] for column in _BUDGET)
        if cost is None and tokens is None and seconds is None:
            return None
        return ExperimentRunBudget(cost=cost, tokens=tokens, seconds=seconds)


@entity(models.ExperimentItemResult)
class ExperimentItemResult(Node):
    """What became of one item in a run."""

    status: auto
    reason: auto
    repetition: auto
    output: auto
    error: auto
    weighted_score: auto
    latency_ms: auto
    input_tokens: auto
    output_tokens: auto
    cost: auto
    created_at: auto
    run = parent(models.ExperimentRun, by="run_id", description="The run.", is_required=True)
    experiment = parent(models.Experiment, by="experiment_id", description="The experiment; null once it is deleted.")
    dataset_item = parent(DatasetItem, by="dataset_item_id", description="The item, as the run saw it.", is_required=True)
    carried_from = parent(
        models.ExperimentItemResult, by="carried_from_id", description="The result of an earlier run that it goes back to."
    )
    turn_results = owned(
        models.ExperimentTurnResult, by="item_result_id", description="What became of its turns; none if it has no turns."
    )
    evaluator_records = owned(
        EvaluatorRecord, by="item_result_id", description="What the evaluators said, of its turns as well."
    )
    eval_target_records = owned(EvalTargetRecord, by="item_result_id", description="What the target was sent and gave.")
    annotations = children(ResultAnnotation, by="item_result_id", description="What people said about it, newest first.")


async def _records_of_turns(actor: Actor, turns: list[tuple[int, int]]) -> list[list[Row]]:
    """Evaluators' records by item's result and turn; one statement."""
    within = (one_of("item_result_id", sorted({pk for pk, _ in turns})), Compare("turn_index", Operator.GT, 0))
    rows = await select(EvaluatorRecord, AllOf((*within, scope(EvaluatorRecord, actor))), Order(is_descending=False))
    found: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["item_result_id"], row["turn_index"]].append(row)
    return [found[turn] for turn in turns]


async def _records_of_turn(self: Any, info: Info) -> Any:
    return await info.context.loaders.by(_records_of_turns).load((self["item_result_id"], self["turn_index"]))


@entity(models.ExperimentTurnResult)
class ExperimentTurnResult(Node):
    """What became of one turn of an item that has several."""

    turn_index: auto
    repetition: auto
    status: auto
    reason: auto
    input: auto
    output: auto
    error: auto
    weighted_score: auto
    latency_ms: auto
    input_tokens: auto
    output_tokens: auto
    cost: auto
    created_at: auto
    run = parent(models.ExperimentRun, by="run_id", description="The run.", is_required=True)
    item_result = parent(
        models.ExperimentItemResult, by="item_result_id", description="The result of the item.", is_required=True
    )
    dataset_item = parent(DatasetItem, by="dataset_item_id", description="The item, as the run saw it.", is_required=True)
    evaluator_records = strawberry.field(
        resolver=_records_of_turn,
        description="What the evaluators said of this turn.",
        metadata=reads("item_result_id", "turn_index"),
        graphql_type=list[face(EvaluatorRecord)],  # type: ignore[misc]
    )


@entity(models.ExperimentAggregateResult)
class ExperimentAggregateResult(Node):
    """A metric over all items of a run; an item has a score for each repetition, and counts once in intervals."""

    name: auto
    kind: auto
    count: auto
    mean: auto
    mean_low: auto
    mean_high: auto
    median: auto
    p5: auto
    p10: auto
    p25: auto
    p75: auto
    p90: auto
    p95: auto
    p99: auto
    min: auto
    max: auto
    total: auto
    standard_deviation: auto
    pass_count: auto
    verdict_count: auto
    pass_rate: auto
    pass_rate_low: auto
    pass_rate_high: auto
    failed_count: auto
    created_at: auto
    updated_at: auto
    run = parent(models.ExperimentRun, by="run_id", description="The run.", is_required=True)
    distribution = structured(
        DistributionPart,
        column="distribution",
        description="How many items have which category, verdict or range of scores; null until the run has ended.",
        is_required=False,
    )
    pass_rate_at = pass_rate_at_field()


async def _running(actor: Actor, runs: list[int]) -> list[int]:
    found = await running_in_runs(runs)
    return [found[run] for run in runs]


@entity(models.ExperimentStats)
class ExperimentStats(Node):
    """Counts, tokens and cost of a run."""

    sequence: auto
    input_tokens: auto
    output_tokens: auto
    cost: auto
    unpriced_calls: auto
    calls: auto
    cached_calls: auto
    carried: auto
    updated_at: auto
    run = parent(models.ExperimentRun, by="run_id", description="The run.", is_required=True)

    @strawberry.field(description="Items by state.", metadata=reads("run_id", "total", "succeeded", "failed", "cancelled"))
    async def counts(self: Any, info: Info) -> ItemCounts:
        left = max(0, self["total"] - self["succeeded"] - self["failed"] - self["cancelled"])
        running = min(left, await info.context.loaders.by(_running).load(self["run_id"]))
        return ItemCounts(
            total=self["total"],
            pending=left - running,
            running=running,
            succeeded=self["succeeded"],
            failed=self["failed"],
            cancelled=self["cancelled"],
        )
