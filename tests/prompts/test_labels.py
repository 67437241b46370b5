from __future__ import annotations

from typing import Any

import pytest

from app.core.errors import DomainError
from app.prompts.resolving import resolve_commit
from graphql_schema.core.ids import parse_global_id
from tests.api import Api
from tests.prompts.test_prompts import make_commit, make_prompt

LABEL = "promptLabel { id label promptCommit { version } }"
CHOSEN = """query($id: ID!, $version: String, $label: String) {
  prompt(id: $id) { commit(version: $version, label: $label) { version } } }"""


async def label(api: Api, commit: str, name: str) -> Any:
    return await api.mutate("labelPromptCommit", LABEL, promptCommitId=commit, label=name)


async def test_a_label_moves(api: Api) -> None:
    prompt = await make_prompt(api)
    first, second = await make_commit(api, prompt, "1.0.0"), await make_commit(api, prompt, "2.0.0")
    placed = (await label(api, first, "production")).payload()["promptLabel"]
    moved = (await label(api, second, "production")).payload()["promptLabel"]
    assert moved == placed | {"promptCommit": {"version": "2.0.0"}}
    query = "query($id: ID!) { space(id: $id) { auditLog(first: 1) { nodes { action before after } } } }"
    (entry,) = (await api.execute(query, id=api.space))["space"]["auditLog"]["nodes"]
    assert entry["before"] == {"label": "production", "version": "1.0.0"}
    assert entry["after"] == {"label": "production", "version": "2.0.0"}
    removed = await api.mutate("removePromptLabel", "prompt { labels { label } }", promptId=prompt, label="production")
    assert removed.payload()["prompt"]["labels"] == [{"label": "latest"}]


async def test_labels_that_cannot_be(api: Api) -> None:
    prompt = await make_prompt(api)
    commit = await make_commit(api, prompt)
    assert (await label(api, commit, "latest")).refused() == ("LABEL_RESERVED", ["input", "label"])
    for name in ("", "Production", ".hidden", "has space", "x" * 65):
        assert (await label(api, commit, name)).refused() == ("INVALID_LABEL", ["input", "label"])
    for name, code in (("latest", "LABEL_RESERVED"), ("beta", "UNKNOWN_LABEL")):
        removed = await api.mutate("removePromptLabel", "prompt { id }", promptId=prompt, label=name)
        assert removed.refused() == (code, ["input", "label"])


async def test_a_commit_of_a_deleted_prompt_takes_no_label(api: Api) -> None:
    prompt = await make_prompt(api)
    commit = await make_commit(api, prompt)
    (await api.mutate("deletePrompt", "space { id }", promptId=prompt)).payload()
    assert (await label(api, commit, "beta")).refused() == ("NOT_FOUND", ["input", "promptCommitId"])


async def test_which_commit_is_meant(api: Api) -> None:
    prompt = await make_prompt(api)

    async def chosen(**wanted: str) -> Any:
        found = (await api.execute(CHOSEN, id=prompt, **wanted))["prompt"]["commit"]
        return found and found["version"]

    assert await chosen() is None
    first = await make_commit(api, prompt, "1.0.0")
    await make_commit(api, prompt, "2.0.0")
    assert await chosen() == "2.0.0"
    (await label(api, first, "production")).payload()
    assert await chosen() == "1.0.0"
    assert await chosen(label="latest") == "2.0.0"
    assert await chosen(version="2.0.0", label="production") == "2.0.0"
    assert await chosen(label="beta") is None
    assert await chosen(version="3.0.0") is None


async def test_use_cases_are_told_what_there_is(api: Api) -> None:
    prompt = await make_prompt(api)
    pk = (parse_global_id(prompt) or ("", 0))[1]
    for wanted in ({}, {"label": "production"}, {"version": "1.0.0"}):
        assert await _refusal(pk, **wanted) == ("NO_COMMIT", ("promptId",))
    first = await make_commit(api, prompt, "1.0.0")
    await make_commit(api, prompt, "2.0.0")
    (await label(api, first, "production")).payload()
    assert (await resolve_commit(pk)).version == "1.0.0"
    assert (await resolve_commit(pk, label="latest")).version == "2.0.0"
    assert (await resolve_commit(pk, version="2.0.0", label="production")).version == "2.0.0"
    assert await _refusal(pk, label="beta") == ("UNKNOWN_LABEL", ("label",))
    assert await _refusal(pk, version="9.0.0") == ("UNKNOWN_VERSION", ("version",))
    with pytest.raises(DomainError, match="latest, production"):
        await resolve_commit(pk, label="beta")


async def _refusal(pk: int, **wanted: str) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(DomainError) as caught:
        await resolve_commit(pk, **wanted)
    return caught.value.code, caught.value.path
