"""Folders of datasets, which are nothing but the parts of their names before a `/`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.accounts.access import Actor, scope
from app.core.conditions import AllOf, equals
from app.core.rows import values_of
from app.datasets.models import Dataset, DatasetVisibility


@dataclass(frozen=True, slots=True)
class DatasetFolder:
    """A folder, and how many datasets are in it and below it."""

    path: str
    name: str
    dataset_count: int


async def folders(actor: Actor, space_id: int, within: str = "") -> list[DatasetFolder]:
    """The folders of a space directly within another one, or at the top, by name."""
    prefix = f"{within.strip('/')}/" if within.strip("/") else ""
    listed = AllOf((scope(Dataset, actor), equals("space_id", space_id), equals("visibility", DatasetVisibility.SPACE)))
    names = [str(row[0]) for row in await values_of(Dataset, ("name",), listed)]
    found = Counter(
        inner.partition("/")[0] for name in names if name.startswith(prefix) and "/" in (inner := name[len(prefix) :])
    )
    return [DatasetFolder(prefix + name, name, count) for name, count in sorted(found.items())]
