"""How far evaluators agree with people is told through the API."""

from __future__ import annotations

from typing import Any

import krippendorff
import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa

from app.core.clock import now
from app.evaluation.models import EvaluatorRecord
from app.experiments.models import ExperimentItemResult, ExperimentRun
from graphql_schema.core.ids import row_id
from tests.annotated import answer, exact, question
from tests.api import Api, Result
from tests.evaluation.test_evaluators import judge, made
from tests.experiments.test_comparison import ITEMS, column_run, tickets
from tests.world import World, make_world

ASK = """query($run: ID!, $alias: String! = "exact", $output: String, $kind: MetricValueKind, $config: ID,
    $first: Int = 50, $after: String) {
  evaluatorAgreement(runId: $run, alias: $alias, output: $output, kind: $kind, scoreConfigId: $config) {
    metric kind compared items raters ratings undecided accuracy run { id }
    kappa { value low high } linearKappa { value low high } quadraticKappa { value low high }
    alpha { nominal ordinal interval ratio } alphaOfPeople { nominal interval }
    pearson { value low high } spearman kendall meanDifference meanAbsoluteDifference
    macroPrecision macroRecall macroF1
    categories { category judged actual precision recall f1 }
    confusion { judge people count }
    disagreements(first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes { judge people difference ratings turnIndex itemResult { id output } }
    }
  }
}"""

SAID = """query($id: ID!) { experimentRun(id: $id) { results(first: 100) { nodes { id
  evaluatorRecords { outputName score passed } } } } }"""


@pytest.fixture
async def world(api: Api) -> World:
    """A run whose evaluator passes every fourth item."""
    made = await make_world(api, items=tickets(), runs=0)
    made.ids["run"] = await column_run(api, made, "ticket")
    return made


async def records_of(world: World) -> list[EvaluatorRecord]:
    run_id = row_id(world["run"], ExperimentRun, "run")
    return await EvaluatorRecord.filter(run_id=run_id).order_by("item_result_id")


async def said(world: World, name: str, values: list[Any]) -> None:
    """Let the evaluator have said this of the items."""
    for record, value in zip(await records_of(world), values, strict=True):
        await EvaluatorRecord.filter(id=record.id).update(**{name: value})


async def corrected(world: World, name: str, values: list[Any]) -> None:
    """Let a person have said this of the items, and nothing of those where it is nothing."""
    for record, value in zip(await records_of(world), values, strict=True):
        if value is not None:
            await EvaluatorRecord.filter(id=record.id).update(**{f"corrected_{name}": value, "corrected_at": now()})


async def asked(api: Api, world: World, **given: Any) -> Result:
    return await api.execute(ASK, run=world["run"], **given)


async def found(api: Api, world: World, **given: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await asked(api, world, **given))["evaluatorAgreement"]
    return answer


async def test_pass_verdicts_are_compared_with_corrections(api: Api, world: World) -> None:
    judge = [True] * 6 + [False] * 6
    people = [True] * 4 + [False] * 5 + [True] + [None] * 2
    await said(world, "passed", judge)
    await corrected(world, "passed", people)
    answer = await found(api, world)
    assert (answer["metric"], answer["kind"], answer["run"]["id"]) == ("exact", "BOOLEAN", world["run"])
    assert (answer["compared"], answer["items"], answer["raters"], answer["ratings"]) == (10, 10, 1, 10)
    counted = {(cell["judge"], cell["people"]): cell["count"] for cell in answer["confusion"]}
    assert counted == {("true", "true"): 4, ("true", "false"): 2, ("false", "false"): 3, ("false", "true"): 1}
    expected = cohens_kappa(np.array([[3, 1], [2, 4]]))
    assert answer["kappa"]["value"] == pytest.approx(expected.kappa, abs=1e-9)
    assert answer["accuracy"] == pytest.approx(0.7)
    passed = next(row for row in answer["categories"] if row["category"] == "true")
    assert (passed["judged"], passed["actual"]) == (6, 5)
    assert (passed["precision"], passed["recall"]) == pytest.approx((4 / 6, 4 / 5))
    assert answer["disagreements"]["totalCount"] == 3
    assert {row["judge"] for row in answer["disagreements"]["nodes"]} == {"true", "false"}


async def test_numbers_are_correlated_and_their_disagreements_come_furthest_apart_first(api: Api, world: World) -> None:
    judge = [0.0, 0.25, 0.5, 0.75, 1.0, 0.5, 0.25, 0.75, 1.0, 0.0, 0.5, 0.25]
    people = [0.0, 0.25, 0.25, 1.0, 1.0, 0.5, 0.0, 0.75, 0.25, 0.0, 0.75, 0.25]
    await said(world, "score", judge)
    await corrected(world, "score", people)
    answer = await found(api, world)
    assert answer["kind"] == "NUMBER"
    assert answer["pearson"]["value"] == pytest.approx(stats.pearsonr(judge, people).statistic)
    assert answer["pearson"]["low"] < answer["pearson"]["value"] < answer["pearson"]["high"]
    assert answer["spearman"] == pytest.approx(stats.spearmanr(judge, people).statistic)
    assert answer["kendall"] == pytest.approx(stats.kendalltau(judge, people).statistic)
    assert answer["meanDifference"] == pytest.approx(np.mean(np.array(judge) - people))
    for level in ("nominal", "ordinal", "interval", "ratio"):
        expected = krippendorff.alpha(np.array([judge, people]), level_of_measurement=level)
        assert answer["alpha"][level] == pytest.approx(float(expected), abs=1e-9)
    assert answer["alphaOfPeople"] == {"nominal": None, "interval": None}
    levels = sorted({*judge, *people})
    table = np.zeros((5, 5))
    for one, other in zip(judge, people, strict=True):
        table[levels.index(one), levels.index(other)] += 1
    for name, weight in (("linearKappa", "linear"), ("quadraticKappa", "quadratic")):
        expected = cohens_kappa(table, weights=np.array(levels), wt=weight)
        assert answer[name]["value"] == pytest.approx(expected.kappa, abs=1e-9)
    apart = [abs(row["difference"]) for row in answer["disagreements"]["nodes"]]
    assert apart == sorted(apart, reverse=True) == [0.75, 0.25, 0.25, 0.25, 0.25]
    listed, after = [], None
    while True:
        page = (await found(api, world, first=2, after=after))["disagreements"]
        listed += [row["itemResult"]["id"] for row in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert listed == [row["itemResult"]["id"] for row in answer["disagreements"]["nodes"]]


async def test_categories_have_no_order_so_that_kappa_is_not_weighted(api: Api, world: World) -> None:
    await said(world, "label", ["kind", "rude", "dry"] * 4)
    await corrected(world, "label", ["kind", "rude", "rude"] * 4)
    answer = await found(api, world)
    assert (answer["kind"], answer["accuracy"]) == ("CATEGORY", pytest.approx(2 / 3))
    assert answer["kappa"]["value"] == pytest.approx(cohens_kappa(np.array([[0, 0, 4], [0, 4, 0], [0, 0, 4]])).kappa)
    assert answer["linearKappa"] is answer["pearson"] is answer["alpha"]["interval"] is None
    assert answer["alpha"]["nominal"] is not None


async def test_the_kind_can_be_chosen(api: Api, world: World) -> None:
    await corrected(world, "score", [1.0] * ITEMS)
    await corrected(world, "passed", [True] * 4 + [None] * 8)
    assert (await found(api, world))["kind"] == "NUMBER"
    assert (await found(api, world, kind="BOOLEAN"))["compared"] == 4
    assert (await asked(api, world, kind="CATEGORY")).data == {"evaluatorAgreement": None}


async def annotated(person: Api, results: list[str], config: str, values: list[dict[str, Any] | None]) -> None:
    """Let a person answer a question about results, but for those about which they say nothing."""
    for result, value in zip(results, values, strict=True):
        if value is not None:
            (await answer(person, result, config, **value)).payload()


async def test_annotations_of_several_people_are_compared_with_a_judge(api: Api, member: Api, world: World) -> None:
    said = await judged_run(api, world)
    judge = [row["quality"]["score"] for row in said.values()]
    one = [min(5, max(1, round(score))) for score in judge]
    other = [None if place == 2 else 6 - value if place == 5 else value for place, value in enumerate(one)]
    stars = await question(api, world, name="stars", dataType="NUMERIC", minValue=1, maxValue=5)
    await annotated(api, list(said), stars, [{"value": value} for value in one])
    await annotated(member, list(said), stars, [None if value is None else {"value": value} for value in other])
    found_out = await found(api, world, alias="rubric", output="quality", config=stars)
    assert (found_out["metric"], found_out["kind"]) == ("rubric.quality", "NUMBER")
    assert (found_out["raters"], found_out["ratings"], found_out["compared"]) == (2, 2 * ITEMS - 1, ITEMS)
    people = np.array([one, [np.nan if value is None else value for value in other]], dtype=float)
    for level in ("nominal", "ordinal", "interval", "ratio"):
        expected = krippendorff.alpha(np.vstack([np.array(judge), people]), level_of_measurement=level)
        assert found_out["alpha"][level] == pytest.approx(float(expected), abs=1e-9)
    for level in ("nominal", "interval"):
        expected = krippendorff.alpha(people, level_of_measurement=level)
        assert found_out["alphaOfPeople"][level] == pytest.approx(float(expected), abs=1e-9)
    together = np.nanmean(people, axis=0)
    assert found_out["pearson"]["value"] == pytest.approx(stats.pearsonr(judge, together).statistic)
    assert found_out["meanDifference"] == pytest.approx(np.mean(np.array(judge) - together))


async def test_people_who_are_split_leave_a_result_undecided(api: Api, member: Api, world: World) -> None:
    said = await judged_run(api, world)
    judge = [row["safe"]["passed"] for row in said.values()]
    safe = await question(api, world, name="safe", dataType="BOOLEAN")
    one = [not passed if place == 0 else passed for place, passed in enumerate(judge)]
    other = [not passed if place in (0, 1) else passed for place, passed in enumerate(judge)]
    for person, values in ((api, one), (member, other)):
        await annotated(person, list(said), safe, [{"value": int(passed)} for passed in values])
    found_out = await found(api, world, alias="rubric", output="safe", config=safe)
    assert (found_out["kind"], found_out["raters"], found_out["undecided"]) == ("BOOLEAN", 2, 1)
    assert (found_out["compared"], found_out["accuracy"]) == (ITEMS - 1, pytest.approx((ITEMS - 2) / (ITEMS - 1)))
    (disagreement,) = found_out["disagreements"]["nodes"]
    assert disagreement["itemResult"]["id"] == next(iter(said))
    assert (disagreement["judge"] == "true") is judge[0]
    table = np.array([one, other], dtype=float)
    alone = krippendorff.alpha(table, level_of_measurement="nominal")
    together = krippendorff.alpha(np.vstack([np.array(judge, dtype=float), table]), level_of_measurement="nominal")
    assert found_out["alphaOfPeople"]["nominal"] == pytest.approx(float(alone), abs=1e-9)
    assert found_out["alpha"]["nominal"] == pytest.approx(float(together), abs=1e-9)


async def judged_run(api: Api, world: World) -> dict[str, dict[str, Any]]:
    """Run a judge of two outputs; gives what it said by result and output."""
    messages = [{"role": "USER", "content": "Output: {{output}}\nExpected: {{expected}}"}]
    outputs = [{"name": "quality", "type": "NUMERIC", "min": 1, "max": 5}, {"name": "safe", "type": "BOOLEAN"}]
    evaluator = await made(api, judge(outputs=outputs, messages=messages), "rubric")
    place = exact(world, alias="rubric", evaluatorVersionId=evaluator["latestVersion"]["id"])
    world.ids["run"] = await column_run(api, world, "ticket", evaluators=[place])
    nodes = (await api.execute(SAID, id=world["run"]))["experimentRun"]["results"]["nodes"]
    return {row["id"]: {one["outputName"]: one for one in row["evaluatorRecords"]} for row in nodes}


async def test_repetitions_of_an_item_widen_the_interval(api: Api, world: World) -> None:
    world.ids["run"] = await column_run(api, world, "ticket", repetitions=3)
    records = await records_of(world)
    results = {row.id: row for row in await ExperimentItemResult.filter(id__in=[one.item_result_id for one in records])}
    items = sorted({row.dataset_item_id for row in results.values()})
    places = [items.index(results[record.item_result_id or 0].dataset_item_id) for record in records]
    await said(world, "passed", [place % 2 == 0 for place in places])
    await corrected(world, "passed", [place % 2 == 0 if place % 3 else place % 2 == 1 for place in places])
    answer = await found(api, world)
    assert (answer["compared"], answer["items"]) == (3 * ITEMS, ITEMS)
    plain = cohens_kappa(np.array([[12, 6], [6, 12]]))
    assert answer["kappa"]["value"] == pytest.approx(plain.kappa)
    assert answer["kappa"]["high"] - answer["kappa"]["low"] > 1.3 * (plain.kappa_upp - plain.kappa_low)


async def test_before_anybody_rated_there_is_nothing_to_tell(api: Api, world: World) -> None:
    assert await found(api, world) is None
    assert await found(api, world, config=await question(api, world, name="stars", dataType="NUMERIC")) is None
    assert (await asked(api, world, config="ScoreConfig_1")).codes == ["NOT_FOUND"]
    assert (await asked(api, world, config=world["run"])).codes == ["NOT_FOUND"]
    assert (await asked(api, world, alias="exakt")).codes == ["UNKNOWN_METRIC"]
    assert (await asked(api, world, output="tone")).codes == ["UNKNOWN_METRIC"]


async def test_strangers_learn_nothing(outsider: Api, world: World) -> None:
    assert (await asked(outsider, world)).codes == ["NOT_FOUND"]
    assert (await outsider.execute(ASK, run=world["datasetId"])).codes == ["NOT_FOUND"]


async def test_pages_of_disagreements_that_make_no_sense_are_refused(api: Api, world: World) -> None:
    await corrected(world, "passed", [True] * ITEMS)
    assert (await asked(api, world, first=1_001)).codes == ["PAGE_TOO_LARGE"]
    assert (await asked(api, world, first=-1)).codes == ["PAGE_TOO_LARGE"]
    assert (await asked(api, world, after="nonsense")).codes == ["INVALID_CURSOR"]
