"""What a call costs in US dollars; a price that is not known is `None`, never 0."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from app.llm.own_prices import NO_OWN_PRICES, PriceBook, usage_of
from app.llm.price_list import listed_cost

_PLACES = Decimal("1e-10")
_TOO_MUCH = Decimal(10) ** 10
_MILLION = Decimal(1_000_000)


class DemoPrice(NamedTuple):
    """Made-up dollars per million tokens, so that the demo has costs to show."""

    input_per_million: Decimal
    output_per_million: Decimal


DEMO_SELLER = "demo"
DEMO_PRICES = {
    "demo/echo": DemoPrice(Decimal("0.10"), Decimal("0.40")),
    "demo/judge": DemoPrice(Decimal("0.50"), Decimal("2.00")),
    "demo/slow": DemoPrice(Decimal("0.20"), Decimal("0.80")),
    "demo/flaky": DemoPrice(Decimal("0.05"), Decimal("0.20")),
}


def cost(
    model: str,
    *,
    provider: str | None,
    input_tokens: int | None,
    output_tokens: int | None,
    at: datetime,
    cached_input_tokens: int | None = None,
    own: PriceBook = NO_OWN_PRICES,
) -> Decimal | None:
    """Dollars for a call; `provider` is an id such as `openai`, or the base URL that was called.

    Prices that a space set itself go before those of the list.
    """
    if input_tokens is None or output_tokens is None or input_tokens < 0 or output_tokens < 0:
        return None
    cached = min(max(cached_input_tokens or 0, 0), input_tokens)
    if found := own.find(model, at):
        return rounded(found.cost(usage_of(input_tokens, output_tokens, cached)))
    if provider in (None, DEMO_SELLER) and model in DEMO_PRICES:
        return rounded(_demo_cost(DEMO_PRICES[model], input_tokens, output_tokens))
    listed = listed_cost(
        model,
        provider=provider,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cached_input_tokens=cached,
        at=at,
    )
    return rounded(listed)


def _demo_cost(price: DemoPrice, input_tokens: int, output_tokens: int) -> Decimal:
    return (input_tokens * price.input_per_million + output_tokens * price.output_per_million) / _MILLION


def rounded(amount: Decimal | None) -> Decimal | None:
    """An amount to the ten places that are stored; one that is too large to be is not known."""
    if amount is None or amount >= _TOO_MUCH:
        return None
    exponent = amount.as_tuple().exponent
    return amount.quantize(_PLACES) if isinstance(exponent, int) and exponent < -10 else amount
