"""Writing the items of datasets, sorting and deleting them."""

import dataclasses
from typing import Any

import strawberry
from strawberry.scalars import JSON
from strawberry.types.unset import UNSET

from app.core.conditions import AllOf, Condition, one_of
from app.datasets import items, models, sorting
from graphql_schema.core.context import Info
from graphql_schema.core.entity import graphql_enums
from graphql_schema.core.errors import UserError, user_error
from graphql_schema.core.filters import condition_of, filter_input
from graphql_schema.core.ids import ref, values
from graphql_schema.core.mutation import mutation

graphql_enums(models.DatasetItemStatus)
DatasetItemFilter: Any = filter_input(models.DatasetItem)


@strawberry.input(description="An item to write.")
class DatasetItemInput:
    key: str | None = strawberry.field(
        default=None, description="Its name, unique in the dataset; the same key is the same item. Made up if not given."
    )
    data: JSON = strawberry.field(description="Values by column, the whole of them; null counts as no value.")
    metadata: JSON | None = strawberry.field(
        default=None, description="Whatever else is known of it, an object; unchanged if not given."
    )
    tags: list[str] | None = strawberry.field(default=None, description="Words to find it by; unchanged if not given.")
    split: str | None = strawberry.field(
        default=None, description="The part of the dataset it is in, such as `test`; unchanged if not given."
    )
    status: models.DatasetItemStatus | None = strawberry.field(
        default=None, description="Whether it takes part; unchanged if not given."
    )
    source_trace_id: str | None = strawberry.field(
        default=None, description="Id of the trace that it was made from; unchanged if not given."
    )
    source_observation_id: str | None = strawberry.field(
        default=None, description="Id of the observation that it was made from; unchanged if not given."
    )


@strawberry.input(description="Items to write.")
class WriteDatasetItemsInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    items: list[DatasetItemInput] = strawberry.field(description="At most 1000, each with a key of its own.")
    partial: bool = strawberry.field(default=False, description="Write those that are valid even if others are not.")
    validate_only: bool = strawberry.field(default=False, description="Write nothing, and say what would be refused.")


@strawberry.input(description="Items to delete.")
class DeleteDatasetItemsInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    keys: list[str] = strawberry.field(description="Keys of the items, at most 1000.")


@strawberry.input(description="Items to tag, and to put into a split.")
class TagDatasetItemsInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    keys: list[str] | None = strawberry.field(default=UNSET, description="Keys of the items; all if not given.")
    filter: DatasetItemFilter | None = strawberry.field(
        default=UNSET, description="Which of them; at most 20,000 may be found."
    )
    add: list[str] = strawberry.field(default_factory=list, description="Tags to add.")
    remove: list[str] = strawberry.field(default_factory=list, description="Tags to remove.")
    split: str | None = strawberry.field(
        default=UNSET, description="The part of the dataset they are put into; null takes them out, unchanged if not given."
    )


@strawberry.input(description="Items to archive.")
class ArchiveDatasetItemsInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    keys: list[str] | None = strawberry.field(default=UNSET, description="Keys of the items; all if not given.")
    filter: DatasetItemFilter | None = strawberry.field(
        default=UNSET, description="Which of them; at most 20,000 may be found."
    )


@strawberry.input(description="Items to take from the archive.")
class UnarchiveDatasetItemsInput:
    dataset_id: strawberry.ID = ref(models.Dataset, "The dataset.")
    keys: list[str] | None = strawberry.field(default=UNSET, description="Keys of the items; all if not given.")
    filter: DatasetItemFilter | None = strawberry.field(
        default=UNSET, description="Which of them; at most 20,000 may be found."
    )


@strawberry.type(description="An item that was refused, with everything that is wrong with it.")
class RefusedItem:
    index: int = strawberry.field(description="Its place among the items that were given, from 0.")
    key: str | None = strawberry.field(description="Its key, if one was given.")
    faults: list[UserError] = strawberry.field(description="What is wrong with it.")


@dataclasses.dataclass
class WrittenItems:
    dataset_items: list[models.DatasetItem] = dataclasses.field(
        metadata={"description": "The items that were written, in their order; null when there are errors."}
    )
    refused: list[RefusedItem] = dataclasses.field(
        metadata={"description": "The items that were not written, if that was asked for; null when there are errors."}
    )


def written_items(made: items.Written) -> WrittenItems:
    """What became of items, as clients see it."""
    refused = [
        RefusedItem(index=one.index, key=one.key, faults=[user_error(fault) for fault in one.faults]) for one in made.refused
    ]
    return WrittenItems(made.items, refused)


def _chosen(given: Any) -> Condition:
    """The items that an input names by keys, by a filter, or by both."""
    keys = () if given.keys is None or given.keys is UNSET else (one_of("key", given.keys),)
    return AllOf((*keys, condition_of(models.DatasetItem, given.filter)))


@strawberry.type
class DatasetItemMutations:
    """What changes the items of datasets."""

    @mutation
    async def write_dataset_items(self, info: Info, input: WriteDatasetItemsInput) -> WrittenItems:
        """Write items by key, all of them or, if one is not valid, none, unless `partial` says otherwise. Versions made
        before keep theirs as they are."""
        return written_items(await items.write_dataset_items(info.context.actor, **values(input)))

    @mutation
    async def tag_dataset_items(self, info: Info, input: TagDatasetItemsInput) -> models.Dataset:
        """Add and remove tags of many items, and put them into a split. Versions made before keep theirs as they are."""
        return await sorting.tag_dataset_items(
            info.context.actor,
            dataset_id=values(input)["dataset_id"],
            where=_chosen(input),
            add=input.add,
            remove=input.remove,
            split=None if input.split is UNSET else input.split,
            clear_split=input.split is None,
        )

    @mutation
    async def archive_dataset_items(self, info: Info, input: ArchiveDatasetItemsInput) -> models.Dataset:
        """Keep items out of the versions to come, without deleting them."""
        return await sorting.archive_dataset_items(
            info.context.actor, dataset_id=values(input)["dataset_id"], where=_chosen(input)
        )

    @mutation
    async def unarchive_dataset_items(self, info: Info, input: UnarchiveDatasetItemsInput) -> models.Dataset:
        """Let archived items take part again."""
        return await sorting.unarchive_dataset_items(
            info.context.actor, dataset_id=values(input)["dataset_id"], where=_chosen(input)
        )

    @mutation
    async def delete_dataset_items(self, info: Info, input: DeleteDatasetItemsInput) -> models.Dataset:
        """Take items out of a dataset, all of them or none. Versions made before keep theirs."""
        return await items.delete_dataset_items(info.context.actor, **values(input))
