"""Servers and workers as processes, on one database and one data folder."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from benchmarks.faulty.provider import Owners

ROOT = Path(__file__).resolve().parent.parent.parent
READY_WITHIN_SECONDS = 60
_TAIL_BYTES = 1_500


class Failure(Exception):
    """Something did not happen that had to; the message says what, and what the logs say."""


class Process:
    """A server or a worker that can be ended and started again."""

    def __init__(
        self, name: str, kind: Literal["serve", "worker"], folder: Path, environment: Mapping[str, str], owners: Owners
    ) -> None:
        self.name, self.kind = name, kind
        self.log = folder / f"{name}.log"
        self._environment = environment
        self._owners = owners
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._lives = 0
        self.port = _free_port()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def life(self) -> str:
        """Its name and which start of it this is; what it was before knows nothing of what it is now."""
        return f"{self.name}#{self._lives}"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it; it need not be ready yet."""
        command = [sys.executable, "-m", "app.cli", self.kind, "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self._folder, env=dict(self._environment), stdout=log, stderr=subprocess.STDOUT
            )
        self._lives += 1
        self._owners.names[self.pid] = self.life

    async def ready(self) -> None:
        """Wait until it says that it is."""
        end = time.monotonic() + READY_WITHIN_SECONDS
        while not await asyncio.to_thread(self._answers):
            if not self.is_running or time.monotonic() > end:
                raise Failure(f"{self.name} does not become ready: {self.tail()}")
            await asyncio.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as client:
                client.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return client.recv(64).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    async def kill(self) -> None:
        """End it at once."""
        await self._ended_by(signal.SIGKILL, within_seconds=30)

    async def terminate(self, within_seconds: float) -> int:
        """Ask it to end; gives its exit status."""
        return await self._ended_by(signal.SIGTERM, within_seconds)

    async def _ended_by(self, sign: signal.Signals, within_seconds: float) -> int:
        assert self._process is not None
        self._process.send_signal(sign)
        try:
            return await asyncio.to_thread(self._process.wait, within_seconds)
        except subprocess.TimeoutExpired:
            raise Failure(f"{self.name} does not end within {within_seconds:g} s of {sign.name}: {self.tail()}") from None

    def end(self) -> None:
        """Leave nothing behind."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def tail(self) -> str:
        """The end of its log."""
        text = self.log.read_bytes()[-_TAIL_BYTES:].decode(errors="replace") if self.log.exists() else ""
        return f"\n--- {self.log.name}\n{text.strip()}\n"

    def most_memory_mb(self) -> float:
        """Most memory it has ever had."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) * 1024 / 1e6


def surroundings(folder: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process: nothing of ours but what is given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRAPHLOOP_")}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "GRAPHLOOP_DATA_DIR": str(folder),
        "GRAPHLOOP_EGRESS_ALLOW_PRIVATE": "true",
        "GRAPHLOOP_LOG_FORMAT": "json",
        "GRAPHLOOP_LOG_LEVEL": "warning",
        "GRAPHLOOP_SHARD_SIZE": "10",
        **variables,
    }


def migrate(folder: Path, environment: Mapping[str, str]) -> None:
    """Bring a database to the present schema."""
    command = [sys.executable, "-m", "app.cli", "migrate"]
    done = subprocess.run(command, cwd=folder, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure(f"The database cannot be migrated: {done.stderr[-_TAIL_BYTES:]}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
