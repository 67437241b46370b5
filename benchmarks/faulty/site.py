"""An installation under test: processes on a database, a provider, and somebody who runs experiments and looks on."""

from __future__ import annotations

import asyncio
import contextlib
import math
import secrets
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx2

from benchmarks.faulty.databases import Database
from benchmarks.faulty.processes import Failure, Process
from benchmarks.faulty.provider import Provider, expected_answer, question
from graphql_schema.core.ids import parse_global_id
from tests.api import Api

CONCURRENCY = 8
ANSWERED_WITHIN_SECONDS = 40
TAKEN_OVER_WITHIN_SECONDS = 30
LOOK_SECONDS = 0.25
BUSY_WITHIN_SECONDS = 8
FINAL = {"SUCCEEDED", "COMPLETED_WITH_FAILURES", "FAILED", "CANCELLED"}
SEEN = """query($run: ID!) { experimentRun(id: $run) { status stats { counts { succeeded failed } }
  results(first: 100) { nodes { id status output weightedScore datasetItem { key } } } } }"""
STATUS = "query($run: ID!) { experimentRun(id: $run) { status stats { counts { total succeeded failed } } } }"


@dataclass(frozen=True)
class Seen:
    """A result as a client was shown it."""

    item: int
    status: str
    output: Any
    score: float | None


@dataclass
class Disturbance:
    """Something that may have a call made again: a kill, a cut."""

    began: float
    ended: float
    victim: str | None
    """The life of the process it was done to; none for all."""
    stored: set[int]
    """Items that had a result when it began; none of them may be worked on again."""
    in_flight: set[int] = field(default_factory=set)
    """Items that the victim had begun and that had no result."""

    def concerns(self, owner: str) -> bool:
        """Whether the process lost something by it; one that died before it was known may be any."""
        return self.victim in (None, owner) or owner == "?"


@dataclass
class Run:
    """A run of the experiment, with what was seen of it and done to it."""

    id: str
    seen: dict[int, Seen] = field(default_factory=dict)
    """What a client was shown, by the rows' ids."""
    most_finished: int = 0
    disturbances: list[Disturbance] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def pk(self) -> int:
        parsed = parse_global_id(self.id)
        assert parsed is not None
        return parsed[1]


class Site:
    """The installation, its person, and its present run."""

    def __init__(self, database: Database, provider: Provider, processes: list[Process], items: int) -> None:
        self.database, self.provider, self.processes, self.items = database, provider, processes, items
        self.doing = ""
        """What is waited for, to be said if it takes too long."""
        self._api = Api(httpx2.AsyncClient(base_url=self._servers[0].url, timeout=15))
        self._experiment = ""
        self._items_by_row: dict[int, int] = {}

    @property
    def _servers(self) -> list[Process]:
        return [process for process in self.processes if process.kind == "serve"]

    async def open(self, base_url: str) -> None:
        """Start everything, and make what is to be run."""
        self.doing = "everything becomes ready"
        # One after the other: the first to use a folder makes its key.
        for process in self.processes:
            process.start()
            await process.ready()
        self.doing = "an experiment is made"
        await self._api.register(f"{secrets.token_hex(4)}@example.com")
        self._experiment = await _make_experiment(self._api, base_url, self.items)
        rows = await self.database.rows("SELECT id, key FROM dataset_item")
        self._items_by_row = {pk: int(key) for pk, key in rows}

    async def close(self) -> None:
        """Leave nothing behind."""
        await self._api.client.aclose()
        for process in self.processes:
            process.end()

    # --- asking ---------------------------------------------------------------------------------------------------

    async def ask(self, document: str, **variables: Any) -> Any:
        """The root field of a query, from any server that answers."""
        end, problem = time.monotonic() + ANSWERED_WITHIN_SECONDS, "there was no server"
        while time.monotonic() < end:
            for server in self._servers:
                try:
                    found = await self._asked(server, document, variables)
                except (httpx2.HTTPError, ValueError) as error:
                    problem = repr(error)
                    continue
                if not found.errors:
                    return next(iter(found.data.values()))
                problem = str(found.errors)
            await asyncio.sleep(0.1)
        raise Failure(f"No server answered within {ANSWERED_WITHIN_SECONDS} s: {problem}{self.tails()}")

    async def _asked(self, server: Process, document: str, variables: dict[str, Any]) -> Any:
        self._api.client.base_url = httpx2.URL(server.url)
        return await self._api.execute(document, **variables)

    async def begin(self) -> Run:
        """Start a run of the experiment."""
        self.doing = "a run begins"
        self.provider.forget()
        found = await self._api.run("Run", experiment=self._experiment)
        return Run(found.payload()["experimentRun"]["id"])

    async def status(self, run: Run) -> str:
        """How far the run is."""
        return str((await self.ask(STATUS, run=run.id))["status"])

    @asynccontextmanager
    async def watching(self, run: Run) -> AsyncIterator[None]:
        """Look at the run all the time, and remember what was shown."""
        task = asyncio.create_task(self._watch(run))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _watch(self, run: Run) -> None:
        while True:
            for server in self._servers:
                # A server that is being ended does not answer; what counts is what those say that do.
                with contextlib.suppress(httpx2.HTTPError, ValueError):
                    found = await self._asked(server, SEEN, {"run": run.id})
                    if not found.errors and found.data["experimentRun"]:
                        self._note(run, found.data["experimentRun"])
            await asyncio.sleep(LOOK_SECONDS)

    def _note(self, run: Run, found: dict[str, Any]) -> None:
        counts = found["stats"]["counts"]
        run.most_finished = max(run.most_finished, counts["succeeded"] + counts["failed"])
        for node in found["results"]["nodes"]:
            parsed = parse_global_id(node["id"])
            assert parsed is not None
            seen = Seen(int(node["datasetItem"]["key"]), node["status"], node["output"], node["weightedScore"])
            if run.seen.setdefault(parsed[1], seen) != seen:
                run.problems.append(f"result {node['id']} was shown as {run.seen[parsed[1]]}, later as {seen}")

    async def stored(self, run: Run) -> set[int]:
        """Items that have a result."""
        rows = await self.database.rows(f"SELECT dataset_item_id FROM experiment_item_result WHERE run_id = {run.pk}")
        return {self._items_by_row[pk] for (pk,) in rows}

    def item_of(self, row: int) -> int:
        """The number of an item, by its row's id."""
        return self._items_by_row[row]

    async def progressed(self, run: Run, items: int) -> None:
        """Wait until that many more items have results, or the run has ended."""
        self.doing = f"{items} more items get results"
        goal = len(await self.stored(run)) + items
        while len(await self.stored(run)) < goal and await self.status(run) not in FINAL:  # noqa: ASYNC110 - elsewhere
            await asyncio.sleep(LOOK_SECONDS)

    async def ended(self, run: Run) -> None:
        """Wait until the run ends by itself."""
        while await self.status(run) not in FINAL:
            done = len(await self.stored(run))
            self.doing = f"the run ends, of which {done} of {self.items} items have results"
            await asyncio.sleep(2 * LOOK_SECONDS)

    # --- disturbing -----------------------------------------------------------------------------------------------

    async def victim(self, chance: Random) -> Process:
        """A process to be ended; mostly one that has calls open, if there is one soon."""
        running = [process for process in self.processes if process.is_running]
        end = time.monotonic() + BUSY_WITHIN_SECONDS * (chance.random() < 0.8)
        while not (busy := self._busy(running)) and time.monotonic() < end:  # noqa: ASYNC110 - in another process
            await asyncio.sleep(0.02)
        return chance.choice(busy if busy and time.monotonic() < end else running)

    def _busy(self, processes: Iterable[Process]) -> list[Process]:
        owners = {call.owner for call in self.provider.calls if call.is_open}
        return [process for process in processes if process.life in owners]

    async def kill(self, run: Run, victim: Process) -> Disturbance:
        """End a process at once, note what it leaves undone, and start it anew as a supervisor would."""
        self.doing = f"{victim.name} is killed"
        began, finished, shown = time.monotonic(), run.most_finished, set(run.seen)
        await victim.kill()
        # What comes in late was sent before.
        kill = await self.disturbance(run, victim.life, began, math.inf)
        self._require_kept(run, kill, finished, shown)
        victim.start()
        return kill

    async def disturbance(
        self, run: Run, victim: str | None, began: float | None = None, ended: float | None = None
    ) -> Disturbance:
        """Note that something begins that has calls made again: what is in flight, what is stored."""
        began = time.monotonic() if began is None else began
        made = Disturbance(began, began if ended is None else ended, victim, await self.stored(run))
        made.in_flight = {item for item, _ in self.at_stake(made)}
        run.disturbances.append(made)
        return made

    def at_stake(self, disturbance: Disturbance) -> set[tuple[int, str]]:
        """Items and steps that the victim had asked for, or asked for until it was over, and that were not stored before."""
        return {
            (call.item, call.step)
            for call in self.provider.calls
            if call.began <= disturbance.ended and disturbance.concerns(call.owner) and call.item not in disturbance.stored
        }

    @staticmethod
    def _require_kept(run: Run, kill: Disturbance, finished: int, shown: Iterable[int]) -> None:
        if len(kill.stored) < finished:
            run.problems.append(f"{finished} items were shown as finished, after the kill {len(kill.stored)} are")
        for pk in shown:
            if run.seen[pk].item not in kill.stored:
                run.problems.append(f"the result of item {run.seen[pk].item} was shown, after the kill it is gone")

    async def taken_over(self, run: Run, kill: Disturbance) -> None:
        """Wait until all that was in flight is begun again."""
        end = kill.began + TAKEN_OVER_WITHIN_SECONDS
        while waiting := kill.in_flight - self._begun_since(kill).keys():
            # The last commit of a killed process may arrive after it.
            kill.in_flight -= waiting & await self.stored(run)
            self.doing = f"items {sorted(waiting)} are taken over"
            if time.monotonic() > end:
                run.problems.append(f"items {sorted(waiting)} were not taken over within {TAKEN_OVER_WITHIN_SECONDS} s")
                return
            await asyncio.sleep(0.1)

    def takeover(self, run: Run, kill: Disturbance) -> tuple[float, float] | None:
        """How long until the first and the last of what was in flight was begun again, unless a kill came between."""
        begun = self._begun_since(kill)
        again = [begun[item] for item in kill.in_flight if item in begun]
        later = [other.began for other in run.disturbances if other.began > kill.began]
        if not again or max(again) > min(later, default=max(again)):
            return None
        return min(again) - kill.began, max(again) - kill.began

    def _begun_since(self, kill: Disturbance) -> dict[int, float]:
        begun: dict[int, float] = {}
        for call in self.provider.calls:
            if call.began > kill.began:
                begun.setdefault(call.item, call.began)
        return begun

    def tails(self) -> str:
        """The ends of all logs."""
        return "".join(process.tail() for process in self.processes)


async def _make_experiment(api: Api, base_url: str, items: int) -> str:
    connection = await api.mutate(
        "createLlmConnection",
        "llmConnection { id }",
        spaceId=api.space,
        name="stub",
        provider="OPENAI_COMPATIBLE",
        baseUrl=base_url,
        models=["target", "judge"],
    )
    pk = connection.payload()["llmConnection"]["id"]
    inputs = [{"name": "output", "output": True}, {"name": "expected", "column": "expected"}]
    judged = [{"name": "question", "column": "ticket"}, {"name": "answer", "output": True}]
    made = await api.mutate(
        "createExperiment",
        "experiment { id }",
        spaceId=api.space,
        name="faults",
        datasetVersionId=await _make_dataset(api, items),
        target={"model": {"connectionId": pk, "model": "target", "column": "ticket"}},
        evaluators=[
            {"evaluatorVersionId": await _make_metric(api), "alias": "exact", "inputs": inputs},
            {"evaluatorVersionId": await _make_judge(api, pk), "alias": "helpful", "inputs": judged},
        ],
        concurrency=CONCURRENCY,
    )
    return str(made.payload()["experiment"]["id"])


async def _make_dataset(api: Api, items: int) -> str:
    dataset = (await api.run("NewDataset", space=api.space)).payload()["dataset"]["id"]
    rows = [
        {"key": str(number), "data": {"ticket": question(number), "expected": expected_answer(number)}}
        for number in range(items)
    ]
    for begin in range(0, items, 500):
        (await api.run("WriteItems", dataset=dataset, items=rows[begin : begin + 500])).payload()
    return str((await api.run("Freeze", dataset=dataset)).payload()["datasetVersion"]["id"])


async def _make_metric(api: Api) -> str:
    return str((await api.run("NewMetric", space=api.space)).payload()["evaluator"]["latestVersion"]["id"])


async def _make_judge(api: Api, connection: str) -> str:
    judge = {
        "connectionId": connection,
        "model": "judge",
        "messages": [{"role": "USER", "content": "Question: {{question}} Answer: {{answer}} Is it helpful?"}],
        "outputs": [{"name": "helpful", "type": "NUMERIC", "min": 0, "max": 1, "passThreshold": 0.5}],
    }
    made = await api.mutate(
        "createEvaluator",
        "evaluator { latestVersion { id } }",
        spaceId=api.space,
        name="helpful",
        config={"judge": judge},
    )
    return str(made.payload()["evaluator"]["latestVersion"]["id"])
