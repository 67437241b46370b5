"""Prices that a space set itself: which one holds for a call, and what it makes the call cost.

They are looked up for every call, hence a book of them is kept per space in each process; whoever changes prices tells all
processes to read them again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

import re2

from app.core.notices import listening, tell
from app.llm.models import ConditionOperator, Model, Price, PricingTier

TOPIC = "model-prices"
MOST_BOOKS = 1_000
_MOST_NAMES = 1_000
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_COMPARISONS = {
    ConditionOperator.GT: gt,
    ConditionOperator.GTE: ge,
    ConditionOperator.LT: lt,
    ConditionOperator.LTE: le,
}

Usage = Mapping[str, Decimal | int]
"""How much was used by kind; no kind includes another."""


def usage_of(input_tokens: int, output_tokens: int, cached_input_tokens: int = 0) -> dict[str, int]:
    """The usage of a call to a chat model."""
    used = {"input": input_tokens - cached_input_tokens, "output": output_tokens}
    return used | ({"input_cached": cached_input_tokens} if cached_input_tokens else {})


def pattern_of(text: str) -> Any:
    """A compiled pattern; raises `re2.error`."""
    options = re2.Options()
    options.log_errors = False
    return re2.compile(text, options)


@dataclass(frozen=True, slots=True)
class Charge:
    """What one kind of usage costs; null when it has no price."""

    usage_type: str
    units: Decimal
    price: Decimal | None
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Quote:
    """What some usage costs by a tier; `cost` is null when a part of it has no price."""

    cost: Decimal | None
    tier_id: int | None
    charges: tuple[Charge, ...] = ()


@dataclass(frozen=True, slots=True)
class _Condition:
    pattern: Any
    operator: ConditionOperator
    value: Decimal

    def holds(self, usage: Usage) -> bool:
        used = sum((Decimal(units) for kind, units in usage.items() if self.pattern.search(kind)), Decimal(0))
        return bool(_COMPARISONS[self.operator](used, self.value))


@dataclass(frozen=True, slots=True)
class _Tier:
    id: int
    is_default: bool
    conditions: tuple[_Condition, ...]
    prices: Mapping[str, Decimal]

    def quote(self, usage: Usage) -> Quote:
        # A price of the total stands for all there is; kinds of their own are then not charged again.
        if "total" in self.prices:
            usage = {"total": usage.get("total", sum(Decimal(units) for units in usage.values()))}
        elif "requests" in self.prices:
            usage = {"requests": 1, **usage}
        charges = tuple(self._charge(kind, Decimal(units)) for kind, units in usage.items() if units)
        costs = [charge.cost for charge in charges]
        known = [cost for cost in costs if cost is not None]
        return Quote(sum(known, Decimal(0)) if len(known) == len(costs) else None, self.id, charges)

    def _charge(self, kind: str, units: Decimal) -> Charge:
        price = self._price(kind)
        return Charge(kind, units, price, None if price is None else price * units)

    def _price(self, kind: str) -> Decimal | None:
        """The price of a kind of usage; without one, that of the more general kind: `input` for `input_cached`."""
        while kind not in self.prices and "_" in kind:
            kind = kind.rpartition("_")[0]
        return self.prices.get(kind)


@dataclass(frozen=True, slots=True)
class OwnModel:
    """A model that a space set prices for: tiers by priority, the one without conditions last."""

    id: int
    pattern: Any
    starts_at: datetime | None
    tiers: tuple[_Tier, ...]

    def quote(self, usage: Usage) -> Quote:
        """What some usage costs, by the first tier whose conditions hold."""
        tier = next((tier for tier in self.tiers if all(condition.holds(usage) for condition in tier.conditions)), None)
        return tier.quote(usage) if tier else Quote(None, None)


@dataclass(frozen=True)
class PriceBook:
    """The models that a space set prices for, those with the latest start first."""

    models: tuple[OwnModel, ...] = ()
    _named: dict[str, tuple[OwnModel, ...]] = field(default_factory=dict)

    def find(self, model: str, at: datetime) -> OwnModel | None:
        """The model whose prices hold for a call."""
        if not self.models:
            return None
        named = self._named.get(model)
        if named is None:
            named = tuple(each for each in self.models if each.pattern.search(model) is not None)
            if len(self._named) >= _MOST_NAMES:
                self._named.clear()
            self._named[model] = named
        return next((each for each in named if each.starts_at is None or each.starts_at <= at), None)


NO_OWN_PRICES = PriceBook()


def book_of(models: Iterable[Model], tiers: Iterable[PricingTier], prices: Iterable[Price]) -> PriceBook:
    """The book of some rows."""
    by_tier: dict[int, dict[str, Decimal]] = {}
    for price in prices:
        by_tier.setdefault(price.pricing_tier_id, {})[price.usage_type] = price.price
    by_model: dict[int, list[_Tier]] = {}
    for tier in sorted(tiers, key=lambda tier: (tier.is_default, tier.priority)):
        by_model.setdefault(tier.model_id, []).append(_tier(tier, by_tier.get(tier.id, {})))
    made = [
        OwnModel(row.id, pattern_of(row.match_pattern), row.starts_at, tuple(by_model.get(row.id, ()))) for row in models
    ]
    made.sort(key=lambda each: (each.starts_at or _EARLIEST, each.id), reverse=True)
    return PriceBook(tuple(made))


def _tier(row: PricingTier, prices: Mapping[str, Decimal]) -> _Tier:
    return _Tier(row.id, row.is_default, tuple(map(_condition, row.conditions)), prices)


def _condition(stored: Mapping[str, Any]) -> _Condition:
    pattern = pattern_of(stored["usage_pattern"])
    return _Condition(pattern, ConditionOperator(stored["operator"]), Decimal(stored["value"]))


class PriceBooks:
    """The books of this process, read when they are first needed."""

    def __init__(self) -> None:
        self._books: dict[int, PriceBook] = {}
        self._changes = 0

    async def of(self, space_id: int) -> PriceBook:
        """A space's book."""
        book = self._books.get(space_id)
        return await self._read(space_id) if book is None else book

    def forget(self) -> None:
        """Read everything again when it is needed."""
        self._books.clear()
        self._changes += 1

    async def _read(self, space_id: int) -> PriceBook:
        changes = self._changes
        models = await Model.filter(space_id=space_id)
        ids = [model.id for model in models]
        tiers: Sequence[PricingTier] = await PricingTier.filter(model_id__in=ids) if ids else ()
        prices: Sequence[Price] = await Price.filter(model_id__in=ids) if ids else ()
        book = book_of(models, tiers, prices) if models else NO_OWN_PRICES
        # What was changed while it was read may be missing; it is used once and read again.
        if changes == self._changes:
            if len(self._books) >= MOST_BOOKS:
                self._books.clear()
            self._books[space_id] = book
        return book


_books: PriceBooks | None = None


async def price_book(space_id: int) -> PriceBook:
    """The prices that a space set itself; none where no database is open."""
    return NO_OWN_PRICES if _books is None else await _books.of(space_id)


def prices_changed() -> None:
    """Have every process read prices again; after the commit."""
    if _books is not None:
        _books.forget()
    tell(TOPIC)


@asynccontextmanager
async def price_books() -> AsyncIterator[None]:
    """Keep books for as long as the block lasts, and read them again when prices change in any process."""
    global _books
    before, _books = _books, PriceBooks()
    following = asyncio.create_task(_follow(_books), name="model-prices")
    try:
        yield
    finally:
        _books = before
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following


async def _follow(books: PriceBooks) -> None:
    with listening(TOPIC) as changes:
        async for _ in changes:
            books.forget()
