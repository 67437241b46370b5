"""What runs of experiments cost, against a model server that always takes the same time.

An item takes two calls, one after the other: the target's and a judge's; a built-in metric besides takes none. So a run that
has so many items in flight could do `in flight / (2 x latency)` of them a second, and `bound_share_...` is what it did of
that, from the run's `startedAt` to its `finishedAt`. `cpu_ms_per_item` is CPU of the server and its children in the run with
50 in flight. `workers2_speedup` is how much sooner a run is done by two workers that may have 10 items in flight each, and
`watch_lag_s` the longest time until somebody who watches through the server is told what a worker has done. All of it means
little on a machine that does something else meanwhile.

With `--memory` a large run's resident sets at 10 % and 100 % of the items, the time until it has results, and, in a second
such run, the time until a cancellation is over: the run's state is final, and no call has come to the model since.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import asyncpg
import orjson
import uvloop

from benchmarks.running import (
    PROBLEMS,
    Client,
    Served,
    Usage,
    await_port,
    free_port,
    postgres,
    registered,
    scratch,
    served,
    started,
    surroundings,
    worker,
)

LATENCY_MS = 100.0
CALLS_OF_AN_ITEM = 2
ITEMS = {10: 1_500, 50: 6_000, 200: 8_000}
"""How many items a run has, by how many are in flight: start and end should not matter much."""
WARMING_ITEMS = 400
PLACES_OF_A_WORKER = 10
ITEMS_OF_WORKERS = 800
WRITTEN_AT_ONCE = 1_000
MANY_ITEMS = 100_000
MANY_IN_FLIGHT = 200
MANY_LATENCY_MS = 5.0
LARGEST_CONCURRENCY = 1_024
RUNNER = {
    "GRAPHLOOP_EGRESS_ALLOW_PRIVATE": "true",
    "GRAPHLOOP_RUN_CONCURRENCY_MAX": str(LARGEST_CONCURRENCY),
    # The client writes items as fast as it can.
    "GRAPHLOOP_MAX_BODY_BYTES": "20000000",
}
PROGRESS = """subscription Progress($run: ID!) { experimentProgress(experimentRunId: $run) {
  sequence status reason counts { total succeeded failed cancelled } latestResults { id createdAt } } }"""
TIMES = """query Times($run: ID!) { node(id: $run) { ... on ExperimentRun {
  startedAt finishedAt aggregateResults { name count mean } } } }"""


class Finished(NamedTuple):
    """A run that has ended."""

    items: int
    seconds: float
    seen_seconds: float
    """As the client saw it: from asking for the run to the last word about it."""
    cpu_seconds: float
    lag_seconds: float
    """Longest time from when an item was done, as its row says, until a watcher was told of it."""

    def bound_share(self, in_flight: int, latency_ms: float) -> float:
        """What it did of what it could."""
        bound = in_flight / (CALLS_OF_AN_ITEM * latency_ms / 1000)
        return self.items / self.seconds / bound

    def __str__(self) -> str:
        seconds = f"{self.seconds:.2f} s, {self.seen_seconds:.2f} s for the client"
        return f"{self.items} items in {seconds}, CPU {self.cpu_seconds / self.items * 1000:.2f} ms an item"


@dataclass(frozen=True)
class Stub:
    """The model server."""

    port: int

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def calls(self) -> dict[str, Any]:
        """How many calls it had, and when the last one."""
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self.port}/calls") as answer:
            told: dict[str, Any] = await answer.json()
            return told


@contextmanager
def stub_model(folder: Path, latency_ms: float) -> Iterator[Stub]:
    """A model server as a process of its own."""
    port = free_port()
    arguments = (str(port), "--latency-ms", str(latency_ms))
    with started(folder, surroundings(folder, None), "benchmarks.stub_model", *arguments) as process:
        await_port(process, port)
        yield Stub(port)


class Bench:
    """A space with a dataset that grows, a connection to the stub, and evaluators; experiments as they are wanted."""

    def __init__(self, client: Client, space: str) -> None:
        self._client, self._space = client, space
        self._written = 0
        self._connection = self._dataset = ""
        self._judge = self._metric = ""

    async def prepare(self, stub: Stub) -> None:
        """Make all that experiments have in common."""
        self._connection = await self._made("createLlmConnection", "llmConnection", {
            "name": "stub", "provider": "OPENAI_COMPATIBLE", "baseUrl": stub.base_url, "models": ["stub"],
            "maxConcurrency": LARGEST_CONCURRENCY,
        })  # fmt: skip
        columns = [{"name": name, "contentType": "TEXT"} for name in ("ticket", "expected")]
        self._dataset = await self._made("createDataset", "dataset", {"name": "tickets", "columns": columns})
        words = "Question: {{question}} Answer: {{answer}} Is it helpful?"
        judge = {
            "connectionId": self._connection,
            "model": "stub",
            "messages": [{"role": "USER", "content": words}],
            "outputs": [{"name": "helpful", "type": "NUMERIC", "min": 0, "max": 1, "passThreshold": 0.5}],
        }
        self._judge = await self._evaluator("helpful", {"judge": judge})
        self._metric = await self._evaluator("exact", {"builtin": {"metric": "EXACT_MATCH"}})

    async def experiment(self, items: int) -> str:
        """An experiment with this many items; the dataset only ever grows."""
        await self._write(items)
        version = await self._client.run(
            f"""mutation($dataset: ID!, $version: String!) {{ createDatasetVersion(input: {{ datasetId: $dataset,
            version: $version }}) {{ datasetVersion {{ id itemCount }} {PROBLEMS} }} }}""",
            dataset=self._dataset,
            version=f"{items}.0.0",
        )
        if version["datasetVersion"]["itemCount"] != items:
            raise RuntimeError("Ask for the smaller experiments first.")
        judged = [{"name": "question", "column": "ticket"}, {"name": "answer", "output": True}]
        compared = [{"name": "output", "output": True}, {"name": "expected", "column": "expected"}]
        return await self._made("createExperiment", "experiment", {
            "name": f"{items} items",
            "datasetVersionId": version["datasetVersion"]["id"],
            "target": {"model": {"connectionId": self._connection, "model": "stub", "column": "ticket"}},
            "evaluators": [
                {"evaluatorVersionId": self._judge, "alias": "helpful", "inputs": judged},
                {"evaluatorVersionId": self._metric, "alias": "exact", "inputs": compared},
            ],
        })  # fmt: skip

    async def _write(self, items: int) -> None:
        document = f"""mutation($dataset: ID!, $items: [DatasetItemInput!]!) {{
            writeDatasetItems(input: {{ datasetId: $dataset, items: $items }}) {{ {PROBLEMS} }} }}"""
        while self._written < items:
            upto = min(items, self._written + WRITTEN_AT_ONCE)
            batch = [_item(number) for number in range(self._written, upto)]
            await self._client.run(document, dataset=self._dataset, items=batch)
            self._written = upto

    async def _evaluator(self, name: str, config: dict[str, Any]) -> str:
        made = await self._client.run(
            f"""mutation($input: CreateEvaluatorInput!) {{ createEvaluator(input: $input)
            {{ evaluator {{ latestVersion {{ id }} }} {PROBLEMS} }} }}""",
            input={"spaceId": self._space, "name": name, "config": config},
        )
        return str(made["evaluator"]["latestVersion"]["id"])

    async def _made(self, act: str, noun: str, given: dict[str, Any]) -> str:
        kind = act[0].upper() + act[1:]
        document = f"mutation($input: {kind}Input!) {{ {act}(input: $input) {{ {noun} {{ id }} {PROBLEMS} }} }}"
        made = await self._client.run(document, input={"spaceId": self._space} | given)
        return str(made[noun]["id"])

    async def begin(self, experiment: str, in_flight: int) -> str:
        """Start a run."""
        document = f"""mutation($experiment: ID!, $concurrency: Int!) {{ runExperiment(input: {{ experimentId: $experiment,
            mode: ALL, concurrency: $concurrency }}) {{ experimentRun {{ id }} {PROBLEMS} }} }}"""
        begun = await self._client.run(document, experiment=experiment, concurrency=in_flight)
        return str(begun["experimentRun"]["id"])

    async def cancel(self, run: str) -> None:
        """Have a run stopped."""
        document = f"""mutation($run: ID!) {{ cancelExperimentRun(input: {{ experimentRunId: $run }})
            {{ experimentRun {{ id }} {PROBLEMS} }} }}"""
        await self._client.run(document, run=run)

    async def follow(self, run: str) -> AsyncIterator[dict[str, Any]]:
        """How far a run is, until it has ended."""
        async for progress in self._client.follow(PROGRESS, run=run):
            yield progress

    async def finished(self, experiment: str, in_flight: int, pids: list[int]) -> Finished:
        """Run to the end, and see that every item was scored by both evaluators."""
        before, began = _cpu_seconds(pids), time.monotonic()
        run = await self.begin(experiment, in_flight)
        seen: dict[str, float] = {}
        async for progress in self.follow(run):
            for result in progress["latestResults"]:
                seen.setdefault(result["id"], time.time() - datetime.fromisoformat(result["createdAt"]).timestamp())
        seen_seconds, cpu_seconds = time.monotonic() - began, _cpu_seconds(pids) - before
        if progress["status"] != "SUCCEEDED":
            raise RuntimeError(progress)
        told = await self._client.run(TIMES, run=run)
        items = progress["counts"]["total"]
        _check_complete(told["aggregateResults"], items)
        return Finished(
            items, _seconds_between(told["startedAt"], told["finishedAt"]), seen_seconds, cpu_seconds, max(seen.values())
        )


def _item(number: int) -> dict[str, Any]:
    text = f"Ticket number {number}: the printer in room {number % 97} is on fire again, and nobody seems to mind."
    return {"key": f"ticket {number}", "data": {"ticket": text, "expected": "the same answer to everybody"}}


def _check_complete(aggregates: list[dict[str, Any]], items: int) -> None:
    found = {metric["name"]: (metric["count"], metric["mean"]) for metric in aggregates}
    if any(found.get(name) != (items, 1.0) for name in ("helpful", "exact")):
        raise RuntimeError(found)


def _cpu_seconds(pids: list[int]) -> float:
    return sum(Usage.of_family(pid).cpu_seconds for pid in pids)


def _seconds_between(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


async def measure_server(server: Served, stub: Stub, in_flight: list[int]) -> dict[int, Finished]:
    """Runs in a server of its own, by how many items were in flight; one in small comes first."""
    async with registered(server.port) as client:
        bench = await _bench(client, stub)
        await bench.finished(await bench.experiment(WARMING_ITEMS), max(in_flight), [server.pid])
        return {
            places: await bench.finished(await bench.experiment(ITEMS[places]), places, [server.pid]) for places in in_flight
        }


async def _bench(client: Client, stub: Stub) -> Bench:
    await client.log_in()
    (space, *_) = await client.spaces()
    bench = Bench(client, space)
    await bench.prepare(stub)
    return bench


async def measure_workers(folder: Path, url: str, server: Served, stub: Stub) -> list[Finished]:
    """The same run with one worker and with two."""
    outcomes = []
    async with registered(server.port) as client:
        bench = await _bench(client, stub)
        warming, experiment = await bench.experiment(WARMING_ITEMS // 4), await bench.experiment(ITEMS_OF_WORKERS)
        with ExitStack() as workers:
            pids: list[int] = []
            for count in (1, 2):
                pids.append(workers.enter_context(worker(folder, url, **_worker_variables())))
                await _await_processes(url, count + 1)
                await bench.finished(warming, 10 * PLACES_OF_A_WORKER, pids)
                outcomes.append(await bench.finished(experiment, 10 * PLACES_OF_A_WORKER, pids))
    return outcomes


def _worker_variables() -> dict[str, str]:
    # Parts small enough that two workers end at nearly the same time, and no more of them at once than their items need.
    parts = {"GRAPHLOOP_SHARD_SIZE": "20", "GRAPHLOOP_JOB_SLOTS": "2"}
    return RUNNER | parts | {"GRAPHLOOP_ITEMS_IN_FLIGHT": str(PLACES_OF_A_WORKER), "GRAPHLOOP_ENGINE": "procrastinate"}


async def _await_processes(url: str, count: int) -> None:
    """Wait until so many processes have said that they live."""
    connection = await asyncpg.connect(url)
    try:
        async with asyncio.timeout(60):
            while await connection.fetchval("SELECT count(*) FROM process_node") < count:  # noqa: ASYNC110 - it happens elsewhere
                await asyncio.sleep(0.05)
    finally:
        await connection.close()


class Large(NamedTuple):
    """What a large run, and another one that was cancelled, showed."""

    rss_mb_10: list[float]
    rss_mb_100: list[float]
    first_results_s: float
    cancel_s: float
    items_per_second: float

    def figures(self) -> dict[str, float]:
        """By name; those of a worker have a prefix."""
        found = {"first_results_s": self.first_results_s, "cancel_s": self.cancel_s}
        found["items_per_second"] = self.items_per_second
        for prefix, few, all_ in zip(("", "worker_"), self.rss_mb_10, self.rss_mb_100, strict=False):
            found |= {f"{prefix}rss_mb_10": few, f"{prefix}rss_mb_100": all_}
        return {name: round(value, 2) for name, value in found.items()}


async def measure_large(server: Served, stub: Stub, items: int, pids: list[int]) -> Large:
    """A large run to its end, and another that is cancelled after a tenth."""
    async with registered(server.port) as client:
        bench = await _bench(client, stub)
        warming, experiment = await bench.experiment(WARMING_ITEMS), await bench.experiment(items)
        await bench.finished(warming, MANY_IN_FLIGHT, pids)
        first, few, everything, seconds = await _run_large(bench, experiment, pids)
        return Large(few, everything, first, await _cancelled(bench, experiment, stub), items / seconds)


async def _run_large(bench: Bench, experiment: str, pids: list[int]) -> tuple[float, list[float], list[float], float]:
    began, first = time.monotonic(), 0.0
    few: list[float] = []
    run = await bench.begin(experiment, MANY_IN_FLIGHT)
    async for progress in bench.follow(run):
        counts = progress["counts"]
        if counts["succeeded"] and not first:
            first = time.monotonic() - began
        if not few and counts["succeeded"] * 10 >= counts["total"] > 0:
            few = _rss_mb(pids)
    return first, few, _rss_mb(pids), time.monotonic() - began


async def _cancelled(bench: Bench, experiment: str, stub: Stub) -> float:
    """From the wish to cancel until the run's state is final and no more calls come."""
    run, asked_at = await bench.begin(experiment, MANY_IN_FLIGHT), 0.0
    status = ""
    async for progress in bench.follow(run):
        counts, status = progress["counts"], progress["status"]
        if not asked_at and counts["succeeded"] * 10 >= counts["total"] > 0:
            asked_at = time.monotonic()
            await bench.cancel(run)
    ended_at = time.monotonic()
    if status != "CANCELLED":
        raise RuntimeError(f"The run is {status}.")
    # Long enough for a call that should not have come.
    await asyncio.sleep(1)
    latest_at: float = (await stub.calls())["latest_at"]
    return max(ended_at, latest_at) - asked_at


def _rss_mb(pids: list[int]) -> list[float]:
    return [Usage.of(pid).rss_bytes / 1e6 for pid in pids]


def bench_server(database: str, in_flight: list[int]) -> dict[int, Finished]:
    """Runs on one database, done by the server itself."""
    with (
        scratch("bench-runner-") as folder,
        stub_model(folder, LATENCY_MS) as stub,
        postgres(folder) if database == "postgres" else nullcontext() as url,
        served(folder, url, **RUNNER) as server,
    ):
        return uvloop.run(measure_server(server, stub, in_flight))


def bench_workers() -> dict[str, Any]:
    """What a second worker brings."""
    with (
        scratch("bench-runner-") as folder,
        stub_model(folder, LATENCY_MS) as stub,
        postgres(folder) as url,
        served(folder, url, **_worker_variables()) as server,
    ):
        one, two = uvloop.run(measure_workers(folder, url, server, stub))
    print(f"one worker: {one}\ntwo workers: {two}")
    return {
        "workers2_speedup": round(one.seconds / two.seconds, 2),
        "worker_bound_share": round(one.bound_share(PLACES_OF_A_WORKER, LATENCY_MS), 3),
        "watch_lag_s": round(max(one.lag_seconds, two.lag_seconds), 2),
    }


def bench_large(database: str, items: int) -> dict[str, float]:
    """Large runs, by the server itself on SQLite, by a worker on PostgreSQL."""
    with scratch("bench-runner-") as folder, stub_model(folder, MANY_LATENCY_MS) as stub, ExitStack() as stack:
        if database == "sqlite":
            server = stack.enter_context(served(folder, None, **RUNNER))
            return uvloop.run(measure_large(server, stub, items, [server.pid])).figures()
        url, variables = stack.enter_context(postgres(folder)), RUNNER | {"GRAPHLOOP_ENGINE": "procrastinate"}
        server = stack.enter_context(served(folder, url, **variables))
        pid = stack.enter_context(worker(folder, url, **variables))
        return uvloop.run(measure_large(server, stub, items, [server.pid, pid])).figures()


def small(parts: list[str]) -> dict[str, Any]:
    """Shares of the bound, CPU, and what a second worker brings."""
    figures: dict[str, Any] = {}
    if "sqlite" in parts:
        for places, finished in bench_server("sqlite", list(ITEMS)).items():
            figures[f"bound_share_{places}"] = _told("sqlite", places, finished)
            figures[f"cpu_ms_per_item_{places}"] = round(finished.cpu_seconds / finished.items * 1000, 2)
        figures["cpu_ms_per_item"] = figures.pop("cpu_ms_per_item_50")
    if "postgres" in parts:
        finished = bench_server("postgres", [50])[50]
        figures["pg_bound_share_50"] = _told("postgres", 50, finished)
        figures["pg_cpu_ms_per_item"] = round(finished.cpu_seconds / finished.items * 1000, 2)
    if "workers" in parts:
        figures |= bench_workers()
    return figures


def _told(database: str, places: int, finished: Finished) -> float:
    print(f"{database}, {places} in flight: {finished}", flush=True)
    return round(finished.bound_share(places, LATENCY_MS), 3)


def main() -> None:
    """Measure what is wanted; the last line is the outcome as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memory", action="store_true", help="measure large runs instead")
    parser.add_argument("--items", type=int, default=MANY_ITEMS, help="items of a large run")
    parser.add_argument("--parts", default="sqlite,postgres,workers", help="what to measure, of these, comma-separated")
    chosen = parser.parse_args()
    parts = chosen.parts.split(",")
    if not chosen.memory:
        print(orjson.dumps(small(parts)).decode())
        return
    figures: dict[str, float] = {}
    for database, prefix in (("sqlite", ""), ("postgres", "pg_")):
        if database in parts:
            figures |= {f"{prefix}{name}": value for name, value in bench_large(database, chosen.items).items()}
    print(orjson.dumps(figures).decode())


if __name__ == "__main__":
    main()
