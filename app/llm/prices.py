"""What a call costs in US dollars; a price that is not known is `None`, never 0."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from genai_prices.types import ModelPrice

_PLACES = Decimal("1e-10")
_MILLION = Decimal(1_000_000)


class DemoPrice(NamedTuple):
    """Made-up dollars per million tokens, so that the demo has costs to show."""

    input_per_million: Decimal
    output_per_million: Decimal


DEMO_PRICES = {
    "demo/echo": DemoPrice(Decimal("0.10"), Decimal("0.40")),
    "demo/judge": DemoPrice(Decimal("0.50"), Decimal("2.00")),
    "demo/slow": DemoPrice(Decimal("0.20"), Decimal("0.80")),
    "demo/flaky": DemoPrice(Decimal("0.05"), Decimal("0.20")),
}


def cost(
    model: str, *, provider: str | None, input_tokens: int | None, output_tokens: int | None, at: datetime
) -> Decimal | None:
    """Dollars for a call; `provider` is an id such as `openai`, or the base URL that was called."""
    if input_tokens is None or output_tokens is None or input_tokens < 0 or output_tokens < 0:
        return None
    if provider in (None, "demo") and model in DEMO_PRICES:
        return _rounded(_demo_cost(DEMO_PRICES[model], input_tokens, output_tokens))
    return _listed_cost(model, provider, input_tokens, output_tokens, at)


def _demo_cost(price: DemoPrice, input_tokens: int, output_tokens: int) -> Decimal:
    return (input_tokens * price.input_per_million + output_tokens * price.output_per_million) / _MILLION


def _listed_cost(model: str, provider: str | None, input_tokens: int, output_tokens: int, at: datetime) -> Decimal | None:
    # The price list takes a third of a second and some megabytes to load: only who asks for a price pays.
    import genai_prices

    is_url = provider is not None and "://" in provider
    if provider is not None and not is_url and provider.casefold() not in _provider_ids():
        # The library would take "openai_compatible" for OpenAI and charge its prices for a model on this desk.
        return None
    usage = genai_prices.Usage(input_tokens=input_tokens, output_tokens=output_tokens)
    try:
        if is_url:
            found = genai_prices.calc_price(usage, model, provider_api_url=provider, genai_request_timestamp=at)
        else:
            found = genai_prices.calc_price(usage, model, provider_id=provider, genai_request_timestamp=at)
    except LookupError:
        return None
    if not _is_priced(found.model_price, input_tokens, output_tokens):
        return None
    return _rounded(found.total_price)


def _is_priced(price: ModelPrice, input_tokens: int, output_tokens: int) -> bool:
    """Whether the list has a price for what was used; the library counts what has none as free."""
    return not (
        (price.input_mtok is None and price.output_mtok is None)
        or (input_tokens > 0 and price.input_mtok is None)
        or (output_tokens > 0 and price.output_mtok is None)
    )


@lru_cache(maxsize=1)
def _provider_ids() -> frozenset[str]:
    from genai_prices.data_snapshot import get_snapshot

    return frozenset(provider.id for provider in get_snapshot().providers)


def _rounded(amount: Decimal) -> Decimal:
    exponent = amount.as_tuple().exponent
    return amount.quantize(_PLACES) if isinstance(exponent, int) and exponent < -10 else amount
