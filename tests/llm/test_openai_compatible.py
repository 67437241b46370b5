from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from app.core import clock
from app.core.egress import DEFAULT_MAX_RESPONSE_BYTES, Egress
from app.llm.chat import ChatReply, ChatRequest, FaultCode, Message, MessageRole, ProviderFault
from app.llm.openai_compatible import OpenAiCompatible
from tests.llm.stub_provider import Scripted, StubProvider, answer, fault, stub_provider

SECRET = "sk-very-secret-0123456789"
SCHEMA = {"type": "object", "properties": {"score": {"type": "number"}}}
REQUEST = ChatRequest(
    "stub-1", (Message(MessageRole.SYSTEM, "Be brief."), Message(MessageRole.USER, "Hello?")), timeout_seconds=5
)


async def test_reads_a_reply_with_its_counts() -> None:
    async with connected() as (model, stub):
        stub.default = answer("Hi", model="stub-1-2026", input_tokens=7, output_tokens=1)
        reply = await model(REQUEST)
    assert reply == ChatReply("Hi", "stub-1-2026", "stop", 7, 1)


async def test_sends_only_what_is_set() -> None:
    async with connected() as (model, stub):
        await model(REQUEST)
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello?"}]
    assert stub.received[0].body == {"model": "stub-1", "messages": messages}
    assert stub.received[0].path == "/v1/chat/completions"
    assert stub.received[0].headers["Authorization"] == f"Bearer {SECRET}"


async def test_sends_every_parameter_that_is_set() -> None:
    request = ChatRequest("m", (), temperature=0.0, top_p=0.5, max_tokens=9, seed=0, stop=("a",))
    async with connected() as (model, stub):
        await model(request)
    assert stub.received[0].body == {
        "model": "m",
        "messages": [],
        "temperature": 0.0,
        "top_p": 0.5,
        "max_tokens": 9,
        "seed": 0,
        "stop": ["a"],
    }


async def test_base_url_keeps_its_query_and_extra_headers_win() -> None:
    async with connected() as (_, stub), opened() as egress:
        model = OpenAiCompatible(egress, stub.base_url + "/?api-version=1", SECRET, {"authorization": "Key abc"})
        await model(REQUEST)
    assert stub.received[0].path == "/v1/chat/completions?api-version=1"
    assert stub.received[0].headers.getall("Authorization") == ["Key abc"]


async def test_schema_is_sent_strictly_and_the_reply_says_so() -> None:
    async with connected() as (model, stub):
        reply = await model(structured())
    sent = stub.received[0].body["response_format"]
    assert sent == {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": SCHEMA}}
    assert reply.is_structured


async def test_server_without_structured_output_is_asked_again_once_and_remembered() -> None:
    async with connected() as (model, stub):
        stub.script.append(fault(400, "Unknown parameter: response_format"))
        replies = [await model(structured()), await model(structured())]
    assert [reply.is_structured for reply in replies] == [False, False]
    assert ["response_format" in received.body for received in stub.received] == [True, False, False]


async def test_other_refusals_are_not_asked_again() -> None:
    async with connected() as (model, stub):
        stub.default = fault(400, "Too long.")
        await failing(model, structured())
    assert len(stub.received) == 1


async def test_newer_name_of_the_token_limit_is_learnt() -> None:
    request = ChatRequest("stub-1", REQUEST.messages, max_tokens=9)
    async with connected() as (model, stub):
        stub.script.append(fault(400, "'max_tokens' is not supported, use 'max_completion_tokens' instead."))
        await model(request)
        await model(request)
    assert [received.body.get("max_completion_tokens") for received in stub.received] == [None, 9, 9]
    assert "max_tokens" not in stub.received[2].body


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, FaultCode.REFUSED),
        (401, FaultCode.UNAUTHORIZED),
        (403, FaultCode.UNAUTHORIZED),
        (404, FaultCode.REFUSED),
        (408, FaultCode.TIMEOUT),
        (429, FaultCode.RATE_LIMITED),
        (500, FaultCode.UNAVAILABLE),
        (503, FaultCode.UNAVAILABLE),
        (529, FaultCode.UNAVAILABLE),
        (307, FaultCode.REFUSED),
    ],
)
async def test_statuses_become_faults(status: int, code: FaultCode) -> None:
    async with connected() as (model, stub):
        stub.default = fault(status, "Because.")
        found = await failing(model)
    assert found.code is code
    if status != 307:
        assert (found.status, found.message) == (status, "Because.")


@pytest.mark.parametrize(
    ("value", "seconds"), [("2", 2.0), ("0.5", 0.5), ("-1", 0.0), ("soon", None), ("nan", None), (None, None)]
)
async def test_retry_after_in_seconds(value: str | None, seconds: float | None) -> None:
    async with connected() as (model, stub):
        stub.default = fault(429, retry_after=value)
        assert (await failing(model)).retry_after_seconds == seconds


async def test_retry_after_as_a_date() -> None:
    async with connected() as (model, stub):
        stub.default = fault(429, retry_after=format_datetime(clock.now() + timedelta(seconds=60), usegmt=True))
        assert (await failing(model)).retry_after_seconds == pytest.approx(60, abs=3)


@pytest.mark.parametrize(
    "body",
    [
        b'{"choices": [{"message": {"content": "He',
        b"",
        b"<html>",
        b"[]",
        {},
        {"choices": []},
        {"choices": None},
        {"choices": [{}]},
        {"choices": [{"message": "x"}]},
    ],
)
async def test_replies_without_a_message_are_bad(body: Any) -> None:
    async with connected() as (model, stub):
        stub.default = Scripted(body=body)
        assert (await failing(model)).code is FaultCode.BAD_RESPONSE


async def test_fault_inside_a_good_status_is_read() -> None:
    async with connected() as (model, stub):
        stub.default = Scripted(body={"error": {"code": 429, "message": "Slow down."}})
        found = await failing(model)
    assert (found.code, found.status, found.message) == (FaultCode.RATE_LIMITED, 429, "Slow down.")


async def test_refusal_of_the_model_is_told() -> None:
    async with connected() as (model, stub):
        stub.default = Scripted(body={"choices": [{"message": {"content": None, "refusal": "Not that."}}]})
        found = await failing(model)
    assert (found.code, found.message) == (FaultCode.REFUSED, "The model refused: Not that.")


@pytest.mark.parametrize(
    ("content", "text"), [(None, ""), ("", ""), ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "ab")]
)
async def test_content_in_other_shapes(content: Any, text: str) -> None:
    async with connected() as (model, stub):
        stub.default = answer(content)
        assert (await model(REQUEST)).content == text


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": None}, {"prompt_tokens": -1}, {"prompt_tokens": True}])
async def test_unknown_counts_are_none(usage: Any) -> None:
    async with connected() as (model, stub):
        stub.default = Scripted(body={"choices": [{"message": {"content": "x"}}], "usage": usage})
        reply = await model(REQUEST)
    assert (reply.input_tokens, reply.output_tokens, reply.model) == (None, None, "stub-1")


async def test_slow_cut_and_huge_replies_are_faults() -> None:
    async with connected(max_response_bytes=10_000) as (model, stub):
        stub.script.extend([Scripted(is_stalled=True), answer(is_cut_short=True), answer("x" * 20_000)])
        slow = await failing(model, ChatRequest("m", (), timeout_seconds=0.05))
        cut, huge = await failing(model), await failing(model)
    assert [slow.code, cut.code, huge.code] == [FaultCode.TIMEOUT, FaultCode.NETWORK, FaultCode.BAD_RESPONSE]


async def test_an_endless_reply_is_not_read_to_its_end() -> None:
    megabyte = b" " * 1024 * 1024
    async with connected(DEFAULT_MAX_RESPONSE_BYTES) as (model, stub):
        stub.script.append(Scripted(body=megabyte, repeats=100))
        endless = await failing(model)
        assert (await model(REQUEST)).content == "Hello"
    assert (endless.code, endless.message) == (
        FaultCode.BAD_RESPONSE,
        "The reply of 127.0.0.1 is larger than 10485760 bytes.",
    )
    assert stub.sent_bytes < 50 * len(megabyte)


async def test_json_that_is_cut_is_a_fault() -> None:
    async with connected() as (model, stub):
        stub.script.append(Scripted(body=b'{"choices": [{"message": {"content": "Hel'))
        cut = await failing(model)
    assert (cut.code, cut.is_retriable) == (FaultCode.BAD_RESPONSE, True)


async def test_unreachable_and_forbidden_servers_are_faults() -> None:
    async with opened() as egress:
        unreachable = await failing(OpenAiCompatible(egress, "http://127.0.0.1:1/v1", SECRET, {}))
        forbidden = await failing(OpenAiCompatible(egress, "http://169.254.169.254/v1", SECRET, {}))
    assert (unreachable.code, forbidden.code) == (FaultCode.NETWORK, FaultCode.REFUSED)
    assert not forbidden.is_retriable


async def test_messages_are_cut_and_never_hold_the_secret() -> None:
    async with connected() as (model, stub):
        stub.default = Scripted(401, f"Wrong key {SECRET}\n\n{'x' * 2000}".encode())
        found = await failing(model)
    assert SECRET not in found.message
    assert found.message.startswith("Wrong key …6789 xxx")
    assert len(found.message) == 500


def structured() -> ChatRequest:
    """A request that asks for a schema."""
    return ChatRequest("stub-1", REQUEST.messages, response_schema=SCHEMA)


async def failing(model: OpenAiCompatible, request: ChatRequest = REQUEST) -> ProviderFault:
    """The fault that a request ends in."""
    with pytest.raises(ProviderFault) as raised:
        await model(request)
    return raised.value


@asynccontextmanager
async def opened(max_response_bytes: int = 1_000_000) -> AsyncIterator[Egress]:
    """An egress that may call this machine."""
    egress = Egress(allow_private_networks=True, max_response_bytes=max_response_bytes)
    try:
        yield egress
    finally:
        await egress.close()


@asynccontextmanager
async def connected(max_response_bytes: int = 1_000_000) -> AsyncIterator[tuple[OpenAiCompatible, StubProvider]]:
    """A model and the stub server that plays it."""
    async with stub_provider() as stub, opened(max_response_bytes) as egress:
        yield OpenAiCompatible(egress, stub.base_url, SECRET, {}), stub
