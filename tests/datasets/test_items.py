from __future__ import annotations

import asyncio
from functools import reduce
from typing import Any

import pytest

from app.core.database import Database
from app.core.rows import streamed
from app.datasets.models import DatasetItem, DatasetVersion
from app.datasets.reading import of_version, read_items
from graphql_schema.core.ids import parse_global_id
from tests.api import Api
from tests.datasets.conftest import Datasets


async def test_the_same_key_is_the_same_item(datasets: Datasets) -> None:
    dataset = await datasets.make()
    first = (await datasets.write(dataset, a="1", b="2")).payload()["datasetItems"]
    second = (await datasets.write(dataset, a="3")).payload()["datasetItems"]
    assert second == first[:1]
    assert await datasets.working(dataset) == {"a": "3", "b": "2"}


async def test_items_get_keys_and_keep_what_is_not_given(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    selection = "datasetItems { id key data metadata tags split }"
    whole = {"data": {"ticket": "x"}, "metadata": {"from": "mail"}, "tags": ["a", "b"], "split": "test"}
    (made,) = (await api.mutate("writeDatasetItems", selection, datasetId=dataset, items=[whole])).payload()["datasetItems"]
    assert {**whole, "id": made["id"], "key": made["key"]} == made
    again = [{"key": made["key"], "data": {"ticket": "y"}}]
    (changed,) = (await api.mutate("writeDatasetItems", selection, datasetId=dataset, items=again)).payload()["datasetItems"]
    assert changed == {**made, "data": {"ticket": "y"}}


@pytest.mark.parametrize(
    ("item", "code", "path"),
    [
        ({"data": {"ticket": "x", "colour": "red"}}, "UNKNOWN_COLUMN", ["data", "colour"]),
        ({"data": {"expected": "x"}}, "MISSING_VALUE", ["data", "ticket"]),
        ({"data": {"ticket": None}}, "MISSING_VALUE", ["data", "ticket"]),
        ({"data": {"ticket": 5}}, "VALUE_INVALID", ["data", "ticket"]),
        ({"data": {"ticket": "x", "expected": True}}, "VALUE_INVALID", ["data", "expected"]),
        ({"data": "x"}, "VALUE_INVALID", ["data"]),
        ({"data": {"ticket": "x" * 200_001}}, "ITEM_TOO_LARGE", ["data"]),
        ({"key": "", "data": {"ticket": "x"}}, "INVALID_KEY", ["key"]),
        ({"key": "a", "data": {"ticket": "x"}}, "DUPLICATE_KEY", ["key"]),
        ({"data": {"ticket": "x"}, "metadata": [1]}, "INVALID_JSON", ["metadata"]),
        ({"data": {"ticket": "x"}, "tags": ["x" * 65]}, "INVALID_TAGS", ["tags"]),
    ],
)
async def test_one_bad_item_and_nothing_is_written(datasets: Datasets, item: Any, code: str, path: list[str]) -> None:
    dataset = await datasets.make()
    items = [{"key": "a", "data": {"ticket": "good"}}, item]
    refused = await datasets.api.run("WriteItems", dataset=dataset, items=items)
    assert refused.refused() == (code, ["input", "items", "1", *path])
    assert await datasets.working(dataset) == {}


async def test_json_schema_decides_what_a_column_holds(datasets: Datasets) -> None:
    columns = [
        {"name": "n", "contentType": "TEXT", "jsonSchema": {"type": ["string", "number"]}},
        {"name": "o", "contentType": "JSON", "jsonSchema": {"required": ["a"]}},
        {"name": "free", "contentType": "JSON"},
    ]
    dataset = await datasets.make(columns=columns)
    good = {"key": "k", "data": {"n": 5, "o": {"a": 1}, "free": [1, {"b": None}, "x"]}}
    (await datasets.api.run("WriteItems", dataset=dataset, items=[good])).payload()
    bad = await datasets.api.run("WriteItems", dataset=dataset, items=[{"data": {"o": {}}}])
    assert bad.refused() == ("VALUE_INVALID", ["input", "items", "0", "data", "o"])
    assert '"a" is a required property' in bad.data["writeDatasetItems"]["errors"][0]["message"]


async def test_a_version_keeps_its_items_whatever_is_written_later(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, a="1", b="1", c="1")
    first = await datasets.freeze(dataset, "1.0.0")
    before = await DatasetItem.filter(dataset_id=parse_global_id(dataset)[1]).count()  # type: ignore[index]
    (await datasets.write(dataset, a="2", d="2")).payload()
    (await datasets.write(dataset, a="3", c="1")).payload()
    (await api.mutate("deleteDatasetItems", "dataset { itemCount }", datasetId=dataset, keys=["b", "d"])).payload()
    second = await datasets.freeze(dataset, "1.1.0")
    (await datasets.write(dataset, a="4")).payload()
    assert await datasets.in_version(first) == {"a": "1", "b": "1", "c": "1"}
    assert await datasets.in_version(second) == {"a": "3", "c": "1"}
    assert await datasets.working(dataset) == {"a": "4", "c": "1"}
    # Three at first, and one for each of the two edits of `a` that a version separates.
    assert (before, await DatasetItem.filter(dataset_id=parse_global_id(dataset)[1]).count()) == (3, 5)  # type: ignore[index]


async def test_an_unknown_key_deletes_nothing(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, a="1")
    gone = await api.mutate("deleteDatasetItems", "dataset { id }", datasetId=dataset, keys=["a", "b"])
    assert gone.refused() == ("NOT_FOUND", ["input", "keys", "1"])
    assert await datasets.working(dataset) == {"a": "1"}


async def test_versions_rise(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    assert (await api.run("Freeze", dataset=dataset)).refused() == ("EMPTY_DATASET", ["input", "datasetId"])
    await datasets.write(dataset, a="1")
    made = (await api.run("Freeze", dataset=dataset)).payload()["datasetVersion"]
    assert (made["version"], made["itemCount"]) == ("1.0.0", 1)
    for version, code in (("1.0.0", "VERSION_TAKEN"), ("1.0.0-rc.1", "VERSION_NOT_GREATER"), ("2", "INVALID_VERSION")):
        refused = await api.mutate("createDatasetVersion", "datasetVersion { id }", datasetId=dataset, version=version)
        assert refused.refused() == (code, ["input", "version"])
    query = "query($id: ID!) { dataset(id: $id) { latestVersion versions { nodes { version number } } } }"
    shown = (await api.execute(query, id=dataset))["dataset"]
    assert shown == {"latestVersion": "1.0.0", "versions": {"nodes": [{"version": "1.0.0", "number": 1}]}}


async def test_writers_and_version_makers_do_not_disturb_each_other(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, shared="start")

    async def write(number: int) -> None:
        (await datasets.write(dataset, shared=str(number), **{f"own-{number}": "x"})).payload()

    async def freeze(number: int) -> str | None:
        made = await api.mutate(
            "createDatasetVersion", "datasetVersion { id itemCount }", datasetId=dataset, version=f"{number}.0.0"
        )
        payload = made["createDatasetVersion"]
        assert payload["errors"] == [] or payload["errors"][0]["code"] == "VERSION_NOT_GREATER"
        return payload["datasetVersion"] and payload["datasetVersion"]["id"]

    acts = [write(number) if number % 2 else freeze(number) for number in range(1, 21)]
    versions = [made for made in await asyncio.gather(*acts) if made]
    assert len(await datasets.working(dataset)) == 11
    assert versions
    counts = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on DatasetVersion { number itemCount items { totalCount } } } }"
    shown = (await api.execute(counts, ids=versions))["nodes"]
    assert sorted(version["number"] for version in shown) == list(range(1, len(versions) + 1))
    assert all(version["itemCount"] == version["items"]["totalCount"] for version in shown)


@pytest.mark.usefixtures("recognized")
async def test_items_of_many_versions_cost_as_much_as_of_one(api: Api, datasets: Datasets, system: Database) -> None:
    dataset = await datasets.make()
    expected = {}
    for number in range(1, 6):
        await datasets.write(dataset, a=str(number), **{f"k{number}": "x"})
        version = await datasets.freeze(dataset, f"{number}.0.0")
        expected[version] = await datasets.in_version(version)
    query = (
        "query($id: ID!, $first: Int!) { dataset(id: $id) { versions(first: $first) { nodes { id"
        " items(first: 100) { totalCount nodes { key data dataset { name } } }"
        ' few: items(first: 1, filter: {key: {startsWith: "K"}}) { totalCount pageInfo { hasNextPage endCursor } } } } } }'
    )
    costs = []
    for first in (2, 5):
        before = system.statements
        nodes = (await api.execute(query, id=dataset, first=first))["dataset"]["versions"]["nodes"]
        costs.append(system.statements - before)
    assert costs[0] == costs[1]
    for node, number in zip(nodes, (5, 4, 3, 2, 1), strict=True):
        assert {item["key"]: item["data"]["ticket"] for item in node["items"]["nodes"]} == expected[node["id"]]
        assert node["items"]["totalCount"] == number + 1
        assert (node["few"]["totalCount"], node["few"]["pageInfo"]["hasNextPage"]) == (number, number > 1)


async def test_pages_of_a_version_follow_each_other(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, **{f"k{number}": str(number) for number in range(7)})
    version = await datasets.freeze(dataset, "1.0.0")
    query = (
        "query($id: ID!, $after: String) { datasetVersion(id: $id) { items(first: 3, after: $after)"
        " { nodes { key } pageInfo { hasNextPage endCursor } } } }"
    )
    keys, after, more = [], None, True
    while more:
        page = (await api.execute(query, id=version, after=after))["datasetVersion"]["items"]
        keys += [item["key"] for item in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert keys == [f"k{number}" for number in reversed(range(7))]


async def test_runs_read_the_items_of_a_version(datasets: Datasets) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, a="1", b="2", c="3")
    made = await datasets.freeze(dataset, "1.0.0")
    await datasets.write(dataset, a="9", d="4")
    version = await DatasetVersion.get(id=parse_global_id(made)[1])  # type: ignore[index]
    ids = [pk async for page in streamed(DatasetItem, (), of_version(version), page=2) for (pk,) in page]
    assert [row["data"] for row in await read_items(version, ids[1], ids[2])] == [{"ticket": "2"}, {"ticket": "3"}]


@pytest.mark.parametrize("value", ["a\0b", "\U0001f469\u200d\U0001f4bb \u00a0", 2**53, [[1.5, None]], {"": {"\0": "x"}}])
async def test_whatever_json_can_say_comes_back_as_it_was(datasets: Datasets, value: Any) -> None:
    dataset = await datasets.make(columns=[{"name": "ticket", "contentType": "JSON"}])
    items = [{"key": "\U0001f469\u200d\U0001f4bb", "data": {"ticket": value}}]
    (await datasets.api.run("WriteItems", dataset=dataset, items=items)).payload()
    assert await datasets.working(dataset) == {"\U0001f469\u200d\U0001f4bb": value}


async def test_what_no_database_can_store_is_refused(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make(columns=[{"name": "ticket", "contentType": "JSON"}])
    document = f'mutation {{ writeDatasetItems(input: {{datasetId: "{dataset}", items: [{{data: {{ticket: {10**30}}}}}]}}) '
    large = await api.execute(document + "{ datasetItems { id } errors { code message path } } }")
    assert large.refused() == ("INVALID_JSON", ["input", "items", "0", "data"])
    nested: Any = reduce(lambda inner, _: [inner], range(300), [])
    deep = await api.run("WriteItems", dataset=dataset, items=[{"data": {"ticket": nested}}])
    assert deep.codes == ["VARIABLES_TOO_DEEP"]
    for name, given, path in (
        ("deleteDatasetItems", {"keys": ["a\0"]}, ["keys", "0"]),
        ("renameDataset", {"name": "a\0"}, ["name"]),
        ("renameDataset", {"name": "a", "description": "\0"}, ["description"]),
        ("createDatasetVersion", {"version": "1.0.0\0"}, ["version"]),
        ("writeDatasetItems", {"items": [{"key": "a\0", "data": {}}]}, ["items", "0", "key"]),
    ):
        assert (await api.mutate(name, "", datasetId=dataset, **given)).refused()[1] == ["input", *path]
    assert (await api.client.post("/api/uploads?name=%00", content=b"x")).status_code == 201


async def test_all_faults_are_told_without_writing(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    items = [
        {"key": "good", "data": {"ticket": "x"}},
        {"key": "bad", "data": {"colour": 1}, "tags": [""]},
        {"key": "good", "data": {"ticket": "y"}},
    ]
    selection = "datasetItems { key } refused { index key faults { code path } }"
    told = await api.mutate("writeDatasetItems", selection, datasetId=dataset, items=items, validateOnly=True)
    refused = told.payload()["refused"]
    assert [(one["index"], one["key"]) for one in refused] == [(1, "bad"), (2, "good")]
    assert [fault["code"] for fault in refused[0]["faults"]] == ["MISSING_VALUE", "UNKNOWN_COLUMN", "INVALID_TAGS"]
    assert refused[0]["faults"][0]["path"] == ["input", "items", "1", "data", "ticket"]
    assert [fault["code"] for fault in refused[1]["faults"]] == ["DUPLICATE_KEY"]
    assert (told.payload()["datasetItems"], await datasets.working(dataset)) == ([], {})
    partly = (await api.mutate("writeDatasetItems", selection, datasetId=dataset, items=items, partial=True)).payload()
    assert (partly["datasetItems"], partly["refused"]) == ([{"key": "good"}], refused)
    assert await datasets.working(dataset) == {"good": "x"}


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("IMAGE", ["https://example.com/a.png", "data:image/png;base64,AA=="], ["a.png", "data:audio/wav;base64,AA==", 5]),
        ("AUDIO", ["data:audio/wav;base64,AA=="], [{"url": "https://example.com"}]),
        ("VIDEO", ["http://example.com/film"], ["http://"]),
        (
            "MULTI_TURN",
            [[{"user": "hi"}], [{"user": "a", "expected": "b"}] * 50],
            ["hi", [], [{}], [{"user": 1}], [{"expected": "b"}], [{"user": "a"}] * 51],
        ),
    ],
)
async def test_columns_hold_what_their_content_type_says(datasets: Datasets, kind: str, good: Any, bad: Any) -> None:
    schema = {"required": ["user"]} if kind == "MULTI_TURN" else None
    dataset = await datasets.make(columns=[{"name": "ticket", "contentType": kind, "jsonSchema": schema}])
    for value in good:
        (await datasets.api.run("WriteItems", dataset=dataset, items=[{"data": {"ticket": value}}])).payload()
    for value in bad:
        refused = await datasets.api.run("WriteItems", dataset=dataset, items=[{"data": {"ticket": value}}])
        assert refused.refused() == ("VALUE_INVALID", ["input", "items", "0", "data", "ticket"]), value


async def test_items_are_found_by_key_text_tag_and_split(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    items = [
        {"key": "Alpha", "data": {"ticket": 'says "Hello"\nthere'}, "tags": ["red", 'dark "blue"'], "split": "test"},
        {"key": "beta", "data": {"ticket": "100% plain"}, "tags": ["blue"], "sourceTraceId": "abc"},
    ]
    (await api.run("WriteItems", dataset=dataset, items=items)).payload()
    query = "query($id: ID!, $f: DatasetItemFilter!) { dataset(id: $id) { items(filter: $f) { totalCount nodes { key } } } }"
    for given, keys in (
        ({"key": {"contains": "ALP"}}, ["Alpha"]),
        ({"data": {"contains": '"hello"\n'}}, ["Alpha"]),
        ({"data": {"contains": "0% "}}, ["beta"]),
        ({"tags": {"has": "blue"}}, ["beta"]),
        ({"tags": {"has": 'blue"'}}, []),
        ({"tags": {"has": 'dark "blue"'}}, ["Alpha"]),
        ({"split": {"eq": "test"}}, ["Alpha"]),
        ({"sourceTraceId": {"eq": "abc"}}, ["beta"]),
        ({"status": {"eq": "ARCHIVED"}}, []),
    ):
        found = (await api.execute(query, id=dataset, f=given))["dataset"]["items"]
        assert [node["key"] for node in found["nodes"]] == keys, given
        assert found["totalCount"] == len(keys)


async def test_many_items_are_sorted_at_once(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, a="1", b="2", c="3")
    version = await datasets.freeze(dataset, "1.0.0")

    async def said() -> dict[str, Any]:
        query = "query($id: ID!) { dataset(id: $id) { items { nodes { key tags split } } } }"
        nodes = (await api.execute(query, id=dataset))["dataset"]["items"]["nodes"]
        return {node["key"]: (node["tags"], node["split"]) for node in nodes}

    more = {"add": ["x", "y"], "split": "test"}
    (await api.mutate("tagDatasetItems", "dataset { id }", datasetId=dataset, keys=["a", "b"], **more)).payload()
    assert await said() == {"a": (["x", "y"], "test"), "b": (["x", "y"], "test"), "c": ([], None)}
    found = {"split": {"eq": "test"}, "data": {"contains": "2"}}
    less = {"add": ["z"], "remove": ["x"], "split": None}
    (await api.mutate("tagDatasetItems", "dataset { id }", datasetId=dataset, filter=found, **less)).payload()
    assert await said() == {"a": (["x", "y"], "test"), "b": (["y", "z"], None), "c": ([], None)}
    assert await datasets.in_version(version) == {"a": "1", "b": "2", "c": "3"}
    refused = await api.mutate("tagDatasetItems", "", datasetId=dataset, add=["x" * 65])
    assert refused.refused() == ("INVALID_TAGS", ["input", "add"])


async def test_archived_items_are_in_no_version_that_is_made(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, a="1", b="2")
    first = await datasets.freeze(dataset, "1.0.0")
    archived = await api.mutate("archiveDatasetItems", "dataset { itemCount }", datasetId=dataset, keys=["a"])
    assert archived.payload()["dataset"]["itemCount"] == 1
    second = await datasets.freeze(dataset, "2.0.0")
    assert (await datasets.in_version(first), await datasets.in_version(second)) == ({"a": "1", "b": "2"}, {"b": "2"})
    back = await api.mutate("unarchiveDatasetItems", "dataset { itemCount }", datasetId=dataset)
    assert back.payload()["dataset"]["itemCount"] == 2
    assert await datasets.in_version(await datasets.freeze(dataset, "3.0.0")) == {"a": "1", "b": "2"}
    assert await datasets.in_version(second) == {"b": "2"}


async def test_clearing_leaves_versions_as_they_are(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, a="1")
    version = await datasets.freeze(dataset, "1.0.0")
    await datasets.write(dataset, a="2", b="3")
    cleared = await api.mutate("clearDataset", "dataset { itemCount lastOperation hasChanges }", datasetId=dataset)
    assert cleared.payload()["dataset"] == {"itemCount": 0, "lastOperation": "CLEAR", "hasChanges": True}
    assert (await datasets.working(dataset), await datasets.in_version(version)) == ({}, {"a": "1"})


async def test_twenty_makers_of_versions_get_twenty_versions(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, a="1")
    selection = "datasetVersion { version number }"
    made = await asyncio.gather(*(api.mutate("createDatasetVersion", selection, datasetId=dataset) for _ in range(20)))
    versions = sorted((one.payload()["datasetVersion"] for one in made), key=lambda version: version["number"])
    assert [version["number"] for version in versions] == list(range(1, 21))
    assert [version["version"] for version in versions] == [f"1.0.{patch}" for patch in range(20)]
    same = await asyncio.gather(
        *(api.mutate("createDatasetVersion", selection, datasetId=dataset, version="2.0.0") for _ in range(20))
    )
    codes = [error["code"] for one in same for error in one["createDatasetVersion"]["errors"]]
    assert codes == ["VERSION_TAKEN"] * 19
