from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from app.llm.asking import CallLog, ask
from app.llm.breaker import Breaker, BreakerPolicy, CircuitOpen
from app.llm.calls import Completion, RetryPolicy
from app.llm.chat import ChatReply, ChatRequest, FaultCode, Message, MessageRole, ProviderFault
from app.llm.gate import GateLimits, ProviderGate
from app.llm.models import LlmProvider, UsageScene
from app.llm.providers import Route
from app.runner.leases import Leases

REQUEST = ChatRequest("m", (Message(MessageRole.USER, "Hello"),))
REPLY = ChatReply("Hello", "m", "stop", 1, 1)


class Provider:
    """A model that fails in one way until it is well, on a clock that only sleeping moves."""

    def __init__(self, code: FaultCode = FaultCode.UNAVAILABLE, **numbers: float) -> None:
        self.fault: ProviderFault | None = ProviderFault(code, "Broken.")
        self.now = 1000.0
        self.calls: list[float] = []
        self._sleepers: list[tuple[float, asyncio.Event]] = []
        policy = BreakerPolicy(most_failures=3, sleep=self.sleep, monotonic=self.monotonic, **numbers)
        self.breaker = Breaker("connection `x`", policy)
        alone = Leases(monotonic=self.monotonic)
        gate = ProviderGate("connection:1", GateLimits(1), held_by=lambda: alone, monotonic=self.monotonic)
        breakers = {UsageScene.EVAL_TARGET: self.breaker}
        self.route = Route(self.answer, gate, LlmProvider.OPENAI_COMPATIBLE, "https://x", 1, breakers)

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        self._sleepers.append((self.now + seconds, woken))
        await woken.wait()

    async def pass_time(self, seconds: float) -> None:
        """Let everything happen that happens in so many seconds."""
        end = self.now + seconds
        await settle()
        while due := [sleeper for sleeper in self._sleepers if sleeper[0] <= end]:
            first = min(due, key=lambda sleeper: sleeper[0])
            self._sleepers.remove(first)
            self.now = max(self.now, first[0])
            first[1].set()
            await settle()
        self.now = end

    async def answer(self, request: ChatRequest) -> ChatReply:
        self.calls.append(self.now)
        await asyncio.sleep(0)
        if self.fault:
            raise self.fault
        return REPLY

    async def ask(self, log: CallLog | None = None, scene: UsageScene = UsageScene.EVAL_TARGET) -> Completion:
        policy = RetryPolicy(max_attempts=2, sleep=lambda _: asyncio.sleep(0), monotonic=self.monotonic)
        return await ask(self.route, REQUEST, scene=scene, log=log or CallLog(1), policy=policy)

    async def break_down(self) -> None:
        for _ in range(3):
            await self.ask()
        self.calls.clear()


async def settle() -> None:
    for _ in range(30):
        await asyncio.sleep(0)


async def test_it_opens_after_so_many_failures_in_a_row() -> None:
    provider = Provider()
    for _ in range(2):
        await provider.ask()
    provider.fault, fault = None, provider.fault
    await provider.ask()
    provider.fault = fault
    for _ in range(2):
        assert (await provider.ask()).fault is fault
    assert not provider.breaker.is_open
    await provider.ask()
    assert provider.breaker.is_open


async def test_faults_of_a_request_do_not_open_it() -> None:
    provider = Provider(FaultCode.REFUSED)
    for _ in range(10):
        await provider.ask()
    assert not provider.breaker.is_open


async def test_one_call_at_a_time_tries_after_growing_pauses_and_holds_no_place() -> None:
    provider = Provider()
    await provider.break_down()
    logs = [CallLog(1) for _ in range(5)]
    waiting = [asyncio.create_task(provider.ask(log)) for log in logs]
    await provider.pass_time(0.5)
    assert provider.calls == []
    assert "recover (3 failures in a row); next try at" in (logs[0].doing or "")
    async with asyncio.timeout(1), provider.route.gate.entered(CallLog(1), REQUEST):
        pass
    await provider.pass_time(70)
    assert [round(after - before) for before, after in pairwise(provider.calls)] == [2, 4, 8, 16, 30]
    # Each try is on record, with the item that made it.
    assert sum(len(log.rows) for log in logs) == 6
    provider.fault = None
    await provider.pass_time(30)
    done = await asyncio.gather(*waiting)
    assert [completion.reply for completion in done] == [REPLY] * 5
    assert not provider.breaker.is_open


async def test_everybody_is_let_go_when_it_does_not_recover() -> None:
    provider = Provider()
    await provider.break_down()
    waiting = [asyncio.create_task(provider.ask()) for _ in range(3)]
    await provider.pass_time(119)
    assert not any(task.done() for task in waiting)
    await provider.pass_time(1)
    ends = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(end, CircuitOpen) for end in ends)
    assert "connection `x`" in str(ends[0])
    assert "UNAVAILABLE: Broken." in str(ends[0])


async def test_whoever_comes_later_tries_at_once() -> None:
    provider = Provider(give_up_seconds=5)
    await provider.break_down()
    waiting = asyncio.create_task(provider.ask())
    await provider.pass_time(5)
    with pytest.raises(CircuitOpen):
        await waiting
    provider.fault = None
    assert (await provider.ask()).reply is REPLY
    assert not provider.breaker.is_open


async def test_a_wrong_key_is_not_waited_for() -> None:
    provider = Provider(FaultCode.UNAUTHORIZED)
    await provider.break_down()
    waiting = [asyncio.create_task(provider.ask()) for _ in range(3)]
    await provider.pass_time(1)
    ends = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(end, CircuitOpen) for end in ends)
    assert len(provider.calls) == 1


async def test_a_try_that_is_refused_shows_that_the_provider_answers_again() -> None:
    provider = Provider()
    await provider.break_down()
    refused = ProviderFault(FaultCode.REFUSED, "Not like this.")
    provider.fault = refused
    waiting = asyncio.create_task(provider.ask())
    await provider.pass_time(1)
    assert (await waiting).fault is refused
    assert (len(provider.calls), provider.breaker.is_open) == (1, False)


async def test_a_try_that_is_cancelled_leaves_the_next_one_to_another() -> None:
    provider = Provider()
    await provider.break_down()
    first, second = (asyncio.create_task(provider.ask()) for _ in range(2))
    provider.fault = None
    await settle()
    provider.now += 1
    first.cancel()
    await provider.pass_time(1)
    assert (await second).reply is REPLY
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_a_call_that_was_under_way_closes_it() -> None:
    provider = Provider()
    await provider.break_down()
    waiting = asyncio.create_task(provider.ask())
    await settle()
    provider.breaker.answered()
    provider.fault = None
    assert (await waiting).reply is REPLY


async def test_other_uses_are_not_held_back() -> None:
    provider = Provider()
    await provider.break_down()
    provider.fault = None
    assert (await provider.ask(scene=UsageScene.CONNECTION_TEST)).reply is REPLY
    assert provider.breaker.is_open


async def test_time_that_an_item_had_not_says_nothing_about_the_provider() -> None:
    provider = Provider(FaultCode.TIMEOUT)
    for _ in range(5):
        log = CallLog(1, deadline_seconds=0.0)
        done = await provider.ask(log)
        assert done.fault is not None
        assert (done.fault.code, log.rows) == (FaultCode.TIMEOUT, [])
    assert not provider.breaker.is_open
