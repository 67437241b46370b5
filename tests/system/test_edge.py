from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.accounts.credentials import SESSION_COOKIE
from app.core.database import Database
from app.core.settings import Settings, load_settings
from app.http import operations
from app.http.middleware import SECURITY_HEADERS, middleware

TOKEN = "t" * 20


async def read(request: Request) -> Response:
    return Response(str(len(await request.body())))


async def stream(request: Request) -> Response:
    async def events() -> AsyncIterator[bytes]:
        yield b"data: first\n\n"
        request.app.state.stopping.set()
        await asyncio.Event().wait()

    return StreamingResponse(events(), media_type="text/event-stream")


def edge(settings: Settings) -> Starlette:
    """The middleware around two endpoints of our own and the operators' ones."""
    routes = [Route("/read", read, methods=["GET", "POST"]), Route("/stream", stream), *operations.ROUTES]
    made = Starlette(routes=routes, middleware=middleware(settings))
    made.state.settings, made.state.stopping = settings, asyncio.Event()
    return made


def browser(app: Starlette, **cookies: str) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app)
    return httpx2.AsyncClient(transport=transport, base_url="http://testserver", cookies=cookies)


@pytest.fixture
def app(system: Database) -> Starlette:
    return edge(
        load_settings(
            max_body_bytes=1000,
            metrics_token=TOKEN,
            allowed_origins="https://app.example.com",
            public_url="https://graphloop.example.com",
        )
    )


async def in_parts(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


@pytest.mark.parametrize("body", [b"x" * 1001, in_parts(b"x" * 600, b"x" * 600)], ids=["announced", "in parts"])
async def test_body_that_is_too_large_is_refused(app: Starlette, body: Any) -> None:
    async with browser(app) as client:
        answer = await client.post("/read", content=body)
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"] == {"code": "TOO_LARGE"}
    assert answer.headers["connection"] == "close"


async def test_body_of_the_largest_size_is_read(app: Starlette) -> None:
    async with browser(app) as client:
        assert (await client.post("/read", content=b"x" * 1000)).text == "1000"


async def test_requests_have_ids(app: Starlette) -> None:
    async with browser(app) as client:
        for given in ("abc-1.2:3", "a" * 64):
            assert (await client.get("/healthz", headers={"x-request-id": given})).headers["x-request-id"] == given
        for bad in ("", "a" * 65, "a b", "é".encode().decode("latin-1"), "<script>"):
            made = (await client.get("/healthz", headers={"x-request-id": bad.encode("latin-1")})).headers["x-request-id"]
            assert re.fullmatch("[0-9a-f]{16}", made)


async def test_every_answer_has_the_security_headers(app: Starlette) -> None:
    async with browser(app) as client:
        for path in ("/healthz", "/nowhere"):
            assert SECURITY_HEADERS.items() <= (await client.get(path)).headers.items()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "https://app.example.com"}, 200),
        ({"origin": "https://graphloop.example.com"}, 200),
        ({"origin": "https://evil.example.com"}, 403),
        ({"origin": "https://app.example.com.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
    ],
)
async def test_cookie_works_on_allowed_pages_only(app: Starlette, headers: dict[str, str], status: int) -> None:
    async with browser(app, **{SESSION_COOKIE: "token"}) as client:
        assert (await client.post("/read", headers=headers)).status_code == status
        assert (await client.get("/read", headers=headers)).status_code == 200
    async with browser(app) as anonymous:
        assert (await anonymous.post("/read", headers=headers)).status_code == 200


async def test_pages_of_listed_origins_may_read_answers(app: Starlette) -> None:
    ask = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    async with browser(app) as client:
        allowed = await client.options("/read", headers={"origin": "https://app.example.com", **ask})
        refused = await client.options("/read", headers={"origin": "https://evil.example.com", **ask})
        answer = await client.post("/read", headers={"origin": "https://app.example.com"}, content=b"x" * 1001)
    assert allowed.headers["access-control-allow-origin"] == "https://app.example.com"
    assert allowed.headers["access-control-allow-credentials"] == "true"
    assert "access-control-allow-origin" not in refused.headers
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (413, "https://app.example.com")


async def test_no_page_may_read_answers_unless_listed(system: Database) -> None:
    async with browser(edge(load_settings())) as client:
        answer = await client.get("/healthz", headers={"origin": "https://app.example.com"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_operators_endpoints(app: Starlette, system: Database) -> None:
    async with browser(app) as client:
        assert (await client.get("/healthz")).text == "ok\n"
        assert (await client.get("/readyz")).text == "ready\n"
        assert (await client.get("/version")).json()["database"] == system.dialect
        assert (await client.get("/metrics")).status_code == 401
        assert (await client.get("/metrics", headers={"authorization": "Bearer wrong"})).status_code == 401
        counted = (await client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})).text
    assert 'graphloop_http_requests_total{method="GET",route="/readyz",status="200"}' in counted


async def test_database_that_does_not_answer_makes_it_unready(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(_: Database) -> bool:
        return False

    monkeypatch.setattr(Database, "is_ready", never)
    async with browser(app) as client:
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")


async def test_stopping_server_is_unready_and_closes_connections(app: Starlette) -> None:
    app.state.stopping.set()
    async with browser(app) as client:
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.text, answer.headers["connection"]) == (503, "stopping\n", "close")
        assert (await client.get("/healthz")).status_code == 200


async def test_streams_end_in_good_order_when_the_server_stops(app: Starlette) -> None:
    async with asyncio.timeout(5), browser(app) as client:
        answer = await client.get("/stream")
    assert answer.text == "data: first\n\n"
