"""Prompts, their drafts, commits and labels in the graph."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import auto
from strawberry.scalars import JSON

from app.accounts.models import Space, User
from app.core.rows import Row
from app.evaluation.models import EvalTarget
from app.experiments.models import Experiment
from app.llm.models import LlmConnection
from app.prompts import models
from app.prompts.commits import StaleBase
from app.prompts.content import COLUMNS, Content, is_same
from app.prompts.resolving import CommitChoice, chosen_commits
from graphql_schema.core.connection import children, owned
from graphql_schema.core.context import Info
from graphql_schema.core.entity import ENTITY_TYPES, Node, entity, graphql_enum, parent, stored, structured
from graphql_schema.core.errors import UserError, error_face
from graphql_schema.core.relations import reads

PromptKindType = graphql_enum(models.PromptKind)
TemplateTypeType = graphql_enum(models.TemplateType)
VariableTypeType = graphql_enum(models.VariableType)


@strawberry.type(description="Something to be filled into a prompt's messages.")
class PromptVariable:
    name: str = strawberry.field(description="Its name, as in `{{name}}`.")
    type: models.VariableType = strawberry.field(description="What it holds.")
    description: str | None = strawberry.field(description="What it is for.")
    required: bool = strawberry.field(description="It must be given, unless it has a default.")
    default: JSON | None = strawberry.field(description="Its value when none is given.")


@strawberry.type(description="The model a prompt is meant for, and its parameters; null leaves one to the provider.")
class ModelConfig:
    model: str = strawberry.field(description="Name of the model.")
    temperature: float | None = strawberry.field(description="How freely it chooses words, from 0 to 2.")
    top_p: float | None = strawberry.field(description="Share of the likeliest words it chooses from.")
    max_tokens: int | None = strawberry.field(description="Tokens of a reply at most.")
    seed: int | None = strawberry.field(description="Starts its choices, for replies that can be repeated.")
    stop: list[str] = strawberry.field(description="Texts at which a reply ends.")
    connection = parent(
        LlmConnection, by="connection_id", description="How it is reached; null for demo models and deleted connections."
    )


@entity(models.Prompt)
class Prompt(Node):
    """A prompt with its versions."""

    key: auto
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
    ) -> Annotated[PromptCommit, strawberry.lazy("graphql_schema.prompts.types")] | None:
        row: Any = await info.context.loaders.by(chosen_commits).load(CommitChoice(self["id"], version, label))
        return row  # type: ignore[no-any-return]


@entity(models.PromptCommit)
class PromptCommit(Node):
    """An immutable version of a prompt."""

    version: auto
    sequence: auto
    template_type: auto
    messages: auto
    tools: auto
    tool_call_config: auto
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
    variables = structured(PromptVariable, column="variables", description="What its messages ask for.")
    model_config = structured(
        ModelConfig, column="model_config", description="The model it is meant for.", is_list=False, is_required=False
    )


@entity(models.PromptDraft)
class PromptDraft(Node):
    """One person's unfinished next version of a prompt, which nobody else sees."""

    template_type: auto
    messages: auto
    tools: auto
    tool_call_config: auto
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
        return base is None or not is_same(_content(self), _content(base))


@entity(models.PromptLabel)
class PromptLabel(Node):
    """A name that points at one commit of a prompt, such as `production`."""

    label: auto
    created_at: auto
    updated_at: auto
    prompt = parent(models.Prompt, by="prompt_id", description="The prompt; null once it is deleted.")
    prompt_commit = parent(models.PromptCommit, by="prompt_commit_id", description="Where it points.", is_required=True)
    updated_by = parent(User, by="updated_by_id", description="Who moved it last.")


@strawberry.type(description="Somebody committed after your draft began.")
class StaleBaseProblem(UserError):
    newest_commit_id: strawberry.Private[int]

    @strawberry.field(description="The commit to compare with, and to name as `baseCommitId` when you go on.")
    async def newest_commit(self, info: Info) -> PromptCommit | None:
        row: Any = await info.context.loaders.one(models.PromptCommit).load(self.newest_commit_id)
        return row  # type: ignore[no-any-return]


ENTITY_TYPES.append(StaleBaseProblem)


@error_face(StaleBase)
def _stale_base(error: StaleBase) -> UserError:
    return StaleBaseProblem(
        code=error.code, message=error.message, path=list(error.path), newest_commit_id=error.newest_commit_id
    )


def _content(row: Row) -> Content:
    return {column: row[column] if column == "template_type" else stored(row, column) for column in COLUMNS}
