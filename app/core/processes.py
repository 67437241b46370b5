"""Running processes: each claims a node number for its ids, and shows by a heartbeat that it lives."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from tortoise import Tortoise, fields
from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from app.core.clock import monotonic, now
from app.core.database import database
from app.core.events import bus
from app.core.ids import NODES, use_node
from app.core.model import DescribedInColumns

BEAT_SECONDS = 1.0
BEAT_TIMEOUT_SECONDS = 3.0
LOST_AFTER_SECONDS = 3.75
DEAD_AFTER = timedelta(seconds=5)
STALE_AFTER = timedelta(seconds=60)
"""A node number is not given to another process earlier: ids must not collide, even if clocks differ."""
LOST = "process:lost"
"""Topic on which a process tells itself that others must take it for dead by now; the event is its token."""

log = structlog.get_logger(__name__)
_token: str | None = None
_claimed_at: datetime | None = None


class ProcessNode(Model, metaclass=DescribedInColumns):
    """A node number and the process that makes ids with it."""

    number = fields.IntField(primary_key=True, generated=False)
    token = fields.CharField(32, description="Names the one process that holds the number.")
    heartbeat_at = fields.DatetimeField(description="When the process last said that it lives.")


@dataclass(frozen=True)
class SharedTime:
    """The time by the clock that all processes share, and when the database began to answer."""

    time: datetime
    database_started_at: datetime | None

    def silent_since(self, limit: timedelta) -> datetime | None:
        """Who was last heard before this is silent for too long; nobody is until a restarted database was sent new beats."""
        started_at = self.database_started_at
        return None if started_at and started_at > self.time - DEAD_AFTER else self.time - limit


async def shared_time() -> SharedTime:
    """The time by the database's clock; an embedded database has none but ours."""
    if database().dialect == "sqlite":
        return SharedTime(now(), None)
    statement = "SELECT clock_timestamp() AS time, pg_postmaster_start_time() AS started_at"
    (row,) = await Tortoise.get_connection("postgres").execute_query_dict(statement)
    return SharedTime(row["time"], row["started_at"])


def this_process() -> str:
    """The token of this process."""
    if _token is None:
        raise RuntimeError("This process has not claimed a node.")
    return _token


async def alive_processes() -> set[str]:
    """Tokens of the processes that were heard of lately, or may have been, had the database not been restarted."""
    time = await shared_time()
    since = time.silent_since(DEAD_AFTER)
    if database().dialect == "sqlite" and _claimed_at and since:
        # One server owns an embedded database: whoever was silent since it began has ended before.
        since = max(since, _claimed_at)
    alive = ProcessNode.filter(heartbeat_at__gte=since) if since else ProcessNode.all()
    return {node.token for node in await alive}


@asynccontextmanager
async def claimed_node(beat_seconds: float = BEAT_SECONDS) -> AsyncIterator[ProcessNode]:
    """Make this process's ids with a node number that is its own for as long as the block lasts."""
    global _token, _claimed_at
    node = await claim_node()
    before, _token, _claimed_at = (_token, _claimed_at), node.token, node.heartbeat_at
    beating = asyncio.create_task(Heart(node, beat_seconds).beat(), name="process-heartbeat")
    try:
        yield node
    finally:
        beating.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beating
        _token, _claimed_at = before
        await release_node(node)


async def claim_node(token: str | None = None) -> ProcessNode:
    """Take a free node number and make this process's ids with it."""
    chosen = token or secrets.token_hex(16)
    taken = {node.number: node for node in await ProcessNode.all()}
    stale_since = (await shared_time()).silent_since(STALE_AFTER)
    for number in range(NODES - 1):
        if (held := taken.get(number)) and (stale_since is None or held.heartbeat_at > stale_since):
            continue
        if await _take(number, chosen, held):
            use_node(number)
            return await ProcessNode.get(number=number)
    raise RuntimeError(f"All {NODES - 1} node numbers are in use; end some processes.")


async def _take(number: int, token: str, held: ProcessNode | None) -> bool:
    time = (await shared_time()).time
    if held:
        stale = ProcessNode.filter(number=number, token=held.token, heartbeat_at=held.heartbeat_at)
        return bool(await stale.update(token=token, heartbeat_at=time))
    try:
        await ProcessNode.create(number=number, token=token, heartbeat_at=time)
    except IntegrityError:
        return False
    return True


async def beat(node: ProcessNode) -> bool:
    """Say that this process lives; false when another has taken its number over."""
    held = ProcessNode.filter(number=node.number, token=node.token)
    if database().dialect == "sqlite":
        return bool(await held.update(heartbeat_at=now()))
    statement = "UPDATE process_node SET heartbeat_at = now() WHERE number = $1 AND token = $2 RETURNING number"
    return bool(await database().pool.fetch(statement, node.number, node.token))


async def release_node(node: ProcessNode) -> None:
    """Give the number back."""
    await ProcessNode.filter(number=node.number, token=node.token).delete()


class Heart:
    """Beats for a process, and tells it when it was not heard for so long that others may take it for dead."""

    def __init__(self, node: ProcessNode, beat_seconds: float, *, lost_after_seconds: float = LOST_AFTER_SECONDS) -> None:
        self._node = node
        self._beat_seconds = beat_seconds
        self._lost_after_seconds = lost_after_seconds
        self._heard_at = monotonic()
        self._is_lost = False

    async def beat(self) -> None:
        """Beat until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._beat())
            if database().dialect == "postgres":
                # An embedded database has one server, so there is nobody to take anything over.
                group.create_task(self._watch())

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._beat_seconds)
            began_at = monotonic()
            beating = asyncio.create_task(self._beat_once(began_at), name="process-beat")
            try:
                # Not awaited to its end: a connection that hangs is left behind, and the next beat takes another.
                await asyncio.wait((beating,), timeout=BEAT_TIMEOUT_SECONDS)
            finally:
                beating.cancel()

    async def _beat_once(self, began_at: float) -> None:
        try:
            if not await beat(self._node):
                await self._replace()
        except Exception as error:
            # Without a beat the number is lost, so a database that was away for a moment must not end the beating.
            log.warning("heartbeat failed", node=self._node.number, error=repr(error))
        else:
            self._heard_at, self._is_lost = began_at, False

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(min(self._beat_seconds, self._lost_after_seconds) / 4)
            if monotonic() - self._heard_at > self._lost_after_seconds:
                self._lose()

    def _lose(self) -> None:
        if self._is_lost:
            return
        log.error("others take this process for dead, since no heartbeat could be stored", node=self._node.number)
        self._is_lost = True
        bus.publish(LOST, self._node.token)

    async def _replace(self) -> None:
        """After a long pause, as of a suspended machine, another process may hold the number: go on with a free one."""
        self._lose()
        former = self._node.number
        self._node.number = (await claim_node(self._node.token)).number
        log.warning("another process took this one's node number over", former=former, node=self._node.number)
