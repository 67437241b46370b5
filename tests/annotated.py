"""What people add to an experiment that has run: a template, a baseline, a question and an answer."""

from __future__ import annotations

from typing import Any

from tests.api import Api
from tests.world import World

RESULTS = "query($run: ID!) { experimentRun(id: $run) { results { nodes { id datasetItem { key } } } } }"


async def annotate(api: Api, world: World) -> None:
    """Add one of each to a world, and remember their ids."""
    template = await api.mutate(
        "createExperimentTemplate",
        "experimentTemplate { id }",
        spaceId=world["spaceId"],
        name="nightly",
        datasetId=world["datasetId"],
        target={"model": {"model": "demo/echo", "column": "ticket"}},
        evaluators=[exact(world)],
    )
    baseline = await api.mutate("setBaselineRun", "experimentBaseline { id }", experimentRunId=world["experimentRunId"])
    results = await results_of(api, world)
    world.ids |= {
        "experimentTemplateId": template.payload()["experimentTemplate"]["id"],
        "experimentBaselineId": baseline.payload()["experimentBaseline"]["id"],
        "experimentItemResultId": results["t0"],
        "scoreConfigId": await question(api, world, name="helpful", dataType="NUMERIC", minValue=1, maxValue=5),
    }
    chosen = await api.mutate(
        "chooseScoreConfigs",
        "experiment { id }",
        experimentId=world["experimentId"],
        scoreConfigIds=[world["scoreConfigId"]],
    )
    chosen.payload()
    answered = await answer(api, results["t0"], world["scoreConfigId"], value=4)
    world.ids["resultAnnotationId"] = answered.payload()["resultAnnotation"]["id"]


async def results_of(api: Api, world: World) -> dict[str, str]:
    """Ids of the results of the world's run by the items' keys."""
    found = (await api.execute(RESULTS, run=world["experimentRunId"]))["experimentRun"]["results"]["nodes"]
    return {row["datasetItem"]["key"]: row["id"] for row in found}


async def question(api: Api, world: World, **given: Any) -> str:
    """Make a score config."""
    made = await api.mutate("createScoreConfig", "scoreConfig { id }", spaceId=world["spaceId"], **given)
    return str(made.payload()["scoreConfig"]["id"])


async def answer(api: Api, result: str, config: str, **given: Any) -> Any:
    """Answer a question about a result."""
    return await api.mutate(
        "annotateResult",
        "resultAnnotation { id value label text comment author { name } }",
        experimentItemResultId=result,
        scoreConfigId=config,
        **given,
    )


def exact(world: World, **given: Any) -> dict[str, Any]:
    """The world's metric in its place."""
    inputs = [{"name": "output", "output": True}, {"name": "expected", "column": "expected"}]
    return {"evaluatorVersionId": world["evaluatorVersionId"], "alias": "exact", "inputs": inputs} | given
