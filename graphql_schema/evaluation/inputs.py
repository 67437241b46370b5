"""What clients send to make evaluators and to choose targets."""

from typing import Any

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON

from app.accounts.models import Space
from app.evaluation import models
from app.evaluation.code import CodeEngine, CodeLanguage, CodeMode
from app.evaluation.endpoint_settings import HttpMethod
from app.evaluation.judge import OutputType
from app.evaluation.metrics import BleuTokenizer, BuiltinMetric, ContainsMatch, LengthUnit
from app.evaluation.models import EvaluatorCategory
from app.llm.chat import MessageRole, PartType
from app.llm.models import LlmConnection
from app.prompts.models import Prompt, PromptCommit
from graphql_schema.core.entity import graphql_enums
from graphql_schema.core.ids import ref

graphql_enums(BleuTokenizer, BuiltinMetric, ContainsMatch, LengthUnit, MessageRole, OutputType, PartType)
graphql_enums(CodeEngine, CodeLanguage, CodeMode, EvaluatorCategory, HttpMethod)

_NO_CONNECTION = "How the model is reached; the built-in demo provider if not given."


def _option(description: str) -> Any:
    return strawberry.field(default=None, description=description)


# --- evaluators ------------------------------------------------------------------------------------------------------


@strawberry.input(description="Options of a metric; only those it has may be given.")
class MetricOptionsInput:
    ignore_case: bool | None = _option(
        "All that compare texts: upper and lower case are the same; true if not given for TOKEN_F1 and ROUGE_L."
    )
    trim: bool | None = _option(
        "EXACT_MATCH, STARTS_WITH, ENDS_WITH: space around the texts does not count; true if not given."
    )
    match: ContainsMatch | None = _option("CONTAINS: how many of several expected texts must be found.")
    pattern: str | None = _option("REGEX: the pattern, in RE2 syntax.")
    full_match: bool | None = _option("REGEX: the whole output must match.")
    schema: JSON | None = _option("JSON_SCHEMA: the schema, complete.")
    absolute: float | None = _option("NUMERIC_TOLERANCE, JSON_DIFF: how far off a number may be.")
    relative: float | None = _option("NUMERIC_TOLERANCE: how far off, as a share of the expected number.")
    pass_threshold: float | None = _option(
        "All that give a share from 0 to 1: from where an output passes; 1 if not given for JSON_DIFF and TOOL_CALL_MATCH."
    )
    min: int | None = _option("LENGTH: the least length that passes.")
    max: int | None = _option("LENGTH: the greatest length that passes.")
    unit: LengthUnit | None = _option("LENGTH: what is counted; characters if not given.")
    tokenizer: BleuTokenizer | None = _option("BLEU: how texts are taken apart; WORDS if not given.")
    word_order: int | None = _option("CHRF: longest runs of words that count too, from 0 to 4; 0 if not given.")
    ignore: list[str] | None = _option("JSON_DIFF: paths such as `/user/id` at which differences do not count.")
    match_arguments: bool | None = _option("TOOL_CALL_MATCH: the arguments must be the same, too; true if not given.")
    ordered: bool | None = _option("TOOL_CALL_MATCH: calls count only in the expected order.")
    allow_extra: bool | None = _option("TOOL_CALL_MATCH: calls that were not expected do not lower the score.")


@strawberry.input(description="Settings of an evaluator that is a built-in metric.")
class BuiltinEvaluatorInput:
    metric: BuiltinMetric = strawberry.field(description="The metric.")
    options: MetricOptionsInput | None = _option("Its options.")


@strawberry.input(description="A message to a judge; `{{name}}` in it is an input.")
class JudgeMessageInput:
    role: MessageRole = strawberry.field(description="Who speaks.")
    content: str = strawberry.field(description="What they say.")


@strawberry.input(description="What a judge is shown an input as, instead of what the dataset's column says.")
class JudgeInputInput:
    name: str = strawberry.field(description="The input, which stands as `{{name}}` in a message of the role USER.")
    type: PartType = strawberry.field(
        description="What its value is: an address or a data URL of it, or `TEXT` for the value as it stands."
    )


@strawberry.input(description="What one value of a judge's output stands for, as the judge is told.")
class JudgeLevelInput:
    value: str = strawberry.field(description="The number, the category, or `true` or `false`.")
    description: str = strawberry.field(description="What deserves it.")


@strawberry.input(description="A value that a judge gives.")
class JudgeOutputInput:
    name: str = strawberry.field(description="What the value says, such as `helpful`; different for each output.")
    type: OutputType = strawberry.field(description="What kind of value it is.")
    criteria: str | None = _option("What is to be judged, as the judge is told.")
    levels: list[JudgeLevelInput] | None = _option("What some of its values stand for, as the judge is told.")
    min: float | None = _option("NUMERIC: the lowest score.")
    max: float | None = _option("NUMERIC: the highest score.")
    categories: list[str] | None = _option("CATEGORICAL: the categories to choose from.")
    pass_threshold: float | None = _option("NUMERIC: score from which an output passes.")
    passing_categories: list[str] | None = _option(
        "CATEGORICAL: the categories that pass; where several are named, each has to be one of them."
    )
    is_multiple: bool | None = _option(
        "CATEGORICAL: any number of categories may apply; the label names them in their order, separated by commas."
    )


@strawberry.input(description="Settings of an evaluator that asks a language model.")
class JudgeEvaluatorInput:
    connection_id: strawberry.ID | None = ref(LlmConnection, _NO_CONNECTION, default=None)
    model: str | None = _option("The model that judges; the space's default model, whichever it is then, if not given.")
    messages: list[JudgeMessageInput] = strawberry.field(description="What it is asked; how to reply is added.")
    inputs: list[JudgeInputInput] | None = _option(
        "Inputs that are images, recordings or files; others are what their column holds: an image, or else text."
    )
    outputs: list[JudgeOutputInput] = strawberry.field(
        description="What it gives, 20 values at most; the first is the one that counts in weighted scores."
    )
    repeats: int | None = _option("How often it is asked for each verdict, 20 times at most; once if not given.")
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
    engine: CodeEngine = strawberry.field(default=CodeEngine.FAST, description="What runs the code.")
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
    category: EvaluatorCategory | None = _option("What it looks at.")
    tags: list[str] = strawberry.field(default_factory=list, description="Words to find it by.")
    version: str = strawberry.field(default="1.0.0", description="Semantic version of these settings.")
    note: str | None = _option("Why this version exists.")


@strawberry.input(description="Other settings for an evaluator.")
class CreateEvaluatorVersionInput:
    evaluator_id: strawberry.ID = ref(models.Evaluator, "The evaluator.")
    version: str = strawberry.field(description="Semantic version, not used before.")
    config: EvaluatorConfigInput = strawberry.field(description="The settings, of the evaluator's kind.")
    note: str | None = _option("Why this version exists.")


@strawberry.input(description="The next settings of an evaluator, not yet a version.")
class SaveEvaluatorDraftInput:
    evaluator_id: strawberry.ID = ref(models.Evaluator, "The evaluator.")
    config: EvaluatorConfigInput = strawberry.field(description="The settings, of the evaluator's kind.")
    revision: int | None = _option("Revision of the draft that you began with; refused if somebody has saved since.")


@strawberry.input(description="Which version the draft is to be.")
class RevertEvaluatorDraftInput:
    evaluator_id: strawberry.ID = ref(models.Evaluator, "The evaluator.")
    evaluator_version_id: strawberry.ID | None = ref(
        models.EvaluatorVersion, "The version; the newest if not given.", default=None
    )
    revision: int | None = _option("Revision of the draft that you have seen; refused if somebody has saved since.")


@strawberry.input(description="Which evaluator's draft becomes a version.")
class CommitEvaluatorVersionInput:
    evaluator_id: strawberry.ID = ref(models.Evaluator, "The evaluator.")
    version: str = strawberry.field(description="Semantic version, not used before.")
    note: str | None = _option("Why this version exists.")
    revision: int | None = _option("Revision of the draft that you have seen; refused if somebody has saved since.")


@strawberry.input(description="The model that a preset's judge asks, and how.")
class PresetJudgeInput:
    connection_id: strawberry.ID | None = ref(LlmConnection, _NO_CONNECTION, default=None)
    model: str | None = _option("The model that judges; the space's default model if not given.")
    temperature: float | None = _option("From 0 to 2; 0 if not given.")
    repeats: int | None = _option("How often it is asked for each verdict, 20 times at most; once if not given.")


@strawberry.input(description="An evaluator to be made out of a preset.")
class CreateEvaluatorFromPresetInput:
    space_id: strawberry.ID = ref(Space, "Where it will live.")
    preset: str = strawberry.field(description="Key of the preset.")
    name: str | None = _option("Display name, unique in the space; the preset's if not given.")
    judge: PresetJudgeInput | None = _option("For presets that are judges: the model.")


@strawberry.input(description="An evaluator to be copied.")
class CloneEvaluatorInput:
    evaluator_id: strawberry.ID = ref(models.Evaluator, "The evaluator.")
    name: str = strawberry.field(description="Display name of the copy, unique in the space.")
    evaluator_version_id: strawberry.ID | None = ref(
        models.EvaluatorVersion, "The version to copy; the newest if not given.", default=None
    )


@strawberry.input(description="What is to be said about an evaluator; what is not given stays.")
class UpdateEvaluatorInput:
    evaluator_id: strawberry.ID = ref(models.Evaluator, "The evaluator.")
    name: str | None = _option("Display name, unique in the space.")
    description: str | None = _option("What it looks for.")
    category: EvaluatorCategory | None = _option("What it looks at.")
    tags: list[str] | None = _option("Words to find it by, instead of those it has.")


@strawberry.input(description="An example to try an evaluator on: by a version, or by the draft of an evaluator.")
class TestEvaluatorInput:
    evaluator_id: strawberry.ID | None = ref(models.Evaluator, "The evaluator whose draft is tried.", default=None)
    evaluator_version_id: strawberry.ID | None = ref(
        models.EvaluatorVersion, "The version that is tried, instead of the draft.", default=None
    )
    inputs: JSON = strawberry.field(
        description="An object with the value of each input by its name. A judge is shown an image that is a data URL, or "
        'that is given as `{ type: "IMAGE", url }`, alone or in a list of such parts and texts.'
    )


@strawberry.input(description="What an evaluator should have said about one output.")
class CorrectEvaluatorRecordInput:
    evaluator_record_id: strawberry.ID = ref(models.EvaluatorRecord, "What it said.")
    score: float | None = _option("The right score.")
    label: str | None = _option("The right category.")
    passed: bool | None = _option("Whether the output passes; if not given, it follows from score or label where it can.")
    reason: str | None = _option("Why.")


@strawberry.input(description="Whose corrections are to count no longer.")
class ClearEvaluatorCorrectionInput:
    evaluator_record_id: strawberry.ID = ref(models.EvaluatorRecord, "What was corrected.")
    reason: str | None = _option("Why.")


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
    conversation: bool = strawberry.field(
        default=False,
        description="From everything said so far, the answer included: a list of objects with `role` and `content`.",
    )
    value: JSON | None = _option("From this value, the same for every item.")
    path: str | None = _option("Only this part of the column or the output, such as `order.lines[0].price`.")


# --- targets ---------------------------------------------------------------------------------------------------------


@strawberry.input(description="Fills an input of a target from exactly one source.")
class TargetInputMappingInput:
    name: str = strawberry.field(description="The input: a variable of a prompt, or a name that a body asks for.")
    column: str | None = _option(
        "From this column of the dataset; of one that holds turns, `column.key` is what each turn has under a key."
    )
    value: JSON | None = _option("From this value, the same for every item.")
    path: str | None = _option("Only this part of the column, such as `order.lines[0].price`.")


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
    description="A prompt's commit, by label, version or id, or your draft; `production`, else the newest, if none is given."
)
class PromptTargetInput:
    prompt_id: strawberry.ID = ref(Prompt, "The prompt.")
    label: str | None = _option("The commit that has this label now; moving the label later changes nothing.")
    version: str | None = _option("The commit with this version.")
    prompt_commit_id: strawberry.ID | None = ref(PromptCommit, "The commit.", default=None)
    draft: bool = strawberry.field(
        default=False, description="Your draft as it is now; it is frozen, so that writing on changes nothing."
    )
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


@strawberry.input(description="A header that is sent to an endpoint.")
class EndpointHeaderInput:
    name: str = strawberry.field(description="Its name.")
    value: str = strawberry.field(description="Its value.")
    is_secret: bool = strawberry.field(
        default=True, description="Whether the value is stored encrypted, and shown masked from now on."
    )


@strawberry.input(description="An HTTP endpoint that is sent each item and answers with the output.")
class HttpTargetInput:
    url: str = strawberry.field(description="Where items are sent, such as `https://example.com/answer`.")
    method: HttpMethod = strawberry.field(default=HttpMethod.POST, description="How it is called.")
    name: str | None = _option("Display name; host and path of the URL if not given.")
    headers: list[EndpointHeaderInput] = strawberry.field(default_factory=list, description="Headers to send besides.")
    body: JSON | None = _option(
        "What is sent, as JSON: a text that is just `{{name}}` becomes that input's value, within other text its text."
        " `{{history}}` is the turns before and `{{conversation_id}}` the same in all turns of an item."
        " An object of all inputs if not given."
    )
    inputs: list[TargetInputMappingInput] | None = _option(
        "Where the names in the body come from; the columns of the same names if not given."
    )
    output_path: str = strawberry.field(
        default="$", description="Where the output is in the reply, such as `$.choices[0].text`; all of it if not given."
    )
    input_tokens_path: str | None = _option("Where the reply says how many tokens were read.")
    output_tokens_path: str | None = _option("Where the reply says how many tokens were written.")
    cost_path: str | None = _option("Where the reply says what it cost, in US dollars.")
    timeout_seconds: float | None = _option("How long to wait for a reply; 60 if not given, 600 at most.")
    signing_secret: str | None = _option("Signs requests as Standard Webhooks: base64, with `whsec_` in front if you like.")
    max_concurrency: int | None = _option("Requests in flight at most, over all runs; 64 if not given.")
    requests_per_minute: int | None = _option("Requests a minute at most, over all runs; no limit if not given.")


@strawberry.input(
    description="An HTTP endpoint that accepts each item and sends the output to `POST /api/targets/results` later,"
    " with the header `Graphloop-Invocation` that it was given."
)
class CallbackTargetInput:
    url: str = strawberry.field(description="Where items are sent, such as `https://example.com/answer`.")
    method: HttpMethod = strawberry.field(default=HttpMethod.POST, description="How it is called.")
    name: str | None = _option("Display name; host and path of the URL if not given.")
    headers: list[EndpointHeaderInput] = strawberry.field(default_factory=list, description="Headers to send besides.")
    body: JSON | None = _option("What is sent, as JSON with `{{name}}` for inputs; an object of all inputs if not given.")
    inputs: list[TargetInputMappingInput] | None = _option(
        "Where the names in the body come from; the columns of the same names if not given."
    )
    deadline_seconds: int | None = _option("How long the output may take; an hour if not given, seven days at most.")
    timeout_seconds: float | None = _option("How long to wait for the item to be accepted; 60 if not given, 600 at most.")
    signing_secret: str | None = _option("Signs requests as Standard Webhooks: base64, with `whsec_` in front if you like.")
    max_concurrency: int | None = _option("Requests in flight at most, over all runs; 64 if not given.")
    requests_per_minute: int | None = _option("Requests a minute at most, over all runs; no limit if not given.")


@strawberry.input(description="Outputs that you make yourself and submit with `submitItemResults` while the run waits.")
class PushedTargetInput:
    name: str = strawberry.field(description="Display name of what makes the outputs.")
    turns: str | None = _option("Column that holds the turns, where outputs are submitted turn by turn.")


@strawberry.input(one_of=True, description="What is evaluated.")
class EvalTargetInput:
    prompt: PromptTargetInput | None = strawberry.field(default=UNSET, description="A prompt with a model.")
    model: ModelTargetInput | None = strawberry.field(default=UNSET, description="A bare model.")
    column: ColumnTargetInput | None = strawberry.field(default=UNSET, description="A column of the dataset.")
    http: HttpTargetInput | None = strawberry.field(default=UNSET, description="An endpoint that answers at once.")
    callback: CallbackTargetInput | None = strawberry.field(default=UNSET, description="An endpoint that answers later.")
    pushed: PushedTargetInput | None = strawberry.field(default=UNSET, description="Outputs that you submit.")
