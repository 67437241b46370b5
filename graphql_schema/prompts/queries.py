"""Where reading prompts begins."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry

from app.accounts.models import Space
from app.prompts import models
from app.prompts.resolving import PromptPlace, prompts_by_key
from graphql_schema.core.context import Info
from graphql_schema.core.ids import parse_global_id
from graphql_schema.core.lookup import identified, lookup
from graphql_schema.prompts.types import Prompt


@strawberry.type
class PromptQueries:
    """Root fields about prompts."""

    prompt = lookup(models.Prompt, "prompt")

    @strawberry.field(description="The prompt that programs know by a key, or null when there is none that you may see.")
    async def prompt_by_key(
        self,
        info: Info,
        space_id: Annotated[strawberry.ID, identified("space")],
        key: Annotated[str, strawberry.argument(description="The prompt's key.")],
    ) -> Prompt | None:
        parsed = parse_global_id(space_id)
        if parsed is None or parsed[0] != Space.__name__:
            return None
        row: Any = await info.context.loaders.by(prompts_by_key).load(PromptPlace(parsed[1], key))
        return row  # type: ignore[no-any-return]

    prompt_commit = lookup(models.PromptCommit, "version of a prompt")
