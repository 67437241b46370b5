from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core import ids
from app.core.database import Database
from app.core.ids import NODES, IdGenerator
from app.core.settings import Settings

MANY = 20_000
CLAIM_AND_MAKE = f"""
import asyncio, sys
from app.core.database import connected
from app.core.ids import new_id
from app.core.processes import claimed_node

async def main():
    async with connected(sys.argv[1]), claimed_node() as node:
        print(node.number, *[new_id() for _ in range({MANY})], flush=True)
        sys.stdin.read()

asyncio.run(main())
"""


def test_ids_rise_and_never_repeat() -> None:
    make = IdGenerator(3)
    made = [make() for _ in range(MANY)]
    assert made == sorted(set(made))
    assert all(0 < number < 1 << 63 for number in made)


def test_ids_rise_even_if_the_clock_runs_backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([2e9, 2e9, 1.9e9, 1.8e9, 2e9])
    monkeypatch.setattr(ids.time, "time", lambda: next(times))
    make = IdGenerator(0)
    made = [make() for _ in range(5)]
    assert made == sorted(set(made))


def test_a_millisecond_that_is_used_up_borrows_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids.time, "time", lambda: 2e9)
    make = IdGenerator(NODES - 1)
    made = [make() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert {number >> 12 & NODES - 1 for number in made} == {NODES - 1}


def test_threads_share_a_generator() -> None:
    make = IdGenerator(1)
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda _: [make() for _ in range(MANY)], range(4)))
    assert len({number for made in parts for number in made}) == 4 * MANY


def test_changing_the_node_and_back_repeats_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_generator", IdGenerator(5))
    monkeypatch.setattr(ids.time, "time", lambda: 2e9)
    made = []
    for node in (7, 5, 7, 5):
        ids.use_node(node)
        made += [ids.new_id() for _ in range(10)]
    assert made == sorted(set(made))


@pytest.mark.parametrize("node", [-1, NODES])
def test_nodes_have_ten_bits(node: int) -> None:
    with pytest.raises(ValueError, match="node must be"):
        IdGenerator(node)


def test_processes_with_nodes_of_their_own_never_make_the_same_id(system: Database, settings: Settings) -> None:
    command = [sys.executable, "-c", CLAIM_AND_MAKE, settings.database]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    lines = [process.stdout.readline() for process in started if process.stdout]
    for process in started:
        process.communicate("")
    assert [process.returncode for process in started] == [0] * 4
    parts = [[int(part) for part in line.split()] for line in lines]
    assert len({node for node, *_ in parts}) == 4
    assert all(made == sorted(made) for _, *made in parts)
    assert len({number for _, *made in parts for number in made}) == 4 * MANY
