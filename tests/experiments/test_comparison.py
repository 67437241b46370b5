"""Runs are compared through the API: metric by metric with what can be said of it, and item by item."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import Any

import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from app.core.clock import now
from app.evaluation.models import EvaluatorRecord
from app.experiments import comparing
from app.experiments.models import ExperimentItemResult, ExperimentRun
from graphql_schema.core.ids import row_id
from tests.api import Api, Result
from tests.experiments.test_control import SLOW, started
from tests.experiments.test_experiments import exact, experiment
from tests.world import World, make_world

ITEMS = 12
COMPARE = """query($runs: [ID!]!, $baseline: ID!, $options: ComparisonOptionsInput) {
  compareExperimentRuns(runIds: $runs, baselineId: $baseline, options: $options) {
    alpha correction tests baseline { id }
    runs {
      run { id number } uncomparedMetrics
      matching { matched edited onlyInBaseline onlyInRun }
      metrics {
        name source kind direction items isClustered difference relativeDifference wins ties losses margin verdict summary
        symmetryPValue
        baseline { mean median p90 standardDeviation missing interval { low high level method } }
        run { mean missing }
        interval { low high level method }
        test { method pValue adjustedPValue isExact statistic }
        effect { cohensDz cliffsDelta oddsRatio }
        power { power alpha detectableDifference itemsNeeded }
        categories { category baselineShare runShare difference }
      }
    }
  }
}"""
LIST = """query($runs: [ID!]!, $baseline: ID!, $options: ComparisonOptionsInput, $first: Int = 50, $after: String,
    $metric: String, $outcomes: [ItemOutcome!], $order: ComparedItemOrder! = REGRESSED_FIRST) {
  compareExperimentRuns(runIds: $runs, baselineId: $baseline, options: $options) { runs {
    items(first: $first, after: $after, metric: $metric, outcomes: $outcomes, order: $order) {
      totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
      edges { cursor node { outcome } }
      nodes {
        outcome difference isEdited datasetItem { key } baselineDatasetItem { key }
        differences { metric kind baseline run difference baselineCategory runCategory outcome }
        baselineResults { output repetition run { id } evaluatorRecords { score } }
        runResults { output repetition run { id } }
      }
    }
  } }
}"""


def tickets() -> list[dict[str, Any]]:
    """Items whose ticket is the expected text in every fourth."""
    return [
        {
            "key": f"t{number:02}",
            "data": {"ticket": f"ticket {number}", "expected": f"ticket {number if not number % 4 else 'x'}"},
        }
        for number in range(ITEMS)
    ]


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[comparing.Kept]:
    """What earlier tests compared is not known."""
    kept = comparing.Kept(comparing.MOST_KEPT, comparing.MOST_KEPT_CELLS)
    monkeypatch.setattr(comparing, "_kept", kept)
    return kept


@pytest.fixture
async def world(api: Api) -> World:
    """A baseline that answers with the tickets, and a run that answers with what is expected."""
    made = await make_world(api, items=tickets(), runs=0)
    made.ids["baseline"] = await column_run(api, made, "ticket")
    made.ids["run"] = await column_run(api, made, "expected")
    return made


async def column_run(api: Api, world: World, column: str, **given: Any) -> str:
    options = {"evaluators": [exact(world)], "name": f"{column} {given}"} | given
    made = await experiment(api, world, target={"column": {"column": column}}, **options)
    run = await started(api, made)
    await api.watch("Progress", run=run)
    return run


async def asked(api: Api, world: World, **options: Any) -> Result:
    return await api.execute(COMPARE, runs=[world["run"]], baseline=world["baseline"], options=options or None)


async def compared(api: Api, world: World, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await asked(api, world, **options))["compareExperimentRuns"]
    return found


async def metrics_of(api: Api, world: World, **options: Any) -> dict[tuple[str, str], dict[str, Any]]:
    (one,) = (await compared(api, world, **options))["runs"]
    return {(metric["name"], metric["kind"]): metric for metric in one["metrics"]}


async def items_of(api: Api, world: World, **given: Any) -> dict[str, Any]:
    found = await api.execute(LIST, runs=[world["run"]], baseline=world["baseline"], **given)
    items: dict[str, Any] = found["compareExperimentRuns"]["runs"][0]["items"]
    return items


async def records_of(run: str, alias: str = "exact") -> dict[int, EvaluatorRecord]:
    """An evaluator's records in a run, by the item."""
    run_id = row_id(run, ExperimentRun, "run")
    items = {row.id: row.dataset_item_id for row in await ExperimentItemResult.filter(run_id=run_id)}
    return {items[row.item_result_id or 0]: row for row in await EvaluatorRecord.filter(run_id=run_id, alias=alias)}


async def rewrite(run: str, **columns: list[Any]) -> None:
    """Let the evaluator have said something else of the items, in their order."""
    for place, (_, record) in enumerate(sorted((await records_of(run)).items())):
        await EvaluatorRecord.filter(id=record.id).update(**{name: values[place] for name, values in columns.items()})


# --- metrics ---------------------------------------------------------------------------------------------------------


async def test_the_numbers_equal_an_independent_recomputation(api: Api, world: World) -> None:
    found = await compared(api, world)
    assert (found["alpha"], found["correction"], found["baseline"]["id"]) == (0.05, "HOLM", world["baseline"])
    (one,) = found["runs"]
    assert one["matching"] == {"matched": ITEMS, "edited": 0, "onlyInBaseline": 0, "onlyInRun": 0}
    assert one["uncomparedMetrics"] == []
    metrics = {(metric["name"], metric["kind"]): metric for metric in one["metrics"]}
    passing = metrics["exact", "BOOLEAN"]
    assert (passing["wins"], passing["ties"], passing["losses"]) == (9, 3, 0)
    assert passing["difference"] == pytest.approx(9 / ITEMS)
    assert passing["relativeDifference"] == pytest.approx((9 / ITEMS) / (3 / ITEMS))
    assert passing["test"]["method"] == "MCNEMAR"
    assert passing["test"]["isExact"] is True
    assert passing["test"]["pValue"] == pytest.approx(mcnemar([[3, 0], [9, 0]], exact=True).pvalue)
    tested = [metric["test"] for metric in one["metrics"]]
    assert found["tests"] == len(tested)
    adjusted = multipletests([test["pValue"] for test in tested], method="holm")[1]
    assert [test["adjustedPValue"] for test in tested] == pytest.approx(list(adjusted))
    assert (passing["verdict"], passing["interval"]["method"]) == ("BETTER", "BONETT_PRICE")
    assert passing["interval"]["low"] < passing["difference"] < passing["interval"]["high"]
    assert passing["power"]["alpha"] == pytest.approx(0.05 / len(tested))
    assert "higher than the baseline" in passing["summary"]


async def test_scores_that_only_repeat_the_pass_verdict_are_one_metric(api: Api, world: World) -> None:
    metrics = await metrics_of(api, world)
    assert [key for key in metrics if key[0] == "exact"] == [("exact", "BOOLEAN")]
    assert {name for name, _ in metrics} == {"exact", "weighted_score", "succeeded", "latency_ms", "cost"}
    assert metrics["cost", "NUMBER"]["direction"] == "LOWER_IS_BETTER"
    assert metrics["succeeded", "BOOLEAN"]["verdict"] == "NO_EVIDENCE"
    assert metrics["weighted_score", "NUMBER"]["source"] == "RUN"


async def test_numbers_are_compared_by_their_paired_differences(api: Api, world: World) -> None:
    before = [0.1 * place for place in range(ITEMS)]
    after = [score + change for score, change in zip(before, [0.2, -0.1, 0.3] * 4, strict=True)]
    await rewrite(world["baseline"], score=before)
    await rewrite(world["run"], score=after)
    metrics = await metrics_of(api, world)
    scored = metrics["exact", "NUMBER"]
    assert scored["difference"] == pytest.approx(statistics.fmean(after) - statistics.fmean(before))
    assert (scored["wins"], scored["losses"]) == (8, 4)
    expected = stats.permutation_test(
        ([b - a for a, b in zip(before, after, strict=True)],), lambda d, axis: d.sum(axis=axis),
        permutation_type="samples", n_resamples=5_000, vectorized=True,
    )  # fmt: skip
    assert (scored["test"]["method"], scored["test"]["isExact"]) == ("SIGN_FLIP", True)
    assert scored["test"]["pValue"] == pytest.approx(expected.pvalue, abs=1e-9)
    assert scored["baseline"]["median"] == pytest.approx(statistics.median(before))
    assert scored["baseline"]["standardDeviation"] == pytest.approx(statistics.stdev(before))
    assert (scored["interval"]["method"], scored["interval"]["level"]) == ("BOOTSTRAP_BCA", 0.95)
    assert scored["interval"]["low"] < scored["difference"] < scored["interval"]["high"]
    assert scored["effect"]["cohensDz"] == pytest.approx(
        scored["difference"] / statistics.stdev(b - a for a, b in zip(before, after, strict=True))
    )
    assert scored["power"]["itemsNeeded"] > ITEMS
    assert scored["power"]["detectableDifference"] > scored["difference"]


async def test_categories_are_compared_by_their_shares(api: Api, world: World) -> None:
    nothing = {"score": [None] * ITEMS, "passed": [None] * ITEMS}
    await rewrite(world["baseline"], label=["good"] * 10 + ["bad"] * 2, **nothing)
    await rewrite(world["run"], label=["good", "fair", "fair", "bad"] + ["bad"] * 8, **nothing)
    scored = (await metrics_of(api, world))["exact", "CATEGORY"]
    assert (scored["verdict"], scored["direction"], scored["difference"]) == ("DIFFERENT", "NONE", None)
    assert scored["test"]["method"] == "STUART_MAXWELL"
    shares = {row["category"]: (row["baselineShare"], row["runShare"]) for row in scored["categories"]}
    assert shares == {
        "good": pytest.approx((10 / 12, 1 / 12)), "bad": pytest.approx((2 / 12, 9 / 12)), "fair": pytest.approx((0, 2 / 12))
    }  # fmt: skip
    assert 0 < scored["symmetryPValue"] < 1
    assert scored["summary"].startswith("9 of 12 items have another category")


async def test_corrections_stand_in_for_what_the_evaluator_said(api: Api, world: World) -> None:
    before = (await metrics_of(api, world))["exact", "BOOLEAN"]
    wrong = min((await records_of(world["run"])).items())[1]
    await EvaluatorRecord.filter(id=wrong.id).update(corrected_score=0.0, corrected_passed=False, corrected_at=now())
    after = (await metrics_of(api, world))["exact", "BOOLEAN"]
    assert (before["run"]["mean"], after["run"]["mean"]) == pytest.approx((1, 11 / 12))
    assert (after["wins"], after["losses"]) == (9, 1)


async def test_items_without_a_value_in_one_of_the_runs_are_left_out_and_counted(api: Api, world: World) -> None:
    await rewrite(world["run"], score=[None] * 5 + [1.0] * 7, passed=[None] * 5 + [True] * 7)
    scored = (await metrics_of(api, world))["exact", "BOOLEAN"]
    assert (scored["items"], scored["run"]["missing"], scored["baseline"]["missing"]) == (7, 5, 0)
    unknown = await items_of(api, world, metric="exact", outcomes=["UNKNOWN"])
    assert unknown["totalCount"] == 5


async def test_repetitions_make_clusters_and_an_item_counts_once(api: Api, world: World) -> None:
    world.ids["baseline"] = await column_run(api, world, "ticket", repetitions=3)
    world.ids["run"] = await column_run(api, world, "expected", repetitions=2)
    scored = (await metrics_of(api, world))["exact", "BOOLEAN"]
    assert (scored["items"], scored["isClustered"], scored["test"]["method"]) == (ITEMS, True, "SIGN_FLIP")
    assert scored["test"]["pValue"] == pytest.approx(2 / 2**9)
    node = (await items_of(api, world, first=1))["nodes"][0]
    assert [row["repetition"] for row in node["baselineResults"]] == [1, 2, 3]
    assert [row["repetition"] for row in node["runResults"]] == [1, 2]


async def test_turns_stand_in_for_the_item_as_a_whole(api: Api, world: World) -> None:
    first = min((await records_of(world["run"])).items())[1]
    copied = {"space_id", "evaluator_version_id", "run_id", "item_result_id", "alias", "status"}
    columns = {name: getattr(first, name) for name in copied}
    for turn, score in ((1, 0.25), (2, 0.5)):
        await EvaluatorRecord.create(**columns, turn_index=turn, score=score, passed=False)
    scored = (await metrics_of(api, world))["exact", "NUMBER"]
    assert scored["isClustered"] is True
    assert scored["run"]["mean"] == pytest.approx((11 + 0.375) / 12)


async def test_outputs_of_an_evaluator_are_metrics_of_their_own(api: Api, world: World) -> None:
    for run in (world["baseline"], world["run"]):
        for record in (await records_of(run)).values():
            await EvaluatorRecord.filter(id=record.id).update(output_name="tone", score=0.5)
    metrics = await metrics_of(api, world)
    assert ("exact.tone", "NUMBER") in metrics
    assert ("exact.tone", "BOOLEAN") in metrics
    assert metrics["exact.tone", "NUMBER"]["summary"] == "No difference in 12 items."


async def test_less_is_better_where_it_is_said_so(api: Api, world: World) -> None:
    scored = (await metrics_of(api, world, lowerIsBetter=["exact"]))["exact", "BOOLEAN"]
    assert (scored["direction"], scored["verdict"]) == ("LOWER_IS_BETTER", "WORSE")
    assert (scored["wins"], scored["losses"]) == (0, 9)


async def test_fewer_metrics_are_fewer_tests(api: Api, world: World) -> None:
    found = await compared(api, world, metrics=["exact"])
    assert found["tests"] == 1
    (metric,) = found["runs"][0]["metrics"]
    assert metric["test"]["pValue"] == metric["test"]["adjustedPValue"]


@pytest.mark.parametrize("correction", ["HOLM", "BENJAMINI_HOCHBERG", "NONE"])
async def test_p_values_are_corrected_as_asked(api: Api, world: World, correction: str) -> None:
    (one,) = (await compared(api, world, correction=correction))["runs"]
    given = [metric["test"]["pValue"] for metric in one["metrics"]]
    methods = {"HOLM": "holm", "BENJAMINI_HOCHBERG": "fdr_bh"}
    expected = list(multipletests(given, method=methods[correction])[1]) if correction in methods else given
    assert [metric["test"]["adjustedPValue"] for metric in one["metrics"]] == pytest.approx(expected)


async def test_runs_closer_than_a_margin_are_equivalent(api: Api, world: World) -> None:
    await rewrite(world["baseline"], score=[0.5] * ITEMS)
    await rewrite(world["run"], score=[0.51, 0.49] * 6)
    margins = [{"metric": "exact", "margin": 0.05}]
    scored = (await metrics_of(api, world, margins=margins))["exact", "NUMBER"]
    assert (scored["verdict"], scored["margin"]) == ("EQUIVALENT", 0.05)
    margins[0]["margin"] = 0.001
    assert (await metrics_of(api, world, margins=margins))["exact", "NUMBER"]["verdict"] == "NO_EVIDENCE"


async def test_a_few_items_without_any_difference_do_not_make_runs_equivalent(api: Api, world: World) -> None:
    await rewrite(world["baseline"], score=[0.5] * ITEMS)
    await rewrite(world["run"], score=[0.5] * ITEMS)
    # Of 12 items none differs; so may one of 4.5, by 0.5.
    for margin, verdict in ((0.1, "NO_EVIDENCE"), (0.12, "EQUIVALENT")):
        margins = [{"metric": "exact", "margin": margin}]
        assert (await metrics_of(api, world, margins=margins))["exact", "NUMBER"]["verdict"] == verdict


async def test_several_runs_are_compared_and_corrected_together(api: Api, world: World) -> None:
    other = await column_run(api, world, "ticket", name="once more")
    runs = [world["run"], other, world["baseline"]]
    found = (await api.execute(COMPARE, runs=runs, baseline=world["baseline"]))["compareExperimentRuns"]
    assert [one["run"]["id"] for one in found["runs"]] == [world["run"], other]
    assert found["tests"] == sum(len(one["metrics"]) for one in found["runs"])
    same = {metric["name"]: metric["verdict"] for metric in found["runs"][1]["metrics"]}
    assert same["exact"] == "NO_EVIDENCE"


# --- items -----------------------------------------------------------------------------------------------------------


async def test_items_come_in_the_order_asked_for_page_by_page(api: Api, world: World) -> None:
    await rewrite(world["baseline"], score=[0.5] * ITEMS)
    changes = [0.0, 0.5, -0.25, 0.25, -0.5, 0.125, 0.0, 0.0, -0.125, 0.0, 0.0, 0.0]
    await rewrite(world["run"], score=[0.5 + change for change in changes])
    listed, after = [], None
    while True:
        page = await items_of(api, world, metric="exact", first=5, after=after)
        assert page["totalCount"] == ITEMS
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        listed += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert [row["difference"] for row in listed] == sorted(changes)
    assert len({row["datasetItem"]["key"] for row in listed}) == ITEMS
    improved = await items_of(api, world, metric="exact", order="IMPROVED_FIRST", first=2)
    assert [row["difference"] for row in improved["nodes"]] == [0.5, 0.25]
    most = await items_of(api, world, metric="exact", order="CHANGED_MOST_FIRST", first=4)
    assert [abs(row["difference"]) for row in most["nodes"]] == [0.5, 0.5, 0.25, 0.25]
    regressed = await items_of(api, world, metric="exact", outcomes=["REGRESSED"])
    assert [row["outcome"] for row in regressed["nodes"]] == ["REGRESSED"] * 3
    assert [edge["node"]["outcome"] for edge in regressed["edges"]] == ["REGRESSED"] * 3


async def test_an_item_shows_both_outputs_and_all_its_metrics(api: Api, world: World) -> None:
    node = (await items_of(api, world, order="IMPROVED_FIRST", first=1))["nodes"][0]
    key = int(node["datasetItem"]["key"][1:])
    (before,), (after,) = node["baselineResults"], node["runResults"]
    assert (before["output"], after["output"]) == (f"ticket {key}", "ticket x")
    assert (before["run"]["id"], after["run"]["id"]) == (world["baseline"], world["run"])
    assert before["evaluatorRecords"] == [{"score": 0.0}]
    by_name = {row["metric"]: row for row in node["differences"]}
    assert by_name["exact"]["outcome"] == node["outcome"] == "IMPROVED"
    assert (by_name["exact"]["baseline"], by_name["exact"]["run"]) == (0.0, 1.0)


async def test_an_item_that_was_edited_is_still_the_same_item(api: Api, world: World) -> None:
    edited = {"key": "t00", "data": {"ticket": "another", "expected": "another"}}
    (await api.run("WriteItems", dataset=world["datasetId"], items=[edited])).payload()
    version = await api.mutate(
        "createDatasetVersion", "datasetVersion { id }", datasetId=world["datasetId"], version="2.0.0"
    )
    world.ids["datasetVersionId"] = version.payload()["datasetVersion"]["id"]
    world.ids["run"] = await column_run(api, world, "expected", name="on the second version")
    (one,) = (await compared(api, world))["runs"]
    assert one["matching"] == {"matched": ITEMS, "edited": 1, "onlyInBaseline": 0, "onlyInRun": 0}
    listed = (await items_of(api, world))["nodes"]
    assert [row["datasetItem"]["key"] for row in listed if row["isEdited"]] == ["t00"]


async def test_items_of_other_datasets_are_matched_by_their_keys(api: Api, world: World) -> None:
    columns = [{"name": name, "contentType": "TEXT"} for name in ("ticket", "expected")]
    made = await api.mutate("createDataset", "dataset { id }", spaceId=api.space, name="other tickets", columns=columns)
    dataset = made.payload()["dataset"]["id"]
    new_one = {"key": "new", "data": {"ticket": "a", "expected": "a"}}
    (await api.run("WriteItems", dataset=dataset, items=[*tickets()[:7], new_one])).payload()
    world.ids["datasetVersionId"] = (await api.run("Freeze", dataset=dataset)).payload()["datasetVersion"]["id"]
    world.ids["run"] = await column_run(api, world, "expected", name="on another dataset")
    assert (await asked(api, world)).codes == ["NO_COMMON_ITEMS"]
    (one,) = (await compared(api, world, matchBy="KEY"))["runs"]
    assert one["matching"] == {"matched": 7, "edited": 7, "onlyInBaseline": 5, "onlyInRun": 1}


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"metrics": ["exakt"]}, "UNKNOWN_METRIC"),
        ({"lowerIsBetter": ["exakt"]}, "UNKNOWN_METRIC"),
        ({"higherIsBetter": ["exakt"]}, "UNKNOWN_METRIC"),
        ({"margins": [{"metric": "exakt", "margin": 1}]}, "UNKNOWN_METRIC"),
        ({"lowerIsBetter": ["exact"], "higherIsBetter": ["exact"]}, "INVALID_COMPARISON_OPTION"),
        ({"margins": [{"metric": "exact", "margin": 0}]}, "INVALID_COMPARISON_OPTION"),
        ({"alpha": 0}, "INVALID_COMPARISON_OPTION"),
        ({"alpha": 0.9}, "INVALID_COMPARISON_OPTION"),
        ({"power": 1}, "INVALID_COMPARISON_OPTION"),
        ({"seed": -1}, "INVALID_COMPARISON_OPTION"),
    ],
)
async def test_options_that_make_no_sense_are_refused(api: Api, world: World, options: dict[str, Any], code: str) -> None:
    refused = await asked(api, world, **options)
    assert refused.codes == [code]
    assert refused.data == {"compareExperimentRuns": None}


async def test_runs_that_cannot_be_compared_are_refused(api: Api, outsider: Api, world: World) -> None:
    async def codes(runs: list[str], baseline: str, by: Api = api) -> list[str]:
        return (await by.execute(COMPARE, runs=runs, baseline=baseline)).codes

    baseline, run = world["baseline"], world["run"]
    assert await codes([], baseline) == await codes([baseline], baseline) == ["TOO_FEW_RUNS"]
    assert await codes([f"ExperimentRun_{number:x}" for number in range(1, 11)], baseline) == ["TOO_MANY_RUNS"]
    assert await codes([world["datasetId"]], baseline) == await codes([run], world["datasetId"]) == ["NOT_FOUND"]
    assert await codes([run], baseline, outsider) == await codes(["ExperimentRun_1"], baseline) == ["NOT_FOUND"]
    slow = await started(api, await experiment(api, world, target=SLOW, evaluators=[exact(world)], name="slow"))
    assert await codes([slow], baseline) == ["RUN_NOT_ENDED"]
    await api.run("Cancel", run=slow)


async def test_runs_of_two_spaces_are_not_compared(api: Api, world: World) -> None:
    second = (await api.run("NewSpace")).payload()["space"]["id"]
    first, api.space = api.space, second
    other = await make_world(api, items=tickets())
    api.space = first
    refused = await api.execute(COMPARE, runs=[other["experimentRunId"]], baseline=world["baseline"])
    assert refused.codes == ["RUNS_OF_SEVERAL_SPACES"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"metric": "exakt"}, "UNKNOWN_METRIC"),
        ({"after": "nonsense"}, "INVALID_CURSOR"),
        ({"first": -1}, "PAGE_TOO_LARGE"),
    ],
)
async def test_lists_of_items_that_make_no_sense_are_refused(
    api: Api, world: World, given: dict[str, Any], code: str
) -> None:
    refused = await api.execute(LIST, runs=[world["run"]], baseline=world["baseline"], **given)
    assert refused.codes == [code]


# --- what is kept ----------------------------------------------------------------------------------------------------


async def test_a_comparison_is_made_once_until_something_is_corrected(
    api: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    original = comparing.read_findings

    async def counting(run_id: int, identities: Any) -> Any:
        read.append(run_id)
        return await original(run_id, identities)

    monkeypatch.setattr(comparing, "read_findings", counting)
    await compared(api, world)
    await items_of(api, world)
    await items_of(api, world, first=2)
    assert len(read) == 2
    record = min((await records_of(world["run"])).items())[1]
    await EvaluatorRecord.filter(id=record.id).update(corrected_score=0.5, corrected_at=now())
    await compared(api, world)
    assert len(read) == 4
    await EvaluatorRecord.filter(id=record.id).update(corrected_score=None, corrected_at=None)
    await compared(api, world)
    assert len(read) == 4


async def test_what_is_kept_is_bounded_and_failures_are_not_kept() -> None:
    kept, made = comparing.Kept(2, 100), []

    async def get(key: str, cells: int = 1) -> str:
        async def make() -> str:
            made.append(key)
            if key == "broken":
                raise ValueError(key)
            return key

        return await kept.get(key, make, lambda _: cells)

    for key in ("a", "b", "a", "c", "a", "b"):
        assert await get(key) == key
    assert made == ["a", "b", "c", "b"]
    assert await get("large", 1_000) == "large"
    assert await get("large") == "large"
    await get("a")
    assert made == ["a", "b", "c", "b", "large", "a"]
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            await get("broken")
    assert made[-2:] == ["broken", "broken"]
