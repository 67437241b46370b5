"""What an evaluator says about one output."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class ParseMode(enum.StrEnum):
    """How a judge's reply was understood, from the surest way to the least sure."""

    STRUCTURED = "STRUCTURED"
    """The provider enforced the schema."""
    JSON = "JSON"
    """The whole reply was the JSON asked for."""
    EXTRACTED = "EXTRACTED"
    """A JSON object was found inside other text."""
    TEXT = "TEXT"
    """The value was read from prose."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One evaluator's judgement of one output, or why there is none."""

    score: float | None = None
    label: str | None = None
    passed: bool | None = None
    reason: str | None = None
    error: str | None = None
    error_code: str | None = None
    parse_mode: ParseMode | None = None
    name: str = ""
    """The output it is of, where an evaluator gives several; empty where it gives one."""
