"""Who belongs where: invitations, roles, and the last owner that a place always keeps."""

from __future__ import annotations

from datetime import timedelta

from tortoise.queryset import QuerySet

from app.accounts.access import Actor, Permission, get
from app.accounts.change import Change, change, change_organization, change_own
from app.accounts.models import (
    MembershipInvitation,
    Organization,
    OrganizationMembership,
    Role,
    Space,
    SpaceMembership,
    User,
)
from app.accounts.names import normal_email
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Invalid, NotFound

INVITATION_LASTS = timedelta(days=14)


class AlreadyMember(Conflict):
    """That person is a member already; change their role instead."""

    code = "ALREADY_MEMBER"


class AlreadyInvited(Conflict):
    """That address has an open invitation already; revoke it to send another."""

    code = "ALREADY_INVITED"


class LastOwner(Conflict):
    """There must always be an owner; make someone else an owner first."""

    code = "LAST_OWNER"


class OwnersOnly(Forbidden):
    """Only an owner may make, change or remove an owner."""

    code = "OWNERS_ONLY"


class InvalidRole(Invalid):
    """NONE is a role in organizations only."""

    code = "INVALID_ROLE"


async def invite_member(
    actor: Actor, *, email: str, role: Role, space_id: int | None = None, organization_id: int | None = None
) -> MembershipInvitation:
    """Invite an address to a space, or to a whole organization; it becomes a membership when that address signs in."""
    if (space_id is None) == (organization_id is None):
        raise Invalid("Give either a space or an organization.", path=("input", "spaceId"))
    email = normal_email(email)
    if space_id is not None:
        return await _invite_to_space(actor, space_id, email, role)
    organization = await get(Organization, organization_id or 0, actor)
    async with change_organization(actor, Permission.MANAGE_MEMBERS, organization.id) as record:
        _require_rank(actor.organizations.get(organization.id), role)
        members = OrganizationMembership.filter(organization=organization)
        if await members.filter(user__email=email).exists():
            raise AlreadyMember(path=("input", "email"))
        return await _invite(record, organization.id, None, email, role)


async def _invite_to_space(actor: Actor, space_id: int, email: str, role: Role) -> MembershipInvitation:
    space = await get(Space, space_id, actor)
    async with change(actor, Permission.MANAGE_MEMBERS, space.id) as record:
        if role is Role.NONE:
            raise InvalidRole(path=("input", "role"))
        _require_rank(actor.spaces.get(space.id), role)
        if await SpaceMembership.filter(space=space, user__email=email).exists():
            raise AlreadyMember(path=("input", "email"))
        return await _invite(record, space.organization_id, space.id, email, role)


async def _invite(
    record: Change, organization_id: int, space_id: int | None, email: str, role: Role
) -> MembershipInvitation:
    place: dict[str, int | bool] = {"organization_id": organization_id}
    place |= {"space_id": space_id} if space_id else {"space_id__isnull": True}
    if await open_invitations(email).filter(**place).exists():
        raise AlreadyInvited(path=("input", "email"))
    invitation = await MembershipInvitation.create(
        organization_id=organization_id,
        space_id=space_id,
        email=email,
        role=role,
        invited_by_id=record.actor.user_id,
        expires_at=now() + INVITATION_LASTS,
    )
    record.record("member.invited", invitation, after={"email": email, "role": role})
    return invitation


async def revoke_invitation(actor: Actor, *, membership_invitation_id: int) -> MembershipInvitation:
    """Take an invitation back before it is accepted."""
    invitation = await get(MembershipInvitation, membership_invitation_id, actor)
    if invitation.accepted_at:
        raise Conflict("The invitation was accepted; remove the member instead.")
    if invitation.space_id:
        door = change(actor, Permission.MANAGE_MEMBERS, invitation.space_id)
    else:
        door = change_organization(actor, Permission.MANAGE_MEMBERS, invitation.organization_id)
    async with door as record:
        invitation.revoked_at = now()
        await invitation.save(update_fields=["revoked_at"])
        record.record("invitation.revoked", invitation)
    return invitation


def open_invitations(email: str) -> QuerySet[MembershipInvitation]:
    """Invitations of an address that may still become memberships."""
    return MembershipInvitation.filter(email=email, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now())


async def is_invited(email: str) -> bool:
    """Whether an address has an open invitation."""
    return await open_invitations(email).exists()


async def accept_invitations(user: User) -> None:
    """Turn the open invitations of a user's address into memberships."""
    for invitation in await open_invitations(user.email):
        async with change_own(Actor(user_id=user.id)) as record:
            record.space_id, record.organization_id = invitation.space_id, invitation.organization_id
            await _join(user, invitation)
            invitation.accepted_at = now()
            await invitation.save(update_fields=["accepted_at"])
            record.record("member.joined", user, after={"role": invitation.role})


async def _join(user: User, invitation: MembershipInvitation) -> None:
    role = Role.NONE if invitation.space_id else invitation.role
    await OrganizationMembership.get_or_create({"role": role}, organization_id=invitation.organization_id, user_id=user.id)
    if invitation.space_id:
        await SpaceMembership.get_or_create({"role": invitation.role}, space_id=invitation.space_id, user_id=user.id)


async def set_space_role(actor: Actor, *, space_id: int, user_id: int, role: Role) -> SpaceMembership:
    """Give a member of a space another role."""
    await get(Space, space_id, actor)
    async with change(actor, Permission.MANAGE_MEMBERS, space_id) as record:
        if role is Role.NONE:
            raise InvalidRole(path=("input", "role"))
        membership = await _space_membership(space_id, user_id)
        before = membership.role
        _require_rank(actor.spaces.get(space_id), role, before)
        if before is Role.OWNER and role is not Role.OWNER:
            await _keep_an_owner(space_id, user_id)
        membership.role = role
        await membership.save(update_fields=["role"])
        record.record("member.role_changed", membership, before={"role": before}, after={"role": role})
    return membership


async def remove_space_member(actor: Actor, *, space_id: int, user_id: int) -> Space:
    """Take a member out of a space; anyone may take themselves out."""
    space = await get(Space, space_id, actor)
    permission = Permission.READ if user_id == actor.user_id else Permission.MANAGE_MEMBERS
    async with change(actor, permission, space_id) as record:
        membership = await _space_membership(space_id, user_id)
        if user_id != actor.user_id:
            _require_rank(actor.spaces.get(space_id), membership.role)
        if membership.role is Role.OWNER:
            await _keep_an_owner(space_id, user_id)
        await membership.delete()
        record.record("member.removed", membership, before={"role": membership.role})
    return space


async def _space_membership(space_id: int, user_id: int) -> SpaceMembership:
    membership = await SpaceMembership.get_or_none(space_id=space_id, user_id=user_id)
    if membership is None:
        raise NotFound("That person is not a member of this space.", path=("input", "userId"))
    return membership


async def _keep_an_owner(space_id: int, user_id: int) -> None:
    # The lock lets two owners who leave at once see each other.
    await Space.select_for_update(no_key=True).get(id=space_id)
    others = SpaceMembership.filter(space_id=space_id, role=Role.OWNER).exclude(user_id=user_id)
    if not await others.exists():
        raise LastOwner(path=("input", "userId"))


def _require_rank(own: Role | None, *roles: Role) -> None:
    if Role.OWNER in roles and own is not Role.OWNER:
        raise OwnersOnly(path=("input", "role"))


async def set_organization_role(actor: Actor, *, organization_id: int, user_id: int, role: Role) -> OrganizationMembership:
    """Give a member of an organization another role; NONE leaves them only the spaces they have a role in."""
    await get(Organization, organization_id, actor)
    async with change_organization(actor, Permission.MANAGE_MEMBERS, organization_id) as record:
        membership = await _organization_membership(organization_id, user_id)
        before = membership.role
        _require_rank(actor.organizations.get(organization_id), role, before)
        if before is Role.OWNER and role is not Role.OWNER:
            await _keep_an_organization_owner(organization_id, user_id)
        membership.role = role
        await membership.save(update_fields=["role"])
        record.record("member.role_changed", membership, before={"role": before}, after={"role": role})
    return membership


async def remove_organization_member(actor: Actor, *, organization_id: int, user_id: int) -> Organization:
    """Take someone out of an organization and of all its spaces; anyone may take themselves out."""
    organization = await get(Organization, organization_id, actor)
    if user_id == actor.user_id:
        door = change_own(actor)
    else:
        door = change_organization(actor, Permission.MANAGE_MEMBERS, organization_id)
    async with door as record:
        record.organization_id = organization_id
        membership = await _organization_membership(organization_id, user_id)
        if user_id != actor.user_id:
            _require_rank(actor.organizations.get(organization_id), membership.role)
        if membership.role is Role.OWNER:
            await _keep_an_organization_owner(organization_id, user_id)
        for own in await SpaceMembership.filter(user_id=user_id, space__organization_id=organization_id):
            if own.role is Role.OWNER:
                await _keep_an_owner(own.space_id, user_id)
            await own.delete()
        await membership.delete()
        record.record("member.removed", membership, before={"role": membership.role})
    return organization


async def _organization_membership(organization_id: int, user_id: int) -> OrganizationMembership:
    membership = await OrganizationMembership.get_or_none(organization_id=organization_id, user_id=user_id)
    if membership is None:
        raise NotFound("That person is not a member of this organization.", path=("input", "userId"))
    return membership


async def _keep_an_organization_owner(organization_id: int, user_id: int) -> None:
    await Organization.select_for_update(no_key=True).get(id=organization_id)
    others = OrganizationMembership.filter(organization_id=organization_id, role=Role.OWNER).exclude(user_id=user_id)
    if not await others.exists():
        raise LastOwner(path=("input", "userId"))
