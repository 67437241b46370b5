"""Compiled execution and graphql-core's answer the same bytes, for queries that nobody thought of."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from graphql_schema.core.executing import compiled, only_graphql_core
from tests.api import Api
from tests.conftest import ON_POSTGRES
from tests.differential import is_same
from tests.filled import fill, ids_by_type
from tests.generated import Generated, generated

# Making a query takes longer than executing it twice.
DOCUMENTS = int(os.environ.get("GRAPHLOOP_TEST_DOCUMENTS", "40" if ON_POSTGRES else "200"))


@dataclass
class Tally:
    """What the queries came to."""

    asked: int = 0
    with_rows: int = 0
    with_errors: int = 0


@pytest.fixture
async def ids(api: Api) -> dict[str, list[str]]:
    await fill(api)
    return await ids_by_type(api)


@pytest.fixture
async def tally() -> AsyncIterator[Tally]:
    plans, fallbacks = compiled.plans, compiled.fallbacks
    counted = Tally()
    yield counted
    planned, fell_back = compiled.plans - plans, compiled.fallbacks - fallbacks
    print(f"{counted}, {planned} plans, {fell_back} fallbacks")  # noqa: T201 shown with -s
    if counted.asked >= DOCUMENTS:
        assert counted.with_rows > 0.8 * counted.asked
        assert planned > 0.9 * counted.asked


# After an error graphql-core cancels what it has not begun, and leaves a resolver's coroutine that nobody awaits.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@settings(
    max_examples=DOCUMENTS,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(query=generated)
async def test_both_executors_answer_the_same(api: Api, ids: dict[str, list[str]], tally: Tally, query: Generated) -> None:
    document, variables = query.document(ids)
    sent = {"query": document, "variables": variables}
    answer = (await api.client.post("/graphql", json=sent)).content
    with only_graphql_core():
        expected = (await api.client.post("/graphql", json=sent)).content
    assert is_same(answer, expected), (document, variables, answer, expected)
    count(tally, orjson.loads(answer))


def count(tally: Tally, answer: dict[str, Any]) -> None:
    tally.asked += 1
    tally.with_errors += "errors" in answer
    tally.with_rows += any(has_rows(value) for value in (answer.get("data") or {}).values())


def has_rows(value: Any) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    return any(map(has_rows, value)) if isinstance(value, list) else value is not None
