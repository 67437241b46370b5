"""The columns of a dataset: what may be declared, how they may change, and what their values must be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from app.core.errors import Conflict, DomainError, Invalid
from app.datasets.documents import as_text, encoded, is_name
from app.datasets.limits import limits
from app.datasets.models import ContentType, DisplayFormat

MAX_NAME = 100
MAX_TURNS = 50
MEDIA = frozenset({ContentType.IMAGE, ContentType.AUDIO, ContentType.VIDEO})
_ADDRESS = re.compile(r"https?://[^\s/]\S*")
# Patterns may come from anybody: this bounds what one match may cost.
_PATTERNS = jsonschema_rs.FancyRegexOptions(backtrack_limit=10_000)


@dataclass(frozen=True, slots=True)
class FailingItem:
    """An item that does not suit columns, and why."""

    key: str
    message: str


class InvalidColumns(Invalid):
    """A dataset has at least one column, and not more than this installation allows."""

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
    """Items that exist would not suit the new columns."""

    code = "INCOMPATIBLE_SCHEMA"

    def __init__(
        self, message: str | None = None, *, path: Sequence[str | int] = (), items: Sequence[FailingItem] = ()
    ) -> None:
        super().__init__(message, path=path)
        self.items = list(items)


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


def declared(columns: Sequence[dict[str, Any]], *path: str, most: int | None = None) -> list[dict[str, Any]]:
    """Columns as they are stored, once they are found to be in order."""
    here, most = path or ("input", "columns"), most or limits().max_columns
    if not 1 <= len(columns) <= most:
        raise InvalidColumns(f"This dataset has 1 to {most:,} columns.", path=here)
    made: list[dict[str, Any]] = []
    for index, column in enumerate(columns):
        name = _name(column["name"], *here, str(index), "name")
        if any(other["name"] == name for other in made):
            raise ColumnNameTaken(path=(*here, str(index), "name"))
        validator(column.get("json_schema"), *here, str(index), "jsonSchema")
        made.append(_stored(column, name, *here, str(index)))
    return made


def _name(text: str, *path: str) -> str:
    name = text.strip()
    if not is_name(name, MAX_NAME):
        raise InvalidColumnName(path=path)
    return name


def _stored(column: dict[str, Any], name: str, *path: str) -> dict[str, Any]:
    return {
        "name": name,
        "display_name": _name(column.get("display_name") or name, *path, "displayName"),
        "description": as_text(column.get("description"), *path, "description"),
        "content_type": ContentType(column.get("content_type", ContentType.TEXT)).value,
        "display_format": DisplayFormat(column.get("display_format", DisplayFormat.PLAIN_TEXT)).value,
        "json_schema": column.get("json_schema"),
        "required": bool(column.get("required", False)),
        "hidden": bool(column.get("hidden", False)),
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


def removed(before: Sequence[dict[str, Any]], tombs: Sequence[dict[str, Any]], wanted: Sequence[dict[str, Any]]) -> Any:
    """The columns that there were once, and are no longer."""
    names = {column["name"] for column in wanted}
    gone = {column["name"]: column for column in (*tombs, *before) if column["name"] not in names}
    return list(gone.values())


def require_same_content(
    before: Sequence[dict[str, Any]], tombs: Sequence[dict[str, Any]], wanted: Sequence[dict[str, Any]]
) -> None:
    """Refuse another content type for a column that items may have values of; JSON takes whatever there was."""
    known = {column["name"]: column["content_type"] for column in (*tombs, *before)}
    for index, column in enumerate(wanted):
        was = known.get(column["name"], column["content_type"])
        if column["content_type"] not in {was, ContentType.JSON}:
            message = f"The column {column['name']!r} holds {was}; where there are items, that can only become JSON."
            raise IncompatibleSchema(message, path=("input", "columns", str(index), "contentType"))


def is_wider(before: Sequence[dict[str, Any]], tombs: Sequence[dict[str, Any]], wanted: Sequence[dict[str, Any]]) -> bool:
    """Whether every item that suited the columns before must suit these, so that none has to be looked at."""
    present, gone = {column["name"]: column for column in before}, {column["name"] for column in tombs}
    return all(_takes_all_of(column, present.get(column["name"]), column["name"] in gone) for column in wanted)


def _takes_all_of(column: dict[str, Any], before: dict[str, Any] | None, was_removed: bool) -> bool:
    if before is None:
        return not column["required"] and not was_removed
    if column["required"] and not before["required"]:
        return False
    return column["json_schema"] is None or all(column[part] == before[part] for part in ("json_schema", "content_type"))


class Checker:
    """Checks items against the columns of a dataset."""

    def __init__(self, columns: Sequence[dict[str, Any]], others: Sequence[str] = ()) -> None:
        self.columns = {column["name"]: column for column in columns}
        self._others = frozenset(others)
        """Columns that are no longer there, of which items may still have values."""
        self._validators = {name: validator(column["json_schema"]) for name, column in self.columns.items()}
        self._required = [name for name, column in self.columns.items() if column["required"]]
        schemas = {name: column["json_schema"] for name, column in self.columns.items()}
        self._takes_any_text = frozenset(
            name for name in schemas if schemas[name] is None and self._is(name, ContentType.TEXT)
        )
        self._takes_anything = frozenset(
            name for name in schemas if schemas[name] is None and self._is(name, ContentType.JSON)
        )

    def check(self, data: dict[str, Any], *path: str) -> None:
        """Refuse an item's data at its first fault; null counts as no value."""
        for fault in self.faults(data, *path):
            raise fault

    def faults(self, data: dict[str, Any], *path: str) -> Iterator[DomainError]:
        """All that is wrong with an item's data, a fault a column at most."""
        for name in self._required:
            if data.get(name) is None:
                yield MissingValue(f"The column {name!r} is required.", path=(*path, name))
        for name, value in data.items():
            if name not in self.columns:
                if name not in self._others:
                    yield UnknownColumn(f"The dataset has no column {name!r}.", path=(*path, name))
            elif value is None or (name in self._takes_any_text and isinstance(value, str)) or name in self._takes_anything:
                continue
            elif fault := self._fault(name, value):
                yield ValueInvalid(fault, path=(*path, name))

    def _is(self, name: str, kind: ContentType) -> bool:
        return bool(self.columns[name]["content_type"] == kind)

    def _fault(self, name: str, value: Any) -> str | None:
        column = self.columns[name]
        match column["content_type"]:
            case ContentType.TEXT if not isinstance(value, str) and "type" not in (column["json_schema"] or {}):
                return f"The column {name!r} holds text; a JSON Schema with a `type` would let it hold something else."
            case ContentType.IMAGE | ContentType.AUDIO | ContentType.VIDEO as kind if not _is_media(value, kind):
                return f"The column {name!r} holds {kind.lower()}s: give an http(s) address or a data URL of that kind."
            case ContentType.MULTI_TURN:
                return self._fault_of_turns(name, value)
        return _first_fault(self._validators[name], value)

    def _fault_of_turns(self, name: str, value: Any) -> str | None:
        if not isinstance(value, list) or not 1 <= len(value) <= MAX_TURNS:
            return f"The column {name!r} holds a list of 1 to {MAX_TURNS} turns."
        for index, turn in enumerate(value):
            if not isinstance(turn, dict) or not turn or not all(isinstance(text, str) for text in turn.values()):
                return f"Turn {index}: a turn is an object of texts."
            if fault := _first_fault(self._validators[name], turn):
                return f"Turn {index}: {fault}"
        return None

    def is_text(self, name: str) -> bool:
        """Whether a cell of a file is a value of the column as it stands."""
        return self.columns[name]["content_type"] in _PLAIN

    def failing(self, items: Sequence[tuple[str, dict[str, Any]]], most: int) -> Iterator[FailingItem]:
        """Items, by key and data, that do not suit the columns, each with its first fault; no more than so many."""
        for key, data in items:
            if most <= 0:
                return
            for fault in self.faults(data):
                yield FailingItem(key, fault.message)
                most -= 1
                break


_PLAIN = frozenset({ContentType.TEXT, *MEDIA})


def _is_media(value: Any, kind: str) -> bool:
    if not isinstance(value, str):
        return False
    return bool(_ADDRESS.fullmatch(value)) or value.startswith(f"data:{kind.lower()}/")


def _first_fault(check: jsonschema_rs.Validator | None, value: Any) -> str | None:
    if check is None:
        return None
    try:
        check.validate(value)
    except ValueError as fault:
        return _explained(fault)
    return None


def _explained(fault: ValueError) -> str:
    if not isinstance(fault, jsonschema_rs.ValidationError):
        return str(fault)[:300]
    place = "".join(f"/{step}" for step in fault.instance_path)
    return f"At {place}: {fault.message[:300]}" if place else fault.message[:300]
