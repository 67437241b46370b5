"""The sandboxes of this process."""

from __future__ import annotations

from app.evaluation.code import CodeEngine
from app.evaluation.sandbox import CodeRunner

_sandboxes: dict[CodeEngine, CodeRunner] = {}


def use_sandbox(engine: CodeEngine, chosen: CodeRunner) -> None:
    """Let code evaluators with this engine run there from now on."""
    _sandboxes[engine] = chosen


def sandbox(engine: CodeEngine) -> CodeRunner:
    """Where code evaluators with this engine run."""
    if engine not in _sandboxes:
        raise RuntimeError("No sandbox is open.")
    return _sandboxes[engine]
