"""Evaluators, targets and their executions in the graph."""

from typing import Any

import strawberry
from strawberry import auto
from strawberry.scalars import JSON

from app.accounts.access import Actor, scope
from app.accounts.models import Space, User
from app.core.conditions import AllOf, one_of
from app.core.rows import Row, select
from app.datasets.models import DatasetItem
from app.evaluation import models
from app.evaluation.verdict import effective
from app.experiments.models import Experiment, ExperimentEvaluator, ExperimentItemResult, ExperimentRun
from app.llm.chat import PartType
from app.llm.models import LlmConnection
from app.prompts.models import Prompt, PromptCommit
from app.tracing.models import Trace
from app.tracing.sources import Source, traces_of_sources
from graphql_schema.core.connection import children, owned
from graphql_schema.core.context import Info
from graphql_schema.core.entity import Node, entity, found, parent, related, stored, structured
from graphql_schema.core.relations import reads
from graphql_schema.evaluation.shown import shown


def settings(description: str) -> Any:
    """Stored settings, shown in the words of the API."""

    def resolve(self: Any) -> JSON:
        described: JSON = shown(stored(self, "config"))
        return described

    return strawberry.field(resolver=resolve, description=description, metadata=reads("config"))


async def drafts_of(actor: Actor, evaluators: list[int]) -> list[Row | None]:
    """Drafts by evaluator; one statement."""
    within = AllOf((one_of("evaluator_id", evaluators), scope(models.EvaluatorDraft, actor)))
    found = {row["evaluator_id"]: row for row in await select(models.EvaluatorDraft, within)}
    return [found.get(evaluator) for evaluator in evaluators]


@strawberry.type(description="Something an evaluator reads.")
class EvaluatorInput:
    name: str = strawberry.field(description="Its name, to be used in the mapping.")
    required: bool = strawberry.field(description="It must be mapped.")
    description: str = strawberry.field(description="What it is.")
    part_type: PartType | None = strawberry.field(
        description="What a judge is always shown it as; null where that follows from the value or its column."
    )


@entity(models.Evaluator)
class Evaluator(Node):
    """Something that scores outputs, with its versions."""

    name: auto
    description: auto
    kind: auto
    category: auto
    preset: auto
    is_managed: auto
    is_draft_committed: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    latest_version = parent(models.EvaluatorVersion, by="latest_version_id", description="Its newest version.")
    versions = children(models.EvaluatorVersion, by="evaluator_id", description="Its versions, newest first.")
    draft = related(models.EvaluatorDraft, batch=drafts_of, description="The settings of its next version.")
    records = children(models.EvaluatorRecord, by="evaluator_id", description="Its executions, newest first.")
    created_by = parent(User, by="created_by_id", description="Who made it.")
    updated_by = parent(User, by="updated_by_id", description="Who changed it last.")

    @strawberry.field(description="Words to find it by.", metadata=reads("tags"))
    def tags(self: Any) -> list[str]:
        found: list[str] = stored(self, "tags")
        return found


@entity(models.EvaluatorDraft)
class EvaluatorDraft(Node):
    """The settings of an evaluator's next version, which all its writers share."""

    config = settings("Its settings, named as in the input that made it.")
    pass_threshold: auto
    revision: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    evaluator = parent(models.Evaluator, by="evaluator_id", description="The evaluator; null once it is deleted.")
    base_version = parent(models.EvaluatorVersion, by="base_version_id", description="The version it began as.")
    updated_by = parent(User, by="updated_by_id", description="Who saved it last.")
    inputs = structured(EvaluatorInput, column="inputs", description="What it reads.")


@entity(models.EvaluatorVersion)
class EvaluatorVersion(Node):
    """An immutable version of an evaluator."""

    version: auto
    sequence: auto
    kind: auto
    config = settings("Its settings, named as in the input that made it.")
    pass_threshold: auto
    note: auto
    created_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    evaluator = parent(models.Evaluator, by="evaluator_id", description="The evaluator; null once it is deleted.")
    created_by = parent(User, by="created_by_id", description="Who made it.")
    inputs = structured(EvaluatorInput, column="inputs", description="What it reads.")
    records = children(models.EvaluatorRecord, by="evaluator_version_id", description="Its executions, newest first.")
    experiment_evaluators = children(
        ExperimentEvaluator, by="evaluator_version_id", description="Its places in experiments."
    )


@entity(models.EvalTarget)
class EvalTarget(Node):
    """What is evaluated: a prompt, a model, a column, an endpoint, or what a client submits."""

    kind: auto
    name: auto
    created_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    prompt = parent(Prompt, by="prompt_id", description="The prompt, for a prompt that is not deleted.")
    created_by = parent(User, by="created_by_id", description="Who made it.")
    versions = children(models.EvalTargetVersion, by="eval_target_id", description="Its frozen configurations.")


@entity(models.EvalTargetVersion)
class EvalTargetVersion(Node):
    """A frozen configuration of a target; an experiment runs against one."""

    version: auto
    config = settings("Model, parameters and where the inputs come from, named as in the input that made it.")
    created_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    eval_target = parent(models.EvalTarget, by="eval_target_id", description="The target.", is_required=True)
    prompt_commit = parent(PromptCommit, by="prompt_commit_id", description="The commit, for a prompt.")
    connection = parent(LlmConnection, by="connection_id", description="How its model is reached.")
    records = children(models.EvalTargetRecord, by="eval_target_version_id", description="Its executions, newest first.")
    experiments = children(Experiment, by="eval_target_version_id", description="Experiments against it.")


async def _trace(self: Any, info: Info) -> Any:
    name = self["external_id"]
    return await info.context.loaders.by(traces_of_sources).load(Source(self["space_id"], name)) if name else None


@entity(models.EvalTargetRecord)
class EvalTargetRecord(Node):
    """One execution of a target."""

    status: auto
    turn_index: auto
    repetition: auto
    external_id: auto
    awaited_until: auto
    input: auto
    output: auto
    error: auto
    model: auto
    input_tokens: auto
    output_tokens: auto
    cost: auto
    latency_ms: auto
    is_cached: auto
    is_reported: auto
    created_at: auto
    dataset_item = parent(DatasetItem, by="dataset_item_id", description="The item that it was executed for.")
    eval_target_version = parent(
        models.EvalTargetVersion, by="eval_target_version_id", description="What was executed.", is_required=True
    )
    experiment_run = parent(ExperimentRun, by="run_id", description="The run it belongs to.")
    item_result = parent(ExperimentItemResult, by="item_result_id", description="The item's result it belongs to.")
    trace = found(
        Trace,
        _trace,
        ("space_id", "external_id"),
        description="The trace of this execution, if `externalId` is the id of one that is here.",
    )


@strawberry.type(description="What a judge said in one of several calls.")
class EvaluatorSample:
    score: float | None = strawberry.field(description="The score.")
    label: str | None = strawberry.field(description="The category.")
    passed: bool | None = strawberry.field(description="Whether the output passes.")
    reason: str | None = strawberry.field(description="Why.")
    error: str | None = strawberry.field(description="Why there is no verdict.")


def counting(column: str, kind: Any, description: str) -> Any:
    """What a person put in place of an evaluator's value, else the evaluator's."""

    def resolve(self: Any) -> Any:
        return effective(self, column)

    return strawberry.field(
        resolver=resolve, description=description, metadata=reads(column, f"corrected_{column}"), graphql_type=kind
    )


@entity(models.EvaluatorRecord)
class EvaluatorRecord(Node):
    """What an evaluator said about one output of its, in one execution."""

    alias: auto
    output_name: auto
    turn_index: auto
    score_deviation: auto
    corrected_score: auto
    corrected_label: auto
    corrected_passed: auto
    corrected_at: auto
    effective_score = counting("score", float | None, "The score that counts: the corrected one, if there is one.")
    effective_label = counting("label", str | None, "The category that counts: the corrected one, if there is one.")
    effective_passed = counting("passed", bool | None, "The pass verdict that counts: the corrected one, if there is one.")
    samples = structured(
        EvaluatorSample,
        column="samples",
        description="What each call said, where a judge was asked several times.",
        is_required=False,
    )
    corrections = owned(
        models.EvaluatorCorrection, by="evaluator_record_id", description="What people corrected, the first one first."
    )
    evaluator = parent(models.Evaluator, by="evaluator_id", description="The evaluator; null once it is deleted.")
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    status: auto
    score: auto
    label: auto
    passed: auto
    reason: auto
    error: auto
    parse_mode: auto
    input: auto
    input_tokens: auto
    output_tokens: auto
    cost: auto
    latency_ms: auto
    is_cached: auto
    created_at: auto
    evaluator_version = parent(
        models.EvaluatorVersion, by="evaluator_version_id", description="What was executed.", is_required=True
    )
    experiment_run = parent(ExperimentRun, by="run_id", description="The run it belongs to.")
    item_result = parent(ExperimentItemResult, by="item_result_id", description="The item's result it belongs to.")


@entity(models.EvaluatorCorrection)
class EvaluatorCorrection(Node):
    """That a person put other values in place of an evaluator's, or took them back."""

    is_cleared: auto
    score: auto
    label: auto
    passed: auto
    reason: auto
    created_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    evaluator_record = parent(
        models.EvaluatorRecord, by="evaluator_record_id", description="What was corrected.", is_required=True
    )
    created_by = parent(User, by="created_by_id", description="Who corrected it.")
