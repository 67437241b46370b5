"""What an earlier run found out, for a run that goes on from it: results are carried over, and outputs judged anew."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import Any

import orjson

from app.core.conditions import one_of
from app.core.rows import Row, select
from app.evaluation.models import EvalTargetRecord, EvaluatorRecord, RecordStatus
from app.evaluation.targets import TargetOutput
from app.experiments.cutting import within_shard
from app.experiments.items import Earlier
from app.experiments.models import (
    ExperimentItemResult,
    ExperimentRun,
    ExperimentRunMode,
    ExperimentShard,
    ItemResultStatus,
)

Key = tuple[int, int]
NO_OUTPUT = {"code": "NO_OUTPUT", "message": "The earlier run has no output for this item."}


async def earlier_of(run: ExperimentRun, shard: ExperimentShard) -> dict[Key, Earlier]:
    """What is kept for the items of a shard, by item and repetition; nothing for those to be done from the start."""
    if run.base_run_id is None:
        return {}
    results = [_plain(row) for row in await select(ExperimentItemResult, within_shard(run.base_run_id, shard))]
    ids = [row["id"] for row in results]
    targets = {row["item_result_id"]: row for row in await _rows(EvalTargetRecord, ids)}
    records: dict[int, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in sorted(await _rows(EvaluatorRecord, ids), key=itemgetter("id")):
        records[row["item_result_id"]][row["alias"]].append(row)
    kept = {
        (row["dataset_item_id"], row["repetition"]): _kept(run, row, targets.get(row["id"]), records[row["id"]])
        for row in results
    }
    return {key: earlier for key, earlier in kept.items() if earlier is not None}


async def _rows(model: type[Any], result_ids: list[int]) -> list[dict[str, Any]]:
    return [_plain(row) for row in await select(model, one_of("item_result_id", result_ids))] if result_ids else []


def _plain(row: Row) -> dict[str, Any]:
    """A row with its stored JSON parsed, to be stored once more."""
    return {
        name: orjson.loads(orjson.dumps(value)) if isinstance(value, orjson.Fragment) else value
        for name, value in row.items()
    }


def _kept(
    run: ExperimentRun, result: dict[str, Any], target: dict[str, Any] | None, records: dict[str, list[dict[str, Any]]]
) -> Earlier | None:
    output = _output(result, target)
    if run.mode is ExperimentRunMode.RESCORE:
        return Earlier(result["id"], output or TargetOutput(error=result["error"] or NO_OUTPUT))
    is_chosen = result["dataset_item_id"] in (run.item_ids or ())
    if result["status"] == ItemResultStatus.SUCCEEDED and not is_chosen:
        return Earlier(result["id"], output, records, is_whole=True)
    if run.mode is ExperimentRunMode.RETRY_ITEMS:
        is_left = not is_chosen and result["status"] == ItemResultStatus.FAILED
        failed = output or TargetOutput(error=result["error"] or NO_OUTPUT)
        return Earlier(result["id"], failed, records, is_whole=True) if is_left else None
    good = {alias: rows for alias, rows in records.items() if all(row["status"] == RecordStatus.SUCCEEDED for row in rows)}
    return Earlier(result["id"], output, good) if output else None


def _output(result: dict[str, Any], target: dict[str, Any] | None) -> TargetOutput | None:
    """What the target gave, if it gave something."""
    if target is None or target["status"] != RecordStatus.SUCCEEDED:
        return None
    names = ("input", "model", "input_tokens", "output_tokens", "cost", "latency_ms", "is_cached")
    return TargetOutput(output=result["output"], **{name: target[name] for name in names})
