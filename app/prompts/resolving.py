"""Which prompt a key means, and which commit a version or a label means."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from tortoise import Tortoise

from app.accounts.access import Actor, scope
from app.core.conditions import AllOf, AnyOf, Condition, equals, one_of
from app.core.database import database
from app.core.errors import Conflict, NotFound
from app.core.model import Entity
from app.core.rows import Row, columns_of, decode, select, values_of
from app.prompts.models import Prompt, PromptCommit, PromptLabel

LATEST = "latest"
PRODUCTION = "production"
DEFAULT_LABELS = (PRODUCTION, LATEST)


class UnknownLabel(NotFound):
    """The prompt has no such label."""

    code = "UNKNOWN_LABEL"


class UnknownVersion(NotFound):
    """The prompt has no such version."""

    code = "UNKNOWN_VERSION"


class NoCommit(Conflict):
    """The prompt has no version yet; commit one first."""

    code = "NO_COMMIT"


class CommitChoice(NamedTuple):
    """A commit of a prompt by version, else by label, else the one that clients get by default."""

    prompt_id: int
    version: str | None = None
    label: str | None = None
    split_key: str | None = None
    """Whoever asks: of a label that several commits share, the same key always gets the same commit."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels to try in order."""
        return DEFAULT_LABELS if self.label is None else (self.label,)


class PromptPlace(NamedTuple):
    """Where a prompt is found by its key."""

    space_id: int
    key: str


async def resolve_commit(prompt_id: int, *, version: str | None = None, label: str | None = None) -> PromptCommit:
    """The commit with a version, else with a label, else `production`, else the newest; the prompt must be visible."""
    if version is not None:
        return await _by_version(prompt_id, version)
    labels = {row.label: row for row in await PromptLabel.filter(prompt_id=prompt_id).select_related("prompt_commit")}
    if not labels:
        raise NoCommit(path=("promptId",))
    for wanted in CommitChoice(prompt_id, label=label).labels:
        if wanted in labels:
            return labels[wanted].prompt_commit
    raise UnknownLabel(f"The prompt has no label `{label}`; it has: {', '.join(sorted(labels))}.", path=("label",))


async def _by_version(prompt_id: int, version: str) -> PromptCommit:
    commits = PromptCommit.filter(prompt_id=prompt_id)
    commit = await commits.get_or_none(version=version)
    if commit is not None:
        return commit
    newest = await commits.order_by("-sequence").first()
    if newest is None:
        raise NoCommit(path=("promptId",))
    raise UnknownVersion(f"The prompt has no version {version}; its newest is {newest.version}.", path=("version",))


async def chosen_commits(actor: Actor, choices: list[CommitChoice]) -> list[Row | None]:
    """The commit of each choice, or nothing; two statements, however many choices."""
    return await _chosen(choices, lambda model: scope(model, actor), select)


Read = Callable[[type[Entity], Condition], Awaitable[list[Row]]]
"""How rows that satisfy a condition are read."""


async def select_in_change(model: type[Entity], condition: Condition) -> list[Row]:
    """Rows that satisfy a condition, read by the transaction of a change."""
    columns, client = columns_of(model), Tortoise.get_connection(database().dialect)
    return decode(model, await values_of(model, columns, condition, client=client), columns)


async def commits_of_space(space_id: int, choices: list[CommitChoice], read: Read) -> list[Row | None]:
    """The commit of each choice, or nothing, on behalf of whoever may see the prompts of a space."""
    return await _chosen(choices, lambda model: equals("space_id", space_id), read)


_Within = Callable[[type[Entity]], Condition]


async def _chosen(choices: list[CommitChoice], within: _Within, read: Read) -> list[Row | None]:
    labels = await _labelled([choice for choice in choices if choice.version is None], within, read)
    pointed = [target(choice, labels) for choice in choices]
    by_version = [choice for choice in choices if choice.version is not None]
    versioned = AllOf(
        (
            one_of("prompt_id", [choice.prompt_id for choice in by_version]),
            one_of("version", [choice.version for choice in by_version]),
        )
    )
    wanted = AnyOf((one_of("id", [pk for pk in pointed if pk is not None]), versioned))
    rows = await read(PromptCommit, AllOf((within(PromptCommit), wanted)))
    by_id = {row.pk: row for row in rows}
    by_name = {(row.prompt_id, row.version): row for row in rows}
    return [
        by_name.get((choice.prompt_id, choice.version)) if choice.version is not None else by_id.get(pk or 0)
        for choice, pk in zip(choices, pointed, strict=True)
    ]


Labels = Mapping[tuple[int, str], Row]


async def _labelled(choices: Sequence[CommitChoice], within: _Within, read: Read) -> Labels:
    """The choices' labels, by prompt and name."""
    if not choices:
        return {}
    prompts = one_of("prompt_id", [choice.prompt_id for choice in choices])
    names = one_of("label", list({label for choice in choices for label in choice.labels}))
    rows = await read(PromptLabel, AllOf((within(PromptLabel), prompts, names)))
    return {(row.prompt_id, row.label): row for row in rows}


def target(choice: CommitChoice, labels: Labels) -> int | None:
    """Id of the commit that the first of a choice's labels points at, for its key."""
    if choice.version is not None:
        return None
    found = next((labels[at] for label in choice.labels if (at := (choice.prompt_id, label)) in labels), None)
    if found is None:
        return None
    split = orjson.loads(orjson.dumps(found.split))
    if not split or choice.split_key is None:
        return int(found.prompt_commit_id)
    return share_of(f"{choice.prompt_id}:{found.label}", choice.split_key, split)


def share_of(place: str, key: str, split: Sequence[Mapping[str, Any]]) -> int:
    """Id of the commit that a key falls to; when a later part grows, those whom it had stay with it."""
    digest = hashlib.sha256(f"{place}:{key}".encode("utf-8", "surrogatepass")).digest()
    rest = int.from_bytes(digest[:8], "big") * sum(part["weight"] for part in split) >> 64
    for part in split:
        if rest < part["weight"]:
            return int(part["prompt_commit_id"])
        rest -= part["weight"]
    raise AssertionError("The weights add up to more than any rest.")


async def prompts_by_key(actor: Actor, places: list[PromptPlace]) -> list[Row | None]:
    """The prompt at each place, or nothing; one statement."""
    spaces = one_of("space_id", [place.space_id for place in places])
    keys = one_of("key", [place.key for place in places])
    rows = await select(Prompt, AllOf((scope(Prompt, actor), spaces, keys)))
    found = {(row.space_id, row.key): row for row in rows}
    return [found.get(place) for place in places]
