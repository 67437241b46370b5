"""The sandbox of this process."""

from __future__ import annotations

from app.evaluation.sandbox import Sandbox

_sandbox: Sandbox | None = None


def use_sandbox(chosen: Sandbox) -> None:
    """Let code evaluators run in this sandbox from now on."""
    global _sandbox
    _sandbox = chosen


def sandbox() -> Sandbox:
    """Where code evaluators run."""
    if _sandbox is None:
        raise RuntimeError("No sandbox is open.")
    return _sandbox
