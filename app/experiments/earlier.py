"""What an earlier run found out, for a run that goes on from it: results are carried over, and outputs judged anew."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import takewhile
from operator import itemgetter
from typing import Any

import orjson

from app.core.conditions import one_of
from app.core.rows import Row, select
from app.evaluation.models import EvalTargetRecord, EvaluatorRecord, RecordStatus
from app.evaluation.targets import TargetOutput
from app.experiments.choices import ExperimentRunMode, ItemResultStatus
from app.experiments.cutting import within_shard
from app.experiments.models import ExperimentItemResult, ExperimentRun, ExperimentShard
from app.experiments.units import Earlier

Key = tuple[int, int]
Records = dict[tuple[str, int], list[dict[str, Any]]]
"""Evaluators' records of an item, by alias and turn."""
_TAKEN = ("input", "model", "input_tokens", "output_tokens", "cost", "latency_ms", "is_cached")
NO_OUTPUT = {"code": "NO_OUTPUT", "message": "The earlier run has no output for this item."}


async def earlier_of(run: ExperimentRun, shard: ExperimentShard) -> dict[Key, Earlier]:
    """What is kept for the items of a shard, by item and repetition; nothing for those to be done from the start."""
    if run.base_run_id is None:
        return {}
    results = [_plain(row) for row in await select(ExperimentItemResult, within_shard(run.base_run_id, shard))]
    ids = [row["id"] for row in results]
    targets: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in await _rows(EvalTargetRecord, ids):
        targets[row["item_result_id"]].append(row)
    records: dict[int, Records] = defaultdict(lambda: defaultdict(list))
    for row in sorted(await _rows(EvaluatorRecord, ids), key=itemgetter("id")):
        records[row["item_result_id"]][row["alias"], row["turn_index"]].append(row)
    kept = {
        (row["dataset_item_id"], row["repetition"]): _kept(run, row, targets[row["id"]], records[row["id"]])
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


def _kept(run: ExperimentRun, result: dict[str, Any], targets: list[dict[str, Any]], records: Records) -> Earlier | None:
    if run.mode is ExperimentRunMode.RESCORE:
        return _outputs_alone(result, targets)
    is_chosen = result["dataset_item_id"] in (run.item_ids or ())
    if result["status"] == ItemResultStatus.SUCCEEDED and not is_chosen:
        return _whole(result, targets, records)
    if run.mode is ExperimentRunMode.RETRY_ITEMS:
        is_left = not is_chosen and result["status"] == ItemResultStatus.FAILED
        return _whole(result, targets, records) if is_left else None
    return _good(result, targets, records)


def _whole(result: dict[str, Any], targets: list[dict[str, Any]], records: Records, *, is_whole: bool = True) -> Earlier:
    """Everything that there is of an item, errors of the target included."""
    turns = tuple(_of_turn(row) for row in _turns(targets))
    if turns:
        return Earlier(result["id"], None, records, is_whole=is_whole, turns=turns)
    output = _output(result, targets) or TargetOutput(error=result["error"] or NO_OUTPUT)
    return Earlier(result["id"], output, records, is_whole=is_whole)


def _outputs_alone(result: dict[str, Any], targets: list[dict[str, Any]]) -> Earlier:
    """What the target gave, errors included; a turn that was not come to has no output, rather than being asked for now."""
    kept = _whole(result, targets, {}, is_whole=False)
    return replace(kept, turns=(*kept.turns, TargetOutput(error=NO_OUTPUT))) if kept.turns else kept


def _good(result: dict[str, Any], targets: list[dict[str, Any]], records: Records) -> Earlier | None:
    """What went well of an item that is to be done once more: outputs up to the first that failed, and verdicts on them."""
    good = {place: rows for place, rows in records.items() if all(row["status"] == RecordStatus.SUCCEEDED for row in rows)}
    turns = _turns(targets)
    if not turns:
        output = _output(result, targets)
        return Earlier(result["id"], output, good) if output else None
    kept = tuple(_of_turn(row) for row in takewhile(lambda row: row["status"] == RecordStatus.SUCCEEDED, turns))
    on_kept = {place: rows for place, rows in good.items() if 1 <= place[1] <= len(kept)}
    return Earlier(result["id"], None, on_kept, turns=kept) if kept else None


def _turns(targets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted((row for row in targets if row["turn_index"]), key=lambda row: row["turn_index"])


def _of_turn(target: dict[str, Any]) -> TargetOutput:
    return TargetOutput(output=target["output"], error=target["error"], **{name: target[name] for name in _TAKEN})


def _output(result: dict[str, Any], targets: list[dict[str, Any]]) -> TargetOutput | None:
    """What the target gave, if it gave something."""
    target = next((row for row in targets if not row["turn_index"]), None)
    if target is None or target["status"] != RecordStatus.SUCCEEDED:
        return None
    return TargetOutput(output=result["output"], **{name: target[name] for name in _TAKEN})
