from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.llm.prices import DEMO_PRICES, cost

AT = datetime(2026, 1, 1, tzinfo=UTC)
tokens = st.integers(0, 10**9)


def price(model: str, provider: str | None, input_tokens: int | None = 1000, output_tokens: int | None = 100):
    """Cost of a call at a fixed time."""
    return cost(model, provider=provider, input_tokens=input_tokens, output_tokens=output_tokens, at=AT)


@pytest.mark.parametrize("provider", ["openai", "OpenAI", "https://api.openai.com/v1", None])
def test_listed_models_have_their_price(provider: str | None) -> None:
    assert price("gpt-4o", provider) == Decimal("0.0035")


@pytest.mark.parametrize(
    ("model", "provider"),
    [
        ("smollm2", None),
        ("gpt-4o", "openai_compatible"),
        ("gpt-4o", "OPENAI_COMPATIBLE"),
        ("gpt-4o", "http://127.0.0.1:8080/v1"),
        ("gpt-4o", "nobody"),
        ("demo/echo", "openai"),
        ("demo/none", "demo"),
        ("text-embedding-3-small", "openai"),
        ("", None),
    ],
)
def test_what_is_not_listed_has_no_price(model: str, provider: str | None) -> None:
    assert price(model, provider) is None


@pytest.mark.parametrize("counts", [(None, 1), (1, None), (None, None), (-1, 1)])
def test_unknown_counts_have_no_price(counts: tuple[int | None, int | None]) -> None:
    assert price("gpt-4o", "openai", *counts) is None
    assert price("demo/echo", "demo", *counts) is None


def test_price_is_that_of_the_day() -> None:
    def on(day: datetime) -> Decimal | None:
        return cost("o3", provider="openai", input_tokens=1_000_000, output_tokens=0, at=day)

    before, after = on(datetime(2025, 6, 1, tzinfo=UTC)), on(datetime(2025, 7, 1, tzinfo=UTC))
    assert before is not None
    assert after is not None
    assert before > after


@given(st.sampled_from(sorted(DEMO_PRICES)), tokens, tokens)
def test_demo_costs_are_exact_to_ten_places(model: str, input_tokens: int, output_tokens: int) -> None:
    found = price(model, "demo", input_tokens, output_tokens)
    assert found is not None
    assert int(found.as_tuple().exponent) >= -10
    assert found * 1_000_000 == (
        input_tokens * DEMO_PRICES[model].input_per_million + output_tokens * DEMO_PRICES[model].output_per_million
    )


@given(tokens, tokens, tokens)
def test_more_tokens_never_cost_less(input_tokens: int, output_tokens: int, more: int) -> None:
    less = price("gpt-4o", "openai", input_tokens, output_tokens)
    assert less is not None
    assert price("gpt-4o", "openai", input_tokens + more, output_tokens) >= less
    assert price("gpt-4o", "openai", input_tokens, output_tokens + more) >= less
