"""Making, changing, copying and deleting experiments, and what they are made from and compared with."""

import strawberry
from strawberry.scalars import JSON
from strawberry.types.unset import UNSET

from app.accounts.models import Space
from app.datasets.models import DatasetVersion
from app.evaluation.models import EvaluatorVersion
from app.experiments import baselines, experiments, models
from graphql_schema.core.context import Info
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation
from graphql_schema.evaluation.inputs import EvalTargetInput, EvaluatorInputMappingInput


@strawberry.input(description="An evaluator in an experiment.")
class ExperimentEvaluatorInput:
    evaluator_version_id: strawberry.ID = ref(EvaluatorVersion, "The evaluator.")
    alias: str | None = strawberry.field(
        default=None, description="Its name in this experiment, and of its metric; the evaluator's name if not given."
    )
    weight: float = strawberry.field(default=1.0, description="Its share in the weighted score; more than zero.")
    inputs: list[EvaluatorInputMappingInput] = strawberry.field(
        default_factory=list, description="Where each of its inputs comes from."
    )


@strawberry.input(description="A new experiment.")
class CreateExperimentInput:
    space_id: strawberry.ID = ref(Space, "The space that will own it.")
    name: str = strawberry.field(description="Display name, unique in the space.")
    description: str | None = strawberry.field(default=None, description="What it is to find out.")
    metadata: JSON | None = strawberry.field(default=None, description="Whatever you want to note.")
    tags: list[str] = strawberry.field(default_factory=list, description="Words to find it by; 20 at most.")
    dataset_version_id: strawberry.ID = ref(DatasetVersion, "The items it is run on.")
    target: EvalTargetInput = strawberry.field(description="What is evaluated.")
    evaluators: list[ExperimentEvaluatorInput] = strawberry.field(description="What scores the outputs.")
    concurrency: int = strawberry.field(
        default=10, description="Items worked on at once, from 1 to what the installation allows."
    )
    repetitions: int = strawberry.field(default=1, description="How often each item is done, from 1 to 100.")
    cache_responses: bool = strawberry.field(
        default=False, description="Take a model's answer to the same request from an earlier run."
    )
    item_timeout_seconds: int = strawberry.field(
        default=600, description="Longest time that the calls for one item may take, from 1 to 86400."
    )


@strawberry.input(description="What is to change about an experiment; what is not given stays.")
class UpdateExperimentInput:
    experiment_id: strawberry.ID = ref(models.Experiment, "The experiment.")
    name: str | None = strawberry.field(default=UNSET, description="Another display name, unique in the space.")
    description: str | None = strawberry.field(default=UNSET, description="What it is to find out; null for nothing.")
    metadata: JSON | None = strawberry.field(default=UNSET, description="Whatever you want to note, in place of what was.")
    tags: list[str] | None = strawberry.field(default=UNSET, description="Words to find it by, in place of those before.")
    concurrency: int | None = strawberry.field(default=UNSET, description="Items that its next runs work on at once.")
    repetitions: int | None = strawberry.field(default=UNSET, description="How often its next runs do each item.")
    cache_responses: bool | None = strawberry.field(
        default=UNSET, description="Take a model's answer to the same request from an earlier run."
    )
    item_timeout_seconds: int | None = strawberry.field(
        default=UNSET, description="Longest time that the calls for one item may take in its next runs."
    )


@strawberry.input(description="An experiment to be made after another; what is not given is as it is there.")
class CloneExperimentInput:
    experiment_id: strawberry.ID = ref(models.Experiment, "The experiment.")
    name: str = strawberry.field(description="Display name of the new one, unique in the space.")
    description: str | None = strawberry.field(default=None, description="What it is to find out.")
    metadata: JSON | None = strawberry.field(default=None, description="Whatever you want to note.")
    tags: list[str] | None = strawberry.field(default=None, description="Words to find it by.")
    dataset_version_id: strawberry.ID | None = ref(DatasetVersion, "Other items to run it on.", default=None)
    target: EvalTargetInput | None = strawberry.field(default=None, description="Something else to evaluate.")
    evaluators: list[ExperimentEvaluatorInput] | None = strawberry.field(default=None, description="Other evaluators.")
    concurrency: int | None = strawberry.field(default=None, description="Items worked on at once.")
    repetitions: int | None = strawberry.field(default=None, description="How often each item is done.")
    cache_responses: bool | None = strawberry.field(
        default=None, description="Take a model's answer to the same request from an earlier run."
    )
    item_timeout_seconds: int | None = strawberry.field(
        default=None, description="Longest time that the calls for one item may take."
    )


@strawberry.input(description="Which experiment to delete.")
class DeleteExperimentInput:
    experiment_id: strawberry.ID = ref(models.Experiment, "The experiment.")


@strawberry.input(description="Which run others are compared with.")
class SetBaselineRunInput:
    experiment_run_id: strawberry.ID = ref(models.ExperimentRun, "The run, which has ended.")
    label: str = strawberry.field(
        default=baselines.DEFAULT, description="What it is the baseline for; `default` is what comparisons take."
    )


@strawberry.input(description="Which baseline to let go.")
class ClearBaselineRunInput:
    experiment_baseline_id: strawberry.ID = ref(models.ExperimentBaseline, "The baseline.")


@strawberry.type
class ExperimentMutations:
    """What changes experiments."""

    @mutation
    async def create_experiment(self, info: Info, input: CreateExperimentInput) -> models.Experiment:
        """Put a dataset version, a target and evaluators together; all of it is checked before anything costs money."""
        return await experiments.create_experiment(info.context.actor, **values(input))

    @mutation
    async def update_experiment(self, info: Info, input: UpdateExperimentInput) -> models.Experiment:
        """Change what an experiment is called and how its next runs are carried out; what is measured stays."""
        return await experiments.update_experiment(info.context.actor, **values(input))

    @mutation
    async def clone_experiment(self, info: Info, input: CloneExperimentInput) -> models.Experiment:
        """Make an experiment after another one, with whatever is to be different; runs are not copied."""
        return await experiments.clone_experiment(info.context.actor, **values(input))

    @mutation
    async def delete_experiment(self, info: Info, input: DeleteExperimentInput) -> Space:
        """Delete an experiment with its results; its name is free again."""
        return await experiments.delete_experiment(info.context.actor, **values(input))

    @mutation
    async def set_baseline_run(self, info: Info, input: SetBaselineRunInput) -> models.ExperimentBaseline:
        """Let comparisons of runs on the same dataset start from this run, in place of the one before."""
        return await baselines.set_baseline_run(info.context.actor, **values(input))

    @mutation
    async def clear_baseline_run(self, info: Info, input: ClearBaselineRunInput) -> models.ExperimentRun:
        """Let comparisons no longer start from a run; gives the run."""
        return await baselines.clear_baseline_run(info.context.actor, **values(input))
