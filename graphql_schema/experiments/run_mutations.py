"""Starting runs, and steering those that have not ended."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import strawberry
from strawberry.scalars import JSON

from app.datasets.models import DatasetItem
from app.experiments import arriving, control, ending, models, runs
from app.experiments.arriving import SubmissionStatus
from app.experiments.choices import ExperimentRunMode, ExperimentRunPriority
from graphql_schema.core.context import Info
from graphql_schema.core.entity import graphql_enums
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation
from graphql_schema.core.scalars import BigInt
from graphql_schema.experiments.mutations import ExperimentEvaluatorInput

graphql_enums(ExperimentRunMode, ExperimentRunPriority, SubmissionStatus)


@strawberry.input(description="What a run may use up before it pauses; whatever is not given is not limited.")
class ExperimentRunBudgetInput:
    cost: Decimal | None = strawberry.field(default=None, description="US dollars, of calls whose price is known.")
    tokens: BigInt | None = strawberry.field(default=None, description="Tokens read and written.")
    seconds: int | None = strawberry.field(default=None, description="Seconds of work, pauses left out.")


@strawberry.input(
    description="Which experiment to run, and how. What belongs to other modes than the chosen one is refused."
)
class RunExperimentInput:
    experiment_id: strawberry.ID = ref(models.Experiment, "The experiment.")
    mode: ExperimentRunMode = strawberry.field(
        default=ExperimentRunMode.ALL, description="Which items to work on; RESCORE is what `rescoreExperimentRun` is for."
    )
    concurrency: int | None = strawberry.field(
        default=None, description="Items worked on at once; the experiment's own if not given."
    )
    priority: ExperimentRunPriority = strawberry.field(
        default=ExperimentRunPriority.NORMAL, description="Which runs get free places first."
    )
    repetitions: int | None = strawberry.field(
        default=None,
        description="How often each item is done, from 1 to 100; the experiment's own if not given. A retry has its run's.",
    )
    cache_responses: bool | None = strawberry.field(
        default=None,
        description="Take a model's answer to the same request from an earlier run; the experiment's own if not given.",
    )
    budget: ExperimentRunBudgetInput | None = strawberry.field(
        default=None, description="What it may use up before it pauses; no limit if not given."
    )
    item_limit: int | None = strawberry.field(
        default=None, description="TRIAL: how many items, the first ones; 10 if neither this nor items are given."
    )
    dataset_item_ids: list[strawberry.ID] | None = ref(
        DatasetItem, "TRIAL, RETRY_ITEMS: the items, at most 1000.", default=None
    )
    base_run_id: strawberry.ID | None = ref(
        models.ExperimentRun,
        "RETRY_FAILED, RETRY_ITEMS: the run of this experiment to go on from; its newest if not given.",
        default=None,
    )


@strawberry.input(description="Which run to judge anew, and with what.")
class RescoreExperimentRunInput:
    experiment_run_id: strawberry.ID = ref(models.ExperimentRun, "The run; it must have ended.")
    name: str = strawberry.field(description="Display name of the new experiment, unique in the space.")
    evaluators: list[ExperimentEvaluatorInput] = strawberry.field(description="What scores the outputs.")


@strawberry.input(description="Which run to pause.")
class PauseExperimentRunInput:
    experiment_run_id: strawberry.ID = ref(models.ExperimentRun, "The run.")


@strawberry.input(description="Which run to resume.")
class ResumeExperimentRunInput:
    experiment_run_id: strawberry.ID = ref(models.ExperimentRun, "The run.")
    budget: ExperimentRunBudgetInput | None = strawberry.field(
        default=None, description="What it may use up in all, in place of its present budget; unchanged if not given."
    )


@strawberry.input(description="Which run to stop.")
class CancelExperimentRunInput:
    experiment_run_id: strawberry.ID = ref(models.ExperimentRun, "The run.")


@strawberry.input(description="Another concurrency for a run.")
class SetExperimentRunConcurrencyInput:
    experiment_run_id: strawberry.ID = ref(models.ExperimentRun, "The run.")
    concurrency: int = strawberry.field(description="Items worked on at once, from 1 to what the installation allows.")


@strawberry.input(description="Another priority for a run.")
class SetExperimentRunPriorityInput:
    experiment_run_id: strawberry.ID = ref(models.ExperimentRun, "The run.")
    priority: ExperimentRunPriority = strawberry.field(description="Which runs get free places first.")


@strawberry.input(description="More items for an open run.")
class AppendExperimentRunItemsInput:
    experiment_run_id: strawberry.ID = ref(models.ExperimentRun, "The run; it must have been started in mode APPEND.")
    dataset_item_ids: list[strawberry.ID] = ref(
        DatasetItem, "Items of the experiment's dataset, of whichever version; at most 1000."
    )


@strawberry.input(description="Which run gets no more items.")
class FinishExperimentRunInput:
    experiment_run_id: strawberry.ID = ref(models.ExperimentRun, "The run.")


@strawberry.input(description="The output of one turn that you made yourself.")
class SubmittedTurnInput:
    output: JSON | None = strawberry.field(default=None, description="What the target gave.")
    error: str | None = strawberry.field(default=None, description="Why it gave nothing.")
    latency_ms: int | None = strawberry.field(default=None, description="Milliseconds it took.")
    input_tokens: int | None = strawberry.field(default=None, description="Tokens read.")
    output_tokens: int | None = strawberry.field(default=None, description="Tokens written.")
    cost: Decimal | None = strawberry.field(default=None, description="US dollars; unknown if not given.")


@strawberry.input(description="An output that you made yourself; the item is named by id or by key.")
class SubmittedResultInput:
    dataset_item_id: strawberry.ID | None = ref(DatasetItem, "The item.", default=None)
    key: str | None = strawberry.field(default=None, description="The item's key.")
    repetition: int = strawberry.field(default=1, description="Which repetition of the item, from 1.")
    output: JSON | None = strawberry.field(default=None, description="What the target gave.")
    error: str | None = strawberry.field(default=None, description="Why it gave nothing.")
    latency_ms: int | None = strawberry.field(default=None, description="Milliseconds it took.")
    input_tokens: int | None = strawberry.field(default=None, description="Tokens read.")
    output_tokens: int | None = strawberry.field(default=None, description="Tokens written.")
    cost: Decimal | None = strawberry.field(default=None, description="US dollars; unknown if not given.")
    turns: list[SubmittedTurnInput] | None = strawberry.field(
        default=None, description="The outputs of its turns, instead of one; up to the first that failed."
    )
    external_id: str | None = strawberry.field(default=None, description="Your own id of the output.")


@strawberry.input(description="Outputs for a run that waits for them.")
class SubmitItemResultsInput:
    experiment_run_id: strawberry.ID = ref(models.ExperimentRun, "The run, of an experiment whose target is `pushed`.")
    results: list[SubmittedResultInput] = strawberry.field(description="The outputs; at most 1000.")


@strawberry.type(description="What became of one result that was submitted.")
class SubmittedResult:
    index: int = strawberry.field(description="Its place in what was submitted, from 0.")
    status: SubmissionStatus = strawberry.field(description="What became of it.")
    message: str | None = strawberry.field(description="What is wrong with it; null if nothing is.")


@dataclass(frozen=True)
class SubmittedResults:
    """A run, and what became of each result that was submitted to it."""

    experiment_run: models.ExperimentRun
    results: list[SubmittedResult] = field(metadata={"description": "What became of each; null when there are errors."})


@strawberry.input(description="Which run to add up anew.")
class RecalculateExperimentRunInput:
    experiment_run_id: strawberry.ID = ref(models.ExperimentRun, "The run, which has ended.")


@strawberry.type
class ExperimentRunMutations:
    """What starts runs and changes them."""

    @mutation
    async def run_experiment(self, info: Info, input: RunExperimentInput) -> models.ExperimentRun:
        """Start a run; follow it with the subscription `experimentProgress`."""
        return await runs.run_experiment(info.context.actor, **values(input))

    @mutation
    async def rescore_experiment_run(self, info: Info, input: RescoreExperimentRunInput) -> models.ExperimentRun:
        """Judge the outputs of a run with other evaluators, in an experiment of their own; the target is not called."""
        return await runs.rescore_experiment_run(info.context.actor, **values(input))

    @mutation
    async def pause_experiment_run(self, info: Info, input: PauseExperimentRunInput) -> models.ExperimentRun:
        """Begin no more items of a run until it is resumed; those that are being done are done to the end."""
        return await control.pause_experiment_run(info.context.actor, **values(input))

    @mutation
    async def resume_experiment_run(self, info: Info, input: ResumeExperimentRunInput) -> models.ExperimentRun:
        """Let a paused run go on where it was, with another budget if it has used its own up."""
        return await control.resume_experiment_run(info.context.actor, **values(input))

    @mutation
    async def cancel_experiment_run(self, info: Info, input: CancelExperimentRunInput) -> models.ExperimentRun:
        """Stop a run: calls in flight are cancelled, results so far stay, other items are not begun."""
        return await control.cancel_experiment_run(info.context.actor, **values(input))

    @mutation
    async def set_experiment_run_concurrency(
        self, info: Info, input: SetExperimentRunConcurrencyInput
    ) -> models.ExperimentRun:
        """Let a run work on more or fewer items at once from now on."""
        return await control.set_experiment_run_concurrency(info.context.actor, **values(input))

    @mutation
    async def set_experiment_run_priority(self, info: Info, input: SetExperimentRunPriorityInput) -> models.ExperimentRun:
        """Let what is left of a run come before other runs, or after them."""
        return await control.set_experiment_run_priority(info.context.actor, **values(input))

    @mutation
    async def append_experiment_run_items(self, info: Info, input: AppendExperimentRunItemsInput) -> models.ExperimentRun:
        """Have an open run do some items too; those that it has already are left alone."""
        return await control.append_experiment_run_items(info.context.actor, **values(input))

    @mutation
    async def finish_experiment_run(self, info: Info, input: FinishExperimentRunInput) -> models.ExperimentRun:
        """Take nothing more into an open run, which ends when it has done what it has."""
        return await control.finish_experiment_run(info.context.actor, **values(input))

    @mutation
    async def submit_item_results(self, info: Info, input: SubmitItemResultsInput) -> SubmittedResults:
        """Submit outputs that you made yourself, to be judged; the same one twice is one, and of two the first counts."""
        run, submissions = await arriving.submit_item_results(info.context.actor, **values(input))
        shown: list[Any] = list(submissions)
        return SubmittedResults(run, shown)

    @mutation
    async def recalculate_experiment_run(self, info: Info, input: RecalculateExperimentRunInput) -> models.ExperimentRun:
        """Have the metrics of a run that has ended added up anew, as after scores of it were corrected."""
        return await ending.recalculate(info.context.actor, **values(input))
