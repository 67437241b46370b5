"""Where reading evaluators and targets begins."""

from typing import Annotated, Any

import strawberry
from strawberry.scalars import JSON

from app.evaluation import metrics, models
from app.evaluation.models import EvaluatorCategory, EvaluatorKind
from app.evaluation.presets import presets
from graphql_schema.core.lookup import lookup
from graphql_schema.evaluation.shown import camel_case, shown
from graphql_schema.evaluation.types import EvaluatorInput


@strawberry.type(description="A built-in metric, for those who choose one.")
class BuiltinMetricInfo:
    metric: metrics.BuiltinMetric = strawberry.field(description="Its name.")
    description: str = strawberry.field(description="What it does.")
    inputs: list[EvaluatorInput] = strawberry.field(description="What it reads.")

    @strawberry.field(description="Options it has, as `MetricOptionsInput` names them.")
    def options(self: Any) -> list[str]:
        return [camel_case(name) for name in self.options]


@strawberry.type(description="An evaluator to start from; `createEvaluatorFromPreset` makes one of it.")
class EvaluatorPreset:
    key: str = strawberry.field(description="Its stable name.")
    name: str = strawberry.field(description="Its display name.")
    category: EvaluatorCategory = strawberry.field(description="What it looks at.")
    kind: EvaluatorKind = strawberry.field(description="How it comes to its verdict.")
    description: str = strawberry.field(description="What it looks for.")
    inputs: list[str] = strawberry.field(description="Names of the inputs it reads.")
    tags: list[str] = strawberry.field(description="Words to find it by.")

    @strawberry.field(description="Its settings, named as in the input that makes an evaluator.")
    def config(self: Any) -> JSON:
        described: JSON = shown(self.config)
        return described


@strawberry.type
class EvaluationQueries:
    """Root fields about evaluators and targets."""

    evaluator = lookup(models.Evaluator, "evaluator")
    eval_target = lookup(models.EvalTarget, "target")

    @strawberry.field(description="Evaluators to start from: judges, metrics and code.")
    async def evaluator_presets(
        self,
        category: Annotated[
            EvaluatorCategory | None, strawberry.argument(description="Those of one category alone.")
        ] = None,
    ) -> list[EvaluatorPreset]:
        found: Any = [preset for preset in presets() if category in (None, preset.category)]
        return found  # type: ignore[no-any-return]

    @strawberry.field(description="The metrics that are built in.")
    async def builtin_metrics(self) -> list[BuiltinMetricInfo]:
        described: Any = metrics.descriptions()
        return described  # type: ignore[no-any-return]
