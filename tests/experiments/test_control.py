"""Runs are paused, resumed, cancelled, bounded and given more items through the API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from app.core.clock import now
from app.core.processes import this_process
from app.experiments.choices import ExperimentRunStatus, ShardStatus
from app.experiments.models import ExperimentItemResult, ExperimentRun, ExperimentShard
from app.experiments.running import start
from app.experiments.transitions import fail, locked, turn
from app.llm.models import ModelRequestRecord
from app.runner.jobs import engine
from graphql_schema.core.ids import row_id
from tests.api import Api, Result
from tests.experiments.test_experiments import exact, experiment, numbered
from tests.waiting import until
from tests.world import World, make_world

RUN = "experimentRun { id status reason concurrency priority isOpen }"
ECHO = {"model": {"model": "demo/echo", "column": "ticket"}}
SLOW = {"model": {"model": "demo/slow", "column": "ticket"}}
ASKED = """query($id: ID!) { experimentRun(id: $id) { status reason concurrency priority isOpen startedAt
  budget { cost tokens seconds }
  stats { sequence calls inputTokens outputTokens cost counts { total pending running succeeded failed cancelled } } } }"""


async def started(api: Api, experiment_id: str, **given: Any) -> str:
    """The id of a run that has been asked for."""
    made = await api.mutate("runExperiment", RUN, experimentId=experiment_id, **given)
    return str(made.payload()["experimentRun"]["id"])


async def look(api: Api, run: str) -> dict[str, Any]:
    found: dict[str, Any] = (await api.execute(ASKED, id=run))["experimentRun"]
    return found


async def until_run(api: Api, run: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """A run as it is when a condition holds."""
    seen: dict[str, Any] = {}

    async def does() -> bool:
        seen.update(await look(api, run))
        return holds(seen)

    await until(does)
    return seen


async def ended(api: Api, run: str) -> dict[str, Any]:
    """A run once it has ended."""
    await api.watch("Progress", run=run)
    return await look(api, run)


async def until_parked(api: Api, run: str) -> dict[str, Any]:
    """A run that is paused, once whatever was in work then is done."""

    async def is_parked() -> bool:
        held = ExperimentShard.filter(run_id=row_id(run, ExperimentRun, "id"), status=ShardStatus.PENDING)
        return (await look(api, run))["status"] == "PAUSED" and not await held.exists()

    await until(is_parked)
    return await look(api, run)


@pytest.fixture
async def world(api: Api) -> World:
    return await make_world(api, runs=0)


@pytest.fixture
async def idle(world: World) -> AsyncIterator[None]:
    """Nobody takes jobs, so that a run stays in the state it was brought to."""
    await engine().stop()
    yield
    await engine().start()


# --- transitions -----------------------------------------------------------------------------------------------------


async def _pending(api: Api, run: str) -> None:
    return


async def _running(api: Api, run: str) -> None:
    await start(row_id(run, ExperimentRun, "id"))


async def _paused(api: Api, run: str) -> None:
    (await api.mutate("pauseExperimentRun", RUN, experimentRunId=run)).payload()


async def _cancelling(api: Api, run: str) -> None:
    """A shard that a living process holds keeps the run from ending at once."""
    await _running(api, run)
    await ExperimentShard.filter(run_id=row_id(run, ExperimentRun, "id")).update(
        holder=this_process(), status=ShardStatus.PENDING
    )
    (await api.run("Cancel", run=run)).payload()


async def _cancelled(api: Api, run: str) -> None:
    (await api.run("Cancel", run=run)).payload()


async def _failed(api: Api, run: str) -> None:
    await fail(row_id(run, ExperimentRun, "id"), "It was not to be.")


def _finished(status: ExperimentRunStatus) -> Callable[[Api, str], Awaitable[None]]:
    """Brings a run to an end that it reaches by itself when its last item is done."""

    async def finished(api: Api, run: str) -> None:
        await _running(api, run)
        async with in_transaction():
            await turn(await locked(row_id(run, ExperimentRun, "id")), status, finished_at=now())

    return finished


STATES: dict[str, Callable[[Api, str], Awaitable[None]]] = {
    "PENDING": _pending,
    "RUNNING": _running,
    "PAUSED": _paused,
    "CANCELLING": _cancelling,
    "CANCELLED": _cancelled,
    "FAILED": _failed,
    "SUCCEEDED": _finished(ExperimentRunStatus.SUCCEEDED),
    "COMPLETED_WITH_FAILURES": _finished(ExperimentRunStatus.COMPLETED_WITH_FAILURES),
}
ENDED = dict.fromkeys(("CANCELLED", "FAILED", "SUCCEEDED", "COMPLETED_WITH_FAILURES"), "RUN_ENDED")
STAYS = {state: state for state in ("PENDING", "RUNNING", "PAUSED", "CANCELLING")}
AFTER: dict[str, dict[str, str]] = {
    "pauseExperimentRun": {
        "PENDING": "PAUSED", "RUNNING": "PAUSED", "PAUSED": "RUN_NOT_ACTIVE", "CANCELLING": "RUN_NOT_ACTIVE"
    },
    "resumeExperimentRun": {
        "PENDING": "RUN_NOT_PAUSED", "RUNNING": "RUN_NOT_PAUSED", "PAUSED": "PENDING", "CANCELLING": "RUN_NOT_PAUSED"
    },
    "cancelExperimentRun": {
        "PENDING": "CANCELLED", "RUNNING": "CANCELLED", "PAUSED": "CANCELLED", "CANCELLING": "CANCELLING"
    },
    "setExperimentRunConcurrency": STAYS,
    "setExperimentRunPriority": STAYS,
    "appendExperimentRunItems": dict.fromkeys(STAYS, "RUN_NOT_OPEN"),
    "finishExperimentRun": dict.fromkeys(STAYS, "RUN_NOT_OPEN"),
}  # fmt: skip
AFTER_IF_OPEN: dict[str, dict[str, str]] = {
    "pauseExperimentRun": AFTER["pauseExperimentRun"],
    "resumeExperimentRun": AFTER["resumeExperimentRun"],
    "appendExperimentRunItems": STAYS | {"CANCELLING": "RUN_NOT_ACTIVE"},
    "finishExperimentRun": {
        "PENDING": "PENDING", "RUNNING": "SUCCEEDED", "PAUSED": "PAUSED", "CANCELLING": "RUN_NOT_ACTIVE"
    },
}  # fmt: skip
MORE = {
    "setExperimentRunConcurrency": {"concurrency": 7},
    "setExperimentRunPriority": {"priority": "HIGH"},
}


async def steer(api: Api, world: World, field: str, run: str) -> Result:
    more = MORE.get(field, {})
    if field == "appendExperimentRunItems":
        more = {"datasetItemIds": [world["datasetItemId"]]}
    return await api.mutate(field, RUN, experimentRunId=run, **more)


def require_after(result: Result, expected: str) -> None:
    if expected.isupper() and "_" in expected:
        assert result.refused() == (expected, ["input", "experimentRunId"])
    else:
        assert result.payload()["experimentRun"]["status"] == expected


@pytest.mark.parametrize("state", STATES)
async def test_a_state_allows_what_it_should_and_refuses_the_rest(api: Api, world: World, idle: None, state: str) -> None:
    for field, after in AFTER.items():
        made = await experiment(api, world, target=ECHO, evaluators=[exact(world)], name=f"{field} when {state}")
        run = await started(api, made)
        await STATES[state](api, run)
        before = await look(api, run)
        assert before["status"] == state
        require_after(await steer(api, world, field, run), (after | ENDED)[state])
        is_allowed = (after | ENDED)[state] in STATES
        assert ((await look(api, run))["stats"]["sequence"] > before["stats"]["sequence"]) == is_allowed, field


@pytest.mark.parametrize("state", STATES)
async def test_an_open_run_allows_what_its_state_does(api: Api, world: World, idle: None, state: str) -> None:
    for field, after in AFTER_IF_OPEN.items():
        made = await experiment(api, world, target=ECHO, evaluators=[exact(world)], name=f"{field} when {state}")
        run = await started(api, made, mode="APPEND")
        if state in {"CANCELLING", "CANCELLED"}:
            (await steer(api, world, "appendExperimentRunItems", run)).payload()
        await STATES[state](api, run)
        require_after(await steer(api, world, field, run), (after | ENDED)[state])


WHILE_ACTIVE = {
    "runExperiment": "RUN_IN_PROGRESS",
    "rescoreExperimentRun": "RUN_NOT_ENDED",
    "recalculateExperimentRun": "RUN_NOT_ENDED",
    "setBaselineRun": "RUN_NOT_ENDED",
    "deleteExperiment": "RUN_IN_PROGRESS",
}
"""What waits for the end of a run, and how it is refused until then."""


async def lean_on(api: Api, world: World, field: str, made: str, run: str) -> str:
    """Do something that needs a run to have ended; gives the code of the error, if there is one."""
    given: dict[str, Any] = {"experimentRunId": run}
    if field in {"runExperiment", "deleteExperiment"}:
        given = {"experimentId": made}
    if field == "rescoreExperimentRun":
        given |= {"name": "judged anew", "evaluators": [exact(world)]}
    result = await api.mutate(field, "__typename", **given)
    assert not result.errors, result.errors
    return ", ".join(error["code"] for error in result.data[field]["errors"])


@pytest.mark.parametrize("state", STATES)
async def test_what_needs_the_end_of_a_run_waits_for_it(api: Api, world: World, idle: None, state: str) -> None:
    for field, refusal in WHILE_ACTIVE.items():
        made = await experiment(api, world, target=ECHO, evaluators=[exact(world)], name=f"{field} after {state}")
        run = await started(api, made)
        await STATES[state](api, run)
        # The run has not done an item, so nothing of it can be judged or compared with.
        without_results = {"rescoreExperimentRun": "NOTHING_TO_RESCORE", "setBaselineRun": "NO_RESULTS"}.get(field, "")
        expected = without_results if state in ENDED else refusal
        assert await lean_on(api, world, field, made, run) == expected, field


async def test_every_step_is_in_the_audit_log(api: Api, world: World, idle: None) -> None:
    made = await experiment(api, world, target=ECHO, evaluators=[])
    run = await started(api, made)
    for field in ("setExperimentRunConcurrency", "setExperimentRunPriority", "pauseExperimentRun"):
        (await steer(api, world, field, run)).payload()
    for field in ("resumeExperimentRun", "cancelExperimentRun"):
        (await steer(api, world, field, run)).payload()
    asked = "query($id: ID!) { space(id: $id) { auditLog(first: 20) { nodes { action before after } } } }"
    entries = (await api.execute(asked, id=world["spaceId"]))["space"]["auditLog"]["nodes"]
    actions = [entry["action"] for entry in entries if entry["action"].startswith("experiment.run")]
    assert sorted(actions) == sorted([
        "experiment.run", "experiment.run_concurrency_set", "experiment.run_priority_set", "experiment.run_paused",
        "experiment.run_resumed", "experiment.run_cancelled", "experiment.run_ended",
    ])  # fmt: skip
    paused = next(entry for entry in entries if entry["action"] == "experiment.run_paused")
    assert (paused["before"]["status"], paused["after"]["status"]) == ("PENDING", "PAUSED")


# --- pausing ---------------------------------------------------------------------------------------------------------


async def test_a_pause_begins_nothing_more_and_resuming_does_exactly_the_rest(api: Api) -> None:
    world = await make_world(api, items=numbered(30), runs=0)
    made = await experiment(api, world, target=SLOW, evaluators=[exact(world)], concurrency=4)
    run = await started(api, made)
    await until_run(api, run, lambda seen: seen["stats"]["counts"]["succeeded"] > 0)
    await _paused(api, run)
    paused = await until_parked(api, run)
    assert paused["reason"] == "Paused by a person."
    # Those that were in work when it was paused were done to the end, and no call was begun since.
    done = paused["stats"]["counts"]["succeeded"]
    assert 0 < done < 30
    assert await ModelRequestRecord.filter(subject_id=row_id(run, ExperimentRun, "id")).count() == done
    resumed = (await api.mutate("resumeExperimentRun", RUN, experimentRunId=run)).payload()["experimentRun"]
    assert (resumed["status"], resumed["reason"]) == ("RUNNING", None)
    (await api.mutate("setExperimentRunConcurrency", RUN, experimentRunId=run, concurrency=30)).payload()
    last = await ended(api, run)
    assert (last["status"], last["stats"]["counts"]["succeeded"], last["stats"]["calls"]) == ("SUCCEEDED", 30, 30)


async def test_a_run_paused_before_it_began_starts_when_it_is_resumed(api: Api, world: World, idle: None) -> None:
    run = await started(api, world["experimentId"])
    await _paused(api, run)
    await engine().start()
    try:
        await until_parked(api, run)
        (await api.mutate("resumeExperimentRun", RUN, experimentRunId=run)).payload()
        last = await ended(api, run)
    finally:
        await engine().stop()
    assert (last["status"], last["stats"]["counts"]["succeeded"]) == ("SUCCEEDED", 4)
    assert last["startedAt"]


async def test_a_paused_run_is_cancelled_at_once(api: Api) -> None:
    world = await make_world(api, items=numbered(200), runs=0)
    made = await experiment(api, world, target=SLOW, evaluators=[exact(world)], concurrency=4)
    run = await started(api, made)
    await until_run(api, run, lambda seen: seen["stats"]["counts"]["succeeded"] > 0)
    await _paused(api, run)
    await until_parked(api, run)
    (await api.run("Cancel", run=run)).payload()
    last = await ended(api, run)
    counts = last["stats"]["counts"]
    assert (last["status"], last["reason"]) == ("CANCELLED", "Cancelled by a person.")
    assert counts["succeeded"] + counts["cancelled"] == counts["total"] == 200
    # Nothing is written for what was not begun.
    assert await ExperimentItemResult.filter(run_id=row_id(run, ExperimentRun, "id")).count() == counts["succeeded"]


async def test_concurrency_is_changed_while_it_runs(api: Api) -> None:
    world = await make_world(api, items=numbered(100), runs=0)
    made = await experiment(api, world, target=SLOW, evaluators=[], concurrency=1)
    run = await started(api, made)
    first = await until_run(api, run, lambda seen: seen["stats"]["counts"]["running"] > 0)
    assert first["stats"]["counts"]["running"] == 1
    (await api.mutate("setExperimentRunConcurrency", RUN, experimentRunId=run, concurrency=20)).payload()
    await until_run(api, run, lambda seen: seen["stats"]["counts"]["running"] > 10)
    refused = await api.mutate("setExperimentRunConcurrency", RUN, experimentRunId=run, concurrency=0)
    assert refused.refused() == ("INVALID_CONCURRENCY", ["input", "concurrency"])
    assert (await look(api, run))["concurrency"] == 20
    (await api.run("Cancel", run=run)).payload()
    assert (await ended(api, run))["status"] == "CANCELLED"


# --- budgets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("budget", "reason", "larger"),
    [
        ({"tokens": 60}, "The budget of 60 tokens is used up", {"tokens": 1_000_000}),
        ({"cost": "0.00001"}, "The budget of $0.00001 is used up", {"cost": "100"}),
        ({"seconds": 1}, "The budget of 1 seconds is used up", {"seconds": 3_600, "tokens": 1_000_000}),
    ],
)
async def test_a_used_up_budget_pauses_a_run_until_it_gets_a_larger_one(
    api: Api, budget: dict[str, Any], reason: str, larger: dict[str, Any]
) -> None:
    world = await make_world(api, items=numbered(40), runs=0)
    made = await experiment(api, world, target=SLOW, evaluators=[exact(world)], concurrency=4)
    run = await started(api, made, budget=budget)
    paused = await until_parked(api, run)
    assert paused["reason"].startswith(reason)
    assert paused["budget"] == {"cost": None, "tokens": None, "seconds": None} | budget
    assert 0 < paused["stats"]["counts"]["succeeded"] < 40
    refused = await api.mutate("resumeExperimentRun", RUN, experimentRunId=run)
    assert refused.refused() == ("BUDGET_USED_UP", ["input", "budget"])
    refused = await api.mutate("resumeExperimentRun", RUN, experimentRunId=run, budget=budget)
    assert refused.refused() == ("BUDGET_USED_UP", ["input", "budget"])
    assert (await look(api, run))["status"] == "PAUSED"
    (await api.mutate("setExperimentRunConcurrency", RUN, experimentRunId=run, concurrency=40)).payload()
    (await api.mutate("resumeExperimentRun", RUN, experimentRunId=run, budget=larger)).payload()
    last = await ended(api, run)
    assert (last["status"], last["stats"]["calls"]) == ("SUCCEEDED", 40)
    assert last["budget"] == {"cost": None, "tokens": None, "seconds": None} | larger


@pytest.mark.parametrize(
    ("budget", "path"),
    [
        ({"cost": "0"}, "cost"),
        ({"cost": "-1"}, "cost"),
        ({"cost": "10000000000"}, "cost"),
        ({"cost": "0.00000000001"}, "cost"),
        ({"tokens": 0}, "tokens"),
        ({"seconds": -1}, "seconds"),
    ],
)
async def test_a_budget_is_more_than_nothing_and_can_be_stored(
    api: Api, world: World, budget: dict[str, Any], path: str
) -> None:
    refused = await api.mutate("runExperiment", RUN, experimentId=world["experimentId"], budget=budget)
    assert refused.refused() == ("INVALID_BUDGET", ["input", "budget", path])


async def test_a_budget_is_kept_to_the_last_digit(api: Api, world: World, idle: None) -> None:
    budget = {"cost": "1234567890.0123456789", "tokens": (1 << 63) - 1, "seconds": (1 << 31) - 1}
    run = await started(api, world["experimentId"], budget=budget)
    shown = (await look(api, run))["budget"]
    assert Decimal(shown.pop("cost")) == Decimal(str(budget.pop("cost")))
    assert shown == budget


async def test_an_empty_budget_is_none(api: Api, world: World) -> None:
    run = await started(api, world["experimentId"], budget={})
    assert (await ended(api, run))["budget"] is None
