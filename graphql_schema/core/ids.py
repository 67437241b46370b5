"""Global ids: opaque to clients, `<type>_<hex>` to us; and references to entities in inputs."""

from __future__ import annotations

import enum
from typing import Any

import strawberry
from strawberry.types.base import has_object_definition
from strawberry.types.unset import UNSET
from strawberry.utils.str_converters import to_camel_case

from app.core.errors import Invalid, NotFound
from app.core.model import Entity


def global_id(type_name: str, pk: int) -> strawberry.ID:
    """The id of an entity in the API."""
    return strawberry.ID(f"{type_name}_{pk:x}")


def parse_global_id(text: str) -> tuple[str, int] | None:
    """The type and the row's id, or nothing if the text is no global id."""
    name, _, digits = text.rpartition("_")
    try:
        pk = int(digits, 16)
    except ValueError:
        return None
    return (name, pk) if name and 0 <= pk < 1 << 63 and "_" not in digits and digits == digits.strip() else None


def row_id(text: str, model: type[Entity], *path: str) -> int:
    """The row's id of an entity of one kind; an id of another kind names nothing."""
    parsed = parse_global_id(text)
    if parsed is None or parsed[0] != model.__name__:
        raise NotFound(f"That is not the id of a {model.__name__}.", path=path)
    return parsed[1]


def ref(model: type[Entity], description: str, **options: Any) -> Any:
    """An input field that names an entity of one kind."""
    return strawberry.field(description=description, metadata={"ref": model}, **options)


def values(given: Any, *path: str) -> dict[str, Any]:
    """An input as the keyword arguments of a use case: ids as rows' ids, nested inputs as dicts, what is unset left out."""
    here = path or ("input",)
    found: dict[str, Any] = {}
    for field in given.__strawberry_definition__.fields:
        value = getattr(given, field.python_name)
        if value is not UNSET:
            found[field.python_name] = _plain(
                value, field.metadata.get("ref"), *here, field.graphql_name or to_camel_case(field.python_name)
            )
    return found


def require_text(text: str, *path: str) -> str:
    """Text that every database can store."""
    if "\x00" in text:
        raise Invalid("Text cannot contain the NUL character.", path=path)
    return text


def _plain(value: Any, model: type[Entity] | None, *path: str) -> Any:
    if isinstance(value, list):
        return [_plain(item, model, *path, str(index)) for index, item in enumerate(value)]
    if model is not None and value is not None:
        return row_id(value, model, *path)
    if isinstance(value, str) and not isinstance(value, enum.Enum):
        return require_text(value, *path)
    is_input = has_object_definition(value) and not isinstance(value, enum.Enum)
    return values(value, *path) if is_input else value
