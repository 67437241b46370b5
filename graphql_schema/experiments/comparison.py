"""Runs beside a baseline in the graph: what can be said of their metrics, and their items, those that changed most first."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

import strawberry

from app.accounts.access import Actor, scope
from app.core.conditions import AllOf, equals, one_of
from app.core.orders import InvalidCursor, Order, read_cursor
from app.core.pages import Page
from app.core.rows import Row, select
from app.datasets.models import DatasetItem
from app.experiments import models
from app.experiments.comparing import compare_runs
from app.experiments.comparison import (
    ComparedItemOrder,
    Comparison,
    ComparisonOptions,
    ComparisonTest,
    ComparisonVerdict,
    IntervalMethod,
    ItemComparison,
    ItemMatching,
    ItemOutcome,
    MetricCorrection,
    MetricDirection,
    MetricSource,
    MetricValueKind,
    RunComparison,
)
from graphql_schema.core.connection import DEFAULT_FIRST, MOST, Connection, PageRequest, PageTooLarge
from graphql_schema.core.context import Info
from graphql_schema.core.entity import face, graphql_enums, parent
from graphql_schema.core.ids import row_id, values
from graphql_schema.core.loaders import Listing

graphql_enums(
    ComparedItemOrder,
    ComparisonTest,
    ComparisonVerdict,
    IntervalMethod,
    ItemMatching,
    ItemOutcome,
    MetricCorrection,
    MetricDirection,
    MetricValueKind,
    MetricSource,
)

ORDER = Order("place", is_descending=False)
"""By the place in the list that was asked for."""


# --- metrics ---------------------------------------------------------------------------------------------------------


@strawberry.type(description="A range that holds the true value as often as the level says.")
class ConfidenceInterval:
    low: float = strawberry.field(description="Its lower end.")
    high: float = strawberry.field(description="Its upper end.")
    level: float = strawberry.field(description="How often such ranges hold the true value, such as 0.95.")
    method: IntervalMethod = strawberry.field(description="How it was found.")


@strawberry.type(description="A metric in one of two runs, over the items of which both have a value; an item counts once.")
class MetricSide:
    mean: float | None = strawberry.field(description="Mean over items, or share that passed; null for categories.")
    median: float | None = strawberry.field(description="Middle value; null for categories.")
    p90: float | None = strawberry.field(description="Value that nine in ten do not exceed; null for categories.")
    standard_deviation: float | None = strawberry.field(description="Of the sample; null below two items.")
    interval: ConfidenceInterval | None = strawberry.field(description="Where the mean lies; null below two items.")
    missing: int = strawberry.field(description="Matched items without a value in this run, which are left out in both.")


@strawberry.type(description="How often a category was given in two runs.")
class CategoryShare:
    category: str = strawberry.field(description="The category; `(other)` stands for those beyond the most frequent.")
    baseline_share: float = strawberry.field(description="Its share in the baseline, from 0 to 1.")
    run_share: float = strawberry.field(description="Its share in the run, from 0 to 1.")
    difference: float = strawberry.field(description="The run's share less the baseline's.")


@strawberry.type(description="Whether chance explains a difference.")
class PairedTest:
    method: ComparisonTest = strawberry.field(description="How it was tested.")
    p_value: float = strawberry.field(description="How often chance alone gives as large a difference; two-sided.")
    adjusted_p_value: float = strawberry.field(
        description="The same, corrected for all tests of the comparison; it decides the verdict."
    )
    is_exact: bool = strawberry.field(description="Nothing was drawn or approximated.")
    statistic: float | None = strawberry.field(description="The test's statistic, where it has one.")


@strawberry.type(description="How large a difference is, in units that metrics share; above 0 where the run has more.")
class EffectSize:
    cohens_dz: float | None = strawberry.field(
        description="Mean difference in standard deviations of the differences; null where these do not vary."
    )
    cliffs_delta: float | None = strawberry.field(
        description="How much more often a value of the run exceeds one of the baseline than the reverse, from -1 to 1."
    )
    odds_ratio: float | None = strawberry.field(
        description="Items gained for each item lost; null where none was lost, or where items were judged several times."
    )


@strawberry.type(description="What more items would tell.")
class ComparisonPower:
    power: float = strawberry.field(description="The chance of finding a difference that these numbers are for.")
    alpha: float = strawberry.field(description="The level they are for, that of the strictest of the corrected tests.")
    detectable_difference: float | None = strawberry.field(
        description="The smallest difference that this many items find with that chance; null if it cannot be told."
    )
    items_needed: int | None = strawberry.field(
        description="Items that would find a difference as large as this one; null where there is none or they are too many."
    )


@strawberry.type(description="A metric of a run beside the baseline's, over the items of which both have a value.")
class MetricComparison:
    name: str = strawberry.field(description="Alias of the evaluator, with the output's name after a dot if it has one.")
    source: MetricSource = strawberry.field(description="Where it comes from.")
    kind: MetricValueKind = strawberry.field(description="What its values are.")
    direction: MetricDirection = strawberry.field(description="Which way is better.")
    items: int = strawberry.field(description="Items of which both runs have a value.")
    is_clustered: bool = strawberry.field(
        description="Some items have several judgements, by repetitions or turns; an item still counts once."
    )
    baseline: MetricSide = strawberry.field(description="The baseline's values.")
    run: MetricSide = strawberry.field(description="The run's values.")
    difference: float | None = strawberry.field(
        description="Mean over items of the run's value less the baseline's; null for categories."
    )
    relative_difference: float | None = strawberry.field(
        description="The difference as a share of the baseline's mean; null where that is 0."
    )
    interval: ConfidenceInterval | None = strawberry.field(
        description="Where the difference lies, this metric taken alone; null below two items and for categories."
    )
    wins: int = strawberry.field(description="Items that are better than in the baseline.")
    ties: int = strawberry.field(description="Items that are as good as in the baseline.")
    losses: int = strawberry.field(description="Items that are worse than in the baseline.")
    test: PairedTest | None = strawberry.field(description="Whether chance explains the difference; null without items.")
    symmetry_p_value: float | None = strawberry.field(
        description="For categories: Bowker's test that items went from each category to each as often as back; uncorrected."
    )
    effect: EffectSize = strawberry.field(description="How large the difference is.")
    power: ComparisonPower = strawberry.field(description="What more items would tell.")
    margin: float | None = strawberry.field(description="The difference that was said not to matter.")
    verdict: ComparisonVerdict = strawberry.field(description="What the numbers allow to be said.")
    summary: str = strawberry.field(description="The same in a sentence.")
    categories: list[CategoryShare] = strawberry.field(description="Shares of categories; empty for other metrics.")


@strawberry.type(description="How the items of two runs fit together.")
class ItemsMatched:
    matched: int = strawberry.field(description="Items that both runs did.")
    edited: int = strawberry.field(description="Those of them that were edited between the versions of the dataset.")
    only_in_baseline: int = strawberry.field(description="Items that the run did not do.")
    only_in_run: int = strawberry.field(description="Items that the baseline did not do.")


# --- items -----------------------------------------------------------------------------------------------------------


@strawberry.type(description="A metric of an item in two runs; over repetitions and turns, their mean.")
class ItemDifference:
    metric: str = strawberry.field(description="Name of the metric.")
    kind: MetricValueKind = strawberry.field(description="What its values are.")
    baseline: float | None = strawberry.field(description="The baseline's value, 1 for passed; null if it has none.")
    run: float | None = strawberry.field(description="The run's value, 1 for passed; null if it has none.")
    difference: float | None = strawberry.field(description="The run's value less the baseline's.")
    baseline_category: str | None = strawberry.field(description="The category given most often in the baseline.")
    run_category: str | None = strawberry.field(description="The category given most often in the run.")
    outcome: ItemOutcome = strawberry.field(description="What became of it.")


ResultKey = tuple[int, int]
"""A run and an item of it."""


async def _results(actor: Actor, keys: list[ResultKey]) -> list[list[Row]]:
    """The results of items in runs, by repetition; one statement a run."""
    items: dict[int, set[int]] = defaultdict(set)
    for run, item in keys:
        items[run].add(item)
    found: dict[ResultKey, list[Row]] = defaultdict(list)
    for run, wanted in items.items():
        for row in await select(models.ExperimentItemResult, _of_items(actor, run, wanted)):
            found[run, row["dataset_item_id"]].append(row)
    return [sorted(found[key], key=lambda row: row["repetition"]) for key in keys]


def _of_items(actor: Actor, run: int, items: Iterable[int]) -> AllOf:
    visible = scope(models.ExperimentItemResult, actor)
    return AllOf((equals("run_id", run), one_of("dataset_item_id", tuple(items)), visible))


async def _baseline_results(self: Any, info: Info) -> Any:
    return await info.context.loaders.by(_results).load((self["baseline_id"], self["baseline_item_id"]))


async def _run_results(self: Any, info: Info) -> Any:
    return await info.context.loaders.by(_results).load((self["run_id"], self["run_item_id"]))


@strawberry.type(description="An item that two runs did.")
class ComparedItem:
    outcome: ItemOutcome = strawberry.field(description="What became of it, by the metric that the list goes by.")
    difference: float | None = strawberry.field(description="The run's value of that metric less the baseline's.")
    differences: list[ItemDifference] = strawberry.field(description="All compared metrics of it.")
    is_edited: bool = strawberry.field(description="It was edited between the versions of the dataset.")
    dataset_item = parent(DatasetItem, by="run_item_id", description="The item, as the run saw it.", is_required=True)
    baseline_dataset_item = parent(
        DatasetItem, by="baseline_item_id", description="The item, as the baseline saw it.", is_required=True
    )
    baseline_results = strawberry.field(
        resolver=_baseline_results,
        description="What became of it in the baseline, a result for each repetition.",
        graphql_type=list[face(models.ExperimentItemResult)],  # type: ignore[misc]
    )
    run_results = strawberry.field(
        resolver=_run_results,
        description="What became of it in the run, a result for each repetition.",
        graphql_type=list[face(models.ExperimentItemResult)],  # type: ignore[misc]
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Some compared items, or their number."""

    compared: RunComparison
    metric: str | None
    outcomes: frozenset[ItemOutcome]
    order: ComparedItemOrder
    start: int = 0
    first: int = 0


@dataclass(frozen=True)
class _ComparedItems(PageRequest):
    """A page of the items of two runs."""

    wanted: _Wanted

    async def page(self) -> Page:
        return await self.loaders.by(_pages).load(self.wanted)

    async def count(self) -> int:
        return await self.loaders.by(_counts).load(self.wanted)


async def _pages(actor: Actor, wanted: list[_Wanted]) -> list[Page]:
    return [await asyncio.to_thread(_page, one) for one in wanted]


def _page(one: _Wanted) -> Page:
    items = one.compared.items.page(one.metric, one.outcomes, one.order, one.start, one.first + 1)
    return Page([_shown(one.compared, item) for item in items[: one.first]], len(items) > one.first)


async def _counts(actor: Actor, wanted: list[_Wanted]) -> list[int]:
    return [await asyncio.to_thread(one.compared.items.count, one.metric, one.outcomes) for one in wanted]


def _shown(compared: RunComparison, item: ItemComparison) -> Row:
    """A compared item as lists and cursors know rows."""
    return Row(
        id=item.run_item_id,
        place=item.place,
        baseline_id=compared.baseline_id,
        run_id=compared.run_id,
        baseline_item_id=item.baseline_item_id,
        run_item_id=item.run_item_id,
        is_edited=item.baseline_item_id != item.run_item_id,
        outcome=item.outcome,
        difference=item.difference,
        differences=item.differences,
    )


def place_after(cursor: str | None) -> int:
    """Where the page after a cursor begins, in a list whose cursors are places."""
    if cursor is None:
        return 0
    column, place, _ = read_cursor(cursor)
    if column != ORDER.column or type(place) is not int or not 0 <= place < 1 << 31:
        raise InvalidCursor(path=("after",))
    return place + 1


_EVERY_OUTCOME = frozenset(ItemOutcome)
_AFTER = strawberry.argument(description="`endCursor` of the page before.")
_FIRST = strawberry.argument(description="How many rows; at most 1000.")


async def _run_of(self: RunComparison, info: Info) -> Any:
    return await info.context.loaders.one(models.ExperimentRun).load(self.run_id)


@strawberry.type(description="A run beside the baseline.")
class ExperimentRunComparison:
    matching: ItemsMatched = strawberry.field(description="How its items and the baseline's fit together.")
    metrics: list[MetricComparison] = strawberry.field(description="The metrics that both have.")
    uncompared_metrics: list[str] = strawberry.field(description="Names of metrics that only one of the two has.")
    run = strawberry.field(
        resolver=_run_of,
        description="The run.",
        graphql_type=face(models.ExperimentRun),
    )

    @strawberry.field(description="The items that both did; those without a value in one of the two come last.")
    def items(
        self: Any,
        info: Info,
        first: Annotated[int, _FIRST] = DEFAULT_FIRST,
        after: Annotated[str | None, _AFTER] = None,
        metric: Annotated[
            str | None,
            strawberry.argument(
                description="The metric it goes by; if not given the weighted score, or else the first evaluator's."
            ),
        ] = None,
        outcomes: Annotated[
            list[ItemOutcome] | None, strawberry.argument(description="Only items of these outcomes; all if not given.")
        ] = None,
        order: Annotated[
            ComparedItemOrder, strawberry.argument(description="Which come first.")
        ] = ComparedItemOrder.REGRESSED_FIRST,
    ) -> Connection[ComparedItem]:
        if not 0 <= first <= MOST:
            raise PageTooLarge(path=("first",))
        if metric is not None:
            self.require_metric(metric)
        shown = _EVERY_OUTCOME if outcomes is None else frozenset(outcomes)
        wanted = _Wanted(self, metric, shown, order, place_after(after), first)
        listing = Listing(models.ExperimentItemResult, None, order=ORDER)
        return Connection(request=_ComparedItems(info.context.loaders, listing, self, first, after, wanted))


async def _baseline_of(self: Comparison, info: Info) -> Any:
    return await info.context.loaders.one(models.ExperimentRun).load(self.baseline_id)


@strawberry.type(description="Runs beside a baseline.")
class ExperimentComparison:
    tests: int = strawberry.field(description="P-values that were corrected together, over all runs and metrics.")
    runs: list[ExperimentRunComparison] = strawberry.field(description="The runs, in the order they were named in.")
    baseline = strawberry.field(
        resolver=_baseline_of,
        description="The run that the others are compared with.",
        graphql_type=face(models.ExperimentRun),
    )

    @strawberry.field(description="Chance of a false alarm that was allowed.")
    def alpha(self: Any) -> float:
        return float(self.options.alpha)

    @strawberry.field(description="How p-values were corrected.")
    def correction(self: Any) -> MetricCorrection:
        return MetricCorrection(self.options.correction)


# --- asking ----------------------------------------------------------------------------------------------------------


@strawberry.input(description="A difference that does not matter.")
class MetricMarginInput:
    metric: str = strawberry.field(description="Name of the metric.")
    margin: float = strawberry.field(description="Differences below it do not matter; above 0, in the metric's units.")


@strawberry.input(description="What is to be compared, and how strictly.")
class ComparisonOptionsInput:
    metrics: list[str] = strawberry.field(
        default_factory=list, description="Metrics to test; all if none are named. Fewer tests find more."
    )
    lower_is_better: list[str] = strawberry.field(
        default_factory=list, description="Metrics of which less is better, besides latency, cost and tokens."
    )
    higher_is_better: list[str] = strawberry.field(
        default_factory=list, description="Metrics of which more is better, even latency, cost and tokens."
    )
    margins: list[MetricMarginInput] = strawberry.field(
        default_factory=list, description="Differences that do not matter; runs closer than that are equivalent."
    )
    alpha: float = strawberry.field(default=0.05, description="Allowed chance of a false alarm, from 0.0001 to 0.5.")
    power: float = strawberry.field(
        default=0.8, description="Chance of finding a difference that numbers of items are told for, from 0.5 to 0.999."
    )
    correction: MetricCorrection = strawberry.field(
        default=MetricCorrection.HOLM, description="How p-values are corrected for the number of tests."
    )
    match_by: ItemMatching = strawberry.field(
        default=ItemMatching.ITEM, description="By what an item of one run is recognised in another."
    )
    seed: int = strawberry.field(
        default=0, description="Where drawing begins; the same seed gives the same numbers. Not negative."
    )


def _options(given: ComparisonOptionsInput | None) -> ComparisonOptions:
    if given is None:
        return ComparisonOptions()
    plain = values(given, "options")
    plain["margins"] = [(one["metric"], one["margin"]) for one in plain["margins"]]
    fixed: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in plain.items()}
    return ComparisonOptions(**fixed)


@strawberry.type
class ComparisonQueries:
    """Root fields about comparisons."""

    @strawberry.field(
        description="Runs that have ended beside one of them: what changed, whether chance explains it, and in which items."
    )
    async def compare_experiment_runs(
        self,
        info: Info,
        run_ids: Annotated[
            list[strawberry.ID],
            strawberry.argument(description="The runs, of one space; at most 10, the baseline among them or not."),
        ],
        baseline_id: Annotated[strawberry.ID, strawberry.argument(description="The run that they are compared with.")],
        options: Annotated[
            ComparisonOptionsInput | None, strawberry.argument(description="What is compared, and how strictly.")
        ] = None,
    ) -> ExperimentComparison | None:
        baseline = row_id(baseline_id, models.ExperimentRun, "baselineId")
        runs = [row_id(text, models.ExperimentRun, "runIds", str(index)) for index, text in enumerate(run_ids)]
        found: Any = await compare_runs(info.context.actor, run_ids=runs, baseline_id=baseline, options=_options(options))
        return found  # type: ignore[no-any-return]
