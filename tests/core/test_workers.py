"""Workers answer, and whatever becomes of one costs its own call alone."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.core.workers import WorkerLost, WorkerOvertime, Workers, WorkersUnfit
from tests.waiting import until

PATIENCE_SECONDS = 30.0
ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def running(count: int = 1, mode: str = "") -> AsyncIterator[Workers]:
    workers = Workers("tests.core.strange_worker", [mode] if mode else [], count=count, longest_reply=10_000)
    try:
        yield workers
    finally:
        await workers.close()


async def asked(workers: Workers, words: str, timeout_seconds: float = PATIENCE_SECONDS) -> str:
    return (await workers.call(words.encode(), timeout_seconds)).decode()


async def pid_of(workers: Workers) -> int:
    return int((await asked(workers, "echo")).split()[0])


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_one_worker_answers_one_request_after_the_other() -> None:
    async with running() as workers:
        first, second = await pid_of(workers), await pid_of(workers)
    assert first == second != os.getpid()


async def test_a_worker_knows_nothing_of_the_servers_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLOOP_SECRET_KEY", "hush")
    async with running() as workers:
        environment = Path(f"/proc/{await pid_of(workers)}/environ")
        assert await asyncio.to_thread(environment.read_bytes) == b""


async def test_requests_and_answers_may_be_large() -> None:
    async with running() as workers:
        assert len(await asked(workers, "echo " + "x" * 5_000)) > 5_000
        assert (await asked(workers, "last " + "y" * 9_000)) == "y" * 9_000


async def test_what_a_worker_prints_is_not_taken_for_an_answer() -> None:
    async with running() as workers:
        assert (await asked(workers, "print =====")).endswith("=====")


@pytest.mark.parametrize(
    ("words", "error"), [("die", WorkerLost), ("raise oh", WorkerLost), ("shout", WorkerLost), ("hang", WorkerOvertime)]
)
async def test_a_call_that_goes_wrong_costs_no_other(words: str, error: type[Exception]) -> None:
    async with running() as workers:
        before = await pid_of(workers)
        with pytest.raises(error):
            await asked(workers, words, 0.2 if words == "hang" else PATIENCE_SECONDS)
        assert await pid_of(workers) != before
        assert not is_running(before)


async def test_an_error_inside_a_worker_is_told() -> None:
    async with running() as workers:
        with pytest.raises(WorkerLost, match="ValueError: oh"):
            await asked(workers, "raise oh")


async def test_a_worker_that_ended_by_itself_is_replaced() -> None:
    async with running() as workers:
        assert await asked(workers, "last word") == "word"
        assert await pid_of(workers)


async def test_a_worker_that_was_killed_while_idle_is_replaced() -> None:
    async with running() as workers:
        pid = await pid_of(workers)
        (worker,) = workers._all
        os.kill(pid, signal.SIGKILL)
        await asyncio.wait([worker.life], timeout=PATIENCE_SECONDS)
        assert await pid_of(workers) != pid


async def test_a_cancelled_call_frees_its_place(tmp_path: Path) -> None:
    async with running() as workers:
        before = await pid_of(workers)
        call = asyncio.create_task(asked(workers, f"hang {tmp_path / 'begun'}"))
        await until(lambda: asyncio.to_thread((tmp_path / "begun").exists))
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await pid_of(workers) != before


async def test_a_call_that_is_cancelled_before_it_began_costs_nothing() -> None:
    async with running() as workers:
        first, second = (asyncio.create_task(asked(workers, "echo")) for _ in range(2))
        second.cancel()
        assert (await first).split()[0] == str(await pid_of(workers))


async def test_a_slow_call_holds_up_its_own_worker_alone() -> None:
    async with running(count=2) as workers:
        slow = asyncio.create_task(asked(workers, "hang", 1))
        assert await asked(workers, "echo")
        with pytest.raises(WorkerOvertime):
            await slow


async def test_more_calls_than_workers_wait_their_turn() -> None:
    async with running(count=2) as workers:
        answers = await asyncio.gather(*(asked(workers, f"echo {n}") for n in range(20)))
    assert [answer.split()[1] for answer in answers] == [str(n) for n in range(20)]
    assert len({answer.split()[0] for answer in answers}) <= 2


async def test_workers_that_cannot_start_say_why() -> None:
    async with running(mode="broken") as workers:
        with pytest.raises(WorkersUnfit, match="no such library"):
            await workers.start()
        with pytest.raises(WorkersUnfit, match="no such library"):
            await asked(workers, "echo")


async def test_closed_workers_are_gone_and_can_start_again() -> None:
    async with running(count=2) as workers:
        await workers.start()
        pid = await pid_of(workers)
        await workers.close()
        assert not is_running(pid)
        assert await pid_of(workers) != pid


ORPHAN = """
import asyncio
from app.core.workers import Workers

async def main():
    workers = Workers("tests.core.strange_worker", longest_reply=1000)
    print((await workers.call(b"echo", 30)).split()[0].decode(), flush=True)
    await workers.call(b"hang", 1)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="watches a process by its descriptor")
def test_a_worker_ends_when_its_server_dies() -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE, cwd=ROOT) as server:
        assert server.stdout is not None
        worker = os.pidfd_open(int(server.stdout.readline()))
        server.kill()
    assert select.select([worker], [], [], PATIENCE_SECONDS)[0], "The worker outlived its server."
    os.close(worker)
