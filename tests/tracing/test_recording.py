"""What applications tell of their traces: in any order, again and again, by several at once."""

from __future__ import annotations

import asyncio
import random
from typing import Any
from uuid import uuid4

import pytest
from starlette.applications import Starlette

from app.tracing.telling import TooManyObservations
from app.tracing.telling import told as told_of
from tests.api import Api, Result
from tests.prompts.people import colleague
from tests.traced import INNER, OUTER, told

TREE = """query($id: ID!) { trace(id: $id) {
  externalId name endUser environment release version tags metadata input output startedAt
  session { externalId environment traces { nodes { id } } }
  observations { nodes { externalId parentExternalId kind name level statusMessage metadata input output startedAt endedAt
    model inputTokens outputTokens totalTokens inputCost outputCost totalCost isCostTold
    parent { externalId } children { nodes { externalId } } } } } }"""
DELETE = "mutation($input: DeleteTracesInput!) { deleteTraces(input: $input) { errors { code path } } }"


async def record(api: Api, **given: Any) -> Result:
    return await api.mutate("recordTraces", "traces { id } observations { id }", spaceId=api.space, **given)


async def tree(api: Api, pk: str) -> dict[str, Any]:
    found: dict[str, Any] = (await api.execute(TREE, id=pk))["trace"]
    return found


async def recorded(api: Api, **given: Any) -> dict[str, Any]:
    """The one trace of which something is told, as it is then."""
    (made,) = (await record(api, **given)).payload()["traces"]
    return await tree(api, made["id"])


async def test_a_trace_is_read_with_its_session_and_its_steps_in_one_query(api: Api) -> None:
    name = uuid4().hex
    found = await recorded(api, **told(name))
    assert (found["externalId"], found["name"], found["endUser"]) == (name, "POST /tickets", "ada")
    assert (found["environment"], found["metadata"], found["input"]) == ("default", {"region": "eu"}, {"ticket": "late"})
    assert found["session"]["externalId"] == "visit-1"
    assert found["session"]["traces"]["nodes"] == [{"id": (await by_name(api, name))["id"]}]
    outer, inner = found["observations"]["nodes"]
    assert (outer["externalId"], outer["kind"], outer["parent"]) == (OUTER, "AGENT", None)
    assert outer["children"]["nodes"] == [{"externalId": INNER}]
    assert (inner["parent"], inner["totalTokens"]) == ({"externalId": OUTER}, 15)
    # 10 tokens at 0.10 and 5 at 0.40 dollars a million.
    assert (inner["totalCost"], inner["isCostTold"]) == ("0.000003", False)


async def by_name(api: Api, name: str) -> dict[str, Any]:
    document = "query($space: ID!, $name: String!) { space(id: $space) { traces(filter: { externalId: { eq: $name } }) {"
    found = await api.execute(f"{document} nodes {{ id name }} }} }} }}", space=api.space, name=name)
    (one,) = found["space"]["traces"]["nodes"]
    return dict(one)


@pytest.mark.parametrize("seed", range(6))
async def test_the_order_of_arrival_does_not_matter(api: Api, seed: int) -> None:
    whole, name = told(uuid4().hex), uuid4().hex
    expected = await recorded(api, **whole)
    again = told(name)
    messages: list[dict[str, Any]] = [{"traces": again["traces"]}]
    messages += [{"observations": [one]} for one in again["observations"]]
    # Each step is told of in two parts, too.
    for one in again["observations"]:
        parts = {"traceExternalId": name, "externalId": one["externalId"]}
        messages.append({"observations": [parts | {"startedAt": one["startedAt"], "name": one["name"]}]})
    random.Random(seed).shuffle(messages)
    for message in messages:
        found = await recorded(api, **message)
    assert without_names(found) == without_names(expected)


def without_names(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "externalId": None, "session": found["session"]["externalId"]}


async def test_sending_twice_is_one_row(api: Api) -> None:
    message = told(uuid4().hex)
    first, second = [(await record(api, **message)).payload() for _ in range(2)]
    assert first == second
    assert await counts(api) == (1, 2, 1)


async def test_what_is_told_later_is_added(api: Api) -> None:
    name = uuid4().hex
    await record(api, traces=[{"externalId": name, "name": "old", "tags": ["a"], "metadata": {"x": {"y": 1}, "z": 1}}])
    more = {"name": "new", "tags": ["b", "a"], "metadata": {"x": {"w": 2}, "z": None}, "environment": "production"}
    found = await recorded(api, traces=[{"externalId": name.upper(), **more, "output": "late"}])
    assert (found["name"], found["tags"], found["environment"]) == ("new", ["a", "b"], "production")
    assert (found["metadata"], found["output"]) == ({"x": {"y": 1, "w": 2}, "z": None}, "late")


async def test_a_trace_begins_with_the_earliest_that_is_known_of_it(api: Api) -> None:
    name = uuid4().hex
    step = {"traceExternalId": name, "externalId": OUTER, "startedAt": "2026-01-01T00:00:05Z"}
    assert (await recorded(api, observations=[step]))["startedAt"] == "2026-01-01T00:00:05+00:00"
    earlier = {**step, "externalId": INNER, "startedAt": "2026-01-01T00:00:03Z"}
    assert (await recorded(api, observations=[earlier]))["startedAt"] == "2026-01-01T00:00:03+00:00"
    late = {"externalId": name, "startedAt": "2026-01-01T00:00:09Z"}
    assert (await recorded(api, traces=[late]))["startedAt"] == "2026-01-01T00:00:03+00:00"


async def test_costs_that_are_told_count_more_than_prices(api: Api) -> None:
    name = uuid4().hex
    call = {"traceExternalId": name, "externalId": OUTER, "model": "demo/echo", "inputTokens": 10, "outputTokens": 5}
    await record(api, observations=[call])
    found = await recorded(api, observations=[{**call, "inputCost": "0.25", "outputCost": "0.5"}])
    (step,) = found["observations"]["nodes"]
    assert (step["inputCost"], step["outputCost"], step["totalCost"], step["isCostTold"]) == ("0.25", "0.5", "0.75", True)
    found = await recorded(api, observations=[{**call, "outputTokens": 500}])
    assert found["observations"]["nodes"][0]["totalCost"] == "0.75"


async def test_a_model_without_a_price_costs_an_unknown_amount(api: Api) -> None:
    call = {"externalId": OUTER, "model": "nobody-sells-this", "inputTokens": 10, "outputTokens": 5}
    found = await recorded(api, observations=[{"traceExternalId": uuid4().hex, **call}])
    (step,) = found["observations"]["nodes"]
    assert (step["totalTokens"], step["totalCost"]) == (15, None)


async def test_tokens_that_arrive_later_are_priced_then(api: Api) -> None:
    call = {"traceExternalId": uuid4().hex, "externalId": OUTER}
    await record(api, observations=[{**call, "model": "demo/echo"}])
    found = await recorded(api, observations=[{**call, "inputTokens": 10, "outputTokens": 5}])
    assert found["observations"]["nodes"][0]["totalCost"] == "0.000003"


async def test_twenty_tell_of_one_trace_at_once(api: Api) -> None:
    name = uuid4().hex

    async def tell(number: int) -> Result:
        step = {"traceExternalId": name, "externalId": f"{number + 1:016x}", "name": f"step {number}"}
        inner = {**step, "externalId": f"{number + 101:016x}", "parentExternalId": f"{(number + 1) % 20 + 1:016x}"}
        trace = {"externalId": name, "tags": [f"t{number}"], "metadata": {f"k{number}": number}, "session": "visit"}
        return await record(api, traces=[trace], observations=[inner, step])

    made = [result.payload()["traces"][0]["id"] for result in await asyncio.gather(*(tell(one) for one in range(20)))]
    assert len(set(made)) == 1
    found = await tree(api, made[0])
    assert sorted(found["tags"]) == sorted(f"t{number}" for number in range(20))
    assert found["metadata"] == {f"k{number}": number for number in range(20)}
    steps = found["observations"]["nodes"]
    assert len(steps) == 40
    assert all(one["parent"] for one in steps if one["parentExternalId"])


BAD_TRACES = [
    ({"externalId": "12"}, "INVALID_TRACE_ID", ["externalId"]),
    ({"externalId": "0" * 32}, "INVALID_TRACE_ID", ["externalId"]),
    ({"externalId": "g" * 32}, "INVALID_TRACE_ID", ["externalId"]),
    ({"externalId": "a" * 32, "name": ""}, "INVALID_NAME", ["name"]),
    ({"externalId": "a" * 32, "endUser": "x" * 201}, "INVALID_NAME", ["endUser"]),
    ({"externalId": "a" * 32, "session": "a\nb"}, "INVALID_NAME", ["session"]),
    ({"externalId": "a" * 32, "environment": "Über"}, "INVALID_ENVIRONMENT", ["environment"]),
    ({"externalId": "a" * 32, "tags": ["x"] * 51}, "INVALID_TAGS", ["tags"]),
    ({"externalId": "a" * 32, "tags": [""]}, "INVALID_TAGS", ["tags"]),
    ({"externalId": "a" * 32, "metadata": "text"}, "INVALID_JSON", ["metadata"]),
    ({"externalId": "a" * 32, "input": "x" * 1_000_000}, "VALUE_TOO_LARGE", ["input"]),
]
BAD_OBSERVATIONS = [
    ({"externalId": "12"}, "INVALID_OBSERVATION_ID", ["externalId"]),
    ({"externalId": OUTER, "traceExternalId": "1"}, "INVALID_TRACE_ID", ["traceExternalId"]),
    ({"externalId": OUTER, "parentExternalId": "x"}, "INVALID_OBSERVATION_ID", ["parentExternalId"]),
    ({"externalId": OUTER, "parentExternalId": OUTER}, "INVALID_OBSERVATION_ID", ["parentExternalId"]),
    ({"externalId": OUTER, "inputTokens": -1}, "INVALID_COUNT", ["inputTokens"]),
    ({"externalId": OUTER, "totalCost": "10000000000"}, "INVALID_COUNT", ["totalCost"]),
    ({"externalId": OUTER, "modelParameters": [1]}, "INVALID_JSON", ["modelParameters"]),
    ({"externalId": OUTER, "model": "\u0007"}, "INVALID_NAME", ["model"]),
]


@pytest.mark.parametrize(("given", "code", "path"), BAD_TRACES)
async def test_a_bad_trace_is_refused_and_nothing_is_stored(
    api: Api, given: dict[str, Any], code: str, path: list[str]
) -> None:
    good = {"externalId": "b" * 32}
    assert (await record(api, traces=[good, given])).refused() == (code, ["input", "traces", "1", *path])
    assert await counts(api) == (0, 0, 0)


@pytest.mark.parametrize(("given", "code", "path"), BAD_OBSERVATIONS)
async def test_a_bad_observation_is_refused_and_nothing_is_stored(
    api: Api, given: dict[str, Any], code: str, path: list[str]
) -> None:
    refused = await record(api, observations=[{"traceExternalId": "b" * 32, **given}])
    assert refused.refused() == (code, ["input", "observations", "0", *path])
    assert await counts(api) == (0, 0, 0)


async def counts(api: Api) -> tuple[int, int, int]:
    """How many traces, observations and sessions a space has."""
    lists = " ".join(f"{name} {{ totalCount }}" for name in ("traces", "observations", "traceSessions"))
    found = (await api.execute(f"query($id: ID!) {{ space(id: $id) {{ {lists} }} }}", id=api.space))["space"]
    traces, observations, sessions = (one["totalCount"] for one in found.values())
    return traces, observations, sessions


async def test_too_many_at_once_are_refused(api: Api) -> None:
    many = [{"externalId": f"{number + 1:032x}"} for number in range(1001)]
    assert (await record(api, traces=many)).codes == ["LIST_TOO_LONG"]
    with pytest.raises(TooManyObservations):
        told_of(many, [])
    assert len((await record(api, traces=many[:1000])).payload()["traces"]) == 1000


async def test_only_administrators_delete(app: Starlette, api: Api) -> None:
    (made,) = (await record(api, **told(uuid4().hex))).payload()["traces"]
    member = await colleague(app, api)
    assert (await record(member, **told(uuid4().hex))).payload()["traces"]
    gone = await member.execute(DELETE, input={"spaceId": api.space, "traceIds": [made["id"]]})
    assert [error["code"] for error in gone["deleteTraces"]["errors"]] == ["FORBIDDEN"]
    assert await counts(api) == (2, 4, 1)


async def test_traces_are_deleted_with_their_steps_and_their_items_stay(api: Api) -> None:
    (made,) = (await record(api, **told(uuid4().hex))).payload()["traces"]
    other = (await record(api, **told(uuid4().hex))).payload()["traces"][0]["id"]
    gone = await api.execute(DELETE, input={"spaceId": api.space, "traceIds": [made["id"], api.space]})
    assert gone["deleteTraces"]["errors"] == [{"code": "NOT_FOUND", "path": ["input", "traceIds", "1"]}]
    gone = await api.execute(DELETE, input={"spaceId": api.space, "traceIds": [made["id"]]})
    assert gone["deleteTraces"]["errors"] == []
    found = await api.execute(
        "query($id: ID!) { space(id: $id) { traces { nodes { id } } observations { totalCount } } }", id=api.space
    )
    assert found["space"] == {"traces": {"nodes": [{"id": other}]}, "observations": {"totalCount": 2}}
