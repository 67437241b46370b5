"""How connections are executed: the pages of all parents in one statement, their counts in another."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from app.core.conditions import EVERYTHING, Condition
from app.core.orders import Order, cursor_at
from app.core.pages import RawPage, pages_of, rows_of_many
from app.core.rows import counts
from graphql_schema.core.connection import Asked, Connection, PageInfo
from graphql_schema.core.plans import Key, Made, Plan, Run, put, together
from graphql_schema.core.relations import ToPages

Part = tuple[str, "ConnectionPart"]


class Place(NamedTuple):
    """How the cursor of a row is made from what was read of it."""

    order: Order
    value: Key
    pk: Key

    def cursor(self, row: Any) -> str:
        return cursor_at(self.order, self.value(row), self.pk(row))


class Listed(NamedTuple):
    """One list as read: its page and what its arguments were."""

    rows: Sequence[Any]
    has_next: bool
    is_continued: bool
    place: Place
    total: int | None = None


class ConnectionPart(Protocol):
    """A field of the connection type, for many lists at once."""

    def __call__(self, run: Run, lists: list[Listed]) -> Awaitable[list[Any]]: ...


@dataclass(frozen=True, slots=True)
class Nodes:
    """`nodes`: the rows."""

    plan: Plan

    async def __call__(self, run: Run, lists: list[Listed]) -> list[Any]:
        made = await self.plan.run(run, [row for one in lists for row in one.rows])
        return _sliced(made, lists)


@dataclass(frozen=True, slots=True)
class Edges:
    """`edges`: the rows with their cursors."""

    make: Callable[[Sequence[str]], list[Made]]
    """Makes edges out of cursors."""
    nodes: tuple[tuple[str, Plan], ...]
    """Response names under which an edge shows its node, each with its selection."""

    async def __call__(self, run: Run, lists: list[Listed]) -> list[Any]:
        made = self.make([one.place.cursor(row) for one in lists for row in one.rows])
        rows = [row for one in lists for row in one.rows]
        for name, plan in self.nodes:
            put(made, name, await plan.run(run, rows))
        return _sliced(made, lists)


@dataclass(frozen=True, slots=True)
class PageInfos:
    """`pageInfo`: where a page lies."""

    make: Callable[[Sequence[Any]], list[Made]]

    async def __call__(self, run: Run, lists: list[Listed]) -> list[Any]:
        return self.make([_page_info(one) for one in lists])


@dataclass(frozen=True, slots=True)
class Totals:
    """`totalCount`: how long the whole list is."""

    async def __call__(self, run: Run, lists: list[Listed]) -> list[Any]:
        return [one.total for one in lists]


@dataclass(frozen=True, slots=True)
class Named:
    """`__typename`."""

    name: str

    async def __call__(self, run: Run, lists: list[Listed]) -> list[Any]:
        return [self.name] * len(lists)


@dataclass(frozen=True, slots=True)
class Shape:
    """The selection on a connection: its parts by response name, and what has to be read for them."""

    parts: tuple[Part, ...]
    needs_page: bool
    needs_count: bool

    @property
    def plain(self) -> Plan | None:
        """The plan of the nodes, if they are all that is wanted and take no further step."""
        part = self.parts[0][1] if len(self.parts) == 1 else None
        return part.plan if isinstance(part, Nodes) and not part.plan.steps else None

    async def made(self, run: Run, lists: list[Listed]) -> list[Made]:
        if not self.parts:
            return [{} for _ in lists]
        columns = await together(part(run, lists) for _, part in self.parts)
        names = [name for name, _ in self.parts]
        if len(names) == 1:
            return [{names[0]: value} for value in columns[0]]
        return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


@dataclass(frozen=True, slots=True)
class Pages:
    """A connection from each object to the rows that point at it: one statement for all pages, one for all counts."""

    name: str
    key: Key
    relation: ToPages
    columns: tuple[str, ...]
    asked: Callable[[Run], Asked]
    place: Callable[[Order], Place]
    shape: Shape
    is_alike: bool
    """Who sees one of an object's rows sees them all."""

    async def fill(self, run: Run, sources: Sequence[Any], made: list[Made]) -> None:
        parents = [self.key(source) for source in sources] if self.relation.by else [None] * len(sources)
        asked, distinct = self.asked(run), list(dict.fromkeys(parents))
        if len(distinct) > 1 and (plan := self.shape.plain):
            connections = await self._plain(run, asked, distinct, plan)
        else:
            connections = await self._connections(run, asked, distinct)
        put(made, self.name, [connections[parent] for parent in parents])

    async def _plain(self, run: Run, asked: Asked, distinct: list[Any], plan: Plan) -> dict[Any, Made]:
        """Connections whose nodes are all that is wanted, and take no further step: rows are gone through once."""
        grouped: dict[Any, list[Made]] = {parent: [] for parent in distinct}
        real, by, first = [parent for parent in distinct if parent is not None], self.relation.by or "id", asked.first
        where, alike = self._conditions(run, asked)
        rows, place = await rows_of_many(
            self.relation.model, self.columns, by, real, where, asked.order, first, asked.after, alike=alike
        )
        for row, node in zip(rows, plan.make(rows), strict=True):
            grouped[row[place]].append(node)
        name = self.shape.parts[0][0]
        return {parent: {name: nodes} for parent, nodes in grouped.items()}

    async def _connections(self, run: Run, asked: Asked, distinct: list[Any]) -> dict[Any, Made]:
        real = [parent for parent in distinct if parent is not None] if self.relation.by else distinct
        reading = [self._pages(run, asked, real)] if self.shape.needs_page and real else []
        counting = [self._counts(run, asked, real)] if self.shape.needs_count and real else []
        read: list[dict[Any, Any]] = await together([*reading, *counting]) if reading or counting else []
        found = read[0] if reading else {}
        totals = read[-1] if counting else {}
        place, nothing = self.place(asked.order), RawPage((), has_next=False)
        is_continued, lists = asked.after is not None, []
        for parent in distinct:
            rows, has_next = found.get(parent, nothing)
            lists.append(Listed(rows, has_next, is_continued, place, totals.get(parent, 0)))
        return dict(zip(distinct, await self.shape.made(run, lists), strict=True))

    async def _pages(self, run: Run, asked: Asked, parents: list[Any]) -> dict[Any, RawPage]:
        of, by = self.relation.model, self.relation.by
        where, alike = self._conditions(run, asked)
        return await pages_of(of, self.columns, by, parents, where, asked.order, asked.first, asked.after, alike=alike)

    def _conditions(self, run: Run, asked: Asked) -> tuple[Condition, Condition]:
        """Which rows are wanted and seen, and what is said of all rows of an object at once."""
        of = self.relation.model
        return (asked.where, run.visible(of)) if self.is_alike else (run.visible(of, asked.where), EVERYTHING)

    async def _counts(self, run: Run, asked: Asked, parents: list[Any]) -> dict[Any, int]:
        of = self.relation.model
        return await counts(of, self.relation.by, parents, run.visible(of, asked.where))


@dataclass(frozen=True, slots=True)
class Requests:
    """Connections that a resolver made by itself: each says how its page and its length are read."""

    shape: Shape

    async def __call__(self, run: Run, values: list[Connection[Any] | None]) -> list[Any]:
        lists = await together(self._listed(value) for value in values if value is not None)
        made = iter(await self.shape.made(run, lists) if lists else [])
        return [None if value is None else next(made) for value in values]

    async def _listed(self, connection: Connection[Any]) -> Listed:
        request = connection.request
        order = request.listing.order
        place = Place(order, lambda row: row[order.column], lambda row: row["id"])
        page = await request.page() if self.shape.needs_page else None
        total = await request.count() if self.shape.needs_count else None
        rows, has_next = (page.rows, page.has_next) if page else ([], False)
        return Listed(rows, has_next, request.after is not None, place, total)


def _page_info(one: Listed) -> PageInfo:
    return PageInfo(
        has_next_page=one.has_next,
        has_previous_page=one.is_continued,
        start_cursor=one.place.cursor(one.rows[0]) if one.rows else None,
        end_cursor=one.place.cursor(one.rows[-1]) if one.rows else None,
    )


def _sliced(made: list[Made], lists: list[Listed]) -> list[list[Made]]:
    if len(lists) == 1:
        return [made]
    sliced, start = [], 0
    for one in lists:
        sliced.append(made[start : start + len(one.rows)])
        start += len(one.rows)
    return sliced
