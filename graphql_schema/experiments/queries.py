"""Where reading experiments begins."""

from __future__ import annotations

import strawberry

from app.experiments import models
from graphql_schema.core.lookup import lookup


@strawberry.type
class ExperimentQueries:
    """Root fields about experiments."""

    experiment = lookup(models.Experiment, "experiment")
    experiment_run = lookup(models.ExperimentRun, "run of an experiment")
