"""Rows as they are written: new ones whole, others where something was told that they do not say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from tortoise import Tortoise

from app.core.bulk import rewrite_rows
from app.core.clock import now
from app.core.database import database
from app.core.model import Entity

E = TypeVar("E", bound=Entity)


def transaction() -> Any:
    """The transaction that is under way."""
    return Tortoise.get_connection(database().dialect)


async def rewrite(model: type[E], changes: Mapping[E, Mapping[str, Any]]) -> None:
    """Have rows say something else, and when they were told it; those that say so already stay as they are."""
    columns = list(next(iter(changes.values()), ()))
    moment = now()
    rows = [
        {**after, "id": row.id, "updated_at": moment}
        for row, after in changes.items()
        if any(getattr(row, name) != value for name, value in after.items())
    ]
    await rewrite_rows(transaction(), model, rows, [*columns, "updated_at"])
