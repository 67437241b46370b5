"""Whether the tools were called that should have been."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import orjson

from app.evaluation.metrics.registry import EXPECTED, OUTPUT, Compare, Share, canonical, graded, metric, verdict_of
from app.evaluation.verdict import Verdict

MAX_CALLS = 1_000


class _NoCalls(ValueError):
    """What was given is no list of tool calls."""


@metric("TOOL_CALL_MATCH", OUTPUT, EXPECTED)
def tool_call_match(
    *,
    match_arguments: bool = True,
    ordered: bool = False,
    allow_extra: bool = False,
    pass_threshold: Share | None = 1.0,
) -> Compare:
    """Scores the share of expected tool calls that were made, by name and arguments, with calls too many held against it."""

    def compare(output: Any, expected: Any) -> Verdict:
        try:
            wanted = _calls(expected, match_arguments)
        except ValueError as error:
            return Verdict(error_code="INVALID_INPUT", error=f"Expected: {error}")
        try:
            made = _calls(output, match_arguments)
        except ValueError as error:
            return verdict_of(False, f"Output: {error}")
        shared = _in_order(made, wanted) if ordered else (Counter(made) & Counter(wanted)).total()
        whole = len(wanted) if allow_extra else max(len(wanted), len(made))
        return graded(shared / whole if whole else 1.0, pass_threshold, _reason(made, wanted, shared))

    return compare


def _in_order(made: Sequence[str], wanted: Sequence[str]) -> int:
    """How many of the expected calls were made one after the other."""
    # Imported by those who use it: it takes more than three megabytes.
    from rapidfuzz.distance import LCSseq

    return LCSseq.similarity(made, wanted)


def _reason(made: list[str], wanted: list[str], shared: int) -> str:
    absent, extra = Counter(wanted) - Counter(made), Counter(made) - Counter(wanted)
    parts = [f"{shared} of {len(wanted)} expected calls were made."]
    parts += [f"Missing: {', '.join(absent.elements())}."] if absent else []
    parts += [f"Not expected: {', '.join(extra.elements())}."] if extra else []
    return " ".join(parts)


def _calls(value: Any, match_arguments: bool) -> list[str]:
    """Calls as texts that are the same for the same call."""
    given = orjson.loads(value) if isinstance(value, str) else value
    if isinstance(given, dict):
        given = given.get("tool_calls", [given])
    if not isinstance(given, list):
        raise _NoCalls("a list of tool calls is needed, each with `name` and `arguments`.")
    if len(given) > MAX_CALLS:
        raise _NoCalls(f"over {MAX_CALLS:,} tool calls are not compared.")
    return [_call(one, match_arguments) for one in given]


def _call(given: Any, match_arguments: bool) -> str:
    """One call; as providers write them, name and arguments may be within `function`, and the arguments a text."""
    inner = given.get("function", given) if isinstance(given, dict) else given
    if isinstance(inner, str):
        inner = {"name": inner}
    if not isinstance(inner, dict) or not isinstance(inner.get("name"), str):
        raise _NoCalls("a tool call has no `name`.")
    name = str(inner["name"])
    return f"{name}({_arguments(inner.get('arguments'))})" if match_arguments else name


def _arguments(given: Any) -> str:
    if isinstance(given, str):
        try:
            given = orjson.loads(given) if given.strip() else {}
        except ValueError:
            return str(given)
    return canonical({} if given is None else given)
