"""Outputs that come later: what has come of a shard's items, and giving shards that waited for it to jobs once more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.accounts.change import Change
from app.core.conditions import to_q
from app.core.rows import Row, select
from app.evaluation.models import EvalTarget, EvalTargetKind, EvalTargetRecord, EvalTargetVersion, RecordStatus
from app.evaluation.targets import TargetOutput
from app.experiments.choices import ShardStatus
from app.experiments.cutting import top_up, within_shard
from app.experiments.models import Experiment, ExperimentItemResult, ExperimentRun, ExperimentShard
from app.experiments.units import Arrived

Key = tuple[int, int]
LATER = frozenset({EvalTargetKind.CALLBACK, EvalTargetKind.PUSHED})
"""Kinds of targets whose outputs come later."""
OUTSIDE = LATER | {EvalTargetKind.HTTP}
"""Kinds of targets that say themselves what they took."""
_RUN_OVER = {"code": "RUN_ENDED", "message": "The run ended before the result came."}
CLOSED: dict[str, Any] = {"status": RecordStatus.FAILED, "error": _RUN_OVER, "awaited_until": None}
"""What becomes of a record whose output is awaited when the run is over."""
_TAKEN = ("input", "model", "input_tokens", "output_tokens", "cost", "latency_ms", "is_cached", "external_id")


async def target_kind_of(run: ExperimentRun) -> EvalTargetKind:
    """Where the outputs of a run come from."""
    experiment = await Experiment.get(id=run.experiment_id)
    version = await EvalTargetVersion.get(id=experiment.eval_target_version_id)
    return (await EvalTarget.get(id=version.eval_target_id)).kind


async def arrivals_of(run: ExperimentRun, shard: ExperimentShard) -> dict[Key, Arrived]:
    """What has come, or is awaited, of a shard's items, by item and repetition."""
    found: dict[Key, _Gathered] = defaultdict(_Gathered)
    for row in await select(EvalTargetRecord, within_shard(run.id, shard)):
        found[row["dataset_item_id"], row["repetition"]].add(row)
    return {key: gathered.arrived() for key, gathered in found.items()}


async def has_arrivals(run: ExperimentRun, shard: ExperimentShard) -> bool:
    """Whether something has come of a shard that was not made use of yet; within a change."""
    within = to_q(within_shard(run.id, shard))
    rows = await EvalTargetRecord.filter(within).values_list("dataset_item_id", "repetition", "status")
    awaited = {(row[0], row[1]) for row in rows if row[2] == RecordStatus.AWAITING}
    done = await ExperimentItemResult.filter(within).values_list("dataset_item_id", "repetition")
    return bool({(row[0], row[1]) for row in rows} - awaited - {(row[0], row[1]) for row in done})


async def wake_shards(record: Change, run: ExperimentRun, item_ids: Collection[int]) -> None:
    """Have the shards go on that waited for outputs of some items; within a change that holds the run's row."""
    near = ExperimentShard.filter(
        run_id=run.id,
        status=ShardStatus.AWAITING,
        first_item_id__lte=max(item_ids),
        last_item_id__gte=min(item_ids),
    )
    chosen = [shard.id for shard in await near if _has_one(shard, item_ids)]
    if chosen:
        await ExperimentShard.filter(id__in=chosen).update(status=ShardStatus.WAITING)
        await top_up(record, run)


def _has_one(shard: ExperimentShard, item_ids: Collection[int]) -> bool:
    listed = None if shard.item_ids is None else set(shard.item_ids)
    return any(shard.first_item_id <= pk <= shard.last_item_id and (listed is None or pk in listed) for pk in item_ids)


async def close_awaited(run_id: int) -> None:
    """Note that nothing is awaited any more, since the run is over."""
    awaited = EvalTargetRecord.filter(run_id=run_id, awaited_until__isnull=False)
    ids = await awaited.values_list("id", flat=True)
    await EvalTargetRecord.filter(id__in=list(ids)).update(**CLOSED)


async def has_any(run_id: int) -> bool:
    """Whether something has come for a run already."""
    return await EvalTargetRecord.filter(run_id=run_id).exists()


async def records_of(run_id: int, item_ids: Collection[int]) -> list[EvalTargetRecord]:
    """What has come of some items; within a change."""
    return await EvalTargetRecord.filter(run_id=run_id, dataset_item_id__in=sorted(item_ids))


@dataclass(slots=True)
class _Gathered:
    """The records of one item."""

    result_id: int = 0
    outputs: dict[int, TargetOutput] = field(default_factory=dict)
    is_awaiting: bool = False

    def add(self, row: Row) -> None:
        self.result_id = row["item_result_id"]
        if row["status"] == RecordStatus.AWAITING:
            self.is_awaiting = True
            return
        # What it says it took was counted when it came.
        self.outputs[row["turn_index"]] = TargetOutput(
            output=_parsed(row["output"]),
            error=_parsed(row["error"]),
            **{name: _parsed(row[name]) for name in _TAKEN},
        )

    def arrived(self) -> Arrived:
        return Arrived(self.result_id, self.outputs, self.is_awaiting)


def _parsed(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value)) if isinstance(value, orjson.Fragment) else value
