"""Questions: making, changing and archiving them, and what their answers may be."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from tortoise.exceptions import IntegrityError

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.accounts.models import Space
from app.annotation.models import ExperimentScoreConfig, ScoreConfig, ScoreDataType
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotFound
from app.datasets.documents import as_text, is_name
from app.experiments.models import Experiment

MOST_CATEGORIES = 100
MAX_LABEL = 200
MOST_CONFIGS = 50
BOOLEAN = [{"label": "True", "value": 1.0}, {"label": "False", "value": 0.0}]
_NAME = re.compile(r"[\w .()-]{1,35}")


class InvalidConfigName(Invalid):
    """A name has 1 to 35 letters, digits, spaces and `_ . ( ) -`."""

    code = "INVALID_NAME"


class ScoreConfigNameTaken(Conflict):
    """The space has a score config of that name, perhaps an archived one; choose another."""

    code = "SCORE_CONFIG_NAME_TAKEN"


class InvalidRange(Invalid):
    """Numbers alone have bounds, and the greatest is more than the least."""

    code = "INVALID_RANGE"


class InvalidCategories(Invalid):
    """There are 1 to 100 categories, whose labels and numbers are all different."""

    code = "INVALID_CATEGORIES"


class ConfigArchived(Conflict):
    """The score config is archived and takes no more answers."""

    code = "SCORE_CONFIG_ARCHIVED"


async def create_score_config(
    actor: Actor,
    *,
    space_id: int,
    name: str,
    data_type: ScoreDataType,
    min_value: float | None = None,
    max_value: float | None = None,
    categories: list[dict[str, Any]] | None = None,
    description: str | None = None,
) -> ScoreConfig:
    """Make a question that people can be asked about results."""
    await get(Space, space_id, actor)
    async with change(actor, Permission.WRITE_EXPERIMENTS, space_id) as record:
        made = ScoreConfig(
            space_id=space_id,
            name=await _free_name(space_id, name),
            data_type=data_type,
            categories=_checked_categories(data_type, categories),
            description=as_text(description, "input", "description"),
            created_by_id=actor.user_id,
        )
        made.min_value, made.max_value = _checked_range(data_type, min_value, max_value)
        await _save(made, force_create=True)
        record.record("score_config.created", made, after={"name": made.name, "data_type": data_type})
    return made


async def update_score_config(actor: Actor, *, score_config_id: int, **given: Any) -> ScoreConfig:
    """Change a question; answers that were given before stay as they are, and its kind never changes."""
    seen = await get(ScoreConfig, score_config_id, actor)
    async with change(actor, Permission.WRITE_EXPERIMENTS, seen.space_id) as record:
        config = await ScoreConfig.select_for_update(no_key=True).get(id=seen.id)
        before = {name: getattr(config, name) for name in given}
        if given.get("name") is not None and given["name"].strip() != config.name:
            config.name = await _free_name(config.space_id, given["name"])
        if given.get("categories") is not None:
            config.categories = _checked_categories(config.data_type, given["categories"])
        if "description" in given:
            config.description = as_text(given["description"], "input", "description")
        bounds = (given.get(name, getattr(config, name)) for name in ("min_value", "max_value"))
        config.min_value, config.max_value = _checked_range(config.data_type, *bounds)
        await _save(config)
        record.record("score_config.updated", config, before=before, after={name: getattr(config, name) for name in given})
    return config


async def archive_score_config(actor: Actor, *, score_config_id: int, is_archived: bool = True) -> ScoreConfig:
    """Take no more answers to a question, or take them again; answers that are there stay."""
    seen = await get(ScoreConfig, score_config_id, actor)
    async with change(actor, Permission.WRITE_EXPERIMENTS, seen.space_id) as record:
        config = await ScoreConfig.select_for_update(no_key=True).get(id=seen.id)
        if config.is_archived is is_archived:
            return config
        config.is_archived = is_archived
        await _save(config)
        record.record("score_config.archived" if is_archived else "score_config.restored", config)
    return config


async def choose_score_configs(actor: Actor, *, experiment_id: int, score_config_ids: Sequence[int]) -> Experiment:
    """Say which questions are asked about the results of an experiment, in place of those before."""
    experiment = await get(Experiment, experiment_id, actor)
    wanted = list(dict.fromkeys(score_config_ids))
    if len(wanted) > MOST_CONFIGS:
        raise Invalid(f"An experiment asks {MOST_CONFIGS} questions at most.", path=("input", "scoreConfigIds"))
    async with change(actor, Permission.WRITE_EXPERIMENTS, experiment.space_id) as record:
        await Experiment.select_for_update(no_key=True).get(id=experiment.id)
        asked = {one.score_config_id for one in await ExperimentScoreConfig.filter(experiment_id=experiment.id)}
        for index, pk in enumerate(wanted):
            path = ("input", "scoreConfigIds", str(index))
            config = await get(ScoreConfig, pk, actor, path=path)
            if config.space_id != experiment.space_id:
                raise NotFound("That score config belongs to another space.", path=path)
            if config.is_archived and pk not in asked:
                raise ConfigArchived(path=path)
        await ExperimentScoreConfig.filter(experiment_id=experiment.id).delete()
        for pk in wanted:
            await ExperimentScoreConfig.create(space_id=experiment.space_id, experiment_id=experiment.id, score_config_id=pk)
        record.record("experiment.score_configs_chosen", experiment, after={"score_config_ids": wanted})
    return experiment


async def _free_name(space_id: int, name: str) -> str:
    title = name.strip()
    if not _NAME.fullmatch(title):
        raise InvalidConfigName(path=("input", "name"))
    if await ScoreConfig.filter(space_id=space_id, name=title).exists():
        raise ScoreConfigNameTaken(path=("input", "name"))
    return title


def _checked_range(data_type: ScoreDataType, least: float | None, most: float | None) -> tuple[float | None, float | None]:
    given = [bound for bound in (least, most) if bound is not None]
    is_right = all(map(math.isfinite, given)) and (least is None or most is None or most > least)
    if given and (data_type is not ScoreDataType.NUMERIC or not is_right):
        raise InvalidRange(path=("input", "minValue" if most is None else "maxValue"))
    return least, most


def _checked_categories(data_type: ScoreDataType, given: Sequence[dict[str, Any]] | None) -> list[dict[str, Any]]:
    if data_type is ScoreDataType.BOOLEAN:
        if given and sorted(map(_pair, given)) != sorted(map(_pair, BOOLEAN)):
            raise InvalidCategories(
                "The categories of BOOLEAN are True with 1 and False with 0.", path=("input", "categories")
            )
        return BOOLEAN
    if data_type is not ScoreDataType.CATEGORICAL:
        if given:
            raise InvalidCategories(f"{data_type} has no categories.", path=("input", "categories"))
        return []
    _require_categories(given or ())
    return [{"label": one["label"].strip(), "value": float(one["value"])} for one in given or ()]


def _require_categories(given: Sequence[dict[str, Any]]) -> None:
    labels, numbers = {one["label"].strip() for one in given}, {float(one["value"]) for one in given}
    is_right = (
        1 <= len(given) <= MOST_CATEGORIES
        and len(labels) == len(numbers) == len(given)
        and all(is_name(label, MAX_LABEL) for label in labels)
        and all(map(math.isfinite, numbers))
    )
    if not is_right:
        raise InvalidCategories(path=("input", "categories"))


def _pair(category: dict[str, Any]) -> tuple[str, float]:
    return category["label"], float(category["value"])


async def _save(config: ScoreConfig, **how: Any) -> None:
    config.updated_at = now()
    try:
        await config.save(**how)
    except IntegrityError:
        raise ScoreConfigNameTaken(path=("input", "name")) from None
