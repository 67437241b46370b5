"""Endpoints that answer later: an item waits in its row alone, and whatever comes back is stored once or refused clearly."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from app.core.clock import now
from app.evaluation.invocations import HEADER, Ticket, callback_headers
from app.evaluation.models import EvalTargetRecord, RecordStatus
from app.evaluation.target_kind import Invocation
from app.experiments.arriving import expire_awaited
from app.experiments.choices import ShardStatus
from app.experiments.models import ExperimentItemResult, ExperimentRun, ExperimentShard
from app.runner.jobs import engine
from graphql_schema.core.ids import row_id
from tests.api import Api
from tests.experiments.test_control import RUN, ended, look, started, until_run
from tests.experiments.test_experiments import exact, experiment, numbered
from tests.experiments.test_modes import item_ids
from tests.experiments.test_turns import exact as exact_turns
from tests.experiments.test_turns import found, world_of
from tests.llm.stub_provider import Scripted, StubProvider, fault, stub_provider
from tests.waiting import until
from tests.world import World, make_world

ACCEPTED = Scripted(202, {"accepted": True})


@pytest.fixture
async def world(api: Api) -> World:
    return await make_world(api, items=numbered(3), runs=0)


def later(stub: StubProvider, **more: Any) -> dict[str, Any]:
    stub.default = ACCEPTED
    return {"callback": {"url": stub.base_url, "body": {"t": "{{ticket}}"}} | more}


async def waiting_run(api: Api, world: World, stub: StubProvider, **given: Any) -> str:
    """A run all of whose items wait for what the endpoint sends back."""
    run = await started(api, await experiment(api, world, target=later(stub), evaluators=[exact(world)]), **given)
    await until_waiting(run)
    return run


async def until_waiting(run: str) -> None:
    pk = row_id(run, ExperimentRun)

    async def waits() -> bool:
        shards = await ExperimentShard.filter(run_id=pk)
        return bool(shards) and all(shard.status is ShardStatus.AWAITING for shard in shards)

    await until(waits)


async def send(api: Api, token: str, **given: Any) -> httpx2.Response:
    return await api.client.post("/api/targets/results", json=given, headers={HEADER: token})


def tokens(stub: StubProvider) -> dict[str, str]:
    return {got.body["t"]: got.headers[HEADER] for got in stub.received}


async def test_items_wait_in_their_rows_alone_and_are_judged_when_outputs_come(api: Api, world: World) -> None:
    async with stub_provider() as stub:
        run = await waiting_run(api, world, stub)
        seen = await look(api, run)
        assert (seen["status"], seen["stats"]["counts"]["running"]) == ("RUNNING", 0)
        sent = tokens(stub)
        for number in range(3):
            given = {"output": "x", "inputTokens": 2, "outputTokens": 1, "cost": 0.25}
            answered = await send(api, sent[f"ticket {number}"], **given)
            assert (answered.status_code, answered.json()) == (200, {"status": "STORED"})
        seen = await ended(api, run)
    assert (seen["status"], seen["stats"]["counts"]["succeeded"]) == ("SUCCEEDED", 3)
    assert (seen["stats"]["inputTokens"], float(seen["stats"]["cost"])) == (6, 0.75)
    assert len(stub.received) == 3
    record = await EvalTargetRecord.filter(run_id=row_id(run, ExperimentRun)).first()
    assert record is not None
    assert (record.status, record.awaited_until, record.input and record.input["method"]) == (
        RecordStatus.SUCCEEDED, None, "POST"
    )  # fmt: skip


async def test_repeated_other_forged_and_malformed_results_get_a_clear_answer(api: Api, world: World) -> None:
    async with stub_provider() as stub:
        run = await waiting_run(api, world, stub)
        token = tokens(stub)["ticket 0"]
        many = await asyncio.gather(*(send(api, token, output="x") for _ in range(5)))
        assert sorted(one.json()["status"] for one in many) == ["REPEATED"] * 4 + ["STORED"]
        for answered, status, code in (
            (await send(api, token, output="y"), 409, "RESULT_CONFLICT"),
            (await send(api, token[:-3] + "abc", output="x"), 401, "INVALID_INVOCATION"),
            (await send(api, "x" * 5000, output="x"), 401, "INVALID_INVOCATION"),
            (await api.client.post("/api/targets/results", json={"output": "x"}), 401, "INVALID_INVOCATION"),
            (await send(api, token), 400, "INVALID_RESULT"),
            (await send(api, token, output="x", error="y"), 400, "INVALID_RESULT"),
            (await send(api, token, output="x", cost=-1), 400, "INVALID_RESULT"),
            (await send(api, token, outptu="x"), 400, "INVALID_RESULT"),
        ):
            assert answered.status_code == status
            (error,) = answered.json()["errors"]
            assert error["extensions"]["code"] == code
            assert error["message"]
        await until_run(api, run, lambda seen: seen["stats"]["counts"]["succeeded"] == 1)
        (await api.run("Cancel", run=run)).payload()
        assert (await ended(api, run))["status"] == "CANCELLED"
        late = await send(api, tokens(stub)["ticket 1"], output="x")
    assert (late.status_code, late.json()["errors"][0]["extensions"]["code"]) == (410, "RESULT_LATE")
    pk = row_id(run, ExperimentRun)
    assert not await EvalTargetRecord.filter(run_id=pk, status=RecordStatus.AWAITING).exists()
    assert await ExperimentItemResult.filter(run_id=pk).count() == 1


async def test_a_result_that_comes_before_anything_is_stored_is_kept(api: Api, world: World) -> None:
    async with stub_provider() as stub:
        made = await experiment(api, world, target=later(stub), evaluators=[exact(world)])
        await engine().stop()
        try:
            run = await started(api, made)
            for item in (await item_ids(api, world)).values():
                ticket = Ticket(
                    Invocation(row_id(run, ExperimentRun), int(item.split("_")[1], 16)), now() + timedelta(hours=1)
                )
                answered = await send(api, callback_headers(ticket)[HEADER], output="x")
                assert answered.json() == {"status": "STORED"}
        finally:
            await engine().start()
        seen = await ended(api, run)
    assert seen["stats"]["counts"]["succeeded"] == 3
    assert stub.received == []


async def test_waiting_items_survive_a_restart(api: Api, world: World) -> None:
    async with stub_provider() as stub:
        run = await waiting_run(api, world, stub)
        await engine().stop()
        try:
            for token in tokens(stub).values():
                assert (await send(api, token, output="x")).status_code == 200
        finally:
            await engine().start()
        assert (await ended(api, run))["stats"]["counts"]["succeeded"] == 3
    assert len(stub.received) == 3


async def test_what_does_not_come_in_time_fails(api: Api, world: World) -> None:
    async with stub_provider() as stub:
        run = await waiting_run(api, world, stub)
        sent = tokens(stub)
        assert (await send(api, sent["ticket 0"], output="x")).status_code == 200
        overdue = EvalTargetRecord.filter(run_id=row_id(run, ExperimentRun), status=RecordStatus.AWAITING)
        await overdue.update(awaited_until=now() - timedelta(seconds=1))
        await expire_awaited()
        seen = await ended(api, run)
        late = await send(api, sent["ticket 1"], output="x")
    assert (seen["stats"]["counts"]["succeeded"], seen["stats"]["counts"]["failed"]) == (1, 2)
    assert late.status_code == 410
    failed = await ExperimentItemResult.filter(run_id=row_id(run, ExperimentRun), status="FAILED").first()
    assert failed is not None
    assert failed.error is not None
    assert failed.error["code"] == "CALLBACK_TIMED_OUT"


async def test_an_expired_token_is_refused(api: Api, world: World) -> None:
    async with stub_provider() as stub:
        run = await waiting_run(api, world, stub)
    ticket = Ticket(Invocation(row_id(run, ExperimentRun), 12345), now() - timedelta(seconds=5))
    assert (await send(api, callback_headers(ticket)[HEADER], output="x")).status_code == 410
    (await api.run("Cancel", run=run)).payload()


async def test_a_paused_run_keeps_what_comes_and_a_retry_asks_for_what_failed_alone(api: Api, world: World) -> None:
    async with stub_provider() as stub:
        run = await waiting_run(api, world, stub)
        (await api.mutate("pauseExperimentRun", RUN, experimentRunId=run)).payload()
        for ticket, token in tokens(stub).items():
            given = {"error": {"code": "BUSY", "message": "Not now."}} if ticket == "ticket 0" else {"output": "x"}
            assert (await send(api, token, **given)).status_code == 200
        assert (await look(api, run))["stats"]["counts"]["succeeded"] == 0
        (await api.mutate("resumeExperimentRun", RUN, experimentRunId=run)).payload()
        seen = await ended(api, run)
        assert (seen["status"], seen["stats"]["counts"]["failed"]) == ("COMPLETED_WITH_FAILURES", 1)
        experiment_id = (await api.execute("query($id: ID!) { experimentRun(id: $id) { experiment { id } } }", id=run))[
            "experimentRun"
        ]["experiment"]["id"]
        retry = await started(api, experiment_id, mode="RETRY_FAILED")
        await until_waiting(retry)
        assert len(stub.received) == 4
        assert (await send(api, stub.received[-1].headers[HEADER], output="x")).status_code == 200
        assert (await ended(api, retry))["stats"]["counts"]["succeeded"] == 3


async def test_an_endpoint_that_refuses_fails_the_item(api: Api, world: World) -> None:
    async with stub_provider() as stub:
        target = later(stub)
        stub.default = fault(400)
        run = await started(api, await experiment(api, world, target=target, evaluators=[exact(world)]))
        assert (await ended(api, run))["stats"]["counts"]["failed"] == 3


async def test_turns_are_awaited_one_after_another(api: Api) -> None:
    world = await world_of(api, [{"talk": [{"user": "a", "expected": "A"}, {"user": "b", "expected": "B"}]}])
    async with stub_provider() as stub:
        target = later(stub, body={"t": "{{talk}}", "h": "{{history}}"})
        run = await started(api, await experiment(api, world, target=target, evaluators=[exact_turns(world)]))
        await until_waiting(run)
        assert (await send(api, tokens(stub)["a"], output="A")).status_code == 200

        async def second() -> bool:
            return len(stub.received) == 2

        await until(second)
        assert stub.received[1].body["h"] == [{"role": "user", "content": "a"}, {"role": "assistant", "content": "A"}]
        assert (await send(api, tokens(stub)["b"], output="B")).status_code == 200
        await ended(api, run)
    seen = await found(api, run)
    (result,) = seen["results"]["nodes"]
    assert [turn["output"] for turn in result["turnResults"]] == ["A", "B"]
    assert result["weightedScore"] == 1.0
    assert len(result["evalTargetRecords"]) == 2
