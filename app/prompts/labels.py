"""Labels: names that point at one commit of a prompt each, and move."""

from __future__ import annotations

import re

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.clock import now
from app.core.errors import Conflict, Invalid
from app.prompts.models import Prompt, PromptCommit, PromptLabel
from app.prompts.resolving import LATEST, UnknownLabel
from app.prompts.service import locked, touch

_LABEL = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


class InvalidLabel(Invalid):
    """A label has 1 to 64 lower-case letters, digits, `_`, `.` or `-`, and begins with a letter or digit."""

    code = "INVALID_LABEL"


class LabelReserved(Conflict):
    """`latest` moves by itself to every new commit; choose another label."""

    code = "LABEL_RESERVED"


async def label_prompt_commit(actor: Actor, *, prompt_commit_id: int, label: str) -> PromptLabel:
    """Let a label point at a commit, wherever in the prompt it pointed before."""
    commit = await get(PromptCommit, prompt_commit_id, actor)
    prompt = await get(Prompt, commit.prompt_id, actor, path=("input", "promptCommitId"))
    _require_free(label)
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        prompt = await locked(prompt)
        moved, before = await point(actor, label, commit)
        await touch(prompt, actor)
        was = {"label": label, "version": before.version} if before else None
        record.record("prompt.labelled", moved, before=was, after={"label": label, "version": commit.version})
    return moved


async def remove_prompt_label(actor: Actor, *, prompt_id: int, label: str) -> Prompt:
    """Take a label away from a prompt."""
    prompt = await get(Prompt, prompt_id, actor)
    _require_free(label)
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        prompt = await locked(prompt)
        row = await PromptLabel.get_or_none(prompt_id=prompt.id, label=label).select_related("prompt_commit")
        if row is None:
            raise UnknownLabel(f"The prompt has no label `{label}`.", path=("input", "label"))
        await row.delete()
        await touch(prompt, actor)
        record.record("prompt.label_removed", row, before={"label": label, "version": row.prompt_commit.version})
    return prompt


async def point(actor: Actor, label: str, commit: PromptCommit) -> tuple[PromptLabel, PromptCommit | None]:
    """Move or make a label within a change that holds the prompt; says where it pointed before."""
    row = await PromptLabel.get_or_none(prompt_id=commit.prompt_id, label=label).select_related("prompt_commit")
    before = row.prompt_commit if row else None
    row = row or PromptLabel(space_id=commit.space_id, prompt_id=commit.prompt_id, label=label)
    row.prompt_commit_id, row.updated_by_id, row.updated_at = commit.id, actor.user_id, now()
    await row.save()
    return row, before


def _require_free(label: str) -> None:
    if label == LATEST:
        raise LabelReserved(path=("input", "label"))
    if not _LABEL.fullmatch(label):
        raise InvalidLabel(path=("input", "label"))
