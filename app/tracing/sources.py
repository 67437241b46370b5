"""From items back to the traces that they were made from, which items name by their senders' ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.accounts.access import Actor, scope
from app.core.conditions import AllOf, one_of
from app.core.rows import Row, select
from app.tracing.models import Observation, Trace


class Source(NamedTuple):
    """What an item says that it was made from."""

    space_id: int
    trace_id: str | None
    observation_id: str | None = None


async def traces_of_sources(actor: Actor, sources: Sequence[Source]) -> list[Row | None]:
    """The trace of each source, if it is here."""
    found = await _traces(actor, sources)
    return [found.get((source.space_id, source.trace_id)) for source in sources]


async def observations_of_sources(actor: Actor, sources: Sequence[Source]) -> list[Row | None]:
    """The observation of each source, if it is here."""
    traces = {key: row.pk for key, row in (await _traces(actor, sources)).items()}
    names = [source.observation_id for source in sources]
    within = AllOf((scope(Observation, actor), one_of("trace_id", list(traces.values())), one_of("external_id", names)))
    found = {(row.trace_id, row.external_id): row for row in await select(Observation, within)}
    return [found.get((traces.get((one.space_id, one.trace_id)), one.observation_id)) for one in sources]


async def _traces(actor: Actor, sources: Sequence[Source]) -> dict[tuple[int, str | None], Row]:
    spaces, names = {source.space_id for source in sources}, {source.trace_id for source in sources}
    within = AllOf((scope(Trace, actor), one_of("space_id", list(spaces)), one_of("external_id", list(names))))
    return {(row.space_id, row.external_id): row for row in await select(Trace, within)}
