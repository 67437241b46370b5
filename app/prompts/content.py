"""What a draft and a commit hold alike: messages, variables, tools and the model they are meant for."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from app.core.errors import Invalid
from app.prompts.models import PromptCommit, PromptDraft, PromptKind, TemplateType, VariableType
from app.prompts.templates import variables as names_in

Content = dict[str, Any]
COLUMNS = ("template_type", "messages", "variables", "tools", "tool_call_config", "model_config", "config")
MAX_BYTES = 1024 * 1024
MAX_MODEL = 200
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")


class InvalidMessages(Invalid):
    """A prompt needs at least one message; a TEXT prompt has just one."""

    code = "INVALID_MESSAGES"


class UndefinedVariable(Invalid):
    """A message uses a variable that `variables` does not list."""

    code = "UNDEFINED_VARIABLE"


class InvalidVariableName(Invalid):
    """A variable's name begins with a letter or `_`, goes on with letters, digits, `_`, `.` or `-`, and has at most 64."""

    code = "INVALID_VARIABLE_NAME"


class DuplicateVariable(Invalid):
    """Two variables have the same name."""

    code = "DUPLICATE_VARIABLE"


class InvalidDefault(Invalid):
    """The default value is not of the variable's type."""

    code = "INVALID_DEFAULT"


class InvalidTool(Invalid):
    """A tool is a JSON object, such as `{"type": "function", "function": {"name": "search"}}`."""

    code = "INVALID_TOOL"


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


def is_same(one: Content, other: Content) -> bool:
    """Whether two contents say the same, whatever the order of keys in their JSON."""
    return _canonical(one) == _canonical(other)


def checked_content(
    kind: PromptKind,
    *,
    messages: Sequence[Mapping[str, Any]],
    template_type: TemplateType = TemplateType.PLAIN,
    variables: Sequence[Mapping[str, Any]] | None = None,
    tools: Sequence[Any] | None = None,
    tool_call_config: Any = None,
    model_config: Mapping[str, Any] | None = None,
    config: Any = None,
) -> Content:
    """A content as it is stored; without `variables`, those that the messages use are taken to be text."""
    written = _messages(kind, messages)
    content = {
        "template_type": template_type,
        "messages": written,
        "variables": _derived(written) if variables is None else _variables(written, variables),
        "tools": _tools(tools or ()),
        "tool_call_config": _object(tool_call_config, "toolCallConfig"),
        "model_config": None if model_config is None else _model_config(model_config),
        "config": _object(config, "config") or {},
    }
    _require_storable(content)
    return content


def _messages(kind: PromptKind, messages: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    if not messages or (kind is PromptKind.TEXT and len(messages) > 1):
        raise InvalidMessages(path=("input", "messages"))
    return [{"role": str(message["role"]), "content": message["content"]} for message in messages]


def _derived(messages: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    names = dict.fromkeys(name for message in messages for name in names_in(message["content"]))
    return _variables(messages, [{"name": name, "type": VariableType.STRING} for name in names])


def _variables(messages: Sequence[Mapping[str, str]], variables: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    checked = [_variable(variable, index) for index, variable in enumerate(variables)]
    names: set[str] = set()
    for index, variable in enumerate(checked):
        if variable["name"] in names:
            raise DuplicateVariable(path=("input", "variables", index, "name"))
        names.add(variable["name"])
    for index, message in enumerate(messages):
        for name in names_in(message["content"]):
            if name not in names:
                told = f"The message uses the variable `{name}`, which `variables` does not list."
                raise UndefinedVariable(told, path=("input", "messages", index, "content"))
    return checked


def _variable(given: Mapping[str, Any], index: int) -> dict[str, Any]:
    name, kind, default = given["name"], VariableType(given["type"]), given.get("default")
    if not _NAME.fullmatch(name):
        raise InvalidVariableName(path=("input", "variables", index, "name"))
    if default is not None and not _FITS[kind](default):
        raise InvalidDefault(path=("input", "variables", index, "default"))
    return {
        "name": name,
        "type": str(kind),
        "description": given.get("description"),
        "required": bool(given.get("required", True)),
        "default": default,
    }


_FITS: dict[VariableType, Callable[[Any], bool]] = {
    VariableType.STRING: lambda value: isinstance(value, str),
    VariableType.INTEGER: lambda value: isinstance(value, int) and not isinstance(value, bool),
    VariableType.FLOAT: lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    VariableType.BOOLEAN: lambda value: isinstance(value, bool),
    VariableType.OBJECT: lambda value: isinstance(value, dict),
    VariableType.ARRAY: lambda value: isinstance(value, list),
}


def _tools(tools: Sequence[Any]) -> list[dict[str, Any]]:
    for index, tool in enumerate(tools):
        if not isinstance(tool, dict):
            raise InvalidTool(path=("input", "tools", index))
    return list(tools)


def _object(value: Any, name: str) -> dict[str, Any] | None:
    if value is not None and not isinstance(value, dict):
        raise InvalidContent(path=("input", name))
    return value


def _model_config(given: Mapping[str, Any]) -> dict[str, Any]:
    config = {name: given.get(name) for name in ("connection_id", "model", "temperature", "top_p", "max_tokens", "seed")}
    config |= {"model": given["model"].strip(), "stop": list(given.get("stop") or ())}
    for name, (shown, is_right, told) in _RANGES.items():
        if config[name] is not None and not is_right(config[name]):
            raise InvalidModelConfig(told, path=("input", "modelConfig", shown))
    return config


_Range = tuple[str, Callable[[Any], bool], str]
_RANGES: dict[str, _Range] = {
    "model": ("model", lambda name: 1 <= len(name) <= MAX_MODEL, "A model's name has 1 to 200 characters."),
    "temperature": (
        "temperature",
        lambda value: math.isfinite(value) and 0 <= value <= 2,
        "The temperature is from 0 to 2.",
    ),
    "top_p": ("topP", lambda value: 0 < value <= 1, "`topP` is more than 0 and at most 1."),
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
