"""Registering, signing in, spaces, members and keys."""

from datetime import datetime

import strawberry

from app.accounts import api_keys, memberships, models, signing_in, spaces
from app.accounts.access import NOBODY
from app.accounts.actors import actor_of_user
from app.accounts.models import ApiKeyScope, Role, SpaceKind
from graphql_schema.core.context import Context, Info
from graphql_schema.core.entity import graphql_enums
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation

graphql_enums(SpaceKind)


@strawberry.input(description="A new account.")
class RegisterInput:
    email: str = strawberry.field(description="Address to sign in with.")
    password: str = strawberry.field(description="8 to 1,024 characters.")
    name: str = strawberry.field(description="Name shown to others.")


@strawberry.input(description="Who signs in.")
class LogInInput:
    email: str = strawberry.field(description="Address of the account.")
    password: str = strawberry.field(description="Its password.")


@strawberry.input(description="A new password.")
class ChangePasswordInput:
    current_password: str = strawberry.field(description="The password until now.")
    new_password: str = strawberry.field(description="8 to 1,024 characters.")


@strawberry.input(description="A new API key.")
class CreateApiKeyInput:
    name: str = strawberry.field(description="What it is used for.")
    space_id: strawberry.ID | None = ref(
        models.Space, "The one space it reaches; without it the key acts as you.", default=None
    )
    organization_id: strawberry.ID | None = ref(
        models.Organization, "The organization whose spaces it reaches, instead of one space.", default=None
    )
    scopes: list[ApiKeyScope] | None = strawberry.field(
        default=None, description="What it may be used for at most; READ, WRITE and RUN if not given."
    )
    expires_at: datetime | None = strawberry.field(default=None, description="When it stops to work; never if not given.")


@strawberry.input(description="Which API key to revoke.")
class RevokeApiKeyInput:
    api_key_id: strawberry.ID = ref(models.ApiKey, "The key.")


@strawberry.input(description="A new space.")
class CreateSpaceInput:
    name: str = strawberry.field(description="Display name.")
    kind: SpaceKind = strawberry.field(default=SpaceKind.TEAM, description="For one person or for a team.")
    description: str | None = strawberry.field(default=None, description="What the space is for.")
    organization_id: strawberry.ID | None = ref(
        models.Organization, "The organization that will own it; your own if not given.", default=None
    )


@strawberry.input(description="Another name for a space.")
class RenameSpaceInput:
    space_id: strawberry.ID = ref(models.Space, "The space.")
    name: str = strawberry.field(description="Display name.")
    description: str | None = strawberry.field(default=None, description="What the space is for; unchanged if not given.")
    icon_uri: str | None = strawberry.field(default=None, description="Address of a picture; unchanged if not given.")


@strawberry.input(description="Whom to invite, and where.")
class InviteMemberInput:
    email: str = strawberry.field(description="Address to invite.")
    role: Role = strawberry.field(description="What they will be able to do.")
    space_id: strawberry.ID | None = ref(models.Space, "The space, unless it is a whole organization.", default=None)
    organization_id: strawberry.ID | None = ref(models.Organization, "The organization, instead of a space.", default=None)


@strawberry.input(description="Which invitation to take back.")
class RevokeInvitationInput:
    membership_invitation_id: strawberry.ID = ref(models.MembershipInvitation, "The invitation.")


@strawberry.input(description="Another role for a member of a space.")
class SetSpaceRoleInput:
    space_id: strawberry.ID = ref(models.Space, "The space.")
    user_id: strawberry.ID = ref(models.User, "The member.")
    role: Role = strawberry.field(description="What they may do from now on.")


@strawberry.input(description="Whom to take out of a space.")
class RemoveSpaceMemberInput:
    space_id: strawberry.ID = ref(models.Space, "The space.")
    user_id: strawberry.ID = ref(models.User, "The member; yourself to leave.")


@strawberry.input(description="Which space to delete.")
class DeleteSpaceInput:
    space_id: strawberry.ID = ref(models.Space, "The space.")


@strawberry.input(description="A new organization.")
class CreateOrganizationInput:
    name: str = strawberry.field(description="Display name.")


@strawberry.input(description="Another name for an organization.")
class RenameOrganizationInput:
    organization_id: strawberry.ID = ref(models.Organization, "The organization.")
    name: str = strawberry.field(description="Display name.")


@strawberry.input(description="Another role for a member of an organization.")
class SetOrganizationRoleInput:
    organization_id: strawberry.ID = ref(models.Organization, "The organization.")
    user_id: strawberry.ID = ref(models.User, "The member.")
    role: Role = strawberry.field(description="What they may do from now on, in all its spaces.")


@strawberry.input(description="Whom to take out of an organization.")
class RemoveOrganizationMemberInput:
    organization_id: strawberry.ID = ref(models.Organization, "The organization.")
    user_id: strawberry.ID = ref(models.User, "The member; yourself to leave.")


@strawberry.input(description="Which of your sessions to end.")
class EndLoginSessionInput:
    login_session_id: strawberry.ID = ref(models.LoginSession, "The session.")


@strawberry.input(description="Another name for you.")
class RenameUserInput:
    name: str = strawberry.field(description="Name shown to others.")
    description: str | None = strawberry.field(default=None, description="What you say of yourself; unchanged if not given.")
    icon_uri: str | None = strawberry.field(default=None, description="Address of a picture; unchanged if not given.")
    country_code: str | None = strawberry.field(
        default=None, description="Country, ISO 3166-1 alpha-2; unchanged if not given."
    )


async def _signed_in(context: Context, begun: signing_in.SignedIn) -> models.User:
    context.set_cookies.append(begun.token)
    context.become(await actor_of_user(begun.user.id, session_id=begun.session.id))
    return begun.user


@strawberry.type
class AccountMutations:
    """What changes people, spaces, members and keys."""

    @mutation(public=True)
    async def register(self, info: Info, input: RegisterInput) -> models.User:
        """Make an account with a personal organization and space, and sign in: sets the session cookie."""
        context = info.context
        begun = await signing_in.register(
            **values(input),
            client=context.client,
            session_days=context.settings.session_days,
            throttle=context.login_throttle,
            is_open=context.settings.registration_open,
        )
        return await _signed_in(context, begun)

    @mutation(public=True)
    async def log_in(self, info: Info, input: LogInInput) -> models.User:
        """Sign in: sets the session cookie."""
        context = info.context
        begun = await signing_in.log_in(
            **values(input),
            client=context.client,
            session_days=context.settings.session_days,
            throttle=context.login_throttle,
        )
        return await _signed_in(context, begun)

    @mutation(public=True)
    async def log_out(self, info: Info, everywhere: bool = False) -> None:
        """End this session, or all of yours, and delete the cookie."""
        await signing_in.log_out(info.context.actor, everywhere=everywhere)
        info.context.set_cookies.append("")
        info.context.become(NOBODY)

    @mutation
    async def change_password(self, info: Info, input: ChangePasswordInput) -> models.User:
        """Set another password and end all your other sessions."""
        return await signing_in.change_password(info.context.actor, **values(input))

    @mutation
    async def create_api_key(self, info: Info, input: CreateApiKeyInput) -> api_keys.IssuedKey:
        """Make a key for programs, to be sent as `Authorization: Bearer …`; its secret is shown this once."""
        return await api_keys.create_api_key(info.context.actor, **values(input))

    @mutation
    async def revoke_api_key(self, info: Info, input: RevokeApiKeyInput) -> models.ApiKey:
        """Make a key useless at once."""
        return await api_keys.revoke_api_key(info.context.actor, **values(input))

    @mutation
    async def create_space(self, info: Info, input: CreateSpaceInput) -> models.Space:
        """Make a space and own it."""
        space = await spaces.create_space(info.context.actor, **values(input))
        await info.context.begin()
        return space

    @mutation
    async def rename_space(self, info: Info, input: RenameSpaceInput) -> models.Space:
        """Give a space another name."""
        return await spaces.rename_space(info.context.actor, **values(input))

    @mutation
    async def invite_member(self, info: Info, input: InviteMemberInput) -> models.MembershipInvitation:
        """Invite an address to a space or an organization; it becomes a membership when that address signs in."""
        return await memberships.invite_member(info.context.actor, **values(input))

    @mutation
    async def revoke_invitation(self, info: Info, input: RevokeInvitationInput) -> models.MembershipInvitation:
        """Take an invitation back before it is accepted."""
        return await memberships.revoke_invitation(info.context.actor, **values(input))

    @mutation
    async def set_space_role(self, info: Info, input: SetSpaceRoleInput) -> models.SpaceMembership:
        """Give a member of a space another role."""
        return await memberships.set_space_role(info.context.actor, **values(input))

    @mutation
    async def remove_space_member(self, info: Info, input: RemoveSpaceMemberInput) -> models.Space:
        """Take a member out of a space, or leave it."""
        space = await memberships.remove_space_member(info.context.actor, **values(input))
        await info.context.begin()
        return space

    @mutation
    async def delete_space(self, info: Info, input: DeleteSpaceInput) -> None:
        """Delete a team's space with everything in it; for its owners."""
        await spaces.delete_space(info.context.actor, **values(input))
        await info.context.begin()

    @mutation
    async def create_organization(self, info: Info, input: CreateOrganizationInput) -> models.Organization:
        """Make an organization and own it."""
        organization = await spaces.create_organization(info.context.actor, **values(input))
        await info.context.begin()
        return organization

    @mutation
    async def rename_organization(self, info: Info, input: RenameOrganizationInput) -> models.Organization:
        """Give an organization another name."""
        return await spaces.rename_organization(info.context.actor, **values(input))

    @mutation
    async def set_organization_role(self, info: Info, input: SetOrganizationRoleInput) -> models.OrganizationMembership:
        """Give a member of an organization another role."""
        return await memberships.set_organization_role(info.context.actor, **values(input))

    @mutation
    async def remove_organization_member(self, info: Info, input: RemoveOrganizationMemberInput) -> models.Organization:
        """Take a member out of an organization and its spaces, or leave it."""
        organization = await memberships.remove_organization_member(info.context.actor, **values(input))
        await info.context.begin()
        return organization

    @mutation
    async def end_login_session(self, info: Info, input: EndLoginSessionInput) -> None:
        """Sign a browser of yours out from here."""
        await signing_in.end_login_session(info.context.actor, **values(input))

    @mutation
    async def rename_user(self, info: Info, input: RenameUserInput) -> models.User:
        """Be shown to others under another name."""
        return await signing_in.rename_user(info.context.actor, **values(input))
