"""Prices that a space sets itself: arithmetic, and the way from the API to the cost of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.database import Database
from app.core.notices import Notices
from app.llm.asking import CallLog, ask
from app.llm.chat import ChatRequest, Message, MessageRole
from app.llm.models import Model, Price, PriceUnit, PricingTier, UsageScene
from app.llm.own_prices import TOPIC, PriceBook, book_of, usage_of
from app.llm.prices import cost as price_of_call
from app.llm.providers import providers
from graphql_schema.core.ids import parse_global_id
from tests.api import Api
from tests.waiting import until

AT = datetime(2026, 6, 1, tzinfo=UTC)
MODEL = "model { id name matchPattern startsAt unit tiers { name isDefault priority prices { usageType price } } }"
QUOTE = """query($space: ID!, $model: String!, $usage: [UsageInput!]!, $at: DateTime) {
  testModelPrice(spaceId: $space, model: $model, usage: $usage, at: $at) {
    cost source model { name } pricingTier { name } charges { usageType units price cost } } }"""
LARGE = {"usagePattern": "^input", "operator": "GT", "value": "1000"}


def book(*, unit: PriceUnit = PriceUnit.TOKENS, conditions: Sequence[Any] = (), **prices: str) -> PriceBook:
    tier = PricingTier(id=1, name="all", is_default=True, priority=0, conditions=conditions)
    tier.model_id = 1
    rows = [Price(usage_type=kind, price=Decimal(price)) for kind, price in prices.items()]
    for row in rows:
        row.pricing_tier_id = 1
    return book_of([Model(id=1, match_pattern="^gpt", unit=unit)], [tier], rows)


def cost(prices: PriceBook, usage: Mapping[str, int], unit: PriceUnit = PriceUnit.TOKENS) -> Decimal | None:
    found = prices.find("gpt-9", AT, unit)
    assert found is not None
    assert found.quote(usage).cost == found.cost(usage)
    return found.cost(usage)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_cost_is_the_sum_of_its_parts(fresh: int, cached: int, output: int) -> None:
    usage = usage_of(fresh + cached, output, cached)
    prices = book(input="0.002", input_cached="0.001", output="0.003")
    assert cost(prices, usage) == fresh * Decimal("0.002") + cached * Decimal("0.001") + output * Decimal("0.003")


def test_kinds_without_a_price_are_charged_like_the_more_general_kind_or_not_known() -> None:
    assert cost(book(input="2", output="3"), usage_of(10, 1, 4)) == 23
    assert cost(book(input="2"), usage_of(10, 1)) is None
    assert cost(book(input="2"), usage_of(10, 0)) == 20
    assert cost(book(total="1", input="9"), usage_of(10, 1)) == 11
    assert cost(book(requests="1", input="2", output="0"), usage_of(10, 1)) == 21
    assert cost(book(requests="1", total="2"), usage_of(10, 1)) == 23
    assert cost(book(requests="1", total="2"), {"requests": 3, "total": 5}) == 13


@pytest.mark.parametrize("unit", [PriceUnit.CHARACTERS, PriceUnit.SECONDS, PriceUnit.MILLISECONDS, PriceUnit.IMAGES])
def test_prices_of_another_unit_are_none_of_tokens(unit: PriceUnit) -> None:
    prices = book(unit=unit, input="1", output="1")
    assert prices.find("gpt-9", AT) is None
    assert cost(prices, {"input": 7}, unit) == 7
    listed = price_of_call("gpt-4o", provider=None, input_tokens=10, output_tokens=1, at=AT)
    assert listed is not None
    assert price_of_call("gpt-4o", provider=None, input_tokens=10, output_tokens=1, at=AT, own=prices) == listed


def test_prices_of_requests_are_for_calls_of_any_size() -> None:
    prices = book(unit=PriceUnit.REQUESTS, requests="0.5", input="9")
    assert cost(prices, usage_of(10, 1, 4)) == Decimal("0.5")
    assert cost(prices, {"requests": 3}, PriceUnit.REQUESTS) == Decimal("1.5")
    assert prices.find("gpt-9", AT, PriceUnit.CHARACTERS) is None


@pytest.mark.parametrize(("operator", "holds"), [("GT", [4]), ("GTE", [3, 4]), ("LT", [2]), ("LTE", [2, 3])])
def test_conditions_add_up_the_kinds_that_they_name(operator: str, holds: list[int]) -> None:
    prices = book(conditions=[{"usage_pattern": "^input", "operator": operator, "value": "3"}], input="1", output="1")
    found = [used for used in (2, 3, 4) if cost(prices, usage_of(used, 9, 1)) is not None]
    assert found == holds


def test_a_cost_that_cannot_be_stored_is_not_known() -> None:
    own = book(input="1000000", output="0")
    assert price_of_call("gpt-9", provider=None, input_tokens=10**9, output_tokens=0, at=AT, own=own) is None


def test_the_latest_start_that_is_past_holds() -> None:
    days = [datetime(2026, month, 1, tzinfo=UTC) for month in (1, 5, 7)]
    models = [
        Model(id=pk, match_pattern="gpt", starts_at=day, unit=PriceUnit.TOKENS) for pk, day in enumerate([None, *days], 1)
    ]
    prices = book_of(models, [], [])
    found = [prices.find("gpt-9", at) for at in (datetime(2025, 1, 1, tzinfo=UTC), days[0], AT, days[2])]
    assert [each.id if each else None for each in found] == [1, 2, 3, 4]
    assert prices.find("claude", AT) is None


async def make(api: Api, tiers: list[Any] | None = None, **more: Any) -> Any:
    prices = [{"usageType": "input", "price": "0.000001"}, {"usageType": "output", "price": "0.000002"}]
    whole = {"spaceId": api.space, "name": "echo", "matchPattern": "^demo/echo$"} | more
    return await api.mutate("createModel", MODEL, tiers=tiers or [{"name": "all", "prices": prices}], **whole)


async def quote(api: Api, model: str = "demo/echo", at: str | None = None, **usage: int) -> Any:
    given = [{"usageType": kind, "units": str(units)} for kind, units in usage.items()]
    return (await api.execute(QUOTE, space=api.space, model=model, usage=given, at=at))["testModelPrice"]


async def call_cost(api: Api) -> Decimal | None:
    log = CallLog((parse_global_id(api.space) or ("", 0))[1])
    request = ChatRequest("demo/echo", (Message(MessageRole.USER, "four"),))
    return (await ask(await providers().route(None, "demo/echo"), request, scene=UsageScene.PLAYGROUND, log=log)).cost


async def test_own_prices_hold_from_the_next_call_on(api: Api, outsider: Api) -> None:
    listed = await call_cost(api)
    made = (await make(api)).payload()["model"]
    assert made["tiers"][0]["prices"] == [
        {"usageType": "input", "price": "0.000001"},
        {"usageType": "output", "price": "0.000002"},
    ]
    assert await call_cost(api) == Decimal("0.000006")
    assert await call_cost(outsider) == listed
    tiers = [{"name": "all", "prices": [{"usageType": "total", "price": "1"}]}]
    given = {"modelId": made["id"], "name": "echo", "matchPattern": "echo", "tiers": tiers}
    (await api.mutate("updateModel", MODEL, **given)).payload()
    assert await call_cost(api) == 5
    (await api.mutate("deleteModel", "space { id }", modelId=made["id"])).payload()
    assert await call_cost(api) == listed


async def test_tiers_go_by_usage_and_priority(api: Api) -> None:
    def tier(name: str, price: str, *conditions: Any, priority: int | None = None) -> dict[str, Any]:
        prices = [{"usageType": "input", "price": price}]
        return {"name": name, "priority": priority, "conditions": list(conditions), "prices": prices}

    huge = LARGE | {"value": "5000", "operator": "GTE"}
    tiers = [tier("default", "1", priority=9), tier("large", "2", LARGE, priority=2), tier("huge", "3", huge, priority=1)]
    (await make(api, tiers)).payload()
    for units, name, price in ((1000, "default", 1), (1001, "large", 2), (5000, "huge", 3)):
        found = await quote(api, input=units)
        assert (found["pricingTier"]["name"], found["cost"]) == (name, str(units * price))
    found = await quote(api, input=900, input_cached=200)
    assert (found["pricingTier"]["name"], found["cost"], found["source"]) == ("large", "2200", "OWN")
    assert found["charges"][1] == {"usageType": "input_cached", "units": "200", "price": "2", "cost": "400"}


async def test_a_dry_run_says_where_a_price_comes_from(api: Api, outsider: Api) -> None:
    assert (await quote(api, input=1000))["source"] == "DEMO"
    listed = await quote(api, "gpt-4o", input=1000, output=100)
    assert (listed["cost"], listed["source"], listed["model"]) == ("0.0035", "LISTED", None)
    assert (await quote(api, "gpt-4o", input_cached=1000, output=100))["cost"] == "0.00225"
    for unknown in (await quote(api, "nobody-knows", input=1), await quote(api, "gpt-4o", seconds=1)):
        assert (unknown["cost"], unknown["source"]) == (None, None)
    (await make(api, matchPattern="(?i)^GPT-4O$", startsAt="2026-05-01T00:00:00Z")).payload()
    assert (await quote(api, "gpt-4o", at="2026-04-30T23:59:59Z", input=1000, output=100))["source"] == "LISTED"
    assert (await quote(api, "gpt-4o", at="2026-05-01T00:00:00Z", input=1000, output=100))["cost"] == "0.0012"
    variables = {"space": api.space, "model": "gpt-4o", "usage": []}
    assert (await outsider.execute(QUOTE, **variables))["testModelPrice"] is None


async def test_a_quote_is_for_usage_of_one_unit(api: Api) -> None:
    per_character = [{"name": "all", "prices": [{"usageType": "input", "price": "0.5"}]}]
    (await make(api, per_character, unit="CHARACTERS")).payload()
    query = """query($space: ID!, $usage: [UsageInput!]!, $unit: PriceUnit!) {
      testModelPrice(spaceId: $space, model: "demo/echo", usage: $usage, unit: $unit) { cost source } }"""

    async def found(unit: str) -> Any:
        usage = [{"usageType": "input", "units": "4"}]
        return (await api.execute(query, space=api.space, usage=usage, unit=unit))["testModelPrice"]

    assert await found("CHARACTERS") == {"cost": "2", "source": "OWN"}
    assert (await found("TOKENS"))["source"] == "DEMO"
    assert await found("SECONDS") == {"cost": None, "source": None}
    assert await call_cost(api) == await call_cost(api) != 2


async def test_changes_and_what_they_replaced_are_in_the_audit_log(api: Api) -> None:
    made = (await make(api)).payload()["model"]
    tiers = [{"name": "new", "prices": [{"usageType": "total", "price": "1"}]}]
    given = {"modelId": made["id"], "name": "echo", "matchPattern": "echo", "tiers": tiers}
    (await api.mutate("updateModel", MODEL, **given)).payload()
    (await api.mutate("deleteModel", "space { id }", modelId=made["id"])).payload()
    query = "query($id: ID!) { space(id: $id) { auditLog { nodes { action before after } } } }"
    log = (await api.execute(query, id=api.space))["space"]["auditLog"]["nodes"]
    entries = {each["action"]: each for each in log if each["action"].startswith("model.")}
    old, new = {"input": "0.000001", "output": "0.000002"}, {"total": "1"}
    assert [entries["model.created"]["after"]["tiers"][0]["prices"], entries["model.created"]["before"]] == [old, None]
    changed = entries["model.updated"]
    assert [changed[side]["tiers"][0]["prices"] for side in ("before", "after")] == [old, new]
    assert entries["model.deleted"]["before"]["tiers"][0]["prices"] == new


async def test_prices_changed_by_another_process_hold_here_once_it_tells(api: Api, system: Database) -> None:
    if system.dialect == "sqlite":
        pytest.skip("an embedded database has no other processes")
    made = (await make(api)).payload()["model"]
    before = await call_cost(api)
    assert before
    heard: list[str] = []
    other = Notices(system.url, on_notice=heard.append, on_return=lambda: None)
    async with other.open():
        await Price.filter(model_id=(parse_global_id(made["id"]) or ("", 0))[1]).update(price=Decimal(1))
        assert await call_cost(api) == before
        other.tell(TOPIC)

        async def holds_here() -> bool:
            return (await call_cost(api) or 0) > before

        await until(holds_here)
        (await api.mutate("deleteModel", "space { id }", modelId=made["id"])).payload()

        async def is_heard_there() -> bool:
            return TOPIC in heard

        await until(is_heard_there)


PRICE = {"usageType": "input", "price": "1"}


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"matchPattern": "("}, "INVALID_MATCH_PATTERN", ["matchPattern"]),
        ({"matchPattern": ""}, "INVALID_MATCH_PATTERN", ["matchPattern"]),
        ({"matchPattern": r"(a)\1"}, "INVALID_MATCH_PATTERN", ["matchPattern"]),
        ({"name": " "}, "INVALID_NAME", ["name"]),
        ({"tiers": []}, "INVALID_TIERS", ["tiers"]),
        ({"unit": "REQUESTS"}, "INVALID_TIERS", ["tiers"]),
        ({"tiers": [{"name": "a", "prices": []}]}, "INVALID_TIERS", ["tiers", "0", "prices"]),
        ({"tiers": [{"name": " ", "prices": [PRICE]}]}, "INVALID_TIERS", ["tiers", "0", "name"]),
        ({"tiers": [{"name": "a", "prices": [PRICE, PRICE]}]}, "INVALID_USAGE", ["tiers", "0", "prices", "1", "usageType"]),
        (
            {"tiers": [{"name": "a", "prices": [PRICE | {"price": "-1"}]}]},
            "INVALID_PRICE",
            ["tiers", "0", "prices", "0", "price"],
        ),
        (
            {"tiers": [{"name": "a", "prices": [PRICE | {"price": "1e-16"}]}]},
            "INVALID_PRICE",
            ["tiers", "0", "prices", "0", "price"],
        ),
        ({"tiers": [{"name": "a", "prices": [PRICE]}, {"name": "b", "prices": [PRICE]}]}, "INVALID_TIERS", ["tiers"]),
        ({"tiers": [{"name": "a", "conditions": [LARGE], "prices": [PRICE]}]}, "INVALID_TIERS", ["tiers"]),
        (
            {"tiers": [{"name": "a", "conditions": [LARGE | {"usagePattern": "["}], "prices": [PRICE]}]},
            "INVALID_MATCH_PATTERN",
            ["tiers", "0", "conditions", "0", "usagePattern"],
        ),
    ],
)
async def test_input_that_is_wrong_is_named(api: Api, given: dict[str, Any], code: str, path: list[str]) -> None:
    whole = {"spaceId": api.space, "name": "a", "matchPattern": "a", "tiers": [{"name": "a", "prices": [PRICE]}]} | given
    assert (await api.mutate("createModel", MODEL, **whole)).refused() == (code, ["input", *path])


async def test_a_name_with_its_start_is_unique(api: Api) -> None:
    start = "2026-05-01T00:00:00Z"
    for starts_at in (None, start):
        (await make(api, startsAt=starts_at)).payload()
        assert (await make(api, startsAt=starts_at)).refused() == ("MODEL_TAKEN", ["input", "name"])
    query = "query($id: ID!) { space(id: $id) { models(orderBy: { field: NAME }) { totalCount nodes { name } } } }"
    assert (await api.execute(query, id=api.space))["space"]["models"]["totalCount"] == 2
