"""A large dataset: how fast a file comes in and at which memory, what pages of it cost, and how soon a version is made, a
column is added, the dataset is emptied and the version is brought back.

The file is imported by a process of its own, as `graphloop dataset import` does it; its memory is the most that it ever had.
Page 9,000 is reached by its cursor, as a client has it who has read on; pages hold 100 items. The last line is one JSON
object, PostgreSQL's figures with `pg_` before their names.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson

from app.accounts.access import Actor
from app.accounts.actors import actor_of_user
from app.accounts.models import Space, User
from app.accounts.signing_in import create_user
from app.core.conditions import EVERYTHING
from app.core.database import connected
from app.core.orders import Order, cursor_at
from app.core.settings import Settings, load_settings
from app.datasets.datasets import create_dataset
from app.datasets.importing import import_file
from app.datasets.items import clear_dataset
from app.datasets.models import Dataset, DatasetFormat, DatasetItem, DatasetVersion
from app.datasets.reading import Frozen, pages_of_versions
from app.datasets.schemas import update_dataset_schema
from app.datasets.versions import create_dataset_version, restore_dataset_version
from app.migrating import migrate
from app.system import opened
from benchmarks.running import ROOT, postgres_server

PAGE = 100
ROUNDS = 21
COLUMNS: list[dict[str, Any]] = [
    {"name": "question", "required": True},
    {"name": "expected"},
    {"name": "context", "content_type": "JSON"},
]
WIDER = [*COLUMNS, {"name": "note"}]


def main() -> None:
    """Measure on both databases and print the figures."""
    parser = argparse.ArgumentParser(description="Measure a large dataset.")
    parser.add_argument("--items", type=int, default=1_000_000, help="Items of the dataset.")
    parser.add_argument("--sqlite-only", action="store_true", help="Do not measure on PostgreSQL too.")
    parser.add_argument("--importing", nargs=2, metavar=("DATASET", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.importing:
        asyncio.run(importing(int(options.importing[0]), Path(options.importing[1])))
        return
    with tempfile.TemporaryDirectory(prefix="graphloop-datasets-") as folder:
        file = Path(folder, "items.jsonl")
        write(file, options.items)
        figures = {"items": options.items} | asyncio.run(measured(Path(folder, "data"), None, file, options.items))
        if not options.sqlite_only:
            with postgres_server(Path(folder, "server")) as server:
                server.psql("CREATE DATABASE graphloop;")
                url = server.get_uri("graphloop")
                found = asyncio.run(measured(Path(folder, "pg"), url, file, options.items))
            figures |= {f"pg_{name}": value for name, value in found.items()}
    print(orjson.dumps(figures).decode())


def write(file: Path, items: int) -> None:
    """A file of items of some 300 bytes each."""
    with file.open("wb") as lines:
        for number in range(items):
            text = f"Question {number}: what is to be done about ticket {number * 7919 % items}? " + "Some words. " * 10
            item = {"id": f"item-{number}", "question": text, "expected": str(number), "context": {"n": number}}
            lines.write(orjson.dumps(item, option=orjson.OPT_APPEND_NEWLINE))


async def measured(folder: Path, url: str | None, file: Path, items: int) -> dict[str, Any]:
    """The figures of one database."""
    settings = load_settings(data_dir=folder, database_url=url, log_level="error")
    dataset_id = await prepared(settings)
    figures = imported(settings, dataset_id, file, items)
    async with opened(settings, runs_jobs=False):
        user = await User.get(email="bench@example.com")
        actor = await actor_of_user(user.id)
        begun = time.perf_counter()
        version = await create_dataset_version(actor, dataset_id=dataset_id, version="1.0.0")
        figures["version_s"] = round(time.perf_counter() - begun, 3)
        if version.item_count != items:
            raise SystemExit(f"The version has {version.item_count} items, not {items}.")
        return figures | await pages(version, items) | await changed(actor, version)


async def changed(actor: Actor, version: DatasetVersion) -> dict[str, Any]:
    """What it costs to add a column, to empty the dataset, and to bring the version back."""
    dataset_id, figures = version.dataset_id, {}
    changes: tuple[tuple[str, int, Callable[[], Awaitable[Dataset]]], ...] = (
        ("schema_s", version.item_count, lambda: update_dataset_schema(actor, dataset_id=dataset_id, columns=WIDER)),
        ("clear_s", 0, lambda: clear_dataset(actor, dataset_id=dataset_id)),
        ("restore_s", version.item_count, lambda: restore_dataset_version(actor, version_id=version.id)),
    )
    for name, items, change in changes:
        begun = time.perf_counter()
        dataset = await change()
        figures[name] = round(time.perf_counter() - begun, 3)
        if dataset.item_count != items:
            raise SystemExit(f"After {name} there are {dataset.item_count} items, not {items}.")
    return figures


async def prepared(settings: Settings) -> int:
    """A migrated database with an empty dataset; gives its id."""
    settings.data_dir.mkdir(parents=True)
    async with connected(settings.database) as database:
        await migrate(database)
    async with opened(settings, runs_jobs=False):
        user = await create_user(email="bench@example.com", password="correct horse battery", name="Bench")
        actor = await actor_of_user(user.id)
        space = await Space.get(id__in=list(actor.spaces))
        return int((await create_dataset(actor, space_id=space.id, name="large", columns=COLUMNS)).id)


def imported(settings: Settings, dataset_id: int, file: Path, items: int) -> dict[str, Any]:
    """What importing the file cost, in a process of its own."""
    environment = os.environ | {"GRAPHLOOP_DATA_DIR": str(settings.data_dir)}
    if settings.database_url:
        environment["GRAPHLOOP_DATABASE_URL"] = settings.database_url.get_secret_value()
    command = [sys.executable, "-m", "benchmarks.datasets", "--importing", str(dataset_id), str(file)]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
    seconds, quarter_mb, most_mb = orjson.loads(done.stdout.splitlines()[-1])
    return {"import_items_per_s": round(items / seconds), "import_rss_mb_at_quarter": quarter_mb, "import_rss_mb": most_mb}


async def importing(dataset_id: int, file: Path) -> None:
    """Import the file, and print the seconds it took and the memory, at a quarter and at the end."""
    async with opened(load_settings(log_level="error"), runs_jobs=False):
        user = await User.get(email="bench@example.com")
        actor, size, quarter = await actor_of_user(user.id), sum(1 for _ in file.open("rb")), []
        begun = time.perf_counter()

        def look(progress: Any) -> None:
            if not quarter and progress.processed * 4 >= size:
                quarter.append(most_mb())

        await import_file(
            actor, dataset_id=dataset_id, path=file, format=DatasetFormat.JSONL, key_column="id", on_progress=look
        )
        print(orjson.dumps([time.perf_counter() - begun, quarter[0], most_mb()]).decode())


def most_mb() -> float:
    """The most memory that this process ever had."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


async def pages(version: DatasetVersion, items: int) -> dict[str, Any]:
    """What the first page costs and what page 9,000 does, or the last one of a smaller dataset."""
    before = min(9_000, items // PAGE) * PAGE - PAGE
    rows = await DatasetItem.filter(dataset_id=version.dataset_id).order_by("-id").offset(max(0, before - 1)).limit(1)
    frozen, order = Frozen(version.id, version.dataset_id, version.number), Order()
    last = cursor_at(order, rows[0].id, rows[0].id)

    def read(after: str | None) -> Callable[[], Any]:
        return lambda: pages_of_versions([frozen], EVERYTHING, order, PAGE, after)

    return {"page_1_ms": await median_ms(read(None)), "page_9000_ms": await median_ms(read(last))}


async def median_ms(act: Callable[[], Any]) -> float:
    """The median of some rounds, in milliseconds."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        await act()
        taken.append(time.perf_counter() - begun)
    return round(statistics.median(taken) * 1000, 2)


if __name__ == "__main__":
    main()
