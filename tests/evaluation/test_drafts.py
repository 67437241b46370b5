"""Drafts of evaluators and what becomes of them; copies; what is said about an evaluator."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.api import Api
from tests.evaluation.test_evaluators import EXACT, judge, made

DRAFT = "evaluatorDraft { id revision config baseVersion { version } evaluator { isDraftCommitted isManaged } }"
VERSION = "evaluatorVersion { version sequence config note }"
LOOSE = {"builtin": {"metric": "EXACT_MATCH", "options": {"ignoreCase": True}}}
STATE = "query($id: ID!) { evaluator(id: $id) { isDraftCommitted latestVersion { version } draft { revision config } } }"


async def save(api: Api, evaluator: Any, config: dict[str, Any], **more: Any) -> Any:
    return await api.mutate("saveEvaluatorDraft", DRAFT, evaluatorId=evaluator["id"], config=config, **more)


async def commit(api: Api, evaluator: Any, version: str, **more: Any) -> Any:
    return await api.mutate("commitEvaluatorVersion", VERSION, evaluatorId=evaluator["id"], version=version, **more)


async def test_a_draft_becomes_a_version(api: Api) -> None:
    evaluator = await made(api, EXACT)
    state = (await api.execute(STATE, id=evaluator["id"]))["evaluator"]
    assert (state["isDraftCommitted"], state["draft"]["revision"]) == (True, 1)
    draft = (await save(api, evaluator, LOOSE)).payload()["evaluatorDraft"]
    assert (draft["revision"], draft["baseVersion"]["version"]) == (2, "1.0.0")
    assert draft["evaluator"]["isDraftCommitted"] is False
    assert (await api.execute(STATE, id=evaluator["id"]))["evaluator"]["latestVersion"]["version"] == "1.0.0"
    version = (await commit(api, evaluator, "1.1.0", note="Looser")).payload()["evaluatorVersion"]
    assert version == {"version": "1.1.0", "sequence": 2, "config": draft["config"], "note": "Looser"}
    state = (await api.execute(STATE, id=evaluator["id"]))["evaluator"]
    assert (state["isDraftCommitted"], state["latestVersion"]["version"]) == (True, "1.1.0")


async def test_every_step_that_a_draft_does_not_allow_is_refused(api: Api) -> None:
    evaluator = await made(api, EXACT)
    assert (await commit(api, evaluator, "1.1.0")).refused() == ("NOTHING_TO_COMMIT", ["input", "evaluatorId"])
    assert (await save(api, evaluator, judge())).refused() == ("OTHER_KIND", ["input", "config", "judge"])
    assert (await save(api, evaluator, LOOSE, revision=2)).refused() == ("STALE_DRAFT", ["input", "revision"])
    (await save(api, evaluator, LOOSE, revision=1)).payload()
    assert (await commit(api, evaluator, "1.1.0", revision=1)).refused() == ("STALE_DRAFT", ["input", "revision"])
    assert (await commit(api, evaluator, "1.0.0")).refused() == ("VERSION_TAKEN", ["input", "version"])
    assert (await commit(api, evaluator, "v2")).refused() == ("INVALID_VERSION", ["input", "version"])
    (await save(api, evaluator, EXACT)).payload()
    assert (await commit(api, evaluator, "1.1.0")).refused()[0] == "NOTHING_TO_COMMIT"
    other = await made(api, EXACT, "two")
    foreign = {"evaluatorId": evaluator["id"], "evaluatorVersionId": other["latestVersion"]["id"]}
    wrong = ("NOT_FOUND", ["input", "evaluatorVersionId"])
    assert (await api.mutate("revertEvaluatorDraft", DRAFT, **foreign)).refused() == wrong
    assert (await api.mutate("cloneEvaluator", "evaluator { id }", **foreign, name="x")).refused() == wrong


async def test_a_draft_can_be_what_a_version_is(api: Api) -> None:
    evaluator = await made(api, EXACT)
    (await save(api, evaluator, LOOSE)).payload()
    draft = (await api.mutate("revertEvaluatorDraft", DRAFT, evaluatorId=evaluator["id"])).payload()["evaluatorDraft"]
    assert draft["evaluator"]["isDraftCommitted"] is True
    assert draft["config"] == evaluator["latestVersion"]["config"]


async def test_a_version_past_the_draft_takes_along_a_draft_without_work_of_its_own(api: Api) -> None:
    evaluator = await made(api, EXACT)
    given = {"evaluatorId": evaluator["id"], "config": LOOSE}
    (await api.mutate("createEvaluatorVersion", VERSION, **given, version="1.1.0")).payload()
    state = (await api.execute(STATE, id=evaluator["id"]))["evaluator"]
    assert (state["isDraftCommitted"], state["draft"]["config"]["options"]) == (True, {"ignoreCase": True})
    mine = {"builtin": {"metric": "JSON_VALID"}}
    (await save(api, evaluator, mine)).payload()
    (await api.mutate("createEvaluatorVersion", VERSION, **given, version="1.2.0")).payload()
    state = (await api.execute(STATE, id=evaluator["id"]))["evaluator"]
    assert (state["isDraftCommitted"], state["draft"]["config"]["metric"]) == (False, "JSON_VALID")


async def test_of_many_who_commit_at_once_nobodys_version_is_lost(api: Api) -> None:
    evaluator = await made(api, EXACT)

    async def work(number: int) -> str:
        config = {"builtin": {"metric": "LENGTH", "options": {"max": number}}}
        result = await api.mutate(
            "createEvaluatorVersion", VERSION, evaluatorId=evaluator["id"], version=f"2.0.{number // 2}", config=config
        )
        errors = result["createEvaluatorVersion"]["errors"]
        return errors[0]["code"] if errors else "made"

    done = await asyncio.gather(*(work(number) for number in range(12)))
    assert sorted(done) == ["VERSION_TAKEN"] * 6 + ["made"] * 6
    shown = await api.execute(
        "query($id: ID!) { evaluator(id: $id) { versions { nodes { version sequence } } } }", id=evaluator["id"]
    )
    versions = shown["evaluator"]["versions"]["nodes"]
    assert sorted(one["sequence"] for one in versions) == list(range(1, 8))
    assert len({one["version"] for one in versions}) == 7


async def test_an_evaluator_is_copied_with_what_is_said_about_it(api: Api) -> None:
    evaluator = await made(api, EXACT)
    described = {"description": "Exactly", "category": "TEXT", "tags": ["a", "b", "a"]}
    selection = "evaluator { name description category tags latestVersion { version note config } }"
    (await api.mutate("updateEvaluator", selection, evaluatorId=evaluator["id"], **described)).payload()
    copy = await api.mutate("cloneEvaluator", selection, evaluatorId=evaluator["id"], name="copy")
    assert copy.payload()["evaluator"] == {
        "name": "copy",
        "description": "Exactly",
        "category": "TEXT",
        "tags": ["a", "b"],
        "latestVersion": {
            "version": "1.0.0",
            "note": "Copied from one 1.0.0.",
            "config": evaluator["latestVersion"]["config"],
        },
    }
    bad = await api.mutate("updateEvaluator", selection, evaluatorId=evaluator["id"], tags=["ok", " "])
    assert bad.refused() == ("INVALID_TAGS", ["input", "tags", "1"])


async def test_settings_of_a_preset_are_its_own_until_there_is_another_version(api: Api) -> None:
    given = {"spaceId": api.space, "preset": "valid_json"}
    evaluator = (await api.mutate("createEvaluatorFromPreset", "evaluator { id isManaged }", **given)).payload()["evaluator"]
    assert evaluator["isManaged"] is True
    (await save(api, evaluator, EXACT)).payload()
    (await commit(api, evaluator, "1.1.0")).payload()
    shown = await api.execute("query($id: ID!) { evaluator(id: $id) { isManaged preset } }", id=evaluator["id"])
    assert shown["evaluator"] == {"isManaged": False, "preset": "valid_json"}
