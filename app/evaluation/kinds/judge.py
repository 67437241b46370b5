"""Evaluators that ask a language model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.accounts.access import Actor
from app.core.errors import Invalid
from app.evaluation import judge
from app.evaluation.judge import JudgeOutput, OutputType
from app.evaluation.kind import CheckedSettings, Judgement, PreparedEvaluator, evaluator_kind
from app.evaluation.mapping import EvaluatorInput
from app.evaluation.model_settings import ModelSettings, checked_model
from app.evaluation.models import EvaluatorKind
from app.evaluation.verdict import Verdict
from app.llm.asking import CallLog, ask
from app.llm.calls import Completion
from app.llm.chat import Message, MessageRole
from app.llm.models import UsageScene
from app.llm.providers import Route
from app.prompts import templates

MAX_MESSAGES = 100
MAX_CHARACTERS = 256 * 1024
_MEANT_FOR = {
    OutputType.NUMERIC: {"min": "min", "max": "max", "pass_threshold": "passThreshold"},
    OutputType.CATEGORICAL: {"categories": "categories", "passing_categories": "passingCategories"},
    OutputType.BOOLEAN: {},
}
_SETTINGS = {given: shown for names in _MEANT_FOR.values() for given, shown in names.items()}


@evaluator_kind(EvaluatorKind.JUDGE)
class JudgeKind:
    """Renders its messages with the inputs, and reads the model's verdict."""

    async def check(self, actor: Actor, space_id: int, given: dict[str, Any]) -> CheckedSettings:
        messages, output = _checked_messages(given["messages"]), _checked_output(given["outputs"])
        settings = await checked_model(actor, space_id, given)
        config = settings.stored() | {"messages": _stored(messages), "outputs": [_stored_output(output)]}
        inputs = tuple(EvaluatorInput(name) for name in templates.message_variables(messages))
        return CheckedSettings(config, inputs, output.pass_threshold)

    async def prepare(self, config: dict[str, Any]) -> PreparedEvaluator:
        settings, output = ModelSettings.of(config), _output(config["outputs"][0])
        messages = _with_instructions(_messages(config["messages"]), output)
        return _Judge(settings, await settings.route(), messages, output)


@dataclass(frozen=True, slots=True)
class _Judge:
    settings: ModelSettings
    route: Route
    messages: tuple[Message, ...]
    output: JudgeOutput

    async def __call__(self, inputs: Mapping[str, Any], calls: CallLog) -> Judgement:
        try:
            messages = templates.render_messages(self.messages, inputs)
        except templates.MissingVariable as missing:
            return Judgement(Verdict(error_code="MISSING_INPUT", error=f"No value for the input {missing.name}."))
        request = self.settings.request(messages, judge.response_schema(self.output))
        return self._read(await ask(self.route, request, scene=UsageScene.EVALUATOR, log=calls))

    def _read(self, completion: Completion) -> Judgement:
        reply, fault = completion.reply, completion.fault
        if reply is None:
            code = fault.code.value if fault else "UNAVAILABLE"
            verdict = Verdict(error_code=code, error=fault.message if fault else "The model was not asked.")
            return Judgement(verdict, completion.latency_ms)
        verdict = judge.parse(reply.content, self.output, reply.is_structured)
        return Judgement(
            verdict,
            completion.latency_ms,
            reply.input_tokens,
            reply.output_tokens,
            completion.cost,
            is_cached=completion.is_cached,
        )


def _with_instructions(messages: tuple[Message, ...], output: JudgeOutput) -> tuple[Message, ...]:
    """The messages with a request for JSON, since only the reply tells whether the provider enforced the schema."""
    # The instructions go through the template engine with the rest; a doubled brace in them must stay text.
    wanted = "Instructions: " + judge.instructions(output).replace("{{", "\\{{")
    *others, last = messages
    if last.role is MessageRole.USER:
        return (*others, replace(last, content=f"{last.content}\n\n{wanted}"))
    return (*messages, Message(MessageRole.USER, wanted))


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


def _checked_output(given: Sequence[Mapping[str, Any]]) -> JudgeOutput:
    if not given:
        raise Invalid("Say what the judge gives: one output.", path=("outputs",))
    if len(given) > 1:
        raise Invalid("A judge gives one output; make an evaluator for each further one.", path=("outputs", 1))
    output = _output(given[0])
    if not 1 <= len(output.name.strip()) <= 100:
        raise Invalid("Name the output, in at most 100 characters.", path=("outputs", 0, "name"))
    for name, shown in _SETTINGS.items():
        if getattr(output, name) not in (None, ()) and name not in _MEANT_FOR[output.type]:
            raise Invalid(f"`{shown}` means nothing for a {output.type} output.", path=("outputs", 0, shown))
    judge.check(output, path=("outputs", 0))
    return output


def _output(given: Mapping[str, Any]) -> JudgeOutput:
    """An output as given by a client or as stored."""
    return JudgeOutput(
        name=given["name"],
        type=OutputType(given["type"]),
        min=given.get("min"),
        max=given.get("max"),
        categories=tuple(given.get("categories") or ()),
        pass_threshold=given.get("pass_threshold"),
        passing_categories=tuple(given.get("passing_categories") or ()),
    )


def _stored_output(output: JudgeOutput) -> dict[str, Any]:
    return {name: value for name, value in asdict(output).items() if value not in (None, ())}


def _messages(given: Sequence[Mapping[str, Any]]) -> tuple[Message, ...]:
    return tuple(Message(MessageRole(message["role"]), message["content"]) for message in given)


def _stored(messages: tuple[Message, ...]) -> list[dict[str, str]]:
    return [{"role": message.role.value, "content": message.content} for message in messages]
