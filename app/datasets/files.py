"""Reading files of items record by record, with memory that does not grow with the file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import orjson

from app.core.errors import Invalid
from app.datasets.models import DatasetFormat
from app.datasets.parquet import UnreadableFile, parquet_rows


class InvalidLine(Invalid):
    """The line is not what the format asks for."""

    code = "INVALID_LINE"


class LineTooLong(Invalid):
    """The line is too long."""

    code = "LINE_TOO_LONG"


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a file, not yet parsed."""

    line: int
    text: str
    size: int
    """How much memory it takes, roughly."""
    parse: Callable[[], dict[str, Any]]


def records(path: Path, kind: DatasetFormat, *, skip: int = 0, max_line_bytes: int) -> Iterator[Record]:
    """The records of a file after the first few; each says itself whether it can be parsed."""
    if kind is DatasetFormat.PARQUET:
        return parquet_records(path, skip)
    read = _jsonl if kind is DatasetFormat.JSONL else _csv
    return islice(read(path, max_line_bytes), skip, None)


def _jsonl(path: Path, limit: int) -> Iterator[Record]:
    with path.open("rb") as file:
        for number, line in enumerate(_lines(file, limit), 1):
            if line is None:
                yield Record(number, "", 0, _too_long)
                continue
            text = _decoded(line, number).strip()
            if text:
                yield Record(number, text, len(line), lambda text=text: _object(text))  # type: ignore[misc]


def _lines(file: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """Lines with their ends; nothing stands for a line that is too long."""
    while line := file.readline(limit):
        if len(line) < limit or line.endswith(b"\n"):
            yield line
            continue
        while (rest := file.readline(limit)) and not rest.endswith(b"\n"):
            continue
        yield None


def _decoded(line: bytes, number: int) -> str:
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise UnreadableFile(f"The file is not UTF-8 text: line {number}.") from None


def _too_long() -> dict[str, Any]:
    raise LineTooLong


def _object(text: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidLine(f"{error}"[:1].upper() + f"{error}"[1:]) from None
    if not isinstance(found, dict):
        raise InvalidLine("A JSON object is wanted.")
    return found


def _csv(path: Path, limit: int) -> Iterator[Record]:
    csv.field_size_limit(limit)
    with path.open(encoding="utf-8-sig", newline="") as file:
        # Strict, or a quote that is never closed would pass for the end of the file.
        rows = csv.reader(_text_lines(file, limit), strict=True)
        try:
            header = _header(next(rows, []))
            begins = rows.line_num + 1
            for cells in rows:
                if cells:
                    text = ",".join(cells)
                    yield Record(begins, text, len(text), lambda cells=cells: _cells(header, cells))  # type: ignore[misc]
                begins = rows.line_num + 1
        except UnicodeDecodeError:
            raise UnreadableFile("The file is not UTF-8 text.") from None
        except csv.Error as error:
            raise UnreadableFile(f"Line {rows.line_num}: {error}.") from None


def _text_lines(file: TextIO, limit: int) -> Iterator[str]:
    number = 0
    while line := file.readline(limit):
        number += 1
        if len(line) == limit and not line.endswith("\n"):
            raise UnreadableFile(f"Line {number} is too long.")
        yield line


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    if not any(names):
        raise UnreadableFile("The file has no header line.")
    if "" in names or len(set(names)) < len(names):
        raise UnreadableFile("The header line must name each column once.")
    return names


def _cells(header: list[str], cells: list[str]) -> dict[str, Any]:
    """Cells by column; an empty one is no value."""
    if len(cells) != len(header):
        raise InvalidLine(f"The line has {len(cells)} cells, the header line {len(header)}.")
    return {name: cell for name, cell in zip(header, cells, strict=True) if cell != ""}


def parquet_records(path: Path, skip: int) -> Iterator[Record]:
    """The rows of a Parquet file after the first few."""
    for number, (row, size) in enumerate(parquet_rows(path, skip), skip + 1):
        yield Record(number, "", size, lambda row=row: row)  # type: ignore[misc]
