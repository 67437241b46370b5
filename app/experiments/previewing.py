"""What an experiment would do, before it is made: its faults, how far the items have what it reads, and its first items."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import orjson

from app.accounts.access import Actor, get
from app.accounts.models import Space
from app.core.errors import DomainError, Invalid
from app.core.orders import Order
from app.core.parts import Step, steps_of
from app.core.rows import Row, select
from app.datasets.documents import as_document
from app.datasets.models import DatasetItem, DatasetVersion
from app.datasets.reading import of_version
from app.evaluation.answering import failed
from app.evaluation.mapping import Columns, InputMapping, resolve, turn_column, why_unfilled
from app.evaluation.models import EvaluatorKind, EvaluatorVersion
from app.evaluation.showing import shown_as
from app.evaluation.target_kind import FrozenTarget, Previewed
from app.evaluation.targets import PreparedTarget, TargetOutput, check_target, preview_target
from app.experiments.coverage import Part, filled_counts
from app.experiments.experiments import (
    checked_place,
    checked_settings,
    checked_version,
    columns_of_version,
    free_name,
    require_few,
)
from app.experiments.turns import Done, turns_of
from app.experiments.words import checked_tags

MOST_ITEMS = 20
T = TypeVar("T")


class InvalidPreviewSize(Invalid):
    """From 0 to 20 items can be looked at."""

    code = "INVALID_PREVIEW_SIZE"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps the experiment from being made."""

    code: str
    message: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many items fill an input, or have a value in a column."""

    reader: str | None
    """The evaluator's alias; nothing for the target, and for columns as such."""
    name: str
    column: str
    path: str | None
    filled: int
    total: int


@dataclass(frozen=True, slots=True)
class PreviewedInput:
    """What an input of an evaluator would be."""

    name: str
    value: Any = None
    is_output: bool = False
    missing: str | None = None
    part_type: str | None = None


@dataclass(frozen=True, slots=True)
class PreviewedPlace:
    """What an evaluator would be given."""

    alias: str
    inputs: tuple[PreviewedInput, ...]


@dataclass(frozen=True, slots=True)
class PreviewedItem:
    """What would be done with an item."""

    item: Row
    target: TargetOutput
    evaluators: tuple[PreviewedPlace, ...]


@dataclass(slots=True)
class Preview:
    """What an experiment would do."""

    item_count: int
    faults: list[Fault] = field(default_factory=list)
    columns: list[Coverage] = field(default_factory=list)
    inputs: list[Coverage] = field(default_factory=list)
    items: list[PreviewedItem] = field(default_factory=list)


async def preview_experiment(
    actor: Actor, *, space_id: int, dataset_version_id: int, first: int = 3, **given: Any
) -> Preview:
    """What an experiment of these parts would do; nothing is stored and no model is asked."""
    await get(Space, space_id, actor)
    version = await checked_version(actor, space_id, dataset_version_id)
    if not 0 <= first <= MOST_ITEMS:
        raise InvalidPreviewSize(path=("first",))
    looking = _Looking(actor, space_id, version, given)
    return await looking.preview(first)


class _Looking:
    """Checks all parts of an experiment one after another, and keeps what is wrong with each."""

    def __init__(self, actor: Actor, space_id: int, version: DatasetVersion, given: dict[str, Any]) -> None:
        self._actor, self._space_id, self._version, self._given = actor, space_id, version, given
        self._found = Preview(version.item_count)

    async def preview(self, first: int) -> Preview:
        columns = await columns_of_version(self._version)
        await self._check_words()
        target = await self._target(columns)
        places = await self._places(columns)
        await self._measure(columns, target, places)
        await self._show(first, target, places)
        return self._found

    async def _tried(self, check: Awaitable[T]) -> T | None:
        try:
            return await check
        except DomainError as error:
            self._found.faults.append(Fault(error.code, error.message, error.path))
            return None

    async def _check_words(self) -> None:
        given = self._given
        await self._tried(free_name(self._space_id, given["name"]))
        await self._tried(_of(lambda: checked_tags(given.get("tags") or [])))
        await self._tried(_of(lambda: as_document(given.get("metadata"), "input", "metadata")))
        for name in ("concurrency", "repetitions", "item_timeout_seconds"):
            await self._tried(_of(lambda name=name: checked_settings({name: given.get(name)})))

    async def _target(self, columns: Columns) -> _Target | None:
        checking = check_target(self._actor, self._space_id, self._given["target"], columns, "input", "target")
        checked = await self._tried(checking)
        return _Target(checked[1], await preview_target(*checked)) if checked else None

    async def _places(self, columns: Columns) -> list[_Place]:
        evaluators = self._given["evaluators"]
        await self._tried(_of(lambda: require_few(evaluators)))
        places: list[_Place] = []
        taken: set[str] = set()
        for index, one in enumerate(evaluators[:50]):
            place = await self._tried(self._place(one, columns, index, taken))
            if place:
                places.append(place)
        return places

    async def _place(self, given: dict[str, Any], columns: Columns, index: int, taken: set[str]) -> _Place:
        place = await checked_place(self._actor, self._space_id, given, columns, index, taken)
        version = await EvaluatorVersion.get(id=place["evaluator_version_id"])
        required = frozenset(one["name"] for one in version.inputs if one.get("required", True))
        mappings = tuple(InputMapping(**mapping) for mapping in place["inputs"])
        declared = {one["name"]: one.get("part_type") for one in version.inputs}
        return _Place(place["alias"], mappings, required, declared if version.kind is EvaluatorKind.JUDGE else None)

    async def _measure(self, columns: Columns, target: _Target | None, places: Sequence[_Place]) -> None:
        """How many items have what is read."""
        readers: list[tuple[str | None, InputMapping]] = [(None, mapping) for mapping in target.mappings] if target else []
        readers += [(place.alias, mapping) for place in places for mapping in place.mappings]
        read = [(reader, mapping, _part(mapping, columns)) for reader, mapping in readers if mapping.column is not None]
        plain: list[Part] = [(column,) for column in sorted(columns)]
        counts = await filled_counts(self._version, [*plain, *(part for _, _, part in read)])
        total = self._version.item_count
        self._found.columns = [Coverage(None, part[0], part[0], None, counts[part], total) for part in plain]
        self._found.inputs = [
            Coverage(reader, mapping.name, mapping.column or "", mapping.path, counts[part], total)
            for reader, mapping, part in read
        ]

    async def _show(self, first: int, target: _Target | None, places: Sequence[_Place]) -> None:
        if not first:
            return
        rows = await select(DatasetItem, of_version(self._version), Order(is_descending=False), first)
        for row in rows:
            data = orjson.loads(orjson.dumps(row["data"]))
            done = await target.preview(data) if target else Done(data, TargetOutput())
            shown = tuple(place.preview(done) for place in places)
            self._found.items.append(PreviewedItem(row, done.output, shown))


@dataclass(frozen=True, slots=True)
class _Target:
    frozen: FrozenTarget
    prepared: PreparedTarget

    @property
    def mappings(self) -> tuple[InputMapping, ...]:
        """What it reads, as far as its configuration says so."""
        config = self.frozen.config
        if isinstance(config.get("column"), str):
            return (InputMapping(config["column"], column=config["column"]),)
        return tuple(InputMapping(**mapping) for mapping in config.get("inputs") or ())

    async def preview(self, data: dict[str, Any]) -> Done:
        """The item, or its first turn where it has several, with what is known of its output."""
        column = self.frozen.config.get("turns")
        if column is None:
            return Done(data, await self._output(data))
        try:
            first = turns_of(data, column)[0]
        except DomainError as error:
            return Done(data, failed(error.code, error.message))
        return Done(first.data, await self._output(first.data), first)

    async def _output(self, data: Mapping[str, Any]) -> TargetOutput:
        return await self.prepared.preview(data) if isinstance(self.prepared, Previewed) else TargetOutput()


@dataclass(frozen=True, slots=True)
class _Place:
    alias: str
    mappings: tuple[InputMapping, ...]
    required: frozenset[str]
    declared: Mapping[str, str | None] | None
    """What a judge's settings say that its inputs are; nothing for evaluators of other kinds."""

    def preview(self, done: Done) -> PreviewedPlace:
        return PreviewedPlace(self.alias, tuple(self._input(mapping, done) for mapping in self.mappings))

    def _input(self, mapping: InputMapping, done: Done) -> PreviewedInput:
        output, is_output = done.output.output, mapping.output or mapping.conversation
        if is_output and output is None:
            return PreviewedInput(mapping.name, is_output=True, part_type=mapping.part_type)
        value = resolve([mapping], data=done.data, output=output, conversation=done.conversation).get(mapping.name)
        missing = why_unfilled(mapping, data=done.data, output=output) if mapping.name in self.required else None
        if missing or self.declared is None:
            return PreviewedInput(mapping.name, value, is_output, missing, mapping.part_type)
        try:
            return PreviewedInput(
                mapping.name, value, is_output, part_type=shown_as(mapping, value, self.declared[mapping.name])
            )
        except DomainError as error:
            return PreviewedInput(mapping.name, value, is_output, error.message, mapping.part_type)


def _part(mapping: InputMapping, columns: Columns) -> Part:
    """Where a mapping reads; a key of turns is looked for in the first of them."""
    name = mapping.column or ""
    turns, rest = turn_column(name, columns), steps_of(mapping.path) if mapping.path else ()
    if turns is None or turns == name:
        return (name, *rest)
    within: tuple[Step, ...] = (0, name.removeprefix(f"{turns}."), *rest)
    return (turns, *within)


async def _of(check: Any) -> Any:
    """The result of a check that does not wait."""
    return check()
