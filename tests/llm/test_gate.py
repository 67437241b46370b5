from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from app.llm.calls import RetryPolicy, complete
from app.llm.chat import ChatReply, ChatRequest, FaultCode, Message, MessageRole, ProviderFault
from app.llm.gate import GateLimits, ProviderGate
from app.runner.leases import Leases
from app.runner.slots import Claimant

REQUEST = ChatRequest("m", (Message(MessageRole.USER, "x" * 40),), max_tokens=90)


class Caller:
    """Somebody who calls for a run."""

    def __init__(self, claimant: Claimant) -> None:
        self.claimant = claimant
        self.doing: str | None = None


class Time:
    """A clock that moves to whatever is waited for first, once nobody can do anything else."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        self._sleepers.append((self.now + seconds, woken))
        await woken.wait()

    async def until_done(self, tasks: list[asyncio.Task[None]]) -> None:
        while not all(task.done() for task in tasks):
            await settle()
            if self._sleepers:
                first = min(self._sleepers, key=lambda sleeper: sleeper[0])
                self._sleepers.remove(first)
                self.now = max(self.now, first[0])
                first[1].set()


class Door:
    """A gate on such a clock, with a model behind it that takes a second."""

    def __init__(self, limits: GateLimits, reply: ChatReply | None = None) -> None:
        self.time = Time()
        self.reply = reply or ChatReply("Hello", "m", "stop", 10, 90)
        alone = Leases(monotonic=self.time.monotonic)
        self.gate = ProviderGate(
            "connection:1",
            limits,
            label="connection `x`",
            held_by=lambda: alone,
            sleep=self.time.sleep,
            monotonic=self.time.monotonic,
        )
        self.asked: list[tuple[float, Claimant]] = []

    def call(self, claimant: Claimant, caller: Caller | None = None) -> asyncio.Task[None]:
        async def model(request: ChatRequest) -> ChatReply:
            self.asked.append((self.time.now, claimant))
            await self.time.sleep(1)
            return self.reply

        return asyncio.create_task(self._called(model, caller or Caller(claimant)))

    async def _called(self, model: Callable[[ChatRequest], Awaitable[ChatReply]], caller: Caller) -> None:
        policy = RetryPolicy(max_attempts=1, sleep=self.time.sleep, monotonic=self.time.monotonic)
        await complete(model, REQUEST, provider="x", policy=policy, gate=self.gate, caller=caller)  # type: ignore[arg-type]

    def most_in_a_minute(self) -> int:
        times = [moment for moment, _ in self.asked]
        return max(sum(begin <= moment < begin + 60 for moment in times) for begin in times)


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_requests_a_minute_are_kept_and_used_up() -> None:
    door = Door(GateLimits(50, requests_per_minute=120))
    await door.time.until_done([door.call(Claimant(1, 1)) for _ in range(300)])
    assert door.most_in_a_minute() == 120
    assert door.time.now - 1000 < 152


async def test_tokens_a_minute_are_estimated_before_and_corrected_after() -> None:
    limits = GateLimits(50, tokens_per_minute=1_000)
    costly, cheap = Door(limits), Door(limits, ChatReply("Hello", "m", "stop", 10, 0))
    for door in (costly, cheap):
        await door.time.until_done([door.call(Claimant(1, 1)) for _ in range(30)])
    assert costly.most_in_a_minute() == 10
    assert cheap.time.now < costly.time.now


async def test_runs_and_spaces_take_turns_at_the_rate() -> None:
    door = Door(GateLimits(50, requests_per_minute=60))
    many = [door.call(Claimant(1, 1)) for _ in range(20)] + [door.call(Claimant(1, 2)) for _ in range(20)]
    few = [door.call(Claimant(2, 3)) for _ in range(10)]
    urgent = [door.call(Claimant(3, 4, 1)) for _ in range(5)]
    await door.time.until_done(many + few + urgent)
    runs = [claimant.run_id for _, claimant in door.asked]
    assert set(runs[2:7]) == {4}
    assert Counter(runs[7:27]) == Counter({1: 5, 2: 5, 3: 10})


async def test_runs_take_turns_for_places() -> None:
    door = Door(GateLimits(2))
    await door.time.until_done([door.call(Claimant(run, run)) for run in (1, 2) for _ in range(10)])
    assert Counter(claimant.run_id for _, claimant in door.asked[4:12]) == Counter({1: 4, 2: 4})


async def test_changed_limits_hold_for_those_who_wait() -> None:
    door = Door(GateLimits(1))
    calls = [door.call(Claimant(1, 1)) for _ in range(20)]
    await settle()
    assert len(door.asked) == 1
    door.gate.set_limits(GateLimits(20))
    await settle()
    assert len(door.asked) == 20
    await door.time.until_done(calls)
    door.gate.set_limits(GateLimits(20, requests_per_minute=1))
    calls = [door.call(Claimant(1, 1)) for _ in range(20)]
    await settle()
    assert len(door.asked) == 21
    door.gate.set_limits(GateLimits(20))
    await door.time.until_done(calls)
    assert door.time.now < 1005


async def test_it_says_what_is_waited_for() -> None:
    door = Door(GateLimits(1, requests_per_minute=1))
    callers = [Caller(Claimant(1, 1)) for _ in range(3)]
    calls = [door.call(caller.claimant, caller) for caller in callers]
    await settle()
    asking, first, second = (caller.doing or "" for caller in callers)
    assert asking == "Asking m."
    assert first.startswith("Waiting for the rate limit of connection `x` until ")
    assert first.endswith(" UTC.")
    assert second == "Waiting for the rate limit of connection `x`, behind other calls."
    door.gate.set_limits(GateLimits(1))
    await door.time.until_done(calls)


async def test_a_full_gate_says_so() -> None:
    door, waiting = Door(GateLimits(1)), Caller(Claimant(1, 1))
    calls = [door.call(Claimant(1, 1)), door.call(Claimant(1, 1), waiting)]
    await settle()
    assert waiting.doing == "Waiting for a free place: connection `x` has all 1 calls in flight."
    await door.time.until_done(calls)


async def test_a_closed_gate_says_until_when() -> None:
    door, waiting = Door(GateLimits(5)), Caller(Claimant(1, 1))
    first = door.call(Claimant(1, 1))
    await settle()
    door.gate.close_for(60)
    calls = [first, door.call(Claimant(1, 1), waiting)]
    await settle()
    assert (waiting.doing or "").endswith("UTC, as its provider asked.")
    await door.time.until_done(calls)
    assert [moment for moment, _ in door.asked] == [1000, 1060]


@pytest.mark.parametrize(("status", "is_free"), [(429, True), (500, True), (None, False), (200, False)])
async def test_a_call_that_was_refused_takes_no_tokens(status: int | None, is_free: bool) -> None:
    door = Door(GateLimits(5, tokens_per_minute=100))
    caller = Caller(Claimant(1, 1))
    async with door.gate.entered(caller, REQUEST) as entry:
        entry.ended(ProviderFault(FaultCode.UNAVAILABLE, "No.", status=status))
    second = door.call(caller.claimant, caller)
    await settle()
    assert (len(door.asked) == 1) is is_free
    await door.time.until_done([second])


async def test_what_answers_take_is_learnt() -> None:
    door = Door(GateLimits(5, tokens_per_minute=6_000), ChatReply("Hello", "m", "stop", 10, 2))
    unbounded = ChatRequest("m", REQUEST.messages)
    before = door.gate.estimated_tokens(unbounded)
    await door.time.until_done([door.call(Claimant(1, 1)) for _ in range(100)])
    assert door.gate.estimated_tokens(unbounded) < before / 10
    assert door.gate.estimated_tokens(REQUEST) == 100
