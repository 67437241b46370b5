"""How many statements a query costs does not depend on how many rows it finds, for every relation of the graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_required_argument,
)

from app.accounts.access import scope
from app.accounts.actors import actor_of_user
from app.core.database import Database
from app.core.rows import select
from graphql_schema.core.entity import MODELS
from graphql_schema.core.ids import global_id, parse_global_id
from graphql_schema.schema import schema
from tests import differential
from tests.annotated import annotate
from tests.api import Api
from tests.filled import llm_settings, trigger_remotely
from tests.talked import talk
from tests.traced import trace
from tests.tried import try_prompts
from tests.world import World, correct, govern, make_world, run

NESTED = """query($space: ID!) { space(id: $space) { prompts(first: 4) { nodes { commits(first: 4) { nodes {
  experiments(first: 4) { nodes { name runs(first: 4) { nodes { number results(first: 4) { totalCount nodes {
    status evaluatorRecords { alias score evaluatorVersion { evaluator { name } } } } } } } } } } } } } } }"""


pytestmark = pytest.mark.usefixtures("recognized")


@pytest.fixture
async def world(api: Api, viewer: Api) -> World:
    """Two spaces, so two of everything, and two runs in one of them."""
    second = replace(api, space=(await api.run("NewSpace")).payload()["space"]["id"])
    for one in (api, second):
        world = await make_world(one)
        await correct(one, world)
        await govern(one, world)
        await one.run("NewKey", space=one.space)
        await one.run("Connect", space=one.space)
        await llm_settings(one)
        await trigger_remotely(one, world)
        uploaded = await one.client.post("/api/uploads", content=b'{"ticket": "late"}\n')
        job = (await one.run("Import", dataset=world["datasetId"], upload=uploaded.json()["id"])).payload()
        await one.watch("ImportProgress", job=job["datasetIoJob"]["id"])
        await one.invite("guest@example.com")
        await annotate(one, world)
        await try_prompts(one, world)
        await talk(one, world)
        await trace(one, world)
    await second.invite(viewer.email)
    await viewer.log_in()
    await api.log_in()
    await run(second, world)
    return world


async def visible_ids(api: Api, type_name: str) -> list[str]:
    parsed = parse_global_id(api.user)
    assert parsed
    actor = await actor_of_user(parsed[1])
    rows = await select(MODELS[type_name], scope(MODELS[type_name], actor), limit=20)
    return [global_id(type_name, row.pk) for row in rows]


def relations(kind: GraphQLObjectType) -> Iterator[tuple[str, str]]:
    for name, field in kind.fields.items():
        if not is_leaf_type(get_named_type(field.type)) and not has_required_argument(field):
            yield name, below(field)


def has_required_argument(field: GraphQLField) -> bool:
    return any(is_required_argument(argument) for argument in field.args.values())


def below(field: GraphQLField) -> str:
    kind = get_named_type(field.type)
    if isinstance(kind, GraphQLObjectType) and "pageInfo" in kind.fields:
        return "{ totalCount pageInfo { hasNextPage } edges { cursor } nodes { __typename } }"
    return "{ __typename }"


async def statements(api: Api, system: Database, document: str, ids: list[str]) -> int:
    before = system.statements
    result = await api.execute(document, ids=ids)
    assert len(result["nodes"]) == len(ids)
    assert None not in result["nodes"]
    return system.statements - before


def kind_of(kind: GraphQLObjectType, name: str) -> GraphQLNamedType:
    return get_named_type(kind.fields[name].type)


async def further_kinds(api: Api, document: str, name: str, ids: list[str]) -> int:
    """Of how many kinds the rows of a relation are that may lead to any, but for one: each is read from its own table."""
    found = (await api.execute(document, ids=ids))["nodes"]
    return max(len({row[name]["__typename"] for row in found if row[name]}) - 1, 0)


async def test_no_relation_costs_a_statement_a_row(api: Api, world: World, system: Database) -> None:
    compared, single = 0, set()
    for type_name in MODELS:
        kind = schema._schema.type_map[type_name]
        assert isinstance(kind, GraphQLObjectType)
        ids = await visible_ids(api, type_name)
        if len(ids) < 2:
            single.add(type_name)
            continue
        for name, inner in relations(kind):
            document = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_name} {{ {name} {inner} }} }} }}"
            alone = max([await statements(api, system, document, [pk]) for pk in ids])
            alone += await further_kinds(api, document, name, ids) if is_abstract_type(kind_of(kind, name)) else 0
            assert await statements(api, system, document, ids) <= alone, f"{type_name}.{name}"
            compared += 1
    assert compared > 80
    # One person has one organization.
    assert single <= {"Organization"}


async def test_the_long_way_down_costs_a_statement_a_level(api: Api, world: World, system: Database) -> None:
    await api.execute(NESTED, space=world["spaceId"])
    before = system.statements
    found = (await api.execute(NESTED, space=world["spaceId"]))["space"]
    whole = system.statements - before
    prompt = found["prompts"]["nodes"][-1]
    (commit,) = prompt["commits"]["nodes"]
    (experiment,) = commit["experiments"]["nodes"]
    assert [one["number"] for one in experiment["runs"]["nodes"]] == [2, 1]
    for one in experiment["runs"]["nodes"]:
        assert one["results"]["totalCount"] == 4
        assert all(len(row["evaluatorRecords"]) == 1 for row in one["results"]["nodes"])
    for _ in range(2):
        await run(api, world)
    before = system.statements
    again = (await api.execute(NESTED, space=world["spaceId"]))["space"]
    runs = again["prompts"]["nodes"][-1]["commits"]["nodes"][0]["experiments"]["nodes"][0]["runs"]["nodes"]
    assert len(runs) == 4
    assert system.statements - before == whole


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of statements read from now on."""
    if differential.IS_ON:
        pytest.skip("every query is executed twice")
    texts: list[str] = []
    fetch = Database.fetch

    async def spy(self: Database, statement: str, parameters: Sequence[Any]) -> Any:
        texts.append(statement)
        return await fetch(self, statement, parameters)

    monkeypatch.setattr(Database, "fetch", spy)
    return texts


async def test_only_columns_that_are_wanted_are_read(api: Api, world: World, asked: list[str]) -> None:
    document = "query($id: ID!) { space(id: $id) { prompts { nodes { name commits { totalCount } } } } }"
    await api.execute(document, id=world["spaceId"])
    asked.clear()
    await api.execute(document, id=world["spaceId"])
    space, prompts, count = asked
    assert space.startswith('SELECT "id" FROM "space"')
    assert prompts.startswith('SELECT "id", "name" FROM "prompt"')
    assert "COUNT(*)" in count


async def test_the_text_of_a_statement_does_not_depend_on_how_many_are_asked_for(
    api: Api, world: World, asked: list[str]
) -> None:
    ids = await visible_ids(api, "DatasetItem")
    document = """query($ids: [ID!]!, $first: Int!) { nodes(ids: $ids) { ... on DatasetItem {
      data dataset { name } results(first: $first) { nodes { status } totalCount } } } }"""
    texts = []
    for count in (2, 3, 5):
        asked.clear()
        await api.execute(document, ids=ids[:count], first=count)
        texts.append(tuple(asked))
    assert len(texts[0]) == 4
    assert len(set(texts)) == 1
