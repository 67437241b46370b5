"""Places in a JSON document: `$` and then names and numbers, as in `$.choices[0].message.content`.

This is the part of JSONPath that names one place: `.name`, `['any name']`, `[0]`, and `[-1]` for the last of a list.
"""

from __future__ import annotations

import re
from typing import Any

from app.core.errors import DomainError, Invalid

Steps = tuple[str | int, ...]
MOST_CHARACTERS = 500
_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_-]*)|\[(-?\d{1,9})\]|\['([^'\\]*)'\]|\[\"([^\"\\]*)\"\]")


class InvalidPath(Invalid):
    """A path begins with `$` and goes on with `.name`, `['name']` or `[0]`, as in `$.choices[0].text`."""

    code = "INVALID_JSON_PATH"


class PlaceMissing(DomainError):
    """The document has nothing at that place."""

    code = "OUTPUT_NOT_FOUND"


def steps_of(path: str) -> Steps:
    """The steps of a path; raises `InvalidPath`, with where it is not understood."""
    if not path.startswith("$") or len(path) > MOST_CHARACTERS:
        raise InvalidPath
    steps: list[str | int] = []
    place = 1
    while place < len(path):
        match = _STEP.match(path, place)
        if match is None:
            raise InvalidPath(f"The path is not understood from {path[place : place + 20]!r} on. {InvalidPath.__doc__}")
        name, number, *quoted = match.groups()
        steps.append(int(number) if number is not None else next(text for text in (name, *quoted) if text is not None))
        place = match.end()
    return tuple(steps)


def found_at(steps: Steps, document: Any) -> Any:
    """What a document has at a place; raises `PlaceMissing`, which says how far the path leads."""
    here, reached = document, "$"
    for step in steps:
        if not _has(here, step):
            raise PlaceMissing(f"There is nothing at {step!r} under `{reached}`, which is {_kind(here)}.")
        here = here[step]
        reached += f"[{step}]" if isinstance(step, int) else f".{step}"
    return here


def _has(here: Any, step: str | int) -> bool:
    if isinstance(step, str):
        return isinstance(here, dict) and step in here
    return isinstance(here, list) and -len(here) <= step < len(here)


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        names = ", ".join(list(value)[:5])
        return f"an object with {names}{'…' if len(value) > 5 else ''}" if value else "an empty object"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "null" if value is None else f"a {type(value).__name__}"
