"""Commits: a draft frozen under a version, one after the other."""

from __future__ import annotations

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.errors import Conflict
from app.core.versions import parse_version
from app.prompts.content import content_of, is_same
from app.prompts.drafts import draft_of, newest_commit
from app.prompts.labels import point
from app.prompts.models import Prompt, PromptCommit, PromptDraft
from app.prompts.resolving import LATEST
from app.prompts.service import locked, touch


class VersionTaken(Conflict):
    """The prompt has that version already; choose another one."""

    code = "VERSION_TAKEN"


class NothingToCommit(Conflict):
    """Your draft does not differ from the commit it started from; change it first."""

    code = "NOTHING_TO_COMMIT"


class StaleBase(Conflict):
    """Somebody committed after your draft began."""

    code = "STALE_BASE"

    def __init__(self, newest: PromptCommit) -> None:
        super().__init__(
            f"Version {newest.version} was committed after your draft began; "
            "compare, then commit with that commit as `baseCommitId`.",
            path=("input", "baseCommitId"),
        )
        self.newest_commit_id = newest.id


async def commit_prompt(
    actor: Actor, *, prompt_id: int, version: str, note: str | None = None, base_commit_id: int | None = None
) -> PromptCommit:
    """Freeze the caller's draft as a new version; naming the newest commit as base goes on from it knowingly."""
    prompt = await get(Prompt, prompt_id, actor)
    parse_version(version, "input", "version")
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        prompt = await locked(prompt)
        draft = await draft_of(actor, prompt)
        if await PromptCommit.filter(prompt_id=prompt.id, version=version).exists():
            raise VersionTaken(path=("input", "version"))
        newest = await newest_commit(prompt.id)
        _require_news(draft, newest, base_commit_id)
        commit = await PromptCommit.create(
            space_id=prompt.space_id,
            prompt_id=prompt.id,
            version=version,
            sequence=newest.sequence + 1 if newest else 1,
            parent_id=newest.id if newest else None,
            note=note,
            created_by_id=actor.user_id,
            **content_of(draft),
        )
        await _move_on(actor, prompt, draft, commit)
        record.record("prompt.committed", commit, after={"version": version, "sequence": commit.sequence})
    return commit


def _require_news(draft: PromptDraft, newest: PromptCommit | None, base_commit_id: int | None) -> None:
    """The draft goes on from the newest commit, and differs from it."""
    if newest is None:
        return
    if newest.id != (base_commit_id or draft.base_id):
        raise StaleBase(newest)
    if is_same(content_of(draft), content_of(newest)):
        raise NothingToCommit(path=("input", "promptId"))


async def _move_on(actor: Actor, prompt: Prompt, draft: PromptDraft, commit: PromptCommit) -> None:
    draft.base_id = commit.id
    await draft.save(update_fields=["base_id"])
    prompt.latest_version, prompt.latest_commit_at = commit.version, commit.created_at
    prompt.commit_count = commit.sequence
    await touch(prompt, actor, "latest_version", "latest_commit_at", "commit_count")
    await point(actor, LATEST, commit)
