"""What a run's metrics say equals what anybody would compute from its exported results."""

from __future__ import annotations

import itertools
import json
import math
import statistics
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evaluation.models import EvaluatorRecord
from app.experiments.ending import add_up
from app.experiments.intervals import wilson
from app.experiments.models import ExperimentAggregateResult, ExperimentRun
from graphql_schema.core.ids import row_id
from tests.annotated import exact
from tests.api import Api
from tests.waiting import until
from tests.world import World, make_world, run

LABELS = ("hot", "cold", "warm")
ITEMS = [
    {
        "key": f"i{number}",
        "data": {"ticket": f"ticket {number}" * (number % 5 + 1), "expected": f"ticket {number}" if number % 3 else "x"},
        "tags": [LABELS[number % 3], *(["odd"] if number % 2 else [])],
        **({"split": "test"} if number < 4 else {}),
    }
    for number in range(24)
]
COLUMNS = "name kind count mean meanLow meanHigh median p5 p10 p25 p75 p90 p95 p99 min max standardDeviation passRate"
METRICS = f"""query($id: ID!) {{ experimentRun(id: $id) {{ aggregateResults {{ {COLUMNS} passCount verdictCount failedCount
  passRateLow passRateHigh distribution {{ label low high count }}
  passRateAt(threshold: 0.5) {{ passed count low high }} }} }} }}"""
SLICES = """query($id: ID!, $dimension: AggregateDimension!, $column: String, $first: Int! = 20) { experimentRun(id: $id) {
  aggregatesBy(dimension: $dimension, column: $column, first: $first) { value itemCount metrics {
    name kind count mean meanLow median passRate distribution { count } } } } }"""
PARTS = {"p5": 5, "p10": 10, "p25": 25, "median": 50, "p75": 75, "p90": 90, "p95": 95, "p99": 99}


@pytest.fixture
async def world(api: Api) -> World:
    world = await make_world(api, items=ITEMS, runs=0)
    judge = {
        "evaluatorVersionId": world["judgeVersionId"],
        "alias": "helpful",
        "weight": 3,
        "inputs": [{"name": "question", "column": "ticket"}, {"name": "answer", "output": True}],
    }
    made = await api.mutate(
        "createExperiment",
        "experiment { id }",
        spaceId=world["spaceId"],
        name="measured",
        datasetVersionId=world["datasetVersionId"],
        target={"model": {"model": "demo/echo", "column": "ticket"}},
        evaluators=[exact(world), judge],
    )
    world.ids["experimentId"] = made.payload()["experiment"]["id"]
    await run(api, world)
    return world


async def exported(api: Api, world: World) -> list[dict[str, Any]]:
    got = await api.client.get(f"/api/experiment-runs/{world['experimentRunId']}/results.jsonl")
    assert got.status_code == 200
    return [json.loads(line) for line in got.text.splitlines()]


async def metrics(api: Api, world: World) -> dict[str, dict[str, Any]]:
    found = (await api.execute(METRICS, id=world["experimentRunId"]))["experimentRun"]["aggregateResults"]
    return {row["name"]: row for row in found}


def values(lines: list[dict[str, Any]], name: str) -> list[float]:
    def value(line: dict[str, Any]) -> float | None:
        if name in line["scores"]:
            return line["scores"][name]["score"]
        if name == "total_tokens":
            return line["input_tokens"] + line["output_tokens"]
        return None if line[name] is None else float(line[name])

    return [found for line in lines if (found := value(line)) is not None]


def quantile(found: list[float], part: int) -> float:
    return statistics.quantiles(found, n=100, method="inclusive")[part - 1]


async def test_every_metric_equals_a_recomputation(api: Api, world: World) -> None:
    from scipy import stats

    lines, found = await exported(api, world), await metrics(api, world)
    assert list(found) == [
        *("exact", "helpful", "weighted_score"),
        *("latency_ms", "input_tokens", "output_tokens", "total_tokens", "cost"),
    ]
    for name, row in found.items():
        scores = values(lines, name)
        assert row["count"] == len(scores) == 24
        assert row["mean"] == pytest.approx(statistics.fmean(scores), rel=1e-12)
        assert row["standardDeviation"] == pytest.approx(statistics.stdev(scores), rel=1e-9, abs=1e-12)
        assert (row["min"], row["max"]) == (min(scores), max(scores))
        for column, part in PARTS.items():
            assert row[column] == pytest.approx(quantile(scores, part)), (name, column)
        if row["standardDeviation"]:
            around = stats.t.interval(0.95, len(scores) - 1, statistics.fmean(scores), stats.sem(scores))
            assert (row["meanLow"], row["meanHigh"]) == pytest.approx(around, rel=1e-9)
        assert sum(part["count"] for part in row["distribution"]) == 24
        reached = sum(score >= 0.5 for score in scores)
        assert (row["passRateAt"]["passed"], row["passRateAt"]["count"]) == (reached, 24)


async def test_pass_rates_come_with_their_interval(api: Api, world: World) -> None:
    from scipy import stats

    exact_one = (await metrics(api, world))["exact"]
    assert (exact_one["kind"], exact_one["passCount"], exact_one["verdictCount"]) == ("EVALUATOR", 3, 24)
    assert exact_one["passRate"] == 3 / 24
    interval = stats.binomtest(3, 24).proportion_ci(method="wilson")
    assert (exact_one["passRateLow"], exact_one["passRateHigh"]) == pytest.approx((interval.low, interval.high))


async def test_repetitions_of_an_item_are_not_taken_for_items(api: Api, world: World) -> None:
    from scipy import stats

    made = await api.mutate(
        "createExperiment",
        "experiment { id }",
        spaceId=world["spaceId"],
        name="repeated",
        datasetVersionId=world["datasetVersionId"],
        target={"pushed": {"name": "elsewhere"}},
        evaluators=[exact(world)],
        repetitions=3,
    )
    experiment = made.payload()["experiment"]["id"]
    begun = await api.mutate("runExperiment", "experimentRun { id }", experimentId=experiment)
    world.ids["experimentRunId"] = begun.payload()["experimentRun"]["id"]
    # Most repetitions say the same; one item in six changes its mind.
    items: list[dict[str, Any]] = ITEMS
    results = [
        {
            "key": item["key"],
            "repetition": repetition,
            "output": item["data"]["expected"] if (number % 6 < 3 and (number % 6 or repetition > 1)) else "wrong",
        }
        for number, item in enumerate(items)
        for repetition in (1, 2, 3)
    ]
    sent = {"experimentRunId": world["experimentRunId"], "results": results}
    (await api.mutate("submitItemResults", "results { status }", **sent)).payload()
    await api.watch("Progress", run=world["experimentRunId"])

    lines, found = await exported(api, world), (await metrics(api, world))["exact"]
    by_item = [[line["scores"]["exact"]["score"] for line in lines if line["item"] == item["key"]] for item in ITEMS]
    means = [statistics.fmean(scores) for scores in by_item]
    assert (found["count"], found["mean"]) == (72, pytest.approx(statistics.fmean(means)))
    around = stats.t.interval(0.95, 23, statistics.fmean(means), stats.sem(means))
    assert (found["meanLow"], found["meanHigh"]) == pytest.approx(around, rel=1e-9)
    rate = wilson(found["passRate"] * 24, 24)
    assert (found["passRateLow"], found["passRateHigh"]) == pytest.approx(rate)
    assert (found["passRateAt"]["low"], found["passRateAt"]["high"]) == pytest.approx(rate)
    slices = (await api.execute(SLICES, id=world["experimentRunId"], dimension="SPLIT"))["experimentRun"]["aggregatesBy"]
    rest = next(part for part in slices if part["value"] is None)
    low, _ = stats.t.interval(0.95, 19, statistics.fmean(means[4:]), stats.sem(means[4:]))
    assert rest["metrics"][0]["meanLow"] == pytest.approx(low)


async def test_ranges_of_a_distribution_meet(api: Api, world: World) -> None:
    (latency,) = [row for name, row in (await metrics(api, world)).items() if name == "input_tokens"]
    ranges = latency["distribution"]
    assert len(ranges) == 20
    assert (ranges[0]["low"], ranges[-1]["high"]) == (latency["min"], latency["max"])
    assert all(one["high"] == other["low"] for one, other in itertools.pairwise(ranges))
    lines = await exported(api, world)
    found = values(lines, "input_tokens")
    for one in ranges[:-1]:
        assert one["count"] == sum(one["low"] <= value < one["high"] for value in found)


@pytest.mark.parametrize(
    ("dimension", "column", "key"),
    [
        ("TAG", None, lambda item: item["tags"]),
        ("SPLIT", None, lambda item: [item.get("split")]),
        ("COLUMN", "expected", lambda item: [item["data"]["expected"]]),
    ],
)
async def test_slices_equal_a_recomputation(api: Api, world: World, dimension: str, column: str | None, key: Any) -> None:
    asked = await api.execute(SLICES, id=world["experimentRunId"], dimension=dimension, column=column, first=100)
    found = asked["experimentRun"]["aggregatesBy"]
    items = {item["key"]: item for item in ITEMS}
    grouped: dict[Any, list[dict[str, Any]]] = {}
    for line in await exported(api, world):
        for value in key(items[line["item"]]):
            grouped.setdefault(value, []).append(line)
    assert {one["value"]: one["itemCount"] for one in found} == {value: len(lines) for value, lines in grouped.items()}
    assert [one["itemCount"] for one in found] == sorted((len(lines) for lines in grouped.values()), reverse=True)
    for one in found:
        assert [metric["name"] for metric in one["metrics"]][:3] == ["exact", "helpful", "weighted_score"]
        for metric in one["metrics"]:
            scores = values(grouped[one["value"]], metric["name"])
            assert metric["count"] == len(scores)
            assert metric["mean"] == pytest.approx(statistics.fmean(scores))
            assert metric["median"] == pytest.approx(statistics.median(scores))


async def test_slices_are_few_and_well_named(api: Api, world: World) -> None:
    few = await api.execute(SLICES, id=world["experimentRunId"], dimension="COLUMN", column="ticket", first=2)
    assert len(few["experimentRun"]["aggregatesBy"]) == 2
    unknown = await api.execute(SLICES, id=world["experimentRunId"], dimension="COLUMN", column="$.nope")
    assert [one["value"] for one in unknown["experimentRun"]["aggregatesBy"]] == [None]
    for wrong, code in (
        ({"dimension": "COLUMN"}, "COLUMN_MISSING"),
        ({"dimension": "TAG", "column": "ticket"}, "COLUMN_NOT_OF_DIMENSION"),
        ({"dimension": "TAG", "first": 101}, "INVALID_SLICE_COUNT"),
    ):
        assert (await api.execute(SLICES, id=world["experimentRunId"], **wrong)).codes == [code]


async def test_corrected_scores_and_outputs_by_name_count(api: Api, world: World) -> None:
    run_id = row_id(world["experimentRunId"], ExperimentRun, "id")
    first, second, *_ = await EvaluatorRecord.filter(run_id=run_id, alias="exact", passed=False).order_by("id")
    await EvaluatorRecord.filter(id=first.id).update(corrected_score=1.5, corrected_passed=True)
    kept = {name: getattr(second, name) for name in ("space_id", "evaluator_version_id", "run_id", "item_result_id")}
    for turn, label in ((0, "kind"), (1, "rude")):
        await EvaluatorRecord.create(
            **kept, alias="exact", output_name="tone", turn_index=turn, status="SUCCEEDED", label=label
        )
    await add_up(run_id)
    found = await metrics(api, world)
    assert found["exact"]["max"] == 1.5
    assert (found["exact"]["passCount"], found["exact"]["passRateAt"]["passed"]) == (4, 4)
    tone = found["exact.tone"]
    assert (tone["count"], tone["distribution"]) == (0, [{"label": "kind", "low": None, "high": None, "count": 1}])
    assert {line["scores"]["exact"]["score"] for line in await exported(api, world)} == {0.0, 1.0, 1.5}


async def test_a_run_is_added_up_anew_when_asked(api: Api, world: World) -> None:
    run_id = row_id(world["experimentRunId"], ExperimentRun, "id")
    await ExperimentAggregateResult.filter(run_id=run_id).delete()
    again = await api.mutate("recalculateExperimentRun", "experimentRun { id }", experimentRunId=world["experimentRunId"])
    again.payload()
    await until(lambda: _has_aggregates(run_id))
    assert (await metrics(api, world))["exact"]["count"] == 24


async def _has_aggregates(run_id: int) -> bool:
    return await ExperimentAggregateResult.filter(run_id=run_id).exists()


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_of_a_rate_is_wilsons(passed: int, of: int) -> None:
    from scipy import stats

    passed = min(passed, of)
    found = wilson(passed, of)
    expected = stats.binomtest(passed, of).proportion_ci(method="wilson")
    assert found == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert found
    assert 0 <= found[0] <= passed / of <= found[1] <= 1


def test_nothing_has_no_interval() -> None:
    assert wilson(0, 0) is None
    assert math.isfinite((wilson(1, 1) or (math.nan, 0))[0])
