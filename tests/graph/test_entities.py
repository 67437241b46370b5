"""The page of attributes leads to fields that exist, and says what its table says."""

from __future__ import annotations

import re

import pytest
from graphql import build_schema

from graphql_schema.entities import PAGE, SCHEMA, Attribute, NoSuchField, attributes, check, made, page, read
from tests.system.conftest import ROOT

FOUND = read()


def test_page_is_as_its_table_says() -> None:
    assert PAGE.read_text() == made(), "run `make entities`"


def test_every_attribute_leads_to_a_field() -> None:
    check(FOUND, build_schema(SCHEMA.read_text()))
    assert all(one.fields and one.name for one in FOUND)
    assert len({one.table for one in FOUND}) >= 45
    assert len(FOUND) >= 450


@pytest.mark.parametrize("field", ["User.shoeSize", "Nobody.name", "User", "Role.OWNER", ""])
def test_what_the_schema_lacks_is_refused(field: str) -> None:
    with pytest.raises(NoSuchField, match=r"user\.size"):
        check([Attribute("user", "size", (field,))], build_schema(SCHEMA.read_text()))


def test_an_attribute_without_a_field_is_refused() -> None:
    with pytest.raises(NoSuchField, match="nothing"):
        check(list(attributes({"user": {"size": []}})), build_schema(SCHEMA.read_text()))


def test_fields_may_be_inputs_and_have_notes() -> None:
    found = list(attributes({"user": {"password": {"at": "RegisterInput.password", "note": "Only given."}}}))
    check(found, build_schema(SCHEMA.read_text()))
    assert "| `password` | `RegisterInput.password` | Only given. |" in page(found)


def test_entries_of_the_audit_log_are_ones_that_are_made() -> None:
    source = "\n".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))
    named = {action for one in FOUND for action in re.findall(r"`(\w+\.\w+)`", one.note or "")}
    assert named
    assert [action for action in sorted(named) if f'"{action}"' not in source] == []
