"""The inside of a worker process: its channel to the server, and the limits that it puts on itself.

Imports nothing but the standard library, so that a worker is small and starts soon. `workers` is the other side.
"""

from __future__ import annotations

import importlib
import os
import signal
import struct
from pathlib import Path

REQUEST = struct.Struct(">II")
"""Begins a request: its length, and the milliseconds it may take."""
ANSWER = struct.Struct(">cI")
"""Begins what a worker says: which of the kinds below it is, and its length."""
READY, REPLY, FAILED = b"+", b"=", b"!"

_GRACE_SECONDS = 1.0
"""How long after its time the server has to end a worker, before the worker ends itself."""

_NICENESS = 10


class Channel:
    """Requests come in at one end and answers go out at the other, whatever the work does with its own input and output."""

    def __init__(self) -> None:
        self._requests, self._answers = os.dup(0), os.dup(1)
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        os.dup2(nowhere, 1)
        os.close(nowhere)

        self.seconds = 0.0
        """How long the present request may take."""

    def receive(self) -> bytes | None:
        """Say that one is ready, and wait for a request; `None` if the server is gone."""
        end_after(0)
        self._send(READY, b"")
        head = self._read(REQUEST.size)
        if head is None:
            return None
        length, milliseconds = REQUEST.unpack(head)
        self.seconds = milliseconds / 1000
        # Ends a worker that is in the middle of something when there is no server left to end it.
        end_after(self.seconds + _GRACE_SECONDS)
        return self._read(length)

    def reply(self, answer: bytes) -> None:
        """Answer the request."""
        self._send(REPLY, answer)

    def fail(self, message: str) -> None:
        """Tell why this worker cannot go on."""
        self._send(FAILED, message.encode(errors="replace"))

    def _send(self, kind: bytes, body: bytes) -> None:
        data = memoryview(ANSWER.pack(kind, len(body)) + body)
        while data:
            data = data[os.write(self._answers, data) :]

    def _read(self, size: int) -> bytes | None:
        parts: list[bytes] = []
        while size:
            part = os.read(self._requests, min(size, 1 << 20))
            if not part:
                return None
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def start(module: str, *arguments: str) -> None:
    """Let a module work: its `work` gets the channel and the arguments."""
    channel = Channel()
    try:
        importlib.import_module(module).work(channel, *arguments)
    except Exception as error:  # the server is told, whatever it is
        channel.fail(f"{type(error).__name__}: {error}")


def end_after(seconds: float) -> None:
    """Have the system end this process after so long, whatever it does then; 0 calls that off."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def step_back() -> None:
    """Let those who wait for the server go before those who wait for this process."""
    os.nice(_NICENESS)


def write_nothing() -> None:
    """Refuse this process to write files, a dump of its memory included."""
    import resource

    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(limit, (0, 0))


def open_nothing() -> None:
    """Refuse this process files, sockets and processes that it does not have yet."""
    import resource

    for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC):
        resource.setrlimit(limit, (0, 0))


def limit_memory(more_bytes: int) -> None:
    """Refuse this process to grow by more than so much; only Linux keeps to it."""
    import resource

    if (sizes := Path("/proc/self/statm")).exists():
        most = int(sizes.read_text().split()[0]) * resource.getpagesize() + more_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
