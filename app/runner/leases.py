"""Shares of what all processes together may use so much of at once, such as a connection's calls or a run's items.

On SQLite there is one process, which has everything. On PostgreSQL each process has a row for each resource it uses, renews
it about twice a second, and takes what is fair by the rows of the others. The shares of all never add up to more than there
is: a process grows by what is free, and shrinks before it says so.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import asyncpg

from app.core import clock
from app.core.database import database
from app.core.ids import new_id
from app.core.logs import get_logger
from app.core.notices import listening, tell_others
from app.runner.slots import FairSlots

NEWS = "slot_leases"
"""Topic on which processes tell each other that shares should change."""
_LOCK = "SELECT pg_advisory_xact_lock(hashtext($1))"
# The clock is read after the lock was waited for, hence not `now()`, which is when the transaction began.
_OTHERS = """
    WITH fallen_back AS (
        DELETE FROM slot_lease
        WHERE resource = $1 AND expires_at <= clock_timestamp() AND COALESCE(closed_until <= clock_timestamp(), true)
    )
    SELECT holder, wanted, granted, closed_until, expires_at > clock_timestamp() FROM slot_lease
    WHERE resource = $1 AND holder <> $2
"""
_CLOCK = "SELECT clock_timestamp()"
_RENEWAL = """
    INSERT INTO slot_lease (id, created_at, resource, holder, wanted, granted, closed_until, expires_at)
    VALUES ($1, clock_timestamp(), $2, $3, $4, $5, $6, clock_timestamp() + $7)
    ON CONFLICT (resource, holder) DO UPDATE SET wanted = EXCLUDED.wanted, granted = EXCLUDED.granted,
        closed_until = GREATEST(slot_lease.closed_until, EXCLUDED.closed_until), expires_at = EXCLUDED.expires_at
"""
# The row stays a while, because it may say that the resource is closed.
_END = """
    UPDATE slot_lease SET wanted = 0, granted = 0, expires_at = clock_timestamp() WHERE resource = $1 AND holder = $2
"""

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LeaseTimes:
    """How long shares last; all processes have to agree on them."""

    renew_seconds: float = 0.5
    lease_seconds: float = 5.0
    margin_seconds: float = 1.0
    """How long before its lease ends for others a process stops by itself."""
    linger_seconds: float = 2.0
    """How long a share is kept that is not in use."""
    timeout_seconds: float = 2.0
    """Longest wait for the database."""
    turn_seconds: float = 2.0
    """How long the odd place stays with one process before it is another's turn."""


@dataclass(slots=True)
class _Resource:
    """Something this process has a share of."""

    name: str
    capacity: int
    slots: FairSlots
    granted: int = 0
    users: int = 0
    unused_since: float = 0.0
    closed_until: float = -math.inf
    """On this process's monotonic clock."""
    is_new: bool = True
    is_closing: bool = False
    """Whether the others have yet to be told how long it is closed."""
    expiry: asyncio.TimerHandle | None = field(default=None, repr=False)

    @property
    def wanted(self) -> int:
        # Those count as well who wait for something else first, such as their turn by the minute.
        return max(self.users, self.slots.in_use + self.slots.waiting)

    def end(self) -> None:
        """Let nobody in any more."""
        self.slots.resize(0)
        if self.expiry:
            self.expiry.cancel()


class _Row(NamedTuple):
    """What another process says about its share."""

    holder: str
    wanted: int
    granted: int
    closed_until: datetime | None
    is_alive: bool


class Leases:
    """What this process may use of each resource; `is_shared` says whether other processes use them too."""

    def __init__(
        self,
        token: str = "",
        *,
        is_shared: bool = False,
        times: LeaseTimes | None = None,
        monotonic: Callable[[], float] = clock.monotonic,
    ) -> None:
        self._token = token
        self._is_shared = is_shared
        self._times = times or LeaseTimes()
        self._monotonic = monotonic
        self._resources: dict[str, _Resource] = {}
        self._lock = asyncio.Lock()
        self._woken = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to keep the shares of what is in use."""
        if self._is_shared:
            self._tasks = [
                asyncio.create_task(self._keep(), name="slot-leases"),
                asyncio.create_task(self._hear(), name="slot-lease-news"),
            ]

    async def stop(self) -> None:
        """Let nobody in any more, and leave the shares to others."""
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        async with self._lock:
            for used in tuple(self._resources.values()):
                await self._end(used)

    @asynccontextmanager
    async def shared(self, resource: str, capacity: int) -> AsyncIterator[FairSlots]:
        """This process's places of something of which all processes together have so many."""
        used = self._used(resource, capacity)
        used.users += 1
        try:
            if used.is_new:
                used.is_new = False
                await self._renew(used)
            yield used.slots
        finally:
            used.users -= 1
            used.unused_since = self._monotonic()

    def set_capacity(self, resource: str, capacity: int) -> None:
        """Have all processes together use so many places from now on; each has to be told."""
        used = self._resources.get(resource)
        if used is None or used.capacity == capacity:
            return
        used.capacity = capacity
        # More than there were are only there once the others agree.
        used.slots.resize(min(used.slots.size, capacity) if self._is_shared else capacity)
        self._woken.set()

    def share(self, resource: str) -> float:
        """Which part of a resource this process may use, from 0 to 1."""
        used = self._resources.get(resource)
        if used is None:
            return 0.0 if self._is_shared else 1.0
        return used.slots.size / used.capacity if used.capacity else 0.0

    def close_for(self, resource: str, seconds: float) -> None:
        """Let no process use a resource for this long; a longer closure that runs already stays."""
        used = self._resources.get(resource)
        until = self._monotonic() + seconds
        if used is not None and until > used.closed_until:
            used.closed_until, used.is_closing = until, True
            self._woken.set()

    def closed_until(self, resource: str) -> float:
        """Until when a resource is closed, on this process's monotonic clock."""
        used = self._resources.get(resource)
        return used.closed_until if used is not None else -math.inf

    def _used(self, resource: str, capacity: int) -> _Resource:
        used = self._resources.get(resource)
        if used is None:
            self._sweep()
            used = _Resource(resource, capacity, FairSlots(0 if self._is_shared else capacity))
            used.is_new = self._is_shared
            self._resources[resource] = used
        else:
            self.set_capacity(resource, capacity)
        return used

    def _sweep(self) -> None:
        """Forget what is not in use; where there are others, they have to be told first."""
        if not self._is_shared:
            for used in [used for used in self._resources.values() if self._is_over(used, 0.0)]:
                del self._resources[used.name]

    def _is_over(self, used: _Resource, linger_seconds: float) -> bool:
        # A closure is not forgotten: whoever comes next should heed it too.
        last = max(used.unused_since + linger_seconds, used.closed_until)
        return not used.users and self._monotonic() >= last

    async def _hear(self) -> None:
        """Look at the shares at once when another process lacks some, or has some to give."""
        with listening(NEWS) as news:
            while True:
                await news.get()
                self._woken.set()

    async def _keep(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._times.renew_seconds):
                    await self._woken.wait()
            self._woken.clear()
            for used in tuple(self._resources.values()):
                if self._is_over(used, self._times.linger_seconds):
                    await self._drop(used)
                else:
                    await self._renew(used)

    async def _renew(self, used: _Resource) -> None:
        """Make the share what it should be now; if that cannot be said in time, it ends by itself."""
        try:
            async with self._lock, asyncio.timeout(self._times.timeout_seconds):
                await self._exchange(used)
        except Exception as error:
            # Whatever it was, the next try must come, or this process would let nobody in any more.
            log.warning("a share could not be renewed", resource=used.name, error=repr(error))

    async def _exchange(self, used: _Resource) -> None:
        if self._resources.get(used.name) is not used:
            return
        ends_at = self._monotonic() + self._times.lease_seconds - self._times.margin_seconds
        async with database().pool.acquire() as connection, connection.transaction():
            await connection.execute(_LOCK, used.name)
            others = [_Row(*row) for row in await connection.fetch(_OTHERS, used.name, self._token)]
            present: datetime = await connection.fetchval(_CLOCK)
            size, granted, told = *self._share(used, others, present), used.closed_until
            is_news = granted < used.granted or (used.wanted > granted and bool(others))
            # Smaller before the others can know of it, larger only once they do.
            used.slots.resize(min(used.slots.size, size))
            closed_until = self._closure(used, others, present)
            await connection.execute(_RENEWAL, *self._row(used, granted, closed_until))
        used.is_closing, used.granted = used.closed_until > told, granted
        if is_news:
            tell_others(NEWS)
        self._heed(used, closed_until, present)
        self._let_in(used, size, ends_at - self._monotonic())

    def _let_in(self, used: _Resource, size: int, seconds: float) -> None:
        """Use a share for so long; the time may be over already if this process was held up."""
        if used.expiry:
            used.expiry.cancel()
        used.slots.resize(size if seconds > 0 else 0)
        used.expiry = asyncio.get_running_loop().call_later(seconds, used.slots.resize, 0)

    def _share(self, used: _Resource, others: list[_Row], present: datetime) -> tuple[int, int]:
        """Places to be used from now on, and those that nobody else may use because they are still taken."""
        alive = [row for row in others if row.is_alive]
        wanted = {row.holder: row.wanted for row in alive} | {self._token: used.wanted}
        turn = int(present.timestamp() / self._times.turn_seconds)
        fair = fair_shares(used.capacity, wanted, turn)[self._token]
        free = used.capacity - sum(row.granted for row in alive)
        granted = max(0, min(max(fair, used.slots.in_use), free))
        return min(fair, granted), granted

    def _closure(self, used: _Resource, others: list[_Row], present: datetime) -> datetime | None:
        """The latest closure that anybody knows of."""
        known = [row.closed_until for row in others if row.closed_until is not None]
        if used.is_closing:
            known.append(present + timedelta(seconds=used.closed_until - self._monotonic()))
        return max(known, default=None)

    def _row(self, used: _Resource, granted: int, closed_until: datetime | None) -> tuple[Any, ...]:
        lease = timedelta(seconds=self._times.lease_seconds)
        return new_id(), used.name, self._token, used.wanted, granted, closed_until, lease

    def _heed(self, used: _Resource, closed_until: datetime | None, present: datetime) -> None:
        if closed_until is not None and closed_until > present:
            until = self._monotonic() + (closed_until - present).total_seconds()
            used.closed_until = max(used.closed_until, until)

    async def _drop(self, used: _Resource) -> None:
        """Give a share back, unless somebody began to use it meanwhile."""
        async with self._lock:
            if not used.users:
                await self._end(used)

    async def _end(self, used: _Resource) -> None:
        used.end()
        del self._resources[used.name]
        if self._is_shared:
            await self._say_end(used)

    async def _say_end(self, used: _Resource) -> None:
        try:
            async with asyncio.timeout(self._times.timeout_seconds):
                await database().pool.execute(_END, used.name, self._token)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            # It falls back by itself in a few seconds.
            log.warning("a share could not be given back", resource=used.name, error=repr(error))


def fair_shares(capacity: int, wanted: Mapping[str, int], turn: int = 0) -> dict[str, int]:
    """Who gets how much: nobody more than another who would take it, and what nobody wants is spread equally.

    Places that cannot be divided go to the first in an order that `turn` rotates.
    """
    order = sorted(wanted)
    start = turn % len(order) if order else 0
    order = order[start:] + order[:start]
    shares = dict.fromkeys(order, 0)
    left = capacity
    while left and (asking := [holder for holder in order if shares[holder] < wanted[holder]]):
        each = max(1, left // len(asking))
        for holder in asking[:left]:
            gain = min(each, wanted[holder] - shares[holder])
            shares[holder] += gain
            left -= gain
    for place, holder in enumerate(order):
        shares[holder] += left // len(order) + (place < left % len(order))
    return shares


_leases = Leases()


def use_leases(chosen: Leases | None) -> None:
    """Let this process have its shares by these from now on; `None` stands for a process that shares with nobody."""
    global _leases
    _leases = chosen or Leases()


def leases() -> Leases:
    """The shares of this process."""
    return _leases
