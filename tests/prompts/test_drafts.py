from __future__ import annotations

from typing import Any

import pytest

from tests.api import Api
from tests.prompts.test_prompts import MESSAGES, make_commit, make_prompt

DRAFT = """promptDraft {
  id isEdited messages tools { name description parameters } toolChoice { mode name } responseSchema config
  base { version } variables { name type required default }
  modelConfig { model temperature topP topK presencePenalty maxTokens seed stop extra connection { name } } }"""
SEARCH = {"name": "search", "description": "Finds.", "parameters": {"type": "object"}}


async def save(api: Api, prompt: str, **given: Any) -> Any:
    return await api.mutate("savePromptDraft", DRAFT, **({"promptId": prompt, "messages": MESSAGES} | given))


async def test_a_draft_keeps_all_of_it(api: Api) -> None:
    prompt = await make_prompt(api)
    connection = (await api.run("Connect", space=api.space)).payload()["llmConnection"]["id"]
    saved = await save(
        api,
        prompt,
        variables=[{"name": "ticket", "type": "STRING", "required": False, "default": "none"}],
        tools=[SEARCH, {"name": "stop"}],
        toolChoice={"mode": "SPECIFIC", "name": "search"},
        responseSchema={"type": "object"},
        config={"b": 1, "a": [True, None]},
        modelConfig={"model": "smollm2", "connectionId": connection, "temperature": 0, "topP": 0.5, "stop": ["END"]}
        | {"topK": 40, "presencePenalty": -0.5, "extra": {"reasoning_effort": "low"}},
    )
    draft = saved.payload()["promptDraft"]
    assert draft["messages"] == MESSAGES
    assert draft["variables"] == [{"name": "ticket", "type": "STRING", "required": False, "default": "none"}]
    assert draft["tools"] == [SEARCH, {"name": "stop", "description": None, "parameters": None}]
    assert draft["toolChoice"] == {"mode": "SPECIFIC", "name": "search"}
    assert (draft["responseSchema"], draft["config"]) == ({"type": "object"}, {"b": 1, "a": [True, None]})
    config = draft["modelConfig"]
    assert (config["model"], config["temperature"], config["topP"], config["stop"]) == ("smollm2", 0.0, 0.5, ["END"])
    assert (config["topK"], config["presencePenalty"], config["extra"]) == (40, -0.5, {"reasoning_effort": "low"})
    assert config["connection"] == {"name": "local"}
    assert (config["maxTokens"], config["seed"], draft["base"]) == (None, None, None)


async def test_saving_again_writes_the_same_draft(api: Api) -> None:
    prompt = await make_prompt(api)
    first = (await save(api, prompt)).payload()["promptDraft"]
    second = (await save(api, prompt, messages=[{"role": "SYSTEM", "content": "Be brief."}])).payload()["promptDraft"]
    assert second["id"] == first["id"]
    assert second["variables"] == []


async def test_a_draft_is_edited_while_it_differs_from_its_base(api: Api) -> None:
    prompt = await make_prompt(api)
    await make_commit(api, prompt, "1.0.0", text="Hello")
    same = [{"role": "USER", "content": "Hello"}]
    assert (await save(api, prompt, messages=same)).payload()["promptDraft"]["isEdited"] is False
    assert (await save(api, prompt)).payload()["promptDraft"]["isEdited"] is True


async def test_reverting_takes_over_a_commit(api: Api) -> None:
    prompt = await make_prompt(api)
    first = await make_commit(api, prompt, "1.0.0", text="First")
    await make_commit(api, prompt, "2.0.0", text="Second")
    reverted = await api.mutate("revertPromptDraft", DRAFT, promptId=prompt, promptCommitId=first)
    draft = reverted.payload()["promptDraft"]
    assert draft["messages"] == [{"role": "USER", "content": "First"}]
    assert (draft["isEdited"], draft["base"]) == (False, {"version": "1.0.0"})


async def test_a_discarded_draft_is_gone(api: Api) -> None:
    prompt = await make_prompt(api)
    await save(api, prompt)
    discarded = await api.mutate("discardPromptDraft", "prompt { drafts { totalCount } }", promptId=prompt)
    assert discarded.payload()["prompt"]["drafts"]["totalCount"] == 0
    again = await api.mutate("discardPromptDraft", "prompt { id }", promptId=prompt)
    assert again.refused() == ("NO_DRAFT", ["input", "promptId"])


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"messages": []}, "INVALID_MESSAGES", ["messages"]),
        ({"variables": []}, "UNDEFINED_VARIABLE", ["messages", "0", "content"]),
        ({"variables": [{"name": "ticket"}, {"name": "ticket"}]}, "DUPLICATE_VARIABLE", ["variables", "1", "name"]),
        ({"variables": [{"name": "1st"}]}, "INVALID_VARIABLE_NAME", ["variables", "0", "name"]),
        (
            {"variables": [{"name": "ticket", "type": "INTEGER", "default": "1"}]},
            "INVALID_DEFAULT",
            ["variables", "0", "default"],
        ),
        ({"tools": [{"name": "two words"}]}, "INVALID_TOOL", ["tools", "0", "name"]),
        ({"tools": [SEARCH, SEARCH]}, "INVALID_TOOL", ["tools", "1", "name"]),
        ({"tools": [{"name": "a", "parameters": {"type": 1}}]}, "INVALID_JSON_SCHEMA", ["tools", "0", "parameters"]),
        ({"toolChoice": {"mode": "SPECIFIC", "name": "search"}}, "INVALID_TOOL_CHOICE", ["toolChoice"]),
        ({"toolChoice": {"mode": "REQUIRED"}}, "INVALID_TOOL_CHOICE", ["toolChoice"]),
        ({"tools": [SEARCH], "toolChoice": {"mode": "AUTO", "name": "search"}}, "INVALID_TOOL_CHOICE", ["toolChoice"]),
        ({"responseSchema": {"type": "no type"}}, "INVALID_JSON_SCHEMA", ["responseSchema"]),
        ({"config": [1]}, "INVALID_CONTENT", ["config"]),
        ({"messages": [{"content": "x", "parts": [{"text": "y"}]}]}, "INVALID_MESSAGE", ["messages", "0", "content"]),
        ({"messages": [{"parts": [{"text": "y", "url": "z"}]}]}, "INVALID_MESSAGE", ["messages", "0", "parts", "0"]),
        ({"messages": [{"parts": [{"url": "https://a"}]}]}, "INVALID_MESSAGE", ["messages", "0", "parts", "0", "type"]),
        (
            {"messages": [{"parts": [{"type": "IMAGE", "url": "file:///etc"}]}]},
            "INVALID_MESSAGE",
            ["messages", "0", "parts", "0", "url"],
        ),
        ({"messages": [{"content": "x", "placeholder": "h"}]}, "INVALID_MESSAGE", ["messages", "0", "placeholder"]),
        (
            {"messages": [{"toolCalls": [{"id": "1", "name": "a", "arguments": "{}"}]}]},
            "INVALID_MESSAGE",
            ["messages", "0", "toolCalls"],
        ),
        ({"messages": [{"content": "x", "toolCallId": "1"}]}, "INVALID_MESSAGE", ["messages", "0", "toolCallId"]),
        ({"messages": [{"content": "{{> a b }}"}]}, "INVALID_REFERENCE", ["messages", "0", "content"]),
        (
            {"messages": [{"content": "{{h}}"}, {"placeholder": "h"}]},
            "WRONG_VARIABLE_TYPE",
            ["messages", "1", "placeholder"],
        ),
        (
            {"messages": [{"placeholder": "h"}], "variables": [{"name": "h"}]},
            "WRONG_VARIABLE_TYPE",
            ["messages", "0", "placeholder"],
        ),
        (
            {"variables": [{"name": "ticket", "type": "MULTI_PART"}]},
            "WRONG_VARIABLE_TYPE",
            ["messages", "0", "content"],
        ),
        (
            {"variables": [{"name": "ticket", "jsonSchema": {"type": 1}}]},
            "INVALID_JSON_SCHEMA",
            ["variables", "0", "jsonSchema"],
        ),
        (
            {"variables": [{"name": "ticket", "jsonSchema": {"maxLength": 1}, "default": "ab"}]},
            "INVALID_DEFAULT",
            ["variables", "0", "default"],
        ),
        (
            {"templateType": "JINJA2", "messages": [{"content": "{% if %}"}]},
            "TEMPLATE_FAILED",
            ["messages", "0", "content"],
        ),
        ({"modelConfig": {"model": " "}}, "INVALID_MODEL_CONFIG", ["modelConfig", "model"]),
        (
            {"modelConfig": {"model": "demo/echo", "temperature": 2.5}},
            "INVALID_MODEL_CONFIG",
            ["modelConfig", "temperature"],
        ),
        ({"modelConfig": {"model": "demo/echo", "topP": 0}}, "INVALID_MODEL_CONFIG", ["modelConfig", "topP"]),
        ({"modelConfig": {"model": "demo/echo", "maxTokens": 0}}, "INVALID_MODEL_CONFIG", ["modelConfig", "maxTokens"]),
        ({"modelConfig": {"model": "m", "connectionId": "LlmConnection_1"}}, "NOT_FOUND", ["modelConfig", "connectionId"]),
        ({"messages": [{"role": "USER", "content": "x" * 1_100_000}]}, "CONTENT_TOO_LARGE", []),
        ({"baseCommitId": "PromptCommit_1"}, "NOT_FOUND", ["baseCommitId"]),
    ],
)
async def test_content_that_is_wrong_is_named(api: Api, given: dict[str, Any], code: str, path: list[str]) -> None:
    assert (await save(api, await make_prompt(api), **given)).refused() == (code, ["input", *path])


async def test_numbers_that_no_json_holds_are_refused(api: Api) -> None:
    document = """mutation($prompt: ID!) { savePromptDraft(input: { promptId: $prompt, config: { big: 99999999999999999999 }
      messages: [{ role: USER, content: "Hi" }] }) { promptDraft { id } errors { code message path } } }"""
    result = await api.execute(document, prompt=await make_prompt(api))
    assert result.refused() == ("INVALID_CONTENT", ["input"])


async def test_a_text_prompt_has_one_message(api: Api) -> None:
    made = await api.mutate("createPrompt", "prompt { id }", spaceId=api.space, key="text", name="Text", kind="TEXT")
    prompt = made.payload()["prompt"]["id"]
    assert (await save(api, prompt, messages=MESSAGES * 2)).refused() == ("INVALID_MESSAGES", ["input", "messages"])
    (await save(api, prompt)).payload()


async def test_a_connection_of_another_space_is_not_found(api: Api) -> None:
    space = (await api.run("NewSpace")).payload()["space"]["id"]
    foreign = (await api.run("Connect", space=space)).payload()["llmConnection"]["id"]
    refused = await save(api, await make_prompt(api), modelConfig={"model": "smollm2", "connectionId": foreign})
    assert refused.refused() == ("NOT_FOUND", ["input", "modelConfig", "connectionId"])


async def test_a_base_of_another_prompt_is_not_found(api: Api) -> None:
    other = await make_commit(api, await make_prompt(api, "other"))
    prompt = await make_prompt(api)
    assert (await save(api, prompt, baseCommitId=other)).refused() == ("NOT_FOUND", ["input", "baseCommitId"])
    reverted = await api.mutate("revertPromptDraft", DRAFT, promptId=prompt, promptCommitId=other)
    assert reverted.refused() == ("NOT_FOUND", ["input", "promptCommitId"])


async def test_a_key_of_no_user_has_no_draft(api: Api) -> None:
    prompt = await make_prompt(api)
    key = api.with_key((await api.run("NewKey", space=api.space)).payload()["secret"])
    assert (await save(key, prompt)).refused() == ("USER_REQUIRED", [])
    commit = await key.mutate("commitPrompt", "promptCommit { id }", promptId=prompt, version="1.0.0")
    assert commit.refused() == ("USER_REQUIRED", [])
    personal = api.with_key((await api.run("NewKey")).payload()["secret"])
    assert (await save(personal, prompt)).payload()["promptDraft"]["id"]
    await key.client.aclose()
    await personal.client.aclose()


async def test_a_message_is_more_than_text(api: Api) -> None:
    messages = [
        {"role": "SYSTEM", "content": "Never filled in: {{this}}", "isRendered": False},
        {"placeholder": "conversation"},
        {"parts": [{"text": "Look, {{name}}:"}, {"type": "IMAGE", "url": "{{picture}}"}, {"variable": "more"}]},
        {"role": "ASSISTANT", "toolCalls": [{"id": "c1", "name": "search", "arguments": "{}"}]},
        {"role": "TOOL", "content": "Nothing.", "toolCallId": "c1"},
    ]
    draft = (await save(api, await make_prompt(api), messages=messages)).payload()["promptDraft"]
    assert draft["messages"] == [
        messages[0],
        {"role": "USER", "content": "", "placeholder": "conversation"},
        {
            "role": "USER",
            "content": "",
            "parts": [
                {"type": "TEXT", "text": "Look, {{name}}:"},
                {"type": "IMAGE", "url": "{{picture}}"},
                {"variable": "more"},
            ],
        },
        {"role": "ASSISTANT", "content": "", "toolCalls": [{"id": "c1", "name": "search", "arguments": "{}"}]},
        messages[4],
    ]
    assert {one["name"]: one["type"] for one in draft["variables"]} == {
        "name": "STRING",
        "picture": "STRING",
        "conversation": "PLACEHOLDER",
        "more": "MULTI_PART",
    }
