"""What lets an official SDK speak over our own door for outgoing HTTP, with its checks, bounds and deadline.

Imported only together with an SDK: it needs `httpx2`, which they bring along.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import httpx2

from app.core.egress import Egress, EgressStream

LONGEST_SECONDS = 600.0
UNUSED_KEY = "unused"
"""What SDKs are given as a key, so that they look for none in this server's environment; it is never sent."""
CALL_HEADER = "x-graphloop-call"
"""Names a call to the transport; it is never sent."""
# The connection's own, decoded or set by the egress, or a key that the SDK found somewhere else.
_NOT_PASSED_ON = frozenset(
    {
        *("host", "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade", "accept-encoding"),
        *("authorization", "x-api-key", "x-goog-api-key", "cookie"),
    }
)
_DECODED = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class EgressTransport(httpx2.AsyncBaseTransport):
    """Sends an SDK's requests through the egress, with the connection's own headers."""

    def __init__(self, egress: Egress, headers: Mapping[str, str]) -> None:
        self._egress = egress
        self._headers = dict(headers)
        self._dropped = _NOT_PASSED_ON | {CALL_HEADER} | {name.casefold() for name in headers}
        self._calls: dict[str, EgressStream] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        sent = {name: value for name, value in request.headers.items() if name.casefold() not in self._dropped}
        seconds = request.extensions.get("timeout", {}).get("read") or LONGEST_SECONDS
        reply = await self._egress.open(
            request.method,
            str(request.url),
            headers=sent | self._headers,
            body=await request.aread(),
            timeout_seconds=seconds,
        )
        if call := request.headers.get(CALL_HEADER):
            self._calls[call] = reply
        headers = [(name, value) for name, value in reply.headers.items() if name.casefold() not in _DECODED]
        return httpx2.Response(reply.status, headers=headers, stream=_Body(reply), request=request)

    async def end(self, call: str) -> None:
        """Let go of the connection of a call that was named by `CALL_HEADER`, whatever the SDK does about it."""
        if reply := self._calls.pop(call, None):
            await reply.aclose()


class _Body(httpx2.AsyncByteStream):
    """The body of a reply, as it comes."""

    def __init__(self, reply: EgressStream) -> None:
        self._reply = reply

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._reply:
            yield chunk

    async def aclose(self) -> None:
        await self._reply.aclose()


def http_client(transport: EgressTransport) -> httpx2.AsyncClient:
    """The HTTP client to give to an SDK."""
    return httpx2.AsyncClient(transport=transport, trust_env=False, follow_redirects=False)


def own_headers(name: str, secret: str | None, extra: Mapping[str, str]) -> dict[str, str]:
    """The connection's headers: its key under the name that the API gives it, unless a header of its own says else."""
    given = {header.casefold() for header in extra}
    return ({name: secret} if secret and name not in given else {}) | dict(extra)
