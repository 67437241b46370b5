"""Experiments are changed, made after one another, made from templates, and compared with a baseline."""

from __future__ import annotations

from typing import Any

import pytest

from tests.annotated import exact
from tests.api import Api
from tests.world import World, make_world, run

MODEL = {"model": {"model": "demo/echo", "column": "ticket"}}
SHOWN = """id name description tags origin concurrency repetitions datasetVersion { version } template { name }
  clonedFrom { name } evalTargetVersion { eval_target: evalTarget { kind name } }
  evaluators { alias weight inputs { name column path } }"""


@pytest.fixture
async def world(api: Api) -> World:
    return await make_world(api)


async def clone(api: Api, world: World, **given: Any) -> Any:
    return await api.mutate(
        "cloneExperiment", f"experiment {{ {SHOWN} }}", experimentId=world["experimentId"], **({"name": "second"} | given)
    )


async def new_template(api: Api, world: World, **given: Any) -> Any:
    given = {"name": "nightly", "target": MODEL, "evaluators": [exact(world)]} | given
    return await api.mutate(
        "createExperimentTemplate",
        "experimentTemplate { id name tags concurrency target evaluators { alias weight } dataset { name } }",
        spaceId=world["spaceId"],
        datasetId=world["datasetId"],
        **given,
    )


async def from_template(api: Api, template: str, **given: Any) -> Any:
    given = {"name": "tonight"} | given
    return await api.mutate(
        "createExperimentFromTemplate", f"experiment {{ {SHOWN} }}", experimentTemplateId=template, **given
    )


async def test_an_experiment_is_changed_but_for_what_it_measures(api: Api, world: World) -> None:
    changed = await api.mutate(
        "updateExperiment",
        "experiment { name description metadata tags concurrency repetitions itemTimeoutSeconds }",
        experimentId=world["experimentId"],
        name="renamed",
        description="why",
        metadata={"owner": "me"},
        tags=["smoke", "weekly"],
        concurrency=3,
        repetitions=2,
        itemTimeoutSeconds=30,
    )
    assert changed.payload()["experiment"] == {
        "name": "renamed", "description": "why", "metadata": {"owner": "me"}, "tags": ["smoke", "weekly"],
        "concurrency": 3, "repetitions": 2, "itemTimeoutSeconds": 30,
    }  # fmt: skip
    less = await api.mutate(
        "updateExperiment", "experiment { name description tags }", experimentId=world["experimentId"], description=None
    )
    assert less.payload()["experiment"] == {"name": "renamed", "description": None, "tags": ["smoke", "weekly"]}
    asked = 'query($id: ID!) { space(id: $id) { experiments(filter: { tags: { has: "%s" } }) { totalCount } } }'
    for tag, count in (("smoke", 1), ("smok", 0), ("Smoke", 0)):
        found = await api.execute(asked % tag, id=world["spaceId"])
        assert found["space"]["experiments"]["totalCount"] == count


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"concurrency": 0}, "INVALID_CONCURRENCY", "concurrency"),
        ({"repetitions": 101}, "INVALID_REPETITIONS", "repetitions"),
        ({"itemTimeoutSeconds": 0}, "INVALID_TIMEOUT", "itemTimeoutSeconds"),
        ({"tags": ["x" * 65]}, "INVALID_TAGS", "tags"),
        ({"metadata": [1]}, "INVALID_JSON", "metadata"),
        ({"name": " "}, "INVALID", "name"),
        ({"name": "taken"}, "EXPERIMENT_NAME_TAKEN", "name"),
    ],
)
async def test_what_cannot_be_is_refused(api: Api, world: World, change: dict[str, Any], code: str, path: str) -> None:
    (await clone(api, world, name="taken")).payload()
    refused = await api.mutate("updateExperiment", "experiment { id }", experimentId=world["experimentId"], **change)
    assert refused.refused() == (code, ["input", path])


async def test_a_clone_is_the_same_but_for_what_is_to_differ(api: Api, world: World) -> None:
    asked = f"query($id: ID!) {{ experiment(id: $id) {{ {SHOWN} }} }}"
    first = (await api.execute(asked, id=world["experimentId"]))["experiment"]
    second = (await clone(api, world)).payload()["experiment"]
    told = {"id", "name", "origin", "clonedFrom"}
    assert {name: value for name, value in second.items() if name not in told} == {
        name: value for name, value in first.items() if name not in told
    }
    assert (second["origin"], second["clonedFrom"]) == ("CLONE", {"name": first["name"]})
    third = (await clone(api, world, name="third", target=MODEL, concurrency=2, evaluators=[])).payload()["experiment"]
    assert (third["concurrency"], third["evaluators"]) == (2, [])
    assert third["evalTargetVersion"]["eval_target"] == {"kind": "MODEL", "name": "demo/echo"}
    assert (await run(api, world, second["id"]))["status"] == "SUCCEEDED"
    assert (await clone(api, world, name="third")).refused() == ("EXPERIMENT_NAME_TAKEN", ["input", "name"])


async def test_a_template_makes_experiments_of_the_newest_version(api: Api, world: World) -> None:
    made = (await new_template(api, world, tags=["nightly"], concurrency=4)).payload()["experimentTemplate"]
    assert made["target"]["model"]["model"] == "demo/echo"
    assert (made["evaluators"], made["dataset"]["name"]) == ([{"alias": "exact", "weight": 1.0}], "tickets")
    first = (await from_template(api, made["id"])).payload()["experiment"]
    assert (first["origin"], first["template"], first["tags"]) == ("TEMPLATE", {"name": "nightly"}, ["nightly"])
    item = [{"key": "new", "data": {"ticket": "x", "expected": "x"}}]
    (await api.run("WriteItems", dataset=world["datasetId"], items=item)).payload()
    frozen = await api.mutate("createDatasetVersion", "datasetVersion { id }", datasetId=world["datasetId"], version="9.0.0")
    frozen.payload()
    later = (await from_template(api, made["id"], name="later", concurrency=7)).payload()["experiment"]
    assert (later["datasetVersion"]["version"], later["concurrency"]) == ("9.0.0", 7)
    named = {"datasetVersionId": world["datasetVersionId"], "target": {"column": {"column": "expected"}}}
    other = (await from_template(api, made["id"], name="other", **named)).payload()["experiment"]
    assert other["datasetVersion"] == first["datasetVersion"]
    assert other["evalTargetVersion"]["eval_target"]["kind"] == "COLUMN"
    assert (await run(api, world, other["id"]))["status"] == "SUCCEEDED"
    asked = """query($id: ID!) { experimentTemplate(id: $id) { name experiments { totalCount } } }"""
    assert (await api.execute(asked, id=made["id"]))["experimentTemplate"]["experiments"]["totalCount"] == 3


async def test_a_template_is_checked_changed_and_deleted(api: Api, world: World) -> None:
    wrong = await new_template(api, world, target={"column": {"column": "nope"}})
    assert wrong.refused() == ("UNKNOWN_COLUMN", ["input", "target", "column", "column"])
    wrong = await new_template(api, world, evaluators=[exact(world), exact(world)])
    assert wrong.refused() == ("ALIAS_TAKEN", ["input", "evaluators", "1", "alias"])
    made = (await new_template(api, world)).payload()["experimentTemplate"]["id"]
    assert (await new_template(api, world)).refused() == ("TEMPLATE_NAME_TAKEN", ["input", "name"])
    changed = await api.mutate(
        "updateExperimentTemplate",
        "experimentTemplate { name concurrency evaluators { alias } }",
        experimentTemplateId=made,
        name="weekly",
        evaluators=[exact(world, alias="same")],
    )
    assert changed.payload()["experimentTemplate"] == {
        "name": "weekly", "concurrency": 10, "evaluators": [{"alias": "same"}]
    }  # fmt: skip
    experiment = (await from_template(api, made)).payload()["experiment"]["id"]
    (await api.mutate("deleteExperimentTemplate", "space { id }", experimentTemplateId=made)).payload()
    assert (await from_template(api, made, name="late")).refused() == ("NOT_FOUND", ["input", "experimentTemplateId"])
    (await new_template(api, world, name="weekly")).payload()
    asked = "query($id: ID!) { experiment(id: $id) { template { name } } }"
    assert (await api.execute(asked, id=experiment))["experiment"]["template"] is None


BASELINE = """query($id: ID!) { experiment(id: $id) { baselineRun { number }
  datasetVersion { dataset { baselines { nodes { label run { number baselines { totalCount } } } } } } } }"""


async def test_a_dataset_has_one_baseline_under_each_label(api: Api, world: World) -> None:
    first = world["experimentRunId"]
    await run(api, world)
    for label, chosen in ((None, first), ("release", first), (None, world["experimentRunId"])):
        given = {} if label is None else {"label": label}
        made = await api.mutate("setBaselineRun", "experimentBaseline { id label }", experimentRunId=chosen, **given)
        made.payload()
    found = (await api.execute(BASELINE, id=world["experimentId"]))["experiment"]
    assert found["baselineRun"] == {"number": 2}
    assert found["datasetVersion"]["dataset"]["baselines"]["nodes"] == [
        {"label": "release", "run": {"number": 1, "baselines": {"totalCount": 1}}},
        {"label": "default", "run": {"number": 2, "baselines": {"totalCount": 1}}},
    ]
    baseline = made.payload()["experimentBaseline"]["id"]
    cleared = await api.mutate("clearBaselineRun", "experimentRun { number }", experimentBaselineId=baseline)
    assert cleared.payload()["experimentRun"] == {"number": 2}
    assert (await api.execute(BASELINE, id=world["experimentId"]))["experiment"]["baselineRun"] is None
    (await api.mutate("deleteExperiment", "space { id }", experimentId=world["experimentId"])).payload()
    left = "query($id: ID!) { dataset(id: $id) { baselines { totalCount } } }"
    assert (await api.execute(left, id=world["datasetId"]))["dataset"]["baselines"]["totalCount"] == 0


async def test_a_run_that_has_no_results_is_no_baseline(api: Api, world: World) -> None:
    wrong = await api.mutate(
        "setBaselineRun", "experimentBaseline { id }", experimentRunId=world["experimentRunId"], label=" "
    )
    assert wrong.refused() == ("INVALID_LABEL", ["input", "label"])
    opened = await api.mutate("runExperiment", "experimentRun { id }", experimentId=world["experimentId"], mode="APPEND")
    run_id = opened.payload()["experimentRun"]["id"]
    early = await api.mutate("setBaselineRun", "experimentBaseline { id }", experimentRunId=run_id)
    assert early.refused() == ("RUN_NOT_ENDED", ["input", "experimentRunId"])
    (await api.mutate("finishExperimentRun", "experimentRun { id }", experimentRunId=run_id)).payload()
    await api.watch("Progress", run=run_id)
    empty = await api.mutate("setBaselineRun", "experimentBaseline { id }", experimentRunId=run_id)
    assert empty.refused() == ("NO_RESULTS", ["input", "experimentRunId"])
