"""The API as commands speak it: queries, mutations, subscriptions and files over HTTP, with a key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson

from app.client.documents import UnreadableFile, UnwritableFile
from app.client.place import SPACE_VARIABLE, Place
from app.core.errors import DomainError

_ANSWER = aiohttp.ClientTimeout(total=60)
_ENDLESS = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=120)
_ATTEMPTS = 5
_PIECE = 1024 * 1024


class ServerUnreachable(DomainError):
    """The server does not answer."""

    code = "SERVER_UNREACHABLE"


class Refused(DomainError):
    """The server refuses this."""

    code = "REFUSED"


class UnknownKey(Refused):
    """The server does not know this key, or it has expired; GRAPHLOOP_API_KEY holds one that `createApiKey` made."""

    code = "UNKNOWN_KEY"


class UnknownName(DomainError):
    """There is no such thing that the key may see."""

    code = "UNKNOWN_NAME"


class Graph:
    """A connection to a server's graph."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url.rstrip("/")

    async def query(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of a query; asked again if the server cannot be reached for a moment."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return await self._sent(document, variables)
            except ServerUnreachable:
                if attempt == _ATTEMPTS:
                    raise
            await asyncio.sleep(0.2 * 2**attempt)
        raise AssertionError("unreachable")

    async def change(self, document: str, **variables: Any) -> Any:
        """The payload of the only mutation of a document; what it refuses is raised."""
        data = await self._sent(document, variables)
        payload = next(iter(data.values()))
        if payload["errors"]:
            raise Refused("; ".join(_told(error["message"], error["path"]) for error in payload["errors"]))
        return payload

    async def watch(self, document: str, field: str, **variables: Any) -> AsyncIterator[dict[str, Any]]:
        """The events of a subscription until it ends; after a break it is begun again, and starts with the present state."""
        failures = 0
        while True:
            try:
                async for event in self._events(document, variables):
                    failures = 0
                    yield event[field]
                return
            except (aiohttp.ClientError, TimeoutError) as error:
                failures += 1
                if failures == _ATTEMPTS:
                    raise ServerUnreachable(f"The connection to the server broke off: {error}") from None
            await asyncio.sleep(0.2 * 2**failures)

    async def upload(self, file: Path, content_type: str) -> str:
        """Send a file; gives the id under which it can be imported."""
        headers = {"Content-Type": content_type, "X-File-Name": file.name}
        try:
            body = file.open("rb")
        except OSError as error:
            raise UnreadableFile(f"{file} cannot be read: {error}") from None
        with body:
            async with self._post("/api/uploads", data=body, headers=headers, timeout=_ENDLESS) as response:
                answer = await _decoded(response)
        if response.status != 201:
            raise Refused(_message(answer, response.status))
        return str(answer["id"])

    async def download(self, address: str, file: Path) -> None:
        """Write what is behind an address of the server to a file; nothing is left behind if it breaks off."""
        part = file.with_name(file.name + ".part")
        parts = urlsplit(address)
        # The server may know itself by another name; the key is for the one that was named here, and for no other.
        here = f"{self._url}{parts.path}?{parts.query}"
        try:
            async with self._session.get(here, timeout=_ENDLESS) as response:
                if response.status != 200:
                    raise Refused(_message(await _decoded(response), response.status))
                with part.open("wb") as target:
                    async for piece in response.content.iter_chunked(_PIECE):
                        target.write(piece)
            part.replace(file)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ServerUnreachable(f"The download broke off: {error}") from None
        except OSError as error:
            raise UnwritableFile(f"{file} cannot be written: {error}") from None
        finally:
            part.unlink(missing_ok=True)

    async def space_id(self, wanted: str | None) -> str:
        """The space of that name or id, or the only one that the key opens."""
        found = await self.query("{ viewer { spaces(first: 1000) { nodes { id name } } } }")
        spaces = found["viewer"]["spaces"]["nodes"] if found["viewer"] else []
        matching = [space["id"] for space in spaces if wanted is None or wanted in (space["id"], space["name"])]
        if len(matching) == 1:
            return str(matching[0])
        if not found["viewer"]:
            return await self._own_space(wanted)
        if wanted and not matching:
            raise UnknownName(f"There is no space {wanted!r} that the key opens.")
        if not spaces:
            raise UnknownName(
                "The key opens no space: it is unknown or revoked, or it acts for no user; "
                f"then --space, or the variable {SPACE_VARIABLE}, takes the id of its space."
            )
        raise UnknownName(f"Say which space: --space, or the variable {SPACE_VARIABLE}, takes its name or id.")

    async def _own_space(self, wanted: str | None) -> str:
        """The space of a key that is a space's own, which does not say of which."""
        found = await self.query("query($id: ID!) { space(id: $id) { id } }", id=wanted or "Space_0")
        if found["space"]:
            return str(found["space"]["id"])
        if wanted:
            raise UnknownName(f"There is no space with the id {wanted!r} that the key opens.")
        raise UnknownName(f"The key is of a space: --space, or the variable {SPACE_VARIABLE}, takes the id of that one.")

    async def _sent(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        body = orjson.dumps({"query": document, "variables": variables})
        async with self._post("/graphql", data=body, headers={"Content-Type": "application/json"}) as response:
            answer = await _decoded(response)
        if not isinstance(answer, dict) or answer.get("errors") or answer.get("data") is None:
            if _is_of_nobody(answer):
                raise UnknownKey
            raise Refused(_message(answer, response.status))
        return dict(answer["data"])

    @asynccontextmanager
    async def _post(self, path: str, **given: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        try:
            async with self._session.post(f"{self._url}{path}", **({"timeout": _ANSWER} | given)) as response:
                yield response
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ServerUnreachable(f"The server {self._url} does not answer: {error or 'it took too long'}") from None

    async def _events(self, document: str, variables: Mapping[str, Any]) -> AsyncIterator[dict[str, Any]]:
        body = orjson.dumps({"query": document, "variables": variables})
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
        async with self._session.post(f"{self._url}/graphql", data=body, headers=headers, timeout=_ENDLESS) as response:
            if response.content_type != "text/event-stream":
                raise Refused(_message(await _decoded(response), response.status))
            async for line in response.content:
                if line.startswith(b"data:") and (text := line[5:].strip()):
                    yield _event(orjson.loads(text))


def _event(event: dict[str, Any]) -> dict[str, Any]:
    if event.get("errors"):
        raise Refused(_message(event, 200))
    return dict(event["data"])


@asynccontextmanager
async def connected(place: Place) -> AsyncIterator[Graph]:
    """The graph of a server, as the owner of a key sees it."""
    headers = {"Authorization": f"Bearer {place.key}"}
    async with aiohttp.ClientSession(headers=headers, read_bufsize=_PIECE) as session:
        yield Graph(session, place.url)


async def _decoded(response: aiohttp.ClientResponse) -> Any:
    try:
        return orjson.loads(await response.read())
    except orjson.JSONDecodeError:
        return None


def _is_of_nobody(answer: Any) -> bool:
    match answer:
        case {"errors": [{"extensions": {"code": "UNAUTHENTICATED"}}, *_]}:
            return True
        case _:
            return False


def _message(answer: Any, status: int) -> str:
    match answer:
        case {"errors": [*errors]} if errors:
            return "; ".join(_told(str(error.get("message")), error.get("path")) for error in errors)
        case _:
            return f"The server answered {status}, which is no answer of this API; is the address right?"


def _told(message: str, path: Any) -> str:
    return f"{message} ({'.'.join(map(str, path))})" if path else message
