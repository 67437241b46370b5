"""What a process does for a run: it stores outcomes in group commits, heeds the run's row, and shows what it is at."""

from __future__ import annotations

import asyncio
import contextlib
import enum
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Protocol

import structlog

from app.core import metrics
from app.core.clock import monotonic, now
from app.core.events import Subscription, bus
from app.core.ids import new_id
from app.core.notices import listening, tell
from app.core.passing import is_passing
from app.core.processes import LOST, this_process
from app.experiments.choices import FINAL, ExperimentRunStatus
from app.experiments.cutting import rank_of
from app.experiments.items import ItemInWork
from app.experiments.models import ExperimentRun, ExperimentRunWorker, ExperimentStats
from app.experiments.outcomes import Attempted, Outcome
from app.experiments.planning import plan_of
from app.experiments.plans import Plan
from app.experiments.progress import control_topic, topic
from app.experiments.storing import store
from app.experiments.transitions import count_up, pause_by_system, used_up
from app.runner.jobs import draining, engine
from app.runner.leases import leases
from app.runner.slots import Claimant, FairSlots

FLUSH_SECONDS = 0.2
LOOK_SECONDS = 1.0
SLICE_SECONDS = 10.0
_FEWEST_WAITING = 32
_RATE_SECONDS = 10.0

log: Any = structlog.get_logger(__name__)


class ResultsNotStored(Exception):
    """The database refused results; the shard is tried again from what is stored."""


class Stop(enum.Enum):
    """Why a shard begins no more items here."""

    PAUSED = "the run is paused"
    CANCELLED = "the run is cancelled"
    DRAINING = "the process is to end"
    YIELDING = "others wait"
    LOST = "the process was out of touch for so long that others take its work over"

    @property
    def is_immediate(self) -> bool:
        """Items in work are stopped, too."""
        return self in {Stop.CANCELLED, Stop.LOST}


class Stoppable(Protocol):
    """A shard in work."""

    begun_at: float

    def stop(self, why: Stop) -> None: ...


class Monitor:
    """One for each run that a process works on, shared by its shards there."""

    def __init__(self, plan: Plan, run: ExperimentRun, slots: FairSlots) -> None:
        self.plan = plan
        self.run = run
        self.slots = slots
        self.in_work: dict[tuple[int, int], ItemInWork] = {}
        self.shards: list[Stoppable] = []
        self._waiting: list[Attempted] = []
        self._stored = asyncio.Condition()
        self._arrived = asyncio.Event()
        self._hurry = asyncio.Event()
        self._handed_over = self._kept = 0
        self._failure: BaseException | None = None
        self._finished_at: deque[tuple[float, int]] = deque()
        self._spent: ExperimentStats | None = None
        self._shown_in_work = -1
        self._have_waited = False

    @property
    def resource(self) -> str:
        """Of what the processes that work on the run share the places."""
        return f"run:{self.run.id}"

    @property
    def claimant(self) -> Claimant:
        """For whom places are taken."""
        return Claimant(self.run.space_id, self.run.id, rank_of(self.run.priority))

    # --- storing ---

    async def add(self, outcome: Attempted) -> None:
        """Hand over what was done for an item; waits when storing cannot keep up, or raises what kept it from storing."""
        async with self._stored:
            # So many at most that a process which is killed, or cannot store, has little to do again.
            most = max(_FEWEST_WAITING, 2 * self.run.concurrency)
            await self._stored.wait_for(lambda: len(self._waiting) < most or self._failure is not None)
            self._raise_failure()
            self._waiting.append(outcome)
            self._handed_over += 1
        self._arrived.set()
        if len(self._waiting) >= max(_FEWEST_WAITING, self.run.concurrency) // 2:
            self._hurry.set()

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
        """Store what comes, several times a second, until cancelled."""
        try:
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                batch = list(self._waiting)
                stats = await self._store(batch)
                async with self._stored:
                    del self._waiting[: len(batch)]
                    self._kept += len(batch)
                    self._stored.notify_all()
                self._note(batch)
                self._spent = stats
                if used_up(self.run, stats, now()):
                    tell(control_topic(self.run.id))
                await self._pause()
        except Exception as error:
            # Whoever waits learns of it; their jobs fail and are tried again from what is stored.
            self._failure = error
            async with self._stored:
                self._stored.notify_all()

    async def _store(self, batch: Sequence[Attempted]) -> ExperimentStats:
        """Commit; while the database is away, try again: what was paid for waits rather than being lost."""
        pause = 0.1
        while True:
            try:
                return await store(self.run, batch)
            except Exception as error:
                if not is_passing(error):
                    raise
                log.warning("results could not be stored; trying again", run_id=self.run.id, error=repr(error))
            await asyncio.sleep(pause)
            pause = min(2 * pause, LOOK_SECONDS)

    async def _pause(self) -> None:
        """Let outcomes gather, unless a shard waits for its last ones."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_SECONDS):
                await self._hurry.wait()
        self._hurry.clear()

    def _note(self, batch: Sequence[Attempted]) -> None:
        finished = [outcome for outcome in batch if isinstance(outcome, Outcome)]
        self._finished_at.append((monotonic(), len(finished)))
        for outcome in finished:
            metrics.experiment_items.labels(outcome.result["status"].value).inc()
        tell(topic(self.run.id))

    async def _heed_budget(self, stats: ExperimentStats) -> None:
        if self.run.status is ExperimentRunStatus.RUNNING and (reason := used_up(self.run, stats, now())):
            await self.pause(reason)

    async def pause(self, reason: str) -> None:
        """Pause the run; this process begins no more of its items, even if the database is away just now."""
        self.stop(Stop.PAUSED)
        await pause_by_system(self.run.id, reason)

    # --- heeding ---

    async def keep_heeding(self) -> None:
        """Look at the run's row when told to, and every second; until cancelled."""
        with listening(control_topic(self.run.id)) as orders, bus.subscribe(LOST, keep=1) as losses:
            ending = asyncio.create_task(draining().wait())
            losing = asyncio.create_task(losses.get())
            try:
                while True:
                    await self._ordered(orders, ending, losing)
                    if losing.done():
                        self.stop(Stop.LOST)
                        return
                    if ending.done():
                        self.stop(Stop.DRAINING)
                    await self._heed()
            finally:
                ending.cancel()
                losing.cancel()

    async def _ordered(self, orders: Subscription, *signs: asyncio.Task[Any]) -> None:
        """Wait for an order or a sign that is new, but not for long."""
        ordering = asyncio.create_task(orders.get())
        news = [ordering, *(sign for sign in signs if not sign.done())]
        try:
            await asyncio.wait(news, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ordering.cancel()

    async def _heed(self) -> None:
        try:
            await self._look()
        except Exception as error:
            # Whatever it was, the run must not go on unheeded.
            log.warning("the run's row could not be heeded; trying again", run_id=self.run.id, error=repr(error))

    async def _look(self) -> None:
        self.run = await ExperimentRun.get(id=self.run.id)
        leases().set_capacity(self.resource, self.run.concurrency)
        if self.run.status is ExperimentRunStatus.PAUSED:
            self.stop(Stop.PAUSED)
        elif self.run.status is ExperimentRunStatus.CANCELLING or self.run.status in FINAL:
            self.stop(Stop.CANCELLED)
        elif self._spent is not None:
            await self._heed_budget(self._spent)
        await self._give_way()
        await self._show()

    def stop(self, why: Stop) -> None:
        """Let all shards of the run begin nothing more here."""
        if why is Stop.LOST:
            self._failure = ResultsNotStored(why.value)
        for shard in tuple(self.shards):
            shard.stop(why)

    async def _give_way(self) -> None:
        """When other runs wait for a free job slot, let one of several shards go, or one that has had its time."""
        waited, self._have_waited = self._have_waited, await engine().others_wait(run_id=self.run.id)
        # A job that was just enqueued waits for a moment, too, hence twice.
        if not (waited and self._have_waited) or not self.shards:
            return
        newest = self.shards[-1]
        if len(self.shards) > 1 or monotonic() - newest.begun_at > SLICE_SECONDS:
            newest.stop(Stop.YIELDING)

    # --- showing ---

    async def _show(self) -> None:
        """Let other processes see what this one is doing for the run."""
        columns: dict[str, Any] = {
            "running": len(self.in_work),
            "items_per_second": self._rate(),
            "in_flight": [item.state() for item in self.in_work.values()],
        }
        mine = ExperimentRunWorker.filter(run_id=self.run.id, holder=this_process())
        if not await mine.update(**columns):
            await ExperimentRunWorker.create(id=new_id(), run_id=self.run.id, holder=this_process(), **columns)
        if self._shown_in_work != columns["running"]:
            self._shown_in_work = columns["running"]
            await count_up(self.run.id)
            tell(topic(self.run.id))

    async def gone(self) -> None:
        """Say that this process works on the run no longer."""
        try:
            await ExperimentRunWorker.filter(run_id=self.run.id, holder=this_process()).delete()
        except Exception as error:
            # It counts no longer when this process is dead, and is deleted then.
            log.warning("could not sign off from a run", run_id=self.run.id, error=repr(error))

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


_monitors: dict[int, tuple[Monitor, AsyncExitStack, int]] = {}
_opening = asyncio.Lock()


@asynccontextmanager
async def monitored(run: ExperimentRun) -> AsyncIterator[Monitor]:
    """The monitor of a run, shared by all its shards in this process; it goes with the last of them."""
    async with _opening:
        monitor, stack, users = _monitors.get(run.id) or await _opened(run)
        _monitors[run.id] = (monitor, stack, users + 1)
    try:
        yield monitor
    finally:
        await _left(run.id)


async def _opened(run: ExperimentRun) -> tuple[Monitor, AsyncExitStack, int]:
    plan = await plan_of(run)
    async with AsyncExitStack() as stack:
        slots = await stack.enter_async_context(leases().shared(f"run:{run.id}", run.concurrency))
        monitor = Monitor(plan, run, slots)
        metrics.running_runs.inc()
        stack.callback(metrics.running_runs.dec)
        stack.push_async_callback(monitor.gone)
        for working in (monitor.keep_storing, monitor.keep_heeding):
            task = asyncio.create_task(working(), name=f"{working.__name__}-{run.id}")
            stack.push_async_callback(_ended, task)
        return monitor, stack.pop_all(), 0


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _left(run_id: int) -> None:
    monitor, stack, users = _monitors[run_id]
    if users > 1:
        _monitors[run_id] = (monitor, stack, users - 1)
        return
    del _monitors[run_id]
    # What was paid for is stored, even if the process is being stopped; a failure to store was raised before.
    with contextlib.suppress(ResultsNotStored):
        await monitor.settled()
    await stack.aclose()
