"""Making, renaming, tagging and deleting prompts."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Sequence

from tortoise.exceptions import IntegrityError

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.accounts.models import Space
from app.accounts.names import normal_name
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotFound
from app.prompts.dependencies import require_unused
from app.prompts.models import Prompt, PromptKind, PromptTag
from app.prompts.protection import require_may_take_away

MAX_KEY = 200
MAX_TAGS = 50
MAX_TAG = 64
# A part of dots alone would read as a folder's `.` or `..` wherever a key becomes a path.
_PART = r"(?!\.+(?:/|$))[A-Za-z0-9_.-]+"
_KEY = re.compile(rf"{_PART}(?:/{_PART})*")


class InvalidKey(Invalid):
    """A key is made of letters, digits, `_`, `.` and `-`, with `/` between its parts, in 200 characters at most."""

    code = "INVALID_PROMPT_KEY"


class KeyTaken(Conflict):
    """The space has a prompt with that key already; choose another key."""

    code = "PROMPT_KEY_TAKEN"


class InvalidTags(Invalid):
    """A prompt has at most 50 tags, each of 1 to 64 characters."""

    code = "INVALID_TAGS"


async def create_prompt(
    actor: Actor,
    *,
    space_id: int,
    key: str,
    name: str,
    kind: PromptKind = PromptKind.CHAT,
    description: str | None = None,
    tags: Sequence[str] = (),
) -> Prompt:
    """Make a prompt, which has no version yet."""
    await get(Space, space_id, actor)
    prompt = Prompt(
        space_id=space_id,
        key=checked_key(key),
        folder=folder_of(key),
        name=normal_name(name),
        kind=kind,
        description=description,
        tags=_checked_tags(tags),
        created_by_id=actor.user_id,
        updated_by_id=actor.user_id,
    )
    async with change(actor, Permission.WRITE_PROMPTS, space_id) as record:
        await add(prompt)
        record.record("prompt.created", prompt, after={"key": prompt.key, "name": prompt.name})
    return prompt


async def add(prompt: Prompt) -> None:
    """Store a new prompt within a change."""
    await _require_free(prompt)
    await _keyed(prompt.save(force_create=True))
    await _store_tags(prompt)


async def move_prompt(actor: Actor, *, prompt_id: int, key: str) -> Prompt:
    """Give a prompt another key, and with it another folder; a snippet that is included keeps its key."""
    prompt = await get(Prompt, prompt_id, actor)
    checked_key(key)
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        prompt = await locked(prompt)
        before = prompt.key
        if key != before:
            await require_may_take_away(actor, prompt, "move")
            await require_unused(prompt, "The key of a snippet that others include stays.")
            prompt.key, prompt.folder = key, folder_of(key)
            await _require_free(prompt)
            await _keyed(touch(prompt, actor, "key", "folder"))
            record.record("prompt.moved", prompt, before={"key": before}, after={"key": key})
    return prompt


async def rename_prompt(actor: Actor, *, prompt_id: int, name: str, description: str | None = None) -> Prompt:
    """Give a prompt another display name, and another description if one is given."""
    prompt = await get(Prompt, prompt_id, actor)
    name = normal_name(name)
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        prompt = await locked(prompt)
        before = {"name": prompt.name, "description": prompt.description}
        prompt.name = name
        prompt.description = description if description is not None else prompt.description
        await touch(prompt, actor, "name", "description")
        record.record("prompt.renamed", prompt, before=before, after={"name": name, "description": prompt.description})
    return prompt


async def set_prompt_tags(actor: Actor, *, prompt_id: int, tags: Sequence[str]) -> Prompt:
    """Replace the tags of a prompt."""
    prompt = await get(Prompt, prompt_id, actor)
    wanted = _checked_tags(tags)
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        prompt = await locked(prompt)
        before, prompt.tags = prompt.tags, wanted
        await touch(prompt, actor, "tags")
        await _store_tags(prompt)
        record.record("prompt.tagged", prompt, before={"tags": before}, after={"tags": wanted})
    return prompt


async def delete_prompt(actor: Actor, *, prompt_id: int) -> Space:
    """Delete a prompt; its key is free again, and what was run with its commits keeps them."""
    prompt = await get(Prompt, prompt_id, actor)
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        prompt = await locked(prompt)
        await require_may_take_away(actor, prompt, "delete")
        await require_unused(prompt, "A snippet that others include cannot be deleted.")
        prompt.deleted_at = now()
        await touch(prompt, actor, "deleted_at")
        record.record("prompt.deleted", prompt, before={"key": prompt.key})
    return await get(Space, prompt.space_id, actor)


async def restore_prompt(actor: Actor, *, prompt_id: int) -> Prompt:
    """Bring a deleted prompt back, if its key is still free; one that is there stays as it is."""
    spaces = list(actor.spaces_with(Permission.READ))
    prompt = await Prompt.get_or_none(id=prompt_id, space_id__in=spaces)
    if prompt is None:
        raise NotFound("There is no such prompt, or you may not see it.", path=("input", "promptId"))
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        if prompt.deleted_at is not None:
            await _require_free(prompt, "promptId")
            prompt.deleted_at = None
            await _keyed(touch(prompt, actor, "deleted_at"), "promptId")
            record.record("prompt.restored", prompt, after={"key": prompt.key})
    return prompt


async def locked(prompt: Prompt, field: str = "promptId") -> Prompt:
    """The prompt's row, held until the change is over, so that those who write come one after the other."""
    row = await Prompt.select_for_update(no_key=True).get_or_none(id=prompt.id, deleted_at__isnull=True)
    if row is None:
        raise NotFound("The prompt has been deleted.", path=("input", field))
    return row


async def touch(prompt: Prompt, actor: Actor, *columns: str) -> None:
    """Save columns of a prompt, with who changed it and when."""
    prompt.updated_at, prompt.updated_by_id = now(), actor.user_id
    await prompt.save(update_fields=[*columns, "updated_at", "updated_by_id"])


async def _require_free(prompt: Prompt, field: str = "key") -> None:
    if await Prompt.filter(space_id=prompt.space_id, key=prompt.key, deleted_at__isnull=True).exists():
        raise KeyTaken(path=("input", field))


async def _keyed(written: Awaitable[None], field: str = "key") -> None:
    """Wait for a write that fails where somebody else took the key at the same time."""
    try:
        await written
    except IntegrityError:
        raise KeyTaken(path=("input", field)) from None


async def _store_tags(prompt: Prompt) -> None:
    await PromptTag.filter(prompt_id=prompt.id).delete()
    rows = [PromptTag(space_id=prompt.space_id, prompt_id=prompt.id, tag=tag) for tag in prompt.tags]
    await PromptTag.bulk_create(rows)


def folder_of(key: str) -> str:
    """The folder that a key is in; empty for none."""
    return key.rpartition("/")[0]


def checked_key(key: str) -> str:
    """A key that may be one."""
    if len(key) > MAX_KEY or not _KEY.fullmatch(key):
        raise InvalidKey(path=("input", "key"))
    return key


def _checked_tags(tags: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(tag.strip() for tag in tags))
    for index, tag in enumerate(wanted):
        if not 1 <= len(tag) <= MAX_TAG:
            raise InvalidTags(path=("input", "tags", index))
    if len(wanted) > MAX_TAGS:
        raise InvalidTags(path=("input", "tags"))
    return wanted
