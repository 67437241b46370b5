"""Writing items: by key, and never into what a version holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tortoise import Tortoise

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.bulk import delete_rows, load_rows, update_rows
from app.core.clock import now
from app.core.conditions import AllOf, IsNull, equals, one_of
from app.core.database import database
from app.core.errors import Conflict, DomainError, Invalid, NotFound
from app.core.ids import new_id
from app.core.rows import Row, columns_of, decode, values_of
from app.datasets.columns import Checker, ValueInvalid
from app.datasets.datasets import limit_of, locked, touch
from app.datasets.documents import ItemTooLarge, as_document, encoded, is_name
from app.datasets.models import Dataset, DatasetItem, DatasetItemStatus, DatasetOperation, DatasetSchema

MAX_ITEMS = 1000
MAX_KEY = 255
MAX_TAGS = 50
MAX_WORD = 64
MANY = 20_000
"""Items that came in at once, and change how the database had best look for others."""


class TooManyItems(Invalid):
    """At most 1000 items may be written or deleted at once."""

    code = "TOO_MANY_ITEMS"


class DuplicateKey(Conflict):
    """An item before it has the same key."""

    code = "DUPLICATE_KEY"


class DatasetFull(Conflict):
    """The dataset has as many items as it may have."""

    code = "DATASET_FULL"


class InvalidKey(Invalid):
    """A key has 1 to 255 characters, none of them a control character."""

    code = "INVALID_KEY"


class InvalidTags(Invalid):
    """An item has at most 50 tags, and each of them, like the split, 1 to 64 characters."""

    code = "INVALID_TAGS"


class InvalidSource(Invalid):
    """The id of a trace or an observation has 1 to 64 characters, none of them a control character."""

    code = "INVALID_SOURCE"


@dataclass(frozen=True, slots=True)
class Writing:
    """An item to be written; what is None stays as it is, or empty if the item is new."""

    key: str
    data: dict[str, Any] | None = None
    metadata: dict[str, Any] | None = None
    tags: list[str] | None = None
    split: str | None = None
    status: DatasetItemStatus | None = None
    source_trace_id: str | None = None
    source_observation_id: str | None = None
    cleared: frozenset[str] = frozenset()
    """What is to be empty rather than to stay."""


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """An item that cannot be written, and everything that is wrong with it."""

    index: int
    key: str | None
    faults: list[DomainError]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of items that were to be written."""

    items: list[DatasetItem]
    refused: list[RefusedItem] = field(default_factory=list)


async def write_dataset_items(
    actor: Actor, *, dataset_id: int, items: list[dict[str, Any]], partial: bool = False, validate_only: bool = False
) -> Written:
    """Write items by key: all of them or none, or, if `partial`, those that are valid; if `validate_only`, none at all."""
    dataset = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id)
        wanted = await _Judging(dataset, await checker_of(dataset), limit_of(dataset, "max_item_bytes")).judge(items)
        if validate_only:
            return Written([], wanted.refused)
        if wanted.refused and not partial:
            raise wanted.refused[0].faults[0]
        if changes := await store(dataset, wanted.good, actor.user_id):
            record.record("dataset.items_written", dataset, after={"count": changes})
        keys = [writing.key for writing in wanted.good]
        rows = await DatasetItem.filter(dataset_id=dataset.id, key__in=keys, valid_to__isnull=True) if keys else []
    present = {row.key: row for row in rows}
    return Written([present[key] for key in keys], wanted.refused)


async def delete_dataset_items(actor: Actor, *, dataset_id: int, keys: list[str]) -> Dataset:
    """Take items out of the working state, all of them or none; versions keep theirs."""
    dataset = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id)
        present = await _all_present(dataset, keys)
        await _end(dataset, present.values())
        await _count(dataset, actor.user_id, -_active(present.values()), DatasetOperation.DELETE_ITEMS)
        record.record("dataset.items_deleted", dataset, after={"count": len(present)})
    return dataset


async def clear_dataset(actor: Actor, *, dataset_id: int) -> Dataset:
    """Take all items out of the working state; versions keep theirs."""
    dataset = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id)
        before = dataset.item_count
        await end_all(dataset)
        await _count(dataset, actor.user_id, 0, DatasetOperation.CLEAR)
        record.record("dataset.cleared", dataset, before={"count": before})
    return dataset


async def end_all(dataset: Dataset) -> None:
    """Let all items of a locked dataset end, however many there are."""
    present = DatasetItem.filter(dataset_id=dataset.id, valid_to__isnull=True)
    await present.filter(valid_from=dataset.next_version_number).delete()
    await present.update(valid_to=dataset.next_version_number)
    dataset.item_count = 0


async def checker_of(dataset: Dataset) -> Checker:
    """What checks items of a dataset."""
    return Checker((await DatasetSchema.get(id=dataset.schema_id)).columns)


def checked(writing: Writing, checker: Checker, max_bytes: int, *path: str) -> Writing:
    """An item that may be written, or the first thing that is wrong with it."""
    for fault in faults_of(writing, checker, max_bytes, *path):
        raise fault
    return writing


def faults_of(writing: Writing, checker: Checker, max_bytes: int, *path: str) -> Iterator[DomainError]:
    """Everything that is wrong with an item."""
    if not is_name(writing.key, MAX_KEY):
        yield InvalidKey(path=(*path, "key"))
    yield from _faults_of_data(writing.data, checker, max_bytes, *path, "data")
    if writing.metadata is not None:
        yield from _faults_of_metadata(writing.metadata, *path, "metadata")
    yield from faults_of_words(writing.tags, writing.split, *path)
    for name, pk in (("sourceTraceId", writing.source_trace_id), ("sourceObservationId", writing.source_observation_id)):
        if pk is not None and not is_name(pk, MAX_WORD):
            yield InvalidSource(path=(*path, name))


def faults_of_words(tags: Sequence[str] | None, split: str | None, *path: str) -> Iterator[DomainError]:
    """What is wrong with an item's tags and its split."""
    for name, words in (("tags", tags), ("split", _given(split))):
        if words and (len(words) > MAX_TAGS or not all(isinstance(word, str) and is_name(word, MAX_WORD) for word in words)):
            yield InvalidTags(path=(*path, name))


def _faults_of_metadata(metadata: Any, *path: str) -> Iterator[DomainError]:
    try:
        as_document(metadata, *path)
    except DomainError as fault:
        yield fault


def _faults_of_data(data: Any, checker: Checker, max_bytes: int, *path: str) -> Iterator[DomainError]:
    if not isinstance(data, dict):
        yield ValueInvalid("An item's data is an object of values by column.", path=path)
        return
    try:
        size = len(encoded(data, *path))
    except DomainError as fault:
        yield fault
        return
    if size > max_bytes:
        yield ItemTooLarge(f"An item may have {max_bytes:,} bytes as JSON.", path=path)
    else:
        yield from checker.faults(data, *path)


def _given(value: str | None) -> list[str]:
    return [] if value is None else [value]


@dataclass(slots=True)
class _Judging:
    """Tells items that can be written from those that cannot."""

    dataset: Dataset
    checker: Checker
    max_bytes: int
    good: list[Writing] = field(default_factory=list)
    refused: list[RefusedItem] = field(default_factory=list)
    _keys: set[str] = field(default_factory=set)

    async def judge(self, items: Sequence[dict[str, Any]]) -> _Judging:
        if len(items) > MAX_ITEMS:
            raise TooManyItems(path=("input", "items"))
        keys = [key for item in items if (key := item.get("key")) is not None and is_name(key, MAX_KEY)]
        present, room = await _present(self.dataset, keys), room_of(self.dataset)
        for index, item in enumerate(items):
            writing = Writing(**{**item, "key": f"{new_id():x}" if item.get("key") is None else item["key"]})
            faults = list(self._faults(writing, "input", "items", str(index)))
            if not faults and writing.key not in present:
                room -= 1
                faults = [DatasetFull(path=("input", "items", str(index)))] if room < 0 else []
            self._sort(index, item.get("key"), writing, faults)
        return self

    def _faults(self, writing: Writing, *path: str) -> Iterator[DomainError]:
        if writing.key in self._keys:
            yield DuplicateKey(path=(*path, "key"))
        self._keys.add(writing.key)
        yield from faults_of(writing, self.checker, self.max_bytes, *path)

    def _sort(self, index: int, key: str | None, writing: Writing, faults: list[DomainError]) -> None:
        if faults:
            self.refused.append(RefusedItem(index, key, faults))
        else:
            self.good.append(writing)


def room_of(dataset: Dataset) -> int:
    """How many more items a dataset may have."""
    return limit_of(dataset, "max_items") - dataset.item_count


async def store(
    dataset: Dataset,
    writings: Sequence[Writing],
    user_id: int | None,
    operation: DatasetOperation = DatasetOperation.WRITE_ITEMS,
) -> int:
    """Write checked items of different keys into a locked dataset; says how many were new or changed."""
    present, common = await _present(dataset, [writing.key for writing in writings]), _common(dataset, user_id)
    rows = [row for writing in writings if (row := _row(common, writing, present.get(writing.key)))]
    if rows:
        replaced = [present[row["key"]] for row in rows if row["key"] in present]
        await _end(dataset, replaced)
        await load_rows(_client(), DatasetItem, rows)
        active = sum(row["status"] == DatasetItemStatus.ACTIVE for row in rows)
        await _count(dataset, user_id, active - _active(replaced), operation)
    return len(rows)


async def settle(added: int) -> None:
    """Let pages of items be found fast as soon as many have come in."""
    if added >= MANY:
        await database().count_anew(DatasetItem)


def _client() -> Any:
    """The transaction that is under way."""
    return Tortoise.get_connection(database().dialect)


async def present_keys(dataset: Dataset, keys: Sequence[str]) -> set[str]:
    """Which of these keys the working state has."""
    return {row[0] for row in await values_of(DatasetItem, ("key",), _with_keys(dataset, keys), client=_client())}


async def _present(dataset: Dataset, keys: Sequence[str]) -> dict[str, Row]:
    """The items of the working state that have these keys, their JSON as it is written."""
    columns = columns_of(DatasetItem)
    found = await values_of(DatasetItem, columns, _with_keys(dataset, keys), client=_client()) if keys else []
    return {row["key"]: row for row in decode(DatasetItem, found, columns)}


def _with_keys(dataset: Dataset, keys: Sequence[str]) -> AllOf:
    return AllOf((equals("dataset_id", dataset.id), one_of("key", list(keys)), IsNull("valid_to")))


async def _all_present(dataset: Dataset, keys: Sequence[str]) -> dict[str, Row]:
    if len(keys) > MAX_ITEMS:
        raise TooManyItems(path=("input", "keys"))
    present = await _present(dataset, [key for key in keys if is_name(key, MAX_KEY)])
    for index, key in enumerate(keys):
        if key not in present:
            raise NotFound(f"The dataset has no item {key!r}.", path=("input", "keys", str(index)))
    return present


async def _count(dataset: Dataset, user_id: int | None, more: int, operation: DatasetOperation) -> None:
    dataset.item_count += more
    dataset.has_changes = True
    await touch(dataset, user_id, "item_count", "has_changes", operation=operation)


def _active(items: Iterable[Row]) -> int:
    return sum(item.status == DatasetItemStatus.ACTIVE for item in items)


_CONTENT: Mapping[str, Any] = {
    "data": {},
    "metadata": {},
    "tags": [],
    "split": None,
    "status": DatasetItemStatus.ACTIVE,
    "source_trace_id": None,
    "source_observation_id": None,
}
"""What an item says, and what it says if nothing was said."""


def _common(dataset: Dataset, user_id: int | None) -> dict[str, Any]:
    """What rows that are written together have in common."""
    moment = now()
    return {
        "created_at": moment,
        "space_id": dataset.space_id,
        "dataset_id": dataset.id,
        "valid_from": dataset.next_version_number,
        "created_by_id": user_id,
        "updated_by_id": user_id,
        "updated_at": moment,
    }


def _row(common: dict[str, Any], writing: Writing, present: Row | None) -> dict[str, Any] | None:
    """The row that says what is wanted; none if the present one says so already."""
    pk = new_id()
    row = {"id": pk, "item_id": pk, "key": writing.key, **common}
    for name, default in _CONTENT.items():
        given = getattr(writing, name)
        stays = given is None and name not in writing.cleared
        row[name] = (present[name] if present else default) if stays else given
    if present is None:
        return row
    if all(encoded(row[name]) == encoded(present[name]) for name in _CONTENT):
        return None
    row["item_id"] = present.item_id
    if present.valid_from == common["valid_from"]:
        row |= {column: present[column] for column in ("id", "created_at", "created_by_id")}
    return row


def _is_draft(dataset: Dataset, item: Row) -> bool:
    """No version has it."""
    return bool(item.valid_from == dataset.next_version_number)


async def _end(dataset: Dataset, items: Iterable[Row]) -> None:
    """Let items end before the next version; those that no version has leave no trace."""
    ended = list(items)
    drafts = [item.pk for item in ended if _is_draft(dataset, item)]
    frozen = [item.pk for item in ended if not _is_draft(dataset, item)]
    if drafts:
        await delete_rows(_client(), DatasetItem, one_of("id", drafts))
    if frozen:
        await update_rows(_client(), DatasetItem, {"valid_to": dataset.next_version_number}, one_of("id", frozen))
