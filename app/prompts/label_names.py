"""What a label may be called."""

from __future__ import annotations

import re

from app.core.errors import Conflict, Invalid
from app.prompts.resolving import LATEST

_LABEL = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


class InvalidLabel(Invalid):
    """A label has 1 to 64 lower-case letters, digits, `_`, `.` or `-`, and begins with a letter or digit."""

    code = "INVALID_LABEL"


class LabelReserved(Conflict):
    """`latest` moves by itself to every new commit; choose another label."""

    code = "LABEL_RESERVED"


def require_label(label: str) -> None:
    """Refuse what is no label, and what moves by itself."""
    if label == LATEST:
        raise LabelReserved(path=("input", "label"))
    if not _LABEL.fullmatch(label):
        raise InvalidLabel(path=("input", "label"))
