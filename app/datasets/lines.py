"""What the lines of a file say: items to be written, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from app.core.errors import DomainError, Invalid
from app.datasets.columns import Checker
from app.datasets.files import InvalidLine, Record
from app.datasets.items import Writing, checked
from app.datasets.models import DatasetFormat

KEY, SPLIT, TAGS, METADATA = "_key", "_split", "_tags", "_metadata"
"""Names under which files hold what is said of an item beside its data, unless they are columns of the dataset."""


class MissingKey(Invalid):
    """The line has no key: the key column is empty, or holds neither text nor a number."""

    code = "MISSING_KEY"


class Judged(NamedTuple):
    """A line, and the item that it says or what is wrong with it."""

    record: Record
    verdict: Writing | DomainError


@dataclass(frozen=True, slots=True)
class Reading:
    """How lines are read."""

    format: DatasetFormat
    import_id: int
    key_column: str | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    ignore_others: bool = False


class Judge:
    """Tells lines that suit a dataset's columns from those that do not; the columns' schemas are compiled once."""

    def __init__(self, reading: Reading, columns: Sequence[dict[str, Any]], max_bytes: int) -> None:
        self._reading, self._columns, self._max_bytes = reading, columns, max_bytes
        self._checker = Checker(columns)
        names = (KEY, SPLIT, TAGS, METADATA)
        self._free = [name for name in names if name not in self._checker.columns and name not in reading.renamed]
        self._has_key = KEY in self._free

    def is_for(self, columns: Sequence[dict[str, Any]], max_bytes: int) -> bool:
        """Whether these are the columns and the limit that it judges by."""
        return (self._columns, self._max_bytes) == (columns, max_bytes)

    def judged(self, batch: Sequence[Record]) -> list[Judged]:
        """Each line with its item or its first fault."""
        return [Judged(record, self._verdict(record)) for record in batch]

    def _verdict(self, record: Record) -> Writing | DomainError:
        try:
            return checked(self._writing(record), self._checker, self._max_bytes)
        except DomainError as error:
            return error

    def _writing(self, record: Record) -> Writing:
        values = record.parse()
        key = self._key(values, record.line)
        said = {name: values.pop(name) for name in self._free if name in values}
        data = self._data(values)
        if self._reading.format is not DatasetFormat.JSONL:
            data = {name: self._cell(name, value) for name, value in data.items()}
            said |= {name: _json(name, said[name]) for name in (TAGS, METADATA) if name in said}
        if not said:
            return Writing(key, data)
        return Writing(key, data, said.get(METADATA), _tags(said.get(TAGS)), _text(said.get(SPLIT)))

    def _data(self, values: dict[str, Any]) -> dict[str, Any]:
        renamed, key, columns = self._reading.renamed, self._reading.key_column, self._checker.columns
        data = {renamed.get(name, name): value for name, value in values.items()} if renamed else values
        if key is not None and key in values and (column := renamed.get(key, key)) not in columns:
            del data[column]
        if self._reading.ignore_others:
            return {name: value for name, value in data.items() if name in columns}
        return data

    def _key(self, values: dict[str, Any], line: int) -> str:
        column = self._reading.key_column
        value = values.get(column) if column is not None else values.get(KEY) if self._has_key else None
        if column is None and value is None:
            # The same for an import that is started again after a crash, another for every other: no file replaces another.
            return f"{self._reading.import_id:x}-{line}"
        if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
            raise MissingKey
        return str(value)

    def _cell(self, name: str, value: Any) -> Any:
        return value if name not in self._checker.columns or self._checker.is_text(name) else _json(name, value)


def _tags(value: Any) -> list[str] | None:
    if value is not None and not (isinstance(value, list) and all(isinstance(tag, str) for tag in value)):
        raise InvalidLine("A list of texts is wanted.", path=(TAGS,))
    return value


def _text(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise InvalidLine("A text is wanted.", path=(SPLIT,))
    return value


def _json(name: str, value: Any) -> Any:
    """What the text of a cell says in JSON; a value that is none is one already."""
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise InvalidLine(f"Not JSON: {error}.", path=(name,)) from None
