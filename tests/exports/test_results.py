"""The results of a run come as files, with all that is known of each."""

from __future__ import annotations

import csv
import io
import json

import pytest

from app.exports import results
from tests.annotated import annotate
from tests.api import Api
from tests.experiments.test_control import ended, started
from tests.experiments.test_experiments import experiment
from tests.experiments.test_turns import ECHO, TALK, world_of
from tests.experiments.test_turns import exact as talk_exact
from tests.world import World, make_world


@pytest.fixture
async def world(api: Api, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(results, "PAGE", 3)
    world = await make_world(api)
    await annotate(api, world)
    return world


async def test_every_result_is_a_line_of_json(api: Api, world: World) -> None:
    got = await api.client.get(f"/api/experiment-runs/{world['experimentRunId']}/results.jsonl")
    assert got.headers["content-type"].startswith("application/x-ndjson")
    assert got.headers["content-disposition"] == 'attachment; filename="run-1-results.jsonl"'
    lines = {line["item"]: line for line in map(json.loads, got.text.splitlines())}
    assert set(lines) == {"t0", "t1", "t2", "t3"}
    first = lines["t0"]
    assert first["data"] == {"ticket": "printer on fire", "expected": "other"}
    assert (first["repetition"], first["status"], first["output"]) == (1, "SUCCEEDED", "printer on fire")
    assert (first["scores"]["exact"]["score"], first["scores"]["exact"]["passed"]) == (0.0, False)
    assert float(first["cost"]) >= 0
    assert [(one["name"], one["value"]) for one in first["annotations"]] == [("helpful", 4.0)]
    assert lines["t1"]["annotations"] == lines["t1"]["turns"] == []


async def test_a_table_has_a_column_for_each_column_and_metric(api: Api, world: World) -> None:
    got = await api.client.get(f"/api/experiment-runs/{world['experimentRunId']}/results.csv")
    rows = {row["item"]: row for row in csv.DictReader(io.StringIO(got.text, newline=""))}
    assert set(rows) == {"t0", "t1", "t2", "t3"}
    first = rows["t0"]
    assert (first["data.ticket"], first["output"], first["repetition"]) == ("printer on fire", "printer on fire", "1")
    assert (first["score.exact"], first["score.exact.passed"], first["error"]) == ("0.0", "false", "")
    assert json.loads(first["annotations"])[0]["value"] == 4.0


async def test_turns_come_with_their_scores(api: Api) -> None:
    world = await world_of(api, [{"talk": TALK}])
    made = await experiment(api, world, target=ECHO, evaluators=[talk_exact(world)])
    run = await started(api, made)
    await ended(api, run)
    path = f"/api/experiment-runs/{run}/results"
    line = json.loads((await api.client.get(f"{path}.jsonl")).text)
    assert (line["weighted_score"], line["scores"]["exact"]["score"]) == (0.5, 0.5)
    said = [(turn["turn_index"], turn["input"], turn["output"], turn["scores"]["exact"]["score"]) for turn in line["turns"]]
    assert said == [(1, TALK[0], "Hello", 1.0), (2, TALK[1], "Bye", 0.0)]
    (row,) = csv.DictReader(io.StringIO((await api.client.get(f"{path}.csv")).text, newline=""))
    assert json.loads(row["turns"]) == line["turns"]


async def test_results_are_for_those_who_may_see_them(nobody: Api, outsider: Api, viewer: Api, world: World) -> None:
    path = f"/api/experiment-runs/{world['experimentRunId']}/results.jsonl"
    for who, status, code in ((nobody, 401, "UNAUTHENTICATED"), (outsider, 404, "NOT_FOUND")):
        got = await who.client.get(path)
        assert (got.status_code, got.json()["errors"][0]["extensions"]["code"]) == (status, code)
    assert (await viewer.client.get(path)).status_code == 200
    for wrong in ("/api/experiment-runs/nothing/results.jsonl", path.replace("jsonl", "xml")):
        got = await viewer.client.get(wrong)
        assert (got.status_code, got.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")
