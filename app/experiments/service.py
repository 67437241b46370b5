"""Making experiments, starting and stopping their runs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tortoise.exceptions import IntegrityError

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.accounts.models import Space
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotFound
from app.core.events import bus
from app.datasets.models import DatasetSchema, DatasetVersion
from app.evaluation.mapping import EvaluatorInput, InputMapping, check
from app.evaluation.models import Evaluator, EvaluatorVersion
from app.evaluation.targets import freeze_target
from app.experiments.limits import limits
from app.experiments.models import (
    Experiment,
    ExperimentEvaluator,
    ExperimentRun,
    ExperimentRunMode,
    ExperimentRunStatus,
    ExperimentStats,
)
from app.experiments.progress import control_topic

MOST_EVALUATORS = 50


class ExperimentNameTaken(Conflict):
    """There is an experiment of that name already; choose another."""

    code = "EXPERIMENT_NAME_TAKEN"


class InvalidConcurrency(Invalid):
    """The concurrency is out of bounds."""

    code = "INVALID_CONCURRENCY"


class AliasTaken(Invalid):
    """Two evaluators of an experiment cannot have the same alias."""

    code = "ALIAS_TAKEN"


class RunInProgress(Conflict):
    """The experiment is running already; wait for the run to end, or cancel it."""

    code = "RUN_IN_PROGRESS"


class RunEnded(Conflict):
    """The run has ended already."""

    code = "RUN_ENDED"


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
) -> Experiment:
    """Put a dataset version, a target and evaluators together; everything is checked now, before anything costs money."""
    await get(Space, space_id, actor)
    version = await get(DatasetVersion, dataset_version_id, actor)
    _require_same_space(version.space_id, space_id, "datasetVersionId")
    columns = await _columns_of(version)
    async with change(actor, Permission.WRITE_EXPERIMENTS, space_id) as record:
        title = await _free_name(space_id, name)
        places = await _places(actor, space_id, evaluators, columns)
        frozen = await freeze_target(actor, space_id, target, columns, "input", "target")
        try:
            experiment = await Experiment.create(
                space_id=space_id,
                name=title,
                description=description,
                metadata=metadata or {},
                dataset_version_id=version.id,
                eval_target_version_id=frozen.id,
                prompt_commit_id=frozen.prompt_commit_id,
                concurrency=_checked_concurrency(concurrency),
                created_by_id=actor.user_id,
            )
        except IntegrityError:
            raise ExperimentNameTaken(path=("input", "name")) from None
        for place in places:
            await ExperimentEvaluator.create(experiment=experiment, space_id=space_id, **place)
        record.record("experiment.created", experiment)
    return experiment


async def _free_name(space_id: int, name: str) -> str:
    title = name.strip()
    if not 1 <= len(title) <= 200:
        raise Invalid("Give a name of 1 to 200 characters.", path=("input", "name"))
    if await Experiment.filter(space_id=space_id, name=title, deleted_at__isnull=True).exists():
        raise ExperimentNameTaken(path=("input", "name"))
    return title


def _checked_concurrency(concurrency: int) -> int:
    most = limits().concurrency
    if not 1 <= concurrency <= most:
        raise InvalidConcurrency(f"The concurrency must be from 1 to {most}.", path=("input", "concurrency"))
    return concurrency


def _require_same_space(found: int, wanted: int, *path: str) -> None:
    if found != wanted:
        raise NotFound("That belongs to another space.", path=("input", *path))


async def _columns_of(version: DatasetVersion) -> set[str]:
    schema = await DatasetSchema.get(id=version.schema_id)
    return {column["name"] for column in schema.columns}


async def _places(actor: Actor, space_id: int, evaluators: list[dict[str, Any]], columns: set[str]) -> list[dict[str, Any]]:
    if len(evaluators) > MOST_EVALUATORS:
        raise Invalid(f"An experiment has {MOST_EVALUATORS} evaluators at most.", path=("input", "evaluators"))
    places: list[dict[str, Any]] = []
    for index, given in enumerate(evaluators):
        place = await _place(actor, space_id, given, columns, "evaluators", str(index))
        if any(place["alias"] == other["alias"] for other in places):
            raise AliasTaken(path=("input", "evaluators", index, "alias"))
        places.append(place)
    return places


async def _place(actor: Actor, space_id: int, given: dict[str, Any], columns: set[str], *path: str) -> dict[str, Any]:
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


async def run_experiment(
    actor: Actor,
    *,
    experiment_id: int,
    mode: ExperimentRunMode = ExperimentRunMode.ALL,
    concurrency: int | None = None,
) -> ExperimentRun:
    """Start a run; follow it with `experimentProgress`."""
    experiment = await get(Experiment, experiment_id, actor)
    async with change(actor, Permission.RUN_EXPERIMENTS, experiment.space_id) as record:
        # The lock lets two people who start at once see each other.
        experiment = await Experiment.select_for_update().get(id=experiment_id)
        active = (ExperimentRunStatus.PENDING, ExperimentRunStatus.RUNNING, ExperimentRunStatus.CANCELLING)
        if await ExperimentRun.filter(experiment=experiment, status__in=active).exists():
            raise RunInProgress(path=("input", "experimentId"))
        experiment.run_count += 1
        run = await ExperimentRun.create(
            space_id=experiment.space_id,
            experiment=experiment,
            number=experiment.run_count,
            mode=mode,
            concurrency=_checked_concurrency(experiment.concurrency if concurrency is None else concurrency),
            created_by_id=actor.user_id,
        )
        version = await DatasetVersion.get(id=experiment.dataset_version_id)
        await ExperimentStats.create(space_id=run.space_id, run=run, total=version.item_count)
        experiment.latest_run_id, experiment.updated_at = run.id, now()
        await experiment.save(update_fields=["run_count", "latest_run_id", "updated_at"])
        record.record("experiment.run", run)
        record.submit("experiment.start", run_id=run.id)
    return run


async def cancel_experiment_run(actor: Actor, *, experiment_run_id: int) -> ExperimentRun:
    """Stop a run: calls in flight are cancelled, results so far stay, items not done by then are marked cancelled."""
    run = await get(ExperimentRun, experiment_run_id, actor)
    async with change(actor, Permission.RUN_EXPERIMENTS, run.space_id) as record:
        active = (ExperimentRunStatus.PENDING, ExperimentRunStatus.RUNNING)
        stopping = ExperimentRun.filter(id=run.id, status__in=active)
        if await stopping.update(status=ExperimentRunStatus.CANCELLING, reason="Cancelled by a person."):
            record.record("experiment.run_cancelled", run)
        elif run.status is not ExperimentRunStatus.CANCELLING:
            raise RunEnded(path=("input", "experimentRunId"))
    bus.publish(control_topic(run.id), "cancel")
    await run.refresh_from_db()
    return run


async def rename_experiment(actor: Actor, *, experiment_id: int, name: str, description: str | None = None) -> Experiment:
    """Give an experiment another name, and another description if one is given."""
    experiment = await get(Experiment, experiment_id, actor)
    async with change(actor, Permission.WRITE_EXPERIMENTS, experiment.space_id) as record:
        before = {"name": experiment.name, "description": experiment.description}
        if name.strip() != experiment.name:
            experiment.name = await _free_name(experiment.space_id, name)
        experiment.description = description if description is not None else experiment.description
        experiment.updated_at = now()
        await experiment.save(update_fields=["name", "description", "updated_at"])
        record.record("experiment.renamed", experiment, before=before, after={"name": experiment.name})
    return experiment


async def delete_experiment(actor: Actor, *, experiment_id: int) -> Space:
    """Delete an experiment; its name is free again. A run that is not over has to be cancelled first."""
    experiment = await get(Experiment, experiment_id, actor)
    async with change(actor, Permission.WRITE_EXPERIMENTS, experiment.space_id) as record:
        active = (ExperimentRunStatus.PENDING, ExperimentRunStatus.RUNNING, ExperimentRunStatus.CANCELLING)
        if await ExperimentRun.filter(experiment=experiment, status__in=active).exists():
            raise RunInProgress(path=("input", "experimentId"))
        experiment.deleted_at = now()
        await experiment.save(update_fields=["deleted_at"])
        record.record("experiment.deleted", experiment)
        return await Space.get(id=experiment.space_id)
