from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from app.core.errors import DomainError
from app.prompts.resolving import resolve_commit, share_of
from graphql_schema.core.ids import parse_global_id
from tests.api import Api
from tests.prompts.people import colleagues
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
    removed = await api.mutate("unlabelPrompt", "prompt { labels { label } }", promptId=prompt, label="production")
    assert removed.payload()["prompt"]["labels"] == [{"label": "latest"}]


async def test_labels_that_cannot_be(api: Api) -> None:
    prompt = await make_prompt(api)
    commit = await make_commit(api, prompt)
    assert (await label(api, commit, "latest")).refused() == ("LABEL_RESERVED", ["input", "label"])
    for name in ("", "Production", ".hidden", "has space", "x" * 65):
        assert (await label(api, commit, name)).refused() == ("INVALID_LABEL", ["input", "label"])
    for name, code in (("latest", "LABEL_RESERVED"), ("beta", "UNKNOWN_LABEL")):
        removed = await api.mutate("unlabelPrompt", "prompt { id }", promptId=prompt, label=name)
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


HISTORY = """query($id: ID!, $label: String) { prompt(id: $id) { labelMoves(first: 100, filter: { label: { eq: $label } }) {
  nodes { label reason fromCommit { id version } toCommit { id version } movedBy { name } split { weight } } } } }"""


async def history(api: Api, prompt: str, name: str = "production") -> Any:
    return (await api.execute(HISTORY, id=prompt, label=name))["prompt"]["labelMoves"]["nodes"]


async def test_each_move_is_remembered(api: Api) -> None:
    prompt = await make_prompt(api)
    first, second = await make_commit(api, prompt, "1.0.0"), await make_commit(api, prompt, "2.0.0")
    (await label(api, first, "production")).payload()
    moved = await api.mutate("labelPromptCommit", LABEL, promptCommitId=second, label="production", reason="Better.")
    moved.payload()
    (await api.mutate("unlabelPrompt", "prompt { id }", promptId=prompt, label="production", reason="Bad.")).payload()
    seen = [(move["fromCommit"], move["toCommit"], move["reason"]) for move in await history(api, prompt)]
    one, two = ({"id": pk, "version": version} for pk, version in ((first, "1.0.0"), (second, "2.0.0")))
    assert seen == [(two, None, "Bad."), (one, two, "Better."), (None, one, None)]


async def test_a_label_that_moved_meanwhile_is_a_conflict(api: Api) -> None:
    prompt = await make_prompt(api)
    first, second = await make_commit(api, prompt, "1.0.0"), await make_commit(api, prompt, "2.0.0")

    async def expecting(commit: str, expected: str) -> Any:
        wanted = {"promptCommitId": commit, "label": "production", "expectedCommitId": expected}
        return await api.mutate("labelPromptCommit", LABEL, **wanted)

    assert (await expecting(first, first)).refused() == ("LABEL_MOVED", ["input", "expectedCommitId"])
    (await label(api, first, "production")).payload()
    (await expecting(second, first)).payload()
    assert (await expecting(first, first)).refused() == ("LABEL_MOVED", ["input", "expectedCommitId"])


async def test_twenty_people_who_move_a_label_at_once_leave_a_history_without_gaps(api: Api, app: Starlette) -> None:
    prompt = await make_prompt(api)
    commits = [await make_commit(api, prompt, f"1.0.{number}") for number in range(4)]
    async with contextlib.AsyncExitStack() as stack:
        people = await colleagues(stack, app, api, 20)
        at_once = [label(person, commits[number % 4], "production") for number, person in enumerate(people)]
        for result in await asyncio.gather(*at_once):
            result.payload()
        now = (await api.execute(CHOSEN, id=prompt, label="production"))["prompt"]["commit"]["version"]
        moves = await history(api, prompt)
        assert len(moves) == 20
        assert moves[0]["toCommit"]["version"] == now
        assert [move["fromCommit"] for move in moves[:-1]] == [move["toCommit"] for move in moves[1:]]
        assert moves[-1]["fromCommit"] is None
        expected = moves[0]["toCommit"]["id"]
        wanted = {"label": "production", "expectedCommitId": expected}
        others = [commit for commit in commits if commit != expected]
        again = [
            person.mutate("labelPromptCommit", LABEL, promptCommitId=others[number % 3], **wanted)
            for number, person in enumerate(people)
        ]
        codes = [error["code"] for one in await asyncio.gather(*again) for error in one["labelPromptCommit"]["errors"]]
        assert codes == ["LABEL_MOVED"] * 19
    assert len(await history(api, prompt)) == 21


# --- shared labels ---------------------------------------------------------------------------------------------------


async def split(api: Api, prompt: str, *parts: tuple[str, int]) -> Any:
    wanted = [{"promptCommitId": commit, "weight": weight} for commit, weight in parts]
    selection = "promptLabel { promptCommit { version } split { weight promptCommit { version } } }"
    return await api.mutate("splitPromptLabel", selection, promptId=prompt, label="production", parts=wanted)


async def test_a_shared_label_gives_the_same_key_the_same_commit(api: Api) -> None:
    prompt = await make_prompt(api)
    first, second = await make_commit(api, prompt, "1.0.0"), await make_commit(api, prompt, "2.0.0")
    made = (await split(api, prompt, (first, 3), (second, 1))).payload()["promptLabel"]
    assert made["promptCommit"] == {"version": "1.0.0"}
    assert [(part["weight"], part["promptCommit"]["version"]) for part in made["split"]] == [(3, "1.0.0"), (1, "2.0.0")]
    query = "query($id: ID!, $key: String) { resolvePrompt(promptId: $id, splitKey: $key) { version } }"

    async def resolved(key: str | None) -> str:
        return str((await api.execute(query, id=prompt, key=key))["resolvePrompt"]["version"])

    assert await resolved(None) == "1.0.0"
    seen = {key: await resolved(key) for key in map(str, range(60))}
    assert set(seen.values()) == {"1.0.0", "2.0.0"}
    assert {key: await resolved(key) for key in seen} == seen
    (await split(api, prompt, (first, 1), (second, 1))).payload()
    assert all([await resolved(key) == "2.0.0" for key, version in seen.items() if version == "2.0.0"])
    by_key = """query($space: ID!, $key: String!, $split: String) {
      resolvePrompt(spaceId: $space, key: $key, splitKey: $split, label: "latest") { version } }"""
    found = await api.execute(by_key, space=api.space, key="support/triage", split="x")
    assert found["resolvePrompt"] == {"version": "2.0.0"}
    assert [move["split"] for move in await history(api, prompt)] == [[{"weight": 1}] * 2, [{"weight": 3}, {"weight": 1}]]
    (await label(api, second, "production")).payload()
    assert {await resolved(key) for key in ("1", "2", "3")} == {"2.0.0"}


async def test_labels_that_cannot_be_shared_so(api: Api) -> None:
    prompt = await make_prompt(api)
    first, second = await make_commit(api, prompt, "1.0.0"), await make_commit(api, prompt, "2.0.0")
    foreign = await make_commit(api, await make_prompt(api, "other"))
    for parts in ([(first, 1)], [(first, 1), (first, 1)], [(first, 0), (second, 1)], [(first, 10_001), (second, 1)]):
        assert (await split(api, prompt, *parts)).refused() == ("INVALID_SPLIT", ["input", "parts"])
    assert (await split(api, prompt, (first, 1), (foreign, 1))).refused() == (
        "NOT_FOUND",
        ["input", "parts", "1", "promptCommitId"],
    )


@given(st.lists(st.integers(1, 50), min_size=2, max_size=5), st.integers(1, 50))
def test_when_the_last_part_grows_its_keys_stay(weights: list[int], more: int) -> None:
    def shares(sizes: list[int]) -> list[int]:
        parts = [{"prompt_commit_id": number, "weight": weight} for number, weight in enumerate(sizes)]
        return [share_of("place", str(key), parts) for key in range(200)]

    before, after = shares(weights), shares([*weights[:-1], weights[-1] + more])
    last = len(weights) - 1
    assert all(now == last for was, now in zip(before, after, strict=True) if was == last)


async def test_a_prompt_that_is_not_named_is_not_resolved(api: Api, outsider: Api) -> None:
    prompt = await make_prompt(api)
    query = "query($id: ID, $space: ID, $key: String) { resolvePrompt(promptId: $id, spaceId: $space, key: $key) { id } }"
    assert (await api.execute(query, id=prompt))["resolvePrompt"] is None
    commit = await make_commit(api, prompt)
    assert (await api.execute(query, id=prompt))["resolvePrompt"] == {"id": commit}
    assert (await outsider.execute(query, id=prompt))["resolvePrompt"] is None
    assert (await outsider.execute(query, space=api.space, key="support/triage"))["resolvePrompt"] is None
    assert (await api.execute(query, space=api.space)).codes == ["INVALID"]
    (await api.mutate("deletePrompt", "space { id }", promptId=prompt)).payload()
    assert (await api.execute(query, id=prompt))["resolvePrompt"] is None
