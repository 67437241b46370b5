"""Prompts, their drafts, commits and labels in the graph."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import auto
from strawberry.scalars import JSON

from app.accounts.models import Space, User
from app.evaluation.models import EvalTarget
from app.experiments.models import Experiment
from app.llm.chat import PartType, ToolChoiceMode
from app.llm.models import LlmConnection
from app.playground.contexts import debug_contexts_of
from app.playground.models import PromptDebugContext, PromptRun
from app.prompts import models
from app.prompts.commits import StaleBase
from app.prompts.content import COLUMNS, content_of_row, is_same
from app.prompts.dependencies import SnippetInUse
from app.prompts.diffing import ChangeKind, LineKind, diff_of
from app.prompts.resolving import CommitChoice, chosen_commits
from graphql_schema.core.connection import children, owned
from graphql_schema.core.context import Info
from graphql_schema.core.entity import (
    ENTITY_TYPES,
    Node,
    entity,
    graphql_enum,
    graphql_enums,
    parent,
    related,
    stored,
    structured,
)
from graphql_schema.core.errors import UserError, error_face
from graphql_schema.core.ids import global_id
from graphql_schema.core.relations import reads

PromptKindType = graphql_enum(models.PromptKind)
TemplateTypeType = graphql_enum(models.TemplateType)
VariableTypeType = graphql_enum(models.VariableType)
GateMeasureType = graphql_enum(models.GateMeasure)
PartTypeType = graphql_enum(PartType)
ToolChoiceModeType = graphql_enum(ToolChoiceMode)
graphql_enums(models.LabelMoveStatus, ChangeKind, LineKind)


@strawberry.type(description="Something to be filled into a prompt's messages.")
class PromptVariable:
    name: str = strawberry.field(description="Its name, as in `{{name}}`.")
    type: models.VariableType = strawberry.field(description="What it holds.")
    description: str | None = strawberry.field(description="What it is for.")
    required: bool = strawberry.field(description="It must be given, unless it has a default.")
    default: JSON | None = strawberry.field(description="Its value when none is given.")
    json_schema: JSON | None = strawberry.field(description="JSON Schema that its value has to satisfy, if any.")


@strawberry.type(description="A function that the model may ask to be called.")
class PromptTool:
    name: str = strawberry.field(description="Its name, by which the model calls it.")
    description: str | None = strawberry.field(description="What it does and when to call it, for the model.")
    parameters: JSON | None = strawberry.field(description="JSON Schema of its arguments.")


@strawberry.type(description="Which tools the model may or must call.")
class PromptToolChoice:
    mode: ToolChoiceMode = strawberry.field(description="How it chooses.")
    name: str | None = strawberry.field(description="The tool that it must call, for `SPECIFIC`.")


@strawberry.type(description="The model a prompt is meant for, and its parameters; null leaves one to the provider.")
class ModelConfig:
    model: str = strawberry.field(description="Name of the model.")
    temperature: float | None = strawberry.field(description="How freely it chooses words, from 0 to 2.")
    top_p: float | None = strawberry.field(description="Share of the likeliest words it chooses from.")
    top_k: int | None = strawberry.field(description="How many of the likeliest words it chooses from.")
    presence_penalty: float | None = strawberry.field(description="How much it avoids words that it used, from -2 to 2.")
    frequency_penalty: float | None = strawberry.field(
        description="How much it avoids words the more often it used them, from -2 to 2."
    )
    max_tokens: int | None = strawberry.field(description="Tokens of a reply at most.")
    seed: int | None = strawberry.field(description="Starts its choices, for replies that can be repeated.")
    stop: list[str] = strawberry.field(description="Texts at which a reply ends.")
    extra: JSON | None = strawberry.field(description="Further parameters, sent to the provider as they are.")
    connection = parent(
        LlmConnection, by="connection_id", description="How it is reached; null for demo models and deleted connections."
    )


def _tools() -> Any:
    return structured(PromptTool, column="tools", description="Tools the model may call.")


def _tool_choice() -> Any:
    return structured(
        PromptToolChoice,
        column="tool_call_config",
        description="Which of the tools it may or must call; null leaves that to the provider.",
        is_list=False,
        is_required=False,
    )


@entity(models.Prompt)
class Prompt(Node):
    """A prompt with its versions."""

    key: auto
    folder: auto
    name: auto
    description: auto
    kind: auto
    latest_version: auto
    latest_commit_at: auto
    commit_count: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    created_by = parent(User, by="created_by_id", description="Who made it.")
    updated_by = parent(User, by="updated_by_id", description="Who changed it last.")
    commits = children(models.PromptCommit, by="prompt_id", description="Its versions, newest first.")
    labels = owned(models.PromptLabel, by="prompt_id", description="Names that point at its commits.")
    eval_targets = children(EvalTarget, by="prompt_id", description="It as the target of experiments.")
    drafts = children(models.PromptDraft, by="prompt_id", description="Your unfinished next version, if there is one.")
    runs = children(PromptRun, by="prompt_id", description="Your runs of it in the playground, newest first.")
    debug_context = related(
        PromptDebugContext, batch=debug_contexts_of, description="What you let stand in for the world while you try it."
    )
    label_moves = children(
        models.PromptLabelMove, by="prompt_id", description="Where its labels were put and taken away, newest first."
    )
    label_requests = children(
        models.PromptLabelRequest, by="prompt_id", description="Requests to move its protected labels, newest first."
    )
    dependents = children(
        models.PromptDependency, by="snippet_id", description="Commits of other prompts that include it, as a snippet."
    )

    @strawberry.field(description="Words to find it by.", metadata=reads("tags"))
    def tags(self: Any) -> list[str]:
        return list(stored(self, "tags"))

    @strawberry.field(
        description="The commit that clients get: by version, else by label, else `production`, else the newest.",
        metadata=reads(),
    )
    async def commit(
        self: Any,
        info: Info,
        version: Annotated[str | None, strawberry.argument(description="Its version.")] = None,
        label: Annotated[str | None, strawberry.argument(description="A label that points at it.")] = None,
        split_key: Annotated[
            str | None,
            strawberry.argument(description="Whom it is for: of commits that share a label, always the same for the same."),
        ] = None,
    ) -> Annotated[PromptCommit, strawberry.lazy("graphql_schema.prompts.types")] | None:
        row: Any = await info.context.loaders.by(chosen_commits).load(CommitChoice(self["id"], version, label, split_key))
        return row  # type: ignore[no-any-return]


@entity(models.PromptCommit)
class PromptCommit(Node):
    """An immutable version of a prompt."""

    version: auto
    sequence: auto
    template_type: auto
    messages: auto
    tools = _tools()
    tool_choice = _tool_choice()
    response_schema: auto
    config: auto
    note: auto
    created_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    prompt = parent(models.Prompt, by="prompt_id", description="The prompt it belongs to; null once it is deleted.")
    parent_commit = parent(models.PromptCommit, by="parent_id", description="The commit its draft was based on.")
    created_by = parent(User, by="created_by_id", description="Who committed it.")
    derived_commits = children(models.PromptCommit, by="parent_id", description="Commits whose drafts were based on it.")
    labels = owned(models.PromptLabel, by="prompt_commit_id", description="Labels that point at it.")
    experiments = children(Experiment, by="prompt_commit_id", description="Experiments that evaluate it.")
    runs = children(PromptRun, by="prompt_commit_id", description="Your runs of it in the playground, newest first.")
    dependencies = owned(
        models.PromptDependency,
        by="prompt_commit_id",
        description="Snippets that it includes, as they were then.",
    )
    dependents = children(
        models.PromptDependency, by="resolved_commit_id", description="Commits of other prompts that included it when made."
    )
    variables = structured(PromptVariable, column="variables", description="What its messages ask for.")
    model_config = structured(
        ModelConfig, column="model_config", description="The model it is meant for.", is_list=False, is_required=False
    )


@entity(models.PromptDraft)
class PromptDraft(Node):
    """One person's unfinished next version of a prompt, which nobody else sees."""

    template_type: auto
    messages: auto
    tools = _tools()
    tool_choice = _tool_choice()
    response_schema: auto
    config: auto
    created_at: auto
    updated_at: auto
    prompt = parent(models.Prompt, by="prompt_id", description="The prompt; null once it is deleted.")
    user = parent(User, by="user_id", description="Whose draft it is.")
    base = parent(models.PromptCommit, by="base_id", description="The commit it started from.")
    variables = structured(PromptVariable, column="variables", description="What its messages ask for.")
    model_config = structured(
        ModelConfig, column="model_config", description="The model it is meant for.", is_list=False, is_required=False
    )

    @strawberry.field(
        description="It differs from the commit it started from, or started from none.",
        metadata=reads("base_id", *COLUMNS),
    )
    async def is_edited(self: Any, info: Info) -> bool:
        if self["base_id"] is None:
            return True
        base = await info.context.loaders.one(models.PromptCommit).load(self["base_id"])
        return base is None or not is_same(content_of_row(self), content_of_row(base))


@strawberry.type(description="A commit's part of a label that several share.")
class PromptLabelPart:
    weight: int = strawberry.field(description="Its weight among the parts.")
    prompt_commit = parent(
        models.PromptCommit, by="prompt_commit_id", description="The commit; null once it may not be seen."
    )


def _split() -> Any:
    told = "Commits that share it with their weights; null when it is one's alone."
    return structured(PromptLabelPart, column="split", description=told, is_required=False)


@entity(models.PromptLabel)
class PromptLabel(Node):
    """A name that points at one commit of a prompt, such as `production`."""

    label: auto
    created_at: auto
    updated_at: auto
    split = _split()
    prompt = parent(models.Prompt, by="prompt_id", description="The prompt; null once it is deleted.")
    prompt_commit = parent(models.PromptCommit, by="prompt_commit_id", description="Where it points.", is_required=True)
    updated_by = parent(User, by="updated_by_id", description="Who moved it last.")


@entity(models.PromptLabelMove)
class PromptLabelMove(Node):
    """That a label was put somewhere, moved, split or taken away."""

    label: auto
    reason: auto
    created_at: auto
    split = _split()
    prompt = parent(models.Prompt, by="prompt_id", description="The prompt; null once it is deleted.")
    from_commit = parent(models.PromptCommit, by="from_commit_id", description="Where it pointed before; null when new.")
    to_commit = parent(models.PromptCommit, by="to_commit_id", description="Where it points since; null when taken away.")
    moved_by = parent(User, by="moved_by_id", description="Who did it.")


@strawberry.type(description="What experiments must show of a commit before a protected label points at it.")
class PromptLabelGate:
    metric: str = strawberry.field(description="The metric, as an experiment names it.")
    measure: models.GateMeasure = strawberry.field(description="What of the metric.")
    minimum: float = strawberry.field(description="The least that the newest finished run has to show.")


@entity(models.ProtectedLabel)
class ProtectedLabel(Node):
    """A label that only administrators, and keys with the scope RELEASE, move in the prompts of a space."""

    label: auto
    requires_approval: auto
    created_at: auto
    updated_at: auto
    gates = structured(PromptLabelGate, column="gates", description="What experiments must show of a commit first.")
    space = parent(Space, by="space_id", description="The space it is protected in.", is_required=True)
    created_by = parent(User, by="created_by_id", description="Who protected it.")


@entity(models.PromptLabelRequest)
class PromptLabelRequest(Node):
    """That somebody asks for a protected label to be moved, and what was decided."""

    label: auto
    status: auto
    reason: auto
    note: auto
    decided_at: auto
    created_at: auto
    prompt = parent(models.Prompt, by="prompt_id", description="The prompt; null once it is deleted.")
    prompt_commit = parent(
        models.PromptCommit, by="prompt_commit_id", description="Where the label shall point.", is_required=True
    )
    from_commit = parent(
        models.PromptCommit, by="from_commit_id", description="Where the label pointed when this was asked for."
    )
    requested_by = parent(User, by="requested_by_id", description="Who asks.")
    decided_by = parent(User, by="decided_by_id", description="Who decided.")


@entity(models.PromptDependency)
class PromptDependency(Node):
    """That a commit includes a snippet, and what that was when it was committed."""

    label: auto
    version: auto
    created_at: auto
    prompt_commit = parent(
        models.PromptCommit, by="prompt_commit_id", description="The commit that includes it.", is_required=True
    )
    snippet = parent(models.Prompt, by="snippet_id", description="What is included; null once it is deleted.")
    resolved_commit = parent(
        models.PromptCommit,
        by="resolved_commit_id",
        description="The commit of the snippet that this was at the time.",
        is_required=True,
    )


# --- differences -----------------------------------------------------------------------------------------------------


@strawberry.type(description="A line of a text that differs, or one near it.")
class PromptDiffLine:
    kind: LineKind = strawberry.field(description="What happened to it.")
    text: str = strawberry.field(description="The line, without its end.")


@strawberry.type(description="Lines that changed, with a few around them.")
class PromptDiffHunk:
    from_line: int = strawberry.field(description="Number of its first line before, from 1.")
    to_line: int = strawberry.field(description="Number of its first line after, from 1.")
    lines: list[PromptDiffLine] = strawberry.field(description="The lines in order.")


@strawberry.type(description="A setting, a variable or a tool that differs.")
class PromptPartChange:
    name: str = strawberry.field(description="Its name.")
    kind: ChangeKind = strawberry.field(description="What happened to it.")

    @strawberry.field(description="What it was; null when it is new.")
    def before(self: Any) -> JSON | None:
        return _referring(self.name, self.before)

    @strawberry.field(description="What it is; null when it is gone.")
    def after(self: Any) -> JSON | None:
        return _referring(self.name, self.after)


@strawberry.type(description="A message that differs.")
class PromptMessageChange:
    kind: ChangeKind = strawberry.field(description="What happened to it.")
    from_index: int | None = strawberry.field(description="Its place before, from 0; null when it is new.")
    to_index: int | None = strawberry.field(description="Its place after, from 0; null when it is gone.")
    before: JSON | None = strawberry.field(description="What it was; null when it is new.")
    after: JSON | None = strawberry.field(description="What it is; null when it is gone.")
    hunks: list[PromptDiffHunk] = strawberry.field(description="The lines of its text that differ.")


@strawberry.type(description="All that differs between two commits of a prompt, or a commit and a draft.")
class PromptDiff:
    is_same: bool = strawberry.field(description="Nothing differs.")
    settings: list[PromptPartChange] = strawberry.field(
        description="Settings that differ: `templateType`, `toolChoice`, `responseSchema`, `config`."
    )
    messages: list[PromptMessageChange] = strawberry.field(description="Messages that differ, in order.")
    variables: list[PromptPartChange] = strawberry.field(description="Variables that differ.")
    tools: list[PromptPartChange] = strawberry.field(description="Tools that differ.")
    model_config: list[PromptPartChange] = strawberry.field(description="Parts of the model's configuration that differ.")


def _referring(name: str, value: Any) -> JSON | None:
    """A value of a part, with a connection by its id in the API."""
    is_id = name == "connectionId" and isinstance(value, int)
    shown: Any = global_id(LlmConnection.__name__, value) if is_id else value
    return shown  # type: ignore[no-any-return]


# --- errors ----------------------------------------------------------------------------------------------------------


@strawberry.type(description="Somebody committed after your draft began.")
class StaleBaseProblem(UserError):
    newest_commit_id: strawberry.Private[int]
    base_commit_id: strawberry.Private[int | None]

    @strawberry.field(description="The commit to compare with, and to name as `baseCommitId` when you go on.")
    async def newest_commit(self, info: Info) -> PromptCommit | None:
        row: Any = await info.context.loaders.one(models.PromptCommit).load(self.newest_commit_id)
        return row  # type: ignore[no-any-return]

    @strawberry.field(description="What others changed since the commit that your draft is based on.")
    async def diff(self, info: Info) -> PromptDiff | None:
        loader = info.context.loaders.one(models.PromptCommit)
        newest = await loader.load(self.newest_commit_id)
        base = await loader.load(self.base_commit_id) if self.base_commit_id else None
        if newest is None:
            return None
        found: Any = diff_of(base and content_of_row(base), content_of_row(newest))
        return found  # type: ignore[no-any-return]


@strawberry.type(description="Commits of other prompts include the snippet.")
class SnippetInUseProblem(UserError):
    commit_ids: strawberry.Private[list[int]]

    @strawberry.field(description="The commits that include it, newest first.")
    async def dependents(self, info: Info) -> list[PromptCommit]:
        rows: Any = await info.context.loaders.one(models.PromptCommit).load_many(self.commit_ids)
        return [row for row in rows if row is not None]


ENTITY_TYPES.extend((StaleBaseProblem, SnippetInUseProblem))


@error_face(StaleBase)
def _stale_base(error: StaleBase) -> UserError:
    return StaleBaseProblem(
        code=error.code,
        message=error.message,
        path=list(error.path),
        newest_commit_id=error.newest_commit_id,
        base_commit_id=error.base_commit_id,
    )


@error_face(SnippetInUse)
def _snippet_in_use(error: SnippetInUse) -> UserError:
    return SnippetInUseProblem(code=error.code, message=error.message, path=list(error.path), commit_ids=error.commit_ids)
