from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from typing import Any

import pytest

from app.core.egress import Egress
from app.core.errors import DomainError
from app.core.secrets import SecretBox
from app.llm.asking import CallLog, ask
from app.llm.chat import ChatRequest, Message, MessageRole
from app.llm.models import LlmConnection, UsageScene
from app.llm.providers import Providers, providers, secret_context
from graphql_schema.core.ids import parse_global_id
from tests.api import Api
from tests.llm.stub_provider import answer, fault, stub_provider
from tests.waiting import until

REQUEST = ChatRequest("m1", (Message(MessageRole.USER, "Hello"),))
SECRET = "sk-test-0123456789abcdef"
URL = "https://models.example.com/v1"
CONNECTION = """llmConnection {
  id name baseUrl maskedSecret models extraHeaders { name maskedValue } maxConcurrency requestsPerMinute tokensPerMinute
  provider }"""
RECORD = "modelRequestRecord { scene model inputTokens outputTokens latencyMs errorCode errorMessage connection { id } }"


async def create(api: Api, **given: Any) -> Any:
    whole: dict[str, Any] = {"spaceId": api.space, "name": "models", "baseUrl": URL, "models": ["m1"]} | given
    return await api.mutate("createLlmConnection", CONNECTION, **whole)


async def connect(api: Api, **given: Any) -> str:
    return str((await create(api, **given)).payload()["llmConnection"]["id"])


async def row(connection: str) -> LlmConnection:
    return await LlmConnection.get(id=(parse_global_id(connection) or ("", 0))[1])


async def test_connecting(api: Api) -> None:
    made = (await api.run("Connect", space=api.space)).payload()["llmConnection"]
    assert made["maskedSecret"] is None
    assert (made["name"], made["provider"]) == ("local", "OPENAI_COMPATIBLE")


async def test_a_secret_is_kept_encrypted_and_shown_masked(api: Api) -> None:
    headers = [{"name": "X-Team", "value": "very-secret-header"}]
    result = await create(api, secret=f" {SECRET}\n", extraHeaders=headers)
    made = result.payload()["llmConnection"]
    assert (made["maskedSecret"], made["extraHeaders"]) == ("…cdef", [{"name": "X-Team", "maskedValue": "…ader"}])
    assert SECRET not in str(result.data)
    stored = await row(made["id"])
    assert stored.secret is not None
    assert SECRET not in stored.secret
    assert providers().box.decrypt(stored.secret, context=secret_context(stored)) == SECRET
    log = await api.execute("query($id: ID!) { space(id: $id) { auditLog { nodes { before after } } } }", id=api.space)
    assert SECRET not in str(log.data)
    assert "very-secret-header" not in str(log.data)


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"name": " "}, "INVALID_NAME", ["name"]),
        ({"baseUrl": None}, "INVALID_BASE_URL", ["baseUrl"]),
        ({"baseUrl": "models.example.com"}, "INVALID_BASE_URL", ["baseUrl"]),
        ({"baseUrl": "ftp://models.example.com"}, "INVALID_BASE_URL", ["baseUrl"]),
        ({"baseUrl": "https://user:pass@models.example.com"}, "INVALID_BASE_URL", ["baseUrl"]),
        ({"baseUrl": "https://models.example.com:port"}, "INVALID_BASE_URL", ["baseUrl"]),
        ({"baseUrl": "https://"}, "INVALID_BASE_URL", ["baseUrl"]),
        ({"baseUrl": "https://[::1/v1"}, "INVALID_BASE_URL", ["baseUrl"]),
        ({"provider": "DEMO"}, "INVALID_BASE_URL", ["baseUrl"]),
        ({"provider": "DEMO", "baseUrl": None, "secret": "x"}, "INVALID_SECRET", ["secret"]),
        ({"secret": "two\nlines"}, "INVALID_SECRET", ["secret"]),
        ({"models": ["good", " "]}, "INVALID_MODELS", ["models", "1"]),
        ({"maxConcurrency": 0}, "INVALID_CONCURRENCY", ["maxConcurrency"]),
        ({"requestsPerMinute": 0}, "INVALID_RATE", ["requestsPerMinute"]),
        ({"tokensPerMinute": -1}, "INVALID_RATE", ["tokensPerMinute"]),
        ({"parameters": [1]}, "INVALID_PARAMETERS", ["parameters"]),
        ({"parameters": "seed=1"}, "INVALID_PARAMETERS", ["parameters"]),
        ({"parameters": {"model": "other"}}, "INVALID_PARAMETERS", ["parameters"]),
        ({"parameters": {"messages": []}}, "INVALID_PARAMETERS", ["parameters"]),
        ({"parameters": {"stream": True}}, "INVALID_PARAMETERS", ["parameters"]),
        ({"parameters": {"x": "y" * 16_384}}, "INVALID_PARAMETERS", ["parameters"]),
        ({"extraHeaders": [{"name": "bad name", "value": "x"}]}, "INVALID_HEADER", ["extraHeaders", "0", "name"]),
        ({"extraHeaders": [{"name": "Host", "value": "x"}]}, "INVALID_HEADER", ["extraHeaders", "0", "name"]),
        ({"extraHeaders": [{"name": "X-A", "value": "x\r\nX-B: y"}]}, "INVALID_HEADER", ["extraHeaders", "0", "value"]),
    ],
)
async def test_input_that_is_wrong_is_named(api: Api, given: dict[str, Any], code: str, path: list[str]) -> None:
    assert (await create(api, **given)).refused() == (code, ["input", *path])


async def test_a_name_is_unique_among_the_living(api: Api) -> None:
    first, other = await connect(api), await connect(api, name="other")
    assert (await create(api)).refused() == ("CONNECTION_NAME_TAKEN", ["input", "name"])
    renamed = await api.mutate("renameLlmConnection", CONNECTION, llmConnectionId=other, name="models")
    assert renamed.refused() == ("CONNECTION_NAME_TAKEN", ["input", "name"])
    (await api.mutate("renameLlmConnection", CONNECTION, llmConnectionId=first, name="models")).payload()
    (await api.mutate("deleteLlmConnection", "space { id }", llmConnectionId=first)).payload()
    (await api.mutate("renameLlmConnection", CONNECTION, llmConnectionId=other, name="models")).payload()


async def test_another_address_asks_for_the_secret_again(api: Api) -> None:
    headers = [{"name": "X-Key", "value": "hidden"}]
    connection = await connect(api, secret=SECRET, extraHeaders=headers)

    async def move(**given: Any) -> Any:
        return await api.mutate("changeLlmConnectionAddress", CONNECTION, llmConnectionId=connection, **given)

    elsewhere = "https://elsewhere.example.com/v1"
    (await move(baseUrl=f"{URL}/")).payload()
    assert (await move(baseUrl=elsewhere)).refused() == ("SECRET_REQUIRED", ["input", "secret"])
    assert (await move(baseUrl=elsewhere, secret=SECRET)).refused() == ("SECRET_REQUIRED", ["input", "extraHeaders"])
    moved = (await move(baseUrl=elsewhere, secret=SECRET, extraHeaders=[])).payload()["llmConnection"]
    assert (moved["baseUrl"], moved["extraHeaders"]) == (elsewhere, [])
    stored = await row(connection)
    assert providers().box.decrypt(stored.secret or "", context=secret_context(stored)) == SECRET


async def test_each_change_is_a_new_route(api: Api) -> None:
    connection = await connect(api)
    seen = {(await row(connection)).updated_at}
    for field, given in (
        ("renameLlmConnection", {"name": "renamed"}),
        ("changeLlmConnectionSecret", {"secret": SECRET}),
        ("changeLlmConnectionSecret", {"secret": None}),
        ("changeLlmConnectionAddress", {"baseUrl": "http://other.example.com"}),
        ("setLlmConnectionHeaders", {"extraHeaders": [{"name": "X-Team", "value": "blue"}]}),
        ("setLlmConnectionModels", {"models": ["a", "b"]}),
        ("offerListedLlmModels", {"withListedModels": True}),
        ("setLlmConnectionParameters", {"parameters": {"seed": 1}}),
        ("setLlmConnectionConcurrency", {"maxConcurrency": 7}),
        ("setLlmConnectionRates", {"requestsPerMinute": 60, "tokensPerMinute": 1000}),
        ("setLlmConnectionRates", {"requestsPerMinute": 90, "tokensPerMinute": None}),
    ):
        changed = (await api.mutate(field, CONNECTION, llmConnectionId=connection, **given)).payload()["llmConnection"]
        seen.add((await row(connection)).updated_at)
    assert len(seen) == 12
    assert changed == {
        "id": connection,
        "name": "renamed",
        "baseUrl": "http://other.example.com",
        "maskedSecret": None,
        "models": ["a", "b"],
        "extraHeaders": [{"name": "X-Team", "maskedValue": "…e"}],
        "maxConcurrency": 7,
        "requestsPerMinute": 90,
        "tokensPerMinute": None,
        "provider": "OPENAI_COMPATIBLE",
    }


async def test_parameters_are_sent_with_requests_that_do_not_name_them(api: Api) -> None:
    shown = "llmConnection { id parameters }"
    async with stub_provider() as stub:
        given = {"spaceId": api.space, "name": "models", "baseUrl": stub.base_url, "parameters": {"seed": 1}}
        made = (await api.mutate("createLlmConnection", shown, **given)).payload()["llmConnection"]
        assert made["parameters"] == {"seed": 1}
        chosen = {"seed": 2, "temperature": 1, "user": "us"}
        changed = {"llmConnectionId": made["id"], "parameters": chosen}
        shown_now = (await api.mutate("setLlmConnectionParameters", shown, **changed)).payload()["llmConnection"]
        assert shown_now["parameters"] == chosen
        stored = await row(made["id"])
        request = replace(REQUEST, temperature=0.5, extra={"user": "me", "stream": True})
        route, log = await providers().route(stored.id, "m1"), CallLog(stored.space_id)
        assert (await ask(route, request, scene=UsageScene.PLAYGROUND, log=log)).reply
    body = stub.received[0].body
    assert (body["seed"], body["temperature"], body["user"], "stream" in body) == (2, 0.5, "me", False)
    refused = await api.mutate("setLlmConnectionParameters", shown, llmConnectionId=made["id"], parameters={"model": "m2"})
    assert refused.refused() == ("INVALID_PARAMETERS", ["input", "parameters"])


@pytest.mark.parametrize(("provider", "library"), [("ANTHROPIC", "anthropic"), ("GEMINI", "google.genai")])
async def test_a_library_that_the_server_lacks_is_named(
    api: Api, provider: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = await connect(api, provider=provider, baseUrl=None)
    for module in [name for name in sys.modules if name.startswith(("app.llm.anthropic_messages", "app.llm.gemini"))]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, library, None)
    refused = await create(api, name="other", provider=provider, baseUrl=None)
    assert refused.refused() == ("EXTRA_MISSING", ["input", "provider"])
    assert f"pip install 'graphloop[{provider.lower()}]'" in str(refused.data)
    tested = await api.mutate("testLlmConnection", RECORD, llmConnectionId=connection, model="m1")
    assert tested.refused()[0] == "EXTRA_MISSING"


@pytest.mark.parametrize(
    ("provider", "base_url"),
    [("ANTHROPIC", "https://api.anthropic.com"), ("GEMINI", "https://generativelanguage.googleapis.com")],
)
async def test_providers_with_an_address_of_their_own_need_none(api: Api, provider: str, base_url: str) -> None:
    made = (await create(api, provider=provider, baseUrl=None)).payload()["llmConnection"]
    assert (made["provider"], made["baseUrl"]) == (provider, base_url)


async def test_rates_are_checked_and_shown(api: Api) -> None:
    made = (await create(api, requestsPerMinute=60, tokensPerMinute=100_000)).payload()["llmConnection"]
    assert (made["requestsPerMinute"], made["tokensPerMinute"]) == (60, 100_000)
    refused = await api.mutate(
        "setLlmConnectionRates", CONNECTION, llmConnectionId=made["id"], requestsPerMinute=0, tokensPerMinute=None
    )
    assert refused.refused() == ("INVALID_RATE", ["input", "requestsPerMinute"])


async def test_changed_limits_reach_calls_that_wait(api: Api) -> None:
    async with stub_provider() as stub:
        connection = await connect(api, baseUrl=stub.base_url, maxConcurrency=1)
        stub.default = answer("late", latency_seconds=60)
        stored = await row(connection)
        route, log = await providers().route(stored.id, "m1"), CallLog(stored.space_id)
        calls = [asyncio.create_task(ask(route, REQUEST, scene=UsageScene.PLAYGROUND, log=log.step())) for _ in range(3)]

        async def are_in_flight(number: int) -> bool:
            return stub.in_flight == number

        await until(lambda: are_in_flight(1))
        given = {"llmConnectionId": connection, "maxConcurrency": 3}
        (await api.mutate("setLlmConnectionConcurrency", CONNECTION, **given)).payload()
        await until(lambda: are_in_flight(3))
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        assert [made["error_code"] for made in log.rows] == ["CANCELLED"] * 3


async def test_a_test_call_is_recorded(api: Api) -> None:
    async with stub_provider() as stub:
        connection = await connect(api, baseUrl=stub.base_url, secret=SECRET)
        stub.script.append(answer("ready"))
        made = await api.mutate("testLlmConnection", RECORD, llmConnectionId=connection, model="m1")
        record = made.payload()["modelRequestRecord"]
        assert (record["scene"], record["model"], record["errorCode"]) == ("CONNECTION_TEST", "m1", None)
        assert (record["inputTokens"], record["outputTokens"]) == (5, 2)
        assert record["connection"] == {"id": connection}
        assert stub.received[0].headers["Authorization"] == f"Bearer {SECRET}"
        stub.script.append(fault(401, f"The key {SECRET} is unknown."))
        made = await api.mutate("testLlmConnection", RECORD, llmConnectionId=connection, model="m1")
        record = made.payload()["modelRequestRecord"]
        assert record["errorCode"] == "UNAUTHORIZED"
        assert SECRET not in record["errorMessage"]
    query = "query($id: ID!) { llmConnection(id: $id) { modelRequestRecords { totalCount } } }"
    assert (await api.execute(query, id=connection))["llmConnection"]["modelRequestRecords"]["totalCount"] == 2


async def test_a_test_of_the_demo_provider(api: Api) -> None:
    connection = await connect(api, provider="DEMO", baseUrl=None, models=[])
    made = await api.mutate("testLlmConnection", RECORD, llmConnectionId=connection, model="demo/echo")
    assert made.payload()["modelRequestRecord"]["errorCode"] is None
    made = await api.mutate("testLlmConnection", RECORD, llmConnectionId=connection, model="demo/none")
    assert made.payload()["modelRequestRecord"]["errorCode"] == "REFUSED"


async def test_models_that_a_space_can_use(api: Api, outsider: Api) -> None:
    await connect(api, models=["m1", "m2"])
    query = "query($space: ID!) { availableModels(spaceId: $space) { model provider connection { name } } }"
    offered = (await api.execute(query, space=api.space))["availableModels"]
    assert offered[0] == {"model": "demo/echo", "provider": "DEMO", "connection": None}
    assert offered[4:] == [
        {"model": model, "provider": "OPENAI_COMPATIBLE", "connection": {"name": "models"}} for model in ("m1", "m2")
    ]
    assert (await outsider.execute(query, space=api.space))["availableModels"] is None


async def test_a_deleted_connection_is_out_of_reach(api: Api) -> None:
    connection = await connect(api, secret=SECRET)
    (await api.mutate("deleteLlmConnection", "space { id }", llmConnectionId=connection)).payload()
    assert (await api.execute("query($id: ID!) { node(id: $id) { id } }", id=connection))["node"] is None
    stored = await row(connection)
    assert (stored.secret, stored.masked_secret) == (None, None)
    with pytest.raises(DomainError) as caught:
        await providers().route(stored.id, "m1")
    assert caught.value.code == "CONNECTION_GONE"


async def test_a_demo_provider_that_is_off_stays_off(api: Api) -> None:
    stored = await row(await connect(api, provider="DEMO", baseUrl=None))
    without = Providers(Egress(), SecretBox.from_secret("a secret for tests"), has_demo=False)
    assert without.demo_models == ()
    for connection_id, code in ((None, "UNKNOWN_MODEL"), (stored.id, "CONNECTION_GONE")):
        with pytest.raises(DomainError) as caught:
            await without.route(connection_id, "demo/echo")
        assert caught.value.code == code


async def test_for_an_outsider_there_is_no_connection(api: Api, outsider: Api) -> None:
    connection = await connect(api, provider="DEMO", baseUrl=None)
    made = await api.mutate("testLlmConnection", "modelRequestRecord { id }", llmConnectionId=connection, model="demo/echo")
    record = made.payload()["modelRequestRecord"]["id"]
    query = """query($c: ID!, $r: ID!, $s: ID!) {
      node(id: $c) { id } nodes(ids: [$c, $r]) { id } llmConnection(id: $c) { id }
      modelRequestRecord(id: $r) { id } availableModels(spaceId: $s) { model } }"""
    assert (await outsider.execute(query, c=connection, r=record, s=api.space)).data == {
        "node": None,
        "nodes": [None, None],
        "llmConnection": None,
        "modelRequestRecord": None,
        "availableModels": None,
    }
    for field, selection, given in writes(api, connection):
        code, path = (await outsider.mutate(field, selection, **given)).refused()
        assert (code, path[-1] in {"llmConnectionId", "spaceId"}) == ("NOT_FOUND", True), field


async def test_a_viewer_reads_and_does_not_write(api: Api, viewer: Api) -> None:
    connection = await connect(api)
    query = "query($id: ID!) { llmConnection(id: $id) { name maskedSecret } }"
    assert (await viewer.execute(query, id=connection))["llmConnection"] == {"name": "models", "maskedSecret": None}
    for field, selection, given in writes(api, connection):
        assert (await viewer.mutate(field, selection, **given)).refused()[0] == "FORBIDDEN", field


def writes(api: Api, connection: str) -> list[tuple[str, str, dict[str, Any]]]:
    made = "llmConnection { id }"
    return [
        ("createLlmConnection", made, {"spaceId": api.space, "name": "mine", "baseUrl": URL}),
        ("renameLlmConnection", made, {"llmConnectionId": connection, "name": "mine"}),
        ("changeLlmConnectionSecret", made, {"llmConnectionId": connection, "secret": "mine"}),
        ("changeLlmConnectionAddress", made, {"llmConnectionId": connection, "baseUrl": URL}),
        ("setLlmConnectionHeaders", made, {"llmConnectionId": connection, "extraHeaders": []}),
        ("setLlmConnectionModels", made, {"llmConnectionId": connection, "models": []}),
        ("offerListedLlmModels", made, {"llmConnectionId": connection, "withListedModels": True}),
        ("refreshLlmConnectionModels", made, {"llmConnectionId": connection}),
        ("setLlmConnectionParameters", made, {"llmConnectionId": connection, "parameters": {}}),
        ("setLlmConnectionConcurrency", made, {"llmConnectionId": connection, "maxConcurrency": 1}),
        (
            "setLlmConnectionRates",
            made,
            {"llmConnectionId": connection, "requestsPerMinute": 1, "tokensPerMinute": None},
        ),
        ("testLlmConnection", "modelRequestRecord { id }", {"llmConnectionId": connection, "model": "m1"}),
        ("deleteLlmConnection", "space { id }", {"llmConnectionId": connection}),
    ]
