"""What clients send to make evaluators and to choose targets."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON

from app.accounts.models import Space
from app.evaluation import models
from app.evaluation.code import CodeLanguage, CodeMode
from app.evaluation.judge import OutputType
from app.evaluation.metrics import BuiltinMetric, ContainsMatch, LengthUnit
from app.llm.chat import MessageRole
from app.llm.models import LlmConnection
from app.prompts.models import Prompt, PromptCommit
from graphql_schema.core.entity import graphql_enums
from graphql_schema.core.ids import ref

graphql_enums(BuiltinMetric, ContainsMatch, LengthUnit, MessageRole, OutputType, CodeLanguage, CodeMode)

_NO_CONNECTION = "How the model is reached; the built-in demo provider if not given."


def _option(description: str) -> Any:
    return strawberry.field(default=None, description=description)


# --- evaluators ------------------------------------------------------------------------------------------------------


@strawberry.input(description="Options of a metric; only those it has may be given.")
class MetricOptionsInput:
    ignore_case: bool | None = _option("EXACT_MATCH, CONTAINS, REGEX, LEVENSHTEIN: upper and lower case are the same.")
    trim: bool | None = _option("EXACT_MATCH: space around the texts does not count; true if not given.")
    match: ContainsMatch | None = _option("CONTAINS: how many of several expected texts must be found.")
    pattern: str | None = _option("REGEX: the pattern, in RE2 syntax.")
    full_match: bool | None = _option("REGEX: the whole output must match.")
    schema: JSON | None = _option("JSON_SCHEMA: the schema, complete.")
    absolute: float | None = _option("NUMERIC_TOLERANCE: how far off a number may be.")
    relative: float | None = _option("NUMERIC_TOLERANCE: how far off, as a share of the expected number.")
    pass_threshold: float | None = _option("LEVENSHTEIN: similarity from which an output passes.")
    min: int | None = _option("LENGTH: the least length that passes.")
    max: int | None = _option("LENGTH: the greatest length that passes.")
    unit: LengthUnit | None = _option("LENGTH: what is counted; characters if not given.")


@strawberry.input(description="Settings of an evaluator that is a built-in metric.")
class BuiltinEvaluatorInput:
    metric: BuiltinMetric = strawberry.field(description="The metric.")
    options: MetricOptionsInput | None = _option("Its options.")


@strawberry.input(description="A message to a judge; `{{name}}` in it is an input.")
class JudgeMessageInput:
    role: MessageRole = strawberry.field(description="Who speaks.")
    content: str = strawberry.field(description="What they say.")


@strawberry.input(description="The value that a judge gives.")
class JudgeOutputInput:
    name: str = strawberry.field(description="What the value says, such as `helpful`.")
    type: OutputType = strawberry.field(description="What kind of value it is.")
    min: float | None = _option("NUMERIC: the lowest score.")
    max: float | None = _option("NUMERIC: the highest score.")
    categories: list[str] | None = _option("CATEGORICAL: the categories to choose from.")
    pass_threshold: float | None = _option("NUMERIC: score from which an output passes.")
    passing_categories: list[str] | None = _option("CATEGORICAL: the categories that pass.")


@strawberry.input(description="Settings of an evaluator that asks a language model.")
class JudgeEvaluatorInput:
    connection_id: strawberry.ID | None = ref(LlmConnection, _NO_CONNECTION, default=None)
    model: str = strawberry.field(description="The model that judges.")
    messages: list[JudgeMessageInput] = strawberry.field(description="What it is asked; how to reply is added.")
    outputs: list[JudgeOutputInput] = strawberry.field(description="What it gives; exactly one value.")
    temperature: float | None = _option("From 0 to 2; the provider's default if not given.")
    top_p: float | None = _option("From 0 to 1; the provider's default if not given.")
    max_tokens: int | None = _option("Longest reply; the provider's default if not given.")
    seed: int | None = _option("For providers that can repeat themselves.")
    timeout_seconds: float | None = _option("How long to wait for a reply; 60 if not given, 600 at most.")


@strawberry.input(description="Settings of an evaluator that is code.")
class CodeEvaluatorInput:
    language: CodeLanguage = strawberry.field(default=CodeLanguage.PYTHON, description="What it is written in.")
    source: str = strawberry.field(description="The code.")
    mode: CodeMode = strawberry.field(default=CodeMode.FUNCTION, description="How the code is used.")
    extract_code: bool = strawberry.field(
        default=True, description="PROGRAM: of an output with Markdown code blocks, use the longest Python block."
    )
    timeout_seconds: float | None = _option("How long it may run; 5 if not given, 60 at most.")
    pass_threshold: float | None = _option("Score from which an output passes, where the code does not say.")


@strawberry.input(one_of=True, description="Settings of an evaluator, by kind.")
class EvaluatorConfigInput:
    builtin: BuiltinEvaluatorInput | None = strawberry.field(default=UNSET, description="A metric that is built in.")
    judge: JudgeEvaluatorInput | None = strawberry.field(default=UNSET, description="A language model is asked.")
    code: CodeEvaluatorInput | None = strawberry.field(default=UNSET, description="Code of yours, run in a sandbox.")


@strawberry.input(description="A new evaluator with its first version.")
class CreateEvaluatorInput:
    space_id: strawberry.ID = ref(Space, "Where it will live.")
    name: str = strawberry.field(description="Display name, unique in the space.")
    config: EvaluatorConfigInput = strawberry.field(description="Its settings.")
    description: str | None = _option("What it looks for.")
    version: str = strawberry.field(default="1.0.0", description="Semantic version of these settings.")
    note: str | None = _option("Why this version exists.")


@strawberry.input(description="Other settings for an evaluator.")
class CreateEvaluatorVersionInput:
    evaluator_id: strawberry.ID = ref(models.Evaluator, "The evaluator.")
    version: str = strawberry.field(description="Semantic version, not used before.")
    config: EvaluatorConfigInput = strawberry.field(description="The settings, of the evaluator's kind.")
    note: str | None = _option("Why this version exists.")


@strawberry.input(description="Another name for an evaluator.")
class RenameEvaluatorInput:
    evaluator_id: strawberry.ID = ref(models.Evaluator, "The evaluator.")
    name: str = strawberry.field(description="Display name, unique in the space.")
    description: str | None = _option("What it looks for; unchanged if not given.")


@strawberry.input(description="Which evaluator to delete.")
class DeleteEvaluatorInput:
    evaluator_id: strawberry.ID = ref(models.Evaluator, "The evaluator.")


@strawberry.input(description="Fills an input of an evaluator from exactly one source.")
class EvaluatorInputMappingInput:
    name: str = strawberry.field(description="The input.")
    column: str | None = _option("From this column of the dataset.")
    output: bool = strawberry.field(default=False, description="From what the target answered.")
    value: JSON | None = _option("From this value, the same for every item.")


# --- targets ---------------------------------------------------------------------------------------------------------


@strawberry.input(description="Fills a variable of a prompt from exactly one source.")
class TargetInputMappingInput:
    name: str = strawberry.field(description="The variable.")
    column: str | None = _option("From this column of the dataset.")
    value: JSON | None = _option("From this value, the same for every item.")


@strawberry.input(description="A model and its parameters, instead of those of a prompt's commit.")
class TargetModelConfigInput:
    connection_id: strawberry.ID | None = ref(LlmConnection, _NO_CONNECTION, default=None)
    model: str = strawberry.field(description="The model that answers.")
    temperature: float | None = _option("From 0 to 2; the provider's default if not given.")
    top_p: float | None = _option("From 0 to 1; the provider's default if not given.")
    max_tokens: int | None = _option("Longest reply; the provider's default if not given.")
    seed: int | None = _option("For providers that can repeat themselves.")
    stop: list[str] | None = _option("Texts at which the reply ends.")
    timeout_seconds: float | None = _option("How long to wait for a reply; 60 if not given, 600 at most.")


@strawberry.input(
    description="A commit of a prompt: by label, version or id, `production` or else the newest if none is given."
)
class PromptTargetInput:
    prompt_id: strawberry.ID = ref(Prompt, "The prompt.")
    label: str | None = _option("The commit that has this label now; moving the label later changes nothing.")
    version: str | None = _option("The commit with this version.")
    prompt_commit_id: strawberry.ID | None = ref(PromptCommit, "The commit.", default=None)
    inputs: list[TargetInputMappingInput] | None = _option(
        "Where the prompt's variables come from; the columns of the same names if not given."
    )
    model_config: TargetModelConfigInput | None = _option("Model and parameters; those of the commit if not given.")


@strawberry.input(description="A bare model that is sent one column.")
class ModelTargetInput:
    connection_id: strawberry.ID | None = ref(LlmConnection, _NO_CONNECTION, default=None)
    model: str = strawberry.field(description="The model that answers.")
    column: str = strawberry.field(description="Column that is the user's message.")
    system: str | None = _option("Message that sets the model its task.")
    temperature: float | None = _option("From 0 to 2; the provider's default if not given.")
    top_p: float | None = _option("From 0 to 1; the provider's default if not given.")
    max_tokens: int | None = _option("Longest reply; the provider's default if not given.")
    seed: int | None = _option("For providers that can repeat themselves.")
    stop: list[str] | None = _option("Texts at which the reply ends.")
    timeout_seconds: float | None = _option("How long to wait for a reply; 60 if not given, 600 at most.")


@strawberry.input(description="Outputs that were made elsewhere.")
class ColumnTargetInput:
    column: str = strawberry.field(description="Column that holds the outputs.")


@strawberry.input(one_of=True, description="What is evaluated.")
class EvalTargetInput:
    prompt: PromptTargetInput | None = strawberry.field(default=UNSET, description="A prompt with a model.")
    model: ModelTargetInput | None = strawberry.field(default=UNSET, description="A bare model.")
    column: ColumnTargetInput | None = strawberry.field(default=UNSET, description="A column of the dataset.")
