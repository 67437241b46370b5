"""Where reading runs of prompts begins."""

import strawberry

from app.playground import models
from graphql_schema.core.lookup import lookup


@strawberry.type
class PlaygroundQueries:
    """Root fields about runs of prompts."""

    prompt_run = lookup(models.PromptRun, "run of a prompt")
