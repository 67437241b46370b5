"""The runs that others on the same dataset are compared with."""

from __future__ import annotations

from collections.abc import Sequence

from app.accounts.access import Actor, Permission, get, scope
from app.accounts.change import change
from app.core.clock import now
from app.core.conditions import AllOf, equals, one_of
from app.core.errors import Conflict, Invalid
from app.core.rows import Row, by_ids, select, values_of
from app.datasets.documents import is_name
from app.datasets.models import Dataset, DatasetVersion
from app.experiments.choosing import require_ended
from app.experiments.models import Experiment, ExperimentBaseline, ExperimentItemResult, ExperimentRun

DEFAULT = "default"
MAX_LABEL = 64


class InvalidLabel(Invalid):
    """A baseline's label has 1 to 64 characters, none of them a control character."""

    code = "INVALID_LABEL"


class NoResults(Conflict):
    """The run has no results that others could be compared with."""

    code = "NO_RESULTS"


async def set_baseline_run(actor: Actor, *, experiment_run_id: int, label: str = DEFAULT) -> ExperimentBaseline:
    """Let comparisons of runs on the same dataset start from this run; the one before it under that label is let go."""
    run = await get(ExperimentRun, experiment_run_id, actor)
    experiment = await get(Experiment, run.experiment_id, actor, path=("input", "experimentRunId"))
    title = label.strip()
    if not is_name(title, MAX_LABEL):
        raise InvalidLabel(path=("input", "label"))
    async with change(actor, Permission.WRITE_EXPERIMENTS, run.space_id) as record:
        require_ended(run, "input", "experimentRunId")
        if not await ExperimentItemResult.filter(run_id=run.id).exists():
            raise NoResults(path=("input", "experimentRunId"))
        version = await DatasetVersion.get(id=experiment.dataset_version_id)
        # Held until the commit, so that two who choose at once make one row and not two.
        await Dataset.select_for_update(no_key=True).get(id=version.dataset_id)
        baseline, before = await _of_label(version, title, run)
        baseline.run_id, baseline.set_by_id, baseline.updated_at = run.id, actor.user_id, now()
        await baseline.save()
        record.record("experiment_baseline.set", baseline, before=before, after={"label": title, "run_id": run.id})
    return baseline


async def _of_label(
    version: DatasetVersion, label: str, run: ExperimentRun
) -> tuple[ExperimentBaseline, dict[str, int] | None]:
    """The baseline of a dataset under a label, and the run that it was by now."""
    found = await ExperimentBaseline.get_or_none(dataset_id=version.dataset_id, label=label)
    if found is not None:
        return found, {"run_id": found.run_id}
    return ExperimentBaseline(space_id=run.space_id, dataset_id=version.dataset_id, label=label), None


async def clear_baseline_run(actor: Actor, *, experiment_baseline_id: int) -> ExperimentRun:
    """Let comparisons no longer start from a run under a label; gives the run."""
    baseline = await get(ExperimentBaseline, experiment_baseline_id, actor)
    async with change(actor, Permission.WRITE_EXPERIMENTS, baseline.space_id) as record:
        run = await ExperimentRun.get(id=baseline.run_id)
        record.record("experiment_baseline.cleared", baseline, before={"label": baseline.label, "run_id": run.id})
        await baseline.delete()
    return run


async def baseline_of_dataset(dataset_id: int, label: str = DEFAULT) -> int | None:
    """The run that a dataset has as its baseline under a label."""
    found = await ExperimentBaseline.get_or_none(dataset_id=dataset_id, label=label)
    return found.run_id if found else None


async def baselines_of_experiments(actor: Actor, experiments: Sequence[int]) -> list[Row | None]:
    """The run that the runs of each experiment are compared with, if one is chosen for its dataset."""
    read = await values_of(Experiment, ("id", "dataset_version_id"), one_of("id", experiments))
    versions = {row[0]: row[1] for row in read}
    read = await values_of(DatasetVersion, ("id", "dataset_id"), one_of("id", list(set(versions.values()))))
    datasets = {row[0]: row[1] for row in read}
    chosen = AllOf((one_of("dataset_id", list(set(datasets.values()))), equals("label", DEFAULT)))
    runs = {row.dataset_id: row.run_id for row in await select(ExperimentBaseline, chosen)}
    found = await by_ids(ExperimentRun, set(runs.values()), scope(ExperimentRun, actor))
    return [found.get(runs.get(datasets[versions[pk]], 0)) for pk in experiments]
