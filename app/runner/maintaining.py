"""Does the registered maintenance, outside the job slots; a lease sees to it that one process does each in its time."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from app.core.clock import monotonic
from app.core.processes import shared_time
from app.runner.jobs import FAILED_KEPT, Maintenance, chores, maintenance
from app.runner.models import Job, JobStatus, SlotLease

TICK_SECONDS = 1.0
_PREFIX = "maintenance:"
_ALL = "all"
_EXPIRED_KEPT = timedelta(minutes=1)

log: Any = structlog.get_logger(__name__)


async def maintain(tick_seconds: float = TICK_SECONDS) -> None:
    """Do what is due, again and again."""
    looked: dict[str, float] = {}
    while True:
        for chore in chores():
            if monotonic() - looked.get(chore.name, 0.0) < chore.seconds:
                continue
            looked[chore.name] = monotonic()
            try:
                await do_if_due(chore)
            except Exception:
                # A database that was away for a moment must not end the maintenance.
                log.exception("maintenance failed", chore=chore.name)
        await asyncio.sleep(tick_seconds)


async def do_if_due(chore: Maintenance) -> bool:
    """Do a chore, unless a process has begun it within its time."""
    if not await _is_leased(chore):
        return False
    await chore.work()
    return True


async def _is_leased(chore: Maintenance) -> bool:
    time = (await shared_time()).time
    until = time + timedelta(seconds=chore.seconds)
    resource = _PREFIX + chore.name
    lease = SlotLease.filter(resource=resource, holder=_ALL)
    if await lease.filter(expires_at__lte=time).update(expires_at=until):
        return True
    if await lease.exists():
        return False
    try:
        await SlotLease.create(resource=resource, holder=_ALL, expires_at=until)
    except IntegrityError:
        return False
    return True


@maintenance(seconds=3600)
async def delete_old_failures() -> None:
    """Jobs that were given up are kept for two weeks."""
    before = (await shared_time()).time - FAILED_KEPT
    await Job.filter(status=JobStatus.FAILED, run_after__lt=before).delete()


@maintenance(seconds=60)
async def delete_expired_leases() -> None:
    """What ended processes had of shared resources falls back without it; this only keeps the table small."""
    time = (await shared_time()).time
    expired = SlotLease.filter(expires_at__lt=time - _EXPIRED_KEPT).exclude(resource__startswith=_PREFIX)
    await expired.filter(Q(closed_until__isnull=True) | Q(closed_until__lte=time)).delete()
