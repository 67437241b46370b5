"""What a field says about the rows it leads to, so that a whole level of a query can be read in one statement."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from strawberry.types.field import StrawberryField

from app.core.conditions import EVERYTHING, Condition
from app.core.model import Entity
from app.core.orders import Order

NEWEST_FIRST = Order()


@dataclass(frozen=True, slots=True)
class ToOne:
    """The row that a column names."""

    model: type[Entity]
    by: str


@dataclass(frozen=True, slots=True)
class ToPages:
    """A connection to the rows whose column `by` is what the column `key` holds here; to all rows without `by`."""

    model: type[Entity]
    by: str | None
    key: str = "id"
    where: Condition = EVERYTHING
    order: Order = NEWEST_FIRST


@dataclass(frozen=True, slots=True)
class ToOwned:
    """All rows whose column `by` is the id, a short list."""

    model: type[Entity]
    by: str
    order: Order


@dataclass(frozen=True, slots=True)
class ToRelated:
    """What a function finds for many keys at once."""

    batch: Callable[[Any, list[Any]], Awaitable[list[Any]]]
    key: str


@dataclass(frozen=True, slots=True)
class ToStructured:
    """A column of stored JSON."""

    column: str


@dataclass(frozen=True, slots=True)
class ToFound:
    """The row of one kind that the argument `id` names."""

    model: type[Entity]


@dataclass(frozen=True, slots=True)
class ToAny:
    """The row of any kind that the argument `id` names, or the rows that `ids` name."""

    is_list: bool = False


@dataclass(frozen=True, slots=True)
class GlobalId:
    """The id of the row itself."""


@dataclass(frozen=True, slots=True)
class Reads:
    """A resolver that needs these columns of its row and no others."""

    columns: tuple[str, ...]


Relation = ToOne | ToPages | ToOwned | ToRelated | ToStructured | ToFound | ToAny | GlobalId | Reads
_KEY = "relation"


def leads(relation: Relation) -> dict[str, Any]:
    """Metadata of a field that says where it leads."""
    return {_KEY: relation}


def reads(*columns: str) -> dict[str, Any]:
    """Metadata of a field whose resolver needs some columns alone; without it, it is given the whole row."""
    return {_KEY: Reads(columns)}


def relation_of(field: StrawberryField) -> Relation | None:
    """Where a field leads, if it says so."""
    relation: Relation | None = field.metadata.get(_KEY)
    return relation
