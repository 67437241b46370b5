"""Snippets: included by label or version, resolved when they are read, refused where they would go round in circles."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.prompts.references import Reference, expanded, references, without_references
from tests.api import Api
from tests.prompts.test_prompts import make_commit, make_prompt

COMPILE = """query($input: CompilePromptInput!) { compilePrompt(input: $input) {
  messages promptCommit { version } snippets { key label version } errors { code message path } } }"""
DEPENDENCIES = """query($id: ID!) { promptCommit(id: $id) { dependencies {
  label version snippet { key } resolvedCommit { version } } } }"""


async def snippet(api: Api, key: str, text: str, version: str = "1.0.0") -> tuple[str, str]:
    made = await api.mutate("createPrompt", "prompt { id }", spaceId=api.space, key=key, name=key, kind="SNIPPET")
    prompt = made.payload()["prompt"]["id"]
    return prompt, await make_commit(api, prompt, version, text)


async def compiled(api: Api, prompt: str, **given: Any) -> Any:
    return (await api.execute(COMPILE, input={"promptId": prompt} | given))["compilePrompt"]


async def said(api: Api, prompt: str, **given: Any) -> str:
    found = await compiled(api, prompt, **given)
    assert found["errors"] == []
    return str(found["messages"][0]["content"])


async def refused(api: Api, prompt: str, text: str, version: str = "9.0.0") -> tuple[str, list[str]]:
    """What committing a text gives instead of a commit."""
    saved = await api.mutate(
        "savePromptDraft", "promptDraft { id }", promptId=prompt, messages=[{"role": "USER", "content": text}]
    )
    saved.payload()
    refusal = await api.mutate("commitPrompt", "promptCommit { id }", promptId=prompt, version=version)
    return refusal.refused()


async def test_a_snippet_follows_its_label_and_keeps_its_version(api: Api) -> None:
    tone, polite = await snippet(api, "tone", "Be polite to {{who}}.")
    (await api.mutate("labelPromptCommit", "promptLabel { id }", promptCommitId=polite, label="beta")).payload()
    prompt = await make_prompt(api)
    commit = await make_commit(api, prompt, "1.0.0", "{{> tone }} {{>tone@beta}} {{> tone#1.0.0}} {{what}}")
    values = {"who": "Ada", "what": "Sort."}
    assert await said(api, prompt, values=values) == "Be polite to Ada. " * 3 + "Sort."
    blunt = await make_commit(api, tone, "2.0.0", "Be blunt to {{who}}.")
    assert await said(api, prompt, values=values) == "Be blunt to Ada. Be polite to Ada. Be polite to Ada. Sort."
    (await api.mutate("labelPromptCommit", "promptLabel { id }", promptCommitId=blunt, label="beta")).payload()
    found = await compiled(api, prompt, values=values)
    assert found["messages"][0]["content"] == "Be blunt to Ada. Be blunt to Ada. Be polite to Ada. Sort."
    assert [(one["label"], one["version"]) for one in found["snippets"]] == [
        (None, "2.0.0"),
        ("beta", "2.0.0"),
        (None, "1.0.0"),
    ]
    noted = (await api.execute(DEPENDENCIES, id=commit))["promptCommit"]["dependencies"]
    assert [(one["label"], one["version"], one["resolvedCommit"]["version"]) for one in noted] == [
        (None, None, "1.0.0"),
        ("beta", None, "1.0.0"),
        (None, "1.0.0", "1.0.0"),
    ]


async def test_dependents_are_walked_from_the_snippet(api: Api) -> None:
    tone, first = await snippet(api, "tone", "Be brief.")
    prompt = await make_prompt(api, "user")
    await make_commit(api, prompt, "1.0.0", "{{> tone }}")
    query = """query($p: ID!, $c: ID!) {
      prompt(id: $p) { dependents { totalCount nodes { promptCommit { version prompt { key } } } } }
      promptCommit(id: $c) { dependents { nodes { promptCommit { prompt { key } } } } } }"""
    found = await api.execute(query, p=tone, c=first)
    assert found["prompt"]["dependents"] == {
        "totalCount": 1,
        "nodes": [{"promptCommit": {"version": "1.0.0", "prompt": {"key": "user"}}}],
    }
    assert found["promptCommit"]["dependents"]["nodes"][0]["promptCommit"]["prompt"]["key"] == "user"


async def test_a_snippet_brings_its_variables_and_a_value_that_lacks_is_named(api: Api) -> None:
    await snippet(api, "inner", "inner {{deep}}")
    await snippet(api, "outer", "outer {{> inner }} {{near}}")
    prompt = await make_prompt(api)
    await make_commit(api, prompt, "1.0.0", "{{> outer }}")
    assert await said(api, prompt, values={"deep": "{{near}}", "near": 1}) == "outer inner {{near}} 1"
    missing = await compiled(api, prompt, values={"near": "x"})
    assert missing["messages"] is None
    (error,) = missing["errors"]
    assert (error["code"], error["path"]) == ("MISSING_VARIABLE", ["input", "values", "deep"])
    assert "`deep`" in error["message"]


async def test_what_cannot_be_included_is_refused_when_it_is_committed(api: Api) -> None:
    prompt = await make_prompt(api, "mine")
    await snippet(api, "tone", "Be brief.")
    await make_commit(api, await make_prompt(api, "chat"))
    for text, code in (
        ("{{> nowhere }}", "UNKNOWN_SNIPPET"),
        ("{{> chat }}", "UNKNOWN_SNIPPET"),
        ("{{> tone@beta }}", "UNKNOWN_SNIPPET"),
        ("{{> tone#9.9.9 }}", "UNKNOWN_SNIPPET"),
    ):
        assert await refused(api, prompt, text) == (code, ["input", "messages"]), text
    jinja = await api.mutate(
        "savePromptDraft",
        "promptDraft { id }",
        promptId=prompt,
        templateType="JINJA2",
        messages=[{"content": "{{> tone }}{% if x %}y{% endif %}"}],
    )
    jinja.payload()
    mixed = await api.mutate("commitPrompt", "promptCommit { id }", promptId=prompt)
    assert mixed.refused() == ("TEMPLATE_MISMATCH", ["input", "messages"])


async def test_circles_are_refused(api: Api) -> None:
    one, _ = await snippet(api, "one", "1")
    two, _ = await snippet(api, "two", "2 {{> one }}")
    assert (await refused(api, one, "{{> one }}"))[0] == "SNIPPET_CYCLE"
    assert (await refused(api, one, "{{> two }}"))[0] == "SNIPPET_CYCLE"
    assert (await refused(api, one, "{{> two#1.0.0 }}"))[0] == "SNIPPET_CYCLE"
    query = "query($id: ID!) { prompt(id: $id) { commitCount } }"
    assert (await api.execute(query, id=one))["prompt"]["commitCount"] == 1
    await make_commit(api, two, "2.0.0", "no more")
    await make_commit(api, one, "2.0.0", "{{> two }}")


async def test_five_levels_are_too_deep(api: Api) -> None:
    await snippet(api, "s1", "end")
    for level in (2, 3, 4):
        await snippet(api, f"s{level}", f"{{{{> s{level - 1} }}}}.")
    prompt = await make_prompt(api)
    await make_commit(api, prompt, "1.0.0", "{{> s4 }}")
    assert await said(api, prompt) == "end..."
    fifth = await api.mutate("createPrompt", "prompt { id }", spaceId=api.space, key="s5", name="s5", kind="SNIPPET")
    await make_commit(api, fifth.payload()["prompt"]["id"], "1.0.0", "{{> s4 }}.")
    assert await refused(api, prompt, "{{> s5 }}") == ("SNIPPETS_TOO_DEEP", ["input", "messages"])


async def test_a_snippet_in_use_stays(api: Api) -> None:
    tone, commit = await snippet(api, "tone", "Be brief.")
    (await api.mutate("labelPromptCommit", "promptLabel { id }", promptCommitId=commit, label="beta")).payload()
    prompt = await make_prompt(api, "user")
    await make_commit(api, prompt, "1.0.0", "{{> tone@beta }}")
    document = """mutation($p: ID!) { deletePrompt(input: { promptId: $p }) { space { id } errors { code message path
      ... on SnippetInUseProblem { dependents { version prompt { key } } } } } }"""
    (error,) = (await api.execute(document, p=tone))["deletePrompt"]["errors"]
    assert (error["code"], error["path"]) == ("SNIPPET_IN_USE", ["input", "promptId"])
    assert error["dependents"] == [{"version": "1.0.0", "prompt": {"key": "user"}}]
    assert "user#1.0.0" in error["message"]
    unlabelled = await api.mutate("unlabelPrompt", "prompt { id }", promptId=tone, label="beta")
    assert unlabelled.refused() == ("SNIPPET_IN_USE", ["input", "label"])
    moved = await api.mutate("movePrompt", "prompt { id }", promptId=tone, key="voice")
    assert moved.refused() == ("SNIPPET_IN_USE", ["input", "promptId"])
    (await api.mutate("deletePrompt", "space { id }", promptId=prompt)).payload()
    (await api.mutate("unlabelPrompt", "prompt { id }", promptId=tone, label="beta")).payload()
    (await api.mutate("deletePrompt", "space { id }", promptId=tone)).payload()


async def test_snippets_that_multiply_stay_within_bounds(api: Api) -> None:
    await snippet(api, "s1", "x" * 1_000)
    for level in (2, 3):
        await snippet(api, f"s{level}", f"{{{{> s{level - 1} }}}}" * 1_000)
    prompt = await make_prompt(api)
    await make_commit(api, prompt, "1.0.0", "{{> s3 }}")
    (error,) = (await compiled(api, prompt))["errors"]
    assert error["code"] == "CONTENT_TOO_LARGE"


async def test_a_snippet_is_one_text(api: Api) -> None:
    made = await api.mutate("createPrompt", "prompt { id }", spaceId=api.space, key="s", name="s", kind="SNIPPET")
    prompt = made.payload()["prompt"]["id"]
    for messages, code in (
        ([{"content": "a"}, {"content": "b"}], "INVALID_MESSAGES"),
        ([{"parts": [{"text": "a"}]}], "INVALID_MESSAGE"),
    ):
        result = await api.mutate("savePromptDraft", "promptDraft { id }", promptId=prompt, messages=messages)
        assert result.refused()[0] == code


# --- how they are written --------------------------------------------------------------------------------------------


def test_references_are_read() -> None:
    text = r"{{> a }} {{>b/c.d@beta-1}} {{> e#1.2.0-rc.1+x }} \{{> f }} {{ g }} {{> a }}"
    assert references(text) == (Reference("a"), Reference("b/c.d", label="beta-1"), Reference("e", version="1.2.0-rc.1+x"))
    assert without_references(text) == r"   \{{> f }} {{ g }} "
    assert [str(one) for one in references(text)] == ["a", "b/c.d@beta-1", "e#1.2.0-rc.1+x"]


@given(st.text(alphabet="{}> @#ab1./\\\n"))
def test_any_text_is_read_or_refused_and_what_is_put_in_is_not_read_again(text: str) -> None:
    from app.prompts.references import InvalidReference

    try:
        found = references(text)
    except InvalidReference:
        return
    assert expanded(text, lambda reference: f"{{{{> {reference} }}}}").count("{{>") >= len(found)
