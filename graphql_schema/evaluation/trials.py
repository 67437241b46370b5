"""What came of trying an evaluator on one example."""

from decimal import Decimal
from typing import Any

import strawberry

from app.evaluation.trying import Tried
from app.evaluation.verdict import Verdict
from app.llm.chat import Message, MessageRole, PartType


@strawberry.type(description="What an evaluator said about one of its outputs, when it was tried.")
class EvaluatorTestOutput:
    name: str = strawberry.field(description="The output; empty where the evaluator gives one.")
    score: float | None = strawberry.field(description="The score.")
    label: str | None = strawberry.field(description="The category, for outputs that give one.")
    passed: bool | None = strawberry.field(description="Whether the output passes.")
    reason: str | None = strawberry.field(description="Why, in the evaluator's words.")
    score_deviation: float | None = strawberry.field(
        description="Deviation of the scores, where it was asked several times."
    )
    parse_mode: str | None = strawberry.field(description="How a judge's answer was read.")
    error_code: str | None = strawberry.field(description="Stable code of what went wrong, if something did.")
    error: str | None = strawberry.field(description="What went wrong, in words.")


@strawberry.type(description="A part of a message that was sent to a judge.")
class EvaluatorTestPart:
    type: PartType = strawberry.field(description="What it is.")
    text: str | None = strawberry.field(description="The text; null for everything else.")
    url: str | None = strawberry.field(description="Its address or data URL; null for text.")


@strawberry.type(description="A message as it was sent to a judge.")
class EvaluatorTestMessage:
    role: MessageRole = strawberry.field(description="Who speaks.")
    content: str = strawberry.field(description="What they say, inputs filled in.")
    parts: list[EvaluatorTestPart] = strawberry.field(description="What it consists of; empty when it is text alone.")


@strawberry.type(description="What came of trying an evaluator.")
class EvaluatorTest:
    outputs: list[EvaluatorTestOutput] = strawberry.field(description="What it said about each of its outputs.")
    messages: list[EvaluatorTestMessage] = strawberry.field(description="What a judge was asked; empty for others.")
    printed: str = strawberry.field(description="What code printed; empty for others.")
    calls: int = strawberry.field(description="Calls made to models, retries included.")
    input_tokens: int | None = strawberry.field(description="Tokens a judge read.")
    output_tokens: int | None = strawberry.field(description="Tokens a judge wrote.")
    cost: Decimal | None = strawberry.field(description="US dollars; null when unknown.")
    latency_ms: int = strawberry.field(description="Milliseconds.")


def shown_test(tried: Tried) -> EvaluatorTest:
    """The outcome as clients see it."""
    judgement = tried.judgement
    return EvaluatorTest(
        outputs=[_shown(verdict) for verdict in judgement.verdicts],
        messages=[_message(message) for message in judgement.messages],
        printed=judgement.verdict.printed,
        calls=len(tried.calls),
        input_tokens=judgement.input_tokens,
        output_tokens=judgement.output_tokens,
        cost=judgement.cost,
        latency_ms=judgement.latency_ms,
    )


def _message(message: Message) -> EvaluatorTestMessage:
    parts = [EvaluatorTestPart(type=part.type, text=part.text, url=part.url) for part in message.parts]
    return EvaluatorTestMessage(role=message.role, content=message.text, parts=parts)


def _shown(verdict: Verdict) -> EvaluatorTestOutput:
    names: Any = ("name", "score", "label", "passed", "reason", "error_code", "error")
    mode = verdict.parse_mode.value if verdict.parse_mode else None
    return EvaluatorTestOutput(
        **{name: getattr(verdict, name) for name in names}, score_deviation=verdict.deviation, parse_mode=mode
    )
