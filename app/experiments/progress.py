"""How far a run is: a numbered snapshot that anybody can make from the rows, in whatever process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.accounts.access import Actor, get
from app.core.clock import monotonic, now
from app.core.conditions import AllOf, Condition, equals, one_of
from app.core.events import Subscription
from app.core.notices import listening
from app.core.orders import Order
from app.core.processes import alive_processes
from app.core.rows import values_of
from app.experiments.choices import FINAL, OF_SCORES, ExperimentRunStatus
from app.experiments.models import (
    ExperimentAggregateResult,
    ExperimentItemResult,
    ExperimentRun,
    ExperimentRunWorker,
    ExperimentStats,
)

LATEST = 5
_LOOK_SECONDS = 2.0
_PACE_SECONDS = 0.25


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
    """Where it is told that a run has got further."""
    return f"experiment_run:{run_id}"


def control_topic(run_id: int) -> str:
    """Where those who work on a run are told to look at its row."""
    return f"experiment_run:{run_id}:control"


async def snapshot(run: ExperimentRun) -> Progress:
    """How far a run is, from the rows."""
    stats = await ExperimentStats.get(run_id=run.id)
    within = equals("run_id", run.id)
    latest = await values_of(ExperimentItemResult, ("id",), within, Order(), LATEST)
    running, rate = await _at_work(run)
    finished = stats.succeeded + stats.failed + stats.cancelled
    left = max(0, stats.total - finished)
    running = min(running, left)
    return Progress(
        run_id=run.id,
        sequence=stats.sequence,
        status=run.status,
        reason=run.reason,
        counts=Counts(stats.total, left - running, running, stats.succeeded, stats.failed, stats.cancelled),
        items_per_second=rate,
        expected_end_at=now() + timedelta(seconds=left / rate) if rate and run.status not in FINAL else None,
        tokens=stats.input_tokens + stats.output_tokens,
        cost=stats.cost,
        metrics=await _metrics(within),
        latest_result_ids=tuple(pk for (pk,) in latest),
    )


async def _metrics(within: Condition) -> tuple[MetricProgress, ...]:
    columns, of_scores = ("name", "count", "mean"), one_of("kind", OF_SCORES)
    rows = await values_of(ExperimentAggregateResult, columns, AllOf((within, of_scores)), Order(is_descending=False))
    return tuple(MetricProgress(name, count, mean) for name, count, mean in rows)


async def _at_work(run: ExperimentRun) -> tuple[int, float | None]:
    """Items in work over all processes, and items finished a second: lately, or on the whole once the run has ended."""
    if run.status in FINAL:
        return 0, _mean_rate(run, await ExperimentStats.get(run_id=run.id))
    alive = await alive_processes()
    workers = [worker for worker in await ExperimentRunWorker.filter(run_id=run.id) if worker.holder in alive]
    rates = [worker.items_per_second for worker in workers if worker.items_per_second is not None]
    return sum(worker.running for worker in workers), sum(rates) if rates else None


def _mean_rate(run: ExperimentRun, stats: ExperimentStats) -> float | None:
    if run.started_at is None or run.finished_at is None:
        return None
    seconds = (run.finished_at - run.started_at).total_seconds()
    return (stats.succeeded + stats.failed + stats.cancelled) / seconds if seconds > 0 else None


async def follow(actor: Actor, run_id: int) -> AsyncIterator[Progress]:
    """The present state of a run, then each change, at most four a second, until it has ended; whoever works on it."""
    with listening(topic(run_id)) as hints:
        run = await get(ExperimentRun, run_id, actor, path=("experimentRunId",))
        current = await snapshot(run)
        yield current
        while not current.is_final:
            await _hint(hints)
            newer = await _looked_up(actor, current)
            if newer.sequence > current.sequence or newer.status != current.status:
                current = newer
                yield current


async def _hint(hints: Subscription) -> None:
    """Wait until somebody says that there is news; look all the same once in a while, since a word may be lost."""
    begun = monotonic()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LOOK_SECONDS):
            await hints.get()
    await asyncio.sleep(max(0.0, begun + _PACE_SECONDS - monotonic()))


async def _looked_up(actor: Actor, current: Progress) -> Progress:
    """The present state of a run; the same one if nothing has changed."""
    run = await get(ExperimentRun, current.run_id, actor)
    ((sequence,),) = await values_of(ExperimentStats, ("sequence",), equals("run_id", run.id))
    return current if (sequence, run.status) == (current.sequence, current.status) else await snapshot(run)
