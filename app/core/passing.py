"""Which faults of the database pass by themselves."""

from __future__ import annotations

import sqlite3

import asyncpg
from tortoise.exceptions import DBConnectionError

_PASSING = (
    OSError,
    DBConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
    asyncpg.PostgresSystemError,
)
_PASSING_ON_SQLITE = frozenset({"SQLITE_FULL", "SQLITE_IOERR", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN"})


def is_passing(error: BaseException) -> bool:
    """Whether the same may well succeed later: the database was away or had no room, rather than refused."""
    cause = error.__cause__ or error
    if isinstance(cause, sqlite3.Error):
        # Extended names go on after the plain one, as in SQLITE_IOERR_WRITE.
        return "_".join(getattr(cause, "sqlite_errorname", "").split("_")[:2]) in _PASSING_ON_SQLITE
    return isinstance(error, _PASSING) or isinstance(cause, _PASSING)
