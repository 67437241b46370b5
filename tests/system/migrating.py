"""Migrates a database with the migrations of a folder: `python migrating.py URL FOLDER`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from app.core.database import connected
from app.migrating import migrate


async def apply(url: str, folder: Path) -> list[str]:
    """Apply what is pending."""
    async with connected(url) as database:
        return await migrate(database, folder)


if __name__ == "__main__":
    print(asyncio.run(apply(sys.argv[1], Path(sys.argv[2]))))  # noqa: T201
