"""Runs go on from their rows: shared fairly, handed back, taken over, and counted right as they go."""

from __future__ import annotations

import asyncio
import math
import statistics
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import now
from app.core.events import bus
from app.core.processes import LOST, ProcessNode, alive_processes
from app.datasets.models import DatasetItem
from app.evaluation.models import EvaluatorRecord, RecordStatus
from app.experiments import holding, running
from app.experiments.aggregates import NOTHING_YET, WEIGHTED, Metric, aggregates_of
from app.experiments.choices import ShardStatus
from app.experiments.ending import recounted
from app.experiments.items import ItemInWork
from app.experiments.models import (
    ExperimentAggregateResult,
    ExperimentItemResult,
    ExperimentRun,
    ExperimentShard,
    ExperimentStats,
)
from app.experiments.planning import plan_of
from app.experiments.storing import store
from app.experiments.units import Unit
from app.llm.models import ModelRequestRecord
from app.runner.jobs import engine, use_engine
from app.runner.slots import Claimant
from graphql_schema.core.ids import row_id
from tests.api import Api
from tests.conftest import ON_POSTGRES
from tests.experiments.test_experiments import exact, experiment, numbered
from tests.waiting import until
from tests.world import World, make_world, run

SLOW = {"model": {"model": "demo/slow", "column": "ticket"}}


async def started(api: Api, world: World, items: int, **given: Any) -> int:
    """The id of a run of the slow model that has just been started."""
    made = await experiment(api, world, target=SLOW, evaluators=[exact(world)], name=f"slow {items}", **given)
    return await begun(api, made)


async def begun(api: Api, experiment_id: str) -> int:
    made = (await api.run("Run", experiment=experiment_id)).payload()["experimentRun"]["id"]
    return row_id(made, ExperimentRun, "id")


async def has_results(run_id: int, count: int = 1) -> bool:
    return await ExperimentItemResult.filter(run_id=run_id).count() >= count


async def has_ended(run_id: int) -> bool:
    return (await ExperimentRun.get(id=run_id)).finished_at is not None


async def require_whole(run_id: int, items: int, *, calls: int | None = None) -> None:
    """Every item once, every call counted, and counts as the rows have them."""
    await until(lambda: has_ended(run_id))
    done = Counter(await ExperimentItemResult.filter(run_id=run_id).values_list("dataset_item_id", "repetition"))
    assert len(done) == items
    assert set(done.values()) == {1}
    stats = await ExperimentStats.get(run_id=run_id)
    assert stats.succeeded == items
    made = await ModelRequestRecord.filter(subject_id=run_id).count()
    assert stats.calls == made
    assert calls is None or made == calls


@asynccontextmanager
async def one_place_for_jobs() -> AsyncIterator[None]:
    """An engine of the present kind that runs one job at a time."""
    others = engine()
    await others.stop()
    made = type(others)(1)
    use_engine(made)
    await made.start()
    try:
        yield
    finally:
        await made.stop()
        use_engine(others)
        await others.start()


def api_id(run_id: int) -> str:
    return f"ExperimentRun_{run_id:x}"


async def test_a_small_run_does_not_wait_for_the_end_of_a_large_one(api: Api, outsider: Api) -> None:
    large, small = await make_world(api, items=numbered(200), runs=0), await make_world(outsider, runs=0)
    async with one_place_for_jobs():
        long_one = await started(api, large, 200, concurrency=4)
        await until(lambda: has_results(long_one))
        await run(outsider, small)
        assert small.progress["status"] == "SUCCEEDED"
        assert not await has_ended(long_one)
    (await api.mutate("cancelExperimentRun", "experimentRun { id }", experimentRunId=api_id(long_one))).payload()
    await until(lambda: has_ended(long_one))


async def test_a_drained_process_hands_its_shards_back_without_a_call_made_twice(api: Api) -> None:
    world = await make_world(api, items=numbered(60), runs=0)
    run_id = await started(api, world, 60, concurrency=6)
    await until(lambda: has_results(run_id))
    await engine().drain()
    await engine().stop()
    assert not await has_ended(run_id)
    assert not await ExperimentShard.filter(run_id=run_id, holder__isnull=False).exists()
    await engine().start()
    await require_whole(run_id, 60, calls=60)


async def test_an_interrupted_process_stores_what_it_has_and_the_rest_is_done_later(api: Api) -> None:
    world = await make_world(api, items=numbered(40), runs=0)
    run_id = await started(api, world, 40, concurrency=8)
    await until(lambda: has_results(run_id))
    await engine().stop()
    await engine().start()
    await require_whole(run_id, 40)


async def test_a_process_that_was_out_of_touch_begins_its_shards_anew(api: Api) -> None:
    world = await make_world(api, items=numbered(30), runs=0)
    run_id = await started(api, world, 30, concurrency=5)
    await until(lambda: has_results(run_id))
    bus.publish(LOST, None)
    await require_whole(run_id, 30)


async def test_a_shard_is_taken_over_when_its_process_is_dead_and_not_before(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[set[str]] = []

    async def looked() -> set[str]:
        looks.append(await alive_processes())
        return looks[-1]

    async def has_looked_again() -> bool:
        return len(looks) > 2

    monkeypatch.setattr(holding, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(holding, "alive_processes", looked)
    world = await make_world(api, items=numbered(10), runs=0)
    await engine().stop()
    run_id = await started(api, world, 10)
    await running.start(run_id)
    other = await ProcessNode.create(number=1_000, token="other", heartbeat_at=now())
    await ExperimentShard.filter(run_id=run_id).update(holder="other")
    shard = await ExperimentShard.get(run_id=run_id)
    waiting = asyncio.create_task(running.work_on_shard(run_id, shard.id))
    await until(has_looked_again)
    assert not await has_results(run_id)
    await other.delete()
    await waiting
    await engine().start()
    await require_whole(run_id, 10, calls=10)


async def test_storing_twice_counts_once_but_for_what_was_spent(api: Api) -> None:
    world = await make_world(api)
    run_row = await ExperimentRun.get(id=row_id(world["experimentRunId"], ExperimentRun, "id"))
    plan = await plan_of(run_row)
    item = row_id(world["datasetItemId"], DatasetItem, "id")
    outcome = await ItemInWork(plan, Unit(item, {"ticket": "a", "expected": "a"}), Claimant(run_row.space_id)).done()
    before = await ExperimentStats.get(run_id=run_row.id)
    aggregates = {row.name: row.count for row in await ExperimentAggregateResult.filter(run_id=run_row.id)}
    after = await store(run_row, [outcome, outcome])
    assert (after.succeeded, after.failed) == (before.succeeded, before.failed)
    assert after.calls == before.calls + 2
    assert aggregates == {row.name: row.count for row in await ExperimentAggregateResult.filter(run_id=run_row.id)}


async def test_counts_and_aggregates_kept_as_a_run_goes_equal_those_of_its_rows(api: Api) -> None:
    world = await make_world(api, items=numbered(100), runs=0)
    judge = {
        "evaluatorVersionId": world["judgeVersionId"],
        "alias": "helpful",
        "inputs": [{"name": "question", "column": "ticket"}, {"name": "answer", "output": True}],
    }
    run_id = await begun(api, await experiment(api, world, target=SLOW, evaluators=[exact(world), judge], concurrency=10))
    await until(lambda: has_results(run_id, 15))
    (await api.mutate("pauseExperimentRun", "experimentRun { id }", experimentRunId=api_id(run_id))).payload()
    await until(lambda: is_at_rest(run_id))
    stats = await ExperimentStats.get(run_id=run_id)
    counted = await recounted(stats)
    assert {name: getattr(stats, name) for name in counted} == counted | {"cancelled": 0}
    assert 15 <= stats.succeeded < 100
    kept = {row.name: row for row in await ExperimentAggregateResult.filter(run_id=run_id)}
    computed = {row["name"]: row for row in await aggregates_of(await ExperimentRun.get(id=run_id), ())}
    assert kept.keys() == computed.keys() == {"exact", "helpful", "weighted_score"}
    for name, row in kept.items():
        scores = await scores_of(run_id, name)
        assert computed[name]["median"] == pytest.approx(statistics.median(scores))
        assert computed[name]["p90"] == pytest.approx(p90(scores))
        assert row.mean == pytest.approx(statistics.fmean(scores))
        assert row.standard_deviation == pytest.approx(statistics.stdev(scores))
        for column in NOTHING_YET:
            assert getattr(row, column) == pytest.approx(computed[name][column]), column
    (await api.mutate("resumeExperimentRun", "experimentRun { id }", experimentRunId=api_id(run_id))).payload()
    await require_whole(run_id, 100, calls=200)


async def scores_of(run_id: int, name: str) -> list[float]:
    if name == WEIGHTED:
        results = ExperimentItemResult.filter(run_id=run_id, weighted_score__isnull=False)
        return list(await results.values_list("weighted_score", flat=True))
    return list(await EvaluatorRecord.filter(run_id=run_id, alias=name).values_list("score", flat=True))


def p90(scores: list[float]) -> float:
    return statistics.quantiles(scores, n=10, method="inclusive")[8]


async def is_at_rest(run_id: int) -> bool:
    return not await ExperimentShard.filter(run_id=run_id, status=ShardStatus.PENDING).exists()


@given(st.lists(st.lists(st.floats(-1e6, 1e6), max_size=20), max_size=10))
def test_aggregates_that_grow_equal_those_of_all_scores_at_once(batches: list[list[float]]) -> None:
    grown = NOTHING_YET
    for batch in batches:
        metric = Metric()
        for score in batch:
            metric.add(RecordStatus.SUCCEEDED, score, score > 0)
        metric.add(RecordStatus.FAILED, None, None)
        grown = metric.added_to(grown)
    scores = [score for batch in batches for score in batch]
    assert (grown["count"], grown["failed_count"]) == (len(scores), len(batches))
    assert (grown["min"], grown["max"]) == (min(scores, default=None), max(scores, default=None))
    assert (grown["pass_count"], grown["verdict_count"]) == (sum(score > 0 for score in scores), len(scores))
    # What large scores cancel out is lost in the sum of squares, as far as a float reaches.
    near = 1e-7 * max(map(abs, scores), default=0.0) + 1e-9
    if scores:
        assert math.isclose(grown["mean"], statistics.fmean(scores), rel_tol=1e-9, abs_tol=near)
    if len(scores) > 1:
        assert math.isclose(grown["standard_deviation"], statistics.stdev(scores), rel_tol=1e-9, abs_tol=near)


@pytest.mark.skipif(ON_POSTGRES, reason="one engine is enough")
async def test_no_place_is_lost_when_items_are_stopped_before_they_begin(api: Api) -> None:
    from app.experiments.limits import places

    world = await make_world(api, items=numbered(50), runs=0)
    run_id = await started(api, world, 50, concurrency=50)
    await until(lambda: has_results(run_id))
    (await api.mutate("cancelExperimentRun", "experimentRun { id }", experimentRunId=api_id(run_id))).payload()
    await until(lambda: has_ended(run_id))
    assert (places().in_use, places().waiting) == (0, 0)
    assert ShardStatus.PENDING not in await ExperimentShard.filter(run_id=run_id).values_list("status", flat=True)
