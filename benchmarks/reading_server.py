"""The server of the read benchmark: the product, and beside it on the same uvicorn the floor: raw rows through orjson."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.asgi import create_app
from app.core.database import database
from app.core.listening import address_of, listening
from app.core.settings import load_settings
from app.serving import Server

SPACE = 'SELECT "id", "name" FROM "space" WHERE "id" = {}'
PROMPTS = 'SELECT "id", "name" FROM "prompt" WHERE "space_id" = {} ORDER BY "id" DESC LIMIT 50'
COMMITS = (
    'SELECT "prompt_id", "id", "version", "messages", "created_at" FROM "prompt_commit" '
    'WHERE "prompt_id" {} ORDER BY "id" DESC'
)
RUN = 'SELECT "id", "status" FROM "experiment_run" WHERE "id" = {}'
RESULTS = (
    'SELECT "id", "status", "repetition", "latency_ms", "input_tokens", "output_tokens", "cost", "created_at" '
    'FROM "experiment_item_result" WHERE "run_id" = {} ORDER BY "id" DESC LIMIT 1000'
)
RESULT_FIELDS = ("id", "status", "repetition", "latencyMs", "inputTokens", "outputTokens", "cost", "createdAt")


def one() -> str:
    """The mark of the first parameter."""
    return "?" if database().dialect == "sqlite" else "$1"


def many(values: Sequence[int]) -> tuple[str, Any]:
    """The test for being one of some values, and its parameter."""
    if database().dialect == "sqlite":
        return "IN (SELECT value FROM json_each(?))", orjson.dumps(values).decode()
    return "= ANY($1::bigint[])", values


async def prompts_of_space(request: Request) -> Response:
    """The rows of the first query, nested, without anything else."""
    pk = int(request.path_params["id"])
    fetch = database().fetch
    (space,) = await fetch(SPACE.format(one()), [pk])
    prompts = await fetch(PROMPTS.format(one()), [pk])
    test, parameter = many([row[0] for row in prompts])
    commits: dict[int, list[dict[str, Any]]] = {row[0]: [] for row in prompts}
    for row in await fetch(COMMITS.format(test), [parameter]):
        commits[row[0]].append({"id": row[1], "version": row[2], "messages": orjson.Fragment(row[3]), "createdAt": row[4]})
    nodes = [{"id": row[0], "name": row[1], "commits": {"nodes": commits[row[0]]}} for row in prompts]
    body = {"data": {"space": {"name": space[1], "prompts": {"nodes": nodes}}}}
    return Response(orjson.dumps(body), media_type="application/json")


async def results_of_run(request: Request) -> Response:
    """The rows of the second query."""
    pk = int(request.path_params["id"])
    fetch = database().fetch
    (run,) = await fetch(RUN.format(one()), [pk])
    rows = await fetch(RESULTS.format(one()), [pk])
    nodes = [dict(zip(RESULT_FIELDS, row, strict=True)) for row in rows]
    body = {"data": {"experimentRun": {"status": run[1], "results": {"nodes": nodes}}}}
    return Response(orjson.dumps(body, default=str), media_type="application/json")


async def bare(request: Request) -> Response:
    """A JSON route as anybody would write it in Starlette."""
    await request.json()
    return JSONResponse({"data": {"__typename": "Query"}})


async def statements(request: Request) -> Response:
    """How many statements were read so far."""
    return Response(str(database().statements))


class Beside:
    """Two applications on one server, told apart by the path."""

    def __init__(self, product: ASGIApp, floor: ASGIApp) -> None:
        self._product, self._floor = product, floor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_floor = scope.get("path", "").startswith("/floor")
        await (self._floor if is_floor else self._product)(scope, receive, send)


async def main(port: int) -> None:
    """Serve until told to stop."""
    settings = load_settings(port=port, log_level="warning")
    product = create_app(settings)
    floor = Starlette(
        routes=[
            Route("/floor/statements", statements, methods=["POST"]),
            Route("/floor/bare", bare, methods=["POST"]),
            Route("/floor/prompts/{id}", prompts_of_space, methods=["POST"]),
            Route("/floor/results/{id}", results_of_run, methods=["POST"]),
        ]
    )
    with listening(settings.host, settings.port) as listener:
        server = Server(product, settings, address_of(listener))
        server.config.app = Beside(product, floor)
        async with product.router.lifespan_context(product):
            await server.serve(sockets=[listener])


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
