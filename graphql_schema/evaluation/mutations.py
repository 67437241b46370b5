"""Making, versioning, trying and deleting evaluators, and correcting what they said."""

from dataclasses import dataclass, field

import strawberry

from app.accounts.models import Space
from app.evaluation import drafts, models, service, trying
from app.experiments import corrections
from graphql_schema.core.context import Info
from graphql_schema.core.ids import values
from graphql_schema.core.mutation import mutation
from graphql_schema.evaluation.inputs import (
    ClearEvaluatorCorrectionInput,
    CloneEvaluatorInput,
    CommitEvaluatorVersionInput,
    CorrectEvaluatorRecordInput,
    CreateEvaluatorFromPresetInput,
    CreateEvaluatorInput,
    CreateEvaluatorVersionInput,
    DeleteEvaluatorInput,
    RenameEvaluatorInput,
    RevertEvaluatorDraftInput,
    SaveEvaluatorDraftInput,
    TestEvaluatorInput,
    UpdateEvaluatorInput,
)
from graphql_schema.evaluation.trials import EvaluatorTest, shown_test


@dataclass(frozen=True)
class TriedEvaluator:
    """What came of trying an evaluator."""

    evaluator_test: EvaluatorTest = field(metadata={"description": "What it said; null when there are errors."})


@strawberry.type
class EvaluationMutations:
    """What changes evaluators."""

    @mutation
    async def create_evaluator(self, info: Info, input: CreateEvaluatorInput) -> models.Evaluator:
        """Make an evaluator with its first version; its settings are checked now, before anything runs."""
        return await service.create_evaluator(info.context.actor, **values(input))

    @mutation
    async def create_evaluator_from_preset(self, info: Info, input: CreateEvaluatorFromPresetInput) -> models.Evaluator:
        """Make an evaluator out of one of `evaluatorPresets`, to be used as it is or changed."""
        return await service.create_evaluator_from_preset(info.context.actor, **values(input))

    @mutation
    async def clone_evaluator(self, info: Info, input: CloneEvaluatorInput) -> models.Evaluator:
        """Make another evaluator out of one version of an evaluator."""
        return await service.clone_evaluator(info.context.actor, **values(input))

    @mutation
    async def save_evaluator_draft(self, info: Info, input: SaveEvaluatorDraftInput) -> models.EvaluatorDraft:
        """Write the draft of an evaluator, which all its writers share."""
        return await drafts.save_evaluator_draft(info.context.actor, **values(input))

    @mutation
    async def revert_evaluator_draft(self, info: Info, input: RevertEvaluatorDraftInput) -> models.EvaluatorDraft:
        """Let the draft be what a version is."""
        return await drafts.revert_evaluator_draft(info.context.actor, **values(input))

    @mutation
    async def commit_evaluator_version(self, info: Info, input: CommitEvaluatorVersionInput) -> models.EvaluatorVersion:
        """Freeze the draft as a new version; the versions before it stay as they are."""
        return await drafts.commit_evaluator_version(info.context.actor, **values(input))

    @mutation
    async def create_evaluator_version(self, info: Info, input: CreateEvaluatorVersionInput) -> models.EvaluatorVersion:
        """Give an evaluator other settings as a new version, past its draft; the versions before it stay as they are."""
        return await drafts.create_evaluator_version(info.context.actor, **values(input))

    @mutation
    async def update_evaluator(self, info: Info, input: UpdateEvaluatorInput) -> models.Evaluator:
        """Change what is said about an evaluator: name, description, category, tags."""
        return await service.update_evaluator(info.context.actor, **values(input))

    @mutation
    async def rename_evaluator(self, info: Info, input: RenameEvaluatorInput) -> models.Evaluator:
        """Give an evaluator another name."""
        return await service.rename_evaluator(info.context.actor, **values(input))

    @mutation
    async def delete_evaluator(self, info: Info, input: DeleteEvaluatorInput) -> Space:
        """Delete an evaluator; its versions stay readable for the experiments that used them."""
        return await service.delete_evaluator(info.context.actor, **values(input))

    @mutation
    async def test_evaluator(self, info: Info, input: TestEvaluatorInput) -> TriedEvaluator:
        """Try an evaluator on one example; nothing is kept but the record of calls to models."""
        return TriedEvaluator(shown_test(await trying.try_evaluator(info.context.actor, **values(input))))

    @mutation
    async def correct_evaluator_record(self, info: Info, input: CorrectEvaluatorRecordInput) -> models.EvaluatorRecord:
        """Put other values in place of an evaluator's; they count from now on, and the evaluator's stay beside them."""
        return await corrections.correct_evaluator_record(info.context.actor, **values(input))

    @mutation
    async def clear_evaluator_correction(self, info: Info, input: ClearEvaluatorCorrectionInput) -> models.EvaluatorRecord:
        """Let the evaluator's own words count again; what was corrected before stays in the history."""
        return await corrections.clear_evaluator_correction(info.context.actor, **values(input))
