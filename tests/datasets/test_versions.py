from __future__ import annotations

from typing import Any

import pytest

from app.core.database import Database
from app.datasets import versions
from tests.api import Api
from tests.datasets.conftest import TICKET, Datasets

DIFF = (
    "query($id: ID!, $to: ID, $first: Int!, $after: String) { datasetVersion(id: $id) {"
    " diff(to: $to, first: $first, after: $after) { added removed changed changes {"
    " totalCount pageInfo { hasNextPage endCursor } nodes { kind key before { data } after { data }"
    " fields { name before after } } } } } }"
)


async def difference(api: Api, version: str, to: str | None = None, first: int = 50, after: str | None = None) -> Any:
    found = await api.execute(DIFF, id=version, to=to, first=first, after=after)
    return found["datasetVersion"]["diff"]


async def edited(datasets: Datasets) -> tuple[str, str, str]:
    """A dataset with two versions: `a` stays, `b` changes, `c` goes, `d` and `e` come."""
    dataset = await datasets.make()
    await datasets.write(dataset, a="1", b="1", c="1")
    first = await datasets.freeze(dataset, "1.0.0")
    items = [{"key": "b", "data": {"ticket": "2"}, "tags": ["new"]}, *({"key": k, "data": {"ticket": "1"}} for k in "de")]
    (await datasets.api.run("WriteItems", dataset=dataset, items=items)).payload()
    (await datasets.api.mutate("deleteDatasetItems", "", datasetId=dataset, keys=["c"])).payload()
    return dataset, first, await datasets.freeze(dataset, "2.0.0")


async def test_a_diff_says_what_came_went_and_changed(api: Api, datasets: Datasets) -> None:
    dataset, first, second = await edited(datasets)
    found = await difference(api, first, second)
    assert (found["added"], found["removed"], found["changed"], found["changes"]["totalCount"]) == (2, 1, 1, 4)
    by_key = {node["key"]: node for node in found["changes"]["nodes"]}
    assert {key: node["kind"] for key, node in by_key.items()} == {
        "b": "CHANGED",
        "c": "REMOVED",
        "d": "ADDED",
        "e": "ADDED",
    }
    assert by_key["b"]["fields"] == [
        {"name": "ticket", "before": "1", "after": "2"},
        {"name": "_tags", "before": [], "after": ["new"]},
    ]
    assert (by_key["c"]["after"], by_key["d"]["before"]) == (None, None)
    backwards = await difference(api, second, first)
    assert (backwards["added"], backwards["removed"], backwards["changed"]) == (1, 2, 1)
    assert (await difference(api, second))["changes"]["nodes"] == []
    await datasets.write(dataset, a="9")
    assert [node["key"] for node in (await difference(api, second))["changes"]["nodes"]] == ["a"]


async def test_pages_of_a_diff_follow_each_other(api: Api, datasets: Datasets) -> None:
    _, first, second = await edited(datasets)
    keys, after, more = [], None, True
    while more:
        page = (await difference(api, first, second, 3, after))["changes"]
        keys += [node["key"] for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert keys == ["b", "c", "d", "e"]


async def test_a_version_of_another_dataset_is_not_compared_with(api: Api, datasets: Datasets) -> None:
    _, first, _ = await edited(datasets)
    other = await datasets.make("other")
    await datasets.write(other, a="1")
    result = await api.execute(DIFF, id=first, to=await datasets.freeze(other, "1.0.0"), first=5)
    assert result.codes == ["NOT_FOUND"]


async def test_a_version_becomes_the_working_state_again(api: Api, datasets: Datasets) -> None:
    dataset, first, second = await edited(datasets)
    (await api.mutate("archiveDatasetItems", "", datasetId=dataset, keys=["a"])).payload()
    await datasets.write(dataset, b="3", f="1")
    selection = "dataset { itemCount hasChanges lastOperation }"
    restored = await api.mutate("restoreDatasetVersion", selection, datasetVersionId=first)
    assert restored.payload()["dataset"] == {"itemCount": 3, "hasChanges": True, "lastOperation": "RESTORE_VERSION"}
    assert await datasets.working(dataset) == {"a": "1", "b": "1", "c": "1"}
    again = await api.mutate("restoreDatasetVersion", selection, datasetVersionId=second)
    assert again.payload()["dataset"]["hasChanges"] is False
    assert await datasets.working(dataset) == {"a": "1", "b": "2", "d": "1", "e": "1"}
    third = await datasets.freeze(dataset, "3.0.0")
    assert (await difference(api, second, third))["changes"]["totalCount"] == 0
    assert await datasets.in_version(first) == {"a": "1", "b": "1", "c": "1"}
    assert await datasets.in_version(second) == await datasets.in_version(third)


async def test_restoring_writes_a_bounded_number_of_items_anew(
    api: Api, datasets: Datasets, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset, first, _ = await edited(datasets)
    (await api.mutate("clearDataset", "", datasetId=dataset)).payload()
    await datasets.write(dataset, z="1")
    await datasets.freeze(dataset, "9.0.0")
    monkeypatch.setattr(versions, "COPIED_AT_ONCE", 2)
    with monkeypatch.context() as patched:
        patched.setattr(versions, "MAX_COPIED", 2)
        refused = await api.mutate("restoreDatasetVersion", "", datasetVersionId=first)
    assert refused.refused() == ("TOO_MANY_TO_RESTORE", ["input", "datasetVersionId"])
    assert await datasets.working(dataset) == {"z": "1"}
    (await api.mutate("restoreDatasetVersion", "", datasetVersionId=first)).payload()
    assert await datasets.working(dataset) == {"a": "1", "b": "1", "c": "1"}


async def test_restoring_brings_the_columns_back(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, a="1")
    first = await datasets.freeze(dataset, "1.0.0")
    (await api.mutate("updateDatasetSchema", "", datasetId=dataset, columns=[TICKET])).payload()
    selection = "dataset { schema { columns { name } } }"
    restored = (await api.mutate("restoreDatasetVersion", selection, datasetVersionId=first)).payload()
    assert [column["name"] for column in restored["dataset"]["schema"]["columns"]] == ["ticket", "expected"]


async def test_an_item_knows_its_states_and_their_versions(api: Api, datasets: Datasets) -> None:
    dataset, first, second = await edited(datasets)
    third = await datasets.freeze(dataset, "3.0.0")
    query = (
        'query($id: ID!) { dataset(id: $id) { items(first: 1, filter: {key: {eq: "b"}}) { nodes { history(first: 5) {'
        " nodes { data versions(first: 5) { totalCount nodes { id } } } } } } } }"
    )
    (item,) = (await api.execute(query, id=dataset))["dataset"]["items"]["nodes"]
    states = [
        (node["data"]["ticket"], [version["id"] for version in node["versions"]["nodes"]])
        for node in item["history"]["nodes"]
    ]
    assert states == [("2", [third, second]), ("1", [first])]
    assert [node["versions"]["totalCount"] for node in item["history"]["nodes"]] == [2, 1]


@pytest.mark.usefixtures("recognized")
async def test_snapshots_are_the_items_seen_through_a_version(api: Api, datasets: Datasets, system: Database) -> None:
    dataset, _, _ = await edited(datasets)
    query = (
        "query($id: ID!, $n: Int!) { dataset(id: $id) { versions(first: $n) { nodes { version snapshots(first: 10) {"
        " totalCount pageInfo { hasNextPage } nodes { key data tags split createdAt datasetItem { key }"
        " datasetVersion { version } } } } } } }"
    )
    costs = []
    for count in (1, 2):
        before = system.statements
        nodes = (await api.execute(query, id=dataset, n=count))["dataset"]["versions"]["nodes"]
        costs.append(system.statements - before)
    assert costs[0] == costs[1]
    for node in nodes:
        assert {shot["datasetVersion"]["version"] for shot in node["snapshots"]["nodes"]} == {node["version"]}
        assert all(shot["key"] == shot["datasetItem"]["key"] for shot in node["snapshots"]["nodes"])
    assert {shot["key"]: shot["data"]["ticket"] for shot in nodes[1]["snapshots"]["nodes"]} == {"a": "1", "b": "1", "c": "1"}


async def test_a_version_remembers_what_its_dataset_was_called(api: Api, datasets: Datasets) -> None:
    dataset, first, _ = await edited(datasets)
    (await api.mutate("renameDataset", "", datasetId=dataset, name="other")).payload()
    query = "query($id: ID!) { datasetVersion(id: $id) { brief dataset { name } } }"
    shown = (await api.execute(query, id=first))["datasetVersion"]
    assert shown["brief"] == {"name": "tickets", "description": None, "category": "EVALUATION", "metadata": {}}
    assert shown["dataset"]["name"] == "other"
