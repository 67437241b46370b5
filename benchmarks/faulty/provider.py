"""A model provider that remembers what it was asked by which process and when, and that misbehaves if it is told to."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import socket
import struct
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Literal
from weakref import WeakKeyDictionary

import orjson
from aiohttp import web

Step = Literal["target", "judge"]
LATENCY_SECONDS = (0.05, 0.15)
UNKNOWN = "?"
STALL_SECONDS = 60
HUGE_BYTES = 100_000_000
FAULTS = ("busy", "broken", "garbled", "cut short", "stalled", "huge", "reset")
HOPELESS_EVERY = 50
"""When it misbehaves, each item of this many never gets an answer."""
_ITEM = re.compile(r"\[item (\d+)\]")
_PIECE = b'{"choices": "' + b"x" * 65_536


@dataclass
class Call:
    """A request that came in."""

    item: int
    step: Step
    began: float
    owner: str
    """The process that sent it, and which life of it."""
    is_open: bool = True
    fault: str | None = None


def question(item: int) -> str:
    """The text of an item, by which its calls are told from others."""
    return f"[item {item}] How are you?"


def expected_answer(item: int) -> str:
    """What the dataset expects; every third item gets it."""
    return f"[item {item}] answer 0"


def answer(item: int) -> str:
    """What the target says about an item."""
    return f"[item {item}] answer {item % 3}"


def scores(item: int) -> dict[str, float]:
    """What each evaluator finds, by alias."""
    return {"exact": float(answer(item) == expected_answer(item)), "helpful": item % 11 / 10}


class Owners:
    """Tells from which of our processes a connection comes, by what the kernel knows of sockets."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        """Processes by their ids."""
        self._known: WeakKeyDictionary[asyncio.BaseTransport, str] = WeakKeyDictionary()

    def of(self, transport: asyncio.BaseTransport) -> str:
        """The process at the other end."""
        if known := self._known.get(transport):
            return known
        found = self._found(transport.get_extra_info("peername")[1])
        if found != UNKNOWN:
            self._known[transport] = found
        return found

    def _found(self, port: int) -> str:
        inode = _inode_of(port)
        for pid, name in self.names.items():
            if inode in _inodes_held_by(pid):
                return name
        return UNKNOWN


def _inode_of(port: int) -> str:
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        columns = line.split()
        if int(columns[1].partition(":")[2], 16) == port:
            return columns[9]
    return ""


def _inodes_held_by(pid: int) -> set[str]:
    return {link[8:-1] for link in _open_files(pid) if link.startswith("socket:[")}


def _open_files(pid: int) -> Iterator[str]:
    # A file may be closed, and a process end, while it is looked at.
    with contextlib.suppress(OSError):
        for file in os.scandir(f"/proc/{pid}/fd"):
            with contextlib.suppress(OSError):
                yield os.readlink(file.path)


class Provider:
    """Speaks the OpenAI-compatible wire."""

    def __init__(self, seed: int) -> None:
        self.owners = Owners()
        self.calls: list[Call] = []
        self.fault_share = 0.0
        """How many of the calls it spoils."""
        self.port = 0
        self._seed = seed

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def forget(self) -> None:
        """Begin a new list of calls."""
        self.calls = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer after a while, or not."""
        assert request.transport is not None
        owner = self.owners.of(request.transport)
        body = orjson.loads(await request.read())
        step: Step = "judge" if body["model"] == "judge" else "target"
        # The judge's question holds the item's text twice; both are the same item.
        found = _ITEM.search(body["messages"][-1]["content"])
        assert found is not None
        call = Call(int(found.group(1)), step, time.monotonic(), owner)
        earlier = sum(other.item == call.item and other.step == step for other in self.calls)
        self.calls.append(call)
        chance = Random(f"{self._seed} {call.item} {step} {earlier}")  # noqa: S311 to be repeated
        call.fault = self._fault(call, chance)
        try:
            await asyncio.sleep(chance.uniform(*LATENCY_SECONDS))
            return await _spoiled(request, call.fault) if call.fault else web.json_response(_good(call))
        finally:
            call.is_open = False

    def _fault(self, call: Call, chance: Random) -> str | None:
        if self.fault_share and call.item % HOPELESS_EVERY == 7:
            return "broken"
        return chance.choice(FAULTS) if chance.random() < self.fault_share else None


def _good(call: Call) -> dict[str, Any]:
    if call.step == "target":
        content = answer(call.item)
    else:
        content = orjson.dumps({"reason": "It is so.", "score": scores(call.item)["helpful"]}).decode()
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 20 + call.item % 7, "completion_tokens": 5}
    return {"model": call.step, "choices": [choice], "usage": usage}


async def _spoiled(request: web.Request, fault: str) -> web.StreamResponse:
    match fault:
        case "busy":
            return web.json_response({"error": {"message": "Too much."}}, status=429, headers={"Retry-After": "1"})
        case "broken":
            return web.json_response({"error": {"message": "Out of order."}}, status=500)
        case "garbled":
            return web.Response(body=b'{"choices": [{"message": {"content": "hal', content_type="application/json")
        case "cut short":
            return await _cut_short(request)
        case "stalled":
            await asyncio.sleep(STALL_SECONDS)
            return web.json_response({"error": {"message": "Too late."}}, status=504)
        case "huge":
            return await _huge(request)
        case _:
            reset(request.transport)
            return web.Response()


async def _cut_short(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000", "Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b'{"choices": [')
    assert request.transport is not None
    request.transport.close()
    return response


async def _huge(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    # Whoever has enough of it hangs up.
    with contextlib.suppress(ConnectionError):
        for _ in range(HUGE_BYTES // len(_PIECE)):
            await response.write(_PIECE)
        await response.write_eof()
    return response


def reset(transport: asyncio.BaseTransport | None) -> None:
    """End a connection as a crashed machine would, without a farewell."""
    if isinstance(transport, asyncio.WriteTransport) and not transport.is_closing():
        connected = transport.get_extra_info("socket")
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()


@asynccontextmanager
async def provider(seed: int) -> AsyncIterator[Provider]:
    """A provider on a free port."""
    made = Provider(seed)
    application = web.Application()
    application.router.add_post("/v1/chat/completions", made.handle)
    # A call ends when its caller is gone, so that what is open is what somebody waits for.
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        made.port = runner.addresses[0][1]
        yield made
    finally:
        await runner.cleanup()
