"""Evaluators: made, versioned and refused through the API; prepared, they judge with metrics, models and code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.evaluation import metrics
from app.evaluation.evaluators import Judgement, PreparedEvaluator, prepare_evaluator
from app.evaluation.models import EvaluatorVersion
from app.evaluation.verdict import ParseMode
from app.llm.asking import CallLog
from app.llm.models import LlmConnection, LlmProvider
from graphql_schema.core.ids import global_id, parse_global_id
from tests.api import Api
from tests.llm.stub_provider import StubProvider, answer, fault, stub_provider

EVALUATOR = "evaluator { id name latestVersion { id version kind config passThreshold inputs { name required } } }"
VERSION = "evaluatorVersion { id version sequence }"
SAMPLE = Path(__file__).parents[2] / "app" / "samples" / "humaneval_sample.jsonl"
EXACT = {"builtin": {"metric": "EXACT_MATCH"}}
MESSAGES = [{"role": "USER", "content": "Question: {{question}} Answer: {{answer}} Is it helpful?"}]
HELPFUL = {"name": "helpful", "type": "NUMERIC", "min": 0, "max": 1, "passThreshold": 0.5}


def judge(**changed: Any) -> dict[str, Any]:
    return {"judge": {"model": "demo/judge", "messages": MESSAGES, "outputs": [HELPFUL]} | changed}


def code(source: str, **more: Any) -> dict[str, Any]:
    return {"code": {"source": source} | more}


async def made(api: Api, config: dict[str, Any], name: str = "one") -> Any:
    result = await api.mutate("createEvaluator", EVALUATOR, spaceId=api.space, name=name, config=config)
    return result.payload()["evaluator"]


async def prepared(api: Api, config: dict[str, Any], name: str = "one") -> PreparedEvaluator:
    evaluator = await made(api, config, name)
    return await prepare_evaluator(await EvaluatorVersion.get(id=row_id(evaluator["latestVersion"]["id"])))


def row_id(text: str) -> int:
    parsed = parse_global_id(text)
    assert parsed
    return parsed[1]


async def judged(evaluate: PreparedEvaluator, log: CallLog | None = None, **inputs: Any) -> Judgement:
    return await evaluate(inputs, log or CallLog(1))


async def connection_to(stub: StubProvider, api: Api) -> LlmConnection:
    return await LlmConnection.create(
        space_id=row_id(api.space),
        name="stub",
        provider=LlmProvider.OPENAI_COMPATIBLE,
        base_url=stub.base_url,
        models=["stub"],
    )


# --- through the API -------------------------------------------------------------------------------------------------


async def test_the_promised_operations_make_evaluators(api: Api) -> None:
    metric = (await api.run("NewMetric", space=api.space)).payload()["evaluator"]
    assert metric["latestVersion"]["version"] == "1.0.0"
    asking = (await api.run("NewJudge", space=api.space, connection=None)).payload()["evaluator"]
    assert asking["latestVersion"]["inputs"] == [{"name": "question"}, {"name": "answer"}]
    assert (await api.run("NewCode", space=api.space)).payload()["evaluator"]["latestVersion"]


async def test_settings_come_back_as_they_were_sent(api: Api) -> None:
    connection = await LlmConnection.create(space_id=row_id(api.space), name="d", provider=LlmProvider.DEMO)
    place = global_id("LlmConnection", connection.id)
    version = (await made(api, judge(connectionId=place, temperature=0, maxTokens=50)))["latestVersion"]
    assert version["config"] == {
        "model": "demo/judge",
        "connectionId": place,
        "temperature": 0,
        "maxTokens": 50,
        "messages": MESSAGES,
        "outputs": [HELPFUL],
    }
    assert (version["kind"], version["passThreshold"]) == ("JUDGE", 0.5)
    options = {"schema": {"type": "object", "required": ["snake_case"]}}
    version = (await made(api, {"builtin": {"metric": "JSON_SCHEMA", "options": options}}, "two"))["latestVersion"]
    assert version["config"] == {"metric": "JSON_SCHEMA", "options": options}


@pytest.mark.parametrize(
    ("config", "error", "path"),
    [
        ({"builtin": {"metric": "REGEX"}}, "INVALID_OPTION", "builtin.options.pattern"),
        ({"builtin": {"metric": "REGEX", "options": {"pattern": "("}}}, "INVALID_OPTION", "builtin.options.pattern"),
        ({"builtin": {"metric": "LENGTH", "options": {"trim": True}}}, "INVALID_OPTION", "builtin.options.trim"),
        (
            {"builtin": {"metric": "LEVENSHTEIN", "options": {"passThreshold": 2}}},
            "INVALID_OPTION",
            "builtin.options.passThreshold",
        ),
        (judge(model="gpt-unheard-of"), "UNKNOWN_MODEL", "judge.model"),
        (judge(connectionId="LlmConnection_1"), "NOT_FOUND", "judge.connectionId"),
        (judge(connectionId="Space_1"), "NOT_FOUND", "judge.connectionId"),
        (judge(temperature=3), "INVALID", "judge.temperature"),
        (judge(maxTokens=0), "INVALID", "judge.maxTokens"),
        (judge(outputs=[]), "INVALID_JUDGE_OUTPUT", "judge.outputs"),
        (judge(outputs=[HELPFUL, HELPFUL]), "INVALID_JUDGE_OUTPUT", "judge.outputs.1.name"),
        (judge(repeats=21), "INVALID", "judge.repeats"),
        (judge(model=None), "NO_DEFAULT_MODEL", "judge.model"),
        ({"builtin": {"metric": "CHRF", "options": {"wordOrder": 5}}}, "INVALID_OPTION", "builtin.options.wordOrder"),
        (judge(outputs=[HELPFUL | {"min": 2}]), "INVALID_JUDGE_OUTPUT", "judge.outputs.0.min"),
        (judge(outputs=[HELPFUL | {"type": "BOOLEAN"}]), "INVALID", "judge.outputs.0.min"),
        (judge(messages=[]), "INVALID", "judge.messages"),
        (judge(messages=[{"role": "USER", "content": "Is it?"}]), "INVALID", "judge.messages"),
        (judge(messages=[*MESSAGES, {"role": "TOOL", "content": "x"}]), "INVALID", "judge.messages.1.role"),
        (code("def evaluate(output:"), "CODE_SYNTAX", "code.source"),
        (code("print(1)"), "INVALID_CODE", "code.source"),
        (code("print(1)", mode="PROGRAM"), "INVALID_CODE", "code.source"),
        (code("def evaluate(output): return 1", timeoutSeconds=61), "INVALID_CODE", "code.timeoutSeconds"),
    ],
)
async def test_wrong_settings_are_named(api: Api, config: dict[str, Any], error: str, path: str) -> None:
    result = await api.mutate("createEvaluator", EVALUATOR, spaceId=api.space, name="x", config=config)
    assert result.refused() == (error, ["input", "config", *path.split(".")])
    space = await api.execute("query($id: ID!) { space(id: $id) { evaluators { totalCount } } }", id=api.space)
    assert space["space"]["evaluators"]["totalCount"] == 0


async def test_a_config_is_of_exactly_one_kind(api: Api) -> None:
    for config in ({}, EXACT | judge(), {"builtin": None}):
        result = await api.mutate("createEvaluator", EVALUATOR, spaceId=api.space, name="x", config=config)
        assert len(result.codes) == 1, config
        assert result.codes[0] in {"BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"}


async def test_a_connection_of_another_space_does_not_exist(api: Api, outsider: Api) -> None:
    connection = await LlmConnection.create(space_id=row_id(outsider.space), name="d", provider=LlmProvider.DEMO)
    config = judge(connectionId=global_id("LlmConnection", connection.id))
    result = await api.mutate("createEvaluator", EVALUATOR, spaceId=api.space, name="x", config=config)
    assert result.refused() == ("NOT_FOUND", ["input", "config", "judge", "connectionId"])


async def test_a_name_is_taken_until_its_evaluator_is_deleted(api: Api) -> None:
    first = await made(api, EXACT)
    again = {"spaceId": api.space, "name": " one ", "config": EXACT}
    taken = ("EVALUATOR_NAME_TAKEN", ["input", "name"])
    assert (await api.mutate("createEvaluator", EVALUATOR, **again)).refused() == taken
    other = await made(api, EXACT, "two")
    renaming = {"evaluatorId": other["id"], "name": "one"}
    assert (await api.mutate("renameEvaluator", EVALUATOR, **renaming)).refused() == taken
    (await api.mutate("renameEvaluator", EVALUATOR, evaluatorId=other["id"], name="two")).payload()
    (await api.mutate("deleteEvaluator", "space { id }", evaluatorId=first["id"])).payload()
    await made(api, EXACT)
    version = await api.execute(
        "query($id: ID!) { node(id: $id) { ... on EvaluatorVersion { version evaluator { id } } } }",
        id=first["latestVersion"]["id"],
    )
    assert version["node"] == {"version": "1.0.0", "evaluator": None}


async def test_versions_follow_one_another(api: Api) -> None:
    evaluator = await made(api, EXACT)

    async def version(label: str, config: dict[str, Any]) -> Any:
        given = {"evaluatorId": evaluator["id"], "version": label, "config": config}
        return await api.mutate("createEvaluatorVersion", VERSION, **given)

    other = {"builtin": {"metric": "EXACT_MATCH", "options": {"ignoreCase": True}}}
    assert (await version("1.1.0", other)).payload()["evaluatorVersion"]["sequence"] == 2
    assert (await version("1.1.0", other)).refused() == ("VERSION_TAKEN", ["input", "version"])
    assert (await version("v2", other)).refused() == ("INVALID_VERSION", ["input", "version"])
    assert (await version("2.0.0", judge())).refused() == ("OTHER_KIND", ["input", "config", "judge"])
    shown = await api.execute(
        "query($id: ID!) { evaluator(id: $id) { latestVersion { version } versions { nodes { version } } } }",
        id=evaluator["id"],
    )
    assert shown["evaluator"] == {
        "latestVersion": {"version": "1.1.0"},
        "versions": {"nodes": [{"version": "1.1.0"}, {"version": "1.0.0"}]},
    }


async def test_others_see_nothing_and_viewers_change_nothing(api: Api, outsider: Api, viewer: Api) -> None:
    evaluator = await made(api, EXACT)
    query = "query($id: ID!) { evaluator(id: $id) { name } }"
    assert (await outsider.execute(query, id=evaluator["id"]))["evaluator"] is None
    assert (await viewer.execute(query, id=evaluator["id"]))["evaluator"] == {"name": "one"}
    for field, selection, given in (
        ("createEvaluatorVersion", VERSION, {"version": "2.0.0", "config": EXACT}),
        ("renameEvaluator", EVALUATOR, {"name": "mine"}),
        ("deleteEvaluator", "space { id }", {}),
    ):
        given = {"evaluatorId": evaluator["id"]} | given
        assert (await outsider.mutate(field, selection, **given)).refused() == ("NOT_FOUND", ["input", "evaluatorId"])
        assert (await viewer.mutate(field, selection, **given)).refused()[0] == "FORBIDDEN"


async def test_metrics_are_listed_with_every_option_that_can_be_given(api: Api) -> None:
    listed = await api.execute("{ builtinMetrics { metric description inputs { name required } options } }")
    by_name = {one["metric"]: one for one in listed["builtinMetrics"]}
    assert set(by_name) == set(metrics.BuiltinMetric)
    assert all(one["description"] for one in by_name.values())
    assert by_name["LEVENSHTEIN"]["options"] == ["ignoreCase", "passThreshold"]
    schema = await api.execute('{ __type(name: "MetricOptionsInput") { inputFields { name } } }')
    settable = {field["name"] for field in schema["__type"]["inputFields"]}
    assert settable == {option for one in by_name.values() for option in one["options"]}


# --- judging ---------------------------------------------------------------------------------------------------------


async def test_a_metric_judges(api: Api) -> None:
    evaluate = await prepared(api, {"builtin": {"metric": "EXACT_MATCH", "options": {"ignoreCase": True}}})
    assert (await judged(evaluate, output="Yes", expected="yes")).verdict.passed is True
    assert (await judged(evaluate, output="y" * 30_000, expected=["no"])).verdict.passed is False
    assert (await judged(evaluate, output="Yes")).verdict.error_code == "MISSING_INPUT"


async def test_a_threshold_decides_where_the_evaluator_did_not(api: Api) -> None:
    evaluate = await prepared(api, code("def evaluate(output): return len(output) / 10", passThreshold=0.5))
    assert [(await judged(evaluate, output="x" * length)).verdict.passed for length in (4, 5)] == [False, True]
    stubborn = "def evaluate(output): return {'score': 1, 'passed': False}"
    evaluate = await prepared(api, code(stubborn, passThreshold=0.5), "two")
    assert (await judged(evaluate, output="x")).verdict.passed is False


async def test_the_demo_judge_judges_and_its_calls_are_noted(api: Api) -> None:
    evaluate, log = await prepared(api, judge()), CallLog(row_id(api.space))
    judgement = await judged(evaluate, log, question="What is blue?", answer="The sky.")
    assert judgement.verdict.parse_mode is ParseMode.STRUCTURED
    assert judgement.verdict.passed is True
    assert judgement.cost is not None
    assert [row["scene"] for row in log.rows] == ["EVALUATOR"]
    missing = await judged(evaluate, question="What is blue?")
    assert missing.verdict.error_code == "MISSING_INPUT"


async def test_the_demo_judge_compares_with_the_reference_alone(api: Api) -> None:
    messages = [{"role": "USER", "content": "Output: {{output}}\nExpected: {{expected}}"}]
    evaluate = await prepared(api, judge(messages=messages))
    assert (await judged(evaluate, output="A blue sky", expected="a blue sky")).verdict.score == 1
    assert (await judged(evaluate, output="", expected="a blue sky")).verdict.score == 0


async def test_a_judge_without_structured_output_is_told_how_to_reply(api: Api) -> None:
    async with stub_provider() as stub:
        stub.script.extend(
            [fault(400, "response_format is not supported"), answer('So: {"reason": "kind", "helpful": 0.2}')]
        )
        connection = global_id("LlmConnection", (await connection_to(stub, api)).id)
        evaluate = await prepared(api, judge(connectionId=connection, model="stub"))
        judgement = await judged(evaluate, question="{{answer}}", answer="No.")
        sent = stub.received[-1].body["messages"][-1]["content"]
    assert sent.startswith("Question: {{answer}} Answer: No. Is it helpful?\n\nInstructions: Reply with one JSON object")
    assert judgement.verdict.parse_mode is ParseMode.EXTRACTED
    assert (judgement.verdict.score, judgement.verdict.passed, judgement.verdict.reason) == (0.2, False, "kind")
    assert (judgement.input_tokens, judgement.output_tokens, judgement.cost) == (5, 2, None)


async def test_a_provider_that_refuses_is_an_error_of_the_verdict(api: Api) -> None:
    async with stub_provider() as stub:
        stub.default = fault(401, "Wrong key")
        connection = await connection_to(stub, api)
        evaluate = await prepared(api, judge(connectionId=global_id("LlmConnection", connection.id), model="stub"))
        judgement = await judged(evaluate, question="?", answer="!")
    assert (judgement.verdict.error_code, judgement.verdict.score) == ("UNAUTHORIZED", None)
    assert "Wrong key" in (judgement.verdict.error or "")


async def test_a_judge_whose_connection_is_deleted_says_so(api: Api) -> None:
    connection = await LlmConnection.create(space_id=row_id(api.space), name="d", provider=LlmProvider.DEMO)
    evaluator = await made(api, judge(connectionId=global_id("LlmConnection", connection.id)))
    await LlmConnection.filter(id=connection.id).update(deleted_at=connection.created_at)
    version = await EvaluatorVersion.get(id=row_id(evaluator["latestVersion"]["id"]))
    judgement = await judged(await prepare_evaluator(version), question="?", answer="!")
    assert judgement.verdict.error_code == "CONNECTION_GONE"


async def test_humaneval_solutions_pass_their_own_tests(api: Api) -> None:
    source = "{{prompt}}{{output}}\n{{test}}\ncheck({{entry_point}})\n"
    evaluate = await prepared(api, code(source, mode="PROGRAM"))
    problems = [json.loads(line) for line in SAMPLE.read_text().splitlines()]
    assert len(problems) == 24
    for problem in problems:
        solution = problem.pop("canonical_solution")
        judgement = await judged(evaluate, output=solution, **problem)
        assert judgement.verdict.passed is True, (problem["task_id"], judgement.verdict)
        wrong = await judged(evaluate, output="    return None\n", **problem)
        assert wrong.verdict.passed is False, problem["task_id"]
