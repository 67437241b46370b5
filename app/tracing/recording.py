"""Storing what is told of traces: in any order, again and again, by several at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Actor, Permission, visible
from app.accounts.change import change
from app.core.bulk import fresh_row, insert_rows
from app.core.errors import Invalid, NotFound
from app.llm.own_prices import price_book
from app.tracing.merging import merged
from app.tracing.models import Observation, Trace, TraceSession
from app.tracing.observations import store_observations
from app.tracing.storing import rewrite, transaction
from app.tracing.telling import MOST, Told, told

_CONTENT = (
    "name",
    "end_user",
    "environment",
    "release",
    "version",
    "tags",
    "metadata",
    "input",
    "output",
    "started_at",
    "session_id",
)


class TooManyTraces(Invalid):
    """At most 1000 traces are deleted at once."""

    code = "TOO_MANY_TRACES"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The traces and observations of which something was told."""

    traces: list[Trace]
    observations: list[Observation]


async def record_traces(
    actor: Actor,
    *,
    space_id: int,
    traces: Sequence[Mapping[str, Any]] = (),
    observations: Sequence[Mapping[str, Any]] = (),
) -> Recorded:
    """Store what is told of traces and observations: known ones or new ones, and in any order."""
    actor.require(Permission.WRITE_TRACES, space_id)
    found, book = told(traces, observations), await price_book(space_id)
    async with change(actor, Permission.WRITE_TRACES, space_id) as record:
        await _put_into_sessions(space_id, found)
        stored = await _store_traces(space_id, found.traces)
        steps = {(stored[trace].id, name): step for (trace, name), step in found.observations.items()}
        made = await store_observations(space_id, steps, book)
        if stored:
            counts = {"traces": len(stored), "observations": len(made)}
            record.record("traces.recorded", next(iter(stored.values())), after=counts)
    return Recorded(list(stored.values()), made)


async def delete_traces(actor: Actor, *, space_id: int, trace_ids: Sequence[int]) -> None:
    """Delete traces and their observations for good; items that were made from them stay."""
    if len(trace_ids) > MOST:
        raise TooManyTraces(path=("input", "traceIds"))
    wanted = visible(Trace, actor).filter(space_id=space_id)
    async with change(actor, Permission.DELETE_TRACES, space_id) as record:
        present = {trace.id: trace for trace in await wanted.filter(id__in=list(trace_ids))}
        for index, pk in enumerate(trace_ids):
            if pk not in present:
                raise NotFound(path=("input", "traceIds", index))
        await Trace.filter(id__in=list(present)).delete()
        for trace in present.values():
            record.record("trace.deleted", trace, before={"external_id": trace.external_id, "name": trace.name})


async def _put_into_sessions(space_id: int, found: Told) -> None:
    """Make the sessions that are named for the first time, and have the traces refer to them."""
    named = {trace["session"]: trace for trace in found.traces.values() if "session" in trace}
    common = {"space_id": space_id}
    fresh = [fresh_row(TraceSession, {**common, "external_id": name, **_environment(named[name])}) for name in sorted(named)]
    await insert_rows(transaction(), TraceSession, fresh)
    present = await TraceSession.filter(space_id=space_id, external_id__in=list(named)) if named else []
    ids = {row.external_id: row.id for row in present}
    for trace in found.traces.values():
        if name := trace.pop("session", None):
            trace["session_id"] = ids[name]


def _environment(trace: Mapping[str, Any]) -> dict[str, Any]:
    return {"environment": trace["environment"]} if "environment" in trace else {}


async def _store_traces(space_id: int, content: Mapping[str, dict[str, Any]]) -> dict[str, Trace]:
    """The traces by their senders' ids, in the order of what is told, locked: whoever else tells of them waits."""
    if not content:
        return {}
    common = {"space_id": space_id}
    fresh = {name: fresh_row(Trace, {**common, "external_id": name, **content[name]}) for name in sorted(content)}
    await insert_rows(transaction(), Trace, list(fresh.values()))
    rows = Trace.filter(space_id=space_id, external_id__in=list(fresh)).order_by("external_id")
    stored = {row.external_id: row for row in await rows.select_for_update(no_key=True)}
    known = [row for name, row in stored.items() if row.id != fresh[name]["id"]]
    await rewrite(Trace, {row: _after(row, content[row.external_id]) for row in known})
    return {name: stored[name] for name in content}


def _after(row: Trace, told: Mapping[str, Any]) -> dict[str, Any]:
    after = merged({name: getattr(row, name) for name in _CONTENT}, told)
    # Whichever is told first, a trace begins with the earliest moment that is known of it.
    return after | {"started_at": min(row.started_at, after["started_at"])}
