"""The workers of the sandbox: Monty processes, and what their errors mean.

Apart from `sandbox`, and imported with the first call, because the library takes 14 MB of memory.
"""

from __future__ import annotations

import asyncio
import string
import sys
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
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
)

from app.evaluation.sandbox import MAX_PRINTED_CHARACTERS, SandboxFault, SandboxFaultCode, SandboxResult, overtime

_RECYCLE_AFTER_CALLS = 1_000
_KILL_GRACE_SECONDS = 0.25
_MAX_MESSAGE = 2_000

# Sleeping would only hold a worker, and a fixed seed lets a second run give the same score.
_POLICY: OSPolicy = {"sleep": "zero", "random_start": {"seed": 0}}

# Monty has no `string`, which generated code likes to import for its constants.
_MODULES = {
    "string": ExternalModule({name: value for name in string.__all__ if isinstance(value := getattr(string, name), str)})
}


async def open_pool(workers: int) -> AsyncMonty:
    """Start the workers."""
    pool = AsyncMonty(
        max_processes=workers,
        max_checkouts_per_worker=_RECYCLE_AFTER_CALLS,
        feed_duration_limit_grace=_KILL_GRACE_SECONDS,
    )
    return await pool.__aenter__()


async def run(
    pool: AsyncMonty, source: str, inputs: Mapping[str, Any], *, timeout_seconds: float, memory_bytes: int
) -> SandboxResult:
    """Run a source in the next free worker; nothing of an earlier call is left in it."""
    async with _session(pool, timeout_seconds, memory_bytes) as session:
        return await _feed(session, source, dict(inputs), timeout_seconds)


def _session(pool: AsyncMonty, timeout_seconds: float, memory_bytes: int) -> AbstractAsyncContextManager[AsyncMontySession]:
    return pool.checkout(
        limits={
            "max_feed_duration_secs": timeout_seconds,
            "max_total_sleep_secs": timeout_seconds,
            "max_memory": memory_bytes,
        },
        os_policy=_POLICY,
        external_modules=_MODULES,
    )


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


async def _feed(session: AsyncMontySession, source: str, inputs: dict[str, Any], timeout_seconds: float) -> SandboxResult:
    printed = _Printed()
    try:
        # Cancelling a call kills its worker; this bound is for one that neither stops nor answers.
        async with asyncio.timeout(timeout_seconds + 2 * _KILL_GRACE_SECONDS):
            value = await session.feed_run(source, inputs=inputs, print_callback=printed)
    except TimeoutError:
        return SandboxResult(printed=str(printed), fault=overtime())
    except MontyError as error:
        return SandboxResult(printed=str(printed), fault=_fault(error))
    return SandboxResult(value, str(printed))


def _fault(error: MontyError) -> SandboxFault:
    if isinstance(error, MontyCrashedError):
        return overtime() if error.timed_out else SandboxFault(SandboxFaultCode.CODE_CRASHED, _message(error))
    code = _code(error)
    if code is SandboxFaultCode.CODE_TIMEOUT:
        return overtime()
    return SandboxFault(code, _message(error), _line(error))


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
