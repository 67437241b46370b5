"""Where reading experiments begins."""

# No postponed annotations here: arguments are described by calls.

from typing import Annotated, Any

import strawberry

from app.experiments import models
from app.experiments.previewing import preview_experiment
from graphql_schema.core.context import Info
from graphql_schema.core.ids import values
from graphql_schema.core.lookup import lookup
from graphql_schema.experiments.comparison import ComparisonQueries
from graphql_schema.experiments.previews import ExperimentPreview, PreviewExperimentInput


@strawberry.type
class ExperimentQueries(ComparisonQueries):
    """Root fields about experiments."""

    experiment = lookup(models.Experiment, "experiment")
    experiment_run = lookup(models.ExperimentRun, "run of an experiment")
    experiment_template = lookup(models.ExperimentTemplate, "template of experiments")

    @strawberry.field(
        description="What is wrong with an experiment before it is made, how far the items have what it reads, and what "
        "would be done with the first of them; nothing is stored and no model is asked."
    )
    async def preview_experiment(
        self,
        info: Info,
        input: Annotated[PreviewExperimentInput, strawberry.argument(description="What the experiment would be.")],
    ) -> ExperimentPreview:
        found: Any = await preview_experiment(info.context.actor, **values(input))
        return found  # type: ignore[no-any-return]
