"""How many items of a dataset version have what an experiment reads."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.database import database
from app.core.parts import Step
from app.core.statements import Statement
from app.datasets.models import DatasetItem, DatasetVersion
from app.datasets.reading import of_version
from app.experiments.slices import label_of

Part = tuple[str, *tuple[Step, ...]]
"""A column, and the steps to a part of it."""


async def filled_counts(version: DatasetVersion, parts: Sequence[Part]) -> dict[Part, int]:
    """How many items of a version have a value there that is neither null nor an empty text; one statement."""
    distinct = list(dict.fromkeys(parts))
    if not distinct:
        return {}
    statement = Statement(database().dialect)
    counted = ", ".join(f"COUNT(NULLIF(NULLIF({_text(statement, part)}, 'null'), '\"\"'))" for part in distinct)
    within = statement.condition(DatasetItem, of_version(version))
    ((*found,),) = await database().fetch(f'SELECT {counted} FROM "dataset_item" WHERE {within}', statement.parameters)
    return dict(zip(distinct, found, strict=True))


def _text(statement: Statement, part: Part) -> str:
    """The value as JSON text, read step by step."""
    value = "data"
    for step in part:
        kind, plain = ("INTEGER", step) if isinstance(step, int) else ("TEXT", label_of(step))
        value = f"({value} -> CAST({statement.parameter(plain)} AS {kind}))"
    return f"CAST({value} AS TEXT)"
