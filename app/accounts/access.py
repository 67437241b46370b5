"""Who may do what: the only module that knows roles. `visible` and `scope` begin every read, `Actor.require` every write."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from tortoise.queryset import QuerySet

from app.accounts.models import (
    ApiKey,
    ApiKeyScope,
    AuditLogEntry,
    LoginSession,
    MembershipInvitation,
    Organization,
    OrganizationMembership,
    Role,
    Space,
    SpaceMembership,
    User,
)
from app.core.conditions import (
    NOTHING,
    AllOf,
    AnyOf,
    Condition,
    InRows,
    IsNull,
    equals,
    one_of,
    to_q,
)
from app.core.errors import Forbidden, NotFound, Unauthenticated
from app.core.model import Entity, SpaceOwned

E = TypeVar("E", bound=Entity)


class Permission(enum.Enum):
    """An act that a role allows, named so that "your role does not allow to …" reads well."""

    READ = "read"
    WRITE_PROMPTS = "write prompts"
    MOVE_PROTECTED_LABELS = "move protected labels"
    WRITE_DATASETS = "write datasets"
    WRITE_TRACES = "write traces"
    DELETE_TRACES = "delete traces"
    WRITE_EVALUATORS = "write evaluators"
    WRITE_EXPERIMENTS = "write experiments"
    RUN_EXPERIMENTS = "run experiments"
    MANAGE_CONNECTIONS = "manage model connections"
    MANAGE_KEYS = "manage API keys"
    MANAGE_MEMBERS = "manage members"
    READ_AUDIT_LOG = "read the audit log"
    CREATE_SPACES = "create spaces"
    MANAGE_SPACE = "manage the space"
    MANAGE_ORGANIZATION = "manage the organization"


_VIEWER = frozenset({Permission.READ})
_WRITE = frozenset(
    {
        Permission.WRITE_PROMPTS,
        Permission.WRITE_DATASETS,
        Permission.WRITE_TRACES,
        Permission.WRITE_EVALUATORS,
        Permission.WRITE_EXPERIMENTS,
    }
)
_MEMBER = _VIEWER | _WRITE | {Permission.RUN_EXPERIMENTS}
_ADMIN = _MEMBER | {
    Permission.MOVE_PROTECTED_LABELS,
    Permission.DELETE_TRACES,
    Permission.MANAGE_CONNECTIONS,
    Permission.MANAGE_KEYS,
    Permission.MANAGE_MEMBERS,
    Permission.READ_AUDIT_LOG,
    Permission.CREATE_SPACES,
    Permission.MANAGE_SPACE,
}
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.OWNER: _ADMIN | {Permission.MANAGE_ORGANIZATION},
    Role.ADMIN: _ADMIN,
    Role.MEMBER: _MEMBER,
    Role.VIEWER: _VIEWER,
    Role.NONE: frozenset(),
}
_SCOPES: Mapping[ApiKeyScope, frozenset[Permission]] = {
    ApiKeyScope.READ: _VIEWER,
    ApiKeyScope.WRITE: _VIEWER | _WRITE | {Permission.CREATE_SPACES, Permission.MANAGE_CONNECTIONS},
    ApiKeyScope.RUN: _VIEWER | {Permission.RUN_EXPERIMENTS},
    ApiKeyScope.RELEASE: _VIEWER | {Permission.WRITE_PROMPTS, Permission.MOVE_PROTECTED_LABELS},
    ApiKeyScope.ADMIN: frozenset(Permission),
}
EVERY_PERMISSION = frozenset(Permission)


def permissions_of_scopes(scopes: list[str]) -> frozenset[Permission]:
    """What a key with these scopes may be used for at most."""
    return frozenset().union(*(_SCOPES[ApiKeyScope(scope)] for scope in scopes))


@dataclass(frozen=True)
class Actor:
    """Whoever is asking: nobody, a user in a browser, or a key; and the roles they hold."""

    user_id: int | None = None
    api_key_id: int | None = None
    session_id: int | None = None
    spaces: Mapping[int, Role] = field(default_factory=dict)
    organizations: Mapping[int, Role] = field(default_factory=dict)
    limit: frozenset[Permission] = EVERY_PERMISSION

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None and self.api_key_id is None

    def may(self, permission: Permission, space_id: int) -> bool:
        """Whether the role in a space allows an act."""
        return permission in PERMISSIONS[self.spaces.get(space_id, Role.NONE)] & self.limit

    def may_in_organization(self, permission: Permission, organization_id: int) -> bool:
        """Whether the role in an organization allows an act."""
        return permission in PERMISSIONS[self.organizations.get(organization_id, Role.NONE)] & self.limit

    def require(self, permission: Permission, space_id: int) -> None:
        """Refuse unless the role in a space allows it; a space one may not read does not exist."""
        _require(self.may(Permission.READ, space_id), self.may(permission, space_id), permission, "space")

    def require_in_organization(self, permission: Permission, organization_id: int) -> None:
        """Refuse unless the role in an organization allows it."""
        is_member = organization_id in self.organizations
        _require(is_member, self.may_in_organization(permission, organization_id), permission, "organization")

    def require_user(self) -> int:
        """The user's id; refuses nobody, and keys that act for no user."""
        if self.user_id is None:
            raise Unauthenticated
        return self.user_id

    def spaces_with(self, permission: Permission) -> tuple[int, ...]:
        """Ids of the spaces in which the actor may do something."""
        return tuple(space_id for space_id in self.spaces if self.may(permission, space_id))

    def organizations_with(self, permission: Permission) -> tuple[int, ...]:
        """Ids of the organizations in which the actor may do something."""
        return tuple(pk for pk in self.organizations if self.may_in_organization(permission, pk))


NOBODY = Actor()


def _require(is_visible: bool, is_allowed: bool, permission: Permission, place: str) -> None:
    if not is_visible:
        raise NotFound(f"There is no such {place}, or you may not see it.", path=("input", f"{place}Id"))
    if not is_allowed:
        raise Forbidden(f"Your role in this {place} does not allow you to {permission.value}.")


Rule = Callable[[Actor], Condition]
_rules: dict[type[Entity], Rule] = {}


def visibility(model: type[Entity]) -> Callable[[Rule], Rule]:
    """Register who may see a model's rows; models of a space need no rule of their own."""

    def register(rule: Rule) -> Rule:
        _rules[model] = rule
        return rule

    return register


def is_visible_by_space(model: type[Entity]) -> bool:
    """Whether all who may read a row's space see the row, and nobody else does."""
    return issubclass(model, SpaceOwned) and model not in _rules


def scope(model: type[Entity], actor: Actor) -> Condition:
    """The rows of a model that an actor may see."""
    rule = _rules.get(model)
    if rule:
        condition = rule(actor)
    elif issubclass(model, SpaceOwned):
        condition = one_of("space_id", actor.spaces_with(Permission.READ))
    else:
        condition = NOTHING
    if "deleted_at" in model._meta.fields_map:
        return AllOf((condition, IsNull("deleted_at")))
    return condition


def visible(model: type[E], actor: Actor) -> QuerySet[E]:
    """The rows of a model that an actor may see, for use cases."""
    return model.filter(to_q(scope(model, actor)))


async def get(model: type[E], pk: int, actor: Actor, *, path: tuple[str, ...] | None = None) -> E:
    """One row that the actor may see; anything else does not exist."""
    row = await visible(model, actor).get_or_none(id=pk)
    if row is None:
        name = model.__name__
        words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
        default = ("input", f"{name[0].lower()}{name[1:]}Id")
        raise NotFound(f"There is no such {words}, or you may not see it.", path=path or default)
    return row


@visibility(User)
def _users(actor: Actor) -> Condition:
    """Oneself, and those one shares an organization or a space with."""
    if actor.is_anonymous:
        return NOTHING
    organizations = one_of("organization_id", tuple(actor.organizations))
    spaces = one_of("space_id", actor.spaces_with(Permission.READ))
    return AnyOf(
        (
            equals("id", actor.user_id or 0),
            InRows("id", OrganizationMembership, "user_id", organizations),
            InRows("id", SpaceMembership, "user_id", spaces),
        )
    )


@visibility(LoginSession)
def _login_sessions(actor: Actor) -> Condition:
    return equals("user_id", actor.user_id) if actor.user_id and not actor.api_key_id else NOTHING


@visibility(Organization)
def _organizations(actor: Actor) -> Condition:
    return one_of("id", tuple(actor.organizations))


@visibility(OrganizationMembership)
def _organization_memberships(actor: Actor) -> Condition:
    own = one_of("organization_id", tuple(pk for pk, role in actor.organizations.items() if role is not Role.NONE))
    return AnyOf((own, equals("user_id", actor.user_id or 0)))


@visibility(Space)
def _spaces(actor: Actor) -> Condition:
    return one_of("id", actor.spaces_with(Permission.READ))


@visibility(MembershipInvitation)
def _invitations(actor: Actor) -> Condition:
    return AnyOf(
        (
            one_of("space_id", actor.spaces_with(Permission.MANAGE_MEMBERS)),
            one_of("organization_id", actor.organizations_with(Permission.MANAGE_MEMBERS)),
        )
    )


@visibility(ApiKey)
def _api_keys(actor: Actor) -> Condition:
    if Permission.MANAGE_KEYS not in actor.limit:
        return NOTHING
    return AnyOf(
        (
            equals("user_id", actor.user_id or 0),
            one_of("space_id", actor.spaces_with(Permission.MANAGE_KEYS)),
            one_of("organization_id", actor.organizations_with(Permission.MANAGE_KEYS)),
        )
    )


@visibility(AuditLogEntry)
def _audit_log(actor: Actor) -> Condition:
    return AnyOf(
        (
            one_of("space_id", actor.spaces_with(Permission.READ_AUDIT_LOG)),
            one_of("organization_id", actor.organizations_with(Permission.READ_AUDIT_LOG)),
        )
    )
