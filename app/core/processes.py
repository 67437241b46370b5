"""Running processes: each claims a node number for its ids, and shows by a heartbeat that it lives."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog
from tortoise import fields
from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from app.core.clock import now
from app.core.ids import NODES, use_node

BEAT_SECONDS = 20.0
STALE_AFTER = timedelta(seconds=60)

log = structlog.get_logger(__name__)


class ProcessNode(Model):
    """A node number and the process that makes ids with it."""

    number = fields.IntField(primary_key=True, generated=False)
    token = fields.CharField(32, description="Names the one process that holds the number.")
    heartbeat_at = fields.DatetimeField(description="When the process last said that it lives.")


@asynccontextmanager
async def claimed_node(beat_seconds: float = BEAT_SECONDS) -> AsyncIterator[ProcessNode]:
    """Make this process's ids with a node number that is its own for as long as the block lasts."""
    node = await claim_node()
    beating = asyncio.create_task(_keep(node, beat_seconds), name="process-heartbeat")
    try:
        yield node
    finally:
        beating.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beating
        await release_node(node)


async def claim_node() -> ProcessNode:
    """Take a free node number and make this process's ids with it."""
    token = secrets.token_hex(16)
    taken = {node.number: node for node in await ProcessNode.all()}
    for number in range(NODES - 1):
        if (held := taken.get(number)) and held.heartbeat_at > now() - STALE_AFTER:
            continue
        if await _take(number, token, held):
            use_node(number)
            return await ProcessNode.get(number=number)
    raise RuntimeError(f"All {NODES - 1} node numbers are in use; end some processes.")


async def _take(number: int, token: str, held: ProcessNode | None) -> bool:
    if held:
        stale = ProcessNode.filter(number=number, token=held.token, heartbeat_at=held.heartbeat_at)
        return bool(await stale.update(token=token, heartbeat_at=now()))
    try:
        await ProcessNode.create(number=number, token=token, heartbeat_at=now())
    except IntegrityError:
        return False
    return True


async def beat(node: ProcessNode) -> bool:
    """Say that this process lives; false when another has taken its number over."""
    return bool(await ProcessNode.filter(number=node.number, token=node.token).update(heartbeat_at=now()))


async def release_node(node: ProcessNode) -> None:
    """Give the number back."""
    await ProcessNode.filter(number=node.number, token=node.token).delete()


async def _keep(node: ProcessNode, beat_seconds: float) -> None:
    while True:
        await asyncio.sleep(beat_seconds)
        try:
            if not await beat(node):
                await _replace(node)
        except Exception:
            # Without a beat the number is lost, so a database that was away for a moment must not end the beating.
            log.exception("heartbeat failed", node=node.number)


async def _replace(node: ProcessNode) -> None:
    """After a long pause, as of a suspended machine, another process may hold the number: go on with a free one."""
    former = node.number
    fresh = await claim_node()
    node.number, node.token = fresh.number, fresh.token
    log.warning("another process took this one's node number over", former=former, node=node.number)
