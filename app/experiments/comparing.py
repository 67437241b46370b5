"""Comparing runs: who may, what is refused, and what is kept of comparisons that were made already."""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from app.accounts.access import Actor, get
from app.core.errors import Conflict, Invalid
from app.experiments.choosing import require_ended
from app.experiments.comparison import Comparison, ComparisonOptions, ItemMatching, UnknownMetric
from app.experiments.findings import Findings, Identities, newest_correction, read_findings
from app.experiments.models import ExperimentRun
from app.statistics.working import computed

T = TypeVar("T")
MOST_RUNS = 10
MOST_KEPT_CELLS = 16_000_000
"""Numbers of kept comparisons, 128 MB of them; the newest one is kept however large it is."""
MOST_KEPT = 32
_being_made = asyncio.Semaphore(2)
"""What large runs found takes memory while it is read; further comparisons wait."""


class TooFewRuns(Invalid):
    """Name the baseline and at least one other run."""

    code = "TOO_FEW_RUNS"


class TooManyRuns(Invalid):
    """At most 10 runs are compared at once, the baseline among them."""

    code = "TOO_MANY_RUNS"


class RunsOfSeveralSpaces(Invalid):
    """Runs can be compared only with runs of the same space."""

    code = "RUNS_OF_SEVERAL_SPACES"


class NoCommonItems(Conflict):
    """The run has no item in common with the baseline; items of different datasets can be matched by their keys."""

    code = "NO_COMMON_ITEMS"


class InvalidComparisonOption(Invalid):
    """An option is out of its bounds."""

    code = "INVALID_COMPARISON_OPTION"


async def compare_runs(
    actor: Actor, *, run_ids: Sequence[int], baseline_id: int, options: ComparisonOptions | None = None
) -> Comparison:
    """Runs beside a baseline, item by item and metric by metric; the same comparison is made once."""
    wanted = options or ComparisonOptions()
    _require_sound(wanted)
    runs = await _runs(actor, run_ids, baseline_id)
    ids = tuple(run.id for run in runs)
    key = (runs[0].space_id, ids, wanted, await newest_correction(ids))
    return await _kept.get(key, lambda: _compared(runs, wanted), lambda made: made.cells)


async def _runs(actor: Actor, run_ids: Sequence[int], baseline_id: int) -> list[ExperimentRun]:
    """The baseline and then the others, all of one space and ended."""
    others = [pk for pk in dict.fromkeys(run_ids) if pk != baseline_id]
    if not others:
        raise TooFewRuns(path=("runIds",))
    if len(others) >= MOST_RUNS:
        raise TooManyRuns(path=("runIds",))
    baseline = await get(ExperimentRun, baseline_id, actor, path=("baselineId",))
    require_ended(baseline, "baselineId")
    found = [baseline]
    for index, pk in enumerate(others):
        run = await get(ExperimentRun, pk, actor, path=("runIds", str(index)))
        if run.space_id != baseline.space_id:
            raise RunsOfSeveralSpaces(path=("runIds", index))
        require_ended(run, "runIds", str(index))
        found.append(run)
    return found


def _require_sound(options: ComparisonOptions) -> None:
    _require_between("alpha", options.alpha, 0.0001, 0.5)
    _require_between("power", options.power, 0.5, 0.999)
    _require_between("seed", options.seed, 0, 2**31 - 1)
    for index, (_, margin) in enumerate(options.margins):
        if not (math.isfinite(margin) and margin > 0):
            raise InvalidComparisonOption("A margin is a number above 0.", path=("options", "margins", index, "margin"))
    _require_one_direction(options)


def _require_between(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise InvalidComparisonOption(f"`{name}` is from {least} to {most}.", path=("options", name))


async def _compared(runs: Sequence[ExperimentRun], options: ComparisonOptions) -> Comparison:
    async with _being_made:
        return await _compared_now(runs, options)


async def _compared_now(runs: Sequence[ExperimentRun], options: ComparisonOptions) -> Comparison:
    identities = Identities(options.match_by)
    tables = [await computed(_tabulated, await read_findings(run.id, identities)) for run in runs]
    for index, table in enumerate(tables[1:]):
        if not await computed(_overlap, tables[0], table):
            raise _no_common_items(options.match_by, index)
    _require_known(options, {key[0] for table in tables[1:] for key in table.columns if key in tables[0].columns})
    return await computed(_worked_out, tables, options)


def _no_common_items(match_by: ItemMatching, index: int) -> NoCommonItems:
    message = None if match_by is ItemMatching.ITEM else "The run has no item with a key that an item of the baseline has."
    return NoCommonItems(message, path=("runIds", index))


def _require_one_direction(options: ComparisonOptions) -> None:
    for index, name in enumerate(options.higher_is_better):
        if name in options.lower_is_better:
            raise InvalidComparisonOption(
                f"{name!r} cannot be better both when lower and when higher.", path=("options", "higherIsBetter", index)
            )


def _require_known(options: ComparisonOptions, known: set[str]) -> None:
    named = (
        ("metrics", options.metrics),
        ("lowerIsBetter", options.lower_is_better),
        ("higherIsBetter", options.higher_is_better),
        ("margins", [name for name, _ in options.margins]),
    )
    for option, names in named:
        for index, name in enumerate(names):
            if name not in known:
                raise UnknownMetric.among(name, known, path=("options", option, index))


# What is computed needs numpy and scipy, which are loaded in the thread that computes.


def _tabulated(found: Findings) -> Any:
    from app.experiments.comparison_tables import table_of

    return table_of(found)


def _overlap(baseline: Any, run: Any) -> bool:
    from app.experiments.comparison_pairs import has_common_items

    return has_common_items(baseline, run)


def _worked_out(tables: Sequence[Any], options: ComparisonOptions) -> Comparison:
    from app.experiments.comparison_work import compare

    return compare(tables, options)


class Kept:
    """Answers that were computed lately; who asks for what is being computed waits for it."""

    def __init__(self, most: int, most_cells: int) -> None:
        self._most, self._most_cells = most, most_cells
        self._tasks: OrderedDict[Any, asyncio.Task[Any]] = OrderedDict()
        self._cells: dict[Any, int] = {}

    async def get(self, key: Any, make: Callable[[], Awaitable[T]], cells_of: Callable[[T], int]) -> T:
        """The kept answer under a key, or a new one; a failure is not kept."""
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.ensure_future(self._made(key, make, cells_of))
        self._tasks.move_to_end(key)
        found: T = await asyncio.shield(task)
        return found

    async def _made(self, key: Any, make: Callable[[], Awaitable[T]], cells_of: Callable[[T], int]) -> T:
        try:
            made = await make()
        except BaseException:
            self._tasks.pop(key, None)
            raise
        self._cells[key] = cells_of(made)
        self._drop_oldest()
        return made

    def _drop_oldest(self) -> None:
        while len(self._cells) > 1 and (len(self._cells) > self._most or sum(self._cells.values()) > self._most_cells):
            oldest = next(key for key in self._tasks if key in self._cells)
            del self._tasks[oldest], self._cells[oldest]


_kept = Kept(MOST_KEPT, MOST_KEPT_CELLS)
