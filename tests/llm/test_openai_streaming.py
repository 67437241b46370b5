"""Tools, parts and streams over the OpenAI-compatible wire."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest

from app.llm.chat import ChatDelta, ChatRequest, FaultCode, Message, MessageRole, Part, PartType, ToolCall
from app.llm.openai_compatible import OpenAiCompatible
from tests.llm.streams import CALLING, PIXEL, REQUEST, SCHEMA, SECRET, collected, connected, failing
from tests.llm.stub_provider import Scripted, answer, fault, streamed
from tests.waiting import until


async def test_messages_with_parts_and_calls_are_sent_as_the_wire_has_them() -> None:
    async with connected(OpenAiCompatible) as (model, stub):
        await model(CALLING)
    body = stub.received[0].body
    assert body["messages"] == [
        {
            "role": "user",
            "content": [{"type": "text", "text": "What is it?"}, {"type": "image_url", "image_url": {"url": PIXEL}}],
        },
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Ulm"}'}},
                {"id": "c2", "type": "function", "function": {"name": "weather", "arguments": "oops"}},
            ],
        },
        {"role": "tool", "content": '{"sky":"grey"}', "tool_call_id": "c1"},
        {"role": "tool", "content": "rain", "tool_call_id": "c2"},
    ]
    assert body["tools"][0]["function"]["name"] == "weather"
    assert body["tool_choice"] == {"type": "function", "function": {"name": "weather"}}


async def test_audio_and_files_are_sent_as_data() -> None:
    parts = (
        Part(PartType.AUDIO, url="data:audio/mpeg;base64,AAAA"),
        Part(PartType.FILE, url="data:application/pdf;base64,AAAA"),
    )
    request = ChatRequest("m1", (Message(MessageRole.USER, "", parts=parts),))
    async with connected(OpenAiCompatible) as (model, stub):
        await model(request)
    audio, file = stub.received[0].body["messages"][0]["content"]
    assert audio == {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "mp3"}}
    assert file["file"] == {"filename": "file.pdf", "file_data": "data:application/pdf;base64,AAAA"}


@pytest.mark.parametrize("url", ["https://example.com/a.mp3", "data:audio/mpeg,abc"])
async def test_audio_that_cannot_be_sent_is_refused(url: str) -> None:
    request = ChatRequest("m1", (Message(MessageRole.USER, "", parts=(Part(PartType.AUDIO, url=url),)),))
    async with connected(OpenAiCompatible) as (model, stub):
        assert (await failing(model, request)).code is FaultCode.REFUSED
    assert stub.received == []


async def test_further_parameters_are_sent_as_they_are_and_cannot_replace_ours() -> None:
    request = replace(REQUEST, top_k=5, presence_penalty=0.5, extra={"logprobs": True, "model": "other"})
    async with connected(OpenAiCompatible) as (model, stub):
        await model(request)
    body = stub.received[0].body
    assert (body["top_k"], body["presence_penalty"], body["logprobs"], body["model"]) == (5, 0.5, True, "m1")


async def test_calls_reasoning_and_cached_tokens_are_read() -> None:
    message = {
        "content": None,
        "reasoning_content": "Hm.",
        "tool_calls": [{"id": "c1", "function": {"name": "weather", "arguments": "{}"}}],
    }
    usage = {"prompt_tokens": 9, "completion_tokens": 1, "prompt_tokens_details": {"cached_tokens": 4}}
    async with connected(OpenAiCompatible) as (model, stub):
        body = {"choices": [{"message": message, "finish_reason": "tool_calls"}], "usage": usage}
        stub.default = Scripted(body=body, headers={"X-Request-Id": "r-1"})
        reply = await model(CALLING)
    assert reply.tool_calls == (ToolCall("c1", "weather", "{}"),)
    assert (reply.reasoning, reply.cached_input_tokens, reply.request_id) == ("Hm.", 4, "r-1")


async def test_a_reply_is_handed_out_while_it_is_written() -> None:
    async with connected(OpenAiCompatible) as (model, stub):
        stub.default = streamed("Hel", "lo", headers={"x-request-id": "r-2"})
        *pieces, last = await collected(model)
    assert pieces == [ChatDelta("Hel"), ChatDelta("lo")]
    assert last.reply is not None
    assert (last.reply.content, last.reply.model, last.reply.finish_reason) == ("Hello", "stub", "stop")
    assert (last.reply.input_tokens, last.reply.output_tokens, last.reply.request_id) == (5, 2, "r-2")
    assert stub.received[0].body["stream_options"] == {"include_usage": True}


async def test_calls_come_in_pieces() -> None:
    def call(**function: str) -> Any:
        return {
            "choices": [
                {
                    "delta": {
                        "tool_calls": [{"index": 0, **({"id": "c1"} if "name" in function else {}), "function": function}]
                    }
                }
            ]
        }

    async with connected(OpenAiCompatible) as (model, stub):
        stub.default = Scripted(
            events=(
                {"choices": [{"delta": {"reasoning_content": "Hm."}}]},
                call(name="weather", arguments=""),
                call(arguments='{"city":'),
                call(arguments='"Ulm"}'),
                {"choices": [{"delta": {}, "finish_reason": "tool_calls"}]},
                "[DONE]",
            )
        )
        first, last = await collected(model, CALLING)
    assert first == ChatDelta(reasoning="Hm.")
    assert last.reply is not None
    assert last.reply.tool_calls == (ToolCall("c1", "weather", '{"city":"Ulm"}'),)
    assert (last.reply.reasoning, last.reply.input_tokens) == ("Hm.", None)


async def test_a_server_that_does_not_stream_answers_at_once() -> None:
    async with connected(OpenAiCompatible) as (model, stub):
        stub.default = answer("Hello", headers={"Content-Type": "application/json"})
        (only,) = await collected(model)
    assert only.content == "Hello"
    assert only.reply is not None


async def test_what_a_server_does_not_know_is_left_out_of_streams_too() -> None:
    async with connected(OpenAiCompatible) as (model, stub):
        stub.script.extend([fault(400, "Unknown parameter: stream_options"), streamed("a")])
        stub.default = streamed("b")
        await collected(model)
        await collected(model)
        stub.script.append(fault(400, "response_format is not supported"))
        (*_, last) = await collected(model, replace(REQUEST, response_schema=SCHEMA))
    assert ["stream_options" in received.body for received in stub.received] == [True, False, False, False, False]
    assert last.reply is not None
    assert not last.reply.is_structured


@pytest.mark.parametrize(
    ("scripted", "code", "said"),
    [
        (fault(401, f"Wrong key {SECRET}."), FaultCode.UNAUTHORIZED, "Wrong key …6789."),
        (fault(429, "Slow down.", retry_after="7"), FaultCode.RATE_LIMITED, "Slow down."),
        (fault(529, "Busy."), FaultCode.UNAVAILABLE, "Busy."),
        (streamed("Hel", finish=None, is_cut_short=True), None, ""),
        (Scripted(events=("{",)), FaultCode.BAD_RESPONSE, "A piece of the reply is not JSON."),
        (Scripted(events=({"error": {"code": 503, "message": "Gone."}},)), FaultCode.UNAVAILABLE, "Gone."),
        (Scripted(events=({"choices": [{"delta": {"content": "He"}}]},)), FaultCode.NETWORK, "The reply ended before"),
        (
            Scripted(events=({"choices": [{"delta": {"refusal": "No."}}]}, "[DONE]")),
            FaultCode.REFUSED,
            "The model refused: No.",
        ),
    ],
)
async def test_what_goes_wrong_with_a_stream_is_told(scripted: Scripted, code: FaultCode | None, said: str) -> None:
    async with connected(OpenAiCompatible) as (model, stub):
        stub.default = scripted
        if code is None:
            # It said `[DONE]`, so nothing is missing however the connection ended.
            assert (await collected(model))[-1].reply
            return
        found = await failing(model, is_streamed=True)
    assert (found.code, found.message.startswith(said)) == (code, True)
    assert found.retry_after_seconds == (7.0 if code is FaultCode.RATE_LIMITED else None)


async def test_a_stream_is_bounded_in_time_and_size() -> None:
    event = {"choices": [{"delta": {"content": "x" * 1000}}]}
    async with connected(OpenAiCompatible, max_response_bytes=100_000) as (model, stub):
        stub.script.extend([Scripted(is_stalled=True), Scripted(events=(event,), is_endless=True)])
        slow = await failing(model, replace(REQUEST, timeout_seconds=0.05), is_streamed=True)
        huge = await failing(model, replace(REQUEST, timeout_seconds=60), is_streamed=True)
    assert (slow.code, huge.code) == (FaultCode.TIMEOUT, FaultCode.BAD_RESPONSE)


async def test_whoever_stops_listening_closes_the_connection() -> None:
    async with connected(OpenAiCompatible) as (model, stub):
        stub.default = Scripted(events=({"choices": [{"delta": {"content": "x"}}]},), is_endless=True)
        async with aclosing(model.stream(REQUEST)) as deltas:
            assert (await anext(deltas)).content == "x"

        async def is_gone() -> bool:
            return stub.clients_gone == 1

        await until(is_gone)
