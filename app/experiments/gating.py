"""What experiments have shown of a commit, for the gates of protected labels."""

from __future__ import annotations

from app.experiments.choices import ExperimentRunMode, ExperimentRunStatus
from app.experiments.models import ExperimentAggregateResult
from app.prompts.models import GateMeasure
from app.prompts.protection import Measured

_FINISHED = (ExperimentRunStatus.SUCCEEDED, ExperimentRunStatus.COMPLETED_WITH_FAILURES)


async def shown_of_commit(prompt_commit_id: int, metric: str, measure: GateMeasure) -> Measured | None:
    """What the newest finished run on a commit says of a metric; trials do not count."""
    aggregates = ExperimentAggregateResult.filter(
        name=metric,
        run__status__in=list(_FINISHED),
        run__mode__not=ExperimentRunMode.TRIAL,
        run__experiment__prompt_commit_id=prompt_commit_id,
        run__experiment__deleted_at__isnull=True,
    )
    found = await aggregates.order_by("-run__finished_at", "-run_id").first().select_related("run__experiment")
    if found is None:
        return None
    value = found.mean if measure is GateMeasure.MEAN else found.pass_rate
    return Measured(found.run.experiment.name, found.run.number, value)
