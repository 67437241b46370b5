"""Other people who write in somebody's space."""

from __future__ import annotations

import contextlib
import secrets

import httpx2
from starlette.applications import Starlette

from tests.api import Api


async def colleague(app: Starlette, api: Api, role: str = "MEMBER") -> Api:
    """Somebody else with a role in a person's space."""
    transport = httpx2.ASGITransport(app=app)
    made = Api(httpx2.AsyncClient(transport=transport, base_url="http://testserver"))
    await made.register(f"colleague-{secrets.token_hex(6)}@example.com", name="Cleo")
    (await api.invite(made.email, role=role)).payload()
    (await made.log_in()).payload()
    made.space = api.space
    return made


async def colleagues(stack: contextlib.AsyncExitStack, app: Starlette, api: Api, count: int) -> list[Api]:
    """Several of them, who leave with the stack."""
    people = [await colleague(app, api) for _ in range(count)]
    for person in people:
        stack.push_async_callback(person.client.aclose)
    return people
