"""Importing files: good lines become items, bad ones are counted and grouped with examples."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change, change_by_system
from app.core.errors import Conflict, DomainError
from app.core.ids import new_id
from app.datasets.columns import Checker, UnknownColumn
from app.datasets.datasets import limit_of, locked, touch
from app.datasets.files import Record, records
from app.datasets.items import (
    DatasetFull,
    Writing,
    checker_of,
    end_all,
    present_keys,
    room_of,
    settle,
    store,
)
from app.datasets.limits import limits
from app.datasets.lines import Judge, Judged, Reading
from app.datasets.models import (
    Dataset,
    DatasetFormat,
    DatasetIoJob,
    DatasetIoKind,
    DatasetOperation,
    DatasetSchema,
    ImportMode,
    Upload,
)
from app.datasets.parquet import require_parquet

BATCH = 2000
BATCH_BYTES = 4_000_000
MAX_GROUPS = 100
MAX_EXAMPLES = 10
MAX_SHOWN = 80


class KeyTaken(Conflict):
    """The dataset has an item with that key, or an earlier line has it."""

    code = "KEY_TAKEN"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is imported into what."""

    dataset_id: int
    space_id: int
    user_id: int | None
    path: Path
    reading: Reading
    mode: ImportMode = ImportMode.UPSERT


@dataclass(slots=True)
class Progress:
    """How far an import is."""

    processed: int = 0
    added: int = 0
    failed: int = 0
    error_groups: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, place: str, text: str, error: DomainError) -> None:
        """Count what cannot be an item among those with the same fault."""
        self.failed += 1
        group = self._group(error)
        group["count"] += 1
        if len(group["examples"]) < MAX_EXAMPLES:
            shown = text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"
            group["examples"].append(f"{place}: {error.message} {shown}".strip())

    def _group(self, error: DomainError) -> dict[str, Any]:
        # The class's own sentence, since an error's message may quote the line, and no two lines would agree.
        general = type(error)().message
        message = f"{error.path[-1]}: {general}" if error.path else general
        for group in self.error_groups:
            if (group["code"], group["message"]) == (error.code, message):
                return group
        if len(self.error_groups) >= MAX_GROUPS:
            return self.error_groups[-1]
        last = len(self.error_groups) == MAX_GROUPS - 1
        code, message = ("OTHER", "Other faults.") if last else (error.code, message)
        self.error_groups.append({"code": code, "message": message, "count": 0, "examples": []})
        return self.error_groups[-1]


Save = Callable[[Progress], Awaitable[None]]


async def import_dataset(
    actor: Actor,
    *,
    dataset_id: int,
    upload_id: int,
    format: DatasetFormat,
    folder: Path,
    key_column: str | None = None,
    columns: list[dict[str, str]] | None = None,
    mode: ImportMode = ImportMode.UPSERT,
    ignore_others: bool = False,
) -> DatasetIoJob:
    """Have an uploaded file imported in the background."""
    dataset = await get(Dataset, dataset_id, actor)
    upload = await get(Upload, upload_id, actor)
    if format is DatasetFormat.PARQUET:
        require_parquet("input", "format")
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id)
        renamed = _renamed(columns or [], await checker_of(dataset))
        made = await DatasetIoJob.create(
            space_id=dataset.space_id,
            dataset=dataset,
            kind=DatasetIoKind.IMPORT,
            format=format,
            upload_id=upload.id,
            options={"key_column": key_column, "renamed": renamed, "mode": mode, "ignore_others": ignore_others},
            created_by_id=actor.user_id,
        )
        record.record("dataset.import_requested", made)
        record.submit("dataset.import", io_job_id=made.id, folder=str(folder))
    return made


def _renamed(columns: list[dict[str, str]], checker: Checker) -> dict[str, str]:
    for index, column in enumerate(columns):
        if column["to"] not in checker.columns:
            path = ("input", "columns", str(index), "to")
            raise UnknownColumn(f"The dataset has no column {column['to']!r}.", path=path)
    return {column["from_"]: column["to"] for column in columns}


async def import_file(
    actor: Actor,
    *,
    dataset_id: int,
    path: Path,
    format: DatasetFormat,
    key_column: str | None = None,
    mode: ImportMode = ImportMode.UPSERT,
    on_progress: Callable[[Progress], None] | None = None,
) -> Progress:
    """Import a file of this machine at once, as the command line does; lines are judged as by `import_dataset`."""
    dataset = await get(Dataset, dataset_id, actor)
    actor.require(Permission.WRITE_DATASETS, dataset.space_id)
    reading = Reading(format, new_id(), key_column)
    plan = Plan(dataset_id, dataset.space_id, actor.user_id, path, reading, mode)
    done = await import_records(plan, Progress(), on_batch=on_progress or (lambda _: None))
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        record.record("dataset.imported", dataset, after=summary(done))
    return done


def summary(progress: Progress) -> dict[str, int]:
    """An import in numbers."""
    return {"processed": progress.processed, "added": progress.added, "failed": progress.failed}


async def _save_nothing(progress: Progress) -> None:
    return


async def import_records(
    plan: Plan, progress: Progress, *, save: Save = _save_nothing, on_batch: Callable[[Progress], None]
) -> Progress:
    """Import what comes after the records that are done, in batches; `save` stores how far it is along with the items."""
    # Escaped, JSON takes six times the room: a longer line is not worth reading.
    longest = 6 * limits().max_item_bytes + 1000
    source = _Source(plan.reading, records(plan.path, plan.reading.format, skip=progress.processed, max_line_bytes=longest))
    async with aclosing(_ahead(source.read)) as batches:
        async for batch in batches:
            async with change_by_system(plan.space_id):
                dataset = await locked(plan.dataset_id)
                await _import_batch(plan, progress, dataset, await source.judged(batch, dataset))
                await save(progress)
            on_batch(progress)
    await settle(progress.added)
    return progress


class _Batch(NamedTuple):
    """Lines that are written together, and what was found of them if somebody could judge them as they were read."""

    records: list[Record]
    judge: Judge | None
    judged: list[Judged]


@dataclass(slots=True)
class _Source:
    """Reads lines, and judges them by the columns that the dataset had when it was last looked at."""

    reading: Reading
    records: Iterator[Record]
    judge: Judge | None = None

    def read(self) -> _Batch | None:
        """The next batch; none at the end."""
        batch, room = [], BATCH_BYTES
        for record in self.records:
            batch.append(record)
            room -= record.size
            if len(batch) >= BATCH or room <= 0:
                break
        judge = self.judge
        return _Batch(batch, judge, judge.judged(batch) if judge else []) if batch else None

    async def judged(self, batch: _Batch, dataset: Dataset) -> list[Judged]:
        """The lines of a batch, judged by the columns that a locked dataset has now."""
        columns, most = (await DatasetSchema.get(id=dataset.schema_id)).columns, limit_of(dataset, "max_item_bytes")
        if self.judge is None or not self.judge.is_for(columns, most):
            self.judge = Judge(self.reading, columns, most)
        return batch.judged if batch.judge is self.judge else await asyncio.to_thread(self.judge.judged, batch.records)


async def _ahead(read: Callable[[], _Batch | None]) -> AsyncGenerator[_Batch]:
    """Batches until there are none, each read by a thread while the one before is being written."""
    coming = asyncio.ensure_future(asyncio.to_thread(read))
    try:
        while batch := await coming:
            coming = asyncio.ensure_future(asyncio.to_thread(read))
            yield batch
    finally:
        # Whoever stops early has an error of their own; what reading ahead found no longer matters.
        await asyncio.gather(coming, return_exceptions=True)


async def _import_batch(plan: Plan, progress: Progress, dataset: Dataset, judged: list[Judged]) -> None:
    if progress.processed == 0:
        await make_room(plan.mode, dataset, plan.user_id)
    # Within a file as between files, the later line with a key wins, unless lines only add.
    good: dict[str, Writing] = {}
    fits = await admission(plan.mode, dataset, [verdict.key for _, verdict in judged if isinstance(verdict, Writing)])
    for record, verdict in judged:
        progress.processed += 1
        if fault := verdict if isinstance(verdict, DomainError) else fits(verdict.key):
            progress.refuse(f"line {record.line}", record.text, fault)
        elif isinstance(verdict, Writing):
            good[verdict.key] = verdict
            progress.added += 1
    await store(dataset, list(good.values()), plan.user_id, DatasetOperation.IMPORT)


async def make_room(mode: ImportMode, dataset: Dataset, user_id: int | None) -> None:
    """Delete all items of a locked dataset before the first of others comes in, if the mode says so."""
    if mode is ImportMode.OVERWRITE:
        await end_all(dataset)
        dataset.has_changes = True
        await touch(dataset, user_id, "item_count", "has_changes", operation=DatasetOperation.IMPORT)


async def admission(mode: ImportMode, dataset: Dataset, keys: list[str]) -> Callable[[str], DomainError | None]:
    """What says why an item cannot come in: its key is taken, or the dataset is full."""
    room, only_adds = room_of(dataset), mode is ImportMode.APPEND
    known = await present_keys(dataset, keys) if only_adds or room < len(keys) else set()

    def fault(key: str) -> DomainError | None:
        nonlocal room
        if key in known:
            return KeyTaken() if only_adds else None
        if room <= 0:
            return DatasetFull()
        known.add(key)
        room -= 1
        return None

    return fault
