"""Default models, JSON Schemas and tools of a space."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.errors import DomainError
from app.llm.default_models import default_model, require_default_model
from graphql_schema.core.ids import parse_global_id
from tests.api import Api

DEFAULT = "defaultLlmModel { model connection { name } parameters { temperature maxTokens stop } updatedBy { id } }"
OF_SPACE = f"query($id: ID!) {{ space(id: $id) {{ {DEFAULT} }} }}"
SCHEMA = "llmSchema { id name description jsonSchema }"
TOOL = "llmTool { id name description parameters }"
SPACE = "space { id }"


def pk(text: str) -> int:
    return (parse_global_id(text) or ("", 0))[1]


async def test_the_default_model_is_set_changed_and_cleared(api: Api) -> None:
    assert (await api.execute(OF_SPACE, id=api.space))["space"]["defaultLlmModel"] is None
    with pytest.raises(DomainError) as caught:
        await require_default_model(pk(api.space))
    assert caught.value.code == "NO_DEFAULT_MODEL"
    (await api.mutate("setDefaultLlmModel", DEFAULT, spaceId=api.space, model="demo/echo")).payload()
    parameters = {"temperature": 0, "maxTokens": 9, "stop": ["x"]}
    changed = await api.mutate("setDefaultLlmModel", DEFAULT, spaceId=api.space, model="demo/judge", parameters=parameters)
    assert changed.payload()["defaultLlmModel"] == {
        "model": "demo/judge",
        "connection": None,
        "parameters": parameters,
        "updatedBy": {"id": api.user},
    }
    kept = await default_model(pk(api.space))
    assert kept is not None
    assert (kept.model, kept.parameters) == ("demo/judge", {"temperature": 0, "max_tokens": 9, "stop": ["x"]})
    for _ in range(2):
        (await api.mutate("clearDefaultLlmModel", SPACE, spaceId=api.space)).payload()
    assert await default_model(pk(api.space)) is None


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"model": "gpt-9"}, ["model"]),
        ({"model": ""}, ["model"]),
        ({"model": "demo/echo", "parameters": {"temperature": 3}}, ["parameters", "temperature"]),
        ({"model": "demo/echo", "parameters": {"topP": -1}}, ["parameters", "topP"]),
    ],
)
async def test_a_default_that_cannot_be_used_is_refused(api: Api, given: dict[str, Any], path: list[str]) -> None:
    refused = await api.mutate("setDefaultLlmModel", DEFAULT, spaceId=api.space, **given)
    assert refused.refused()[1] == ["input", *path]


async def test_the_default_goes_with_its_connection(api: Api, outsider: Api) -> None:
    given = {"name": "c", "baseUrl": "https://models.example.com"}
    ids = {}
    for who in (api, outsider):
        made = await who.mutate("createLlmConnection", "llmConnection { id }", spaceId=who.space, **given)
        ids[who.space] = made.payload()["llmConnection"]["id"]
    foreign = await api.mutate("setDefaultLlmModel", DEFAULT, spaceId=api.space, model="m", connectionId=ids[outsider.space])
    assert foreign.refused() == ("NOT_FOUND", ["input", "connectionId"])
    own = {"model": "m", "connectionId": ids[api.space]}
    (await api.mutate("setDefaultLlmModel", DEFAULT, spaceId=api.space, **own)).payload()
    (await api.mutate("deleteLlmConnection", SPACE, llmConnectionId=ids[api.space])).payload()
    assert (await api.execute(OF_SPACE, id=api.space))["space"]["defaultLlmModel"] is None


async def test_schemas_are_kept_changed_and_deleted(api: Api) -> None:
    async def create(name: str) -> Any:
        return await api.mutate("createLlmSchema", SCHEMA, spaceId=api.space, name=name, jsonSchema={"type": "string"})

    schema = (await create("verdict")).payload()["llmSchema"]
    assert (await create("verdict")).refused() == ("LLM_SCHEMA_NAME_TAKEN", ["input", "name"])
    other = (await create("other")).payload()["llmSchema"]["id"]
    renamed = await api.mutate("updateLlmSchema", SCHEMA, llmSchemaId=other, name="verdict")
    assert renamed.refused() == ("LLM_SCHEMA_NAME_TAKEN", ["input", "name"])
    given = {"description": "What it is.", "jsonSchema": {"type": "integer"}}
    changed = await api.mutate("updateLlmSchema", SCHEMA, llmSchemaId=schema["id"], **given)
    assert changed.payload()["llmSchema"] == {"id": schema["id"], "name": "verdict", **given}
    query = "query($id: ID!) { space(id: $id) { llmSchemas(orderBy: { field: NAME, direction: ASC }) { nodes { name } } } }"
    assert (await api.execute(query, id=api.space))["space"]["llmSchemas"]["nodes"] == [
        {"name": "other"},
        {"name": "verdict"},
    ]
    (await api.mutate("deleteLlmSchema", SPACE, llmSchemaId=schema["id"])).payload()
    (await create("verdict")).payload()


async def test_tools_are_kept_changed_and_deleted(api: Api) -> None:
    parameters = {"type": "object", "properties": {"city": {"type": "string"}}}

    async def create() -> Any:
        return await api.mutate("createLlmTool", TOOL, spaceId=api.space, name="weather", parameters=parameters)

    tool = (await create()).payload()["llmTool"]
    assert (await create()).refused() == ("LLM_TOOL_NAME_TAKEN", ["input", "name"])
    changed = await api.mutate("updateLlmTool", TOOL, llmToolId=tool["id"], name="forecast", description="Tells.")
    assert changed.payload()["llmTool"] == {
        "id": tool["id"],
        "name": "forecast",
        "description": "Tells.",
        "parameters": parameters,
    }
    (await api.mutate("deleteLlmTool", SPACE, llmToolId=tool["id"])).payload()
    assert (await api.execute("query($id: ID!) { llmTool(id: $id) { id } }", id=tool["id"]))["llmTool"] is None


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"name": "two words"}, "INVALID_NAME", "name"),
        ({"name": "x" * 65}, "INVALID_NAME", "name"),
        ({"description": "x" * 4001}, "DESCRIPTION_TOO_LONG", "description"),
        ({"parameters": []}, "INVALID_JSON_SCHEMA", "parameters"),
        ({"parameters": {"type": "string"}}, "INVALID_JSON_SCHEMA", "parameters"),
        ({"parameters": {"type": "object", "required": 1}}, "INVALID_JSON_SCHEMA", "parameters"),
        ({"parameters": {"type": "object", "x": "y" * 70_000}}, "INVALID_JSON_SCHEMA", "parameters"),
    ],
)
async def test_a_tool_that_no_model_could_use_is_refused(api: Api, given: dict[str, Any], code: str, path: str) -> None:
    whole: dict[str, Any] = {"spaceId": api.space, "name": "weather", "parameters": {"type": "object"}} | given
    assert (await api.mutate("createLlmTool", TOOL, **whole)).refused() == (code, ["input", path])
