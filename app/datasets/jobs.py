"""Background work on datasets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.accounts.change import change_by_system
from app.core.clock import now
from app.core.errors import DomainError
from app.core.notices import tell
from app.datasets.importing import Plan, Progress, import_records, summary
from app.datasets.models import DatasetIoJob, DatasetIoStatus
from app.datasets.uploads import path_of
from app.runner.jobs import job

FINISHED = frozenset({DatasetIoStatus.SUCCEEDED, DatasetIoStatus.FAILED})


def topic_of(io_job_id: int) -> str:
    """Where it is told that an import has got further."""
    return f"dataset_io_job:{io_job_id}"


class TakenOver(RuntimeError):
    """Another process goes on with this import; what this one read last is not written."""


async def _give_up_import(error: BaseException, io_job_id: int, folder: str) -> None:
    await _finish(await DatasetIoJob.get(id=io_job_id), f"The import failed again and again: {error}")


@job("dataset.import", given_up=_give_up_import, is_local=True)
async def run_import(io_job_id: int, folder: str) -> None:
    """Import an uploaded file; safe to start again, since a batch and how far it reaches are written together."""
    io_job = await DatasetIoJob.get(id=io_job_id)
    if io_job.status in FINISHED:
        return
    io_job.status, io_job.started_at = DatasetIoStatus.RUNNING, io_job.started_at or now()
    await _save(io_job, io_job.processed, "status", "started_at")
    _tell(io_job)
    try:
        await _import(io_job, Path(folder))
    except FileNotFoundError:
        await _finish(io_job, "The uploaded file is gone; send it again.")
    except DomainError as error:
        await _finish(io_job, error.message)
    else:
        await _finish(io_job, None)


async def _import(io_job: DatasetIoJob, folder: Path) -> None:
    plan = Plan(
        dataset_id=io_job.dataset_id,
        space_id=io_job.space_id,
        user_id=io_job.created_by_id,
        path=path_of(folder, io_job.upload_id or 0),
        format=io_job.format,
        import_id=io_job.id,
        **io_job.options,
    )

    async def save(progress: Progress) -> None:
        before = io_job.processed
        io_job.processed, io_job.added, io_job.failed = progress.processed, progress.added, progress.failed
        io_job.error_groups = progress.error_groups
        await _save(io_job, before, "processed", "added", "failed", "error_groups")

    progress = Progress(io_job.processed, io_job.added, io_job.failed, io_job.error_groups)
    await import_records(plan, progress, save=save, on_batch=lambda _: _tell(io_job))


async def _finish(io_job: DatasetIoJob, reason: str | None) -> None:
    io_job = await DatasetIoJob.get(id=io_job.id)
    io_job.status = DatasetIoStatus.FAILED if reason else DatasetIoStatus.SUCCEEDED
    io_job.reason, io_job.finished_at = reason, now()
    async with change_by_system(io_job.space_id) as record:
        await _save(io_job, io_job.processed, "status", "reason", "finished_at")
        progress = Progress(io_job.processed, io_job.added, io_job.failed)
        record.record("dataset.imported", io_job, after=summary(progress))
    _tell(io_job)


async def _save(io_job: DatasetIoJob, processed_before: int, *columns: str) -> None:
    """Store columns, if nobody else has gone on with the import since it was read."""
    unchanged = DatasetIoJob.filter(id=io_job.id, processed=processed_before, status__not_in=list(FINISHED))
    io_job.sequence += 1
    changes: dict[str, Any] = {column: getattr(io_job, column) for column in (*columns, "sequence")}
    if not await unchanged.update(**changes):
        raise TakenOver


def _tell(io_job: DatasetIoJob) -> None:
    tell(topic_of(io_job.id))
