"""One door for writes: permission, transaction, audit entry, jobs and outgoing event together, so none can be forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tortoise.transactions import in_transaction

from app.accounts.access import Actor, Permission
from app.accounts.known import known_actors
from app.accounts.models import AuditLogEntry
from app.core.events import bus
from app.core.logs import request_id
from app.core.model import Entity
from app.runner import jobs

_ACCESS = frozenset({"ApiKey", "LoginSession", "Organization", "OrganizationMembership", "Space", "SpaceMembership", "User"})
"""What decides who may do what."""


@dataclass(frozen=True)
class Changed:
    """Something was written and is committed."""

    action: str
    subject_type: str
    subject_id: int
    space_id: int | None


class Change:
    """A change being made; what it records and submits takes effect with the commit or not at all."""

    def __init__(self, actor: Actor, space_id: int | None, organization_id: int | None) -> None:
        self.actor = actor
        self.space_id = space_id
        self.organization_id = organization_id
        self._entries: list[AuditLogEntry] = []
        self._jobs: list[tuple[str, int, dict[str, Any]]] = []

    def record(
        self, action: str, subject: Entity, *, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None
    ) -> None:
        """Note in the audit log what happened to what, and tell subscribers after the commit."""
        self._entries.append(
            AuditLogEntry(
                space_id=self.space_id,
                organization_id=self.organization_id,
                user_id=self.actor.user_id,
                api_key_id=self.actor.api_key_id,
                action=action,
                subject_type=type(subject).__name__,
                subject_id=subject.id,
                before=before,
                after=after,
                request_id=request_id.get(),
            )
        )

    def submit(self, name: str, /, *, priority: int = 0, **arguments: Any) -> None:
        """Have a job done once the change is committed."""
        self._jobs.append((name, priority, arguments))

    async def _store(self) -> None:
        for entry in self._entries:
            await entry.save(force_create=True)
        for name, priority, arguments in self._jobs:
            await jobs.enqueue(name, priority=priority, **arguments)

    def _announce(self) -> None:
        if any(entry.subject_type in _ACCESS for entry in self._entries):
            known_actors().forget()
        for entry in self._entries:
            changed = Changed(entry.action, entry.subject_type, entry.subject_id, self.space_id)
            bus.publish(f"space:{self.space_id}" if self.space_id else "accounts", changed)
        if self._jobs:
            jobs.wake()


@asynccontextmanager
async def change(actor: Actor, permission: Permission, space_id: int) -> AsyncIterator[Change]:
    """Write in a space."""
    actor.require(permission, space_id)
    async with _change(Change(actor, space_id, None)) as record:
        yield record


@asynccontextmanager
async def change_organization(actor: Actor, permission: Permission, organization_id: int) -> AsyncIterator[Change]:
    """Write in an organization."""
    actor.require_in_organization(permission, organization_id)
    async with _change(Change(actor, None, organization_id)) as record:
        yield record


@asynccontextmanager
async def change_own(actor: Actor) -> AsyncIterator[Change]:
    """Write what belongs to a person alone, such as their sessions; also the way in for those who register."""
    async with _change(Change(actor, None, None)) as record:
        yield record


@asynccontextmanager
async def change_by_system(space_id: int) -> AsyncIterator[Change]:
    """Write on behalf of nobody, as a running job does in the space it was started in."""
    async with _change(Change(Actor(), space_id, None)) as record:
        yield record


@asynccontextmanager
async def _change(made: Change) -> AsyncIterator[Change]:
    async with in_transaction():
        yield made
        await made._store()
    made._announce()
