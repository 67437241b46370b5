"""What a draft and a commit hold alike: messages, variables, tools and the model they are meant for."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from app.core.errors import DomainError, Invalid
from app.core.jinja import TemplateFailed, TemplateTooCostly, check_jinja, is_jinja_available
from app.core.rows import Row
from app.llm.chat import ToolChoiceMode
from app.prompts.messages import Stored, checked_messages, templates_in
from app.prompts.models import PromptCommit, PromptDraft, PromptKind, TemplateType
from app.prompts.references import Reference, references, without_references
from app.prompts.variables import checked_variables, derived_variables, require_schema

Content = dict[str, Any]
COLUMNS = (
    *("template_type", "messages", "variables", "tools", "tool_call_config"),
    *("response_schema", "model_config", "config"),
)
MAX_BYTES = 1024 * 1024
MAX_MODEL = 200
MAX_TOOLS = 128
_TOOL_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class InvalidTool(Invalid):
    """A tool has a name of 1 to 64 letters, digits, `_` or `-`, which no other tool has; there are at most 128."""

    code = "INVALID_TOOL"


class InvalidToolChoice(Invalid):
    """`SPECIFIC` names one of the prompt's tools; the other modes name none, and `REQUIRED` needs a tool."""

    code = "INVALID_TOOL_CHOICE"


class InvalidModelConfig(Invalid):
    """A parameter of the model is out of its range."""

    code = "INVALID_MODEL_CONFIG"


class InvalidContent(Invalid):
    """This has to be a JSON object."""

    code = "INVALID_CONTENT"


class ContentTooLarge(Invalid):
    """A prompt with all that belongs to it takes at most 1 MiB."""

    code = "CONTENT_TOO_LARGE"


def content_of(row: PromptCommit | PromptDraft) -> Content:
    """What a draft or a commit holds."""
    return {column: getattr(row, column) for column in COLUMNS}


def content_of_row(row: Row) -> Content:
    """What a draft or a commit holds that was read as a row."""
    return {column: _parsed(row[column]) for column in COLUMNS}


def _parsed(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value)) if isinstance(value, orjson.Fragment) else value


def is_same(one: Content, other: Content) -> bool:
    """Whether two contents say the same, whatever the order of keys in their JSON."""
    return _canonical(one) == _canonical(other)


def references_in(content: Mapping[str, Any]) -> tuple[Reference, ...]:
    """The snippets that the messages of a content include, each once."""
    found = (reference for _, text in templates_in(content["messages"]) for reference in references(text))
    return tuple(dict.fromkeys(found))


def checked_content(
    kind: PromptKind,
    *,
    messages: Sequence[Mapping[str, Any]],
    template_type: TemplateType = TemplateType.PLAIN,
    variables: Sequence[Mapping[str, Any]] | None = None,
    tools: Sequence[Mapping[str, Any]] | None = None,
    tool_choice: Mapping[str, Any] | None = None,
    response_schema: Any = None,
    model_config: Mapping[str, Any] | None = None,
    config: Any = None,
) -> Content:
    """A content as it is stored; without `variables`, those that the messages use are declared by the way."""
    written, offered = checked_messages(kind, messages), _tools(tools or ())
    _require_references(written)
    require_schema(response_schema, "input", "responseSchema")
    declared = (
        derived_variables(template_type, written)
        if variables is None
        else checked_variables(template_type, written, variables)
    )
    content = {
        "template_type": template_type,
        "messages": written,
        "variables": declared,
        "tools": offered,
        "tool_call_config": None if tool_choice is None else _tool_choice(tool_choice, offered),
        "response_schema": response_schema,
        "model_config": None if model_config is None else _model_config(model_config),
        "config": _object(config, "config") or {},
    }
    _require_storable(content)
    return content


def with_messages(content: Content, messages: Sequence[Stored]) -> Content:
    """A content with other messages; what they use and it does not declare is text."""
    declared = {variable["name"] for variable in content["variables"]}
    used = derived_variables(content["template_type"], messages)
    variables = [*content["variables"], *(variable for variable in used if variable["name"] not in declared)]
    return content | {"messages": list(messages), "variables": variables}


async def require_templates(content: Content) -> None:
    """Refuse Jinja2 templates that no values could fill in; without Jinja2 nobody can tell."""
    if content["template_type"] != TemplateType.JINJA2 or not is_jinja_available():
        return
    places = list(templates_in(content["messages"]))
    try:
        await check_jinja([without_references(text) for _, text in places])
    except (TemplateFailed, TemplateTooCostly) as error:
        error.path = ()
        raise error.under("input", "messages", places[error.index][0], "content") from None


def _require_references(messages: Sequence[Stored]) -> None:
    for index, text in templates_in(messages):
        try:
            references(text)
        except DomainError as error:
            raise error.under("input", "messages", index, "content") from None


def _tools(tools: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    names: set[str] = set()
    for index, tool in enumerate(tools):
        if not _TOOL_NAME.fullmatch(tool["name"]) or tool["name"] in names or index >= MAX_TOOLS:
            raise InvalidTool(path=("input", "tools", index, "name"))
        names.add(tool["name"])
        require_schema(tool.get("parameters"), "input", "tools", index, "parameters")
    return [{name: tool.get(name) for name in ("name", "description", "parameters")} for tool in tools]


def _tool_choice(given: Mapping[str, Any], tools: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    mode, name = ToolChoiceMode(given["mode"]), given.get("name")
    is_right = name in {tool["name"] for tool in tools} if mode is ToolChoiceMode.SPECIFIC else name is None
    if not is_right or (mode is ToolChoiceMode.REQUIRED and not tools):
        raise InvalidToolChoice(path=("input", "toolChoice"))
    return {"mode": str(mode), "name": name}


def _object(value: Any, name: str) -> dict[str, Any] | None:
    if value is not None and not isinstance(value, dict):
        raise InvalidContent(path=("input", name))
    return value


def _model_config(given: Mapping[str, Any]) -> dict[str, Any]:
    config = {name: given.get(name) for name in _MODEL_PARAMETERS}
    config |= {"model": given["model"].strip(), "stop": list(given.get("stop") or ())}
    for name, (shown, is_right, told) in _RANGES.items():
        if config[name] is not None and not is_right(config[name]):
            raise InvalidModelConfig(told, path=("input", "modelConfig", shown))
    return config


_MODEL_PARAMETERS = (
    *("connection_id", "model", "temperature", "top_p", "top_k", "presence_penalty", "frequency_penalty"),
    *("max_tokens", "seed", "extra"),
)
_Range = tuple[str, Callable[[Any], bool], str]
_RANGES: dict[str, _Range] = {
    "model": ("model", lambda name: 1 <= len(name) <= MAX_MODEL, "A model's name has 1 to 200 characters."),
    "temperature": (
        "temperature",
        lambda value: math.isfinite(value) and 0 <= value <= 2,
        "The temperature is from 0 to 2.",
    ),
    "top_p": ("topP", lambda value: 0 < value <= 1, "`topP` is more than 0 and at most 1."),
    "top_k": ("topK", lambda value: value >= 1, "`topK` is at least 1."),
    "presence_penalty": ("presencePenalty", lambda value: -2 <= value <= 2, "A penalty is from -2 to 2."),
    "frequency_penalty": ("frequencyPenalty", lambda value: -2 <= value <= 2, "A penalty is from -2 to 2."),
    "extra": ("extra", lambda value: isinstance(value, dict), "Further parameters are a JSON object."),
    "max_tokens": ("maxTokens", lambda value: value >= 1, "A reply needs at least one token."),
    "stop": ("stop", lambda texts: len(texts) <= 16 and all(texts), "At most 16 texts to stop at, none of them empty."),
}


def _require_storable(content: Content) -> None:
    try:
        size = len(_canonical(content))
    except TypeError:
        # orjson writes neither integers beyond 64 bits nor half a surrogate pair.
        raise InvalidContent("The content has a number beyond 64 bits or broken Unicode.", path=("input",)) from None
    if size > MAX_BYTES:
        raise ContentTooLarge(path=("input",))


def _canonical(content: Content) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
