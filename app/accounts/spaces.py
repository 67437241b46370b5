"""Making and changing spaces."""

from __future__ import annotations

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change, change_organization
from app.accounts.models import Organization, Role, Space, SpaceKind, SpaceMembership
from app.accounts.signing_in import normal_name
from app.core.clock import now
from app.core.errors import Forbidden


async def create_space(
    actor: Actor,
    *,
    name: str,
    kind: SpaceKind = SpaceKind.TEAM,
    description: str | None = None,
    organization_id: int | None = None,
) -> Space:
    """Make a space in an organization, the actor's own if none is named, and own it."""
    if organization_id is not None:
        organization = await get(Organization, organization_id, actor)
    else:
        organization = await _first_own(actor)
    async with change_organization(actor, Permission.CREATE_SPACES, organization.id) as record:
        space = await Space.create(
            organization=organization,
            name=normal_name(name),
            kind=kind,
            description=description,
            created_by_id=actor.user_id,
        )
        if actor.user_id:
            await SpaceMembership.create(space=space, user_id=actor.user_id, role=Role.OWNER)
        record.record("space.created", space)
    return space


async def _first_own(actor: Actor) -> Organization:
    own = await Organization.filter(id__in=actor.organizations_with(Permission.CREATE_SPACES)).order_by("id").first()
    if own is None:
        raise Forbidden("You may not create spaces in any organization.")
    return own


async def rename_space(actor: Actor, *, space_id: int, name: str, description: str | None = None) -> Space:
    """Give a space another name, and another description if one is given."""
    space = await get(Space, space_id, actor)
    async with change(actor, Permission.MANAGE_SPACE, space_id) as record:
        before = {"name": space.name, "description": space.description}
        space.name, space.updated_at = normal_name(name), now()
        space.description = description if description is not None else space.description
        await space.save(update_fields=["name", "description", "updated_at"])
        record.record("space.renamed", space, before=before, after={"name": space.name})
    return space
