"""A model server that answers everything after the same time, at hardly any cost: OpenAI-compatible chat over HTTP/1.1.

Who asks for a structured reply is a judge and gets a judgement, everybody else the same text. `GET /calls` tells how many
calls there were, how many of them wait for their answer, and when the last one came by the machine's monotonic clock.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from typing import Any

import orjson
import uvloop

TEXT = "the same answer to everybody"
JUDGEMENT = '{"reason": "It is what everybody gets.", "score": 1}'


def _response(body: Any) -> bytes:
    content = orjson.dumps(body)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


def _completion(content: str) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 50, "completion_tokens": 20, "total_tokens": 70}
    return _response({"id": "stub", "object": "chat.completion", "model": "stub", "choices": [choice], "usage": usage})


_ANSWER, _JUDGEMENT = _completion(TEXT), _completion(JUDGEMENT)


class Calls:
    """What all connections have seen."""

    def __init__(self) -> None:
        self.count = self.in_flight = 0
        self.latest_at = 0.0

    def told(self) -> bytes:
        return _response({"count": self.count, "in_flight": self.in_flight, "latest_at": self.latest_at})


class Connection(asyncio.Protocol):
    """One kept-alive connection, on which one request follows the other."""

    def __init__(self, calls: Calls, latency_seconds: float) -> None:
        self._calls, self._latency_seconds = calls, latency_seconds
        self._loop = asyncio.get_running_loop()
        self._buffer = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        if head.startswith(b"GET "):
            self._buffer = b""
            self._transport.write(self._calls.told())
        elif len(body) >= _length(head):
            self._buffer = b""
            self._called(_JUDGEMENT if b'"response_format"' in body else _ANSWER)

    def _called(self, response: bytes) -> None:
        self._calls.count += 1
        self._calls.in_flight += 1
        self._calls.latest_at = time.monotonic()
        self._loop.call_later(self._latency_seconds, self._answer, response)

    def _answer(self, response: bytes) -> None:
        self._calls.in_flight -= 1
        if not self._transport.is_closing():
            self._transport.write(response)


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0])


async def serve(port: int, latency_seconds: float) -> None:
    """Answer until the process is ended."""
    calls, loop = Calls(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(calls, latency_seconds), "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


def main() -> None:
    """Serve on a port with a latency."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--latency-ms", type=float, default=100.0)
    chosen = parser.parse_args()
    uvloop.run(serve(chosen.port, chosen.latency_ms / 1000))


if __name__ == "__main__":
    main()
