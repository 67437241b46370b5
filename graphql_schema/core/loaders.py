"""Batched reads over rows. Three loaders serve every relation in the schema; each starts at what the actor may see."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from strawberry.dataloader import DataLoader

from app.accounts.access import Actor, scope
from app.core.conditions import EVERYTHING, AllOf, Condition
from app.core.model import Entity
from app.core.orders import Order
from app.core.pages import Page, pages
from app.core.rows import Row, by_ids, counts
from graphql_schema.core.relations import NEWEST_FIRST

K = TypeVar("K")
V = TypeVar("V")


class SharedLoader(DataLoader[K, V]):
    """A loader for whose values several wait: when one is cancelled, as after an error nearby, the others are not."""

    def load(self, key: K) -> Awaitable[V]:
        return asyncio.shield(super().load(key))


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of rows that hang on a parent by one column, or on nothing."""

    model: type[Entity]
    by: str | None
    where: Condition = EVERYTHING
    order: Order = NEWEST_FIRST


class Loaders:
    """One operation's loaders, made on first use and keyed by what they load."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._made: dict[Hashable, DataLoader[Any, Any]] = {}

    def one(self, model: type[Entity]) -> DataLoader[int, Row | None]:
        """Rows by id."""

        async def load(ids: list[int]) -> list[Row | None]:
            found = await by_ids(model, ids, scope(model, self._actor))
            return [found.get(pk) for pk in ids]

        return self._loader(("one", model), load)

    def page(self, listing: Listing, first: int, after: str | None = None) -> DataLoader[int | None, Page]:
        """Pages of lists by parent."""

        async def load(parents: list[int | None]) -> list[Page]:
            where = self._within(listing)
            found = await pages(listing.model, listing.by, parents, where, listing.order, first, after)
            return [found[parent] for parent in parents]

        return self._loader(("page", listing, first, after), load)

    def count(self, listing: Listing) -> DataLoader[int | None, int]:
        """Lengths of lists by parent."""

        async def load(parents: list[int | None]) -> list[int]:
            found = await counts(listing.model, listing.by, parents, self._within(listing))
            return [found[parent] for parent in parents]

        return self._loader(("count", listing.model, listing.by, listing.where), load)

    def by(self, batch: Callable[[Actor, list[K]], Awaitable[list[V]]]) -> DataLoader[K, V]:
        """Whatever a function finds for many keys at once, such as computed values."""

        async def load(keys: list[K]) -> list[V]:
            return await batch(self._actor, keys)

        return self._loader(("by", batch), load)

    def _within(self, listing: Listing) -> Condition:
        return AllOf((scope(listing.model, self._actor), listing.where))

    def _loader(self, key: Hashable, load: Callable[[list[K]], Awaitable[list[V]]]) -> DataLoader[K, V]:
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = SharedLoader(load)
        return made
