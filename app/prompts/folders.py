"""Folders: made by the `/` in keys, so that there is one as long as a prompt is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.accounts.access import Actor, scope
from app.core.conditions import AllOf, Compare, Condition, InRows, Operator, equals
from app.core.rows import values_of
from app.prompts.models import Prompt, PromptLabel, PromptTag


@dataclass(frozen=True, slots=True)
class PromptFolder:
    """A folder of prompts."""

    path: str
    prompt_count: int
    """Prompts in it and in the folders below it."""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]


async def prompt_folders(actor: Actor, *, space_id: int, path: str = "") -> list[PromptFolder]:
    """The folders right below one, or at the top, by name."""
    inside = [Compare("folder", Operator.STARTS_WITH, f"{path}/")] if path else [Compare("folder", Operator.NE, "")]
    rows = await values_of(Prompt, ("folder",), AllOf((scope(Prompt, actor), equals("space_id", space_id), *inside)))
    counted = Counter(_child(str(row[0]), path) for row in rows)
    return [PromptFolder(name, count) for name, count in sorted(counted.items()) if name]


def _child(folder: str, path: str) -> str:
    """The folder right below a path in which a folder lies; nothing if it is not below."""
    lead = f"{path}/" if path else ""
    return lead + folder[len(lead) :].partition("/")[0] if folder.startswith(lead) else ""


def among(tags: Iterable[str], label: str | None) -> Condition:
    """Prompts that have all of some tags, and a label."""
    found = [InRows("id", PromptTag, "prompt_id", equals("tag", tag)) for tag in tags]
    labelled = [InRows("id", PromptLabel, "prompt_id", equals("label", label))] if label is not None else []
    return AllOf((*found, *labelled))
