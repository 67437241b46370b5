"""Every root field as nobody, as an outsider and as a viewer: what one may not see looks as if it did not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_object_type,
    print_type,
)

from graphql_schema.core.mutation import PUBLIC
from graphql_schema.schema import schema
from tests.api import Api, Result
from tests.filled import fill
from tests.world import World, run

CORE = schema._schema
QUERIES = CORE.query_type.fields if CORE.query_type else {}
MUTATIONS = CORE.mutation_type.fields if CORE.mutation_type else {}
SUBSCRIPTIONS = CORE.subscription_type.fields if CORE.subscription_type else {}
# They belong to whoever asks and name nothing of anybody else's.
OWN = {"createSpace", "createOrganization", "createApiKey", "changePassword", "renameUser", "register", "logIn", "logOut"}
# What is asked for by words or ids that the world does not have, and an agreement where nobody rated.
MISSED = {"promptByKey", "evalTarget", "evaluatorAgreement"}
WORDS = {
    "version": "9.9.9",
    "alias": "exact",
    "column": "ticket",
    "email": "someone@example.com",
    "key": "another/key",
    "label": "staging",
    "role": "VIEWER",
}


@pytest.fixture
async def world(api: Api) -> World:
    made = await fill(api)
    made.ids["baselineId"] = made["experimentRunId"]
    await run(api, made)
    made.ids["runId"] = made["experimentRunId"]
    uploaded = await api.client.post("/api/uploads", content=b'{"ticket": "x"}\n', headers={"content-type": "text/plain"})
    owned = await api.execute("query($id: ID!) { space(id: $id) { organization { id } } }", id=api.space)
    made.ids |= {
        "organizationId": owned["space"]["organization"]["id"],
        "connectionId": made["llmConnectionId"],
        "uploadId": uploaded.json()["id"],
        "fromId": made["promptCommitId"],
        "toId": made["promptCommitId"],
    }
    return made


def selection(field: GraphQLField, *, depth: int = 1) -> str:
    kind = get_named_type(field.type)
    if not is_object_type(kind) and not hasattr(kind, "fields"):
        return ""
    inner: list[str] = ["__typename"]
    for name, below in kind.fields.items():
        if name == "errors":
            inner.append("errors { code message path }")
        elif depth and not any(isinstance(argument.type, GraphQLNonNull) for argument in below.args.values()):
            inner.append(f"{name} {selection(below, depth=depth - 1)}")
    return "{ " + " ".join(inner) + " }"


def document(operation: str, name: str, field: GraphQLField) -> str:
    declared = ", ".join(f"${arg}: {argument.type}" for arg, argument in field.args.items() if given(argument.type))
    passed = ", ".join(f"{arg}: ${arg}" for arg, argument in field.args.items() if given(argument.type))
    head, call = (f"({declared})" if declared else ""), (f"({passed})" if passed else "")
    return f"{operation}{head} {{ {name}{call} {selection(field)} }}"


def given(kind: GraphQLInputType) -> bool:
    return isinstance(kind, GraphQLNonNull) or get_named_type(kind).name == "ID"


def value(kind: GraphQLInputType, name: str, world: World) -> Any:
    """A value of an input type that would do something if the actor might."""
    if isinstance(kind, GraphQLNonNull):
        return value(kind.of_type, name, world)
    if isinstance(kind, GraphQLList):
        return [value(kind.of_type, name.removesuffix("s"), world)]
    if isinstance(kind, GraphQLInputObjectType):
        if kind.extensions["strawberry-definition"].is_one_of:
            sub, field = next(iter(kind.fields.items()))
            return {sub: value(field.type, sub, world)}
        wanted = {sub: of for sub, of in kind.fields.items() if sub in world.ids or isinstance(of.type, GraphQLNonNull)}
        if "spaceId" in wanted and not isinstance(kind.fields["spaceId"].type, GraphQLNonNull):
            # Of an organization is what is of no space.
            wanted.pop("organizationId", None)
        return {sub: value(of.type, sub, world) for sub, of in wanted.items()}
    if isinstance(kind, GraphQLEnumType):
        return WORDS[name] if WORDS.get(name) in kind.values else next(iter(kind.values))
    if kind.name == "ID":
        return world.ids.get(name) or world.ids.get(f"{name}Id") or world["spaceId"]
    return {"Int": 1, "Float": 1.0, "Boolean": True, "JSON": {}, "BigInt": 1, "Decimal": "1"}.get(
        kind.name, WORDS.get(name, "new words")
    )


def variables(field: GraphQLField, world: World) -> dict[str, Any]:
    return {
        name: value(argument.type, root_id(field, name), world)
        for name, argument in field.args.items()
        if given(argument.type)
    }


def root_id(field: GraphQLField, name: str) -> str:
    """`id` of a field that gives a Prompt is a prompt's."""
    if name != "id":
        return name
    kind = get_named_type(field.type).name
    return f"{kind[0].lower()}{kind[1:]}Id"


async def ask(api: Api, operation: str, name: str, field: GraphQLField, world: World) -> Result:
    return await api.execute(document(operation, name, field), **variables(field, world))


def roots() -> Iterator[tuple[str, str, GraphQLField]]:
    for name, field in QUERIES.items():
        yield "query", name, field
    for name, field in MUTATIONS.items():
        yield "mutation", name, field


async def test_nobody_gets_in(nobody: Api, world: World) -> None:
    for operation, name, field in roots():
        if name not in PUBLIC:
            result = await ask(nobody, operation, name, field, world)
            assert result.codes == ["UNAUTHENTICATED"], name
    for name, field in SUBSCRIPTIONS.items():
        (event,) = await nobody.subscribe(document("subscription", name, field), **variables(field, world))
        assert event["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED", name


async def test_to_an_outsider_nothing_is_there(outsider: Api, world: World) -> None:
    secrets = set(world.ids.values())
    for name, field in QUERIES.items():
        result = await ask(outsider, "query", name, field, world)
        assert not any(pk in str(result.data) for pk in secrets), name
        assert not result.errors or result.codes == ["NOT_FOUND"], name
    for name, field in MUTATIONS.items():
        if name not in OWN:
            result = await ask(outsider, "mutation", name, field, world)
            assert result.refused()[0] == "NOT_FOUND", (name, result)
    for name, field in SUBSCRIPTIONS.items():
        (event,) = await outsider.subscribe(document("subscription", name, field), **variables(field, world))
        assert event["errors"][0]["extensions"]["code"] == "NOT_FOUND", name


async def test_an_outsider_finds_nothing_by_id(outsider: Api, world: World) -> None:
    ids = sorted(set(world.ids.values()))
    found = await outsider.execute("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)
    assert found["nodes"] == [None] * len(ids)
    for pk in ids:
        assert (await outsider.execute("query($id: ID!) { node(id: $id) { id } }", id=pk))["node"] is None


async def test_a_viewer_reads_everything_but_what_is_for_administrators(viewer: Api, world: World) -> None:
    for name, field in QUERIES.items():
        result = await ask(viewer, "query", name, field, world)
        assert not result.errors, (name, result.errors)
        # The inviter's organization and the runs of their prompts are not the viewer's to see.
        if name not in MISSED | {"organization", "promptRun"}:
            assert result.data[name] is not None, name
    for name, field in SUBSCRIPTIONS.items():
        events = await viewer.subscribe(document("subscription", name, field), **variables(field, world))
        if name == "promptCompletion":
            assert events[0]["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        else:
            assert events
            assert all("errors" not in event for event in events), (name, events)


async def test_the_owner_reads_everything(api: Api, world: World) -> None:
    for name, field in QUERIES.items():
        result = await ask(api, "query", name, field, world)
        assert not result.errors, (name, result.errors)
        if name not in MISSED:
            assert result.data[name] is not None, name
    for name, field in SUBSCRIPTIONS.items():
        events = await api.subscribe(document("subscription", name, field), **variables(field, world))
        assert events
        assert all("errors" not in event for event in events), (name, events)


async def test_a_viewer_writes_nothing(viewer: Api, world: World) -> None:
    assert (await viewer.run("SpaceOverview", space=world["spaceId"]))["space"]["prompts"]["totalCount"] == 3
    for name, field in MUTATIONS.items():
        if name not in OWN:
            result = await ask(viewer, "mutation", name, field, world)
            if name == "removeSpaceMember":
                assert result.refused()[0] == "FORBIDDEN"
            else:
                assert result.refused()[0] in {"FORBIDDEN", "NOT_FOUND"}, (name, result)


async def test_ids_of_one_kind_name_nothing_of_another(api: Api, world: World) -> None:
    for name, field in QUERIES.items():
        if set(field.args) == {"id"} and name != "node":
            asked = f"query($id: ID!) {{ {name}(id: $id) {{ __typename }} }}"
            wrong = world["promptLabelId"]
            assert (await api.execute(asked, id=wrong))[name] is None, print_type(get_named_type(field.type))


async def test_with_what_was_deleted_nothing_can_be_done(api: Api, world: World) -> None:
    for deletion, gone in (
        ("deleteExperimentTemplate", "experimentTemplateId"),
        ("clearBaselineRun", "experimentBaselineId"),
        ("deleteExperiment", "experimentId"),
        ("deleteEvaluator", "evaluatorId"),
    ):
        (await ask(api, "mutation", deletion, MUTATIONS[deletion], world)).payload()
        for name, field in MUTATIONS.items():
            if gone in required(field):
                assert (await ask(api, "mutation", name, field, world)).refused()[0] == "NOT_FOUND", (name, gone)


def required(field: GraphQLField) -> set[str]:
    """What the input of a mutation must name."""
    inputs = [get_named_type(argument.type) for argument in field.args.values()]
    fields = [kind.fields.items() for kind in inputs if isinstance(kind, GraphQLInputObjectType)]
    return {name for named in fields for name, of in named if isinstance(of.type, GraphQLNonNull)}
