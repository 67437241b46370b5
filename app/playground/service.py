"""Running prompts by hand: a draft, a commit, or variants of them side by side, turn after turn."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tortoise.expressions import F

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.core.clock import now
from app.core.errors import Conflict, DomainError, Invalid
from app.core.notices import tell
from app.core.processes import this_process
from app.evaluation.model_settings import ModelSettings, checked_model
from app.llm.chat import ChatRequest, Message, MessageRole
from app.llm.default_models import require_default_model
from app.llm.providers import Route
from app.playground import running
from app.playground.contexts import checked_steps, checked_variants, require_storable
from app.playground.models import PromptDebugContext, PromptRun, PromptRunStatus
from app.prompts.compiling import at_input, compile_content
from app.prompts.content import Content, content_of, is_same, with_messages
from app.prompts.drafts import UserRequired, draft_of
from app.prompts.messages import checked_message, message_of, shown_message
from app.prompts.models import Prompt, PromptCommit
from app.prompts.resolving import LATEST, resolve_commit
from app.prompts.snippets import snippets_of

MAX_VARIANTS = 10
MAX_AT_ONCE = 200
WAIT_SECONDS = 60.0
"""How long a client that waits is kept waiting; the run goes on all the same."""
_ID = ("input", "promptRunId")
_MODEL = ("input", "modelConfig")
_OF_VARIANTS = frozenset({"version", "label", "variables", "modelConfig"})


class TooManyRuns(Conflict):
    """Too many prompts are being run just now; try again in a moment."""

    code = "TOO_MANY_RUNS"


class RunEnded(Conflict):
    """The run has ended already."""

    code = "RUN_ENDED"


class RunGoesOn(Conflict):
    """The run has not ended yet; wait for its answer."""

    code = "RUN_GOES_ON"


class ToolResultMissing(Invalid):
    """Every tool that the answer asks for needs a result."""

    code = "TOOL_RESULT_MISSING"


class UnknownToolCall(Invalid):
    """The answer asks for no such tool call."""

    code = "UNKNOWN_TOOL_CALL"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A run that is ready to be begun."""

    prompt: Prompt
    commit: PromptCommit | None
    content: Content
    settings: ModelSettings
    route: Route
    request: ChatRequest
    variables: dict[str, Any]
    context: Mapping[str, Any]
    parent_id: int | None = None

    def row(self, actor: Actor, group_name: str | None = None) -> PromptRun:
        """The row of the run."""
        return PromptRun(
            space_id=self.prompt.space_id,
            prompt_id=self.prompt.id,
            prompt_commit_id=self.commit.id if self.commit else None,
            user_id=actor.user_id,
            parent_id=self.parent_id,
            group_name=group_name,
            content=self.content | {"template_type": str(self.content["template_type"])},
            variables=self.variables,
            mock_tools=list(self.context["mock_tools"]),
            messages=[shown_message(message) for message in self.request.messages],
            is_single_step=self.context["is_single_step"],
            max_steps=self.context["max_steps"],
            model=self.settings.model,
            connection_id=self.settings.connection_id,
            holder=this_process(),
        )


async def run_prompt(actor: Actor, *, prompt_id: int, waits: bool = True, **given: Any) -> PromptRun:
    """Run a prompt once, the caller's draft unless a commit is named; without waiting, its answer can be followed."""
    prompt = await get(Prompt, prompt_id, actor)
    _require_runner(actor, prompt.space_id)
    wanted = await _wanted(actor, prompt, given)
    (run,) = await _begun(actor, prompt, [(None, wanted)])
    return await _ended(run) if waits else run


async def run_prompt_variants(
    actor: Actor, *, prompt_id: int, variants: Sequence[Mapping[str, Any]] | None = None, **shared: Any
) -> list[PromptRun]:
    """Run variants side by side: those given, or the groups of the caller's debug context."""
    prompt = await get(Prompt, prompt_id, actor)
    _require_runner(actor, prompt.space_id)
    if variants is None:
        variants = (await _context(actor, prompt))["compare_groups"]
    else:
        variants = checked_variants(prompt, variants, "variants")
    if not 1 <= len(variants) <= MAX_VARIANTS:
        raise Invalid(f"There are 1 to {MAX_VARIANTS} variants to run side by side.", path=("input", "variants"))
    wanted = [
        (variant["name"], await _variant(actor, prompt, shared, index, variant)) for index, variant in enumerate(variants)
    ]
    return await _begun(actor, prompt, wanted)


async def _variant(
    actor: Actor, prompt: Prompt, shared: Mapping[str, Any], index: int, variant: Mapping[str, Any]
) -> _Wanted:
    """A variant that is ready to be begun; what is wrong with it is told at its place."""
    try:
        return await _wanted(actor, prompt, _merged(shared, variant))
    except DomainError as error:
        if _OF_VARIANTS.isdisjoint(error.path[1:2]):
            raise
        error.path = error.path[1:]
        raise error.under("input", "variants", index) from None


async def continue_prompt_run(
    actor: Actor,
    *,
    prompt_run_id: int,
    messages: Sequence[Mapping[str, Any]] = (),
    tool_results: Sequence[Mapping[str, Any]] = (),
    waits: bool = True,
) -> PromptRun:
    """Go on with the conversation of a run: answer the tools it asks for, or say something more."""
    before = await get(PromptRun, prompt_run_id, actor, path=_ID)
    _require_runner(actor, before.space_id)
    if before.status is PromptRunStatus.RUNNING:
        raise RunGoesOn(path=_ID)
    if not messages and not tool_results:
        raise Invalid("Say something, or answer the tools.", path=("input", "messages"))
    prompt = await get(Prompt, before.prompt_id, actor, path=("input", "promptRunId"))
    said = [*_kept(before.messages), *_tool_answers(before, tool_results), *_said(messages)]
    settings = ModelSettings.of(before.content["model_config"])
    compiled = await compile_content(before.content | {"messages": []}, before.variables)
    request = replace(compiled, messages=tuple(said)).put_into(settings.request(()))
    context = {"mock_tools": before.mock_tools, "is_single_step": before.is_single_step, "max_steps": before.max_steps}
    commit = await PromptCommit.get_or_none(id=before.prompt_commit_id) if before.prompt_commit_id else None
    route = await settings.route()
    wanted = _Wanted(prompt, commit, before.content, settings, route, request, before.variables, context, before.id)
    (run,) = await _begun(actor, prompt, [(before.group_name, wanted)])
    return await _ended(run) if waits else run


async def cancel_prompt_run(actor: Actor, *, prompt_run_id: int) -> PromptRun:
    """Stop a run; the words that have come are kept."""
    run = await get(PromptRun, prompt_run_id, actor, path=_ID)
    async with change(actor, Permission.WRITE_PROMPTS, run.space_id) as record:
        mine = PromptRun.filter(id=run.id, status=PromptRunStatus.RUNNING)
        ended = {"status": PromptRunStatus.CANCELLED, "finished_at": now(), "sequence": F("sequence") + 1}
        if not await mine.update(**ended):
            raise RunEnded(path=_ID)
        record.record("prompt_run.cancelled", run)
    if (made := running.writing(run.id)) and made.task:
        made.stop()
        await asyncio.wait([made.task])
    tell(running.topic(run.id))
    return run


def _require_runner(actor: Actor, space_id: int) -> None:
    """Refuse who may run nothing before anything is said about the prompt."""
    actor.require(Permission.WRITE_PROMPTS, space_id)
    if actor.user_id is None:
        raise UserRequired


async def _wanted(actor: Actor, prompt: Prompt, given: Mapping[str, Any]) -> _Wanted:
    actor.require(Permission.WRITE_PROMPTS, prompt.space_id)
    commit, content = await _chosen(actor, prompt, given)
    if given.get("template"):
        commit, content = None, with_messages(content, given["template"])
    context = await _context(actor, prompt) | _overridden(given)
    content = content | ({"model_config": given["model_config"]} if given.get("model_config") else {})
    mocked = {entry["name"]: entry.get("value") for entry in context["mock_variables"]}
    variables = mocked | {entry["name"]: entry.get("value") for entry in given.get("variables") or ()}
    require_storable(variables, "input", "variables")
    history = (*_kept(context["mock_contexts"]), *_said(given.get("messages") or ()))
    try:
        snippets = await snippets_of(prompt.space_id, content, prompt_id=prompt.id)
        compiled = await compile_content(content, variables, resolved=snippets, history=history)
    except DomainError as error:
        raise at_input(error, "input", "variables") from None
    settings = await _settings(actor, prompt, content["model_config"])
    request = compiled.put_into(settings.request(()))
    asked = content | {"model_config": settings.stored()}
    return _Wanted(prompt, commit, asked, settings, await settings.route(), request, variables, context)


async def _chosen(actor: Actor, prompt: Prompt, given: Mapping[str, Any]) -> tuple[PromptCommit | None, Content]:
    """What is run: a commit if one is named, else the caller's draft, else the newest commit."""
    version, label = given.get("version"), given.get("label")
    if version or label:
        try:
            commit = await resolve_commit(prompt.id, version=version, label=label)
        except DomainError as error:
            raise error.under("input") from None
        return commit, content_of(commit)
    try:
        draft = await draft_of(actor, prompt)
    except Conflict:
        if not prompt.commit_count:
            raise
        commit = await resolve_commit(prompt.id, label=LATEST)
        return commit, content_of(commit)
    base = await PromptCommit.get_or_none(id=draft.base_id) if draft.base_id else None
    is_edited = base is None or not is_same(content_of(draft), content_of(base))
    return None if is_edited else base, content_of(draft)


async def _context(actor: Actor, prompt: Prompt) -> dict[str, Any]:
    found = await PromptDebugContext.get_or_none(prompt=prompt, user_id=actor.user_id or 0)
    made = found or PromptDebugContext(space_id=prompt.space_id)
    names = ("mock_variables", "mock_tools", "mock_contexts", "is_single_step", "max_steps", "compare_groups")
    return {name: getattr(made, name) for name in names}


def _overridden(given: Mapping[str, Any]) -> dict[str, Any]:
    names = ("mock_tools", "is_single_step", "max_steps")
    chosen = {name: given[name] for name in names if given.get(name) is not None}
    if "max_steps" in chosen:
        checked_steps(chosen["max_steps"])
    return chosen if given.get("uses_debug_context", True) else {"mock_contexts": [], "mock_variables": []} | chosen


def _merged(shared: Mapping[str, Any], variant: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: value for name, value in variant.items() if value not in (None, [], ())}
    return {**shared, **own, "variables": [*(shared.get("variables") or ()), *(variant.get("variables") or ())]}


async def _settings(actor: Actor, prompt: Prompt, config: Mapping[str, Any] | None) -> ModelSettings:
    """The model that is named, or else the space's default with its parameters."""
    if not config:
        found = await require_default_model(prompt.space_id, path=_MODEL)
        config = found.parameters | {"model": found.model, "connection_id": found.connection_id}
    try:
        return await checked_model(actor, prompt.space_id, config)
    except DomainError as error:
        raise error.under(*_MODEL) from None


def _said(given: Sequence[Mapping[str, Any]]) -> list[Message]:
    """Messages that a client gave, now or when the debug context was saved."""
    checked = (checked_message(message, "input", "messages", index) for index, message in enumerate(given))
    return _kept(list(checked))


def _kept(stored: Sequence[Mapping[str, Any]]) -> list[Message]:
    """Stored messages as models are asked with them."""
    return [message for given in stored if (message := message_of(given))]


def _tool_answers(before: PromptRun, results: Sequence[Mapping[str, Any]]) -> list[Message]:
    """A message for each tool that was asked for and is not answered yet."""
    given = {result["tool_call_id"]: result["content"] for result in results}
    wanted = [call["id"] for call in before.tool_calls]
    for index, result in enumerate(results):
        if result["tool_call_id"] not in wanted:
            raise UnknownToolCall(path=("input", "toolResults", index, "toolCallId"))
    for call in before.tool_calls:
        if call["id"] not in given:
            raise ToolResultMissing(f"The tool {call['name']!r} has no result.", path=("input", "toolResults"))
    return [Message(MessageRole.TOOL, given[call_id], tool_call_id=call_id) for call_id in wanted]


async def _begun(actor: Actor, prompt: Prompt, wanted: Sequence[tuple[str | None, _Wanted]]) -> list[PromptRun]:
    if running.count() + len(wanted) > MAX_AT_ONCE:
        raise TooManyRuns
    async with change(actor, Permission.WRITE_PROMPTS, prompt.space_id) as record:
        runs = [ready.row(actor, name) for name, ready in wanted]
        for run in runs:
            run.group_id = runs[0].id if len(runs) > 1 else None
            await run.save(force_create=True)
            record.record("prompt.run", run)
    for run, (_, ready) in zip(runs, wanted, strict=True):
        running.begin(run, ready.route, ready.request)
    return runs


async def _ended(run: PromptRun) -> PromptRun:
    """The run when it has ended, or as it is when that takes long; whoever waits may go away without stopping it."""
    if (made := running.writing(run.id)) and made.task:
        await asyncio.wait([made.task], timeout=WAIT_SECONDS)
    return await PromptRun.get(id=run.id)
