"""JSON Schemas that people write: checked when they come in, never fetching anything."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import orjson

from app.core.errors import Invalid

MAX_BYTES = 65_536
_PATTERNS = jsonschema_rs.FancyRegexOptions(backtrack_limit=10_000)


class InvalidJsonSchema(Invalid):
    """That is no valid JSON Schema."""

    code = "INVALID_JSON_SCHEMA"


def checked_schema(schema: Any, *path: str) -> dict[str, Any]:
    """A JSON Schema, if it is one."""
    if not isinstance(schema, dict):
        raise InvalidJsonSchema("A JSON Schema is an object here.", path=path)
    if len(orjson.dumps(schema)) > MAX_BYTES:
        raise InvalidJsonSchema("A JSON Schema has at most 64 KB.", path=path)
    try:
        jsonschema_rs.validator_for(schema, offline=True, pattern_options=_PATTERNS)
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        fault = str(error).split("\n", 1)[0]
        raise InvalidJsonSchema(f"The JSON Schema is not valid: {fault[:300]}", path=path) from None
    return schema


def checked_parameters(schema: Any, *path: str) -> dict[str, Any]:
    """A JSON Schema of a function's arguments, which are always an object."""
    checked = checked_schema(schema, *path)
    if checked.get("type") != "object":
        raise InvalidJsonSchema("A function's arguments are an object: give the schema `type: object`.", path=path)
    return checked
