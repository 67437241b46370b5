"""How what is told of a trace or an observation is put together, in whichever order it arrives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MERGED = frozenset({"metadata"})
_UNITED = frozenset({"tags"})


def merged(before: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """What is known after something was told: what is new counts, tags are added, metadata is merged by key."""
    return {**before, **{name: _value(name, before.get(name), value) for name, value in told.items() if value is not None}}


def _value(name: str, before: Any, told: Any) -> Any:
    if before is None:
        return told
    if name in _UNITED:
        return list(dict.fromkeys([*before, *told]))
    return _deep(before, told) if name in _MERGED else told


def _deep(before: Any, told: Any) -> Any:
    """Objects merged by key, at every depth; of anything else the new one."""
    if not isinstance(before, dict) or not isinstance(told, dict):
        return told
    return before | {key: _deep(before[key], value) if key in before else value for key, value in told.items()}
