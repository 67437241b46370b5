"""Fixed sets of values, each with the sentence that explains it in the API."""

from __future__ import annotations

import enum
from typing import Self


class Choice(enum.StrEnum):
    """An enum whose members are written `NAME = "NAME", "What it means."`."""

    description: str

    def __new__(cls, value: str, description: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member
