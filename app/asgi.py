"""The ASGI application: GraphQL, GraphiQL, uploads and what operators need, over one opened system."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

import graphql_schema
from app.core.logs import configure_logs
from app.core.settings import Settings, load_settings
from app.http import downloads, operations, results, targets, uploads
from app.http.middleware import middleware
from app.system import opened
from graphql_schema.core.http import GraphQLView
from graphql_schema.schema import schema

GRAPHIQL = Path(graphql_schema.__file__).parent / "static" / "graphiql"


class GraphQLEndpoint:
    """`/graphql`: GraphiQL for browsers that open it, GraphQL for everything else."""

    def __init__(self, view: ASGIApp) -> None:
        self.view = view

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            request = Request(scope, receive)
            if "query" not in request.query_params and "text/html" in request.headers.get("accept", ""):
                await FileResponse(GRAPHIQL / "index.html")(scope, receive, send)
                return
        await self.view(scope, receive, send)


async def _home(request: Request) -> Response:
    return RedirectResponse("/graphql")


def create_app(settings: Settings | None = None, *, runs_jobs: bool = True) -> Starlette:
    """The application; opens the system when it starts and closes it when it stops."""
    chosen = settings or load_settings()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        configure_logs(chosen.log_level, chosen.log_format)
        async with opened(chosen, runs_jobs=runs_jobs):
            yield

    endpoint = GraphQLEndpoint(GraphQLView(schema, chosen))
    app = Starlette(
        routes=[
            Route("/graphql", endpoint),
            WebSocketRoute("/graphql", endpoint),
            Route("/", _home),
            Mount("/graphiql", StaticFiles(directory=GRAPHIQL)),
            *uploads.ROUTES,
            *targets.ROUTES,
            *downloads.ROUTES,
            *results.ROUTES,
            *operations.ROUTES,
        ],
        middleware=middleware(chosen),
        lifespan=lifespan,
    )
    app.state.settings = chosen
    app.state.stopping = asyncio.Event()
    return app
