"""How far an evaluator agrees with people: with their corrections, or with what they said when they annotated results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.accounts.access import Actor, get
from app.annotation.models import ResultAnnotation, ScoreConfig, ScoreDataType
from app.core.conditions import AllOf, IsNull, equals, one_of
from app.core.rows import streamed, values_of
from app.evaluation.models import EvaluatorRecord
from app.experiments.comparison import MetricValueKind, UnknownMetric
from app.experiments.findings import metric_name
from app.experiments.models import ExperimentItemResult, ExperimentRun
from app.statistics.working import computed

JUDGE = 0
"""Stands for the evaluator among the raters."""
CORRECTOR = -1
"""Stands for whoever corrected it: a record has one correction, the newest."""
_PAGE = 5_000
Value = float | str | bool


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody says of one result, in whichever of the three ways."""

    item_result_id: int
    rater_id: int
    number: float | None = None
    label: str | None = None
    passed: bool | None = None
    turn_index: int = 0

    def value(self, kind: MetricValueKind) -> Value | None:
        """What is said in one of the ways."""
        match kind:
            case MetricValueKind.NUMBER:
                return self.number
            case MetricValueKind.BOOLEAN:
                return self.passed
            case MetricValueKind.CATEGORY:
                return self.label


@dataclass(frozen=True, slots=True)
class AgreementEstimate:
    """A measure of agreement with its confidence interval, where one can be given."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class CategoryAgreement:
    """How well the evaluator recognises a category, people's word being taken for the truth."""

    category: str
    judged: int
    actual: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, slots=True)
class ConfusionCell:
    """How often the evaluator said one thing and people another."""

    judge: str
    people: str
    count: int


@dataclass(frozen=True, slots=True)
class AlphaValues:
    """Krippendorff's alpha by what differences between ratings are taken to mean; none where it has no meaning."""

    nominal: float | None = None
    ordinal: float | None = None
    interval: float | None = None
    ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A result of which the evaluator says something else than people."""

    item_result_id: int
    turn_index: int
    judge: str
    people: str
    difference: float | None
    ratings: int


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far an evaluator's output agrees with people."""

    run_id: int
    metric: str
    kind: MetricValueKind
    compared: int
    items: int
    raters: int
    ratings: int
    undecided: int
    accuracy: float | None
    kappa: AgreementEstimate | None
    linear_kappa: AgreementEstimate | None
    quadratic_kappa: AgreementEstimate | None
    alpha: AlphaValues
    alpha_of_people: AlphaValues
    pearson: AgreementEstimate | None
    spearman: float | None
    kendall: float | None
    mean_difference: float | None
    mean_absolute_difference: float | None
    macro_precision: float | None
    macro_recall: float | None
    macro_f1: float | None
    categories: tuple[CategoryAgreement, ...]
    confusion: tuple[ConfusionCell, ...]
    disagreements: tuple[Disagreement, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rated:
    """A result, or a turn of it, that both the evaluator and people rated; the ratings are all of one kind."""

    item_result_id: int
    turn_index: int
    item_id: int
    judge: Value
    people: tuple[tuple[int, Value], ...]
    """Who said what."""


async def evaluator_agreement(
    actor: Actor,
    *,
    run_id: int,
    alias: str,
    output: str = "",
    kind: MetricValueKind | None = None,
    score_config_id: int | None = None,
) -> Agreement | None:
    """How far an output of an evaluator agrees with people's corrections, or with annotations by a score configuration.

    Nothing where nobody has rated what it said.
    """
    run = await get(ExperimentRun, run_id, actor, path=("runId",))
    if score_config_id is None:
        ratings = await _corrections(run.id, alias, output)
    else:
        ratings = await _annotations(run, actor, score_config_id)
    units = await _units(alias, output, ratings)
    chosen = kind or _likeliest(units)
    rated = _rated(units, chosen, await _items_of([unit.judge.item_result_id for unit in units]))
    if not rated:
        await _require_known(run.id, alias, output)
        return None
    return await computed(_worked_out, run.id, metric_name(alias, output), chosen, rated)


async def _annotations(run: ExperimentRun, actor: Actor, config_id: int) -> list[Rating]:
    """What people said of a run's results when they were asked."""
    config = await get(ScoreConfig, config_id, actor, path=("scoreConfigId",))
    is_boolean = config.data_type is ScoreDataType.BOOLEAN
    answers = AllOf((equals("run_id", run.id), equals("score_config_id", config.id)))
    columns = ("item_result_id", "author_id", "value", "label", "turn_index")
    found = []
    async for page in streamed(ResultAnnotation, columns, answers):
        for pk, result, author, value, label, turn in page:
            passed = bool(value) if is_boolean and value is not None else None
            # Of somebody who is gone nobody knows whether they said more than this.
            found.append(Rating(result, author or -pk, None if is_boolean else value, label, passed, turn))
    return found


async def _corrections(run_id: int, alias: str, output: str) -> list[Rating]:
    """What people put in the place of what the evaluator said, the same again where they confirmed it."""
    corrected = IsNull("corrected_at", is_null=False)
    columns = ("item_result_id", "turn_index", "corrected_score", "corrected_label", "corrected_passed")
    found = []
    async for page in streamed(EvaluatorRecord, columns, AllOf((_of_output(run_id, alias, output), corrected))):
        for _, result, turn, score, label, passed in page:
            found.append(Rating(result, CORRECTOR, score, label, None if passed is None else bool(passed), turn))
    return found


def _of_output(run_id: int, alias: str, output: str) -> AllOf:
    return AllOf((equals("run_id", run_id), equals("alias", alias), equals("output_name", output)))


@dataclass(frozen=True, slots=True)
class _Unit:
    """What the evaluator said of a result or a turn, and what people said."""

    judge: Rating
    people: list[Rating]


async def _units(alias: str, output: str, ratings: Sequence[Rating]) -> list[_Unit]:
    said: dict[tuple[int, int], list[Rating]] = defaultdict(list)
    for rating in ratings:
        said[rating.item_result_id, rating.turn_index].append(rating)
    columns = ("item_result_id", "turn_index", "score", "label", "passed")
    results = sorted({result for result, _ in said})
    units = []
    for start in range(0, len(results), _PAGE):
        within = (one_of("item_result_id", results[start : start + _PAGE]), equals("alias", alias))
        rows = await values_of(EvaluatorRecord, columns, AllOf((*within, equals("output_name", output))))
        for result, turn, score, label, passed in rows:
            if (result, turn) in said:
                judge = Rating(result, JUDGE, score, label, None if passed is None else bool(passed), turn)
                units.append(_Unit(judge, said[result, turn]))
    return units


def _likeliest(units: Sequence[_Unit]) -> MetricValueKind:
    """The kind of which most can be compared; numbers before pass verdicts before categories."""
    numbers = {kind: sum(bool(_of_kind(unit, kind)) for unit in units) for kind in MetricValueKind}
    return max(MetricValueKind, key=lambda kind: numbers[kind])


def _of_kind(unit: _Unit, kind: MetricValueKind) -> tuple[tuple[int, Value], ...]:
    """What people said in a way in which the evaluator said something, too."""
    if unit.judge.value(kind) is None:
        return ()
    given = ((rating.rater_id, rating.value(kind)) for rating in unit.people)
    return tuple((rater, value) for rater, value in given if value is not None)


async def _items_of(results: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for start in range(0, len(results), _PAGE):
        within = one_of("id", results[start : start + _PAGE])
        rows = await values_of(ExperimentItemResult, ("id", "dataset_item_id"), within)
        found |= {row[0]: row[1] for row in rows}
    return found


def _rated(units: Sequence[_Unit], kind: MetricValueKind, items: dict[int, int]) -> list[Rated]:
    rated = []
    for unit in units:
        judge, people = unit.judge.value(kind), _of_kind(unit, kind)
        if judge is not None and people and unit.judge.item_result_id in items:
            result = unit.judge.item_result_id
            rated.append(Rated(result, unit.judge.turn_index, items[result], judge, people))
    return sorted(rated, key=lambda one: (one.item_result_id, one.turn_index))


async def _require_known(run_id: int, alias: str, output: str) -> None:
    """Refuse a name that no evaluator of the run has, rather than say that nobody rated it."""
    if not await values_of(EvaluatorRecord, ("id",), _of_output(run_id, alias, output), limit=1):
        raise UnknownMetric(f"The run has no evaluator's output {metric_name(alias, output)!r}.", path=("alias",))


def _worked_out(run_id: int, metric: str, kind: MetricValueKind, rated: Sequence[Rated]) -> Agreement:
    # It needs numpy and scipy, which are loaded in the thread that computes.
    from app.annotation.agreement_work import agreement_of

    return agreement_of(run_id, metric, kind, rated)
