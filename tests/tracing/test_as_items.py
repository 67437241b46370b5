"""Traces and observations become items of datasets: chosen ones at once, and all that a filter finds in the background."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from starlette.applications import Starlette

from app.datasets.models import DatasetIoJob, DatasetIoStatus
from app.tracing import importing
from app.tracing.jobs import run_traces_import
from tests.api import Api, Result
from tests.prompts.people import colleague
from tests.traced import INNER, OUTER, told

ITEM = """key data metadata tags split sourceTraceId sourceObservationId
  sourceTrace { id name } sourceObservation { id name }"""
REFUSED = "refused { index key faults { code message path } }"
JOB = "datasetIoJob { id }"
PROGRESS = """subscription($job: ID!) { datasetIoJobProgress(datasetIoJobId: $job) {
  status total processed added failed reason errorGroups { code message count examples } } }"""
ITEMS = "query($id: ID!) { dataset(id: $id) { items { totalCount nodes { " + ITEM + " } } } }"
MADE = "query($id: ID!) { trace(id: $id) { datasetItems { totalCount nodes { key data dataset { id } } } } }"
PREVIEW = """query($input: PreviewTraceItemsInput!) { previewTraceItems(input: $input) {
  key data metadata trace { id } observation { id } faults { code message path } } }"""
QUESTION = {"column": "question", "value": "INPUT", "path": "ticket"}
ANSWER = {"column": "answer", "value": "OUTPUT"}
MAPPING = [QUESTION, ANSWER]


@pytest.fixture
async def dataset(api: Api) -> str:
    """A dataset of a question that has to be there, an answer and anything else."""
    columns = [
        {"name": "question", "contentType": "TEXT", "required": True},
        {"name": "answer", "contentType": "TEXT"},
        {"name": "context", "contentType": "JSON"},
    ]
    made = await api.mutate("createDataset", "dataset { id }", spaceId=api.space, name="From traces", columns=columns)
    return str(made.payload()["dataset"]["id"])


async def record(api: Api, **changes: Any) -> dict[str, Any]:
    """A trace with two steps, with other content where that is given: its id, its name, and the ids of its steps."""
    message = told(uuid4().hex)
    message["traces"][0] |= changes
    made = (await api.mutate("recordTraces", "traces { id } observations { id }", spaceId=api.space, **message)).payload()
    steps = [step["id"] for step in made["observations"]]
    return {"id": made["traces"][0]["id"], "name": message["traces"][0]["externalId"], "steps": steps}


async def add(api: Api, dataset: str, **given: Any) -> Result:
    chosen = {"datasetId": dataset, "mapping": MAPPING, **given}
    return await api.mutate("addTracesToDataset", f"datasetItems {{ {ITEM} }} {REFUSED}", **chosen)


async def import_all(api: Api, dataset: str, **given: Any) -> dict[str, Any]:
    """The end of an import."""
    chosen = {"datasetId": dataset, "mapping": MAPPING, **given}
    job = (await api.mutate("importTraces", JOB, **chosen)).payload()["datasetIoJob"]
    events = await api.subscribe(PROGRESS, job=job["id"])
    last: dict[str, Any] = events[-1]["data"]["datasetIoJobProgress"]
    return last


async def items(api: Api, dataset: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await api.execute(ITEMS, id=dataset))["dataset"]["items"]["nodes"]
    return found


async def test_a_trace_becomes_an_item_and_leads_to_it_and_back(api: Api, dataset: str) -> None:
    trace = await record(api)
    (item,) = (await add(api, dataset, traceIds=[trace["id"]], tags=["real"], split="test")).payload()["datasetItems"]
    assert item == {
        "key": f"trace-{trace['name']}",
        "data": {"question": "late", "answer": "late"},
        "metadata": {"region": "eu"},
        "tags": ["real"],
        "split": "test",
        "sourceTraceId": trace["name"],
        "sourceObservationId": None,
        "sourceTrace": {"id": trace["id"], "name": "POST /tickets"},
        "sourceObservation": None,
    }
    made = (await api.execute(MADE, id=trace["id"]))["trace"]["datasetItems"]
    assert made == {"totalCount": 1, "nodes": [{"key": item["key"], "data": item["data"], "dataset": {"id": dataset}}]}


async def test_an_observation_becomes_an_item(api: Api, dataset: str) -> None:
    trace = await record(api)
    made = (await add(api, dataset, observationIds=trace["steps"][:1])).payload()["datasetItems"]
    (item,) = made
    assert (item["key"], item["sourceObservationId"]) == (f"trace-{trace['name']}-{OUTER}", OUTER)
    assert item["sourceObservation"] == {"id": trace["steps"][0], "name": "triage"}
    assert item["sourceTrace"]["id"] == trace["id"]
    assert item["metadata"] == {}


async def test_adding_again_changes_the_item(api: Api, dataset: str) -> None:
    trace = await record(api)
    await add(api, dataset, traceIds=[trace["id"]], tags=["real"])
    again = {"column": "question", "value": "METADATA", "path": "region"}
    (item,) = (await add(api, dataset, traceIds=[trace["id"]], mapping=[again])).payload()["datasetItems"]
    assert (item["data"], item["tags"]) == ({"question": "eu"}, ["real"])
    assert len(await items(api, dataset)) == 1


async def test_a_column_is_filled_from_a_step_of_the_trace(api: Api, dataset: str) -> None:
    trace = await record(api)
    step = {"column": "context", "value": "INPUT", "observation": "triage"}
    missing = {"column": "answer", "value": "OUTPUT", "observation": "nothing has this name"}
    (item,) = (await add(api, dataset, traceIds=[trace["id"]], mapping=[QUESTION, missing, step])).payload()["datasetItems"]
    assert item["data"] == {"question": "late", "context": {"ticket": "late"}}


async def test_what_is_no_text_is_written_as_json_into_a_column_of_text(api: Api, dataset: str) -> None:
    trace = await record(api)
    whole = {"column": "question", "value": "INPUT"}
    (item,) = (await add(api, dataset, traceIds=[trace["id"]], mapping=[whole])).payload()["datasetItems"]
    assert item["data"] == {"question": '{"ticket":"late"}'}


async def test_columns_with_usual_names_need_no_mapping(api: Api, dataset: str) -> None:
    columns = [{"name": "input", "contentType": "JSON"}, {"name": "expected_output", "contentType": "TEXT"}]
    usual = await api.mutate("createDataset", "dataset { id }", spaceId=api.space, name="Usual", columns=columns)
    trace = await record(api)
    added = await add(api, usual.payload()["dataset"]["id"], traceIds=[trace["id"]], mapping=[])
    (item,) = added.payload()["datasetItems"]
    assert item["data"] == {"input": {"ticket": "late"}, "expected_output": "late"}
    code, path = (await add(api, dataset, traceIds=[trace["id"]], mapping=[])).refused()
    assert (code, path) == ("MAPPING_MISSING", ["input", "mapping"])


async def test_one_that_is_not_valid_stops_all_unless_asked_otherwise(api: Api, dataset: str) -> None:
    good, bad = await record(api), await record(api, input={"other": 1})
    chosen = {"traceIds": [good["id"], bad["id"]], "observationIds": [bad["steps"][1]]}
    assert (await add(api, dataset, **chosen)).refused() == ("MISSING_VALUE", ["input", "traceIds", "1"])
    assert await items(api, dataset) == []
    made = (await add(api, dataset, **chosen, partial=True)).payload()
    assert [item["key"] for item in made["datasetItems"]] == [f"trace-{good['name']}"]
    places = [(one["index"], one["faults"][0]["path"]) for one in made["refused"]]
    assert places == [(1, ["input", "traceIds", "1"]), (2, ["input", "observationIds", "0"])]


@pytest.mark.parametrize(
    ("mapping", "code", "path"),
    [
        ([{"column": "nothing", "value": "INPUT"}], "UNKNOWN_COLUMN", ["input", "mapping", "0", "column"]),
        ([QUESTION, QUESTION], "DUPLICATE_COLUMN", ["input", "mapping", "1", "column"]),
        ([{**QUESTION, "path": "a b"}], "INVALID_PATH", ["input", "mapping", "0", "path"]),
    ],
)
async def test_a_mapping_that_cannot_work_is_refused(
    api: Api, dataset: str, mapping: list[dict[str, Any]], code: str, path: list[str]
) -> None:
    trace = await record(api)
    assert (await add(api, dataset, traceIds=[trace["id"]], mapping=mapping)).refused() == (code, path)
    refused = await api.mutate("importTraces", JOB, datasetId=dataset, mapping=mapping, traces={})
    assert refused.refused() == (code, path)


async def test_what_is_not_there_is_not_added(app: Starlette, api: Api, dataset: str) -> None:
    trace = await record(api)
    assert (await add(api, dataset)).refused() == ("NOTHING_CHOSEN", ["input", "traceIds"])
    second = (await api.run("NewSpace")).payload()["space"]["id"]
    elsewhere = await api.mutate("recordTraces", "traces { id } observations { id }", spaceId=second, **told(uuid4().hex))
    other, *_ = elsewhere.payload()["traces"]
    step, *_ = elsewhere.payload()["observations"]
    refused = await add(api, dataset, traceIds=[trace["id"], other["id"]])
    assert refused.refused() == ("NOT_FOUND", ["input", "traceIds", "1"])
    assert (await add(api, dataset, observationIds=[step["id"]])).refused() == (
        "NOT_FOUND",
        ["input", "observationIds", "0"],
    )
    guest = await colleague(app, api, role="VIEWER")
    assert (await add(guest, dataset, traceIds=[trace["id"]])).refused()[0] == "FORBIDDEN"
    assert (await guest.mutate("importTraces", JOB, datasetId=dataset, traces={})).refused()[0] == "FORBIDDEN"


async def test_a_preview_shows_what_would_be_written_and_stores_nothing(api: Api, dataset: str) -> None:
    good, bad = await record(api), await record(api, input=None)
    chosen = {"datasetId": dataset, "mapping": MAPPING, "traceIds": [good["id"], bad["id"]]}
    chosen["observationIds"] = good["steps"][:1]
    first, second, third = (await api.execute(PREVIEW, input=chosen))["previewTraceItems"]
    assert first["data"] == {"question": "late", "answer": "late"}
    assert (first["trace"], first["observation"], first["faults"]) == ({"id": good["id"]}, None, [])
    assert second["data"] == {"answer": "late"}
    assert [(fault["code"], fault["path"]) for fault in second["faults"]] == [("MISSING_VALUE", ["input", "traceIds", "1"])]
    assert (third["trace"], third["observation"]) == ({"id": good["id"]}, {"id": good["steps"][0]})
    assert await items(api, dataset) == []


async def test_all_traces_that_a_filter_finds_become_items(api: Api, dataset: str) -> None:
    wanted = [await record(api, name="wanted") for _ in range(3)]
    await record(api, name="other")
    bad = await record(api, name="wanted", input=[])
    done = await import_all(api, dataset, traces={"name": {"eq": "wanted"}}, tags=["prod"], split="train")
    assert (done["status"], done["total"], done["processed"], done["added"], done["failed"]) == ("SUCCEEDED", 4, 4, 3, 1)
    (group,) = done["errorGroups"]
    assert (group["code"], group["count"]) == ("MISSING_VALUE", 1)
    assert group["examples"] == [f"trace-{bad['name']}: The column 'question' is required."]
    found = await items(api, dataset)
    assert {item["sourceTrace"]["id"] for item in found} == {trace["id"] for trace in wanted}
    assert all((item["tags"], item["split"]) == (["prod"], "train") for item in found)


async def test_all_observations_that_a_filter_finds_become_items(api: Api, dataset: str) -> None:
    trace = await record(api)
    kind = {"kind": {"eq": "GENERATION"}}
    whole = {"column": "question", "value": "OUTPUT"}
    done = await import_all(api, dataset, observations=kind, mapping=[whole], keepMetadata=False)
    assert (done["status"], done["added"]) == ("SUCCEEDED", 1)
    (item,) = await items(api, dataset)
    assert (item["key"], item["data"]) == (f"trace-{trace['name']}-{INNER}", {"question": "late"})


async def test_importing_again_keeps_replaces_or_refuses(api: Api, dataset: str) -> None:
    await record(api)
    (item,) = [one for one in [await import_all(api, dataset, traces={})] if one["added"] == 1]
    assert item["failed"] == 0
    again = await import_all(api, dataset, traces={}, mode="APPEND")
    assert (again["added"], again["failed"], again["errorGroups"][0]["code"]) == (0, 1, "KEY_TAKEN")
    await api.mutate(
        "writeDatasetItems", "datasetItems { id }", datasetId=dataset, items=[{"key": "own", "data": {"question": "?"}}]
    )
    assert (await import_all(api, dataset, traces={}))["added"] == 1
    assert len(await items(api, dataset)) == 2
    assert (await import_all(api, dataset, traces={}, mode="OVERWRITE"))["added"] == 1
    assert [one["key"].split("-")[0] for one in await items(api, dataset)] == ["trace"]


async def test_an_import_names_one_kind(api: Api, dataset: str) -> None:
    for given in ({}, {"traces": {}, "observations": {}}):
        refused = await api.mutate("importTraces", JOB, datasetId=dataset, mapping=MAPPING, **given)
        assert refused.refused() == ("AMBIGUOUS_FILTER", ["input", "traces"])
    refused = await api.mutate("importTraces", JOB, datasetId=dataset, mapping=MAPPING, traces={}, tags=[""])
    assert refused.refused() == ("INVALID_TAGS", ["input", "tags"])


async def test_an_import_goes_on_where_it_was_left(api: Api, dataset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PAGE", 2)
    traces = [await record(api) for _ in range(5)]
    chosen = importing._chosen
    calls = 0

    async def lost(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise RuntimeError("the process is gone")
        return await chosen(*arguments)

    monkeypatch.setattr(importing, "_chosen", lost)
    done = await import_all(api, dataset, traces={})
    assert calls == 4
    assert (done["status"], done["processed"], done["added"]) == ("SUCCEEDED", 5, 5)
    assert {item["sourceTraceId"] for item in await items(api, dataset)} == {trace["name"] for trace in traces}
    # What has ended does not begin again.
    job = await DatasetIoJob.all().order_by("-id").first()
    assert job
    await run_traces_import(job.id)
    await job.refresh_from_db()
    assert (job.status, job.processed) == (DatasetIoStatus.SUCCEEDED, 5)


async def test_an_import_says_why_its_columns_are_gone(api: Api, dataset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await record(api)
    chosen = importing._chosen

    async def changed(*arguments: Any) -> Any:
        columns = [{"name": "other", "contentType": "TEXT"}]
        (await api.mutate("updateDatasetSchema", "dataset { id }", datasetId=dataset, columns=columns)).payload()
        return await chosen(*arguments)

    monkeypatch.setattr(importing, "_chosen", changed)
    done = await import_all(api, dataset, traces={})
    assert (done["status"], done["reason"]) == ("FAILED", "The dataset has no column 'question'; it has: other.")
