"""Protected labels: who moves them, requests and their states, and gates that experiments open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.applications import Starlette

from app.prompts.models import LabelMoveStatus
from tests.api import Api
from tests.prompts.people import colleague
from tests.prompts.test_labels import history, label
from tests.prompts.test_prompts import make_commit, make_prompt
from tests.world import make_world

REQUEST = """promptLabelRequest { id status note requestedBy { id } decidedBy { id } decidedAt
  prompt { commit(label: "production") { version } } }"""


@pytest.fixture
async def member(app: Starlette, api: Api) -> AsyncIterator[Api]:
    made = await colleague(app, api)
    yield made
    await made.client.aclose()


@pytest.fixture
async def admin(app: Starlette, api: Api) -> AsyncIterator[Api]:
    made = await colleague(app, api, role="ADMIN")
    yield made
    await made.client.aclose()


async def protect(api: Api, **rules: Any) -> Any:
    selection = "protectedLabel { id label requiresApproval gates { metric measure minimum } }"
    return await api.mutate("protectPromptLabel", selection, spaceId=api.space, label="production", **rules)


async def request(api: Api, commit: str, **given: Any) -> Any:
    return await api.mutate("requestPromptLabelMove", REQUEST, promptCommitId=commit, label="production", **given)


async def requested(api: Api, commit: str) -> str:
    return str((await request(api, commit)).payload()["promptLabelRequest"]["id"])


async def decide(api: Api, step: str, pk: str, **given: Any) -> Any:
    return await api.mutate(f"{step}PromptLabelMove", REQUEST, promptLabelRequestId=pk, **given)


async def test_a_protected_label_is_moved_by_administrators_alone(api: Api, member: Api) -> None:
    prompt = await make_prompt(api)
    first, second = await make_commit(api, prompt, "1.0.0"), await make_commit(api, prompt, "2.0.0")
    (await label(member, first, "production")).payload()
    (await protect(api)).payload()
    parts = [{"promptCommitId": commit, "weight": 1} for commit in (first, second)]
    for refused in (
        await label(member, second, "production"),
        await member.mutate("unlabelPrompt", "prompt { id }", promptId=prompt, label="production"),
        await member.mutate("splitPromptLabel", "promptLabel { id }", promptId=prompt, label="production", parts=parts),
    ):
        assert refused.refused() == ("LABEL_PROTECTED", ["input", "label"])
    (await label(member, second, "beta")).payload()
    (await label(api, second, "production")).payload()
    assert (await protect(member)).refused()[0] == "FORBIDDEN"
    query = "query($id: ID!) { space(id: $id) { protectedLabels { label requiresApproval createdBy { name } } } }"
    shown = (await member.execute(query, id=api.space))["space"]["protectedLabels"]
    assert shown == [{"label": "production", "requiresApproval": False, "createdBy": {"name": "Ada"}}]
    (await api.mutate("unprotectPromptLabel", "space { id }", spaceId=api.space, label="production")).payload()
    (await label(member, first, "production")).payload()
    again = await api.mutate("unprotectPromptLabel", "space { id }", spaceId=api.space, label="production")
    assert again.refused() == ("NOT_FOUND", ["input", "label"])


async def test_a_prompt_with_a_protected_label_is_moved_and_deleted_by_administrators_alone(api: Api, member: Api) -> None:
    prompt = await make_prompt(api)
    (await label(api, await make_commit(api, prompt), "production")).payload()
    moved = await member.mutate("movePrompt", "prompt { id }", promptId=prompt, key="elsewhere")
    assert moved.payload()
    (await protect(api)).payload()
    for refused in (
        await member.mutate("movePrompt", "prompt { id }", promptId=prompt, key="support/triage"),
        await member.mutate("deletePrompt", "space { id }", promptId=prompt),
    ):
        assert refused.refused() == ("LABEL_PROTECTED", ["input", "promptId"])
    unlabelled = await make_prompt(member, "other")
    (await member.mutate("deletePrompt", "space { id }", promptId=unlabelled)).payload()
    (await api.mutate("movePrompt", "prompt { id }", promptId=prompt, key="support/triage")).payload()
    (await api.mutate("deletePrompt", "space { id }", promptId=prompt)).payload()


async def test_a_key_moves_a_protected_label_by_its_scope(api: Api) -> None:
    prompt = await make_prompt(api)
    first, second = await make_commit(api, prompt, "1.0.0"), await make_commit(api, prompt, "2.0.0")
    (await protect(api)).payload()
    for scopes, commit, code in ((["READ", "WRITE"], first, "LABEL_PROTECTED"), (["RELEASE"], second, None)):
        given = {"name": "ci", "spaceId": api.space, "scopes": scopes}
        key = api.with_key((await api.mutate("createApiKey", "secret", **given)).payload()["secret"])
        moved = await label(key, commit, "production")
        assert [error["code"] for error in moved["labelPromptCommit"]["errors"]] == ([code] if code else [])
        await key.client.aclose()


async def test_rules_that_cannot_be(api: Api) -> None:
    for label_name, code in (("latest", "LABEL_RESERVED"), ("No", "INVALID_LABEL")):
        result = await api.mutate("protectPromptLabel", "protectedLabel { id }", spaceId=api.space, label=label_name)
        assert result.refused() == (code, ["input", "label"])
    assert (await protect(api, gates=[{"metric": "", "minimum": 1}])).refused() == ("INVALID_GATE", ["input", "gates", "0"])
    once = (await protect(api, requiresApproval=True)).payload()["protectedLabel"]
    twice = (await protect(api, gates=[{"metric": "exact", "minimum": 0.5}])).payload()["protectedLabel"]
    assert twice["id"] == once["id"]
    assert twice["gates"] == [{"metric": "exact", "measure": "MEAN", "minimum": 0.5}]
    assert twice["requiresApproval"] is False


async def test_an_approved_request_moves_the_label(api: Api, member: Api) -> None:
    prompt = await make_prompt(api)
    commit = await make_commit(api, prompt, "1.0.0")
    assert (await request(member, commit)).refused() == ("LABEL_NOT_PROTECTED", ["input", "label"])
    (await protect(api, requiresApproval=True)).payload()
    assert (await label(api, commit, "production")).refused() == ("APPROVAL_REQUIRED", ["input", "label"])
    made = (await request(member, commit, reason="It is better.")).payload()["promptLabelRequest"]
    assert (made["status"], made["requestedBy"]["id"], made["decidedBy"]) == ("PENDING", member.user, None)
    assert (await request(member, commit)).refused() == ("ALREADY_REQUESTED", ["input", "promptCommitId"])
    await make_commit(api, prompt, "2.0.0")
    done = (await decide(api, "approve", made["id"], note="Go.")).payload()["promptLabelRequest"]
    assert (done["status"], done["note"], done["decidedBy"]["id"]) == ("APPROVED", "Go.", api.user)
    assert done["decidedAt"]
    assert done["prompt"]["commit"]["version"] == "1.0.0"
    (move,) = await history(api, prompt)
    assert (move["reason"], move["toCommit"]["version"]) == ("It is better.", "1.0.0")
    query = """query($id: ID!) { space(id: $id) { promptLabelRequests(filter: { status: { eq: APPROVED } }) {
      nodes { label promptCommit { version } fromCommit { version } } } } }"""
    shown = (await api.execute(query, id=api.space))["space"]["promptLabelRequests"]["nodes"]
    assert shown == [{"label": "production", "promptCommit": {"version": "1.0.0"}, "fromCommit": None}]


STEPS = {"approve": "APPROVED", "reject": "REJECTED", "withdraw": "WITHDRAWN"}


async def test_a_request_is_decided_once(api: Api, member: Api) -> None:
    assert {*STEPS.values(), "PENDING"} == set(LabelMoveStatus)
    prompt = await make_prompt(api)
    (await protect(api, requiresApproval=True)).payload()
    for first, status in STEPS.items():
        pk = await requested(member, await make_commit(api, prompt, f"1.0.0-{first}"))
        deciding = member if first == "withdraw" else api
        assert (await decide(deciding, first, pk)).payload()["promptLabelRequest"]["status"] == status
        for second in STEPS:
            asking = member if second == "withdraw" else api
            refused = await decide(asking, second, pk)
            assert refused.refused() == ("REQUEST_DECIDED", ["input", "promptLabelRequestId"]), (first, second)
        shown = await api.execute("query($id: ID!) { node(id: $id) { ... on PromptLabelRequest { status } } }", id=pk)
        assert shown["node"] == {"status": status}
    assert len(await history(api, prompt)) == 1


async def test_who_decides_on_a_request(api: Api, member: Api, admin: Api) -> None:
    (await protect(api, requiresApproval=True)).payload()
    prompt = await make_prompt(api)
    commit = await make_commit(api, prompt)
    own = await requested(api, commit)
    for step, person, code in (
        ("approve", api, "OWN_REQUEST"),
        ("reject", api, "OWN_REQUEST"),
        ("approve", member, "FORBIDDEN"),
        ("reject", member, "FORBIDDEN"),
        ("withdraw", admin, "NOT_YOUR_REQUEST"),
    ):
        assert (await decide(person, step, own)).refused()[0] == code, step
    given = {"name": "ci", "spaceId": api.space, "scopes": ["RELEASE"]}
    key = api.with_key((await api.mutate("createApiKey", "secret", **given)).payload()["secret"])
    assert (await decide(key, "approve", own)).refused()[0] == "USER_REQUIRED"
    await key.client.aclose()
    (await decide(admin, "approve", own)).payload()


async def test_a_request_that_two_decide_at_once_is_decided_once(api: Api, member: Api, admin: Api) -> None:
    (await protect(api, requiresApproval=True)).payload()
    prompt = await make_prompt(api)
    pk = await requested(member, await make_commit(api, prompt))
    both = await asyncio.gather(decide(api, "approve", pk), decide(admin, "reject", pk), decide(member, "withdraw", pk))
    codes = [error["code"] for result in both for error in next(iter(result.data.values()))["errors"]]
    assert codes == ["REQUEST_DECIDED"] * 2


async def test_a_request_that_a_move_has_overtaken_does_not_undo_it(api: Api, member: Api, admin: Api) -> None:
    prompt = await make_prompt(api)
    first, second, third = [await make_commit(api, prompt, f"{number}.0.0") for number in (1, 2, 3)]
    (await protect(api)).payload()
    (await label(api, first, "production")).payload()
    early, late = await requested(member, second), await requested(member, third)
    (await decide(admin, "approve", late)).payload()
    refused = await decide(api, "approve", early)
    assert refused.refused() == ("LABEL_MOVED", ["input", "promptLabelRequestId"])
    (await api.mutate("unlabelPrompt", "prompt { id }", promptId=prompt, label="production")).payload()
    assert (await decide(api, "approve", early)).refused()[0] == "LABEL_MOVED"
    (await decide(api, "reject", early)).payload()
    again = (await decide(api, "approve", await requested(member, second))).payload()["promptLabelRequest"]
    assert again["prompt"]["commit"]["version"] == "2.0.0"


async def test_a_request_of_a_deleted_prompt_moves_nothing(api: Api, member: Api) -> None:
    (await protect(api)).payload()
    prompt = await make_prompt(api)
    pk = await requested(member, await make_commit(api, prompt))
    (await api.mutate("deletePrompt", "space { id }", promptId=prompt)).payload()
    assert (await decide(api, "approve", pk)).refused() == ("NOT_FOUND", ["input", "promptLabelRequestId"])
    (await decide(api, "reject", pk)).payload()


async def test_a_gate_opens_when_an_experiment_has_shown_enough(api: Api, admin: Api) -> None:
    world = await make_world(api)
    commit, gate = world["promptCommitId"], {"metric": "exact", "measure": "MEAN"}
    for metric, minimum, told in (("exact", 0.75, "0.5"), ("unheard", 0.1, "unheard")):
        (await protect(api, gates=[{"metric": metric, "minimum": minimum}])).payload()
        document = """mutation($commit: ID!) { labelPromptCommit(input: { promptCommitId: $commit, label: "production" }) {
          errors { code message path } } }"""
        (error,) = (await api.execute(document, commit=commit))["labelPromptCommit"]["errors"]
        assert (error["code"], error["path"]) == ("LABEL_GATE_CLOSED", ["input", "label"])
        assert told in error["message"]
    (await protect(api, gates=[gate | {"minimum": 0.5}, gate | {"measure": "PASS_RATE", "minimum": 0.5}])).payload()
    (await label(api, commit, "production")).payload()
    other = await make_commit(api, world["promptId"], "2.0.0")
    assert (await label(api, other, "production")).refused() == ("LABEL_GATE_CLOSED", ["input", "label"])
    (await protect(api, requiresApproval=True, gates=[gate | {"minimum": 0.5}])).payload()
    pk = await requested(api, other)
    assert (await decide(admin, "approve", pk)).refused() == ("LABEL_GATE_CLOSED", ["input", "label"])
    (await decide(api, "withdraw", pk)).payload()
