"""Where attributes of common data models are in the graph: a page made from a table and checked against the schema."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, build_schema

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "graphql_schema" / "schema.graphql"
TABLE = ROOT / "docs" / "entities.toml"
PAGE = ROOT / "docs" / "entities.md"
HEAD = """# Entities

Tools for prompts and evaluation keep much the same things, each under names of its own. This page says where each
attribute of two common data models, one with `snake_case` and one with `camelCase` names, is in this graph: for moving from
such a tool, and for finding what one knows by another name. What is deleted is no longer in the graph; the audit log of the
space or the organization says when, and who did it.

`make entities` writes it from `entities.toml`; every field named here is in the schema.
"""


class NoSuchField(ValueError):
    """An attribute leads to a field that the schema does not have."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a table, the fields where it is, and what to know about that."""

    table: str
    name: str
    fields: tuple[str, ...]
    note: str | None = None


def attributes(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[Attribute]:
    """What the table says, attribute by attribute."""
    for table, columns in tables.items():
        for name, said in columns.items():
            at, note = (said["at"], said.get("note")) if isinstance(said, dict) else (said, None)
            yield Attribute(table, name, (at,) if isinstance(at, str) else tuple(at), note)


def check(found: list[Attribute], schema: GraphQLSchema) -> None:
    """Refuse attributes that lead nowhere, or to what is not a field of an object or an input."""
    lost = [f"{one.table}.{one.name}: {field}" for one in found for field in one.fields if not _is_field(schema, field)]
    lost += [f"{one.table}.{one.name}: nothing" for one in found if not one.fields]
    if lost:
        raise NoSuchField(f"The schema lacks what these lead to: {', '.join(lost)}.")


def _is_field(schema: GraphQLSchema, path: str) -> bool:
    type_name, _, field = path.partition(".")
    kind = schema.get_type(type_name)
    return isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType) and field in kind.fields


def page(found: list[Attribute]) -> str:
    """The page in Markdown, a section for each table."""
    tables = dict.fromkeys(one.table for one in found)
    return "\n".join([HEAD, *(_section(table, [one for one in found if one.table == table]) for table in tables)])


def _section(table: str, found: list[Attribute]) -> str:
    lines = [f"## {table}", "", "| attribute | field | |", "|---|---|---|"]
    for one in found:
        fields = ", ".join(f"`{field}`" for field in one.fields)
        lines.append(f"| `{one.name}` | {fields} | {one.note or ''} |")
    return "\n".join([*lines, ""])


def read() -> list[Attribute]:
    """The attributes as they are written down."""
    return list(attributes(tomllib.loads(TABLE.read_text())))


def made() -> str:
    """The page as it should be."""
    found = read()
    check(found, build_schema(SCHEMA.read_text()))
    return page(found)


if __name__ == "__main__":
    PAGE.write_text(made())
