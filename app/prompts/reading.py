"""Compiling a prompt for whoever asks: a commit of it, or their draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Actor, get
from app.core.errors import DomainError, Invalid
from app.llm.chat import Message
from app.prompts.compiling import Compiled, at_input, compile_content
from app.prompts.content import content_of
from app.prompts.drafts import commit_of, draft_of
from app.prompts.messages import checked_message, message_of
from app.prompts.models import Prompt, PromptCommit, PromptDraft
from app.prompts.resolving import CommitChoice, chosen_commits, resolve_commit
from app.prompts.snippets import Snippets, snippets_of


@dataclass(frozen=True, slots=True)
class Compilation:
    """A compiled prompt, and of what it was made."""

    compiled: Compiled
    source: PromptCommit | PromptDraft
    snippets: Snippets


async def compile_prompt(
    actor: Actor,
    *,
    prompt_id: int,
    prompt_commit_id: int | None = None,
    version: str | None = None,
    label: str | None = None,
    split_key: str | None = None,
    use_draft: bool = False,
    values: Any = None,
    history: Sequence[Mapping[str, Any]] = (),
) -> Compilation:
    """Fill in a commit of a prompt, or the caller's draft."""
    prompt = await get(Prompt, prompt_id, actor)
    source: PromptCommit | PromptDraft
    if use_draft:
        source = await draft_of(actor, prompt)
    elif prompt_commit_id is not None:
        source = await commit_of(actor, prompt, prompt_commit_id, "promptCommitId")
    else:
        source = await _chosen(actor, CommitChoice(prompt.id, version, label, split_key))
    if values is not None and not isinstance(values, dict):
        raise Invalid("The values are a JSON object of variables.", path=("input", "values"))
    content, said = content_of(source), _history(history)
    try:
        snippets = await snippets_of(prompt.space_id, content, prompt_id=prompt.id)
        compiled = await compile_content(content, values or {}, resolved=snippets, history=said)
    except DomainError as error:
        raise at_input(error, "input", "values") from None
    return Compilation(compiled, source, snippets)


async def _chosen(actor: Actor, choice: CommitChoice) -> PromptCommit:
    (row,) = await chosen_commits(actor, [choice])
    if row is not None:
        return await PromptCommit.get(id=row.pk)
    try:
        return await resolve_commit(choice.prompt_id, version=choice.version, label=choice.label)
    except DomainError as error:
        raise error.under("input") from None


def _history(given: Sequence[Mapping[str, Any]]) -> list[Message]:
    stored = [checked_message(message, "input", "history", index) for index, message in enumerate(given)]
    return [message for one in stored if (message := message_of(one))]
