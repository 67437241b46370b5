from __future__ import annotations

from typing import Any

import pytest

from app.datasets import schemas
from tests.api import Api
from tests.datasets.conftest import EXPECTED, TICKET, Datasets

COLUMNS = (
    "dataset { schema { id isImmutable columns { name displayName description displayFormat hidden contentType required }"
    " removedColumns { name } } }"
)


async def test_columns_change_freely_while_there_are_no_items(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    other = {"name": "other", "required": True, "displayName": "Other", "displayFormat": "CODE", "hidden": True}
    changed = await api.mutate("updateDatasetSchema", COLUMNS, datasetId=dataset, columns=[other])
    schema = changed.payload()["dataset"]["schema"]
    assert schema["columns"] == [other | {"contentType": "TEXT", "description": None}]
    assert schema["removedColumns"] == []


@pytest.mark.parametrize(
    ("columns", "path"),
    [
        ([TICKET | {"contentType": "IMAGE"}, EXPECTED], ["0", "contentType"]),
        ([TICKET, EXPECTED | {"required": True}], []),
        ([TICKET, EXPECTED, {"name": "new", "required": True}], []),
        ([TICKET | {"jsonSchema": {"type": "string", "maxLength": 1}}, EXPECTED], []),
    ],
)
async def test_columns_that_items_do_not_suit_are_refused(
    api: Api, datasets: Datasets, columns: list[dict[str, Any]], path: list[str]
) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, a="long", b="longer")
    refused = await api.mutate("updateDatasetSchema", "dataset { id }", datasetId=dataset, columns=columns)
    assert refused.refused() == ("INCOMPATIBLE_SCHEMA", ["input", "columns", *path])
    if not path:
        selection = "errors { ... on SchemaProblem { items { key message } } }"
        document = f"mutation($i: UpdateDatasetSchemaInput!) {{ updateDatasetSchema(input: $i) {{ {selection} }} }}"
        told = await api.execute(document, i={"datasetId": dataset, "columns": columns})
        (error,) = told["updateDatasetSchema"]["errors"]
        assert [item["key"] for item in error["items"]] == ["a", "b"]
        assert all(item["message"] for item in error["items"])


async def test_columns_in_use_may_be_made_stricter_as_far_as_items_allow(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, a="long", b="longer")
    stricter = TICKET | {"jsonSchema": {"type": "string", "minLength": 4}}
    (await api.mutate("updateDatasetSchema", COLUMNS, datasetId=dataset, columns=[stricter, EXPECTED])).payload()
    assert (await datasets.write(dataset, c="x")).refused()[0] == "VALUE_INVALID"


async def test_many_items_are_looked_at_while_others_write(
    api: Api, datasets: Datasets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schemas, "LOOKED_AT_LOCKED", 1)
    dataset, columns = await datasets.make(), [TICKET | {"jsonSchema": {"maxLength": 4}}, EXPECTED]
    await datasets.write(dataset, a="long", b="far too long")
    change = ("updateDatasetSchema", "dataset { id }")
    assert (await api.mutate(*change, datasetId=dataset, columns=columns)).refused()[0] == "INCOMPATIBLE_SCHEMA"
    await datasets.write(dataset, b="fits")
    look = schemas.failing_items

    async def disturbed(*given: Any) -> Any:
        found = await look(*given)
        await datasets.write(dataset, c="too long")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(schemas, "failing_items", disturbed)
        refused = await api.mutate(*change, datasetId=dataset, columns=columns)
    assert refused.refused() == ("DATASET_CHANGED", ["input", "datasetId"])
    await datasets.write(dataset, c="fits")
    (await api.mutate(*change, datasetId=dataset, columns=columns)).payload()


async def test_versions_keep_the_columns_they_were_made_with(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, a="1")
    version = await datasets.freeze(dataset, "1.0.0")
    wider = [{"name": "new"}, TICKET | {"description": "What they wrote"}, EXPECTED | {"displayName": "Wanted"}]
    changed = (await api.mutate("updateDatasetSchema", COLUMNS, datasetId=dataset, columns=wider)).payload()
    assert changed["dataset"]["schema"]["columns"][1]["description"] == "What they wrote"
    of_version = "query($id: ID!) { datasetVersion(id: $id) { schema { id isImmutable columns { name } } } }"
    schema = (await api.execute(of_version, id=version))["datasetVersion"]["schema"]
    assert schema["isImmutable"]
    assert [column["name"] for column in schema["columns"]] == ["ticket", "expected"]
    assert schema["id"] != changed["dataset"]["schema"]["id"]


async def test_a_removed_column_leaves_its_values_readable(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make(columns=[TICKET, {"name": "n", "contentType": "JSON"}])
    items = [{"key": "a", "data": {"ticket": "x", "n": 5}}]
    (await api.run("WriteItems", dataset=dataset, items=items)).payload()
    changed = (await api.mutate("updateDatasetSchema", COLUMNS, datasetId=dataset, columns=[TICKET])).payload()
    assert changed["dataset"]["schema"]["removedColumns"] == [{"name": "n"}]
    query = "query($id: ID!) { dataset(id: $id) { items { nodes { data } } } }"
    assert (await api.execute(query, id=dataset))["dataset"]["items"]["nodes"] == [{"data": {"ticket": "x", "n": 5}}]
    refused = await api.run("WriteItems", dataset=dataset, items=items)
    assert refused.refused() == ("UNKNOWN_COLUMN", ["input", "items", "0", "data", "n"])
    back = [TICKET, {"name": "n", "contentType": "TEXT"}]
    wrong = await api.mutate("updateDatasetSchema", "", datasetId=dataset, columns=back)
    assert wrong.refused() == ("INCOMPATIBLE_SCHEMA", ["input", "columns", "1", "contentType"])
    again = [TICKET, {"name": "n", "contentType": "JSON"}]
    shown = (await api.mutate("updateDatasetSchema", COLUMNS, datasetId=dataset, columns=again)).payload()
    assert shown["dataset"]["schema"]["removedColumns"] == []
