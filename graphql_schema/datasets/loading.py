"""Pages of the items of versions: which items a version has is said by a range of numbers, not by a column."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Actor, scope
from app.core.conditions import AllOf
from app.core.rows import Page
from app.datasets.models import DatasetItem
from app.datasets.reading import Frozen, counts_of_versions, pages_of_versions
from graphql_schema.core.connection import PageRequest
from graphql_schema.core.loaders import Listing


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


def _by_list(wanted: list[Wanted]) -> list[list[Wanted]]:
    """Those that ask for the same of different versions together."""
    groups: dict[Any, list[Wanted]] = defaultdict(list)
    for one in wanted:
        groups[one.listing, one.first, one.after].append(one)
    return list(groups.values())
