"""The official SDK over our transport, against a stub that speaks the messages API."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest

from app.core.egress import Egress
from app.llm.anthropic_messages import AnthropicMessages
from app.llm.chat import (
    ChatDelta,
    ChatRequest,
    FaultCode,
    Message,
    MessageRole,
    Part,
    PartType,
    ToolCall,
    ToolChoice,
    ToolChoiceMode,
)
from tests.llm.streams import CALLING, REQUEST, SCHEMA, SECRET, TALK, collected, connected, failing
from tests.llm.stub_provider import Scripted
from tests.waiting import until

USAGE = {"input_tokens": 5, "cache_read_input_tokens": 3, "cache_creation_input_tokens": 1, "output_tokens": 2}
JSON = {"Content-Type": "application/json", "request-id": "req_1"}


def message(*content: Any, reason: str = "end_turn") -> Scripted:
    body = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m1-2026", "content": list(content)}
    return Scripted(body=body | {"stop_reason": reason, "usage": USAGE}, headers=JSON)


def failed(status: int, kind: str, said: str, **headers: str) -> Scripted:
    body = {"type": "error", "error": {"type": kind, "message": said}}
    return Scripted(status, body, {"Content-Type": "application/json", **headers})


def written(*deltas: Any, reason: str = "end_turn", is_whole: bool = True, **more: Any) -> Scripted:
    """A streamed message: each delta with the block that it belongs to."""
    events: list[Any] = [
        {"type": "message_start", "message": {"model": "m1-2026", "content": [], "usage": USAGE | {"output_tokens": 0}}}
    ]
    for index, (block, *pieces) in enumerate(deltas):
        events.append({"type": "content_block_start", "index": index, "content_block": block})
        events += [{"type": "content_block_delta", "index": index, "delta": piece} for piece in pieces]
        events.append({"type": "content_block_stop", "index": index})
    if is_whole:
        events.append({"type": "message_delta", "delta": {"stop_reason": reason}, "usage": {"output_tokens": 2}})
        events.append({"type": "message_stop"})
    return Scripted(events=tuple(events), **more)


HELLO = ({"type": "text", "text": ""}, {"type": "text_delta", "text": "Hel"}, {"type": "text_delta", "text": "lo"})


async def test_a_reply_is_read() -> None:
    async with connected(AnthropicMessages, extra_headers={"X-Team": "blue"}) as (model, stub):
        stub.default = message({"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": "Hello"})
        reply = await model(replace(REQUEST, temperature=0.5, stop=("a",), extra={"metadata": {"user_id": "u"}}))
    assert (reply.content, reply.model, reply.finish_reason, reply.reasoning) == ("Hello", "m1-2026", "stop", "Hm.")
    assert (reply.input_tokens, reply.cached_input_tokens, reply.output_tokens) == (9, 3, 2)
    assert reply.request_id == "req_1"
    (received,) = stub.received
    assert received.path == "/v1/messages"
    assert (received.headers["x-api-key"], received.headers["X-Team"]) == (SECRET, "blue")
    assert received.headers["anthropic-version"]
    assert received.body == {
        "model": "m1",
        "max_tokens": 4096,
        "system": "Be brief.",
        "messages": [{"role": "user", "content": "Hello?"}],
        "temperature": 0.5,
        "stop_sequences": ["a"],
        "metadata": {"user_id": "u"},
    }


async def test_no_key_of_the_environment_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "of-the-server")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "of-the-server")
    async with connected(AnthropicMessages) as (_, stub):
        egress = Egress(allow_private_networks=True)
        stub.default = message({"type": "text", "text": "Hello"})
        await AnthropicMessages(egress, stub.base_url)(REQUEST)
        await egress.close()
    headers = dict(stub.received[0].headers)
    assert "of-the-server" not in str(headers)
    assert not {name.casefold() for name in headers} & {"x-api-key", "authorization"}


async def test_messages_with_parts_and_calls_are_sent_as_the_api_has_them() -> None:
    async with connected(AnthropicMessages) as (model, stub):
        stub.default = message(
            {"type": "tool_use", "id": "t1", "name": "weather", "input": {"city": "Ulm"}}, reason="tool_use"
        )
        reply = await model(CALLING)
    assert reply.tool_calls == (ToolCall("t1", "weather", '{"city":"Ulm"}'),)
    assert reply.finish_reason == "tool_calls"
    body = stub.received[0].body
    asked, called, answered = body["messages"]
    assert asked["content"][1] == {
        "type": "image",
        "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="},
    }
    assert [block["input"] for block in called["content"]] == [{"city": "Ulm"}, {"arguments": "oops"}]
    assert answered == {
        "role": "user",
        "content": [
            {"type": "tool_result", "tool_use_id": "c1", "content": '{"sky":"grey"}'},
            {"type": "tool_result", "tool_use_id": "c2", "content": "rain"},
        ],
    }
    assert body["tools"][0]["input_schema"]["type"] == "object"
    assert body["tool_choice"] == {"type": "tool", "name": "weather"}


@pytest.mark.parametrize(
    ("mode", "sent"), [(ToolChoiceMode.NONE, "none"), (ToolChoiceMode.AUTO, "auto"), (ToolChoiceMode.REQUIRED, "any")]
)
async def test_how_tools_are_chosen(mode: ToolChoiceMode, sent: str) -> None:
    async with connected(AnthropicMessages) as (model, stub):
        stub.default = message({"type": "text", "text": "Hello"})
        await model(replace(CALLING, messages=TALK[:1], tool_choice=ToolChoice(mode)))
    assert stub.received[0].body["tool_choice"] == {"type": sent}


async def test_a_schema_is_sent_until_a_model_turns_out_not_to_take_one() -> None:
    request = replace(REQUEST, response_schema=SCHEMA)
    async with connected(AnthropicMessages) as (model, stub):
        stub.default = message({"type": "text", "text": "{}"})
        first = await model(request)
        stub.script.append(failed(400, "invalid_request_error", "output_config: not supported by this model"))
        second, third = await model(request), await model(request)
    assert [reply.is_structured for reply in (first, second, third)] == [True, False, False]
    assert stub.received[0].body["output_config"]["format"]["type"] == "json_schema"
    assert ["output_config" in received.body for received in stub.received] == [True, True, False, False]


async def test_another_schema_is_sent_all_the_same() -> None:
    async with connected(AnthropicMessages) as (model, stub):
        stub.default = message({"type": "text", "text": "{}"})
        stub.script.append(failed(400, "invalid_request_error", "output_config.format.schema: too deep"))
        replies = [await model(replace(REQUEST, response_schema=schema)) for schema in (SCHEMA, {"type": "object"})]
    assert [reply.is_structured for reply in replies] == [False, True]


async def test_further_parameters_replace_nothing_that_is_named() -> None:
    extra = {"max_tokens": 9, "temperature": 1, "top_k": 5, "model": "other", "messages": [], "stream": True}
    async with connected(AnthropicMessages) as (model, stub):
        stub.default = message({"type": "text", "text": "Hello"})
        await model(replace(REQUEST, temperature=0.5, max_tokens=7, extra=extra))
        await model(replace(REQUEST, extra=extra))
    named, open_to_it = (received.body for received in stub.received)
    assert (named["max_tokens"], named["temperature"], named["top_k"], named["model"]) == (7, 0.5, 5, "m1")
    assert (open_to_it["max_tokens"], open_to_it["temperature"], "stream" in open_to_it) == (9, 1, False)
    assert named["messages"] == [{"role": "user", "content": "Hello?"}]


async def test_counts_and_blocks_that_make_no_sense_are_left_out() -> None:
    usage = {"input_tokens": "5", "output_tokens": 10**12, "cache_read_input_tokens": -1}
    body = {"content": ["text", {"type": "text", "text": "Hello"}], "usage": usage}
    start = {"type": "message_start", "message": {"usage": [1]}}
    odd = [start, {"type": "message_delta", "delta": {}, "usage": 7}, {"type": "message_stop"}]
    async with connected(AnthropicMessages) as (model, stub):
        stub.script.extend([Scripted(body=body, headers=JSON), Scripted(events=tuple(odd))])
        whole, (streamed,) = await model(REQUEST), await collected(model)
    assert (whole.content, whole.input_tokens, whole.output_tokens, whole.cached_input_tokens) == ("Hello", None, None, None)
    assert streamed.reply is not None
    assert (streamed.reply.content, streamed.reply.input_tokens) == ("", None)


async def test_a_reply_is_handed_out_while_it_is_written() -> None:
    call = {"type": "tool_use", "id": "t1", "name": "weather", "input": {}}
    pieces = [{"type": "input_json_delta", "partial_json": part} for part in ('{"city":', '"Ulm"}')]
    thought = ({"type": "thinking", "thinking": ""}, {"type": "thinking_delta", "thinking": "Hm."})
    async with connected(AnthropicMessages) as (model, stub):
        stub.default = written(thought, HELLO, (call, *pieces), reason="tool_use", headers={"request-id": "req_2"})
        *deltas, last = await collected(model)
    assert deltas == [ChatDelta(reasoning="Hm."), ChatDelta("Hel"), ChatDelta("lo")]
    reply = last.reply
    assert reply is not None
    assert (reply.content, reply.reasoning, reply.finish_reason) == ("Hello", "Hm.", "tool_calls")
    assert reply.tool_calls == (ToolCall("t1", "weather", '{"city":"Ulm"}'),)
    assert (reply.input_tokens, reply.cached_input_tokens, reply.output_tokens, reply.request_id) == (9, 3, 2, "req_2")


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize(
    ("scripted", "code", "said"),
    [
        (failed(401, "authentication_error", f"Wrong key {SECRET}."), FaultCode.UNAUTHORIZED, "Wrong key …6789."),
        (failed(429, "rate_limit_error", "Slow down.", **{"Retry-After": "7"}), FaultCode.RATE_LIMITED, "Slow down."),
        (failed(529, "overloaded_error", "Busy."), FaultCode.UNAVAILABLE, "Busy."),
        (failed(400, "invalid_request_error", "Too long."), FaultCode.REFUSED, "Too long."),
        (Scripted(307, headers={"Location": "http://169.254.169.254/"}), FaultCode.REFUSED, "127.0.0.1 answered with"),
    ],
)
async def test_what_goes_wrong_is_told_and_not_tried_again(
    scripted: Scripted, code: FaultCode, said: str, is_streamed: bool
) -> None:
    async with connected(AnthropicMessages) as (model, stub):
        stub.default = scripted
        found = await failing(model, is_streamed=is_streamed)
    assert (found.code, found.message.startswith(said)) == (code, True), found.message
    assert found.retry_after_seconds == (7.0 if code is FaultCode.RATE_LIMITED else None)
    assert len(stub.received) == 1


@pytest.mark.parametrize(
    ("scripted", "code"),
    [
        (written(HELLO, is_whole=False), FaultCode.NETWORK),
        (written(HELLO, is_whole=False, is_cut_short=True), FaultCode.NETWORK),
        (
            Scripted(events=({"type": "error", "error": {"type": "overloaded_error", "message": "Busy."}},)),
            FaultCode.UNAVAILABLE,
        ),
        (Scripted(events=(b"event: message_start\ndata: {\n\n",)), FaultCode.BAD_RESPONSE),
        (written(reason="refusal"), FaultCode.REFUSED),
    ],
)
async def test_streams_that_end_badly_are_faults(scripted: Scripted, code: FaultCode) -> None:
    async with connected(AnthropicMessages) as (model, stub):
        stub.default = scripted
        assert (await failing(model, is_streamed=True)).code is code


@pytest.mark.parametrize("body", [b"<html>", b'{"content": [{"ty', b"[]", b"{}"])
async def test_replies_without_a_message_are_bad(body: bytes) -> None:
    async with connected(AnthropicMessages) as (model, stub):
        stub.default = Scripted(body=body, headers=JSON)
        assert (await failing(model)).code is FaultCode.BAD_RESPONSE


async def test_bounds_and_checks_of_the_egress_hold() -> None:
    async with connected(AnthropicMessages, max_response_bytes=10_000) as (model, stub):
        stub.script.extend([Scripted(is_stalled=True), message({"type": "text", "text": "x" * 20_000})])
        slow, huge = await failing(model, replace(REQUEST, timeout_seconds=0.05)), await failing(model)
        narrow = Egress()
        forbidden = await failing(AnthropicMessages(narrow, stub.base_url, SECRET))
        await narrow.close()
    assert [slow.code, huge.code, forbidden.code] == [FaultCode.TIMEOUT, FaultCode.BAD_RESPONSE, FaultCode.REFUSED]
    assert "private network" in forbidden.message


async def test_audio_is_refused() -> None:
    request = ChatRequest(
        "m1", (Message(MessageRole.USER, "", parts=(Part(PartType.AUDIO, url="data:audio/wav;base64,AA"),)),)
    )
    async with connected(AnthropicMessages) as (model, _):
        assert (await failing(model, request)).code is FaultCode.REFUSED


async def test_whoever_stops_listening_closes_the_connection() -> None:
    async with connected(AnthropicMessages) as (model, stub):
        stub.default = written(HELLO[:2], is_whole=False, is_endless=True)
        async with aclosing(model.stream(REQUEST)) as deltas:
            assert (await anext(deltas)).content == "Hel"

        async def is_gone() -> bool:
            return stub.clients_gone == 1

        await until(is_gone)
