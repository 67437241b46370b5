"""Where reading experiments begins."""

from __future__ import annotations

from typing import Annotated

import strawberry

from app.experiments import models
from graphql_schema.core.context import Info
from graphql_schema.core.lookup import found, identified
from graphql_schema.experiments.types import Experiment, ExperimentRun


@strawberry.type
class ExperimentQueries:
    """Root fields about experiments."""

    @strawberry.field(description="One experiment, or null when there is none that you may see.")
    async def experiment(self, info: Info, id: Annotated[strawberry.ID, identified("experiment")]) -> Experiment | None:
        return await found(info, models.Experiment, id)  # type: ignore[no-any-return]

    @strawberry.field(description="One run of an experiment, or null when there is none that you may see.")
    async def experiment_run(self, info: Info, id: Annotated[strawberry.ID, identified("run")]) -> ExperimentRun | None:
        return await found(info, models.ExperimentRun, id)  # type: ignore[no-any-return]
