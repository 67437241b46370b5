"""What a page costs when its list grows: 100 rows out of a million, against the same 100 rows out of ten thousand.

Two databases of the same content but for the number of rows are served at once and asked in turn, in rounds, for the first
page and for one in the middle. The CPU is what the server's process used meanwhile, and PostgreSQL's backends with it.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import orjson
from tortoise import Tortoise
from tortoise.models import Model

from app.core.database import Database
from app.core.ids import new_id
from app.core.orders import Order, cursor_at
from app.core.rows import columns_of
from app.core.settings import load_settings
from app.datasets.models import DatasetItem, DatasetVersion
from app.evaluation.models import Evaluator, EvaluatorKind, EvaluatorRecord, EvaluatorVersion, RecordStatus
from app.experiments.models import ExperimentItemResult
from app.system import opened
from benchmarks.read import Asking, Call, Serving, World, postgres, seeded, serving

FEW, MANY = 10_000, 1_000_000
ROUNDS, TURN = 31, 20
PAGE = "pageInfo { hasNextPage endCursor }"
LISTS = {
    "results": f"""query Results($id: ID!, $after: String) {{ experimentRun(id: $id) {{ results(first: 100, after: $after) {{
      {PAGE} nodes {{ id status repetition output latencyMs inputTokens outputTokens cost createdAt }} }} }} }}""",
    "records": f"""query Records($id: ID!, $after: String) {{ node(id: $id) {{ ... on EvaluatorVersion {{
      records(first: 100, after: $after) {{ {PAGE} nodes {{ id alias status score passed reason createdAt }} }} }} }} }}""",
    "items": f"""query Items($id: ID!, $after: String) {{ dataset(id: $id) {{ items(first: 100, after: $after) {{
      {PAGE} nodes {{ id key data split createdAt }} }} }} }}""",
    "version": f"""query Version($id: ID!, $after: String) {{ datasetVersion(id: $id) {{ items(first: 100, after: $after) {{
      {PAGE} nodes {{ id key data split createdAt }} }} }} }}""",
}
TOTAL = "total"
COUNT = "query Total($id: ID!) { experimentRun(id: $id) { results(first: 0) { totalCount } } }"


class Grown(NamedTuple):
    """A database with so many results of a run, records of an evaluator and items of a dataset."""

    world: World
    calls: dict[str, Call]


def main() -> None:
    """Measure on both databases, and print the figures; the last line is one JSON object."""
    parser = argparse.ArgumentParser(description="Measure what a page costs when its list grows.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="How often small and large take turns.")
    parser.add_argument("--sqlite-only", action="store_true", help="Leave PostgreSQL out.")
    options = parser.parse_args()
    figures = {"page_growth": asyncio.run(page_growth(None, options.rounds))}
    if not options.sqlite_only:
        with postgres() as url:
            figures["pg_page_growth"] = asyncio.run(page_growth(url, options.rounds))
    print(orjson.dumps(figures).decode())


async def page_growth(url: str | None, rounds: int = ROUNDS) -> float:
    """CPU of a page at a million rows by that at ten thousand, the worst of all lists; without a URL on SQLite."""
    with ExitStack() as stack:
        folders = [stack.enter_context(tempfile.TemporaryDirectory(prefix="graphloop-growth-")) for _ in range(2)]
        urls = [await new_database(url, name) if url else None for name in ("few", "many")]
        grown = [await filled(folders[place], urls[place], rows) for place, rows in enumerate((FEW, MANY))]
        return await asyncio.to_thread(measured, list(zip(folders, urls, grown, strict=True)), rounds)


def measured(databases: list[tuple[str, str | None, Grown]], rounds: int) -> float:
    """The worst ratio of the lists."""
    with ExitStack() as stack:
        servers = []
        for folder, url, _ in databases:
            variables = {"GRAPHLOOP_DATA_DIR": folder} | ({"GRAPHLOOP_DATABASE_URL": url} if url else {})
            servers.append(stack.enter_context(serving(variables)))
        # Connected when all are there: a server hangs up on those who are silent for seconds.
        sides = [Side(server, grown, url) for server, (_, url, grown) in zip(servers, databases, strict=True)]
        few, many = sides
        print(f"total count: {few.cost(TOTAL, 5)[1]:.2f} -> {many.cost(TOTAL, 5)[1]:.2f} ms of waiting, not part of a page")
        return max(ratio(few, many, name, rounds) for name in few.calls if name != TOTAL)


class Side:
    """A server, a client of it, and what the client asks."""

    def __init__(self, server: Serving, grown: Grown, url: str | None) -> None:
        self.calls = grown.calls
        self._client = Asking(server, grown.world)
        self._processes: list[int] = []
        for name in self.calls:
            self.cost(name, 3)
        self._processes = [server.process.pid, *(asyncio.run(backends(url)) if url else ())]

    def cost(self, name: str, count: int) -> tuple[float, float]:
        """Milliseconds of CPU and of waiting for one request."""
        cpu, begun = self._cpu_ns(), time.perf_counter()
        for _ in range(count):
            self._client.ask(self.calls[name])
        waited = time.perf_counter() - begun
        return (self._cpu_ns() - cpu) / count / 1e6, waited / count * 1e3

    def _cpu_ns(self) -> int:
        return sum(map(cpu_ns_of, self._processes))


def cpu_ns_of(pid: int) -> int:
    """Nanoseconds of CPU that the threads of a process have used so far."""
    return sum(int(task.read_text().split()[0]) for task in Path(f"/proc/{pid}/task").glob("*/schedstat"))


async def backends(url: str) -> list[int]:
    """PostgreSQL's processes that serve connections to a database, but for the one that is asked."""
    connection = await asyncpg.connect(url)
    try:
        found = await connection.fetch(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' "
            "AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [row[0] for row in found]
    finally:
        await connection.close()


def ratio(few: Side, many: Side, name: str, rounds: int) -> float:
    """The CPU of a page of the long list by that of the same page of the short one."""
    costs = [(few.cost(name, TURN), many.cost(name, TURN)) for _ in range(rounds)]
    # What else the machine does only adds, hence the lower quartile of the rounds.
    (few_cpu, many_cpu), (few_wait, many_wait) = (
        [statistics.quantiles([cost[side][kind] for cost in costs], n=4)[0] for side in (0, 1)] for kind in (0, 1)
    )
    print(f"{name}: {few_cpu:.2f} -> {many_cpu:.2f} ms of CPU, {few_wait:.2f} -> {many_wait:.2f} ms of waiting")
    return round(many_cpu / few_cpu, 3)


async def new_database(url: str, name: str) -> str:
    """The address of a new database of the same server."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS growth_{name}")
        await connection.execute(f"CREATE DATABASE growth_{name}")
    finally:
        await connection.close()
    return urlunsplit(urlsplit(url)._replace(path=f"/growth_{name}"))


async def filled(folder: str, url: str | None, rows: int) -> Grown:
    """A space in which a run, an evaluator and a dataset have so many rows each."""
    world = await seeded(folder, url)
    async with opened(load_settings(data_dir=folder, database_url=url, log_level="warning"), runs_jobs=False) as database:
        evaluator = await Evaluator.create(space_id=world.space, name="exact", kind=EvaluatorKind.BUILTIN)
        version = await EvaluatorVersion.create(
            space_id=world.space, evaluator=evaluator, version="1", sequence=1, kind=evaluator.kind, config={}, inputs=[]
        )
        frozen = await DatasetVersion.filter(space_id=world.space).get()
        result = await ExperimentItemResult.filter(run_id=world.run).first()
        assert result
        await EvaluatorRecord.create(
            space_id=world.space,
            evaluator_version=version,
            run_id=world.run,
            item_result_id=result.id,
            alias="exact",
            status=RecordStatus.SUCCEEDED,
            score=1.0,
            passed=True,
        )
        first = new_id()
        await multiply(database, DatasetItem, rows, {"id": f"{first} + n", "item_id": "n + 1000000", "key": "'grown-' || n"})
        await multiply(database, ExperimentItemResult, rows, {"id": f"{first} + n", "dataset_item_id": f"{first} + n"})
        await multiply(database, EvaluatorRecord, rows, {"id": f"{first} + n", "item_result_id": f"{first} + n"})
        if url:
            await Tortoise.get_connection("postgres").execute_script("ANALYZE")
    ids = {
        "results": f"ExperimentRun_{world.run:x}",
        "records": f"EvaluatorVersion_{version.id:x}",
        "items": f"Dataset_{frozen.dataset_id:x}",
        "version": f"DatasetVersion_{frozen.id:x}",
    }
    place = first + rows // 2
    middle = cursor_at(Order(), place, place)
    calls = {name: call(LISTS[name], id=pk) for name, pk in ids.items()}
    calls |= {f"{name} in the middle": call(LISTS[name], id=pk, after=middle) for name, pk in ids.items()}
    return Grown(world, calls | {TOTAL: call(COUNT, id=ids["results"])})


def call(document: str, **variables: Any) -> Call:
    """A request as `Asking` sends it."""
    return "/graphql", orjson.dumps({"query": document, "variables": variables})


async def multiply(database: Database, model: type[Model], rows: int, changes: dict[str, str]) -> None:
    """Add rows that are like one that is there, but for some columns."""
    columns = columns_of(model)
    series = f"generate_series(1, {rows}) AS series(n)"
    if database.dialect == "sqlite":
        counting = f"SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {rows}"
        series = f"(WITH RECURSIVE series(n) AS ({counting}) SELECT n FROM series)"
    shown = ", ".join(changes.get(column) or f'template."{column}"' for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    template = f'(SELECT * FROM "{table}" ORDER BY "id" LIMIT 1) AS template'
    client = Tortoise.get_connection(database.dialect)
    await client.execute_script(f'INSERT INTO "{table}" ({named}) SELECT {shown} FROM {template}, {series}')


if __name__ == "__main__":
    main()
