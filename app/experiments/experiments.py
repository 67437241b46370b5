"""Making, renaming and deleting experiments."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.accounts.models import Space
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotFound
from app.datasets.models import DatasetSchema, DatasetVersion
from app.evaluation.mapping import Columns, EvaluatorInput, InputMapping, check
from app.evaluation.models import Evaluator, EvaluatorVersion
from app.evaluation.targets import freeze_target
from app.experiments.bounds import checked_concurrency, checked_repetitions, checked_timeout
from app.experiments.models import FINAL, Experiment, ExperimentEvaluator, ExperimentRun

MOST_EVALUATORS = 50


class ExperimentNameTaken(Conflict):
    """There is an experiment of that name already; choose another."""

    code = "EXPERIMENT_NAME_TAKEN"


class AliasTaken(Invalid):
    """Two evaluators of an experiment cannot have the same alias."""

    code = "ALIAS_TAKEN"


class RunInProgress(Conflict):
    """The experiment is running already; wait for the run to end, or cancel it."""

    code = "RUN_IN_PROGRESS"


def active_runs(experiment_id: int) -> QuerySet[ExperimentRun]:
    """Runs of an experiment that have not ended; there is one at most."""
    return ExperimentRun.filter(experiment_id=experiment_id).exclude(status__in=list(FINAL))


async def locked_experiment(experiment_id: int) -> Experiment:
    """An experiment that is still there, held until the commit, so that of two who start or delete it one sees the other."""
    experiment = await Experiment.select_for_update(no_key=True).get_or_none(id=experiment_id, deleted_at__isnull=True)
    if experiment is None:
        raise NotFound("The experiment has just been deleted.", path=("input", "experimentId"))
    return experiment


async def require_idle(experiment_id: int) -> None:
    """Refuse while a run of the experiment has not ended."""
    if await active_runs(experiment_id).exists():
        raise RunInProgress(path=("input", "experimentId"))


async def create_experiment(
    actor: Actor,
    *,
    space_id: int,
    name: str,
    dataset_version_id: int,
    target: dict[str, Any],
    evaluators: list[dict[str, Any]],
    description: str | None = None,
    metadata: dict[str, Any] | None = None,
    concurrency: int = 10,
    repetitions: int = 1,
    cache_responses: bool = False,
    item_timeout_seconds: int = 600,
) -> Experiment:
    """Put a dataset version, a target and evaluators together; everything is checked now, before anything costs money."""
    await get(Space, space_id, actor)
    version = await get(DatasetVersion, dataset_version_id, actor)
    _require_same_space(version.space_id, space_id, "datasetVersionId")
    columns = await columns_of_version(version)
    async with change(actor, Permission.WRITE_EXPERIMENTS, space_id) as record:
        made = Experiment(
            space_id=space_id,
            name=await free_name(space_id, name),
            description=description,
            metadata=metadata or {},
            dataset_version_id=version.id,
            concurrency=checked_concurrency(concurrency),
            repetitions=checked_repetitions(repetitions),
            cache_responses=cache_responses,
            item_timeout_seconds=checked_timeout(item_timeout_seconds),
            created_by_id=actor.user_id,
        )
        places = await checked_places(actor, space_id, evaluators, columns)
        frozen = await freeze_target(actor, space_id, target, columns, "input", "target")
        made.eval_target_version_id, made.prompt_commit_id = frozen.id, frozen.prompt_commit_id
        await store_experiment(made, places)
        record.record("experiment.created", made)
    return made


async def store_experiment(made: Experiment, places: list[dict[str, Any]]) -> None:
    """Store an experiment with its evaluators, all of them checked; within a change."""
    try:
        await made.save(force_create=True)
    except IntegrityError:
        raise ExperimentNameTaken(path=("input", "name")) from None
    for place in places:
        await ExperimentEvaluator.create(experiment=made, space_id=made.space_id, **place)


async def free_name(space_id: int, name: str) -> str:
    """A name that an experiment of the space may have."""
    title = name.strip()
    if not 1 <= len(title) <= 200:
        raise Invalid("Give a name of 1 to 200 characters.", path=("input", "name"))
    if await Experiment.filter(space_id=space_id, name=title, deleted_at__isnull=True).exists():
        raise ExperimentNameTaken(path=("input", "name"))
    return title


def _require_same_space(found: int, wanted: int, *path: str) -> None:
    if found != wanted:
        raise NotFound("That belongs to another space.", path=("input", *path))


async def columns_of_version(version: DatasetVersion) -> Columns:
    """The columns that a dataset version has."""
    return Columns.of((await DatasetSchema.get(id=version.schema_id)).columns)


async def checked_places(
    actor: Actor, space_id: int, evaluators: list[dict[str, Any]], columns: Columns
) -> list[dict[str, Any]]:
    """Evaluators in their places as columns of `ExperimentEvaluator`, or the first thing that is wrong with one."""
    if len(evaluators) > MOST_EVALUATORS:
        raise Invalid(f"An experiment has {MOST_EVALUATORS} evaluators at most.", path=("input", "evaluators"))
    places: list[dict[str, Any]] = []
    for index, given in enumerate(evaluators):
        place = await _place(actor, space_id, given, columns, "evaluators", str(index))
        if any(place["alias"] == other["alias"] for other in places):
            raise AliasTaken(path=("input", "evaluators", index, "alias"))
        places.append(place)
    return places


async def _place(actor: Actor, space_id: int, given: dict[str, Any], columns: Columns, *path: str) -> dict[str, Any]:
    at = ("input", *path, "evaluatorVersionId")
    version = await get(EvaluatorVersion, given["evaluator_version_id"], actor, path=at)
    _require_same_space(version.space_id, space_id, *path, "evaluatorVersionId")
    mappings = [InputMapping(**mapping) for mapping in given.get("inputs") or []]
    wanted = [EvaluatorInput(**wanted) for wanted in version.inputs]
    check(mappings, columns=columns, wanted=wanted, path=("input", *path, "inputs"))
    alias = given.get("alias") or (await Evaluator.get(id=version.evaluator_id)).name
    weight = given.get("weight", 1.0)
    if weight < 0:
        raise Invalid("A weight cannot be negative.", path=("input", *path, "weight"))
    return {
        "evaluator_version_id": version.id,
        "alias": _checked_alias(alias, *path),
        "weight": weight,
        "inputs": [asdict(mapping) for mapping in mappings],
    }


def _checked_alias(alias: str, *path: str) -> str:
    text = alias.strip()
    if not 1 <= len(text) <= 120:
        raise Invalid("An alias has 1 to 120 characters.", path=("input", *path, "alias"))
    return text


async def rename_experiment(actor: Actor, *, experiment_id: int, name: str, description: str | None = None) -> Experiment:
    """Give an experiment another name, and another description if one is given."""
    experiment = await get(Experiment, experiment_id, actor)
    async with change(actor, Permission.WRITE_EXPERIMENTS, experiment.space_id) as record:
        before = {"name": experiment.name, "description": experiment.description}
        if name.strip() != experiment.name:
            experiment.name = await free_name(experiment.space_id, name)
        experiment.description = description if description is not None else experiment.description
        experiment.updated_at = now()
        await experiment.save(update_fields=["name", "description", "updated_at"])
        record.record("experiment.renamed", experiment, before=before, after={"name": experiment.name})
    return experiment


async def delete_experiment(actor: Actor, *, experiment_id: int) -> Space:
    """Delete an experiment; its name is free again. A run that is not over has to be cancelled first."""
    seen = await get(Experiment, experiment_id, actor)
    async with change(actor, Permission.WRITE_EXPERIMENTS, seen.space_id) as record:
        experiment = await locked_experiment(seen.id)
        await require_idle(experiment.id)
        experiment.deleted_at = now()
        await experiment.save(update_fields=["deleted_at"])
        record.record("experiment.deleted", experiment)
        return await Space.get(id=experiment.space_id)
