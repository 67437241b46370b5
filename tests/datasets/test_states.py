"""Every step that datasets, versions, items, columns, uploads and triggers may take in each state, and every refusal."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from app.core.clock import now, shifted
from app.core.settings import Settings
from app.datasets import jobs, uploads
from app.datasets.models import DatasetIoJob, DatasetIoStatus, DatasetItem, DatasetItemStatus, DatasetStatus, Upload
from app.datasets.remote import LOST_AFTER, end_lost_triggers
from app.tracing import jobs as tracing_jobs
from graphql_schema.datasets.file_mutations import DatasetFileMutations
from graphql_schema.datasets.item_mutations import DatasetItemMutations
from graphql_schema.datasets.mutations import DatasetMutations
from graphql_schema.datasets.remote_mutations import RemoteExperimentMutations
from graphql_schema.datasets.version_mutations import DatasetVersionMutations
from graphql_schema.tracing.items import TraceItemMutations
from tests.api import Api
from tests.datasets.conftest import EXPECTED, TICKET, Datasets
from tests.datasets.test_exporting import row_of
from tests.datasets.test_remote import Elsewhere, elsewhere, prepared
from tests.waiting import until

__all__ = ["elsewhere"]
AVAILABLE, IMPORTING, EXPORTING, EXPIRED = DatasetStatus
DELETED = "DELETED"
UNFINISHED = (DatasetIoStatus.PENDING, DatasetIoStatus.RUNNING)
LATER = timedelta(hours=1)
MUTATIONS: tuple[Any, ...] = (
    DatasetMutations,
    DatasetItemMutations,
    DatasetVersionMutations,
    DatasetFileMutations,
    RemoteExperimentMutations,
    TraceItemMutations,
)
TRACE = {"externalId": "4bf92f3577b34da6a3ce929d0e0e4736", "input": "from a trace"}
TICKET_OF_TRACE = {"column": "ticket", "value": "INPUT"}


# --- datasets --------------------------------------------------------------------------------------------------------


@pytest.fixture
async def goes_on(api: Api, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[asyncio.Event]:
    """Imports, exports and copies begin, and go on when this is set."""
    event = asyncio.Event()

    def held(work: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def wait(*given: Any) -> Any:
            await event.wait()
            return await work(*given)

        return wait

    for module, name in ((jobs, "_import"), (jobs, "_export"), (jobs, "_copy"), (tracing_jobs, "_import")):
        monkeypatch.setattr(module, name, held(getattr(module, name)))
    yield event
    event.set()
    await until(_none_unfinished(api))


def _none_unfinished(api: Api) -> Callable[[], Awaitable[bool]]:
    async def is_quiet() -> bool:
        return not await DatasetIoJob.filter(space_id=row_of(api.space), status__in=UNFINISHED).exists()

    return is_quiet


@dataclass
class Subject:
    """A dataset with an item, a version, and somewhere that experiments on it are run."""

    api: Api
    dataset: str
    version: str
    upload: str
    url: str
    trace: str
    job: str = ""

    async def status(self) -> str:
        """The dataset's status."""
        found = (await self.api.execute("query($id: ID!) { dataset(id: $id) { status } }", id=self.dataset))["dataset"]
        return str(found["status"]) if found else DELETED

    async def bring(self, status: str) -> None:
        """Bring the dataset into a status."""
        if status in (IMPORTING, EXPORTING):
            name = "importDataset" if status == IMPORTING else "exportDataset"
            made = await self.api.mutate(name, "datasetIoJob { id }", **self.steps()[name][1])
            self.job = made.payload()["datasetIoJob"]["id"]
        elif status != AVAILABLE:
            name, given = self.steps()["expire" if status == EXPIRED else "deleteDataset"]
            assert await self.api.attempt(name, **given) is None
        assert await self.status() == status

    def steps(self) -> dict[str, tuple[str, dict[str, Any]]]:
        """Every mutation of a dataset, and what it is asked with."""
        item = {"key": "b", "data": {"ticket": "2"}}
        given: dict[str, dict[str, Any]] = {
            "renameDataset": {"name": f"{self.dataset} renamed"},
            "updateDataset": {"description": "Other"},
            "updateDatasetSchema": {"columns": [TICKET, EXPECTED, {"name": "more"}]},
            "duplicateDataset": {"name": f"{self.dataset} copied"},
            "clearDataset": {},
            "deleteDataset": {},
            "writeDatasetItems": {"items": [item]},
            "tagDatasetItems": {"add": ["x"]},
            "archiveDatasetItems": {},
            "unarchiveDatasetItems": {},
            "deleteDatasetItems": {"keys": ["a"]},
            "createDatasetVersion": {},
            "importDataset": {"uploadId": self.upload, "format": "JSONL"},
            "addTracesToDataset": {"traceIds": [self.trace], "mapping": [TICKET_OF_TRACE]},
            "importTraces": {"traces": {}, "mapping": [TICKET_OF_TRACE]},
            "exportDataset": {"format": "JSONL"},
            "setRemoteExperiment": {"url": self.url},
            "removeRemoteExperiment": {},
            "triggerRemoteExperiment": {},
        }
        named = {
            "validate": ("writeDatasetItems", {"items": [item], "validateOnly": True}),
            "lock": ("updateDataset", {"isSchemaLocked": True}),
            "unlock": ("updateDataset", {"isSchemaLocked": False}),
            "expire": ("updateDataset", {"expiresAt": (now() - LATER).isoformat()}),
            "extend": ("updateDataset", {"expiresAt": (now() + LATER).isoformat()}),
            "exportVersion": ("exportDataset", given["exportDataset"] | {"versionId": self.version}),
        } | {name: (name, more) for name, more in given.items()}
        return {name: (field, {"datasetId": self.dataset} | more) for name, (field, more) in named.items()} | {
            "restoreDatasetVersion": ("restoreDatasetVersion", {"datasetVersionId": self.version}),
            "cancelDatasetIoJob": ("cancelDatasetIoJob", {"datasetIoJobId": self.job}),
        }


@pytest.fixture
async def make(api: Api, datasets: Datasets, elsewhere: Elsewhere) -> Callable[[str], Awaitable[Subject]]:
    """Makes datasets to take steps with."""
    upload = await datasets.upload(b'{"ticket": "from a file"}')

    told = await api.mutate("recordTraces", "traces { id }", spaceId=api.space, traces=[TRACE])
    trace = told.payload()["traces"][0]["id"]

    async def made(name: str) -> Subject:
        dataset = await datasets.make(name)
        (await datasets.write(dataset, a="1")).payload()
        await prepared(api, dataset, elsewhere.url)
        return Subject(api, dataset, await datasets.freeze(dataset, "1.0.0"), upload, elsewhere.url, trace)

    return made


WRITES = (
    "writeDatasetItems",
    "validate",
    "tagDatasetItems",
    "archiveDatasetItems",
    "unarchiveDatasetItems",
    "updateDatasetSchema",
    "createDatasetVersion",
    "deleteDatasetItems",
    "clearDataset",
    "restoreDatasetVersion",
    "setRemoteExperiment",
    "importDataset",
    "addTracesToDataset",
    "importTraces",
)
OTHERS = (
    "renameDataset",
    "updateDataset",
    "lock",
    "unlock",
    "extend",
    "duplicateDataset",
    "triggerRemoteExperiment",
    "removeRemoteExperiment",
    "exportDataset",
    "exportVersion",
    "expire",
    "deleteDataset",
)
JOB = "cancelDatasetIoJob"
ALL = (*WRITES, *OTHERS)
EVER = {"expire": EXPIRED, "deleteDataset": DELETED}
STEPS: dict[str, dict[str, str]] = {
    AVAILABLE: dict.fromkeys(ALL, AVAILABLE)
    | {"importDataset": IMPORTING, "importTraces": IMPORTING, "exportDataset": EXPORTING, "exportVersion": EXPORTING}
    | EVER,
    IMPORTING: dict.fromkeys(ALL, IMPORTING) | {JOB: AVAILABLE} | EVER,
    EXPORTING: dict.fromkeys(ALL, EXPORTING)
    | {JOB: AVAILABLE, "importDataset": IMPORTING, "importTraces": IMPORTING}
    | EVER,
    EXPIRED: dict.fromkeys(WRITES, "DATASET_EXPIRED")
    | dict.fromkeys(OTHERS, EXPIRED)
    | {"extend": AVAILABLE, "deleteDataset": DELETED},
    DELETED: dict.fromkeys(ALL, "NOT_FOUND"),
}
"""Where each step leads from each status, or the code it is refused with."""


async def test_the_steps_of_a_dataset_are_all_there_are(api: Api) -> None:
    taken = {name for name, _ in Subject(api, "", "", "", "", "").steps().values()}
    fields = [field for one in MUTATIONS for field in one.__strawberry_definition__.fields]
    assert {name.lower() for name in {*taken, "createDataset"}} == {field.python_name.replace("_", "") for field in fields}


@pytest.mark.usefixtures("goes_on")
@pytest.mark.parametrize("status", STEPS)
async def test_each_step_of_a_dataset_is_taken_or_refused(
    api: Api, make: Callable[[str], Awaitable[Subject]], status: str
) -> None:
    found, subject, after = {}, None, ""
    for step in STEPS[status]:
        if subject is None or after != status:
            subject = await make(step)
            await subject.bring(status)
        name, given = subject.steps()[step]
        refusal = await api.attempt(name, **given)
        after = await subject.status()
        found[step] = refusal or after
        assert refusal is None or after == status
    assert found == STEPS[status]


async def test_a_status_follows_the_jobs_and_the_time(
    api: Api, make: Callable[[str], Awaitable[Subject]], goes_on: asyncio.Event
) -> None:
    subject = await make("subject")
    assert await api.attempt("exportDataset", **subject.steps()["exportDataset"][1]) is None
    await subject.bring(IMPORTING)
    (await api.mutate(JOB, "", datasetIoJobId=subject.job)).payload()
    assert await subject.status() == EXPORTING
    made = await api.mutate("duplicateDataset", "dataset { id status }", **subject.steps()["duplicateDataset"][1])
    assert made.payload()["dataset"]["status"] == IMPORTING
    goes_on.set()
    await until(_none_unfinished(api))
    assert await subject.status() == AVAILABLE
    assert await api.attempt(JOB, datasetIoJobId=subject.job) == "JOB_FINISHED"
    (await api.mutate("updateDataset", "", **subject.steps()["extend"][1])).payload()
    with shifted(LATER):
        assert await subject.status() == EXPIRED


async def test_a_refusal_names_the_input_that_it_is_about(api: Api, make: Callable[[str], Awaitable[Subject]]) -> None:
    for status, code in ((EXPIRED, "DATASET_EXPIRED"), (DELETED, "NOT_FOUND")):
        subject = await make(status)
        await subject.bring(status)
        refused = await api.mutate("restoreDatasetVersion", "", datasetVersionId=subject.version)
        assert refused.refused() == (code, ["input", "datasetVersionId"])


async def test_an_import_ends_when_its_dataset_expires_meanwhile(
    api: Api, make: Callable[[str], Awaitable[Subject]], goes_on: asyncio.Event
) -> None:
    subject = await make("subject")
    await subject.bring(IMPORTING)
    await subject.bring(EXPIRED)
    goes_on.set()
    await until(_none_unfinished(api))
    shown = await api.execute("query($id: ID!) { datasetIoJob(id: $id) { status reason } }", id=subject.job)
    assert shown["datasetIoJob"]["status"] == "FAILED"
    assert "has expired" in shown["datasetIoJob"]["reason"]


# --- versions --------------------------------------------------------------------------------------------------------

VERSION_STEPS = {
    "exportDataset": None,
    "restoreDatasetVersion": None,
    "duplicateDataset": None,
    "createDatasetVersion": None,
    "clearDataset": None,
    "cancelDatasetIoJob": AVAILABLE,
    "exportVersion": EXPORTING,
    "expire": None,
    "deleteDataset": None,
}
"""Where each step leads a version, if it leads anywhere."""


@pytest.mark.usefixtures("goes_on")
@pytest.mark.parametrize("status", [AVAILABLE, EXPORTING])
async def test_each_step_leaves_a_version_what_it_is(
    api: Api, datasets: Datasets, make: Callable[[str], Awaitable[Subject]], status: str
) -> None:
    found, subject = {}, None
    for step in VERSION_STEPS:
        if subject is None or await _version_status(api, subject.version) != status:
            subject = await make(step)
            # Of an available version there is a job that has ended, of an exported one a job that goes on.
            job = await api.mutate("exportDataset", "datasetIoJob { id }", **subject.steps()["exportVersion"][1])
            subject.job = job.payload()["datasetIoJob"]["id"]
            assert await _version_status(api, subject.version) == EXPORTING
            if status == AVAILABLE:
                (await api.mutate(JOB, "", datasetIoJobId=subject.job)).payload()
        name, given = subject.steps()[step]
        found[step] = await api.attempt(name, **given) or await _version_status(api, subject.version)
        assert await datasets.in_version(subject.version) == {"a": "1"}
    cancelled = {JOB: "JOB_FINISHED"} if status == AVAILABLE else {}
    assert found == {step: after or status for step, after in VERSION_STEPS.items()} | cancelled


async def _version_status(api: Api, version: str) -> str:
    query = "query($id: ID!) { datasetVersion(id: $id) { status } }"
    return str((await api.execute(query, id=version))["datasetVersion"]["status"])


# --- items -----------------------------------------------------------------------------------------------------------

KEYED = ("write", "write active", "write archived", "archive", "unarchive", "delete")
WHOLE = {"clear": "clearDataset", "restore": "restoreDatasetVersion", "freeze": "createDatasetVersion"}
"""Steps of all items of a dataset at once."""
ITEM_STEPS = (*KEYED, *WHOLE)
WALKS: dict[str, tuple[list[str], list[str]]] = {
    # How the item came to be, and what it is after each step: its status, and how many states of it are kept.
    "never written": (
        ["freeze"],
        ["ACTIVE 1", "ACTIVE 1", "ARCHIVED 1", "- 0", "- 0", "NOT_FOUND", "- 0", "- 0", "- 0"],
    ),
    "draft": (
        ["freeze", "write"],
        ["ACTIVE 1", "ACTIVE 1", "ARCHIVED 1", "ARCHIVED 1", "ACTIVE 1", "- 0", "- 0", "- 0", "ACTIVE 1"],
    ),
    "archived draft": (
        ["freeze", "write", "archive"],
        ["ARCHIVED 1", "ACTIVE 1", "ARCHIVED 1", "ARCHIVED 1", "ACTIVE 1", "- 0", "- 0", "- 0", "ARCHIVED 1"],
    ),
    "frozen": (
        ["write", "freeze"],
        ["ACTIVE 2", "ACTIVE 2", "ARCHIVED 2", "ARCHIVED 2", "ACTIVE 1", "- 1", "- 1", "ACTIVE 1", "ACTIVE 1"],
    ),
    "frozen, then edited": (
        ["write", "freeze", "write"],
        ["ACTIVE 2", "ACTIVE 2", "ARCHIVED 2", "ARCHIVED 2", "ACTIVE 2", "- 1", "- 1", "ACTIVE 1", "ACTIVE 2"],
    ),
    "frozen, then archived": (
        ["write", "freeze", "archive"],
        ["ARCHIVED 2", "ACTIVE 2", "ARCHIVED 2", "ARCHIVED 2", "ACTIVE 2", "- 1", "- 1", "ACTIVE 1", "ARCHIVED 2"],
    ),
    "archived before a version": (
        ["write", "freeze", "archive", "freeze"],
        ["ARCHIVED 3", "ACTIVE 3", "ARCHIVED 3", "ARCHIVED 2", "ACTIVE 3", "- 2", "- 2", "ACTIVE 3", "ARCHIVED 2"],
    ),
    "ended": (
        ["write", "freeze", "delete"],
        ["ACTIVE 2", "ACTIVE 2", "ARCHIVED 2", "- 1", "- 1", "NOT_FOUND", "- 1", "ACTIVE 1", "- 1"],
    ),
    "ended before a version": (
        ["write", "freeze", "delete", "freeze"],
        ["ACTIVE 2", "ACTIVE 2", "ARCHIVED 2", "- 1", "- 1", "NOT_FOUND", "- 1", "ACTIVE 2", "- 1"],
    ),
}


@pytest.mark.parametrize("state", WALKS)
async def test_each_step_of_an_item_leads_where_it_should(api: Api, datasets: Datasets, state: str) -> None:
    before, expected = WALKS[state]
    found = {}
    for steps in (KEYED, *((step,) for step in WHOLE)):
        dataset = await datasets.make(f"{state} {steps}")
        (await datasets.write(dataset, other="1")).payload()
        for earlier in before:
            assert await _item_step(api, dataset, earlier, *steps) is None
        frozen = await datasets.in_version(await _first_version(api, dataset))
        for step in steps:
            found[step] = await _item_step(api, dataset, step, step) or await _item_state(api, dataset, step)
        assert await datasets.in_version(await _first_version(api, dataset)) == frozen
    assert found == dict(zip(ITEM_STEPS, expected, strict=True))


async def _item_step(api: Api, dataset: str, step: str, *keys: str) -> str | None:
    if step in WHOLE:
        is_restored = step == "restore"
        given = {"datasetVersionId": await _first_version(api, dataset)} if is_restored else {"datasetId": dataset}
        return await api.attempt(WHOLE[step], **given)
    if not step.startswith("write"):
        return await api.attempt(f"{step}DatasetItems", datasetId=dataset, keys=keys)
    # What is written is different each time.
    item = {"data": {"ticket": f"{time.monotonic_ns()}"}, "status": step.upper().partition(" ")[2] or None}
    return await api.attempt("writeDatasetItems", datasetId=dataset, items=[item | {"key": key} for key in keys])


async def _first_version(api: Api, dataset: str) -> str:
    query = "query($id: ID!) { dataset(id: $id) { versions { nodes { id } } } }"
    return str((await api.execute(query, id=dataset))["dataset"]["versions"]["nodes"][-1]["id"])


async def _item_state(api: Api, dataset: str, key: str) -> str:
    query = "query($id: ID!) { dataset(id: $id) { itemCount items { nodes { key status } } } }"
    shown = (await api.execute(query, id=dataset))["dataset"]
    statuses = {node["key"]: node["status"] for node in shown["items"]["nodes"]}
    assert shown["itemCount"] == sum(status == DatasetItemStatus.ACTIVE for status in statuses.values())
    kept = await DatasetItem.filter(dataset_id=row_of(dataset), key=key).count()
    return f"{statuses.get(key, '-')} {kept}"


# --- columns ---------------------------------------------------------------------------------------------------------

COLUMNS: dict[str, tuple[list[str], dict[str, str]]] = {
    # How the columns came to be, and what they are after each step: which of the dataset's schemas, whether it is immutable.
    "in no version": ([], {"change": "1", "freeze": "1 immutable"}),
    "in a version": (["freeze"], {"change": "2", "freeze": "1 immutable", "restore": "1 immutable"}),
    "changed since": (
        ["freeze", "change"],
        {"change": "2", "freeze": "2 immutable", "restore": "1 immutable"},
    ),
    "changed back since": (
        ["freeze", "change", "back"],
        {"change": "2", "freeze": "2 immutable", "restore": "1 immutable"},
    ),
    "restored": (
        ["freeze", "change", "restore"],
        {"change": "3", "freeze": "1 immutable", "restore": "1 immutable"},
    ),
    "in two versions": (
        ["freeze", "change", "freeze"],
        {"change": "3", "freeze": "2 immutable", "restore": "1 immutable"},
    ),
}
LOCKED = {"change": "SCHEMA_LOCKED"}
LOCKED_TO_OTHERS = LOCKED | {"restore": "SCHEMA_LOCKED"}


@pytest.mark.parametrize("is_locked", [False, True])
@pytest.mark.parametrize("state", COLUMNS)
async def test_each_step_of_columns_leads_where_it_should(
    api: Api, datasets: Datasets, state: str, *, is_locked: bool
) -> None:
    before, expected = COLUMNS[state]
    has_others = state in ("changed since", "in two versions")
    found = {}
    for step in expected:
        dataset = await datasets.make(step)
        (await datasets.write(dataset, a="1")).payload()
        for earlier in [*before, *(["lock"] if is_locked else [])]:
            assert await _column_step(api, dataset, earlier) is None
        found[step] = await _column_step(api, dataset, step) or await _columns_of(api, dataset, is_locked=is_locked)
        (await datasets.write(dataset, b="1")).payload()
    refused = {True: LOCKED_TO_OTHERS if has_others else LOCKED, False: {}}[is_locked]
    assert found == expected | refused


async def _column_step(api: Api, dataset: str, step: str) -> str | None:
    columns = {"change": [TICKET, EXPECTED, {"name": "more"}], "back": [TICKET, EXPECTED]}
    if step in columns:
        return await api.attempt("updateDatasetSchema", datasetId=dataset, columns=columns[step])
    if step == "freeze":
        return await api.attempt("createDatasetVersion", datasetId=dataset)
    if step == "restore":
        return await api.attempt("restoreDatasetVersion", datasetVersionId=await _first_version(api, dataset))
    return await api.attempt("updateDataset", datasetId=dataset, isSchemaLocked=step == "lock")


async def _columns_of(api: Api, dataset: str, *, is_locked: bool) -> str:
    query = """query($id: ID!) { dataset(id: $id) {
      features { editSchema } schema { id isImmutable } schemas { nodes { id } } } }"""
    shown = (await api.execute(query, id=dataset))["dataset"]
    assert shown["features"]["editSchema"] is not is_locked
    number = [node["id"] for node in reversed(shown["schemas"]["nodes"])].index(shown["schema"]["id"]) + 1
    return f"{number} immutable" if shown["schema"]["isImmutable"] else str(number)


async def test_columns_are_locked_and_unlocked_again_and_again(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    for step, refusal in (("unlock", None), ("lock", "SCHEMA_LOCKED"), ("lock", "SCHEMA_LOCKED"), ("unlock", None)):
        assert await _column_step(api, dataset, step) is None
        assert await _column_step(api, dataset, "change") == refusal


# --- uploads ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "is_kept"), [("new", True), ("old", False), ("old, being imported", True), ("old, imported", False)]
)
async def test_an_upload_is_imported_until_it_goes(
    api: Api, datasets: Datasets, settings: Settings, goes_on: asyncio.Event, state: str, *, is_kept: bool
) -> None:
    dataset, upload = await datasets.make(), await datasets.upload(b'{"ticket": "x"}')
    wanted = {"datasetId": dataset, "uploadId": upload, "format": "JSONL"}
    if "import" in state:
        assert await api.attempt("importDataset", **wanted) is None
    if state == "old, imported":
        goes_on.set()
        await until(_none_unfinished(api))
    if state != "new":
        await Upload.filter(id=row_of(upload)).update(created_at=now() - uploads.KEPT)
        path = uploads.path_of(settings.data_dir / "uploads", row_of(upload))
        os.utime(path, (time.time() - uploads.KEPT.total_seconds() - 1,) * 2)
    await datasets.upload(b"another")
    assert await api.attempt("importDataset", **wanted) == (None if is_kept else "NOT_FOUND")


# --- triggers --------------------------------------------------------------------------------------------------------

TRIGGERS = "query($id: ID!) { dataset(id: $id) { remoteExperimentTriggers { nodes { status httpStatus reason } } } }"


@pytest.mark.parametrize(("answer", "status"), [(202, "SUCCEEDED"), (500, "FAILED")])
@pytest.mark.parametrize("is_given_up", [False, True])
async def test_a_call_that_is_under_way_ends_once(
    api: Api, datasets: Datasets, elsewhere: Elsewhere, answer: int, status: str, *, is_given_up: bool
) -> None:
    dataset, elsewhere.status = await datasets.make(), answer
    await prepared(api, dataset, elsewhere.url)
    elsewhere.goes_on.clear()
    call = asyncio.ensure_future(api.mutate("triggerRemoteExperiment", "", datasetId=dataset))
    await until(_asked(elsewhere))
    assert await _triggers(api, dataset) == [("PENDING", None)]
    await end_lost_triggers()
    assert await _triggers(api, dataset) == [("PENDING", None)]
    if is_given_up:
        with shifted(LOST_AFTER):
            await end_lost_triggers()
        assert await _triggers(api, dataset) == [("FAILED", None)]
    elsewhere.goes_on.set()
    (await call).payload()
    ended = ("FAILED", None) if is_given_up else (status, answer)
    assert await _triggers(api, dataset) == [ended]
    (await api.mutate("triggerRemoteExperiment", "", datasetId=dataset)).payload()
    assert await _triggers(api, dataset) == [(status, answer), ended]


async def test_a_call_that_is_under_way_holds_up_no_other(api: Api, datasets: Datasets, elsewhere: Elsewhere) -> None:
    dataset = await datasets.make()
    await prepared(api, dataset, elsewhere.url)
    elsewhere.goes_on.clear()
    calls = [asyncio.ensure_future(api.mutate("triggerRemoteExperiment", "", datasetId=dataset)) for _ in range(2)]
    await until(_asked(elsewhere, 2))
    assert await _triggers(api, dataset) == [("PENDING", None)] * 2
    (await datasets.write(dataset, a="1")).payload()
    assert await api.attempt("deleteDataset", datasetId=dataset) is None
    elsewhere.goes_on.set()
    for call in calls:
        (await call).payload()


def _asked(elsewhere: Elsewhere, times: int = 1) -> Callable[[], Awaitable[bool]]:
    async def is_asked() -> bool:
        return len(elsewhere.received) == times

    return is_asked


async def _triggers(api: Api, dataset: str) -> list[tuple[str, int | None]]:
    nodes = (await api.execute(TRIGGERS, id=dataset))["dataset"]["remoteExperimentTriggers"]["nodes"]
    return [(node["status"], node["httpStatus"]) for node in nodes]
