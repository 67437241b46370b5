"""Servers that only enqueue, and workers that come and go."""

from __future__ import annotations

import asyncio
import json
import secrets
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.api import Api
from tests.conftest import ON_POSTGRES
from tests.system.conftest import Command, Environment, NewUrl, Running, Served
from tests.system.test_kill import ITEMS, RESULTS, followed, person, slow_experiment
from tests.system.test_migrations import query, schema
from tests.waiting import PATIENCE_SECONDS, until_true

needs_postgres = pytest.mark.skipif(not ON_POSTGRES, reason="workers need PostgreSQL")
Workers = Callable[..., "Worker"]


class Worker:
    """A worker as a process."""

    def __init__(self, environment: Environment, log: Path, *options: str) -> None:
        self.log = log
        with log.open("w") as errors:
            command = [sys.executable, "-m", "app.cli", "worker", *options]
            self.process = subprocess.Popen(command, env=environment, cwd=log.parent, stderr=errors)

    def has_logged(self, event: str) -> bool:
        return any(line["event"] == event for line in self.lines())

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def is_working(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return self.has_logged("working")

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(sign)
        return self.process.wait(timeout=PATIENCE_SECONDS)


@pytest.fixture
async def variables(new_url: NewUrl, graphloop: Command) -> dict[str, str]:
    """What servers and workers need, with a database that has a queue."""
    chosen = {
        "GRAPHLOOP_DATABASE_URL": await new_url(),
        "GRAPHLOOP_ENGINE": "procrastinate",
        "GRAPHLOOP_SHARD_SIZE": "8",
        "GRAPHLOOP_JOB_SLOTS": "2",
    }
    done = await asyncio.to_thread(graphloop, "migrate", **chosen)
    assert done.stdout.startswith("applied procrastinate's schema\n"), done.stderr
    return chosen


@pytest.fixture
def workers(environment: Environment, tmp_path: Path, variables: dict[str, str]) -> Iterator[Workers]:
    """Starts workers, and ends those that a test leaves behind."""
    started: list[Worker] = []

    def start(*options: str) -> Worker:
        made = Worker({**environment, **variables}, tmp_path / f"worker-{len(started)}.log", *options)
        started.append(made)
        until_true(made.is_working)
        return made

    yield start
    for made in started:
        if made.process.poll() is None:
            made.process.kill()
            made.process.wait()


async def started_run(served: Running, variables: dict[str, str]) -> tuple[Api, Served, str]:
    server = await asyncio.to_thread(served, **variables)
    api = person(server)
    await api.register(f"{secrets.token_hex(4)}@example.com")
    experiment = await slow_experiment(api)
    return api, server, (await api.run("Run", experiment=experiment)).payload()["experimentRun"]["id"]


async def assert_complete(api: Api, server: Served, run: str) -> None:
    assert (await followed(api, server, run))["status"] == "SUCCEEDED"
    found = (await api.execute(RESULTS, run=run))["experimentRun"]
    keys = Counter(row["datasetItem"]["key"] for row in found["results"]["nodes"])
    assert keys == Counter(f"t{number}" for number in range(ITEMS))
    assert found["stats"]["counts"] == {"total": ITEMS, "succeeded": ITEMS, "failed": 0, "cancelled": 0}
    scored = [row for row in found["aggregateResults"] if row["kind"] in ("EVALUATOR", "WEIGHTED_SCORE")]
    assert {row["name"]: row["count"] for row in scored} == {
        "exact": ITEMS, "short": ITEMS, "weighted_score": ITEMS
    }  # fmt: skip


async def jobs_left(variables: dict[str, str]) -> int:
    ((count,),) = await query(variables["GRAPHLOOP_DATABASE_URL"], "SELECT count(*) FROM procrastinate_jobs")
    return int(count)


@needs_postgres
async def test_two_workers_do_a_run_and_one_is_killed_in_the_middle(
    served: Running, workers: Workers, variables: dict[str, str]
) -> None:
    first, _second = await asyncio.gather(*(asyncio.to_thread(workers) for _ in range(2)))
    api, server, run = await started_run(served, variables)
    await followed(api, server, run, until_succeeded=12)
    assert await asyncio.to_thread(first.stop, signal.SIGKILL) == -signal.SIGKILL
    await assert_complete(api, server, run)
    assert await jobs_left(variables) == 0
    await api.client.aclose()


@needs_postgres
async def test_worker_that_is_stopped_under_load_leaves_the_rest_to_another(
    served: Running, workers: Workers, variables: dict[str, str]
) -> None:
    first = await asyncio.to_thread(workers)
    api, server, run = await started_run(served, variables)
    await followed(api, server, run, until_succeeded=4)
    assert await asyncio.to_thread(first.stop) == 0
    assert first.has_logged("stopped")
    await asyncio.to_thread(workers)
    await assert_complete(api, server, run)
    await api.client.aclose()


@needs_postgres
@pytest.mark.usefixtures("compiled_sandbox")
async def test_run_waits_until_there_is_a_worker_and_doctor_says_so(
    served: Running, workers: Workers, variables: dict[str, str], graphloop: Command
) -> None:
    api, server, run = await started_run(served, variables)
    looked = await asyncio.to_thread(graphloop, "doctor", **variables)
    assert "none is running, 1 jobs to do; run: graphloop worker" in looked.stdout
    await asyncio.to_thread(workers)
    looked = await asyncio.to_thread(graphloop, "doctor", **variables)
    assert "1 running" in looked.stdout
    await assert_complete(api, server, run)
    await api.client.aclose()


@needs_postgres
async def test_worker_answers_operators_on_its_port(workers: Workers) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    worker = await asyncio.to_thread(workers, "--port", str(port), "--slots", "3")
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        for path in ("/healthz", "/readyz"):
            assert (await client.get(path)).status_code == 200
        assert "graphloop_job_slots 3.0" in (await client.get("/metrics")).text
        assert (await client.get("/graphql")).status_code == 404
    assert await asyncio.to_thread(worker.stop) == 0


@needs_postgres
async def test_queue_is_made_once_and_only_where_it_is_chosen(new_url: NewUrl, graphloop: Command) -> None:
    url = await new_url()
    assert graphloop("migrate", GRAPHLOOP_DATABASE_URL=url).returncode == 0
    assert not [line for line in await schema(url) if "procrastinate" in line]
    chosen = {"GRAPHLOOP_DATABASE_URL": url, "GRAPHLOOP_ENGINE": "procrastinate"}
    refused = graphloop("worker", **chosen)
    assert (refused.returncode, "run `graphloop migrate`" in refused.stderr) == (1, True)
    assert graphloop("migrate", **chosen).stdout == "applied procrastinate's schema\n"
    assert graphloop("migrate", **chosen).stdout == "nothing to apply\n"


def test_worker_says_what_to_set_where_the_server_runs_experiments(graphloop: Command) -> None:
    done = graphloop("worker")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The server runs experiments itself. To have workers do it, set GRAPHLOOP_ENGINE=")


def test_workers_need_postgres(graphloop: Command) -> None:
    done = graphloop("worker", GRAPHLOOP_ENGINE="procrastinate")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: GRAPHLOOP_ENGINE: procrastinate needs PostgreSQL; set GRAPHLOOP_DATABASE_URL")


@needs_postgres
async def test_missing_library_is_one_line(
    graphloop: Command, environment: Environment, database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'procrastinate' else find(name, *rest)\n"
    )
    path = f"{tmp_path}:{environment['PYTHONPATH']}"
    for command in ("worker", "migrate"):
        chosen = {"GRAPHLOOP_DATABASE_URL": database_url, "GRAPHLOOP_ENGINE": "procrastinate"}
        done = await asyncio.to_thread(graphloop, command, PYTHONPATH=path, **chosen)
        assert done.stderr.startswith("Error: The procrastinate engine is not installed; run: pip install"), done.stderr
