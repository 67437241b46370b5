"""Results are found by what evaluators and people said, by their items and by what they took, and put in order."""

from __future__ import annotations

from typing import Any

import pytest

from app.experiments.models import ExperimentItemResult
from graphql_schema.core.ids import row_id
from tests.annotated import answer, question, results_of
from tests.api import Api
from tests.world import World, make_world

LIST = """query($id: ID!, $filter: ExperimentItemResultFilter, $order: ExperimentItemResultOrder, $first: Int! = 50,
  $after: String) { experimentRun(id: $id) { results(filter: $filter, orderBy: $order, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { datasetItem { key } cost latencyMs weightedScore } } } }"""
ITEMS = [
    {
        "key": f"t{number}",
        "data": {"ticket": text, "expected": text if number % 2 else "other"},
        "tags": ["fire", "hot"] if number == 0 else ["hot spot"],
        **({"split": "test"} if number < 2 else {}),
    }
    for number, text in enumerate(("printer on fire", 'can "not" sign in', "refund please", "slow pages"))
]


@pytest.fixture
async def world(api: Api) -> World:
    return await make_world(api, items=ITEMS)


async def keys(api: Api, world: World, **filter: Any) -> set[str]:
    found = (await api.execute(LIST, id=world["experimentRunId"], filter=filter))["experimentRun"]["results"]
    named = {row["datasetItem"]["key"] for row in found["nodes"]}
    assert found["totalCount"] == len(named)
    return named


async def test_results_are_found_by_what_evaluators_said(api: Api, world: World) -> None:
    def said(**given: Any) -> list[dict[str, Any]]:
        return [{"alias": {"eq": "exact"}} | given]

    assert await keys(api, world, evaluatorRecords=said(score={"gte": 0.5})) == {"t1", "t3"}
    assert await keys(api, world, evaluatorRecords=said(score={"lt": 0.5})) == {"t0", "t2"}
    assert await keys(api, world, evaluatorRecords=said(passed={"eq": True})) == {"t1", "t3"}
    assert await keys(api, world, evaluatorRecords=[{"alias": {"eq": "nobody"}}]) == set()
    both = [*said(score={"gte": 0.5}), *said(passed={"eq": False})]
    assert await keys(api, world, evaluatorRecords=both) == set()
    assert await keys(api, world, evaluatorRecords=[]) == {"t0", "t1", "t2", "t3"}
    many = await api.execute(LIST, id=world["experimentRunId"], filter={"evaluatorRecords": said() * 11})
    assert many.codes == ["TOO_MANY_CONDITIONS"]


async def test_results_are_found_by_their_items_and_outputs(api: Api, world: World) -> None:
    assert await keys(api, world, item={"tags": {"has": "fire"}}) == {"t0"}
    assert await keys(api, world, item={"tags": {"has": "hot"}}) == {"t0"}
    assert await keys(api, world, item={"split": {"eq": "test"}}) == {"t0", "t1"}
    assert await keys(api, world, item={"key": {"in": ["t1", "t2"]}}) == {"t1", "t2"}
    assert await keys(api, world, item={"data": {"contains": "REFUND"}}) == {"t2"}
    assert await keys(api, world, output={"contains": 'can "NOT"'}) == {"t1"}
    assert await keys(api, world, output={"contains": "%"}) == set()
    assert await keys(api, world, output={"isNull": False}, item={"split": {"isNull": True}}) == {"t2", "t3"}


async def test_results_are_found_by_what_people_said(api: Api, world: World) -> None:
    results = await results_of(api, world)
    config = await question(api, world, name="helpful", dataType="NUMERIC")
    other = await question(api, world, name="tone", dataType="BOOLEAN")
    for key, value in (("t0", 1), ("t1", 5)):
        (await answer(api, results[key], config, value=value)).payload()
    (await answer(api, results["t1"], other, label="True", comment="Lovely")).payload()
    assert await keys(api, world, annotations=[{"scoreConfig": {"eq": config}}]) == {"t0", "t1"}
    high = {"scoreConfig": {"eq": config}, "value": {"gt": 3}}
    assert await keys(api, world, annotations=[high]) == {"t1"}
    assert await keys(api, world, annotations=[high, {"label": {"eq": "False"}}]) == set()
    assert await keys(api, world, annotations=[high, {"comment": {"contains": "lovely"}}]) == {"t1"}
    assert await keys(api, world, annotations=[{"author": {"eq": api.user}}]) == {"t0", "t1"}


@pytest.mark.parametrize("field", ["COST", "LATENCY_MS", "WEIGHTED_SCORE"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_results_in_an_order_are_paged_through_once(api: Api, world: World, field: str, direction: str) -> None:
    column = field.lower()
    taken: list[Any] = [9, 10.5, 10.5, None]
    for pk, value in zip((await results_of(api, world)).values(), taken, strict=True):
        given = int(value) if value is not None and column == "latency_ms" else value
        await ExperimentItemResult.filter(id=row_id(pk, ExperimentItemResult, "id")).update(**{column: given})
    seen: list[Any] = []
    after = None
    while True:
        order = {"field": field, "direction": direction}
        asked = await api.execute(LIST, id=world["experimentRunId"], order=order, first=1, after=after)
        page = asked["experimentRun"]["results"]
        seen += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    shown = {"cost": "cost", "latency_ms": "latencyMs", "weighted_score": "weightedScore"}[column]
    found = [None if row[shown] is None else float(row[shown]) for row in seen]
    known = sorted((value for value in found if value is not None), reverse=direction == "DESC")
    assert found == [*known, None]
    assert len({row["datasetItem"]["key"] for row in seen}) == 4


async def test_costs_are_compared_as_numbers(api: Api, world: World) -> None:
    for pk, cost in zip((await results_of(api, world)).values(), ("9", "10", "0.5", None), strict=True):
        await ExperimentItemResult.filter(id=row_id(pk, ExperimentItemResult, "id")).update(cost=cost)
    found = await api.execute(LIST, id=world["experimentRunId"], filter={"cost": {"gte": "9"}})
    assert sorted(float(row["cost"]) for row in found["experimentRun"]["results"]["nodes"]) == [9, 10]


@pytest.mark.parametrize(
    "cursor", ["WyJjb3N0IiwieCIsMV0", "WyJjb3N0IixbXSwxXQ", "WyJjb3N0IiwiTmFOIiwxXQ", "WyJpZCIsbnVsbCwxXQ"]
)
async def test_a_cursor_that_holds_no_cost_is_refused(api: Api, world: World, cursor: str) -> None:
    asked = await api.execute(LIST, id=world["experimentRunId"], order={"field": "COST"}, first=1, after=cursor)
    assert asked.codes == ["INVALID_CURSOR"]
