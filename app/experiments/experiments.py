"""Making, changing, copying and deleting experiments."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from app.accounts.access import Actor, Permission, get
from app.accounts.change import Change, change
from app.accounts.models import Space
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotFound
from app.datasets.documents import as_document
from app.datasets.models import DatasetSchema, DatasetVersion
from app.evaluation.evaluators import metric_names
from app.evaluation.kinds.judge import messages_of
from app.evaluation.mapping import Columns, EvaluatorInput, InputMapping, check, require_column
from app.evaluation.models import EvalTargetVersion, Evaluator, EvaluatorKind, EvaluatorVersion
from app.evaluation.showing import with_part_types
from app.evaluation.targets import freeze_target
from app.experiments.aggregates import RESERVED
from app.experiments.bounds import checked_concurrency, checked_repetitions, checked_timeout
from app.experiments.choices import FINAL, ExperimentOrigin
from app.experiments.models import Experiment, ExperimentBaseline, ExperimentEvaluator, ExperimentRun
from app.experiments.words import checked_name, checked_tags

MOST_EVALUATORS = 50
SETTINGS = ("concurrency", "repetitions", "cache_responses", "item_timeout_seconds")


class ExperimentNameTaken(Conflict):
    """There is an experiment of that name already; choose another."""

    code = "EXPERIMENT_NAME_TAKEN"


class AliasTaken(Invalid):
    """Two evaluators of an experiment cannot have the same alias."""

    code = "ALIAS_TAKEN"


class AliasReserved(Invalid):
    """Every run has a metric of that name; choose another alias."""

    code = "ALIAS_RESERVED"


class InvalidWeight(Invalid):
    """A weight is more than zero; leave the evaluator out if it is not to count."""

    code = "INVALID_WEIGHT"


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


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an experiment comes from."""

    kind: ExperimentOrigin = ExperimentOrigin.NEW
    template_id: int | None = None
    cloned_from_id: int | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What an experiment is put together from, as a client names it."""

    name: str
    dataset_version_id: int
    target: dict[str, Any] | int
    """A choice to be frozen, or the id of a version that is frozen already."""
    evaluators: list[dict[str, Any]]
    description: str | None = None
    metadata: dict[str, Any] | None = None
    tags: list[str] = field(default_factory=list)
    concurrency: int = 10
    repetitions: int = 1
    cache_responses: bool = False
    item_timeout_seconds: int = 600


async def create_experiment(actor: Actor, *, space_id: int, **given: Any) -> Experiment:
    """Put a dataset version, a target and evaluators together; everything is checked now, before anything costs money."""
    await get(Space, space_id, actor)
    return await make_experiment(actor, space_id, Parts(**given), Origin())


async def make_experiment(actor: Actor, space_id: int, parts: Parts, origin: Origin) -> Experiment:
    """Store an experiment, once all of it is checked."""
    version = await checked_version(actor, space_id, parts.dataset_version_id)
    columns = await columns_of_version(version)
    async with change(actor, Permission.WRITE_EXPERIMENTS, space_id) as record:
        made = Experiment(
            space_id=space_id,
            name=await free_name(space_id, parts.name),
            description=parts.description,
            metadata=as_document(parts.metadata, "input", "metadata"),
            tags=checked_tags(parts.tags),
            dataset_version_id=version.id,
            origin=origin.kind,
            template_id=origin.template_id,
            cloned_from_id=origin.cloned_from_id,
            created_by_id=actor.user_id,
            **checked_settings(asdict(parts)),
        )
        places = await checked_places(actor, space_id, parts.evaluators, columns)
        frozen = await _target(actor, space_id, parts.target, columns)
        made.eval_target_version_id, made.prompt_commit_id = frozen.id, frozen.prompt_commit_id
        await store_experiment(made, places)
        record.record("experiment.created", made)
    return made


async def checked_version(actor: Actor, space_id: int, version_id: int) -> DatasetVersion:
    """A dataset version of the space."""
    version = await get(DatasetVersion, version_id, actor)
    _require_same_space(version.space_id, space_id, "datasetVersionId")
    return version


def checked_settings(given: dict[str, Any]) -> dict[str, Any]:
    """Those of the settings that are given, each within its bounds."""
    checks = {
        "concurrency": checked_concurrency,
        "repetitions": checked_repetitions,
        "item_timeout_seconds": checked_timeout,
    }
    found = {name: given[name] for name in SETTINGS if given.get(name) is not None}
    return {name: checks[name](value) if name in checks else value for name, value in found.items()}


async def _target(actor: Actor, space_id: int, target: dict[str, Any] | int, columns: Columns) -> EvalTargetVersion:
    if isinstance(target, dict):
        return await freeze_target(actor, space_id, target, columns, "input", "target")
    frozen = await EvalTargetVersion.get(id=target)
    for column in sorted(_columns_read(frozen.config)):
        require_column(column, columns, ("input", "datasetVersionId"))
    return frozen


def _columns_read(config: Any) -> set[str]:
    """The dataset's columns that a frozen target names."""
    if isinstance(config, list):
        return {column for part in config for column in _columns_read(part)}
    if not isinstance(config, dict):
        return set()
    named = {config["column"]} if isinstance(config.get("column"), str) else set()
    return named | {column for name, part in config.items() if name != "value" for column in _columns_read(part)}


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
    title = checked_name(name)
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
    require_few(evaluators)
    taken: set[str] = set()
    return [await checked_place(actor, space_id, given, columns, index, taken) for index, given in enumerate(evaluators)]


def require_few(evaluators: list[dict[str, Any]]) -> None:
    """Refuse more evaluators than an experiment may have."""
    if len(evaluators) > MOST_EVALUATORS:
        raise Invalid(f"An experiment has {MOST_EVALUATORS} evaluators at most.", path=("input", "evaluators"))


def _take_names(names: set[str], taken: set[str], index: int) -> None:
    """Refuse an alias that another evaluator has, or whose metrics would be mixed with those of another."""
    if both := names & taken:
        message = f"Another evaluator has `{min(both)}` as its alias or as the name of a metric; choose another alias."
        raise AliasTaken(message, path=("input", "evaluators", index, "alias"))
    taken |= names


async def checked_place(
    actor: Actor, space_id: int, given: dict[str, Any], columns: Columns, index: int, taken: set[str]
) -> dict[str, Any]:
    """One evaluator in its place; what it and its metrics are called is added to what is taken."""
    path = ("evaluators", str(index))
    version = await get(EvaluatorVersion, given["evaluator_version_id"], actor, path=("input", *path, "evaluatorVersionId"))
    _require_same_space(version.space_id, space_id, *path, "evaluatorVersionId")
    mappings = [InputMapping(**mapping) for mapping in given.get("inputs") or []]
    wanted = [EvaluatorInput(**wanted) for wanted in version.inputs]
    check(mappings, columns=columns, wanted=wanted, path=("input", *path, "inputs"))
    if version.kind is EvaluatorKind.JUDGE:
        mappings = with_part_types(mappings, wanted, messages_of(version.config), columns, ("input", *path, "inputs"))
    alias = _checked_alias(given.get("alias") or (await Evaluator.get(id=version.evaluator_id)).name, *path)
    _take_names({alias, *metric_names(version, alias)}, taken, index)
    return {
        "evaluator_version_id": version.id,
        "alias": alias,
        "weight": _checked_weight(given.get("weight", 1.0), *path),
        "inputs": [_stored(mapping) for mapping in mappings],
    }


def _stored(mapping: InputMapping) -> dict[str, Any]:
    kept = asdict(mapping)
    return kept if mapping.part_type else {name: value for name, value in kept.items() if name != "part_type"}


def _checked_alias(alias: str, *path: str) -> str:
    text = alias.strip()
    if not 1 <= len(text) <= 120 or not text.isprintable():
        raise Invalid("An alias has 1 to 120 characters, none of them a control character.", path=("input", *path, "alias"))
    if text in RESERVED:
        raise AliasReserved(path=("input", *path, "alias"))
    return text


def _checked_weight(weight: float, *path: str) -> float:
    if not math.isfinite(weight) or weight <= 0:
        raise InvalidWeight(path=("input", *path, "weight"))
    return weight


async def update_experiment(actor: Actor, *, experiment_id: int, **given: Any) -> Experiment:
    """Change what an experiment is called and how its next runs are carried out; what is measured stays as it is."""
    seen = await get(Experiment, experiment_id, actor)
    async with change(actor, Permission.WRITE_EXPERIMENTS, seen.space_id) as record:
        experiment = await locked_experiment(seen.id)
        changes = await _changes(experiment, given)
        before = {name: getattr(experiment, name) for name in changes}
        experiment.update_from_dict(changes | {"updated_at": now()})
        try:
            await experiment.save(update_fields=[*changes, "updated_at"])
        except IntegrityError:
            raise ExperimentNameTaken(path=("input", "name")) from None
        record.record("experiment.updated", experiment, before=before, after=changes)
    return experiment


async def _changes(experiment: Experiment, given: dict[str, Any]) -> dict[str, Any]:
    """The columns that change; a description may be taken away, anything else that is null stays."""
    changes = checked_settings(given)
    if given.get("name") is not None and given["name"].strip() != experiment.name:
        changes["name"] = await free_name(experiment.space_id, given["name"])
    if "description" in given:
        changes["description"] = given["description"]
    if given.get("metadata") is not None:
        changes["metadata"] = as_document(given["metadata"], "input", "metadata")
    if given.get("tags") is not None:
        changes["tags"] = checked_tags(given["tags"])
    return changes


async def clone_experiment(actor: Actor, *, experiment_id: int, name: str, **changes: Any) -> Experiment:
    """Make an experiment after another one, with whatever is to be different; runs are not copied."""
    earlier = await get(Experiment, experiment_id, actor)
    parts = await _parts_of(earlier, name)
    wanted = {column: value for column, value in changes.items() if value is not None}
    origin = Origin(ExperimentOrigin.CLONE, earlier.template_id, earlier.id)
    return await make_experiment(actor, earlier.space_id, Parts(**(parts | wanted)), origin)


async def _parts_of(experiment: Experiment, name: str) -> dict[str, Any]:
    """What an experiment was put together from."""
    places = await ExperimentEvaluator.filter(experiment_id=experiment.id).order_by("id")
    kept = ("evaluator_version_id", "alias", "weight", "inputs")
    same = ("dataset_version_id", "description", "metadata", "tags", *SETTINGS)
    return {column: getattr(experiment, column) for column in same} | {
        "name": name,
        "target": experiment.eval_target_version_id,
        "evaluators": [{column: getattr(place, column) for column in kept} for place in places],
    }


async def delete_experiment(actor: Actor, *, experiment_id: int) -> Space:
    """Delete an experiment; its name is free again. A run that is not over has to be cancelled first."""
    seen = await get(Experiment, experiment_id, actor)
    async with change(actor, Permission.WRITE_EXPERIMENTS, seen.space_id) as record:
        experiment = await locked_experiment(seen.id)
        await require_idle(experiment.id)
        await _forget_baselines(record, experiment)
        experiment.deleted_at = now()
        await experiment.save(update_fields=["deleted_at"])
        record.record("experiment.deleted", experiment)
        return await Space.get(id=experiment.space_id)


async def _forget_baselines(record: Change, experiment: Experiment) -> None:
    """Nothing is compared any more with runs that nobody sees."""
    runs = await ExperimentRun.filter(experiment_id=experiment.id).values_list("id", flat=True)
    for baseline in await ExperimentBaseline.filter(run_id__in=list(runs)):
        record.record("experiment_baseline.cleared", baseline, before={"label": baseline.label, "run_id": baseline.run_id})
        await baseline.delete()
