"""A run over items of several turns."""

from __future__ import annotations

from tests.api import Api
from tests.world import World

TURNS = [{"user": "Hello", "expected": "Hello"}, {"user": "Bye", "expected": "Goodbye"}]


async def talk(api: Api, world: World) -> None:
    """Have a model answer two conversations, turn by turn, and compare what it says."""
    columns = [{"name": "talk", "contentType": "MULTI_TURN"}]
    made = await api.mutate("createDataset", "dataset { id }", spaceId=api.space, name="Conversations", columns=columns)
    dataset = made.payload()["dataset"]["id"]
    items = [{"key": key, "data": {"talk": TURNS}} for key in ("first", "second")]
    (await api.run("WriteItems", dataset=dataset, items=items)).payload()
    version = (await api.run("Freeze", dataset=dataset)).payload()["datasetVersion"]["id"]
    inputs = [{"name": "output", "output": True}, {"name": "expected", "column": "talk.expected"}]
    experiment = await api.mutate(
        "createExperiment",
        "experiment { id }",
        spaceId=api.space,
        name="Conversations",
        datasetVersionId=version,
        target={"model": {"model": "demo/echo", "column": "talk"}},
        evaluators=[{"evaluatorVersionId": world["evaluatorVersionId"], "alias": "exact", "inputs": inputs}],
    )
    run = await api.run("Run", experiment=experiment.payload()["experiment"]["id"])
    events = await api.watch("Progress", run=run.payload()["experimentRun"]["id"])
    assert events[-1]["data"]["experimentProgress"]["status"] == "SUCCEEDED"
