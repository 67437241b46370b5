"""What may become of an item in each state that it and its run can be in: another state follows, or nothing changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest

from app.core.events import bus
from app.core.processes import LOST
from app.datasets.models import DatasetItem
from app.evaluation.models import EvalTargetRecord, EvaluatorRecord
from app.experiments.choices import FINAL
from app.experiments.cutting import OPEN
from app.experiments.items import ItemInWork, Unit
from app.experiments.models import (
    ExperimentItemResult,
    ExperimentRun,
    ExperimentRunWorker,
    ExperimentShard,
    ExperimentStats,
    ExperimentTurnResult,
)
from app.experiments.monitor import ResultsNotStored
from app.experiments.planning import plan_of
from app.experiments.running import look_after_runs, start
from app.experiments.storing import store
from app.experiments.transitions import announce, pause_by_system
from app.runner.jobs import engine
from app.runner.slots import Claimant
from graphql_schema.core.ids import row_id
from tests.api import Api
from tests.experiments.steps import RunWalk, asked, fall_over, hold, job_runs, steer, work_on
from tests.experiments.test_control import RUN, started
from tests.experiments.test_experiments import experiment
from tests.experiments.test_turns import world_of
from tests.llm.stub_provider import Scripted, fault, stub_provider
from tests.waiting import until
from tests.walking import Step, require_every_step
from tests.world import World

GOOD = Scripted(body={"answer": "x"})
UNFIT = Scripted(body={"other": "x"})
ENDINGS = {"the target fails": fault(400), "an evaluator fails": UNFIT}
TURN = {"user": "Hello", "expected": "x"}
ROWS = (ExperimentItemResult, ExperimentTurnResult, EvalTargetRecord, EvaluatorRecord)
ASKED = """query($id: ID!, $experiment: ID!) { experiment(id: $experiment) { id } experimentRun(id: $id) { status
  itemStates(first: 5) { nodes { state result { id turnResults { turnIndex status } } } } } }"""
TURNS = {"SUCCEEDED": ["SUCCEEDED", "SUCCEEDED"], "FAILED": ["SUCCEEDED", "FAILED"], "CANCELLED": ["CANCELLED"]}
"""The states of an item's turns by that of the item, where it has two and the first goes well; else there are none."""


@dataclass
class Walk(RunWalk):
    """An item, alone in its run, and an endpoint that answers for it when it is let."""

    experiment: str
    worker: asyncio.Task[None] | None = None

    async def state(self) -> str:
        """How far the item is, and its run, of which no part is left when it is over; what was never begun was left out."""
        seen = await self.api.execute(ASKED, id=self.run, experiment=self.experiment)
        found = seen["experimentRun"]
        (item,) = found["itemStates"]["nodes"]
        state = "LEFT_OUT" if item["state"] == "CANCELLED" and item["result"] is None else item["state"]
        turns = item["result"]["turnResults"] if item["result"] else []
        is_over = found["status"] in FINAL
        assert not is_over or not await ExperimentShard.filter(run_id=self.pk, status__in=list(OPEN)).exists()
        assert [(turn["turnIndex"], turn["status"]) for turn in turns] == list(enumerate(TURNS.get(state, ()), start=1))
        return f"{state}/{found['status'] if seen['experiment'] else 'DELETED'}"

    async def rows(self) -> list[Any]:
        """Everything that is stored of the item, how it is counted, and how far the run is."""
        stored = [await model.filter(run_id=self.pk).order_by("id").values() for model in ROWS]
        counted = ("total", "succeeded", "failed", "cancelled", "input_tokens", "output_tokens", "cost")
        run = await ExperimentRun.filter(id=self.pk).values("status", "reason")
        return [*stored, run, await ExperimentStats.filter(run_id=self.pk).values(*counted)]

    async def at_rest(self) -> None:
        """Wait for the worker to end, in good order or because it was stopped."""
        if self.worker is not None:
            (error,) = await asyncio.gather(self.worker, return_exceptions=True)
            assert error is None or isinstance(error, asyncio.CancelledError | ResultsNotStored)
            self.worker = None

    async def shown(self) -> bool:
        """Whether the worker's calls have come to the last turn, and others see it at work; or it has nothing to do."""
        assert self.worker is not None
        if self.worker.done() or len(self.stub.received) < 2:
            return self.worker.done()
        announce(self.pk)
        return await ExperimentRunWorker.filter(run_id=self.pk, running=1).exists()


# --- what processes do -----------------------------------------------------------------------------------------------


async def begin(walk: Walk) -> None:
    """A worker takes the item; if it may, the endpoint has heard of the last turn and has not answered."""
    if walk.worker is None:
        walk.worker = asyncio.create_task(work_on(walk.pk))
        await until(walk.shown)
        if walk.worker.done():
            await walk.at_rest()


async def answer(walk: Walk) -> None:
    await begin(walk)
    walk.stub.stop()
    await walk.at_rest()


async def interrupt(walk: Walk) -> None:
    if walk.worker is not None:
        walk.worker.cancel()
    await walk.at_rest()


async def lose_touch(walk: Walk) -> None:
    bus.publish(LOST, None)
    await walk.at_rest()


async def store_late(walk: Walk) -> None:
    """A process that had been given up for dead stores what it did."""
    walk.stub.script.clear()
    run = await ExperimentRun.get(id=walk.pk)
    item = await DatasetItem.get(id=row_id(walk.world["datasetItemId"], DatasetItem))
    done = await ItemInWork(await plan_of(run), Unit(item.id, item.data), Claimant(run.space_id)).done()
    await store(run, [done])


async def run_out(walk: Walk) -> None:
    await pause_by_system(walk.pk, "The budget is used up.")


async def run_fails(walk: Walk) -> None:
    await fall_over(walk)
    await walk.at_rest()


async def look_after(walk: Walk) -> None:
    await look_after_runs()


# --- what people do --------------------------------------------------------------------------------------------------


async def cancel(walk: Walk) -> str | None:
    code = await asked(walk, "cancelExperimentRun", experimentRunId=walk.run)
    await walk.at_rest()
    return code


async def append(walk: Walk) -> str | None:
    chosen = [walk.world["datasetItemId"]]
    return await asked(walk, "appendExperimentRunItems", experimentRunId=walk.run, datasetItemIds=chosen)


async def delete(walk: Walk) -> str | None:
    return await asked(walk, "deleteExperiment", experimentId=walk.experiment)


def again(mode: str) -> Step:
    """Do the item again, in another run."""

    async def rerun(walk: Walk) -> str:
        given: dict[str, Any] = {} if mode == "ALL" else {"baseRunId": walk.run}
        if mode == "RETRY_ITEMS":
            given["datasetItemIds"] = [walk.world["datasetItemId"]]
        return await anew(walk, "runExperiment", experimentId=walk.experiment, mode=mode, **given)

    return rerun


async def rescore(walk: Walk) -> str:
    given = {"name": f"judged anew {walk.pk}", "evaluators": [fits(walk.world)]}
    return await anew(walk, "rescoreExperimentRun", experimentRunId=walk.run, **given)


async def anew(walk: Walk, field: str, **given: Any) -> str:
    """How the item ends in another run, if that is begun; the endpoint answers at once there."""
    payload = (await walk.api.mutate(field, RUN, **given)).data[field]
    if payload["errors"]:
        return str(payload["errors"][0]["code"])
    walk.stub.stop()
    walk.stub.script.clear()
    other = replace(walk, run=payload["experimentRun"]["id"])
    await start(other.pk)
    await work_on(other.pk)
    return f"anew: {(await other.state()).split('/')[0]}"


def fits(world: World) -> dict[str, Any]:
    """An evaluator that says nothing about an output without an answer."""
    inputs = [{"name": "output", "output": True, "path": "$.answer"}, {"name": "expected", "column": "talk.expected"}]
    return {"evaluatorVersionId": world["evaluatorVersionId"], "alias": "exact", "inputs": inputs}


# --- states and steps ------------------------------------------------------------------------------------------------


STEPS: dict[str, Step] = {
    "the job that starts the run": job_runs,
    "a worker begins": begin,
    "the target answers": answer,
    "the target fails": answer,
    "an evaluator fails": answer,
    "the process stops": interrupt,
    "the process is out of touch": lose_touch,
    "a late process stores it": store_late,
    "the budget is used up": run_out,
    "the run fails": run_fails,
    "maintenance": look_after,
    "append": append,
    "submit": steer("submitItemResults", results=[{"key": "t0", "output": "y"}]),
    "retry what failed": again("RETRY_FAILED"),
    "retry it": again("RETRY_ITEMS"),
    "run all": again("ALL"),
    "rescore": rescore,
    "delete": delete,
    "pause": steer("pauseExperimentRun"),
    "resume": steer("resumeExperimentRun"),
    "cancel": cancel,
    "finish": steer("finishExperimentRun"),
    "a process holds it": hold,
}

PATHS: dict[str, tuple[str, ...]] = {
    "WAITING/PENDING": (),
    "WAITING/RUNNING": ("the job that starts the run",),
    "WAITING/PAUSED": ("the job that starts the run", "pause"),
    "RUNNING/RUNNING": ("the job that starts the run", "a worker begins"),
    "RUNNING/PAUSED": ("the job that starts the run", "a worker begins", "pause"),
    "SUCCEEDED/RUNNING": ("the job that starts the run", "the target answers"),
    "SUCCEEDED/PAUSED": ("the job that starts the run", "the target answers", "pause"),
    "FAILED/RUNNING": ("the job that starts the run", "the target fails"),
    "FAILED/PAUSED": ("the job that starts the run", "an evaluator fails", "pause"),
    "LEFT_OUT/CANCELLING": ("the job that starts the run", "a process holds it", "cancel"),
    "SUCCEEDED/SUCCEEDED": ("the job that starts the run", "the target answers", "finish"),
    "FAILED/COMPLETED_WITH_FAILURES": ("the job that starts the run", "the target fails", "finish"),
    "CANCELLED/CANCELLED": ("the job that starts the run", "a worker begins", "cancel"),
    "LEFT_OUT/CANCELLED": ("the job that starts the run", "cancel"),
    "LEFT_OUT/FAILED": ("the job that starts the run", "the run fails"),
    "SUCCEEDED/DELETED": ("the job that starts the run", "the target answers", "finish", "delete"),
}
"""How each state is come to: of the item, and of its run, or that its experiment was deleted."""


def of_runs(*statuses: str) -> list[str]:
    return [state for state in PATHS if state.split("/")[1] in statuses]


ENDED = of_runs(*FINAL)
DELETED = of_runs("DELETED")
PAUSED = of_runs("PAUSED")
BUSY = of_runs("PENDING", "RUNNING", "PAUSED", "CANCELLING")
WORKED_ON = of_runs("PENDING", "RUNNING", "CANCELLING")
ANEW = "anew: SUCCEEDED"
UNANSWERED = "anew: FAILED"


def failing(failed: str) -> dict[str, str]:
    return {
        "WAITING/RUNNING": f"{failed}/RUNNING", "RUNNING/RUNNING": f"{failed}/RUNNING",
        "RUNNING/PAUSED": f"{failed}/PAUSED", "LEFT_OUT/CANCELLING": "LEFT_OUT/CANCELLED",
    }  # fmt: skip


BACK = {"RUNNING/RUNNING": "WAITING/RUNNING", "RUNNING/PAUSED": "WAITING/PAUSED"}
REFUSED_TO_DO_AGAIN = {**dict.fromkeys(BUSY, "RUN_IN_PROGRESS"), **dict.fromkeys(DELETED, "NOT_FOUND")}
AFTER: dict[str, dict[str, str]] = {
    "the job that starts the run": {"WAITING/PENDING": "WAITING/RUNNING"},
    "a worker begins": {"WAITING/RUNNING": "RUNNING/RUNNING", "LEFT_OUT/CANCELLING": "LEFT_OUT/CANCELLED"},
    "the target answers": failing("SUCCEEDED"),
    "the target fails": failing("FAILED"),
    "an evaluator fails": failing("FAILED"),
    "the process stops": BACK,
    "the process is out of touch": BACK,
    # The item has been done and paid for, whatever became of its run meanwhile.
    "a late process stores it": {
        state: f"SUCCEEDED/{state.split('/')[1]}" for state in PATHS if state.startswith(("WAITING", "RUNNING", "LEFT_OUT"))
    },
    "the budget is used up": {
        state: state.replace("/RUNNING", "/PAUSED") for state in of_runs("RUNNING")
    },
    "the run fails": {
        **{state: f"{state.split('/')[0]}/FAILED" for state in BUSY},
        **dict.fromkeys((state for state in BUSY if state.startswith("WAITING")), "LEFT_OUT/FAILED"),
        **dict.fromkeys((state for state in BUSY if state.startswith("RUNNING")), "CANCELLED/FAILED"),
    },
    "maintenance": {},
    "append": {"LEFT_OUT/CANCELLING": "RUN_NOT_ACTIVE", **dict.fromkeys([*ENDED, *DELETED], "RUN_ENDED")},
    "submit": dict.fromkeys(PATHS, "RUN_NOT_OPEN"),
    "retry what failed": {
        **REFUSED_TO_DO_AGAIN, **dict.fromkeys(ENDED, ANEW), "SUCCEEDED/SUCCEEDED": "NOTHING_TO_RETRY"
    },
    "retry it": {**REFUSED_TO_DO_AGAIN, **dict.fromkeys(ENDED, ANEW)},
    "run all": {**REFUSED_TO_DO_AGAIN, **dict.fromkeys(ENDED, ANEW)},
    "rescore": {
        **dict.fromkeys(BUSY, "RUN_NOT_ENDED"), **dict.fromkeys(DELETED, "NOT_FOUND"),
        "SUCCEEDED/SUCCEEDED": ANEW, "FAILED/COMPLETED_WITH_FAILURES": UNANSWERED, "CANCELLED/CANCELLED": UNANSWERED,
        "LEFT_OUT/CANCELLED": "NOTHING_TO_RESCORE", "LEFT_OUT/FAILED": "NOTHING_TO_RESCORE",
    },
    "delete": {**REFUSED_TO_DO_AGAIN, **{state: f"{state.split('/')[0]}/DELETED" for state in ENDED}},
    "pause": {
        **dict.fromkeys([*ENDED, *DELETED], "RUN_ENDED"),
        **dict.fromkeys([*PAUSED, "LEFT_OUT/CANCELLING"], "RUN_NOT_ACTIVE"),
        **{state: f"{state.split('/')[0]}/PAUSED" for state in of_runs("PENDING", "RUNNING")},
    },
    "resume": {
        **dict.fromkeys([*ENDED, *DELETED], "RUN_ENDED"),
        **dict.fromkeys(WORKED_ON, "RUN_NOT_PAUSED"),
        **{state: state.replace("/PAUSED", "/RUNNING") for state in PAUSED},
    },
    "cancel": {
        **dict.fromkeys([*ENDED, *DELETED], "RUN_ENDED"),
        **{state: "LEFT_OUT/CANCELLED" for state in PATHS if state.startswith("WAITING")},
        **{state: "CANCELLED/CANCELLED" for state in PATHS if state.startswith("RUNNING")},
        # Every item is done, so that nothing was cancelled.
        **dict.fromkeys(("SUCCEEDED/RUNNING", "SUCCEEDED/PAUSED"), "SUCCEEDED/SUCCEEDED"),
        **dict.fromkeys(("FAILED/RUNNING", "FAILED/PAUSED"), "FAILED/COMPLETED_WITH_FAILURES"),
    },
    "finish": {
        **dict.fromkeys([*ENDED, *DELETED], "RUN_ENDED"),
        "LEFT_OUT/CANCELLING": "RUN_NOT_ACTIVE",
        "SUCCEEDED/RUNNING": "SUCCEEDED/SUCCEEDED",
        "FAILED/RUNNING": "FAILED/COMPLETED_WITH_FAILURES",
    },
}  # fmt: skip
"""What follows from a step in a state: another state, the code of a refusal or how another run goes; else nothing."""


@pytest.fixture
async def world(api: Api) -> AsyncIterator[World]:
    """A dataset of one item of two turns; nobody takes jobs."""
    made = await world_of(api, [{"talk": [TURN, TURN]}])
    items = "query($id: ID!) { datasetVersion(id: $id) { items(first: 1) { nodes { id } } } }"
    (item,) = (await api.execute(items, id=made["datasetVersionId"]))["datasetVersion"]["items"]["nodes"]
    made.ids["datasetItemId"] = item["id"]
    await engine().stop()
    yield made
    await engine().start()


@asynccontextmanager
async def walk_to(api: Api, world: World, state: str, step: str) -> AsyncIterator[Walk]:
    """An item that was brought to a state, where a step is to be taken."""
    path = PATHS[state]
    ending = next((ENDINGS[one] for one in (*path, step) if one in ENDINGS), GOOD)
    async with stub_provider() as stub:
        stub.default = GOOD
        stub.script += [GOOD, replace(ending, is_stalled=True)]
        target = {"http": {"url": stub.base_url, "body": {"q": "{{talk}}"}}}
        made = await experiment(api, world, target=target, evaluators=[fits(world)], name=f"{state} {stub.base_url}")
        walk = Walk(api, world, stub, await started(api, made, mode="APPEND"), made)
        for one in ("append", *path):
            assert await STEPS[one](walk) is None
        assert await walk.state() == state
        yield walk
        stub.stop()
        await walk.at_rest()
        await cancel(walk)


@pytest.mark.parametrize("state", PATHS)
async def test_every_step_in_a_state_is_taken_or_refused(api: Api, world: World, state: str) -> None:
    await require_every_step(state, AFTER, STEPS, partial(walk_to, api, world))


async def test_of_two_processes_that_do_an_item_the_first_to_store_it_counts(api: Api, world: World) -> None:
    async with walk_to(api, world, "RUNNING/RUNNING", "the target fails") as walk:
        await STEPS["a late process stores it"](walk)
        before = await walk.rows()
        await STEPS["the target fails"](walk)
        assert (await walk.state(), await walk.rows()) == ("SUCCEEDED/RUNNING", before)
