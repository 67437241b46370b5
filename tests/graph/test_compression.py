from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.http.compression import Compression, chosen_coding

MIN_BYTES = 1_000
SMALL, LARGE, HUGE = b'"%s"' % (b"a" * 900), b'"%s"' % (b"ab" * 1_000), b'"%s"' % (b"abc" * 50_000)
Get = Callable[..., Awaitable[httpx2.Response]]


def answering(body: bytes, kind: str = "application/json", status: int = 200, **headers: str) -> Route:
    async def answer(request: Request) -> Response:
        return Response(body, status, headers, kind)

    return Route("/", answer)


def streaming(kind: str) -> Route:
    async def parts() -> AsyncIterator[bytes]:
        yield LARGE
        yield LARGE

    async def answer(request: Request) -> Response:
        return StreamingResponse(parts(), media_type=kind)

    return Route("/", answer)


@pytest.fixture
def get(anyio_backend: str) -> Get:
    """Asks one route behind the middleware."""

    async def ask(route: Route, accept_encoding: str | None = "gzip") -> httpx2.Response:
        app = Starlette(routes=[route], middleware=[Middleware(Compression, min_bytes=MIN_BYTES)])
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://testserver") as client:
            client.headers.pop("accept-encoding")
            return await client.get("/", headers={"accept-encoding": accept_encoding} if accept_encoding else {})

    return ask


@pytest.mark.parametrize(
    ("accepted", "with_brotli", "without"),
    [
        ("gzip, deflate, br, zstd", "br", "gzip"),
        ("gzip", "gzip", "gzip"),
        ("GZIP;Q=0.5", "gzip", "gzip"),
        ("br;q=0.2, gzip;q=0.9", "gzip", "gzip"),
        ("br;q=0, gzip;q=0", None, None),
        ("*", "br", "gzip"),
        ("*;q=0.1, br;q=0", "gzip", "gzip"),
        ("gzip;q=none", None, None),
        ("identity", None, None),
        ("deflate, zstd", None, None),
        ("", None, None),
    ],
)
def test_client_chooses_the_coding(accepted: str, with_brotli: str | None, without: str | None) -> None:
    assert chosen_coding(accepted, has_brotli=True) == with_brotli
    assert chosen_coding(accepted, has_brotli=False) == without


@pytest.mark.parametrize("body", [LARGE, HUGE], ids=["at once", "in a thread"])
@pytest.mark.parametrize("kind", ["application/json", "application/graphql-response+json; charset=utf-8", "text/plain"])
async def test_large_answers_are_compressed(get: Get, body: bytes, kind: str) -> None:
    answer = await get(answering(body, kind))
    assert answer.content == body
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) < len(body) / 2


@pytest.mark.parametrize(
    "route",
    [
        answering(SMALL),
        answering(LARGE, "image/png"),
        answering(gzip.compress(LARGE) * 100, **{"content-encoding": "gzip"}),
        answering(LARGE, status=206),
        streaming("application/json"),
        streaming("text/event-stream"),
        streaming("multipart/mixed"),
    ],
    ids=["small", "picture", "compressed", "part", "stream", "events", "multipart"],
)
async def test_the_rest_passes_as_it_is(get: Get, route: Route) -> None:
    plain, asked = await get(route, None), await get(route)
    assert asked.headers == plain.headers
    assert asked.content == plain.content


@pytest.mark.parametrize("accepted", [None, "identity", "gzip;q=0"])
async def test_nobody_gets_what_they_do_not_accept(get: Get, accepted: str | None) -> None:
    answer = await get(answering(LARGE), accepted)
    assert "content-encoding" not in answer.headers
    assert answer.content == LARGE


@pytest.mark.parametrize("etag", ['"abc"', 'W/"abc"'])
async def test_tag_of_a_compressed_answer_is_weak(get: Get, etag: str) -> None:
    assert (await get(answering(LARGE, etag=etag))).headers["etag"] == 'W/"abc"'


async def test_vary_is_added_to(get: Get) -> None:
    assert (await get(answering(LARGE, vary="Cookie"))).headers["vary"] == "Cookie, Accept-Encoding"
