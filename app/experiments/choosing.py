"""Which items a run is to work on: by its mode, and by what whoever starts it chose."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from app.accounts.access import Actor, get, scope
from app.core.conditions import AllOf, Condition, equals, one_of, to_q
from app.core.errors import Conflict, Invalid, NotFound
from app.datasets.models import DatasetItem, DatasetVersion
from app.datasets.reading import of_version
from app.experiments.choices import FINAL, ExperimentRunMode
from app.experiments.models import Experiment, ExperimentItemResult, ExperimentRun, ExperimentShard, ExperimentStats

MOST_ITEMS = 1_000
DEFAULT_TRIAL = 10
_RETRIES = frozenset({ExperimentRunMode.RETRY_FAILED, ExperimentRunMode.RETRY_ITEMS})
_MODES_OF = {
    "itemLimit": frozenset({ExperimentRunMode.TRIAL}),
    "datasetItemIds": frozenset({ExperimentRunMode.TRIAL, ExperimentRunMode.RETRY_ITEMS}),
    "baseRunId": _RETRIES,
    "repetitions": frozenset({ExperimentRunMode.ALL, ExperimentRunMode.TRIAL, ExperimentRunMode.APPEND}),
}
"""The modes that an argument belongs to; those that are not here belong to all."""


class ModeNotAllowed(Invalid):
    """Outputs of a run are judged anew by `rescoreExperimentRun`, which says with which evaluators."""

    code = "MODE_NOT_ALLOWED"


class ArgumentNotOfMode(Invalid):
    """The mode does not take this argument."""

    code = "ARGUMENT_NOT_OF_MODE"


class AmbiguousItems(Invalid):
    """A trial takes a number of items or chosen ones, not both."""

    code = "AMBIGUOUS_ITEMS"


class InvalidItemLimit(Invalid):
    """A trial takes one item at least."""

    code = "INVALID_ITEM_LIMIT"


class NoItems(Invalid):
    """Choose one item at least."""

    code = "NO_ITEMS"


class TooManyItems(Invalid):
    """At most 1000 items can be chosen at once."""

    code = "TOO_MANY_ITEMS"


class NoEarlierRun(Conflict):
    """The experiment has no earlier run to go on from."""

    code = "NO_EARLIER_RUN"


class RunNotEnded(Conflict):
    """The run has not ended; wait for it, or cancel it."""

    code = "RUN_NOT_ENDED"


class NothingToRetry(Conflict):
    """Every item of the earlier run succeeded."""

    code = "NOTHING_TO_RETRY"


class NothingToRescore(Conflict):
    """The run has no results that could be judged anew."""

    code = "NOTHING_TO_RESCORE"


def require_fitting(mode: ExperimentRunMode, **given: Any) -> None:
    """Refuse arguments, by their names in the API, that do not belong to a mode, rather than ignore them."""
    if mode is ExperimentRunMode.RESCORE:
        raise ModeNotAllowed(path=("input", "mode"))
    for name, modes in _MODES_OF.items():
        if given.get(name) is not None and mode not in modes:
            known = " or ".join(sorted(modes))
            raise ArgumentNotOfMode(f"`{name}` belongs to runs of mode {known}, not {mode}.", path=("input", name))


async def choose_items(
    actor: Actor,
    run: ExperimentRun,
    experiment: Experiment,
    *,
    item_limit: int | None,
    item_ids: Sequence[int] | None,
    base_run_id: int | None,
) -> int:
    """Note in a run that is about to be stored which items it works on; gives how many results it will have."""
    version = await DatasetVersion.get(id=experiment.dataset_version_id)
    match run.mode:
        case ExperimentRunMode.TRIAL:
            return await _choose_for_trial(run, version, item_limit, item_ids) * run.repetitions
        case ExperimentRunMode.APPEND:
            run.is_open = True
            return 0
        case ExperimentRunMode.RETRY_FAILED | ExperimentRunMode.RETRY_ITEMS:
            base = await _base_of(actor, experiment, base_run_id)
            return await _choose_of_base(run, base, version, item_ids)
        case _:
            return version.item_count * run.repetitions


async def _choose_for_trial(
    run: ExperimentRun, version: DatasetVersion, item_limit: int | None, item_ids: Sequence[int] | None
) -> int:
    if item_ids is None:
        run.item_limit = DEFAULT_TRIAL if item_limit is None else item_limit
        if run.item_limit < 1:
            raise InvalidItemLimit(path=("input", "itemLimit"))
        return min(run.item_limit, version.item_count)
    if item_limit is not None:
        raise AmbiguousItems(path=("input", "itemLimit"))
    require_some(item_ids)
    require_known(item_ids, await _in_version(version, item_ids), "the dataset version")
    run.item_ids = sorted(set(item_ids))
    return len(run.item_ids)


async def _base_of(actor: Actor, experiment: Experiment, base_run_id: int | None) -> ExperimentRun:
    """The run that a retry goes on from: the newest unless another is named."""
    path = ("input", "baseRunId")
    pk = experiment.latest_run_id if base_run_id is None else base_run_id
    if pk is None:
        raise NoEarlierRun(path=path)
    base = await get(ExperimentRun, pk, actor, path=path)
    if base.experiment_id != experiment.id:
        raise NotFound("That run is of another experiment.", path=path)
    require_ended(base, *path)
    return base


async def _choose_of_base(
    run: ExperimentRun, base: ExperimentRun, version: DatasetVersion, item_ids: Sequence[int] | None
) -> int:
    stats = await ExperimentStats.get(run_id=base.id)
    if not await ExperimentShard.filter(run_id=base.id).exists():
        message = "The earlier run ended before it was known which items it has; start a run of all of them."
        raise NothingToRetry(message, path=("input", "baseRunId"))
    if run.mode is ExperimentRunMode.RETRY_FAILED and stats.succeeded >= stats.total:
        raise NothingToRetry(path=("input", "mode"))
    if run.mode is ExperimentRunMode.RETRY_ITEMS:
        require_some(item_ids or ())
        require_known(item_ids or (), await _in_run(base, version, item_ids or ()), "the earlier run")
        run.item_ids = sorted(set(item_ids or ()))
    run.base_run_id, run.repetitions = base.id, base.repetitions
    return stats.total


def require_ended(run: ExperimentRun, *path: str) -> None:
    """Refuse to go on from a run that is not over."""
    if run.status not in FINAL:
        raise RunNotEnded(path=path)


async def require_results(run: ExperimentRun, *path: str) -> None:
    """Refuse to judge anew what a run does not have."""
    if not await ExperimentItemResult.filter(run_id=run.id).exists():
        raise NothingToRescore(path=path)


def require_some(item_ids: Sequence[int]) -> None:
    """Refuse no items, and too many."""
    if not item_ids:
        raise NoItems(path=("input", "datasetItemIds"))
    if len(item_ids) > MOST_ITEMS:
        raise TooManyItems(path=("input", "datasetItemIds"))


def require_known(item_ids: Sequence[int], known: Collection[int], place: str) -> None:
    """Refuse the first item that is not where it has to be."""
    for index, item_id in enumerate(item_ids):
        if item_id not in known:
            raise NotFound(f"There is no such item in {place}.", path=("input", "datasetItemIds", index))


async def items_by_key(run: ExperimentRun, version: DatasetVersion, keys: Sequence[str]) -> dict[str, int]:
    """Items that a run works on, by their keys."""
    within: Condition = of_version(version)
    if run.mode is ExperimentRunMode.APPEND:
        within = equals("dataset_id", version.dataset_id)
    rows = await DatasetItem.filter(to_q(AllOf((within, one_of("key", keys))))).order_by("id").only("id", "key")
    known = await items_of_run(run, version, [row.id for row in rows])
    return {row.key: row.id for row in rows if row.id in known and row.key is not None}


async def items_of_run(run: ExperimentRun, version: DatasetVersion, item_ids: Sequence[int]) -> set[int]:
    """Those of some items that a run works on, whether it is cut already or not."""
    if not item_ids:
        return set()
    if run.mode is ExperimentRunMode.APPEND or await ExperimentShard.filter(run_id=run.id).exists():
        return await _in_run(run, version, item_ids)
    if run.base_run_id is not None:
        return await _in_run(await ExperimentRun.get(id=run.base_run_id), version, item_ids)
    known = await _in_version(version, item_ids)
    return known & await _tried(run, version) if run.mode is ExperimentRunMode.TRIAL else known


async def _tried(run: ExperimentRun, version: DatasetVersion) -> set[int]:
    """The items of a trial that is still to be cut."""
    if run.item_ids is not None:
        return set(run.item_ids)
    first = DatasetItem.filter(to_q(of_version(version))).order_by("id").limit(run.item_limit or DEFAULT_TRIAL)
    return {item.id for item in await first.only("id")}


async def of_dataset(actor: Actor, dataset_id: int, item_ids: Sequence[int]) -> set[int]:
    """Those of some items that are a dataset's, in whichever version, and that the actor may see."""
    return await _ids(AllOf((one_of("id", item_ids), equals("dataset_id", dataset_id), scope(DatasetItem, actor))))


async def _in_version(version: DatasetVersion, item_ids: Sequence[int]) -> set[int]:
    return await _ids(AllOf((one_of("id", item_ids), of_version(version))))


async def _ids(condition: Condition) -> set[int]:
    return {item.id for item in await DatasetItem.filter(to_q(condition)).only("id")}


async def _in_run(run: ExperimentRun, version: DatasetVersion, item_ids: Sequence[int]) -> set[int]:
    """Those of some items that a run has, as its shards say."""
    near = ExperimentShard.filter(run_id=run.id, first_item_id__lte=max(item_ids), last_item_id__gte=min(item_ids))
    found, in_version = set(), await _in_version(version, item_ids)
    for shard in await near:
        among = in_version if shard.item_ids is None else set(shard.item_ids)
        found |= {pk for pk in item_ids if shard.first_item_id <= pk <= shard.last_item_id and pk in among}
    return found
