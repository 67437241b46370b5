from __future__ import annotations

from collections import Counter
from typing import Any

import jsonschema_rs
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.llm.chat import (
    ChatReply,
    ChatRequest,
    FaultCode,
    Message,
    MessageRole,
    ProviderFault,
    Tool,
    ToolChoice,
    ToolChoiceMode,
)
from app.llm.demo import DemoProvider, estimated_tokens

VERDICT_SCHEMA = {
    "type": "object",
    "properties": {
        "score": {"type": "number", "minimum": 0, "maximum": 1},
        "reason": {"type": "string"},
        "label": {"type": "string", "enum": ["bad", "good"]},
        "passed": {"type": "boolean"},
        "stars": {"type": "integer", "minimum": 1, "maximum": 5},
    },
    "required": ["score", "reason", "label", "passed", "stars"],
    "additionalProperties": False,
}


class Naps:
    """Sleep that only remembers."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def asking(model: str, text: str, **parameters: Any) -> ChatRequest:
    """A request with one user message."""
    return ChatRequest(model, (Message(MessageRole.SYSTEM, "Be brief."), Message(MessageRole.USER, text)), **parameters)


async def ask(request: ChatRequest, seed: int = 0) -> ChatReply:
    """The answer of a fresh provider."""
    return await DemoProvider(seed, Naps())(request)


async def outcomes(provider: DemoProvider, request: ChatRequest, attempts: int = 4) -> list[FaultCode | str]:
    """What happens when asking until it works."""
    found: list[FaultCode | str] = []
    for _ in range(attempts):
        try:
            found.append((await provider(request)).content)
        except ProviderFault as fault:
            found.append(fault.code)
        else:
            break
    return found


async def first_fault(request: ChatRequest) -> ProviderFault | None:
    """How a fresh provider fails, if it does."""
    try:
        await ask(request)
    except ProviderFault as fault:
        return fault
    return None


async def test_echo_repeats_the_last_user_message() -> None:
    reply = await ask(asking("demo/echo", "Hello, you there!"))
    assert (reply.content, reply.model, reply.finish_reason) == ("Hello, you there!", "demo/echo", "stop")
    assert (reply.input_tokens, reply.output_tokens) == (17, 7)


async def test_echo_honours_limits() -> None:
    cut = await ask(asking("demo/echo", "one two three", max_tokens=2))
    assert (cut.content, cut.finish_reason, cut.output_tokens) == ("one two", "length", 2)
    assert (await ask(asking("demo/echo", "one two three", stop=(" three", "two")))).content == "one "
    assert (await ask(ChatRequest("demo/echo", ()))).content == ""


async def test_unknown_models_are_refused() -> None:
    for name in ("echo", "demo/none", "gpt-4o"):
        with pytest.raises(ProviderFault) as raised:
            await ask(asking(name, "x"))
        assert raised.value.code is FaultCode.REFUSED


async def test_latencies_stay_in_their_bounds() -> None:
    naps = Naps()
    for number in range(200):
        await DemoProvider(0, naps)(asking("demo/slow", str(number)))
    assert 0.2 <= min(naps.seconds) < 0.25
    assert 0.95 < max(naps.seconds) <= 1.0
    quick = Naps()
    await DemoProvider(0, quick)(asking("demo/echo", "x"))
    assert 0.001 <= quick.seconds[0] <= 0.005


async def test_the_same_seed_and_request_bring_the_same() -> None:
    for model in ("demo/echo", "demo/judge", "demo/slow"):
        first, second = Naps(), Naps()
        request = asking(model, "Question: why? Answer: because.")
        patient = asking(model, "Question: why? Answer: because.", timeout_seconds=1)
        assert await DemoProvider(7, first)(request) == await DemoProvider(7, second)(patient)
        assert first.seconds == second.seconds
    assert len({(await ask(asking("demo/judge", "Answer: because."), seed)).content for seed in range(20)}) > 5


async def test_flaky_goes_the_same_way_each_time_and_mostly_works_in_the_end() -> None:
    first, second = DemoProvider(3, Naps()), DemoProvider(3, Naps())
    ends: Counter[bool] = Counter()
    kinds: Counter[FaultCode] = Counter()
    for number in range(600):
        request = asking("demo/flaky", f"item {number}")
        found = await outcomes(first, request)
        assert found == await outcomes(second, request)
        ends[found[-1] == f"item {number}"] += 1
        kinds.update(code for code in found if isinstance(code, FaultCode))
    assert 0.01 < ends[False] / 600 < 0.06
    assert set(kinds) == {FaultCode.RATE_LIMITED, FaultCode.UNAVAILABLE, FaultCode.BAD_RESPONSE}


async def test_flaky_says_when_to_come_back() -> None:
    faults = [await first_fault(asking("demo/flaky", str(number))) for number in range(100)]
    limited = [fault for fault in faults if fault and fault.code is FaultCode.RATE_LIMITED]
    assert limited
    assert all(0.1 <= (fault.retry_after_seconds or 0) <= 0.3 for fault in limited)
    assert all(fault.retry_after_seconds is None for fault in faults if fault and fault not in limited)


async def test_flaky_forgets_a_request_that_worked() -> None:
    provider = DemoProvider(0, Naps())
    for number in range(100):
        request = asking("demo/flaky", str(number))
        first = await outcomes(provider, request)
        if first[-1] == str(number):
            assert await outcomes(provider, request) == first


@given(st.text(), st.integers(0, 5))
def test_judge_follows_the_schema(text: str, seed: int) -> None:
    verdict = verdict_for(asking("demo/judge", text, response_schema=VERDICT_SCHEMA), seed)
    jsonschema_rs.validate(VERDICT_SCHEMA, verdict)
    assert verdict["passed"] == (verdict["score"] >= 0.5) == (verdict["label"] == "good")


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "string"},
        {"const": 3},
        {"anyOf": [{"type": "null"}]},
        {"type": ["integer", "null"]},
        {"type": "array", "items": {"type": "boolean"}, "minItems": 2},
        {"properties": {"verdict": {"type": "string"}, "deep": {"properties": {"score": {"type": "string"}}}}},
        {"type": "object", "properties": "nonsense", "minimum": "x"},
        {"type": "number", "minimum": "low"},
    ],
)
def test_judge_copes_with_any_schema(schema: dict[str, Any]) -> None:
    verdict_for(asking("demo/judge", "Answer: yes", response_schema=schema))


def test_judge_rates_by_the_reference() -> None:
    def score(answer: str) -> float:
        text = f"Question: capital of France? Expected: Paris in France. Answer: {answer}"
        return float(verdict_for(asking("demo/judge", text, response_schema=VERDICT_SCHEMA))["score"])

    assert score("Paris in France") == 1.0
    assert score("Lyon") == 0.0
    assert 0.0 < score("Paris") < 1.0


def test_judge_dislikes_empty_and_evasive_answers() -> None:
    def score(text: str) -> float:
        return float(verdict_for(asking("demo/judge", text, response_schema=VERDICT_SCHEMA))["score"])

    assert score("Answer:") == 0.0
    assert score("Answer: I'm sorry, I cannot help.") < 0.5
    assert score("Answer: Restart the router and wait a minute.") >= 0.5


async def test_judge_writes_plain_text_without_a_schema() -> None:
    reply = await ask(asking("demo/judge", "Answer: yes"))
    assert not reply.is_structured
    score, reason = reply.content.split("\n")
    assert 0 <= float(score.removeprefix("Score: ")) <= 1
    assert reason.startswith("Reason: ")


@given(st.text(), st.text())
def test_tokens_add_up(left: str, right: str) -> None:
    assert estimated_tokens(f"{left} {right}") == estimated_tokens(left) + estimated_tokens(right)


def verdict_for(request: ChatRequest, seed: int = 0) -> Any:
    """The judge's structured verdict."""
    # The demo never waits on anything real, so the coroutine ends at its first step.
    try:
        DemoProvider(seed, Naps())(request).send(None)
    except StopIteration as done:
        reply = done.value
    assert reply.is_structured
    return orjson.loads(reply.content)


WEATHER = Tool("weather", None, {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}})


@pytest.mark.parametrize(
    ("text", "choice", "is_called"),
    [
        ("What does weather say?", None, True),
        ("Hello", None, False),
        ("Hello", ToolChoice(ToolChoiceMode.REQUIRED), True),
        ("Hello", ToolChoice(ToolChoiceMode.SPECIFIC, "weather"), True),
        ("weather", ToolChoice(ToolChoiceMode.NONE), False),
    ],
)
async def test_tools_are_called_when_they_are_wanted(text: str, choice: ToolChoice | None, is_called: bool) -> None:
    request = asking("demo/echo", text, tools=(WEATHER,), tool_choice=choice)
    reply = await ask(request)
    assert reply == await ask(request)
    assert (reply.finish_reason == "tool_calls", bool(reply.tool_calls), reply.content == "") == (is_called,) * 3
    if is_called:
        (call,) = reply.tool_calls
        arguments = orjson.loads(call.arguments)
        assert (call.name, arguments["city"], isinstance(arguments["days"], int)) == ("weather", text, True)


async def test_what_a_tool_said_is_repeated() -> None:
    said = (Message(MessageRole.USER, "weather?"), Message(MessageRole.TOOL, "It rains.", tool_call_id="call_1"))
    choice = ToolChoice(ToolChoiceMode.REQUIRED)
    assert (await ask(ChatRequest("demo/echo", said, tools=(WEATHER,), tool_choice=choice))).content == "It rains."


@given(st.text(max_size=400))
async def test_a_streamed_answer_is_the_answer(text: str) -> None:
    request = asking("demo/echo", text)
    deltas = [delta async for delta in DemoProvider(0, Naps()).stream(request)]
    assert deltas[-1].reply == await ask(request)
    assert "".join(delta.content for delta in deltas) == text
    assert len(deltas) <= 53
