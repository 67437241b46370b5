"""Prompts, drafts, commits and labels."""

from typing import Any

import strawberry
from strawberry.scalars import JSON

from app.accounts.models import Space
from app.llm.chat import MessageRole, PartType
from app.llm.models import LlmConnection
from app.prompts import cloning, commits, drafts, labels, models, protection, requests, service
from graphql_schema.core.context import Info
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation
from graphql_schema.llm.types import MessageRoleType
from graphql_schema.prompts.types import (
    GateMeasureType,
    PartTypeType,
    PromptKindType,
    TemplateTypeType,
    ToolChoiceModeType,
    VariableTypeType,
)


def _option(description: str) -> Any:
    return strawberry.field(default=None, description=description)


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


@strawberry.input(description="Another key for a prompt.")
class MovePromptInput:
    prompt_id: strawberry.ID = ref(models.Prompt, "The prompt.")
    key: str = strawberry.field(description="Its key from now on; `/` makes folders.")


@strawberry.input(description="Another prompt that begins as this one is.")
class ClonePromptInput:
    prompt_id: strawberry.ID = ref(models.Prompt, "The prompt to begin from.")
    key: str = strawberry.field(description="Key of the new prompt, unique in the space.")
    name: str | None = _option("Display name of the new prompt; the same if not given.")
    prompt_commit_id: strawberry.ID | None = ref(
        models.PromptCommit, "The commit to begin from; the newest if not given.", default=None
    )
    with_history: bool = strawberry.field(default=False, description="Copy the commits before it too.")


@strawberry.input(description="Which prompt to delete.")
class DeletePromptInput:
    prompt_id: strawberry.ID = ref(models.Prompt, "The prompt.")


@strawberry.input(description="Which deleted prompt to bring back.")
class RestorePromptInput:
    prompt_id: strawberry.ID = ref(models.Prompt, "The prompt.")


@strawberry.input(description="A part of a message: exactly one of `text`, `url` and `variable`.")
class PromptPartInput:
    type: PartTypeType = strawberry.field(default=PartType.TEXT, description="What it is; a variable says so itself.")
    text: str | None = _option("The text, with `{{variable}}` where values go.")
    url: str | None = _option("Address or data URL of what is no text, with `{{variable}}` where values go.")
    variable: str | None = _option("A variable of the type MULTI_PART, whose parts are put in here.")


@strawberry.input(description="A call of a tool in an assistant's message.")
class PromptToolCallInput:
    id: str = strawberry.field(description="Names the call; the tool's message that answers it has the same.")
    name: str = strawberry.field(description="The tool.")
    arguments: str = strawberry.field(description="Its arguments, as JSON.")


@strawberry.input(
    description="One message of a prompt; `{{> key }}`, `{{> key@label }}` and `{{> key#1.2.0 }}` include a snippet."
)
class PromptMessageInput:
    role: MessageRoleType = strawberry.field(default=MessageRole.USER, description="Who speaks.")
    content: str = strawberry.field(default="", description="What is said, with `{{variable}}` where values go.")
    parts: list[PromptPartInput] | None = _option("What it consists of, instead of `content`, when it is more than text.")
    tool_calls: list[PromptToolCallInput] | None = _option("Tools that an assistant's message calls.")
    tool_call_id: str | None = _option("The call that a tool's message answers.")
    placeholder: str | None = _option("A variable of the type PLACEHOLDER, whose messages are put in instead of this one.")
    is_rendered: bool = strawberry.field(default=True, description="Fill in variables and snippets; else it stays as it is.")


@strawberry.input(description="A function that the model may ask to be called.")
class PromptToolInput:
    name: str = strawberry.field(description="Its name: letters, digits, `_` and `-`.")
    description: str | None = _option("What it does and when to call it, for the model.")
    parameters: JSON | None = _option("JSON Schema of its arguments.")


@strawberry.input(description="Which tools the model may or must call.")
class PromptToolChoiceInput:
    mode: ToolChoiceModeType = strawberry.field(description="How it chooses.")
    name: str | None = _option("The tool that it must call, for SPECIFIC alone.")


@strawberry.input(description="Something to be filled into a prompt's messages.")
class PromptVariableInput:
    name: str = strawberry.field(description="Its name, as in `{{name}}`.")
    type: VariableTypeType = strawberry.field(default=models.VariableType.STRING, description="What it holds.")
    description: str | None = strawberry.field(default=None, description="What it is for.")
    required: bool = strawberry.field(default=True, description="It must be given, unless it has a default.")
    default: JSON | None = strawberry.field(default=None, description="Its value when none is given, of its type.")
    json_schema: JSON | None = _option("JSON Schema that its value has to satisfy.")


@strawberry.input(description="The model a prompt is meant for, and its parameters; null leaves one to the provider.")
class ModelConfigInput:
    model: str = strawberry.field(description="Name of the model.")
    connection_id: strawberry.ID | None = ref(LlmConnection, "How it is reached; none for the demo models.", default=None)
    temperature: float | None = strawberry.field(default=None, description="How freely it chooses words, from 0 to 2.")
    top_p: float | None = strawberry.field(default=None, description="Share of the likeliest words it chooses from.")
    top_k: int | None = _option("How many of the likeliest words it chooses from.")
    presence_penalty: float | None = _option("How much it avoids words that it used, from -2 to 2.")
    frequency_penalty: float | None = _option("How much it avoids words the more often it used them, from -2 to 2.")
    max_tokens: int | None = strawberry.field(default=None, description="Tokens of a reply at most.")
    seed: int | None = strawberry.field(default=None, description="Starts its choices, for replies that can be repeated.")
    stop: list[str] = strawberry.field(default_factory=list, description="Texts at which a reply ends.")
    extra: JSON | None = _option("Further parameters, sent to the provider as they are.")


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
    tools: list[PromptToolInput] | None = _option("Tools the model may call.")
    tool_choice: PromptToolChoiceInput | None = _option("Which of them it may or must call.")
    response_schema: JSON | None = _option("JSON Schema that replies should follow.")
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
    version: str | None = _option(
        "A semantic version such as `1.2.0`, unique within the prompt; the next patch of the highest if not given."
    )
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
    reason: str | None = _option("Why it moves, for its history.")
    expected_commit_id: strawberry.ID | None = ref(
        models.PromptCommit, "Where it points now; if it has moved meanwhile, it stays there.", default=None
    )


@strawberry.input(description="A commit's part of a label.")
class PromptLabelPartInput:
    prompt_commit_id: strawberry.ID = ref(models.PromptCommit, "The commit.")
    weight: int = strawberry.field(description="Its weight among the parts, from 1 to 10,000.")


@strawberry.input(description="Commits that shall share a label.")
class SplitPromptLabelInput:
    prompt_id: strawberry.ID = ref(models.Prompt, "The prompt.")
    label: str = strawberry.field(description="The label.")
    parts: list[PromptLabelPartInput] = strawberry.field(
        description="The commits with their weights, 2 to 10; whoever asks without a `splitKey` gets the first."
    )
    reason: str | None = _option("Why it is shared, for its history.")


@strawberry.input(description="Which label to take away.")
class UnlabelPromptInput:
    prompt_id: strawberry.ID = ref(models.Prompt, "The prompt.")
    label: str = strawberry.field(description="The label.")
    reason: str | None = _option("Why it goes, for its history.")


@strawberry.input(description="What experiments must show of a commit before a protected label points at it.")
class PromptLabelGateInput:
    metric: str = strawberry.field(description="The metric, as experiments name it: alias, or `alias.output`.")
    measure: GateMeasureType = strawberry.field(default=models.GateMeasure.MEAN, description="What of the metric.")
    minimum: float = strawberry.field(description="The least that the newest finished run has to show.")


@strawberry.input(description="A label to protect in all prompts of a space.")
class ProtectPromptLabelInput:
    space_id: strawberry.ID = ref(Space, "The space.")
    label: str = strawberry.field(description="The label.")
    requires_approval: bool = strawberry.field(
        default=False, description="It moves only when somebody else approves of a request."
    )
    gates: list[PromptLabelGateInput] = strawberry.field(
        default_factory=list, description="What experiments must show of a commit first; all of it must hold."
    )


@strawberry.input(description="A label to protect no longer.")
class UnprotectPromptLabelInput:
    space_id: strawberry.ID = ref(Space, "The space.")
    label: str = strawberry.field(description="The label.")


@strawberry.input(description="A move of a protected label to ask for.")
class RequestPromptLabelMoveInput:
    prompt_commit_id: strawberry.ID = ref(models.PromptCommit, "The commit it shall point at.")
    label: str = strawberry.field(description="The label.")
    reason: str | None = _option("Why it shall move.")


@strawberry.input(description="A request to approve of.")
class ApprovePromptLabelMoveInput:
    prompt_label_request_id: strawberry.ID = ref(models.PromptLabelRequest, "The request.")
    note: str | None = _option("What to say to it.")


@strawberry.input(description="A request to refuse.")
class RejectPromptLabelMoveInput:
    prompt_label_request_id: strawberry.ID = ref(models.PromptLabelRequest, "The request.")
    note: str | None = _option("What to say to it.")


@strawberry.input(description="A request of yours to take back.")
class WithdrawPromptLabelMoveInput:
    prompt_label_request_id: strawberry.ID = ref(models.PromptLabelRequest, "The request.")


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
        """Delete a prompt; its key is free again. One with a protected label goes with the right to move that."""
        return await service.delete_prompt(info.context.actor, **values(input))

    @mutation
    async def restore_prompt(self, info: Info, input: RestorePromptInput) -> models.Prompt:
        """Bring a deleted prompt back, if its key is still free."""
        return await service.restore_prompt(info.context.actor, **values(input))

    @mutation
    async def move_prompt(self, info: Info, input: MovePromptInput) -> models.Prompt:
        """Give a prompt another key, and with it another folder; with a protected label that needs the right to move it."""
        return await service.move_prompt(info.context.actor, **values(input))

    @mutation
    async def clone_prompt(self, info: Info, input: ClonePromptInput) -> models.Prompt:
        """Make another prompt that begins with this one's commits; labels stay behind."""
        return await cloning.clone_prompt(info.context.actor, **values(input))

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
    async def split_prompt_label(self, info: Info, input: SplitPromptLabelInput) -> models.PromptLabel:
        """Share a label between commits by weight."""
        return await labels.split_prompt_label(info.context.actor, **values(input))

    @mutation
    async def unlabel_prompt(self, info: Info, input: UnlabelPromptInput) -> models.Prompt:
        """Take a label away; refused while commits of other prompts include the snippet by it."""
        return await labels.unlabel_prompt(info.context.actor, **values(input))

    @mutation
    async def protect_prompt_label(self, info: Info, input: ProtectPromptLabelInput) -> models.ProtectedLabel:
        """Protect a label in all prompts of a space, or change the rules of one that is protected."""
        return await protection.protect_prompt_label(info.context.actor, **values(input))

    @mutation
    async def unprotect_prompt_label(self, info: Info, input: UnprotectPromptLabelInput) -> Space:
        """Let a label be moved by all who write prompts."""
        return await protection.unprotect_prompt_label(info.context.actor, **values(input))

    @mutation
    async def request_prompt_label_move(self, info: Info, input: RequestPromptLabelMoveInput) -> models.PromptLabelRequest:
        """Ask for a protected label to be moved."""
        return await requests.request_prompt_label_move(info.context.actor, **values(input))

    @mutation
    async def approve_prompt_label_move(self, info: Info, input: ApprovePromptLabelMoveInput) -> models.PromptLabelRequest:
        """Approve of somebody else's request, and move the label, unless it was moved since they asked."""
        return await requests.approve_prompt_label_move(info.context.actor, **values(input))

    @mutation
    async def reject_prompt_label_move(self, info: Info, input: RejectPromptLabelMoveInput) -> models.PromptLabelRequest:
        """Refuse somebody else's request; the label stays where it is."""
        return await requests.reject_prompt_label_move(info.context.actor, **values(input))

    @mutation
    async def withdraw_prompt_label_move(self, info: Info, input: WithdrawPromptLabelMoveInput) -> models.PromptLabelRequest:
        """Take your own request back."""
        return await requests.withdraw_prompt_label_move(info.context.actor, **values(input))
