"""Parts of stored values, named as in `order.lines[0].price` or `["odd name"]`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from app.core.errors import Invalid, Path

MAX_CHARACTERS = 500
Step = str | int
_STEP = re.compile(r'\.?([^.\[\]"\s]++)|\[(\d{1,9}+)\]|\["([^"]++)"\]')
NOTHING = object()
"""What is found where nothing is."""


class InvalidPart(Invalid):
    """A part is named as in `order.lines[0].price`, a name that is not plain as in `["odd name"]`."""

    code = "INVALID_PATH"


@lru_cache(maxsize=1024)
def steps_of(text: str, path: Path = ()) -> tuple[Step, ...]:
    """The names and places that lead to a part; a leading `$` is the value itself."""
    rest = text.removeprefix("$")
    steps: list[Step] = []
    at = 0
    while at < len(rest):
        found = _STEP.match(rest, at)
        if found is None or (found[1] is not None and at and rest[at] != "."):
            raise InvalidPart(path=path)
        name, place, quoted = found.groups()
        steps.append(int(place) if place is not None else name if name is not None else quoted)
        at = found.end()
    if not steps or len(text) > MAX_CHARACTERS:
        raise InvalidPart(path=path)
    return tuple(steps)


def part_of(value: Any, text: str) -> Any:
    """The part of a value, or `NOTHING` where it has no such part."""
    for step in steps_of(text):
        if isinstance(step, int) and isinstance(value, list) and step < len(value):
            value = value[step]
        elif isinstance(value, dict) and str(step) in value:
            value = value[str(step)]
        else:
            return NOTHING
    return value
