"""Parquet files, with memory that does not grow with the file; the library is an extra, imported when first used."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.errors import Invalid

if TYPE_CHECKING:
    import pyarrow

BATCH = 500


class UnreadableFile(Invalid):
    """The file cannot be read as what it is said to be."""

    code = "UNREADABLE_FILE"


class ParquetMissing(Invalid):
    """Parquet needs a library that is not installed here; install `graphloop[parquet]`."""

    code = "PARQUET_MISSING"


def require_parquet(*path: str) -> None:
    """Refuse where Parquet cannot be read or written."""
    if find_spec("pyarrow") is None:
        raise ParquetMissing(path=path)


def parquet_rows(path: Path, skip: int) -> Iterator[tuple[dict[str, Any], int]]:
    """The rows of a file after the first few, their values as JSON knows them, and their size; an empty value is none."""
    require_parquet()
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=BATCH):
                rows = batch.num_rows
                if skip < rows:
                    for row in batch.slice(skip).to_pylist():
                        yield {name: _plain(value) for name, value in row.items() if value is not None}, batch.nbytes // rows
                skip = max(0, skip - rows)
    except (ArrowException, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise UnreadableFile(f"The file is no readable Parquet: {str(error).splitlines()[0][:200]}") from None


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {str(name): _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case date() | time():
            return value.isoformat()
        case timedelta() | Decimal():
            return str(value)
        case bytes():
            return base64.b64encode(value).decode()
    return value


class ParquetWriter:
    """Writes rows of texts to a file, a group at a time."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        require_parquet()
        import pyarrow
        from pyarrow.parquet import ParquetWriter as Writer

        self._schema: pyarrow.Schema = pyarrow.schema([(name, pyarrow.string()) for name in columns])
        self._writer = Writer(path, self._schema)

    def write(self, rows: Sequence[dict[str, str | None]]) -> None:
        """Add rows."""
        import pyarrow

        self._writer.write_table(pyarrow.Table.from_pylist(list(rows), schema=self._schema))

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()
