"""The states of a job that moves items, and the only way from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tortoise.expressions import F

from app.core.errors import Conflict
from app.core.notices import tell
from app.datasets.models import DatasetIoJob, DatasetIoStatus

_S = DatasetIoStatus
ALLOWED: Mapping[DatasetIoStatus, frozenset[DatasetIoStatus]] = {
    _S.PENDING: frozenset({_S.RUNNING, _S.FAILED, _S.CANCELLED}),
    # A job that is started again after a crash was running before.
    _S.RUNNING: frozenset({_S.RUNNING, _S.SUCCEEDED, _S.FAILED, _S.CANCELLED}),
    _S.SUCCEEDED: frozenset(),
    _S.FAILED: frozenset(),
    _S.CANCELLED: frozenset(),
}
FINISHED = frozenset(status for status, following in ALLOWED.items() if not following)


class JobFinished(Conflict):
    """The job has ended; there is nothing left to stop."""

    code = "JOB_FINISHED"


class TakenOver(RuntimeError):
    """Another process goes on with this job, or it was stopped; what this one did last is not written."""


def topic_of(io_job_id: int) -> str:
    """Where it is told that a job has got further."""
    return f"dataset_io_job:{io_job_id}"


def announce(io_job: DatasetIoJob) -> None:
    """Tell whoever follows a job that it has got further; commit first."""
    tell(topic_of(io_job.id))


async def turn(io_job: DatasetIoJob, status: DatasetIoStatus, **columns: Any) -> bool:
    """Bring a job into another state, and store columns with it; false if its present state does not allow that."""
    before = [state for state, following in ALLOWED.items() if status in following]
    changes = {"status": status, "sequence": F("sequence") + 1, **columns}
    if not await DatasetIoJob.filter(id=io_job.id, status__in=before).update(**changes):
        return False
    await io_job.refresh_from_db()
    return True


async def advance(io_job: DatasetIoJob, **columns: Any) -> None:
    """Store how far a running job is, unless it was stopped or somebody else has got further with it."""
    unchanged = DatasetIoJob.filter(id=io_job.id, status=DatasetIoStatus.RUNNING, sequence=io_job.sequence)
    changes = {"sequence": io_job.sequence + 1, **columns}
    if not await unchanged.update(**changes):
        raise TakenOver
    io_job.update_from_dict(changes)
