"""Labels of snippets move only to where the prompts that include them can still be put together."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.api import Api
from tests.prompts.test_prompts import make_commit, make_prompt
from tests.prompts.test_snippets import refused, said, snippet


async def labelled(api: Api, commit: str, label: str = "beta") -> Any:
    return await api.mutate("labelPromptCommit", "promptLabel { id }", promptCommitId=commit, label=label)


async def not_labelled(api: Api, commit: str, code: str, label: str = "beta") -> str:
    """What is said when a label cannot point at a commit."""
    given = {"promptCommitId": commit, "label": label}
    document = """mutation($input: LabelPromptCommitInput!) { labelPromptCommit(input: $input) {
      promptLabel { id } errors { code message path } } }"""
    found = (await api.execute(document, input=given))["labelPromptCommit"]
    (error,) = found["errors"]
    assert (found["promptLabel"], error["code"], error["path"]) == (None, code, ["input", "label"])
    return str(error["message"])


async def versions(api: Api, key: str, *texts: str) -> tuple[str, list[str]]:
    """A snippet with a version for each text, the first of which `beta` points at."""
    prompt, first = await snippet(api, key, texts[0])
    (await labelled(api, first)).payload()
    commits = [await make_commit(api, prompt, f"{number}.0.0", text) for number, text in enumerate(texts[1:], 2)]
    return prompt, [first, *commits]


async def test_a_label_does_not_close_a_circle(api: Api) -> None:
    inner, _ = await snippet(api, "inner", "Be brief.")
    _, (_, round_about, _) = await versions(api, "tone", "Be polite.", "{{> inner }}", "Be kind.")
    await make_commit(api, inner, "2.0.0", "{{> tone@beta }}")
    message = await not_labelled(api, round_about, "SNIPPET_CYCLE")
    assert "`tone#2.0.0` includes `inner` includes `tone@beta`" in message
    prompt = await make_prompt(api)
    await make_commit(api, prompt, "1.0.0", "{{> tone@beta }}")
    assert await said(api, prompt) == "Be polite."
    await make_commit(api, inner, "3.0.0", "Be brief.")
    (await labelled(api, round_about)).payload()
    assert await said(api, prompt) == "Be brief."


async def test_a_circle_through_what_includes_the_label_counts_while_clients_get_it(api: Api) -> None:
    outer, _ = await snippet(api, "outer", "Be brief.")
    _, (_, pinned, _) = await versions(api, "tone", "Be polite.", "{{> outer#1.0.0 }}", "Be kind.")
    await make_commit(api, outer, "2.0.0", "{{> tone@beta }}")
    message = await not_labelled(api, pinned, "SNIPPET_CYCLE")
    assert "`outer#2.0.0` includes `tone@beta` includes `outer#1.0.0`" in message
    await make_commit(api, outer, "3.0.0", "Be quick.")
    (await labelled(api, pinned)).payload()


async def test_a_label_does_not_make_prompts_too_deep(api: Api) -> None:
    await snippet(api, "c1", "end")
    await snippet(api, "c2", "{{> c1 }}")
    await snippet(api, "c3", "{{> c2 }}")
    _, (_, deep) = await versions(api, "tone", "Be polite.", "{{> c3 }}")
    await snippet(api, "outer", "{{> tone@beta }}")
    prompt = await make_prompt(api, "letter")
    await make_commit(api, prompt, "1.0.0", "{{> outer }}")
    message = await not_labelled(api, deep, "SNIPPETS_TOO_DEEP")
    assert "`letter#1.0.0` includes `outer` includes `tone@beta` includes `c3` includes `c2` includes `c1`" in message
    (await labelled(api, deep, "unused")).payload()
    (await api.mutate("deletePrompt", "space { id }", promptId=prompt)).payload()
    (await labelled(api, deep)).payload()


async def test_a_version_that_others_get_by_itself_is_checked_like_a_label(api: Api) -> None:
    await snippet(api, "c1", "end")
    await snippet(api, "c2", "{{> c1 }}")
    tone, _ = await snippet(api, "tone", "Be polite.")
    await snippet(api, "middle", "{{> tone }}")
    await snippet(api, "outer", "{{> middle }}")
    prompt = await make_prompt(api, "letter")
    await make_commit(api, prompt, "1.0.0", "{{> outer }}")
    assert await refused(api, tone, "{{> c2 }}") == ("SNIPPETS_TOO_DEEP", ["input", "messages"])
    await make_commit(api, tone, "2.0.0", "{{> c1 }}")
    assert await said(api, prompt) == "end"


async def test_taking_a_label_away_leaves_what_is_included_instead_sound(api: Api) -> None:
    inner, _ = await snippet(api, "inner", "Be brief.")
    tone, first = await snippet(api, "tone", "Be polite.")
    (await labelled(api, first, "production")).payload()
    await make_commit(api, tone, "2.0.0", "{{> inner#1.0.0 }}")
    await make_commit(api, inner, "2.0.0", "{{> tone }}")
    given = {"promptId": tone, "label": "production"}
    refusal = await api.mutate("unlabelPrompt", "prompt { id }", **given)
    assert refusal.refused() == ("SNIPPET_CYCLE", ["input", "label"])
    await make_commit(api, inner, "3.0.0", "Be quick.")
    (await api.mutate("unlabelPrompt", "prompt { id }", **given)).payload()


async def test_the_first_part_of_a_split_is_what_others_include(api: Api) -> None:
    inner, _ = await snippet(api, "inner", "Be brief.")
    tone, (first, round_about, _) = await versions(api, "tone", "Be polite.", "{{> inner }}", "Be kind.")
    await make_commit(api, inner, "2.0.0", "{{> tone@beta }}")

    async def split(*commits: str) -> Any:
        parts = [{"promptCommitId": commit, "weight": 1} for commit in commits]
        return await api.mutate("splitPromptLabel", "promptLabel { id }", promptId=tone, label="beta", parts=parts)

    assert (await split(round_about, first)).refused() == ("SNIPPET_CYCLE", ["input", "label"])
    (await split(first, round_about)).payload()


async def test_of_two_labels_that_would_close_a_circle_at_once_one_moves(api: Api) -> None:
    a, (_, from_a, _) = await versions(api, "a", "a", "plain", "a again")
    b, _ = await versions(api, "b", "b")
    from_a = await make_commit(api, a, "4.0.0", "{{> b@beta }}")
    await make_commit(api, a, "5.0.0", "a at last")
    from_b = await make_commit(api, b, "2.0.0", "{{> a@beta }}")
    await make_commit(api, b, "3.0.0", "b at last")
    moves = await asyncio.gather(labelled(api, from_a), labelled(api, from_b))
    codes = sorted(error["code"] for move in moves for error in move["labelPromptCommit"]["errors"])
    assert codes == ["SNIPPET_CYCLE"]
