"""What a comparison of runs says, in words that need no library; `comparing` makes it, `comparison_work` computes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

from app.core.choices import Choice
from app.core.errors import Invalid


class UnknownMetric(Invalid):
    """The runs have no such metric in common."""

    code = "UNKNOWN_METRIC"

    @classmethod
    def among(cls, name: str, known: Iterable[str], *, path: Sequence[str | int]) -> Self:
        """With a message that says which there are."""
        return cls(f"There is no metric {name!r} to compare; there are {', '.join(sorted(known))}.", path=path)


class MetricValueKind(Choice):
    """What the values of a metric are."""

    NUMBER = "NUMBER", "Numbers, such as scores, milliseconds and US dollars."
    BOOLEAN = "BOOLEAN", "Passed or not; over several judgements of an item, the share that passed."
    CATEGORY = "CATEGORY", "Categories without an order."


class MetricSource(Choice):
    """Where a metric comes from."""

    EVALUATOR = "EVALUATOR", "An evaluator, or one of its outputs."
    RUN = "RUN", "The run itself: weighted score, success, latency, cost and tokens."


class MetricDirection(Choice):
    """Which way is better."""

    HIGHER_IS_BETTER = "HIGHER_IS_BETTER", "More is better, as with scores."
    LOWER_IS_BETTER = "LOWER_IS_BETTER", "Less is better, as with latency, cost and tokens."
    NONE = "NONE", "Neither, as with categories."


class ComparisonVerdict(Choice):
    """What the numbers allow to be said."""

    BETTER = "BETTER", "Better than the baseline, beyond what chance explains."
    WORSE = "WORSE", "Worse than the baseline, beyond what chance explains."
    DIFFERENT = "DIFFERENT", "The categories are distributed otherwise, beyond what chance explains."
    EQUIVALENT = "EQUIVALENT", "The difference is smaller than the margin that was said not to matter."
    NO_EVIDENCE = "NO_EVIDENCE", "Chance explains the difference; there may still be one that more items would show."


class ComparisonTest(Choice):
    """How it was tested whether chance explains a difference."""

    SIGN_FLIP = "SIGN_FLIP", "Permutation test: the signs of items' differences are turned around."
    PAIRED_T = "PAIRED_T", "Student's paired t test, for more than 2,000 items that differ."
    MCNEMAR = "MCNEMAR", "McNemar's exact test, for items that were judged once."
    STUART_MAXWELL = "STUART_MAXWELL", "Stuart and Maxwell's test of equal shares of categories, signs turned around."


class IntervalMethod(Choice):
    """How a confidence interval was found."""

    T = "T", "Student's t."
    WILSON = "WILSON", "Wilson's score interval of a share."
    BOOTSTRAP_BCA = "BOOTSTRAP_BCA", "Bootstrap of items, bias-corrected and accelerated."
    BOOTSTRAP_PERCENTILE = "BOOTSTRAP_PERCENTILE", "Bootstrap of items, plain percentiles."
    BONETT_PRICE = "BONETT_PRICE", "Bonett and Price's interval of the difference of paired shares."


class MetricCorrection(Choice):
    """How p-values are corrected for the number of tests in a comparison."""

    HOLM = "HOLM", "Holm: one false alarm or more in the whole comparison is as rare as the level says."
    BENJAMINI_HOCHBERG = (
        "BENJAMINI_HOCHBERG",
        "Benjamini and Hochberg: so is the expected share of false alarms among alarms.",
    )
    NONE = "NONE", "Not at all; each test alone keeps the level."


class ItemMatching(Choice):
    """By what an item of one run is recognised in another."""

    ITEM = "ITEM", "The item itself, edited or not between the versions of its dataset."
    KEY = "KEY", "The item's key, which also finds items of other datasets."


class ItemOutcome(Choice):
    """What became of an item, compared with the baseline."""

    IMPROVED = "IMPROVED", "Better than in the baseline."
    REGRESSED = "REGRESSED", "Worse than in the baseline."
    SAME = "SAME", "As good as in the baseline."
    CHANGED = "CHANGED", "Another category than in the baseline."
    UNKNOWN = "UNKNOWN", "One of the runs has no value of it."


class ComparedItemOrder(Choice):
    """The order of compared items; those without a value in one of the runs come last."""

    REGRESSED_FIRST = "REGRESSED_FIRST", "The largest regression first, the largest improvement last."
    IMPROVED_FIRST = "IMPROVED_FIRST", "The largest improvement first, the largest regression last."
    CHANGED_MOST_FIRST = "CHANGED_MOST_FIRST", "The largest change first, whichever way."


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonOptions:
    """What is to be compared, and how strictly."""

    metrics: tuple[str, ...] = ()
    """Names of metrics; all if none."""
    lower_is_better: tuple[str, ...] = ()
    higher_is_better: tuple[str, ...] = ()
    margins: tuple[tuple[str, float], ...] = ()
    alpha: float = 0.05
    power: float = 0.8
    correction: MetricCorrection = MetricCorrection.HOLM
    match_by: ItemMatching = ItemMatching.ITEM
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ShownInterval:
    """A confidence interval."""

    low: float
    high: float
    level: float
    method: IntervalMethod


@dataclass(frozen=True, slots=True)
class MetricSide:
    """A metric in one of the two runs, over the items that both have a value of."""

    mean: float | None
    median: float | None
    p90: float | None
    standard_deviation: float | None
    interval: ShownInterval | None
    missing: int
    """Matched items without a value in this run."""


@dataclass(frozen=True, slots=True)
class CategoryShare:
    """How often a category was given in the two runs."""

    category: str
    baseline_share: float
    run_share: float
    difference: float


@dataclass(frozen=True, slots=True)
class PairedTest:
    """A test and what came of it."""

    method: ComparisonTest
    p_value: float
    adjusted_p_value: float
    is_exact: bool
    statistic: float | None


@dataclass(frozen=True, slots=True)
class EffectSize:
    """How large a difference is."""

    cohens_dz: float | None = None
    cliffs_delta: float | None = None
    odds_ratio: float | None = None


@dataclass(frozen=True, slots=True)
class PowerShown:
    """What more items would tell."""

    power: float
    alpha: float
    detectable_difference: float | None
    items_needed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricComparison:
    """A metric of a run beside the baseline's."""

    name: str
    source: MetricSource
    kind: MetricValueKind
    direction: MetricDirection
    items: int
    is_clustered: bool
    baseline: MetricSide
    run: MetricSide
    difference: float | None = None
    relative_difference: float | None = None
    interval: ShownInterval | None = None
    wins: int = 0
    ties: int = 0
    losses: int = 0
    test: PairedTest | None
    symmetry_p_value: float | None = None
    effect: EffectSize = EffectSize()
    power: PowerShown
    margin: float | None
    verdict: ComparisonVerdict
    summary: str = ""
    categories: tuple[CategoryShare, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemsMatched:
    """How the items of two runs fit together."""

    matched: int
    edited: int
    only_in_baseline: int
    only_in_run: int


@dataclass(frozen=True, slots=True)
class ItemDifference:
    """A metric of an item in the two runs."""

    metric: str
    kind: MetricValueKind
    baseline: float | None
    run: float | None
    difference: float | None
    baseline_category: str | None
    run_category: str | None
    outcome: ItemOutcome


@dataclass(frozen=True, slots=True)
class ItemComparison:
    """An item of two runs; `place` is where it stands in its list."""

    place: int
    baseline_item_id: int
    run_item_id: int
    outcome: ItemOutcome
    difference: float | None
    differences: tuple[ItemDifference, ...]


class ItemsCompared(Protocol):
    """The items of two runs, to be listed."""

    def page(
        self,
        metric: str | None,
        outcomes: frozenset[ItemOutcome],
        order: ComparedItemOrder,
        start: int,
        first: int,
    ) -> Sequence[ItemComparison]:
        """Some items, from a place on."""

    def count(self, metric: str | None, outcomes: frozenset[ItemOutcome]) -> int:
        """How many there are in all."""


@dataclass(frozen=True, eq=False)
class RunComparison:
    """A run beside the baseline; equal to itself alone."""

    baseline_id: int
    run_id: int
    matching: ItemsMatched
    metrics: tuple[MetricComparison, ...]
    uncompared_metrics: tuple[str, ...]
    items: ItemsCompared = field(repr=False)

    def require_metric(self, name: str) -> None:
        """Refuse a metric that is not among those compared."""
        known = {metric.name for metric in self.metrics}
        if name not in known:
            raise UnknownMetric.among(name, known, path=("metric",))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Runs beside a baseline."""

    baseline_id: int
    options: ComparisonOptions
    tests: int
    """P-values that were corrected together."""
    runs: tuple[RunComparison, ...]
    cells: int
    """Numbers it holds, for whoever keeps it."""
