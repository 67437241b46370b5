"""Exporting: the items of a version or of the working state as a file, which is written a page at a time."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import orjson

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.conditions import EVERYTHING, AllOf, Compare, Condition, Operator, equals
from app.core.errors import Conflict, NotFound
from app.core.orders import Order
from app.core.rows import Row, counts, select
from app.datasets.conditions import as_json, from_json
from app.datasets.lines import KEY, METADATA, SPLIT, TAGS
from app.datasets.models import (
    Dataset,
    DatasetFormat,
    DatasetIoJob,
    DatasetIoKind,
    DatasetItem,
    DatasetSchema,
    DatasetVersion,
    SecurityLevel,
)
from app.datasets.parquet import ParquetWriter, require_parquet
from app.datasets.transitions import advance, announce
from app.datasets.versions import IN_NEXT_VERSION, in_version

PAGE = 1000
_OLDEST_FIRST = Order(is_descending=False)
_OTHERS = {KEY: "key", SPLIT: "split", TAGS: "tags", METADATA: "metadata"}


class ExportForbidden(Conflict):
    """The dataset is secret (L4); it cannot be exported."""

    code = "EXPORT_FORBIDDEN"


async def export_dataset(
    actor: Actor,
    *,
    dataset_id: int,
    format: DatasetFormat,
    version_id: int | None = None,
    where: Condition = EVERYTHING,
) -> DatasetIoJob:
    """Have items of a version, or of the working state, written to a file in the background."""
    dataset = await get(Dataset, dataset_id, actor)
    if format is DatasetFormat.PARQUET:
        require_parquet("input", "format")
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        if dataset.security_level is SecurityLevel.L4:
            raise ExportForbidden(path=("input", "datasetId"))
        made = await DatasetIoJob.create(
            space_id=dataset.space_id,
            dataset=dataset,
            kind=DatasetIoKind.EXPORT,
            format=format,
            source_version_id=await version_of_dataset(actor, dataset, version_id),
            options={"where": as_json(where)},
            created_by_id=actor.user_id,
        )
        record.record("dataset.export_requested", made)
        record.submit("dataset.export", io_job_id=made.id)
    return made


async def version_of_dataset(actor: Actor, dataset: Dataset, version_id: int | None) -> int | None:
    """The id of a version, once it is found to be of the dataset."""
    if version_id is None:
        return None
    version = await get(DatasetVersion, version_id, actor, path=("input", "versionId"))
    if version.dataset_id != dataset.id:
        raise NotFound("That version is of another dataset.", path=("input", "versionId"))
    return int(version.id)


class Sink(Protocol):
    """A file being written."""

    def write(self, rows: Sequence[Row]) -> int:
        """Add items; gives how long the file is then."""

    def close(self) -> None:
        """Finish the file."""


class LineFile:
    """A file of lines; what lies behind the length it is opened with is cut off."""

    def __init__(self, path: Path, length: int, line: Callable[[Row], bytes], head: bytes = b"") -> None:
        self._file = path.open("r+b" if length else "wb")
        self._file.truncate(length)
        self._file.seek(length)
        self._line = line
        if not length:
            self._file.write(head)

    def write(self, rows: Sequence[Row]) -> int:
        self._file.writelines(self._line(row) for row in rows)
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._file.tell()

    def close(self) -> None:
        self._file.close()


class ParquetFile:
    """A Parquet file, which cannot be gone on with: it is begun anew."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._columns, self._others = columns, _others(columns)
        self._names = (*columns, *self._others)
        self._writer = ParquetWriter(path, self._names)

    def write(self, rows: Sequence[Row]) -> int:
        texts = [_cells(row, self._columns, self._others) for row in rows]
        self._writer.write([dict(zip(self._names, cells, strict=True)) for cells in texts])
        return 0

    def close(self) -> None:
        self._writer.close()


def opened(path: Path, kind: DatasetFormat, columns: Sequence[str], length: int) -> Sink:
    """A file to write items to, as far as it was written before."""
    match kind:
        case DatasetFormat.PARQUET:
            return ParquetFile(path, columns)
        case DatasetFormat.CSV:
            others = _others(columns)
            return LineFile(
                path, length, lambda row: _csv_line(_cells(row, columns, others)), _csv_line((*columns, *others))
            )
    others = _others(columns)
    return LineFile(path, length, lambda row: _json_line(row, others))


def _others(columns: Sequence[str]) -> tuple[str, ...]:
    """What a file says of items beside their data; a column of such a name has the name to itself, as in imports."""
    return tuple(name for name in _OTHERS if name not in columns)


def _json_line(row: Row, others: Sequence[str]) -> bytes:
    said = {name: row[_OTHERS[name]] for name in others}
    return orjson.dumps(_parsed(row["data"]) | said, option=orjson.OPT_APPEND_NEWLINE)


def _csv_line(cells: Sequence[str | None]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(["" if cell is None else cell for cell in cells])
    return text.getvalue().encode()


def _cells(row: Row, columns: Sequence[str], others: Sequence[str]) -> list[str | None]:
    data = _parsed(row["data"])
    return [*(_cell(data.get(name)) for name in columns), *(_cell(row[_OTHERS[name]]) for name in others)]


def _cell(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else orjson.dumps(value).decode()


def _parsed(fragment: Any) -> Any:
    return orjson.loads(orjson.dumps(fragment))


def file_of(folder: Path, io_job_id: int) -> Path:
    """Where the file of an export is."""
    return folder / f"{io_job_id:x}"


async def write_export(io_job: DatasetIoJob, folder: Path) -> int:
    """Write the file of an export, or go on with it; gives its size."""
    await asyncio.to_thread(_prepare, folder)
    where, columns = await _source(io_job.dataset_id, io_job.source_version_id, from_json(io_job.options["where"]))
    kind = DatasetFormat(io_job.format)
    position = {} if kind is DatasetFormat.PARQUET else io_job.position
    if not position:
        total = (await counts(DatasetItem, None, [None], where))[None]
        await advance(io_job, total=total, processed=0, position={})
    part = file_of(folder, io_job.id).with_suffix(".part")
    sink = await asyncio.to_thread(opened, part, kind, columns, position.get("bytes", 0))

    async def stored(rows: Sequence[Row], length: int) -> None:
        after = {"item": rows[-1].pk, "bytes": length}
        await advance(io_job, position=after, processed=io_job.processed + len(rows))
        announce(io_job)

    await _write(sink, where, position.get("item", 0), stored)
    path = file_of(folder, io_job.id)
    await asyncio.to_thread(part.replace, path)
    return path.stat().st_size


async def _write(sink: Sink, where: Condition, after: int, stored: Callable[[Sequence[Row], int], Any]) -> None:
    try:
        while rows := await select(DatasetItem, AllOf((where, Compare("id", Operator.GT, after))), _OLDEST_FIRST, PAGE):
            length = await asyncio.to_thread(sink.write, rows)
            after = rows[-1].pk
            await stored(rows, length)
    finally:
        await asyncio.to_thread(sink.close)


async def _source(dataset_id: int, version_id: int | None, where: Condition) -> tuple[Condition, list[str]]:
    """Which items are exported, and the columns that a table of them has."""
    if version_id is None:
        schema_id, state = (await Dataset.get(id=dataset_id)).schema_id, IN_NEXT_VERSION
    else:
        version = await DatasetVersion.get(id=version_id)
        schema_id, state = version.schema_id, in_version(version.number)
    columns = [column["name"] for column in (await DatasetSchema.get(id=schema_id)).columns]
    return AllOf((equals("dataset_id", dataset_id), state, where)), columns


async def export_file(
    actor: Actor,
    *,
    dataset_id: int,
    path: Path,
    format: DatasetFormat,
    version_id: int | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> int:
    """Write items to a file of this machine at once, as the command line does; gives how many."""
    dataset = await get(Dataset, dataset_id, actor)
    actor.require(Permission.WRITE_DATASETS, dataset.space_id)
    if dataset.security_level is SecurityLevel.L4:
        raise ExportForbidden
    version_id = await version_of_dataset(actor, dataset, version_id)
    where, columns = await _source(dataset_id, version_id, EVERYTHING)
    sink, count = await asyncio.to_thread(opened, path, format, columns, 0), 0

    async def stored(rows: Sequence[Row], length: int) -> None:
        nonlocal count
        count += len(rows)
        if on_progress:
            on_progress(count)

    await _write(sink, where, 0, stored)
    return count


def _prepare(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def remove_old_files(folder: Path, kept: timedelta) -> None:
    """Remove files of exports that are older than they are kept."""
    oldest = time.time() - kept.total_seconds()
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()
