"""Background work on traces."""

from __future__ import annotations

from typing import Any

from app.datasets.jobs import give_up, run_io_job
from app.datasets.models import DatasetIoJob
from app.runner.jobs import job
from app.tracing.importing import import_chosen


@job("dataset.traces", given_up=give_up)
async def run_traces_import(io_job_id: int) -> None:
    """Make items of traces; safe to start again, since a page and how far it reaches are written together."""
    await run_io_job(io_job_id, _import, "The traces are gone.")


async def _import(io_job: DatasetIoJob) -> dict[str, Any]:
    await import_chosen(io_job)
    return {}
