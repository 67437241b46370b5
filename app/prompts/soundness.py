"""Whether prompts stay sound when a label of a snippet moves: none may include itself, or over too many levels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.accounts.models import Space
from app.prompts.content import content_of, references_in
from app.prompts.models import Prompt, PromptCommit, PromptDependency, PromptKind, PromptLabel
from app.prompts.references import Reference, references
from app.prompts.resolving import CommitChoice, select_in_change
from app.prompts.snippets import MAX_DEPTH, SnippetCycle, SnippetsTooDeep, loaded_snippets

Chain = tuple[str, ...]
"""Snippets as they are included, each by the one before."""


class _Below(NamedTuple):
    """A snippet that the commit includes, directly or through others."""

    prompt_id: int
    chain: Chain
    """From what the commit includes down to this one."""


class _Above(NamedTuple):
    """The commit, or one that includes it, directly or through others."""

    commit_id: int
    prompt_id: int
    key: str
    version: str
    chain: Chain = ()
    """From what this one includes down to the commit."""
    through: frozenset[int] = frozenset()
    """The prompts of the chain."""


async def require_sound(prompt: Prompt, label: str, commit: PromptCommit, *path: str) -> None:
    """Refuse what a label points at since this change, if prompts that include it by that label cannot be put together."""
    if prompt.kind is not PromptKind.SNIPPET or not (wanted := references_in(content_of(commit))):
        return
    # Held until the commit: two labels that move at once could close a circle, each without seeing the other.
    await Space.select_for_update(no_key=True).get(id=prompt.space_id)
    below, where = await _below(prompt.space_id, wanted), f"with `{label}` at version {commit.version}"
    for above in await _in_force(_Above(commit.id, prompt.id, prompt.key, commit.version), label):
        for one in below:
            chain = (str(Reference(above.key, version=above.version)), *above.chain, *one.chain)
            told = " includes ".join(f"`{step}`" for step in chain)
            if one.prompt_id in (above.prompt_id, *above.through):
                raise SnippetCycle(f"The inclusions would go round in a circle {where}: {told}.", path=path)
            if len(chain) > MAX_DEPTH:
                raise SnippetsTooDeep(
                    f"Snippets would be included over more than {MAX_DEPTH - 1} levels {where}: {told}.", path=path
                )


async def _below(space_id: int, wanted: Iterable[Reference]) -> list[_Below]:
    """What some references include, what is near first."""
    found: list[_Below] = []
    level: dict[Reference, Chain] = {reference: (str(reference),) for reference in wanted}
    while level and len(next(iter(level.values()))) <= MAX_DEPTH:
        loaded = await loaded_snippets(space_id, list(level), select_in_change)
        found += [_Below(loaded[reference].prompt_id, chain) for reference, chain in level.items()]
        level = {
            below: (*chain, str(below)) for reference, chain in level.items() for below in references(loaded[reference].text)
        }
    return found


async def _in_force(start: _Above, label: str) -> list[_Above]:
    """The commit itself, and those that include it by the label and that some label gives to clients."""
    found, level, only = [start], [start], [label]
    labels = await _labels({start.prompt_id})
    # A chain from higher up is too long even to get to the commit.
    for _ in range(MAX_DEPTH - 1):
        level = await _including(level, labels, only)
        labels = await _labels({one.prompt_id for one in level})
        given = {pk for row in labels.values() for pk in _commits_of(row)}
        found += [one for one in level if one.commit_id in given]
        only = []
    return found


_Labels = dict[tuple[int, str], PromptLabel]


async def _labels(prompt_ids: Iterable[int]) -> _Labels:
    rows = await PromptLabel.filter(prompt_id__in=list(prompt_ids))
    return {(row.prompt_id, row.label): row for row in rows}


def _commits_of(row: PromptLabel) -> list[int]:
    return [row.prompt_commit_id, *(part["prompt_commit_id"] for part in row.split or ())]


async def _including(level: Sequence[_Above], labels: _Labels, only: Sequence[str]) -> list[_Above]:
    """The commits of living prompts that include one of some commits, or by some labels only; each with one chain."""
    included = {one.commit_id: one for one in level}
    versions = {(one.prompt_id, one.version): one.commit_id for one in level}
    prompts = list({one.prompt_id for one in level})
    living = PromptDependency.filter(snippet_id__in=prompts, prompt_commit__prompt__deleted_at__isnull=True)
    found: dict[int, _Above] = {}
    for snippet_id, label, version, commit_id, prompt_id, key, of in await living.values_list(*_OF_DEPENDENCY):
        if version is None:
            pk = _pointed(snippet_id, label, labels, only)
        else:
            pk = None if only else versions.get((snippet_id, version))
        one = included.get(pk or 0)
        if one is not None and prompt_id not in (one.prompt_id, *one.through):
            chain = (str(Reference(one.key, label, version)), *one.chain)
            found[commit_id] = _Above(commit_id, prompt_id, key, of, chain, one.through | {one.prompt_id})
    return list(found.values())


_OF_DEPENDENCY = (
    *("snippet_id", "label", "version", "prompt_commit_id"),
    *("prompt_commit__prompt_id", "prompt_commit__prompt__key", "prompt_commit__version"),
)


def _pointed(snippet_id: int, label: str | None, labels: _Labels, only: Sequence[str]) -> int | None:
    """The commit that an inclusion by label, or by none, means."""
    names = CommitChoice(snippet_id, label=label).labels
    used = next((labels[snippet_id, name] for name in names if (snippet_id, name) in labels), None)
    return used.prompt_commit_id if used and (not only or used.label in only) else None
