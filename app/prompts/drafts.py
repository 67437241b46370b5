"""Drafts: one for each person and prompt, which nobody else sees."""

from __future__ import annotations

from typing import Any

from app.accounts.access import Actor, Permission, get, visibility
from app.accounts.change import change
from app.core.clock import now
from app.core.conditions import NOTHING, AllOf, Condition, equals, one_of
from app.core.errors import Conflict, Forbidden, NotFound
from app.llm.service import require_connection
from app.prompts.content import checked_content, content_of, require_templates
from app.prompts.models import Prompt, PromptCommit, PromptDraft
from app.prompts.service import locked


class UserRequired(Forbidden):
    """A draft belongs to a person; sign in, or send a personal key."""

    code = "USER_REQUIRED"


class NoDraft(Conflict):
    """You have no draft of this prompt; save one first."""

    code = "NO_DRAFT"


@visibility(PromptDraft)
def _drafts(actor: Actor) -> Condition:
    """One's own, in the spaces that one may still enter."""
    if actor.user_id is None:
        return NOTHING
    return AllOf((equals("user_id", actor.user_id), one_of("space_id", actor.spaces_with(Permission.READ))))


async def save_prompt_draft(
    actor: Actor, *, prompt_id: int, base_commit_id: int | None = None, **content: Any
) -> PromptDraft:
    """Write the caller's draft; one that begins without a base is based on the newest commit."""
    prompt = await get(Prompt, prompt_id, actor)
    written = checked_content(prompt.kind, **content)
    await require_templates(written)
    await _require_connection(actor, prompt, written["model_config"])
    base = None if base_commit_id is None else await commit_of(actor, prompt, base_commit_id, "baseCommitId")
    return await _write(actor, prompt, written, base)


async def revert_prompt_draft(actor: Actor, *, prompt_id: int, prompt_commit_id: int) -> PromptDraft:
    """Let the caller's draft be what a commit is, and be based on it."""
    prompt = await get(Prompt, prompt_id, actor)
    commit = await commit_of(actor, prompt, prompt_commit_id, "promptCommitId")
    return await _write(actor, prompt, content_of(commit), commit)


async def discard_prompt_draft(actor: Actor, *, prompt_id: int) -> Prompt:
    """Throw the caller's draft away."""
    prompt = await get(Prompt, prompt_id, actor)
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        draft = await draft_of(actor, prompt)
        await draft.delete()
        record.record("prompt_draft.discarded", draft)
    return prompt


async def draft_of(actor: Actor, prompt: Prompt) -> PromptDraft:
    """The caller's draft of a prompt."""
    draft = await PromptDraft.get_or_none(prompt_id=prompt.id, user_id=_user(actor))
    if draft is None:
        raise NoDraft(path=("input", "promptId"))
    return draft


async def commit_of(actor: Actor, prompt: Prompt, commit_id: int, field: str) -> PromptCommit:
    """A commit of one prompt, named in an input."""
    commit = await get(PromptCommit, commit_id, actor, path=("input", field))
    if commit.prompt_id != prompt.id:
        raise NotFound("That is a commit of another prompt.", path=("input", field))
    return commit


async def newest_commit(prompt_id: int) -> PromptCommit | None:
    """The commit that was made last."""
    return await PromptCommit.filter(prompt_id=prompt_id).order_by("-sequence").first()


async def _write(actor: Actor, prompt: Prompt, content: dict[str, Any], base: PromptCommit | None) -> PromptDraft:
    user_id = _user(actor)
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        await locked(prompt)
        draft = await PromptDraft.get_or_none(prompt_id=prompt.id, user_id=user_id)
        if draft is None:
            base = base or await newest_commit(prompt.id)
            draft = PromptDraft(space_id=prompt.space_id, prompt_id=prompt.id, user_id=user_id)
        draft.update_from_dict(content)
        draft.base_id, draft.updated_at = base.id if base else draft.base_id, now()
        await draft.save()
        record.record("prompt_draft.saved", draft)
    return draft


async def _require_connection(actor: Actor, prompt: Prompt, config: dict[str, Any] | None) -> None:
    if config and config["connection_id"] is not None:
        path = ("input", "modelConfig", "connectionId")
        await require_connection(actor, prompt.space_id, config["connection_id"], path=path)


def _user(actor: Actor) -> int:
    if actor.user_id is None:
        raise UserRequired
    return actor.user_id
