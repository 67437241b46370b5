"""Labels: names that point at one commit of a prompt each, or are shared by several; each move is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.accounts.access import Actor, Permission, get
from app.accounts.change import Change, change
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotFound
from app.prompts.dependencies import require_unused
from app.prompts.label_names import require_label
from app.prompts.models import Prompt, PromptCommit, PromptLabel, PromptLabelMove
from app.prompts.protection import require_may_move
from app.prompts.resolving import LATEST, PRODUCTION, UnknownLabel
from app.prompts.service import locked, touch
from app.prompts.soundness import require_sound

MAX_PARTS = 10
MAX_WEIGHT = 10_000


class LabelMoved(Conflict):
    """The label does not point any more where you expect it to."""

    code = "LABEL_MOVED"


class InvalidSplit(Invalid):
    """A label is shared by 2 to 10 different commits, each with a weight from 1 to 10,000."""

    code = "INVALID_SPLIT"


async def label_prompt_commit(
    actor: Actor,
    *,
    prompt_commit_id: int,
    label: str,
    reason: str | None = None,
    expected_commit_id: int | None = None,
) -> PromptLabel:
    """Let a label point at a commit, wherever in the prompt it pointed before, or only from where it is expected."""
    commit = await get(PromptCommit, prompt_commit_id, actor)
    prompt = await get(Prompt, commit.prompt_id, actor, path=("input", "promptCommitId"))
    require_label(label)
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        prompt = await locked(prompt, "promptCommitId")
        await require_may_move(actor, prompt.space_id, label, [commit])
        await _require_expected(prompt, label, expected_commit_id)
        return await move(actor, record, prompt, label, commit, reason=reason)


async def split_prompt_label(
    actor: Actor, *, prompt_id: int, label: str, parts: Sequence[Mapping[str, Any]], reason: str | None = None
) -> PromptLabel:
    """Share a label between commits by weight; whoever asks without a key of their own gets the first."""
    prompt = await get(Prompt, prompt_id, actor)
    require_label(label)
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        split = _checked_split(parts)
        prompt = await locked(prompt)
        commits = await _commits(prompt, split)
        await require_may_move(actor, prompt.space_id, label, commits)
        return await move(actor, record, prompt, label, commits[0], split=split, reason=reason)


async def unlabel_prompt(actor: Actor, *, prompt_id: int, label: str, reason: str | None = None) -> Prompt:
    """Take a label away from a prompt."""
    prompt = await get(Prompt, prompt_id, actor)
    require_label(label)
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        prompt = await locked(prompt)
        row = await PromptLabel.get_or_none(prompt_id=prompt.id, label=label).select_related("prompt_commit")
        if row is None:
            raise UnknownLabel(f"The prompt has no label `{label}`.", path=("input", "label"))
        await require_may_move(actor, prompt.space_id, label, [])
        await require_unused(prompt, f"The label `{label}` cannot be taken away.", label=label, field="label")
        await row.delete()
        await _require_sound_without(prompt, label)
        await _remember(actor, prompt, label, row.prompt_commit, None, reason=reason)
        await touch(prompt, actor)
        record.record("prompt.label_removed", row, before={"label": label, "version": row.prompt_commit.version})
    return prompt


async def move(
    actor: Actor,
    record: Change,
    prompt: Prompt,
    label: str,
    commit: PromptCommit,
    *,
    split: list[dict[str, Any]] | None = None,
    reason: str | None = None,
) -> PromptLabel:
    """Move or make a label within a change that holds the prompt, and remember it."""
    moved, before = await point(actor, label, commit, split)
    await require_sound(prompt, label, commit, "input", "label")
    await _remember(actor, prompt, label, before, commit, split=split, reason=reason)
    await touch(prompt, actor)
    was = {"label": label, "version": before.version} if before else None
    shared = {"split": split} if split else {}
    record.record("prompt.labelled", moved, before=was, after={"label": label, "version": commit.version} | shared)
    return moved


async def point(
    actor: Actor, label: str, commit: PromptCommit, split: list[dict[str, Any]] | None = None
) -> tuple[PromptLabel, PromptCommit | None]:
    """Move or make a label within a change that holds the prompt; says where it pointed before."""
    row = await PromptLabel.get_or_none(prompt_id=commit.prompt_id, label=label).select_related("prompt_commit")
    before = row.prompt_commit if row else None
    row = row or PromptLabel(space_id=commit.space_id, prompt_id=commit.prompt_id, label=label)
    row.prompt_commit_id, row.split, row.updated_by_id, row.updated_at = commit.id, split, actor.user_id, now()
    await row.save()
    return row, before


async def advance(actor: Actor, prompt: Prompt, commit: PromptCommit) -> None:
    """Let a prompt know of its newest commit, and `latest` point at it."""
    prompt.latest_version, prompt.latest_commit_at = commit.version, commit.created_at
    prompt.commit_count = commit.sequence
    await touch(prompt, actor, "latest_version", "latest_commit_at", "commit_count")
    await point(actor, LATEST, commit)
    await require_sound(prompt, LATEST, commit, "input", "messages")


async def _require_expected(prompt: Prompt, label: str, expected_commit_id: int | None) -> None:
    if expected_commit_id is None:
        return
    row = await PromptLabel.get_or_none(prompt_id=prompt.id, label=label).select_related("prompt_commit")
    if row is None or row.prompt_commit_id != expected_commit_id:
        where = f"points at version {row.prompt_commit.version}" if row else "is not there"
        raise LabelMoved(f"The label `{label}` {where} by now; look again.", path=("input", "expectedCommitId"))


async def _require_sound_without(prompt: Prompt, label: str) -> None:
    """Whoever included the prompt without a label gets its newest commit, once none is in production."""
    if label == PRODUCTION:
        newest = await PromptLabel.get(prompt_id=prompt.id, label=LATEST).select_related("prompt_commit")
        await require_sound(prompt, LATEST, newest.prompt_commit, "input", "label")


def _checked_split(parts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    ids = {part["prompt_commit_id"] for part in parts}
    weights = [part["weight"] for part in parts]
    if not 2 <= len(parts) <= MAX_PARTS or len(ids) < len(parts) or not all(1 <= one <= MAX_WEIGHT for one in weights):
        raise InvalidSplit(path=("input", "parts"))
    return [{"prompt_commit_id": part["prompt_commit_id"], "weight": part["weight"]} for part in parts]


async def _commits(prompt: Prompt, split: Sequence[Mapping[str, Any]]) -> list[PromptCommit]:
    wanted = [part["prompt_commit_id"] for part in split]
    found = {commit.id: commit for commit in await PromptCommit.filter(prompt_id=prompt.id, id__in=wanted)}
    for index, commit_id in enumerate(wanted):
        if commit_id not in found:
            path = ("input", "parts", index, "promptCommitId")
            raise NotFound("That is no commit of this prompt.", path=path)
    return [found[commit_id] for commit_id in wanted]


async def _remember(
    actor: Actor,
    prompt: Prompt,
    label: str,
    before: PromptCommit | None,
    after: PromptCommit | None,
    *,
    split: list[dict[str, Any]] | None = None,
    reason: str | None = None,
) -> None:
    await PromptLabelMove.create(
        space_id=prompt.space_id,
        prompt_id=prompt.id,
        label=label,
        from_commit_id=before.id if before else None,
        to_commit_id=after.id if after else None,
        split=split,
        reason=reason,
        moved_by_id=actor.user_id,
    )
