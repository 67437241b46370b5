"""Answers of people about results: one for each person, question and result, checked against the question."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.annotation.configs import ConfigArchived
from app.annotation.models import ResultAnnotation, ScoreConfig, ScoreDataType
from app.core.clock import now
from app.core.errors import Forbidden, Invalid, NotFound
from app.datasets.documents import as_text
from app.experiments.models import ExperimentItemResult, ExperimentTurnResult

MAX_TEXT = 500
MAX_COMMENT = 10_000
MOST_TURNS = 10_000


class InvalidAnswer(Invalid):
    """The answer is not one that the score config takes."""

    code = "INVALID_ANSWER"


class InvalidTurn(Invalid):
    """The result has no such turn; turns are counted from 1, and 0 is the result as a whole."""

    code = "INVALID_TURN"


async def annotate_result(
    actor: Actor,
    *,
    experiment_item_result_id: int,
    score_config_id: int,
    turn_index: int = 0,
    value: float | None = None,
    label: str | None = None,
    text: str | None = None,
    comment: str | None = None,
) -> ResultAnnotation:
    """Answer a question about a result, or answer it anew; everybody has an answer of their own."""
    result = await get(ExperimentItemResult, experiment_item_result_id, actor)
    async with change(actor, Permission.WRITE_EXPERIMENTS, result.space_id) as record:
        author_id = actor.require_user()
        config = await get(ScoreConfig, score_config_id, actor)
        _require_open(config, result)
        await _require_turn(result, turn_index)
        answer = _answer(config, {"value": value, "label": label, "text": text})
        # Held until the commit, so that two answers of one person at once are one row.
        await ExperimentItemResult.select_for_update(no_key=True).get(id=result.id)
        key = {"item_result_id": result.id, "turn_index": turn_index, "score_config_id": config.id, "author_id": author_id}
        found = await ResultAnnotation.get_or_none(**key)
        made = found or ResultAnnotation(space_id=result.space_id, run_id=result.run_id, **key)
        before = _said(made) if found else None
        made.update_from_dict({**answer, "comment": _comment(comment), "updated_at": now()})
        await made.save()
        record.record("result.annotated", made, before=before, after=_said(made))
    return made


async def delete_result_annotation(actor: Actor, *, result_annotation_id: int) -> ExperimentItemResult:
    """Take back an answer of yours; those who manage the space may take back any. Gives the result."""
    annotation = await get(ResultAnnotation, result_annotation_id, actor)
    async with change(actor, Permission.WRITE_EXPERIMENTS, annotation.space_id) as record:
        is_own = actor.user_id is not None and annotation.author_id == actor.user_id
        if not is_own and not actor.may(Permission.MANAGE_SPACE, annotation.space_id):
            raise Forbidden("Only its author and those who manage the space may delete an annotation.")
        record.record("result.annotation_deleted", annotation, before=_said(annotation))
        await annotation.delete()
    return await ExperimentItemResult.get(id=annotation.item_result_id)


def _require_open(config: ScoreConfig, result: ExperimentItemResult) -> None:
    if config.space_id != result.space_id:
        raise NotFound("That score config belongs to another space.", path=("input", "scoreConfigId"))
    if config.is_archived:
        raise ConfigArchived(path=("input", "scoreConfigId"))


async def _require_turn(result: ExperimentItemResult, turn_index: int) -> None:
    turns = ExperimentTurnResult.filter(item_result_id=result.id)
    is_there = 0 <= turn_index <= MOST_TURNS and (not turn_index or await turns.filter(turn_index=turn_index).exists())
    if not is_there:
        raise InvalidTurn(path=("input", "turnIndex"))


def _answer(config: ScoreConfig, given: dict[str, Any]) -> dict[str, Any]:
    """The columns of an answer; refuses what the question does not take."""
    found = _ANSWERS[config.data_type](config, {name: one for name, one in given.items() if one is not None})
    return {"value": None, "label": None, "text": None} | found


def _number(config: ScoreConfig, given: dict[str, Any]) -> dict[str, Any]:
    value = given.get("value")
    if set(given) != {"value"} or value is None or not math.isfinite(value):
        raise InvalidAnswer(f"{config.name!r} takes a `value`, which is a number.", path=("input", "value"))
    low, high = config.min_value, config.max_value
    if (low is not None and value < low) or (high is not None and value > high):
        words = f"from {low:g}" if high is None else f"up to {high:g}" if low is None else f"from {low:g} to {high:g}"
        raise InvalidAnswer(f"{config.name!r} takes numbers {words}.", path=("input", "value"))
    return {"value": value}


def _category(config: ScoreConfig, given: dict[str, Any]) -> dict[str, Any]:
    """Named by its label, by its number, or by both if they agree."""
    fitting = [
        category
        for category in config.categories
        if category["label"] == given.get("label", category["label"])
        and category["value"] == given.get("value", category["value"])
    ]
    if not given or "text" in given or len(fitting) != 1:
        known = ", ".join(f"`{category['label']}`" for category in config.categories)
        path = ("input", "value" if "label" not in given and "value" in given else "label")
        raise InvalidAnswer(f"{config.name!r} takes one of: {known}.", path=path)
    return {"label": fitting[0]["label"], "value": fitting[0]["value"]}


def _words(config: ScoreConfig, given: dict[str, Any]) -> dict[str, Any]:
    text = given.get("text", "").strip()
    if set(given) != {"text"} or not 1 <= len(text) <= MAX_TEXT:
        raise InvalidAnswer(f"{config.name!r} takes a `text` of 1 to {MAX_TEXT} characters.", path=("input", "text"))
    return {"text": as_text(text, "input", "text")}


_ANSWERS: dict[ScoreDataType, Callable[[ScoreConfig, dict[str, Any]], dict[str, Any]]] = {
    ScoreDataType.NUMERIC: _number,
    ScoreDataType.CATEGORICAL: _category,
    ScoreDataType.BOOLEAN: _category,
    ScoreDataType.TEXT: _words,
}


def _comment(text: str | None) -> str | None:
    if text is not None and len(text) > MAX_COMMENT:
        raise Invalid(f"A comment has {MAX_COMMENT:,} characters at most.", path=("input", "comment"))
    return as_text(text, "input", "comment")


def _said(annotation: ResultAnnotation) -> dict[str, Any]:
    return {name: getattr(annotation, name) for name in ("value", "label", "text", "comment")}
