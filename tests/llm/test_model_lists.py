"""Asking providers which models they have, and offering those in a space."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.egress import Egress
from app.llm.model_lists import ModelsNotListed, ask_for_models
from app.llm.models import LlmConnection, LlmProvider
from graphql_schema.core.ids import parse_global_id
from tests.api import Api
from tests.llm.stub_provider import Scripted, StubProvider, fault, stub_provider

SECRET = "sk-test-0123456789abcdef"
LISTED = "llmConnection { models listedModels withListedModels }"
AVAILABLE = "query($space: ID!) { availableModels(spaceId: $space) { model provider connection { name } } }"


async def listed(stub: StubProvider, provider: LlmProvider, body: Any, **more: Any) -> list[str]:
    stub.script.append(body if isinstance(body, Scripted) else Scripted(body=body))
    egress = Egress(allow_private_networks=True)
    try:
        return await ask_for_models(egress, provider, more.pop("url", stub.base_url), SECRET, more)
    finally:
        await egress.close()


async def test_an_openai_compatible_server_is_asked_in_its_wire() -> None:
    async with stub_provider() as stub:
        body = {"object": "list", "data": [{"id": "b"}, {"id": "models/a.gguf"}, {"id": "b"}]}
        assert await listed(stub, LlmProvider.OPENAI_COMPATIBLE, body) == ["b", "models/a.gguf"]
        await listed(stub, LlmProvider.OPENAI_COMPATIBLE, body, url=f"{stub.base_url}?api-version=2", authorization="own")
    first, second = stub.received
    assert (first.path, first.headers["Authorization"]) == ("/v1/models", f"Bearer {SECRET}")
    assert (second.path, second.headers["Authorization"]) == ("/v1/models?api-version=2", "own")


async def test_anthropic_is_asked_in_its_wire() -> None:
    async with stub_provider() as stub:
        names = await listed(stub, LlmProvider.ANTHROPIC, {"data": [{"type": "model", "id": "claude-9"}], "has_more": False})
    (received,) = stub.received
    assert (names, received.path) == (["claude-9"], "/v1/models?limit=1000")
    assert (received.headers["x-api-key"], received.headers["anthropic-version"]) == (SECRET, "2023-06-01")


async def test_gemini_is_asked_in_its_wire_and_lists_what_can_chat() -> None:
    body = {
        "models": [
            {"name": "models/gemini-9", "supportedGenerationMethods": ["generateContent", "countTokens"]},
            {"name": "models/embedding-1", "supportedGenerationMethods": ["embedContent"]},
        ]
    }
    async with stub_provider() as stub:
        names = await listed(stub, LlmProvider.GEMINI, body, url=stub.base_url.removesuffix("/v1"))
    (received,) = stub.received
    assert (names, received.path) == (["gemini-9"], "/v1beta/models?pageSize=1000")
    assert received.headers["x-goog-api-key"] == SECRET


@pytest.mark.parametrize("body", [{"data": []}, {"data": [{"id": 7}, "x", {"id": "x" * 201}, {"id": "a\nb"}, {}]}])
async def test_what_is_no_name_of_a_model_is_left_out(body: Any) -> None:
    async with stub_provider() as stub:
        assert await listed(stub, LlmProvider.OPENAI_COMPATIBLE, body) == []


@pytest.mark.parametrize(
    ("answered", "said"),
    [
        (fault(401, f"Wrong key {SECRET}."), "Wrong key …cdef."),
        (fault(404, ""), "The provider answered 404."),
        (Scripted(body=b"<html>"), "The provider did not say which models it has; name them yourself."),
        (Scripted(body={"data": {}}), "The provider did not say which models it has; name them yourself."),
        (Scripted(302, headers={"Location": "http://169.254.169.254/"}), "127.0.0.1 answered with a redirect"),
        (Scripted(body={"data": []}, is_cut_short=True), "127.0.0.1 closed the connection"),
    ],
)
async def test_a_provider_that_lists_nothing_is_told_of(answered: Scripted, said: str) -> None:
    async with stub_provider() as stub:
        with pytest.raises(ModelsNotListed) as raised:
            await listed(stub, LlmProvider.OPENAI_COMPATIBLE, answered)
    assert raised.value.message.startswith(said)


async def connect(api: Api, base_url: str, **given: Any) -> str:
    whole = {"spaceId": api.space, "name": "models", "baseUrl": base_url, "models": ["own", "b"]} | given
    made = await api.mutate("createLlmConnection", "llmConnection { id }", **whole)
    return str(made.payload()["llmConnection"]["id"])


async def offered(api: Api) -> list[str]:
    found = (await api.execute(AVAILABLE, space=api.space))["availableModels"]
    return [each["model"] for each in found if each["connection"]]


async def test_listed_models_are_offered_beside_the_own_ones_as_long_as_they_are_wanted(api: Api) -> None:
    async with stub_provider() as stub:
        stub.default = Scripted(body={"data": [{"id": "b"}, {"id": "a"}]})
        connection = await connect(api, stub.base_url, secret=SECRET)
        refreshed = await api.mutate("refreshLlmConnectionModels", LISTED, llmConnectionId=connection)
    assert refreshed.payload()["llmConnection"] == {
        "models": ["own", "b"],
        "listedModels": ["a", "b"],
        "withListedModels": False,
    }
    assert stub.received[0].headers["Authorization"] == f"Bearer {SECRET}"
    assert await offered(api) == ["own", "b"]
    for is_wanted, models in ((True, ["own", "b", "a"]), (False, ["own", "b"])):
        given = {"llmConnectionId": connection, "withListedModels": is_wanted}
        changed = (await api.mutate("offerListedLlmModels", LISTED, **given)).payload()["llmConnection"]
        assert (changed["withListedModels"], await offered(api)) == (is_wanted, models)


async def test_a_list_that_cannot_be_had_leaves_the_one_there_is(api: Api) -> None:
    async with stub_provider() as stub:
        stub.script.append(Scripted(body={"data": [{"id": "a"}]}))
        connection = await connect(api, stub.base_url, withListedModels=True)
        (await api.mutate("refreshLlmConnectionModels", LISTED, llmConnectionId=connection)).payload()
        stub.script.append(fault(503, "Busy."))
        refused = await api.mutate("refreshLlmConnectionModels", LISTED, llmConnectionId=connection)
    assert refused.refused()[0] == "MODELS_NOT_LISTED"
    assert await offered(api) == ["own", "b", "a"]


async def test_another_address_has_other_models(api: Api) -> None:
    async with stub_provider() as stub:
        stub.default = Scripted(body={"data": [{"id": "a"}]})
        connection = await connect(api, stub.base_url)
        (await api.mutate("refreshLlmConnectionModels", LISTED, llmConnectionId=connection)).payload()
        for base_url, models in ((f"{stub.base_url}/", ["a"]), ("https://elsewhere.example.com", [])):
            given = {"llmConnectionId": connection, "baseUrl": base_url}
            moved = (await api.mutate("changeLlmConnectionAddress", LISTED, **given)).payload()["llmConnection"]
            assert moved["listedModels"] == models


async def test_models_of_an_address_that_was_left_meanwhile_are_not_kept(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = await connect(api, "https://models.example.com")

    async def moving(*_: Any) -> list[str]:
        given = {"llmConnectionId": connection, "baseUrl": "https://elsewhere.example.com"}
        (await api.mutate("changeLlmConnectionAddress", LISTED, **given)).payload()
        return ["a"]

    monkeypatch.setattr("app.llm.service.ask_for_models", moving)
    refused = await api.mutate("refreshLlmConnectionModels", LISTED, llmConnectionId=connection)
    assert refused.refused()[0] == "MODELS_NOT_LISTED"
    stored = await LlmConnection.get(id=(parse_global_id(connection) or ("", 0))[1])
    assert stored.listed_models == []


async def test_the_demo_provider_lists_its_models(api: Api) -> None:
    made = await api.mutate("createLlmConnection", "llmConnection { id }", spaceId=api.space, name="demo", provider="DEMO")
    connection = made.payload()["llmConnection"]["id"]
    refreshed = await api.mutate("refreshLlmConnectionModels", LISTED, llmConnectionId=connection)
    assert "demo/echo" in refreshed.payload()["llmConnection"]["listedModels"]
