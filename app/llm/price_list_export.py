"""Writes `price_list.json` out of the installed genai-prices: `make prices`, after the package was updated."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, time
from importlib.metadata import version
from typing import Any

import orjson
from genai_prices import types
from genai_prices.data_snapshot import get_snapshot

from app.llm.price_list import FILE

_SOURCE = "genai-prices {version} (Pydantic Services Inc., MIT licence): what is needed to price tokens of texts"


def exported() -> bytes:
    """The list as the server reads it."""
    content = {
        "source": _SOURCE.format(version=version("genai-prices")),
        "providers": [_provider(provider) for provider in get_snapshot().providers],
    }
    return orjson.dumps(content) + b"\n"


def _provider(provider: types.Provider) -> dict[str, Any]:
    return _without_empty(
        id=provider.id,
        api=provider.api_pattern,
        model_match=provider.model_match and _clause(provider.model_match),
        fallbacks=provider.fallback_model_providers,
        models=[{"match": _clause(model.match), "prices": _prices(model)} for model in provider.models],
    )


def _clause(clause: Any) -> dict[str, Any]:
    ((name, value),) = ((field.name, getattr(clause, field.name)) for field in dataclasses.fields(clause))
    if isinstance(value, list):
        return {name.rstrip("_"): [_clause(each) for each in value]}
    return {name: value if name == "regex" else value.lower()}


def _prices(model: types.ModelInfo) -> list[dict[str, Any]]:
    if isinstance(model.prices, types.ModelPrice):
        return [_price(model.prices, None)]
    return [_price(each.prices, each.constraint) for each in model.prices]


def _price(price: types.ModelPrice, constraint: Any) -> dict[str, Any]:
    requests = price.requests_kcount
    return _without_empty(
        input=_rate(price.input_mtok),
        cached_input=_rate(price.cache_read_mtok),
        output=_rate(price.output_mtok),
        thousand_requests=None if requests is None else str(requests),
        starts_on=constraint.start_date if isinstance(constraint, types.StartDateConstraint) else None,
        hours=_hours(constraint) if isinstance(constraint, types.TimeOfDateConstraint) else None,
    )


def _rate(price: Any) -> list[Any] | None:
    if isinstance(price, types.TieredPrices):
        return [str(price.base), *([tier.start, str(tier.price)] for tier in price.tiers)]
    return None if price is None else [str(price)]


def _hours(constraint: types.TimeOfDateConstraint) -> list[time]:
    return [_in_utc(constraint.start_time), _in_utc(constraint.end_time)]


def _in_utc(moment: time) -> time:
    if moment.tzinfo is None:
        return moment
    return datetime.combine(date(2000, 1, 1), moment).astimezone(UTC).time()


def _without_empty(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


if __name__ == "__main__":
    FILE.write_bytes(exported())
