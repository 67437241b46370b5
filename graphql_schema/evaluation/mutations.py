"""Making, versioning, renaming and deleting evaluators."""

from __future__ import annotations

import strawberry

from app.accounts.models import Space
from app.evaluation import models, service
from graphql_schema.core.context import Info
from graphql_schema.core.ids import values
from graphql_schema.core.mutation import mutation
from graphql_schema.evaluation.inputs import (
    CreateEvaluatorInput,
    CreateEvaluatorVersionInput,
    DeleteEvaluatorInput,
    RenameEvaluatorInput,
)


@strawberry.type
class EvaluationMutations:
    """What changes evaluators."""

    @mutation
    async def create_evaluator(self, info: Info, input: CreateEvaluatorInput) -> models.Evaluator:
        """Make an evaluator with its first version; its settings are checked now, before anything runs."""
        return await service.create_evaluator(info.context.actor, **values(input))

    @mutation
    async def create_evaluator_version(self, info: Info, input: CreateEvaluatorVersionInput) -> models.EvaluatorVersion:
        """Give an evaluator other settings as a new version; the versions before it stay as they are."""
        return await service.create_evaluator_version(info.context.actor, **values(input))

    @mutation
    async def rename_evaluator(self, info: Info, input: RenameEvaluatorInput) -> models.Evaluator:
        """Give an evaluator another name."""
        return await service.rename_evaluator(info.context.actor, **values(input))

    @mutation
    async def delete_evaluator(self, info: Info, input: DeleteEvaluatorInput) -> Space:
        """Delete an evaluator; its versions stay readable for the experiments that used them."""
        return await service.delete_evaluator(info.context.actor, **values(input))
