"""Documents by their hash through the API, as Apollo's clients ask for them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest

from app.asgi import create_app
from app.core.settings import Settings
from tests.api import Api

VIEWER = "query Mine($x: Boolean = false) { viewer { email @skip(if: $x) id } }"


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def asked(text: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": hash_of(text)}}


def new(text: str = VIEWER) -> str:
    """A document that no other test has sent."""
    return f"{text} # {secrets.token_hex(8)}"


async def post(api: Api, **body: Any) -> httpx2.Response:
    return await api.client.post("/graphql", json=body, headers=api.headers)


async def get(api: Api, headers: dict[str, str] | None = None, **params: Any) -> httpx2.Response:
    """A GET with what is no text as JSON in the query string."""
    encoded = {name: value if isinstance(value, str) else orjson.dumps(value).decode() for name, value in params.items()}
    return await api.client.get("/graphql", params=encoded, headers={**api.headers, **(headers or {})})


def code(response: httpx2.Response) -> str:
    (error,) = response.json()["errors"]
    return str(error["extensions"]["code"])


@pytest.mark.parametrize("send", [post, get])
async def test_hash_then_text_then_hash(api: Api, send: Any) -> None:
    text = new()
    unknown = await send(api, extensions=asked(text))
    assert (code(unknown), unknown.json()["errors"][0]["message"]) == ("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
    assert (await send(api, query=text, extensions=asked(text))).json()["data"]["viewer"]["email"] == api.email
    assert (await send(api, extensions=asked(text))).json()["data"]["viewer"]["email"] == api.email
    assert (await send(api, extensions=asked(text), variables={"x": True})).json()["data"]["viewer"].keys() == {"id"}
    assert (await send(api, documentId=f"sha256:{hash_of(text)}")).json()["data"]["viewer"]["email"] == api.email


@pytest.mark.parametrize("send", [post, get])
async def test_wrong_hash_and_wrong_protocol_are_refused(api: Api, send: Any) -> None:
    text = new()
    assert code(await send(api, query=text, extensions=asked(text + " "))) == "PERSISTED_QUERY_HASH_MISMATCH"
    assert code(await send(api, extensions={"persistedQuery": {"version": 2}})) == "PERSISTED_QUERY_INVALID"


@pytest.mark.parametrize("text", ["{ nothing { here } }", "{ viewer {"])
async def test_what_is_no_good_document_is_not_remembered(api: Api, text: str) -> None:
    await post(api, query=text, extensions=asked(text))
    assert code(await post(api, extensions=asked(text))) == "PERSISTED_QUERY_NOT_FOUND"


async def test_hash_opens_nothing_to_nobody(api: Api, nobody: Api) -> None:
    text = new('{ node(id: "x") { id } }')
    assert (await post(api, query=text, extensions=asked(text))).json() == {"data": {"node": None}}
    plain = await post(nobody, query=text)
    assert (await post(nobody, extensions=asked(text))).json() == plain.json()


async def test_mutations_do_not_come_by_get(api: Api, outsider: Api) -> None:
    text = new("mutation { logOut { errors { code } } }")
    assert (await post(outsider, query=text, extensions=asked(text))).json()["data"]
    assert (await get(api, query=text)).status_code == 400
    assert (await get(api, extensions=asked(text))).status_code == 400
    assert (await api.run("Viewer"))["viewer"]["email"] == api.email


async def test_answer_that_has_not_changed_is_not_sent_again(api: Api, outsider: Api) -> None:
    text = new()
    await post(api, query=text, extensions=asked(text))
    first = await get(api, extensions=asked(text))
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    assert {"cookie", "authorization"} <= set(first.headers["vary"].lower().split(", "))
    again = await get(api, {"if-none-match": etag}, extensions=asked(text))
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert (await get(outsider, {"if-none-match": etag}, extensions=asked(text))).json()["data"]["viewer"][
        "email"
    ] == outsider.email


async def test_only_queries_by_hash_have_a_tag(api: Api) -> None:
    text = new("query ($id: ID!) { node(id: $id) { id } }")
    await post(api, query=text, extensions=asked(text), variables={"id": "x"})
    assert "etag" not in (await get(api, query="{ viewer { id } }")).headers
    assert "etag" not in (await post(api, extensions=asked(text), variables={"id": api.space})).headers
    failed = await get(api, extensions=asked(text), variables={})
    assert "errors" in failed.json()
    assert "etag" not in failed.headers


@pytest.fixture
async def strict(settings: Settings, api: Api, tmp_path: Path) -> AsyncIterator[Api]:
    """The same person at a server that executes one document only."""
    manifest = tmp_path / "manifest.json"
    manifest.write_bytes(orjson.dumps({"Mine": VIEWER}))
    app = create_app(settings.model_copy(update={"persisted_documents": manifest, "registered_only": True}))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver", cookies=api.client.cookies) as client:
        yield Api(client, api.email)


@pytest.mark.parametrize("send", [post, get])
async def test_registered_documents_are_all_that_is_executed_where_that_is_set(strict: Api, send: Any) -> None:
    for request in ({"query": VIEWER}, {"documentId": "Mine"}, {"extensions": asked(VIEWER)}):
        assert (await send(strict, **request)).json()["data"]["viewer"]["email"] == strict.email
    for request in (
        {"query": "{ __typename }"},
        {"documentId": "Other"},
        {"query": VIEWER + " "},
        {"extensions": asked("{ a }")},
    ):
        assert code(await send(strict, **request)) == "DOCUMENT_NOT_REGISTERED"
