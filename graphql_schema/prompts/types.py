"""Prompts, their drafts, commits and labels in the graph."""

from __future__ import annotations

from strawberry import auto

from app.accounts.models import Space, User
from app.prompts import models
from graphql_schema.core.connection import children, owned
from graphql_schema.core.entity import Node, entity, parent


@entity(models.Prompt)
class Prompt(Node):
    """A prompt with its versions."""

    key: auto
    name: auto
    description: auto
    kind: auto
    tags: auto
    latest_version: auto
    latest_commit_at: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    created_by = parent(User, by="created_by_id", description="Who made it.")
    updated_by = parent(User, by="updated_by_id", description="Who changed it last.")
    commits = children(models.PromptCommit, by="prompt_id", description="Its versions, newest first.")
    labels = owned(models.PromptLabel, by="prompt_id", description="Names that point at its commits.")
    drafts = children(models.PromptDraft, by="prompt_id", description="Your unfinished next version, if there is one.")


@entity(models.PromptCommit)
class PromptCommit(Node):
    """An immutable version of a prompt."""

    version: auto
    sequence: auto
    template_type: auto
    messages: auto
    variables: auto
    tools: auto
    tool_call_config: auto
    model_config: auto
    config: auto
    note: auto
    created_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    prompt = parent(models.Prompt, by="prompt_id", description="The prompt it belongs to.")
    parent_commit = parent(models.PromptCommit, by="parent_id", description="The commit its draft was based on.")
    created_by = parent(User, by="created_by_id", description="Who committed it.")
    children_commits = children(models.PromptCommit, by="parent_id", description="Commits whose drafts were based on it.")
    labels = owned(models.PromptLabel, by="prompt_commit_id", description="Labels that point at it.")


@entity(models.PromptDraft)
class PromptDraft(Node):
    """One person's unfinished next version of a prompt."""

    template_type: auto
    messages: auto
    variables: auto
    tools: auto
    tool_call_config: auto
    model_config: auto
    config: auto
    created_at: auto
    updated_at: auto
    prompt = parent(models.Prompt, by="prompt_id", description="The prompt.")
    user = parent(User, by="user_id", description="Whose draft it is.")
    base = parent(models.PromptCommit, by="base_id", description="The commit it started from.")


@entity(models.PromptLabel)
class PromptLabel(Node):
    """A name that points at one commit of a prompt, such as `production`."""

    label: auto
    created_at: auto
    updated_at: auto
    prompt = parent(models.Prompt, by="prompt_id", description="The prompt.")
    prompt_commit = parent(models.PromptCommit, by="prompt_commit_id", description="Where it points.", is_required=True)
    updated_by = parent(User, by="updated_by_id", description="Who moved it last.")
