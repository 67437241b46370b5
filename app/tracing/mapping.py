"""Which column of a dataset is filled from what of a trace or an observation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from app.core.choices import Choice
from app.core.errors import Invalid, Path
from app.core.parts import NOTHING, part_of, steps_of
from app.datasets.columns import UnknownColumn
from app.datasets.models import ContentType
from app.tracing.models import Observation, Trace


class TraceValue(Choice):
    """What a trace or an observation is asked for."""

    INPUT = "INPUT", "What it was given."
    OUTPUT = "OUTPUT", "What came out."
    METADATA = "METADATA", "Whatever else its sender told."


class MappingMissing(Invalid):
    """Say in `mapping` which columns are filled from what."""

    code = "MAPPING_MISSING"


class DuplicateColumn(Invalid):
    """A column is filled twice."""

    code = "DUPLICATE_COLUMN"


@dataclass(frozen=True, slots=True)
class ColumnSource:
    """Where the value of a column comes from."""

    column: str
    value: TraceValue
    path: str | None = None
    """The part that is meant; none is the whole."""
    observation: str | None = None
    """The name of an observation that is asked in place of what was chosen."""

    def stored(self) -> dict[str, Any]:
        """A source as jobs keep it."""
        return {"column": self.column, "value": self.value, "path": self.path, "observation": self.observation}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What becomes an item: a trace, or an observation of it; with observations of the trace that columns name."""

    trace: Trace
    observation: Observation | None = None
    named: Mapping[str, Observation] | None = None

    @property
    def key(self) -> str:
        """The key of the item that it becomes, always the same."""
        name = f"trace-{self.trace.external_id}"
        return name if self.observation is None else f"{name}-{self.observation.external_id}"

    def asked(self, source: ColumnSource) -> Any:
        """What fills a column, or `NOTHING`."""
        row = self._row(source.observation)
        value = None if row is None else getattr(row, source.value.lower())
        if value is None:
            return NOTHING
        return value if source.path is None else part_of(value, source.path)

    def _row(self, name: str | None) -> Trace | Observation | None:
        return self.observation or self.trace if name is None else (self.named or {}).get(name)


_USUAL = {
    "input": TraceValue.INPUT,
    "output": TraceValue.OUTPUT,
    "expected": TraceValue.OUTPUT,
    "expected_output": TraceValue.OUTPUT,
    "expectedOutput": TraceValue.OUTPUT,
    "metadata": TraceValue.METADATA,
}


def mapping_of(given: Sequence[Mapping[str, Any]], columns: Collection[str], path: Path) -> list[ColumnSource]:
    """The mapping that is given, once it is found to be in order; else the usual one, by the names of the columns."""
    sources = [_source(one) for one in given] or [ColumnSource(name, _USUAL[name]) for name in columns if name in _USUAL]
    if not sources:
        raise MappingMissing(f"Say which columns are filled from what; there are: {', '.join(columns)}.", path=path)
    filled: set[str] = set()
    for index, source in enumerate(sources):
        if source.column not in columns:
            known = ", ".join(columns)
            raise UnknownColumn(
                f"The dataset has no column {source.column!r}; it has: {known}.", path=(*path, index, "column")
            )
        if source.column in filled:
            raise DuplicateColumn(f"The column {source.column!r} is filled twice.", path=(*path, index, "column"))
        filled.add(source.column)
        if source.path is not None:
            steps_of(source.path, (*path, index, "path"))
    return sources


def _source(given: Mapping[str, Any]) -> ColumnSource:
    return ColumnSource(given["column"], TraceValue(given["value"]), given.get("path"), given.get("observation"))


def data_of(chosen: Chosen, mapping: Iterable[ColumnSource], columns: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Values by column; a part that is not there leaves its column out."""
    found = ((source.column, chosen.asked(source)) for source in mapping)
    return {name: _suited(value, columns[name]) for name, value in found if value is not NOTHING}


def _suited(value: Any, column: Mapping[str, Any]) -> Any:
    """A value as a column takes it: what is no text is written as JSON where text is wanted."""
    is_plain = column["content_type"] == ContentType.TEXT and "type" not in (column["json_schema"] or {})
    return orjson.dumps(value).decode() if is_plain and not isinstance(value, str) else value
