"""What operators and their machines ask a server: is it alive, is it ready, which version, how is it doing."""

from __future__ import annotations

import secrets
from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.accounts.credentials import bearer
from app.core import metrics
from app.core.database import database
from app.core.settings import Settings


async def healthz(request: Request) -> Response:
    """The process runs."""
    return PlainTextResponse("ok\n")


async def readyz(request: Request) -> Response:
    """It can serve: the database answers and it is not about to stop."""
    is_stopping = request.app.state.stopping.is_set()
    if is_stopping or not await database().is_ready():
        return PlainTextResponse("stopping\n" if is_stopping else "the database does not answer\n", 503)
    return PlainTextResponse("ready\n")


async def version_of(request: Request) -> Response:
    """What runs here."""
    return JSONResponse({"name": "graphloop", "version": version("graphloop"), "database": database().dialect})


async def metrics_of(request: Request) -> Response:
    """Counters for Prometheus; with a token if one is set."""
    settings: Settings = request.app.state.settings
    if settings.metrics_token and not secrets.compare_digest(
        (bearer(request.headers) or "").encode(), settings.metrics_token.get_secret_value().encode()
    ):
        return PlainTextResponse("Send the metrics token as `Authorization: Bearer …`.\n", 401)
    return Response(metrics.render(), media_type=metrics.CONTENT_TYPE)


ROUTES = [
    Route("/healthz", healthz),
    Route("/readyz", readyz),
    Route("/version", version_of),
    Route("/metrics", metrics_of),
]
