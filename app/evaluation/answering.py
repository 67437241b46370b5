"""Asking a model for the output that is evaluated."""

from __future__ import annotations

from typing import Any

from app.evaluation.model_settings import ModelSettings
from app.evaluation.target_kind import TargetOutput
from app.llm.asking import CallLog, ask
from app.llm.calls import Completion
from app.llm.chat import ChatReply, Message, MessageRole
from app.llm.models import UsageScene
from app.llm.providers import Route
from app.prompts.compiling import Compiled
from app.prompts.messages import shown_message


async def answered(route: Route, settings: ModelSettings, compiled: Compiled, calls: CallLog) -> TargetOutput:
    """What a model answers to a prompt, with its tools and the schema of replies."""
    request = compiled.put_into(settings.request(compiled.messages))
    completion = await ask(route, request, scene=UsageScene.EVAL_TARGET, log=calls)
    return _output(completion, sent(settings, compiled.messages), settings.model)


def sent(settings: ModelSettings, messages: tuple[Message, ...]) -> dict[str, Any]:
    """What a model is sent, as records keep it."""
    return {"model": settings.model, "messages": [shown_message(message) for message in messages]}


def with_history(messages: tuple[Message, ...], history: tuple[Message, ...], at: int | None = None) -> tuple[Message, ...]:
    """Messages with what was said before: at a place of their own, or else before the last message of the user."""
    if not history:
        return messages
    place = before_last_user(messages) if at is None else at
    return (*messages[:place], *history, *messages[place:])


def before_last_user(messages: tuple[Message, ...]) -> int:
    """The place before the user's last message; the end if the user says nothing."""
    places = [index for index, message in enumerate(messages) if message.role is MessageRole.USER]
    return places[-1] if places else len(messages)


def failed(code: str, message: str) -> TargetOutput:
    """An output that there is not, and why."""
    return TargetOutput(error={"code": code, "message": message})


def _output(completion: Completion, sent: dict[str, Any], model: str) -> TargetOutput:
    reply, fault = completion.reply, completion.fault
    if reply is None:
        error = {
            "code": fault.code.value if fault else "UNAVAILABLE",
            "message": fault.message if fault else "The model was not asked.",
        }
        return TargetOutput(error=error, input=sent, model=model, latency_ms=completion.latency_ms)
    return TargetOutput(
        output=_said(reply),
        input=sent,
        model=reply.model,
        input_tokens=reply.input_tokens,
        output_tokens=reply.output_tokens,
        cost=completion.cost,
        latency_ms=completion.latency_ms,
        is_cached=completion.is_cached,
    )


def _said(reply: ChatReply) -> Any:
    """The text of a reply, or the text with the tools that it calls."""
    if not reply.tool_calls:
        return reply.content
    calls = [{"id": call.id, "name": call.name, "arguments": call.arguments} for call in reply.tool_calls]
    return {"content": reply.content, "toolCalls": calls}
