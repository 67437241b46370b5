"""A model server for tests: speaks the OpenAI-compatible wire on a free local port and does what it is told."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web


@dataclass(frozen=True, slots=True)
class Scripted:
    """One reply: `body` as JSON or raw bytes, sent after a latency, cut short, or never."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    latency_seconds: float = 0.0
    is_cut_short: bool = False
    """Announce the whole body, send half, close the connection."""
    is_stalled: bool = False
    """Send nothing until the server stops."""
    repeats: int = 0
    """Send the body so often, without saying how long the whole is."""
    events: tuple[Any, ...] | None = None
    """Server-sent events in place of a body: JSON, or text; with `is_cut_short` the connection is lost after them."""
    is_endless: bool = False
    """Send the last event again and again until the client goes away."""


def answer(
    content: str | None = "Hello", *, model: str = "stub", input_tokens: int = 5, output_tokens: int = 2, **more: Any
) -> Scripted:
    """A good reply with this text; `more` goes to `Scripted`."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    usage = {"prompt_tokens": input_tokens, "completion_tokens": output_tokens}
    return Scripted(body={"model": model, "choices": [choice], "usage": usage}, **more)


def streamed(*pieces: str, finish: str | None = "stop", usage: Any = None, **more: Any) -> Scripted:
    """A good reply that is streamed in these pieces, as the OpenAI-compatible wire does."""
    events = [{"model": "stub", "choices": [{"index": 0, "delta": {"content": piece}}]} for piece in pieces]
    if finish:
        events.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    counted = {"choices": [], "usage": usage or {"prompt_tokens": 5, "completion_tokens": 2}}
    return Scripted(events=(*events, counted, "[DONE]"), **more)


def fault(status: int, message: str = "No.", *, retry_after: str | None = None) -> Scripted:
    """A reply with an error status in the usual shape."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Scripted(status, {"error": {"message": message}}, headers)


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: Any


class StubProvider:
    """Answers from its script in order, then with `default`; remembers what it received."""

    def __init__(self) -> None:
        self.script: deque[Scripted] = deque()
        self.default = answer()
        self.received: list[Received] = []
        self.base_url = ""
        self.in_flight = 0
        self.most_in_flight = 0
        self.sent_bytes = 0
        """Of bodies that are sent more than once."""
        self.clients_gone = 0
        """Who went away in the middle of an endless reply."""
        self._stopped = asyncio.Event()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Play the next scripted reply."""
        raw = await request.read()
        self.received.append(Received(request.path_qs, request.headers, orjson.loads(raw) if raw else None))
        scripted = self.script.popleft() if self.script else self.default
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            return await self._play(request, scripted)
        finally:
            self.in_flight -= 1

    async def _play(self, request: web.Request, scripted: Scripted) -> web.StreamResponse:
        if scripted.is_stalled:
            await self._stopped.wait()
        await asyncio.sleep(scripted.latency_seconds)
        if scripted.events is not None:
            return await self._send_events(request, scripted, [_event(each) for each in scripted.events])
        body = scripted.body if isinstance(scripted.body, bytes) else orjson.dumps(scripted.body)
        if scripted.repeats:
            return await self._send_often(request, body, scripted.repeats)
        if not scripted.is_cut_short:
            return web.Response(status=scripted.status, body=body, headers=dict(scripted.headers))
        response = web.StreamResponse(status=scripted.status, headers=dict(scripted.headers))
        response.content_length = len(body)
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
        assert request.transport is not None
        request.transport.close()
        return response

    async def _send_often(self, request: web.Request, body: bytes, times: int) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(times):
            await response.write(body)
            self.sent_bytes += len(body)
        return response

    async def _send_events(self, request: web.Request, scripted: Scripted, events: list[bytes]) -> web.StreamResponse:
        headers = {"Content-Type": "text/event-stream"} | dict(scripted.headers)
        response = web.StreamResponse(status=scripted.status, headers=headers)
        await response.prepare(request)
        for event in events:
            await response.write(event)
        if scripted.is_endless:
            try:
                while not self._stopped.is_set():
                    await response.write(events[-1])
                    await asyncio.sleep(0.01)
            except ConnectionError:
                self.clients_gone += 1
                raise
        if scripted.is_cut_short:
            assert request.transport is not None
            request.transport.close()
        return response

    def stop(self) -> None:
        """Let stalled replies go."""
        self._stopped.set()


def _event(given: Any) -> bytes:
    if isinstance(given, bytes):
        return given
    name = f"event: {given['type']}\n".encode() if isinstance(given, dict) and "type" in given else b""
    data = given.encode() if isinstance(given, str) else orjson.dumps(given)
    return name + b"data: " + data + b"\n\n"


@asynccontextmanager
async def stub_provider() -> AsyncIterator[StubProvider]:
    """A running stub; its `base_url` ends in `/v1`."""
    stub = StubProvider()
    application = web.Application(client_max_size=64 * 1024 * 1024)
    application.router.add_route("*", "/{path:.*}", stub.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        stub.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        yield stub
    finally:
        stub.stop()
        await runner.cleanup()
