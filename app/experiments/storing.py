"""Storing finished items in group commits, each together with the counts and aggregates that include it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.transactions import in_transaction

from app.core.bulk import insert_rows, update_rows
from app.core.clock import now
from app.core.conditions import AllOf, equals, one_of
from app.core.rows import values_of
from app.evaluation.models import EvalTargetRecord, EvaluatorRecord, RecordStatus
from app.evaluation.targets import TargetOutput
from app.evaluation.verdict import effective, metric_name
from app.experiments.aggregates import WEIGHTED, Metric, add_to_aggregates
from app.experiments.arrivals import CLOSED
from app.experiments.choices import FINAL, ItemResultStatus
from app.experiments.models import ExperimentItemResult, ExperimentRun, ExperimentStats, ExperimentTurnResult
from app.experiments.outcomes import Attempted, Awaited, Outcome
from app.llm.models import CachedResponse, ModelRequestRecord

_COUNTED = (
    *("sequence", "total", "succeeded", "failed", "cancelled", "carried"),
    *("input_tokens", "output_tokens", "cost", "unpriced_calls", "calls", "cached_calls"),
)


async def store(run: ExperimentRun, batch: Sequence[Attempted]) -> ExperimentStats:
    """Commit finished items, and what was tried for others; of one that is stored already, only what was spent again."""
    async with in_transaction() as client:
        stats = await _locked(client, run.id)
        finished = {outcome.key: outcome for outcome in batch if isinstance(outcome, Outcome)}
        stored = await _stored(client, run.id, finished)
        fresh = [outcome for key, outcome in finished.items() if key not in stored]
        for outcome in batch:
            _count_spending(stats, outcome)
        for outcome in fresh:
            _count_item(stats, outcome)
        # What is not done when a run ends counts as cancelled; an item may come in after that.
        stats.cancelled = min(stats.cancelled, stats.total - stats.succeeded - stats.failed)
        stats.sequence += 1
        await insert_rows(client, ExperimentItemResult, [outcome.result for outcome in fresh])
        await insert_rows(client, EvalTargetRecord, [row for outcome in fresh for row in outcome.target_records])
        await insert_rows(client, EvalTargetRecord, await _awaited(client, run.id, batch))
        await insert_rows(client, ExperimentTurnResult, [row for outcome in fresh for row in outcome.turn_results])
        await insert_rows(client, EvaluatorRecord, [row for outcome in fresh for row in outcome.evaluator_records])
        await insert_rows(client, ModelRequestRecord, [row for outcome in batch for row in outcome.calls])
        await insert_rows(client, CachedResponse, [row for outcome in batch for row in outcome.responses])
        await add_to_aggregates(client, run.space_id, run.id, _metrics(fresh))
        await _keep(client, stats)
    return stats


async def count_reported(client: BaseDBAsyncClient, run_id: int, outputs: Iterable[TargetOutput]) -> None:
    """Count what outputs that came from outside took, in the transaction that stores them."""
    stats = await _locked(client, run_id)
    for output in outputs:
        stats.input_tokens += output.input_tokens or 0
        stats.output_tokens += output.output_tokens or 0
        if output.cost is not None:
            stats.cost = (stats.cost or Decimal(0)) + output.cost
    stats.sequence += 1
    await _keep(client, stats)


async def _keep(client: BaseDBAsyncClient, stats: ExperimentStats) -> None:
    counts = {name: getattr(stats, name) for name in _COUNTED} | {"updated_at": now()}
    await update_rows(client, ExperimentStats, counts, equals("run_id", stats.run_id))


async def _locked(client: BaseDBAsyncClient, run_id: int) -> ExperimentStats:
    """A run's counts, under a lock, since another process may work on other shards of the same run."""
    (row,) = await values_of(ExperimentStats, _COUNTED, equals("run_id", run_id), client=client, is_locked=True)
    stats = ExperimentStats(run_id=run_id, **dict(zip(_COUNTED, tuple(row), strict=True)))
    stats.cost = None if stats.cost is None else Decimal(stats.cost)
    return stats


async def _stored(client: BaseDBAsyncClient, run_id: int, keys: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of some items, with the repetition, that have a result."""
    items = sorted({item_id for item_id, _ in keys})
    within = AllOf((equals("run_id", run_id), one_of("dataset_item_id", items)))
    columns = ("dataset_item_id", "repetition")
    return {(row[0], row[1]) for row in await values_of(ExperimentItemResult, columns, within, client=client)}


async def _awaited(client: BaseDBAsyncClient, run_id: int, batch: Sequence[Attempted]) -> list[dict[str, Any]]:
    """The records of outputs that are still to come; of a run that ended meanwhile, nothing comes any more."""
    rows = [row for outcome in batch if isinstance(outcome, Awaited) for row in outcome.target_records]
    if not rows:
        return rows
    ((status,),) = await values_of(ExperimentRun, ("status",), equals("id", run_id), client=client)
    return [row | CLOSED if status in FINAL and row["awaited_until"] else row for row in rows]


def _count_item(stats: ExperimentStats, outcome: Outcome) -> None:
    status = outcome.result["status"]
    stats.succeeded += status is ItemResultStatus.SUCCEEDED
    stats.failed += status is ItemResultStatus.FAILED
    stats.cancelled += status is ItemResultStatus.CANCELLED
    stats.carried += outcome.is_carried


def _count_spending(stats: ExperimentStats, outcome: Attempted) -> None:
    spent = outcome.spent
    stats.input_tokens += spent.input_tokens
    stats.output_tokens += spent.output_tokens
    stats.unpriced_calls += spent.unpriced_calls
    stats.calls += spent.calls
    stats.cached_calls += spent.cached_calls
    if spent.cost is not None:
        stats.cost = (stats.cost or Decimal(0)) + spent.cost


def _metrics(outcomes: Sequence[Outcome]) -> dict[str, Metric]:
    metrics: dict[str, Metric] = defaultdict(Metric)
    for outcome in outcomes:
        for record in outcome.evaluator_records:
            if not record["turn_index"]:
                name = metric_name(record["alias"], record["output_name"])
                metrics[name].add(record["status"], effective(record, "score"), effective(record, "passed"))
        if (weighted := outcome.result["weighted_score"]) is not None:
            metrics[WEIGHTED].add(RecordStatus.SUCCEEDED, weighted, None)
    return metrics
