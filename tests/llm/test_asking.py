from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from app.core.bulk import insert_rows
from app.core.clock import now
from app.llm.asking import CallLog, Spending, ask, spending
from app.llm.cache import ResponseCache, delete_old_responses
from app.llm.calls import Completion, RetryPolicy
from app.llm.chat import ChatReply, ChatRequest, FaultCode, Message, MessageRole, ProviderFault
from app.llm.gate import GateLimits, ProviderGate
from app.llm.models import CachedResponse, LlmProvider, ModelRequestRecord, UsageScene
from app.llm.own_prices import price_book
from app.llm.providers import Route
from app.runner.leases import Leases
from app.runner.slots import Claimant
from graphql_schema.core.ids import parse_global_id
from tests.api import Api

REQUEST = ChatRequest("demo/echo", (Message(MessageRole.USER, "Hello"),), temperature=0.5, stop=("x",))
REPLY = ChatReply("Hello\x00 – 你好", "demo/echo", "stop", 1_000_000, 0)
BROKEN = ProviderFault(FaultCode.UNAVAILABLE, "Broken.")


class Model:
    """A model that counts how often it is asked, and answers when it may."""

    def __init__(self, *faults: ProviderFault) -> None:
        self.calls = 0
        self.was_asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.faults = list(faults)

    async def __call__(self, request: ChatRequest) -> ChatReply:
        self.calls += 1
        self.was_asked.set()
        await self.may_answer.wait()
        if self.faults:
            raise self.faults.pop(0)
        return REPLY

    def route(self, cache: ResponseCache | None = None) -> Route:
        alone = Leases()
        gate = ProviderGate("connection:1", GateLimits(1), held_by=lambda: alone)
        return Route(self, gate, LlmProvider.DEMO, "demo", None, cache=cache or ResponseCache())


async def asked(route: Route, log: CallLog, request: ChatRequest = REQUEST, *, max_attempts: int = 2) -> Completion:
    policy = RetryPolicy(max_attempts=max_attempts, base_seconds=0.0)
    return await ask(route, request, scene=UsageScene.EVAL_TARGET, log=log, policy=policy)


def space(api: Api) -> int:
    return (parse_global_id(api.space) or ("", 0))[1]


def cached(space_id: int, **more: Any) -> CallLog:
    return CallLog(space_id, None, "ExperimentRun", 7, uses_cache=True, **more)


async def stored(log: CallLog) -> None:
    """What a run does with the rows of an item."""
    async with in_transaction() as transaction:
        await insert_rows(transaction, CachedResponse, log.responses)
        await insert_rows(transaction, ModelRequestRecord, log.rows)


async def started(route: Route, logs: list[CallLog], *, max_attempts: int = 2) -> list[asyncio.Task[Completion]]:
    """Calls that ask the same at once, in this order: what they cost is read beforehand, so that none waits for it."""
    await price_book(logs[0].space_id)
    return [asyncio.create_task(asked(route, log, max_attempts=max_attempts)) for log in logs]


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_every_attempt_is_a_row() -> None:
    log = CallLog(5, 6, "ExperimentRun", 7)
    done = await asked(Model(BROKEN).route(), log)
    assert done.reply is REPLY
    assert [(row["attempt"], row["error_code"], row["is_cached"]) for row in log.rows] == [
        (1, "UNAVAILABLE", False),
        (2, None, False),
    ]
    assert (log.claimant, log.doing) == (Claimant(5), None)


async def test_a_call_that_is_cancelled_in_flight_is_a_row() -> None:
    model, log = Model(), CallLog(5)
    model.may_answer.clear()
    task = asyncio.create_task(asked(model.route(), log))
    await settle()
    assert log.doing == "Asking demo/echo."
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [row["error_code"] for row in log.rows] == ["CANCELLED"]
    assert spending(log.rows) == Spending(calls=1)


async def test_steps_share_rows_and_wait_for_things_of_their_own() -> None:
    model, log = Model(), CallLog(5, claimant=Claimant(5, 8), deadline_seconds=9)
    model.may_answer.clear()
    steps = [log.step() for _ in range(2)]
    route = model.route()
    tasks = [asyncio.create_task(asked(route, step)) for step in steps]
    await settle()
    assert steps[0].doing == "Asking demo/echo."
    assert steps[1].doing == "Waiting for a free place: the model has all 1 calls in flight."
    assert (log.doing, steps[1].claimant) == (None, Claimant(5, 8))
    model.may_answer.set()
    await asyncio.gather(*tasks)
    assert len(log.rows) == 2


async def test_calls_for_an_item_take_no_longer_than_it_has() -> None:
    class Slow(Model):
        async def __call__(self, request: ChatRequest) -> ChatReply:
            self.calls += 1
            await asyncio.Event().wait()
            return REPLY

    model, log = Slow(), CallLog(5, deadline_seconds=0.02)
    first, second = await asked(model.route(), log), await asked(model.route(), log)
    assert (first.fault and first.fault.code, second.fault and second.fault.code) == (FaultCode.TIMEOUT, FaultCode.TIMEOUT)
    assert (model.calls, len(log.rows)) == (1, 1)
    assert log.is_out_of_time


async def test_a_known_answer_spares_the_call(api: Api) -> None:
    model, first, again = Model(), cached(space(api)), cached(space(api))
    original = await asked(model.route(), first)
    await stored(first)
    elsewhere = await asked(model.route(), again)
    assert model.calls == 1
    assert elsewhere.reply == replace(REPLY, content="Hello\x00 – 你好")
    assert (elsewhere.cost, elsewhere.latency_ms) == (original.cost, original.latency_ms)
    assert (original.is_cached, elsewhere.is_cached) == (False, True)
    (row,) = again.rows
    assert (row["is_cached"], row["attempt"], row["cost"], row["input_tokens"]) == (True, 1, Decimal("0.1"), 1_000_000)
    assert again.responses == []
    assert spending(again.rows) == Spending(cached_calls=1)
    await stored(again)


async def test_an_answer_is_known_before_it_is_stored(api: Api) -> None:
    model = Model()
    route = model.route()
    for _ in range(2):
        await asked(route, cached(space(api)))
    assert model.calls == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(REQUEST, model="demo/judge"),
        replace(REQUEST, temperature=0.6),
        replace(REQUEST, max_tokens=5),
        replace(REQUEST, seed=1),
        replace(REQUEST, stop=()),
        replace(REQUEST, response_schema={"type": "object"}),
        replace(REQUEST, messages=(Message(MessageRole.SYSTEM, "Hello"),)),
    ],
)
async def test_another_request_is_asked(api: Api, other: ChatRequest) -> None:
    model = Model()
    route = model.route()
    await asked(route, cached(space(api)))
    await asked(route, cached(space(api)), other)
    await asked(route, cached(space(api)), replace(REQUEST, timeout_seconds=1))
    assert model.calls == 2


async def test_other_repetitions_spaces_and_places_are_asked(api: Api, outsider: Api) -> None:
    model = Model()
    route = model.route()
    logs = [cached(space(api)), cached(space(api), repetition=2), cached(space(outsider))]
    for log in logs:
        await asked(route, log)
    await asked(replace(route, price_provider="https://elsewhere"), cached(space(api)))
    await asked(route, CallLog(space(api)))
    assert model.calls == 5


async def test_the_same_request_in_flight_is_waited_for(api: Api) -> None:
    model, logs = Model(), [cached(space(api)) for _ in range(3)]
    model.may_answer.clear()
    route = model.route()
    tasks = await started(route, logs)
    await model.was_asked.wait()
    await settle()
    assert logs[1].doing == "Waiting for the answer to the same request."
    model.may_answer.set()
    done = await asyncio.gather(*tasks)
    assert (model.calls, [completion.is_cached for completion in done]) == (1, [False, True, True])


async def test_whoever_waited_asks_if_the_first_one_failed_or_was_cancelled(api: Api) -> None:
    model, logs = Model(BROKEN, BROKEN), [cached(space(api)) for _ in range(4)]
    model.may_answer.clear()
    route = model.route()
    tasks = await started(route, logs, max_attempts=1)
    await model.was_asked.wait()
    await settle()
    tasks[0].cancel()
    model.may_answer.set()
    cancelled, *done = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(cancelled, asyncio.CancelledError)
    replies = [completion.reply for completion in done if isinstance(completion, Completion)]
    assert replies == [None, None, REPLY]
    assert [len(log.responses) for log in logs] == [0, 0, 0, 1]


async def test_storing_an_answer_twice_keeps_the_first(api: Api) -> None:
    logs = [cached(space(api)) for _ in range(2)]
    for log in logs:
        await asked(Model().route(), log)
        await stored(log)
    assert await CachedResponse.filter(space_id=space(api)).count() == 1


async def test_old_answers_are_forgotten(api: Api) -> None:
    log = cached(space(api))
    await asked(Model().route(), log)
    log.responses[0]["created_at"] = now() - timedelta(days=31)
    await stored(log)
    await delete_old_responses(32)
    assert await CachedResponse.filter(space_id=space(api)).count() == 1
    await delete_old_responses(30)
    assert await CachedResponse.filter(space_id=space(api)).count() == 0
