"""Metrics that are added up when somebody asks: by parts of a run's items, and by thresholds."""

# No postponed annotations here: arguments are described by calls.

from typing import Annotated, Any, Optional

import strawberry
from strawberry.scalars import JSON

from app.accounts.access import Actor
from app.experiments.choices import MetricKind
from app.experiments.slices import AggregateDimension, pass_rates, slices_of
from graphql_schema.core.context import Info
from graphql_schema.core.entity import graphql_enums
from graphql_schema.core.relations import reads
from graphql_schema.experiments.distributions import DistributionPart

graphql_enums(MetricKind, AggregateDimension)


@strawberry.type(description="A metric over some of a run's items.")
class MetricSummary:
    name: str = strawberry.field(description="The metric, as among the run's aggregates.")
    kind: MetricKind = strawberry.field(description="What it is about.")
    count: int = strawberry.field(description="Results with a score.")
    mean: float | None = strawberry.field(description="Arithmetic mean of the scores.")
    mean_low: float | None = strawberry.field(description="Lower end of the mean's 95% confidence interval.")
    mean_high: float | None = strawberry.field(description="Upper end of the mean's 95% confidence interval.")
    median: float | None = strawberry.field(description="Middle score.")
    p5: float | None = strawberry.field(description="Score that one in twenty does not exceed, interpolated.")
    p10: float | None = strawberry.field(description="Score that one in ten does not exceed, interpolated.")
    p25: float | None = strawberry.field(description="Score that a quarter does not exceed, interpolated.")
    p75: float | None = strawberry.field(description="Score that three quarters do not exceed, interpolated.")
    p90: float | None = strawberry.field(description="Score that nine in ten do not exceed, interpolated.")
    p95: float | None = strawberry.field(description="Score that nineteen in twenty do not exceed, interpolated.")
    p99: float | None = strawberry.field(description="Score that 99 in a hundred do not exceed, interpolated.")
    min: float | None = strawberry.field(description="Lowest score.")
    max: float | None = strawberry.field(description="Highest score.")
    total: float = strawberry.field(description="Sum of the scores.")
    standard_deviation: float | None = strawberry.field(description="Sample standard deviation; null below two scores.")
    pass_count: int = strawberry.field(description="Results that passed.")
    verdict_count: int = strawberry.field(description="Results with a pass verdict.")
    pass_rate: float | None = strawberry.field(description="Share of the results with a pass verdict that passed.")
    pass_rate_low: float | None = strawberry.field(description="Lower end of its 95% confidence interval.")
    pass_rate_high: float | None = strawberry.field(description="Upper end of its 95% confidence interval.")
    failed_count: int = strawberry.field(description="Results for which the evaluator gave an error.")
    distribution: list[DistributionPart] = strawberry.field(description="How its scores, categories or verdicts are spread.")


@strawberry.type(description="Items of a run that have something in common, and their metrics.")
class AggregateSlice:
    value: JSON | None = strawberry.field(description="The tag, the split or the column's value; null where there is none.")
    item_count: int = strawberry.field(description="Results of such items, each repetition for itself.")
    metrics: list[MetricSummary] = strawberry.field(description="Their metrics, scores first.")


@strawberry.type(description="How many scores reach a threshold.")
class PassRate:
    threshold: float = strawberry.field(description="The threshold.")
    passed: int = strawberry.field(description="Scores that are as high or higher.")
    count: int = strawberry.field(description="Scores there are.")
    rate: float | None = strawberry.field(description="Their share; null when there are no scores.")
    low: float | None = strawberry.field(
        description="Lower end of its 95% confidence interval, by Wilson; an item with repetitions counts once."
    )
    high: float | None = strawberry.field(description="Upper end of its 95% confidence interval, by Wilson.")


async def _aggregates_by(
    self: Any,
    info: Info,
    dimension: Annotated[AggregateDimension, strawberry.argument(description="What items are put together by.")],
    column: Annotated[
        Optional[str], strawberry.argument(description="The column, for the dimension COLUMN.")  # noqa: UP045
    ] = None,
    first: Annotated[int, strawberry.argument(description="How many parts at most, the largest first; up to 100.")] = 20,
) -> Any:
    return await slices_of(self["id"], dimension, column=column, first=first)


def aggregates_by_field() -> Any:
    """The field from a run to its metrics by parts of its items."""
    return strawberry.field(
        resolver=_aggregates_by,
        description="Its metrics by tag, split or the value of a column, the parts with the most results first.",
        metadata=reads(),
        graphql_type=list[AggregateSlice],
    )


async def _pass_rates(actor: Actor, keys: list[tuple[int, str, float]]) -> list[Any]:
    found = await pass_rates(keys)
    return [_shown(one) for one in found]


def _shown(one: Any) -> Any:
    low, high = one.interval or (None, None)
    return {
        "threshold": one.threshold,
        "passed": one.passed,
        "count": one.count,
        "rate": one.rate,
        "low": low,
        "high": high,
    }


async def _pass_rate_at(
    self: Any,
    info: Info,
    threshold: Annotated[float, strawberry.argument(description="The least score that passes.")],
) -> Any:
    return await info.context.loaders.by(_pass_rates).load((self["run_id"], self["name"], threshold))


def pass_rate_at_field() -> Any:
    """The field from a metric to how many of its scores reach a threshold."""
    return strawberry.field(
        resolver=_pass_rate_at,
        description="How many of its scores are at or above a threshold, whatever the evaluator calls passed.",
        metadata=reads("run_id", "name"),
        graphql_type=PassRate,
    )
