"""Work that may run away, in processes that can be killed.

A worker is a Python process with an empty environment that does one kind of work: the module that it is told. It says when
it is ready, is sent one request at a time, and answers in time or is killed; then only that call is lost, and another worker
is started before anybody asks for it. A worker whose server has died ends by itself. `worker_side` is what runs in there.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.core.worker_side import ANSWER, READY, REPLY, REQUEST

_ROOT = str(Path(__file__).parents[2])
_BEGIN = "import sys; sys.path.insert(0, sys.argv[1]); from app.core.worker_side import start; start(*sys.argv[2:])"
_START_SECONDS = 30.0


class WorkerLost(Exception):
    """The worker ended before it answered."""


class WorkersUnfit(Exception):
    """No worker can be started."""


class WorkerOvertime(Exception):
    """The worker did not answer in time."""


class Workers:
    """A few processes for one kind of work; started at the first call, so that who does not need them pays nothing."""

    def __init__(
        self,
        module: str,
        arguments: Sequence[str] = (),
        *,
        count: int = 1,
        longest_reply: int,
        start_seconds: float = _START_SECONDS,
    ) -> None:
        self._command = (sys.executable, "-I", "-c", _BEGIN, _ROOT, module, *arguments)
        self._count = count
        self._longest_reply = longest_reply
        self._start_seconds = start_seconds
        self._places = asyncio.Semaphore(count)
        self._spare: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._is_open = False

    async def start(self) -> None:
        """Have all workers ready; raises `WorkersUnfit` if they cannot work."""
        self._is_open = True
        while len(self._spare) < self._count:
            self._spare.append(self._new())
        for worker in tuple(self._spare):
            await _started(worker)

    async def close(self) -> None:
        """End all workers; the next call would start new ones."""
        self._is_open = False
        self._spare.clear()
        await asyncio.gather(*(worker.end() for worker in tuple(self._all)))

    async def call(self, request: bytes, timeout_seconds: float) -> bytes:
        """The answer to a request; it waits for a free worker, and its time starts then."""
        self._is_open = True
        async with self._places:
            worker = self._taken()
            try:
                if not await worker.becomes_ready():
                    # It had its number of calls, or died of something that was none.
                    worker = self._new()
                    await _started(worker)
                return await worker.ask(request, timeout_seconds)
            finally:
                self._put_back(worker)

    def _taken(self) -> _Worker:
        if not self._spare:
            return self._new()
        ready = (index for index, worker in enumerate(self._spare) if worker.is_ready)
        return self._spare.pop(next(ready, 0))

    def _put_back(self, worker: _Worker) -> None:
        if worker.is_alive:
            self._spare.append(worker)
        elif self._is_open and worker.was_ready:
            self._spare.append(self._new())

    def _new(self) -> _Worker:
        worker = _Worker(self._command, self._longest_reply, self._start_seconds)
        self._all.add(worker)
        worker.life.add_done_callback(lambda _: self._all.discard(worker))
        return worker


async def _started(worker: _Worker) -> None:
    try:
        await worker.wait_until_ready()
    except WorkerLost as error:
        raise WorkersUnfit(str(error)) from error


class _Worker:
    """One process, from its start to its end."""

    def __init__(self, command: Sequence[str], longest_reply: int, start_seconds: float) -> None:
        self._longest_reply = longest_reply
        self._start_seconds = start_seconds
        self._process: asyncio.subprocess.Process | None = None
        self._spawned = asyncio.Event()
        self._is_ended = False
        self.was_ready = False
        self.life = asyncio.create_task(self._live(command))
        self._readiness = self._waiting_for_readiness()

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked again."""
        return not self._is_ended and not self.life.done()

    @property
    def is_ready(self) -> bool:
        """Whether it can be asked at once."""
        return self.is_alive and self._readiness.done() and self._readiness.exception() is None

    async def becomes_ready(self) -> bool:
        """Whether it can be asked, once that is clear."""
        try:
            await self.wait_until_ready()
        except WorkerLost:
            return False
        return self.is_alive

    async def wait_until_ready(self) -> None:
        """Wait until it can be asked; raises `WorkerLost` with the reason if it never will."""
        # Whoever stops waiting does not stop it.
        await asyncio.shield(self._readiness)

    async def ask(self, request: bytes, timeout_seconds: float) -> bytes:
        """Its answer; a worker that gave none is killed."""
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._send(REQUEST.pack(len(request), round(timeout_seconds * 1000)) + request)
                answer = await self._hear(REPLY)
        except TimeoutError:
            self._kill()
            raise WorkerOvertime from None
        except BaseException:
            self._kill()
            raise
        self._readiness = self._waiting_for_readiness()
        return answer

    async def end(self) -> None:
        """Kill it, and wait until it is gone."""
        await self._spawned.wait()
        self._kill()
        await asyncio.wait([self.life, self._readiness])

    async def _live(self, command: Sequence[str]) -> None:
        try:
            process = self._process = await asyncio.create_subprocess_exec(
                *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={}, start_new_session=True
            )
        finally:
            self._spawned.set()
        await process.wait()

    def _waiting_for_readiness(self) -> asyncio.Task[None]:
        task = asyncio.create_task(self._become_ready())
        # Nobody may be waiting when it fails.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return task

    async def _become_ready(self) -> None:
        await self._spawned.wait()
        try:
            async with asyncio.timeout(self._start_seconds):
                await self._hear(READY)
        except TimeoutError:
            self._kill()
            raise WorkerLost("It did not get ready in time.") from None
        except WorkerLost:
            self._kill()
            raise
        self.was_ready = True

    def _kill(self) -> None:
        self._is_ended = True
        if self._process is not None and self._process.returncode is None:
            # It may have ended a moment ago. Its own `kill` would look whether it has, and
            # take its end from the event loop; and it may have a child.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _send(self, data: bytes) -> None:
        stream = self._process.stdin if self._process is not None else None
        if stream is None:
            raise WorkerLost("It did not start.")
        try:
            stream.write(data)
            await stream.drain()
        except (ConnectionError, RuntimeError) as error:  # uvloop's word for a closed pipe is RuntimeError
            raise WorkerLost("It ended.") from error

    async def _hear(self, expected: bytes) -> bytes:
        stream = self._process.stdout if self._process is not None else None
        if stream is None:
            raise WorkerLost("It did not start.")
        try:
            kind, length = ANSWER.unpack(await stream.readexactly(ANSWER.size))
            if length > self._longest_reply:
                raise WorkerLost("It said too much.")
            body = await stream.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise WorkerLost("It ended.") from None
        if kind != expected:
            raise WorkerLost(body.decode(errors="replace") or "It spoke out of turn.")
        return body
