"""Results of a run are put in order by one metric, and found by it, as people corrected it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import Api
from tests.evaluation.test_corrections import correct
from tests.evaluation.test_evaluators import code, judge, made
from tests.experiments.test_experiments import experiment
from tests.world import World, make_world, run

LIST = """query($id: ID!, $filter: ExperimentItemResultFilter, $order: ExperimentItemResultOrder, $first: Int! = 50,
  $after: String) { experimentRun(id: $id) { results(filter: $filter, orderBy: $order, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { cursor } nodes { id datasetItem { key } } } } }"""
RECORDS = """query($id: ID!) { experimentRun(id: $id) { evaluatorRecords { nodes {
  id alias outputName effectiveScore effectiveLabel effectivePassed itemResult { datasetItem { key } } } } } }"""
# Counts letters; a ticket about pages has no score.
LENGTH = "def evaluate(output):\n    assert 'pages' not in output\n    return len(output) / 100"
OUTPUTS = [
    {"name": "accuracy", "type": "NUMERIC", "min": 0, "max": 1, "passThreshold": 0.5},
    {"name": "tone", "type": "CATEGORICAL", "categories": ["good", "bad"], "passingCategories": ["good"]},
    {"name": "safe", "type": "BOOLEAN"},
]
ALIAS = "v1.2 length"


@pytest.fixture
async def world(api: Api) -> World:
    """A run with an evaluator whose name has a dot, and a judge of three outputs."""
    world = await make_world(api, runs=0)
    messages = [{"role": "USER", "content": "Output: {{output}}\nExpected: {{expected}}"}]
    length = await made(api, code(LENGTH), "length")
    rubric = await made(api, judge(outputs=OUTPUTS, messages=messages), "rubric")
    output = {"name": "output", "output": True}
    places = [
        {"evaluatorVersionId": length["latestVersion"]["id"], "alias": ALIAS, "inputs": [output]},
        {
            "evaluatorVersionId": rubric["latestVersion"]["id"],
            "alias": "rubric",
            "inputs": [output, {"name": "expected", "column": "expected"}],
        },
    ]
    pk = await experiment(api, world, target={"column": {"column": "ticket"}}, evaluators=places)
    world.ids["experimentId"] = pk
    await run(api, world)
    return world


async def records(api: Api, world: World, alias: str, output: str = "") -> dict[str, Any]:
    """What an evaluator's output said of the items, by their keys."""
    found = (await api.execute(RECORDS, id=world["experimentRunId"]))["experimentRun"]["evaluatorRecords"]["nodes"]
    return {
        one["itemResult"]["datasetItem"]["key"]: one for one in found if (one["alias"], one["outputName"]) == (alias, output)
    }


async def put(api: Api, world: World, output: str, **by_item: dict[str, Any]) -> None:
    """Correct what the judge said of some items."""
    found = await records(api, world, "rubric", output)
    for key, values in by_item.items():
        (await correct(api, found[key]["id"], **values)).payload()


async def paged(api: Api, world: World, first: int, **order: Any) -> list[str]:
    """The keys of all results in an order, a page at a time."""
    keys: list[str] = []
    after, order = None, {"field": "EVALUATOR_SCORE"} | order
    while True:
        asked = await api.execute(LIST, id=world["experimentRunId"], order=order, first=first, after=after)
        page = asked["experimentRun"]["results"]
        keys += [node["datasetItem"]["key"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        assert [edge["cursor"] for edge in page["edges"]][-1] == after
        if not page["pageInfo"]["hasNextPage"]:
            return keys


async def keys(api: Api, world: World, *said: dict[str, Any]) -> set[str]:
    wanted = {"evaluatorRecords": list(said)}
    found = (await api.execute(LIST, id=world["experimentRunId"], filter=wanted))["experimentRun"]["results"]
    named = {row["datasetItem"]["key"] for row in found["nodes"]}
    assert found["totalCount"] == len(named)
    return named


@pytest.mark.parametrize("first", [1, 3, 50])
async def test_results_are_put_in_order_by_a_metric_as_corrected(api: Api, world: World, first: int) -> None:
    assert await paged(api, world, first, metric=ALIAS) == ["t0", "t1", "t2", "t3"]
    assert await paged(api, world, first, metric=ALIAS, direction="ASC") == ["t2", "t1", "t0", "t3"]
    lowest = (await records(api, world, ALIAS))["t2"]
    (await correct(api, lowest["id"], score=0.145)).payload()
    assert await paged(api, world, first, metric=ALIAS) == ["t0", "t2", "t1", "t3"]
    assert await paged(api, world, first, metric=ALIAS, direction="ASC") == ["t1", "t2", "t0", "t3"]


@pytest.mark.parametrize("first", [1, 2])
async def test_one_output_of_several_puts_results_in_order_and_ties_are_paged_through(
    api: Api, world: World, first: int
) -> None:
    await put(api, world, "accuracy", t0={"score": 0.25}, t1={"score": 1}, t2={"score": 0.25}, t3={"score": 0})
    assert await paged(api, world, first, metric="rubric.accuracy") == ["t1", "t2", "t0", "t3"]
    assert await paged(api, world, first, metric="rubric.accuracy", direction="ASC") == ["t3", "t0", "t2", "t1"]
    # Nobody said anything of it: the newest first.
    assert await paged(api, world, first, metric="rubric.nothing") == ["t3", "t2", "t1", "t0"]


async def test_an_order_by_a_metric_names_it_and_its_cursors_are_of_it(api: Api, world: World) -> None:
    async def asked(order: dict[str, Any], after: str | None = None) -> Any:
        return await api.execute(LIST, id=world["experimentRunId"], order=order, first=1, after=after)

    assert (await asked({"field": "EVALUATOR_SCORE"})).codes == ["ORDER_INCOMPLETE"]
    assert (await asked({"field": "EVALUATOR_SCORE", "metric": ""})).codes == ["ORDER_INCOMPLETE"]
    assert (await asked({"field": "COST", "metric": ALIAS})).codes == ["ARGUMENT_NOT_OF_ORDER"]
    by_length = {"field": "EVALUATOR_SCORE", "metric": ALIAS}
    end = (await asked(by_length))["experimentRun"]["results"]["pageInfo"]["endCursor"]
    assert (await asked(by_length | {"metric": "rubric.accuracy"}, end)).codes == ["INVALID_CURSOR"]
    assert (await asked({"field": "WEIGHTED_SCORE"}, end)).codes == ["INVALID_CURSOR"]


async def test_results_of_many_runs_are_put_in_order_at_once(api: Api, world: World) -> None:
    await run(api, world)
    lists = """results(first: 3, orderBy: { field: EVALUATOR_SCORE, metric: "v1.2 length", direction: ASC }) {
      %s }"""
    document = f"""query($id: ID!) {{ experiment(id: $id) {{ runs {{ nodes {{
      plain: {lists % "nodes { datasetItem { key } }"}
      rest: {lists % "pageInfo { hasNextPage } edges { node { datasetItem { key } } }"} }} }} }} }}"""
    found = (await api.execute(document, id=world["experimentId"]))["experiment"]["runs"]["nodes"]
    assert len(found) == 2
    for one in found:
        assert [node["datasetItem"]["key"] for node in one["plain"]["nodes"]] == ["t2", "t1", "t0"]
        assert [edge["node"]["datasetItem"]["key"] for edge in one["rest"]["edges"]] == ["t2", "t1", "t0"]
        assert one["rest"]["pageInfo"]["hasNextPage"]


async def test_results_are_found_by_what_counts_of_an_evaluator(api: Api, world: World) -> None:
    await put(api, world, "accuracy", t0={"score": 0.5}, t1={"score": 0.4}, t2={"score": 1}, t3={"score": 0})
    await put(api, world, "safe", **{f"t{number}": {"passed": number == 3} for number in range(4)})
    await put(api, world, "tone", **{f"t{number}": {"label": "bad" if number else "good"} for number in range(4)})

    def of(output: str, **given: Any) -> dict[str, Any]:
        return {"alias": {"eq": "rubric"}, "outputName": {"eq": output}} | given

    high = of("accuracy", effectiveScore={"gte": 0.5})
    assert await keys(api, world, high) == {"t0", "t2"}
    assert await keys(api, world, of("accuracy", effectiveScore={"gt": 0, "lt": 1})) == {"t0", "t1"}
    assert await keys(api, world, of("safe", effectivePassed={"eq": True})) == {"t3"}
    assert await keys(api, world, of("safe", effectivePassed={"eq": False})) == {"t0", "t1", "t2"}
    assert await keys(api, world, of("tone", effectiveLabel={"eq": "bad"})) == {"t1", "t2", "t3"}
    assert await keys(api, world, high, of("tone", effectiveLabel={"in": ["bad"]})) == {"t2"}
    wanted = {"evaluatorRecords": [high], "item": {"key": {"in": ["t0", "t1", "t2"]}}, "status": {"eq": "SUCCEEDED"}}
    order = {"field": "EVALUATOR_SCORE", "metric": ALIAS, "direction": "ASC"}
    found = await api.execute(LIST, id=world["experimentRunId"], filter=wanted, order=order)
    assert [node["datasetItem"]["key"] for node in found["experimentRun"]["results"]["nodes"]] == ["t2", "t0"]


async def test_what_nobody_corrected_counts_as_the_evaluator_said_it(api: Api, world: World) -> None:
    def length(**given: Any) -> dict[str, Any]:
        return {"alias": {"eq": ALIAS}, "effectiveScore": given}

    assert await keys(api, world, length(gte=0.14)) == {"t0", "t1"}
    assert await keys(api, world, length(isNull=True)) == {"t3"}
    (await correct(api, (await records(api, world, ALIAS))["t1"]["id"], score=0.01)).payload()
    assert await keys(api, world, length(gte=0.14)) == {"t0"}
    assert await keys(api, world, length(lt=0.14, isNull=False)) == {"t1", "t2"}
    assert await keys(api, world, length(isNull=False)) == {"t0", "t1", "t2"}
