from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.egress import Egress
from app.llm.calls import Attempt, RetryPolicy, complete
from app.llm.chat import ChatReply, ChatRequest, FaultCode, Message, MessageRole, ProviderFault
from app.llm.demo import DemoProvider
from app.llm.gate import GateLimits, ProviderGate
from app.llm.openai_compatible import OpenAiCompatible
from app.runner.leases import Leases
from app.runner.slots import Claimant
from tests.llm.stub_provider import answer, fault, stub_provider

REQUEST = ChatRequest("demo/echo", (Message(MessageRole.USER, "Hello"),))
REPLY = ChatReply("Hello", "demo/echo", "stop", 1_000_000, 0)
BROKEN = ProviderFault(FaultCode.UNAVAILABLE, "Broken.", status=500)


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.naps: list[float] = []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def policy(self, *, luck: float = 1.0, max_attempts: int = 4, deadline_seconds: float = 180.0) -> RetryPolicy:
        """A policy on this clock, whose jitter is a fixed share."""
        return RetryPolicy(
            max_attempts=max_attempts,
            deadline_seconds=deadline_seconds,
            sleep=self.sleep,
            random=lambda: luck,
            monotonic=self.monotonic,
        )

    def gate(self, concurrency: int) -> ProviderGate:
        """A gate on this clock."""
        return gate_of(concurrency, self)


class Watched:
    """A caller of whom is kept what it waited for."""

    claimant = Claimant(1, 2)

    def __init__(self) -> None:
        self.waits: list[str | None] = []

    @property
    def doing(self) -> str | None:
        return self.waits[-1] if self.waits else None

    @doing.setter
    def doing(self, sentence: str | None) -> None:
        self.waits.append(sentence)


def gate_of(concurrency: int, time: Time | None = None) -> ProviderGate:
    """A gate that this process has for itself."""
    held = Leases(monotonic=time.monotonic) if time else Leases()
    timing: dict[str, Any] = {"sleep": time.sleep, "monotonic": time.monotonic} if time else {}
    return ProviderGate("connection:1", GateLimits(concurrency), label="connection `x`", held_by=lambda: held, **timing)


def limited(seconds: float | None) -> ProviderFault:
    """A 429 that asks for this pause."""
    return ProviderFault(FaultCode.RATE_LIMITED, "Slow down.", status=429, retry_after_seconds=seconds)


def scripted(*outcomes: ChatReply | Exception) -> Callable[[ChatRequest], Awaitable[ChatReply]]:
    """A model that plays these outcomes and then fails the test."""
    left = list(outcomes)

    async def model(request: ChatRequest) -> ChatReply:
        outcome = left.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return model


async def test_first_reply_is_taken_with_its_cost() -> None:
    done = await complete(scripted(REPLY), REQUEST, provider="demo", policy=Time().policy())
    assert (done.reply, done.fault, done.cost) == (REPLY, None, Decimal("0.10"))
    (attempt,) = done.attempts
    assert (attempt.input_tokens, attempt.output_tokens, attempt.cost) == (1_000_000, 0, Decimal("0.10"))
    assert (attempt.fault_code, attempt.status) == (None, None)


async def test_retries_back_off_and_keep_every_attempt() -> None:
    time = Time()
    done = await complete(scripted(BROKEN, BROKEN, BROKEN, REPLY), REQUEST, provider="demo", policy=time.policy())
    assert time.naps == [0.5, 1.0, 2.0]
    assert [attempt.fault_code for attempt in done.attempts] == [FaultCode.UNAVAILABLE] * 3 + [None]
    assert [attempt.status for attempt in done.attempts] == [500, 500, 500, None]
    assert (done.reply, done.latency_ms) == (REPLY, 3500)


async def test_last_fault_is_returned_when_attempts_run_out() -> None:
    time = Time()
    done = await complete(scripted(BROKEN, BROKEN), REQUEST, provider="demo", policy=time.policy(max_attempts=2))
    assert (done.reply, done.fault, done.cost, len(done.attempts)) == (None, BROKEN, None, 2)


@pytest.mark.parametrize("code", [FaultCode.UNAUTHORIZED, FaultCode.REFUSED])
async def test_hopeless_faults_are_not_retried(code: FaultCode) -> None:
    time = Time()
    done = await complete(scripted(ProviderFault(code, "No.")), REQUEST, provider="demo", policy=time.policy())
    assert (len(done.attempts), time.naps) == (1, [])


async def test_retry_after_is_honoured() -> None:
    time = Time()
    await complete(scripted(limited(40.0), REPLY), REQUEST, provider="demo", policy=time.policy(luck=0.0))
    assert time.naps == [40.0]


async def test_pause_beyond_the_deadline_ends_at_once() -> None:
    time = Time()
    policy = time.policy(deadline_seconds=30)
    done = await complete(scripted(limited(40.0)), REQUEST, provider="demo", policy=policy)
    assert (done.fault is not None, time.naps) == (True, [])


async def test_deadline_bounds_the_whole() -> None:
    time = Time()
    policy = time.policy(max_attempts=100, deadline_seconds=20)
    done = await complete(scripted(*[BROKEN] * 100), REQUEST, provider="demo", policy=policy)
    assert done.fault is BROKEN
    assert sum(time.naps) < 20
    assert len(done.attempts) == 6


async def test_model_that_ignores_its_timeout_is_cut_off() -> None:
    async def deaf(request: ChatRequest) -> ChatReply:
        await asyncio.Event().wait()
        raise AssertionError

    request = ChatRequest("m", (), timeout_seconds=0.01)
    done = await complete(deaf, request, provider="demo", policy=RetryPolicy(max_attempts=1))
    assert done.fault is not None
    assert done.fault.code is FaultCode.TIMEOUT


async def test_last_attempt_gets_only_the_time_that_is_left() -> None:
    seen: list[float] = []
    time = Time()

    async def model(request: ChatRequest) -> ChatReply:
        seen.append(request.timeout_seconds)
        raise limited(25.0)

    policy = time.policy(luck=0.0, max_attempts=2, deadline_seconds=30)
    await complete(model, REQUEST, provider="demo", policy=policy)
    assert seen == [30.0, 5.0]


async def test_bugs_pass_through() -> None:
    with pytest.raises(ZeroDivisionError):
        await complete(scripted(ZeroDivisionError()), REQUEST, provider="demo", policy=Time().policy())


async def test_a_cancelled_call_is_noted_and_leaves_its_place() -> None:
    started, gate, noted = asyncio.Event(), gate_of(1), list[Attempt]()

    async def endless(request: ChatRequest) -> ChatReply:
        started.set()
        await asyncio.Event().wait()
        raise AssertionError

    call = complete(endless, REQUEST, provider="demo", policy=RetryPolicy(), gate=gate, noted=noted.append)
    task = asyncio.create_task(call)
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [attempt.fault_code for attempt in noted] == [FaultCode.CANCELLED]
    async with asyncio.timeout(1), gate.entered(Watched(), REQUEST):
        pass


@given(st.integers(1, 60), st.floats(0, 1), st.none() | st.floats(0, 1e6))
def test_waits_stay_in_their_bounds(failed: int, luck: float, retry_after: float | None) -> None:
    wait = Time().policy(luck=luck).wait_seconds(failed, limited(retry_after))
    if retry_after is None:
        assert 0 <= wait <= min(30.0, 0.5 * 2.0**failed)
    else:
        assert retry_after <= wait <= retry_after + 0.5


async def test_gate_bounds_how_many_run_at_once() -> None:
    gate, running, most = gate_of(3), 0, 0

    async def model(request: ChatRequest) -> ChatReply:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return REPLY

    policy = RetryPolicy()
    await asyncio.gather(*(complete(model, REQUEST, provider="demo", policy=policy, gate=gate) for _ in range(20)))
    assert most == 3


async def test_retry_after_closes_the_gate_for_everyone_and_it_reopens() -> None:
    time = Time()
    gate = time.gate(2)
    policy = time.policy(luck=0.0)
    calls: list[float] = []

    async def model(request: ChatRequest) -> ChatReply:
        calls.append(time.now)
        if len(calls) == 1:
            raise limited(10.0)
        return REPLY

    await complete(model, REQUEST, provider="demo", policy=time.policy(max_attempts=1), gate=gate)
    assert gate.closed_until == 1010.0
    done = await asyncio.gather(*(complete(model, REQUEST, provider="demo", policy=policy, gate=gate) for _ in range(3)))
    assert [completion.reply for completion in done] == [REPLY] * 3
    assert min(calls[1:]) >= 1010.0


async def test_shorter_pause_does_not_shorten_a_longer_one() -> None:
    time = Time()
    gate = time.gate(1)
    async with gate.entered(Watched(), REQUEST):
        gate.close_for(10)
        gate.close_for(1)
    assert gate.closed_until == 1010.0


async def test_however_long_a_provider_asks_for_quiet_it_is_asked_again() -> None:
    time = Time()
    gate = time.gate(1)
    async with gate.entered(Watched(), REQUEST):
        gate.close_for(100_000)
    assert gate.closed_until == 1600.0


async def test_backoff_holds_no_slot() -> None:
    gate = gate_of(1)
    entered: list[bool] = []

    async def sleep(seconds: float) -> None:
        async with asyncio.timeout(1), gate.entered(Watched(), REQUEST):
            entered.append(True)

    policy = RetryPolicy(sleep=sleep)
    done = await complete(scripted(BROKEN, REPLY), REQUEST, provider="demo", policy=policy, gate=gate)
    assert (done.reply, entered) == (REPLY, [True])


async def test_waiting_at_the_gate_does_not_count_towards_the_deadline() -> None:
    time = Time()
    gate, answers = time.gate(1), [BROKEN, REPLY]

    async def model(request: ChatRequest) -> ChatReply:
        gate.close_for(60)
        time.now += 1
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    policy = time.policy(deadline_seconds=5)
    done = await complete(model, REQUEST, provider="demo", policy=policy, gate=gate)
    assert (done.reply, done.latency_ms, done.worked_seconds) == (REPLY, 61_000, pytest.approx(2.5))


async def test_cancelled_call_in_line_leaves_its_place() -> None:
    gate, noted = gate_of(1), list[Attempt]()
    async with gate.entered(Watched(), REQUEST):
        call = complete(scripted(), REQUEST, provider="demo", policy=RetryPolicy(), gate=gate, noted=noted.append)
        waiting = asyncio.create_task(call)
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with asyncio.timeout(1), gate.entered(Watched(), REQUEST):
        pass
    assert noted == []


async def test_it_is_known_what_a_call_waits_for() -> None:
    time, caller = Time(), Watched()
    answers = scripted(limited(3), REPLY)
    done = await complete(answers, REQUEST, provider="demo", policy=time.policy(luck=0.5), gate=time.gate(1), caller=caller)
    assert done.reply is REPLY
    assert caller.waits == ["Asking demo/echo.", "Trying again in 3.25 s: RATE_LIMITED: Slow down.", "Asking demo/echo."]


async def test_nearly_every_flaky_request_ends_well() -> None:
    time = Time()
    provider, gate = DemoProvider(1, time.sleep), time.gate(8)
    requests = [ChatRequest("demo/flaky", (Message(MessageRole.USER, f"item {number}"),)) for number in range(300)]
    done = await asyncio.gather(
        *(complete(provider, each, provider="demo", policy=RetryPolicy(sleep=time.sleep), gate=gate) for each in requests)
    )
    assert 0.94 < sum(completion.reply is not None for completion in done) / 300 < 1
    assert all(completion.cost is not None for completion in done if completion.reply)


async def test_over_the_wire_a_limited_call_succeeds_on_its_second_attempt() -> None:
    time = Time()
    egress = Egress(allow_private_networks=True)
    async with stub_provider() as stub:
        try:
            stub.script.extend([fault(429, "Slow down.", retry_after="3"), answer("Hi")])
            model = OpenAiCompatible(egress, stub.base_url)
            done = await complete(model, REQUEST, provider=stub.base_url, policy=time.policy(luck=0.0))
        finally:
            await egress.close()
    assert done.reply is not None
    assert (done.reply.content, done.cost, time.naps) == ("Hi", None, [3.0])
    assert [attempt.fault_message for attempt in done.attempts] == ["Slow down.", None]
