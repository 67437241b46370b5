"""How far a run is: a numbered snapshot that the process running it keeps, and that anybody can make from the rows."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.accounts.access import Actor, get
from app.core.conditions import equals
from app.core.events import Subscription, bus
from app.core.rows import Order, means, values_of
from app.evaluation.models import EvaluatorRecord
from app.experiments.aggregates import WEIGHTED
from app.experiments.models import (
    FINAL,
    ExperimentItemResult,
    ExperimentRun,
    ExperimentRunStatus,
    ExperimentStats,
)

LATEST = 5
_LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Counts:
    """Items of a run by state."""

    total: int
    pending: int
    running: int
    succeeded: int
    failed: int
    cancelled: int

    @property
    def finished(self) -> int:
        """Items that have a result, whatever it is."""
        return self.succeeded + self.failed + self.cancelled


@dataclass(frozen=True, slots=True)
class MetricProgress:
    """A metric so far."""

    name: str
    count: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class Progress:
    """A snapshot of a run; the sequence number rises with each."""

    run_id: int
    sequence: int
    status: ExperimentRunStatus
    reason: str | None
    counts: Counts
    items_per_second: float | None
    expected_end_at: datetime | None
    tokens: int
    cost: Decimal | None
    metrics: tuple[MetricProgress, ...]
    latest_result_ids: tuple[int, ...]

    @property
    def is_final(self) -> bool:
        """Nothing will change any more."""
        return self.status in FINAL


def topic(run_id: int) -> str:
    """Where the snapshots of a run are published."""
    return f"experiment_run:{run_id}"


def control_topic(run_id: int) -> str:
    """Where a run's shards are told to stop."""
    return f"experiment_run:{run_id}:control"


async def snapshot(run: ExperimentRun) -> Progress:
    """How far a run is, from the rows."""
    stats = await ExperimentStats.get(run_id=run.id)
    latest = await values_of(ExperimentItemResult, ("id",), equals("run_id", run.id), Order(), LATEST)
    finished = stats.succeeded + stats.failed + stats.cancelled
    counts = Counts(
        total=stats.total,
        pending=stats.total - finished,
        running=0,
        succeeded=stats.succeeded,
        failed=stats.failed,
        cancelled=stats.cancelled,
    )
    return Progress(
        run_id=run.id,
        sequence=stats.sequence,
        status=run.status,
        reason=run.reason,
        counts=counts,
        items_per_second=_mean_rate(run, finished),
        expected_end_at=None,
        tokens=stats.input_tokens + stats.output_tokens,
        cost=stats.cost,
        metrics=await means_of(run.id),
        latest_result_ids=tuple(pk for (pk,) in latest),
    )


async def means_of(run_id: int) -> tuple[MetricProgress, ...]:
    """A run's metrics so far, from the rows."""
    within = equals("run_id", run_id)
    found = await means(EvaluatorRecord, "score", within, "alias")
    weighted = await means(ExperimentItemResult, "weighted_score", within, "run_id")
    if run_id in weighted and weighted[run_id][0]:
        found |= {WEIGHTED: weighted[run_id]}
    return tuple(MetricProgress(name, count, mean) for name, (count, mean) in found.items())


def _mean_rate(run: ExperimentRun, finished: int) -> float | None:
    if run.started_at is None or run.finished_at is None:
        return None
    seconds = (run.finished_at - run.started_at).total_seconds()
    return finished / seconds if seconds > 0 else None


# The newest snapshot of each run that this process works on.
running_here: dict[int, Progress] = {}


def publish(progress: Progress) -> None:
    """Show everyone who follows a run here how far it is."""
    if not progress.is_final:
        running_here[progress.run_id] = progress
    bus.publish(topic(progress.run_id), progress)


def leave(run_id: int) -> None:
    """This process works on a run no longer; who follows it here looks at the rows from now on."""
    running_here.pop(run_id, None)
    bus.publish(topic(run_id), None)


async def follow(actor: Actor, run_id: int) -> AsyncIterator[Progress]:
    """The present state of a run, then each change, until it has ended."""
    with bus.subscribe(topic(run_id), keep=1) as events:
        run = await get(ExperimentRun, run_id, actor, path=("experimentRunId",))
        current = running_here.get(run_id) or await snapshot(run)
        yield current
        while not current.is_final:
            newer = await _next(events, run_id) or await _looked_up(actor, current)
            if newer.sequence > current.sequence or newer.status != current.status:
                current = newer
                yield current


async def _looked_up(actor: Actor, current: Progress) -> Progress:
    """The present state of a run that another process may work on; the same one if nothing has changed."""
    run = await get(ExperimentRun, current.run_id, actor)
    ((sequence,),) = await values_of(ExperimentStats, ("sequence",), equals("run_id", run.id))
    return current if (sequence, run.status) == (current.sequence, current.status) else await snapshot(run)


async def _next(events: Subscription, run_id: int) -> Progress | None:
    """The next snapshot published here; nothing when this process leaves the run, or every while if it is not in it."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(None if run_id in running_here else _LOOK_SECONDS):
            progress: Progress | None = await events.get()
            return progress
    return None
