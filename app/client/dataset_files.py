"""Datasets from files and into files, over the API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.client.graph import Graph, Refused, UnknownName
from app.core.errors import Invalid

OnProgress = Callable[[int], None]
"""Told how many lines have been worked on."""

_FORMATS = {
    ".jsonl": ("JSONL", "application/x-ndjson"),
    ".csv": ("CSV", "text/csv"),
    ".parquet": ("PARQUET", "application/vnd.apache.parquet"),
}
_DATASET = """query($space: ID!, $name: String!, $version: String) { space(id: $space) {
    datasets(first: 1, filter: { name: { eq: $name } }) { nodes { id
      versions(first: 1, filter: { version: { eq: $version } }) { nodes { id } } } } } }"""
_IMPORT = """mutation($input: ImportDatasetInput!) { importDataset(input: $input) {
    datasetIoJob { id } errors { code message path } } }"""
_EXPORT = """mutation($input: ExportDatasetInput!) { exportDataset(input: $input) {
    datasetIoJob { id } errors { code message path } } }"""
_PROGRESS = """subscription($job: ID!) { datasetIoJobProgress(datasetIoJobId: $job) {
    status processed added failed errorGroups { message count examples } } }"""
_ENDED = "query($job: ID!) { datasetIoJob(id: $job) { status reason downloadUrl } }"


class UnknownFormat(Invalid):
    """The file's ending says nothing of its format; name one: jsonl, csv or parquet."""

    code = "UNKNOWN_FORMAT"


def format_of(file: Path, named: str | None) -> tuple[str, str]:
    """A file's format, as the API calls it, and its content type."""
    ending = f".{named.lower()}" if named else file.suffix.lower()
    if ending not in _FORMATS:
        raise UnknownFormat
    return _FORMATS[ending]


async def import_file(
    graph: Graph, space: str, name: str, file: Path, *, format: str | None, key_column: str | None, on_progress: OnProgress
) -> dict[str, Any]:
    """Send a file and have its lines written as items; gives the last state of the import."""
    kind, content_type = format_of(file, format)
    dataset = await _dataset(graph, space, name, None)
    given = {
        "datasetId": dataset["id"],
        "uploadId": await graph.upload(file, content_type),
        "format": kind,
        "keyColumn": key_column,
    }
    job = (await graph.change(_IMPORT, input=given))["datasetIoJob"]["id"]
    return await _watched(graph, job, on_progress)


async def export_file(
    graph: Graph, space: str, name: str, file: Path, *, format: str | None, on_progress: OnProgress
) -> dict[str, Any]:
    """Have the items of a dataset, or of `dataset@version`, written, and fetch the file; gives the last state."""
    kind, _ = format_of(file, format)
    named, mark, version = name.rpartition("@")
    dataset = await _dataset(graph, space, named if mark else name, version if mark else None)
    given = {"datasetId": dataset["id"], "format": kind}
    if mark:
        if not dataset["versions"]["nodes"]:
            raise UnknownName(f"The dataset {named!r} has no version {version!r}.")
        given["versionId"] = dataset["versions"]["nodes"][0]["id"]
    job = (await graph.change(_EXPORT, input=given))["datasetIoJob"]["id"]
    state = await _watched(graph, job, on_progress)
    await graph.download((await graph.query(_ENDED, job=job))["datasetIoJob"]["downloadUrl"], file)
    return state


async def _dataset(graph: Graph, space: str, name: str, version: str | None) -> dict[str, Any]:
    found = (await graph.query(_DATASET, space=space, name=name, version=version))["space"]["datasets"]["nodes"]
    if not found:
        raise UnknownName(f"There is no dataset named {name!r}.")
    return dict(found[0])


async def _watched(graph: Graph, job: str, on_progress: OnProgress) -> dict[str, Any]:
    state: dict[str, Any] = {}
    async for state in graph.watch(_PROGRESS, "datasetIoJobProgress", job=job):
        on_progress(state["processed"])
    if state.get("status") != "SUCCEEDED":
        reason = (await graph.query(_ENDED, job=job))["datasetIoJob"]["reason"]
        raise Refused(f"The job ended as {state.get('status')}: {reason or 'no reason given'}")
    return state
