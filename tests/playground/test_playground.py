"""Trying prompts: drafts and commits, mocks, several turns, tools, variants side by side, answers as they are written."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import pytest
from starlette.applications import Starlette

from app.playground import running
from app.playground.models import PromptRun
from tests.api import Api
from tests.prompts.people import colleague
from tests.waiting import until

FIELDS = """id status text reasoning model finishReason content messages variables groupName maxSteps sequence
  inputTokens outputTokens cost latencyMs timeToFirstTokenMs finishedAt
  toolCalls { id name arguments } error { code message }
  steps { number text toolCalls { name } toolResults inputTokens outputTokens cost latencyMs }
  promptCommit { version } earlierRun { id } modelRequests { scene model inputTokens }"""
ERRORS = "errors { code message path }"
RUN = f"mutation($input: RunPromptInput!) {{ runPrompt(input: $input) {{ promptRun {{ {FIELDS} }} {ERRORS} }} }}"
GO_ON = f"""mutation($input: ContinuePromptRunInput!) {{ continuePromptRun(input: $input) {{
  promptRun {{ {FIELDS} }} {ERRORS} }} }}"""
VARIANTS = f"""mutation($input: RunPromptVariantsInput!) {{ runPromptVariants(input: $input) {{
  promptRuns {{ id status groupName firstOfGroup {{ id }} }} {ERRORS} }} }}"""
SAVE_CONTEXT = f"""mutation($input: SavePromptDebugContextInput!) {{ savePromptDebugContext(input: $input) {{
  promptDebugContext {{ id isSingleStep maxSteps mockContexts mockVariables {{ name value }} mockTools {{ name response }}
    compareGroups {{ name label variables {{ name value }} modelConfig {{ model }} }} }} {ERRORS} }} }}"""
CANCEL = (
    f"mutation($input: CancelPromptRunInput!) {{ cancelPromptRun(input: $input) {{ promptRun {{ {FIELDS} }} {ERRORS} }} }}"
)
SAVE_ITEM = f"""mutation($input: SavePromptRunAsItemInput!) {{ savePromptRunAsItem(input: $input) {{
  datasetItem {{ key data tags split }} {ERRORS} }} }}"""
WATCH = """subscription($run: ID!, $after: Int) { promptCompletion(promptRunId: $run, afterSequence: $after) {
  sequence status text toolCalls { name } steps { number } error { code } promptRun { id } } }"""
OWN = "query($id: ID!) { prompt(id: $id) { debugContext { id } runs(first: 5) { totalCount nodes { id } } } }"
RUNS_OF_COMMIT = "query($id: ID!) { promptCommit(id: $id) { runs(first: 5) { nodes { id } } } }"
SEARCH = {
    "name": "search",
    "description": "Finds pages.",
    "parameters": {"type": "object", "properties": {"q": {"type": "string"}}},
}
"""A tool that the demo model asks for when it is mentioned."""


@pytest.fixture
async def prompt(api: Api) -> str:
    """A prompt whose draft asks the echoing model."""
    return str((await api.run("NewPrompt", space=api.space)).payload()["prompt"]["id"])


async def save_draft(api: Api, prompt: str, *texts: str, model: str = "demo/echo", **more: Any) -> None:
    messages = [{"role": "USER", "content": text} for text in texts]
    given = {"promptId": prompt, "messages": messages, "modelConfig": {"model": model}, **more}
    document = (
        f"mutation($input: SavePromptDraftInput!) {{ savePromptDraft(input: $input) {{ promptDraft {{ id }} {ERRORS} }} }}"
    )
    (await api.execute(document, input=given)).payload()


async def run(api: Api, prompt: str, **more: Any) -> dict[str, Any]:
    made = (await api.execute(RUN, input={"promptId": prompt, **more})).payload()["promptRun"]
    return dict(made)


def given(**values: Any) -> list[dict[str, Any]]:
    return [{"name": name, "value": value} for name, value in values.items()]


async def test_a_draft_is_run_with_everything_it_took(api: Api, prompt: str) -> None:
    await save_draft(api, prompt, "Hello {{who}}")
    made = await run(api, prompt, variables=given(who="Ada"))
    assert (made["status"], made["text"], made["model"], made["error"]) == ("SUCCEEDED", "Hello Ada", "demo/echo", None)
    assert made["messages"] == [{"role": "USER", "content": "Hello Ada"}, {"role": "ASSISTANT", "content": "Hello Ada"}]
    assert made["variables"] == {"who": "Ada"}
    assert made["promptCommit"] is None
    assert made["inputTokens"] > 0
    assert made["outputTokens"] > 0
    assert made["latencyMs"] >= made["timeToFirstTokenMs"] >= 0
    assert made["finishedAt"]
    (step,) = made["steps"]
    assert (step["number"], step["text"], step["toolResults"]) == (1, "Hello Ada", [])
    assert made["modelRequests"] == [{"scene": "PLAYGROUND", "model": "demo/echo", "inputTokens": made["inputTokens"]}]


async def test_a_commit_is_run_by_version_or_label_and_the_newest_without_a_draft(api: Api, prompt: str) -> None:
    await save_draft(api, prompt, "One")
    commit = (await api.run("Commit", prompt=prompt)).payload()["promptCommit"]["id"]
    (await api.run("Label", commit=commit)).payload()
    assert (await run(api, prompt))["promptCommit"] == {"version": "1.0.0"}
    await save_draft(api, prompt, "Two")
    assert (await run(api, prompt))["text"] == "Two"
    assert (await run(api, prompt, version="1.0.0"))["text"] == "One"
    assert (await run(api, prompt, label="production"))["text"] == "One"


async def test_a_prompt_without_draft_and_commit_cannot_be_run(api: Api, prompt: str) -> None:
    code, _ = (await api.execute(RUN, input={"promptId": prompt})).refused()
    assert code == "NO_DRAFT"


@pytest.mark.parametrize(
    ("more", "code", "path"),
    [
        ({}, "MISSING_VARIABLE", ["variables", "who"]),
        ({"variables": given(who="x"), "modelConfig": {"model": "demo/unknown"}}, "UNKNOWN_MODEL", ["modelConfig", "model"]),
        ({"variables": given(who="x" * 2**20)}, "INVALID_DEBUG_CONTEXT", ["variables"]),
        ({"variables": given(who="x"), "maxSteps": 0}, "INVALID_DEBUG_CONTEXT", ["maxSteps"]),
        ({"variables": given(who="x"), "version": "9.0.0"}, "NO_COMMIT", ["promptId"]),
    ],
)
async def test_what_cannot_be_run_is_refused_and_leaves_no_run(
    api: Api, prompt: str, more: dict[str, Any], code: str, path: list[str]
) -> None:
    await save_draft(api, prompt, "Hello {{who}}")
    assert (await api.execute(RUN, input={"promptId": prompt, **more})).refused() == (code, ["input", *path])
    assert not await PromptRun.all().filter(prompt_id=int(prompt.rpartition("_")[2], 16)).exists()


async def test_the_debug_context_stands_in_for_the_world(api: Api, prompt: str) -> None:
    await save_draft(api, prompt, "Hello {{who}}, {{greeting}}")
    saved = {
        "promptId": prompt,
        "mockVariables": given(who="Ada", greeting="hi"),
        "mockTools": [{"name": "search", "response": "nothing"}],
        "mockContexts": [{"role": "ASSISTANT", "content": "Before."}, {"role": "USER", "content": "Then?"}],
        "maxSteps": 3,
        "compareGroups": [{"name": "other", "variables": given(who="Bob"), "modelConfig": {"model": "demo/echo"}}],
    }
    for _ in range(2):
        context = (await api.execute(SAVE_CONTEXT, input=saved)).payload()["promptDebugContext"]
    assert context["mockVariables"] == given(who="Ada", greeting="hi")
    assert context["mockTools"] == [{"name": "search", "response": "nothing"}]
    assert context["compareGroups"] == [
        {"name": "other", "label": None, "variables": given(who="Bob"), "modelConfig": {"model": "demo/echo"}}
    ]
    made = await run(api, prompt, variables=given(who="Cleo"), messages=[{"content": "More."}])
    said = [message["content"] for message in made["messages"][:-1]]
    assert said == ["Hello Cleo, hi", "Before.", "Then?", "More."]
    assert made["maxSteps"] == 3
    without = await run(api, prompt, variables=given(who="Cleo", greeting="yo"), usesDebugContext=False)
    assert [message["content"] for message in without["messages"][:-1]] == ["Hello Cleo, yo"]


async def test_tools_are_answered_by_mocks_until_the_model_is_content(api: Api, prompt: str) -> None:
    await save_draft(api, prompt, "Please search for cats.", tools=[SEARCH])
    made = await run(api, prompt, mockTools=[{"name": "search", "response": "Cats are fine."}])
    assert made["status"] == "SUCCEEDED"
    first, second = made["steps"]
    assert first["toolCalls"] == [{"name": "search"}]
    assert [result["content"] for result in first["toolResults"]] == ["Cats are fine."]
    assert (second["number"], second["toolCalls"]) == (2, [])
    assert [message["role"] for message in made["messages"]] == ["USER", "ASSISTANT", "TOOL", "ASSISTANT"]
    assert len(made["modelRequests"]) == 2


async def test_a_single_step_stops_at_the_tools_and_goes_on_with_their_results(api: Api, prompt: str) -> None:
    await save_draft(api, prompt, "Please search for cats.", tools=[SEARCH])
    made = await run(api, prompt, isSingleStep=True)
    assert made["status"] == "AWAITING_TOOLS"
    (call,) = made["toolCalls"]
    wrong = {"promptRunId": made["id"], "toolResults": [{"toolCallId": "none", "content": "x"}]}
    assert (await api.execute(GO_ON, input=wrong)).refused()[0] == "UNKNOWN_TOOL_CALL"
    assert (await api.execute(GO_ON, input={"promptRunId": made["id"]})).refused()[0] == "INVALID"
    more = {"promptRunId": made["id"], "messages": [{"content": "And?"}]}
    assert (await api.execute(GO_ON, input=more)).refused()[0] == "TOOL_RESULT_MISSING"
    results = [{"toolCallId": call["id"], "content": "Cats."}]
    later = (await api.execute(GO_ON, input={"promptRunId": made["id"], "toolResults": results})).payload()["promptRun"]
    assert (later["status"], later["earlierRun"]["id"]) == ("SUCCEEDED", made["id"])
    assert [message["role"] for message in later["messages"]] == ["USER", "ASSISTANT", "TOOL", "ASSISTANT"]


async def test_a_conversation_goes_on_turn_after_turn(api: Api, prompt: str) -> None:
    await save_draft(api, prompt, "One")
    first = await run(api, prompt)
    more = {"promptRunId": first["id"], "messages": [{"content": "Two"}]}
    second = (await api.execute(GO_ON, input=more)).payload()["promptRun"]
    assert [message["content"] for message in second["messages"]] == ["One", "One", "Two", "Two"]


async def test_variants_run_side_by_side(api: Api, prompt: str) -> None:
    await save_draft(api, prompt, "Hello {{who}}")
    variants = [
        {"name": "a", "variables": given(who="Ada")},
        {"name": "b", "variables": given(who="Bob"), "modelConfig": {"model": "demo/judge"}},
    ]
    runs = (await api.execute(VARIANTS, input={"promptId": prompt, "variants": variants})).payload()["promptRuns"]
    assert [made["groupName"] for made in runs] == ["a", "b"]
    assert {made["firstOfGroup"]["id"] for made in runs} == {runs[0]["id"]}
    events = await asyncio.gather(*(api.subscribe(WATCH, run=made["id"]) for made in runs))
    last = [event[-1]["data"]["promptCompletion"] for event in events]
    assert [state["status"] for state in last] == ["SUCCEEDED", "SUCCEEDED"]
    assert last[0]["text"] == "Hello Ada"


async def test_another_wording_is_tried_beside_the_prompts_own(api: Api, prompt: str) -> None:
    await save_draft(api, prompt, "Hello {{who}}")
    (await api.mutate("commitPrompt", "promptCommit { id }", promptId=prompt)).payload()
    variants = [{"name": "own"}, {"name": "other", "template": [{"content": "{{greeting}}, {{who}}"}]}]
    shared = {"promptId": prompt, "variables": given(who="Ada", greeting="Good day")}
    (
        await api.mutate("savePromptDebugContext", "promptDebugContext { id }", promptId=prompt, compareGroups=variants)
    ).payload()
    context = "query($id: ID!) { prompt(id: $id) { debugContext { compareGroups { name template } } } }"
    kept = (await api.execute(context, id=prompt))["prompt"]["debugContext"]["compareGroups"]
    assert kept[1] == {"name": "other", "template": [{"role": "USER", "content": "{{greeting}}, {{who}}"}]}
    for more in ({"variants": variants}, {}):
        begun = (await api.execute(VARIANTS, input=shared | more)).payload()["promptRuns"]
        ended = [(await api.subscribe(WATCH, run=made["id"]))[-1]["data"]["promptCompletion"] for made in begun]
        assert [state["text"] for state in ended] == ["Hello Ada", "Good day, Ada"]
        query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on PromptRun { promptCommit { version } } } }"
        shown = (await api.execute(query, ids=[made["id"] for made in begun]))["nodes"]
        assert shown == [{"promptCommit": {"version": "1.0.0"}}, {"promptCommit": None}]


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"name": "a"}, "INVALID_DEBUG_CONTEXT", ["name"]),
        ({"name": "n" * 101}, "INVALID_DEBUG_CONTEXT", ["name"]),
        ({"template": [{"content": "x", "toolCallId": "1"}]}, "INVALID_MESSAGE", ["template", "0", "toolCallId"]),
        ({"label": "none"}, "UNKNOWN_LABEL", ["label"]),
        ({"version": "9.0.0"}, "UNKNOWN_VERSION", ["version"]),
        ({"modelConfig": {"model": "demo/unknown"}}, "UNKNOWN_MODEL", ["modelConfig", "model"]),
        ({"variables": []}, "MISSING_VARIABLE", ["variables", "who"]),
    ],
)
async def test_a_variant_that_cannot_be_run_is_named(
    api: Api, prompt: str, wrong: dict[str, Any], code: str, path: list[str]
) -> None:
    await save_draft(api, prompt, "Hello {{who}}")
    (await api.mutate("commitPrompt", "promptCommit { id }", promptId=prompt)).payload()
    right = {"name": "a", "variables": given(who="Ada")}
    refused = await api.execute(VARIANTS, input={"promptId": prompt, "variants": [right, right | {"name": "b"} | wrong]})
    assert refused.refused() == (code, ["input", "variants", "1", *path])


async def test_the_groups_of_the_debug_context_are_variants_too(api: Api, prompt: str) -> None:
    await save_draft(api, prompt, "Hello {{who}}")
    assert (await api.execute(VARIANTS, input={"promptId": prompt})).refused()[0] == "INVALID"
    groups = [{"name": name, "variables": given(who=name)} for name in ("x", "y", "z")]
    (await api.execute(SAVE_CONTEXT, input={"promptId": prompt, "compareGroups": groups})).payload()
    runs = (await api.execute(VARIANTS, input={"promptId": prompt})).payload()["promptRuns"]
    assert [made["groupName"] for made in runs] == ["x", "y", "z"]
    await until(everything_ended)


async def everything_ended() -> bool:
    return running.count() == 0


async def test_an_answer_is_shown_while_it_is_written(api: Api, prompt: str) -> None:
    await save_draft(api, prompt, "word " * 40, model="demo/slow")
    made = await run(api, prompt, waits=False)
    assert made["status"] == "RUNNING"
    events = [event["data"]["promptCompletion"] for event in await api.subscribe(WATCH, run=made["id"])]
    texts = [event["text"] for event in events]
    assert len(events) > 2
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))
    assert [event["status"] for event in events[:-1]] == ["RUNNING"] * (len(events) - 1)
    assert events[-1]["status"] == "SUCCEEDED"
    assert [event["sequence"] for event in events] == sorted({event["sequence"] for event in events})
    assert await api.subscribe(WATCH, run=made["id"], after=events[-1]["sequence"]) == []


async def test_a_prompt_that_names_no_model_is_run_with_the_default_of_its_space(api: Api, prompt: str) -> None:
    await save_draft(api, prompt, "One", modelConfig=None)
    assert (await api.execute(RUN, input={"promptId": prompt})).refused() == ("NO_DEFAULT_MODEL", ["input", "modelConfig"])
    set_to = {"spaceId": api.space, "model": "demo/echo", "parameters": {"temperature": 0.5, "maxTokens": 9}}
    (await api.mutate("setDefaultLlmModel", "defaultLlmModel { id }", **set_to)).payload()
    made = await run(api, prompt)
    assert (made["text"], made["model"]) == ("One", "demo/echo")
    assert made["content"]["model_config"] == {
        "model": "demo/echo",
        "temperature": 0.5,
        "max_tokens": 9,
        "connection_id": None,
    }
    more = {"promptRunId": made["id"], "messages": [{"content": "Two"}]}
    assert (await api.execute(GO_ON, input=more)).payload()["promptRun"]["text"] == "Two"


async def test_runs_and_contexts_are_ones_own(app: Starlette, api: Api, prompt: str) -> None:
    await save_draft(api, prompt, "One")
    made = await run(api, prompt)
    context = (await api.execute(SAVE_CONTEXT, input={"promptId": prompt})).payload()["promptDebugContext"]
    other = await colleague(app, api)
    try:
        seen = await other.execute("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[made["id"], context["id"]])
        assert seen["nodes"] == [None, None]
        assert (await other.execute(CANCEL, input={"promptRunId": made["id"]})).refused()[0] == "NOT_FOUND"
        nothing = {"debugContext": None, "runs": {"totalCount": 0, "nodes": []}}
        assert (await other.execute(OWN, id=prompt))["prompt"] == nothing
    finally:
        await other.client.aclose()
    mine = (await api.execute(OWN, id=prompt))["prompt"]
    assert mine == {"debugContext": {"id": context["id"]}, "runs": {"totalCount": 1, "nodes": [{"id": made["id"]}]}}


async def test_the_runs_of_a_commit_are_found_on_it(api: Api, prompt: str) -> None:
    await save_draft(api, prompt, "One")
    commit = (await api.run("Commit", prompt=prompt)).payload()["promptCommit"]["id"]
    made = [(await run(api, prompt, version="1.0.0"))["id"] for _ in range(2)]
    shown = (await api.execute(RUNS_OF_COMMIT, id=commit))["promptCommit"]["runs"]
    assert [run["id"] for run in shown["nodes"]] == made[::-1]


async def test_a_viewer_runs_nothing(prompt: str, viewer: Api) -> None:
    for document, more in ((RUN, {}), (SAVE_CONTEXT, {}), (VARIANTS, {"variants": [{"name": "a"}]})):
        assert (await viewer.execute(document, input={"promptId": prompt, **more})).refused()[0] == "FORBIDDEN"


COLUMNS = [{"name": "who", "required": True}, {"name": "answer", "jsonSchema": {"type": "string", "maxLength": 3}}]


@pytest.mark.parametrize(
    ("more", "code", "path"),
    [
        ({"outputColumn": "answer"}, "VALUE_INVALID", "outputColumn"),
        ({"variables": []}, "MISSING_VALUE", "variables"),
        ({"tags": [""]}, "INVALID_TAGS", "tags"),
        ({"key": "x" * 256}, "INVALID_KEY", "key"),
    ],
)
async def test_what_no_item_can_be_is_told_at_its_input(
    api: Api, prompt: str, more: dict[str, Any], code: str, path: str
) -> None:
    await save_draft(api, prompt, "Hello {{who}}")
    made = await run(api, prompt, variables=given(who="Grace"))
    columns = {"spaceId": api.space, "name": "items", "columns": COLUMNS}
    dataset = (await api.mutate("createDataset", "dataset { id }", **columns)).payload()["dataset"]["id"]
    refused = await api.execute(SAVE_ITEM, input={"promptRunId": made["id"], "datasetId": dataset, **more})
    assert refused.refused() == (code, ["input", path])


async def test_a_run_becomes_an_item_of_a_dataset(api: Api, prompt: str) -> None:
    dataset = (await api.run("NewDataset", space=api.space)).payload()["dataset"]["id"]
    await save_draft(api, prompt, "Sort {{ticket}} {{mood}}")
    made = await run(api, prompt, variables=given(ticket="No water", mood="angry"))
    saved = {"promptRunId": made["id"], "datasetId": dataset, "outputColumn": "expected", "split": "test", "tags": ["tried"]}
    for _ in range(2):
        item = (await api.execute(SAVE_ITEM, input=saved)).payload()["datasetItem"]
    assert item["data"] == {"ticket": "No water", "expected": "Sort No water angry"}
    assert (item["tags"], item["split"]) == (["tried"], "test")
    mapped = {"promptRunId": made["id"], "datasetId": dataset, "variables": [{"name": "mood", "column": "ticket"}]}
    assert (await api.execute(SAVE_ITEM, input=mapped | {"key": "k"})).payload()["datasetItem"]["data"] == {
        "ticket": "angry"
    }
    for wrong in ({"outputColumn": "none"}, {"variables": [{"name": "none", "column": "ticket"}]}):
        assert (await api.execute(SAVE_ITEM, input=saved | wrong)).refused()[0] == "INVALID"
