"""Prices that a space set itself: which one holds for a call, and what it makes the call cost.

They are looked up for every call, hence a book of them is kept per space in each process; whoever changes prices tells all
processes to read them again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from operator import ge, gt, le, lt
from typing import Any

from app.core.notices import listening, tell
from app.llm.models import ConditionOperator, Model, Price, PriceUnit, PricingTier

TOPIC = "model-prices"
MOST_BOOKS = 1_000
_MOST_NAMES = 1_000
_MOST_KINDS = 16
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
    # Here, since the server starts sooner without it.
    import re2

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
    counts: Callable[[str], bool]
    compare: Callable[[Any, Any], bool]
    bound: Decimal

    def holds(self, usage: Usage) -> bool:
        return self.compare(sum(units for kind, units in usage.items() if self.counts(kind)), self.bound)


@dataclass(frozen=True, slots=True)
class _Tier:
    id: int
    conditions: tuple[_Condition, ...]
    prices: Mapping[str, Decimal]

    def holds(self, usage: Usage) -> bool:
        return all(condition.holds(usage) for condition in self.conditions)

    def cost(self, usage: Usage) -> Decimal | None:
        total = Decimal(0)
        for kind, units in self._charged(usage).items():
            if units:
                price = self._price(kind)
                if price is None:
                    return None
                total += price * units
        return total

    def quote(self, usage: Usage) -> Quote:
        charges = tuple(self._charge(kind, Decimal(units)) for kind, units in self._charged(usage).items() if units)
        return Quote(self.cost(usage), self.id, charges)

    def _charged(self, usage: Usage) -> Usage:
        """Usage as it is charged: a price of the total stands for all there is, and one of requests for the call itself."""
        if "requests" in self.prices:
            usage = {"requests": 1, **usage}
        if "total" not in self.prices:
            return usage
        used = sum(units for kind, units in usage.items() if kind != "requests")
        fee = {"requests": usage["requests"]} if "requests" in self.prices else {}
        return fee | {"total": usage.get("total", used)}

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
    unit: PriceUnit
    pattern: Any
    starts_at: datetime | None
    tiers: tuple[_Tier, ...]

    def holds(self, unit: PriceUnit, at: datetime) -> bool:
        """Whether usage that is counted in a unit has these prices; those for requests are for calls of any size."""
        is_charged = self.unit is unit or (self.unit is PriceUnit.REQUESTS and unit is PriceUnit.TOKENS)
        return is_charged and (self.starts_at is None or self.starts_at <= at)

    def cost(self, usage: Usage) -> Decimal | None:
        """What some usage costs; nothing if a part of it has no price."""
        usage = self._counted(usage)
        tier = self._tier(usage)
        return tier.cost(usage) if tier else None

    def quote(self, usage: Usage) -> Quote:
        """What some usage costs, with its parts."""
        usage = self._counted(usage)
        tier = self._tier(usage)
        return tier.quote(usage) if tier else Quote(None, None)

    def _counted(self, usage: Usage) -> Usage:
        return {"requests": usage.get("requests", 1)} if self.unit is PriceUnit.REQUESTS else usage

    def _tier(self, usage: Usage) -> _Tier | None:
        return next((tier for tier in self.tiers if tier.holds(usage)), None)


@dataclass(frozen=True)
class PriceBook:
    """The models that a space set prices for, those with the latest start first."""

    models: tuple[OwnModel, ...] = ()
    _named: dict[str, tuple[OwnModel, ...]] = field(default_factory=dict)

    def find(self, model: str, at: datetime, unit: PriceUnit = PriceUnit.TOKENS) -> OwnModel | None:
        """The model whose prices hold for usage that is counted in a unit, that of calls to chat models if not given."""
        if not self.models:
            return None
        named = self._named.get(model)
        for each in self._match(model) if named is None else named:
            if each.holds(unit, at):
                return each
        return None

    def _match(self, model: str) -> tuple[OwnModel, ...]:
        """The models whose patterns are found in a name, to be known from now on."""
        if len(self._named) >= _MOST_NAMES:
            self._named.clear()
        named = self._named[model] = tuple(each for each in self.models if each.pattern.search(model) is not None)
        return named


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
        OwnModel(row.id, row.unit, pattern_of(row.match_pattern), row.starts_at, tuple(by_model.get(row.id, ())))
        for row in models
    ]
    made.sort(key=lambda each: (each.starts_at or _EARLIEST, each.id), reverse=True)
    return PriceBook(tuple(made))


def _tier(row: PricingTier, prices: Mapping[str, Decimal]) -> _Tier:
    return _Tier(row.id, tuple(map(_condition, row.conditions)), prices)


def _condition(stored: Mapping[str, Any]) -> _Condition:
    pattern = pattern_of(stored["usage_pattern"])
    # Calls to chat models use few kinds, and the same ones each time.
    counts = lru_cache(_MOST_KINDS)(lambda kind: pattern.search(kind) is not None)
    return _Condition(counts, _COMPARISONS[ConditionOperator(stored["operator"])], Decimal(stored["value"]))


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
