from __future__ import annotations

from typing import Any

import pytest

from tests.api import Api
from tests.datasets.conftest import EXPECTED, TICKET, Datasets

COLUMNS = "dataset { schema { id columns { name description contentType jsonSchema required } } }"


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


async def test_columns_change_freely_while_nothing_uses_them(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    changed = await api.mutate(
        "changeDatasetSchema", COLUMNS, datasetId=dataset, columns=[{"name": "other", "required": True}]
    )
    assert [column["name"] for column in changed.payload()["dataset"]["schema"]["columns"]] == ["other"]


async def test_columns_in_use_may_only_be_added_to(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, a="1")
    version = await datasets.freeze(dataset, "1.0.0")
    for columns, path in (
        ([EXPECTED], []),
        ([TICKET | {"required": False}, EXPECTED], ["0"]),
        ([TICKET, EXPECTED, {"name": "new", "required": True}], ["2", "required"]),
    ):
        refused = await api.mutate("changeDatasetSchema", COLUMNS, datasetId=dataset, columns=columns)
        assert refused.refused() == ("INCOMPATIBLE_SCHEMA", ["input", "columns", *path])
    wider = [{"name": "new"}, TICKET | {"description": "What they wrote"}, EXPECTED]
    changed = (await api.mutate("changeDatasetSchema", COLUMNS, datasetId=dataset, columns=wider)).payload()
    assert changed["dataset"]["schema"]["columns"][1]["description"] == "What they wrote"
    of_version = "query($id: ID!) { datasetVersion(id: $id) { schema { id isImmutable columns { name } } } }"
    schema = (await api.execute(of_version, id=version))["datasetVersion"]["schema"]
    assert schema["isImmutable"]
    assert [column["name"] for column in schema["columns"]] == ["ticket", "expected"]
    assert schema["id"] != changed["dataset"]["schema"]["id"]


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
        ("changeDatasetSchema", {"columns": [TICKET]}),
        ("deleteDataset", {}),
        ("writeDatasetItems", {"items": []}),
        ("deleteDatasetItems", {"keys": []}),
        ("createDatasetVersion", {"version": "2.0.0"}),
    ]
    for name, given in acts:
        refused = await outsider.mutate(name, "", datasetId=dataset, **given)
        assert refused.refused() == ("NOT_FOUND", ["input", "datasetId"])
        assert (await viewer.mutate(name, "", datasetId=dataset, **given)).refused() == ("FORBIDDEN", [])
    assert (await outsider.run("NewDataset", space=api.space)).refused() == ("NOT_FOUND", ["input", "spaceId"])
    theirs = await viewer.run("Import", dataset=dataset, upload=upload)
    assert theirs.refused() == ("NOT_FOUND", ["input", "uploadId"])
