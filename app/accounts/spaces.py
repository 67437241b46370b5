"""Making and changing organizations and spaces."""

from __future__ import annotations

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change, change_organization, change_own
from app.accounts.models import Organization, OrganizationMembership, Role, Space, SpaceKind, SpaceMembership
from app.accounts.names import normal_name, normal_picture
from app.core.clock import now
from app.core.errors import Conflict, Forbidden


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


async def rename_space(
    actor: Actor, *, space_id: int, name: str, description: str | None = None, icon_uri: str | None = None
) -> Space:
    """Give a space another name, and another description and picture if they are given."""
    space = await get(Space, space_id, actor)
    async with change(actor, Permission.MANAGE_SPACE, space_id) as record:
        before = {"name": space.name, "description": space.description}
        space.name, space.updated_at = normal_name(name), now()
        space.description = description if description is not None else space.description
        space.icon_uri = space.icon_uri if icon_uri is None else normal_picture(icon_uri)
        await space.save(update_fields=["name", "description", "icon_uri", "updated_at"])
        record.record("space.renamed", space, before=before, after={"name": space.name})
    return space


async def delete_space(actor: Actor, *, space_id: int) -> None:
    """Delete a team's space with everything in it; its owner's own space stays."""
    space = await get(Space, space_id, actor)
    async with change(actor, Permission.MANAGE_SPACE, space_id) as record:
        if actor.spaces.get(space_id) is not Role.OWNER:
            raise Forbidden("Only an owner may delete a space.")
        if space.kind is SpaceKind.PERSONAL:
            raise Conflict("A personal space cannot be deleted.", path=("input", "spaceId"))
        space.deleted_at = now()
        await space.save(update_fields=["deleted_at"])
        record.record("space.deleted", space, before={"name": space.name})


async def create_organization(actor: Actor, *, name: str) -> Organization:
    """Make an organization and own it."""
    user_id = actor.require_user()
    async with change_own(actor) as record:
        if Permission.MANAGE_ORGANIZATION not in actor.limit:
            raise Forbidden("Only a key with the ADMIN scope can make organizations.")
        organization = await Organization.create(name=normal_name(name))
        await OrganizationMembership.create(organization=organization, user_id=user_id, role=Role.OWNER)
        record.organization_id = organization.id
        record.record("organization.created", organization)
    return organization


async def rename_organization(actor: Actor, *, organization_id: int, name: str) -> Organization:
    """Give an organization another name."""
    organization = await get(Organization, organization_id, actor)
    async with change_organization(actor, Permission.MANAGE_ORGANIZATION, organization_id) as record:
        before = {"name": organization.name}
        organization.name, organization.updated_at = normal_name(name), now()
        await organization.save(update_fields=["name", "updated_at"])
        record.record("organization.renamed", organization, before=before, after={"name": organization.name})
    return organization
