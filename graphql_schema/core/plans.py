"""How a selection is executed once compiled: a generated function makes all objects of a level, steps fill in the rest.

A plan never handles errors. Whatever is unusual (a null where none may be, an error of a resolver, a wrong argument) raises,
and the executor does that part of the operation anew in graphql-core's way, which reports it as the specification says.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import orjson
from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo
from graphql.pyutils import Undefined, gather_with_cancel

from app.accounts.access import Actor, scope
from app.core.conditions import EVERYTHING, AllOf, Condition, one_of
from app.core.model import Entity
from app.core.rows import Order, RawPage, counts, cursor_at, pages_of, rows_of_many, values_of
from graphql_schema.core.connection import MOST, Asked, Connection, PageInfo
from graphql_schema.core.context import Context
from graphql_schema.core.ids import parse_global_id
from graphql_schema.core.relations import ToOwned, ToPages, ToRelated

Made = dict[str, Any]
Key = Callable[[Any], Any]


class Unusual(Exception):
    """Something that a plan leaves to graphql-core."""


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a plan: who asks, with which variables, and how a resolver is told about it."""

    context: Context
    variables: Any
    info: Callable[[GraphQLField, Any, GraphQLObjectType], GraphQLResolveInfo[Any]]

    @property
    def actor(self) -> Actor:
        return self.context.actor

    def visible(self, model: type[Entity], where: Condition = EVERYTHING) -> Condition:
        """The rows of a condition that the actor may see."""
        return AllOf((scope(model, self.actor), where))


class Step(Protocol):
    """One field of all objects of a level."""

    def fill(self, run: Run, sources: Sequence[Any], made: list[Made]) -> Awaitable[None]: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """A selection on objects of one type."""

    make: Callable[[Sequence[Any]], list[Made]]
    steps: tuple[Step, ...] = ()

    async def run(self, run: Run, sources: Sequence[Any]) -> list[Made]:
        """The objects of some sources, in their order."""
        made = self.make(sources)
        if made and self.steps:
            await together(step.fill(run, sources, made) for step in self.steps)
        return made


@dataclass(frozen=True, slots=True)
class RowPlan(Plan):
    """A selection on rows of a model; they are read with these columns, the id first."""

    model: type[Entity] = Entity
    columns: tuple[str, ...] = ("id",)

    async def by_ids(self, run: Run, ids: Iterable[int]) -> dict[int, Made]:
        """The objects of the rows with these ids that the actor may see; one statement."""
        wanted = list(ids)
        if not wanted:
            return {}
        rows = await values_of(self.model, self.columns, run.visible(self.model, one_of("id", wanted)))
        return {row[0]: made for row, made in zip(rows, await self.run(run, rows), strict=True)}


async def together(work: Iterable[Awaitable[Any]]) -> list[Any]:
    """The results of several awaitables, awaited at once; one alone costs no task."""
    awaited = list(work)
    return [await awaited[0]] if len(awaited) == 1 else list(await gather_with_cancel(*awaited))


def required(value: Any) -> Any:
    """A value that must not be null."""
    if value is None or value is Undefined:
        raise Unusual("a null where none may be")
    return value


# Completing values of any type, many at a time.


class Completion(Protocol):
    """What becomes of the values of a field, all objects of a level at once; null stays null."""

    def __call__(self, run: Run, values: list[Any]) -> Awaitable[list[Any]]: ...


@dataclass(frozen=True, slots=True)
class Leaves:
    """Scalars and enums."""

    coerce: Callable[[Any], Any]

    async def __call__(self, run: Run, values: list[Any]) -> list[Any]:
        return [None if value is None else required(self.coerce(value)) for value in values]


@dataclass(frozen=True, slots=True)
class Required:
    """Values that must not be null."""

    inner: Completion

    async def __call__(self, run: Run, values: list[Any]) -> list[Any]:
        return [required(value) for value in await self.inner(run, values)]


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists, whose items are completed together."""

    inner: Completion

    async def __call__(self, run: Run, values: list[Any]) -> list[Any]:
        lists = [None if value is None else list(value) for value in values]
        items = iter(await self.inner(run, [item for found in lists if found is not None for item in found]))
        return [None if found is None else [next(items) for _ in found] for found in lists]


@dataclass(frozen=True, slots=True)
class Objects:
    """Objects of one type."""

    plan: Plan
    is_type_of: Callable[[Any], bool] | None

    async def __call__(self, run: Run, values: list[Any]) -> list[Any]:
        there = [value for value in values if value is not None]
        if self.is_type_of and not all(self.is_type_of(value) for value in there):
            raise Unusual("an object of another type")
        made = iter(await self.plan.run(run, there))
        return [None if value is None else next(made) for value in values]


@dataclass(frozen=True, slots=True)
class Faces:
    """Objects of any type that has an interface or belongs to a union."""

    type_of: Callable[[Any], str]
    plan_of: Callable[[str], Plan]
    plans: dict[str, Plan] = field(default_factory=dict)

    async def __call__(self, run: Run, values: list[Any]) -> list[Any]:
        places: dict[str, list[int]] = defaultdict(list)
        for index, value in enumerate(values):
            if value is not None:
                places[self.type_of(value)].append(index)
        done: list[Any] = [None] * len(values)
        for name, indexes in places.items():
            plan = self.plans.get(name) or self.plans.setdefault(name, self.plan_of(name))
            for index, made in zip(indexes, await plan.run(run, [values[index] for index in indexes]), strict=True):
                done[index] = made
        return done


# Steps: fields whose values are not there yet.


@dataclass(frozen=True, slots=True)
class Values:
    """A field whose values are at hand, to be completed."""

    name: str
    value: Key
    completion: Completion

    async def fill(self, run: Run, sources: Sequence[Any], made: list[Made]) -> None:
        _put(made, self.name, await self.completion(run, [self.value(source) for source in sources]))


@dataclass(frozen=True, slots=True)
class Resolved:
    """A field with a resolver of its own, called for each object."""

    name: str
    field: GraphQLField
    nodes: Any
    of: GraphQLObjectType
    sources: Callable[[Sequence[Any]], Sequence[Any]]
    arguments: Callable[[Run], dict[str, Any]]
    completion: Completion

    async def fill(self, run: Run, sources: Sequence[Any], made: list[Made]) -> None:
        given, resolve = self.arguments(run), required(self.field.resolve)
        info = run.info(self.field, self.nodes, self.of)
        values = [resolve(source, info, **given) for source in self.sources(sources)]
        if any(map(_is_awaitable, values)):
            # As they are: a coroutine around one that is cancelled before it begins would leave it never awaited.
            values = await together(value if _is_awaitable(value) else _ready(value) for value in values)
        _put(made, self.name, await self.completion(run, values))


@dataclass(frozen=True, slots=True)
class One:
    """The row that a column names."""

    name: str
    key: Key
    plan: RowPlan
    is_required: bool

    async def fill(self, run: Run, sources: Sequence[Any], made: list[Made]) -> None:
        keys = [self.key(source) for source in sources]
        found = await self.plan.by_ids(run, {key for key in keys if key is not None})
        values = [found.get(key) for key in keys]
        _put(made, self.name, [required(value) for value in values] if self.is_required else values)


@dataclass(frozen=True, slots=True)
class Owned:
    """All rows that belong to each object."""

    name: str
    key: Key
    relation: ToOwned
    plan: RowPlan

    async def fill(self, run: Run, sources: Sequence[Any], made: list[Made]) -> None:
        parents = list(dict.fromkeys(self.key(source) for source in sources))
        of, where = self.relation.model, run.visible(self.relation.model)
        read = await pages_of(of, self.plan.columns, self.relation.by, parents, where, self.relation.order, MOST)
        lists = await _made_by_parent(run, self.plan, read)
        _put(made, self.name, [lists[self.key(source)] for source in sources])


@dataclass(frozen=True, slots=True)
class Related:
    """What a function finds for the keys of all objects."""

    name: str
    key: Key
    relation: ToRelated
    completion: Completion

    async def fill(self, run: Run, sources: Sequence[Any], made: list[Made]) -> None:
        loader = run.context.loaders.by(self.relation.batch)
        found = await loader.load_many([self.key(source) for source in sources])
        _put(made, self.name, await self.completion(run, found))


@dataclass(frozen=True, slots=True)
class Found:
    """The row of one kind that the argument `id` names."""

    name: str
    arguments: Callable[[Run], dict[str, Any]]
    plan: RowPlan

    async def fill(self, run: Run, sources: Sequence[Any], made: list[Made]) -> None:
        parsed = parse_global_id(self.arguments(run)["id"])
        is_kind = parsed is not None and parsed[0] == self.plan.model.__name__
        found = await self.plan.by_ids(run, [parsed[1]]) if parsed and is_kind else {}
        _put(made, self.name, [next(iter(found.values()), None)] * len(made))


@dataclass(frozen=True, slots=True)
class Anything:
    """The row of any kind that the argument `id` names, or the rows that `ids` name; one statement a kind."""

    name: str
    arguments: Callable[[Run], dict[str, Any]]
    is_list: bool
    plan_of: Callable[[str], RowPlan | None]

    async def fill(self, run: Run, sources: Sequence[Any], made: list[Made]) -> None:
        given = self.arguments(run)
        named = [parse_global_id(text) for text in (given["ids"] if self.is_list else [given["id"]])]
        wanted: dict[str, set[int]] = defaultdict(set)
        for kind, pk in filter(None, named):
            wanted[kind].add(pk)
        plans = {kind: plan for kind in wanted if (plan := self.plan_of(kind))}
        read = await together(plan.by_ids(run, wanted[kind]) for kind, plan in plans.items())
        found = dict(zip(plans, read, strict=True))
        rows = [found.get(parsed[0], {}).get(parsed[1]) if parsed else None for parsed in named]
        _put(made, self.name, [rows if self.is_list else rows[0]] * len(made))


# Connections.

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
            _put(made, name, await plan.run(run, rows))
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
        _put(made, self.name, [connections[parent] for parent in parents])

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


async def _made_by_parent(run: Run, plan: Plan, read: dict[Any, RawPage]) -> dict[Any, list[Made]]:
    made = iter(await plan.run(run, [row for page in read.values() for row in page.rows]))
    return {parent: [next(made) for _ in page.rows] for parent, page in read.items()}


def _put(made: list[Made], name: str, values: Sequence[Any]) -> None:
    for target, value in zip(made, values, strict=True):
        target[name] = value


def _is_awaitable(value: Any) -> bool:
    return asyncio.iscoroutine(value) or hasattr(value, "__await__")


async def _ready(value: Any) -> Any:
    return value


def parsed_json(text: Any) -> Any:
    """A column of stored JSON as the driver gives it, parsed."""
    return None if text is None else orjson.loads(text)
