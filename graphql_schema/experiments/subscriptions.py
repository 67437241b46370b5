"""Watching runs live."""

from collections.abc import AsyncGenerator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, cast

import strawberry

from app.experiments import models
from app.experiments.choices import ExperimentRunStatus
from app.experiments.progress import Progress, follow
from graphql_schema.core.context import Info
from graphql_schema.core.entity import face, graphql_enums
from graphql_schema.core.ids import row_id
from graphql_schema.core.lookup import identified
from graphql_schema.core.scalars import BigInt
from graphql_schema.core.subscription import AfterSequence, later_than, subscription
from graphql_schema.experiments.types import ItemCounts

graphql_enums(ExperimentRunStatus)


@strawberry.type(description="A metric so far.")
class MetricProgress:
    name: str = strawberry.field(description="Alias of the evaluator, or `weighted_score`.")
    count: int = strawberry.field(description="Items with a score.")
    mean: float | None = strawberry.field(description="Mean of their scores; null before the first.")


async def _latest_results(self: Progress, info: Info) -> Any:
    loader = info.context.loaders.one(models.ExperimentItemResult)
    return [row for row in await loader.load_many(list(self.latest_result_ids)) if row is not None]


async def _experiment_run(self: Progress, info: Info) -> Any:
    return await info.context.loaders.one(models.ExperimentRun).load(self.run_id)


@strawberry.type(description="How far a run is.")
class ExperimentProgress:
    sequence: int = strawberry.field(description="Rises with each state; who has seen one can leave out older ones.")
    status: ExperimentRunStatus = strawberry.field(description="How far it is.")
    reason: str | None = strawberry.field(description="Why it failed or was stopped.")
    counts: ItemCounts = strawberry.field(description="Its items by state.")
    items_per_second: float | None = strawberry.field(
        description="Items finished a second: lately while it runs, on the whole once it has ended."
    )
    expected_end_at: datetime | None = strawberry.field(description="When it will end at this rate.")
    tokens: BigInt = strawberry.field(description="Tokens read and written so far, by target and judges.")
    cost: Decimal | None = strawberry.field(description="US dollars so far, of calls whose price is known.")
    metrics: list[MetricProgress] = strawberry.field(description="Its metrics so far.")

    latest_results = strawberry.field(
        resolver=_latest_results,
        description="Items finished last, newest first.",
        graphql_type=list[face(models.ExperimentItemResult)],  # type: ignore[misc]
    )
    experiment_run = strawberry.field(
        resolver=_experiment_run, description="The run itself.", graphql_type=face(models.ExperimentRun)
    )


@strawberry.type
class ExperimentSubscriptions:
    """What can be watched of experiments."""

    @subscription(of=models.ExperimentRun, by="experiment_run_id")
    async def experiment_progress(
        self,
        info: Info,
        experiment_run_id: Annotated[strawberry.ID, identified("run to follow")],
        after_sequence: AfterSequence = None,
    ) -> AsyncGenerator[ExperimentProgress, None]:
        """How far a run is: its present state first, then each change, at most four a second; ends when the run has."""
        run_id = row_id(experiment_run_id, models.ExperimentRun, "experimentRunId")
        async for progress in later_than(after_sequence, follow(info.context.actor, run_id)):
            yield cast(ExperimentProgress, progress)
