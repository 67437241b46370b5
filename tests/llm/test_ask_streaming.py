"""Streamed calls from connection to record."""

from __future__ import annotations

from contextlib import aclosing
from typing import Any

import pytest

from app.llm.asking import CallLog, ask_streaming
from app.llm.calls import RetryPolicy
from app.llm.chat import ChatDelta, ChatRequest, FaultCode, Message, MessageRole, ProviderFault
from app.llm.models import UsageScene
from app.llm.providers import Route, providers
from graphql_schema.core.ids import parse_global_id
from tests.api import Api
from tests.llm.stub_provider import Scripted, StubProvider, fault, streamed, stub_provider
from tests.waiting import until

REQUEST = ChatRequest("m1", (Message(MessageRole.USER, "Hello"),))
SWIFT = RetryPolicy(base_seconds=0.001)


async def routed(api: Api, stub: StubProvider, **given: Any) -> tuple[Route, CallLog]:
    whole = {"spaceId": api.space, "name": "stub", "baseUrl": stub.base_url} | given
    made = await api.mutate("createLlmConnection", "llmConnection { id }", **whole)
    (_, pk) = parse_global_id(made.payload()["llmConnection"]["id"]) or ("", 0)
    (_, space) = parse_global_id(api.space) or ("", 0)
    return await providers().route(pk, "m1"), CallLog(space)


async def asked(route: Route, log: CallLog) -> list[ChatDelta]:
    return [delta async for delta in ask_streaming(route, REQUEST, scene=UsageScene.PLAYGROUND, log=log, policy=SWIFT)]


async def test_a_streamed_call_is_recorded_whole(api: Api) -> None:
    usage = {"prompt_tokens": 9, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 4}}
    async with stub_provider() as stub:
        stub.default = streamed("Hel", "lo", usage=usage, headers={"x-request-id": "r-1"})
        route, log = await routed(api, stub, parameters={"user": "graphloop"})
        *deltas, last = await asked(route, log)
    assert "".join(delta.content for delta in deltas) == "Hello"
    assert last.reply is not None
    (row,) = log.rows
    assert row["time_to_first_token_ms"] <= row["latency_ms"]
    found = (row["input_tokens"], row["cached_input_tokens"], row["output_tokens"], row["provider_request_id"])
    assert found == (9, 4, 2, "r-1")
    assert (row["adapter"], row["answered_by"], row["scene"]) == ("graphloop", "stub", UsageScene.PLAYGROUND)
    assert stub.received[0].body["user"] == "graphloop"
    assert log.doing is None


async def test_before_the_first_piece_it_is_tried_again_and_afterwards_not(api: Api) -> None:
    async with stub_provider() as stub:
        route, log = await routed(api, stub)
        stub.script.extend([fault(503), fault(503), streamed("Hello")])
        assert (await asked(route, log))[-1].reply
        stub.default = Scripted(events=({"choices": [{"delta": {"content": "Hel"}}]},))
        with pytest.raises(ProviderFault) as raised:
            await asked(route, log)
    assert raised.value.code is FaultCode.NETWORK
    assert [row["error_code"] for row in log.rows] == ["UNAVAILABLE", "UNAVAILABLE", None, "NETWORK"]
    assert [row["attempt"] for row in log.rows] == [1, 2, 3, 1]
    assert log.rows[3]["time_to_first_token_ms"] is not None


async def test_what_cannot_be_mended_is_not_tried_again(api: Api) -> None:
    async with stub_provider() as stub:
        route, log = await routed(api, stub)
        stub.default = fault(401)
        with pytest.raises(ProviderFault):
            await asked(route, log)
    assert [row["error_code"] for row in log.rows] == ["UNAUTHORIZED"]


async def test_a_stream_that_nobody_listens_to_any_more_is_recorded_as_cancelled(api: Api) -> None:
    async with stub_provider() as stub:
        stub.default = Scripted(events=({"choices": [{"delta": {"content": "x"}}]},), is_endless=True)
        route, log = await routed(api, stub, maxConcurrency=1)
        for _ in range(2):
            # The second would wait for ever if the first still held its place.
            async with aclosing(ask_streaming(route, REQUEST, scene=UsageScene.PLAYGROUND, log=log)) as deltas:
                assert (await anext(deltas)).content == "x"

        async def are_gone() -> bool:
            return stub.clients_gone == 2

        await until(are_gone)
    assert [row["error_code"] for row in log.rows] == ["CANCELLED", "CANCELLED"]
    assert log.rows[0]["time_to_first_token_ms"] is not None


async def test_a_demo_model_streams_and_is_priced(api: Api) -> None:
    log = CallLog((parse_global_id(api.space) or ("", 0))[1])
    request = ChatRequest("demo/echo", (Message(MessageRole.USER, "Some words, one after the other."),))
    route = await providers().route(None, "demo/echo")
    *deltas, last = [delta async for delta in ask_streaming(route, request, scene=UsageScene.PLAYGROUND, log=log)]
    assert len(deltas) > 3
    assert last.reply is not None
    assert "".join(delta.content for delta in deltas) == last.reply.content == "Some words, one after the other."
    assert log.rows[0]["cost"] is not None
