"""What is done to an installation while it works on runs: whatever it is, they have to end by themselves as they should."""

from __future__ import annotations

import asyncio
import os
import secrets
import subprocess
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Literal

from benchmarks.faulty.checks import MOST_IN_FLIGHT, TAKEOVER_SECONDS, Outcome, check
from benchmarks.faulty.databases import Postgres, PostgresServer, Sqlite, postgres_server
from benchmarks.faulty.network import Link, link
from benchmarks.faulty.processes import Failure, Process, migrate, surroundings
from benchmarks.faulty.provider import UNKNOWN, provider
from benchmarks.faulty.site import FINAL, Run, Site

DRAINED_WITHIN_SECONDS = 25
CUT_SECONDS = 12.0
"""Longer than a process may be out of reach of the database without being taken for dead."""
DEAF_SECONDS = 8.0
"""A process that cannot reach the database makes no more calls after this time, since others may make them."""
FULL_SECONDS = 4.0
DISK_BYTES = {False: 48_000_000, True: 300_000_000}
"""Room for a database, on PostgreSQL or not."""
MOST_MEMORY_MB = 600
FAIR_SHARE = 0.2


@dataclass(frozen=True)
class Engine:
    """How runs are carried out, and by how many processes."""

    name: str
    on_postgres: bool
    servers: int = 1
    workers: int = 0
    variables: dict[str, str] = field(default_factory=dict)


ENGINES = {
    "sqlite": Engine("local, SQLite", on_postgres=False),
    "postgres": Engine("local, PostgreSQL", on_postgres=True, servers=2),
    "procrastinate": Engine("procrastinate", on_postgres=True, workers=2, variables={"GRAPHLOOP_ENGINE": "procrastinate"}),
}


@dataclass
class Ground:
    """Where a scenario takes place."""

    engine: Engine
    folder: Path
    chance: Random
    seed: int
    postgres: PostgresServer | None = None

    def new_database(self) -> Postgres:
        """A migrated database, for the engine."""
        assert self.postgres is not None
        made = self.postgres.new()
        migrate(self.folder, surroundings(self.folder, {**self.engine.variables, "GRAPHLOOP_DATABASE_URL": made.url}))
        return made


@asynccontextmanager
async def site(
    ground: Ground,
    items: int,
    *,
    data: Path | None = None,
    database: Postgres | None = None,
    is_linked: bool = False,
    **variables: str,
) -> AsyncIterator[tuple[Site, dict[str, Link]]]:
    """A new installation; if wanted, with links by which each process reaches the database, and all the provider."""
    folder = ground.folder / secrets.token_hex(4)
    folder.mkdir()
    data = data or folder / "data"
    async with AsyncExitStack() as stack:
        asked = await stack.enter_async_context(provider(ground.seed))
        if ground.engine.on_postgres and database is None:
            database = await asyncio.to_thread(ground.new_database)
        links: dict[str, Link] = {}
        processes = []
        for name in _names(ground.engine):
            more = {**ground.engine.variables, **variables}
            if database is not None and is_linked:
                links[name] = await stack.enter_async_context(link(database.socket))
                more["GRAPHLOOP_DATABASE_URL"] = database.through(links[name].port)
            elif database is not None:
                more["GRAPHLOOP_DATABASE_URL"] = database.url
            kind: Literal["serve", "worker"] = "serve" if name.startswith("server") else "worker"
            processes.append(Process(name, kind, folder, surroundings(data, more), asked.owners))
        if is_linked:
            links["provider"] = await stack.enter_async_context(link(asked.port))
        made = Site(database or Sqlite(data), asked, processes, items)
        stack.push_async_callback(made.close)
        yield made, links


def _names(engine: Engine) -> list[str]:
    return [f"server-{number}" for number in range(1, engine.servers + 1)] + [
        f"worker-{number}" for number in range(1, engine.workers + 1)
    ]


Scenario = Callable[[Ground, Outcome, "Progress"], Awaitable[None]]


@dataclass
class Progress:
    """What a scenario works with now, so that what it waited for can be told when its time is over."""

    site: Site | None = None
    kills: int = 0
    items: int = 0

    @property
    def waits_for(self) -> str:
        return f"{self.site.doing}{self.site.tails()}" if self.site else "it begins"


@asynccontextmanager
async def running(
    ground: Ground,
    progress: Progress,
    items: int,
    *,
    data: Path | None = None,
    is_linked: bool = False,
    **variables: str,
) -> AsyncIterator[tuple[Site, dict[str, Link]]]:
    """An installation whose experiment can be run; its calls do not pass the provider's link, which hides who makes them."""
    async with site(ground, items, data=data, is_linked=is_linked, **variables) as (made, links):
        progress.site = made
        await made.open(made.provider.base_url)
        yield made, links


async def killing(ground: Ground, outcome: Outcome, progress: Progress) -> None:
    """Processes are killed at random moments, some while the work of the last one is being taken over."""
    async with running(ground, progress, progress.items) as (place, _):
        while outcome.kills < progress.kills:
            run = await place.begin()
            async with place.watching(run):
                await _kill_during(place, run, ground.chance, outcome, progress.kills)
                await place.ended(run)
            await check(place, run, outcome, most_in_flight=MOST_IN_FLIGHT, takeover_within=TAKEOVER_SECONDS)
            outcome.note = f"{outcome.caught} caught it at work, {len(outcome.takeovers)} takeovers measured"


async def _kill_during(place: Site, run: Run, chance: Random, outcome: Outcome, most: int) -> None:
    while outcome.kills < most:
        await asyncio.sleep(chance.uniform(0.1, 2.5))
        if await place.status(run) in FINAL:
            return
        kill = await place.kill(run, await place.victim(chance))
        outcome.kills += 1
        if chance.random() < 0.7:
            await place.taken_over(run, kill)


async def terminating(ground: Ground, outcome: Outcome, progress: Progress) -> None:
    """Processes are told to end while they work: they finish what they have begun, and nothing is done twice."""
    async with running(ground, progress, progress.items // 2) as (place, _):
        run, slowest = await place.begin(), 0.0
        async with place.watching(run):
            for victim in place.processes[::-1] * (1 if ground.engine.on_postgres else 2):
                await place.progressed(run, 20)
                place.doing, began = f"{victim.name} drains", time.monotonic()
                if status := await victim.terminate(DRAINED_WITHIN_SECONDS):
                    run.problems.append(f"{victim.name} ended with status {status}")
                slowest = max(slowest, time.monotonic() - began)
                victim.start()
            await place.ended(run)
        await check(place, run, outcome)
        outcome.note = f"drained in {slowest:.1f} s at most"


async def restarting_postgres(ground: Ground, outcome: Outcome, progress: Progress) -> None:
    """PostgreSQL is restarted, in order and as if it had crashed; nobody else ends."""
    assert ground.postgres is not None
    async with running(ground, progress, progress.items) as (place, _):
        run = await place.begin()
        async with place.watching(run):
            for mode in ("fast", "immediate"):
                await place.progressed(run, 60)
                place.doing = f"PostgreSQL restarts ({mode})"
                restart = await place.disturbance(run, None)
                await asyncio.to_thread(ground.postgres.restart, mode)
                restart.ended = time.monotonic()
            await place.ended(run)
        _require_alive(place, run)
        await check(place, run, outcome)


def _require_alive(place: Site, run: Run) -> None:
    ended = [process for process in place.processes if not process.is_running]
    run.problems += [f"{process.name} ended by itself{process.tail()}" for process in ended]


async def cutting_database(ground: Ground, outcome: Outcome, progress: Progress) -> None:
    """A process loses the database: for a moment, by a reset, and for so long that others take over what it does."""
    async with running(ground, progress, progress.items, is_linked=True) as (place, links):
        run = await place.begin()
        victim = place.processes[-1]
        async with place.watching(run):
            for seconds, is_refused in ((2.0, False), (0.0, True), (CUT_SECONDS, False), (CUT_SECONDS, True)):
                await place.progressed(run, 40)
                await _cut_database(place, run, links[victim.name], victim.life, seconds, is_refused)
            await place.ended(run)
        _require_alive(place, run)
        await check(place, run, outcome, takeover_within=TAKEOVER_SECONDS)


async def _cut_database(place: Site, run: Run, cut: Link, victim: str, seconds: float, is_refused: bool) -> None:
    place.doing = f"{victim} is without the database for {seconds:g} s"
    disturbance = await place.disturbance(run, victim)
    cut.refuse() if is_refused else cut.stall()
    await asyncio.sleep(seconds)
    disturbance.ended = time.monotonic()
    late = [
        call
        for call in place.provider.calls
        if call.owner == victim and disturbance.began + DEAF_SECONDS < call.began < disturbance.ended
    ]
    if late:
        latest = late[-1].began - disturbance.began
        run.problems.append(f"{victim} made {len(late)} calls too late, the last {latest:.1f} s after the cut")
    cut.resume()


async def cutting_provider(ground: Ground, outcome: Outcome, progress: Progress) -> None:
    """Nobody reaches the provider: connections are reset, refused, or nothing comes through."""
    async with site(ground, progress.items // 3, is_linked=True, GRAPHLOOP_EGRESS_TIMEOUT_SECONDS="5") as (place, links):
        progress.site, way = place, links["provider"]
        await place.open(f"http://127.0.0.1:{way.port}/v1")
        run = await place.begin()
        async with place.watching(run):
            await place.progressed(run, 20)
            way.drop()
            await place.progressed(run, 20)
            await _without_provider(place, way.refuse, way)
            await place.progressed(run, 20)
            await _without_provider(place, way.stall, way)
            await place.ended(run)
        _require_alive(place, run)
        await check(place, run, outcome, may_fail=True, may_retry=True)
        outcome.note = await _failures(place, run)


async def _without_provider(place: Site, cut: Callable[[], None], way: Link) -> None:
    place.doing = f"the provider is away ({cut.__name__})"
    cut()
    await asyncio.sleep(3)
    way.resume()


async def spoiling(ground: Ground, outcome: Outcome, progress: Progress) -> None:
    """The provider refuses, breaks down, stalls, garbles and overwhelms; every item ends all the same."""
    async with running(ground, progress, progress.items // 4, GRAPHLOOP_EGRESS_TIMEOUT_SECONDS="3") as (place, _):
        place.provider.fault_share = 0.2
        run = await place.begin()
        async with place.watching(run):
            await place.ended(run)
        memory = max(process.most_memory_mb() for process in place.processes if process.is_running)
        if memory > MOST_MEMORY_MB:
            run.problems.append(f"a process had {memory:.0f} MB in memory")
        _require_alive(place, run)
        await check(place, run, outcome, may_fail=True, may_retry=True)
        faults = Counter(call.fault for call in place.provider.calls if call.fault)
        outcome.note = f"{faults.total()} faults, {await _failures(place, run)}, {memory:.0f} MB at most"


async def _failures(place: Site, run: Run) -> str:
    statement = f"SELECT count(*) FROM experiment_item_result WHERE run_id = {run.pk} AND status = 'FAILED'"
    ((count,),) = await place.database.rows(statement)
    return f"{count} items failed"


async def sharing(ground: Ground, outcome: Outcome, progress: Progress) -> None:
    """All processes work on one run, each a fair part of it, and none does what another one does."""
    async with running(ground, progress, progress.items // 2) as (place, _):
        run, began = await place.begin(), time.monotonic()
        async with place.watching(run):
            await place.ended(run)
        seconds = time.monotonic() - began
        shares = Counter(call.owner.partition("#")[0] for call in place.provider.calls if call.step == "target")
        workers = [process.name for process in place.processes if process.kind == "worker"]
        # A connection that was closed before it was looked up is nobody's.
        workers = workers or [name for name in shares if name != UNKNOWN]
        for name in workers:
            if shares[name] < FAIR_SHARE * place.items or len(workers) < 2:
                run.problems.append(f"{name} did {shares[name]} of {place.items} items")
        await check(place, run, outcome)
        outcome.note = ", ".join(f"{name} {count}" for name, count in sorted(shares.items())) + f" in {seconds:.1f} s"


async def filling_disk(ground: Ground, outcome: Outcome, progress: Progress) -> None:
    """The disk of the database is full for a while; the run goes on when there is room again."""
    with small_disk(ground.folder, DISK_BYTES[ground.engine.on_postgres]) as disk:
        if disk is None:
            outcome.is_skipped, outcome.note = True, "only root can make a small disk"
        elif ground.engine.on_postgres:
            with postgres_server(disk / "postgres") as server:
                await _filled(replace(ground, postgres=server), outcome, progress, disk, None)
        else:
            await _filled(ground, outcome, progress, disk, disk)


async def _filled(ground: Ground, outcome: Outcome, progress: Progress, disk: Path, data: Path | None) -> None:
    async with running(ground, progress, progress.items // 2, data=data) as (place, _):
        run = await place.begin()
        async with place.watching(run):
            await place.progressed(run, 40)
            place.doing = "the disk is full"
            full = await place.disturbance(run, None)
            with ballast(disk):
                await asyncio.sleep(FULL_SECONDS)
            if ground.engine.on_postgres and ground.postgres:
                # It gives up if it cannot write its log, and is started again by whoever makes room.
                await asyncio.to_thread(ground.postgres.ensure_running)
            full.ended = time.monotonic()
            await place.ended(run)
        _require_alive(place, run)
        await check(place, run, outcome)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path | None]:
    """A folder on a disk of its own; none if this user may not mount one."""
    disk = folder / f"disk-{secrets.token_hex(4)}"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(disk)]
    # In a container even root may not.
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)  # noqa: S607 wherever it is


@contextmanager
def ballast(disk: Path) -> Iterator[None]:
    """Leave no room on a disk for the time of the block."""
    file = disk / "ballast"
    with file.open("wb", buffering=0) as heavy:
        size = 1 << 20
        while size:
            try:
                heavy.write(bytes(size))
            except OSError:
                size //= 2
    try:
        yield
    finally:
        file.unlink()


EVERYWHERE = tuple(ENGINES)
ON_POSTGRES = ("postgres", "procrastinate")
SCENARIOS: dict[str, tuple[Scenario, tuple[str, ...], float]] = {
    "kill -9": (killing, EVERYWHERE, 300),
    "SIGTERM": (terminating, EVERYWHERE, 120),
    "two workers": (sharing, ON_POSTGRES, 90),
    "database restart": (restarting_postgres, ON_POSTGRES, 120),
    "database cut off": (cutting_database, ON_POSTGRES, 150),
    "provider cut off": (cutting_provider, ("sqlite", "procrastinate"), 120),
    "provider faults": (spoiling, ("sqlite", "procrastinate"), 150),
    "disk full": (filling_disk, ("sqlite", "postgres"), 120),
}
"""What is done, on which engines, and how many seconds it may take."""


async def play(name: str, ground: Ground, *, kills: int, items: int) -> Outcome:
    """Play a scenario within its time; what goes wrong is part of the outcome."""
    scenario, _, seconds = SCENARIOS[name]
    outcome, progress = Outcome(), Progress(kills=kills, items=items)
    try:
        async with asyncio.timeout(seconds):
            await scenario(ground, outcome, progress)
    except TimeoutError:
        outcome.problems.append(f"not done within {seconds:g} s; waited until {progress.waits_for}")
    except Failure as failure:
        outcome.problems.append(str(failure))
    except Exception as error:
        # One scenario's failure, of whatever kind, must not keep the others from being played.
        outcome.problems.append(f"{type(error).__name__}: {error}; while {progress.waits_for}")
    return outcome
