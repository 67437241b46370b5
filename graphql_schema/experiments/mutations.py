"""Making, renaming and deleting experiments."""

from __future__ import annotations

import strawberry
from strawberry.scalars import JSON

from app.accounts.models import Space
from app.datasets.models import DatasetVersion
from app.evaluation.models import EvaluatorVersion
from app.experiments import experiments, models
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
    weight: float = strawberry.field(default=1.0, description="Its share in the weighted score; not negative.")
    inputs: list[EvaluatorInputMappingInput] = strawberry.field(
        default_factory=list, description="Where each of its inputs comes from."
    )


@strawberry.input(description="A new experiment.")
class CreateExperimentInput:
    space_id: strawberry.ID = ref(Space, "The space that will own it.")
    name: str = strawberry.field(description="Display name, unique in the space.")
    description: str | None = strawberry.field(default=None, description="What it is to find out.")
    metadata: JSON | None = strawberry.field(default=None, description="Whatever you want to note.")
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


@strawberry.input(description="Another name for an experiment.")
class RenameExperimentInput:
    experiment_id: strawberry.ID = ref(models.Experiment, "The experiment.")
    name: str = strawberry.field(description="Display name, unique in the space.")
    description: str | None = strawberry.field(default=None, description="What it is to find out; unchanged if not given.")


@strawberry.input(description="Which experiment to delete.")
class DeleteExperimentInput:
    experiment_id: strawberry.ID = ref(models.Experiment, "The experiment.")


@strawberry.type
class ExperimentMutations:
    """What changes experiments."""

    @mutation
    async def create_experiment(self, info: Info, input: CreateExperimentInput) -> models.Experiment:
        """Put a dataset version, a target and evaluators together; all of it is checked before anything costs money."""
        return await experiments.create_experiment(info.context.actor, **values(input))

    @mutation
    async def rename_experiment(self, info: Info, input: RenameExperimentInput) -> models.Experiment:
        """Give an experiment another name."""
        return await experiments.rename_experiment(info.context.actor, **values(input))

    @mutation
    async def delete_experiment(self, info: Info, input: DeleteExperimentInput) -> Space:
        """Delete an experiment with its results; its name is free again."""
        return await experiments.delete_experiment(info.context.actor, **values(input))
