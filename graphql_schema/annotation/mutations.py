"""Making questions about results, and answering them."""

import strawberry
from strawberry.types.unset import UNSET

from app.accounts.models import Space
from app.annotation import answers, configs, models
from app.annotation.models import ScoreDataType
from app.experiments.models import Experiment, ExperimentItemResult
from graphql_schema.core.context import Info
from graphql_schema.core.entity import graphql_enums
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation

graphql_enums(ScoreDataType)


@strawberry.input(description="A category, and the number that stands for it.")
class ScoreCategoryInput:
    label: str = strawberry.field(description="The category, of 1 to 200 characters.")
    value: float = strawberry.field(description="Its number, another one for each category.")


@strawberry.input(description="A new question about results.")
class CreateScoreConfigInput:
    space_id: strawberry.ID = ref(Space, "The space that will own it.")
    name: str = strawberry.field(description="Its name, unique in the space; 1 to 35 letters, digits, spaces and `_.()-`.")
    data_type: ScoreDataType = strawberry.field(description="What kind of answer it takes; never changes.")
    min_value: float | None = strawberry.field(default=None, description="Least number, for NUMERIC.")
    max_value: float | None = strawberry.field(default=None, description="Greatest number, for NUMERIC.")
    categories: list[ScoreCategoryInput] | None = strawberry.field(
        default=None, description="Categories, for CATEGORICAL; BOOLEAN has True and False by itself."
    )
    description: str | None = strawberry.field(default=None, description="What is asked, for those who answer.")


@strawberry.input(description="What is to change about a question; what is not given stays.")
class UpdateScoreConfigInput:
    score_config_id: strawberry.ID = ref(models.ScoreConfig, "The question.")
    name: str | None = strawberry.field(default=UNSET, description="Another name, unique in the space.")
    min_value: float | None = strawberry.field(default=UNSET, description="Least number, for NUMERIC; null for no bound.")
    max_value: float | None = strawberry.field(default=UNSET, description="Greatest number, for NUMERIC; null for no bound.")
    categories: list[ScoreCategoryInput] | None = strawberry.field(default=UNSET, description="Categories, for CATEGORICAL.")
    description: str | None = strawberry.field(default=UNSET, description="What is asked; null for nothing.")


@strawberry.input(description="Which question to archive.")
class ArchiveScoreConfigInput:
    score_config_id: strawberry.ID = ref(models.ScoreConfig, "The question.")
    is_archived: bool = strawberry.field(default=True, description="False to have it take answers again.")


@strawberry.input(description="Which questions are asked about the results of an experiment.")
class ChooseScoreConfigsInput:
    experiment_id: strawberry.ID = ref(Experiment, "The experiment.")
    score_config_ids: list[strawberry.ID] = ref(models.ScoreConfig, "The questions, in place of those before; 50 at most.")


@strawberry.input(description="An answer to a question about a result; which of the values is given depends on its kind.")
class AnnotateResultInput:
    experiment_item_result_id: strawberry.ID = ref(ExperimentItemResult, "The result.")
    score_config_id: strawberry.ID = ref(models.ScoreConfig, "The question.")
    turn_index: int = strawberry.field(default=0, description="The turn it is about, from 1; 0 for the result as a whole.")
    value: float | None = strawberry.field(default=None, description="The number, for NUMERIC; or a category by its number.")
    label: str | None = strawberry.field(default=None, description="The category, for CATEGORICAL and BOOLEAN.")
    text: str | None = strawberry.field(default=None, description="The words, for TEXT; 500 characters at most.")
    comment: str | None = strawberry.field(default=None, description="Why, in your words.")


@strawberry.input(description="Which answer to take back.")
class DeleteResultAnnotationInput:
    result_annotation_id: strawberry.ID = ref(models.ResultAnnotation, "The answer.")


@strawberry.type
class AnnotationMutations:
    """What changes questions and answers."""

    @mutation
    async def create_score_config(self, info: Info, input: CreateScoreConfigInput) -> models.ScoreConfig:
        """Make a question that people can be asked about results."""
        return await configs.create_score_config(info.context.actor, **values(input))

    @mutation
    async def update_score_config(self, info: Info, input: UpdateScoreConfigInput) -> models.ScoreConfig:
        """Change a question; answers that were given before stay as they are."""
        return await configs.update_score_config(info.context.actor, **values(input))

    @mutation
    async def archive_score_config(self, info: Info, input: ArchiveScoreConfigInput) -> models.ScoreConfig:
        """Take no more answers to a question, or take them again."""
        return await configs.archive_score_config(info.context.actor, **values(input))

    @mutation
    async def choose_score_configs(self, info: Info, input: ChooseScoreConfigsInput) -> Experiment:
        """Say which questions people are asked about the results of an experiment."""
        return await configs.choose_score_configs(info.context.actor, **values(input))

    @mutation
    async def annotate_result(self, info: Info, input: AnnotateResultInput) -> models.ResultAnnotation:
        """Answer a question about a result, or answer it anew; everybody has an answer of their own."""
        return await answers.annotate_result(info.context.actor, **values(input))

    @mutation
    async def delete_result_annotation(self, info: Info, input: DeleteResultAnnotationInput) -> ExperimentItemResult:
        """Take back an answer of yours; those who manage the space may take back any."""
        return await answers.delete_result_annotation(info.context.actor, **values(input))
