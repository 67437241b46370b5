"""What is compiled, and what becomes of a query whose plan fails."""

from __future__ import annotations

import asyncio

from graphql import OperationDefinitionNode, OperationType, parse

from app.core.settings import Settings
from graphql_schema.core.documents import Documents
from graphql_schema.core.executing import compiled
from graphql_schema.core.limits import Limits
from graphql_schema.schema import schema
from tests.api import PATIENCE_SECONDS, Api, operations
from tests.world import make_world


async def test_every_promised_query_is_executed_by_a_plan(api: Api) -> None:
    world = await make_world(api)
    ids = {"space": api.space, "run": world["experimentRunId"]}
    for name, text in operations().items():
        (operation,) = (node for node in parse(text).definitions if isinstance(node, OperationDefinitionNode))
        if operation.operation is not OperationType.QUERY:
            continue
        declared = {node.variable.name.value for node in operation.variable_definitions or ()}
        given = {key: value for key, value in ids.items() if key in declared}
        plans, fallbacks = compiled.plans, compiled.fallbacks
        result = await api.run(name, **given)
        assert not result.errors
        assert (compiled.plans > plans, compiled.fallbacks) == (True, fallbacks), name


async def test_a_plan_that_fails_leaves_nobody_waiting(api: Api) -> None:
    world = await make_world(api)
    document = """query($evaluator: ID!, $space: ID!) {
      evaluator(id: $evaluator) { createdBy { spaceMemberships(after: "none") { nodes { id } } } }
      availableModels(spaceId: $space) { model connection { name } } }"""
    async with asyncio.timeout(PATIENCE_SECONDS):
        for _ in range(10):
            result = await api.execute(document, evaluator=world["evaluatorId"], space=api.space)
            assert result.codes == ["INVALID_CURSOR"]
            assert result.data["availableModels"]


async def test_a_list_of_which_nothing_is_wanted_is_empty(api: Api) -> None:
    fallbacks = compiled.fallbacks
    found = await api.execute(
        "query($id: ID!) { space(id: $id) { prompts { nodes @skip(if: true) { id } } } }", id=api.space
    )
    assert found["space"] == {"prompts": {}}
    assert compiled.fallbacks == fallbacks


async def test_of_several_operations_one_has_to_be_named(api: Api) -> None:
    document = "query First { viewer { id } } query Second { viewer { name } }"
    refused = await api.execute(document)
    assert (refused.data, refused.codes) == (None, ["GRAPHQL_VALIDATION_FAILED"])
    sent = {"query": document, "operationName": "Second"}
    assert (await api.client.post("/graphql", json=sent)).json() == {"data": {"viewer": {"name": "Ada"}}}


def test_a_document_that_comes_twice_at_once_is_kept_once(settings: Settings) -> None:
    documents = Documents(schema._schema, Limits.of(settings), most_bytes=40)
    for number in range(20):
        text = f"{{ __typename a{number}: __typename }}"
        for document in [documents.parsed(text), documents.parsed(text)]:
            assert documents.problems(document, hides_suggestions=True) == []
    assert documents.parsed(text).is_valid
