"""What an application leaves behind: a session, a trace in it with steps at two depths, and an item made from a step."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.api import Api
from tests.world import World

OUTER, INNER = "00000000000000a1", "00000000000000a2"


def told(trace: str) -> dict[str, Any]:
    """What an application tells of a request."""
    step = {"traceExternalId": trace, "startedAt": "2026-01-01T00:00:01Z", "endedAt": "2026-01-01T00:00:02Z"}
    agent = {**step, "externalId": OUTER, "kind": "AGENT", "name": "triage", "input": {"ticket": "late"}, "output": "late"}
    call = {"model": "demo/echo", "inputTokens": 10, "outputTokens": 5, "output": "late"}
    begun = {"startedAt": "2026-01-01T00:00:01.500000Z", "parentExternalId": OUTER}
    generation = {**step, **begun, "externalId": INNER, "kind": "GENERATION", "name": "answer", **call}
    return {
        "traces": [
            {
                "externalId": trace,
                "name": "POST /tickets",
                "session": "visit-1",
                "endUser": "ada",
                "tags": ["beta"],
                "metadata": {"region": "eu"},
                "input": {"ticket": "late"},
                "output": "late",
                "startedAt": "2026-01-01T00:00:00Z",
            }
        ],
        "observations": [agent, generation],
    }


async def trace(api: Api, world: World) -> None:
    """Tell of a request in a world's space, make an item of a step of it, and remember their ids."""
    selection = "traces { id session { id } } observations { id }"
    made = (await api.mutate("recordTraces", selection, spaceId=api.space, **told(uuid4().hex))).payload()
    ids = [one["id"] for one in made["observations"]]
    mapping = [{"column": "ticket", "value": "INPUT", "path": "ticket"}]
    dataset = {"datasetId": world["datasetId"], "mapping": mapping}
    added = await api.mutate("addTracesToDataset", "datasetItems { id }", observationIds=ids[:1], **dataset)
    added.payload()
    (made_trace,) = made["traces"]
    world.ids |= {
        "traceId": made_trace["id"],
        "traceSessionId": made_trace["session"]["id"],
        "observationId": ids[0],
    }
