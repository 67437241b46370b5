"""Importing files: good lines become items, bad ones are counted and grouped with examples."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change, change_by_system
from app.core.errors import Conflict, DomainError, Invalid
from app.core.ids import new_id
from app.datasets.columns import Checker, UnknownColumn
from app.datasets.datasets import limit_of, locked, touch
from app.datasets.files import InvalidLine, Record, records
from app.datasets.items import (
    DatasetFull,
    Writing,
    checked,
    checker_of,
    end_all,
    present_keys,
    room_of,
    store,
)
from app.datasets.limits import limits
from app.datasets.models import (
    Dataset,
    DatasetFormat,
    DatasetIoJob,
    DatasetIoKind,
    DatasetOperation,
    ImportMode,
    Upload,
)
from app.datasets.parquet import require_parquet

BATCH = 500
MAX_GROUPS = 100
MAX_EXAMPLES = 10
MAX_SHOWN = 80
KEY, SPLIT, TAGS, METADATA = "_key", "_split", "_tags", "_metadata"
"""Names under which files hold what is said of an item beside its data, unless they are columns of the dataset."""


class MissingKey(Invalid):
    """The line has no key: the key column is empty, or holds neither text nor a number."""

    code = "MISSING_KEY"


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
    format: DatasetFormat
    import_id: int
    key_column: str | None = None
    renamed: dict[str, str] = field(default_factory=dict)
    mode: ImportMode = ImportMode.UPSERT
    ignore_others: bool = False


@dataclass(slots=True)
class Progress:
    """How far an import is."""

    processed: int = 0
    added: int = 0
    failed: int = 0
    error_groups: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, record: Record, error: DomainError) -> None:
        """Count a bad line among those with the same fault."""
        self.failed += 1
        group = self._group(error)
        group["count"] += 1
        if len(group["examples"]) < MAX_EXAMPLES:
            shown = record.text if len(record.text) <= MAX_SHOWN else f"{record.text[:MAX_SHOWN]}…"
            group["examples"].append(f"line {record.line}: {error.message} {shown}".strip())

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
    plan = Plan(dataset_id, dataset.space_id, actor.user_id, path, format, new_id(), key_column, mode=mode)
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
    source = records(plan.path, plan.format, skip=progress.processed, max_line_bytes=longest)
    while batch := await asyncio.to_thread(_next, source):
        async with change_by_system(plan.space_id):
            await _import_batch(plan, progress, batch)
            await save(progress)
        on_batch(progress)
    return progress


def _next(source: Iterator[Record]) -> list[Record]:
    return list(islice(source, BATCH))


async def _import_batch(plan: Plan, progress: Progress, batch: list[Record]) -> None:
    dataset = await locked(plan.dataset_id)
    if plan.mode is ImportMode.OVERWRITE and progress.processed == 0:
        await end_all(dataset)
        dataset.has_changes = True
        await touch(dataset, plan.user_id, "item_count", "has_changes", operation=DatasetOperation.IMPORT)
    valid = _valid(plan, progress, batch, await checker_of(dataset), limit_of(dataset, "max_item_bytes"))
    # Within a file as between files, the later line with a key wins, unless lines only add.
    good: dict[str, Writing] = {}
    fits = await _admission(plan, dataset, [writing.key for _, writing in valid])
    for record, writing in valid:
        if fault := fits(writing.key):
            progress.refuse(record, fault)
        else:
            good[writing.key] = writing
            progress.added += 1
    await store(dataset, list(good.values()), plan.user_id, DatasetOperation.IMPORT)


def _valid(
    plan: Plan, progress: Progress, batch: list[Record], checker: Checker, max_bytes: int
) -> list[tuple[Record, Writing]]:
    """The lines that suit the dataset's columns; all others are counted as refused."""
    valid: list[tuple[Record, Writing]] = []
    for record in batch:
        progress.processed += 1
        try:
            valid.append((record, checked(_writing(plan, record, checker), checker, max_bytes)))
        except DomainError as error:
            progress.refuse(record, error)
    return valid


async def _admission(plan: Plan, dataset: Dataset, keys: list[str]) -> Callable[[str], DomainError | None]:
    """What says why an item cannot come in: its key is taken, or the dataset is full."""
    room, only_adds = room_of(dataset), plan.mode is ImportMode.APPEND
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


def _writing(plan: Plan, record: Record, checker: Checker) -> Writing:
    values = record.parse()
    key = _key(values, plan, record.line, checker)
    said = {
        name: values.pop(name) for name in (KEY, SPLIT, TAGS, METADATA) if name in values and _is_free(name, plan, checker)
    }
    data = {plan.renamed.get(name, name): value for name, value in values.items()}
    if plan.key_column is not None and plan.key_column in values:
        column = plan.renamed.get(plan.key_column, plan.key_column)
        if column not in checker.columns:
            del data[column]
    if plan.ignore_others:
        data = {name: value for name, value in data.items() if name in checker.columns}
    if plan.format is not DatasetFormat.JSONL:
        data = {name: _cell(name, value, checker) for name, value in data.items()}
        said |= {name: _json(name, said[name]) for name in (TAGS, METADATA) if name in said}
    return Writing(key=key, data=data, metadata=said.get(METADATA), tags=_tags(said.get(TAGS)), split=_text(said.get(SPLIT)))


def _is_free(name: str, plan: Plan, checker: Checker) -> bool:
    """Whether a field of a file is none of the dataset's columns."""
    return name not in checker.columns and name not in plan.renamed


def _key(values: dict[str, Any], plan: Plan, line: int, checker: Checker) -> str:
    given = values.get(KEY) if _is_free(KEY, plan, checker) else None
    if plan.key_column is None and given is None:
        # The same for an import that is started again after a crash, another for every other: no file replaces another.
        return f"{plan.import_id:x}-{line}"
    value = values.get(plan.key_column) if plan.key_column is not None else given
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        raise MissingKey
    return str(value)


def _tags(value: Any) -> list[str] | None:
    if value is not None and not (isinstance(value, list) and all(isinstance(tag, str) for tag in value)):
        raise InvalidLine("A list of texts is wanted.", path=(TAGS,))
    return value


def _text(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise InvalidLine("A text is wanted.", path=(SPLIT,))
    return value


def _cell(name: str, value: Any, checker: Checker) -> Any:
    return value if name not in checker.columns or checker.is_text(name) else _json(name, value)


def _json(name: str, value: Any) -> Any:
    """What the text of a cell says in JSON; a value that is none is one already."""
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise InvalidLine(f"Not JSON: {error}.", path=(name,)) from None
