"""How a selection is executed once compiled: a generated function makes all objects of a level, steps fill in the rest.

A plan never handles errors. Whatever is unusual (a null where none may be, an error of a resolver, a wrong argument) raises,
and the executor does that part of the operation anew in graphql-core's way, which reports it as the specification says.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson
from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo
from graphql.pyutils import Undefined, gather_with_cancel

from app.accounts.access import Actor, scope
from app.core.conditions import EVERYTHING, AllOf, Condition, one_of
from app.core.model import Entity
from app.core.pages import RawPage, pages_of
from app.core.rows import values_of
from graphql_schema.core.connection import MOST
from graphql_schema.core.context import Context
from graphql_schema.core.ids import parse_global_id
from graphql_schema.core.relations import ToOwned, ToRelated

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
        put(made, self.name, await self.completion(run, [self.value(source) for source in sources]))


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
        put(made, self.name, await self.completion(run, values))


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
        put(made, self.name, [required(value) for value in values] if self.is_required else values)


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
        put(made, self.name, [lists[self.key(source)] for source in sources])


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
        put(made, self.name, await self.completion(run, found))


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
        put(made, self.name, [next(iter(found.values()), None)] * len(made))


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
        put(made, self.name, [rows if self.is_list else rows[0]] * len(made))


async def _made_by_parent(run: Run, plan: Plan, read: dict[Any, RawPage]) -> dict[Any, list[Made]]:
    made = iter(await plan.run(run, [row for page in read.values() for row in page.rows]))
    return {parent: [next(made) for _ in page.rows] for parent, page in read.items()}


def put(made: list[Made], name: str, values: Sequence[Any]) -> None:
    """Give each object its value of a field."""
    for target, value in zip(made, values, strict=True):
        target[name] = value


def _is_awaitable(value: Any) -> bool:
    return asyncio.iscoroutine(value) or hasattr(value, "__await__")


async def _ready(value: Any) -> Any:
    return value


def parsed_json(text: Any) -> Any:
    """A column of stored JSON as the driver gives it, parsed."""
    return None if text is None else orjson.loads(text)
