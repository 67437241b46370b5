"""Compiling: every kind of message and variable, and errors that name the variable at fault."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.errors import DomainError
from app.llm.chat import Message, MessageRole, Part, PartType, Tool, ToolCall, ToolChoice, ToolChoiceMode
from app.prompts.compiling import compile_content
from app.prompts.content import checked_content
from app.prompts.models import PromptKind, TemplateType
from tests.api import Api
from tests.prompts.test_prompts import make_commit, make_prompt
from tests.prompts.test_snippets import compiled

USER, SYSTEM, ASSISTANT, TOOL = MessageRole.USER, MessageRole.SYSTEM, MessageRole.ASSISTANT, MessageRole.TOOL


async def messages_of(messages: list[dict[str, Any]], values: dict[str, Any], **given: Any) -> tuple[Message, ...]:
    content = checked_content(PromptKind.CHAT, messages=messages, **given)
    return (await compile_content(content, values)).messages


async def fault(messages: list[dict[str, Any]], values: dict[str, Any], **given: Any) -> tuple[str, tuple[str, ...], str]:
    with pytest.raises(DomainError) as caught:
        await messages_of(messages, values, **given)
    return caught.value.code, caught.value.path, caught.value.message


async def test_a_placeholder_becomes_the_messages_it_holds() -> None:
    held = [
        {"role": "user", "content": "Hi {{not}} filled"},
        {"role": "ASSISTANT", "content": None, "toolCalls": [{"id": "1", "name": "find", "arguments": "{}"}]},
        {"role": "tool", "content": "none", "toolCallId": "1"},
    ]
    made = await messages_of([{"role": SYSTEM, "content": "{{a}}"}, {"placeholder": "before"}], {"a": 1, "before": held})
    assert made == (
        Message(SYSTEM, "1"),
        Message(USER, "Hi {{not}} filled"),
        Message(ASSISTANT, "", tool_calls=(ToolCall("1", "find", "{}"),)),
        Message(TOOL, "none", tool_call_id="1"),
    )
    assert await messages_of([{"placeholder": "before"}, {"content": "x"}], {"before": []}) == (Message(USER, "x"),)


async def test_parts_are_filled_in() -> None:
    parts = [{"text": "See {{what}}:"}, {"type": PartType.IMAGE, "url": "{{address}}"}, {"variable": "more"}]
    values = {"what": "this", "address": "https://a/b.png", "more": [{"type": "AUDIO", "url": "data:x"}, {"text": "end"}]}
    (made,) = await messages_of([{"parts": parts}], values)
    assert made.content == ""
    assert made.parts == (
        Part(PartType.TEXT, text="See this:"),
        Part(PartType.IMAGE, url="https://a/b.png"),
        Part(PartType.AUDIO, url="data:x"),
        Part(PartType.TEXT, text="end"),
    )


async def test_what_is_not_rendered_stays_as_it_is() -> None:
    messages = [{"content": r"{{a}} {{> s }} \{{", "is_rendered": False}, {"content": r"\{{> s }} {{a}}"}]
    assert await messages_of(messages, {"a": "x"}) == (
        Message(USER, r"{{a}} {{> s }} \{{"),
        Message(USER, "{{> s }} x"),
    )


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("INTEGER", [3, "3"], [3.5, "x", True, "3.5"]),
        ("FLOAT", [3, 3.5, "0.25"], ["x", [1]]),
        ("BOOLEAN", [True, "false"], [1, "yes"]),
        ("OBJECT", [{"a": 1}, '{"a":1}'], [[1], "[1]", "{"]),
        ("ARRAY", [[1], "[1]"], [{"a": 1}, "1"]),
    ],
)
async def test_values_are_of_their_types(kind: str, right: list[Any], wrong: list[Any]) -> None:
    variables = [{"name": "v", "type": kind}]
    for value in right:
        await messages_of([{"content": "{{v}}"}], {"v": value}, variables=variables)
    for value in wrong:
        code, path, told = await fault([{"content": "{{v}}"}], {"v": value}, variables=variables)
        assert (code, path) == ("INVALID_VALUE", ("values", "v")), value
        assert "`v`" in told


async def test_values_satisfy_their_schemas() -> None:
    schema = {"type": "array", "items": {"type": "string", "maxLength": 2}}
    variables = [{"name": "names", "type": "ARRAY", "json_schema": schema}]
    made = await messages_of([{"content": "{{names}}"}], {"names": ["ab"]}, variables=variables)
    assert made == (Message(USER, '["ab"]'),)
    code, _, told = await fault([{"content": "{{names}}"}], {"names": ["ab", "abc"]}, variables=variables)
    assert code == "INVALID_VALUE"
    assert "/1" in told


async def test_defaults_and_what_is_not_required() -> None:
    variables = [
        {"name": "given", "type": "STRING", "default": "D"},
        {"name": "free", "type": "STRING", "required": False},
        {"name": "list", "type": "PLACEHOLDER", "required": False},
        {"name": "unused", "type": "OBJECT"},
    ]
    messages = [{"content": "[{{given}}{{free}}]"}, {"placeholder": "list"}]
    assert await messages_of(messages, {}, variables=variables) == (Message(USER, "[D]"),)
    assert await messages_of(messages, {"given": "x", "free": None}, variables=variables) == (Message(USER, "[x]"),)


async def test_a_value_that_lacks_is_named() -> None:
    for messages, name in (
        ([{"content": "{{a}}{{b}}"}], "b"),
        ([{"content": "{{a}}"}, {"placeholder": "before"}], "before"),
        ([{"parts": [{"variable": "shown"}]}], "shown"),
    ):
        code, path, told = await fault(messages, {"a": 1})
        assert (code, path) == ("MISSING_VARIABLE", ("values", name))
        assert f"`{name}`" in told
    for held in ("text", [1], [{"role": "robot", "content": "x"}], [{"content": "x"}], [{"role": "user", "content": 1}]):
        assert (await fault([{"placeholder": "before"}], {"before": held}))[:2] == ("INVALID_VALUE", ("values", "before"))
    for held in (1, [{"type": "IMAGE"}], [{"type": "FILM", "url": "x"}], ["x"]):
        assert (await fault([{"parts": [{"variable": "v"}]}], {"v": held}))[:2] == ("INVALID_VALUE", ("values", "v"))


@pytest.mark.usefixtures("system")
async def test_jinja_templates_are_filled_in() -> None:
    text = "{% for x in list %}{{ x|upper }};{% endfor %}{{ name }}"
    variables = [{"name": "list", "type": "ARRAY"}, {"name": "name", "type": "STRING"}]
    given: dict[str, Any] = {"template_type": TemplateType.JINJA2}
    made = await messages_of([{"content": text}], {"list": ["a", "b"], "name": "c"}, variables=variables, **given)
    assert made == (Message(USER, "A;B;c"),)
    code, path, _ = await fault([{"content": text}], {"list": []}, variables=variables, **given)
    assert (code, path) == ("MISSING_VARIABLE", ("values", "name"))
    content = checked_content(PromptKind.CHAT, messages=[{"content": text}], **given)
    assert {one["name"] for one in content["variables"]} == {"list", "name"}


async def test_tools_and_schema_come_along_and_history_comes_last() -> None:
    tool = {"name": "find", "description": "Finds.", "parameters": {"type": "object"}}
    content = checked_content(
        PromptKind.CHAT,
        messages=[{"content": "x"}],
        tools=[tool],
        tool_choice={"mode": "SPECIFIC", "name": "find"},
        response_schema={"type": "object"},
    )
    made = await compile_content(content, {}, history=[Message(ASSISTANT, "y")])
    assert made.messages == (Message(USER, "x"), Message(ASSISTANT, "y"))
    assert made.tools == (Tool("find", "Finds.", {"type": "object"}),)
    assert made.tool_choice == ToolChoice(ToolChoiceMode.SPECIFIC, "find")
    assert made.response_schema == {"type": "object"}


async def test_a_prompt_is_compiled_by_label_version_id_or_as_a_draft(api: Api) -> None:
    prompt = await make_prompt(api)
    first = await make_commit(api, prompt, "1.0.0", "One {{x}}")
    await make_commit(api, prompt, "2.0.0", "Two {{x}}")
    (await api.mutate("labelPromptCommit", "promptLabel { id }", promptCommitId=first, label="beta")).payload()
    draft = [{"role": "USER", "content": "Draft {{x}}"}]
    (await api.mutate("savePromptDraft", "promptDraft { id }", promptId=prompt, messages=draft)).payload()
    for wanted, text, version in (
        ({}, "Two !", "2.0.0"),
        ({"label": "beta"}, "One !", "1.0.0"),
        ({"version": "1.0.0"}, "One !", "1.0.0"),
        ({"promptCommitId": first}, "One !", "1.0.0"),
        ({"useDraft": True}, "Draft !", None),
    ):
        history = [{"role": "ASSISTANT", "content": "{{as it is}}"}]
        found = await compiled(api, prompt, values={"x": "!"}, history=history, **wanted)
        assert found["errors"] == []
        assert found["messages"] == [{"role": "USER", "content": text}, *history]
        assert found["promptCommit"] == (version and {"version": version})
    refusals: list[tuple[dict[str, Any], str, list[str]]] = [
        ({"label": "none"}, "UNKNOWN_LABEL", ["label"]),
        ({"version": "9.0.0"}, "UNKNOWN_VERSION", ["version"]),
        ({"values": [1]}, "INVALID", ["values"]),
        ({"values": {}}, "MISSING_VARIABLE", ["values", "x"]),
        ({"promptCommitId": "PromptCommit_1"}, "NOT_FOUND", ["promptCommitId"]),
    ]
    for wanted, code, path in refusals:
        (error,) = (await compiled(api, prompt, **wanted))["errors"]
        assert (error["code"], error["path"]) == (code, ["input", *path])
    empty = await make_prompt(api, "empty")
    (error,) = (await compiled(api, empty))["errors"]
    assert (error["code"], error["path"]) == ("NO_COMMIT", ["input", "promptId"])
