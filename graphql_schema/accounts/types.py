"""People, organizations, spaces and keys in the graph."""

from typing import Any

import strawberry
from strawberry import auto

from app.accounts import models
from app.accounts.models import ApiKeyScope, ApiKeyStatus, Role
from app.accounts.tokens import masked
from app.annotation.models import ScoreConfig
from app.core.clock import now
from app.core.conditions import equals
from app.core.orders import Order
from app.datasets.models import Dataset, DatasetVisibility
from app.evaluation.models import EvalTarget, Evaluator, EvaluatorRecord
from app.experiments.models import Experiment, ExperimentTemplate
from app.llm.models import DefaultLlmModel, LlmConnection, LlmSchema, LlmTool, Model, ModelRequestRecord
from app.prompts.models import Prompt, PromptLabelRequest, ProtectedLabel
from app.tracing.models import Observation, Trace, TraceSession
from graphql_schema.core.connection import children, everything, owned
from graphql_schema.core.context import Info
from graphql_schema.core.entity import Node, entity, graphql_enums, parent, related, stored
from graphql_schema.core.ids import global_id
from graphql_schema.core.relations import reads
from graphql_schema.llm.types import default_models_of

graphql_enums(Role, ApiKeyScope, ApiKeyStatus)
_LATEST = Order("started_at")


@entity(models.User)
class User(Node):
    """A person with an account, as those who share an organization or a space with them see them."""

    email: auto
    unique_name: auto
    name: auto
    description: auto
    icon_uri: auto
    country_code: auto
    is_verified: auto
    created_at: auto
    updated_at: auto
    space_memberships = children(
        models.SpaceMembership, by="user_id", description="Their roles in the spaces that you may enter too."
    )


@strawberry.type(description="You: what belongs to whoever is signed in.")
class Viewer:
    @strawberry.field(description="The id of your user.")
    def id(self: Any) -> strawberry.ID:
        return global_id("User", self["id"])

    email: str = strawberry.field(description="Address you sign in with.")
    name: str = strawberry.field(description="Name shown to others.")
    unique_name: str = strawberry.field(description="Your handle.")
    is_instance_admin: bool = strawberry.field(description="You may manage the installation.")

    @strawberry.field(description="Experimental features switched on for you.", metadata=reads("feature_flags"))
    def feature_flags(self: Any) -> list[str]:
        return list(stored(self, "feature_flags"))

    user = parent(models.User, by="id", description="You, as others see you.", is_required=True)
    spaces = everything(models.Space, description="Spaces you may enter.")
    organizations = everything(models.Organization, description="Organizations you belong to.")
    api_keys = children(models.ApiKey, by="user_id", description="Your personal keys.")
    login_sessions = children(models.LoginSession, by="user_id", description="Browsers you are signed in with.")


@entity(models.LoginSession)
class LoginSession(Node):
    """A browser that is signed in."""

    user_agent: auto
    last_seen_at: auto
    expires_at: auto
    created_at: auto

    @strawberry.field(description="It is the session that asks.", metadata=reads())
    def is_current(self: Any, info: Info) -> bool:
        return bool(self["id"] == info.context.actor.session_id)


@entity(models.Organization)
class Organization(Node):
    """Owns spaces and the memberships that reach into all of them."""

    name: auto
    metadata: auto
    plan: auto
    ai_features_enabled: auto
    created_at: auto
    updated_at: auto
    spaces = children(models.Space, by="organization_id", description="Its spaces, as far as you may enter them.")
    memberships = children(models.OrganizationMembership, by="organization_id", description="Who belongs to it.")
    invitations = children(
        models.MembershipInvitation, by="organization_id", description="Who is invited; for administrators."
    )
    api_keys = children(models.ApiKey, by="organization_id", description="Its keys; for administrators.")
    audit_log = children(
        models.AuditLogEntry, by="organization_id", description="Who changed what, newest first; for administrators."
    )

    @strawberry.field(description="Your role in it.", metadata=reads())
    def role(self: Any, info: Info) -> Role:
        return info.context.actor.organizations[self["id"]]


@entity(models.OrganizationMembership)
class OrganizationMembership(Node):
    """A user's role in an organization."""

    role: auto
    created_at: auto
    user = parent(models.User, by="user_id", description="Who.")
    organization = parent(models.Organization, by="organization_id", description="Where.")


@entity(models.Space)
class Space(Node):
    """The unit of ownership: everything below lives in exactly one space."""

    name: auto
    description: auto
    kind: auto
    icon_uri: auto
    retention_days: auto
    metadata: auto
    created_at: auto
    updated_at: auto
    organization = parent(
        models.Organization, by="organization_id", description="Its owner; null if you belong to the space alone."
    )
    created_by = parent(models.User, by="created_by_id", description="Who made it.")
    memberships = children(models.SpaceMembership, by="space_id", description="Who has a role in it.")
    invitations = children(models.MembershipInvitation, by="space_id", description="Who is invited; for administrators.")
    api_keys = children(models.ApiKey, by="space_id", description="Its keys; for administrators.")
    audit_log = children(
        models.AuditLogEntry, by="space_id", description="Who changed what, newest first; for administrators."
    )
    prompts = children(Prompt, by="space_id", description="Its prompts.")
    protected_labels = owned(ProtectedLabel, by="space_id", description="Labels that only administrators move.")
    prompt_label_requests = children(
        PromptLabelRequest, by="space_id", description="Requests to move protected labels, newest first."
    )
    datasets = children(
        Dataset, by="space_id", where=equals("visibility", DatasetVisibility.SPACE), description="Its datasets."
    )
    traces = children(Trace, by="space_id", order=_LATEST, description="What its applications do, latest first.")
    trace_sessions = children(TraceSession, by="space_id", description="Sessions of its traces, newest first.")
    observations = children(Observation, by="space_id", order=_LATEST, description="Steps of its traces, latest first.")
    evaluators = children(Evaluator, by="space_id", description="Its evaluators.")
    evaluator_records = children(EvaluatorRecord, by="space_id", description="What its evaluators said, newest first.")
    eval_targets = children(EvalTarget, by="space_id", description="What was evaluated in it.")
    experiments = children(Experiment, by="space_id", description="Its experiments.")
    experiment_templates = children(ExperimentTemplate, by="space_id", description="Its templates of experiments.")
    score_configs = children(ScoreConfig, by="space_id", description="The questions that people are asked about results.")
    llm_connections = children(LlmConnection, by="space_id", description="Its connections to models.")
    model_request_records = children(ModelRequestRecord, by="space_id", description="Calls made to models, newest first.")
    default_llm_model = related(
        DefaultLlmModel, batch=default_models_of, description="The model it uses where none is named; null if none is set."
    )
    llm_schemas = children(LlmSchema, by="space_id", description="Its JSON Schemas.")
    llm_tools = children(LlmTool, by="space_id", description="Its tools.")
    models = children(Model, by="space_id", description="What it says that models cost, newest first.")

    @strawberry.field(description="Your role in it.", metadata=reads())
    def role(self: Any, info: Info) -> Role:
        return info.context.actor.spaces[self["id"]]


@entity(models.SpaceMembership)
class SpaceMembership(Node):
    """A user's role in one space; it overrides the role in the organization."""

    role: auto
    created_at: auto
    user = parent(models.User, by="user_id", description="Who.")
    space = parent(models.Space, by="space_id", description="Where.", is_required=True)


@entity(models.MembershipInvitation)
class MembershipInvitation(Node):
    """An invitation by e-mail; it becomes a membership when that address signs in."""

    email: auto
    role: auto
    created_at: auto
    expires_at: auto
    accepted_at: auto
    revoked_at: auto
    space = parent(models.Space, by="space_id", description="The space; null if it is to the whole organization.")
    organization = parent(models.Organization, by="organization_id", description="The organization, if you belong to it.")
    invited_by = parent(models.User, by="invited_by_id", description="Who invited them.")


@entity(models.ApiKey)
class ApiKey(Node):
    """A key for programs, owned by a user, a space or an organization."""

    name: auto
    created_at: auto
    expires_at: auto
    last_used_at: auto
    revoked_at: auto
    space = parent(models.Space, by="space_id", description="The one space it reaches, for a space's key.")
    organization = parent(
        models.Organization, by="organization_id", description="The organization it reaches, for an organization's key."
    )
    created_by = parent(models.User, by="created_by_id", description="Who made it.")

    @strawberry.field(
        description="The key as it may be shown; the secret itself is shown once, when it is made.",
        metadata=reads("public_part"),
    )
    def masked_key(self: Any) -> str:
        return masked(self["public_part"])

    @strawberry.field(description="Whether it can be used just now.", metadata=reads("revoked_at", "expires_at"))
    def status(self: Any) -> ApiKeyStatus:
        if self["revoked_at"]:
            return ApiKeyStatus.REVOKED
        is_over = self["expires_at"] and self["expires_at"] <= now()
        return ApiKeyStatus.EXPIRED if is_over else ApiKeyStatus.ACTIVE

    @strawberry.field(description="What it may be used for at most.", metadata=reads("scopes"))
    def scopes(self: Any) -> list[ApiKeyScope]:
        return [ApiKeyScope(scope) for scope in stored(self, "scopes")]


@entity(models.AuditLogEntry)
class AuditLogEntry(Node):
    """That someone wrote something."""

    action: auto
    subject_type: auto
    before: auto
    after: auto
    request_id: auto
    created_at: auto
    user = parent(models.User, by="user_id", description="Who did it; null for programs and those who left.")
    api_key = parent(models.ApiKey, by="api_key_id", description="The key it was done with.")

    @strawberry.field(
        description="Id of the thing it happened to, which may be gone.", metadata=reads("subject_type", "subject_id")
    )
    def subject_id(self: Any) -> strawberry.ID:
        return global_id(self["subject_type"], self["subject_id"])
