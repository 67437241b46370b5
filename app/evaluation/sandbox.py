"""Runs Python that nobody trusts: in Monty, an interpreter without files, network or processes, inside killable workers.

A worker is a small process (about 10 MB) with an empty environment. It stops by itself at its limits; one that does not is
killed and replaced, and one whose server has died ends with the call it is in.
"""

from __future__ import annotations

import asyncio
import enum
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pydantic_monty import AsyncMonty

DEFAULT_TIMEOUT_SECONDS = 5.0
DEFAULT_MEMORY_BYTES = 128 * 1024 * 1024
MAX_PRINTED_CHARACTERS = 64_000


class SandboxFaultCode(enum.StrEnum):
    """Why sandboxed code came to no result."""

    CODE_ERROR = "CODE_ERROR"
    CODE_SYNTAX = "CODE_SYNTAX"
    CODE_TIMEOUT = "CODE_TIMEOUT"
    CODE_MEMORY = "CODE_MEMORY"
    CODE_UNSUPPORTED = "CODE_UNSUPPORTED"
    CODE_CRASHED = "CODE_CRASHED"


@dataclass(frozen=True, slots=True)
class SandboxFault:
    """What went wrong, and in which line of the source."""

    code: SandboxFaultCode
    message: str
    line: int | None = None

    def __str__(self) -> str:
        return self.message if self.line is None else f"line {self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class SandboxResult:
    """The value of the last expression and what was printed, or the fault."""

    value: Any = None
    printed: str = ""
    fault: SandboxFault | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value of which no more than its type came out of the sandbox."""

    type_name: str


def overtime() -> SandboxFault:
    """That the code ran too long."""
    return SandboxFault(SandboxFaultCode.CODE_TIMEOUT, "The code ran longer than its time limit.")


class CodeRunner(Protocol):
    """Runs code that nobody trusts, with limits; what goes wrong is part of the result."""

    async def run(
        self, source: str, inputs: Mapping[str, Any] | None = None, timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS
    ) -> SandboxResult: ...


class Sandbox:
    """A pool of workers; started at the first call, so that a server without code evaluators pays nothing."""

    def __init__(
        self, workers: int = 1, *, memory_bytes: int = DEFAULT_MEMORY_BYTES, longest_seconds: float = math.inf
    ) -> None:
        self._workers = workers
        self._memory_bytes = memory_bytes
        self._longest_seconds = longest_seconds
        self._pool: AsyncMonty | None = None
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Start the workers; does nothing if they run."""
        await self._running()

    async def close(self) -> None:
        """End the workers; the next call would start new ones."""
        async with self._starting:
            pool, self._pool = self._pool, None
            if pool is not None:
                await pool.__aexit__(None, None, None)

    async def run(
        self, source: str, inputs: Mapping[str, Any] | None = None, timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS
    ) -> SandboxResult:
        """Run a source with `inputs` as its globals; a call waits for a free worker, and its time starts then."""
        pool = await self._running()
        from app.evaluation import sandbox_worker

        return await sandbox_worker.run(
            pool,
            source,
            inputs or {},
            timeout_seconds=min(timeout_seconds, self._longest_seconds),
            memory_bytes=self._memory_bytes,
        )

    async def _running(self) -> AsyncMonty:
        from app.evaluation import sandbox_worker

        async with self._starting:
            if self._pool is None:
                self._pool = await sandbox_worker.open_pool(self._workers)
            return self._pool
