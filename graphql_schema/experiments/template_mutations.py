"""Templates of experiments: keeping them, and making experiments of them."""

import strawberry
from strawberry.scalars import JSON
from strawberry.types.unset import UNSET

from app.accounts.models import Space
from app.datasets.models import Dataset, DatasetVersion
from app.experiments import models, templates
from graphql_schema.core.context import Info
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation
from graphql_schema.evaluation.inputs import EvalTargetInput
from graphql_schema.experiments.mutations import ExperimentEvaluatorInput


@strawberry.input(description="A new template.")
class CreateExperimentTemplateInput:
    space_id: strawberry.ID = ref(Space, "The space that will own it.")
    name: str = strawberry.field(description="Display name, unique in the space.")
    dataset_id: strawberry.ID = ref(Dataset, "The dataset on which its experiments are run.")
    target: EvalTargetInput = strawberry.field(description="What is evaluated; labels are resolved when it is used.")
    evaluators: list[ExperimentEvaluatorInput] = strawberry.field(description="What scores the outputs.")
    description: str | None = strawberry.field(default=None, description="What it is for.")
    metadata: JSON | None = strawberry.field(default=None, description="What its experiments note.")
    tags: list[str] = strawberry.field(default_factory=list, description="Words that its experiments are found by.")
    concurrency: int = strawberry.field(default=10, description="Items worked on at once.")
    repetitions: int = strawberry.field(default=1, description="How often each item is done, from 1 to 100.")
    cache_responses: bool = strawberry.field(
        default=False, description="Take a model's answer to the same request from an earlier run."
    )
    item_timeout_seconds: int = strawberry.field(
        default=600, description="Longest time that the calls for one item may take, from 1 to 86400."
    )


@strawberry.input(description="What is to change about a template; what is not given stays.")
class UpdateExperimentTemplateInput:
    experiment_template_id: strawberry.ID = ref(models.ExperimentTemplate, "The template.")
    name: str | None = strawberry.field(default=UNSET, description="Another display name, unique in the space.")
    description: str | None = strawberry.field(default=UNSET, description="What it is for; null for nothing.")
    target: EvalTargetInput | None = strawberry.field(default=UNSET, description="Something else to evaluate.")
    evaluators: list[ExperimentEvaluatorInput] | None = strawberry.field(default=UNSET, description="Other evaluators.")
    metadata: JSON | None = strawberry.field(default=UNSET, description="What its experiments note.")
    tags: list[str] | None = strawberry.field(default=UNSET, description="Words that its experiments are found by.")
    concurrency: int | None = strawberry.field(default=UNSET, description="Items worked on at once.")
    repetitions: int | None = strawberry.field(default=UNSET, description="How often each item is done.")
    cache_responses: bool | None = strawberry.field(
        default=UNSET, description="Take a model's answer to the same request from an earlier run."
    )
    item_timeout_seconds: int | None = strawberry.field(
        default=UNSET, description="Longest time that the calls for one item may take."
    )


@strawberry.input(description="Which template to delete.")
class DeleteExperimentTemplateInput:
    experiment_template_id: strawberry.ID = ref(models.ExperimentTemplate, "The template.")


@strawberry.input(description="An experiment to be made from a template; what is not given is as it is there.")
class CreateExperimentFromTemplateInput:
    experiment_template_id: strawberry.ID = ref(models.ExperimentTemplate, "The template.")
    name: str = strawberry.field(description="Display name of the experiment, unique in the space.")
    dataset_version_id: strawberry.ID | None = ref(
        DatasetVersion, "The items; the dataset's newest version if not given.", default=None
    )
    target: EvalTargetInput | None = strawberry.field(default=None, description="Something else to evaluate.")
    evaluators: list[ExperimentEvaluatorInput] | None = strawberry.field(default=None, description="Other evaluators.")
    description: str | None = strawberry.field(default=None, description="What it is to find out.")
    metadata: JSON | None = strawberry.field(default=None, description="Whatever you want to note.")
    tags: list[str] | None = strawberry.field(default=None, description="Words to find it by.")
    concurrency: int | None = strawberry.field(default=None, description="Items worked on at once.")
    repetitions: int | None = strawberry.field(default=None, description="How often each item is done.")
    cache_responses: bool | None = strawberry.field(
        default=None, description="Take a model's answer to the same request from an earlier run."
    )
    item_timeout_seconds: int | None = strawberry.field(
        default=None, description="Longest time that the calls for one item may take."
    )


@strawberry.type
class ExperimentTemplateMutations:
    """What changes templates, and makes experiments of them."""

    @mutation
    async def create_experiment_template(
        self, info: Info, input: CreateExperimentTemplateInput
    ) -> models.ExperimentTemplate:
        """Keep a dataset, a target and evaluators, to make experiments of again and again."""
        return await templates.create_experiment_template(info.context.actor, **values(input))

    @mutation
    async def update_experiment_template(
        self, info: Info, input: UpdateExperimentTemplateInput
    ) -> models.ExperimentTemplate:
        """Change a template; experiments that were made from it stay as they are."""
        return await templates.update_experiment_template(info.context.actor, **values(input))

    @mutation
    async def delete_experiment_template(self, info: Info, input: DeleteExperimentTemplateInput) -> Space:
        """Delete a template; the experiments made from it stay."""
        return await templates.delete_experiment_template(info.context.actor, **values(input))

    @mutation
    async def create_experiment_from_template(
        self, info: Info, input: CreateExperimentFromTemplateInput
    ) -> models.Experiment:
        """Make an experiment from a template, with whatever is to be different."""
        return await templates.create_experiment_from_template(info.context.actor, **values(input))
