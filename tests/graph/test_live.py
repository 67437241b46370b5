"""Many watchers of one thing: what they share, what they do not, and when they have to go."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from app.accounts.credentials import SESSION_COOKIE, actor_of_request
from app.accounts.rechecking import Credential, actors_of
from app.core import metrics
from app.core.database import Database
from app.core.events import bus
from app.core.notices import tell
from app.experiments.choices import ExperimentRunStatus
from app.experiments.models import ExperimentRun, ExperimentStats
from app.experiments.progress import topic
from app.http.websockets import WebSocketProtocol
from graphql_schema.core import live as live_streams
from graphql_schema.core.ids import parse_global_id
from graphql_schema.core.live import live
from graphql_schema.core.websocket import Turns
from tests.api import Api
from tests.live import PATIENCE_SECONDS, cookies_of, socket
from tests.waiting import until
from tests.world import World, make_world

PROGRESS = """subscription Watch($run: ID!, $after: Int) {
  experimentProgress(experimentRunId: $run, afterSequence: $after) { sequence status latestResults { id } } }"""
ROLE = """subscription Watch($run: ID!) {
  experimentProgress(experimentRunId: $run) { sequence experimentRun { space { role } } } }"""
FIRST = 1000


class Show:
    """A run as somebody works on it, state by state."""

    def __init__(self, run: str) -> None:
        parsed = parse_global_id(run)
        assert parsed
        self.id = run
        self.pk = parsed[1]
        self.sequence = FIRST

    async def say(self, status: ExperimentRunStatus = ExperimentRunStatus.RUNNING) -> int:
        """Store the next state and tell of it; gives its number."""
        self.sequence += 1
        await ExperimentStats.filter(run_id=self.pk).update(sequence=self.sequence)
        # More may come, or the maintenance would find that it has no work left and end it.
        await ExperimentRun.filter(id=self.pk).update(status=status, is_open=True)
        tell(topic(self.pk))
        return self.sequence


@pytest.fixture
async def world(api: Api) -> World:
    return await make_world(api)


@pytest.fixture
async def show(world: World) -> AsyncIterator[Show]:
    """A run that goes on as long as the test."""
    made = Show(world["experimentRunId"])
    await made.say()
    yield made
    await made.say(ExperimentRunStatus.SUCCEEDED)
    assert live.streams == ()


@asynccontextmanager
async def watching(
    server: str, api: Api, run: str, *, document: str = PROGRESS, payload: dict[str, Any] | None = None, **variables: Any
) -> AsyncIterator[ClientConnection]:
    """A websocket with one subscription."""
    headers = None if payload else cookies_of(api)
    async with socket(server, headers=headers, payload=payload) as connection:
        await subscribe(connection, "1", document, run=run, **variables)
        yield connection


async def subscribe(connection: ClientConnection, identity: str, document: str, **variables: Any) -> None:
    payload = {"query": document, "variables": variables}
    await connection.send(json.dumps({"id": identity, "type": "subscribe", "payload": payload}))


async def message(connection: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        found: dict[str, Any] = json.loads(await connection.recv())
    return found


async def sequence(connection: ClientConnection) -> int:
    """The number of the next state."""
    found = await message(connection)
    assert found["type"] == "next", found
    return int(found["payload"]["data"]["experimentProgress"]["sequence"])


async def everybody_gone() -> None:
    async def gone() -> bool:
        return live.streams == ()

    await until(gone)


@asynccontextmanager
async def listening(server: str, api: Api, run: str, **headers: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """A subscription over server-sent events."""
    sent = {"query": PROGRESS, "variables": {"run": run}}
    given = {"accept": "text/event-stream"} | (headers or cookies_of(api))
    async with (
        httpx2.AsyncClient(base_url=server, timeout=PATIENCE_SECONDS) as client,
        client.stream("POST", "/graphql", json=sent, headers=given) as response,
    ):
        yield payloads(response)


async def payloads(response: httpx2.Response) -> AsyncIterator[dict[str, Any]]:
    async for line in response.aiter_lines():
        if line.startswith("data:") and len(line) > len("data: "):
            yield json.loads(line.removeprefix("data:"))


async def test_watchers_share_an_execution_whatever_carries_it(
    api: Api, viewer: Api, server: str, show: Show, system: Database
) -> None:
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(watching(server, api, show.id)) for _ in range(5)]
        sockets += [await stack.enter_async_context(watching(server, viewer, show.id)) for _ in range(5)]
        states = await stack.enter_async_context(listening(server, viewer, show.id))
        assert [await sequence(one) for one in sockets] == [show.sequence] * 10
        assert (await anext(states))["data"]["experimentProgress"]["sequence"] == show.sequence
        (stream,) = live.streams
        assert len(stream.watchers) == 11
        before = system.statements
        told = await show.say()
        assert [await sequence(one) for one in sockets] == [told] * 10
        assert (await anext(states))["data"]["experimentProgress"]["sequence"] == told
        # One for the latest results, of which there are none to read; and whatever the sweep asked meanwhile.
        assert system.statements - before <= 10
    await everybody_gone()


async def test_who_may_see_different_things_shares_nothing(api: Api, viewer: Api, server: str, show: Show) -> None:
    async with (
        watching(server, api, show.id, document=ROLE) as owner,
        watching(server, api, show.id, document=ROLE) as same,
        watching(server, viewer, show.id, document=ROLE) as guest,
    ):
        found = [(await message(one))["payload"]["data"]["experimentProgress"] for one in (owner, same, guest)]
        assert [one["experimentRun"]["space"]["role"] for one in found] == ["OWNER", "OWNER", "VIEWER"]
        assert sorted(len(stream.watchers) for stream in live.streams) == [1, 2]
    await everybody_gone()


async def test_an_outsider_shares_nothing(api: Api, outsider: Api, server: str, show: Show) -> None:
    async with watching(server, api, show.id) as owner, watching(server, outsider, show.id) as other:
        assert await sequence(owner) == show.sequence
        refused = await message(other)
        assert refused["payload"]["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        assert (await message(other))["type"] == "complete"
    await everybody_gone()


async def test_who_comes_late_is_told_the_latest_at_once(api: Api, server: str, show: Show) -> None:
    async with watching(server, api, show.id) as early:
        assert await sequence(early) == show.sequence
        await show.say()
        assert await sequence(early) == show.sequence
        async with watching(server, api, show.id) as late:
            assert await sequence(late) == show.sequence
    await everybody_gone()


async def test_what_was_said_long_ago_is_looked_up_anew(
    api: Api, server: str, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_streams, "FRESH_SECONDS", -1.0)
    async with watching(server, api, show.id) as early:
        assert await sequence(early) == show.sequence
        async with watching(server, api, show.id) as late:
            assert await sequence(late) == show.sequence
            assert len(live.streams) == 1
            await show.say()
            # Who had seen the state is not told it again.
            assert await sequence(early) == await sequence(late) == show.sequence
    await everybody_gone()


async def test_a_slow_reader_goes_on_with_the_latest(
    api: Api, server: str, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[bytes] = []
    slow: list[WebSocketProtocol] = []

    def refuse(self: WebSocketProtocol, text: bytes) -> bool:
        tried.append(text)
        slow[:] = [self]
        return False

    async def is_last() -> bool:
        return bool(tried) and b'"sequence":%d' % show.sequence in tried[-1]

    async with watching(server, api, show.id) as reader:
        assert await sequence(reader) == show.sequence
        with monkeypatch.context() as patched:
            patched.setattr(WebSocketProtocol, "write", refuse)
            for _ in range(3):
                await show.say()
                await until(is_last)
        slow[0].resume_writing()
        assert await sequence(reader) == show.sequence
        await show.say(ExperimentRunStatus.SUCCEEDED)
        assert await sequence(reader) == show.sequence
        assert (await message(reader))["type"] == "complete"
    await everybody_gone()


async def test_a_slow_reader_is_told_of_the_end(api: Api, server: str, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    slow: list[WebSocketProtocol] = []

    def refuse(self: WebSocketProtocol, text: bytes) -> bool:
        slow[:] = [self]
        return False

    async with watching(server, api, show.id) as reader:
        assert await sequence(reader) == show.sequence
        with monkeypatch.context() as patched:
            patched.setattr(WebSocketProtocol, "write", refuse)
            await show.say(ExperimentRunStatus.SUCCEEDED)
            await everybody_gone()
        slow[0].resume_writing()
        assert await sequence(reader) == show.sequence
        assert (await message(reader))["type"] == "complete"


async def test_going_on_from_a_sequence_number(api: Api, server: str, show: Show) -> None:
    seen = show.sequence
    async with (
        watching(server, api, show.id, after=seen) as knows,
        watching(server, api, show.id, after=seen - 1) as missed,
    ):
        assert await sequence(missed) == seen
        await show.say()
        assert await sequence(knows) == seen + 1
    await everybody_gone()


async def test_going_on_after_the_end(api: Api, world: World) -> None:
    last = world.progress["sequence"]
    assert await api.subscribe(PROGRESS, run=world["experimentRunId"], after=last) == []
    (event,) = await api.subscribe(PROGRESS, run=world["experimentRunId"], after=last - 1)
    assert event["data"]["experimentProgress"]["sequence"] == last


async def test_going_on_with_an_import(api: Api, world: World) -> None:
    uploaded = await api.client.post("/api/uploads", content=b'{"ticket": "x"}\n', headers={"content-type": "text/plain"})
    made = (await api.run("Import", dataset=world["datasetId"], upload=uploaded.json()["id"])).payload()
    job = made["datasetIoJob"]["id"]
    last = (await api.watch("ImportProgress", job=job))[-1]["data"]["datasetIoJobProgress"]["sequence"]
    document = """subscription($job: ID!, $after: Int) {
      datasetIoJobProgress(datasetIoJobId: $job, afterSequence: $after) { sequence } }"""
    assert await api.subscribe(document, job=job, after=last) == []
    assert len(await api.subscribe(document, job=job, after=last - 1)) == 1


async def test_the_end_of_a_session_closes_its_websockets_soon(api: Api, server: str, show: Show) -> None:
    async with watching(server, api, show.id) as reader:
        assert await sequence(reader) == show.sequence
        (await api.run("LogOut")).payload()
        with pytest.raises(ConnectionClosed) as closed:
            # Nobody is told to look; the bound is far above what it takes, and it is no measurement.
            await message(reader)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401
    await everybody_gone()


async def test_a_revoked_key_watches_no_longer(api: Api, server: str, show: Show) -> None:
    key = (await api.run("NewKey", space=None)).payload()
    bearer = {"authorization": f"Bearer {key['secret']}"}
    async with (
        watching(server, api, show.id, payload=bearer) as reader,
        watching(server, api, show.id) as other,
        listening(server, api, show.id, **bearer) as states,
    ):
        assert await sequence(reader) == await sequence(other) == show.sequence
        assert "errors" not in await anext(states)
        (await api.mutate("revokeApiKey", "apiKey { id }", apiKeyId=key["apiKey"]["id"])).payload()
        await live.sweep()
        with pytest.raises(ConnectionClosed) as closed:
            await message(reader)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401
        assert (await anext(states))["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert [state async for state in states] == []
        told = await show.say()
        assert await sequence(other) == told
    await everybody_gone()


@pytest.mark.parametrize("document", [PROGRESS, ROLE], ids=["shared", "personal"])
async def test_who_leaves_the_space_watches_no_longer(api: Api, viewer: Api, server: str, show: Show, document: str) -> None:
    async with (
        watching(server, api, show.id, document=document) as owner,
        watching(server, viewer, show.id, document=document) as guest,
    ):
        assert await sequence(owner) == await sequence(guest) == show.sequence
        await live.sweep()
        (await api.mutate("removeSpaceMember", "space { id }", spaceId=api.space, userId=viewer.user)).payload()
        await live.sweep()
        refused = await message(guest)
        assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", "NOT_FOUND")
        told = await show.say()
        assert await sequence(owner) == told
        # The connection is as good as before for whatever may still be asked.
        await subscribe(guest, "2", "{ viewer { email } }")
        assert (await message(guest))["payload"]["data"]["viewer"]["email"] == viewer.email
    await everybody_gone()


async def test_another_role_shows_in_what_is_watched(api: Api, viewer: Api, server: str, show: Show) -> None:
    async with watching(server, viewer, show.id, document=ROLE) as guest:
        assert await sequence(guest) == show.sequence
        given = {"spaceId": api.space, "userId": viewer.user, "role": "MEMBER"}
        (await api.mutate("setSpaceRole", "spaceMembership { id }", **given)).payload()
        await live.sweep()
        found = (await message(guest))["payload"]["data"]["experimentProgress"]
        assert found["experimentRun"]["space"]["role"] == "MEMBER"
    await everybody_gone()


async def test_a_subscription_in_an_unusual_form_ends_with_access_too(
    api: Api, viewer: Api, server: str, show: Show
) -> None:
    document = """subscription($run: ID!) { ...Watched }
      fragment Watched on Subscription { experimentProgress(experimentRunId: $run) { sequence } }"""
    async with watching(server, viewer, show.id, document=document) as guest:
        assert await sequence(guest) == show.sequence
        (await api.mutate("removeSpaceMember", "space { id }", spaceId=api.space, userId=viewer.user)).payload()
        await live.sweep()
        refused = await message(guest)
        assert refused["payload"]["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        assert (await message(guest))["type"] == "complete"
    await everybody_gone()


async def test_sweeping_costs_the_same_for_many(api: Api, viewer: Api, server: str, show: Show, system: Database) -> None:
    costs = []
    async with AsyncExitStack() as stack:
        for count in (1, 6):
            for person in [api, viewer] * count:
                await sequence(await stack.enter_async_context(watching(server, person, show.id)))
            before = system.statements
            await live.sweep()
            costs.append(system.statements - before)
    # The sweep that goes by itself may have fallen into the time.
    assert max(costs) <= 2 * min(costs)
    await everybody_gone()


async def test_too_many_subscriptions_on_a_connection(api: Api, server: str, show: Show) -> None:
    most = 100
    async with socket(server, headers=cookies_of(api)) as connection:
        for number in range(most + 1):
            await subscribe(connection, str(number), PROGRESS, run=show.id)
        found = [await message(connection) for _ in range(most + 1)]
        assert metrics.open_subscriptions._value.get() == most
        (refused,) = [one for one in found if one["type"] == "error"]
        assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"
        assert f"at most {most}" in refused["payload"][0]["message"]
        await connection.send(json.dumps({"id": "0", "type": "complete"}))
        await subscribe(connection, "again", PROGRESS, run=show.id)
        assert (await message(connection))["id"] == "again"
    await everybody_gone()


async def test_an_id_is_used_once_at_a_time(api: Api, server: str, show: Show) -> None:
    async with watching(server, api, show.id) as reader:
        assert await sequence(reader) == show.sequence
        await subscribe(reader, "1", "{ viewer { email } }")
        with pytest.raises(ConnectionClosed) as closed:
            await message(reader)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4409
    await everybody_gone()


@pytest.mark.parametrize("sent", ["not json", "[]", '{"type": "nonsense"}', '{"id": {}, "type": "complete"}', b"\x00"])
async def test_what_is_no_message_closes_the_connection(api: Api, server: str, sent: str | bytes) -> None:
    async with socket(server, headers=cookies_of(api)) as connection:
        await connection.send(sent)
        with pytest.raises(ConnectionClosed) as closed:
            await message(connection)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4400


async def test_mutations_over_a_websocket_are_each_done(api: Api, server: str) -> None:
    document = 'mutation { createApiKey(input: { name: "twice" }) { apiKey { id } errors { code } } }'
    async with socket(server, headers=cookies_of(api)) as connection:
        for identity in ("a", "b"):
            await subscribe(connection, identity, document)
        found = [await message(connection) for _ in range(4)]
    made = [one["payload"]["data"]["createApiKey"]["apiKey"]["id"] for one in found if one["type"] == "next"]
    assert len(set(made)) == 2


async def test_nothing_is_left_of_who_has_gone(api: Api, server: str, show: Show) -> None:
    async with watching(server, api, show.id) as reader, listening(server, api, show.id) as states:
        assert await sequence(reader) == show.sequence
        await anext(states)
        assert metrics.open_subscriptions._value.get() == 2
    await everybody_gone()

    async def is_unheard() -> bool:
        return topic(show.pk) not in bus._topics

    await until(is_unheard)
    assert metrics.open_subscriptions._value.get() == 0


async def test_rechecking_finds_whom_asking_finds(api: Api, viewer: Api, outsider: Api, nobody: Api) -> None:
    personal = (await api.run("NewKey", space=None)).payload()["secret"]
    of_space = (await api.run("NewKey", space=api.space)).payload()["secret"]
    tokens = [person.client.cookies[SESSION_COOKIE] for person in (api, viewer, outsider)]
    asked: dict[Credential, Any] = {Credential(None, token): ({}, {SESSION_COOKIE: token}) for token in (*tokens, "none")}
    keys = (personal, of_space, f"{personal}x", "none")
    asked |= {Credential(key): ({"authorization": f"Bearer {key}"}, {}) for key in keys}
    found = await actors_of(asked)
    for credential, (headers, cookies) in asked.items():
        assert Credential.of(headers, cookies, None) == credential
        assert found[credential] == await actor_of_request(headers, cookies)


async def test_a_server_without_a_wire_is_told_one_message_at_a_time() -> None:
    sent: list[str] = []
    goes_on = asyncio.Event()

    class Slow:
        async def send_text(self, text: str) -> None:
            await goes_on.wait()
            sent.append(text)

    class Told:
        def __init__(self) -> None:
            self.count = 0

        def writable(self) -> None:
            self.count += 1

    told = Told()
    turns = Turns(Slow(), told)  # type: ignore[arg-type]
    assert not turns.listen(told)  # type: ignore[arg-type]
    assert turns.write(b"first")
    assert not turns.write(b"second")
    goes_on.set()

    async def is_told() -> bool:
        return told.count == 1

    await until(is_told)
    assert sent == ["first"]
    assert turns.write(b"third")
