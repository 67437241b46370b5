"""Prompts, drafts, commits and labels."""

from __future__ import annotations

import strawberry
from strawberry.scalars import JSON

from app.accounts.models import Space
from app.llm.models import LlmConnection
from app.prompts import commits, drafts, labels, models, service
from graphql_schema.core.context import Info
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation
from graphql_schema.llm.types import MessageRoleType
from graphql_schema.prompts.types import PromptKindType, TemplateTypeType, VariableTypeType


@strawberry.input(description="A new prompt.")
class CreatePromptInput:
    space_id: strawberry.ID = ref(Space, "The space it will live in.")
    key: str = strawberry.field(description="Stable name that programs use, unique in the space; `/` makes folders.")
    name: str = strawberry.field(description="Display name.")
    kind: PromptKindType = strawberry.field(default=models.PromptKind.CHAT, description="What it is made of.")
    description: str | None = strawberry.field(default=None, description="What it is for.")
    tags: list[str] = strawberry.field(default_factory=list, description="Words to find it by.")


@strawberry.input(description="Another name for a prompt.")
class RenamePromptInput:
    prompt_id: strawberry.ID = ref(models.Prompt, "The prompt.")
    name: str = strawberry.field(description="Display name.")
    description: str | None = strawberry.field(default=None, description="What it is for; unchanged if not given.")


@strawberry.input(description="The tags of a prompt.")
class SetPromptTagsInput:
    prompt_id: strawberry.ID = ref(models.Prompt, "The prompt.")
    tags: list[str] = strawberry.field(description="All words to find it by.")


@strawberry.input(description="Which prompt to delete.")
class DeletePromptInput:
    prompt_id: strawberry.ID = ref(models.Prompt, "The prompt.")


@strawberry.input(description="One message of a prompt.")
class PromptMessageInput:
    role: MessageRoleType = strawberry.field(description="Who speaks.")
    content: str = strawberry.field(description="What is said, with `{{variable}}` where values go.")


@strawberry.input(description="Something to be filled into a prompt's messages.")
class PromptVariableInput:
    name: str = strawberry.field(description="Its name, as in `{{name}}`.")
    type: VariableTypeType = strawberry.field(default=models.VariableType.STRING, description="What it holds.")
    description: str | None = strawberry.field(default=None, description="What it is for.")
    required: bool = strawberry.field(default=True, description="It must be given, unless it has a default.")
    default: JSON | None = strawberry.field(default=None, description="Its value when none is given, of its type.")


@strawberry.input(description="The model a prompt is meant for, and its parameters; null leaves one to the provider.")
class ModelConfigInput:
    model: str = strawberry.field(description="Name of the model.")
    connection_id: strawberry.ID | None = ref(LlmConnection, "How it is reached; none for the demo models.", default=None)
    temperature: float | None = strawberry.field(default=None, description="How freely it chooses words, from 0 to 2.")
    top_p: float | None = strawberry.field(default=None, description="Share of the likeliest words it chooses from.")
    max_tokens: int | None = strawberry.field(default=None, description="Tokens of a reply at most.")
    seed: int | None = strawberry.field(default=None, description="Starts its choices, for replies that can be repeated.")
    stop: list[str] = strawberry.field(default_factory=list, description="Texts at which a reply ends.")


@strawberry.input(description="All that your draft of a prompt shall hold.")
class SavePromptDraftInput:
    prompt_id: strawberry.ID = ref(models.Prompt, "The prompt.")
    messages: list[PromptMessageInput] = strawberry.field(description="Its messages in order; a TEXT prompt has one.")
    template_type: TemplateTypeType = strawberry.field(
        default=models.TemplateType.PLAIN, description="How variables are put in."
    )
    variables: list[PromptVariableInput] | None = strawberry.field(
        default=None, description="What the messages ask for; if not given, whatever they use, as text."
    )
    tools: list[JSON] = strawberry.field(default_factory=list, description="Tools the model may call, each a JSON object.")
    tool_call_config: JSON | None = strawberry.field(default=None, description="How tools are chosen.")
    model_config: ModelConfigInput | None = strawberry.field(default=None, description="The model it is meant for.")
    config: JSON | None = strawberry.field(default=None, description="Whatever else you want to keep with it.")
    base_commit_id: strawberry.ID | None = ref(
        models.PromptCommit, "The commit it is based on; if not given, the one before, or the newest at first.", default=None
    )


@strawberry.input(description="What your draft of a prompt shall go back to.")
class RevertPromptDraftInput:
    prompt_id: strawberry.ID = ref(models.Prompt, "The prompt.")
    prompt_commit_id: strawberry.ID = ref(models.PromptCommit, "The commit to start from again.")


@strawberry.input(description="Whose draft to throw away: yours of this prompt.")
class DiscardPromptDraftInput:
    prompt_id: strawberry.ID = ref(models.Prompt, "The prompt.")


@strawberry.input(description="A new version of a prompt.")
class CommitPromptInput:
    prompt_id: strawberry.ID = ref(models.Prompt, "The prompt whose draft is frozen.")
    version: str = strawberry.field(description="A semantic version such as `1.2.0`, unique within the prompt.")
    note: str | None = strawberry.field(default=None, description="Why this version exists.")
    base_commit_id: strawberry.ID | None = ref(
        models.PromptCommit,
        "The newest commit, when your draft began before it and shall replace it all the same.",
        default=None,
    )


@strawberry.input(description="Where a label shall point.")
class LabelPromptCommitInput:
    prompt_commit_id: strawberry.ID = ref(models.PromptCommit, "The commit.")
    label: str = strawberry.field(description="The label, such as `production`; `latest` moves by itself.")


@strawberry.input(description="Which label to take away.")
class RemovePromptLabelInput:
    prompt_id: strawberry.ID = ref(models.Prompt, "The prompt.")
    label: str = strawberry.field(description="The label.")


@strawberry.type
class PromptMutations:
    """Writing prompts."""

    @mutation
    async def create_prompt(self, info: Info, input: CreatePromptInput) -> models.Prompt:
        """Make a prompt, which has no version yet."""
        return await service.create_prompt(info.context.actor, **values(input))

    @mutation
    async def rename_prompt(self, info: Info, input: RenamePromptInput) -> models.Prompt:
        """Give a prompt another display name; its key stays."""
        return await service.rename_prompt(info.context.actor, **values(input))

    @mutation
    async def set_prompt_tags(self, info: Info, input: SetPromptTagsInput) -> models.Prompt:
        """Replace the tags of a prompt."""
        return await service.set_prompt_tags(info.context.actor, **values(input))

    @mutation
    async def delete_prompt(self, info: Info, input: DeletePromptInput) -> Space:
        """Delete a prompt; its key is free again."""
        return await service.delete_prompt(info.context.actor, **values(input))

    @mutation
    async def save_prompt_draft(self, info: Info, input: SavePromptDraftInput) -> models.PromptDraft:
        """Write your draft of a prompt, whole."""
        return await drafts.save_prompt_draft(info.context.actor, **values(input))

    @mutation
    async def revert_prompt_draft(self, info: Info, input: RevertPromptDraftInput) -> models.PromptDraft:
        """Overwrite your draft with what a commit holds."""
        return await drafts.revert_prompt_draft(info.context.actor, **values(input))

    @mutation
    async def discard_prompt_draft(self, info: Info, input: DiscardPromptDraftInput) -> models.Prompt:
        """Throw your draft away."""
        return await drafts.discard_prompt_draft(info.context.actor, **values(input))

    @mutation
    async def commit_prompt(self, info: Info, input: CommitPromptInput) -> models.PromptCommit:
        """Freeze your draft as a new version."""
        return await commits.commit_prompt(info.context.actor, **values(input))

    @mutation
    async def label_prompt_commit(self, info: Info, input: LabelPromptCommitInput) -> models.PromptLabel:
        """Let a label point at a commit, wherever it pointed before."""
        return await labels.label_prompt_commit(info.context.actor, **values(input))

    @mutation
    async def remove_prompt_label(self, info: Info, input: RemovePromptLabelInput) -> models.Prompt:
        """Take a label away."""
        return await labels.remove_prompt_label(info.context.actor, **values(input))
