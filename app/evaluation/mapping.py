"""Where the inputs of an evaluator or a target come from: a dataset column, the target's output, or a fixed value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.errors import Invalid, Path
from app.core.parts import NOTHING, part_of, steps_of
from app.llm.chat import PartType

MULTI_TURN = "MULTI_TURN"
"""The content type of columns that hold turns."""


@dataclass(frozen=True, slots=True)
class EvaluatorInput:
    """A named value that an evaluator reads."""

    name: str
    required: bool = True
    description: str = ""
    part_type: str | None = None
    """What a judge is shown it as, where it says so."""

    def stored(self) -> dict[str, Any]:
        """An input as versions keep it."""
        kept = {"name": self.name, "required": self.required, "description": self.description}
        return kept if self.part_type is None else kept | {"part_type": self.part_type}


@dataclass(frozen=True, slots=True)
class InputMapping:
    """Fills one input from exactly one source."""

    name: str
    column: str | None = None
    output: bool = False
    value: Any | None = None
    conversation: bool = False
    path: str | None = None
    """The part of the column or the output that is meant."""
    part_type: str | None = None
    """What a judge is shown it as, where its input or the column says so."""

    @property
    def source_count(self) -> int:
        """How many sources are named; one is right."""
        return (self.column is not None) + self.output + self.conversation + (self.value is not None)

    def stored(self) -> dict[str, Any]:
        """An input of a target as a configuration keeps it: a column, or the part of it that is meant, or a value."""
        kept = {"name": self.name} | ({"value": self.value} if self.column is None else {"column": self.column})
        more = {"path": self.path, "part_type": self.part_type}
        return kept | {name: value for name, value in more.items() if value is not None}


class Columns(frozenset[str]):
    """Names of a dataset's columns; of those that hold turns, `name.key` is one as well: what each turn says under a key."""

    multi_turn: frozenset[str]
    content_types: Mapping[str, str]

    @classmethod
    def of(cls, schema: Iterable[Mapping[str, Any]]) -> Columns:
        """The columns that a dataset's schema declares."""
        declared = [*schema]
        made = cls(column["name"] for column in declared)
        made.content_types = {column["name"]: column["content_type"] for column in declared}
        made.multi_turn = frozenset(name for name, kind in made.content_types.items() if kind == MULTI_TURN)
        return made

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (isinstance(name, str) and turn_column(name, self) not in (None, name))


class UnknownColumn(Invalid):
    """The dataset has no such column."""

    code = "UNKNOWN_COLUMN"


class MissingInput(Invalid):
    """A required input is not filled."""

    code = "MISSING_INPUT"


class UnknownInput(Invalid):
    """There is no such input."""

    code = "UNKNOWN_INPUT"


class AmbiguousTurns(Invalid):
    """A target takes its turns from one column."""

    code = "AMBIGUOUS_TURNS"


class DuplicateInput(Invalid):
    """An input is filled twice."""

    code = "DUPLICATE_INPUT"


class AmbiguousInput(Invalid):
    """An input takes exactly one of `column`, `output`, `conversation` or `value`."""

    code = "AMBIGUOUS_INPUT"


def resolve(
    mappings: Iterable[InputMapping],
    *,
    data: Mapping[str, Any],
    output: Any,
    conversation: Callable[[], list[dict[str, str]]] = list,
) -> dict[str, Any]:
    """The inputs for one item; what the item or the output lacks leaves its input out."""
    found = (
        (mapping.name, conversation() if mapping.conversation else filled(mapping, data=data, output=output))
        for mapping in mappings
    )
    return {name: value for name, value in found if value is not NOTHING}


def filled(mapping: InputMapping, *, data: Mapping[str, Any], output: Any) -> Any:
    """What one mapping fills its input with, or `NOTHING` where there is no such column or part."""
    if mapping.column is not None and mapping.column not in data:
        return NOTHING
    source = _source(mapping, data, output)
    found = source if mapping.path is None else part_of(source, mapping.path)
    return found if mapping.part_type is None else as_part(found, PartType(mapping.part_type))


def as_part(value: Any, kind: PartType) -> Any:
    """An address, or each of several, in the form of a part of a message; whatever else a value is, it stays."""
    if kind is PartType.TEXT:
        return value
    if isinstance(value, list):
        return [{"type": kind.value, "url": one} if isinstance(one, str) else one for one in value]
    return {"type": kind.value, "url": value} if isinstance(value, str) and value else value


def why_unfilled(mapping: InputMapping, *, data: Mapping[str, Any], output: Any) -> str | None:
    """Why a mapping leaves its input out, for a person."""
    if filled(mapping, data=data, output=output) is not NOTHING:
        return None
    if mapping.column is not None and mapping.column not in data:
        return f"The mapping of input `{mapping.name}` found no column `{mapping.column}` in the item."
    place = "the output" if mapping.column is None else f"column `{mapping.column}`"
    return f"The mapping of input `{mapping.name}` found no part `{mapping.path}` in {place}."


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


def turn_column(name: str, columns: Collection[str]) -> str | None:
    """The column of turns that a name leads to, as a whole or by a key within its turns."""
    multi_turn = columns.multi_turn if isinstance(columns, Columns) else frozenset()
    if name in multi_turn:
        return name
    return next((column for column in multi_turn if name.startswith(f"{column}.")), None)


def with_turns(config: dict[str, Any], used: Iterable[str], columns: Collection[str]) -> dict[str, Any]:
    """A target's configuration with the column that its turns come from, if one of the used columns has turns."""
    found = {column for name in used if (column := turn_column(name, columns)) is not None}
    if len(found) > 1:
        raise AmbiguousTurns(f"A target takes its turns from one column, not from {_listed(found, '')}.", path=("inputs",))
    return config | {"turns": found.pop()} if found else config


def _source(mapping: InputMapping, data: Mapping[str, Any], output: Any) -> Any:
    if mapping.output:
        return output
    return mapping.value if mapping.column is None else data[mapping.column]


def _check_source(mapping: InputMapping, columns: Collection[str], path: Path, allow_output: bool) -> None:
    if mapping.source_count != 1:
        found = "none" if mapping.source_count == 0 else "several"
        sources = "column, output, conversation or value"
        raise AmbiguousInput(f"Input `{mapping.name}` takes one of {sources}; found {found}.", path=path)
    if (mapping.output or mapping.conversation) and not allow_output:
        source = "output" if mapping.output else "conversation"
        raise AmbiguousInput(f"Input `{mapping.name}` cannot read an output: none exists yet.", path=(*path, source))
    if mapping.column is not None:
        require_column(mapping.column, columns, (*path, "column"))
    if mapping.path is not None:
        _check_part(mapping, path)


def _check_part(mapping: InputMapping, path: Path) -> None:
    if mapping.value is not None:
        raise AmbiguousInput(f"Input `{mapping.name}` is a value, which has no `path`.", path=(*path, "path"))
    steps_of(mapping.path or "", (*path, "path"))


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
