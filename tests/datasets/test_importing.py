from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect

from app.accounts.actors import actor_of_user
from app.core.clock import now
from app.core.database import Database
from app.core.settings import Settings
from app.datasets import importing
from app.datasets.jobs import run_import
from app.datasets.models import DatasetFormat, DatasetIoJob, DatasetIoStatus, Upload
from graphql_schema.core.ids import parse_global_id
from tests.api import Api, operations
from tests.conftest import ON_POSTGRES
from tests.datasets.conftest import TICKET, Datasets

RESULT = "status reason processed added failed errorGroups { code message count examples }"


def row_of(text: str) -> int:
    """The row's id in a global id."""
    parsed = parse_global_id(text)
    assert parsed
    return parsed[1]


def lines(*tickets: str) -> bytes:
    """A file of JSON lines."""
    return "".join(json.dumps({"ticket": ticket}) + "\n" for ticket in tickets).encode()


async def events(api: Api, server: str, job: str) -> AsyncIterator[dict[str, Any]]:
    """What the subscription says over server-sent events until it ends."""
    cookies = dict(api.client.cookies)
    sent = {"query": operations()["ImportProgress"], "variables": {"job": job}}
    async with (
        httpx2.AsyncClient(base_url=server, cookies=cookies, timeout=20) as client,
        client.stream("POST", "/graphql", json=sent, headers={"accept": "text/event-stream"}) as response,
    ):
        async for line in response.aiter_lines():
            if line.startswith("data:") and len(line) > len("data: "):
                yield json.loads(line.removeprefix("data:"))


async def imported(api: Api, server: str, dataset: str, upload: str, **more: Any) -> dict[str, Any]:
    """Import an upload and wait until it is done."""
    given = {"datasetId": dataset, "uploadId": upload, "format": "JSONL"} | more
    made = (await api.mutate("importDataset", "datasetIoJob { id }", **given)).payload()
    job = made["datasetIoJob"]["id"]
    last = [event async for event in events(api, server, job)][-1]["data"]["datasetIoJobProgress"]
    assert last["status"] in {"SUCCEEDED", "FAILED", "CANCELLED"}
    shown = await api.execute(f"query($id: ID!) {{ datasetIoJob(id: $id) {{ {RESULT} }} }}", id=job)
    result: dict[str, Any] = shown["datasetIoJob"]
    return result


async def tickets(datasets: Datasets, dataset: str) -> list[str]:
    """What the items of the working state hold, sorted."""
    return sorted((await datasets.working(dataset)).values())


async def test_good_lines_are_kept_and_bad_ones_explained(api: Api, datasets: Datasets, server: str) -> None:
    dataset = await datasets.make()
    good = [json.dumps({"ticket": f"t{number}"}) for number in range(10)]
    good[2] = '{"ticket": "broken'
    done = await imported(api, server, dataset, await datasets.upload("\n".join(good).encode()))
    (group,) = done.pop("errorGroups")
    assert done == {"status": "SUCCEEDED", "reason": None, "processed": 10, "added": 9, "failed": 1}
    assert (group["code"], group["count"]) == ("INVALID_LINE", 1)
    assert group["examples"][0].startswith("line 3: ")
    assert group["examples"][0].endswith('{"ticket": "broken')
    assert await tickets(datasets, dataset) == [f"t{n}" for n in range(10) if n != 2]


async def test_files_without_keys_do_not_replace_each_other(api: Api, datasets: Datasets, server: str) -> None:
    dataset = await datasets.make()
    for content in (lines("a", "b"), lines("c"), lines("c")):
        await imported(api, server, dataset, await datasets.upload(content))
    assert await tickets(datasets, dataset) == ["a", "b", "c", "c"]


async def test_faults_are_grouped_with_ten_examples(api: Api, datasets: Datasets, server: str) -> None:
    dataset = await datasets.make()
    content = b"\n".join(
        [*[b'{"ticket": %d}' % n for n in range(20)], b'{"ticket": "x", "y": 1}', b"{}", b"[]", b"", b"null"]
    )
    done = await imported(api, server, dataset, await datasets.upload(content))
    found = {(group["code"], group["count"], len(group["examples"])) for group in done["errorGroups"]}
    assert found == {("VALUE_INVALID", 20, 10), ("UNKNOWN_COLUMN", 1, 1), ("MISSING_VALUE", 1, 1), ("INVALID_LINE", 2, 2)}
    assert (done["processed"], done["added"], done["failed"]) == (24, 0, 24)


async def test_csv_with_quotes_keys_and_other_names(api: Api, datasets: Datasets, server: str) -> None:
    dataset = await datasets.make(columns=[TICKET, {"name": "n"}, {"name": "o", "contentType": "JSON"}])
    text = '\ufeffnumber,Text,n,o\r\n7,"two\nlines, ""quoted""",5,"{""a"": 1}"\r\n8,x,,\r\n9,y,1,{\r\n,z,1,1\r\n10,short\r\n'
    given = {"format": "CSV", "keyColumn": "number", "columns": [{"from": "Text", "to": "ticket"}]}
    done = await imported(api, server, dataset, await datasets.upload(text.encode()), **given)
    assert (done["processed"], done["added"], done["failed"]) == (5, 2, 3)
    examples = sorted(example for group in done["errorGroups"] for example in group["examples"])
    assert [example.partition(":")[0] for example in examples] == ["line 5", "line 6", "line 7"]
    query = (
        "query($id: ID!) { dataset(id: $id) { items(orderBy: {field: CREATED_AT, direction: ASC}) { nodes { key data } } } }"
    )
    assert (await api.execute(query, id=dataset))["dataset"]["items"]["nodes"] == [
        {"key": "7", "data": {"ticket": 'two\nlines, "quoted"', "n": "5", "o": {"a": 1}}},
        {"key": "8", "data": {"ticket": "x"}},
    ]


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (b'{"ticket": "\xe9"}', "JSONL", "The file is not UTF-8 text: line 1."),
        (b"\xff\xfet\x00", "CSV", "The file is not UTF-8 text."),
        (b"\n\n", "CSV", "The file has no header line."),
        (b"ticket,ticket\n1,2", "CSV", "The header line must name each column once."),
        (b'ticket\n"never closed\n', "CSV", "Line 2: unexpected end of data."),
    ],
)
async def test_a_file_that_cannot_be_read_fails_with_the_reason(
    datasets: Datasets, server: str, content: bytes, kind: str, reason: str
) -> None:
    dataset = await datasets.make()
    done = await imported(datasets.api, server, dataset, await datasets.upload(content), format=kind)
    assert (done["status"], done["reason"], done["added"]) == ("FAILED", reason, 0)


async def test_garbage_becomes_refused_lines(api: Api, datasets: Datasets, server: str) -> None:
    dataset = await datasets.make()
    done = await imported(api, server, dataset, await datasets.upload(b"id;ticket\n1;x\n" + b"y" * 2_000_000 + b"\nlast"))
    assert (done["status"], done["processed"], done["failed"]) == ("SUCCEEDED", 4, 4)
    assert {group["code"] for group in done["errorGroups"]} == {"INVALID_LINE", "LINE_TOO_LONG"}


async def test_the_names_of_columns_are_checked_first(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    given = {"datasetId": dataset, "uploadId": await datasets.upload(lines("x")), "format": "JSONL"}
    refused = await api.mutate("importDataset", "datasetIoJob { id }", **given, columns=[{"from": "a", "to": "b"}])
    assert refused.refused() == ("UNKNOWN_COLUMN", ["input", "columns", "0", "to"])


async def test_progress_begins_with_the_present_and_ends_by_itself(api: Api, datasets: Datasets, server: str) -> None:
    dataset = await datasets.make()
    upload = await datasets.upload(lines(*map(str, range(1700))))
    job = (await api.run("Import", dataset=dataset, upload=upload)).payload()["datasetIoJob"]
    assert job["status"] == "PENDING"
    states = [event["data"]["datasetIoJobProgress"] async for event in events(api, server, job["id"])]
    sequences = [state["sequence"] for state in states]
    assert sequences == sorted(set(sequences))
    assert (states[-1]["status"], states[-1]["added"]) == ("SUCCEEDED", 1700)
    again = [event["data"]["datasetIoJobProgress"] async for event in events(api, server, job["id"])]
    assert again == states[-1:]


async def test_progress_over_a_websocket(api: Api, datasets: Datasets, server: str) -> None:
    upload = await datasets.upload(lines("a", "b"))
    job = (await api.run("Import", dataset=await datasets.make(), upload=upload)).payload()["datasetIoJob"]["id"]
    cookie = "; ".join(f"{name}={value}" for name, value in api.client.cookies.items())
    address = server.replace("http", "ws") + "/graphql"
    async with connect(address, subprotocols=["graphql-transport-ws"], additional_headers={"cookie": cookie}) as socket:  # type: ignore[list-item]
        await socket.send('{"type": "connection_init"}')
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        sent = {"query": operations()["ImportProgress"], "variables": {"job": job}}
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": sent}))
        while (message := json.loads(await socket.recv()))["type"] == "next":
            last = message["payload"]["data"]["datasetIoJobProgress"]
        assert message == {"id": "1", "type": "complete"}
        assert (last["status"], last["added"]) == ("SUCCEEDED", 2)


async def test_others_cannot_follow_an_import(api: Api, outsider: Api, datasets: Datasets, server: str) -> None:
    upload = await datasets.upload(lines("a"))
    job = (await api.run("Import", dataset=await datasets.make(), upload=upload)).payload()["datasetIoJob"]["id"]
    (event,) = [event async for event in events(outsider, server, job)]
    assert event.get("data") is None
    assert event["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def waiting(datasets: Datasets, dataset: str, content: bytes, settings: Settings) -> tuple[DatasetIoJob, str]:
    """An import that nobody has begun, with the folder of its file."""
    upload = row_of(await datasets.upload(content))
    options = {"key_column": None, "renamed": {}, "mode": "UPSERT", "ignore_others": False}
    made = await DatasetIoJob.create(
        space_id=row_of(datasets.api.space),
        dataset_id=row_of(dataset),
        kind="IMPORT",
        format="JSONL",
        upload_id=upload,
        options=options,
    )
    return made, str(settings.data_dir / "uploads")


class Crash(Exception):
    """Stands for the end of the process."""


async def test_an_import_goes_on_where_a_crash_stopped_it(
    datasets: Datasets, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = await datasets.make()
    content = lines(*map(str, range(10))).replace(b'"4"', b"4")
    io_job, folder = await waiting(datasets, dataset, content, settings)
    store, batches = importing.store, []

    async def crashing(*given: Any) -> Any:
        batches.append(len(given[1]))
        written = await store(*given)
        if len(batches) == 3:
            raise Crash
        return written

    monkeypatch.setattr(importing, "BATCH", 3)
    monkeypatch.setattr(importing, "store", crashing)
    with pytest.raises(Crash):
        await run_import(io_job.id, folder)
    stopped = await DatasetIoJob.get(id=io_job.id)
    assert (stopped.status, stopped.processed, stopped.added, stopped.failed) == (DatasetIoStatus.RUNNING, 6, 5, 1)
    assert len(await datasets.working(dataset)) == 5
    await run_import(io_job.id, folder)
    await run_import(io_job.id, folder)
    done = await DatasetIoJob.get(id=io_job.id)
    assert (done.status, done.processed, done.added, done.failed) == (DatasetIoStatus.SUCCEEDED, 10, 9, 1)
    assert [group["count"] for group in done.error_groups] == [1]
    assert batches == [3, 2, 3, 3, 1]
    assert await tickets(datasets, dataset) == [str(n) for n in range(10) if n != 4]


async def test_two_processes_with_the_same_import_write_it_once(
    datasets: Datasets, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = await datasets.make()
    io_job, folder = await waiting(datasets, dataset, lines(*map(str, range(40))), settings)
    monkeypatch.setattr(importing, "BATCH", 4)
    await asyncio.gather(*(run_import(io_job.id, folder) for _ in range(3)), return_exceptions=True)
    await run_import(io_job.id, folder)
    done = await DatasetIoJob.get(id=io_job.id)
    assert (done.status, done.processed, done.added) == (DatasetIoStatus.SUCCEEDED, 40, 40)
    assert len(await datasets.working(dataset)) == 40


async def test_an_import_into_a_deleted_dataset_or_of_a_lost_file_fails(
    api: Api, datasets: Datasets, settings: Settings
) -> None:
    lost, folder = await waiting(datasets, await datasets.make("lost"), lines("a"), settings)
    (Path(folder) / f"{lost.upload_id:x}").unlink()
    await run_import(lost.id, folder)
    assert (await DatasetIoJob.get(id=lost.id)).reason == "The uploaded file is gone; send it again."
    dataset = await datasets.make("deleted")
    orphan, _ = await waiting(datasets, dataset, lines("a"), settings)
    (await api.mutate("deleteDataset", "", datasetId=dataset)).payload()
    await run_import(orphan.id, folder)
    assert (await DatasetIoJob.get(id=orphan.id)).reason == "The dataset has been deleted."


async def test_the_command_line_imports_a_file_as_it_lies(api: Api, datasets: Datasets, tmp_path: Path) -> None:
    dataset = await datasets.make()
    (tmp_path / "items.jsonl").write_bytes(lines("a", "b") + b"oops\n")
    seen = []
    done = await importing.import_file(
        await actor_of_user(row_of(api.user)),
        dataset_id=row_of(dataset),
        path=tmp_path / "items.jsonl",
        format=DatasetFormat.JSONL,
        key_column="ticket",
        on_progress=lambda progress: seen.append(progress.processed),
    )
    assert (done.processed, done.added, done.failed, seen) == (3, 2, 1, [3])
    assert await datasets.working(dataset) == {"a": "a", "b": "b"}
    assert parse_global_id(dataset)


@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite plans without counting rows")
async def test_a_database_knows_of_many_items_as_soon_as_they_are_there(
    api: Api, datasets: Datasets, system: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "items.jsonl").write_bytes(lines(*map(str, range(12))))
    given: dict[str, Any] = {"path": tmp_path / "items.jsonl", "format": DatasetFormat.JSONL}
    looked = "SELECT COALESCE(analyze_count, 0) FROM pg_stat_user_tables WHERE relname = 'dataset_item'"
    for many, times in ((13, 0), (12, 1)):
        monkeypatch.setattr("app.datasets.items.MANY", many)
        ((before,),) = await system.fetch(looked, ())
        dataset = row_of(await datasets.make(f"of {many}"))
        await importing.import_file(await actor_of_user(row_of(api.user)), dataset_id=dataset, **given)
        ((after,),) = await system.fetch(looked, ())
        assert after - before == times


async def test_uploads_are_for_those_who_may_write(api: Api, nobody: Api, viewer: Api, datasets: Datasets) -> None:
    refused = await nobody.client.post("/api/uploads", content=b"x")
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    made = (await api.run("NewKey", space=api.space)).payload()
    by_key = await api.with_key(made["secret"]).client.post(
        "/api/uploads?name=a.jsonl", content=lines("a"), headers={"authorization": f"Bearer {made['secret']}"}
    )
    stored = await Upload.get(id=row_of(by_key.json()["id"]))
    assert (stored.file_name, stored.byte_count) == ("a.jsonl", 16)
    # A key's file is the key's alone, even beside the person who made the key.
    theirs = await api.run("Import", dataset=await datasets.make(), upload=by_key.json()["id"])
    assert theirs.refused() == ("NOT_FOUND", ["input", "uploadId"])


async def test_forms_and_empty_and_broken_off_uploads_leave_nothing(api: Api, settings: Settings) -> None:
    folder = settings.data_dir / "uploads"
    await api.client.post("/api/uploads", content=b"x")
    before = set(folder.iterdir())
    form = await api.client.post("/api/uploads", files={"file": ("a.jsonl", b"{}")})
    assert (form.status_code, form.json()["errors"][0]["extensions"]["code"]) == (400, "FORM_UPLOAD")
    empty = await api.client.post("/api/uploads", content=b"")
    assert (empty.status_code, empty.json()["errors"][0]["extensions"]["code"]) == (400, "EMPTY_UPLOAD")

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(120):
            yield b"x" * 1_000_000

    large = await api.client.post("/api/uploads", content=endless())
    assert (large.status_code, large.json()["errors"][0]["extensions"]["code"]) == (413, "TOO_LARGE")
    assert set(folder.iterdir()) == before


async def test_old_uploads_go_unless_an_import_needs_them(datasets: Datasets, settings: Settings) -> None:
    dataset = await datasets.make()
    busy, folder = await waiting(datasets, dataset, lines("a"), settings)
    old, new = row_of(await datasets.upload(b"old")), row_of(await datasets.upload(b"new"))
    for pk in (old, busy.upload_id or 0):
        await Upload.filter(id=pk).update(created_at=now() - timedelta(days=2))
        os.utime(Path(folder) / f"{pk:x}", (time.time() - 200_000,) * 2)
    await datasets.upload(b"another")
    kept = {pk for pk in (old, new, busy.upload_id or 0) if (Path(folder) / f"{pk:x}").exists()}
    assert kept == {new, busy.upload_id}
    assert set(await Upload.filter(id__in=[old, new, busy.upload_id]).values_list("id", flat=True)) == kept  # type: ignore[call-overload]
    await run_import(busy.id, folder)
    assert await tickets(datasets, dataset) == ["a"]


@pytest.mark.parametrize(
    ("mode", "items", "failed"),
    [
        ("UPSERT", {"old": "old", "same": "new", "more": "last"}, set()),
        ("APPEND", {"old": "old", "same": "old", "more": "first"}, {"KEY_TAKEN"}),
        ("OVERWRITE", {"same": "new", "more": "last"}, set()),
    ],
)
async def test_modes_say_what_becomes_of_items_that_are_there(
    api: Api, datasets: Datasets, server: str, mode: str, items: dict[str, str], failed: set[str]
) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, old="old", same="old")
    version = await datasets.freeze(dataset, "1.0.0")
    content = (("same", "new"), ("more", "first"), ("more", "last"))
    upload = await datasets.upload(
        b"".join(json.dumps({"_key": key, "ticket": text}).encode() + b"\n" for key, text in content)
    )
    done = await imported(api, server, dataset, upload, mode=mode)
    assert await datasets.working(dataset) == items
    assert {group["code"] for group in done["errorGroups"]} == failed
    assert await datasets.in_version(version) == {"old": "old", "same": "old"}


async def test_lines_beyond_the_limit_are_refused(api: Api, datasets: Datasets, server: str) -> None:
    dataset = await datasets.make()
    await datasets.write(dataset, a="1")
    (await api.mutate("updateDataset", "", datasetId=dataset, limits={"maxItems": 3})).payload()
    done = await imported(api, server, dataset, await datasets.upload(lines("x", "y", "z")))
    assert (done["added"], done["failed"], done["errorGroups"][0]["code"]) == (2, 1, "DATASET_FULL")


async def test_fields_that_are_no_columns_can_be_left_out(api: Api, datasets: Datasets, server: str) -> None:
    dataset = await datasets.make()
    noisy = {"ticket": "x", "noise": 1, "_key": "k", "_split": "test", "_tags": ["a"], "_metadata": {"b": 2}}
    content = f'{json.dumps(noisy)}\n{{"ticket": "y", "_tags": "no"}}'.encode()
    done = await imported(api, server, dataset, await datasets.upload(content), ignoreOthers=True)
    assert (done["added"], done["failed"]) == (1, 1)
    query = "query($id: ID!) { dataset(id: $id) { items { nodes { key data metadata tags split } } } }"
    assert (await api.execute(query, id=dataset))["dataset"]["items"]["nodes"] == [
        {"key": "k", "data": {"ticket": "x"}, "metadata": {"b": 2}, "tags": ["a"], "split": "test"}
    ]
