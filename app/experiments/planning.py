"""From an experiment's rows to the plan that its runs carry out."""

from __future__ import annotations

import asyncio

from app.evaluation.evaluators import output_names, prepare_evaluator
from app.evaluation.mapping import InputMapping
from app.evaluation.models import EvalTarget, EvalTargetVersion, EvaluatorVersion
from app.evaluation.targets import prepare_target
from app.experiments.models import Experiment, ExperimentEvaluator, ExperimentRun
from app.experiments.plans import Place, Plan


async def plan_of(run: ExperimentRun) -> Plan:
    """Everything a run needs for its items, made ready once."""
    experiment = await Experiment.get(id=run.experiment_id)
    target_version = await EvalTargetVersion.get(id=experiment.eval_target_version_id)
    places = await ExperimentEvaluator.filter(experiment=experiment).order_by("id")
    return Plan(
        run_id=run.id,
        experiment_id=experiment.id,
        space_id=run.space_id,
        user_id=run.created_by_id,
        eval_target_version_id=target_version.id,
        target=await prepare_target(target_version),
        places=tuple(await asyncio.gather(*(_place(place) for place in places))),
        uses_cache=run.cache_responses,
        item_timeout_seconds=run.item_timeout_seconds,
        target_kind=(await EvalTarget.get(id=target_version.eval_target_id)).kind,
        turns=target_version.config.get("turns"),
    )


async def _place(place: ExperimentEvaluator) -> Place:
    version = await EvaluatorVersion.get(id=place.evaluator_version_id)
    return Place(
        alias=place.alias,
        weight=place.weight,
        mappings=tuple(InputMapping(**mapping) for mapping in place.inputs),
        required=frozenset(wanted["name"] for wanted in version.inputs if wanted.get("required", True)),
        evaluator_id=version.evaluator_id,
        evaluator_version_id=version.id,
        evaluate=await prepare_evaluator(version),
        outputs=tuple(output_names(version.kind, version.config)),
    )
