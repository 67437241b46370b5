"""Files that were sent to be imported: kept in a folder for a day, seen by their sender alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from tortoise.expressions import Subquery

from app.accounts.access import Actor, visibility
from app.core.clock import now
from app.core.conditions import NOTHING, AllOf, Condition, IsNull, equals
from app.core.errors import Invalid
from app.core.ids import new_id
from app.datasets.documents import is_name
from app.datasets.models import DatasetIoJob, DatasetIoStatus, Upload

KEPT = timedelta(days=1)


class EmptyUpload(Invalid):
    """The request has no body; send the file as the body."""

    code = "EMPTY_UPLOAD"


class FormUpload(Invalid):
    """Send the file itself as the body, and not in a form: with curl that is `--data-binary @file`."""

    code = "FORM_UPLOAD"


@visibility(Upload)
def _uploads(actor: Actor) -> Condition:
    if actor.user_id is not None:
        return equals("user_id", actor.user_id)
    if actor.api_key_id is not None:
        return AllOf((IsNull("user_id"), equals("api_key_id", actor.api_key_id)))
    return NOTHING


def path_of(folder: Path, upload_id: int) -> Path:
    """Where an upload's bytes are."""
    return folder / f"{upload_id:x}"


async def receive_upload(
    actor: Actor, *, folder: Path, chunks: AsyncIterable[bytes], content_type: str, file_name: str | None = None
) -> Upload:
    """Keep a file as it arrives; one that breaks off leaves nothing behind."""
    if content_type.lower().startswith("multipart/"):
        raise FormUpload
    await remove_old_uploads(folder)
    upload = Upload(
        id=new_id(),
        content_type=content_type[:120],
        file_name=file_name if file_name and is_name(file_name, 255) else None,
        user_id=actor.user_id,
        api_key_id=actor.api_key_id,
    )
    path = path_of(folder, upload.id)
    try:
        upload.byte_count = await _write(path, chunks)
        await upload.save(force_create=True)
    except BaseException:
        with suppress(FileNotFoundError):
            path.unlink()
        raise
    return upload


async def _write(path: Path, chunks: AsyncIterable[bytes]) -> int:
    await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
    count = 0
    file = await asyncio.to_thread(path.open, "wb")
    try:
        async for chunk in chunks:
            count += len(chunk)
            await asyncio.to_thread(file.write, chunk)
    finally:
        await asyncio.to_thread(file.close)
    if count == 0:
        raise EmptyUpload
    return count


async def remove_old_uploads(folder: Path) -> None:
    """Remove files older than a day, except those that an import still reads."""
    unfinished = DatasetIoJob.filter(status__in=[DatasetIoStatus.PENDING, DatasetIoStatus.RUNNING], upload_id__isnull=False)
    await Upload.filter(created_at__lt=now() - KEPT, id__not_in=Subquery(unfinished.values("upload_id"))).delete()
    wanted = {path_of(folder, io_job.upload_id or 0).name for io_job in await unfinished}
    await asyncio.to_thread(_remove_files, folder, wanted)


def _remove_files(folder: Path, wanted: set[str]) -> None:
    oldest = time.time() - KEPT.total_seconds()
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):
            if path.name not in wanted and path.stat().st_mtime < oldest:
                path.unlink()
