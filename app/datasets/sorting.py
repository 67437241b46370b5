"""Sorting items: tags, splits and the archive, for many items at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from tortoise import Tortoise

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.conditions import EVERYTHING, AllOf, Condition, IsNull, equals
from app.core.database import database
from app.core.errors import Invalid
from app.core.orders import Order
from app.core.rows import values_of
from app.datasets.datasets import limit_of, locked
from app.datasets.documents import is_name
from app.datasets.items import MAX_TAGS, MAX_WORD, DatasetFull, InvalidTags, Writing, room_of, store
from app.datasets.models import Dataset, DatasetItem, DatasetItemStatus

BATCH = 1000
MAX_SORTED = 20_000


class TooManyFound(Invalid):
    """The filter finds more than 20,000 items; narrow it."""

    code = "TOO_MANY_ITEMS"


Sort = Callable[[str, list[str]], Writing]


async def tag_dataset_items(
    actor: Actor,
    *,
    dataset_id: int,
    where: Condition = EVERYTHING,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    split: str | None = None,
    clear_split: bool = False,
) -> Dataset:
    """Add and remove tags of the items that a condition finds, and put them into a split."""
    for name, words in (("add", add), ("remove", remove), ("split", [split] if split is not None else [])):
        if len(words) > MAX_TAGS or not all(is_name(word, MAX_WORD) for word in words):
            raise InvalidTags(path=("input", name))

    def sort(key: str, tags: list[str]) -> Writing:
        kept = [tag for tag in tags if tag not in remove]
        after = [*kept, *(tag for tag in dict.fromkeys(add) if tag not in kept)]
        if len(after) > MAX_TAGS:
            raise InvalidTags(f"The item {key!r} would have more than {MAX_TAGS} tags.", path=("input", "add"))
        return Writing(key, tags=after, split=split, cleared=frozenset({"split"} if clear_split else ()))

    return await _sorted(actor, dataset_id, where, sort, "dataset.items_tagged")


async def archive_dataset_items(actor: Actor, *, dataset_id: int, where: Condition = EVERYTHING) -> Dataset:
    """Keep the items that a condition finds out of the versions to come."""
    return await _sorted(
        actor,
        dataset_id,
        AllOf((where, equals("status", DatasetItemStatus.ACTIVE))),
        lambda key, _: Writing(key, status=DatasetItemStatus.ARCHIVED),
        "dataset.items_archived",
    )


async def unarchive_dataset_items(actor: Actor, *, dataset_id: int, where: Condition = EVERYTHING) -> Dataset:
    """Let archived items that a condition finds take part again."""
    return await _sorted(
        actor,
        dataset_id,
        AllOf((where, equals("status", DatasetItemStatus.ARCHIVED))),
        lambda key, _: Writing(key, status=DatasetItemStatus.ACTIVE),
        "dataset.items_unarchived",
    )


async def _sorted(actor: Actor, dataset_id: int, where: Condition, sort: Sort, action: str) -> Dataset:
    dataset = await get(Dataset, dataset_id, actor)
    async with change(actor, Permission.WRITE_DATASETS, dataset.space_id) as record:
        dataset, count = await locked(dataset_id), 0
        writings = [sort(key, tags) for key, tags in await _found(dataset, where)]
        for start in range(0, len(writings), BATCH):
            count += await store(dataset, writings[start : start + BATCH], actor.user_id)
        if room_of(dataset) < 0:
            raise DatasetFull(f"The dataset may have {limit_of(dataset, 'max_items'):,} items.", path=("input", "datasetId"))
        record.record(action, dataset, after={"count": count})
    return dataset


async def _found(dataset: Dataset, where: Condition) -> list[tuple[str, list[str]]]:
    present = AllOf((equals("dataset_id", dataset.id), IsNull("valid_to"), where))
    client: Any = Tortoise.get_connection(database().dialect)
    rows = await values_of(DatasetItem, ("key", "tags"), present, Order(), MAX_SORTED + 1, client)
    if len(rows) > MAX_SORTED:
        raise TooManyFound(path=("input", "filter"))
    return [(row[0], orjson.loads(row[1])) for row in rows]
