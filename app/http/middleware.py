"""What every request passes: an id and the access log, bounds on its size and origin, and an end when the server stops."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

import orjson
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.accounts.credentials import SESSION_COOKIE
from app.core import metrics
from app.core.logs import log_access, request_id
from app.core.settings import Settings
from app.http.compression import Compression

_REQUEST_ID = re.compile(rb"[A-Za-z0-9_.:-]{1,64}")
SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "content-security-policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'none'",
}
_RAW_SECURITY_HEADERS = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_STREAMS = (b"text/event-stream", b"multipart/mixed")
# An id tells requests apart in a log; nobody gains by guessing it.
_ids = random.Random()  # noqa: S311


def middleware(settings: Settings) -> list[Middleware]:
    """All of it, from the outside in."""
    others = (
        Middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_credentials=True,
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "x-request-id"],
            expose_headers=["x-request-id"],
        ),
    )
    allowed = others if settings.allowed_origins else ()
    return [
        Middleware(Requests),
        Middleware(Draining),
        *allowed,
        Middleware(Compression, min_bytes=settings.compress_min_bytes),
        Middleware(Bounds, settings=settings),
    ]


class Requests:
    """Gives each request an id, logs and counts it, and adds the security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = _header(scope, b"x-request-id")
        identity = given.decode() if _REQUEST_ID.fullmatch(given) else f"{_ids.getrandbits(64):016x}"
        token = request_id.set(identity)
        started, status = time.perf_counter(), 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _completed(message["headers"], identity)
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
            _note(scope, status, time.perf_counter() - started)
            request_id.reset(token)


def _header(of: Scope | Message, name: bytes) -> bytes:
    """The value of a header, or nothing; names come in lower case."""
    return next((value for given, value in of["headers"] if given == name), b"")


def _completed(headers: Iterable[tuple[bytes, bytes]], identity: str) -> list[tuple[bytes, bytes]]:
    complete = [header for header in headers if header[0] != b"x-request-id"]
    present = {name for name, _ in complete}
    complete.append((b"x-request-id", identity.encode()))
    complete.extend(header for header in _RAW_SECURITY_HEADERS if header[0] not in present)
    return complete


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


class Draining:
    """While the server stops, answers send their connection away, and streams end instead of holding the server up."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(scope["app"].state.stopping, receive, send)
        await self.app(scope, exchange.receive, exchange.send)
        await exchange.end()


class _Exchange:
    """One request and its answer, seen by someone who knows that the server may stop."""

    def __init__(self, stopping: asyncio.Event, receive: Receive, send: Send) -> None:
        self._stopping, self._receive, self._send = stopping, receive, send
        self._is_read = self._is_stream = self._is_open = False

    async def receive(self) -> Message:
        if self._is_read:
            return await self._disconnected()
        message = await self._receive()
        self._is_read = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._is_stream = _header(message, b"content-type").startswith(_STREAMS)
            self._is_open = True
            if self._stopping.is_set():
                others = (header for header in message["headers"] if header[0] != b"connection")
                message["headers"] = [*others, (b"connection", b"close")]
        elif message["type"] == "http.response.body":
            self._is_open = message.get("more_body", False)
        await self._send(message)

    async def end(self) -> None:
        """End a stream that was cut short in good order."""
        if self._is_open and self._stopping.is_set():
            with contextlib.suppress(OSError):
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _disconnected(self) -> Message:
        gone = asyncio.ensure_future(self._receive())
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait((gone, stopping), return_when=asyncio.FIRST_COMPLETED)
            return {"type": "http.disconnect"} if self._is_stream and not gone.done() else await gone
        finally:
            gone.cancel()
            stopping.cancel()


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
        if _is_cross_site(scope, self._settings):
            await _refused(403, "CROSS_ORIGIN", "This page's origin may not use the API.")(scope, receive, send)
        elif _announced_length(scope) > limit:
            await _too_large(limit)(scope, receive, send)
        else:
            await self._read_within(limit, scope, receive, send)

    async def _read_within(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def answer(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, _bounded(receive, limit), answer)
        except BodyTooLarge:
            if has_begun:
                raise
            await _too_large(limit)(scope, receive, send)


class BodyTooLarge(Exception):
    """More came than is allowed; whoever was reading stops, and the client is told."""


def _announced_length(scope: Scope) -> int:
    announced = _header(scope, b"content-length")
    return int(announced) if announced.isdigit() else 0


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


def _is_cross_site(scope: Scope, settings: Settings) -> bool:
    # Some other cookie with the name in it only makes this stricter.
    if scope["method"] in _SAFE_METHODS or SESSION_COOKIE.encode() not in _header(scope, b"cookie"):
        return False
    origin = _header(scope, b"origin").decode("latin-1")
    if not origin:
        return _header(scope, b"sec-fetch-site") not in {b"", b"same-origin", b"none"}
    is_own = urlsplit(origin).netloc == _header(scope, b"host").decode("latin-1")
    return not is_own and origin not in settings.allowed_origins and origin != settings.public_url


def _refused(status: int, code: str, message: str) -> Response:
    body = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return Response(orjson.dumps(body), status, media_type="application/json")


def _too_large(limit: int) -> Response:
    answer = _refused(413, "TOO_LARGE", f"The body may have {limit:,} bytes at most.")
    # The rest of the body is not read, so the connection cannot be used again.
    answer.headers["connection"] = "close"
    return answer
