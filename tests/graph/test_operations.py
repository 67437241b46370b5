"""Every operation that clients were promised runs as written, and GraphiQL's examples fit the schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import parse, validate

import graphql_schema
from graphql_schema.schema import schema
from tests.api import Api, operations
from tests.world import World, make_world

EXAMPLES = Path(graphql_schema.__file__).parent / "static" / "graphiql" / "examples.graphql"


@pytest.fixture
async def world(api: Api) -> World:
    return await make_world(api, runs=0)


@pytest.mark.parametrize("name", sorted(operations()))
def test_operation_fits_the_schema(name: str) -> None:
    assert validate(schema._schema, parse(operations()[name])) == []


def test_examples_of_graphiql_fit_the_schema() -> None:
    assert validate(schema._schema, parse(EXAMPLES.read_text())) == []


async def test_every_operation_runs_as_written(api: Api, world: World) -> None:
    ran = {"Register", "NewPrompt", "SaveDraft", "Commit", "NewDataset", "WriteItems", "Freeze", "NewMetric", "NewJudge"}
    ran |= {"NewCode", "NewExperiment"}  # what made the world

    async def run(name: str, **variables: object) -> object:
        ran.add(name)
        result = await api.run(name, **variables)
        assert not result.errors, (name, result.errors)
        for payload in result.data.values():
            assert not (payload or {}).get("errors"), (name, payload)
        return result.data

    await run("Viewer")
    await run("NewKey", space=None)
    await run("NewSpace")
    await run("Invite", space=api.space)
    await run("Label", commit=world["promptCommitId"])
    uploaded = await api.client.post("/api/uploads", content=b'{"ticket": "late"}\n')
    job = (await api.run("Import", dataset=world["datasetId"], upload=uploaded.json()["id"])).payload()["datasetIoJob"]
    states = await api.watch("ImportProgress", job=job["id"])
    assert states[-1]["data"]["datasetIoJobProgress"]["status"] == "SUCCEEDED"
    await run("Connect", space=api.space)
    started = (await api.run("Run", experiment=world["experimentId"])).payload()["experimentRun"]
    events = await api.watch("Progress", run=started["id"])
    assert events[-1]["data"]["experimentProgress"]["status"] == "SUCCEEDED"
    assert (await api.run("Cancel", run=started["id"])).refused()[0] == "RUN_ENDED"
    overview = (await api.run("SpaceOverview", space=api.space))["space"]
    assert overview["experiments"]["nodes"][0]["latestRun"]["status"] == "SUCCEEDED"
    results = (await api.run("RunResults", run=started["id"]))["experimentRun"]["results"]
    assert len(results["nodes"]) == 4
    ran |= {"Import", "ImportProgress", "Run", "Progress", "Cancel", "SpaceOverview", "RunResults"}
    refused = await api.run("LogIn")
    assert refused.refused()[0] == "WRONG_CREDENTIALS"
    await run("LogOut")
    assert ran | {"LogIn"} == set(operations())
