"""Errors a caller can act on: a stable code, a sentence for a person, and the input path at fault.

The docstring of a subclass is its default message. Anything that is not a `DomainError` is a bug and is masked at the edge.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import ClassVar

Path = Sequence[str | int]


class DomainError(Exception):
    """The request cannot be carried out."""

    code: ClassVar[str] = "FAILED"

    def __init__(self, message: str | None = None, *, path: Path = ()) -> None:
        self.message = message or inspect.cleandoc(type(self).__doc__ or DomainError.__doc__ or "")
        self.path: tuple[str, ...] = tuple(str(step) for step in path)
        super().__init__(self.message)

    def under(self, *prefix: str | int) -> DomainError:
        """The same error with its path seen from further out."""
        self.path = (*(str(step) for step in prefix), *self.path)
        return self


class NotFound(DomainError):
    """There is no such thing, or you may not see it."""

    code = "NOT_FOUND"


class Forbidden(DomainError):
    """Your role does not allow this."""

    code = "FORBIDDEN"


class Unauthenticated(DomainError):
    """Sign in, or send an API key, to do this."""

    code = "UNAUTHENTICATED"


class Conflict(DomainError):
    """The present state does not allow this."""

    code = "CONFLICT"


class Invalid(DomainError):
    """The input is not valid."""

    code = "INVALID"


class TooMany(DomainError):
    """Too many requests; try again later."""

    code = "RATE_LIMITED"
