"""Reading an answer while it is being written."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any, cast

import strawberry

from app.playground import models
from app.playground.models import PromptRunStatus
from app.playground.progress import Completion, follow
from graphql_schema.core.context import Info
from graphql_schema.core.entity import face
from graphql_schema.core.ids import row_id
from graphql_schema.core.lookup import identified
from graphql_schema.core.subscription import AfterSequence, later_than, subscription
from graphql_schema.playground.types import PromptRunError, PromptRunStep, RequestedToolCall


async def _prompt_run(self: Completion, info: Info) -> Any:
    return await info.context.loaders.one(models.PromptRun).load(self.run_id)


@strawberry.type(description="An answer as far as it has come.")
class PromptCompletion:
    sequence: int = strawberry.field(description="Rises with each state; who has seen one can leave out older ones.")
    status: PromptRunStatus = strawberry.field(description="How far the run is.")
    text: str = strawberry.field(description="All that the model has written in its present step.")
    reasoning: str | None = strawberry.field(description="All that it has thought, where the provider tells.")
    tool_calls: list[RequestedToolCall] = strawberry.field(description="Tools that it asks for.")
    steps: list[PromptRunStep] = strawberry.field(description="The steps that have ended.")
    error: PromptRunError | None = strawberry.field(description="Why there is no answer.")

    prompt_run = strawberry.field(resolver=_prompt_run, description="The run itself.", graphql_type=face(models.PromptRun))


@strawberry.type
class PlaygroundSubscriptions:
    """What can be watched of runs of prompts."""

    @subscription(of=models.PromptRun, by="prompt_run_id")
    async def prompt_completion(
        self,
        info: Info,
        prompt_run_id: Annotated[strawberry.ID, identified("run to follow")],
        after_sequence: AfterSequence = None,
    ) -> AsyncGenerator[PromptCompletion, None]:
        """An answer while it is written: what there is by now, then each change, all its words each time; ends with it."""
        run_id = row_id(prompt_run_id, models.PromptRun, "promptRunId")
        async for completion in later_than(after_sequence, follow(info.context.actor, run_id)):
            yield cast(PromptCompletion, completion)
