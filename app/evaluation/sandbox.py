"""Runs Python that nobody trusts: in Monty, an interpreter without files, network or processes, inside killable workers.

A worker is a small process (about 10 MB) with an empty environment. It stops by itself at its limits; one that does not is
killed and replaced, and one whose server has died ends with the call it is in.
"""

from __future__ import annotations

import asyncio
import enum
import string
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic_monty import (
    AsyncMonty,
    AsyncMontySession,
    ExternalModule,
    MontyCrashedError,
    MontyError,
    MontyRuntimeError,
    MontySyntaxError,
    OSPolicy,
    ResourceLimits,
)

DEFAULT_TIMEOUT_SECONDS = 5.0
DEFAULT_MEMORY_BYTES = 128 * 1024 * 1024
MAX_PRINTED_CHARACTERS = 64_000

_RECYCLE_AFTER_CALLS = 1_000
_KILL_GRACE_SECONDS = 1.0
_MAX_MESSAGE = 2_000

# Sleeping would only hold a worker, and a fixed seed lets a second run give the same score.
_POLICY: OSPolicy = {"sleep": "zero", "random_start": {"seed": 0}}

_STRING_CONSTANTS = {name: value for name in string.__all__ if isinstance(value := getattr(string, name), str)}


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


@dataclass(slots=True)
class _Printed:
    """Keeps the beginning of what the code prints and drops the rest."""

    parts: list[str] = field(default_factory=list)
    room: int = MAX_PRINTED_CHARACTERS

    def __call__(self, stream: Literal["stdout", "stderr"], text: str) -> None:
        if self.room > 0:
            self.parts.append(text[: self.room])
            self.room -= len(text)

    def __str__(self) -> str:
        return "".join(self.parts)


class Sandbox:
    """A pool of workers; started at the first call, so that a server without code evaluators pays nothing."""

    def __init__(self, workers: int = 1, *, memory_bytes: int = DEFAULT_MEMORY_BYTES) -> None:
        self._workers = workers
        self._memory_bytes = memory_bytes
        self._pool: AsyncMonty | None = None
        self._starting = asyncio.Lock()
        self._modules = {"string": ExternalModule(dict(_STRING_CONSTANTS))}

    async def start(self) -> None:
        """Start the pool; does nothing if it runs."""
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
        async with pool.checkout(
            limits=self._limits(timeout_seconds), os_policy=_POLICY, external_modules=self._modules
        ) as session:
            return await _feed(session, source, dict(inputs or {}), timeout_seconds)

    async def _running(self) -> AsyncMonty:
        async with self._starting:
            if self._pool is None:
                pool = AsyncMonty(
                    max_processes=self._workers,
                    max_checkouts_per_worker=_RECYCLE_AFTER_CALLS,
                    feed_duration_limit_grace=_KILL_GRACE_SECONDS,
                )
                self._pool = await pool.__aenter__()
            return self._pool

    def _limits(self, timeout_seconds: float) -> ResourceLimits:
        return {
            "max_feed_duration_secs": timeout_seconds,
            "max_total_sleep_secs": timeout_seconds,
            "max_memory": self._memory_bytes,
        }


async def _feed(session: AsyncMontySession, source: str, inputs: dict[str, Any], timeout_seconds: float) -> SandboxResult:
    printed = _Printed()
    try:
        # Cancelling a call kills its worker; this bound is for one that neither stops nor answers.
        async with asyncio.timeout(timeout_seconds + 2 * _KILL_GRACE_SECONDS):
            value = await session.feed_run(source, inputs=inputs, print_callback=printed)
    except TimeoutError:
        return SandboxResult(printed=str(printed), fault=_timeout())
    except MontyError as error:
        return SandboxResult(printed=str(printed), fault=_fault(error))
    return SandboxResult(value, str(printed))


def _fault(error: MontyError) -> SandboxFault:
    if isinstance(error, MontyCrashedError):
        return _timeout() if error.timed_out else SandboxFault(SandboxFaultCode.CODE_CRASHED, _message(error))
    code = _code(error)
    if code is SandboxFaultCode.CODE_TIMEOUT:
        return _timeout()
    return SandboxFault(code, _message(error), _line(error))


def _timeout() -> SandboxFault:
    return SandboxFault(SandboxFaultCode.CODE_TIMEOUT, "The code ran longer than its time limit.")


def _code(error: MontyError) -> SandboxFaultCode:
    inner, message = error.exception(), str(error)
    if _is_unsupported(inner, message):
        return SandboxFaultCode.CODE_UNSUPPORTED
    if isinstance(error, MontySyntaxError):
        return SandboxFaultCode.CODE_SYNTAX
    if isinstance(inner, TimeoutError) and "limit exceeded" in message:
        return SandboxFaultCode.CODE_TIMEOUT
    if isinstance(inner, MemoryError) and "memory limit" in message:
        return SandboxFaultCode.CODE_MEMORY
    return SandboxFaultCode.CODE_ERROR


def _is_unsupported(inner: BaseException, message: str) -> bool:
    """Whether the code is Python that CPython would run and this interpreter does not."""
    if isinstance(inner, ModuleNotFoundError):
        return str(inner).partition("'")[2].rstrip("'").partition(".")[0] in sys.stdlib_module_names
    return "monty syntax parser does not" in message or "Internal error in monty" in message


def _message(error: MontyError) -> str:
    text = error.display("type-msg") if isinstance(error, MontyRuntimeError | MontySyntaxError) else str(error)
    return text[:_MAX_MESSAGE]


def _line(error: MontyError) -> int | None:
    if not isinstance(error, MontyRuntimeError | MontySyntaxError):
        return None
    frames = [frame.line for frame in error.traceback() if frame.filename != "<string>"]
    return frames[-1] if frames else None
