"""Subscriptions over a real websocket, event by event."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.api import Api, operations

PATIENCE_SECONDS = 60.0
"""Longest silence of a subscription in a test; the model server of HumanEval is slow."""
PROTOCOL = Subprotocol("graphql-transport-ws")


@asynccontextmanager
async def socket(
    server: str, *, headers: dict[str, str] | None = None, payload: dict[str, Any] | None = None
) -> AsyncIterator[ClientConnection]:
    """A connection that has been acknowledged."""
    address = server.replace("http", "ws", 1) + "/graphql"
    async with connect(address, subprotocols=[PROTOCOL], additional_headers=headers) as connection:
        await connection.send(orjson.dumps({"type": "connection_init", "payload": payload or {}}).decode())
        answer = orjson.loads(await connection.recv())
        assert answer["type"] == "connection_ack", answer
        yield connection


def cookies_of(api: Api) -> dict[str, str]:
    """The headers of a browser that is signed in."""
    return {"cookie": "; ".join(f"{name}={value}" for name, value in api.client.cookies.items())}


async def events(connection: ClientConnection, document: str, **variables: Any) -> AsyncIterator[Any]:
    """Payloads of a subscription until it completes; errors end it as a payload of their own."""
    payload = {"query": document, "variables": variables}
    await connection.send(orjson.dumps({"id": "1", "type": "subscribe", "payload": payload}).decode())
    while True:
        async with asyncio.timeout(PATIENCE_SECONDS):
            message = orjson.loads(await connection.recv())
        if message["type"] == "complete":
            return
        if message["type"] == "error":
            yield {"errors": message["payload"]}
            return
        if message["type"] == "next":
            yield message["payload"]


async def progress_of(connection: ClientConnection, run: str) -> AsyncIterator[dict[str, Any]]:
    """States of a run."""
    async for event in events(connection, operations()["Progress"], run=run):
        assert "errors" not in event, event
        yield event["data"]["experimentProgress"]
