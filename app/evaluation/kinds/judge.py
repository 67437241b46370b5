"""Evaluators that ask a language model."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

from app.accounts.access import Actor
from app.core.errors import DomainError, Invalid
from app.evaluation import judge, showing
from app.evaluation.default_models import with_model
from app.evaluation.judge import JudgeLevel, JudgeOutput, OutputType
from app.evaluation.judge_replies import parse
from app.evaluation.kind import CheckedSettings, Judgement, PreparedEvaluator, evaluator_kind
from app.evaluation.mapping import DuplicateInput, EvaluatorInput, UnknownInput
from app.evaluation.model_settings import ModelSettings, checked_model
from app.evaluation.models import EvaluatorKind
from app.evaluation.repeats import combined
from app.evaluation.verdict import Verdict
from app.llm.asking import CallLog, ask
from app.llm.calls import Completion
from app.llm.chat import Message, MessageRole, PartType
from app.llm.models import UsageScene
from app.llm.providers import Route
from app.prompts import templates

MAX_MESSAGES = 100
MAX_CHARACTERS = 256 * 1024
MAX_REPEATS = 20
_MEANT_FOR = {
    OutputType.NUMERIC: {"min": "min", "max": "max", "pass_threshold": "passThreshold"},
    OutputType.CATEGORICAL: {
        "categories": "categories",
        "passing_categories": "passingCategories",
        "is_multiple": "isMultiple",
    },
    OutputType.BOOLEAN: {},
}
_SETTINGS = {given: shown for names in _MEANT_FOR.values() for given, shown in names.items()}


@evaluator_kind(EvaluatorKind.JUDGE)
class JudgeKind:
    """Renders its messages with the inputs, and reads the model's verdicts."""

    async def check(self, actor: Actor, space_id: int, given: dict[str, Any]) -> CheckedSettings:
        messages, outputs = _checked_messages(given["messages"]), _checked_outputs(given["outputs"])
        model = await _checked_model(actor, space_id, given)
        repeats = _checked_repeats(given.get("repeats"))
        inputs = _checked_inputs(messages, given.get("inputs") or ())
        kinds = [{"name": one.name, "type": one.part_type} for one in inputs if one.part_type]
        config = {"messages": _stored(messages), "outputs": [_stored_output(output) for output in outputs]}
        config |= {"inputs": kinds} if kinds else {}
        return CheckedSettings(model | config | repeats, inputs, outputs[0].pass_threshold)

    async def prepare(self, config: dict[str, Any]) -> PreparedEvaluator:
        settings = ModelSettings.of(config)
        outputs = tuple(output_of(output) for output in config["outputs"])
        messages = _with_instructions(messages_of(config), outputs)
        kinds = {one["name"]: one["type"] for one in config.get("inputs", ())}
        return _Judge(settings, await settings.route(), messages, outputs, config.get("repeats") or 1, kinds)


@dataclass(frozen=True, slots=True)
class _Judge:
    settings: ModelSettings
    route: Route
    messages: tuple[Message, ...]
    outputs: tuple[JudgeOutput, ...]
    repeats: int = 1
    kinds: Mapping[str, str] = field(default_factory=dict)
    """What inputs are shown as, by name."""

    async def __call__(self, inputs: Mapping[str, Any], calls: CallLog) -> Judgement:
        try:
            messages = self._rendered(inputs)
        except templates.MissingVariable as missing:
            return self._failed("MISSING_INPUT", f"No value for the input {missing.name}.")
        except DomainError as error:
            return self._failed(error.code, error.message)
        completions = await _all_of([self._asked(messages, calls, number) for number in range(self.repeats)])
        return replace(self._judgement(completions), messages=messages)

    def _rendered(self, inputs: Mapping[str, Any]) -> tuple[Message, ...]:
        parts = showing.parts_shown(inputs, self.kinds)
        showing.require_places(parts, self.messages, ())
        return templates.render_messages(self.messages, inputs, parts)

    async def _asked(self, messages: tuple[Message, ...], calls: CallLog, number: int) -> Completion:
        """One of the calls; none may be answered by what another one was told."""
        settings = self.settings
        if number and settings.seed is not None:
            settings = replace(settings, seed=settings.seed + number)
        log = calls
        if self.repeats > 1:
            log = replace(calls.step(), repetition=(calls.repetition - 1) * self.repeats + number + 1)
        request = settings.request(messages, judge.response_schema(self.outputs))
        return await ask(self.route, request, scene=UsageScene.EVALUATOR, log=log)

    def _judgement(self, completions: Sequence[Completion]) -> Judgement:
        read = [self._read(completion) for completion in completions]
        verdicts = [combined(output, column) for output, column in zip(self.outputs, zip(*read, strict=True), strict=True)]
        return Judgement(
            verdicts[0],
            max(completion.latency_ms for completion in completions),
            _sum(completion.reply and completion.reply.input_tokens for completion in completions),
            _sum(completion.reply and completion.reply.output_tokens for completion in completions),
            _cost(completions),
            is_cached=all(completion.is_cached for completion in completions),
            others=tuple(verdicts[1:]),
        )

    def _read(self, completion: Completion) -> tuple[Verdict, ...]:
        reply, fault = completion.reply, completion.fault
        if reply is not None:
            return parse(reply.content, self.outputs, reply.is_structured)
        code = fault.code.value if fault else "UNAVAILABLE"
        return self._failed(code, fault.message if fault else "The model was not asked.").verdicts

    def _failed(self, code: str, message: str) -> Judgement:
        """No verdict for any of the outputs."""
        first, *others = (Verdict(error_code=code, error=message, name=name) for name in _names(self.outputs))
        return Judgement(first, others=tuple(others))


def _names(outputs: Sequence[JudgeOutput]) -> list[str]:
    """What verdicts are called: nothing where there is one."""
    return [output.name for output in outputs] if len(outputs) > 1 else [""]


async def _all_of(steps: Sequence[Any]) -> list[Completion]:
    """All results; when one call raises, the others come to their ends first."""
    results = await asyncio.gather(*steps, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if not isinstance(result, BaseException)]


def _sum(counts: Any) -> int | None:
    """What is known of some counts, added up."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _cost(completions: Sequence[Completion]) -> Decimal | None:
    """What the calls took; unknown if the price of one that was answered is."""
    costs = [completion.cost for completion in completions if completion.reply is not None]
    return None if not costs or None in costs else sum((cost for cost in costs if cost is not None), Decimal(0))


def _with_instructions(messages: tuple[Message, ...], outputs: Sequence[JudgeOutput]) -> tuple[Message, ...]:
    """The messages with a request for JSON, since only the reply tells whether the provider enforced the schema."""
    # The instructions go through the template engine with the rest; a doubled brace in them must stay text.
    wanted = "Instructions: " + judge.instructions(outputs).replace("{{", "\\{{")
    *others, last = messages
    if last.role is MessageRole.USER:
        return (*others, replace(last, content=f"{last.content}\n\n{wanted}"))
    return (*messages, Message(MessageRole.USER, wanted))


# --- settings --------------------------------------------------------------------------------------------------------


async def _checked_model(actor: Actor, space_id: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """Model and parameters as they are stored; those that are left to the space's default are read when the judge runs."""
    settings = await checked_model(actor, space_id, await with_model(given, space_id))
    if given.get("model") is not None:
        return settings.stored()
    own = ModelSettings.of({**given, "model": settings.model}).stored()
    return {name: value for name, value in own.items() if name not in ("model", "connection_id")}


def _checked_repeats(repeats: int | None) -> dict[str, int]:
    if repeats is not None and not 1 <= repeats <= MAX_REPEATS:
        raise Invalid(f"A judge is asked 1 to {MAX_REPEATS} times.", path=("repeats",))
    return {"repeats": repeats} if repeats not in (None, 1) else {}


def _checked_messages(given: Sequence[Mapping[str, Any]]) -> tuple[Message, ...]:
    if not 1 <= len(given) <= MAX_MESSAGES:
        raise Invalid(f"A judge has 1 to {MAX_MESSAGES} messages.", path=("messages",))
    messages = _messages(given)
    for index, message in enumerate(messages):
        if message.role is MessageRole.TOOL:
            raise Invalid("A judge calls no tools, so none of them can speak.", path=("messages", index, "role"))
    if sum(len(message.content) for message in messages) > MAX_CHARACTERS:
        raise Invalid(f"The messages have more than {MAX_CHARACTERS:,} characters.", path=("messages",))
    if not templates.message_variables(messages):
        raise Invalid("The messages name no input; write `{{output}}` where it belongs.", path=("messages",))
    return messages


def _checked_inputs(messages: tuple[Message, ...], given: Sequence[Mapping[str, Any]]) -> tuple[EvaluatorInput, ...]:
    """What the messages ask for, each with what it is shown as if the settings say so."""
    names = templates.message_variables(messages)
    kinds: dict[str, str] = {}
    for index, one in enumerate(given):
        name, kind = one["name"], PartType(one["type"])
        if name not in names:
            raise UnknownInput(f"The messages name no input `{name}`.", path=("inputs", index, "name"))
        if name in kinds:
            raise DuplicateInput(f"Input `{name}` is described twice.", path=("inputs", index, "name"))
        if kind is not PartType.TEXT:
            showing.require_places([name], messages, ("inputs", index, "type"))
        kinds[name] = kind.value
    return tuple(EvaluatorInput(name, part_type=kinds.get(name)) for name in names)


def _checked_outputs(given: Sequence[Mapping[str, Any]]) -> tuple[JudgeOutput, ...]:
    outputs = tuple(output_of(one) for one in given)
    for index, output in enumerate(outputs):
        for name, shown in _SETTINGS.items():
            if _is_set(getattr(output, name)) and name not in _MEANT_FOR[output.type]:
                raise Invalid(f"`{shown}` means nothing for a {output.type} output.", path=("outputs", index, shown))
    judge.check_all(outputs, path=("outputs",))
    return outputs


def output_of(given: Mapping[str, Any]) -> JudgeOutput:
    """An output as given by a client or as stored."""
    return JudgeOutput(
        name=given["name"].strip(),
        type=OutputType(given["type"]),
        min=given.get("min"),
        max=given.get("max"),
        categories=tuple(given.get("categories") or ()),
        pass_threshold=given.get("pass_threshold"),
        passing_categories=tuple(given.get("passing_categories") or ()),
        criteria=(given.get("criteria") or "").strip(),
        levels=tuple(JudgeLevel(level["value"].strip(), level["description"]) for level in given.get("levels") or ()),
        is_multiple=bool(given.get("is_multiple")),
    )


def _stored_output(output: JudgeOutput) -> dict[str, Any]:
    """An output without what was left open."""
    return {name: value for name, value in asdict(output).items() if _is_set(value)}


def _is_set(value: Any) -> bool:
    """Whether a setting was made; a bound of 0 was."""
    return value is not False and value not in (None, (), "")


def messages_of(config: Mapping[str, Any]) -> tuple[Message, ...]:
    """The messages of stored settings."""
    return _messages(config["messages"])


def _messages(given: Sequence[Mapping[str, Any]]) -> tuple[Message, ...]:
    return tuple(Message(MessageRole(message["role"]), message["content"]) for message in given)


def _stored(messages: tuple[Message, ...]) -> list[dict[str, str]]:
    return [{"role": message.role.value, "content": message.content} for message in messages]
