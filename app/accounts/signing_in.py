"""Registering, signing in and out."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from app.accounts.access import Actor, get
from app.accounts.change import change_own
from app.accounts.memberships import accept_invitations, is_invited
from app.accounts.models import (
    LoginSession,
    Organization,
    OrganizationMembership,
    Role,
    Space,
    SpaceKind,
    SpaceMembership,
    User,
)
from app.accounts.names import normal_country, normal_email, normal_name, normal_picture
from app.accounts.passwords import hash_password, is_outdated, verify_password
from app.accounts.throttle import Throttle
from app.accounts.tokens import digest, session_token
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Invalid

# A whole office may share one address, and must not lock itself out.
_PEOPLE_BEHIND_AN_ADDRESS = 10


class EmailTaken(Conflict):
    """There is an account with that e-mail address already."""

    code = "EMAIL_TAKEN"


class WrongCredentials(Invalid):
    """The e-mail address and the password do not belong together."""

    code = "WRONG_CREDENTIALS"


class RegistrationClosed(Forbidden):
    """Only people who are invited can register here; ask for an invitation to that address."""

    code = "REGISTRATION_CLOSED"


@dataclass(frozen=True)
class Client:
    """Where a request comes from, as far as one can tell."""

    address: str = ""
    user_agent: str | None = None


@dataclass(frozen=True)
class SignedIn:
    """A user, and the token of the session that was begun."""

    user: User
    session: LoginSession
    token: str


async def register(
    *, email: str, password: str, name: str, client: Client, session_days: int, throttle: Throttle, is_open: bool = True
) -> SignedIn:
    """Make an account with a personal organization and space, accept what it is invited to, and sign in."""
    throttle.check(f"register:{client.address}", times=_PEOPLE_BEHIND_AN_ADDRESS)
    user = await create_user(email=email, password=password, name=name, is_open=is_open)
    return await _begin_session(user, client, session_days)


async def create_user(
    *, email: str, password: str, name: str, is_open: bool = True, is_instance_admin: bool = False
) -> User:
    """Make an account with a personal organization and space."""
    email, name = normal_email(email), normal_name(name)
    if not is_open and not await is_invited(email):
        raise RegistrationClosed
    hashed = await hash_password(password)
    async with change_own(Actor()) as record:
        if await User.filter(email=email).exists():
            raise EmailTaken(path=("input", "email"))
        user = User(email=email, name=name, password_hash=hashed, is_instance_admin=is_instance_admin)
        user.unique_name = await _free_handle(email)
        await user.save(force_create=True)
        await _make_home(user)
        record.actor = Actor(user_id=user.id)
        record.record("user.registered", user)
    await accept_invitations(user)
    return user


async def _free_handle(email: str) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", email.partition("@")[0]).strip("-")[:40] or "user"
    taken = await User.filter(unique_name=base).exists()
    return f"{base}-{secrets.token_hex(4)}" if taken else base


async def _make_home(user: User) -> None:
    organization = await Organization.create(name=f"{user.name}'s organization"[:120])
    await OrganizationMembership.create(organization=organization, user=user, role=Role.OWNER)
    space = await Space.create(
        organization=organization, name=f"{user.name}'s space"[:120], kind=SpaceKind.PERSONAL, created_by=user
    )
    await SpaceMembership.create(space=space, user=user, role=Role.OWNER)


async def log_in(*, email: str, password: str, client: Client, session_days: int, throttle: Throttle) -> SignedIn:
    """Begin a session; unknown addresses take as long as wrong passwords."""
    address = email.strip().lower()[:254]
    throttle.check(f"email:{address}")
    throttle.check(f"address:{client.address}", times=_PEOPLE_BEHIND_AN_ADDRESS)
    user = await User.get_or_none(email=address)
    if not await verify_password(user.password_hash if user else None, password) or user is None:
        raise WrongCredentials(path=("input", "password"))
    throttle.forget(f"email:{address}")
    if is_outdated(user.password_hash):
        user.password_hash = await hash_password(password)
        await user.save(update_fields=["password_hash"])
    await accept_invitations(user)
    return await _begin_session(user, client, session_days)


async def _begin_session(user: User, client: Client, days: int) -> SignedIn:
    token = session_token()
    agent = client.user_agent[:300] if client.user_agent else None
    async with change_own(Actor(user_id=user.id)) as record:
        session = await LoginSession.create(
            user=user, token_hash=digest(token), user_agent=agent, expires_at=now() + timedelta(days=days)
        )
        record.record("session.begun", session)
    return SignedIn(user, session, token)


async def log_out(actor: Actor, *, everywhere: bool = False) -> None:
    """End the session that asks, or all sessions of its user."""
    if actor.session_id is None:
        return
    async with change_own(actor) as record:
        sessions = LoginSession.filter(user_id=actor.user_id) if everywhere else LoginSession.filter(id=actor.session_id)
        for session in await sessions:
            record.record("session.ended", session)
            await session.delete()


async def change_password(actor: Actor, *, current_password: str, new_password: str) -> User:
    """Set another password and end every other session."""
    user = await User.get(id=actor.require_user())
    if not await verify_password(user.password_hash, current_password):
        raise WrongCredentials(path=("input", "currentPassword"))
    user.password_hash = await hash_password(new_password)
    async with change_own(actor) as record:
        await user.save(update_fields=["password_hash"])
        await LoginSession.filter(user=user).exclude(id=actor.session_id or 0).delete()
        record.record("user.password_changed", user)
    return user


async def end_login_session(actor: Actor, *, login_session_id: int) -> None:
    """Sign a browser out from elsewhere."""
    session = await get(LoginSession, login_session_id, actor)
    async with change_own(actor) as record:
        record.record("session.ended", session)
        await session.delete()


async def rename_user(
    actor: Actor,
    *,
    name: str,
    description: str | None = None,
    icon_uri: str | None = None,
    country_code: str | None = None,
) -> User:
    """Be shown to others under another name, and with another description, picture and country if they are given."""
    user = await User.get(id=actor.require_user())
    async with change_own(actor) as record:
        before = {"name": user.name}
        user.name, user.updated_at = normal_name(name), now()
        user.description = description if description is not None else user.description
        user.icon_uri = user.icon_uri if icon_uri is None else normal_picture(icon_uri)
        user.country_code = user.country_code if country_code is None else normal_country(country_code)
        await user.save(update_fields=["name", "description", "icon_uri", "country_code", "updated_at"])
        record.record("user.renamed", user, before=before, after={"name": user.name})
    return user
