"""Background work on datasets: imports, exports and copies, each of which goes on where a crash stopped it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change, change_by_system
from app.core.clock import now
from app.core.errors import DomainError
from app.datasets.copying import copy_items
from app.datasets.exporting import file_of, remove_old_files, write_export
from app.datasets.importing import Plan, Progress, import_records, summary
from app.datasets.limits import limits
from app.datasets.lines import Reading
from app.datasets.models import DatasetFormat, DatasetIoJob, DatasetIoKind, DatasetIoStatus, ImportMode
from app.datasets.transitions import FINISHED, JobFinished, TakenOver, advance, announce, turn
from app.datasets.uploads import path_of
from app.runner.jobs import job

_DONE = {
    DatasetIoKind.IMPORT: "dataset.imported",
    DatasetIoKind.EXPORT: "dataset.exported",
    DatasetIoKind.COPY: "dataset.copied",
    DatasetIoKind.TRACES: "dataset.traces_imported",
}


async def cancel_io_job(actor: Actor, *, io_job_id: int) -> DatasetIoJob:
    """Stop a job; what it has written stays."""
    io_job = await get(DatasetIoJob, io_job_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, io_job.space_id) as record:
        if not await turn(io_job, DatasetIoStatus.CANCELLED, finished_at=now()):
            raise JobFinished(path=("input", "datasetIoJobId"))
        record.record("dataset.io_job_cancelled", io_job)
    announce(io_job)
    return io_job


async def give_up(error: BaseException, io_job_id: int, **_: Any) -> None:
    """Let a job that cannot be finished have failed."""
    io_job = await DatasetIoJob.get(id=io_job_id)
    await _finish(io_job, DatasetIoStatus.FAILED, reason=f"It failed again and again: {error}")


@job("dataset.import", given_up=give_up, is_local=True)
async def run_import(io_job_id: int, folder: str) -> None:
    """Import an uploaded file; safe to start again, since a batch and how far it reaches are written together."""
    await run_io_job(io_job_id, lambda io_job: _import(io_job, Path(folder)), "The uploaded file is gone; send it again.")


@job("dataset.export", given_up=give_up, is_local=True)
async def run_export(io_job_id: int) -> None:
    """Write items to a file; safe to start again, since what was written after the last report is cut off."""
    await run_io_job(io_job_id, _export, "The file is gone; export once more.")


@job("dataset.copy", given_up=give_up)
async def run_copy(io_job_id: int) -> None:
    """Copy items into a new dataset; safe to start again, as an import is."""
    await run_io_job(io_job_id, _copy, "The source is gone.")


Work = Callable[[DatasetIoJob], Awaitable[dict[str, Any]]]


async def run_io_job(io_job_id: int, work: Work, when_lost: str) -> None:
    """Do the work of a job to its end; `when_lost` says that what it reads is gone."""
    io_job = await DatasetIoJob.get(id=io_job_id)
    if not await turn(io_job, DatasetIoStatus.RUNNING, started_at=io_job.started_at or now()):
        return
    announce(io_job)
    try:
        columns = await work(io_job)
    except FileNotFoundError:
        await _finish(io_job, DatasetIoStatus.FAILED, reason=when_lost)
    except DomainError as error:
        await _finish(io_job, DatasetIoStatus.FAILED, reason=error.message)
    except TakenOver:
        if (await DatasetIoJob.get(id=io_job_id)).status not in FINISHED:
            raise
    else:
        await _finish(io_job, DatasetIoStatus.SUCCEEDED, **columns)


async def _import(io_job: DatasetIoJob, folder: Path) -> dict[str, Any]:
    options = io_job.options
    reading = Reading(
        format=DatasetFormat(io_job.format),
        import_id=io_job.id,
        key_column=options["key_column"],
        renamed=options["renamed"],
        ignore_others=options["ignore_others"],
    )
    plan = Plan(
        dataset_id=io_job.dataset_id,
        space_id=io_job.space_id,
        user_id=io_job.created_by_id,
        path=path_of(folder, io_job.upload_id or 0),
        reading=reading,
        mode=ImportMode(options["mode"]),
    )

    async def save(progress: Progress) -> None:
        await advance(io_job, **summary(progress), error_groups=progress.error_groups)

    progress = Progress(io_job.processed, io_job.added, io_job.failed, io_job.error_groups)
    await import_records(plan, progress, save=save, on_batch=lambda _: announce(io_job))
    return {}


async def _export(io_job: DatasetIoJob) -> dict[str, Any]:
    kept = timedelta(days=limits().export_days)
    await asyncio.to_thread(remove_old_files, limits().exports, kept)
    try:
        return {"byte_count": await write_export(io_job, limits().exports)}
    except TakenOver:
        if (await DatasetIoJob.get(id=io_job.id)).status is DatasetIoStatus.CANCELLED:
            with suppress(FileNotFoundError):
                file_of(limits().exports, io_job.id).with_suffix(".part").unlink()
        raise


async def _copy(io_job: DatasetIoJob) -> dict[str, Any]:
    await copy_items(io_job)
    return {}


async def _finish(io_job: DatasetIoJob, status: DatasetIoStatus, **columns: Any) -> None:
    async with change_by_system(io_job.space_id) as record:
        if not await turn(io_job, status, finished_at=now(), **columns):
            return
        done = {name: getattr(io_job, name) for name in ("processed", "added", "failed")}
        record.record(_DONE[io_job.kind], io_job, after=done)
    announce(io_job)
