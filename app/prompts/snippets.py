"""The snippets that a prompt includes, found at once for all levels; cycles and long chains are refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.conditions import AllOf, IsNull, equals, one_of
from app.core.errors import Conflict, Invalid
from app.core.rows import Row, select
from app.prompts.content import MAX_BYTES, ContentTooLarge, content_of_row, references_in
from app.prompts.models import Prompt, PromptCommit, PromptKind
from app.prompts.references import Reference, expanded, references
from app.prompts.resolving import CommitChoice, Read, commits_of_space

MAX_DEPTH = 5
"""Levels of a chain of inclusions, the prompt itself being the first."""


class UnknownSnippet(Invalid):
    """A message includes a snippet that does not exist."""

    code = "UNKNOWN_SNIPPET"


class SnippetCycle(Conflict):
    """A snippet includes itself, directly or through others."""

    code = "SNIPPET_CYCLE"


class SnippetsTooDeep(Conflict):
    """Snippets include one another over too many levels."""

    code = "SNIPPETS_TOO_DEEP"


class TemplateMismatch(Conflict):
    """A prompt and the snippets that it includes are of one template type."""

    code = "TEMPLATE_MISMATCH"


@dataclass(frozen=True, slots=True)
class Snippet:
    """What a reference means: a commit of a snippet."""

    prompt_id: int
    commit_id: int
    version: str
    template_type: str
    text: str
    variables: Sequence[Mapping[str, Any]]


Snippets = Mapping[Reference, Snippet]
NO_SNIPPETS: Snippets = {}


async def snippets_of(
    space_id: int, content: Mapping[str, Any], *, prompt_id: int | None = None, read: Read = select
) -> Snippets:
    """All snippets that a content includes, and those that they include, as they are now; `prompt_id` is what includes."""
    found: dict[Reference, Snippet] = {}
    wanted = references_in(content)
    while missing := [reference for reference in dict.fromkeys(wanted) if reference not in found]:
        loaded = await loaded_snippets(space_id, missing, read)
        found |= loaded
        wanted = tuple(below for snippet in loaded.values() for below in references(snippet.text))
    _Chains(found, prompt_id).require(references_in(content))
    _require_one_type(content["template_type"], found)
    return found


async def frozen_snippets(stored: Iterable[Mapping[str, Any]]) -> Snippets:
    """The snippets that were noted earlier, in the commits that they were then."""
    notes = list(stored)
    ids = [note["prompt_commit_id"] for note in notes]
    rows = {row.pk: row for row in await select(PromptCommit, one_of("id", ids))} if notes else {}
    return {
        Reference(note["key"], note["label"], note["version"]): _snippet(rows[note["prompt_commit_id"]])
        for note in notes
        if note["prompt_commit_id"] in rows
    }


def noted(snippets: Snippets) -> list[dict[str, Any]]:
    """Snippets in a form that can be stored, for `frozen_snippets`."""
    return [reference._asdict() | {"prompt_commit_id": snippet.commit_id} for reference, snippet in snippets.items()]


async def loaded_snippets(space_id: int, wanted: Sequence[Reference], read: Read) -> dict[Reference, Snippet]:
    """What references mean, without what that includes."""
    keys = one_of("key", list({reference.key for reference in wanted}))
    rows = await read(Prompt, AllOf((equals("space_id", space_id), IsNull("deleted_at"), keys)))
    prompts = {row.key: row for row in rows}
    for reference in wanted:
        _require_snippet(reference, prompts.get(reference.key))
    choices = [
        CommitChoice(prompts[reference.key].pk, version=reference.version, label=reference.label) for reference in wanted
    ]
    found = await commits_of_space(space_id, choices, read)
    return {reference: _found(reference, row) for reference, row in zip(wanted, found, strict=True)}


def _require_snippet(reference: Reference, prompt: Row | None) -> None:
    if prompt is None:
        raise UnknownSnippet(f"There is no snippet `{reference.key}`.", path=("input", "messages"))
    if prompt.kind != PromptKind.SNIPPET:
        raise UnknownSnippet(f"`{reference.key}` is no snippet; only those are included.", path=("input", "messages"))


def _found(reference: Reference, row: Row | None) -> Snippet:
    if row is None:
        what = f"version {reference.version}" if reference.version else f"label `{reference.label}`"
        told = what if reference.version or reference.label else "version yet"
        raise UnknownSnippet(f"The snippet `{reference.key}` has no {told}.", path=("input", "messages"))
    return _snippet(row)


def _snippet(row: Row) -> Snippet:
    content = content_of_row(row)
    text = content["messages"][0]["content"]
    return Snippet(row.prompt_id, row.pk, row.version, content["template_type"], text, content["variables"])


@dataclass
class _Chains:
    """Follows inclusions down, each snippet once."""

    found: Snippets
    root_id: int | None
    heights: dict[Reference, int] = field(default_factory=dict)

    def require(self, roots: Sequence[Reference]) -> None:
        """Refuse snippets that include themselves, or go too deep."""
        for reference in roots:
            if self._height(reference, ()) >= MAX_DEPTH:
                raise SnippetsTooDeep(
                    f"`{reference}` includes snippets over more than {MAX_DEPTH - 1} levels.", path=("input", "messages")
                )

    def _height(self, reference: Reference, above: tuple[Reference, ...]) -> int:
        snippet = self.found[reference]
        if snippet.prompt_id == self.root_id or any(self.found[one].prompt_id == snippet.prompt_id for one in above):
            chain = " includes ".join(f"`{one}`" for one in (*above, reference))
            raise SnippetCycle(f"The inclusions go round in a circle: {chain}.", path=("input", "messages"))
        if len(above) >= MAX_DEPTH:
            return 1
        if reference not in self.heights:
            below = [self._height(one, (*above, reference)) for one in references(snippet.text)]
            self.heights[reference] = 1 + max(below, default=0)
        return self.heights[reference]


def _require_one_type(template_type: str, found: Snippets) -> None:
    for reference, snippet in found.items():
        if snippet.template_type != template_type:
            raise TemplateMismatch(
                f"The snippet `{reference}` is a {snippet.template_type} template, not {template_type}.",
                path=("input", "messages"),
            )


class Expansion:
    """Puts the texts of snippets in their places, as long as the whole stays within bounds."""

    def __init__(self, snippets: Snippets) -> None:
        self._snippets = snippets
        self._texts: dict[Reference, str] = {}
        self._size = 0

    def of(self, text: str) -> str:
        """A text with all its snippets in it."""
        return expanded(text, self._text_of)

    def _text_of(self, reference: Reference) -> str:
        if reference not in self._texts:
            self._texts[reference] = self.of(self._found(reference).text)
        text = self._texts[reference]
        self._size += len(text)
        if self._size > MAX_BYTES:
            raise ContentTooLarge("With its snippets the prompt would take more than 1 MiB.", path=("input", "messages"))
        return text

    def _found(self, reference: Reference) -> Snippet:
        if reference not in self._snippets:
            raise UnknownSnippet(f"The snippet `{reference}` is not there any more.", path=("input", "messages"))
        return self._snippets[reference]
