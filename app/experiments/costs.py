"""What an item took, in tokens and in US dollars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.evaluation.models import EvalTargetKind
from app.evaluation.targets import TargetOutput
from app.experiments.units import Earlier, Unit
from app.llm.asking import Spending, spending


def spent(rows: Sequence[dict[str, Any]], reported: Sequence[TargetOutput]) -> Spending:
    """What calls add up to, and what targets say they took."""
    found = spending(rows)
    if not reported:
        return found
    costs = [cost for cost in (found.cost, *(output.cost for output in reported)) if cost is not None]
    return replace(
        found,
        input_tokens=found.input_tokens + sum(output.input_tokens or 0 for output in reported),
        output_tokens=found.output_tokens + sum(output.output_tokens or 0 for output in reported),
        cost=sum(costs, Decimal(0)) if costs else None,
    )


def cost_of(
    unit: Unit, kind: EvalTargetKind, rows: Sequence[dict[str, Any]], reported: Sequence[TargetOutput]
) -> Decimal | None:
    """What the item took, what was known already included; unknown if the price of a call or an output is."""
    if any(row["cost"] is None and row["error_code"] is None for row in rows):
        return None
    told = [*_told_costs(unit, reported), _kept_cost(unit.earlier, kind)]
    known = [cost for cost in told if cost is not None]
    if len(known) < len(told):
        return None
    return sum((row["cost"] for row in rows if row["cost"] is not None), sum(known, Decimal(0)))


def _told_costs(unit: Unit, reported: Sequence[TargetOutput]) -> list[Decimal | None]:
    """What targets outside say their outputs cost, of those that gave one."""
    arrived = unit.arrived.outputs.values() if unit.arrived else ()
    return [output.cost for output in (*reported, *arrived) if output.error is None or output.cost is not None]


def _kept_cost(earlier: Earlier | None, kind: EvalTargetKind) -> Decimal | None:
    """What an earlier run paid for what is kept of it; unknown if the price of a part is."""
    if earlier is None:
        return Decimal(0)
    outputs = [output for output in (earlier.output, *earlier.turns) if output is not None]
    # A column takes nothing, so that no price of it is missing; nor is one of what gave an error.
    is_paid = kind is not EvalTargetKind.COLUMN
    told = [output.cost for output in outputs if output.cost is not None or (is_paid and output.error is None)]
    records = [record for rows in earlier.records.values() for record in rows if record["input_tokens"] is not None]
    costs = [*told, *(record["cost"] for record in records)]
    known = [cost for cost in costs if cost is not None]
    return sum(known, Decimal(0)) if len(known) == len(costs) else None
