"""Starting runs: of all items, a few, those that failed, or those to come; and judging the outputs of a run anew."""

from __future__ import annotations

from typing import Any

from app.accounts.access import Actor, Permission, get
from app.accounts.change import Change, change
from app.core.clock import now
from app.datasets.models import DatasetVersion
from app.evaluation.models import EvalTargetKind
from app.experiments.arrivals import target_kind_of
from app.experiments.bounds import checked_concurrency, checked_repetitions
from app.experiments.budgets import budget_columns
from app.experiments.choices import ExperimentOrigin, ExperimentRunMode, ExperimentRunPriority
from app.experiments.choosing import choose_items, require_ended, require_fitting, require_results
from app.experiments.experiments import (
    checked_places,
    columns_of_version,
    free_name,
    locked_experiment,
    require_idle,
    store_experiment,
)
from app.experiments.models import Experiment, ExperimentRun, ExperimentStats


async def run_experiment(
    actor: Actor,
    *,
    experiment_id: int,
    mode: ExperimentRunMode = ExperimentRunMode.ALL,
    concurrency: int | None = None,
    priority: ExperimentRunPriority = ExperimentRunPriority.NORMAL,
    repetitions: int | None = None,
    cache_responses: bool | None = None,
    budget: dict[str, Any] | None = None,
    item_limit: int | None = None,
    dataset_item_ids: list[int] | None = None,
    base_run_id: int | None = None,
) -> ExperimentRun:
    """Start a run; follow it with `experimentProgress`."""
    seen = await get(Experiment, experiment_id, actor)
    async with change(actor, Permission.RUN_EXPERIMENTS, seen.space_id) as record:
        require_fitting(
            mode, itemLimit=item_limit, datasetItemIds=dataset_item_ids, baseRunId=base_run_id, repetitions=repetitions
        )
        experiment = await locked_experiment(seen.id)
        await require_idle(experiment.id)
        run = ExperimentRun(
            experiment_id=experiment.id,
            mode=mode,
            concurrency=checked_concurrency(experiment.concurrency if concurrency is None else concurrency),
            priority=priority,
            repetitions=checked_repetitions(experiment.repetitions if repetitions is None else repetitions),
            cache_responses=experiment.cache_responses if cache_responses is None else cache_responses,
            **budget_columns(budget),
        )
        total = await choose_items(
            actor, run, experiment, item_limit=item_limit, item_ids=dataset_item_ids, base_run_id=base_run_id
        )
        run.is_open = run.is_open or await target_kind_of(run) is EvalTargetKind.PUSHED
        await _begin(record, experiment, run, total)
    return run


async def rescore_experiment_run(
    actor: Actor, *, experiment_run_id: int, name: str, evaluators: list[dict[str, Any]]
) -> ExperimentRun:
    """Judge the outputs of a run that has ended with other evaluators, in an experiment of their own."""
    base = await get(ExperimentRun, experiment_run_id, actor)
    earlier = await get(Experiment, base.experiment_id, actor, path=("input", "experimentRunId"))
    version = await DatasetVersion.get(id=earlier.dataset_version_id)
    async with change(actor, Permission.RUN_EXPERIMENTS, base.space_id) as record:
        actor.require(Permission.WRITE_EXPERIMENTS, base.space_id)
        require_ended(base, "input", "experimentRunId")
        await require_results(base, "input", "experimentRunId")
        places = await checked_places(actor, base.space_id, evaluators, await columns_of_version(version))
        made = _alike(earlier, await free_name(base.space_id, name), actor.user_id)
        await store_experiment(made, places)
        record.record("experiment.created", made)
        run = ExperimentRun(
            mode=ExperimentRunMode.RESCORE,
            concurrency=checked_concurrency(made.concurrency),
            repetitions=base.repetitions,
            cache_responses=made.cache_responses,
            base_run_id=base.id,
        )
        stats = await ExperimentStats.get(run_id=base.id)
        await _begin(record, made, run, stats.total)
    return run


def _alike(earlier: Experiment, name: str, user_id: int | None) -> Experiment:
    """An experiment with the same items and target."""
    return Experiment(
        space_id=earlier.space_id,
        name=name,
        dataset_version_id=earlier.dataset_version_id,
        eval_target_version_id=earlier.eval_target_version_id,
        prompt_commit_id=earlier.prompt_commit_id,
        concurrency=earlier.concurrency,
        repetitions=earlier.repetitions,
        cache_responses=earlier.cache_responses,
        item_timeout_seconds=earlier.item_timeout_seconds,
        tags=earlier.tags,
        origin=ExperimentOrigin.RESCORE,
        cloned_from_id=earlier.id,
        created_by_id=user_id,
    )


async def _begin(record: Change, experiment: Experiment, run: ExperimentRun, total: int) -> None:
    """Store a run with the job that starts it."""
    experiment.run_count += 1
    run.space_id, run.experiment_id, run.number = experiment.space_id, experiment.id, experiment.run_count
    run.item_timeout_seconds, run.created_by_id = experiment.item_timeout_seconds, record.actor.user_id
    await run.save(force_create=True)
    await ExperimentStats.create(space_id=run.space_id, run_id=run.id, total=total)
    experiment.latest_run_id, experiment.updated_at = run.id, now()
    await experiment.save(update_fields=["run_count", "latest_run_id", "updated_at"])
    record.record("experiment.run", run, after={"mode": run.mode})
    record.submit("experiment.start", run_id=run.id)
