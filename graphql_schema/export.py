"""The schema as text: `schema.graphql` is committed, so that a review can read what changes for clients."""

from __future__ import annotations

import difflib
from pathlib import Path

from graphql_schema.schema import schema

FILE = Path(__file__).with_name("schema.graphql")


def printed() -> str:
    """The present schema in the schema definition language."""
    return schema.as_str().rstrip() + "\n"


def difference() -> str:
    """What would change in the file; empty if it is up to date."""
    stored = FILE.read_text() if FILE.exists() else ""
    lines = difflib.unified_diff(stored.splitlines(), printed().splitlines(), "schema.graphql", "the code", lineterm="")
    return "\n".join(lines)


def write() -> None:
    """Bring the file up to date."""
    FILE.write_text(printed())
