"""What people say on the whole about the results of a run."""

from typing import Any

import strawberry

from app.accounts.access import Actor
from app.annotation.models import ScoreConfig
from app.annotation.progress import AnnotationSummary as Found
from app.annotation.progress import annotation_summaries
from graphql_schema.core.context import Info
from graphql_schema.core.entity import parent
from graphql_schema.core.relations import reads
from graphql_schema.experiments.distributions import DistributionPart


@strawberry.type(description="What people answered to one question about the results of a run.")
class AnnotationSummary:
    score_config = parent(ScoreConfig, by="score_config_id", description="The question.", is_required=True)
    total_count: int = strawberry.field(description="Results that there are to annotate.")
    annotated_count: int = strawberry.field(description="Results with an answer by anybody.")
    annotator_count: int = strawberry.field(description="People who answered.")
    count: int = strawberry.field(description="Answers with a number; a category has one, too.")
    mean: float | None = strawberry.field(description="Arithmetic mean of the numbers.")
    mean_low: float | None = strawberry.field(description="Lower end of the mean's 95% confidence interval.")
    mean_high: float | None = strawberry.field(description="Upper end of the mean's 95% confidence interval.")
    median: float | None = strawberry.field(description="Middle number.")
    min: float | None = strawberry.field(description="Least number.")
    max: float | None = strawberry.field(description="Greatest number.")
    standard_deviation: float | None = strawberry.field(description="Sample standard deviation of the numbers.")
    distribution: list[DistributionPart] = strawberry.field(description="How often each category, or range, was given.")


async def _summaries(actor: Actor, runs: list[int]) -> list[list[Any]]:
    found = await annotation_summaries(runs)
    return [[_shown(one) for one in found[run]] for run in runs]


def _shown(one: Found) -> Any:
    counts = {name: getattr(one, name) for name in ("score_config_id", "total_count", "annotated_count", "annotator_count")}
    return {"distribution": []} | one.summary | counts


async def _of_run(self: Any, info: Info) -> Any:
    return await info.context.loaders.by(_summaries).load(self["id"])


def annotation_summaries_field() -> Any:
    """The field from a run to what people said about its results."""
    return strawberry.field(
        resolver=_of_run,
        description="How far people are with its results and what they say: questions asked, and others answered.",
        metadata=reads(),
        graphql_type=list[AnnotationSummary],
    )
