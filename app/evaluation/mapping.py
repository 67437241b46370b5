"""Where the inputs of an evaluator or a target come from: a dataset column, the target's output, or a fixed value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.errors import Invalid, Path


@dataclass(frozen=True, slots=True)
class EvaluatorInput:
    """A named value that an evaluator reads."""

    name: str
    required: bool = True
    description: str = ""


@dataclass(frozen=True, slots=True)
class InputMapping:
    """Fills one input from exactly one source."""

    name: str
    column: str | None = None
    output: bool = False
    value: Any | None = None

    @property
    def source_count(self) -> int:
        """How many sources are named; one is right."""
        return (self.column is not None) + self.output + (self.value is not None)


class UnknownColumn(Invalid):
    """The dataset has no such column."""

    code = "UNKNOWN_COLUMN"


class MissingInput(Invalid):
    """A required input is not filled."""

    code = "MISSING_INPUT"


class UnknownInput(Invalid):
    """There is no such input."""

    code = "UNKNOWN_INPUT"


class DuplicateInput(Invalid):
    """An input is filled twice."""

    code = "DUPLICATE_INPUT"


class AmbiguousInput(Invalid):
    """An input takes exactly one of `column`, `output` or `value`."""

    code = "AMBIGUOUS_INPUT"


def resolve(mappings: Iterable[InputMapping], *, data: Mapping[str, Any], output: Any) -> dict[str, Any]:
    """The inputs for one item; a column that the item lacks leaves its input out."""
    return {
        mapping.name: _source(mapping, data, output)
        for mapping in mappings
        if mapping.column is None or mapping.column in data
    }


def check(
    mappings: Sequence[InputMapping],
    *,
    columns: Collection[str],
    wanted: Iterable[EvaluatorInput],
    path: Path = (),
    allow_output: bool = True,
) -> None:
    """Raise for the first mapping that cannot work; `path` leads to the list of mappings."""
    wanted = tuple(wanted)
    names = {one.name for one in wanted}
    for index, mapping in enumerate(mappings):
        _check_source(mapping, columns, (*path, index), allow_output)
        if mapping.name not in names:
            known = _listed(names, "there are none")
            raise UnknownInput(f"There is no input `{mapping.name}`; known: {known}.", path=(*path, index, "name"))
    _check_names(mappings, wanted, path)


def require_column(name: str, columns: Collection[str], path: Path) -> None:
    """Raise unless the dataset has a column."""
    if name not in columns:
        known = _listed(columns, "the dataset has none")
        raise UnknownColumn(f"There is no column `{name}` in the dataset; known: {known}.", path=path)


def _source(mapping: InputMapping, data: Mapping[str, Any], output: Any) -> Any:
    if mapping.output:
        return output
    return mapping.value if mapping.column is None else data[mapping.column]


def _check_source(mapping: InputMapping, columns: Collection[str], path: Path, allow_output: bool) -> None:
    if mapping.source_count != 1:
        found = "none" if mapping.source_count == 0 else "several"
        raise AmbiguousInput(f"Input `{mapping.name}` takes one of column, output or value; found {found}.", path=path)
    if mapping.output and not allow_output:
        raise AmbiguousInput(f"Input `{mapping.name}` cannot read an output: none exists yet.", path=(*path, "output"))
    if mapping.column is not None:
        require_column(mapping.column, columns, (*path, "column"))


def _check_names(mappings: Sequence[InputMapping], wanted: tuple[EvaluatorInput, ...], path: Path) -> None:
    filled: Counter[str] = Counter()
    for index, mapping in enumerate(mappings):
        filled[mapping.name] += 1
        if filled[mapping.name] > 1:
            raise DuplicateInput(f"Input `{mapping.name}` is filled twice.", path=(*path, index, "name"))
    missing = [one.name for one in wanted if one.required and not filled[one.name]]
    if missing:
        raise MissingInput(f"Not filled: {_listed(missing, '')}; map each to a column, the output or a value.", path=path)


def _listed(names: Collection[str], empty: str) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or empty
