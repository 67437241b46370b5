from __future__ import annotations

from typing import Any

import pytest

from app.core.database import Database
from tests.api import Api

MESSAGES = [{"role": "USER", "content": "{{ticket}}"}]


async def make_prompt(api: Api, key: str = "support/triage") -> str:
    made = await api.mutate("createPrompt", "prompt { id }", spaceId=api.space, key=key, name="Triage")
    return str(made.payload()["prompt"]["id"])


async def make_commit(api: Api, prompt: str, version: str = "1.0.0", text: str = "") -> str:
    messages = [{"role": "USER", "content": text or f"Version {version}"}]
    (await api.mutate("savePromptDraft", "promptDraft { id }", promptId=prompt, messages=messages)).payload()
    made = await api.mutate("commitPrompt", "promptCommit { id }", promptId=prompt, version=version)
    return str(made.payload()["promptCommit"]["id"])


async def test_from_a_new_prompt_to_a_label(api: Api) -> None:
    prompt = (await api.run("NewPrompt", space=api.space)).payload()["prompt"]
    assert prompt["key"] == "support/triage"
    draft = (await api.run("SaveDraft", prompt=prompt["id"])).payload()["promptDraft"]
    assert draft["isEdited"] is True
    commit = (await api.run("Commit", prompt=prompt["id"])).payload()["promptCommit"]
    assert (commit["version"], commit["sequence"]) == ("1.0.0", 1)
    label = (await api.run("Label", commit=commit["id"])).payload()["promptLabel"]
    assert label == {"label": "production", "promptCommit": {"version": "1.0.0"}}
    query = "query($id: ID!) { node(id: $id) { ... on PromptDraft { isEdited base { id } } } }"
    assert (await api.execute(query, id=draft["id"]))["node"] == {"isEdited": False, "base": {"id": commit["id"]}}


async def test_overview_of_a_space_shows_prompts_with_labels_and_commits(api: Api) -> None:
    for key in ("one", "two"):
        await make_commit(api, await make_prompt(api, key), text="Say {{what}}.")
    query = """query($space: ID!) { space(id: $space) { prompts(orderBy: { field: UPDATED_AT, direction: DESC }) {
      totalCount
      nodes { key tags labels { label promptCommit { version } }
              commits(first: 10) { nodes { version sequence note createdAt createdBy { name } messages
                                           variables { name type required default } } } }
    } } }"""
    prompts = (await api.execute(query, space=api.space))["space"]["prompts"]
    assert prompts["totalCount"] == 2
    assert [node["key"] for node in prompts["nodes"]] == ["two", "one"]
    first = prompts["nodes"][0]
    assert first["labels"] == [{"label": "latest", "promptCommit": {"version": "1.0.0"}}]
    (commit,) = first["commits"]["nodes"]
    assert commit["createdBy"] == {"name": "Ada"}
    assert commit["messages"] == [{"role": "USER", "content": "Say {{what}}."}]
    assert commit["variables"] == [{"name": "what", "type": "STRING", "required": True, "default": None}]


@pytest.mark.usefixtures("recognized")
async def test_statements_do_not_grow_with_the_prompts(api: Api, system: Database) -> None:
    query = """query($space: ID!) { space(id: $space) { prompts { nodes {
      labels { promptCommit { version } } drafts { nodes { isEdited base { id } } }
      commit { version modelConfig { model connection { name } } } commits { nodes { version } }
    } } } }"""

    async def statements() -> int:
        before = system.statements
        assert (await api.execute(query, space=api.space))["space"]["prompts"]["nodes"]
        return system.statements - before

    await make_commit(api, await make_prompt(api, "p0"))
    await make_commit(api, await make_prompt(api, "p1"))
    few = await statements()
    for number in range(2, 7):
        await make_commit(api, await make_prompt(api, f"p{number}"))
    assert await statements() == few


async def test_a_key_is_unique_among_the_living(api: Api) -> None:
    prompt = await make_prompt(api, "greeting")
    again = await api.mutate("createPrompt", "prompt { id }", spaceId=api.space, key="greeting", name="Other")
    assert again.refused() == ("PROMPT_KEY_TAKEN", ["input", "key"])
    deleted = await api.mutate("deletePrompt", "space { id }", promptId=prompt)
    assert deleted.payload()["space"]["id"] == api.space
    assert (await api.execute("query($id: ID!) { prompt(id: $id) { id } }", id=prompt))["prompt"] is None
    await make_prompt(api, "greeting")


async def test_input_that_is_wrong_is_named(api: Api) -> None:
    for given, code, path in (
        ({"key": "has space"}, "INVALID_PROMPT_KEY", ["key"]),
        ({"key": "/leading"}, "INVALID_PROMPT_KEY", ["key"]),
        ({"key": "a/../b"}, "INVALID_PROMPT_KEY", ["key"]),
        ({"key": "k" * 201}, "INVALID_PROMPT_KEY", ["key"]),
        ({"name": "  "}, "INVALID_NAME", ["name"]),
        ({"tags": ["good", " "]}, "INVALID_TAGS", ["tags", "1"]),
    ):
        whole: dict[str, Any] = {"spaceId": api.space, "key": "fine", "name": "Fine"} | given
        result = await api.mutate("createPrompt", "prompt { id }", **whole)
        assert result.refused() == (code, ["input", *path])


async def test_renaming_and_tagging(api: Api) -> None:
    prompt = await make_prompt(api)
    renamed = await api.mutate(
        "renamePrompt", "prompt { key name description }", promptId=prompt, name="Sorter", description="Sorts."
    )
    assert renamed.payload()["prompt"] == {"key": "support/triage", "name": "Sorter", "description": "Sorts."}
    tagged = await api.mutate("setPromptTags", "prompt { tags name }", promptId=prompt, tags=["a", "b", "a"])
    assert tagged.payload()["prompt"] == {"tags": ["a", "b"], "name": "Sorter"}


async def test_a_prompt_is_found_by_its_key(api: Api, outsider: Api) -> None:
    prompt = await make_prompt(api, "folder/leaf")
    query = "query($space: ID!, $key: String!) { promptByKey(spaceId: $space, key: $key) { id } }"
    assert (await api.execute(query, space=api.space, key="folder/leaf"))["promptByKey"] == {"id": prompt}
    assert (await api.execute(query, space=api.space, key="Folder/leaf"))["promptByKey"] is None
    assert (await api.execute(query, space="nonsense", key="folder/leaf"))["promptByKey"] is None
    assert (await outsider.execute(query, space=api.space, key="folder/leaf"))["promptByKey"] is None


async def test_for_an_outsider_there_is_no_prompt(api: Api, outsider: Api) -> None:
    prompt = await make_prompt(api)
    commit = await make_commit(api, prompt)
    label = await api.mutate("labelPromptCommit", "promptLabel { id }", promptCommitId=commit, label="beta")
    draft = await api.execute("query($id: ID!) { prompt(id: $id) { drafts { nodes { id } } } }", id=prompt)
    ids = [prompt, commit, label.payload()["promptLabel"]["id"], draft["prompt"]["drafts"]["nodes"][0]["id"]]
    assert (await outsider.execute("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids))["nodes"] == [None] * 4
    assert [
        node["id"] for node in (await api.execute("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids))["nodes"]
    ] == ids
    query = "query($p: ID!, $c: ID!) { prompt(id: $p) { id } promptCommit(id: $c) { id } }"
    assert (await outsider.execute(query, p=prompt, c=commit)).data == {"prompt": None, "promptCommit": None}
    for field, selection, given in writes(api, prompt, commit):
        result = await outsider.mutate(field, selection, **given)
        code, path = result.refused()
        assert code == "NOT_FOUND", field
        assert path[1] in {"promptId", "promptCommitId", "spaceId"}


async def test_a_viewer_reads_and_does_not_write(api: Api, viewer: Api) -> None:
    prompt = await make_prompt(api)
    commit = await make_commit(api, prompt)
    query = "query($id: ID!) { prompt(id: $id) { key commits { nodes { version } } drafts { nodes { id } } } }"
    seen = (await viewer.execute(query, id=prompt))["prompt"]
    assert seen == {"key": "support/triage", "commits": {"nodes": [{"version": "1.0.0"}]}, "drafts": {"nodes": []}}
    for field, selection, given in writes(api, prompt, commit):
        result = await viewer.mutate(field, selection, **given)
        assert result.refused()[0] == "FORBIDDEN", field


def writes(api: Api, prompt: str, commit: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        ("createPrompt", "prompt { id }", {"spaceId": api.space, "key": "mine", "name": "Mine"}),
        ("renamePrompt", "prompt { id }", {"promptId": prompt, "name": "Mine"}),
        ("setPromptTags", "prompt { id }", {"promptId": prompt, "tags": ["mine"]}),
        ("savePromptDraft", "promptDraft { id }", {"promptId": prompt, "messages": MESSAGES}),
        ("revertPromptDraft", "promptDraft { id }", {"promptId": prompt, "promptCommitId": commit}),
        ("discardPromptDraft", "prompt { id }", {"promptId": prompt}),
        ("commitPrompt", "promptCommit { id }", {"promptId": prompt, "version": "2.0.0"}),
        ("labelPromptCommit", "promptLabel { id }", {"promptCommitId": commit, "label": "mine"}),
        ("unlabelPrompt", "prompt { id }", {"promptId": prompt, "label": "mine"}),
        ("movePrompt", "prompt { id }", {"promptId": prompt, "key": "mine/too"}),
        ("clonePrompt", "prompt { id }", {"promptId": prompt, "key": "mine/clone"}),
        ("restorePrompt", "prompt { id }", {"promptId": prompt}),
        ("protectPromptLabel", "protectedLabel { id }", {"spaceId": api.space, "label": "mine"}),
        ("unprotectPromptLabel", "space { id }", {"spaceId": api.space, "label": "mine"}),
        ("requestPromptLabelMove", "promptLabelRequest { id }", {"promptCommitId": commit, "label": "mine"}),
        ("deletePrompt", "space { id }", {"promptId": prompt}),
    ]


async def test_every_write_is_in_the_audit_log(api: Api) -> None:
    prompt = await make_prompt(api)
    commit = await make_commit(api, prompt)
    await api.mutate("labelPromptCommit", "promptLabel { id }", promptCommitId=commit, label="beta")
    query = "query($id: ID!) { space(id: $id) { auditLog { nodes { action before after } } } }"
    entries = (await api.execute(query, id=api.space))["space"]["auditLog"]["nodes"]
    assert entries[0] == {"action": "prompt.labelled", "before": None, "after": {"label": "beta", "version": "1.0.0"}}
    actions = [entry["action"] for entry in entries]
    assert actions == ["prompt.labelled", "prompt.committed", "prompt_draft.saved", "prompt.created"]


async def test_a_moved_prompt_is_found_by_its_new_key(api: Api) -> None:
    prompt = await make_prompt(api, "support/triage")
    await make_prompt(api, "taken")
    moved = await api.mutate("movePrompt", "prompt { key folder }", promptId=prompt, key="sales/eu/triage")
    assert moved.payload()["prompt"] == {"key": "sales/eu/triage", "folder": "sales/eu"}
    refused = await api.mutate("movePrompt", "prompt { id }", promptId=prompt, key="taken")
    assert refused.refused() == ("PROMPT_KEY_TAKEN", ["input", "key"])
    await make_prompt(api, "support/triage")


async def test_a_deleted_prompt_comes_back_unless_its_key_was_taken(api: Api) -> None:
    prompt = await make_prompt(api, "greeting")
    await make_commit(api, prompt)

    async def restored() -> Any:
        return await api.mutate("restorePrompt", "prompt { key commits { totalCount } }", promptId=prompt)

    assert (await restored()).payload()["prompt"]["key"] == "greeting"
    (await api.mutate("deletePrompt", "space { id }", promptId=prompt)).payload()
    other = await make_prompt(api, "greeting")
    assert (await restored()).refused() == ("PROMPT_KEY_TAKEN", ["input", "promptId"])
    (await api.mutate("deletePrompt", "space { id }", promptId=other)).payload()
    assert (await restored()).payload()["prompt"] == {"key": "greeting", "commits": {"totalCount": 1}}


async def test_folders_are_what_keys_say(api: Api, outsider: Api) -> None:
    for key in ("top", "support/a", "support/eu/b", "support/eu/de/c", "Support/d", "sup/e"):
        await make_prompt(api, key)
    query = """query($space: ID!, $path: String!) {
      promptFolders(spaceId: $space, path: $path) { path name promptCount } }"""

    async def folders(path: str, asking: Api = api) -> list[tuple[str, str, int]]:
        found = (await asking.execute(query, space=api.space, path=path))["promptFolders"]
        return [(one["path"], one["name"], one["promptCount"]) for one in found]

    assert await folders("") == [("Support", "Support", 1), ("sup", "sup", 1), ("support", "support", 3)]
    assert await folders("support") == [("support/eu", "eu", 2)]
    assert await folders("support/eu/") == [("support/eu/de", "de", 1)]
    assert await folders("support/eu/de") == await folders("nowhere") == []
    assert await folders("", outsider) == []
    listed = """query($space: ID!) { space(id: $space) { prompts(filter: { folder: { eq: "support" } }) {
      nodes { key } } } }"""
    assert (await api.execute(listed, space=api.space))["space"]["prompts"]["nodes"] == [{"key": "support/a"}]


async def test_prompts_are_found_by_tags_and_labels(api: Api, outsider: Api) -> None:
    for key, tags in (("one", ["red", "big"]), ("two", ["red"]), ("three", [])):
        prompt = await make_prompt(api, key)
        (await api.mutate("setPromptTags", "prompt { id }", promptId=prompt, tags=["old"])).payload()
        (await api.mutate("setPromptTags", "prompt { id }", promptId=prompt, tags=tags)).payload()
    commit = await make_commit(api, prompt)
    (await api.mutate("labelPromptCommit", "promptLabel { id }", promptCommitId=commit, label="beta")).payload()
    query = """query($space: ID!, $tags: [String!], $label: String) {
      prompts(spaceId: $space, tags: $tags, label: $label, orderBy: { field: KEY, direction: ASC }) {
        totalCount nodes { key } } }"""

    async def found(asking: Api = api, **wanted: Any) -> list[str]:
        page = (await asking.execute(query, space=api.space, **wanted))["prompts"]
        assert page["totalCount"] == len(page["nodes"])
        return [node["key"] for node in page["nodes"]]

    assert await found() == ["one", "three", "two"]
    assert await found(tags=["red"]) == ["one", "two"]
    assert await found(tags=["red", "big"]) == ["one"]
    assert await found(tags=["old"]) == []
    assert await found(label="beta") == ["three"]
    assert await found(outsider) == []


async def test_a_clone_begins_where_its_source_is(api: Api) -> None:
    prompt = await make_prompt(api, "source")
    (await api.mutate("setPromptTags", "prompt { id }", promptId=prompt, tags=["kept"])).payload()
    first = await make_commit(api, prompt, "1.0.0")
    await make_commit(api, prompt, "1.1.0")
    await make_commit(api, prompt, "2.0.0")
    selection = """prompt { key name tags commitCount latestVersion labels { label promptCommit { version } }
      commits { nodes { version sequence messages parentCommit { version } } } }"""
    clone = (await api.mutate("clonePrompt", selection, promptId=prompt, key="newest")).payload()["prompt"]
    assert (clone["tags"], clone["commitCount"], clone["latestVersion"]) == (["kept"], 1, "2.0.0")
    assert clone["labels"] == [{"label": "latest", "promptCommit": {"version": "2.0.0"}}]
    whole = await api.mutate("clonePrompt", selection, promptId=prompt, key="whole", name="Whole", withHistory=True)
    commits = whole.payload()["prompt"]["commits"]["nodes"]
    assert [(one["version"], one["sequence"]) for one in commits] == [("2.0.0", 3), ("1.1.0", 2), ("1.0.0", 1)]
    assert commits[0]["parentCommit"] == {"version": "1.1.0"}
    early = await api.mutate("clonePrompt", selection, promptId=prompt, key="early", promptCommitId=first)
    assert early.payload()["prompt"]["latestVersion"] == "1.0.0"
    again = await api.mutate("clonePrompt", selection, promptId=prompt, key="early")
    assert again.refused() == ("PROMPT_KEY_TAKEN", ["input", "key"])
    other = await make_prompt(api, "other")
    foreign = await api.mutate("clonePrompt", selection, promptId=other, key="wrong", promptCommitId=first)
    assert foreign.refused() == ("NO_COMMIT", ["input", "promptCommitId"])
    (await api.mutate("clonePrompt", selection, promptId=other, key="empty")).payload()
