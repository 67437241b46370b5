"""Judges that name no model ask the space's default, whichever that is when they run."""

from __future__ import annotations

from typing import Any

from graphql_schema.core.ids import global_id
from tests.api import Api
from tests.evaluation.test_evaluators import connection_to, judge, made
from tests.evaluation.test_trying import tried
from tests.llm.stub_provider import StubProvider, answer, stub_provider

GIVEN = {"question": "What is blue?", "answer": "The sky."}
HELPFUL = '{"reason": "Right.", "helpful": 1}'


async def use_default(api: Api, connection: str, model: str, **parameters: Any) -> None:
    given = {"spaceId": api.space, "connectionId": connection, "model": model, "parameters": parameters}
    (await api.mutate("setDefaultLlmModel", "", **given)).payload()


async def asked(api: Api, evaluator: Any, stub: StubProvider) -> Any:
    """What the model that judges is sent."""
    (output,) = (await tried(api, evaluatorId=evaluator["id"], inputs=GIVEN))["outputs"]
    assert (output["errorCode"], output["score"]) == (None, 1)
    return stub.received[-1].body


async def test_the_default_and_its_parameters_are_those_of_the_moment(api: Api) -> None:
    async with stub_provider() as stub:
        stub.default = answer(HELPFUL)
        connection = global_id("LlmConnection", (await connection_to(stub, api)).id)
        await use_default(api, connection, "first", temperature=0.25, maxTokens=50)
        evaluator = await made(api, judge(model=None, maxTokens=70))
        config = evaluator["latestVersion"]["config"]
        assert (config.get("model"), config.get("temperature"), config["maxTokens"]) == (None, None, 70)
        sent = await asked(api, evaluator, stub)
        assert (sent["model"], sent["temperature"], sent["max_tokens"]) == ("first", 0.25, 70)
        await use_default(api, connection, "second", topP=0.5)
        sent = await asked(api, evaluator, stub)
        assert (sent["model"], sent.get("temperature"), sent["top_p"], sent["max_tokens"]) == ("second", None, 0.5, 70)


async def test_a_judge_that_names_its_model_is_left_alone_by_the_default(api: Api) -> None:
    async with stub_provider() as stub:
        stub.default = answer(HELPFUL)
        connection = global_id("LlmConnection", (await connection_to(stub, api)).id)
        evaluator = await made(api, judge(connectionId=connection, model="named"))
        await use_default(api, connection, "other", temperature=1)
        sent = await asked(api, evaluator, stub)
    assert (sent["model"], sent.get("temperature")) == ("named", None)


async def test_without_a_default_any_more_the_verdict_says_so(api: Api) -> None:
    (await api.mutate("setDefaultLlmModel", "", spaceId=api.space, model="demo/judge")).payload()
    evaluator = await made(api, judge(model=None))
    (await api.mutate("clearDefaultLlmModel", "", spaceId=api.space)).payload()
    (output,) = (await tried(api, evaluatorId=evaluator["id"], inputs=GIVEN))["outputs"]
    assert (output["errorCode"], output["score"]) == ("NO_DEFAULT_MODEL", None)
    assert "no default model" in output["error"]


async def test_a_connection_alone_names_no_model(api: Api) -> None:
    async with stub_provider() as stub:
        connection = global_id("LlmConnection", (await connection_to(stub, api)).id)
        config = judge(model=None, connectionId=connection)
        refused = await api.mutate("createEvaluator", "evaluator { id }", spaceId=api.space, name="x", config=config)
    assert refused.refused() == ("INVALID", ["input", "config", "judge", "model"])
