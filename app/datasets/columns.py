"""The columns of a dataset: what may be declared, how they may change, and what their values must be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jsonschema_rs

from app.core.errors import Conflict, Invalid
from app.datasets.documents import encoded, is_name
from app.datasets.models import ContentType

MAX_COLUMNS = 100
MAX_NAME = 100
# Patterns may come from anybody: this bounds what one match may cost.
_PATTERNS = jsonschema_rs.FancyRegexOptions(backtrack_limit=10_000)


class InvalidColumns(Invalid):
    """A dataset has 1 to 100 columns."""

    code = "INVALID_COLUMNS"


class InvalidColumnName(Invalid):
    """A column's name has 1 to 100 characters, none of them a control character."""

    code = "INVALID_COLUMN_NAME"


class ColumnNameTaken(Conflict):
    """Another column has that name; choose another."""

    code = "COLUMN_NAME_TAKEN"


class InvalidJsonSchema(Invalid):
    """That is not a valid JSON Schema."""

    code = "INVALID_JSON_SCHEMA"


class IncompatibleSchema(Conflict):
    """Where items or versions exist, columns that are not required may be added and descriptions changed, and no more."""

    code = "INCOMPATIBLE_SCHEMA"


class ItemFault(Invalid):
    """The item is not valid."""


class UnknownColumn(ItemFault):
    """The dataset has no such column."""

    code = "UNKNOWN_COLUMN"


class MissingValue(ItemFault):
    """The column is required."""

    code = "MISSING_VALUE"


class ValueInvalid(ItemFault):
    """The value does not suit the column."""

    code = "VALUE_INVALID"


def declared(columns: Sequence[dict[str, Any]], *path: str) -> list[dict[str, Any]]:
    """Columns as they are stored, once they are found to be in order."""
    here = path or ("input", "columns")
    if not 1 <= len(columns) <= MAX_COLUMNS:
        raise InvalidColumns(path=here)
    made: list[dict[str, Any]] = []
    for index, column in enumerate(columns):
        name = _name(column["name"], *here, str(index), "name")
        if any(other["name"] == name for other in made):
            raise ColumnNameTaken(path=(*here, str(index), "name"))
        validator(column.get("json_schema"), *here, str(index), "jsonSchema")
        made.append(_stored(column, name))
    return made


def _name(text: str, *path: str) -> str:
    name = text.strip()
    if not is_name(name, MAX_NAME):
        raise InvalidColumnName(path=path)
    return name


def _stored(column: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        "name": name,
        "description": column.get("description"),
        "content_type": ContentType(column.get("content_type", ContentType.TEXT)).value,
        "json_schema": column.get("json_schema"),
        "required": bool(column.get("required", False)),
    }


def validator(schema: Any, *path: str) -> jsonschema_rs.Validator | None:
    """What checks values against a JSON Schema; nothing for no schema. It never fetches anything."""
    if schema is None:
        return None
    if not isinstance(schema, dict):
        raise InvalidJsonSchema("A JSON Schema is an object here.", path=path)
    encoded(schema, *path)
    try:
        return jsonschema_rs.validator_for(schema, offline=True, pattern_options=_PATTERNS)
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        fault = str(error).split("\n", 1)[0]
        raise InvalidJsonSchema(f"The JSON Schema is not valid: {fault[:300]}", path=path) from None


def require_compatible(present: Sequence[dict[str, Any]], wanted: Sequence[dict[str, Any]]) -> None:
    """Refuse columns by which items that exist might no longer be valid."""
    given = {column["name"]: (index, column) for index, column in enumerate(wanted)}
    for column in present:
        index, after = given.pop(column["name"], (None, None))
        if after is None or index is None:
            raise IncompatibleSchema(f"The column {column['name']!r} cannot be removed.", path=("input", "columns"))
        if any(column[part] != after[part] for part in ("content_type", "json_schema", "required")):
            raise IncompatibleSchema(path=("input", "columns", str(index)))
    for index, column in given.values():
        if column["required"]:
            raise IncompatibleSchema(path=("input", "columns", str(index), "required"))


class Checker:
    """Checks items against the columns of a dataset."""

    def __init__(self, columns: Sequence[dict[str, Any]]) -> None:
        self.columns = {column["name"]: column for column in columns}
        self._validators = {name: validator(column["json_schema"]) for name, column in self.columns.items()}
        self._required = [name for name, column in self.columns.items() if column["required"]]

    def check(self, data: dict[str, Any], *path: str) -> None:
        """Refuse an item's data at its first fault; null counts as no value."""
        for name in self._required:
            if data.get(name) is None:
                raise MissingValue(f"The column {name!r} is required.", path=(*path, name))
        for name, value in data.items():
            if name not in self.columns:
                raise UnknownColumn(f"The dataset has no column {name!r}.", path=(*path, name))
            if value is not None:
                self._check_value(name, value, *path, name)

    def _check_value(self, name: str, value: Any, *path: str) -> None:
        schema = self.columns[name]["json_schema"]
        if self.is_text(name) and not isinstance(value, str) and "type" not in (schema or {}):
            raise ValueInvalid(f"The column {name!r} holds text; its JSON Schema allows nothing else.", path=path)
        if check := self._validators[name]:
            try:
                check.validate(value)
            except ValueError as fault:
                raise ValueInvalid(_explained(fault), path=path) from None

    def is_text(self, name: str) -> bool:
        """Whether a column holds text."""
        return bool(self.columns[name]["content_type"] == ContentType.TEXT)


def _explained(fault: ValueError) -> str:
    if not isinstance(fault, jsonschema_rs.ValidationError):
        return str(fault)[:300]
    place = "".join(f"/{step}" for step in fault.instance_path)
    return f"At {place}: {fault.message[:300]}" if place else fault.message[:300]
