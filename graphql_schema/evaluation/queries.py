"""Where reading evaluators and targets begins."""

from __future__ import annotations

from typing import Any

import strawberry

from app.evaluation import metrics, models
from graphql_schema.core.lookup import lookup
from graphql_schema.evaluation.shown import camel_case
from graphql_schema.evaluation.types import EvaluatorInput


@strawberry.type(description="A built-in metric, for those who choose one.")
class BuiltinMetricInfo:
    metric: metrics.BuiltinMetric = strawberry.field(description="Its name.")
    description: str = strawberry.field(description="What it does.")
    inputs: list[EvaluatorInput] = strawberry.field(description="What it reads.")

    @strawberry.field(description="Options it has, as `MetricOptionsInput` names them.")
    def options(self: Any) -> list[str]:
        return [camel_case(name) for name in self.options]


@strawberry.type
class EvaluationQueries:
    """Root fields about evaluators and targets."""

    evaluator = lookup(models.Evaluator, "evaluator")
    eval_target = lookup(models.EvalTarget, "target")

    @strawberry.field(description="The metrics that are built in.")
    async def builtin_metrics(self) -> list[BuiltinMetricInfo]:
        described: Any = metrics.descriptions()
        return described  # type: ignore[no-any-return]
