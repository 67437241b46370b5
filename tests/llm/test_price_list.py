"""The price list against the package it was written from, which knows nothing of us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import genai_prices
import pytest
from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import ModelPrice

from app.llm.price_list import FILE, listed_cost
from app.llm.price_list_export import exported

USES = ((0, 0), (1_000, 100), (150_000, 1), (1_000_000, 70_000))
DAYS = (
    datetime(2024, 2, 29, 3, 30, tzinfo=UTC),
    datetime(2025, 7, 1, 17, tzinfo=UTC),
    datetime(2026, 3, 13, 0, 10, tzinfo=timezone(timedelta(hours=2))),
    datetime(2026, 11, 1, 12, tzinfo=UTC),
)
PROVIDERS = {provider.id: provider for provider in get_snapshot().providers}


def of_the_package(model: str, usage: tuple[int, int], at: datetime, **seller: Any) -> Decimal | None:
    """What the package says; nothing where it would count what has no price as free."""
    used = genai_prices.Usage(input_tokens=usage[0], output_tokens=usage[1])
    try:
        found = genai_prices.calc_price(used, model, genai_request_timestamp=at, **seller)
    except LookupError:
        return None
    return found.total_price if is_priced(found.model_price, *usage) else None


def is_priced(price: ModelPrice, input_tokens: int, output_tokens: int) -> bool:
    if price.input_mtok is None and price.output_mtok is None:
        return False
    return not ((input_tokens and price.input_mtok is None) or (output_tokens and price.output_mtok is None))


def of_the_list(model: str, usage: tuple[int, int], at: datetime, provider: str | None) -> Decimal | None:
    return listed_cost(model, provider=provider, input_tokens=usage[0], output_tokens=usage[1], at=at)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_model_costs_what_the_package_says(provider: str) -> None:
    for model in PROVIDERS[provider].models:
        for usage in USES:
            for at in DAYS:
                expected = of_the_package(model.id, usage, at, provider_id=provider)
                assert of_the_list(model.id, usage, at, provider) == expected, (model.id, usage, at)


def test_sellers_are_found_by_the_model_as_the_package_does() -> None:
    for provider in PROVIDERS.values():
        for model in provider.models:
            assert of_the_list(model.id, USES[1], DAYS[3], None) == of_the_package(model.id, USES[1], DAYS[3]), model.id


@pytest.mark.parametrize(
    "url",
    [
        "https://api.openai.com/v1",
        "https://api.anthropic.com",
        "https://openrouter.ai/api/v1",
        "https://here.openai.azure.com/openai",
        "https://api.groq.com/openai/v1",
        "https://api.deepseek.com",
        "http://127.0.0.1:8080/v1",
    ],
)
@pytest.mark.parametrize(
    "model", ["gpt-4o", "GPT-4o-2024-08-06", "claude-sonnet-4-20250514", "gpt-5.2-20251211", "gpt-5.2-20251399", "smollm2"]
)
def test_sellers_are_found_by_the_address_as_the_package_does(url: str, model: str) -> None:
    assert of_the_list(model, USES[1], DAYS[3], url) == of_the_package(model, USES[1], DAYS[3], provider_api_url=url)


def test_list_is_that_of_the_installed_package() -> None:
    assert FILE.read_bytes() == exported(), "genai-prices was updated: make prices"
