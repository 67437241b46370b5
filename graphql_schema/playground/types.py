"""Debug contexts and runs of prompts in the graph."""

from decimal import Decimal

import strawberry
from strawberry import auto
from strawberry.scalars import JSON

from app.accounts.models import Space, User
from app.llm.models import LlmConnection, ModelRequestRecord
from app.playground import models
from app.prompts.models import Prompt, PromptCommit
from graphql_schema.core.connection import children, owned
from graphql_schema.core.entity import Node, entity, graphql_enum, parent, structured
from graphql_schema.prompts.types import ModelConfig

PromptRunStatusType = graphql_enum(models.PromptRunStatus)


@strawberry.type(description="The value that a variable has while a prompt is tried.")
class MockVariable:
    name: str = strawberry.field(description="The variable's name.")
    value: JSON | None = strawberry.field(description="Its value.")


@strawberry.type(description="What a tool answers while a prompt is tried.")
class MockTool:
    name: str = strawberry.field(description="The tool's name.")
    response: str | None = strawberry.field(description="Its answer; empty if null.")


@strawberry.type(description="A variant of a prompt that is tried beside others.")
class CompareGroup:
    name: str = strawberry.field(description="Its name among the variants.")
    version: str | None = strawberry.field(description="The commit with this version.")
    label: str | None = strawberry.field(description="The commit with this label; your draft if neither is named.")
    template: JSON | None = strawberry.field(description="Messages in place of the prompt's own.")
    variables: list[MockVariable] | None = strawberry.field(description="Values that differ from the others'.")
    model_config: ModelConfig | None = strawberry.field(description="The model, if not the prompt's own.")


@strawberry.type(description="A call of a tool that a model asks for.")
class RequestedToolCall:
    id: str = strawberry.field(description="What its result refers to.")
    name: str = strawberry.field(description="The tool's name.")
    arguments: str = strawberry.field(description="JSON, as the model wrote it; it need not be valid.")


@strawberry.type(description="One time that a model was asked within a run.")
class PromptRunStep:
    number: int = strawberry.field(description="1, 2, 3 … within the run.")
    text: str = strawberry.field(description="What the model wrote.")
    reasoning: str | None = strawberry.field(description="What it thought, where the provider tells.")
    tool_calls: list[RequestedToolCall] = strawberry.field(description="Tools it asked for.")
    tool_results: JSON = strawberry.field(description="Messages of the tools, as they were mocked.")
    input_tokens: int | None = strawberry.field(description="Tokens read.")
    output_tokens: int | None = strawberry.field(description="Tokens written.")
    cost: Decimal | None = strawberry.field(description="US dollars; null when the price is unknown.")
    latency_ms: int = strawberry.field(description="Milliseconds it took.")


@strawberry.type(description="Why a run of a prompt has no answer.")
class PromptRunError:
    code: str = strawberry.field(description="Stable, for programs.")
    message: str = strawberry.field(description="For people.")


@entity(models.PromptDebugContext)
class PromptDebugContext(Node):
    """What you let stand in for the world while you try a prompt; nobody else sees it."""

    is_single_step: auto
    max_steps: auto
    mock_contexts: auto
    created_at: auto
    updated_at: auto
    prompt = parent(Prompt, by="prompt_id", description="The prompt; null once it is deleted.")
    user = parent(User, by="user_id", description="Whose it is.")
    mock_variables = structured(MockVariable, column="mock_variables", description="Values of variables.")
    mock_tools = structured(MockTool, column="mock_tools", description="Answers of tools.")
    compare_groups = structured(CompareGroup, column="compare_groups", description="Variants tried side by side.")


@entity(models.PromptRun)
class PromptRun(Node):
    """One run of a prompt by you: what was sent, what came back, what it took."""

    status: auto
    group_name: auto
    content: auto
    variables: auto
    messages: auto
    is_single_step: auto
    max_steps: auto
    text: auto
    reasoning: auto
    model: auto
    finish_reason: auto
    input_tokens: auto
    output_tokens: auto
    cost: auto
    latency_ms: auto
    time_to_first_token_ms: auto
    sequence: auto
    created_at: auto
    finished_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    prompt = parent(Prompt, by="prompt_id", description="The prompt; null once it is deleted.")
    prompt_commit = parent(PromptCommit, by="prompt_commit_id", description="The commit that was run; null for a draft.")
    user = parent(User, by="user_id", description="Who ran it.")
    connection = parent(LlmConnection, by="connection_id", description="How the model was reached; null for demo models.")
    earlier_run = parent(models.PromptRun, by="parent_id", description="The run whose conversation it goes on with.")
    first_of_group = parent(models.PromptRun, by="group_id", description="The first of those begun side by side.")
    later_runs = children(models.PromptRun, by="parent_id", description="Runs that go on with its conversation.")
    group_runs = owned(models.PromptRun, by="group_id", description="Those begun side by side, on the first of them.")
    model_requests = owned(ModelRequestRecord, by="subject_id", description="Every call to the model, retries included.")
    mock_tools = structured(MockTool, column="mock_tools", description="Answers that tools had.")
    tool_calls = structured(RequestedToolCall, column="tool_calls", description="Tools that the answer asks for.")
    steps = structured(PromptRunStep, column="steps", description="Each time the model was asked, in order.")
    error = structured(
        PromptRunError, column="error", description="Why there is no answer.", is_list=False, is_required=False
    )
