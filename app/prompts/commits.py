"""Commits: a draft frozen under a version, one after the other."""

from __future__ import annotations

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.errors import Conflict
from app.core.versions import SemanticVersion, parse_version
from app.prompts.content import content_of, is_same
from app.prompts.dependencies import depend
from app.prompts.drafts import draft_of, newest_commit
from app.prompts.labels import advance
from app.prompts.models import Prompt, PromptCommit, PromptDraft
from app.prompts.service import locked


class VersionTaken(Conflict):
    """The prompt has that version already; choose another one."""

    code = "VERSION_TAKEN"


class NothingToCommit(Conflict):
    """Your draft does not differ from the commit it started from; change it first."""

    code = "NOTHING_TO_COMMIT"


class StaleBase(Conflict):
    """Somebody committed after your draft began."""

    code = "STALE_BASE"

    def __init__(self, newest: PromptCommit, base_commit_id: int | None) -> None:
        super().__init__(
            f"Version {newest.version} was committed after your draft began; "
            "look at the difference, then commit with that commit as `baseCommitId`.",
            path=("input", "baseCommitId"),
        )
        self.newest_commit_id = newest.id
        self.base_commit_id = base_commit_id


async def commit_prompt(
    actor: Actor,
    *,
    prompt_id: int,
    version: str | None = None,
    note: str | None = None,
    base_commit_id: int | None = None,
) -> PromptCommit:
    """Freeze the caller's draft as a new version; naming the newest commit as base goes on from it knowingly."""
    prompt = await get(Prompt, prompt_id, actor)
    if version is not None:
        parse_version(version, "input", "version")
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        prompt = await locked(prompt)
        draft = await draft_of(actor, prompt)
        newest = await newest_commit(prompt.id)
        version = version or await _next_version(prompt)
        if await PromptCommit.filter(prompt_id=prompt.id, version=version).exists():
            raise VersionTaken(path=("input", "version"))
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
        await depend(prompt, commit)
        draft.base_id = commit.id
        await draft.save(update_fields=["base_id"])
        await advance(actor, prompt, commit)
        record.record("prompt.committed", commit, after={"version": version, "sequence": commit.sequence})
    return commit


async def _next_version(prompt: Prompt) -> str:
    """The version after the highest one: the next patch, or the release that a pre-release leads to."""
    texts = await PromptCommit.filter(prompt_id=prompt.id).values_list("version", flat=True)
    if not texts:
        return "1.0.0"
    return _after(max(parse_version(str(text)) for text in texts))


def _after(version: SemanticVersion) -> str:
    major, minor, patch = version.core
    is_release = version.precedence[0]
    return f"{major}.{minor}.{patch + is_release}"


def _require_news(draft: PromptDraft, newest: PromptCommit | None, base_commit_id: int | None) -> None:
    """The draft goes on from the newest commit, and differs from it."""
    if newest is None:
        return
    if newest.id != (base_commit_id or draft.base_id):
        raise StaleBase(newest, draft.base_id)
    if is_same(content_of(draft), content_of(newest)):
        raise NothingToCommit(path=("input", "promptId"))
