"""Where reading experiments begins."""

from __future__ import annotations

import strawberry

from app.experiments import models
from graphql_schema.core.lookup import lookup
from graphql_schema.experiments.agreement import AgreementQueries
from graphql_schema.experiments.comparison import ComparisonQueries


@strawberry.type
class ExperimentQueries(ComparisonQueries, AgreementQueries):
    """Root fields about experiments."""

    experiment = lookup(models.Experiment, "experiment")
    experiment_run = lookup(models.ExperimentRun, "run of an experiment")
