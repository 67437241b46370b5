"""Every step that connections, their secrets and what a space keeps for models may take in each state, and every refusal."""

from __future__ import annotations

from typing import Any

import pytest

from graphql_schema.llm.mutations import LlmMutations
from tests.api import Api
from tests.llm.stub_provider import Scripted, answer, stub_provider
from tests.llm.test_connections import SECRET, URL, connect, writes

PRICES = {"matchPattern": "a", "tiers": [{"name": "a", "prices": [{"usageType": "input", "price": "1"}]}]}


# --- connections -----------------------------------------------------------------------------------------------------


async def test_each_step_of_a_connection_is_taken_until_it_is_deleted(api: Api) -> None:
    async with stub_provider() as stub:
        stub.script += [Scripted(body={"data": [{"id": "m1"}]}), answer("ready")]
        connection = await connect(api, baseUrl=stub.base_url)
        steps = {name: given for name, _, given in writes(api, connection) if name != "createLlmConnection"}
        # To be asked, the provider has to stay where it is.
        steps["changeLlmConnectionAddress"] |= {"baseUrl": stub.base_url, "secret": "mine"}
        fields = LlmMutations.__strawberry_definition__.fields  # type: ignore[attr-defined]
        there = {field.python_name.replace("_", "") for field in fields}
        assert there == {name.lower() for name in {*steps, "createLlmConnection"}}
        for refusal in (None, "NOT_FOUND"):
            for name, given in steps.items():
                assert await api.attempt(name, **given) == refusal, name


SECRET_STEPS: dict[str, tuple[str, dict[str, Any]]] = {
    "keep": ("changeLlmConnectionSecret", {"secret": f"{SECRET[:-1]}g"}),
    "forget": ("changeLlmConnectionSecret", {"secret": None}),
    "move": ("changeLlmConnectionAddress", {"baseUrl": f"{URL}/elsewhere"}),
    "move with it": ("changeLlmConnectionAddress", {"baseUrl": f"{URL}/elsewhere", "secret": f"{SECRET[:-1]}g"}),
    "stay": ("changeLlmConnectionAddress", {"baseUrl": URL}),
    "rename": ("renameLlmConnection", {"name": "other"}),
}
KEPT, OTHER = "…cdef", "…cdeg"


@pytest.mark.parametrize(
    ("secret", "expected"),
    [
        (None, [OTHER, None, None, OTHER, None, None]),
        (SECRET, [OTHER, None, "SECRET_REQUIRED", OTHER, KEPT, KEPT]),
    ],
)
async def test_each_step_of_a_secret_is_taken_or_refused(api: Api, secret: str | None, expected: list[str | None]) -> None:
    found = {}
    for step, (name, given) in SECRET_STEPS.items():
        connection = await connect(api, name=step, secret=secret)
        refusal = await api.attempt(name, llmConnectionId=connection, **given)
        query = "query($id: ID!) { llmConnection(id: $id) { maskedSecret baseUrl } }"
        shown = (await api.execute(query, id=connection))["llmConnection"]
        found[step] = refusal or shown["maskedSecret"]
        assert shown["baseUrl"] == (f"{URL}/elsewhere" if step.startswith("move") and not refusal else URL)
    assert found == dict(zip(SECRET_STEPS, expected, strict=True))


# --- what a space keeps for models ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "given", "taken"),
    [
        ("LlmSchema", {"jsonSchema": {"type": "string"}}, "LLM_SCHEMA_NAME_TAKEN"),
        ("LlmTool", {"parameters": {"type": "object"}}, "LLM_TOOL_NAME_TAKEN"),
        ("Model", PRICES, "MODEL_TAKEN"),
    ],
)
async def test_what_is_kept_for_models_is_changed_until_it_is_deleted(
    api: Api, kind: str, given: dict[str, Any], taken: str
) -> None:
    field = f"{kind[0].lower()}{kind[1:]}"
    wanted = {"spaceId": api.space, "name": "mine"} | given
    made = (await api.mutate(f"create{kind}", f"{field} {{ id }}", **wanted)).payload()[field]["id"]
    of_it = {f"{field}Id": made}
    assert await api.attempt(f"create{kind}", **wanted) == taken
    assert await api.attempt(f"update{kind}", **of_it, name="mine", **given) is None
    assert await api.attempt(f"delete{kind}", **of_it) is None
    assert await api.attempt(f"update{kind}", **of_it, name="mine", **given) == "NOT_FOUND"
    assert await api.attempt(f"delete{kind}", **of_it) == "NOT_FOUND"
    assert await api.attempt(f"create{kind}", **wanted) is None


DEFAULTS: dict[str, dict[str, str | None]] = {
    # Which model is the default before, and after each step.
    "none": {"set": "demo/echo", "set of connection": "m1", "clear": None, "delete connection": None},
    "demo/echo": {"set": "demo/echo", "set of connection": "m1", "clear": None, "delete connection": "demo/echo"},
    "m1": {"set": "demo/echo", "set of connection": "m1", "clear": None, "delete connection": None},
}


async def test_each_step_of_the_default_model_leads_where_it_should(api: Api) -> None:
    for before, expected in DEFAULTS.items():
        found = {}
        for step in expected:
            connection, space = await connect(api, name=f"{before} {step}"), {"spaceId": api.space}
            steps: dict[str, tuple[str, dict[str, Any]]] = {
                "set": ("setDefaultLlmModel", space | {"model": "demo/echo"}),
                "set of connection": ("setDefaultLlmModel", space | {"model": "m1", "connectionId": connection}),
                "clear": ("clearDefaultLlmModel", space),
                "delete connection": ("deleteLlmConnection", {"llmConnectionId": connection}),
            }
            first = {"none": "clear", "demo/echo": "set", "m1": "set of connection"}[before]
            for name, given in (steps[first], steps[step]):
                assert await api.attempt(name, **given) is None
            shown = await api.execute("query($id: ID!) { space(id: $id) { defaultLlmModel { model } } }", id=api.space)
            found[step] = (shown["space"]["defaultLlmModel"] or {}).get("model")
        assert found == expected
