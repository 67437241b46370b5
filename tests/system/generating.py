"""Makes a database out of the models, without migrations: `python generating.py URL`."""

from __future__ import annotations

import asyncio
import sys

from tortoise import Tortoise

from app.core import database


async def generate(url: str) -> None:
    """Make all tables of the models, and the one of the migrations."""
    database.MODEL_MODULES += ("aerich.models",)
    async with database.connected(url):
        await Tortoise.generate_schemas()


if __name__ == "__main__":
    asyncio.run(generate(sys.argv[1]))
