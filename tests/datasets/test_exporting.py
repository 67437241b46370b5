from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from app.accounts.actors import actor_of_user
from app.core.clock import shifted
from app.core.settings import Settings
from app.datasets import exporting, jobs
from app.datasets.jobs import run_copy, run_export
from app.datasets.limits import limits
from app.datasets.models import DatasetFormat, DatasetIoJob, DatasetIoStatus
from app.datasets.transitions import ALLOWED, turn
from graphql_schema.core.ids import parse_global_id
from tests.api import Api
from tests.datasets.conftest import TICKET, Datasets

JOB = "id kind status reason format total processed byteCount downloadUrl sourceVersion { version }"
ITEMS = [
    {"key": "a", "data": {"ticket": 'two\nlines, "quoted"', "o": {"x": [1, None]}}, "tags": ["t"], "split": "test"},
    {"key": "b", "data": {"ticket": "é"}, "metadata": {"m": 1}},
]
WHOLE = "query($id: ID!) { dataset(id: $id) { itemCount items { nodes { key data metadata tags split } } } }"


def row_of(text: str) -> int:
    parsed = parse_global_id(text)
    assert parsed
    return parsed[1]


async def filled(datasets: Datasets, name: str = "source") -> str:
    dataset = await datasets.make(name, columns=[TICKET, {"name": "o", "contentType": "JSON"}])
    (await datasets.api.run("WriteItems", dataset=dataset, items=ITEMS)).payload()
    return dataset


async def ended(api: Api, job: str) -> Any:
    """What became of a job, once it has ended."""
    await api.watch("ImportProgress", job=job)
    return (await api.execute(f"query($id: ID!) {{ datasetIoJob(id: $id) {{ {JOB} }} }}", id=job))["datasetIoJob"]


async def exported(api: Api, dataset: str, **more: Any) -> Any:
    made = await api.mutate("exportDataset", "datasetIoJob { id }", **{"datasetId": dataset, "format": "JSONL"} | more)
    return await ended(api, made.payload()["datasetIoJob"]["id"])


async def whole(api: Api, dataset: str) -> Any:
    return (await api.execute(WHOLE, id=dataset))["dataset"]


@pytest.mark.parametrize("kind", ["JSONL", "CSV", "PARQUET"])
async def test_a_column_that_is_called_like_the_key_is_exported(api: Api, datasets: Datasets, kind: str) -> None:
    dataset = await datasets.make("source", columns=[{"name": "_key"}, {"name": "_tags", "contentType": "JSON"}])
    items = [{"key": "a", "data": {"_key": "mine", "_tags": {"x": 1}}, "tags": ["t"], "split": "test"}]
    (await api.run("WriteItems", dataset=dataset, items=items)).payload()
    address = (await exported(api, dataset, format=kind))["downloadUrl"]
    upload = (await api.client.post("/api/uploads", content=(await api.client.get(address)).content)).json()["id"]
    copy = await datasets.make("copy", columns=[{"name": "_key"}, {"name": "_tags", "contentType": "JSON"}])
    made = await api.mutate("importDataset", "datasetIoJob { id }", datasetId=copy, uploadId=upload, format=kind)
    await ended(api, made.payload()["datasetIoJob"]["id"])
    (item,) = (await whole(api, copy))["items"]["nodes"]
    assert (item["data"], item["split"]) == (items[0]["data"], "test")


@pytest.mark.parametrize("kind", ["JSONL", "CSV", "PARQUET"])
async def test_what_is_exported_comes_back_by_an_import(api: Api, nobody: Api, datasets: Datasets, kind: str) -> None:
    dataset = await filled(datasets)
    done = await exported(api, dataset, format=kind)
    assert (done["status"], done["total"], done["processed"]) == ("SUCCEEDED", 2, 2)
    response = await nobody.client.get(done["downloadUrl"])
    assert response.status_code == 200
    assert f'filename="source.{kind.lower()}"' in response.headers["content-disposition"]
    assert len(response.content) == int(done["byteCount"])
    other = await datasets.make("other", columns=[TICKET, {"name": "o", "contentType": "JSON"}])
    made = await api.mutate(
        "importDataset",
        "datasetIoJob { id }",
        datasetId=other,
        uploadId=await datasets.upload(response.content),
        format=kind,
    )
    assert (await ended(api, made.payload()["datasetIoJob"]["id"]))["status"] == "SUCCEEDED"
    assert sorted((await whole(api, other))["items"]["nodes"], key=str) == sorted(
        (await whole(api, dataset))["items"]["nodes"], key=str
    )


async def test_a_version_is_exported_as_it_was(api: Api, datasets: Datasets) -> None:
    dataset = await filled(datasets)
    version = await datasets.freeze(dataset, "1.0.0")
    await datasets.write(dataset, a="later", c="later")
    done = await exported(api, dataset, versionId=version, format="CSV")
    rows = list(csv.DictReader(io.StringIO((await api.client.get(done["downloadUrl"])).text, newline="")))
    assert [row["_key"] for row in rows] == ["a", "b"]
    assert rows[0] == {
        "ticket": 'two\nlines, "quoted"',
        "o": '{"x":[1,null]}',
        "_key": "a",
        "_split": "test",
        "_tags": '["t"]',
        "_metadata": "{}",
    }
    assert done["sourceVersion"] == {"version": "1.0.0"}


async def test_a_filter_chooses_what_is_exported(api: Api, datasets: Datasets) -> None:
    dataset = await filled(datasets)
    given = {
        "split": {"eq": "test"},
        "updatedAt": {"gte": "2026-01-01T00:00:00Z"},
        "key": {"in": ["a", "b"]},
        "tags": {"has": "t"},
    }
    done = await exported(api, dataset, filter=given)
    lines = (await api.client.get(done["downloadUrl"])).text.splitlines()
    assert [json.loads(line)["_key"] for line in lines] == ["a"]


async def test_a_link_is_good_for_its_file_and_its_time_alone(api: Api, nobody: Api, datasets: Datasets) -> None:
    dataset = await filled(datasets)
    first, second = await exported(api, dataset), await exported(api, dataset)
    link, other = first["downloadUrl"], second["downloadUrl"]
    for wrong in (
        link.partition("?")[0],
        link.replace("expires=", "expires=9"),
        link[:-1] + ("0" if link[-1] != "0" else "1"),
        other.partition("?")[0] + "?" + link.partition("?")[2],
        "/api/exports/zz?expires=x&signature=é",
    ):
        assert (await nobody.client.get(wrong)).status_code == 403
    with shifted(timedelta(hours=3)):
        assert (await nobody.client.get(link)).status_code == 403
    exporting.file_of(limits().exports, row_of(first["id"])).unlink()
    assert (await nobody.client.get(link)).status_code == 410
    (await api.mutate("deleteDataset", "", datasetId=dataset)).payload()
    assert (await nobody.client.get(other)).status_code == 410


async def test_secret_datasets_are_not_exported(api: Api, datasets: Datasets) -> None:
    dataset = await filled(datasets)
    (await api.mutate("updateDataset", "", datasetId=dataset, securityLevel="L4")).payload()
    refused = await api.mutate("exportDataset", "", datasetId=dataset, format="CSV")
    assert refused.refused() == ("EXPORT_FORBIDDEN", ["input", "datasetId"])


async def test_a_version_of_another_dataset_is_not_exported(api: Api, datasets: Datasets) -> None:
    version = await datasets.freeze(await filled(datasets), "1.0.0")
    other = await datasets.make("other")
    for name, more in (("exportDataset", {"format": "CSV"}), ("duplicateDataset", {"name": "x"})):
        refused = await api.mutate(name, "", datasetId=other, versionId=version, **more)
        assert refused.refused() == ("NOT_FOUND", ["input", "versionId"])


async def waiting(datasets: Datasets, dataset: str, **more: Any) -> DatasetIoJob:
    """A job that nobody has begun."""
    return await DatasetIoJob.create(space_id=row_of(datasets.api.space), dataset_id=row_of(dataset), **more)


class Crash(Exception):
    """Stands for the end of the process."""


def crashing_after(calls: int, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, which ends the process after so many calls."""
    left = iter(range(calls))

    async def call(*given: Any, **more: Any) -> Any:
        if next(left, None) is None:
            raise Crash
        return await function(*given, **more)

    return call


async def test_a_version_says_that_it_is_being_exported(datasets: Datasets) -> None:
    dataset = await filled(datasets)
    first, second = await datasets.freeze(dataset, "1.0.0"), await datasets.freeze(dataset, "2.0.0")
    options = {"where": ["all", []]}
    io_job = await waiting(datasets, dataset, kind="EXPORT", format="CSV", source_version_id=row_of(first), options=options)
    statuses = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on DatasetVersion { status } } }"
    found = (await datasets.api.execute(statuses, ids=[first, second]))["nodes"]
    assert [version["status"] for version in found] == ["EXPORTING", "AVAILABLE"]
    await run_export(io_job.id)
    found = (await datasets.api.execute(statuses, ids=[first, second]))["nodes"]
    assert [version["status"] for version in found] == ["AVAILABLE", "AVAILABLE"]


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(exporting, "PAGE", 2)
    monkeypatch.setattr("app.datasets.copying.PAGE", 2)
    return monkeypatch


@pytest.mark.parametrize("kind", ["JSONL", "CSV", "PARQUET"])
async def test_an_export_goes_on_where_a_crash_stopped_it(
    datasets: Datasets, small_pages: pytest.MonkeyPatch, kind: str
) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, **{f"k{number}": str(number) for number in range(7)})
    io_job = await waiting(datasets, dataset, kind="EXPORT", format=kind, options={"where": ["all", []]})
    advance = exporting.advance
    small_pages.setattr(exporting, "advance", crashing_after(3, advance))
    with pytest.raises(Crash):
        await run_export(io_job.id)
    small_pages.setattr(exporting, "advance", advance)
    stopped = await DatasetIoJob.get(id=io_job.id)
    assert (stopped.status, stopped.processed) == (DatasetIoStatus.RUNNING, 4)
    await run_export(io_job.id)
    done = await DatasetIoJob.get(id=io_job.id)
    path = exporting.file_of(limits().exports, io_job.id)
    assert (done.status, done.processed, done.byte_count) == (DatasetIoStatus.SUCCEEDED, 7, path.stat().st_size)
    if kind == "PARQUET":
        assert pyarrow.parquet.read_table(path)["_key"].to_pylist() == [f"k{number}" for number in range(7)]
    else:
        assert [f"k{number}" in line for number, line in enumerate(path.read_text().splitlines()[kind == "CSV" :])] == [
            True
        ] * 7


async def test_a_copy_goes_on_where_a_crash_stopped_it(datasets: Datasets, small_pages: pytest.MonkeyPatch) -> None:
    source, target = await datasets.make("source"), await datasets.make("target")
    await datasets.write(source, **{f"k{number}": str(number) for number in range(7)})
    io_job = await waiting(datasets, target, kind="COPY", source_dataset_id=row_of(source))
    advance = jobs.advance
    small_pages.setattr("app.datasets.copying.advance", crashing_after(2, advance))
    with pytest.raises(Crash):
        await run_copy(io_job.id)
    assert len(await datasets.working(target)) == 4
    small_pages.setattr("app.datasets.copying.advance", advance)
    await run_copy(io_job.id)
    assert await datasets.working(target) == await datasets.working(source)
    done = await DatasetIoJob.get(id=io_job.id)
    assert (done.status, done.processed, done.added) == (DatasetIoStatus.SUCCEEDED, 7, 7)


async def test_a_duplicate_has_the_items_and_columns_of_its_source(api: Api, datasets: Datasets) -> None:
    source = await filled(datasets)
    version = await datasets.freeze(source, "1.0.0")
    await datasets.write(source, c="later")
    for more, keys in (({}, {"a", "b", "c"}), ({"versionId": version}, {"a", "b"})):
        selection = "dataset { id schema { columns { name } } } datasetIoJob { id kind }"
        name = f"copy {len(keys)}"
        made = (await api.mutate("duplicateDataset", selection, datasetId=source, name=name, **more)).payload()
        assert [column["name"] for column in made["dataset"]["schema"]["columns"]] == ["ticket", "o"]
        assert made["datasetIoJob"]["kind"] == "COPY"
        assert (await ended(api, made["datasetIoJob"]["id"]))["status"] == "SUCCEEDED"
        assert {node["key"] for node in (await whole(api, made["dataset"]["id"]))["items"]["nodes"]} == keys
    taken = await api.mutate("duplicateDataset", "dataset { id }", datasetId=source, name="source")
    assert taken.refused() == ("DATASET_NAME_TAKEN", ["input", "name"])


async def test_every_step_between_states_is_taken_or_refused(datasets: Datasets) -> None:
    dataset = await datasets.make()
    for before, following in ALLOWED.items():
        for after in DatasetIoStatus:
            io_job = await waiting(datasets, dataset, kind="EXPORT", format="CSV", status=before)
            assert await turn(io_job, after) is (after in following), (before, after)
            assert (await DatasetIoJob.get(id=io_job.id)).status is (after if after in following else before)


async def test_a_job_is_cancelled_once(api: Api, datasets: Datasets) -> None:
    dataset = await filled(datasets)
    io_job = await waiting(datasets, dataset, kind="EXPORT", format="CSV", options={"where": ["all", []]})
    pk = f"DatasetIoJob_{io_job.id:x}"
    query = "query($id: ID!) { dataset(id: $id) { status } }"
    assert (await api.execute(query, id=dataset))["dataset"]["status"] == "EXPORTING"
    stopped = await api.mutate("cancelDatasetIoJob", f"datasetIoJob {{ {JOB} }}", datasetIoJobId=pk)
    assert stopped.payload()["datasetIoJob"]["status"] == "CANCELLED"
    again = await api.mutate("cancelDatasetIoJob", "datasetIoJob { id }", datasetIoJobId=pk)
    assert again.refused() == ("JOB_FINISHED", ["input", "datasetIoJobId"])
    await run_export(io_job.id)
    assert (await ended(api, pk))["status"] == "CANCELLED"
    assert (await api.execute(query, id=dataset))["dataset"]["status"] == "AVAILABLE"


async def test_a_running_job_stops_when_it_is_cancelled(
    api: Api, datasets: Datasets, small_pages: pytest.MonkeyPatch
) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, **{f"k{number}": str(number) for number in range(7)})
    io_job = await waiting(datasets, dataset, kind="EXPORT", format="CSV", options={"where": ["all", []]})
    select = exporting.select

    async def cancelling(*given: Any) -> Any:
        await api.mutate("cancelDatasetIoJob", "datasetIoJob { id }", datasetIoJobId=f"DatasetIoJob_{io_job.id:x}")
        return await select(*given)

    small_pages.setattr(exporting, "select", cancelling)
    await run_export(io_job.id)
    stopped = await DatasetIoJob.get(id=io_job.id)
    assert (stopped.status, stopped.processed) == (DatasetIoStatus.CANCELLED, 0)
    assert not list(limits().exports.glob(f"{io_job.id:x}*"))


async def test_the_command_line_exports_a_file_at_once(api: Api, datasets: Datasets, tmp_path: Path) -> None:
    dataset = await filled(datasets)
    seen: list[int] = []
    count = await exporting.export_file(
        await actor_of_user(row_of(api.user)),
        dataset_id=row_of(dataset),
        path=tmp_path / "items.csv",
        format=DatasetFormat.CSV,
        on_progress=seen.append,
    )
    rows = list(csv.reader(io.StringIO((tmp_path / "items.csv").read_bytes().decode(), newline="")))
    assert (count, seen, len(rows)) == (2, [2], 3)


async def test_old_files_of_exports_go(api: Api, datasets: Datasets, settings: Settings) -> None:
    dataset = await filled(datasets)
    first = await exported(api, dataset)
    exporting.remove_old_files(limits().exports, timedelta(0))
    assert (await api.client.get(first["downloadUrl"])).status_code == 410
    assert limits().exports == settings.data_dir / "exports"


async def test_parquet_of_other_makers_is_read(api: Api, datasets: Datasets, tmp_path: Path) -> None:
    dataset = await datasets.make(columns=[TICKET, {"name": "n", "contentType": "JSON"}])
    table = pyarrow.table({"ticket": ["x", "y", None], "n": [{"a": 1}, {"a": 2}, {"a": 3}]})
    pyarrow.parquet.write_table(table, tmp_path / "file")
    given = {"datasetId": dataset, "uploadId": await datasets.upload((tmp_path / "file").read_bytes()), "format": "PARQUET"}
    job = (await api.mutate("importDataset", "datasetIoJob { id }", **given)).payload()["datasetIoJob"]["id"]
    assert (await ended(api, job))["status"] == "SUCCEEDED"
    assert sorted(node["data"]["n"]["a"] for node in (await whole(api, dataset))["items"]["nodes"]) == [1, 2]
    given["uploadId"] = await datasets.upload(b"PAR1 not at all")
    job = (await api.mutate("importDataset", "datasetIoJob { id }", **given)).payload()["datasetIoJob"]["id"]
    failed = await ended(api, job)
    assert failed["status"] == "FAILED"
    assert failed["reason"].startswith("The file is no readable Parquet: ")


async def test_without_its_library_parquet_is_refused(api: Api, datasets: Datasets, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = await filled(datasets)
    monkeypatch.setattr("app.datasets.parquet.find_spec", lambda _: None)
    refused = await api.mutate("exportDataset", "", datasetId=dataset, format="PARQUET")
    assert refused.refused() == ("PARQUET_MISSING", ["input", "format"])
