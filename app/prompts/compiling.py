"""Compiling: a content, with values, history and snippets, becomes what is sent to a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.core.errors import DomainError
from app.core.jinja import jinja_variables, render_jinja
from app.llm.chat import ChatRequest, Message, Part, PartType, Tool, ToolChoice, ToolChoiceMode
from app.prompts.messages import Stored, is_rendered, message_of, parts_of, texts_of, with_texts
from app.prompts.models import TemplateType
from app.prompts.snippets import NO_SNIPPETS, Expansion, Snippets
from app.prompts.templates import MissingVariable, render
from app.prompts.variables import filled_values, missing, names_used


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a prompt says to a model, with nothing left to fill in."""

    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice | None = None
    response_schema: dict[str, Any] | None = None

    def put_into(self, request: ChatRequest) -> ChatRequest:
        """A request that says this."""
        return replace(
            request,
            messages=self.messages,
            tools=self.tools,
            tool_choice=self.tool_choice,
            response_schema=self.response_schema,
        )


async def compile_content(
    content: Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    resolved: Snippets = NO_SNIPPETS,
    history: Sequence[Message] = (),
) -> Compiled:
    """Fill in a content; the history comes after its messages. Errors name the variable at fault."""
    defined = definitions(content, resolved)
    filled = filled_values(defined, values)
    expansion = Expansion(resolved)
    messages = [_expanded(message, expansion) for message in content["messages"]]
    texts = [text for message in messages if is_rendered(message) for text in texts_of(message)]
    absent = {variable["name"] for variable in defined if variable["name"] not in filled}
    rendered = iter(await _rendered(content["template_type"], texts, filled, absent))
    made = [one for message in messages for one in _messages(message, rendered, filled)]
    choice = content.get("tool_call_config")
    return Compiled(
        (*made, *history),
        tuple(Tool(**tool) for tool in content["tools"]),
        ToolChoice(ToolChoiceMode(choice["mode"]), choice.get("name")) if choice else None,
        content.get("response_schema"),
    )


def at_input(error: DomainError, *values: str | int) -> DomainError:
    """What is wrong with filling in a prompt, at the input that holds the value at fault, or else at the prompt."""
    rest = error.path[1:] if error.path[:1] == ("values",) else None
    error.path = ()
    return error.under("input", "promptId") if rest is None else error.under(*values, *rest)


def definitions(content: Mapping[str, Any], snippets: Snippets) -> list[Mapping[str, Any]]:
    """The variables of a content and of its snippets; what the content says of one counts more."""
    known = {variable["name"]: variable for snippet in snippets.values() for variable in snippet.variables}
    return list((known | {variable["name"]: variable for variable in content["variables"]}).values())


def names_asked(content: Mapping[str, Any], snippets: Snippets) -> tuple[str, ...]:
    """The names of the variables that a content and its snippets use."""
    own = names_used(content["template_type"], content["messages"])
    parts = (
        names_used(content["template_type"], [{"role": "USER", "content": snippet.text}]) for snippet in snippets.values()
    )
    return tuple(dict.fromkeys((*own, *(name for part in parts for name in part))))


def _expanded(message: Stored, expansion: Expansion) -> Stored:
    if not is_rendered(message):
        return message
    return with_texts(message, iter([expansion.of(text) for text in texts_of(message)]))


async def _rendered(template_type: str, texts: list[str], filled: Mapping[str, Any], absent: set[str]) -> list[str]:
    if template_type == TemplateType.JINJA2:
        _require_none(absent, texts)
        return await render_jinja(texts, filled) if texts else []
    try:
        return [render(text, filled) for text in texts]
    except MissingVariable as error:
        raise missing(error.name) from None


def _require_none(absent: set[str], texts: list[str]) -> None:
    """Refuse templates that ask for a variable without a value, by its name."""
    asked = (name for text in texts for name in jinja_variables(text)) if absent else iter(())
    if name := next((name for name in asked if name in absent), None):
        raise missing(name)


def _messages(message: Stored, rendered: Iterator[str], filled: Mapping[str, Any]) -> list[Message]:
    """What becomes of one message: several where it is a placeholder."""
    if name := message.get("placeholder"):
        return [one for given in _value(name, filled) if (one := message_of(given))]
    whole = with_texts(message, rendered) if is_rendered(message) else message
    made = message_of({name: value for name, value in whole.items() if name != "parts"})
    if made is None:
        raise AssertionError("A stored message is a message.")
    parts = tuple(part for given in whole.get("parts", ()) for part in _parts(given, filled))
    return [replace(made, parts=parts)] if parts or "parts" not in whole else []


def _parts(given: Mapping[str, Any], filled: Mapping[str, Any]) -> tuple[Part, ...]:
    if name := given.get("variable"):
        return parts_of(_value(name, filled)) or ()
    return (Part(PartType(given["type"]), text=given.get("text"), url=given.get("url")),)


def _value(name: str, filled: Mapping[str, Any]) -> Any:
    if name not in filled:
        raise missing(name)
    return filled[name]
