"""Breaks what can break while experiments run: is anything lost, doubled, or done again without need?

A result counts as acknowledged once a client was shown it; it is lost if it is not there, unchanged, at the end. Repeated
are calls to the provider for an item and step that were made before; each has to be owed to a kill or a cut that caught its
item between its beginning and its storing, and to another one each time. Takeover is the time from a kill until the last of
the items it caught was begun again. `--seed` decides what is done and when; the machine is not the same twice.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import orjson

from benchmarks.faulty.checks import Outcome
from benchmarks.faulty.databases import postgres_server
from benchmarks.faulty.scenarios import ENGINES, SCENARIOS, Ground, play

KILLS, MINUTES, ITEMS = 54, 15.0, 600
COLUMNS = "{:<17} {:<18} {:>5} {:>6} {:>7} {:>4} {:>10} {:>13} {:>9} {:>7}  {}"
TITLES = (
    "scenario",
    "engine",
    "kills",
    "items",
    "results",
    "lost",
    "duplicated",
    "repeated/open",
    "takeover",
    "seconds",
    "",
)


def main() -> None:
    """Play the scenarios that are wanted; the last line is the outcome as JSON."""
    parser = argparse.ArgumentParser(description="Break what can break while experiments run.")
    parser.add_argument("--seed", type=int, help="of all chances; a new one if not given")
    parser.add_argument("--kills", type=int, default=KILLS, help="processes to be killed, over all engines")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="no scenario begins after this time")
    parser.add_argument("--items", type=int, default=ITEMS, help="items of a run with kills; other runs have fewer")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="this engine alone; may be repeated")
    parser.add_argument("--scenario", choices=SCENARIOS, action="append", help="this scenario alone; may be repeated")
    options = parser.parse_args()
    # Being told to end leaves nothing behind either: no process, no folder, no disk.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    seed = secrets.randbelow(1_000_000) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    with temporary_folder() as folder:
        outcomes = _played(options, folder, seed)
    print(orjson.dumps(summary(outcomes)).decode(), flush=True)
    sys.exit(any(outcome.problems for outcome in outcomes))


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder for the time of the block."""
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _played(options: argparse.Namespace, folder: Path, seed: int) -> list[Outcome]:
    engines = options.engine or list(ENGINES)
    end = time.monotonic() + 60 * options.minutes
    print(COLUMNS.format(*TITLES), flush=True)
    if not any(ENGINES[engine].on_postgres for engine in engines):
        return _all(options, engines, Ground(ENGINES["sqlite"], folder, Random(seed), seed), end)  # noqa: S311 to be repeated
    with postgres_server(folder / "postgres") as postgres:
        return _all(options, engines, Ground(ENGINES["sqlite"], folder, Random(seed), seed, postgres), end)  # noqa: S311


def _all(options: argparse.Namespace, engines: list[str], ground: Ground, end: float) -> list[Outcome]:
    outcomes = []
    for scenario in options.scenario or SCENARIOS:
        for engine in (engine for engine in SCENARIOS[scenario][1] if engine in engines):
            kills = options.kills // len(engines) + (engine == engines[-1]) * (options.kills % len(engines))
            ground.engine, ground.chance = ENGINES[engine], Random(f"{ground.seed} {scenario} {engine}")  # noqa: S311
            outcomes.append(_one(scenario, ground, kills, options.items, end))
    return outcomes


def _one(scenario: str, ground: Ground, kills: int, items: int, end: float) -> Outcome:
    began = time.monotonic()
    if began > end:
        outcome = Outcome(problems=["not begun, for the time is over"])
    else:
        outcome = asyncio.run(play(scenario, ground, kills=kills, items=items))
    takeover = outcome.takeover_seconds
    verdict = "FAILS" if outcome.problems else "skipped" if outcome.is_skipped else "holds"
    print(
        COLUMNS.format(
            scenario,
            ground.engine.name,
            outcome.kills,
            outcome.items,
            outcome.results,
            outcome.lost,
            outcome.duplicated,
            f"{outcome.repeated_max}/{outcome.at_stake_max}",
            "" if takeover is None else f"{takeover:.1f}",
            f"{time.monotonic() - began:.0f}",
            f"{verdict}  {outcome.note}".strip(),
        ),
        flush=True,
    )
    for problem in outcome.problems:
        print(f"    {problem}", flush=True)
    return outcome


def summary(outcomes: list[Outcome]) -> dict[str, float | int | None]:
    """The figures over all scenarios."""
    takeovers = [taken for outcome in outcomes for taken in outcome.takeovers]
    return {
        "kills": sum(outcome.kills for outcome in outcomes),
        "acknowledged": sum(outcome.acknowledged for outcome in outcomes),
        "lost": sum(outcome.lost for outcome in outcomes),
        "duplicated": sum(outcome.duplicated for outcome in outcomes),
        "repeated_calls_max": max((outcome.repeated_max for outcome in outcomes), default=0),
        "in_flight_max": max((outcome.at_stake_max for outcome in outcomes), default=0),
        "takeover_s": round(max(takeovers), 1) if takeovers else None,
        "failed_scenarios": sum(bool(outcome.problems) for outcome in outcomes),
    }


if __name__ == "__main__":
    main()
