"""Protected labels: who may move them, whether others must approve, and what experiments must have shown."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.accounts.models import Space
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.prompts.label_names import require_label
from app.prompts.models import GateMeasure, Prompt, PromptCommit, PromptLabel, ProtectedLabel

MAX_GATES = 10
MAX_METRIC = 240


class LabelProtected(Forbidden):
    """The label is protected: ask for the move with `requestPromptLabelMove`."""

    code = "LABEL_PROTECTED"


class ApprovalRequired(Conflict):
    """The label moves only when somebody else approves: ask for it with `requestPromptLabelMove`."""

    code = "APPROVAL_REQUIRED"


class LabelGateClosed(Conflict):
    """No experiment has shown what the label asks of a commit."""

    code = "LABEL_GATE_CLOSED"


class InvalidGate(Invalid):
    """A label has at most 10 gates, each with a metric of 1 to 240 characters and a finite minimum."""

    code = "INVALID_GATE"


@dataclass(frozen=True, slots=True)
class Measured:
    """What the newest finished run of an experiment on a commit says of a metric."""

    experiment: str
    run_number: int
    value: float | None


Probe = Callable[[int, str, GateMeasure], Awaitable[Measured | None]]
_probes: list[Probe] = []


def use_probe(probe: Probe) -> None:
    """Let gates learn from this what experiments have shown of a commit: by its id, a metric and a measure of it."""
    _probes[:] = [probe]


async def protect_prompt_label(
    actor: Actor,
    *,
    space_id: int,
    label: str,
    requires_approval: bool = False,
    gates: Sequence[Mapping[str, Any]] = (),
) -> ProtectedLabel:
    """Protect a label in all prompts of a space, or change the rules of one that is protected."""
    await get(Space, space_id, actor)
    require_label(label)
    checked = _checked_gates(gates)
    async with change(actor, Permission.MOVE_PROTECTED_LABELS, space_id) as record:
        # Held until the commit, so that two who protect the same label make one row and not two.
        await Space.select_for_update(no_key=True).get(id=space_id)
        row = await ProtectedLabel.get_or_none(space_id=space_id, label=label)
        row = row or ProtectedLabel(space_id=space_id, label=label, created_by_id=actor.user_id)
        row.requires_approval, row.gates, row.updated_at = requires_approval, checked, now()
        await row.save()
        record.record("label.protected", row, after={"label": label, "requiresApproval": requires_approval})
    return row


async def unprotect_prompt_label(actor: Actor, *, space_id: int, label: str) -> Space:
    """Let a label be moved by all who write prompts."""
    space = await get(Space, space_id, actor)
    async with change(actor, Permission.MOVE_PROTECTED_LABELS, space_id) as record:
        row = await ProtectedLabel.get_or_none(space_id=space_id, label=label)
        if row is None:
            raise NotFound(f"The label `{label}` is not protected.", path=("input", "label"))
        await row.delete()
        record.record("label.unprotected", row, before={"label": label})
    return space


async def require_may_move(actor: Actor, space_id: int, label: str, commits: Sequence[PromptCommit]) -> None:
    """Refuse to move a protected label without the right, without approval, or to commits that have not shown enough."""
    rule = await ProtectedLabel.get_or_none(space_id=space_id, label=label)
    if rule is None:
        return
    if not actor.may(Permission.MOVE_PROTECTED_LABELS, space_id):
        raise LabelProtected(path=("input", "label"))
    if rule.requires_approval:
        raise ApprovalRequired(path=("input", "label"))
    for commit in commits:
        await require_gates(rule, commit)


async def require_may_take_away(actor: Actor, prompt: Prompt, act: str) -> None:
    """Refuse to take a prompt from the programs that find it by its key and a protected label, without the right."""
    if actor.may(Permission.MOVE_PROTECTED_LABELS, prompt.space_id):
        return
    labels = await PromptLabel.filter(prompt_id=prompt.id).values_list("label", flat=True)
    rule = await ProtectedLabel.filter(space_id=prompt.space_id, label__in=labels).first()
    if rule is not None:
        told = f"The prompt has the protected label `{rule.label}`; only those who may move that may {act} it."
        raise LabelProtected(told, path=("input", "promptId"))


async def require_gates(rule: ProtectedLabel, commit: PromptCommit) -> None:
    """Refuse a commit of which experiments have not shown what the label asks."""
    for gate in rule.gates:
        measure = GateMeasure(gate["measure"])
        found = await _probes[0](commit.id, gate["metric"], measure)
        if found is None:
            told = f"No finished run of an experiment on version {commit.version} has the metric `{gate['metric']}`."
            raise LabelGateClosed(told, path=("input", "label"))
        if found.value is None or found.value < gate["minimum"]:
            shown = "nothing" if found.value is None else f"{found.value:.6g}"
            raise LabelGateClosed(
                f"The {measure.replace('_', ' ').lower()} of `{gate['metric']}` is {shown} for version {commit.version} "
                f"in run {found.run_number} of {found.experiment!r}; it has to be at least {gate['minimum']:.6g}.",
                path=("input", "label"),
            )


def _checked_gates(gates: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    for index, gate in enumerate(gates):
        if not 1 <= len(gate["metric"]) <= MAX_METRIC or not math.isfinite(gate["minimum"]) or index >= MAX_GATES:
            raise InvalidGate(path=("input", "gates", index))
    return [
        {"metric": gate["metric"], "measure": str(GateMeasure(gate["measure"])), "minimum": float(gate["minimum"])}
        for gate in gates
    ]
