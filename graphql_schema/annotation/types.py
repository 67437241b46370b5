"""Questions about results, and what people answer, in the graph."""

import strawberry
from strawberry import auto

from app.accounts.models import Space, User
from app.annotation import models
from app.experiments.models import Experiment, ExperimentItemResult, ExperimentRun
from graphql_schema.core.connection import children
from graphql_schema.core.entity import Node, entity, parent, structured


@strawberry.type(description="A category, and the number that stands for it.")
class ScoreCategory:
    label: str = strawberry.field(description="The category.")
    value: float = strawberry.field(description="Its number.")


@entity(models.ScoreConfig)
class ScoreConfig(Node):
    """A question that people are asked about results, and what its answers may be."""

    name: auto
    data_type: auto
    min_value: auto
    max_value: auto
    description: auto
    is_archived: auto
    created_at: auto
    updated_at: auto
    space = parent(Space, by="space_id", description="The space it lives in.", is_required=True)
    categories = structured(ScoreCategory, column="categories", description="Categories, for CATEGORICAL and BOOLEAN.")
    annotations = children(models.ResultAnnotation, by="score_config_id", description="What people answered, newest first.")
    experiments = children(models.ExperimentScoreConfig, by="score_config_id", description="Experiments that ask it.")
    created_by = parent(User, by="created_by_id", description="Who made it.")


@entity(models.ExperimentScoreConfig)
class ExperimentScoreConfig(Node):
    """A question that is asked about the results of an experiment."""

    created_at: auto
    experiment = parent(Experiment, by="experiment_id", description="The experiment; null once it is deleted.")
    score_config = parent(models.ScoreConfig, by="score_config_id", description="The question.", is_required=True)


@entity(models.ResultAnnotation)
class ResultAnnotation(Node):
    """A person's answer to a question about a result."""

    turn_index: auto
    value: auto
    label: auto
    text: auto
    comment: auto
    created_at: auto
    updated_at: auto
    item_result = parent(ExperimentItemResult, by="item_result_id", description="The result.", is_required=True)
    run = parent(ExperimentRun, by="run_id", description="The run that the result is of.", is_required=True)
    score_config = parent(models.ScoreConfig, by="score_config_id", description="The question.", is_required=True)
    author = parent(User, by="author_id", description="Who answered; null once they are gone.")
