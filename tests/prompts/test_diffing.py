"""What differs between two contents, down to the lines."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.prompts.content import checked_content
from app.prompts.diffing import ChangeKind, LineKind, diff_of, hunks_of
from app.prompts.models import PromptKind
from tests.api import Api
from tests.prompts.test_prompts import make_commit, make_prompt

texts = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=30).map("\n".join)


def content(*texts: str, **given: Any) -> dict[str, Any]:
    return checked_content(PromptKind.CHAT, messages=[{"content": text} for text in texts], **given)


def test_the_same_has_no_differences() -> None:
    assert diff_of(content("a {{b}}"), content("a {{b}}")).is_same


def test_messages_are_matched_before_they_are_compared() -> None:
    diff = diff_of(content("one", "two", "three"), content("zero", "one", "2", "three"))
    assert [(change.kind, change.from_index, change.to_index) for change in diff.messages] == [
        (ChangeKind.ADDED, None, 0),
        (ChangeKind.CHANGED, 1, 2),
    ]
    gone = diff_of(content("one", "two"), content("one"))
    assert [(change.kind, change.from_index, change.to_index) for change in gone.messages] == [(ChangeKind.REMOVED, 1, None)]


def test_settings_variables_tools_and_model_are_compared_by_name() -> None:
    before = content("{{a}}", tools=[{"name": "find"}], model_config={"model": "m", "temperature": 0.5}, config={"k": 1})
    after = content("{{a}} {{b}}", tools=[{"name": "seek"}], model_config={"model": "m", "top_p": 0.5}, config={"k": 2})
    diff = diff_of(before, after)
    assert [(one.name, one.kind) for one in diff.variables] == [("b", ChangeKind.ADDED)]
    assert [(one.name, one.kind) for one in diff.tools] == [("find", ChangeKind.REMOVED), ("seek", ChangeKind.ADDED)]
    assert [(one.name, one.before, one.after) for one in diff.settings] == [("config", {"k": 1}, {"k": 2})]
    assert {(one.name, one.before, one.after) for one in diff.model_config} == {
        ("temperature", 0.5, None),
        ("topP", None, 0.5),
    }


def test_hunks_have_some_lines_around_them() -> None:
    before = [str(number) for number in range(1, 31)]
    after = [*before[:9], "ten", *before[10:25], *before[26:]]
    first, second = hunks_of("\n".join(before), "\n".join(after))
    assert (first.from_line, first.to_line) == (7, 7)
    assert [(line.kind, line.text) for line in first.lines] == [
        *((LineKind.SAME, text) for text in ("7", "8", "9")),
        (LineKind.REMOVED, "10"),
        (LineKind.ADDED, "ten"),
        *((LineKind.SAME, text) for text in ("11", "12", "13")),
    ]
    assert (second.from_line, second.to_line) == (23, 23)
    assert [line.text for line in second.lines if line.kind is LineKind.REMOVED] == ["26"]


@given(texts, texts)
def test_hunks_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    lines, other = before.splitlines(), after.splitlines()
    for hunk in reversed(hunks_of(before, after)):
        old = [line.text for line in hunk.lines if line.kind is not LineKind.ADDED]
        new = [line.text for line in hunk.lines if line.kind is not LineKind.REMOVED]
        at = hunk.from_line - 1
        assert lines[at : at + len(old)] == old
        lines[at : at + len(old)] = new
    assert lines == other


def test_long_texts_are_compared_in_bounded_time() -> None:
    one, other = "\n".join(["a", "b"] * 200_000), "\n".join(["b", "a", "c"] * 150_000)
    (hunk,) = hunks_of(f"same\n{one}\nend", f"same\n{other}\nend")
    assert hunk.lines[0].text == "same"
    assert hunk.lines[-1].text == "end"


async def test_commits_and_drafts_are_compared(api: Api, outsider: Api) -> None:
    prompt = await make_prompt(api)
    first = await make_commit(api, prompt, "1.0.0", "One\nsame")
    second = await make_commit(api, prompt, "2.0.0", "Two\nsame")
    connection = (await api.run("Connect", space=api.space)).payload()["llmConnection"]["id"]
    saved = await api.mutate(
        "savePromptDraft",
        "promptDraft { id }",
        promptId=prompt,
        messages=[{"content": "Two\nsame"}],
        modelConfig={"model": "smollm2", "connectionId": connection},
    )
    draft = saved.payload()["promptDraft"]["id"]
    query = """query($from: ID!, $to: ID!) { promptDiff(fromId: $from, toId: $to) { isSame
      settings { name } variables { name } tools { name } modelConfig { name kind before after }
      messages { kind fromIndex toIndex before after hunks { fromLine toLine lines { kind text } } } } }"""
    diff = (await api.execute(query, **{"from": first, "to": second}))["promptDiff"]
    (change,) = diff["messages"]
    assert change["hunks"] == [
        {
            "fromLine": 1,
            "toLine": 1,
            "lines": [
                {"kind": "REMOVED", "text": "One"},
                {"kind": "ADDED", "text": "Two"},
                {"kind": "SAME", "text": "same"},
            ],
        }
    ]
    assert change["before"] == {"role": "USER", "content": "One\nsame"}
    drafted = (await api.execute(query, **{"from": second, "to": draft}))["promptDiff"]
    assert {one["name"]: one["after"] for one in drafted["modelConfig"]}["connectionId"] == connection
    assert drafted["messages"] == []
    assert (await api.execute(query, **{"from": draft, "to": draft}))["promptDiff"]["isSame"] is True
    assert (await outsider.execute(query, **{"from": first, "to": second}))["promptDiff"] is None
    assert (await api.execute(query, **{"from": first, "to": prompt}))["promptDiff"] is None
