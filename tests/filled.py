"""A space with at least one row of every kind that the API shows, and ids of all of them by type."""

from __future__ import annotations

from typing import Any

from app.accounts.access import scope
from app.accounts.actors import actor_of_user
from app.core.orders import Order
from app.core.rows import values_of
from graphql_schema.core.entity import MODELS
from graphql_schema.core.ids import global_id, parse_global_id
from tests.annotated import annotate
from tests.api import Api
from tests.talked import talk
from tests.traced import trace
from tests.tried import try_prompts
from tests.world import World, correct, govern, make_world

AT_MOST = 20


async def fill(api: Api) -> World:
    """Fill a person's space with one of everything, what `make_world` leaves out included."""
    world = await make_world(api)
    await correct(api, world)
    await govern(api, world)
    await _draft(api, world, "Sort {{ticket}}, please.")
    commit = await api.mutate("commitPrompt", "promptCommit { id }", promptId=world["promptId"], version="1.1.0")
    key = (await api.run("NewKey", space=api.space)).payload()["apiKey"]["id"]
    connection = (await api.run("Connect", space=api.space)).payload()["llmConnection"]["id"]
    invited = (await api.invite("guest@example.com")).payload()["membershipInvitation"]["id"]
    world.ids |= {
        "derivedCommitId": commit.payload()["promptCommit"]["id"],
        "apiKeyId": key,
        "llmConnectionId": connection,
        "membershipInvitationId": invited,
        "datasetIoJobId": await _import(api, world),
        **await llm_settings(api),
    }
    await _draft(api, world, "Sort {{ticket}}!")
    await annotate(api, world)
    await try_prompts(api, world)
    await trigger_remotely(api, world)
    await talk(api, world)
    await trace(api, world)
    return world


async def _draft(api: Api, world: World, content: str) -> None:
    saved = await api.mutate(
        "savePromptDraft",
        "promptDraft { id }",
        promptId=world["promptId"],
        templateType="PLAIN",
        messages=[{"role": "USER", "content": content}],
        variables=[{"name": "ticket", "type": "STRING"}],
        modelConfig={"model": "demo/echo"},
    )
    saved.payload()


async def _import(api: Api, world: World) -> str:
    uploaded = await api.client.post("/api/uploads", content=b'{"ticket": "late"}\n')
    job = (await api.run("Import", dataset=world["datasetId"], upload=uploaded.json()["id"])).payload()["datasetIoJob"]
    await api.watch("ImportProgress", job=job["id"])
    return str(job["id"])


async def trigger_remotely(api: Api, world: World) -> None:
    """Ask for an experiment where nobody listens."""
    dataset, nowhere = world["datasetId"], "http://127.0.0.1:9/run"
    (await api.mutate("setRemoteExperiment", "dataset { id }", datasetId=dataset, url=nowhere)).payload()
    made = await api.mutate("triggerRemoteExperiment", "remoteExperimentTrigger { id }", datasetId=dataset)
    world.ids["remoteExperimentTriggerId"] = made.payload()["remoteExperimentTrigger"]["id"]


async def llm_settings(api: Api) -> dict[str, str]:
    """A default model, a JSON Schema, a tool and prices in a person's space."""
    tier = {"name": "all", "prices": [{"usageType": "input", "price": "0.000001"}]}
    inputs: dict[str, tuple[str, dict[str, Any]]] = {
        "defaultLlmModel": ("setDefaultLlmModel", {"model": "demo/echo"}),
        "llmSchema": ("createLlmSchema", {"name": "verdict", "jsonSchema": {"type": "object"}}),
        "llmTool": ("createLlmTool", {"name": "look_up", "parameters": {"type": "object"}}),
        "model": ("createModel", {"name": "ours", "matchPattern": "^ours-", "tiers": [tier]}),
    }
    ids = {}
    for name, (mutation, given) in inputs.items():
        made = await api.mutate(mutation, f"{name} {{ id }}", spaceId=api.space, **given)
        ids[f"{name}Id"] = made.payload()[name]["id"]
    return ids


async def ids_by_type(api: Api) -> dict[str, list[str]]:
    """Global ids of what a person may see, some of each type, newest first."""
    parsed = parse_global_id(api.user)
    assert parsed
    actor = await actor_of_user(parsed[1])
    found = {}
    for name, model in MODELS.items():
        rows = await values_of(model, ["id"], scope(model, actor), Order(), AT_MOST)
        found[name] = [global_id(name, row[0]) for row in rows]
    return found
