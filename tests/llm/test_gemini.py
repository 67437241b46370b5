"""The official SDK over our transport, against a stub that speaks the Gemini API."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest

from app.core.egress import Egress
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
from app.llm.gemini import Gemini
from tests.llm.streams import CALLING, REQUEST, SCHEMA, SECRET, TALK, collected, connected, failing
from tests.llm.stub_provider import Scripted
from tests.waiting import until

USAGE = {"promptTokenCount": 9, "cachedContentTokenCount": 3, "candidatesTokenCount": 2, "thoughtsTokenCount": 4}
JSON = {"Content-Type": "application/json", "x-request-id": "g-1"}


def piece(*parts: Any, reason: str | None = None) -> dict[str, Any]:
    candidate = {"content": {"role": "model", "parts": list(parts)}} | ({"finishReason": reason} if reason else {})
    return {"candidates": [candidate], "modelVersion": "m1-001"} | ({"usageMetadata": USAGE} if reason else {})


def answer(*parts: Any, reason: str = "STOP") -> Scripted:
    return Scripted(body=piece(*parts, reason=reason), headers=JSON)


def failed(code: int, status: str, said: str, **headers: str) -> Scripted:
    body = {"error": {"code": code, "message": said, "status": status}}
    return Scripted(code, body, {"Content-Type": "application/json", **headers})


async def test_a_reply_is_read() -> None:
    request = replace(REQUEST, temperature=0.5, top_k=4, seed=1, max_tokens=9, stop=("a",), extra={"labels": {"a": "b"}})
    async with connected(Gemini, extra_headers={"X-Team": "blue"}) as (model, stub):
        stub.default = answer({"text": "Hm.", "thought": True}, {"text": "Hello"})
        reply = await model(request)
    assert (reply.content, reply.model, reply.finish_reason, reply.reasoning) == ("Hello", "m1-001", "stop", "Hm.")
    assert (reply.input_tokens, reply.cached_input_tokens, reply.output_tokens) == (9, 3, 6)
    assert reply.request_id == "g-1"
    (received,) = stub.received
    assert received.path == "/v1beta/models/m1:generateContent"
    assert (received.headers["x-goog-api-key"], received.headers["X-Team"]) == (SECRET, "blue")
    body = received.body
    assert body["contents"] == [{"role": "user", "parts": [{"text": "Hello?"}]}]
    assert body["systemInstruction"]["parts"] == [{"text": "Be brief."}]
    assert body["labels"] == {"a": "b"}
    assert body["generationConfig"] == {
        "temperature": 0.5,
        "topK": 4.0,
        "seed": 1,
        "maxOutputTokens": 9,
        "stopSequences": ["a"],
    }


async def test_no_key_of_the_environment_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "of-the-server")
    monkeypatch.setenv("GOOGLE_API_KEY", "of-the-server")
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    async with connected(Gemini) as (_, stub):
        egress = Egress(allow_private_networks=True)
        stub.default = answer({"text": "Hello"})
        await Gemini(egress, stub.base_url)(REQUEST)
        await egress.close()
    headers = dict(stub.received[0].headers)
    assert "of-the-server" not in str(headers)
    assert "x-goog-api-key" not in {name.casefold() for name in headers}


async def test_messages_with_parts_and_calls_are_sent_as_the_api_has_them() -> None:
    async with connected(Gemini) as (model, stub):
        stub.default = answer({"functionCall": {"name": "weather", "args": {"city": "Ulm"}}, "thoughtSignature": "c2ln"})
        reply = await model(CALLING)
        (call,) = reply.tool_calls
        again = (
            Message(MessageRole.ASSISTANT, "", tool_calls=(call,)),
            Message(MessageRole.TOOL, "rain", tool_call_id=call.id),
        )
        await model(ChatRequest("m1", again))
    assert (call.name, call.arguments, reply.finish_reason) == ("weather", '{"city":"Ulm"}', "tool_calls")
    body = stub.received[0].body
    asked, called, answered = body["contents"]
    assert asked["parts"][1]["inlineData"] == {"mime_type": "image/png", "data": "iVBORw0KGgo="}
    assert [part["functionCall"]["args"] for part in called["parts"]] == [{"city": "Ulm"}, {"arguments": "oops"}]
    responses = [part["functionResponse"] for part in answered["parts"]]
    assert responses == [
        {"name": "weather", "response": {"sky": "grey"}},
        {"name": "weather", "response": {"result": "rain"}},
    ]
    (declared,) = body["tools"][0]["functionDeclarations"]
    assert declared["parameters_json_schema"]["type"] == "object"
    assert body["toolConfig"]["functionCallingConfig"] == {"mode": "ANY", "allowedFunctionNames": ["weather"]}
    # The model gets back the signature that it gave with the call.
    assert stub.received[1].body["contents"][0]["parts"][0]["thoughtSignature"] == "c2ln"


@pytest.mark.parametrize(
    ("mode", "sent"), [(ToolChoiceMode.NONE, "NONE"), (ToolChoiceMode.AUTO, "AUTO"), (ToolChoiceMode.REQUIRED, "ANY")]
)
async def test_how_tools_are_chosen(mode: ToolChoiceMode, sent: str) -> None:
    async with connected(Gemini) as (model, stub):
        stub.default = answer({"text": "Hello"})
        await model(replace(CALLING, messages=TALK[:1], tool_choice=ToolChoice(mode)))
    assert stub.received[0].body["toolConfig"]["functionCallingConfig"] == {"mode": sent}


async def test_a_schema_is_sent() -> None:
    async with connected(Gemini) as (model, stub):
        stub.default = answer({"text": "{}"})
        reply = await model(replace(REQUEST, response_schema=SCHEMA))
    config = stub.received[0].body["generationConfig"]
    assert (config["responseMimeType"], config["responseJsonSchema"]) == ("application/json", SCHEMA)
    assert reply.is_structured


@pytest.mark.parametrize("is_streamed", [False, True])
async def test_a_schema_that_a_model_does_not_take_is_left_out_from_then_on(is_streamed: bool) -> None:
    request = replace(REQUEST, response_schema=SCHEMA)
    async with connected(Gemini) as (model, stub):
        stub.default = Scripted(events=(piece({"text": "{}"}, reason="STOP"),)) if is_streamed else answer({"text": "{}"})
        stub.script.append(failed(400, "INVALID_ARGUMENT", "JSON mode is not enabled for models/m1"))
        for _ in range(2):
            reply = (await collected(model, request))[-1].reply if is_streamed else await model(request)
            assert reply is not None
            assert not reply.is_structured
    sent = ["responseJsonSchema" in received.body.get("generationConfig", {}) for received in stub.received]
    assert sent == [True, False, False]


async def test_further_parameters_replace_nothing_that_is_named() -> None:
    generation = {"temperature": 1, "max_output_tokens": 9, "thinkingConfig": {"thinkingBudget": 0}}
    extra = {"contents": [], "tools": [], "generation_config": generation, "labels": {"a": "b"}}
    async with connected(Gemini) as (model, stub):
        stub.default = answer({"text": "Hello"})
        await model(replace(CALLING, temperature=0.5, max_tokens=7, extra=extra))
        await model(replace(REQUEST, extra={"generationConfig": {"temperature": 1}}))
    named, open_to_it = (received.body for received in stub.received)
    assert (len(named["contents"]), len(named["tools"]), named["labels"]) == (3, 1, {"a": "b"})
    config = named["generationConfig"]
    assert (config["temperature"], config["maxOutputTokens"]) == (0.5, 7)
    assert config["thinkingConfig"] == {"thinkingBudget": 0}
    assert open_to_it["generationConfig"] == {"temperature": 1}


async def test_answers_go_to_the_call_that_was_made_last_under_its_id() -> None:
    def turn(name: str) -> tuple[Message, Message]:
        called = Message(MessageRole.ASSISTANT, "", tool_calls=(ToolCall("call_0", name, "{}"),))
        return called, Message(MessageRole.TOOL, "done", tool_call_id="call_0")

    async with connected(Gemini) as (model, stub):
        stub.default = answer({"text": "Hello"})
        await model(ChatRequest("m1", (*turn("first"), *turn("second"))))
    parts = [content["parts"][0] for content in stub.received[0].body["contents"]]
    assert [part["functionResponse"]["name"] for part in parts[1::2]] == ["first", "second"]


async def test_a_body_may_say_when_to_come_back() -> None:
    hints = [{"@type": "type.googleapis.com/google.rpc.Help"}, {"retryDelay": "12.5s"}]
    body = {"error": {"code": 429, "message": "Slow.", "status": "RESOURCE_EXHAUSTED", "details": hints}}
    async with connected(Gemini) as (model, stub):
        stub.default = Scripted(429, body, {"Content-Type": "application/json"})
        assert (await failing(model)).retry_after_seconds == 12.5


async def test_a_reply_is_handed_out_while_it_is_written() -> None:
    call = {"functionCall": {"name": "weather", "args": {}}}
    async with connected(Gemini) as (model, stub):
        events = (
            piece({"text": "Hm.", "thought": True}),
            piece({"text": "Hel"}),
            piece({"text": "lo"}),
            piece(call, reason="STOP"),
        )
        stub.default = Scripted(events=events)
        *deltas, last = await collected(model)
    assert deltas == [ChatDelta(reasoning="Hm."), ChatDelta("Hel"), ChatDelta("lo")]
    reply = last.reply
    assert reply is not None
    assert (reply.content, reply.reasoning, reply.finish_reason) == ("Hello", "Hm.", "tool_calls")
    assert [made.id for made in reply.tool_calls] == ["call_0"]
    assert (reply.input_tokens, reply.cached_input_tokens, reply.output_tokens) == (9, 3, 6)
    assert stub.received[0].path == "/v1beta/models/m1:streamGenerateContent?alt=sse"


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize(
    ("scripted", "code", "said"),
    [
        (failed(401, "UNAUTHENTICATED", f"Wrong key {SECRET}."), FaultCode.UNAUTHORIZED, "Wrong key …6789."),
        (failed(429, "RESOURCE_EXHAUSTED", "Slow.", **{"Retry-After": "7"}), FaultCode.RATE_LIMITED, "Slow."),
        (failed(529, "OVERLOADED", "Busy."), FaultCode.UNAVAILABLE, "Busy."),
        (failed(400, "INVALID_ARGUMENT", "Too long."), FaultCode.REFUSED, "Too long."),
        (Scripted(307, headers={"Location": "http://169.254.169.254/"}), FaultCode.REFUSED, "127.0.0.1 answered with"),
    ],
)
async def test_what_goes_wrong_is_told_and_not_tried_again(
    scripted: Scripted, code: FaultCode, said: str, is_streamed: bool
) -> None:
    async with connected(Gemini) as (model, stub):
        stub.default = scripted
        found = await failing(model, is_streamed=is_streamed)
    assert (found.code, found.message.startswith(said)) == (code, True), found.message
    assert found.retry_after_seconds == (7.0 if code is FaultCode.RATE_LIMITED else None)
    assert len(stub.received) == 1


BLOCKED = {"promptFeedback": {"blockReason": "SAFETY"}}


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (piece({"text": "Hel"}), FaultCode.NETWORK),
        (BLOCKED, FaultCode.REFUSED),
        (piece(reason="PROHIBITED_CONTENT"), FaultCode.REFUSED),
        ({"error": {"code": 503, "message": "Gone.", "status": "UNAVAILABLE"}}, FaultCode.UNAVAILABLE),
        ("{", FaultCode.BAD_RESPONSE),
    ],
)
async def test_streams_that_end_badly_are_faults(event: Any, code: FaultCode) -> None:
    async with connected(Gemini) as (model, stub):
        stub.default = Scripted(events=(event,))
        assert (await failing(model, is_streamed=True)).code is code


async def test_a_stream_that_is_cut_is_a_fault() -> None:
    async with connected(Gemini) as (model, stub):
        stub.default = Scripted(events=(piece({"text": "Hel"}),), is_cut_short=True)
        assert (await failing(model, is_streamed=True)).code is FaultCode.NETWORK


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"<html>", "BAD_RESPONSE"), (b'{"candidates": [{"co', "BAD_RESPONSE"), (b"{}", "BAD_RESPONSE"), (BLOCKED, "REFUSED")],
)
async def test_replies_without_a_message_are_faults(body: Any, code: str) -> None:
    async with connected(Gemini) as (model, stub):
        stub.default = Scripted(body=body, headers=JSON)
        assert (await failing(model)).code == code


async def test_bounds_and_checks_of_the_egress_hold() -> None:
    async with connected(Gemini, max_response_bytes=10_000) as (model, stub):
        stub.script.extend([Scripted(is_stalled=True), answer({"text": "x" * 20_000})])
        slow, huge = await failing(model, replace(REQUEST, timeout_seconds=0.05)), await failing(model)
        narrow = Egress()
        forbidden = await failing(Gemini(narrow, stub.base_url, SECRET))
        await narrow.close()
    assert [slow.code, huge.code, forbidden.code] == [FaultCode.TIMEOUT, FaultCode.BAD_RESPONSE, FaultCode.REFUSED]
    assert "private network" in forbidden.message


async def test_addresses_are_named_with_their_type() -> None:
    parts = (Part(PartType.FILE, url="https://example.com/a.pdf?x=1"), Part(PartType.TEXT, "Sum up."))
    async with connected(Gemini) as (model, stub):
        stub.default = answer({"text": "Hello"})
        await model(ChatRequest("m1", (Message(MessageRole.USER, "", parts=parts),)))
    file, text = stub.received[0].body["contents"][0]["parts"]
    assert file == {"fileData": {"file_uri": "https://example.com/a.pdf?x=1", "mime_type": "application/pdf"}}
    assert text == {"text": "Sum up."}


async def test_whoever_stops_listening_closes_the_connection() -> None:
    async with connected(Gemini) as (model, stub):
        stub.default = Scripted(events=(piece({"text": "Hel"}),), is_endless=True)
        async with aclosing(model.stream(REQUEST)) as deltas:
            assert (await anext(deltas)).content == "Hel"

        async def is_gone() -> bool:
            return stub.clients_gone == 1

        await until(is_gone)
