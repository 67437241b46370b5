"""Which commits include which snippets: noted when they are committed, and heeded when a snippet shall go."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.errors import Conflict
from app.prompts.content import content_of, references_in
from app.prompts.models import Prompt, PromptCommit, PromptDependency, PromptKind
from app.prompts.resolving import select_in_change
from app.prompts.snippets import snippets_of

_SHOWN = 10
_LISTED = 100


class SnippetInUse(Conflict):
    """Commits of other prompts include the snippet."""

    code = "SNIPPET_IN_USE"

    def __init__(self, told: str, field: str, dependents: Sequence[PromptCommit]) -> None:
        names = ", ".join(f"{commit.prompt.key}#{commit.version}" for commit in dependents[:_SHOWN])
        more = f" and {len(dependents) - _SHOWN} more" if len(dependents) > _SHOWN else ""
        super().__init__(f"{told} It is included by {names}{more}.", path=("input", field))
        self.commit_ids = [commit.id for commit in dependents[:_LISTED]]


async def depend(prompt: Prompt, commit: PromptCommit) -> None:
    """Note what a new commit includes, within the change that makes it; refuses cycles and long chains."""
    content = content_of(commit)
    direct = references_in(content)
    if not direct:
        return
    # Held until the commit, so that none of them goes while it gets one more that needs it.
    keys = [reference.key for reference in direct]
    held = Prompt.filter(space_id=prompt.space_id, key__in=keys, deleted_at__isnull=True).exclude(id=prompt.id)
    await held.order_by("id").select_for_update(no_key=True)
    found = await snippets_of(prompt.space_id, content, prompt_id=prompt.id, read=select_in_change)
    for reference in direct:
        await PromptDependency.create(
            space_id=prompt.space_id,
            prompt_commit_id=commit.id,
            snippet_id=found[reference].prompt_id,
            label=reference.label,
            version=reference.version,
            resolved_commit_id=found[reference].commit_id,
        )


async def require_unused(prompt: Prompt, told: str, *, label: str | None = None, field: str = "promptId") -> None:
    """Refuse to let a snippet go, or a label of it, that commits of living prompts include."""
    if prompt.kind is not PromptKind.SNIPPET:
        return
    including = PromptDependency.filter(snippet_id=prompt.id, prompt_commit__prompt__deleted_at__isnull=True)
    if label is not None:
        including = including.filter(label=label)
    rows = await including.order_by("-id").select_related("prompt_commit__prompt")
    if rows:
        raise SnippetInUse(told, field, [row.prompt_commit for row in rows])
