"""Targets: what a client chose is frozen once, refused with the place at fault, and answers item after item."""

from __future__ import annotations

from typing import Any

import pytest

from app.accounts.access import Permission
from app.accounts.actors import actor_of_user
from app.accounts.change import change
from app.core.errors import DomainError
from app.evaluation.models import EvalTarget, EvalTargetVersion
from app.evaluation.targets import TargetOutput, freeze_target, prepare_target
from app.llm.asking import CallLog
from app.llm.models import LlmConnection
from app.prompts.models import PromptCommit
from tests.api import Api
from tests.evaluation.test_evaluators import connection_to, row_id
from tests.llm.stub_provider import answer, fault, stub_provider
from tests.prompts.test_prompts import make_commit, make_prompt
from tests.prompts.test_snippets import snippet

COLUMNS = {"ticket", "expected"}
PROMPT = "prompt { id }"
MODEL = {"model": "demo/echo", "temperature": 0}


async def frozen(api: Api, target: dict[str, Any]) -> EvalTargetVersion:
    actor, space_id = await actor_of_user(row_id(api.user)), row_id(api.space)
    async with change(actor, Permission.WRITE_EXPERIMENTS, space_id):
        return await freeze_target(actor, space_id, target, COLUMNS, "input", "target")


async def refused(api: Api, target: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(DomainError) as caught:
        await frozen(api, target)
    assert caught.value.path[:2] == ("input", "target")
    return caught.value.code, ".".join(caught.value.path[2:])


async def output_of(api: Api, target: dict[str, Any], data: dict[str, Any], log: CallLog | None = None) -> TargetOutput:
    answer_item = await prepare_target(await frozen(api, target))
    return await answer_item(data, log or CallLog(row_id(api.space)))


async def prompt_of(api: Api) -> str:
    """The prompt that the promised operations make, committed and labelled `production`."""
    prompt = str((await api.run("NewPrompt", space=api.space)).payload()["prompt"]["id"])
    (await api.run("SaveDraft", prompt=prompt)).payload()
    commit = (await api.run("Commit", prompt=prompt)).payload()["promptCommit"]["id"]
    (await api.run("Label", commit=commit)).payload()
    return prompt


def asking(prompt: str, **more: Any) -> dict[str, Any]:
    return {"prompt": {"prompt_id": row_id(prompt)} | more}


# --- freezing --------------------------------------------------------------------------------------------------------


async def test_the_same_choice_is_stored_once(api: Api) -> None:
    first = await frozen(api, {"model": MODEL | {"column": "ticket"}})
    again = await frozen(api, {"model": {"column": "ticket", "temperature": 0.0, "model": "demo/echo"}})
    other = await frozen(api, {"model": MODEL | {"column": "ticket", "system": "Be brief."}})
    assert again.id == first.id
    assert other.eval_target_id == first.eval_target_id
    assert (first.version, other.version) == ("1", "2")


async def test_a_label_is_resolved_when_it_is_chosen(api: Api) -> None:
    prompt = await prompt_of(api)
    version = await frozen(api, asking(prompt, label="production", inputs=[{"name": "ticket", "column": "ticket"}]))
    commit = await PromptCommit.get(prompt_id=row_id(prompt))
    assert (version.prompt_commit_id, version.version) == (commit.id, "1.0.0")
    target = await EvalTarget.get(id=version.eval_target_id)
    assert (target.name, target.prompt_id) == ("Triage", row_id(prompt))
    for same in ({"version": "1.0.0"}, {"prompt_commit_id": commit.id}, {}):
        assert (await frozen(api, asking(prompt, **same))).id == version.id


async def test_a_target_is_part_of_the_graph(api: Api) -> None:
    version = await frozen(api, asking(await prompt_of(api), inputs=[{"name": "ticket", "value": {"snake_case": 1}}]))
    selection = "kind name prompt { key } versions { nodes { version config promptCommit { version } connection { id } } }"
    shown = await api.execute(
        f"query($id: ID!) {{ evalTarget(id: $id) {{ {selection} }} }}", id=f"EvalTarget_{version.eval_target_id:x}"
    )
    (node,) = shown["evalTarget"]["versions"]["nodes"]
    assert shown["evalTarget"]["prompt"] == {"key": "support/triage"}
    assert node["config"] == {
        "promptCommitId": f"PromptCommit_{version.prompt_commit_id:x}",
        "model": {"model": "demo/echo", "connectionId": None, "temperature": 0, "maxTokens": 200},
        "inputs": [{"name": "ticket", "value": {"snake_case": 1}}],
    }
    assert (node["promptCommit"], node["connection"]) == ({"version": "1.0.0"}, None)


async def test_wrong_prompt_targets_are_named(api: Api, outsider: Api) -> None:
    prompt, ticket = await prompt_of(api), {"name": "ticket", "column": "ticket"}
    assert await refused(outsider, asking(prompt)) == ("NOT_FOUND", "prompt.promptId")
    for more, code, path in (
        ({"label": "staging"}, "UNKNOWN_LABEL", "label"),
        ({"version": "9.9.9"}, "UNKNOWN_VERSION", "version"),
        ({"label": "production", "version": "1.0.0"}, "INVALID", "label"),
        ({"prompt_commit_id": 1}, "NOT_FOUND", "promptCommitId"),
        ({"inputs": []}, "MISSING_INPUT", "inputs"),
        ({"inputs": [{"name": "ticket", "column": "subject"}]}, "UNKNOWN_COLUMN", "inputs.0.column"),
        ({"inputs": [{"name": "ticket"}]}, "AMBIGUOUS_INPUT", "inputs.0"),
        ({"inputs": [ticket, {"name": "mood", "value": "calm"}]}, "UNKNOWN_INPUT", "inputs.1.name"),
        ({"model_config": {"model": "gpt-unheard-of"}}, "UNKNOWN_MODEL", "modelConfig.model"),
        ({"model_config": MODEL | {"temperature": 7}}, "INVALID", "modelConfig.temperature"),
    ):
        assert await refused(api, asking(prompt, **more)) == (code, f"prompt.{path}")


async def test_a_commit_without_a_model_needs_one(api: Api) -> None:
    prompt = await prompt_of(api)
    await PromptCommit.filter(prompt_id=row_id(prompt)).update(model_config=None)
    assert await refused(api, asking(prompt)) == ("MODEL_MISSING", "prompt.modelConfig")
    await frozen(api, asking(prompt, model_config=MODEL))


async def test_wrong_models_and_columns_are_named(api: Api) -> None:
    assert await refused(api, {"column": {"column": "answer"}}) == ("UNKNOWN_COLUMN", "column.column")
    assert await refused(api, {"model": MODEL | {"column": "answer"}}) == ("UNKNOWN_COLUMN", "model.column")
    unknown = {"model": "gpt-unheard-of", "column": "ticket"}
    assert await refused(api, {"model": unknown}) == ("UNKNOWN_MODEL", "model.model")
    unseen = MODEL | {"column": "ticket", "connection_id": 1}
    assert await refused(api, {"model": unseen}) == ("NOT_FOUND", "model.connectionId")


# --- answering -------------------------------------------------------------------------------------------------------


async def test_a_prompt_is_filled_in_and_asked(api: Api) -> None:
    log = CallLog(row_id(api.space))
    output = await output_of(api, asking(await prompt_of(api)), {"ticket": "It {{hurts}}."}, log)
    assert (output.output, output.error, output.model) == ("It {{hurts}}.", None, "demo/echo")
    assert output.input is not None
    assert output.input["messages"][0] == {"role": "SYSTEM", "content": "You sort tickets."}
    assert output.input_tokens
    assert output.cost is not None
    assert [row["scene"] for row in log.rows] == ["EVAL_TARGET"]


async def test_an_item_without_a_value_is_an_error_of_its_own(api: Api) -> None:
    missing = await output_of(api, asking(await prompt_of(api)), {"expected": "x"})
    assert missing.error == {"code": "MISSING_VARIABLE", "message": "The template's variable `ticket` has no value."}
    for target in ({"column": {"column": "ticket"}}, {"model": MODEL | {"column": "ticket"}}):
        output = await output_of(api, target, {"ticket": None})
        assert output.error is not None
        assert output.error["code"] == "MISSING_VALUE"


async def test_a_default_fills_what_the_item_lacks(api: Api) -> None:
    prompt = await prompt_of(api)
    variable = {"name": "ticket", "type": "STRING", "required": True, "default": "No text."}
    await PromptCommit.filter(prompt_id=row_id(prompt)).update(variables=[variable])
    assert (await output_of(api, asking(prompt), {"expected": "x"})).output == "No text."
    assert (await output_of(api, asking(prompt, inputs=[]), {"ticket": "unused"})).output == "No text."


async def test_snippets_stay_what_they_were_when_the_target_was_made(api: Api) -> None:
    tone, _ = await snippet(api, "tone", "Be brief, {{who}}.")
    prompt = await make_prompt(api, "asking")
    await make_commit(api, prompt, "1.0.0", "{{> tone }} {{ticket}}")
    inputs = [{"name": "who", "value": "Ada"}, {"name": "ticket", "column": "ticket"}]
    choice = asking(prompt, model_config=MODEL, inputs=inputs)
    assert await refused(api, asking(prompt, model_config=MODEL)) == ("MISSING_INPUT", "prompt.inputs")
    before = await frozen(api, choice)
    await make_commit(api, tone, "2.0.0", "Be blunt, {{who}}.")
    answers = [
        (await (await prepare_target(version))({"ticket": "x"}, CallLog(row_id(api.space)))).output
        for version in (before, await frozen(api, choice))
    ]
    assert answers == ["Be brief, Ada. x", "Be blunt, Ada. x"]


async def test_a_column_is_an_output_of_any_kind(api: Api) -> None:
    output = await output_of(api, {"column": {"column": "ticket"}}, {"ticket": {"sorted": ["a"]}})
    assert output == TargetOutput({"sorted": ["a"]}, latency_ms=0)


async def test_a_model_is_reached_through_its_connection(api: Api) -> None:
    async with stub_provider() as stub:
        stub.script.append(answer("Four."))
        connection = await connection_to(stub, api)
        choice = {"connection_id": connection.id, "model": "stub", "column": "ticket", "system": "Count.", "seed": 7}
        output = await output_of(api, {"model": choice}, {"ticket": [1, 2]})
        sent = stub.received[0].body
        stub.default = fault(401, "Wrong key")
        failed = await output_of(api, {"model": choice}, {"ticket": "x"})
    assert (output.output, output.input_tokens, output.cost) == ("Four.", 5, None)
    assert [message["content"] for message in sent["messages"]] == ["Count.", "[1,2]"]
    assert sent["seed"] == 7
    assert (failed.output, failed.error) == (
        None,
        {"code": "UNAUTHORIZED", "message": failed.error and failed.error["message"]},
    )
    assert failed.input is not None


async def test_a_target_whose_connection_is_deleted_says_so(api: Api) -> None:
    async with stub_provider() as stub:
        connection = await connection_to(stub, api)
    version = await frozen(api, {"model": {"connection_id": connection.id, "model": "stub", "column": "ticket"}})
    await LlmConnection.filter(id=connection.id).update(deleted_at=connection.created_at)
    output = await (await prepare_target(version))({"ticket": "x"}, CallLog(row_id(api.space)))
    assert output.error is not None
    assert output.error["code"] == "CONNECTION_GONE"
