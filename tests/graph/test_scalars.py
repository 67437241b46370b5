"""Values that cannot be read are the client's error, wherever they stand."""

from __future__ import annotations

import json

import pytest

from tests.api import Api

TIMES = ("", "now", "2026-02-30", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")
DECIMALS = ("", "1_x", "NaN", "-Infinity", "1e999999", "1e-999999")


@pytest.mark.parametrize("value", TIMES)
async def test_a_moment_that_is_none_is_refused(api: Api, value: str) -> None:
    prompts = "prompts(filter: { updatedAt: { gte: %s } }) { totalCount }"
    literal = await api.execute(f"query($id: ID!) {{ space(id: $id) {{ {prompts % json.dumps(value)} }} }}", id=api.space)
    assert literal.codes == ["GRAPHQL_VALIDATION_FAILED"]
    given = await api.execute(
        f"query($id: ID!, $at: DateTime!) {{ space(id: $id) {{ {prompts % '$at'} }} }}", id=api.space, at=value
    )
    assert set(given.codes) <= {"GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"}
    assert given.errors


@pytest.mark.parametrize("value", DECIMALS)
async def test_a_number_that_is_none_is_refused(api: Api, value: str) -> None:
    results = "... on ExperimentRun { results(filter: { cost: { gte: %s } }) { totalCount } }"
    literal = await api.execute(f"query($id: ID!) {{ node(id: $id) {{ {results % json.dumps(value)} }} }}", id=api.space)
    assert literal.codes == ["GRAPHQL_VALIDATION_FAILED"]
    given = await api.execute(
        f"query($id: ID!, $cost: Decimal!) {{ node(id: $id) {{ {results % '$cost'} }} }}", id=api.space, cost=value
    )
    assert set(given.codes) <= {"GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"}
    assert given.errors
