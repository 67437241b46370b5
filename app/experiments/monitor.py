"""A run that this process works on: its outcomes are stored in group commits, counted, and shown to those who follow it."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from tortoise.transactions import in_transaction

from app.core import metrics
from app.core.bulk import insert_rows
from app.core.clock import monotonic, now
from app.core.conditions import equals
from app.core.events import bus
from app.core.rows import Order, values_of
from app.evaluation.models import EvalTargetRecord, EvaluatorRecord
from app.experiments.aggregates import WEIGHTED
from app.experiments.items import Outcome, Plan
from app.experiments.models import (
    ExperimentItemResult,
    ExperimentRun,
    ExperimentRunStatus,
    ExperimentStats,
    ItemResultStatus,
)
from app.experiments.progress import LATEST, Counts, MetricProgress, Progress, control_topic, leave, means_of, publish
from app.llm.models import ModelRequestRecord

FLUSH_SECONDS = 0.25
MOST_WAITING = 500
_RATE_SECONDS = 10.0


class ResultsNotStored(Exception):
    """The database refused results; the shard is tried again from what is stored."""


@dataclass
class Mean:
    """A mean that grows."""

    count: int = 0
    total: float = 0.0

    def add(self, score: float) -> None:
        self.count += 1
        self.total += score

    @property
    def value(self) -> float | None:
        return self.total / self.count if self.count else None


class Monitor:
    """Stores and counts what the shards of one run bring; started from the rows, so a restart counts on."""

    def __init__(self, plan: Plan, run: ExperimentRun, stats: ExperimentStats) -> None:
        self.plan = plan
        self.slots = asyncio.Semaphore(run.concurrency)
        self.running = 0
        self._run = run
        self._stats = stats
        self._means = {place.alias: Mean() for place in plan.places}
        self._latest: deque[int] = deque(maxlen=LATEST)
        self._finished_at: deque[tuple[float, int]] = deque()
        self._waiting: list[Outcome] = []
        self._stored = asyncio.Condition()
        self._arrived = asyncio.Event()
        self._hurry = asyncio.Event()
        self._handed_over = self._kept = 0
        self._shown_at = float("-inf")
        self._failure: BaseException | None = None

    async def restore(self) -> None:
        """Start from what is stored already; the counts are right as they are, being committed with the results."""
        for metric in await means_of(self._run.id):
            self._means[metric.name] = Mean(metric.count, metric.count * (metric.mean or 0.0))
        latest = await values_of(ExperimentItemResult, ("id",), equals("run_id", self._run.id), Order(), LATEST)
        self._latest.extend(pk for (pk,) in latest)

    async def add(self, outcome: Outcome) -> None:
        """Hand over a finished item; waits when storing cannot keep up, or raises what kept it from storing."""
        async with self._stored:
            await self._stored.wait_for(lambda: len(self._waiting) < MOST_WAITING or self._failure is not None)
            self._raise_failure()
            self._waiting.append(outcome)
            self._handed_over += 1
        self._arrived.set()

    async def settled(self) -> None:
        """Wait until everything handed over by now is stored, which then does not wait its turn."""
        goal = self._handed_over
        self._hurry.set()
        async with self._stored:
            await self._stored.wait_for(lambda: self._kept >= goal or self._failure is not None)
            self._raise_failure()

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise ResultsNotStored from self._failure

    async def keep_storing(self) -> None:
        """Store what comes, a few times a second, until cancelled."""
        try:
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                batch = list(self._waiting)
                await self._store(batch)
                async with self._stored:
                    del self._waiting[: len(batch)]
                    self._kept += len(batch)
                    self._stored.notify_all()
                await self._pause()
        except Exception as error:
            # Whoever waits learns of it; their jobs fail and are tried again from what is stored.
            self._failure = error
            async with self._stored:
                self._stored.notify_all()

    async def _pause(self) -> None:
        """Let outcomes gather, unless a shard waits for its last ones."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_SECONDS):
                await self._hurry.wait()
        self._hurry.clear()

    async def _store(self, batch: list[Outcome]) -> None:
        if not batch:
            return
        self._stats = await store(self._run.id, batch)
        self._finished_at.append((monotonic(), len(batch)))
        for outcome in batch:
            self._note(outcome)
        # Stores may come closer together than those who watch should be told.
        if monotonic() - self._shown_at >= FLUSH_SECONDS:
            self.show()
        await self._heed()

    async def _heed(self) -> None:
        """Tell this process's shards when the run was cancelled elsewhere."""
        if await ExperimentRun.filter(id=self._run.id, status=ExperimentRunStatus.CANCELLING).exists():
            bus.publish(control_topic(self._run.id), "cancel")

    def _note(self, outcome: Outcome) -> None:
        metrics.experiment_items.labels(outcome.result["status"].value).inc()
        for record in outcome.evaluator_records:
            if record.get("score") is not None:
                self._means[record["alias"]].add(record["score"])
        if (weighted := outcome.result.get("weighted_score")) is not None:
            self._means.setdefault(WEIGHTED, Mean()).add(weighted)
        self._latest.append(outcome.result["id"])

    def show(self) -> None:
        """Publish how far the run is."""
        self._shown_at = monotonic()
        publish(self._progress())

    def _progress(self) -> Progress:
        stats, rate = self._stats, self._rate()
        finished = stats.succeeded + stats.failed + stats.cancelled
        counts = Counts(
            total=stats.total,
            pending=max(0, stats.total - finished - self.running),
            running=self.running,
            succeeded=stats.succeeded,
            failed=stats.failed,
            cancelled=stats.cancelled,
        )
        return Progress(
            run_id=self._run.id,
            sequence=stats.sequence,
            status=ExperimentRunStatus.RUNNING,
            reason=None,
            counts=counts,
            items_per_second=rate,
            expected_end_at=_expected_end(stats.total - finished, rate),
            tokens=stats.input_tokens + stats.output_tokens,
            cost=stats.cost,
            metrics=tuple(MetricProgress(name, mean.count, mean.value) for name, mean in self._means.items()),
            latest_result_ids=tuple(reversed(self._latest)),
        )

    def _rate(self) -> float | None:
        """Items a second over the last ten seconds."""
        present = monotonic()
        while self._finished_at and self._finished_at[0][0] < present - _RATE_SECONDS:
            self._finished_at.popleft()
        if len(self._finished_at) < 2:
            return None
        # The first batch marks the start of the span; what it brought was done before.
        seconds = present - self._finished_at[0][0]
        return sum(count for _, count in list(self._finished_at)[1:]) / seconds if seconds > 0 else None


def _expected_end(left: int, rate: float | None) -> datetime | None:
    return now() + timedelta(seconds=left / rate) if rate else None


def count_outcome(stats: ExperimentStats, outcome: Outcome) -> None:
    """Add one item to a run's counts."""
    status = outcome.result["status"]
    stats.succeeded += status is ItemResultStatus.SUCCEEDED
    stats.failed += status is ItemResultStatus.FAILED
    stats.cancelled += status is ItemResultStatus.CANCELLED
    stats.input_tokens += outcome.spent.input_tokens
    stats.output_tokens += outcome.spent.output_tokens
    stats.unpriced_calls += outcome.spent.unpriced_calls
    if outcome.spent.cost is not None:
        stats.cost = (stats.cost or Decimal(0)) + outcome.spent.cost


async def store(run_id: int, batch: list[Outcome]) -> ExperimentStats:
    """Commit finished items with the counts that include them; an item that is stored already stays as it is."""
    async with in_transaction() as client:
        # Read under a lock, since another process may work on other shards of the same run.
        stats = await ExperimentStats.select_for_update().get(run_id=run_id)
        for outcome in batch:
            count_outcome(stats, outcome)
        stats.sequence += 1
        stats.updated_at = now()
        await insert_rows(client, ExperimentItemResult, [outcome.result for outcome in batch])
        await insert_rows(client, EvalTargetRecord, [row for outcome in batch for row in outcome.target_records])
        await insert_rows(client, EvaluatorRecord, [row for outcome in batch for row in outcome.evaluator_records])
        await insert_rows(client, ModelRequestRecord, [row for outcome in batch for row in outcome.calls])
        await stats.save()
    return stats


async def recount(stats: ExperimentStats) -> None:
    """Set a run's counts, tokens and cost to what its rows say."""
    results = await values_of(ExperimentItemResult, ("status",), equals("run_id", stats.run_id))
    statuses = [status for (status,) in results]
    stats.succeeded = statuses.count(ItemResultStatus.SUCCEEDED)
    stats.failed = statuses.count(ItemResultStatus.FAILED)
    stats.cancelled = statuses.count(ItemResultStatus.CANCELLED)
    columns = ("input_tokens", "output_tokens", "cost", "error_code")
    calls = await values_of(ModelRequestRecord, columns, equals("subject_id", stats.run_id))
    stats.input_tokens = sum(call[0] or 0 for call in calls)
    stats.output_tokens = sum(call[1] or 0 for call in calls)
    costs = [Decimal(call[2]) for call in calls if call[2] is not None]
    stats.cost = sum(costs, Decimal(0)) if costs else None
    stats.unpriced_calls = sum(call[2] is None and call[3] is None for call in calls)


_monitors: dict[int, tuple[Monitor, asyncio.Task[None], int]] = {}
_opening = asyncio.Lock()


@asynccontextmanager
async def monitored(run: ExperimentRun, plan: Plan) -> AsyncIterator[Monitor]:
    """The monitor of a run, shared by all its shards in this process; it goes with the last of them."""
    async with _opening:
        monitor, task, users = _monitors.get(run.id) or await _started(run, plan)
        _monitors[run.id] = (monitor, task, users + 1)
    try:
        yield monitor
    finally:
        await _left(run.id)


async def _started(run: ExperimentRun, plan: Plan) -> tuple[Monitor, asyncio.Task[None], int]:
    monitor = Monitor(plan, run, await ExperimentStats.get(run_id=run.id))
    await monitor.restore()
    metrics.running_runs.inc()
    monitor.show()
    return monitor, asyncio.create_task(monitor.keep_storing(), name=f"monitor-{run.id}"), 0


async def _left(run_id: int) -> None:
    monitor, task, users = _monitors[run_id]
    if users > 1:
        _monitors[run_id] = (monitor, task, users - 1)
        return
    del _monitors[run_id]
    # What was paid for is stored, even if the process is being stopped; a failure to store was raised before.
    with contextlib.suppress(ResultsNotStored):
        await monitor.settled()
    leave(run_id)
    metrics.running_runs.dec()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
