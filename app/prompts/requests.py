"""Requests to move a protected label: made by one person, decided by another, or taken back."""

from __future__ import annotations

from app.accounts.access import Actor, Permission, get
from app.accounts.change import Change, change
from app.core.clock import now
from app.core.errors import Conflict, Forbidden
from app.prompts.drafts import UserRequired
from app.prompts.label_names import require_label
from app.prompts.labels import LabelMoved, move
from app.prompts.models import LabelMoveStatus, Prompt, PromptCommit, PromptLabel, PromptLabelRequest, ProtectedLabel
from app.prompts.protection import require_gates
from app.prompts.service import locked


class LabelNotProtected(Conflict):
    """The label is not protected; move it with `labelPromptCommit`."""

    code = "LABEL_NOT_PROTECTED"


class AlreadyRequested(Conflict):
    """That move is asked for already, and not decided yet."""

    code = "ALREADY_REQUESTED"


class RequestDecided(Conflict):
    """The request is not pending any more."""

    code = "REQUEST_DECIDED"


class OwnRequest(Forbidden):
    """Somebody else has to decide on your request; you may withdraw it."""

    code = "OWN_REQUEST"


class NotYourRequest(Forbidden):
    """Only the one who made a request may withdraw it; reject it instead."""

    code = "NOT_YOUR_REQUEST"


async def request_prompt_label_move(
    actor: Actor, *, prompt_commit_id: int, label: str, reason: str | None = None
) -> PromptLabelRequest:
    """Ask for a protected label to be moved to a commit."""
    commit = await get(PromptCommit, prompt_commit_id, actor)
    prompt = await get(Prompt, commit.prompt_id, actor, path=("input", "promptCommitId"))
    require_label(label)
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        prompt = await locked(prompt, "promptCommitId")
        if not await ProtectedLabel.filter(space_id=prompt.space_id, label=label).exists():
            raise LabelNotProtected(path=("input", "label"))
        pending = PromptLabelRequest.filter(prompt_id=prompt.id, label=label, status=LabelMoveStatus.PENDING)
        if await pending.filter(prompt_commit_id=commit.id).exists():
            raise AlreadyRequested(path=("input", "promptCommitId"))
        present = await PromptLabel.get_or_none(prompt_id=prompt.id, label=label)
        request = await PromptLabelRequest.create(
            space_id=prompt.space_id,
            prompt_id=prompt.id,
            label=label,
            prompt_commit_id=commit.id,
            from_commit_id=present.prompt_commit_id if present else None,
            reason=reason,
            requested_by_id=actor.user_id,
        )
        record.record("prompt.label_move_requested", request, after={"label": label, "version": commit.version})
    return request


async def approve_prompt_label_move(
    actor: Actor, *, prompt_label_request_id: int, note: str | None = None
) -> PromptLabelRequest:
    """Approve of a request, and move the label."""
    request = await get(PromptLabelRequest, prompt_label_request_id, actor)
    async with change(actor, Permission.MOVE_PROTECTED_LABELS, request.space_id) as record:
        request = await _pending(request)
        _require_other(actor, request)
        commit = await PromptCommit.get(id=request.prompt_commit_id).select_related("prompt")
        prompt = await locked(commit.prompt, "promptLabelRequestId")
        await _require_unmoved(request)
        rule = await ProtectedLabel.get_or_none(space_id=request.space_id, label=request.label)
        if rule is not None:
            await require_gates(rule, commit)
        await move(actor, record, prompt, request.label, commit, reason=request.reason)
        return await _end(actor, record, request, LabelMoveStatus.APPROVED, note)


async def reject_prompt_label_move(
    actor: Actor, *, prompt_label_request_id: int, note: str | None = None
) -> PromptLabelRequest:
    """Refuse a request; the label stays where it is."""
    request = await get(PromptLabelRequest, prompt_label_request_id, actor)
    async with change(actor, Permission.MOVE_PROTECTED_LABELS, request.space_id) as record:
        request = await _pending(request)
        _require_other(actor, request)
        return await _end(actor, record, request, LabelMoveStatus.REJECTED, note)


async def withdraw_prompt_label_move(actor: Actor, *, prompt_label_request_id: int) -> PromptLabelRequest:
    """Take one's own request back."""
    request = await get(PromptLabelRequest, prompt_label_request_id, actor)
    async with change(actor, Permission.WRITE_PROMPTS, request.space_id) as record:
        request = await _pending(request)
        if request.requested_by_id != actor.user_id:
            raise NotYourRequest(path=("input", "promptLabelRequestId"))
        return await _end(actor, record, request, LabelMoveStatus.WITHDRAWN, None)


async def _pending(request: PromptLabelRequest) -> PromptLabelRequest:
    """The request, held until the change is over, so that it is decided once."""
    row = await PromptLabelRequest.select_for_update(no_key=True).get(id=request.id)
    if row.status is not LabelMoveStatus.PENDING:
        told = f"The request is {row.status.lower()} already; make another one."
        raise RequestDecided(told, path=("input", "promptLabelRequestId"))
    return row


async def _require_unmoved(request: PromptLabelRequest) -> None:
    """The label points where it did when the request was made: to approve must not undo a move that came between."""
    row = await PromptLabel.get_or_none(prompt_id=request.prompt_id, label=request.label).select_related("prompt_commit")
    if (row.prompt_commit_id if row else None) != request.from_commit_id:
        where = f"points at version {row.prompt_commit.version}" if row else "is not there any more"
        told = f"Since this was asked for, the label `{request.label}` was moved: it {where}. Ask for the move again."
        raise LabelMoved(told, path=("input", "promptLabelRequestId"))


def _require_other(actor: Actor, request: PromptLabelRequest) -> None:
    if actor.user_id is None:
        raise UserRequired("A person decides on requests; sign in, or send a personal key.")
    if actor.user_id == request.requested_by_id:
        raise OwnRequest(path=("input", "promptLabelRequestId"))


async def _end(
    actor: Actor, record: Change, request: PromptLabelRequest, status: LabelMoveStatus, note: str | None
) -> PromptLabelRequest:
    request.status, request.note = status, note
    request.decided_by_id, request.decided_at = actor.user_id, now()
    await request.save(update_fields=["status", "note", "decided_by_id", "decided_at"])
    record.record(f"prompt.label_move_{status.lower()}", request, after={"label": request.label})
    return request
