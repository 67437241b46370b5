"""The npm packages graphql-http and graphql-ws as clients of the server."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.api import Api, operations
from tests.live import cookies_of
from tests.world import World, make_world

CLIENTS = Path(__file__).parent.parent / "clients"
IS_INSTALLED = shutil.which("node") is not None and (CLIENTS / "node_modules").is_dir()

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(not IS_INSTALLED, reason="needs node, and `npm ci` in tests/clients"),
]


@pytest.fixture
async def world(api: Api) -> World:
    return await make_world(api)


async def node(script: str, *arguments: str) -> list[Any]:
    """What a script printed, a JSON value a line."""
    process = await asyncio.create_subprocess_exec(
        "node", str(CLIENTS / script), *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        printed, said = await process.communicate()
    assert process.returncode == 0, said.decode()
    return [json.loads(line) for line in printed.splitlines()]


async def key_of(api: Api) -> str:
    return str((await api.run("NewKey", space=None)).payload()["secret"])


async def test_graphql_http_finds_every_must_kept(api: Api, server: str) -> None:
    (audit,) = await node("audit.mjs", f"{server}/graphql", await key_of(api))
    assert audit["must_failed"] == []
    assert audit["must_ok"] > 10


async def test_graphql_ws_follows_a_run_with_a_key(api: Api, server: str, world: World) -> None:
    run = json.dumps({"run": world["experimentRunId"]})
    address = server.replace("http", "ws", 1) + "/graphql"
    events = await node("subscribe.mjs", address, await key_of(api), operations()["Progress"], run)
    assert events[-1]["data"]["experimentProgress"]["status"] == "SUCCEEDED"


async def test_graphql_ws_follows_a_run_with_a_cookie(api: Api, server: str, world: World) -> None:
    run = json.dumps({"run": world["experimentRunId"]})
    address = server.replace("http", "ws", 1) + "/graphql"
    cookie = cookies_of(api)["cookie"]
    events = await node("cookie.mjs", address, cookie, operations()["Progress"], run)
    assert events[-1]["data"]["experimentProgress"]["status"] == "SUCCEEDED"


async def test_pages_of_other_sites_get_no_websocket(api: Api, server: str, world: World) -> None:
    address = server.replace("http", "ws", 1) + "/graphql"
    run = json.dumps({"run": world["experimentRunId"]})
    with pytest.raises(AssertionError):
        await node("cookie.mjs", address, cookies_of(api)["cookie"], operations()["Progress"], run, "https://evil.example")
