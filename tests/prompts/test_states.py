"""Every step that prompts, drafts and labels may take in each of their states, and every refusal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.applications import Starlette

from graphql_schema.prompts.mutations import PromptMutations
from tests.api import Api
from tests.prompts.people import colleague
from tests.prompts.test_prompts import make_commit, make_prompt


@pytest.fixture
async def member(app: Starlette, api: Api) -> AsyncIterator[Api]:
    """Somebody who writes prompts of the space, and may not move protected labels."""
    made = await colleague(app, api)
    yield made
    await made.client.aclose()


# --- drafts ----------------------------------------------------------------------------------------------------------

COMMIT, MINE, FIRST = {"version": "3.0.0"}, {"messages": [{"content": "Mine"}]}, {"messages": [{"content": "First"}]}
DRAFT_STEPS: tuple[tuple[str, dict[str, Any], dict[str, str]], ...] = (
    # A mutation, what it is asked with, and which commits it names.
    ("savePromptDraft", MINE, {}),
    ("savePromptDraft", FIRST, {}),
    ("savePromptDraft", MINE, {"baseCommitId": "newest"}),
    ("revertPromptDraft", {}, {"promptCommitId": "oldest"}),
    ("commitPrompt", COMMIT, {}),
    ("commitPrompt", COMMIT, {"baseCommitId": "newest"}),
    ("commitPrompt", COMMIT, {"baseCommitId": "oldest"}),
    ("commitPrompt", {"version": "1.0.0"}, {}),
    ("discardPromptDraft", {}, {}),
)
EDITED, CLEAN = "edited on 1.0.0", "clean on 1.0.0"
STALE = [EDITED, CLEAN, "edited on 2.0.0", CLEAN, "STALE_BASE", "clean on 3.0.0", "STALE_BASE", "VERSION_TAKEN", "none"]
DRAFTS: dict[str, list[str]] = {
    # What the draft is after each step, and which commit it is based on; or the code of the refusal.
    "none": [EDITED, CLEAN, EDITED, CLEAN, *["NO_DRAFT"] * 5],
    CLEAN: [EDITED, CLEAN, EDITED, CLEAN, *["NOTHING_TO_COMMIT"] * 3, "VERSION_TAKEN", "none"],
    EDITED: [EDITED, CLEAN, EDITED, CLEAN, *["clean on 3.0.0"] * 3, "VERSION_TAKEN", "none"],
    f"{CLEAN}, stale": STALE,
    f"{EDITED}, stale": STALE,
}


async def test_each_step_of_a_draft_is_taken_or_refused(api: Api, member: Api) -> None:
    found: dict[str, list[str]] = {state: [] for state in DRAFTS}
    for state, outcomes in found.items():
        refusal = None
        for number, (name, given, named) in enumerate(DRAFT_STEPS):
            if refusal is None:
                prompt = await make_prompt(api, f"{list(DRAFTS).index(state)}/{number}")
                commits = await _bring(api, member, prompt, state)
            before = await _draft(api, prompt)
            assert before == state.partition(",")[0]
            refusal = await api.attempt(name, promptId=prompt, **given, **{key: commits[one] for key, one in named.items()})
            after = await _draft(api, prompt)
            assert refusal is None or after == before
            outcomes.append(refusal or after)
    assert found == DRAFTS


async def _bring(api: Api, member: Api, prompt: str, state: str) -> dict[str, str]:
    """Bring the draft of a prompt into a state; gives the commits there are then."""
    oldest = newest = await make_commit(api, prompt, "1.0.0", "First")
    if state == "none":
        assert await api.attempt("discardPromptDraft", promptId=prompt) is None
    if EDITED in state:
        assert await api.attempt("savePromptDraft", promptId=prompt, **MINE) is None
    if "stale" in state:
        newest = await make_commit(member, prompt, "2.0.0", "Theirs")
    return {"oldest": oldest, "newest": newest}


async def test_each_step_of_the_first_draft_is_taken_or_refused(api: Api) -> None:
    prompt = await make_prompt(api)
    steps: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("commitPrompt", COMMIT, "NO_DRAFT"),
        ("discardPromptDraft", {}, "NO_DRAFT"),
        ("savePromptDraft", MINE, "edited on nothing"),
        ("discardPromptDraft", {}, "none"),
        ("savePromptDraft", MINE, "edited on nothing"),
        ("savePromptDraft", FIRST, "edited on nothing"),
        ("commitPrompt", COMMIT, "clean on 3.0.0"),
        ("commitPrompt", {}, "NOTHING_TO_COMMIT"),
    )
    for name, given, after in steps:
        assert (await api.attempt(name, promptId=prompt, **given) or await _draft(api, prompt)) == after


async def _draft(api: Api, prompt: str) -> str:
    query = "query($id: ID!) { prompt(id: $id) { drafts { nodes { isEdited base { version } } } } }"
    for draft in (await api.execute(query, id=prompt))["prompt"]["drafts"]["nodes"]:
        base = draft["base"]["version"] if draft["base"] else "nothing"
        return f"{'edited' if draft['isEdited'] else 'clean'} on {base}"
    return "none"


# --- labels ----------------------------------------------------------------------------------------------------------

LABEL_STEPS = ("move", "move from the first", "share", "remove", "ask", "protect", "lift")
HELD, ASK, FREE = "LABEL_PROTECTED", "APPROVAL_REQUIRED", "LABEL_NOT_PROTECTED"
ABSENT, PLACED, SHARED = "absent", "first", "first and second"
UNKNOWN, ALONE = "UNKNOWN_LABEL", ["FORBIDDEN", "FORBIDDEN"]
MOVES = {
    ABSENT: ["second", "LABEL_MOVED", SHARED, UNKNOWN],
    PLACED: ["second", "second", SHARED, ABSENT],
    SHARED: ["second", "second", SHARED, ABSENT],
}
"""Where whoever may move a label moves it to by the first four steps."""
LABELS: dict[tuple[str, str], dict[str, list[str]]] = {
    # By the rule for the label, and who takes the steps: where it is after each, or the code of the refusal.
    ("free", "member"): {place: [*moves, FREE, *ALONE] for place, moves in MOVES.items()},
    ("free", "owner"): {place: [*moves, FREE, place, "NOT_FOUND"] for place, moves in MOVES.items()},
    ("protected", "member"): {
        ABSENT: [HELD, HELD, HELD, UNKNOWN, ABSENT, *ALONE],
        PLACED: [HELD, HELD, HELD, HELD, PLACED, *ALONE],
        SHARED: [HELD, HELD, HELD, HELD, SHARED, *ALONE],
    },
    ("protected", "owner"): {place: [*moves, place, place, place] for place, moves in MOVES.items()},
    ("approved", "member"): {
        ABSENT: [HELD, HELD, HELD, UNKNOWN, ABSENT, *ALONE],
        PLACED: [HELD, HELD, HELD, HELD, PLACED, *ALONE],
        SHARED: [HELD, HELD, HELD, HELD, SHARED, *ALONE],
    },
    ("approved", "owner"): {
        ABSENT: [ASK, ASK, ASK, UNKNOWN, ABSENT, ABSENT, ABSENT],
        PLACED: [ASK, ASK, ASK, ASK, PLACED, PLACED, PLACED],
        SHARED: [ASK, ASK, ASK, ASK, SHARED, SHARED, SHARED],
    },
}


async def test_each_step_of_a_label_is_taken_or_refused(api: Api, member: Api) -> None:
    for (rule, who), expected in LABELS.items():
        found: dict[str, list[str]] = {place: [] for place in expected}
        for place, outcomes in found.items():
            prompt = await make_prompt(api, f"{rule}/{who}/{place.replace(' ', '-')}")
            commits, refusal = [await make_commit(api, prompt, version) for version in ("1.0.0", "2.0.0")], None
            for step in LABEL_STEPS:
                if refusal is None:
                    await _put(api, prompt, commits, rule, place)
                refusal = await _label_step(member if who == "member" else api, prompt, commits, step)
                after = await _where(api, prompt)
                assert refusal is None or after == place
                outcomes.append(refusal or after)
        assert found == expected, (rule, who)


async def _put(api: Api, prompt: str, commits: list[str], rule: str, place: str) -> None:
    """Put the label where it shall be, under the rule that it shall have."""
    await _label_step(api, prompt, commits, "lift")
    await _label_step(api, prompt, commits, {ABSENT: "remove", PLACED: "place", SHARED: "share"}[place])
    if rule != "free":
        await _label_step(api, prompt, commits, "protect", requiresApproval=rule == "approved")
    assert await _where(api, prompt) == place


async def _label_step(api: Api, prompt: str, commits: list[str], step: str, **more: Any) -> str | None:
    first, second = commits
    parts = [{"promptCommitId": commit, "weight": 1} for commit in commits]
    steps: dict[str, tuple[str, dict[str, Any]]] = {
        "place": ("labelPromptCommit", {"promptCommitId": first}),
        "move": ("labelPromptCommit", {"promptCommitId": second}),
        "move from the first": ("labelPromptCommit", {"promptCommitId": second, "expectedCommitId": first}),
        "share": ("splitPromptLabel", {"promptId": prompt, "parts": parts}),
        "remove": ("unlabelPrompt", {"promptId": prompt}),
        "ask": ("requestPromptLabelMove", {"promptCommitId": second}),
        "protect": ("protectPromptLabel", {"spaceId": api.space}),
        "lift": ("unprotectPromptLabel", {"spaceId": api.space}),
    }
    name, given = steps[step]
    return await api.attempt(name, label="production", **given, **more)


async def _where(api: Api, prompt: str) -> str:
    query = """query($id: ID!) { prompt(id: $id) {
      labels { label promptCommit { version } split { promptCommit { version } } } } }"""
    names = {"1.0.0": "first", "2.0.0": "second"}
    for label in (await api.execute(query, id=prompt))["prompt"]["labels"]:
        if label["label"] == "production":
            parts = label["split"] or [label]
            return " and ".join(names[part["promptCommit"]["version"]] for part in parts)
    return ABSENT


# --- prompts ---------------------------------------------------------------------------------------------------------

OF_REQUESTS = {"approvePromptLabelMove", "rejectPromptLabelMove", "withdrawPromptLabelMove"}
OF_NO_PROMPT = {"createPrompt", "protectPromptLabel", "unprotectPromptLabel"}


async def _prompt_steps(api: Api, prompt: str) -> dict[str, dict[str, Any]]:
    """Every mutation of a prompt, and what it is asked with."""
    commits = [await make_commit(api, prompt, version) for version in ("1.0.0", "2.0.0")]
    echo = {"modelConfig": {"model": "demo/echo"}}
    steps: dict[str, dict[str, Any]] = {
        "renamePrompt": {"name": "Other"},
        "setPromptTags": {"tags": ["x"]},
        "movePrompt": {"key": "elsewhere"},
        "clonePrompt": {"key": "clone"},
        "savePromptDraft": MINE,
        "commitPrompt": COMMIT,
        "revertPromptDraft": {"promptCommitId": commits[0]},
        "discardPromptDraft": {},
        "splitPromptLabel": {"label": "beta", "parts": [{"promptCommitId": one, "weight": 1} for one in commits]},
        "unlabelPrompt": {"label": "beta"},
        "savePromptDebugContext": {},
        "runPrompt": echo,
        "runPromptVariants": {"variants": [{"name": "a"} | echo]},
        "restorePrompt": {},
        "deletePrompt": {},
    }
    of_commit = {"labelPromptCommit": {"label": "beta"}, "requestPromptLabelMove": {"label": "production"}}
    named = {name: given | {"promptCommitId": commits[0]} for name, given in of_commit.items()}
    return named | {name: given | {"promptId": prompt} for name, given in steps.items()}


async def test_each_step_of_a_prompt_is_taken_or_refused(api: Api) -> None:
    (await api.mutate("protectPromptLabel", "", spaceId=api.space, label="production")).payload()
    prompt = await make_prompt(api)
    steps = await _prompt_steps(api, prompt)
    fields = PromptMutations.__strawberry_definition__.fields  # type: ignore[attr-defined]
    assert {field.python_name.replace("_", "") for field in fields} <= {
        name.lower() for name in {*steps, *OF_REQUESTS, *OF_NO_PROMPT}
    }
    for name, given in steps.items():
        assert await api.attempt(name, **given) is None, name
        assert await _is_there(api, prompt) is (name != "deletePrompt")
    for name, given in steps.items():
        assert await api.attempt(name, **given) == (None if name == "restorePrompt" else "NOT_FOUND"), name
        assert await _is_there(api, prompt) is (name == "restorePrompt")
        if name == "restorePrompt":
            (await api.mutate("deletePrompt", "", promptId=prompt)).payload()


async def _is_there(api: Api, prompt: str) -> bool:
    return (await api.execute("query($id: ID!) { prompt(id: $id) { id } }", id=prompt))["prompt"] is not None
