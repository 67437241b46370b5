"""Names and addresses as they are stored and compared."""

from __future__ import annotations

import re

from app.core.errors import Invalid

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


class InvalidEmail(Invalid):
    """That is not an e-mail address."""

    code = "INVALID_EMAIL"


class InvalidName(Invalid):
    """Give a name of 1 to 120 characters."""

    code = "INVALID_NAME"


def normal_email(text: str) -> str:
    """An address as it is stored and compared."""
    email = text.strip().lower()
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise InvalidEmail(path=("input", "email"))
    return email


def normal_name(text: str, *path: str) -> str:
    """A display name without surrounding space."""
    name = text.strip()
    if not 1 <= len(name) <= 120:
        raise InvalidName(path=path or ("input", "name"))
    return name
