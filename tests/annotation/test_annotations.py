"""People answer questions about results; each answer is checked against its question, and all are added up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.annotated import answer, question, results_of
from tests.api import Api
from tests.experiments.test_experiments import experiment
from tests.experiments.test_turns import run_to_end, world_of
from tests.world import World, make_world

CATEGORIES = [{"label": "good", "value": 1}, {"label": "poor", "value": 0}]
SUMMARIES = """query($id: ID!) { experimentRun(id: $id) { annotations { totalCount } annotationSummaries {
  scoreConfig { name } totalCount annotatedCount annotatorCount count mean distribution { label low count } } } }"""


@pytest.fixture
async def world(api: Api) -> World:
    return await make_world(api)


async def config(api: Api, world: World, **given: Any) -> Any:
    shown = "scoreConfig { id name dataType minValue maxValue description isArchived categories { label value } }"
    return await api.mutate("createScoreConfig", shown, spaceId=world["spaceId"], **({"name": "helpful"} | given))


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"dataType": "NUMERIC", "name": "a/b"}, "INVALID_NAME", "name"),
        ({"dataType": "NUMERIC", "name": "x" * 36}, "INVALID_NAME", "name"),
        ({"dataType": "NUMERIC", "minValue": 2, "maxValue": 2}, "INVALID_RANGE", "maxValue"),
        ({"dataType": "TEXT", "minValue": 2}, "INVALID_RANGE", "minValue"),
        ({"dataType": "NUMERIC", "categories": CATEGORIES}, "INVALID_CATEGORIES", "categories"),
        ({"dataType": "BOOLEAN", "categories": CATEGORIES}, "INVALID_CATEGORIES", "categories"),
        ({"dataType": "CATEGORICAL"}, "INVALID_CATEGORIES", "categories"),
        ({"dataType": "CATEGORICAL", "categories": [CATEGORIES[0]] * 2}, "INVALID_CATEGORIES", "categories"),
        ({"dataType": "CATEGORICAL", "categories": [{"label": " ", "value": 1}]}, "INVALID_CATEGORIES", "categories"),
    ],
)
async def test_a_question_that_cannot_be_is_refused(
    api: Api, world: World, given: dict[str, Any], code: str, path: str
) -> None:
    assert (await config(api, world, **given)).refused() == (code, ["input", path])


async def test_a_question_is_changed_but_not_its_kind(api: Api, world: World) -> None:
    made = (await config(api, world, dataType="NUMERIC", maxValue=5)).payload()["scoreConfig"]
    assert (made["dataType"], made["minValue"], made["maxValue"], made["categories"]) == ("NUMERIC", None, 5, [])
    shown = "scoreConfig { name minValue maxValue description }"
    changed = await api.mutate(
        "updateScoreConfig", shown, scoreConfigId=made["id"], name="kind", minValue=1, maxValue=None, description="How?"
    )
    assert changed.payload()["scoreConfig"] == {"name": "kind", "minValue": 1, "maxValue": None, "description": "How?"}
    wrong = await api.mutate("updateScoreConfig", shown, scoreConfigId=made["id"], maxValue=0)
    assert wrong.refused() == ("INVALID_RANGE", ["input", "maxValue"])
    assert (await config(api, world, name="kind", dataType="TEXT")).refused()[0] == "SCORE_CONFIG_NAME_TAKEN"
    asked = "query($id: ID!) { space(id: $id) { scoreConfigs(filter: { isArchived: { eq: false } }) { totalCount } } }"
    assert (await api.execute(asked, id=world["spaceId"]))["space"]["scoreConfigs"]["totalCount"] == 1


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ({"dataType": "NUMERIC", "minValue": 1, "maxValue": 5}, {"value": 5}, {"value": 5.0}),
        ({"dataType": "BOOLEAN"}, {"label": "True"}, {"value": 1.0, "label": "True"}),
        ({"dataType": "BOOLEAN"}, {"value": 0}, {"value": 0.0, "label": "False"}),
        ({"dataType": "CATEGORICAL", "categories": CATEGORIES}, {"label": "poor"}, {"value": 0.0, "label": "poor"}),
        (
            {"dataType": "CATEGORICAL", "categories": CATEGORIES},
            {"label": "good", "value": 1},
            {"value": 1, "label": "good"},
        ),
        ({"dataType": "TEXT"}, {"text": " fine "}, {"text": "fine"}),
        ({"dataType": "NUMERIC", "minValue": 1}, {"value": 0.5}, "value"),
        ({"dataType": "NUMERIC", "maxValue": 1}, {"value": 1.5}, "value"),
        ({"dataType": "NUMERIC"}, {"label": "good"}, "value"),
        ({"dataType": "BOOLEAN"}, {"value": 2}, "value"),
        ({"dataType": "BOOLEAN"}, {"label": "Perhaps"}, "label"),
        ({"dataType": "CATEGORICAL", "categories": CATEGORIES}, {"label": "good", "value": 0}, "label"),
        ({"dataType": "CATEGORICAL", "categories": CATEGORIES}, {}, "label"),
        ({"dataType": "TEXT"}, {"text": " "}, "text"),
        ({"dataType": "TEXT"}, {"text": "x" * 501}, "text"),
        ({"dataType": "TEXT"}, {"value": 1}, "text"),
    ],
)
async def test_an_answer_fits_its_question(api: Api, world: World, kind: Any, given: Any, said: Any) -> None:
    made = (await config(api, world, **kind)).payload()["scoreConfig"]["id"]
    answered = await answer(api, (await results_of(api, world))["t0"], made, **given)
    if isinstance(said, str):
        assert answered.refused() == ("INVALID_ANSWER", ["input", said])
    else:
        found = answered.payload()["resultAnnotation"]
        assert {name: found[name] for name in ("value", "label", "text")} == {
            "value": None,
            "label": None,
            "text": None,
        } | said


async def test_a_turn_is_answered_about_if_the_result_has_it(api: Api) -> None:
    world = await world_of(api, [{"talk": [{"user": "Hello"}, {"user": "Bye"}]}])
    made = await experiment(api, world, target={"model": {"model": "demo/echo", "column": "talk"}}, evaluators=[])
    world.ids["experimentRunId"] = await run_to_end(api, made)
    asked, result = await question(api, world, name="stars", dataType="NUMERIC"), (await results_of(api, world))["t0"]
    answers = [(await answer(api, result, asked, value=turn, turnIndex=turn)).payload() for turn in (0, 1, 2)]
    assert len({one["resultAnnotation"]["id"] for one in answers}) == 3
    for turn in (-1, 3, 10_001):
        refused = await answer(api, result, asked, value=3, turnIndex=turn)
        assert refused.refused() == ("INVALID_TURN", ["input", "turnIndex"])


async def test_everybody_has_one_answer_that_they_may_change(api: Api, world: World, member: Api) -> None:
    made, result = await question(api, world, name="stars", dataType="NUMERIC"), (await results_of(api, world))["t0"]
    first = (await answer(api, result, made, value=1, comment="no")).payload()["resultAnnotation"]
    again = (await answer(api, result, made, value=2)).payload()["resultAnnotation"]
    assert (again["id"], again["value"], again["comment"], again["author"]) == (first["id"], 2.0, None, {"name": "Ada"})
    other = (await answer(member, result, made, value=4)).payload()["resultAnnotation"]
    aside = await question(api, world, name="aside", dataType="NUMERIC")
    own = (await answer(member, result, aside, value=3)).payload()["resultAnnotation"]
    assert len({first["id"], other["id"], own["id"]}) == 3
    refused = await member.mutate("deleteResultAnnotation", "experimentItemResult { id }", resultAnnotationId=first["id"])
    assert refused.refused() == ("FORBIDDEN", [])
    shown = "experimentItemResult { annotations { nodes { value } } }"
    (await member.mutate("deleteResultAnnotation", shown, resultAnnotationId=own["id"])).payload()
    left = await api.mutate("deleteResultAnnotation", shown, resultAnnotationId=other["id"])
    assert left.payload()["experimentItemResult"]["annotations"]["nodes"] == [{"value": 2.0}]


async def test_an_archived_question_takes_no_answers(api: Api, world: World) -> None:
    made, result = await question(api, world, name="stars", dataType="NUMERIC"), (await results_of(api, world))["t0"]
    (await answer(api, result, made, value=1)).payload()
    (await api.mutate("archiveScoreConfig", "scoreConfig { isArchived }", scoreConfigId=made)).payload()
    assert (await answer(api, result, made, value=2)).refused() == ("SCORE_CONFIG_ARCHIVED", ["input", "scoreConfigId"])
    (await api.mutate("archiveScoreConfig", "scoreConfig { id }", scoreConfigId=made, isArchived=False)).payload()
    (await answer(api, result, made, value=2)).payload()


async def test_answers_are_added_up_with_how_far_people_are(api: Api, world: World, member: Api) -> None:
    results = await results_of(api, world)
    stars = await question(api, world, name="stars", dataType="NUMERIC")
    tone = await question(api, world, name="tone", dataType="CATEGORICAL", categories=CATEGORIES)
    later = await question(api, world, name="later", dataType="TEXT")
    chosen = await api.mutate(
        "chooseScoreConfigs",
        "experiment { scoreConfigs { scoreConfig { name } } }",
        experimentId=world["experimentId"],
        scoreConfigIds=[later, stars],
    )
    asked = [one["scoreConfig"]["name"] for one in chosen.payload()["experiment"]["scoreConfigs"]]
    assert asked == ["later", "stars"]
    for key, value in (("t0", 1), ("t1", 4)):
        (await answer(api, results[key], stars, value=value)).payload()
    (await answer(member, results["t1"], stars, value=4)).payload()
    (await answer(api, results["t2"], tone, label="good")).payload()
    found = (await api.execute(SUMMARIES, id=world["experimentRunId"]))["experimentRun"]
    assert found["annotations"]["totalCount"] == 4
    summaries = {one["scoreConfig"]["name"]: one for one in found["annotationSummaries"]}
    assert list(summaries) == ["later", "stars", "tone"]
    assert all(one["totalCount"] == 4 for one in summaries.values())
    counted = {name: (one["annotatedCount"], one["annotatorCount"], one["count"]) for name, one in summaries.items()}
    assert counted == {"later": (0, 0, 0), "stars": (2, 2, 3), "tone": (1, 1, 1)}
    assert (summaries["stars"]["mean"], summaries["later"]["mean"]) == (3.0, None)
    assert summaries["tone"]["distribution"] == [{"label": "good", "low": None, "count": 1}]
