"""Cloning: another prompt with the same commits."""

from __future__ import annotations

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.accounts.names import normal_name
from app.prompts.content import content_of
from app.prompts.dependencies import depend
from app.prompts.labels import advance
from app.prompts.models import Prompt, PromptCommit
from app.prompts.resolving import NoCommit
from app.prompts.service import add, checked_key, folder_of


async def clone_prompt(
    actor: Actor,
    *,
    prompt_id: int,
    key: str,
    name: str | None = None,
    prompt_commit_id: int | None = None,
    with_history: bool = False,
) -> Prompt:
    """Make a prompt that begins with a commit of another, the newest if none is named, or with all up to that one."""
    source = await get(Prompt, prompt_id, actor)
    commits = await _chosen(source, prompt_commit_id, with_history=with_history)
    clone = Prompt(
        space_id=source.space_id,
        key=checked_key(key),
        folder=folder_of(key),
        name=normal_name(name if name is not None else source.name),
        kind=source.kind,
        description=source.description,
        tags=source.tags,
        created_by_id=actor.user_id,
        updated_by_id=actor.user_id,
    )
    async with change(actor, Permission.WRITE_PROMPTS, source.space_id) as record:
        await add(clone)
        newest: PromptCommit | None = None
        for commit in commits:
            newest = await _copied(actor, clone, commit, newest)
        record.record("prompt.cloned", clone, before={"key": source.key}, after={"key": key, "commits": len(commits)})
    return clone


async def _chosen(source: Prompt, commit_id: int | None, *, with_history: bool) -> list[PromptCommit]:
    """The commits to copy, oldest first."""
    commits = PromptCommit.filter(prompt_id=source.id)
    last = await (commits.get_or_none(id=commit_id) if commit_id else commits.order_by("-sequence").first())
    if last is None:
        if commit_id is not None:
            raise NoCommit("That is no commit of this prompt.", path=("input", "promptCommitId"))
        return []
    return await commits.filter(sequence__lte=last.sequence).order_by("sequence") if with_history else [last]


async def _copied(actor: Actor, clone: Prompt, commit: PromptCommit, parent: PromptCommit | None) -> PromptCommit:
    made = await PromptCommit.create(
        space_id=clone.space_id,
        prompt_id=clone.id,
        version=commit.version,
        sequence=parent.sequence + 1 if parent else 1,
        parent_id=parent.id if parent else None,
        note=commit.note,
        created_by_id=actor.user_id,
        **content_of(commit),
    )
    await depend(clone, made)
    await advance(actor, clone, made)
    return made
