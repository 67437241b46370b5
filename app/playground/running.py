"""Carrying a run of a prompt out in this process: asking the model, answering its tools, keeping what came of it.

The row is the truth. While an answer is being written, the process that runs it knows the latest words, and stores them
twice a second for others; a run whose process is dead is ended by the maintenance.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import structlog
from tortoise.transactions import in_transaction

from app.core.bulk import insert_rows
from app.core.clock import monotonic, now
from app.core.errors import DomainError
from app.core.notices import tell
from app.core.processes import alive_processes, this_process
from app.llm.asking import CallLog, ask_streaming, spending
from app.llm.chat import ChatReply, ChatRequest, Message, MessageRole, ProviderFault, ToolCall
from app.llm.models import ModelRequestRecord, UsageScene
from app.llm.providers import Route
from app.playground.models import PromptRun, PromptRunStatus
from app.prompts.messages import shown_message
from app.runner.jobs import maintenance

STORE_SECONDS = 0.5
BEGUN_WITHIN = timedelta(minutes=1)
"""A run that is older and is stored as this process's, which knows nothing of it, was lost on the way."""
_INTERRUPTED = {"code": "INTERRUPTED", "message": "The server ended while it ran."}
_NO_MOCK = ""
_TEXTS = ("content", "reasoning", "model", "finish_reason")
log: Any = structlog.get_logger(__name__)


def topic(run_id: int) -> str:
    """Where it is told that a run has got further."""
    return f"prompt_run:{run_id}"


@dataclass
class Writing:
    """A run that this process carries out, as far as it has come."""

    run: PromptRun
    route: Route
    request: ChatRequest
    calls: CallLog
    messages: list[Message]
    begun: float = field(default_factory=monotonic)
    text: str = ""
    reasoning: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    steps: list[dict[str, Any]] = field(default_factory=list)
    finish_reason: str | None = None
    model: str = ""
    first_word_ms: int | None = None
    sequence: int = 0
    is_interrupted: bool = False
    asking: asyncio.Task[PromptRunStatus] | None = None
    task: asyncio.Task[None] | None = None

    def stop(self) -> None:
        """Have the model asked no longer; what has come is still kept, by `task`, which nobody stops."""
        if self.asking:
            self.asking.cancel()

    def advance(self) -> None:
        """Count a new state and let watchers here look."""
        self.sequence += 1
        tell(topic(self.run.id))

    def columns(self) -> dict[str, Any]:
        """What others may see of it by now."""
        return {
            "text": self.text,
            "reasoning": self.reasoning or None,
            "tool_calls": _shown_calls(self.tool_calls),
            "steps": self.steps,
            "sequence": self.sequence,
        }

    def final_columns(self) -> dict[str, Any]:
        """What is kept of it once it has ended."""
        spent = spending(self.calls.rows)
        is_priced = bool(self.calls.rows) and not spent.unpriced_calls
        counted = any(row["input_tokens"] is not None for row in self.calls.rows)
        return self.columns() | {
            "messages": [shown_message(message) for message in self.messages],
            "model": self.model or self.run.model,
            "finish_reason": self.finish_reason,
            "input_tokens": spent.input_tokens if counted else None,
            "output_tokens": spent.output_tokens if counted else None,
            "cost": spent.cost if is_priced else None,
            "latency_ms": round((monotonic() - self.begun) * 1000),
            "time_to_first_token_ms": self.first_word_ms,
            "holder": None,
            "finished_at": now(),
        }


_writing: dict[int, Writing] = {}


def writing(run_id: int) -> Writing | None:
    """A run that this process carries out just now."""
    return _writing.get(run_id)


def count() -> int:
    """How many runs this process carries out just now."""
    return len(_writing)


def begin(run: PromptRun, route: Route, request: ChatRequest) -> Writing:
    """Carry a stored run out, beside whatever else this process does."""
    calls = CallLog(run.space_id, run.user_id, "PromptRun", run.id)
    made = Writing(run, route, request, calls, list(request.messages))
    _writing[run.id] = made
    made.asking = asyncio.create_task(_steps(made), name=f"prompt-run-{run.id}-asking")
    made.task = asyncio.create_task(_carry_out(made, made.asking), name=f"prompt-run-{run.id}")
    return made


async def stop_all() -> None:
    """Interrupt what this process carries out, and keep what came of it."""
    ending = list(_writing.values())
    for made in ending:
        made.is_interrupted = True
        made.stop()
    await asyncio.gather(*(made.task for made in ending if made.task))


async def _carry_out(made: Writing, asking: asyncio.Task[PromptRunStatus]) -> None:
    keeping = asyncio.create_task(_keep(made))
    await asyncio.wait([asking])
    keeping.cancel()
    await _end(made, *_outcome(made, asking))


def _outcome(made: Writing, asking: asyncio.Task[PromptRunStatus]) -> tuple[PromptRunStatus, dict[str, Any] | None]:
    """How a run ended, and what went wrong."""
    if asking.cancelled():
        return (PromptRunStatus.FAILED, _INTERRUPTED) if made.is_interrupted else (PromptRunStatus.CANCELLED, None)
    match asking.exception():
        case None:
            return asking.result(), None
        case ProviderFault() as fault:
            return PromptRunStatus.FAILED, {"code": fault.code.value, "message": fault.message}
        case DomainError() as error:
            return PromptRunStatus.FAILED, {"code": error.code, "message": error.message}
        case unexpected:
            log.error("a prompt's run failed unexpectedly", run_id=made.run.id, exc_info=unexpected)
            told = f"Failed unexpectedly: {type(unexpected).__name__}."
            return PromptRunStatus.FAILED, {"code": "INTERNAL", "message": told}


async def _steps(made: Writing) -> PromptRunStatus:
    """Ask the model until it asks for no more tools, or may not be asked again."""
    mocks = {mock["name"]: mock.get("response") or _NO_MOCK for mock in made.run.mock_tools}
    for number in range(1, made.run.max_steps + 1):
        reply = await _asked(made, number)
        if not reply.tool_calls:
            return PromptRunStatus.SUCCEEDED
        if made.run.is_single_step or number == made.run.max_steps:
            return PromptRunStatus.AWAITING_TOOLS
        answers = [_answer(call, mocks) for call in reply.tool_calls]
        made.messages += answers
        made.steps[-1]["tool_results"] = [shown_message(answer) for answer in answers]
        made.text, made.tool_calls = "", ()
        made.advance()
    raise AssertionError("A run has at least one step.")


async def _asked(made: Writing, number: int) -> ChatReply:
    begun, before = monotonic(), len(made.calls.rows)
    request = replace(made.request, messages=tuple(made.messages))
    reply: ChatReply | None = None
    async for delta in ask_streaming(made.route, request, scene=UsageScene.PLAYGROUND, log=made.calls):
        if made.first_word_ms is None and (delta.content or delta.reasoning):
            made.first_word_ms = round((monotonic() - made.begun) * 1000)
        made.text += _storable(delta.content)
        made.reasoning += _storable(delta.reasoning)
        reply = _storable_reply(delta.reply) if delta.reply else reply
        made.advance()
    if reply is None:
        raise RuntimeError("A stream ended without a reply.")
    made.text, made.tool_calls = reply.content, reply.tool_calls
    made.finish_reason, made.model = reply.finish_reason, reply.model
    made.messages.append(Message(MessageRole.ASSISTANT, reply.content, tool_calls=reply.tool_calls))
    made.steps.append(_step(number, reply, made.calls.rows[before:], begun))
    made.advance()
    return reply


def _storable(text: str) -> str:
    """Text that every database can store: what a model says may have NULs and halves of surrogate pairs."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def _storable_reply(reply: ChatReply) -> ChatReply:
    texts: dict[str, Any] = {name: _storable(text) for name in _TEXTS if (text := getattr(reply, name)) is not None}
    calls = (ToolCall(_storable(call.id), _storable(call.name), _storable(call.arguments)) for call in reply.tool_calls)
    return replace(reply, **texts, tool_calls=tuple(calls))


def _shown_calls(calls: Sequence[ToolCall]) -> list[dict[str, Any]]:
    return [{"id": call.id, "name": call.name, "arguments": call.arguments} for call in calls]


def _step(number: int, reply: ChatReply, rows: list[dict[str, Any]], begun: float) -> dict[str, Any]:
    spent = spending(rows)
    return {
        "number": number,
        "text": reply.content,
        "reasoning": reply.reasoning,
        "tool_calls": _shown_calls(reply.tool_calls),
        "tool_results": [],
        "input_tokens": reply.input_tokens,
        "output_tokens": reply.output_tokens,
        "cost": None if spent.cost is None or spent.unpriced_calls else str(spent.cost),
        "latency_ms": round((monotonic() - begun) * 1000),
    }


def _answer(call: ToolCall, mocks: Mapping[str, str]) -> Message:
    return Message(MessageRole.TOOL, mocks.get(call.name, _NO_MOCK), tool_call_id=call.id)


async def _keep(made: Writing) -> None:
    """Store the words twice a second, and heed that somebody stopped it elsewhere."""
    stored_sequence = 0
    while True:
        await asyncio.sleep(STORE_SECONDS)
        sequence = made.sequence
        try:
            is_running = await _is_kept(made, has_news=sequence != stored_sequence)
        except Exception as error:
            # The database may be back the next time; the answer goes on meanwhile.
            log.warning("a prompt's run could not be kept for now", run_id=made.run.id, error=repr(error))
            continue
        if not is_running:
            made.stop()
            return
        stored_sequence = sequence


async def _is_kept(made: Writing, *, has_news: bool) -> bool:
    """Store what is new; whether the run may go on."""
    mine = PromptRun.filter(id=made.run.id, status=PromptRunStatus.RUNNING)
    if not has_news:
        return await mine.exists()
    is_running = bool(await mine.update(**made.columns()))
    tell(topic(made.run.id))
    return is_running


async def _end(made: Writing, status: PromptRunStatus, error: dict[str, Any] | None) -> None:
    """Keep the run with its calls; one that somebody stopped stays stopped."""
    # Counted in the row alone: until that is stored, whoever watches here sees the last words once more, not the end.
    columns = made.final_columns() | {"sequence": made.sequence + 1}
    try:
        async with in_transaction() as client:
            await insert_rows(client, ModelRequestRecord, made.calls.rows)
            mine = PromptRun.filter(id=made.run.id).using_db(client)
            if not await mine.filter(status=PromptRunStatus.RUNNING).update(status=status, error=error, **columns):
                await mine.update(**columns)
    except Exception:
        # The maintenance ends it; what was paid is in the log.
        log.exception("a prompt's run could not be stored", run_id=made.run.id, calls=len(made.calls.rows))
    finally:
        del _writing[made.run.id]
        tell(topic(made.run.id))


@maintenance(seconds=30)
async def end_orphans() -> None:
    """End the runs whose processes are gone, and those that theirs has lost."""
    going_on = PromptRun.filter(status=PromptRunStatus.RUNNING)
    orphans = await going_on.exclude(holder__in=list(await alive_processes())).only("id", "sequence")
    lost = going_on.filter(holder=this_process(), created_at__lt=now() - BEGUN_WITHIN).exclude(id__in=list(_writing))
    for run in (*orphans, *await lost.only("id", "sequence")):
        ended = {"status": PromptRunStatus.FAILED, "error": _INTERRUPTED, "holder": None, "finished_at": now()}
        await PromptRun.filter(id=run.id, status=PromptRunStatus.RUNNING).update(**ended, sequence=run.sequence + 1)
        tell(topic(run.id))
