from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from app.core.clock import shifted
from app.datasets.models import Dataset, RemoteExperimentTrigger, TriggerStatus
from app.datasets.remote import LOST_AFTER, end_lost_triggers
from graphql_schema.core.ids import parse_global_id
from tests.api import Api
from tests.datasets.conftest import Datasets

TRIGGER = "remoteExperimentTrigger { status httpStatus answer reason payload dataset { name } }"
SHOWN = """query($id: ID!) { dataset(id: $id) { remoteExperiment { url payload headerNames }
  remoteExperimentTriggers { totalCount nodes { status } } } }"""


@dataclass
class Elsewhere:
    """A server that runs experiments, or says it does."""

    url: str = ""
    status: int = 202
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)
    """Set, unless it lets its callers wait."""
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.received.append((headers, await request.read()))
        await self.goes_on.wait()
        return web.Response(status=self.status, text="thanks", headers={"location": "/elsewhere"})


@pytest.fixture
async def elsewhere() -> AsyncIterator[Elsewhere]:
    made = Elsewhere()
    made.goes_on.set()
    application = web.Application()
    application.router.add_post("/run", made.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/run"
    yield made
    await runner.cleanup()


async def prepared(api: Api, dataset: str, url: str, **more: Any) -> Any:
    made = await api.mutate("setRemoteExperiment", "dataset { id } secret", datasetId=dataset, url=url, **more)
    return made.payload()["secret"]


async def triggered(api: Api, dataset: str, **more: Any) -> Any:
    made = await api.mutate("triggerRemoteExperiment", TRIGGER, datasetId=dataset, **more)
    return made.payload()["remoteExperimentTrigger"]


async def test_a_trigger_is_signed_and_its_answer_kept(api: Api, datasets: Datasets, elsewhere: Elsewhere) -> None:
    dataset = await datasets.make()
    headers = [{"name": "X-Team", "value": "hidden value"}]
    secret = await prepared(api, dataset, elsewhere.url, payload={"model": "a"}, headers=headers)
    done = await triggered(api, dataset)
    assert done == {
        "status": "SUCCEEDED",
        "httpStatus": 202,
        "answer": "thanks",
        "reason": None,
        "payload": {"model": "a"},
        "dataset": {"name": "tickets"},
    }
    ((sent, body),) = elsewhere.received
    assert json.loads(body) == {
        "spaceId": api.space,
        "datasetId": dataset,
        "datasetName": "tickets",
        "payload": {"model": "a"},
    }
    assert (sent["x-team"], sent["content-type"]) == ("hidden value", "application/json")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert sent["webhook-signature"] == f"v1,{expected}"
    assert (await triggered(api, dataset, payload=[1]))["payload"] == [1]
    shown = (await api.execute(SHOWN, id=dataset))["dataset"]
    assert shown["remoteExperiment"] == {"url": elsewhere.url, "payload": {"model": "a"}, "headerNames": ["X-Team"]}
    assert shown["remoteExperimentTriggers"]["totalCount"] == 2


@pytest.mark.parametrize(("status", "reason"), [(500, "The other side answered with 500."), (302, "redirect")])
async def test_a_refusal_is_kept_too(api: Api, datasets: Datasets, elsewhere: Elsewhere, status: int, reason: str) -> None:
    dataset, elsewhere.status = await datasets.make(), status
    await prepared(api, dataset, elsewhere.url)
    done = await triggered(api, dataset)
    assert done["status"] == "FAILED"
    assert reason in done["reason"]
    assert len(elsewhere.received) == 1


@pytest.mark.parametrize("status", list(TriggerStatus))
async def test_a_call_whose_server_ended_is_ended_in_time(
    api: Api, datasets: Datasets, elsewhere: Elsewhere, status: TriggerStatus
) -> None:
    dataset = await datasets.make()
    await prepared(api, dataset, elsewhere.url)
    await triggered(api, dataset)
    parsed = parse_global_id(dataset)
    assert parsed
    mine = RemoteExperimentTrigger.filter(dataset_id=parsed[1])
    await mine.update(status=status)
    await end_lost_triggers()
    assert (await mine.get()).status is status
    with shifted(LOST_AFTER):
        await end_lost_triggers()
    assert (await mine.get()).status is (TriggerStatus.FAILED if status is TriggerStatus.PENDING else status)


async def test_addresses_that_are_never_called_are_not_called(api: Api, datasets: Datasets) -> None:
    dataset = await datasets.make()
    await prepared(api, dataset, "http://169.254.169.254/latest")
    done = await triggered(api, dataset)
    assert (done["status"], done["httpStatus"]) == ("FAILED", None)
    assert "never called" in done["reason"]


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"url": "ftp://example.com"}, "INVALID_URL", ["url"]),
        ({"url": "http://a:b@example.com"}, "INVALID_URL", ["url"]),
        ({"url": "http://[::1"}, "INVALID_URL", ["url"]),
        ({"secret": "whsec_!!"}, "INVALID_SIGNING_SECRET", ["secret"]),
        ({"secret": "whsec_c2hvcnQ="}, "INVALID_SIGNING_SECRET", ["secret"]),
        ({"headers": [{"name": "webhook-id", "value": "x"}]}, "INVALID_HEADER", ["headers", "0"]),
        ({"headers": [{"name": "Host", "value": "x"}]}, "INVALID_HEADER", ["headers", "0"]),
        ({"headers": [{"name": "X", "value": "a\nb"}]}, "INVALID_HEADER", ["headers", "0"]),
    ],
)
async def test_what_cannot_be_sent_is_refused(
    api: Api, datasets: Datasets, given: dict[str, Any], code: str, path: list[str]
) -> None:
    wanted = {"datasetId": await datasets.make(), "url": "https://example.com/run"} | given
    refused = await api.mutate("setRemoteExperiment", "dataset { id }", **wanted)
    assert refused.refused() == (code, ["input", *path])


async def test_secrets_do_not_move_to_another_address(api: Api, datasets: Datasets, elsewhere: Elsewhere) -> None:
    dataset = await datasets.make()
    assert (await api.mutate("triggerRemoteExperiment", TRIGGER, datasetId=dataset)).refused() == (
        "NO_REMOTE_EXPERIMENT",
        ["input", "datasetId"],
    )
    first = await prepared(api, dataset, elsewhere.url, headers=[{"name": "X", "value": "y"}])
    assert first.startswith("whsec_")
    assert await prepared(api, dataset, elsewhere.url, payload=1) is None
    moved = await api.mutate("setRemoteExperiment", "dataset { id }", datasetId=dataset, url="https://example.com")
    assert moved.refused() == ("SECRET_REQUIRED", ["input", "headers"])
    second = await prepared(api, dataset, "https://example.com", headers=[])
    assert second not in (None, first)
    parsed = parse_global_id(dataset)
    assert parsed
    assert second not in str((await Dataset.get(id=parsed[1])).remote_secret)
    (await api.mutate("removeRemoteExperiment", "dataset { id }", datasetId=dataset)).payload()
    assert (await api.execute(SHOWN, id=dataset))["dataset"]["remoteExperiment"] is None


async def test_many_triggers_at_once_are_all_kept(api: Api, datasets: Datasets, elsewhere: Elsewhere) -> None:
    dataset = await datasets.make()
    await prepared(api, dataset, elsewhere.url)
    await asyncio.gather(*(triggered(api, dataset) for _ in range(5)))
    shown = (await api.execute(SHOWN, id=dataset))["dataset"]["remoteExperimentTriggers"]
    assert [node["status"] for node in shown["nodes"]] == ["SUCCEEDED"] * 5
    assert len({headers["webhook-id"] for headers, _ in elsewhere.received}) == 5
