"""Debug contexts: what stands in for the world while one tries a prompt, a context for each person and prompt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from app.accounts.access import Actor, Permission, get, scope, visibility
from app.accounts.change import change
from app.core.clock import now
from app.core.conditions import NOTHING, AllOf, Condition, equals, one_of
from app.core.errors import DomainError, Invalid
from app.core.rows import Row, select
from app.playground.models import PromptDebugContext, PromptRun
from app.prompts.drafts import UserRequired
from app.prompts.messages import checked_message, checked_messages
from app.prompts.models import Prompt

MAX_STEPS = 50
MAX_BYTES = 1024 * 1024
MAX_ENTRIES = 100


class InvalidDebugContext(Invalid):
    """The debug context cannot be kept like this."""

    code = "INVALID_DEBUG_CONTEXT"


@visibility(PromptDebugContext)
@visibility(PromptRun)
def _own(actor: Actor) -> Condition:
    """One's own, in the spaces that one may still enter."""
    if actor.user_id is None:
        return NOTHING
    return AllOf((equals("user_id", actor.user_id), one_of("space_id", actor.spaces_with(Permission.READ))))


async def save_prompt_debug_context(
    actor: Actor,
    *,
    prompt_id: int,
    mock_variables: Sequence[Mapping[str, Any]] = (),
    mock_tools: Sequence[Mapping[str, Any]] = (),
    mock_contexts: Sequence[Mapping[str, Any]] = (),
    is_single_step: bool = False,
    max_steps: int = 10,
    compare_groups: Sequence[Mapping[str, Any]] = (),
) -> PromptDebugContext:
    """Write the caller's debug context of a prompt, in place of the one before."""
    prompt = await get(Prompt, prompt_id, actor)
    columns: dict[str, Any] = {
        "mock_variables": _named(mock_variables, "mockVariables"),
        "mock_tools": _named(mock_tools, "mockTools"),
        "mock_contexts": [
            checked_message(message, "input", "mockContexts", index)
            for index, message in enumerate(_counted(mock_contexts, "mockContexts"))
        ],
        "is_single_step": is_single_step,
        "max_steps": checked_steps(max_steps),
        "compare_groups": checked_variants(prompt, compare_groups, "compareGroups"),
        "updated_at": now(),
    }
    require_storable({name: value for name, value in columns.items() if name != "updated_at"}, "input")
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        if actor.user_id is None:
            raise UserRequired
        # Held until the commit, so that two windows that save at the same moment make one context.
        await Prompt.select_for_update(no_key=True).get(id=prompt.id)
        context = await PromptDebugContext.get_or_none(prompt=prompt, user_id=actor.user_id)
        if context is None:
            context = PromptDebugContext(space_id=prompt.space_id, prompt_id=prompt.id, user_id=actor.user_id)
        context.update_from_dict(columns)
        await context.save()
        record.record("prompt.debug_context_saved", context)
    return context


async def debug_contexts_of(actor: Actor, prompt_ids: list[int]) -> list[Row | None]:
    """The caller's debug context of each prompt, if there is one."""
    mine = AllOf((one_of("prompt_id", prompt_ids), scope(PromptDebugContext, actor)))
    found = {row["prompt_id"]: row for row in await select(PromptDebugContext, mine)}
    return [found.get(prompt_id) for prompt_id in prompt_ids]


def checked_variants(prompt: Prompt, given: Sequence[Mapping[str, Any]], place: str) -> list[dict[str, Any]]:
    """Variants of a prompt, those with messages of their own with them as prompts store them."""
    variants = _named(given, place)
    for index, variant in enumerate(variants):
        if variant.get("template") is not None:
            try:
                variant["template"] = checked_messages(prompt.kind, variant["template"])
            except DomainError as error:
                error.path = error.path[2:]
                raise error.under("input", place, index, "template") from None
    return variants


def checked_steps(count: int) -> int:
    """How often a model may be asked in one run."""
    if not 1 <= count <= MAX_STEPS:
        raise InvalidDebugContext(f"A run has 1 to {MAX_STEPS} steps.", path=("input", "maxSteps"))
    return count


def require_storable(values: Mapping[str, Any], *path: str) -> None:
    """Refuse values that no row can hold."""
    try:
        size = len(orjson.dumps(values))
    except TypeError:
        # orjson writes neither integers beyond 64 bits nor half a surrogate pair.
        raise InvalidDebugContext("It has a number beyond 64 bits or broken Unicode.", path=path) from None
    if size > MAX_BYTES:
        raise InvalidDebugContext("It takes at most 1 MiB.", path=path)


def _named(given: Sequence[Mapping[str, Any]], place: str) -> list[dict[str, Any]]:
    entries = _counted(given, place)
    names: set[str] = set()
    for index, entry in enumerate(entries):
        if not 1 <= len(entry["name"].strip()) <= 100:
            raise InvalidDebugContext("A name has 1 to 100 characters.", path=("input", place, index, "name"))
        if entry["name"] in names:
            raise InvalidDebugContext(f"{entry['name']!r} is there twice.", path=("input", place, index, "name"))
        names.add(entry["name"])
    return entries


def _counted(given: Sequence[Mapping[str, Any]], place: str) -> list[dict[str, Any]]:
    if len(given) > MAX_ENTRIES:
        raise InvalidDebugContext(f"There are at most {MAX_ENTRIES}.", path=("input", place))
    return [dict(entry) for entry in given]
