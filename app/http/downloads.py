"""Files on their way out of a dataset: `GET /api/exports/…` by a signed link, which needs no sign-in and expires."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.core.settings import Settings
from app.datasets.exporting import file_of
from app.datasets.limits import limits_of
from app.datasets.links import is_good
from app.datasets.models import Dataset, DatasetFormat, DatasetIoJob, DatasetIoStatus

_TYPES = {
    DatasetFormat.JSONL: ("jsonl", "application/x-ndjson"),
    DatasetFormat.CSV: ("csv", "text/csv; charset=utf-8"),
    DatasetFormat.PARQUET: ("parquet", "application/vnd.apache.parquet"),
}
_EXPIRED = "The link has expired or is not complete; ask for it again.\n"
_GONE = "The file is no longer kept; export once more.\n"


async def download(request: Request) -> Response:
    """The file of an export."""
    settings: Settings = request.app.state.settings
    pk = _number(request.path_params["io_job"], 16)
    expires = _number(request.query_params.get("expires", ""), 10)
    if not is_good(settings, pk, expires, request.query_params.get("signature", "")):
        return PlainTextResponse(_EXPIRED, 403)
    found = await _exported(pk)
    path = file_of(limits_of(settings).exports, pk)
    if found is None or not await asyncio.to_thread(path.is_file):
        return PlainTextResponse(_GONE, 410)
    io_job, dataset = found
    ending, kind = _TYPES[DatasetFormat(io_job.format)]
    name = f"{dataset.name.replace('/', '-')}.{ending}"
    return FileResponse(path, media_type=kind, filename=name, headers={"cache-control": "private, no-store"})


async def _exported(pk: int) -> tuple[DatasetIoJob, Dataset] | None:
    io_job = await DatasetIoJob.get_or_none(id=pk, status=DatasetIoStatus.SUCCEEDED)
    dataset = await Dataset.get_or_none(id=io_job.dataset_id, deleted_at__isnull=True) if io_job else None
    return (io_job, dataset) if io_job and dataset else None


def _number(text: str, base: int) -> int:
    try:
        return int(text, base)
    except ValueError:
        return -1


ROUTES = [Route("/api/exports/{io_job}", download)]
