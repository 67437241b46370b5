from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest
from starlette.applications import Starlette

from tests.api import Api
from tests.prompts.people import colleague, colleagues
from tests.prompts.test_prompts import make_commit, make_prompt

COMMIT = "promptCommit { id version sequence parentCommit { version } }"
PEOPLE = 20


async def save(api: Api, prompt: str, text: str, **given: Any) -> None:
    messages = [{"role": "USER", "content": text}]
    (await api.mutate("savePromptDraft", "promptDraft { id }", promptId=prompt, messages=messages, **given)).payload()


async def commit(api: Api, prompt: str, version: str | None, **given: Any) -> Any:
    return await api.mutate("commitPrompt", COMMIT, promptId=prompt, version=version, **given)


async def test_commits_count_up_and_know_their_parents(api: Api) -> None:
    prompt = await make_prompt(api)
    await make_commit(api, prompt, "1.0.0")
    await save(api, prompt, "More")
    second = (await commit(api, prompt, "1.1.0-rc.1")).payload()["promptCommit"]
    assert (second["sequence"], second["parentCommit"]) == (2, {"version": "1.0.0"})
    query = """query($id: ID!) { prompt(id: $id) {
      latestVersion latestCommitAt commitCount labels { label promptCommit { version } } } }"""
    seen = (await api.execute(query, id=prompt))["prompt"]
    assert (seen["latestVersion"], seen["commitCount"]) == ("1.1.0-rc.1", 2)
    assert seen["latestCommitAt"]
    assert seen["labels"] == [{"label": "latest", "promptCommit": {"version": "1.1.0-rc.1"}}]


@pytest.mark.parametrize("version", ["v1.0.0", "1.0", "01.0.0", "1.0.0-", "1.0.0-01", "", "1.0.0 ", f"1.0.0-{'x' * 64}"])
async def test_a_version_is_semantic(api: Api, version: str) -> None:
    prompt = await make_prompt(api)
    await save(api, prompt, "Hello")
    assert (await commit(api, prompt, version)).refused() == ("INVALID_VERSION", ["input", "version"])


async def test_commits_that_cannot_be(api: Api) -> None:
    prompt = await make_prompt(api)
    assert (await commit(api, prompt, "1.0.0")).refused() == ("NO_DRAFT", ["input", "promptId"])
    await make_commit(api, prompt, "1.0.0")
    assert (await commit(api, prompt, "1.0.0")).refused() == ("VERSION_TAKEN", ["input", "version"])
    assert (await commit(api, prompt, "1.0.1")).refused() == ("NOTHING_TO_COMMIT", ["input", "promptId"])


async def test_a_draft_on_a_stale_base_is_a_conflict_that_names_the_newer_commit(api: Api, app: Starlette) -> None:
    prompt = await make_prompt(api)
    first = await make_commit(api, prompt, "1.0.0")
    other = await colleague(app, api)
    await save(other, prompt, "Theirs", baseCommitId=first)
    newer = await make_commit(api, prompt, "1.1.0")
    document = """mutation($prompt: ID!, $base: ID) {
      commitPrompt(input: { promptId: $prompt, version: "1.2.0", baseCommitId: $base }) {
        promptCommit { parentCommit { version } }
        errors { code message path ... on StaleBaseProblem { newestCommit { id }
          diff { isSame messages { kind before after hunks { lines { kind text } } } } } } } }"""
    for base in (None, first):
        (error,) = (await other.execute(document, prompt=prompt, base=base))["commitPrompt"]["errors"]
        assert (error["code"], error["path"]) == ("STALE_BASE", ["input", "baseCommitId"])
        assert "1.1.0" in error["message"]
        assert error["newestCommit"] == {"id": newer}
        (change,) = error["diff"]["messages"]
        assert (change["kind"], change["after"]["content"]) == ("CHANGED", "Version 1.1.0")
        assert [line["kind"] for line in change["hunks"][0]["lines"]] == ["REMOVED", "ADDED"]
    rebased = (await other.execute(document, prompt=prompt, base=newer)).payload()["promptCommit"]
    assert rebased == {"parentCommit": {"version": "1.1.0"}}
    await other.client.aclose()


async def test_a_commit_does_not_change_with_the_draft(api: Api) -> None:
    prompt = await make_prompt(api)
    first = await make_commit(api, prompt, "1.0.0", text="Frozen")
    await save(api, prompt, "Thawed")
    query = "query($id: ID!) { promptCommit(id: $id) { messages } }"
    assert (await api.execute(query, id=first))["promptCommit"]["messages"] == [{"role": "USER", "content": "Frozen"}]


async def test_twenty_people_who_commit_at_once_lose_nothing(api: Api, app: Starlette) -> None:
    prompt = await make_prompt(api)
    async with contextlib.AsyncExitStack() as stack:
        people = await colleagues(stack, app, api, PEOPLE)
        await asyncio.gather(*(save(person, prompt, f"By {person.email}") for person in people))
        at_once = await asyncio.gather(*(commit(person, prompt, f"0.1.{n}") for n, person in enumerate(people)))
        outcomes = [result["commitPrompt"] for result in at_once]
        assert sorted(error["code"] for outcome in outcomes for error in outcome["errors"]) == ["STALE_BASE"] * (PEOPLE - 1)
        losers = [person for person, outcome in zip(people, outcomes, strict=True) if outcome["errors"]]
        await asyncio.gather(*(insist(person, prompt, f"1.0.{n}") for n, person in enumerate(losers)))
    query = """query($id: ID!) { prompt(id: $id) {
      commitCount commits { nodes { version sequence parentCommit { sequence } messages } } } }"""
    seen = (await api.execute(query, id=prompt))["prompt"]
    commits = seen["commits"]["nodes"]
    assert [one["sequence"] for one in commits] == list(range(PEOPLE, 0, -1))
    assert [one["parentCommit"] for one in commits] == [*({"sequence": n} for n in range(PEOPLE - 1, 0, -1)), None]
    assert len({one["version"] for one in commits}) == len({str(one["messages"]) for one in commits}) == PEOPLE
    assert seen["commitCount"] == PEOPLE


async def insist(person: Api, prompt: str, version: str | None) -> None:
    """Commit upon whatever is newest, as often as somebody else is faster."""
    query = "query($id: ID!) { prompt(id: $id) { commits(first: 1) { nodes { id } } } }"
    while True:
        newest = (await person.execute(query, id=prompt))["prompt"]["commits"]["nodes"][0]["id"]
        outcome = (await commit(person, prompt, version, baseCommitId=newest))["commitPrompt"]
        codes = [error["code"] for error in outcome["errors"]]
        if codes != ["STALE_BASE"]:
            assert codes == []
            return


async def test_one_version_committed_by_two_at_once_is_made_once(api: Api, app: Starlette) -> None:
    prompt = await make_prompt(api)
    other = await colleague(app, api)
    await save(api, prompt, "Mine")
    await save(other, prompt, "Theirs")
    both = await asyncio.gather(commit(api, prompt, "1.0.0"), commit(other, prompt, "1.0.0"))
    codes = [error["code"] for result in both for error in result["commitPrompt"]["errors"]]
    assert codes == ["VERSION_TAKEN"]
    await other.client.aclose()


async def test_a_version_that_is_not_given_is_the_next_patch(api: Api) -> None:
    prompt = await make_prompt(api)
    for given, expected in ((None, "1.0.0"), (None, "1.0.1"), ("2.1.0-rc.1", "2.1.0-rc.1"), (None, "2.1.0")):
        await save(api, prompt, f"Before {expected}")
        assert (await commit(api, prompt, given)).payload()["promptCommit"]["version"] == expected
    await save(api, prompt, "An older line")
    (await commit(api, prompt, "1.0.2")).payload()
    await save(api, prompt, "After the highest")
    assert (await commit(api, prompt, None)).payload()["promptCommit"]["version"] == "2.1.1"


async def test_twenty_people_who_save_and_commit_without_versions_get_different_ones(api: Api, app: Starlette) -> None:
    prompt = await make_prompt(api)
    first = await make_commit(api, prompt, "1.0.0")
    async with contextlib.AsyncExitStack() as stack:
        people = await colleagues(stack, app, api, PEOPLE)
        await asyncio.gather(*(save(person, prompt, person.email, baseCommitId=first) for person in people))
        await asyncio.gather(*(insist(person, prompt, None) for person in people))
    query = "query($id: ID!) { prompt(id: $id) { commits { nodes { version messages createdBy { id } } } } }"
    commits = (await api.execute(query, id=prompt))["prompt"]["commits"]["nodes"]
    assert [one["version"] for one in commits] == [f"1.0.{n}" for n in range(PEOPLE, -1, -1)]
    assert {one["messages"][0]["content"] for one in commits[:-1]} == {person.email for person in people}
