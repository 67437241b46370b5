"""Background work as rows: a job is committed with the rows it will work on, so neither exists without the other."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from tortoise import fields

from app.core.clock import now
from app.core.model import Entity, JsonField

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


class JobStatus(enum.StrEnum):
    """How far a job is."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    FAILED = "FAILED"


class Job(Entity):
    """A call to a registered function that has yet to succeed; the row goes when it has."""

    name = fields.CharField(80, description="Name the function is registered under.")
    arguments: dict[str, Any] = JsonField(description="Keyword arguments.")
    status = fields.CharEnumField(JobStatus, max_length=16, default=JobStatus.QUEUED, description="How far it is.")
    priority = fields.IntField(default=0, description="Of those that may start, the highest do first.")
    run_after: datetime = fields.DatetimeField(default=now, description="Not to be started earlier.")
    holder = fields.CharField(32, null=True, description="The process that runs it.")
    lease_until = fields.DatetimeField(null=True, description="When another process may take it over.")
    attempts = fields.IntField(default=0, description="How often it was started.")
    kills = fields.IntField(default=0, description="How often its process ended before it did.")
    error = fields.TextField(null=True, description="How the last attempt failed.")

    class Meta:
        indexes = (("status", "run_after"),)


class SlotLease(Entity):
    """A process's share of something of which all processes together may use so much at once."""

    resource = fields.CharField(80, description="What is shared, such as `connection:123` or `run:123`.")
    holder = fields.CharField(32, description="The process.")
    wanted = fields.IntField(default=0, description="Places it could use now.")
    granted = fields.IntField(default=0, description="Places it may use.")
    closed_until: datetime | None = fields.DatetimeField(null=True, description="When the resource may be used again.")
    expires_at: datetime = fields.DatetimeField(description="When the share falls back, unless it is renewed.")

    class Meta:
        unique_together = (("resource", "holder"),)
