"""What people may put in place of an evaluator's words, in each state of its record and of the run; metrics follow."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from statistics import fmean
from typing import Any

import pytest

from app.datasets.models import DatasetItem
from app.evaluation.models import EvaluatorCorrection, EvaluatorRecord
from app.evaluation.verdict import effective
from app.experiments.models import (
    ExperimentAggregateResult,
    ExperimentItemResult,
    ExperimentRun,
)
from app.experiments.running import start
from app.runner.jobs import engine
from graphql_schema.core.ids import row_id
from tests.api import Api
from tests.experiments.steps import work_on
from tests.experiments.test_control import STATES, started
from tests.experiments.test_experiments import exact, experiment
from tests.experiments.test_modes import item_ids
from tests.experiments.test_turns import world_of
from tests.walking import Step, require_every_step
from tests.world import World

ALIASES = ("exact", "parts")
ITEMS = [{"talk": "x", "note": "x"}, {"note": "x"}]
RECORDS = {"SUCCEEDED": ("t0", "exact"), "FAILED": ("t0", "parts"), "SKIPPED": ("t1", "exact")}
"""The item and the evaluator of a record of each status: one finds no part to judge, one item has no output."""


@dataclass
class Walk:
    """A record of an evaluator."""

    api: Api
    pk: int

    async def state(self) -> str:
        """What the evaluator said, and what a person said; the metrics are always those of what counts."""
        record = await EvaluatorRecord.get(id=self.pk)
        for alias in ALIASES:
            rows = await EvaluatorRecord.filter(run_id=record.run_id, alias=alias)
            scores = [score for row in rows if (score := effective(vars(row), "score")) is not None]
            metric = await ExperimentAggregateResult.get(run_id=record.run_id, name=alias)
            assert (metric.count, metric.mean) == (len(scores), fmean(scores) if scores else None)
        said = "SAID" if record.corrected_at is None else f"CORRECTED {record.corrected_score:g}"
        return f"{record.status}/{said}"

    async def rows(self) -> list[Any]:
        """The record, what was corrected of it, and the result that it is of."""
        record = await EvaluatorRecord.filter(id=self.pk).values()
        corrections = await EvaluatorCorrection.filter(evaluator_record_id=self.pk).values()
        return [record, corrections, await ExperimentItemResult.filter(id=record[0]["item_result_id"]).values()]


def does(field: str, **more: Any) -> Step:
    async def done(walk: Walk) -> str | None:
        result = await walk.api.mutate(field, "__typename", evaluatorRecordId=f"EvaluatorRecord_{walk.pk:x}", **more)
        errors = result[field]["errors"]
        return errors[0]["code"] if errors else None

    return done


STEPS: dict[str, Step] = {
    "correct to 0.5": does("correctEvaluatorRecord", score=0.5),
    "correct to 0": does("correctEvaluatorRecord", score=0),
    "correct to nothing": does("correctEvaluatorRecord"),
    "take back": does("clearEvaluatorCorrection"),
}
PATHS: dict[str, tuple[str, ...]] = {
    "SUCCEEDED/SAID": (),
    "SUCCEEDED/CORRECTED 0.5": ("correct to 0.5",),
    "FAILED/SAID": (),
    "FAILED/CORRECTED 0.5": ("correct to 0.5",),
    "SKIPPED/SAID": (),
}


def corrected(score: str) -> dict[str, str]:
    said = [state for state in PATHS if not state.startswith("SKIPPED")]
    return {state: f"{state.split('/')[0]}/CORRECTED {score}" for state in said} | {"SKIPPED/SAID": "NOTHING_TO_CORRECT"}


AFTER: dict[str, dict[str, str]] = {
    "correct to 0.5": corrected("0.5"),
    "correct to 0": corrected("0"),
    "correct to nothing": {**dict.fromkeys(PATHS, "INVALID_CORRECTION"), "SKIPPED/SAID": "NOTHING_TO_CORRECT"},
    "take back": {
        **{state: "NO_CORRECTION" for state in PATHS if state.endswith("SAID")},
        **{state: state.replace("CORRECTED 0.5", "SAID") for state in PATHS if "CORRECTED" in state},
    },
}


@pytest.fixture
async def world(api: Api) -> AsyncIterator[World]:
    """Nobody takes jobs."""
    made = await world_of(api, ITEMS, content_type="TEXT")
    await engine().stop()
    yield made
    await engine().start()


async def done_and_open(api: Api, world: World, name: str) -> str:
    """A run that has done its items and would take more."""
    output, expected = {"name": "output", "output": True}, {"name": "expected", "column": "note"}
    inputs = {"exact": [output, expected], "parts": [output | {"path": "$.answer"}, expected]}
    evaluators = [exact(world, alias=alias, inputs=inputs[alias]) for alias in ALIASES]
    made = await experiment(api, world, target={"column": {"column": "talk"}}, evaluators=evaluators, name=name)
    run = await started(api, made, mode="APPEND")
    chosen = {"experimentRunId": run, "datasetItemIds": list((await item_ids(api, world)).values())}
    (await api.mutate("appendExperimentRunItems", "__typename", **chosen)).payload()
    pk = row_id(run, ExperimentRun)
    await start(pk)
    await work_on(pk)
    return run


@asynccontextmanager
async def walk_to(api: Api, world: World, run: str, state: str, step: str) -> AsyncIterator[Walk]:
    """A record that was brought to a state, from whichever it was in."""
    key, alias = RECORDS[state.split("/")[0]]
    item = row_id((await item_ids(api, world))[key], DatasetItem)
    result = await ExperimentItemResult.get(run_id=row_id(run, ExperimentRun), dataset_item_id=item)
    walk = Walk(api, (await EvaluatorRecord.get(item_result_id=result.id, alias=alias)).id)
    await STEPS["take back"](walk)
    for one in PATHS[state]:
        assert await STEPS[one](walk) is None
    assert await walk.state() == state
    yield walk


async def test_every_step_in_a_state_is_taken_or_refused(api: Api, world: World) -> None:
    for of_run in (state for state in STATES if state != "PENDING"):
        run = await done_and_open(api, world, of_run)
        await STATES[of_run](api, run)
        for state in PATHS:
            await require_every_step(state, AFTER, STEPS, partial(walk_to, api, world, run))
