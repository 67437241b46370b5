"""What a space says that models cost: making, changing, deleting and trying out its prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tortoise.exceptions import IntegrityError

from app.accounts.access import Actor, Permission, get
from app.accounts.change import change
from app.accounts.models import Space
from app.accounts.names import normal_name
from app.core.choices import Choice
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotFound
from app.core.ids import new_id
from app.llm.models import ConditionOperator, LlmConnection, LlmProvider, Model, Price, PriceUnit, PricingTier
from app.llm.own_prices import Charge, pattern_of, price_book, prices_changed
from app.llm.prices import DEMO_PRICES, DEMO_SELLER, cost, rounded
from app.llm.service import require_connection

MAX_PATTERN = 500
MAX_TIERS = 20
MAX_CONDITIONS = 20
MAX_PRICES = 50
MAX_USAGE_TYPE = 64
MAX_PRICE = Decimal(1_000_000)
MAX_MODELS = 1_000
_LEAST_PRICE = Decimal("1e-15")


class ModelTaken(Conflict):
    """The space has prices of that name, start and unit already; change those, or choose another start."""

    code = "MODEL_TAKEN"


class TooManyModels(Conflict):
    """A space can have prices for 1,000 models; delete some first."""

    code = "TOO_MANY_MODELS"


class InvalidMatchPattern(Invalid):
    """That is no pattern in RE2 syntax of at most 500 characters."""

    code = "INVALID_MATCH_PATTERN"


class InvalidTiers(Invalid):
    """Tiers need names and priorities of their own, prices, and conditions for all but one, the default."""

    code = "INVALID_TIERS"


class InvalidPrice(Invalid):
    """A price is from 0 to 1,000,000 dollars, with at most 15 decimal places."""

    code = "INVALID_PRICE"


class InvalidUsage(Invalid):
    """A kind of usage has a name of 1 to 64 characters, is given once, and is not negative."""

    code = "INVALID_USAGE"


class PriceSource(Choice):
    """Where a price comes from."""

    OWN = "OWN", "The space's own prices."
    LISTED = "LISTED", "The built-in list of prices."
    DEMO = "DEMO", "The made-up prices of the demo models."


@dataclass(frozen=True, slots=True)
class PriceQuote:
    """What some usage of a model would cost."""

    cost: Decimal | None
    source: PriceSource | None
    model_id: int | None = None
    pricing_tier_id: int | None = None
    charges: tuple[Charge, ...] = ()


async def create_model(
    actor: Actor,
    *,
    space_id: int,
    name: str,
    match_pattern: str,
    tiers: Sequence[Mapping[str, Any]],
    starts_at: datetime | None = None,
    unit: PriceUnit = PriceUnit.TOKENS,
    tokenizer_id: str | None = None,
    tokenizer_config: dict[str, Any] | None = None,
) -> Model:
    """Say what models cost in a space; it goes before the list prices from the next call on."""
    await get(Space, space_id, actor)
    async with change(actor, Permission.MANAGE_CONNECTIONS, space_id) as record:
        model = Model(space_id=space_id, created_by_id=actor.user_id)
        _fill(model, name, match_pattern, starts_at, unit, tokenizer_id, tokenizer_config)
        checked = _checked_tiers(tiers, unit)
        if await Model.filter(space_id=space_id).count() >= MAX_MODELS:
            raise TooManyModels
        await _save(model)
        await _store(model, checked)
        record.record("model.created", model, after=await _shown(model))
    prices_changed()
    return model


async def update_model(
    actor: Actor,
    *,
    model_id: int,
    name: str,
    match_pattern: str,
    tiers: Sequence[Mapping[str, Any]],
    starts_at: datetime | None = None,
    unit: PriceUnit = PriceUnit.TOKENS,
    tokenizer_id: str | None = None,
    tokenizer_config: dict[str, Any] | None = None,
) -> Model:
    """Replace what was said; calls that were made keep their cost."""
    seen = await get(Model, model_id, actor)
    async with change(actor, Permission.MANAGE_CONNECTIONS, seen.space_id) as record:
        model = await _held(seen)
        before = await _shown(model)
        _fill(model, name, match_pattern, starts_at, unit, tokenizer_id, tokenizer_config)
        checked = _checked_tiers(tiers, unit)
        await _save(model)
        await PricingTier.filter(model_id=model.id).delete()
        await _store(model, checked)
        record.record("model.updated", model, before=before, after=await _shown(model))
    prices_changed()
    return model


async def delete_model(actor: Actor, *, model_id: int) -> Space:
    """Forget what was said; list prices hold again."""
    seen = await get(Model, model_id, actor)
    async with change(actor, Permission.MANAGE_CONNECTIONS, seen.space_id) as record:
        model = await _held(seen)
        before = await _shown(model)
        await model.delete()
        record.record("model.deleted", model, before=before)
    prices_changed()
    return await get(Space, model.space_id, actor)


async def quoted_price(
    actor: Actor,
    *,
    space_id: int,
    model: str,
    usage: Sequence[Mapping[str, Any]],
    unit: PriceUnit = PriceUnit.TOKENS,
    connection_id: int | None = None,
    at: datetime | None = None,
) -> PriceQuote:
    """What some usage of a model would cost through a connection at a time, and by which price."""
    used, moment, connection = _checked_usage(usage), at or now(), None
    if connection_id is not None:
        connection = await require_connection(actor, space_id, connection_id, path=("connectionId",))
    if found := (await price_book(space_id)).find(model, moment, unit):
        quote = found.quote(used)
        return PriceQuote(rounded(quote.cost), PriceSource.OWN, found.id, quote.tier_id, quote.charges)
    if unit is not PriceUnit.TOKENS or used.keys() - {"input", "input_cached", "output"}:
        # The list has prices of nothing else.
        return PriceQuote(None, None)
    return _listed(model, used, connection, moment)


def _listed(model: str, usage: Mapping[str, Decimal], connection: LlmConnection | None, at: datetime) -> PriceQuote:
    cached = int(usage.get("input_cached", 0))
    provider = _seller(connection) if connection else None
    found = cost(
        model,
        provider=provider,
        input_tokens=int(usage.get("input", 0)) + cached,
        output_tokens=int(usage.get("output", 0)),
        cached_input_tokens=cached,
        at=at,
    )
    source = PriceSource.DEMO if provider in (None, DEMO_SELLER) and model in DEMO_PRICES else PriceSource.LISTED
    return PriceQuote(found, None if found is None else source)


async def _held(seen: Model) -> Model:
    """The entry as it is now, for nobody else to change meanwhile."""
    model = await Model.select_for_update(no_key=True).get_or_none(id=seen.id)
    if model is None:
        raise NotFound("These prices were deleted a moment ago.", path=("input", "modelId"))
    return model


def _seller(connection: LlmConnection) -> str | None:
    return DEMO_SELLER if connection.provider is LlmProvider.DEMO else connection.base_url


def _fill(
    model: Model,
    name: str,
    match_pattern: str,
    starts_at: datetime | None,
    unit: PriceUnit,
    tokenizer_id: str | None,
    tokenizer_config: dict[str, Any] | None,
) -> None:
    model.name, model.match_pattern, model.starts_at, model.unit = normal_name(name), match_pattern, starts_at, unit
    model.tokenizer_id, model.tokenizer_config, model.updated_at = tokenizer_id, tokenizer_config, now()
    _require_pattern(match_pattern, "input", "matchPattern")
    if tokenizer_id is not None and len(tokenizer_id) > MAX_USAGE_TYPE:
        raise Invalid("A tokenizer's name has at most 64 characters.", path=("input", "tokenizerId"))


async def _save(model: Model) -> None:
    same = Model.filter(space_id=model.space_id, name=model.name, unit=model.unit)
    same = same.filter(starts_at=model.starts_at) if model.starts_at else same.filter(starts_at__isnull=True)
    if await same.exclude(id=model.id).exists():
        raise ModelTaken(path=("input", "name"))
    try:
        await model.save()
    except IntegrityError:
        raise ModelTaken(path=("input", "name")) from None


def _require_pattern(text: str, *path: str | int) -> None:
    # Here, since the server starts sooner without it.
    import re2

    try:
        is_good = 1 <= len(text) <= MAX_PATTERN and pattern_of(text) is not None
    except re2.error:
        is_good = False
    if not is_good:
        raise InvalidMatchPattern(path=path)


def _checked_tiers(given: Sequence[Mapping[str, Any]], unit: PriceUnit) -> list[dict[str, Any]]:
    """Tiers as they are stored, in the order in which they are tried."""
    path = ("input", "tiers")
    if not 1 <= len(given) <= MAX_TIERS:
        raise InvalidTiers(f"There are 1 to {MAX_TIERS} tiers.", path=path)
    tiers = [_checked_tier(tier, index) for index, tier in enumerate(given)]
    if sum(tier["is_default"] for tier in tiers) != 1:
        raise InvalidTiers("Exactly one tier has no conditions: the default.", path=path)
    for unique in ("name", "priority"):
        if len({tier[unique] for tier in tiers}) != len(tiers):
            raise InvalidTiers(f"Every tier needs a {unique} of its own.", path=path)
    if unit is PriceUnit.REQUESTS and not all("requests" in tier["prices"] for tier in tiers):
        raise InvalidTiers("Where requests are what is paid for, every tier has a price of `requests`.", path=path)
    return tiers


def _checked_tier(given: Mapping[str, Any], index: int) -> dict[str, Any]:
    path = ("input", "tiers", index)
    conditions = [_checked_condition(each, *path, "conditions", at) for at, each in enumerate(given["conditions"])]
    if len(conditions) > MAX_CONDITIONS:
        raise InvalidTiers(f"A tier has at most {MAX_CONDITIONS} conditions.", path=(*path, "conditions"))
    name = given["name"].strip()
    if not 1 <= len(name) <= 120:
        raise InvalidTiers("A tier's name has 1 to 120 characters.", path=(*path, "name"))
    priority = index if given.get("priority") is None else given["priority"]
    return {
        "name": name,
        "priority": priority,
        "is_default": not conditions,
        "conditions": conditions,
        "prices": _checked_prices(given["prices"], *path, "prices"),
    }


def _checked_condition(given: Mapping[str, Any], *path: str | int) -> dict[str, Any]:
    _require_pattern(given["usage_pattern"], *path, "usagePattern")
    value = given["value"]
    if not value.is_finite():
        raise InvalidTiers("The bound of a condition is a number.", path=(*path, "value"))
    operator = ConditionOperator(given["operator"])
    return {"usage_pattern": given["usage_pattern"], "operator": operator.value, "value": str(value)}


def _checked_prices(given: Sequence[Mapping[str, Any]], *path: str | int) -> dict[str, Decimal]:
    if not 1 <= len(given) <= MAX_PRICES:
        raise InvalidTiers(f"A tier has 1 to {MAX_PRICES} prices.", path=path)
    prices: dict[str, Decimal] = {}
    for index, each in enumerate(given):
        kind, price = each["usage_type"].strip(), each["price"]
        if not 1 <= len(kind) <= MAX_USAGE_TYPE or kind in prices:
            raise InvalidUsage(path=(*path, index, "usageType"))
        if not _is_price(price):
            raise InvalidPrice(path=(*path, index, "price"))
        prices[kind] = price
    return prices


def _is_price(price: Decimal) -> bool:
    return price.is_finite() and 0 <= price <= MAX_PRICE and price == price.quantize(_LEAST_PRICE)


def _checked_usage(given: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
    usage: dict[str, Decimal] = {}
    for index, each in enumerate(given):
        kind, units = each["usage_type"], each["units"]
        is_good = 1 <= len(kind) <= MAX_USAGE_TYPE and kind not in usage and units.is_finite() and 0 <= units <= 10**15
        if not is_good or len(usage) >= MAX_PRICES:
            raise InvalidUsage(path=("usage", index))
        usage[kind] = units
    return usage


async def _store(model: Model, tiers: Sequence[Mapping[str, Any]]) -> None:
    for tier in tiers:
        content = {name: value for name, value in tier.items() if name != "prices"}
        row = await PricingTier.create(id=new_id(), space_id=model.space_id, model_id=model.id, **content)
        common = {"space_id": model.space_id, "model_id": model.id, "pricing_tier_id": row.id}
        await Price.bulk_create([Price(usage_type=kind, price=price, **common) for kind, price in tier["prices"].items()])


async def _shown(model: Model) -> dict[str, Any]:
    """What the audit log keeps: the entry with its tiers and prices, as they are stored."""
    prices: dict[int, dict[str, str]] = {}
    for price in await Price.filter(model_id=model.id):
        prices.setdefault(price.pricing_tier_id, {})[price.usage_type] = f"{price.price.normalize():f}"
    return {
        "name": model.name,
        "match_pattern": model.match_pattern,
        "starts_at": model.starts_at.isoformat() if model.starts_at else None,
        "unit": model.unit,
        "tiers": [
            {
                "name": tier.name,
                "priority": tier.priority,
                "conditions": tier.conditions,
                "prices": prices.get(tier.id),
            }
            for tier in await PricingTier.filter(model_id=model.id).order_by("priority")
        ],
    }
