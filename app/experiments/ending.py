"""Ending a run whose shards have all ended: counts and aggregates as its rows have them, and its final state."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import structlog
from tortoise.transactions import in_transaction

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change, change_by_system
from app.core.bulk import insert_rows
from app.core.clock import now
from app.core.conditions import AllOf, equals
from app.core.database import database
from app.core.statements import Statement
from app.evaluation.evaluators import metric_names
from app.evaluation.models import EvalTargetRecord, EvaluatorVersion
from app.experiments.aggregates import aggregates_of, measures_of
from app.experiments.arrivals import OUTSIDE, close_awaited, target_kind_of
from app.experiments.choices import FINAL, ExperimentRunMode, ExperimentRunStatus, ItemResultStatus
from app.experiments.choosing import require_ended
from app.experiments.cutting import OPEN
from app.experiments.models import (
    ExperimentAggregateResult,
    ExperimentEvaluator,
    ExperimentItemResult,
    ExperimentRun,
    ExperimentShard,
    ExperimentStats,
)
from app.experiments.transitions import announce, count_up, locked, record_end, turn
from app.llm.models import ModelRequestRecord
from app.runner.jobs import job

_ending: set[int] = set()
log: Any = structlog.get_logger(__name__)


async def settle(run_id: int) -> None:
    """End a run whose shards have all ended, once; one that has more to do, or may be given more, is left alone."""
    run = await ExperimentRun.get_or_none(id=run_id)
    if run is None or not await _is_through(run) or run_id in _ending:
        return
    # The last shards of a run mostly end together, and adding a large one up takes a while.
    _ending.add(run_id)
    try:
        await _end(run)
    finally:
        _ending.discard(run_id)


async def _end(run: ExperimentRun) -> None:
    run_id = run.id
    stats = await ExperimentStats.get(run_id=run_id)
    counted = await recounted(stats)
    rows = await _aggregates(run)
    async with change_by_system(run.space_id) as record:
        run = await locked(run_id)
        if not await _is_through(run):
            return
        # From here on nobody stores anything until the end is committed, so that nothing is awaited after it.
        await ExperimentStats.filter(run_id=run_id).update(**counted)
        await close_awaited(run_id)
        await _replace_aggregates(run_id, rows)
        await turn(run, _final_status(run, counted), run.reason, finished_at=now())
        record_end(record, run)
    announce(run_id)


async def recalculate(actor: Actor, *, experiment_run_id: int) -> ExperimentRun:
    """Have the metrics of a run that has ended added up anew."""
    run = await get(ExperimentRun, experiment_run_id, actor)
    async with change(actor, Permission.WRITE_EXPERIMENTS, run.space_id) as record:
        require_ended(run, "input", "experimentRunId")
        record.record("experiment.run_recalculated", run)
        record.submit("experiment.add_up", run_id=run.id)
    return run


@job("experiment.add_up")
async def add_up(run_id: int) -> None:
    """Add a run up anew, as after a score of it was corrected."""
    run = await ExperimentRun.get_or_none(id=run_id)
    # One that goes on stores results meanwhile, and is added up when it ends.
    while run is not None and not await _added_up(run) and run.status in FINAL:
        log.info("a run was added up by another meanwhile", run_id=run_id)
    announce(run_id)


async def _added_up(run: ExperimentRun) -> bool:
    """Whether nobody else did it meanwhile, who may have known less or more."""
    before = await ExperimentStats.get(run_id=run.id)
    rows = await _aggregates(run)
    async with change_by_system(run.space_id):
        await locked(run.id)
        if (await ExperimentStats.get(run_id=run.id)).sequence != before.sequence:
            return False
        await _replace_aggregates(run.id, rows)
        await count_up(run.id)
    return True


async def _replace_aggregates(run_id: int, rows: list[dict[str, Any]]) -> None:
    await ExperimentAggregateResult.filter(run_id=run_id).delete()
    async with in_transaction() as client:
        await insert_rows(client, ExperimentAggregateResult, rows)


async def _is_through(run: ExperimentRun) -> bool:
    is_begun = run.status in {ExperimentRunStatus.RUNNING, ExperimentRunStatus.CANCELLING}
    # A run whose outputs are submitted ends by itself when all have come; one that takes more items does not.
    takes_items = run.is_open and run.mode is ExperimentRunMode.APPEND
    if not is_begun or (takes_items and run.status is ExperimentRunStatus.RUNNING):
        return False
    return not await ExperimentShard.filter(run_id=run.id, status__in=list(OPEN)).exists()


async def recounted(stats: ExperimentStats) -> dict[str, Any]:
    """A run's counts, tokens and cost, from its rows."""
    statement = Statement(database().dialect)
    within = statement.condition(ExperimentItemResult, equals("run_id", stats.run_id))
    text = f'SELECT "status", COUNT(*) FROM "experiment_item_result" WHERE {within} GROUP BY "status"'
    statuses = {row[0]: row[1] for row in await database().fetch(text, statement.parameters)}
    succeeded, failed = statuses.get(ItemResultStatus.SUCCEEDED, 0), statuses.get(ItemResultStatus.FAILED, 0)
    counted = {"succeeded": succeeded, "failed": failed, "cancelled": stats.total - succeeded - failed}
    counted |= await _spent(stats.run_id)
    kept = {name: getattr(stats, name) for name in counted if name != "cancelled"}
    if kept != {name: counted[name] for name in kept}:
        log.warning("counts differed from the rows", run_id=stats.run_id, kept=kept, counted=counted)
    return counted


async def _spent(run_id: int) -> dict[str, Any]:
    """What was spent on calls that were made, and how many were spared."""
    statement = Statement(database().dialect)
    within = statement.condition(ModelRequestRecord, equals("subject_id", run_id))
    text = (
        'SELECT "is_cached", COUNT(*), COALESCE(SUM("input_tokens"), 0), COALESCE(SUM("output_tokens"), 0), '
        f"{_sum_of_costs()}, SUM(CASE WHEN cost IS NULL AND error_code IS NULL THEN 1 ELSE 0 END) "
        f'FROM "model_request_record" WHERE {within} GROUP BY "is_cached"'
    )
    found = {bool(row[0]): row for row in await database().fetch(text, statement.parameters)}
    _, calls, read, written, price, unpriced = found.get(False, (False, 0, 0, 0, None, 0))
    price = _dollars(price)
    told_read, told_written, told_cost = await _told(run_id)
    return {
        "input_tokens": int(read) + told_read,
        "output_tokens": int(written) + told_written,
        "cost": told_cost if price is None else price + (told_cost or 0),
        "unpriced_calls": int(unpriced),
        "calls": calls,
        "cached_calls": found[True][1] if True in found else 0,
    }


async def _told(run_id: int) -> tuple[int, int, Decimal | None]:
    """Tokens and cost that targets outside say they took."""
    if await target_kind_of(await ExperimentRun.get(id=run_id)) not in OUTSIDE:
        return 0, 0, None
    statement = Statement(database().dialect)
    within = statement.condition(EvalTargetRecord, AllOf((equals("run_id", run_id), equals("is_reported", True))))
    text = (
        f'SELECT COALESCE(SUM("input_tokens"), 0), COALESCE(SUM("output_tokens"), 0), {_sum_of_costs()} '
        f'FROM "eval_target_record" WHERE {within}'
    )
    ((read, written, cost),) = await database().fetch(text, statement.parameters)
    return int(read), int(written), _dollars(cost)


def _sum_of_costs() -> str:
    # SQLite keeps decimals as text and adds them as floats; as whole numbers of the last place they are exact.
    return "SUM(CAST(ROUND(cost * 1e10) AS INTEGER))" if database().dialect == "sqlite" else "SUM(cost)"


def _dollars(total: Any) -> Decimal | None:
    """A sum of costs, as dollars."""
    if total is None:
        return None
    return Decimal(total).scaleb(-10) if database().dialect == "sqlite" else Decimal(total)


async def _aggregates(run: ExperimentRun) -> list[dict[str, Any]]:
    scores = await aggregates_of(run, await _metrics_of(run))
    return [*scores, *await measures_of(run)]


async def _metrics_of(run: ExperimentRun) -> list[str]:
    """Names of a run's metrics: one for each output of each evaluator."""
    places = await ExperimentEvaluator.filter(experiment_id=run.experiment_id).order_by("id")
    versions = {version.id: version for version in await EvaluatorVersion.filter(id__in=_versions_of(places))}
    return [name for place in places for name in metric_names(versions[place.evaluator_version_id], place.alias)]


def _versions_of(places: list[ExperimentEvaluator]) -> list[int]:
    return [place.evaluator_version_id for place in places]


def _final_status(run: ExperimentRun, counted: dict[str, Any]) -> ExperimentRunStatus:
    is_whole = counted["succeeded"] + counted["failed"] > 0 and not counted["cancelled"]
    if run.status is ExperimentRunStatus.CANCELLING and not is_whole:
        return ExperimentRunStatus.CANCELLED
    # Items are left over where a client ended a run whose outputs it had not all submitted.
    has_gaps = counted["failed"] or counted["cancelled"]
    return ExperimentRunStatus.COMPLETED_WITH_FAILURES if has_gaps else ExperimentRunStatus.SUCCEEDED
