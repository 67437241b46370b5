"""What a prompt's variables are: declared with a type, a schema and a default, and checked when values come."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import jsonschema_rs
import orjson

from app.core.errors import DomainError, Invalid, Path
from app.core.jinja import jinja_variables
from app.prompts.messages import (
    Stored,
    message_of,
    part_variables_in,
    parts_of,
    placeholders_in,
    templates_in,
)
from app.prompts.models import TemplateType, VariableType
from app.prompts.references import without_references
from app.prompts.templates import MissingVariable, variables

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
# Patterns may come from anybody: this bounds what one match may cost.
_PATTERNS = jsonschema_rs.FancyRegexOptions(backtrack_limit=10_000)


class UndefinedVariable(Invalid):
    """A message uses a variable that `variables` does not list."""

    code = "UNDEFINED_VARIABLE"


class InvalidVariableName(Invalid):
    """A variable's name begins with a letter or `_`, goes on with letters, digits, `_`, `.` or `-`, and has at most 64."""

    code = "INVALID_VARIABLE_NAME"


class DuplicateVariable(Invalid):
    """Two variables have the same name."""

    code = "DUPLICATE_VARIABLE"


class WrongVariableType(Invalid):
    """The variable is used in a place where its type cannot be."""

    code = "WRONG_VARIABLE_TYPE"


class InvalidDefault(Invalid):
    """The default value is not of the variable's type."""

    code = "INVALID_DEFAULT"


class InvalidJsonSchema(Invalid):
    """That is not a valid JSON Schema."""

    code = "INVALID_JSON_SCHEMA"


class InvalidValue(Invalid):
    """A value does not suit its variable."""

    code = "INVALID_VALUE"

    def __init__(self, name: str, told: str) -> None:
        super().__init__(f"The value of `{name}` does not suit it: {told}", path=("values", name))
        self.name = name


def names_in(template_type: TemplateType, text: str) -> tuple[str, ...]:
    """The names that a template asks for; those of the snippets that it includes are theirs."""
    if template_type == TemplateType.JINJA2:
        return jinja_variables(without_references(text))
    return variables(text)


def names_used(template_type: TemplateType, messages: Sequence[Stored]) -> dict[str, tuple[VariableType | None, Path]]:
    """Every name that messages use, the type that its place asks for, and where that is."""
    used: dict[str, tuple[VariableType | None, Path]] = {}
    for index, text in templates_in(messages):
        for name in _names_at(template_type, text, index):
            used.setdefault(name, (None, (index, "content")))
    places = ((VariableType.PLACEHOLDER, placeholders_in(messages)), (VariableType.MULTI_PART, part_variables_in(messages)))
    for kind, found in places:
        for name, path in found:
            before = used.setdefault(name, (kind, path))
            if before[0] is not kind:
                raise WrongVariableType(
                    f"The variable `{name}` is used in two ways; use another name here.", path=("input", "messages", *path)
                )
    return used


def _names_at(template_type: TemplateType, text: str, index: int) -> tuple[str, ...]:
    try:
        return names_in(template_type, text)
    except DomainError as error:
        raise error.under("input", "messages", index, "content") from None


def derived_variables(template_type: TemplateType, messages: Sequence[Stored]) -> list[dict[str, Any]]:
    """The variables that messages use, taken to be text where their place asks for nothing else."""
    used = names_used(template_type, messages)
    return [_variable({"name": name, "type": kind or VariableType.STRING}, 0) for name, (kind, _) in used.items()]


def checked_variables(
    template_type: TemplateType, messages: Sequence[Stored], given: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Variables as they are stored, once they are found to fit what the messages use."""
    checked = [_variable(variable, index) for index, variable in enumerate(given)]
    types: dict[str, str] = {}
    for index, variable in enumerate(checked):
        if variable["name"] in types:
            raise DuplicateVariable(path=("input", "variables", index, "name"))
        types[variable["name"]] = variable["type"]
    for name, (kind, path) in names_used(template_type, messages).items():
        _require_fit(name, kind, types, ("input", "messages", *path))
    return checked


def _require_fit(name: str, kind: VariableType | None, types: Mapping[str, str], path: Path) -> None:
    if name not in types:
        raise UndefinedVariable(f"The message uses the variable `{name}`, which `variables` does not list.", path=path)
    if (kind or types[name]) != types[name]:
        raise WrongVariableType(f"The variable `{name}` has to be of the type {kind} here.", path=path)
    if kind is None and types[name] in {VariableType.PLACEHOLDER, VariableType.MULTI_PART}:
        raise WrongVariableType(f"The variable `{name}` holds {types[name]} and cannot stand in a text.", path=path)


def _variable(given: Mapping[str, Any], index: int) -> dict[str, Any]:
    name, kind, default = given["name"], VariableType(given["type"]), given.get("default")
    if not _NAME.fullmatch(name):
        raise InvalidVariableName(path=("input", "variables", index, "name"))
    require_schema(given.get("json_schema"), "input", "variables", index, "jsonSchema")
    made = {
        "name": name,
        "type": str(kind),
        "description": given.get("description"),
        "required": bool(given.get("required", True)),
        "default": default,
        "json_schema": given.get("json_schema"),
    }
    if default is not None and (not _FITS[kind](default) or _fault(made["json_schema"], default)):
        raise InvalidDefault(path=("input", "variables", index, "default"))
    return made


_FITS: dict[VariableType, Callable[[Any], bool]] = {
    VariableType.STRING: lambda value: isinstance(value, str),
    VariableType.INTEGER: lambda value: isinstance(value, int) and not isinstance(value, bool),
    VariableType.FLOAT: lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    VariableType.BOOLEAN: lambda value: isinstance(value, bool),
    VariableType.OBJECT: lambda value: isinstance(value, dict),
    VariableType.ARRAY: lambda value: isinstance(value, list),
    VariableType.PLACEHOLDER: lambda value: isinstance(value, list) and all(map(message_of, value)),
    VariableType.MULTI_PART: lambda value: parts_of(value) is not None,
}
_NEEDED = {
    VariableType.INTEGER: "a whole number",
    VariableType.FLOAT: "a number",
    VariableType.BOOLEAN: "true or false",
    VariableType.OBJECT: "a JSON object",
    VariableType.ARRAY: "a JSON list",
    VariableType.PLACEHOLDER: "a list of messages, each with `role` and `content`",
    VariableType.MULTI_PART: "a text, or a list of parts, each with `type` and `text` or `url`",
}


def filled_values(definitions: Iterable[Mapping[str, Any]], given: Mapping[str, Any]) -> dict[str, Any]:
    """What each variable holds: its value, checked, or its default; one that is required and has neither is left out."""
    filled: dict[str, Any] = {}
    for variable in definitions:
        name, default = variable["name"], variable.get("default")
        if given.get(name) is not None:
            filled[name] = checked_value(variable, given[name])
        elif default is not None:
            filled[name] = default
        elif not variable.get("required", True):
            filled[name] = _NOTHING.get(variable["type"])
        elif name in given and variable["type"] == VariableType.STRING:
            filled[name] = ""
    return filled


_NOTHING: dict[str, Any] = {"STRING": "", "PLACEHOLDER": [], "MULTI_PART": []}


def checked_value(variable: Mapping[str, Any], value: Any) -> Any:
    """A value of a variable's type; what is given as text for another type is read as JSON."""
    name, kind = variable["name"], VariableType(variable["type"])
    if kind is not VariableType.STRING:
        value = _read(kind, value)
        if not _FITS[kind](value):
            raise InvalidValue(name, f"it has to be {_NEEDED[kind]}.")
    if told := _fault(variable.get("json_schema"), value):
        raise InvalidValue(name, told)
    return value


def _read(kind: VariableType, value: Any) -> Any:
    if not isinstance(value, str) or _FITS[kind](value):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return value


def missing(name: str) -> MissingVariable:
    """The error of a variable that has no value."""
    return MissingVariable(name, path=("values", name))


def require_schema(schema: Any, *path: str | int) -> None:
    """Refuse what is no JSON Schema."""
    if schema is None:
        return
    if not isinstance(schema, dict):
        raise InvalidJsonSchema("A JSON Schema is an object here.", path=path)
    try:
        _validator(orjson.dumps(schema))
    except (TypeError, ValueError, jsonschema_rs.ReferencingError) as error:
        fault = str(error).split("\n", 1)[0]
        raise InvalidJsonSchema(f"The JSON Schema is not valid: {fault[:300]}", path=path) from None


@lru_cache(maxsize=256)
def _validator(schema: bytes) -> jsonschema_rs.Validator:
    """What checks values against a schema; it never fetches anything."""
    return jsonschema_rs.validator_for(orjson.loads(schema), offline=True, pattern_options=_PATTERNS)


def _fault(schema: dict[str, Any] | None, value: Any) -> str | None:
    """What is wrong with a value by a schema."""
    if schema is None:
        return None
    try:
        _validator(orjson.dumps(schema)).validate(value)
    except ValueError as fault:
        if not isinstance(fault, jsonschema_rs.ValidationError):
            return str(fault)[:300]
        place = "".join(f"/{step}" for step in fault.instance_path)
        return f"at {place}: {fault.message[:300]}" if place else fault.message[:300]
    return None
