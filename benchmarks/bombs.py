"""Whether hostile templates and programs are stopped in time, and how long others wait at the server meanwhile.

A server of its own, with the limits it has by default, is given every bomb of the tests: the templates, and the programs by
each engine, in three rows at the same time, one after the other in each. An honest client reads at a steady pace, before,
meanwhile and afterwards. What a bomb took counts from the call to its end, with the wait for a worker that takes the place
of the one before. `attempts` are the templates and the programs with each engine.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.core.errors import DomainError
from app.core.jinja import render_jinja
from app.core.settings import Settings, load_settings
from app.evaluation.code import CodeEngine
from app.evaluation.sandboxes import sandbox
from app.serving import serving
from benchmarks.hostile import HONEST_A_SECOND, ROOT, Client, fill, honest_reads, p95, paced, signed_in
from tests.bombs.programs import PROGRAM_BOMBS
from tests.bombs.templates import TEMPLATE_BOMBS, VALUES

ALLOWED_OVER_SECONDS = 1.0


@dataclass
class Outcome:
    """What came of a bomb."""

    name: str
    code: str
    is_stopped: bool
    over_limit_seconds: float


def main() -> None:
    """Measure, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="how long others are measured alone, before and after")
    parser.add_argument("--bombed", metavar="FOLDER", help="only serve, and take all bombs for each line of input")
    given = parser.parse_args()
    if given.bombed:
        asyncio.run(bombed(Path(given.bombed)))
        return
    print(json.dumps(asyncio.run(measured(given.seconds))))


async def measured(seconds: float) -> dict[str, Any]:
    """The outcomes of all bombs, and the waits of honest reads alone and beside them."""
    with tempfile.TemporaryDirectory() as folder:
        async with bombed_server(Path(folder)) as (address, bombs), signed_in(address) as honest:
            await fill(honest)
            asked = itertools.cycle(honest_reads(honest))
            await paced(honest, asked, HONEST_A_SECOND, 5)
            alone = await paced(honest, asked, HONEST_A_SECOND, seconds)
            beside, outcomes = await _until_done(honest, asked, bombs)
            alone += await paced(honest, asked, HONEST_A_SECOND, seconds)
    for outcome in sorted(outcomes, key=lambda one: (one.is_stopped, -one.over_limit_seconds))[:10]:
        print(f"{outcome.over_limit_seconds:6.2f} s  {outcome.code:20}  {outcome.name}", file=sys.stderr)
    return {
        "templates": len(TEMPLATE_BOMBS),
        "programs": len(PROGRAM_BOMBS),
        "attempts": len(outcomes),
        "stopped": sum(one.is_stopped and one.over_limit_seconds <= ALLOWED_OVER_SECONDS for one in outcomes),
        "longest_over_limit_s": round(max(one.over_limit_seconds for one in outcomes), 2),
        "other_requests_p95_ms": round(p95(beside), 2),
        "other_requests_p95_ms_alone": round(p95(alone), 2),
    }


async def _until_done(
    honest: Client, asked: Iterator[bytes], bombs: Callable[[], Awaitable[list[Outcome]]]
) -> tuple[list[float], list[Outcome]]:
    waits: list[float] = []
    outcomes = asyncio.ensure_future(bombs())
    while not outcomes.done():
        waits += await paced(honest, asked, HONEST_A_SECOND, 1)
    return waits, await outcomes


@asynccontextmanager
async def bombed_server(folder: Path) -> AsyncIterator[tuple[str, Callable[[], Awaitable[list[Outcome]]]]]:
    """The address of a server in a process of its own, and what gives it all bombs."""
    command = [sys.executable, "-m", "benchmarks.bombs", "--bombed", str(folder)]
    server = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=1 << 24
    )
    orders, reports = server.stdin, server.stdout
    if orders is None or reports is None:
        raise RuntimeError("The server has no pipes.")

    async def bombs() -> list[Outcome]:
        orders.write(b"\n")
        return [Outcome(**fields) for fields in json.loads(await reports.readline())]

    try:
        yield (await reports.readline()).decode().strip(), bombs
    finally:
        orders.close()
        await server.wait()


async def bombed(folder: Path) -> None:
    """Serve; take all bombs each time that a line is read, and write what came of them."""
    settings = load_settings(data_dir=folder / "data", port=0, log_level="warning")
    async with serving(settings) as server:
        await _warm()
        print(server.address, flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            print(json.dumps([asdict(outcome) for outcome in await _bombs(settings)]), flush=True)


async def _warm() -> None:
    await render_jinja(["x"], {})
    for engine in CodeEngine:
        await sandbox(engine).run("1")


async def _bombs(settings: Settings) -> list[Outcome]:
    rows = [_row(_template(bomb.text, bomb.codes, settings.template_timeout_seconds) for bomb in TEMPLATE_BOMBS)]
    rows += [_row(_programs(engine, settings.sandbox_timeout_seconds)) for engine in CodeEngine]
    names = [bomb.name for bomb in (*TEMPLATE_BOMBS, *PROGRAM_BOMBS, *PROGRAM_BOMBS)]
    outcomes = itertools.chain.from_iterable(await asyncio.gather(*rows))
    return [Outcome(name, *rest) for name, rest in zip(names, outcomes, strict=True)]


async def _row(attempts: Iterable[Awaitable[tuple[str, bool, float]]]) -> list[tuple[str, bool, float]]:
    return [await attempt for attempt in attempts]


def _programs(engine: CodeEngine, limit_seconds: float) -> Iterator[Awaitable[tuple[str, bool, float]]]:
    return (_program(engine, bomb.source, bomb.faults, limit_seconds) for bomb in PROGRAM_BOMBS)


async def _template(text: str, codes: str, limit_seconds: float) -> tuple[str, bool, float]:
    start, code = time.perf_counter(), ""
    try:
        await render_jinja([text], VALUES)
    except DomainError as error:
        code = error.code
    return code, code in codes.split(), time.perf_counter() - start - limit_seconds


async def _program(engine: CodeEngine, source: str, faults: frozenset[str], limit_seconds: float) -> tuple[str, bool, float]:
    start = time.perf_counter()
    fault = (await sandbox(engine).run(source)).fault
    code = fault.code.value if fault else ""
    return code, code in faults, time.perf_counter() - start - limit_seconds


if __name__ == "__main__":
    main()
