"""Endpoints as targets: what is sent, signed and read; what fails, and how secrets are kept."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.core.signing import signed_headers, signing_key
from app.evaluation.models import EvalTargetVersion
from app.evaluation.target_kind import Asked, Invocation
from app.evaluation.targets import prepare_target
from app.llm.asking import CallLog
from app.llm.chat import Message, MessageRole
from app.prompts.models import PromptDraft
from tests.api import Api
from tests.evaluation.test_evaluators import row_id
from tests.evaluation.test_targets import MODEL, asking, frozen, output_of, prompt_of, refused
from tests.llm.stub_provider import Scripted, StubProvider, fault, stub_provider

ITEM = {"ticket": 'He said "no"\n}', "expected": {"n": 1}}
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


def http(stub: StubProvider, **more: Any) -> dict[str, Any]:
    return {"http": {"url": f"{stub.base_url}/answer"} | more}


async def test_an_item_is_sent_as_json_and_the_output_read_from_the_reply(api: Api) -> None:
    async with stub_provider() as stub:
        stub.script.append(Scripted(body={"out": [{"text": "Yes."}], "use": {"in": 3, "out": 4}, "usd": "0.0125"}))
        target = http(
            stub,
            body={"q": "Q: {{ticket}}", "raw": "{{expected}}", "before": "{{history}}", "fixed": 1},
            output_path="$.out[0].text",
            input_tokens_path="$.use.in",
            output_tokens_path="$.use.out",
            cost_path="$.usd",
        )
        output = await output_of(api, target, ITEM)
    sent = {"q": f"Q: {ITEM['ticket']}", "raw": {"n": 1}, "before": [], "fixed": 1}
    assert stub.received[0].body == sent
    assert (output.output, output.error, output.input_tokens, output.output_tokens) == ("Yes.", None, 3, 4)
    assert (output.cost, output.is_reported) == (Decimal("0.0125"), True)
    assert output.input is not None
    assert output.input["body"] == sent


async def test_without_a_body_all_columns_are_sent_and_the_reply_is_the_output(api: Api) -> None:
    async with stub_provider() as stub:
        stub.script.append(Scripted(body=b"just text"))
        assert (await output_of(api, http(stub), ITEM)).output == "just text"
        stub.script.append(Scripted(body={"a": 1}))
        assert (await output_of(api, http(stub, method="GET", inputs=[{"name": "q", "column": "ticket"}]), ITEM)).output == {
            "a": 1
        }
    assert stub.received[0].body == ITEM
    assert stub.received[1].path == "/v1/answer?q=He+said+%22no%22%0A%7D"


async def test_earlier_turns_and_the_conversation_are_sent(api: Api) -> None:
    async with stub_provider() as stub:
        stub.script.append(Scripted(body="ok"))
        version = await frozen(api, http(stub, body={"h": "{{history}}", "c": "{{conversation_id}}", "t": "{{ticket}}"}))
        history = (Message(MessageRole.USER, "Hi"), Message(MessageRole.ASSISTANT, "Hello"))
        answer_item = await prepare_target(version)
        await answer_item(ITEM, CallLog(row_id(api.space)), Asked(Invocation(10, 11, 1, 2), history))
    assert stub.received[0].body == {
        "h": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}],
        "c": "a-b-1",
        "t": ITEM["ticket"],
    }


async def test_what_is_secret_is_sent_signed_and_never_shown(api: Api) -> None:
    async with stub_provider() as stub:
        stub.default = Scripted(body="ok")
        headers = [{"name": "X-Key", "value": "topsecret-1234"}, {"name": "X-Open", "value": "seen", "is_secret": False}]
        version = await frozen(api, http(stub, headers=headers, signing_secret=SECRET, body={"t": "{{ticket}}"}))
        await (await prepare_target(version))(ITEM, CallLog(row_id(api.space)), Asked(Invocation(1, 2, 3, 0)))
        got = stub.received[0].headers
    assert (got["X-Key"], got["X-Open"], got["webhook-id"]) == ("topsecret-1234", "seen", "1-2-3-0")
    at = datetime.fromtimestamp(int(got["webhook-timestamp"]), UTC)
    body = b'{"t":"He said \\"no\\"\\n}"}'
    assert got["webhook-signature"] == signed_headers(signing_key(SECRET), "1-2-3-0", body, at)["webhook-signature"]
    stored = str((version.config, version.secrets))
    assert "topsecret-1234" not in stored
    assert SECRET not in stored
    shown = await api.execute(
        "query($id: ID!) { evalTarget(id: $id) { name kind versions { nodes { config } } } }",
        id=f"EvalTarget_{version.eval_target_id:x}",
    )
    assert shown["evalTarget"]["kind"] == "HTTP"
    (node,) = shown["evalTarget"]["versions"]["nodes"]
    assert node["config"]["headers"] == [{"name": "X-Key", "maskedValue": "…234"}, {"name": "X-Open", "value": "seen"}]
    assert (node["config"]["isSigned"], node["config"]["body"]) == (True, {"t": "{{ticket}}"})


async def test_a_secret_opens_for_its_own_host_alone(api: Api) -> None:
    async with stub_provider() as stub:
        version = await frozen(api, http(stub, headers=[{"name": "X-Key", "value": "topsecret-1234"}]))
    moved = version.config | {"url": "http://127.0.0.1:1/elsewhere"}
    await EvalTargetVersion.filter(id=version.id).update(config=moved)
    answer_item = await prepare_target(await EvalTargetVersion.get(id=version.id))
    output = await answer_item(ITEM, CallLog(row_id(api.space)))
    assert output.error is not None
    assert output.error["code"] == "SECRET_UNREADABLE"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Scripted(400, {"detail": "no such thing"}), "REFUSED"),
        (Scripted(403, {}), "UNAUTHORIZED"),
        (Scripted(302, b"", {"Location": "http://127.0.0.1:1/"}), "REFUSED"),
        (Scripted(body={"other": 1}), "OUTPUT_NOT_FOUND"),
        (Scripted(body={"out": None}), "OUTPUT_NOT_FOUND"),
    ],
)
async def test_what_an_endpoint_does_wrong_is_the_items_error(api: Api, reply: Scripted, code: str) -> None:
    async with stub_provider() as stub:
        stub.default = reply
        log = CallLog(row_id(api.space), deadline_seconds=1.0)
        output = await output_of(api, http(stub, output_path="$.out"), ITEM, log)
    assert output.output is None
    assert output.error is not None
    assert output.error["code"] == code


async def test_a_busy_endpoint_is_asked_again(api: Api) -> None:
    async with stub_provider() as stub:
        stub.script += [fault(429, retry_after="0.01"), fault(503), Scripted(body="at last")]
        output = await output_of(api, http(stub), ITEM)
    assert (output.output, len(stub.received)) == ("at last", 3)


async def test_wrong_endpoints_are_named(api: Api) -> None:
    good = {"url": "http://127.0.0.1:9/x"}
    for given, code, path in (
        ({"url": "ftp://example.com"}, "INVALID_URL", "url"),
        ({"url": "https://me:pass@example.com"}, "INVALID_URL", "url"),
        ({"url": "http://169.254.169.254/meta"}, "EGRESS_REFUSED", "url"),
        (good | {"body": {"q": "{{unheard_of}}"}}, "MISSING_INPUT", "inputs"),
        (good | {"inputs": [{"name": "q", "column": "answer"}]}, "UNKNOWN_COLUMN", "inputs.0.column"),
        (good | {"method": "GET", "body": {}}, "INVALID_BODY", "body"),
        (good | {"headers": [{"name": "Host", "value": "x"}]}, "INVALID_HEADER", "headers.0.name"),
        (good | {"headers": [{"name": "webhook-id", "value": "x"}]}, "INVALID_HEADER", "headers.0.name"),
        (good | {"headers": [{"name": "X", "value": "a\nb"}]}, "INVALID_HEADER", "headers.0.value"),
        (good | {"output_path": "out"}, "INVALID_JSON_PATH", "outputPath"),
        (good | {"signing_secret": "short"}, "INVALID_SIGNING_SECRET", "signingSecret"),
        (good | {"timeout_seconds": 6000.0}, "INVALID", "timeoutSeconds"),
    ):
        assert await refused(api, {"http": given}) == (code, f"http.{path}"), given
    late = good | {"deadline_seconds": 0}
    assert await refused(api, {"callback": late}) == ("INVALID", "callback.deadlineSeconds")
    assert await refused(api, {"pushed": {"name": " "}}) == ("INVALID", "pushed.name")
    assert await refused(api, {"pushed": {"name": "x", "turns": "ticket"}}) == ("INVALID", "pushed.turns")


async def test_an_endpoint_that_answers_later_needs_a_run(api: Api) -> None:
    output = await output_of(api, {"callback": {"url": "http://127.0.0.1:9/x"}}, ITEM)
    assert output.error is not None
    assert output.error["code"] == "NO_INVOCATION"


# --- drafts ----------------------------------------------------------------------------------------------------------


async def test_a_draft_is_frozen_as_it_is(api: Api) -> None:
    prompt = await prompt_of(api)
    assert await refused(api, asking(prompt, draft=True, label="production")) == ("INVALID", "prompt.label")
    draft = await PromptDraft.get(prompt_id=row_id(prompt))
    await PromptDraft.filter(id=draft.id).update(messages=[{"role": "USER", "content": "Draft: {{ticket}}"}])
    version = await frozen(api, asking(prompt, draft=True, model_config=MODEL))
    assert (version.version, version.prompt_commit_id) == ("draft", None)
    await PromptDraft.filter(id=draft.id).delete()
    output = await (await prepare_target(version))({"ticket": "x"}, CallLog(row_id(api.space)))
    assert output.output == "Draft: x"
    assert await refused(api, asking(prompt, draft=True)) == ("NO_DRAFT", "prompt.draft")


async def test_history_comes_before_the_last_message_or_where_it_belongs(api: Api) -> None:
    prompt = await prompt_of(api)
    history = (Message(MessageRole.USER, "Hi"), Message(MessageRole.ASSISTANT, "Hello"))
    before = await _sent(api, prompt, history)
    assert [message["content"] for message in before] == ["You sort tickets.", "Hi", "Hello", "x"]
    messages = [
        {"placeholder": "history"},
        {"role": "SYSTEM", "content": "Be brief."},
        {"role": "USER", "content": "{{ticket}}"},
    ]
    saving = {"promptId": prompt, "messages": messages, "modelConfig": {"model": "demo/echo"}}
    (await api.mutate("savePromptDraft", "promptDraft { id }", **saving)).payload()
    (await api.mutate("commitPrompt", "promptCommit { id }", promptId=prompt)).payload()
    placed = await _sent(api, prompt, history, label="latest")
    assert [message["content"] for message in placed] == ["Hi", "Hello", "Be brief.", "x"]


async def _sent(api: Api, prompt: str, history: tuple[Message, ...], **more: Any) -> list[dict[str, str]]:
    version = await frozen(api, asking(prompt, **more))
    output = await (await prepare_target(version))({"ticket": "x"}, CallLog(row_id(api.space)), Asked(None, history))
    assert output.input is not None
    messages: list[dict[str, str]] = output.input["messages"]
    return messages
