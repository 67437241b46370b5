"""What every request passes: an id, a bound on its size, the origin of those that carry a cookie, and the access log."""

from __future__ import annotations

import re
import secrets
import time
from urllib.parse import urlsplit

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core import metrics
from app.core.logs import log_access, request_id
from app.core.settings import Settings
from app.accounts.credentials import SESSION_COOKIE

_REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "content-security-policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'none'",
}


class Requests:
    """Gives each request an id, logs and counts it, and adds the security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        identity = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        token = request_id.set(identity)
        started, status = time.perf_counter(), 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = identity
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
            _note(scope, status, time.perf_counter() - started)
            request_id.reset(token)


def _note(scope: Scope, status: int, seconds: float) -> None:
    route = scope.get("route")
    metrics.count_request(scope["method"], getattr(route, "path", None), status, seconds)
    context = scope.get("state", {}).get("context")
    actor = getattr(context, "actor", None)
    log_access(
        method=scope["method"],
        path=scope["path"],
        status=status,
        duration_ms=seconds * 1000,
        actor_id=getattr(actor, "user_id", None) or getattr(actor, "api_key_id", None),
    )


class Bounds:
    """Refuses bodies that are too large, and requests with a cookie that come from another site's page."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._settings.max_upload_bytes if scope["path"] == "/api/uploads" else self._settings.max_body_bytes
        connection = HTTPConnection(scope)
        if _is_cross_site(connection, scope["method"], self._settings):
            await _refused(403, "CROSS_ORIGIN", "This page's origin may not use the API.")(scope, receive, send)
        elif int(connection.headers.get("content-length") or 0) > limit:
            await _refused(413, "TOO_LARGE", f"The body may have {limit:,} bytes at most.")(scope, receive, send)
        else:
            await self.app(scope, _bounded(receive, limit), send)


class BodyTooLarge(Exception):
    """More came than was announced or is allowed."""


def _bounded(receive: Receive, limit: int) -> Receive:
    received = 0

    async def read() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise BodyTooLarge
        return message

    return read


def _is_cross_site(connection: HTTPConnection, method: str, settings: Settings) -> bool:
    if method in {"GET", "HEAD", "OPTIONS"} or SESSION_COOKIE not in connection.cookies:
        return False
    origin = connection.headers.get("origin")
    if origin is None:
        return connection.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
    is_own = urlsplit(origin).netloc == connection.headers.get("host")
    return not is_own and origin not in settings.allowed_origins and origin != settings.public_url


def _refused(status: int, code: str, message: str) -> Response:
    body = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return Response(orjson.dumps(body), status, media_type="application/json")
