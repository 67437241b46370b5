"""Keys for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounts.access import Actor, Permission, get
from app.accounts.change import Change, change, change_organization, change_own
from app.accounts.models import ApiKey, ApiKeyScope, Organization, Space
from app.accounts.names import normal_name
from app.accounts.tokens import api_key, digest
from app.core.clock import now
from app.core.errors import Forbidden, Invalid

DEFAULT_SCOPES = (ApiKeyScope.READ, ApiKeyScope.WRITE, ApiKeyScope.RUN)


@dataclass(frozen=True)
class IssuedKey:
    """A new key with its secret, which is shown this once."""

    api_key: ApiKey
    secret: str


async def create_api_key(
    actor: Actor,
    *,
    name: str,
    space_id: int | None = None,
    organization_id: int | None = None,
    scopes: Sequence[ApiKeyScope] | None = None,
    expires_at: datetime | None = None,
) -> IssuedKey:
    """Make a key: of a space or an organization if one is named, else a personal one that acts as its owner."""
    if space_id is not None and organization_id is not None:
        raise Invalid("Give a space or an organization, not both.", path=("input", "organizationId"))
    if expires_at is not None and expires_at <= now():
        raise Invalid("That time has passed.", path=("input", "expiresAt"))
    _require_scopes(actor, wanted := tuple(scopes if scopes is not None else DEFAULT_SCOPES))
    key = ApiKey(name=normal_name(name), scopes=list(wanted), expires_at=expires_at, created_by_id=actor.user_id)
    if space_id is not None:
        key.space_id = (await get(Space, space_id, actor)).id
        door = change(actor, Permission.MANAGE_KEYS, space_id)
    elif organization_id is not None:
        key.organization_id = (await get(Organization, organization_id, actor)).id
        door = change_organization(actor, Permission.MANAGE_KEYS, organization_id)
    else:
        key.user_id = actor.require_user()
        door = change_own(actor)
    async with door as record:
        return await _issue(record, key)


async def _issue(record: Change, key: ApiKey) -> IssuedKey:
    key.public_part, secret = api_key()
    key.secret_hash = digest(secret)
    await key.save(force_create=True)
    record.record("api_key.created", key, after={"name": key.name, "scopes": key.scopes})
    return IssuedKey(key, secret)


def _require_scopes(actor: Actor, scopes: tuple[ApiKeyScope, ...]) -> None:
    if not scopes:
        raise Invalid("A key needs at least one scope.", path=("input", "scopes"))
    if actor.api_key_id and Permission.MANAGE_KEYS not in actor.limit:
        raise Forbidden("Only a key with the ADMIN scope can make keys.")


async def revoke_api_key(actor: Actor, *, api_key_id: int) -> ApiKey:
    """Make a key useless at once."""
    key = await get(ApiKey, api_key_id, actor)
    if key.space_id:
        door = change(actor, Permission.MANAGE_KEYS, key.space_id)
    elif key.organization_id:
        door = change_organization(actor, Permission.MANAGE_KEYS, key.organization_id)
    else:
        door = change_own(actor)
    async with door as record:
        key.revoked_at = key.revoked_at or now()
        await key.save(update_fields=["revoked_at"])
        record.record("api_key.revoked", key)
    return key
