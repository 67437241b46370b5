"""People, what they own together, and what they may do there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields

from app.core.choices import Choice
from app.core.clock import now
from app.core.model import Entity, JsonField, SpaceOwned, optional_user

if TYPE_CHECKING:
    from datetime import datetime


class Role(Choice):
    """What someone may do in an organization or a space."""

    OWNER = "OWNER", "May do everything, making and removing owners included."
    ADMIN = "ADMIN", "May manage members, keys and connections beside everything a member may."
    MEMBER = "MEMBER", "May write prompts, datasets and evaluators, and run experiments."
    VIEWER = "VIEWER", "May read."
    NONE = "NONE", "In an organization only: belongs to it without access to its spaces."


class SpaceKind(Choice):
    """What a space is for."""

    PERSONAL = "PERSONAL", "One person's own."
    TEAM = "TEAM", "Shared by a team."


class ApiKeyScope(Choice):
    """What a key may be used for, at most; its owner's role limits it further."""

    READ = "READ", "Read everything its owner may read."
    WRITE = "WRITE", "Write prompts, datasets, traces, evaluators, experiments and connections, and make spaces."
    RUN = "RUN", "Run experiments."
    RELEASE = "RELEASE", "Write prompts and move their protected labels."
    ADMIN = "ADMIN", "Everything its owner may do, managing keys and members included."


class ApiKeyStatus(Choice):
    """Whether a key can be used."""

    ACTIVE = "ACTIVE", "It works."
    EXPIRED = "EXPIRED", "Its time is over."
    REVOKED = "REVOKED", "It was revoked."


class User(Entity):
    """A person with an account."""

    email = fields.CharField(254, unique=True, description="Address to sign in with, in lower case.")
    unique_name = fields.CharField(64, unique=True, description="Handle, unique in the installation.")
    name = fields.CharField(120, description="Name shown to others.")
    description = fields.TextField(null=True, description="What they say of themselves.")
    password_hash = fields.CharField(200, description="argon2id in PHC form.")
    icon_uri = fields.CharField(500, null=True, description="Address of a picture.")
    country_code = fields.CharField(8, null=True, description="Country, ISO 3166-1 alpha-2.")
    is_verified = fields.BooleanField(default=False, description="The address was shown to be theirs.")
    is_instance_admin = fields.BooleanField(default=False, description="May manage the installation.")
    feature_flags: list[str] = JsonField(default=list, description="Experimental features switched on for them.")
    updated_at: datetime = fields.DatetimeField(default=now, description="When it last changed.")


class LoginSession(Entity):
    """A browser that is signed in; only a hash of its token is kept."""

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, on_delete=fields.CASCADE, db_index=False, description="Who is signed in."
    )
    user_id: int
    token_hash = fields.CharField(64, unique=True, description="SHA-256 of the token.")
    user_agent = fields.CharField(300, null=True, description="The browser, as it names itself.")
    last_seen_at: datetime = fields.DatetimeField(default=now, description="When it was last used, to the minute.")
    expires_at: datetime = fields.DatetimeField(description="When it ends by itself.")

    class Meta:
        indexes = (("user_id", "id"),)


class Organization(Entity):
    """Owns spaces and the memberships that reach into all of them."""

    sortable = ("name",)

    name = fields.CharField(120, description="Display name.")
    metadata: dict[str, Any] = JsonField(default=dict, description="Whatever its owners want to note.")
    plan = fields.CharField(40, default="self-hosted", description="The plan it is on.")
    ai_features_enabled = fields.BooleanField(default=True, description="Whether features that call models are on.")
    updated_at: datetime = fields.DatetimeField(default=now, description="When it last changed.")
    deleted_at: datetime | None = fields.DatetimeField(null=True, description="When it was deleted.")


class OrganizationMembership(Entity):
    """A user's role in an organization, and by it in every space of that organization."""

    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name=False, on_delete=fields.CASCADE, db_index=False, description="Where."
    )
    organization_id: int
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, on_delete=fields.CASCADE, db_index=True, description="Who."
    )
    user_id: int
    role = fields.CharEnumField(Role, max_length=16, description="What they may do.")

    class Meta:
        unique_together = (("organization_id", "user_id"),)
        indexes = (("organization_id", "id"),)


class Space(Entity):
    """The unit of ownership: everything below lives in exactly one space."""

    sortable = ("name", "updated_at")
    filterable = ("name", "kind")

    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name=False, on_delete=fields.RESTRICT, db_index=False, description="Its owner."
    )
    organization_id: int
    name = fields.CharField(120, description="Display name.")
    description = fields.TextField(null=True, description="What the space is for.")
    kind = fields.CharEnumField(SpaceKind, max_length=16, description="For one person or for a team.")
    icon_uri = fields.CharField(500, null=True, description="Address of a picture.")
    retention_days = fields.IntField(null=True, description="Days that traces are kept; empty keeps them.")
    metadata: dict[str, Any] = JsonField(default=dict, description="Whatever its owners want to note.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it last changed.")
    deleted_at: datetime | None = fields.DatetimeField(null=True, description="When it was deleted.")

    class Meta:
        indexes = (("organization_id", "id"), ("organization_id", "name", "id"), ("organization_id", "updated_at", "id"))


class SpaceMembership(SpaceOwned):
    """A user's role in one space; it overrides the role in the organization."""

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name=False, on_delete=fields.CASCADE, db_index=False, description="Who."
    )
    user_id: int
    role = fields.CharEnumField(Role, max_length=16, description="What they may do.")

    class Meta:
        unique_together = (("space_id", "user_id"),)
        indexes = (("space_id", "id"), ("user_id", "id"))


class MembershipInvitation(Entity):
    """An invitation by e-mail; it becomes a membership when that address signs in."""

    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", related_name=False, on_delete=fields.CASCADE, db_index=False, description="Where."
    )
    organization_id: int
    space: fields.ForeignKeyNullableRelation[Space] = fields.ForeignKeyField(
        "models.Space",
        related_name=False,
        null=True,
        on_delete=fields.CASCADE,
        db_index=False,
        description="The space; empty means the whole organization.",
    )
    space_id: int | None
    email = fields.CharField(254, db_index=True, description="Address that is invited, in lower case.")
    role = fields.CharEnumField(Role, max_length=16, description="What they will be able to do.")
    invited_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who invited them.")
    invited_by_id: int | None
    expires_at: datetime = fields.DatetimeField(description="When it lapses.")
    accepted_at: datetime | None = fields.DatetimeField(null=True, description="When it became a membership.")
    revoked_at: datetime | None = fields.DatetimeField(null=True, description="When it was taken back.")

    class Meta:
        indexes = (("organization_id", "id"), ("space_id", "id"))


class ApiKey(Entity):
    """A key for programs, owned by a user, a space or an organization; only a hash of its secret is kept."""

    name = fields.CharField(120, description="What it is used for.")
    public_part = fields.CharField(32, unique=True, description="The part of the key that may be shown.")
    secret_hash = fields.CharField(64, description="SHA-256 of the whole key.")
    user: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User",
        related_name=False,
        null=True,
        on_delete=fields.CASCADE,
        db_index=False,
        description="The user it acts as, for a personal key.",
    )
    user_id: int | None
    space: fields.ForeignKeyNullableRelation[Space] = fields.ForeignKeyField(
        "models.Space",
        related_name=False,
        null=True,
        on_delete=fields.CASCADE,
        db_index=False,
        description="The one space it reaches, for a space's key.",
    )
    space_id: int | None
    organization: fields.ForeignKeyNullableRelation[Organization] = fields.ForeignKeyField(
        "models.Organization",
        related_name=False,
        null=True,
        on_delete=fields.CASCADE,
        db_index=False,
        description="The organization whose spaces it reaches.",
    )
    organization_id: int | None
    scopes: list[str] = JsonField(description="What it may be used for.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None
    expires_at: datetime | None = fields.DatetimeField(null=True, description="When it stops to work; empty means never.")
    last_used_at: datetime | None = fields.DatetimeField(null=True, description="When it was last used, to the minute.")
    revoked_at: datetime | None = fields.DatetimeField(null=True, description="When it was revoked.")

    class Meta:
        indexes = (("user_id", "id"), ("space_id", "id"), ("organization_id", "id"))


class AuditLogEntry(Entity):
    """That someone wrote something; it survives what it describes, hence ids without references."""

    filterable = ("action", "subject_type")

    space_id = fields.BigIntField(null=True, description="The space it happened in.")
    organization_id = fields.BigIntField(null=True, description="The organization it happened in.")
    user_id = fields.BigIntField(null=True, description="Who did it.")
    api_key_id = fields.BigIntField(null=True, description="The key it was done with.")
    action = fields.CharField(80, description="What happened, such as `prompt.committed`.")
    subject_type = fields.CharField(80, description="What kind of thing it happened to.")
    subject_id = fields.BigIntField(description="The thing it happened to.")
    before: dict[str, Any] | None = JsonField(null=True, description="What was changed, as it had been.")
    after: dict[str, Any] | None = JsonField(null=True, description="What was changed, as it is since.")
    request_id = fields.CharField(64, null=True, description="The request it was part of, as in the log.")

    class Meta:
        indexes = (("space_id", "id"), ("organization_id", "id"))
