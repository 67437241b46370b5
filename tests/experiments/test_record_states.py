"""What may become of an output that is awaited, in each state of its record and of its run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from app.core.clock import now
from app.datasets.models import DatasetItem
from app.evaluation.invocations import HEADER, Ticket, callback_headers
from app.evaluation.models import EvalTargetRecord, RecordStatus
from app.evaluation.target_kind import Invocation
from app.experiments.arriving import expire_awaited
from app.experiments.choices import FINAL
from app.experiments.items import ItemInWork, Unit
from app.experiments.models import ExperimentItemResult, ExperimentRun, ExperimentStats
from app.experiments.planning import plan_of
from app.experiments.storing import store
from app.runner.jobs import engine
from app.runner.slots import Claimant
from graphql_schema.core.ids import row_id
from tests.api import Api
from tests.experiments.steps import RunWalk, fall_over, hold, job_runs, steer, work_on
from tests.experiments.test_callbacks import ACCEPTED
from tests.experiments.test_control import ENDED as ENDED_RUNS
from tests.experiments.test_control import RUN, STATES, started
from tests.experiments.test_experiments import exact, experiment, numbered
from tests.experiments.test_pushed import OUTCOMES, PUSHED
from tests.llm.stub_provider import stub_provider
from tests.walking import Step, require_every_step
from tests.world import World, make_world


@dataclass
class Walk(RunWalk):
    """An item, alone in its run, and an endpoint that sends its output later."""

    @property
    def item(self) -> int:
        """The id of the item's row."""
        return row_id(self.world["datasetItemId"], DatasetItem)

    async def state(self) -> str:
        """How far the output is, or what kept it from coming, and whether it was judged; and how far the run is."""
        run = await ExperimentRun.get(id=self.pk)
        record = await EvalTargetRecord.get_or_none(run_id=self.pk)
        if record is None:
            return f"NOT_ASKED/{run.status}"
        code = (record.error or {}).get("code")
        assert (record.awaited_until is not None) is (record.status is RecordStatus.AWAITING)
        state = record.status.value if code in {None, "FAILED"} else code
        is_judged = await ExperimentItemResult.filter(run_id=self.pk, id=record.item_result_id).exists()
        return f"{state}{' and judged' if is_judged else ''}/{run.status}"

    async def rows(self) -> list[Any]:
        """The record, its result, what they are counted as, and how far the run is."""
        counted = ("total", "succeeded", "failed", "cancelled", "input_tokens", "output_tokens", "cost")
        stored = [await model.filter(run_id=self.pk).values() for model in (EvalTargetRecord, ExperimentItemResult)]
        run = await ExperimentRun.filter(id=self.pk).values("status", "reason")
        return [*stored, run, await ExperimentStats.filter(run_id=self.pk).values(*counted)]


# --- what endpoints send ---------------------------------------------------------------------------------------------


def token_of(walk: Walk, hours: int = 1) -> str:
    ticket = Ticket(Invocation(walk.pk, walk.item), now() + timedelta(hours=hours))
    return callback_headers(ticket)[HEADER]


async def sent(walk: Walk, token: str, **given: Any) -> str | None:
    response = await walk.api.client.post("/api/targets/results", json=given, headers={HEADER: token})
    answered = response.json()
    if response.status_code == 200:
        return None if answered == {"status": "STORED"} else str(answered["status"])
    (error,) = answered["errors"]
    assert error["message"]
    return str(error["extensions"]["code"])


def sends(**given: Any) -> Step:
    async def send(walk: Walk) -> str | None:
        return await sent(walk, token_of(walk), **given)

    return send


async def send_forged(walk: Walk) -> str | None:
    return await sent(walk, token_of(walk)[:-3] + "abc", output="x")


async def send_late(walk: Walk) -> str | None:
    return await sent(walk, token_of(walk, hours=-1), output="x")


# --- what processes do -----------------------------------------------------------------------------------------------


async def work(walk: Walk) -> None:
    """A worker does what can be done; what was asked for once is not asked for again."""
    is_known, requests = await EvalTargetRecord.filter(run_id=walk.pk).exists(), len(walk.stub.received)
    await work_on(walk.pk)
    assert not is_known or len(walk.stub.received) == requests


async def store_late(walk: Walk) -> None:
    """A process that had been given up for dead stores that it asked."""
    run = await ExperimentRun.get(id=walk.pk)
    item = await DatasetItem.get(id=walk.item)
    await store(run, [await ItemInWork(await plan_of(run), Unit(item.id, item.data), Claimant(run.space_id)).done()])


async def pass_deadline(walk: Walk) -> None:
    awaited = EvalTargetRecord.filter(run_id=walk.pk, awaited_until__isnull=False)
    await awaited.update(awaited_until=now() - timedelta(seconds=1))
    await expire_awaited()


async def look_after(walk: Walk) -> None:
    await expire_awaited()


# --- states and steps ------------------------------------------------------------------------------------------------


STEPS: dict[str, Step] = {
    "send": sends(output="x", inputTokens=2, cost=0.5),
    "send another": sends(output="y"),
    "send an error": sends(error={"code": "FAILED", "message": "It broke."}),
    "send by a forged token": send_forged,
    "send when the token is over": send_late,
    "send nothing": sends(),
    "submit": steer("submitItemResults", results=[{"key": "t0", "output": "x"}]),
    "the job that starts the run": job_runs,
    "a worker": work,
    "a late process stores it": store_late,
    "the deadline passes": pass_deadline,
    "maintenance": look_after,
    "the run fails": fall_over,
    "pause": steer("pauseExperimentRun"),
    "resume": steer("resumeExperimentRun"),
    "cancel": steer("cancelExperimentRun"),
    "finish": steer("finishExperimentRun"),
    "a process holds it": hold,
}
ASKED = ("the job that starts the run", "a worker")
PATHS: dict[str, tuple[str, ...]] = {
    "NOT_ASKED/RUNNING": ("the job that starts the run",),
    "AWAITING/RUNNING": ASKED,
    "AWAITING/PAUSED": (*ASKED, "pause"),
    "AWAITING/CANCELLING": (*ASKED, "a process holds it", "cancel"),
    "SUCCEEDED/RUNNING": (*ASKED, "send"),
    "SUCCEEDED/PAUSED": (*ASKED, "pause", "send"),
    "FAILED/RUNNING": (*ASKED, "send an error"),
    "CALLBACK_TIMED_OUT/RUNNING": (*ASKED, "the deadline passes"),
    "SUCCEEDED and judged/RUNNING": (*ASKED, "send", "a worker"),
    "FAILED and judged/RUNNING": (*ASKED, "send an error", "a worker"),
    "SUCCEEDED and judged/SUCCEEDED": (*ASKED, "send", "a worker", "finish"),
    "RUN_ENDED/CANCELLED": (*ASKED, "cancel"),
    "RUN_ENDED/FAILED": (*ASKED, "the run fails"),
    "NOT_ASKED/CANCELLED": ("the job that starts the run", "cancel"),
}
"""How each state is come to: of the output, and of the run."""


def of_runs(*statuses: str) -> list[str]:
    return [state for state in PATHS if state.split("/")[1] in statuses]


def of_outputs(*starts: str) -> list[str]:
    return [state for state in PATHS if state.startswith(starts)]


def into(run: str, states: list[str]) -> dict[str, str]:
    """The same states of the output in another state of the run."""
    return {state: f"{state.split('/')[0]}/{run}" for state in states}


ENDED = of_runs(*FINAL)
LATE = dict.fromkeys([*ENDED, "AWAITING/CANCELLING", "CALLBACK_TIMED_OUT/RUNNING"], "RESULT_LATE")
NOT_ACTIVE = dict.fromkeys(of_runs("PAUSED", "CANCELLING"), "RUN_NOT_ACTIVE")


def arriving(status: str, others: dict[str, str]) -> dict[str, str]:
    awaited = [state for state in of_outputs("NOT_ASKED", "AWAITING") if state not in LATE]
    return LATE | {state: f"{status}/{state.split('/')[1]}" for state in awaited} | others


AFTER: dict[str, dict[str, str]] = {
    "send": arriving("SUCCEEDED", {
        **dict.fromkeys(of_outputs("SUCCEEDED"), "REPEATED"), **dict.fromkeys(of_outputs("FAILED"), "RESULT_CONFLICT"),
    }),
    "send another": arriving("SUCCEEDED", dict.fromkeys(of_outputs("SUCCEEDED", "FAILED"), "RESULT_CONFLICT")),
    "send an error": arriving("FAILED", {
        **dict.fromkeys(of_outputs("SUCCEEDED"), "RESULT_CONFLICT"), **dict.fromkeys(of_outputs("FAILED"), "REPEATED"),
    }),
    "send by a forged token": dict.fromkeys(PATHS, "INVALID_INVOCATION"),
    "send when the token is over": {
        **dict.fromkeys(PATHS, "RESULT_LATE"),
        **dict.fromkeys(of_outputs("SUCCEEDED"), "REPEATED"), **dict.fromkeys(of_outputs("FAILED"), "RESULT_CONFLICT"),
    },
    "send nothing": dict.fromkeys(PATHS, "INVALID_RESULT"),
    "submit": dict.fromkeys(PATHS, "RUN_NOT_OPEN"),
    "the job that starts the run": {},
    "a worker": {
        "NOT_ASKED/RUNNING": "AWAITING/RUNNING", "AWAITING/CANCELLING": "RUN_ENDED/CANCELLED",
        **{state: state.replace("/", " and judged/") for state in of_runs("RUNNING")
           if state.startswith(("SUCCEEDED/", "FAILED/", "CALLBACK"))},
    },
    # Nobody would send anything any more for a run that is over.
    "a late process stores it": {
        "NOT_ASKED/RUNNING": "AWAITING/RUNNING", "NOT_ASKED/CANCELLED": "RUN_ENDED/CANCELLED"
    },
    "the deadline passes": {
        state: state.replace("AWAITING", "CALLBACK_TIMED_OUT") for state in of_outputs("AWAITING")
    },
    "maintenance": {},
    "the run fails": into("FAILED", of_runs("RUNNING", "PAUSED", "CANCELLING"))
    | dict.fromkeys(of_outputs("AWAITING"), "RUN_ENDED/FAILED"),
    "pause": dict.fromkeys(ENDED, "RUN_ENDED") | NOT_ACTIVE | into("PAUSED", of_runs("RUNNING")),
    "resume": {
        **dict.fromkeys(ENDED, "RUN_ENDED"), **dict.fromkeys(of_runs("RUNNING", "CANCELLING"), "RUN_NOT_PAUSED"),
        **into("RUNNING", of_runs("PAUSED")),
    },
    "cancel": {
        **dict.fromkeys(ENDED, "RUN_ENDED"), **into("CANCELLED", of_runs("RUNNING", "PAUSED")),
        "AWAITING/RUNNING": "RUN_ENDED/CANCELLED", "AWAITING/PAUSED": "RUN_ENDED/CANCELLED",
        "SUCCEEDED and judged/RUNNING": "SUCCEEDED and judged/SUCCEEDED",
        "FAILED and judged/RUNNING": "FAILED and judged/COMPLETED_WITH_FAILURES",
    },
    "finish": {
        **dict.fromkeys(ENDED, "RUN_ENDED"), "AWAITING/CANCELLING": "RUN_NOT_ACTIVE",
        "SUCCEEDED and judged/RUNNING": "SUCCEEDED and judged/SUCCEEDED",
        "FAILED and judged/RUNNING": "FAILED and judged/COMPLETED_WITH_FAILURES",
    },
}  # fmt: skip
"""What follows from a step in a state: another state, or what is answered; else nothing."""


@pytest.fixture
async def world(api: Api) -> AsyncIterator[World]:
    """A dataset of one item; nobody takes jobs."""
    made = await make_world(api, items=numbered(1), runs=0)
    await engine().stop()
    yield made
    await engine().start()


@asynccontextmanager
async def walk_to(api: Api, world: World, state: str, step: str) -> AsyncIterator[Walk]:
    """An output that was brought to a state."""
    async with stub_provider() as stub:
        stub.default = ACCEPTED
        target = {"callback": {"url": stub.base_url, "body": {"t": "{{ticket}}"}}}
        made = await experiment(api, world, target=target, evaluators=[exact(world)], name=f"{state} {stub.base_url}")
        walk = Walk(api, world, stub, await started(api, made, mode="APPEND"))
        chosen = {"experimentRunId": walk.run, "datasetItemIds": [world["datasetItemId"]]}
        (await api.mutate("appendExperimentRunItems", RUN, **chosen)).payload()
        for one in PATHS[state]:
            assert await STEPS[one](walk) is None
        assert await walk.state() == state
        yield walk
        await STEPS["cancel"](walk)


@pytest.mark.parametrize("state", PATHS)
async def test_every_step_in_a_state_is_taken_or_refused(api: Api, world: World, state: str) -> None:
    await require_every_step(state, AFTER, STEPS, partial(walk_to, api, world))


# --- what clients submit ---------------------------------------------------------------------------------------------


async def test_what_is_submitted_is_stored_while_a_run_goes_on(api: Api, world: World) -> None:
    fresh = dict.fromkeys(("PENDING", "RUNNING", "PAUSED"), "STORED") | {"CANCELLING": "RUN_NOT_ACTIVE"} | ENDED_RUNS
    for state in STATES:
        for said, before, expected in (("x", None, fresh[state]), ("x", "x", "REPEATED"), ("y", "x", "CONFLICT")):
            made = await experiment(api, world, target=PUSHED, evaluators=[exact(world)], name=f"{state} {said} {before}")
            run = await started(api, made)
            if before:
                assert await submitted(api, run, before) == "STORED"
            await STATES[state](api, run)
            stored = EvalTargetRecord.filter(run_id=row_id(run, ExperimentRun))
            known = await stored.values()
            assert await submitted(api, run, said) == expected, state
            after = await stored.values()
            assert [row["output"] for row in after] == ["x"] if expected == "STORED" else after == known, state


async def submitted(api: Api, run: str, said: str) -> str:
    """What becomes of an output, or why nothing can."""
    results = [{"key": "t0", "output": said}]
    payload = (await api.mutate("submitItemResults", OUTCOMES, experimentRunId=run, results=results)).data[
        "submitItemResults"
    ]
    return str(payload["errors"][0]["code"] if payload["errors"] else payload["results"][0]["status"])
