"""A run's metrics by parts of its items, and by thresholds: added up by the database when somebody asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from app.core.choices import Choice
from app.core.conditions import equals
from app.core.database import database
from app.core.errors import Invalid
from app.core.rows import values_of
from app.core.statements import Statement
from app.experiments.aggregates import MEASURES, METRIC_NAME, SCORES, WEIGHTED, kind_of, measured, value_of
from app.experiments.choices import MetricKind
from app.experiments.intervals import wilson
from app.experiments.models import ExperimentRun
from app.experiments.summaries import Scored, Summary, summaries

MOST_SLICES = 100
# Stands in no name of a metric: control characters are no part of aliases.
_BETWEEN = "\x1f"
_TAKEN = "id, dataset_item_id, weighted_score, latency_ms, input_tokens, output_tokens, cost"


class AggregateDimension(Choice):
    """What the items of a run are put together by."""

    TAG = "TAG", "By tag; an item with several counts for each."
    SPLIT = "SPLIT", "By the part of the dataset they are in."
    COLUMN = "COLUMN", "By the value of a column."


class ColumnMissing(Invalid):
    """Name the column whose values the items are put together by."""

    code = "COLUMN_MISSING"


class ColumnNotOfDimension(Invalid):
    """A column goes with the dimension COLUMN alone."""

    code = "COLUMN_NOT_OF_DIMENSION"


class InvalidSliceCount(Invalid):
    """From 1 to 100 parts can be asked for."""

    code = "INVALID_SLICE_COUNT"


@dataclass(frozen=True, slots=True)
class Slice:
    """Some items of a run that have something in common, and their metrics."""

    value: Any
    """The tag, the split or the column's value; nothing for items without one."""
    item_count: int
    metrics: tuple[Summary, ...]


async def slices_of(
    run_id: int, dimension: AggregateDimension, *, column: str | None = None, first: int = 20
) -> list[Slice]:
    """A run's metrics by parts of its items, the parts with the most results first."""
    if dimension is AggregateDimension.COLUMN and column is None:
        raise ColumnMissing(path=("column",))
    if dimension is not AggregateDimension.COLUMN and column is not None:
        raise ColumnNotOfDimension(path=("column",))
    if not 1 <= first <= MOST_SLICES:
        raise InvalidSliceCount(path=("first",))
    sliced = _Sliced.by(dimension, column)
    counted = await _counted(run_id, sliced, first)
    found: dict[str | None, list[Summary]] = defaultdict(list)
    ((repetitions,),) = await values_of(ExperimentRun, ("repetitions",), equals("id", run_id))
    scored = _scored(run_id, sliced, [value for value, _ in counted], is_repeated=repetitions > 1)
    for name, summary in (await summaries(scored)).items():
        value, _, metric = name.rpartition(_BETWEEN)
        found[value or None].append(summary | {"name": metric, "kind": kind_of(metric)})
    return [Slice(_read(value), number, tuple(_sorted(found[value]))) for value, number in counted]


@dataclass(frozen=True, slots=True)
class _Sliced:
    """How a part is written in SQL: `value` as JSON text, from an item and what it may have several of."""

    value: str
    join: str = ""
    parameters: tuple[Any, ...] = ()

    @classmethod
    def by(cls, dimension: AggregateDimension, column: str | None) -> _Sliced:
        is_sqlite = database().dialect == "sqlite"
        if dimension is AggregateDimension.TAG:
            return _TAGS_ON_SQLITE if is_sqlite else _TAGS_ON_POSTGRES
        if dimension is AggregateDimension.SPLIT:
            return _SPLIT_ON_SQLITE if is_sqlite else _SPLIT_ON_POSTGRES
        return cls("CAST(item.data -> CAST($2 AS TEXT) AS TEXT)", parameters=(label_of(column or ""),))


_TAGS_ON_SQLITE = _Sliced("json_quote(tag.value)", "LEFT JOIN json_each(item.tags) AS tag")
_TAGS_ON_POSTGRES = _Sliced(
    "CAST(to_json(tag.value) AS TEXT)", "LEFT JOIN LATERAL json_array_elements_text(item.tags) AS tag(value) ON TRUE"
)
_SPLIT_ON_SQLITE = _Sliced("CASE WHEN item.split IS NOT NULL THEN json_quote(item.split) END")
_SPLIT_ON_POSTGRES = _Sliced("CAST(to_json(item.split) AS TEXT)")


def label_of(column: str) -> str:
    """A column's name as the operator `->` takes it: SQLite reads one that begins with `$` as a path."""
    return f'$."{column}"' if database().dialect == "sqlite" and column.startswith("$") else column


async def _counted(run_id: int, sliced: _Sliced, first: int) -> list[tuple[str | None, int]]:
    """The parts with the most results."""
    text = f"WITH parts(value) AS (SELECT {_value(sliced)} {_source(sliced)} WHERE result.run_id = $1)"
    counting = Scored(text, (run_id, *sliced.parameters))
    rest = f" SELECT value, COUNT(*) AS number FROM parts GROUP BY value ORDER BY number DESC, value LIMIT {int(first)}"
    return [(row[0], row[1]) for row in await counting.read(rest)]


def _value(sliced: _Sliced) -> str:
    # A column that holds nothing is as good as none.
    return f"NULLIF({sliced.value}, 'null')"


def _source(sliced: _Sliced) -> str:
    return (
        f"FROM experiment_item_result AS result JOIN dataset_item AS item ON item.id = result.dataset_item_id {sliced.join}"
    )


def _scored(run_id: int, sliced: _Sliced, wanted: Sequence[str | None], *, is_repeated: bool) -> Scored:
    """The scores of some parts, each named by its part and its metric."""
    known, is_sqlite = [value for value in wanted if value is not None], database().dialect == "sqlite"
    mark = f"${len(sliced.parameters) + 2}"
    among = f"IN (SELECT value FROM json_each({mark}))" if is_sqlite else f"= ANY(CAST({mark} AS TEXT[]))"
    rest = " OR value IS NULL" if None in wanted else ""
    prefix = f"COALESCE(wanted.value, '') || '{_BETWEEN}'"
    taken = (measured(name, source="wanted WHERE TRUE", prefix=prefix) for name in (WEIGHTED, *MEASURES))
    text = f"""
WITH parts(value, {_TAKEN}) AS (
    SELECT {_value(sliced)}, {", ".join(f"result.{name}" for name in _TAKEN.split(", "))}
    {_source(sliced)} WHERE result.run_id = $1),
wanted AS (SELECT * FROM parts WHERE value {among}{rest}),
scored(name, item, score, label, passed, failed) AS (
    SELECT {prefix} || {METRIC_NAME}, wanted.dataset_item_id, {SCORES}
    FROM wanted JOIN evaluator_record AS record ON record.item_result_id = wanted.id AND record.turn_index = 0
    UNION ALL {" UNION ALL ".join(taken)})"""
    parameters = (run_id, *sliced.parameters, orjson.dumps(known).decode() if is_sqlite else known)
    return Scored(text, parameters, is_repeated)


def _read(value: str | None) -> Any:
    return None if value is None else orjson.loads(value)


def _sorted(metrics: list[Summary]) -> list[Summary]:
    """Scores first, then what they took."""
    places = {name: place for place, name in enumerate((WEIGHTED, *MEASURES), 1)}
    return sorted(metrics, key=lambda metric: (places.get(metric["name"], 0), metric["name"]))


@dataclass(frozen=True, slots=True)
class PassRate:
    """How many scores of a metric reach a threshold."""

    threshold: float
    passed: int
    count: int
    items: int
    """How many items have them; an item has one for each repetition."""

    @property
    def rate(self) -> float | None:
        return self.passed / self.count if self.count else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return None if self.rate is None else wilson(self.rate * self.items, self.items)


async def pass_rates(keys: Sequence[tuple[int, str, float]]) -> list[PassRate]:
    """For runs, metrics and thresholds, how many scores reach them; a statement for each threshold and kind of metric."""
    found: dict[tuple[int, str, float], PassRate] = {}
    for threshold in dict.fromkeys(key[2] for key in keys):
        wanted = {(run_id, name) for run_id, name, at in keys if at == threshold}
        for (run_id, name), counts in (await _reached(wanted, threshold)).items():
            found[run_id, name, threshold] = PassRate(threshold, *counts)
    return [found.get(key) or PassRate(key[2], 0, 0, 0) for key in keys]


async def _reached(wanted: set[tuple[int, str]], threshold: float) -> dict[tuple[int, str], tuple[int, int, int]]:
    statement = Statement(database().dialect)
    reached = f"SUM(CASE WHEN score >= CAST({statement.parameter(threshold)} AS DOUBLE PRECISION) THEN 1 ELSE 0 END)"
    runs = statement.members("run_id", sorted({run_id for run_id, _ in wanted}), ExperimentRun._meta.fields_map["id"])
    taken = sorted({name for _, name in wanted if kind_of(name) is not MetricKind.EVALUATOR})
    said = "COALESCE(record.corrected_score, record.score) AS score"
    records = "evaluator_record AS record JOIN experiment_item_result AS result ON result.id = record.item_result_id"
    told = f"record.run_id, {METRIC_NAME} AS name, result.dataset_item_id AS item, {said}"
    parts = [
        f"SELECT {told} FROM {records} WHERE record.turn_index = 0",
        *(f"SELECT run_id, '{name}', dataset_item_id, {value_of(name)} FROM experiment_item_result" for name in taken),
    ]
    items = "COUNT(DISTINCT CASE WHEN score IS NOT NULL THEN item END)"
    text = f"SELECT run_id, name, {reached}, COUNT(score), {items} FROM ({' UNION ALL '.join(parts)}) AS scored WHERE {runs}"
    rows = await database().fetch(f"{text} GROUP BY run_id, name", statement.parameters)
    return {(row[0], row[1]): (int(row[2]), row[3], row[4]) for row in rows}
