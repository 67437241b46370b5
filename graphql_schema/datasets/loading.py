"""Pages of the items of versions: which items a version has is said by a range of numbers, not by a column."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar

import strawberry

from app.accounts.access import Actor, scope
from app.core.clock import now
from app.core.conditions import AllOf, equals, one_of
from app.core.errors import NotFound
from app.core.orders import Order, read_cursor
from app.core.pages import Page
from app.core.rows import Row, row_class, values_of
from app.datasets.comparing import Counts, Span, Stretch, changes, counts
from app.datasets.models import (
    DatasetIoJob,
    DatasetIoKind,
    DatasetIoStatus,
    DatasetItem,
    DatasetStatus,
    DatasetVersion,
    DatasetVersionStatus,
)
from app.datasets.reading import (
    Frozen,
    State,
    counts_of_items,
    counts_of_versions,
    pages_of_items,
    pages_of_versions,
)
from graphql_schema.core.connection import MOST, PageRequest, PageTooLarge
from graphql_schema.core.context import Info
from graphql_schema.core.ids import row_id
from graphql_schema.core.loaders import Listing

First = Annotated[int, strawberry.argument(description="How many rows; at most 1000.")]
After = Annotated[str | None, strawberry.argument(description="`endCursor` of the page before.")]
W = TypeVar("W", bound="Wanted | WantedVersions")
DIFFERENCES = Listing(DatasetItem, None, order=Order(is_descending=False))
"""What cursors of differences are made by: the ids of the items."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page of a version's items."""

    version: Frozen
    listing: Listing
    first: int = 0
    after: str | None = None


class FrozenItems(PageRequest):
    """A page of what a version has; its parent is a `Frozen`."""

    async def page(self) -> Page:
        wanted = Wanted(self.parent, self.listing, self.first, self.after)
        return await self.loaders.by(_pages).load(wanted)

    async def count(self) -> int:
        return await self.loaders.by(_counts).load(Wanted(self.parent, self.listing))


async def _pages(actor: Actor, wanted: list[Wanted]) -> list[Page]:
    found: dict[Wanted, Page] = {}
    for alike in _by_list(wanted):
        listing, first, after = alike[0].listing, alike[0].first, alike[0].after
        where = AllOf((scope(DatasetItem, actor), listing.where))
        versions = [one.version for one in alike]
        read = await pages_of_versions(versions, where, listing.order, first, after)
        found |= {one: read[one.version.id] for one in alike}
    return [found[one] for one in wanted]


async def _counts(actor: Actor, wanted: list[Wanted]) -> list[int]:
    found: dict[Wanted, int] = {}
    for alike in _by_list(wanted):
        where = AllOf((scope(DatasetItem, actor), alike[0].listing.where))
        read = await counts_of_versions([one.version for one in alike], where)
        found |= {one: read[one.version.id] for one in alike}
    return [found[one] for one in wanted]


def _by_list(wanted: list[W]) -> list[list[W]]:
    """Those that ask for the same of different versions together."""
    groups: dict[Any, list[W]] = defaultdict(list)
    for one in wanted:
        groups[one.listing, one.first, one.after].append(one)
    return list(groups.values())


class Snapshots(FrozenItems):
    """A page of what a version has, each row with the version."""

    async def page(self) -> Page:
        page = await super().page()
        return Page([_seen_through(row, self.parent.id) for row in page.rows], page.has_next)


def _seen_through(row: Row, version_id: int) -> Row:
    return row_class(DatasetItem)({**row, "version_id": version_id})


@dataclass(frozen=True, slots=True)
class WantedVersions:
    """A page of the versions that have a state of an item."""

    state: State
    listing: Listing
    first: int = 0
    after: str | None = None


class VersionsOfItem(PageRequest):
    """A page of the versions that have an item; its parent is a `State`."""

    async def page(self) -> Page:
        return await self.loaders.by(_version_pages).load(WantedVersions(self.parent, self.listing, self.first, self.after))

    async def count(self) -> int:
        return await self.loaders.by(_version_counts).load(WantedVersions(self.parent, self.listing))


async def _version_pages(actor: Actor, wanted: list[WantedVersions]) -> list[Page]:
    found: dict[WantedVersions, Page] = {}
    for alike in _by_list(wanted):
        where = AllOf((scope(DatasetVersion, actor), alike[0].listing.where))
        states, order = [one.state for one in alike], alike[0].listing.order
        read = await pages_of_items(states, where, order, alike[0].first, alike[0].after)
        found |= {one: read[one.state.id] for one in alike}
    return [found[one] for one in wanted]


async def _version_counts(actor: Actor, wanted: list[WantedVersions]) -> list[int]:
    found: dict[WantedVersions, int] = {}
    for alike in _by_list(wanted):
        where = AllOf((scope(DatasetVersion, actor), alike[0].listing.where))
        read = await counts_of_items([one.state for one in alike], where)
        found |= {one: read[one.state.id] for one in alike}
    return [found[one] for one in wanted]


class DifferencesRequest(PageRequest):
    """A page of what differs; its parent is a `Span`."""

    async def page(self) -> Page:
        after = read_cursor(self.after)[2] if self.after else None
        return await self.loaders.by(_differences).load((self.parent, self.first, after))

    async def count(self) -> int:
        found = await self.loaders.by(difference_counts).load(self.parent)
        return found.added + found.removed + found.changed


async def _differences(actor: Actor, wanted: list[tuple[Span, int, int | None]]) -> list[Page]:
    found: list[list[Any]] = await changes([Stretch(span, first + 1, after) for span, first, after in wanted])
    return [Page(rows[:first], len(rows) > first) for rows, (_, first, _) in zip(found, wanted, strict=True)]


async def difference_counts(actor: Actor, spans: list[Span]) -> list[Counts]:
    """How many items differ between states of datasets that the actor has come to by what they may see."""
    return await counts(spans)


async def number_of(info: Info, dataset_id: int, version: str | None) -> int | None:
    """The number of a version of a dataset by its global id; none stays none."""
    if version is None:
        return None
    row: Any = await info.context.loaders.one(DatasetVersion).load(row_id(version, DatasetVersion, "to"))
    if row is None or row["dataset_id"] != dataset_id:
        raise NotFound("The dataset has no such version.", path=("to",))
    return int(row["number"])


def checked_first(first: int) -> int:
    """The size of a page, if it can be that."""
    if not 0 <= first <= MOST:
        raise PageTooLarge(path=("first",))
    return first


@dataclass(frozen=True, slots=True)
class Expiring:
    """A dataset, and when it expires."""

    id: int
    expires_at: datetime | None


async def statuses(actor: Actor, datasets: list[Expiring]) -> list[DatasetStatus]:
    """What can be done with datasets just now, as far as jobs that the actor may see say."""
    unfinished = one_of("status", [DatasetIoStatus.PENDING, DatasetIoStatus.RUNNING])
    mine = AllOf((one_of("dataset_id", [dataset.id for dataset in datasets]), unfinished, scope(DatasetIoJob, actor)))
    busy: dict[int, set[str]] = defaultdict(set)
    for dataset_id, kind in await values_of(DatasetIoJob, ("dataset_id", "kind"), mine):
        busy[dataset_id].add(kind)
    return [_status(dataset, busy[dataset.id]) for dataset in datasets]


@dataclass(frozen=True, slots=True)
class Exportable:
    """A version, and the dataset that it is of."""

    id: int
    dataset_id: int


async def version_statuses(actor: Actor, versions: list[Exportable]) -> list[DatasetVersionStatus]:
    """What goes on with versions just now, as far as jobs that the actor may see say."""
    unfinished = one_of("status", [DatasetIoStatus.PENDING, DatasetIoStatus.RUNNING])
    datasets = one_of("dataset_id", sorted({version.dataset_id for version in versions}))
    within = AllOf((datasets, unfinished, equals("kind", DatasetIoKind.EXPORT), scope(DatasetIoJob, actor)))
    busy = {source for (source,) in await values_of(DatasetIoJob, ("source_version_id",), within)}
    statuses = (DatasetVersionStatus.AVAILABLE, DatasetVersionStatus.EXPORTING)
    return [statuses[version.id in busy] for version in versions]


def _status(dataset: Expiring, kinds: set[str]) -> DatasetStatus:
    if dataset.expires_at and dataset.expires_at <= now():
        return DatasetStatus.EXPIRED
    if kinds - {DatasetIoKind.EXPORT}:
        return DatasetStatus.IMPORTING
    return DatasetStatus.EXPORTING if kinds else DatasetStatus.AVAILABLE
