from __future__ import annotations

from typing import Any

import pytest

from tests.api import Api
from tests.datasets.conftest import TICKET, Datasets


async def test_a_dataset_is_made_with_its_columns(api: Api) -> None:
    made = (await api.run("NewDataset", space=api.space)).payload()["dataset"]
    assert made["schema"]["columns"] == [
        {"name": "ticket", "contentType": "TEXT"},
        {"name": "expected", "contentType": "TEXT"},
    ]
    listed = await api.execute("query($s: ID!) { space(id: $s) { datasets { nodes { id name } } } }", s=api.space)
    assert listed["space"]["datasets"]["nodes"] == [{"id": made["id"], "name": "tickets"}]


@pytest.mark.parametrize(
    ("columns", "code", "path"),
    [
        ([], "INVALID_COLUMNS", []),
        ([{"name": "a"}] * 101, "INVALID_COLUMNS", []),
        ([TICKET, {"name": " "}], "INVALID_COLUMN_NAME", ["1", "name"]),
        ([TICKET, {"name": "ticket"}], "COLUMN_NAME_TAKEN", ["1", "name"]),
        ([{"name": "a", "jsonSchema": {"type": "strnig"}}], "INVALID_JSON_SCHEMA", ["0", "jsonSchema"]),
        ([{"name": "a", "jsonSchema": "string"}], "INVALID_JSON_SCHEMA", ["0", "jsonSchema"]),
        ([{"name": "a", "jsonSchema": {"$ref": "http://example.com/x"}}], "INVALID_JSON_SCHEMA", ["0", "jsonSchema"]),
    ],
)
async def test_columns_at_fault_are_named(api: Api, columns: Any, code: str, path: list[str]) -> None:
    made = await api.mutate("createDataset", "dataset { id }", spaceId=api.space, name="new", columns=columns)
    assert made.refused() == (code, ["input", "columns", *path])


async def test_names_are_unique_until_the_dataset_is_deleted(api: Api, datasets: Datasets) -> None:
    first = await datasets.make("one")
    second = await datasets.make("two")
    assert (await api.run("NewDataset", space=api.space)).payload()
    assert (await api.run("NewDataset", space=api.space)).refused() == ("DATASET_NAME_TAKEN", ["input", "name"])
    renamed = await api.mutate("renameDataset", "dataset { name }", datasetId=second, name="one")
    assert renamed.refused() == ("DATASET_NAME_TAKEN", ["input", "name"])
    assert (await api.mutate("renameDataset", "dataset { name }", datasetId=second, name="two")).payload()
    (await api.mutate("deleteDataset", "", datasetId=first)).payload()
    assert (await api.execute("query($id: ID!) { dataset(id: $id) { id } }", id=first))["dataset"] is None
    again = await api.mutate("renameDataset", "dataset { name description }", datasetId=second, name="one", description="d")
    assert again.payload()["dataset"] == {"name": "one", "description": "d"}


async def test_others_see_nothing_and_viewers_change_nothing(
    api: Api, outsider: Api, viewer: Api, datasets: Datasets
) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, a="1")
    version = await datasets.freeze(dataset, "1.0.0")
    upload = await datasets.upload(b'{"ticket": "x"}')
    job = (await api.run("Import", dataset=dataset, upload=upload)).payload()["datasetIoJob"]["id"]
    look = (
        "query($d: ID!, $v: ID!, $j: ID!) { dataset(id: $d) { id } datasetVersion(id: $v) { id } datasetIoJob(id: $j) { id }"
        " nodes(ids: [$d, $v, $j]) { id } }"
    )
    seen = await outsider.execute(look, d=dataset, v=version, j=job)
    assert seen.data == {"dataset": None, "datasetVersion": None, "datasetIoJob": None, "nodes": [None] * 3}
    assert (await viewer.execute(look, d=dataset, v=version, j=job))["dataset"] == {"id": dataset}
    acts: list[tuple[str, dict[str, Any]]] = [
        ("renameDataset", {"name": "x"}),
        ("updateDatasetSchema", {"columns": [TICKET]}),
        ("deleteDataset", {}),
        ("writeDatasetItems", {"items": []}),
        ("deleteDatasetItems", {"keys": []}),
        ("createDatasetVersion", {"version": "2.0.0"}),
        ("updateDataset", {"name": "x"}),
        ("clearDataset", {}),
        ("duplicateDataset", {"name": "x"}),
        ("tagDatasetItems", {"add": ["x"]}),
        ("archiveDatasetItems", {}),
        ("unarchiveDatasetItems", {}),
        ("exportDataset", {"format": "CSV"}),
        ("setRemoteExperiment", {"url": "https://example.com"}),
        ("removeRemoteExperiment", {}),
        ("triggerRemoteExperiment", {}),
    ]
    for name, given in acts:
        refused = await outsider.mutate(name, "", datasetId=dataset, **given)
        assert refused.refused() == ("NOT_FOUND", ["input", "datasetId"])
        assert (await viewer.mutate(name, "", datasetId=dataset, **given)).refused() == ("FORBIDDEN", [])
    assert (await outsider.run("NewDataset", space=api.space)).refused() == ("NOT_FOUND", ["input", "spaceId"])
    theirs = await viewer.run("Import", dataset=dataset, upload=upload)
    assert theirs.refused() == ("NOT_FOUND", ["input", "uploadId"])


async def test_properties_are_changed_one_by_one(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    shown = (
        "dataset { name description metadata category businessCategory visibility securityLevel expiresAt status"
        " lastOperation hasChanges limits { maxItems maxColumns maxItemBytes }"
        " features { editSchema multiModal multiTurn } }"
    )
    given = {
        "name": "folder / inner",
        "description": "words",
        "metadata": {"a": 1},
        "category": "TRAINING",
        "businessCategory": "support",
        "visibility": "SYSTEM",
        "securityLevel": "L3",
        "limits": {"maxItems": 2},
        "isSchemaLocked": True,
    }
    changed = (await api.mutate("updateDataset", shown, datasetId=dataset, **given)).payload()["dataset"]
    assert changed["limits"] == {"maxItems": 2, "maxColumns": 100, "maxItemBytes": 200_000}
    assert changed["features"] == {"editSchema": False, "multiModal": False, "multiTurn": False}
    assert (changed["name"], changed["category"], changed["securityLevel"]) == ("folder/inner", "TRAINING", "L3")
    assert (changed["status"], changed["lastOperation"], changed["hasChanges"]) == ("AVAILABLE", "UPDATE", False)
    again = (await api.mutate("updateDataset", shown, datasetId=dataset, description=None, category=None)).payload()[
        "dataset"
    ]
    assert again == changed | {"description": None}
    listed = await api.execute("query($s: ID!) { space(id: $s) { datasets { totalCount } } }", s=api.space)
    assert listed["space"]["datasets"]["totalCount"] == 0
    locked = await api.mutate("updateDatasetSchema", "", datasetId=dataset, columns=[TICKET])
    assert locked.refused() == ("SCHEMA_LOCKED", ["input", "datasetId"])


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"name": "a//b"}, "INVALID_NAME", ["name"]),
        ({"businessCategory": ""}, "INVALID_CATEGORY", ["businessCategory"]),
        ({"limits": {"maxItems": 0}}, "INVALID_LIMIT", ["limits", "maxItems"]),
        ({"limits": {"maxItemBytes": 10**9}}, "INVALID_LIMIT", ["limits", "maxItemBytes"]),
        ({"metadata": [1]}, "INVALID_JSON", ["metadata"]),
    ],
)
async def test_properties_at_fault_are_named(
    api: Api, datasets: Datasets, given: dict[str, Any], code: str, path: list[str]
) -> None:
    dataset = await datasets.make()
    refused = await api.mutate("updateDataset", "dataset { id }", datasetId=dataset, **given)
    assert refused.refused() == (code, ["input", *path])


async def test_an_expired_dataset_is_read_and_no_longer_written(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, a="1")
    expired = await api.mutate("updateDataset", "dataset { status }", datasetId=dataset, expiresAt="2026-01-02T00:00:00Z")
    assert expired.payload()["dataset"]["status"] == "EXPIRED"
    assert (await datasets.write(dataset, b="2")).refused() == ("DATASET_EXPIRED", ["input", "datasetId"])
    assert await datasets.working(dataset) == {"a": "1"}
    (await api.mutate("updateDataset", "dataset { id }", datasetId=dataset, expiresAt=None)).payload()
    (await datasets.write(dataset, b="2")).payload()


async def test_names_with_slashes_make_folders(api: Api, datasets: Datasets) -> None:
    for name in ("top", "a/one", "a/b/two", "a/b/three", "c/four"):
        await datasets.make(name)
    query = "query($s: ID!, $w: String!) { datasetFolders(spaceId: $s, within: $w) { path name datasetCount } }"
    top = (await api.execute(query, s=api.space, w=""))["datasetFolders"]
    assert top == [{"path": "a", "name": "a", "datasetCount": 3}, {"path": "c", "name": "c", "datasetCount": 1}]
    inner = (await api.execute(query, s=api.space, w="a/"))["datasetFolders"]
    assert inner == [{"path": "a/b", "name": "b", "datasetCount": 2}]
    assert (await api.execute(query, s=api.space, w="a/b"))["datasetFolders"] == []


async def test_limits_of_a_dataset_hold(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    limits = {"maxItems": 2, "maxColumns": 2, "maxItemBytes": 40}
    (await api.mutate("updateDataset", "dataset { id }", datasetId=dataset, limits=limits)).payload()
    await datasets.write(dataset, a="1", b="2")
    assert (await datasets.write(dataset, a="3", c="4")).refused() == ("DATASET_FULL", ["input", "items", "1"])
    assert (await datasets.write(dataset, a="x" * 50)).refused()[0] == "ITEM_TOO_LARGE"
    (await datasets.write(dataset, a="3")).payload()
    columns = [TICKET, {"name": "expected"}, {"name": "third"}]
    many = await api.mutate("updateDatasetSchema", "", datasetId=dataset, columns=columns)
    assert many.refused() == ("INVALID_COLUMNS", ["input", "columns"])
