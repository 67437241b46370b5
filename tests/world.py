"""A space with one of everything in it, made through the API by the operations that clients are promised."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.api import Api


@dataclass
class World:
    """Ids of what was made, by the name of the input that takes them, and the last progress of its run."""

    ids: dict[str, str] = field(default_factory=dict)
    progress: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.ids[name]


TICKETS = [
    {"key": f"t{number}", "data": {"ticket": text, "expected": text if number % 2 else "other"}}
    for number, text in enumerate(("printer on fire", "cannot sign in", "refund please", "slow pages"))
]


async def make_world(api: Api, *, items: list[dict[str, Any]] | None = None, runs: int = 1) -> World:
    """Fill a person's space, and run its experiment to the end."""
    world = World({"spaceId": api.space, "userId": api.user})
    await _prompt(api, world)
    await _dataset(api, world, items if items is not None else TICKETS)
    await _evaluators(api, world)
    await _experiment(api, world)
    for _ in range(runs):
        await run(api, world)
    return world


async def _prompt(api: Api, world: World) -> None:
    world.ids["promptId"] = (await api.run("NewPrompt", space=api.space)).payload()["prompt"]["id"]
    draft = (await api.run("SaveDraft", prompt=world["promptId"])).payload()["promptDraft"]
    commit = (await api.run("Commit", prompt=world["promptId"])).payload()["promptCommit"]
    label = 'mutation($commit: ID!) { labelPromptCommit(input: { promptCommitId: $commit, label: "production" })'
    labelled = await api.execute(
        f"{label} {{ promptLabel {{ id }} errors {{ code message path }} }} }}", commit=commit["id"]
    )
    world.ids |= {
        "promptDraftId": draft["id"],
        "promptCommitId": commit["id"],
        "promptLabelId": labelled.payload()["promptLabel"]["id"],
    }


async def _dataset(api: Api, world: World, items: list[dict[str, Any]]) -> None:
    dataset = (await api.run("NewDataset", space=api.space)).payload()["dataset"]
    world.ids["datasetId"] = dataset["id"]
    for start in range(0, len(items), 1000):
        written = await api.run("WriteItems", dataset=dataset["id"], items=items[start : start + 1000])
        world.ids["datasetItemId"] = written.payload()["datasetItems"][0]["id"]
    version = (await api.run("Freeze", dataset=dataset["id"])).payload()["datasetVersion"]
    world.ids["datasetVersionId"] = version["id"]


async def _evaluators(api: Api, world: World) -> None:
    metric = (await api.run("NewMetric", space=api.space)).payload()["evaluator"]
    judge = (await api.run("NewJudge", space=api.space, connection=None)).payload()["evaluator"]
    code = (await api.run("NewCode", space=api.space)).payload()["evaluator"]
    world.ids |= {
        "evaluatorId": metric["id"],
        "evaluatorVersionId": metric["latestVersion"]["id"],
        "judgeVersionId": judge["latestVersion"]["id"],
        "codeVersionId": code["latestVersion"]["id"],
    }


async def _experiment(api: Api, world: World) -> None:
    made = await api.run(
        "NewExperiment",
        space=api.space,
        version=world["datasetVersionId"],
        prompt=world["promptId"],
        evaluator=world["evaluatorVersionId"],
    )
    world.ids["experimentId"] = made.payload()["experiment"]["id"]


async def correct(api: Api, world: World) -> None:
    """Correct what an evaluator said in the world's run, to what it said."""
    query = """query($run: ID!) { node(id: $run) { ... on ExperimentRun {
      evaluatorRecords(first: 1) { nodes { id score } } } } }"""
    (record,) = (await api.execute(query, run=world["experimentRunId"]))["node"]["evaluatorRecords"]["nodes"]
    given = {"evaluatorRecordId": record["id"], "score": record["score"], "reason": "So it is"}
    made = await api.mutate("correctEvaluatorRecord", "evaluatorRecord { corrections { id } }", **given)
    (correction,) = made.payload()["evaluatorRecord"]["corrections"]
    world.ids |= {"evaluatorRecordId": record["id"], "evaluatorCorrectionId": correction["id"]}


async def run(api: Api, world: World, experiment: str | None = None) -> dict[str, Any]:
    """Run the world's experiment, or another, and follow it to its end."""
    started = (await api.run("Run", experiment=experiment or world["experimentId"])).payload()["experimentRun"]
    world.ids["experimentRunId"] = started["id"]
    events = await api.watch("Progress", run=started["id"])
    assert all("errors" not in event for event in events), events
    world.progress = events[-1]["data"]["experimentProgress"]
    return world.progress


async def govern(api: Api, world: World) -> None:
    """What has to do with who moves labels and what includes what: a protected label, a request, a snippet in a prompt."""
    protected = await api.mutate("protectPromptLabel", "protectedLabel { id }", spaceId=api.space, label="released")
    asked = await api.mutate(
        "requestPromptLabelMove",
        "promptLabelRequest { id }",
        promptCommitId=world["promptCommitId"],
        label="released",
    )
    await _commit(api, "parts/tone", "SNIPPET", "Be polite.")
    including = await _commit(api, "letters/welcome", "CHAT", "{{> parts/tone }} Welcome.")
    world.ids |= {
        "protectedLabelId": protected.payload()["protectedLabel"]["id"],
        "promptLabelRequestId": asked.payload()["promptLabelRequest"]["id"],
        "includingCommitId": including,
    }


async def _commit(api: Api, key: str, kind: str, text: str) -> str:
    made = await api.mutate("createPrompt", "prompt { id }", spaceId=api.space, key=key, name=key, kind=kind)
    prompt = made.payload()["prompt"]["id"]
    saved = await api.mutate("savePromptDraft", "promptDraft { id }", promptId=prompt, messages=[{"content": text}])
    saved.payload()
    committed = await api.mutate("commitPrompt", "promptCommit { id }", promptId=prompt)
    return str(committed.payload()["promptCommit"]["id"])
