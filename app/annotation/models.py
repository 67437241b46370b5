"""What people say about results: what may be said, and who said it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields

from app.core.choices import Choice
from app.core.clock import now
from app.core.model import JsonField, SpaceOwned, optional_user

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.models import User
    from app.experiments.models import Experiment, ExperimentItemResult


class ScoreDataType(Choice):
    """What kind of answer is asked for."""

    NUMERIC = "NUMERIC", "A number, within bounds where some are set."
    CATEGORICAL = "CATEGORICAL", "One of some categories, each with a number."
    BOOLEAN = "BOOLEAN", "True or False."
    TEXT = "TEXT", "Words."


class ScoreConfig(SpaceOwned):
    """A question that people are asked about results, and what its answers may be."""

    sortable = ("updated_at", "name")
    filterable = ("name", "data_type", "is_archived", "updated_at")

    name = fields.CharField(35, description="Its name, unique in the space.")
    data_type = fields.CharEnumField(
        ScoreDataType, max_length=16, description="What kind of answer it takes; never changes."
    )
    min_value = fields.FloatField(null=True, description="Least number, for NUMERIC; null for no bound.")
    max_value = fields.FloatField(null=True, description="Greatest number, for NUMERIC; null for no bound.")
    categories: list[dict[str, Any]] = JsonField(
        default=list, description="Categories with their numbers, for CATEGORICAL and BOOLEAN."
    )
    description: str | None = fields.TextField(null=True, description="What is asked, for those who answer.")
    is_archived = fields.BooleanField(default=False, description="Takes no more answers; those that are there stay.")
    created_by: fields.ForeignKeyNullableRelation[User] = optional_user("Who made it.")
    created_by_id: int | None
    updated_at: datetime = fields.DatetimeField(default=now, description="When it last changed.")

    class Meta:
        unique_together = (("space_id", "name"),)
        indexes = (("space_id", "id"), ("space_id", "updated_at", "id"))


class ExperimentScoreConfig(SpaceOwned):
    """A question that is asked about the results of an experiment."""

    experiment: fields.ForeignKeyRelation[Experiment] = fields.ForeignKeyField(
        "models.Experiment", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The experiment."
    )
    experiment_id: int
    score_config: fields.ForeignKeyRelation[ScoreConfig] = fields.ForeignKeyField(
        "models.ScoreConfig", related_name=False, on_delete=fields.CASCADE, db_index=False, description="The question."
    )
    score_config_id: int

    class Meta:
        unique_together = (("experiment_id", "score_config_id"),)
        indexes = (("score_config_id", "id"),)


class ResultAnnotation(SpaceOwned):
    """A person's answer to a question about a result."""

    filterable = ("score_config_id", "author_id", "turn_index", "value", "label", "text", "comment", "updated_at")

    item_result: fields.ForeignKeyRelation[ExperimentItemResult] = fields.ForeignKeyField(
        "models.ExperimentItemResult",
        related_name=False,
        on_delete=fields.CASCADE,
        db_index=False,
        description="The result.",
    )
    item_result_id: int
    turn_index = fields.IntField(default=0, description="The turn it is about, from 1; 0 for the result as a whole.")
    run_id = fields.BigIntField(description="The run that the result is of.")
    score_config: fields.ForeignKeyRelation[ScoreConfig] = fields.ForeignKeyField(
        "models.ScoreConfig", related_name=False, on_delete=fields.RESTRICT, db_index=False, description="The question."
    )
    score_config_id: int
    author: fields.ForeignKeyNullableRelation[User] = optional_user("Who answered.")
    author_id: int | None
    value = fields.FloatField(null=True, description="The number; of a category, the category's.")
    label = fields.CharField(200, null=True, description="The category, True or False.")
    text = fields.TextField(null=True, description="The words, for TEXT.")
    comment = fields.TextField(null=True, description="Why, in the author's words.")
    updated_at: datetime = fields.DatetimeField(default=now, description="When it was last changed.")

    class Meta:
        unique_together = (("item_result_id", "turn_index", "score_config_id", "author_id"),)
        indexes = (
            ("item_result_id", "id"),
            ("run_id", "id"),
            ("run_id", "score_config_id", "id"),
            ("score_config_id", "id"),
        )
