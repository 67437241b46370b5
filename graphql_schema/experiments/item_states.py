"""The items of a run with their states: a list that is computed, and paged like those that are stored."""

# No postponed annotations here: arguments are described by calls.

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Optional

import orjson
import strawberry

from app.accounts.access import Actor
from app.core.orders import InvalidCursor, Order, read_cursor
from app.core.pages import Page
from app.core.rows import Row
from app.datasets.models import DatasetItem
from app.evaluation.models import EvaluatorRecord
from app.experiments.models import ExperimentItemResult
from app.experiments.states import EVERY_STATE, EvaluatorSeen, EvaluatorState, ItemSeen, ItemState, Key, RunSeen
from app.experiments.survey import counts_of_states, evaluators_of_states, pages_of_states
from graphql_schema.core.connection import DEFAULT_FIRST, MOST, Connection, PageRequest, PageTooLarge
from graphql_schema.core.context import Info
from graphql_schema.core.entity import graphql_enum, parent
from graphql_schema.core.loaders import Listing
from graphql_schema.core.relations import reads

graphql_enum(ItemState)
graphql_enum(EvaluatorState)

ORDER = Order("dataset_item_id", is_descending=False)
"""By item and then by repetition, which stands where rows have their id."""
_COLUMNS = (
    *("experiment_id", "mode", "status", "reason", "concurrency"),
    *("repetitions", "base_run_id", "item_ids", "item_limit"),
)


@strawberry.type(description="An evaluator and how far it is with an item of a run.")
class ExperimentEvaluatorState:
    alias: str = strawberry.field(description="Its name in the experiment.")
    state: EvaluatorState = strawberry.field(description="How far it is.")
    why: str | None = strawberry.field(description="Why it is not further, or failed; null when it gave a verdict.")
    record = parent(EvaluatorRecord, by="record_id", description="What it said; null before it is stored.")


async def _evaluators(actor: Actor, items: list[ItemSeen]) -> list[list[Row]]:
    return [[_shown_evaluator(seen) for seen in found] for found in await evaluators_of_states(items)]


def _shown_evaluator(seen: EvaluatorSeen) -> Any:
    return {"alias": seen.alias, "state": seen.state, "why": seen.why, "record_id": seen.record_id}


async def _evaluators_of(self: Any, info: Info) -> Any:
    return await info.context.loaders.by(_evaluators).load(self["seen"])


@strawberry.type(description="An item of a run, or one repetition of it, and how far it is.")
class ExperimentItemState:
    repetition: int = strawberry.field(description="Which repetition of the item, from 1.")
    state: ItemState = strawberry.field(description="How far it is.")
    why: str | None = strawberry.field(description="Why it is not further, failed or was stopped; null when it succeeded.")
    dataset_item = parent(DatasetItem, by="dataset_item_id", description="The item.", is_required=True)
    result = parent(ExperimentItemResult, by="result_id", description="What became of it; null before it is stored.")
    evaluators = strawberry.field(
        resolver=_evaluators_of,
        description="How far the evaluators are with it, in the experiment's order.",
        graphql_type=list[ExperimentEvaluatorState],
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A page of a run's items, or their number."""

    run: RunSeen
    states: frozenset[ItemState]
    first: int = 0
    after: Key | None = None


@dataclass(frozen=True)
class _ItemStates(PageRequest):
    """A page of the items of a run; its parent is a `RunSeen`."""

    states: frozenset[ItemState]

    async def page(self) -> Page:
        after = None if self.after is None else _place(self.after)
        return await self.loaders.by(_pages).load(_Wanted(self.parent, self.states, self.first, after))

    async def count(self) -> int:
        return await self.loaders.by(_counts).load(_Wanted(self.parent, self.states))


def _place(cursor: str) -> Key:
    column, item_id, repetition = read_cursor(cursor)
    if column != ORDER.column or type(item_id) is not int or not 0 <= item_id < 1 << 63:
        raise InvalidCursor(path=("after",))
    return Key(item_id, repetition)


async def _pages(actor: Actor, wanted: list[_Wanted]) -> list[Page]:
    found: dict[_Wanted, Page] = {}
    for alike in _alike(wanted):
        one = alike[0]
        pages = await pages_of_states([other.run for other in alike], one.first, one.after, one.states)
        for other in alike:
            items = pages[other.run.id]
            found[other] = Page([_shown(item) for item in items[: one.first]], len(items) > one.first)
    return [found[one] for one in wanted]


async def _counts(actor: Actor, wanted: list[_Wanted]) -> list[int]:
    found: dict[_Wanted, int] = {}
    for alike in _alike(wanted):
        counted = await counts_of_states([other.run for other in alike], alike[0].states)
        found |= {other: counted[other.run.id] for other in alike}
    return [found[one] for one in wanted]


def _alike(wanted: Sequence[_Wanted]) -> list[list[_Wanted]]:
    """Those that ask for the same of different runs together."""
    groups: dict[Any, list[_Wanted]] = defaultdict(list)
    for one in wanted:
        groups[one.states, one.first, one.after].append(one)
    return list(groups.values())


def _shown(item: ItemSeen) -> Row:
    """An item's state as lists and cursors know rows: the repetition is its id within the item."""
    return Row(
        dataset_item_id=item.key.item_id,
        id=item.key.repetition,
        repetition=item.key.repetition,
        state=item.state,
        why=item.why,
        result_id=item.result_id,
        seen=item,
    )


def _seen(run: Any) -> RunSeen:
    """A run's row; it is the visible one from which the list hangs, so that all of its items are visible, too."""
    ids = None if run["item_ids"] is None else tuple(orjson.loads(orjson.dumps(run["item_ids"])))
    rest = {column: run[column] for column in _COLUMNS if column != "item_ids"}
    return RunSeen(id=run["id"], item_ids=ids, **rest)


async def _item_states(
    self: Any,
    info: Info,
    first: Annotated[int, strawberry.argument(description="How many rows; at most 1000.")] = DEFAULT_FIRST,
    after: Annotated[Optional[str], strawberry.argument(description="`endCursor` of the page before.")] = None,  # noqa: UP045
    states: Annotated[
        Optional[list[ItemState]], strawberry.argument(description="Only items in these states; all if not given.")  # noqa: UP045
    ] = None,
) -> Any:
    if not 0 <= first <= MOST:
        raise PageTooLarge(path=("first",))
    wanted = EVERY_STATE if states is None else frozenset(states)
    listing = Listing(ExperimentItemResult, None, order=ORDER)
    return Connection(request=_ItemStates(info.context.loaders, listing, _seen(self), first, after, wanted))


def item_states_field(description: str) -> Any:
    """The connection from a run to its items with their states."""
    return strawberry.field(
        resolver=_item_states,
        description=description,
        metadata=reads(*_COLUMNS),
        graphql_type=Connection[ExperimentItemState],
    )
