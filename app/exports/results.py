"""The results of a run as files: a line for each item and repetition, written page by page."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from typing import Any

import orjson

from app.annotation.models import ResultAnnotation, ScoreConfig
from app.core.conditions import Condition, equals, one_of
from app.core.rows import Row, select, streamed
from app.datasets.models import DatasetItem, DatasetSchema, DatasetVersion
from app.evaluation.models import EvaluatorRecord
from app.experiments.choices import MetricKind
from app.experiments.models import (
    Experiment,
    ExperimentAggregateResult,
    ExperimentItemResult,
    ExperimentRun,
    ExperimentTurnResult,
)

PAGE = 500
Line = dict[str, Any]
_PLAIN = ("status", "reason", "error", "weighted_score", "latency_ms", "input_tokens", "output_tokens", "cost")


async def json_lines(run: ExperimentRun) -> AsyncIterator[bytes]:
    """The results of a run, a JSON object a line."""
    async for lines in _pages(run):
        yield b"".join(orjson.dumps(line, default=str) + b"\n" for line in lines)


async def comma_separated(run: ExperimentRun) -> AsyncIterator[bytes]:
    """The results of a run as CSV, with a column for each column of the dataset and each metric."""
    columns, metrics = await _columns(run), await _metrics(run)
    heads = [*("item", "repetition"), *(f"data.{name}" for name in columns), "output", *_PLAIN]
    heads += [f"score.{name}{part}" for name in metrics for part in ("", ".label", ".passed", ".reason")]
    yield _written([[*heads, "turns", "annotations"]])
    async for lines in _pages(run):
        yield _written([_cells(line, columns, metrics) for line in lines])


async def _pages(run: ExperimentRun) -> AsyncIterator[list[Line]]:
    async for found in streamed(ExperimentItemResult, (), equals("run_id", run.id), page=PAGE):
        yield await _lines([row[0] for row in found])


async def _lines(result_ids: Sequence[int]) -> list[Line]:
    """The lines of some results, oldest first."""
    results = await select(ExperimentItemResult, one_of("id", result_ids))
    items = await _by_id(DatasetItem, one_of("id", [row.dataset_item_id for row in results]))
    of_results = one_of("item_result_id", result_ids)
    records = await _by_result(EvaluatorRecord, of_results)
    turns = await _by_result(ExperimentTurnResult, of_results)
    annotations = await _by_result(ResultAnnotation, of_results)
    answered = {row.score_config_id for rows in annotations.values() for row in rows}
    configs = await _by_id(ScoreConfig, one_of("id", list(answered))) if answered else {}
    return [
        _line(row, items[row.dataset_item_id])
        | {"scores": _scores(records[row.pk], 0)}
        | {"turns": [_turn(turn, records[row.pk]) for turn in sorted(turns[row.pk], key=lambda turn: turn.turn_index)]}
        | {"annotations": [_answered(one, configs[one.score_config_id]) for one in annotations[row.pk]]}
        for row in sorted(results, key=lambda row: row.pk)
    ]


def _line(result: Row, item: Row) -> Line:
    kept = {name: result[name] for name in _PLAIN}
    return {"item": item["key"], "repetition": result["repetition"], "data": item["data"], "output": result["output"]} | kept


def _turn(turn: Row, records: Sequence[Row]) -> Line:
    """A turn of an item that has several."""
    kept = {name: turn[name] for name in ("turn_index", "input", "output", *_PLAIN)}
    return kept | {"scores": _scores(records, turn.turn_index)}


def _scores(records: Sequence[Row], turn_index: int) -> Line:
    """What the evaluators said of a turn, or of the item as a whole."""
    return {_metric(record): _said(record) for record in records if record.turn_index == turn_index}


def _said(record: Row) -> Line:
    """What counts, and what the evaluator said where a person put something else in its place."""
    names = ("score", "label", "passed")
    said = {name: record[name] if record[f"corrected_{name}"] is None else record[f"corrected_{name}"] for name in names}
    kept = {name: record[name] for name in ("status", "reason", "latency_ms", "cost")}
    original = {"original": {name: record[name] for name in names}} if record["corrected_at"] else {}
    return said | kept | original


def _answered(annotation: Row, config: Row) -> Line:
    kept = {name: annotation[name] for name in ("turn_index", "author_id", "value", "label", "text", "comment")}
    return {"name": config["name"]} | kept


def _metric(record: Row) -> str:
    return f"{record['alias']}.{record['output_name']}" if record["output_name"] else str(record["alias"])


async def _by_id(model: type[Any], condition: Condition) -> dict[int, Row]:
    return {row.pk: row for row in await select(model, condition)}


async def _by_result(model: type[Any], condition: Condition) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(await select(model, condition), key=lambda row: row.pk):
        found[row.item_result_id].append(row)
    return found


async def _columns(run: ExperimentRun) -> list[str]:
    experiment = await Experiment.get(id=run.experiment_id)
    version = await DatasetVersion.get(id=experiment.dataset_version_id)
    return [column["name"] for column in (await DatasetSchema.get(id=version.schema_id)).columns]


async def _metrics(run: ExperimentRun) -> list[str]:
    kept = ExperimentAggregateResult.filter(run_id=run.id, kind=MetricKind.EVALUATOR).order_by("id")
    return [row.name for row in await kept]


def _cells(line: Line, columns: Sequence[str], metrics: Sequence[str]) -> list[str]:
    plain = orjson.loads(orjson.dumps(line, default=str))
    cells = [plain["item"], plain["repetition"], *(plain["data"].get(name) for name in columns), plain["output"]]
    cells += [plain[name] for name in _PLAIN]
    for name in metrics:
        said = plain["scores"].get(name, {})
        cells += [said.get(part) for part in ("score", "label", "passed", "reason")]
    return [_cell(value) for value in (*cells, plain["turns"] or None, plain["annotations"] or None)]


def _cell(value: Any) -> str:
    """Text as it is, nothing for null, JSON for the rest."""
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _written(rows: Sequence[Sequence[str]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode("utf-8", "replace")
