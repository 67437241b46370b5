"""How far runs of prompts are: every step they may take, who hears of it, and what becomes of them when servers end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from typing import Any

import httpx2
import orjson
import pytest
from starlette.applications import Starlette

from app.core.clock import now
from app.core.processes import this_process
from app.llm.chat import ChatDelta, ChatReply, ChatRequest, FaultCode, ProviderFault, ToolCall
from app.llm.models import ModelRequestRecord, UsageScene
from app.llm.providers import Route, providers
from app.playground import running, service
from app.playground.models import PromptRun, PromptRunStatus
from graphql_schema.core.ids import row_id
from tests.api import Api
from tests.live import PATIENCE_SECONDS, cookies_of, events, socket
from tests.playground.test_playground import CANCEL, GO_ON, SAVE_ITEM, WATCH, prompt, run, save_draft
from tests.prompts.people import colleague
from tests.waiting import until

__all__ = ["prompt"]
WORDS = """subscription($run: ID!) { promptCompletion(promptRunId: $run) {
  sequence status text error { code } } }"""
"""Names nothing that is one's own, but is one's own all the same."""
RUNNING, AWAITING_TOOLS, SUCCEEDED = PromptRunStatus.RUNNING, PromptRunStatus.AWAITING_TOOLS, PromptRunStatus.SUCCEEDED
FAILED, CANCELLED = PromptRunStatus.FAILED, PromptRunStatus.CANCELLED
ENDED = (AWAITING_TOOLS, SUCCEEDED, FAILED, CANCELLED)
CALL = ToolCall("c1", "search", "{}")


class Model:
    """A model that writes a word, and the rest when it is told to."""

    def __init__(self) -> None:
        self.goes_on = asyncio.Event()
        self.ends: ChatReply | Exception = ChatReply("word end", "held")
        self.asked = 0

    async def __call__(self, route: Route, request: ChatRequest, **_: Any) -> AsyncGenerator[ChatDelta, None]:
        self.asked += 1
        yield ChatDelta("word ")
        await self.goes_on.wait()
        if isinstance(self.ends, Exception):
            raise self.ends
        yield ChatDelta(reply=self.ends)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Model:
    made = Model()
    monkeypatch.setattr(running, "ask_streaming", made)
    return made


@pytest.fixture
async def begun(api: Api, prompt: str, model: Model) -> str:
    """A run whose model has written a word."""
    await save_draft(api, prompt, "Say something.")
    made = await run(api, prompt, waits=False)
    assert made["status"] == "RUNNING"
    await until(words_of(row_id(made["id"], PromptRun)))
    return str(made["id"])


def words_of(pk: int) -> Callable[[], Any]:
    async def has_words() -> bool:
        writing = running.writing(pk)
        return writing is not None and bool(writing.text)

    return has_words


def ended(pk: int) -> Callable[[], Any]:
    async def has_ended() -> bool:
        return running.writing(pk) is None

    return has_ended


@pytest.mark.parametrize(
    ("reply", "status", "error"),
    [
        (ChatReply("Done.", "held"), SUCCEEDED, None),
        (ChatReply("", "held", tool_calls=(CALL,)), AWAITING_TOOLS, None),
        (ProviderFault(FaultCode.UNAVAILABLE, "Out of order."), FAILED, "UNAVAILABLE"),
        (RuntimeError("a bug"), FAILED, "INTERNAL"),
    ],
)
async def test_a_run_ends_as_its_model_does(
    api: Api, prompt: str, model: Model, reply: ChatReply | Exception, status: PromptRunStatus, error: str | None
) -> None:
    model.ends = reply
    model.goes_on.set()
    await save_draft(api, prompt, "Say something.")
    made = await run(api, prompt, isSingleStep=True)
    assert (made["status"], (made["error"] or {}).get("code")) == (status, error)
    assert made["finishedAt"]


async def test_a_model_that_asks_for_tools_too_often_is_left(api: Api, prompt: str, model: Model) -> None:
    model.ends = ChatReply("", "held", tool_calls=(CALL,))
    model.goes_on.set()
    await save_draft(api, prompt, "Say something.")
    made = await run(api, prompt, maxSteps=3)
    assert (made["status"], len(made["steps"]), model.asked) == ("AWAITING_TOOLS", 3, 3)


async def test_text_that_no_database_holds_is_mended(api: Api, prompt: str, model: Model) -> None:
    model.ends = ChatReply("a\x00b\ud800", "held")
    model.goes_on.set()
    await save_draft(api, prompt, "Say something.")
    assert (await run(api, prompt))["text"] == "a\ufffdb?"


async def test_a_run_is_stopped_and_keeps_its_words(api: Api, begun: str) -> None:
    stopped = (await api.execute(CANCEL, input={"promptRunId": begun})).payload()["promptRun"]
    assert (stopped["status"], stopped["text"], stopped["error"]) == ("CANCELLED", "word ", None)
    assert stopped["finishedAt"]


async def test_the_call_of_a_run_that_is_stopped_is_recorded(api: Api, prompt: str) -> None:
    await save_draft(api, prompt, "word " * 200, model="demo/slow")
    made = await run(api, prompt, waits=False)
    pk = row_id(made["id"], PromptRun)
    await until(words_of(pk))
    (await api.execute(CANCEL, input={"promptRunId": made["id"]})).payload()
    record = await ModelRequestRecord.get(subject_id=pk)
    assert (record.scene, record.error_code) == (UsageScene.PLAYGROUND, "CANCELLED")


@pytest.mark.parametrize("status", ENDED)
async def test_what_has_ended_stays_as_it_is(api: Api, begun: str, model: Model, status: PromptRunStatus) -> None:
    pk = row_id(begun, PromptRun)
    await PromptRun.filter(id=pk).update(status=status, holder="long gone")
    assert (await api.execute(CANCEL, input={"promptRunId": begun})).refused()[0] == "RUN_ENDED"
    await running.end_orphans()
    assert (await PromptRun.get(id=pk)).status is status
    # Its process comes to an end of its own.
    model.goes_on.set()
    await until(ended(pk))
    row = await PromptRun.get(id=pk)
    assert (row.status, row.error) == (status, None)


async def test_a_run_that_goes_on_is_neither_continued_nor_saved(api: Api, begun: str, model: Model) -> None:
    more = {"promptRunId": begun, "messages": [{"content": "And?"}]}
    assert (await api.execute(GO_ON, input=more)).refused()[0] == "RUN_GOES_ON"
    assert await saved(api, begun) == "RUN_HAS_NO_ANSWER"
    model.goes_on.set()
    await until(ended(row_id(begun, PromptRun)))


@pytest.mark.parametrize("is_stopped", [False, True])
async def test_a_run_of_a_deleted_prompt_ends_and_is_not_continued(
    api: Api, prompt: str, begun: str, model: Model, *, is_stopped: bool
) -> None:
    (await api.mutate("deletePrompt", "", promptId=prompt)).payload()
    if is_stopped:
        (await api.execute(CANCEL, input={"promptRunId": begun})).payload()
    model.goes_on.set()
    await until(ended(row_id(begun, PromptRun)))
    assert (await PromptRun.get(id=row_id(begun, PromptRun))).status is (CANCELLED if is_stopped else SUCCEEDED)
    more = {"promptRunId": begun, "messages": [{"content": "And?"}]}
    assert (await api.execute(GO_ON, input=more)).refused() == ("NOT_FOUND", ["input", "promptRunId"])


@pytest.mark.parametrize("status", ENDED)
async def test_what_has_ended_is_continued_by_a_run_of_its_own(api: Api, prompt: str, status: PromptRunStatus) -> None:
    await save_draft(api, prompt, "One")
    made = await run(api, prompt)
    await PromptRun.filter(id=row_id(made["id"], PromptRun)).update(status=status)
    more = {"promptRunId": made["id"], "messages": [{"content": "Two"}]}
    later = (await api.execute(GO_ON, input=more)).payload()["promptRun"]
    assert (later["status"], later["earlierRun"]["id"]) == ("SUCCEEDED", made["id"])
    assert (await PromptRun.get(id=row_id(made["id"], PromptRun))).status is status
    assert await saved(api, made["id"]) == (None if status in (SUCCEEDED, AWAITING_TOOLS) else "RUN_HAS_NO_ANSWER")


async def saved(api: Api, run_id: str) -> str | None:
    """Why the answer cannot be saved as an item; nothing if it can."""
    dataset = (await api.run("NewDataset", space=api.space)).payload()["dataset"]["id"]
    given = {"promptRunId": run_id, "datasetId": dataset, "outputColumn": "ticket"}
    result = await api.execute(SAVE_ITEM, input=given)
    errors = result["savePromptRunAsItem"]["errors"]
    return errors[0]["code"] if errors else None


# --- who hears of it -------------------------------------------------------------------------------------------------


async def test_words_are_told_over_a_websocket(server: str, api: Api, begun: str, model: Model) -> None:
    async with socket(server, headers=cookies_of(api)) as connection:
        told = events(connection, WORDS, run=begun)
        first = (await anext(told))["data"]["promptCompletion"]
        assert (first["status"], first["text"]) == ("RUNNING", "word ")
        model.goes_on.set()
        *_, last = [event["data"]["promptCompletion"] async for event in told]
    assert (last["status"], last["text"]) == ("SUCCEEDED", "word end")


async def test_words_are_told_over_server_sent_events(server: str, api: Api, begun: str, model: Model) -> None:
    sent = {"query": WORDS, "variables": {"run": begun}}
    headers = cookies_of(api) | {"accept": "text/event-stream"}
    states: list[dict[str, Any]] = []
    async with (
        httpx2.AsyncClient(timeout=PATIENCE_SECONDS) as browser,
        browser.stream("POST", f"{server}/graphql", json=sent, headers=headers) as response,
    ):
        async for line in response.aiter_lines():
            if line.startswith("data:") and (text := line.removeprefix("data:").strip()):
                states.append(orjson.loads(text)["data"]["promptCompletion"])
                model.goes_on.set()
    assert (states[0]["status"], states[0]["text"]) == ("RUNNING", "word ")
    assert (states[-1]["status"], states[-1]["text"]) == ("SUCCEEDED", "word end")
    sequences = [state["sequence"] for state in states]
    assert sequences == sorted(set(sequences))


@pytest.mark.parametrize("document", [WORDS, WATCH])
async def test_nobody_else_hears_of_it(
    app: Starlette, server: str, api: Api, outsider: Api, begun: str, model: Model, document: str
) -> None:
    other = await colleague(app, api)
    try:
        async with socket(server, headers=cookies_of(api)) as mine:
            assert (await anext(events(mine, document, run=begun)))["data"]
            for person in (other, outsider):
                async with socket(server, headers=cookies_of(person)) as theirs:
                    (told,) = [event async for event in events(theirs, document, run=begun)]
                    assert not told.get("data")
                    assert told["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    finally:
        await other.client.aclose()
    model.goes_on.set()
    await until(ended(row_id(begun, PromptRun)))


async def test_words_are_heard_of_from_another_server(
    api: Api, begun: str, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "writing", lambda run_id: None)
    watching = asyncio.create_task(api.subscribe(WORDS, run=begun))

    async def is_seen() -> bool:
        row = await PromptRun.get(id=row_id(begun, PromptRun))
        return row.status is RUNNING and row.text == "word " and row.sequence > 0

    await until(is_seen)
    model.goes_on.set()
    states = [event["data"]["promptCompletion"] for event in await watching]
    assert (states[-1]["status"], states[-1]["text"]) == ("SUCCEEDED", "word end")


# --- servers that end ------------------------------------------------------------------------------------------------


async def test_a_run_that_is_stopped_on_another_server_ends_here(begun: str) -> None:
    pk = row_id(begun, PromptRun)
    await PromptRun.filter(id=pk).update(status=CANCELLED)
    await until(ended(pk))
    row = await PromptRun.get(id=pk)
    assert (row.status, row.text) == (CANCELLED, "word ")


async def test_a_server_that_ends_keeps_the_words(begun: str) -> None:
    await running.stop_all()
    assert running.count() == 0
    row = await PromptRun.get(id=row_id(begun, PromptRun))
    assert (row.status, row.text, row.error) == (
        FAILED,
        "word ",
        {"code": "INTERRUPTED", "message": "The server ended while it ran."},
    )


async def test_a_run_that_is_stopped_before_it_has_begun_ends(api: Api, prompt: str, model: Model) -> None:
    await save_draft(api, prompt, "One")
    model.goes_on.set()
    row = await PromptRun.get(id=row_id((await run(api, prompt))["id"], PromptRun))
    await PromptRun.filter(id=row.id).update(status=RUNNING)
    made = running.begin(row, await providers().route(None, "demo/echo"), ChatRequest("demo/echo", ()))
    made.stop()
    assert made.task
    await made.task
    assert running.writing(row.id) is None
    assert (await PromptRun.get(id=row.id)).status is CANCELLED


async def test_a_run_whose_server_died_is_ended_by_the_maintenance(api: Api, prompt: str) -> None:
    await save_draft(api, prompt, "One")
    done = row_id((await run(api, prompt))["id"], PromptRun)
    await PromptRun.filter(id=done).update(status=RUNNING, holder=this_process())
    await running.end_orphans()
    assert (await PromptRun.get(id=done)).status is RUNNING
    await PromptRun.filter(id=done).update(holder="long gone")
    await running.end_orphans()
    row = await PromptRun.get(id=done)
    assert row.status is FAILED
    assert row.error
    assert row.error["code"] == "INTERRUPTED"


async def test_a_run_that_its_server_has_lost_is_ended_by_the_maintenance(api: Api, begun: str, model: Model) -> None:
    kept, earlier = row_id(begun, PromptRun), now() - timedelta(hours=1)
    lost = row_id((await run(api, await another_prompt(api, begun), waits=False))["id"], PromptRun)
    model.goes_on.set()
    await until(ended(lost))
    await until(ended(kept))
    await PromptRun.filter(id=lost).update(status=RUNNING, holder=this_process(), created_at=earlier)
    await running.end_orphans()
    assert (await PromptRun.get(id=lost)).status is FAILED
    assert (await PromptRun.get(id=kept)).status is SUCCEEDED


async def another_prompt(api: Api, run_id: str) -> str:
    """The prompt of a run, to run it once more."""
    shown = await api.execute("query($id: ID!) { promptRun(id: $id) { prompt { id } } }", id=run_id)
    return str(shown["promptRun"]["prompt"]["id"])


async def test_whoever_waits_is_answered_before_the_run_has_ended(
    api: Api, prompt: str, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "WAIT_SECONDS", 0.0)
    await save_draft(api, prompt, "One")
    made = await run(api, prompt)
    assert made["status"] == "RUNNING"
    model.goes_on.set()
    await until(ended(row_id(made["id"], PromptRun)))
    assert (await PromptRun.get(id=row_id(made["id"], PromptRun))).status is SUCCEEDED


async def test_there_are_only_so_many_runs_at_once(
    api: Api, prompt: str, begun: str, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MAX_AT_ONCE", 1)
    document = (
        "mutation($input: RunPromptInput!) { runPrompt(input: $input) { promptRun { id } errors { code message path } } }"
    )
    assert (await api.execute(document, input={"promptId": prompt})).refused()[0] == "TOO_MANY_RUNS"
    model.goes_on.set()
    await until(ended(row_id(begun, PromptRun)))
