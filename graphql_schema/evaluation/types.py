"""Evaluators, targets and their executions in the graph."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry import auto
from strawberry.scalars import JSON

from app.accounts.models import Space, User
from app.evaluation import models
from app.experiments.models import Experiment, ExperimentEvaluator, ExperimentItemResult, ExperimentRun
from app.llm.models import LlmConnection
from app.prompts.models import Prompt, PromptCommit
from graphql_schema.core.connection import children
from graphql_schema.core.entity import Node, entity, parent, stored, structured
from graphql_schema.core.relations import reads
from graphql_schema.evaluation.shown import shown


def settings(description: str) -> Any:
    """Stored settings, shown in the words of the API."""

    def resolve(self: Any) -> JSON:
        described: JSON = shown(stored(self, "config"))
        return described

    return strawberry.field(resolver=resolve, description=description, metadata=reads("config"))


@strawberry.type(description="Something an evaluator reads.")
class EvaluatorInput:
    name: str = strawberry.field(description="Its name, to be used in the mapping.")
    required: bool = strawberry.field(description="It must be mapped.")
    description: str = strawberry.field(description="What it is.")


@entity(models.Evaluator)
class Evaluator(Node):
    """Something that scores outputs, with its versions."""

    name: auto
    description: auto
    kind: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    latest_version = parent(models.EvaluatorVersion, by="latest_version_id", description="Its newest version.")
    versions = children(models.EvaluatorVersion, by="evaluator_id", description="Its versions, newest first.")
    created_by = parent(User, by="created_by_id", description="Who made it.")
    updated_by = parent(User, by="updated_by_id", description="Who changed it last.")


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
    """What is evaluated: a prompt, a model or a column."""

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


@entity(models.EvalTargetRecord)
class EvalTargetRecord(Node):
    """One execution of a target."""

    status: auto
    input: auto
    output: auto
    error: auto
    model: auto
    input_tokens: auto
    output_tokens: auto
    cost: auto
    latency_ms: auto
    is_cached: auto
    created_at: auto
    eval_target_version = parent(
        models.EvalTargetVersion, by="eval_target_version_id", description="What was executed.", is_required=True
    )
    experiment_run = parent(ExperimentRun, by="run_id", description="The run it belongs to.")
    item_result = parent(ExperimentItemResult, by="item_result_id", description="The item's result it belongs to.")


@entity(models.EvaluatorRecord)
class EvaluatorRecord(Node):
    """One execution of an evaluator."""

    alias: auto
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
