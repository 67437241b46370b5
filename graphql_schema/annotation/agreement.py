"""How far evaluators agree with people, in the graph."""

from dataclasses import dataclass
from typing import Annotated, Any

import strawberry

from app.annotation.agreement import Agreement, evaluator_agreement
from app.core.pages import Page
from app.core.rows import Row
from app.experiments import models
from app.experiments.comparison import MetricValueKind
from graphql_schema.core.connection import DEFAULT_FIRST, MOST, Connection, PageRequest, PageTooLarge
from graphql_schema.core.context import Info
from graphql_schema.core.entity import face, graphql_enums, parent
from graphql_schema.core.ids import parse_global_id, row_id
from graphql_schema.core.loaders import Listing
from graphql_schema.core.lookup import identified
from graphql_schema.experiments.comparison import ORDER, place_after

graphql_enums(MetricValueKind)

NO_ROW = 0


@strawberry.type(description="A measure of agreement: 1 is entire agreement, 0 what chance gives.")
class AgreementEstimate:
    value: float = strawberry.field(description="The measure.")
    low: float | None = strawberry.field(description="Lower end of its 95% interval; null if there are too few ratings.")
    high: float | None = strawberry.field(description="Upper end of its 95% interval; null if there are too few ratings.")


@strawberry.type(
    description="Krippendorff's alpha: 1 is entire agreement, 0 what chance gives; raters may leave ratings out."
)
class AlphaValues:
    nominal: float | None = strawberry.field(description="Ratings are the same or not.")
    ordinal: float | None = strawberry.field(description="Only the order of ratings counts; null unless they are numbers.")
    interval: float | None = strawberry.field(description="Differences of ratings count; null unless they are numbers.")
    ratio: float | None = strawberry.field(
        description="Ratios of ratings count; null unless they are numbers, none negative, at most 2,000 different ones."
    )


@strawberry.type(description="How well an evaluator recognises a category, people's word being taken for the truth.")
class CategoryAgreement:
    category: str = strawberry.field(description="The category, level or pass verdict.")
    judged: int = strawberry.field(description="How often the evaluator gave it.")
    actual: int = strawberry.field(description="How often people gave it.")
    precision: float | None = strawberry.field(description="Share of the evaluator's that people gave, too.")
    recall: float | None = strawberry.field(description="Share of people's that the evaluator gave, too.")
    f1: float | None = strawberry.field(description="Harmonic mean of precision and recall.")


@strawberry.type(description="How often an evaluator said one thing and people another; those that never came are left out.")
class ConfusionCell:
    judge: str = strawberry.field(description="What the evaluator said.")
    people: str = strawberry.field(description="What people said.")
    count: int = strawberry.field(description="How often.")


@strawberry.type(description="A result of which an evaluator says something else than people.")
class Disagreement:
    turn_index: int = strawberry.field(description="The turn, from 1; 0 for the item as a whole.")
    judge: str = strawberry.field(description="What the evaluator said.")
    people: str = strawberry.field(description="What people said: the mean of numbers, what most said otherwise.")
    difference: float | None = strawberry.field(description="The evaluator's number less people's; null unless numbers.")
    ratings: int = strawberry.field(description="How many people rated it.")
    item_result = parent(models.ExperimentItemResult, by="item_result_id", description="The result.", is_required=True)


@dataclass(frozen=True)
class _Disagreements(PageRequest):
    """A page of the disagreements of an `Agreement`."""

    async def page(self) -> Page:
        start, found = place_after(self.after), self.parent.disagreements
        rows = [_shown(place, found[place]) for place in range(start, min(start + self.first, len(found)))]
        return Page(rows, start + self.first < len(found))

    async def count(self) -> int:
        return len(self.parent.disagreements)


def _shown(place: int, one: Any) -> Row:
    """A disagreement as lists and cursors know rows."""
    return Row(
        id=one.item_result_id,
        place=place,
        item_result_id=one.item_result_id,
        turn_index=one.turn_index,
        judge=one.judge,
        people=one.people,
        difference=one.difference,
        ratings=one.ratings,
    )


async def _run_of(self: Agreement, info: Info) -> Any:
    return await info.context.loaders.one(models.ExperimentRun).load(self.run_id)


@strawberry.type(description="How far an output of an evaluator agrees with people in a run.")
class EvaluatorAgreement:
    metric: str = strawberry.field(description="Alias of the evaluator, with the output's name after a dot if it has one.")
    kind: MetricValueKind = strawberry.field(description="What was compared.")
    compared: int = strawberry.field(description="Results, or turns of them, that both rated and people are not split on.")
    items: int = strawberry.field(description="Items that these are of.")
    raters: int = strawberry.field(description="People who rated; corrections count as one.")
    ratings: int = strawberry.field(description="Ratings that people gave.")
    undecided: int = strawberry.field(description="Results that people are split on, so that they are left out.")
    accuracy: float | None = strawberry.field(description="Share on which evaluator and people say the same.")
    kappa: AgreementEstimate | None = strawberry.field(
        description="Cohen's kappa; null for more than 20 different numbers or 100 categories, or only one."
    )
    linear_kappa: AgreementEstimate | None = strawberry.field(
        description="Cohen's kappa, disagreements weighted by their distance; null for categories, which have none."
    )
    quadratic_kappa: AgreementEstimate | None = strawberry.field(
        description="Cohen's kappa, disagreements weighted by their squared distance; null for categories."
    )
    alpha: AlphaValues = strawberry.field(description="Krippendorff's alpha of the evaluator and all people.")
    alpha_of_people: AlphaValues = strawberry.field(
        description="Krippendorff's alpha of people among themselves, which an evaluator can hardly exceed."
    )
    pearson: AgreementEstimate | None = strawberry.field(description="Linear correlation of numbers.")
    spearman: float | None = strawberry.field(description="Correlation of the ranks of numbers.")
    kendall: float | None = strawberry.field(description="Kendall's tau-b of numbers.")
    mean_difference: float | None = strawberry.field(description="How much higher the evaluator's numbers are on average.")
    mean_absolute_difference: float | None = strawberry.field(description="How far off its numbers are on average.")
    macro_precision: float | None = strawberry.field(description="Mean precision over categories.")
    macro_recall: float | None = strawberry.field(description="Mean recall over categories.")
    macro_f1: float | None = strawberry.field(description="Mean F1 over categories.")
    categories: list[CategoryAgreement] = strawberry.field(
        description="Each category, level or pass verdict; empty where kappa is null for their number."
    )
    confusion: list[ConfusionCell] = strawberry.field(description="What each said, how often.")
    run = strawberry.field(resolver=_run_of, description="The run.", graphql_type=face(models.ExperimentRun))

    @strawberry.field(description="What they do not agree on, numbers that are furthest apart first.")
    def disagreements(
        self: Any,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many rows; at most 1000.")] = DEFAULT_FIRST,
        after: Annotated[str | None, strawberry.argument(description="`endCursor` of the page before.")] = None,
    ) -> Connection[Disagreement]:
        if not 0 <= first <= MOST:
            raise PageTooLarge(path=("first",))
        place_after(after)
        listing = Listing(models.ExperimentItemResult, None, order=ORDER)
        return Connection(request=_Disagreements(info.context.loaders, listing, self, first, after))


@strawberry.type
class AgreementQueries:
    """Root fields about agreement."""

    @strawberry.field(
        description="How far an evaluator agrees with people: their corrections, or annotations; null before there are any."
    )
    async def evaluator_agreement(
        self,
        info: Info,
        run_id: Annotated[strawberry.ID, identified("run")],
        alias: Annotated[str, strawberry.argument(description="The evaluator's name in the experiment.")],
        output: Annotated[str | None, strawberry.argument(description="Its output, if it gives several.")] = None,
        kind: Annotated[
            MetricValueKind | None, strawberry.argument(description="What to compare; what people rated most if not given.")
        ] = None,
        score_config_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Annotations by this configuration of scores; corrections if not given."),
        ] = None,
    ) -> EvaluatorAgreement | None:
        found: Any = await evaluator_agreement(
            info.context.actor,
            run_id=row_id(run_id, models.ExperimentRun, "runId"),
            alias=alias,
            output=output or "",
            kind=kind,
            score_config_id=_config_id(score_config_id),
        )
        return found  # type: ignore[no-any-return]


def _config_id(text: str | None) -> int | None:
    """The row that an id names; what is no such id names none, and so nobody rated by it."""
    if text is None:
        return None
    parsed = parse_global_id(text)
    return parsed[1] if parsed and parsed[0] == "ScoreConfig" else NO_ROW
