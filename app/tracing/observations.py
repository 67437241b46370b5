"""Storing observations: each under the one that it is a part of, whichever of the two arrives first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from app.core.bulk import fresh_row, insert_rows, rewrite_rows
from app.core.ids import new_id
from app.llm.own_prices import PriceBook
from app.llm.prices import cost
from app.tracing.merging import merged
from app.tracing.models import Observation
from app.tracing.storing import rewrite, transaction

Place = tuple[int, str]
"""The id of a trace, and that of an observation at its sender's."""
_CONTENT = (
    "parent_external_id",
    "parent_id",
    "kind",
    "name",
    "level",
    "status_message",
    "version",
    "metadata",
    "input",
    "output",
    "started_at",
    "ended_at",
    "first_token_at",
    "model",
    "model_parameters",
    "input_tokens",
    "output_tokens",
    "total_tokens",
    "input_cost",
    "output_cost",
    "total_cost",
    "is_cost_told",
)


async def store_observations(space_id: int, told: Mapping[Place, dict[str, Any]], book: PriceBook) -> list[Observation]:
    """Store what is told of observations, whose traces are locked."""
    if not told:
        return []
    present = {place: row for place, row in (await _at(told)).items() if place in told}
    ids = {place: present[place].id if place in present else new_id() for place in told}
    await _put_into_place(told, ids)
    fresh = [
        fresh_row(Observation, {**step, "space_id": space_id, "trace_id": trace, "external_id": name})
        | {"id": ids[trace, name]}
        for (trace, name), step in told.items()
        if (trace, name) not in present
    ]
    await insert_rows(transaction(), Observation, [_priced(row, book) for row in fresh])
    await rewrite(Observation, {row: _priced(_after(row, told[place]), book) for place, row in present.items()})
    await _take_in({place: pk for place, pk in ids.items() if place not in present})
    rows = {row.id: row for row in await Observation.filter(id__in=list(ids.values()))}
    return [rows[pk] for pk in ids.values()]


async def _at(places: Collection[Place]) -> dict[Place, Observation]:
    """The observations of these traces that have ids such as these."""
    traces, names = {trace for trace, _ in places}, {name for _, name in places}
    rows = await Observation.filter(trace_id__in=list(traces), external_id__in=list(names)) if places else []
    return {(row.trace_id, row.external_id): row for row in rows}


async def _put_into_place(told: Mapping[Place, dict[str, Any]], ids: Mapping[Place, int]) -> None:
    """Say of each observation which one it is a part of, as far as that is there."""
    outer = {place: (place[0], step["parent_external_id"]) for place, step in told.items() if "parent_external_id" in step}
    others = await _at(set(outer.values()) - ids.keys())
    known = {**{place: row.id for place, row in others.items()}, **ids}
    for place, parent in outer.items():
        told[place]["parent_id"] = known.get(parent)


async def _take_in(ids: Mapping[Place, int]) -> None:
    """Put observations that came earlier under those that have come now."""
    traces, names = {trace for trace, _ in ids}, {name for _, name in ids}
    waiting = Observation.filter(trace_id__in=list(traces), parent_external_id__in=list(names), parent_id__isnull=True)
    found = await waiting.values("id", "trace_id", "parent_external_id") if ids else []
    rows = [
        {"id": row["id"], "parent_id": ids[place]}
        for row in found
        if (place := (row["trace_id"], row["parent_external_id"])) in ids
    ]
    await rewrite_rows(transaction(), Observation, rows, ["parent_id"])


def _after(row: Observation, told: Mapping[str, Any]) -> dict[str, Any]:
    return merged({name: getattr(row, name) for name in _CONTENT}, told)


def _priced(content: dict[str, Any], book: PriceBook) -> dict[str, Any]:
    """The content with all tokens, and with what they cost unless that was told."""
    tokens = content["input_tokens"], content["output_tokens"]
    if content["total_tokens"] is None and None not in tokens:
        content["total_tokens"] = sum(tokens)
    if content["model"] is not None and not content["is_cost_told"]:
        content["total_cost"] = cost(
            content["model"],
            provider=None,
            input_tokens=tokens[0],
            output_tokens=tokens[1],
            at=content["started_at"],
            own=book,
        )
    return content
