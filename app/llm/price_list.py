"""The list prices of models, from `price_list.json`, which `make prices` writes out of the package genai-prices.

The package itself is not needed to run: it would bring an HTTP client of its own, and takes a third of a second to load.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

FILE = Path(__file__).with_name("price_list.json")
_COMPACT_DATE = re.compile(r"(?<=-)(20\d{2})(\d{2})(\d{2})(?=-|:|$)")
_MILLION = Decimal(1_000_000)
_THOUSAND = Decimal(1_000)


@dataclass(frozen=True)
class Rate:
    """Dollars for a token; above a number of input tokens another rate holds for all of them."""

    base: Decimal
    tiers: tuple[tuple[int, Decimal], ...] = ()

    def at(self, input_tokens: int) -> Decimal:
        """The rate of a call with that many input tokens."""
        for start, rate in reversed(self.tiers):
            if input_tokens > start:
                return rate
        return self.base


@dataclass(frozen=True)
class Price:
    """What a model costs, from a day on or at some hours of each day (UTC)."""

    input: Rate | None
    cached_input: Rate | None
    output: Rate | None
    request: Decimal
    starts_on: date | None
    hours: tuple[time, time] | None

    def is_active(self, at: datetime) -> bool:
        """Whether a call at that time has this price."""
        if self.starts_on is not None:
            return at.date() >= self.starts_on
        if self.hours is None:
            return True
        start, end = self.hours
        if end < start:
            return at.time() >= start or at.time() < end
        return start <= at.time() < end

    def cost(self, input_tokens: int, output_tokens: int, cached_input_tokens: int = 0) -> Decimal | None:
        """Dollars for a call; nothing if what was used has no price. Cached tokens are some of the input's."""
        if self.input is None and self.output is None:
            return None
        total = self.request
        used = (
            (self.input, input_tokens - cached_input_tokens),
            (self.cached_input or self.input, cached_input_tokens),
            (self.output, output_tokens),
        )
        for rate, tokens in used:
            if tokens:
                if rate is None:
                    return None
                total += rate.at(input_tokens) * tokens
        return total


@dataclass(frozen=True)
class Model:
    """A model of a provider; the last price that is active holds."""

    match: dict[str, Any]
    prices: tuple[Price, ...]


@dataclass(frozen=True)
class Provider:
    """Who sells models, and by which address or model name to tell."""

    id: str
    api_pattern: str
    model_match: dict[str, Any] | None
    fallbacks: tuple[str, ...]
    models: tuple[Model, ...]


def listed_cost(
    model: str,
    *,
    provider: str | None,
    input_tokens: int,
    output_tokens: int,
    at: datetime,
    cached_input_tokens: int = 0,
) -> Decimal | None:
    """Dollars for a call; `provider` is an id such as `openai`, a base URL, or unset to go by the model's name."""
    prices = _prices(model.lower(), provider)
    if not prices:
        return None
    moment = at.astimezone(UTC) if at.tzinfo else at
    price = next((price for price in reversed(prices) if price.is_active(moment)), prices[0])
    return price.cost(input_tokens, output_tokens, cached_input_tokens)


@lru_cache(maxsize=1_024)
def _prices(model: str, provider: str | None) -> tuple[Price, ...]:
    seller = _provider(model, provider)
    if seller is None:
        return ()
    return _found(model, seller) or _found(_COMPACT_DATE.sub(_dashed, model), seller)


def _provider(model: str, provider: str | None) -> Provider | None:
    providers = _providers()
    if provider is None:
        return next((each for each in providers.values() if each.model_match and _matches(each.model_match, model)), None)
    if "://" in provider:
        return next((each for each in providers.values() if re.match(each.api_pattern, provider)), None)
    return providers.get(provider.casefold())


def _found(model: str, provider: Provider) -> tuple[Price, ...]:
    for seller in (provider, *(_providers()[name] for name in provider.fallbacks)):
        for listed in seller.models:
            if _matches(listed.match, model):
                return listed.prices
    return ()


def _dashed(compact: re.Match[str]) -> str:
    """`20251211` as `2025-12-11`; some gateways write the dates of models in the short form."""
    try:
        return date(*map(int, compact.groups())).isoformat()
    except ValueError:
        return compact.group()


def _matches(clause: dict[str, Any], text: str) -> bool:
    ((kind, value),) = clause.items()
    return _KINDS[kind](value, text)


def _any(clauses: Iterable[dict[str, Any]], text: str) -> bool:
    return any(_matches(clause, text) for clause in clauses)


def _all(clauses: Iterable[dict[str, Any]], text: str) -> bool:
    return all(_matches(clause, text) for clause in clauses)


_KINDS: dict[str, Callable[[Any, str], bool]] = {
    "starts_with": lambda value, text: text.startswith(value),
    "ends_with": lambda value, text: text.endswith(value),
    "contains": lambda value, text: value in text,
    "equals": lambda value, text: text == value,
    "regex": lambda value, text: bool(re.search(value, text)),
    "or": _any,
    "and": _all,
}


@lru_cache(maxsize=1)
def _providers() -> dict[str, Provider]:
    listed = orjson.loads(FILE.read_bytes())
    return {each["id"]: _read_provider(each) for each in listed["providers"]}


def _read_provider(given: dict[str, Any]) -> Provider:
    models = tuple(Model(each["match"], tuple(map(_read_price, each["prices"]))) for each in given["models"])
    return Provider(given["id"], given["api"], given.get("model_match"), tuple(given.get("fallbacks", ())), models)


def _read_price(given: dict[str, Any]) -> Price:
    starts_on, hours = given.get("starts_on"), given.get("hours")
    return Price(
        input=_read_rate(given.get("input")),
        cached_input=_read_rate(given.get("cached_input")),
        output=_read_rate(given.get("output")),
        request=Decimal(given.get("thousand_requests", 0)) / _THOUSAND,
        starts_on=date.fromisoformat(starts_on) if starts_on else None,
        hours=(time.fromisoformat(hours[0]), time.fromisoformat(hours[1])) if hours else None,
    )


def _read_rate(given: list[Any] | None) -> Rate | None:
    if given is None:
        return None
    base, *tiers = given
    return Rate(Decimal(base) / _MILLION, tuple((start, Decimal(rate) / _MILLION) for start, rate in tiers))
