"""Which prompt a key means, and which commit a version or a label means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.accounts.access import Actor, scope
from app.core.conditions import AllOf, AnyOf, one_of
from app.core.errors import Conflict, NotFound
from app.core.rows import Row, select
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
    labels = await _labelled(actor, [choice for choice in choices if choice.version is None])
    by_version = [choice for choice in choices if choice.version is not None]
    versioned = AllOf(
        (
            one_of("prompt_id", [choice.prompt_id for choice in by_version]),
            one_of("version", [choice.version for choice in by_version]),
        )
    )
    wanted = AnyOf((one_of("id", list(labels.values())), versioned))
    rows = await select(PromptCommit, AllOf((scope(PromptCommit, actor), wanted)))
    by_id = {row.pk: row for row in rows}
    by_name = {(row.prompt_id, row.version): row for row in rows}

    def find(choice: CommitChoice) -> Row | None:
        if choice.version is not None:
            return by_name.get((choice.prompt_id, choice.version))
        targets = (labels.get((choice.prompt_id, label)) for label in choice.labels)
        return next((by_id.get(target) for target in targets if target is not None), None)

    return [find(choice) for choice in choices]


async def _labelled(actor: Actor, choices: Sequence[CommitChoice]) -> dict[tuple[int, str], int]:
    """Ids of the commits that the choices' labels point at, by prompt and label."""
    if not choices:
        return {}
    prompts = one_of("prompt_id", [choice.prompt_id for choice in choices])
    names = one_of("label", list({label for choice in choices for label in choice.labels}))
    rows = await select(PromptLabel, AllOf((scope(PromptLabel, actor), prompts, names)))
    return {(row.prompt_id, row.label): row.prompt_commit_id for row in rows}


async def prompts_by_key(actor: Actor, places: list[PromptPlace]) -> list[Row | None]:
    """The prompt at each place, or nothing; one statement."""
    spaces = one_of("space_id", [place.space_id for place in places])
    keys = one_of("key", [place.key for place in places])
    rows = await select(Prompt, AllOf((scope(Prompt, actor), spaces, keys)))
    found = {(row.space_id, row.key): row for row in rows}
    return [found.get(place) for place in places]
