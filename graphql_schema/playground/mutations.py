"""Trying prompts."""

import strawberry
from strawberry.scalars import JSON

from app.datasets.models import Dataset, DatasetItem
from app.playground import contexts, models, saving, service
from app.prompts.models import Prompt
from graphql_schema.core.context import Info
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation
from graphql_schema.prompts.mutations import ModelConfigInput, PromptMessageInput

_WAITS = "Whether to answer when the run has ended, or after a minute; else at once. `promptCompletion` shows how it goes."


@strawberry.input(description="The value that a variable has while a prompt is tried.")
class MockVariableInput:
    name: str = strawberry.field(description="The variable's name.")
    value: JSON | None = strawberry.field(default=None, description="Its value.")


@strawberry.input(description="What a tool answers while a prompt is tried.")
class MockToolInput:
    name: str = strawberry.field(description="The tool's name.")
    response: str | None = strawberry.field(default=None, description="Its answer; empty if not given.")


@strawberry.input(description="A variant of a prompt that is tried beside others; what it leaves out is as for the others.")
class PromptVariantInput:
    name: str = strawberry.field(description="Its name among the variants.")
    version: str | None = strawberry.field(default=None, description="The commit with this version.")
    label: str | None = strawberry.field(
        default=None, description="The commit with this label; your draft if neither is named."
    )
    template: list[PromptMessageInput] | None = strawberry.field(
        default=None, description="Messages in place of the prompt's own, to try another wording; the rest is the prompt's."
    )
    variables: list[MockVariableInput] = strawberry.field(default_factory=list, description="Values that differ.")
    model_config: ModelConfigInput | None = strawberry.field(default=None, description="The model, if not the prompt's own.")


@strawberry.input(description="All that your debug context of a prompt shall hold.")
class SavePromptDebugContextInput:
    prompt_id: strawberry.ID = ref(Prompt, "The prompt.")
    mock_variables: list[MockVariableInput] = strawberry.field(default_factory=list, description="Values of variables.")
    mock_tools: list[MockToolInput] = strawberry.field(default_factory=list, description="Answers of tools.")
    mock_contexts: list[PromptMessageInput] = strawberry.field(
        default_factory=list, description="Messages said before, put after the prompt's own."
    )
    is_single_step: bool = strawberry.field(default=False, description="Whether a run stops when tools are asked for.")
    max_steps: int = strawberry.field(default=10, description="How often the model is asked at most, 50 at the most.")
    compare_groups: list[PromptVariantInput] = strawberry.field(
        default_factory=list, description="Variants to try side by side."
    )


@strawberry.input(description="A run of a prompt.")
class RunPromptInput:
    prompt_id: strawberry.ID = ref(Prompt, "The prompt.")
    version: str | None = strawberry.field(default=None, description="The commit with this version.")
    label: str | None = strawberry.field(
        default=None, description="The commit with this label. If neither is named, your draft, else the newest commit."
    )
    variables: list[MockVariableInput] = strawberry.field(
        default_factory=list, description="Values of variables; they count more than those of the debug context."
    )
    messages: list[PromptMessageInput] = strawberry.field(
        default_factory=list, description="Messages to put after the prompt's own and the context's."
    )
    model_config: ModelConfigInput | None = strawberry.field(
        default=None, description="A model instead of the prompt's; the space's default if neither names one."
    )
    mock_tools: list[MockToolInput] | None = strawberry.field(
        default=None, description="Answers of tools instead of the debug context's."
    )
    is_single_step: bool | None = strawberry.field(default=None, description="Whether to stop when tools are asked for.")
    max_steps: int | None = strawberry.field(default=None, description="How often the model is asked at most.")
    uses_debug_context: bool = strawberry.field(
        default=True, description="Whether your debug context's variables and messages count."
    )
    waits: bool = strawberry.field(default=True, description=_WAITS)


@strawberry.input(description="Runs of variants of a prompt, side by side.")
class RunPromptVariantsInput:
    prompt_id: strawberry.ID = ref(Prompt, "The prompt.")
    variants: list[PromptVariantInput] | None = strawberry.field(
        default=None, description="The variants, 10 at most; the compare groups of your debug context if not given."
    )
    variables: list[MockVariableInput] = strawberry.field(default_factory=list, description="Values that all share.")
    messages: list[PromptMessageInput] = strawberry.field(default_factory=list, description="Messages that all end with.")


@strawberry.input(description="A tool's result, given by hand.")
class ToolResultInput:
    tool_call_id: str = strawberry.field(description="The call it answers.")
    content: str = strawberry.field(description="What the tool says.")


@strawberry.input(description="How the conversation of a run goes on.")
class ContinuePromptRunInput:
    prompt_run_id: strawberry.ID = ref(models.PromptRun, "The run.")
    messages: list[PromptMessageInput] = strawberry.field(default_factory=list, description="What is said next.")
    tool_results: list[ToolResultInput] = strawberry.field(
        default_factory=list, description="Results of all the tools that the answer asks for."
    )
    waits: bool = strawberry.field(default=True, description=_WAITS)


@strawberry.input(description="Which run to stop.")
class CancelPromptRunInput:
    prompt_run_id: strawberry.ID = ref(models.PromptRun, "The run.")


@strawberry.input(description="A column for a variable of a run.")
class VariableColumnInput:
    name: str = strawberry.field(description="The variable.")
    column: str = strawberry.field(description="The dataset's column.")


@strawberry.input(description="A run as an item of a dataset.")
class SavePromptRunAsItemInput:
    prompt_run_id: strawberry.ID = ref(models.PromptRun, "The run.")
    dataset_id: strawberry.ID = ref(Dataset, "The dataset.")
    key: str | None = strawberry.field(default=None, description="The item's key; one of the run's own if not given.")
    output_column: str | None = strawberry.field(
        default=None, description="Column for the answer; it is not saved if none is named."
    )
    variables: list[VariableColumnInput] | None = strawberry.field(
        default=None, description="Columns for variables; those of the same names if not given."
    )
    tags: list[str] = strawberry.field(default_factory=list, description="Words to find the item by.")
    split: str | None = strawberry.field(default=None, description="The part of the dataset it is in.")


@strawberry.type
class PlaygroundMutations:
    """What can be tried."""

    @mutation
    async def save_prompt_debug_context(self, info: Info, input: SavePromptDebugContextInput) -> models.PromptDebugContext:
        """Write what stands in for the world while you try a prompt, in place of what was there before."""
        return await contexts.save_prompt_debug_context(info.context.actor, **values(input))

    @mutation
    async def run_prompt(self, info: Info, input: RunPromptInput) -> models.PromptRun:
        """Run a prompt once, your draft unless a commit is named; tools are answered by mocks."""
        return await service.run_prompt(info.context.actor, **values(input))

    @mutation
    async def run_prompt_variants(self, info: Info, input: RunPromptVariantsInput) -> list[models.PromptRun]:
        """Begin variants of a prompt side by side; `promptCompletion` shows how each goes."""
        return await service.run_prompt_variants(info.context.actor, **values(input))

    @mutation
    async def continue_prompt_run(self, info: Info, input: ContinuePromptRunInput) -> models.PromptRun:
        """Go on with a conversation: answer the tools that were asked for, or say something more."""
        return await service.continue_prompt_run(info.context.actor, **values(input))

    @mutation
    async def cancel_prompt_run(self, info: Info, input: CancelPromptRunInput) -> models.PromptRun:
        """Stop a run; the words that have come are kept."""
        return await service.cancel_prompt_run(info.context.actor, **values(input))

    @mutation
    async def save_prompt_run_as_item(self, info: Info, input: SavePromptRunAsItemInput) -> DatasetItem:
        """Write what a run was given, and its answer if you say where, as an item of a dataset."""
        return await saving.save_prompt_run_as_item(info.context.actor, **values(input))
