"""Running processes: each claims a node number for its ids, and shows by a heartbeat that it lives."""

from __future__ import annotations

import secrets
from datetime import timedelta

from tortoise import fields
from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from app.core.clock import now
from app.core.ids import NODES, use_node

STALE_AFTER = timedelta(seconds=60)


class ProcessNode(Model):
    """A node number and the process that makes ids with it."""

    number = fields.IntField(primary_key=True, generated=False)
    token = fields.CharField(32, description="Names the one process that holds the number.")
    heartbeat_at = fields.DatetimeField(description="When the process last said that it lives.")


async def claim_node() -> ProcessNode:
    """Take a free node number and make this process's ids with it."""
    token = secrets.token_hex(16)
    while True:
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
