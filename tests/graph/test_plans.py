"""No list of the API scans a table: what each asks of the database, in every order and by every filter, is explained."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, NamedTuple

import aiosqlite
import asyncpg
import pytest
from graphql import GraphQLEnumType, GraphQLField, GraphQLInputObjectType, GraphQLObjectType, get_named_type

from app.core.database import Database, sqlite_path
from graphql_schema.core.entity import MODELS
from graphql_schema.schema import schema
from tests.api import Api, Result
from tests.filled import fill, ids_by_type

Statement = tuple[str, Sequence[Any]]

# Tables that grow with use: what a filter leaves of them may still be too much to sort.
LARGE = {
    "AuditLogEntry",
    "DatasetItem",
    "EvalTargetRecord",
    "EvaluatorRecord",
    "ExperimentItemResult",
    "ModelRequestRecord",
    "Observation",
    "Trace",
}
# A dataset has few versions.
SHORT = {"DatasetItem.versions", "DatasetSchema.versions"}
# What was measured is worth a sort of what one run has.
MEASURED = {"ExperimentItemResult"}
# They find nothing more in a list of those with one and the same value.
NEEDLESS = {"Trace.datasetItems": "{ sourceTraceId:"}
LITERALS = {"DateTime": '"2026-01-01T00:00:00Z"', "Decimal": '"0"', "String": '"a"', "Boolean": "true"}
# It is no node; its lists are asked for once.
ROOT = "Viewer"


class Listed(NamedTuple):
    """A list of the API."""

    parent: str
    name: str
    of: str
    is_connection: bool
    field: GraphQLField


def lists() -> Iterator[Listed]:
    """Every connection and every list of rows that the schema has."""
    for parent in (*MODELS, ROOT):
        for name, field in fields_of(schema._schema.type_map[parent]).items():
            kind = get_named_type(field.type)
            if "pageInfo" in fields_of(kind):
                of = get_named_type(fields_of(kind)["nodes"].type).name
                yield Listed(parent, name, of, is_connection=True, field=field)
            elif kind.name in MODELS and "[" in str(field.type):
                yield Listed(parent, name, kind.name, is_connection=False, field=field)


def fields_of(kind: Any) -> dict[str, Any]:
    return kind.fields if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType) else {}


def orders(listed: Listed) -> Iterator[str]:
    """Arguments for every order of a list."""
    if order := listed.field.args.get("orderBy"):
        column = get_named_type(fields_of(get_named_type(order.type))["field"].type)
        assert isinstance(column, GraphQLEnumType)
        for value in column.values:
            of = 'metric: "exact"' if value == "EVALUATOR_SCORE" else ""
            yield from (f"orderBy: {{ field: {value}, direction: {way} {of} }}" for way in ("ASC", "DESC"))


def filters(listed: Listed, ids: dict[str, list[str]]) -> Iterator[str]:
    """Arguments for every test of every filter of a list."""
    if given := listed.field.args.get("filter"):
        needless = NEEDLESS.get(f"{listed.parent}.{listed.name}", "nothing")
        found = conditions_in(get_named_type(given.type), listed.of, ids)
        yield from (f"filter: {text}" for text in found if not text.startswith(needless))


def conditions_in(given: Any, of: str, ids: dict[str, list[str]]) -> Iterator[str]:
    """Every test of a filter as a literal, tests of other rows included."""
    for name, compared in fields_of(given).items():
        kind, is_list = get_named_type(compared.type), "[" in str(compared.type)
        for test, value in fields_of(kind).items():
            if isinstance(get_named_type(value.type), GraphQLInputObjectType):
                break
            literal = literal_of(get_named_type(value.type), of, name, ids)
            yield f"{{ {name}: {{ {test}: {f'[{literal}]' if '[' in str(value.type) else literal} }} }}"
        else:
            continue
        yield from (
            f"{{ {name}: {f'[{inner}]' if is_list else inner} }}"
            for inner in conditions_in(kind, kind.name.removesuffix("Filter"), ids)
        )


def literal_of(kind: Any, of: str, name: str, ids: dict[str, list[str]]) -> str:
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if kind.name == "ID":
        return json.dumps(ids[get_named_type(fields_of(schema._schema.type_map[of])[name].type).name][0])
    return LITERALS.get(kind.name, "1")


def may_sort(listed: Listed) -> bool:
    """What is no row is put together from a bounded number of rows, and lists that are no connections are short."""
    return not listed.is_connection or listed.of not in MODELS or f"{listed.parent}.{listed.name}" in SHORT


class Recorder:
    """What is asked of the database while lists are read through the API."""

    def __init__(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        self.api = api
        self.statements: dict[str, Sequence[Any]] = {}
        fetch = Database.fetch

        async def recorded(database: Database, statement: str, parameters: Sequence[Any]) -> Any:
            self.statements[statement] = list(parameters)
            return await fetch(database, statement, parameters)

        monkeypatch.setattr(Database, "fetch", recorded)

    async def ask(self, listed: Listed, arguments: Iterable[str], ids: list[str]) -> list[Statement]:
        """Statements for the first pages of a list, and for the pages after those that have rows."""
        self.statements.clear()
        for some in batched(arguments):
            ends = await self.ends(listed, dict.fromkeys(some), ids)
            if further := {way: end for (_, way), end in ends.items() if end}:
                await self.ends(listed, further, ids)
        return list(self.statements.items())

    async def ends(self, listed: Listed, pages: dict[str, str | None], ids: list[str]) -> dict[tuple[str, str], str | None]:
        """The end of each page, by parent and arguments; a page is what comes after the end of another."""
        aliases = {f"a{place}": way for place, way in enumerate(pages)}
        selection = " ".join(f"{alias}: {self._called(listed, way, pages[way])}" for alias, way in aliases.items())
        if listed.parent == ROOT:
            found = [(await self._execute(f"{{ viewer {{ {selection} }} }}"))["viewer"]]
        else:
            document = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {listed.parent} {{ {selection} }} }} }}"
            found = (await self._execute(document, ids=ids))["nodes"]
        return {
            (pk, way): row[alias]["pageInfo"]["endCursor"] if listed.is_connection else None
            for pk, row in zip(ids or [ROOT], found, strict=True)
            for alias, way in aliases.items()
        }

    async def _execute(self, document: str, **variables: Any) -> Result:
        result = await self.api.execute(document, **variables)
        assert not result.errors, (document, result.errors)
        return result

    def _called(self, listed: Listed, arguments: str, after: str | None) -> str:
        if not listed.is_connection:
            return f"{listed.name} {{ id }}"
        leaf = "id" if listed.of in MODELS else "__typename"
        page = f"{{ totalCount pageInfo {{ endCursor }} nodes {{ {leaf} }} }}"
        return f"{listed.name}({arguments} first: 1 after: {json.dumps(after)}) {page}"

    async def parent_with_rows(self, listed: Listed, ids: list[str]) -> list[str]:
        """One of the parents, if possible one whose list is not empty."""
        ends = await self.ends(listed, {"": None}, ids)
        return [pk for (pk, _), end in ends.items() if end and pk != ROOT][:1] or ids[:1]


def batched(arguments: Iterable[str], size: int = 8) -> Iterator[list[str]]:
    """As many at once as one document may ask for."""
    rest = list(arguments)
    while rest:
        some, rest = rest[:size], rest[size:]
        yield some


# What would hurt in a large table, in how a statement is executed; sorts only unless it may sort.
StepsThatHurt = Callable[[Statement, bool], Awaitable[list[str]]]


async def hurting_in_sqlite(connection: aiosqlite.Connection, statement: Statement, may_sort: bool) -> list[str]:
    text, parameters = statement
    steps = [step[3] for step in await connection.execute_fetchall(f"EXPLAIN QUERY PLAN {text}", parameters)]
    tables = {row[0] for row in await connection.execute_fetchall("SELECT name FROM sqlite_master WHERE type = 'table'")}
    scans = [step for step in steps if (found := re.match(r"SCAN (\w+)", step)) and found[1] in tables]
    # A mere range reads what belongs to other parents too.
    ranges = [step for step in steps if step.startswith("SEARCH") and "=?" not in step]
    # Rows that are found by their ids are as few as the ids.
    are_named = any(re.search(r"\b(row)?id=\?", step) for step in steps)
    sorts = [step for step in steps if step == "USE TEMP B-TREE FOR ORDER BY"]
    return scans + ranges + ([] if may_sort or are_named else sorts)


async def hurting_in_postgres(connection: asyncpg.Connection, statement: Statement, may_sort: bool) -> list[str]:
    text, parameters = statement
    # Few rows are sorted even where an index would bring them in order.
    await connection.execute(f"SET enable_sort = {'on' if may_sort else 'off'}")
    found = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {text}", *parameters)
    nodes = list(nodes_of(json.loads(found)[0]["Plan"]))
    scans = [str(node) for node in nodes if "Scan" in node["Node Type"] and not is_search(node)]
    are_named = any("(id = " in node.get("Index Cond", "") for node in nodes)
    if any(node.get("One-Time Filter") == "false" for node in nodes):
        return []
    # An incremental sort sorts only rows that are alike in the column that was asked for.
    sorts = [str(node["Sort Key"]) for node in nodes if node["Node Type"] == "Sort"]
    return scans + ([] if may_sort or are_named else sorts)


def is_search(node: dict[str, Any]) -> bool:
    """Whether a node finds rows by a value in an index, or reads what another node found."""
    if node["Node Type"] in {"Subquery Scan", "Function Scan", "Bitmap Heap Scan"}:
        return True
    return re.search(r"\w = ", node.get("Index Cond", "")) is not None


def nodes_of(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", ()):
        yield from nodes_of(inner)


@asynccontextmanager
async def explaining(system: Database) -> AsyncIterator[StepsThatHurt]:
    """Plans of statements, made for tables of which the database knows nothing."""
    if system.dialect == "sqlite":
        async with aiosqlite.connect(sqlite_path(system.url)) as connection:
            yield partial(hurting_in_sqlite, connection)
    else:
        server = await asyncpg.connect(system.url)
        try:
            await copy_structure(server)
            yield partial(hurting_in_postgres, server)
        finally:
            await server.close()


async def copy_structure(server: asyncpg.Connection) -> None:
    """Empty tables of the same structure: what the planner knows of those in use changes while tests run."""
    for (table,) in await server.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
        await server.execute(f'CREATE TEMPORARY TABLE "{table}" (LIKE public."{table}" INCLUDING ALL)')
    # Small tables are scanned even where an index would do.
    await server.execute("SET enable_seqscan = off")


async def test_there_is_a_row_of_everything(api: Api) -> None:
    await fill(api)
    ids = await ids_by_type(api)
    assert [name for name in MODELS if not ids[name]] == []


async def test_no_list_scans_a_table(api: Api, system: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await fill(api)
    ids = await ids_by_type(api)
    recorder = Recorder(api, monkeypatch)
    wrong: set[str] = set()
    async with explaining(system) as steps_that_hurt:
        for listed in lists():
            parents = ids.get(listed.parent, [])
            one = await recorder.parent_with_rows(listed, parents)
            # Small tables may be sorted once a filter has found rows by an index of its own.
            for asked, of, sorting in (
                ([""], one, may_sort(listed)),
                (orders(listed), one, may_sort(listed) or listed.of in MEASURED),
                (filters(listed, ids), one, listed.of not in LARGE),
                ([""], parents, True),
            ):
                for statement in await recorder.ask(listed, asked, of):
                    steps = await steps_that_hurt(statement, sorting)
                    wrong |= {f"{listed.parent}.{listed.name}: {step}: {statement[0]}" for step in steps}
    assert sorted(wrong) == []
