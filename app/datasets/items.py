"""Writing items: by key, all or nothing, and never into what a version holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise import Tortoise

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.bulk import insert_rows
from app.core.clock import now
from app.core.database import database
from app.core.errors import Conflict, Invalid, NotFound
from app.core.ids import new_id
from app.datasets.columns import Checker, ValueInvalid
from app.datasets.datasets import locked, touch
from app.datasets.documents import MAX_BYTES, ItemTooLarge, as_document, encoded, is_name
from app.datasets.models import Dataset, DatasetItem, DatasetSchema

MAX_ITEMS = 1000
MAX_KEY = 255
MAX_TAGS = 50
MAX_WORD = 64


class TooManyItems(Invalid):
    """At most 1000 items may be written or deleted at once."""

    code = "TOO_MANY_ITEMS"


class DuplicateKey(Conflict):
    """An item before it has the same key."""

    code = "DUPLICATE_KEY"


class InvalidKey(Invalid):
    """A key has 1 to 255 characters, none of them a control character."""

    code = "INVALID_KEY"


class InvalidTags(Invalid):
    """An item has at most 50 tags, and each of them, like the split, 1 to 64 characters."""

    code = "INVALID_TAGS"


@dataclass(frozen=True, slots=True)
class Writing:
    """An item to be written; what is None stays as it is, or empty if the item is new."""

    key: str
    data: dict[str, Any]
    metadata: dict[str, Any] | None = None
    tags: list[str] | None = None
    split: str | None = None


async def write_dataset_items(
    actor: Actor, *, dataset_id: int, items: list[dict[str, Any]], max_item_bytes: int = MAX_BYTES
) -> list[DatasetItem]:
    """Write items by key, all of them or none."""
    dataset = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id)
        checker = await checker_of(dataset)
        wanted = _wanted(items, checker, max_item_bytes)
        if changes := await store(dataset, wanted, actor.user_id):
            record.record("dataset.items_written", dataset, after={"count": changes})
        present = await _present(dataset, [writing.key for writing in wanted])
    return [present[writing.key] for writing in wanted]


async def delete_dataset_items(actor: Actor, *, dataset_id: int, keys: list[str]) -> Dataset:
    """Take items out of the working state, all of them or none; versions keep theirs."""
    dataset = await get(Dataset, dataset_id, actor)
    if len(keys) > MAX_ITEMS:
        raise TooManyItems(path=("input", "keys"))
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset = await locked(dataset_id)
        present = await _present(dataset, [key for key in keys if is_name(key, MAX_KEY)])
        for index, key in enumerate(keys):
            if key not in present:
                raise NotFound(f"The dataset has no item {key!r}.", path=("input", "keys", str(index)))
        await _end(dataset, present.values())
        dataset.item_count -= len(present)
        await touch(dataset, actor.user_id, "item_count")
        record.record("dataset.items_deleted", dataset, after={"count": len(present)})
    return dataset


async def checker_of(dataset: Dataset) -> Checker:
    """What checks items of a dataset."""
    return Checker((await DatasetSchema.get(id=dataset.schema_id)).columns)


def checked(writing: Writing, checker: Checker, max_bytes: int, *path: str) -> Writing:
    """An item that may be written, or the first thing that is wrong with it."""
    if not is_name(writing.key, MAX_KEY):
        raise InvalidKey(path=(*path, "key"))
    if not isinstance(writing.data, dict):
        raise ValueInvalid("An item's data is an object of values by column.", path=(*path, "data"))
    if len(encoded(writing.data, *path, "data")) > max_bytes:
        raise ItemTooLarge(f"An item may have {max_bytes:,} bytes as JSON.", path=(*path, "data"))
    checker.check(writing.data, *path, "data")
    as_document(writing.metadata, *path, "metadata")
    for name, words in (("tags", writing.tags), ("split", [writing.split] if writing.split is not None else [])):
        if words and (len(words) > MAX_TAGS or not all(is_name(word, MAX_WORD) for word in words)):
            raise InvalidTags(path=(*path, name))
    return writing


def _wanted(items: Sequence[dict[str, Any]], checker: Checker, max_bytes: int) -> list[Writing]:
    if len(items) > MAX_ITEMS:
        raise TooManyItems(path=("input", "items"))
    found: dict[str, Writing] = {}
    for index, item in enumerate(items):
        path = ("input", "items", str(index))
        key = item.get("key")
        writing = Writing(**{**item, "key": f"{new_id():x}" if key is None else key})
        if writing.key in found:
            raise DuplicateKey(path=(*path, "key"))
        found[writing.key] = checked(writing, checker, max_bytes, *path)
    return list(found.values())


async def store(dataset: Dataset, writings: Sequence[Writing], user_id: int | None) -> int:
    """Write checked items of different keys into a locked dataset; says how many were new or changed."""
    present = await _present(dataset, [writing.key for writing in writings])
    rows = [row for writing in writings if (row := _row(dataset, writing, present.get(writing.key), user_id))]
    if rows:
        await _end(dataset, [present[row["key"]] for row in rows if row["key"] in present])
        await insert_rows(Tortoise.get_connection(database().dialect), DatasetItem, rows)
        dataset.item_count += sum(row["key"] not in present for row in rows)
        await touch(dataset, user_id, "item_count")
    return len(rows)


async def _present(dataset: Dataset, keys: Sequence[str]) -> dict[str, DatasetItem]:
    found = await DatasetItem.filter(dataset_id=dataset.id, key__in=list(keys), valid_to__isnull=True)
    return {row.key: row for row in found}


def _row(dataset: Dataset, writing: Writing, present: DatasetItem | None, user_id: int | None) -> dict[str, Any] | None:
    """The row that says what is wanted; none if the present one says so already."""
    pk, moment = new_id(), now()
    row = {
        "id": pk,
        "created_at": moment,
        "space_id": dataset.space_id,
        "dataset_id": dataset.id,
        "item_id": pk,
        "key": writing.key,
        "data": writing.data,
        "metadata": _or(writing.metadata, present.metadata if present else {}),
        "tags": _or(writing.tags, present.tags if present else []),
        "split": _or(writing.split, present.split if present else None),
        "valid_from": dataset.next_version_number,
        "created_by_id": user_id,
        "updated_by_id": user_id,
        "updated_at": moment,
    }
    if present is None:
        return row
    if all(encoded(row[column]) == encoded(getattr(present, column)) for column in _CONTENT):
        return None
    row["item_id"] = present.item_id
    if _is_draft(dataset, present):
        row |= {column: getattr(present, column) for column in ("id", "created_at", "created_by_id")}
    return row


_CONTENT = ("data", "metadata", "tags", "split")


def _or(given: Any, otherwise: Any) -> Any:
    return otherwise if given is None else given


def _is_draft(dataset: Dataset, item: DatasetItem) -> bool:
    """No version has it."""
    return item.valid_from == dataset.next_version_number


async def _end(dataset: Dataset, items: Iterable[DatasetItem]) -> None:
    """Let items end before the next version; those that no version has leave no trace."""
    ended = list(items)
    drafts = [item.id for item in ended if _is_draft(dataset, item)]
    frozen = [item.id for item in ended if not _is_draft(dataset, item)]
    if drafts:
        await DatasetItem.filter(id__in=drafts).delete()
    if frozen:
        await DatasetItem.filter(id__in=frozen).update(valid_to=dataset.next_version_number)
