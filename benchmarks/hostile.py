"""What hostile documents cost: the CPU of refusing each, and how long honest clients wait while they come.

The CPU of a document is that of the process while the application refuses it, the median of several times. Honest traffic is
a steady mix of reads against a server of its own, measured in turn alone and beside hostile documents of the same pace, so
that whatever else the machine does falls on both.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import orjson

from app.asgi import create_app
from app.core.logs import configure_logs
from app.core.settings import load_settings
from app.system import opened
from tests.api import operations
from tests.graph.hostile import Hostile, corpus

ROOT = Path(__file__).resolve().parent.parent
TIMES = 5
PROMPTS = 30
HONEST_A_SECOND = 40
PATIENCE_SECONDS = 60.0
REGISTER = "mutation($input: RegisterInput!) { register(input: $input) { user { id } errors { code } } }"
WHERE = "{ viewer { spaces(first: 1) { nodes { id } } } }"


def main() -> None:
    """Measure both, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=8, help="how often honest traffic is measured alone and beside")
    parser.add_argument("--seconds", type=float, default=4, help="how long each time")
    parser.add_argument("--hostile", type=int, default=20, help="hostile documents a second")
    parser.add_argument("--attack", metavar="ADDRESS", help="only send hostile documents, so long for each line of input")
    given = parser.parse_args()
    if given.attack:
        asyncio.run(attacked(given.attack, given.hostile, given.seconds))
        return
    configure_logs("error")
    refusals = asyncio.run(refused())
    for refusal in sorted(refusals, key=lambda one: -one.cpu_ms)[:5]:
        print(f"{refusal.cpu_ms:8.2f} ms  {refusal.name}  {', '.join(refusal.codes)}", file=sys.stderr)
    result = {
        "documents": len(refusals),
        "refused": sum(refusal.is_refused for refusal in refusals),
        "worst_cpu_ms": round(max(refusal.cpu_ms for refusal in refusals), 2),
        **asyncio.run(waited(given.rounds, given.seconds, given.hostile)),
    }
    print(json.dumps(result))


def body_of(hostile: Hostile) -> bytes:
    """What is sent over the wire."""
    return json.dumps(hostile.sent).encode()


# --- the CPU of a refusal ----------------------------------------------------------------------------------------------


@dataclass
class Refusal:
    """What came of a hostile document."""

    name: str
    cpu_ms: float
    codes: list[str]
    is_refused: bool


@dataclass
class Caller:
    """Calls the application within this process, with nothing of a client or a network in between."""

    app: Any
    cookie: bytes = b""

    async def ask(self, body: bytes) -> Any:
        """The answer to a request, with its status under `status`."""
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), (b"host", b"x")]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "query_string": b"",
            "root_path": "",
            "headers": [*headers, (b"cookie", self.cookie)] if self.cookie else headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "state": {},
        }
        parts: list[bytes] = []
        status = 0

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)
            parts.append(message.get("body", b""))
            for name, value in message.get("headers", ()):
                if name == b"set-cookie":
                    self.cookie = value.partition(b";")[0]

        await self.app(scope, receive, send)
        return orjson.loads(b"".join(parts)) | {"status": status}


async def refused() -> list[Refusal]:
    """Every document of the corpus, sent by somebody who is signed in."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data_dir=Path(folder))
        async with opened(settings):
            caller = Caller(create_app(settings))
            await caller.ask(orjson.dumps({"query": REGISTER, "variables": {"input": somebody()}}))
            await caller.ask(orjson.dumps({"query": WHERE}))
            return [await _refused(caller, hostile) for hostile in corpus()]


async def _refused(caller: Caller, hostile: Hostile) -> Refusal:
    body = body_of(hostile)
    spent: list[float] = []
    for _ in range(TIMES):
        start = time.process_time()
        answer = await caller.ask(body)
        spent.append((time.process_time() - start) * 1_000)
    codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
    is_refused = bool(codes) and set(codes) <= hostile.codes and answer.get("data") is None and answer["status"] < 500
    return Refusal(hostile.name, statistics.median(spent), codes, is_refused)


def somebody() -> dict[str, str]:
    """A person to register."""
    return {"email": f"{secrets.token_hex(6)}@example.com", "password": secrets.token_hex(12), "name": "Ada"}


# --- how long honest clients wait --------------------------------------------------------------------------------------


@dataclass
class Client:
    """Somebody who is signed in at a server."""

    session: aiohttp.ClientSession
    address: str
    space: str = ""

    async def post(self, body: bytes) -> Any:
        """The answer to a request."""
        headers = {"content-type": "application/json"}
        async with self.session.post(f"{self.address}/graphql", data=body, headers=headers) as response:
            return orjson.loads(await response.read())

    async def run(self, document: str, **variables: Any) -> Any:
        """The data of an operation that has to succeed."""
        answer = await self.post(orjson.dumps({"query": document, "variables": variables}))
        if answer.get("errors"):
            raise RuntimeError(answer["errors"])
        return answer["data"]


@dataclass
class Waits:
    """The 95th percentile of how long honest requests took, in milliseconds, for each round."""

    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)

    def shown(self) -> dict[str, float]:
        """The middle round of each, and how the two compare in the middle: a pause of the machine is no part of it."""
        ratios = [beside / alone for alone, beside in zip(self.alone, self.beside, strict=True)]
        named = {"p95_alone_ms": self.alone, "p95_beside_ms": self.beside, "p95_ratio": ratios}
        return {name: round(statistics.median(values), 2) for name, values in named.items()}


def p95(waits: list[float]) -> float:
    """What 19 of 20 do not exceed."""
    return statistics.quantiles(waits, n=20)[-1]


async def waited(rounds: int, seconds: float, hostile_a_second: int) -> dict[str, float]:
    """Honest traffic alone and beside hostile documents, in turn."""
    waits = Waits()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address:
        async with signed_in(address) as honest, attacker(address, hostile_a_second, seconds) as attack:
            await fill(honest)
            asked = itertools.cycle(honest_reads(honest))
            await paced(honest, asked, HONEST_A_SECOND, seconds)
            for _ in range(rounds):
                waits.alone.append(p95(await paced(honest, asked, HONEST_A_SECOND, seconds)))
                async with attack():
                    waits.beside.append(p95(await paced(honest, asked, HONEST_A_SECOND, seconds)))
                print(f"p95 alone {waits.alone[-1]:.2f} ms, beside {waits.beside[-1]:.2f} ms", file=sys.stderr)
    return waits.shown()


@asynccontextmanager
async def attacker(
    address: str, a_second: int, seconds: float
) -> AsyncIterator[Callable[[], AbstractAsyncContextManager[None]]]:
    """A process that sends hostile documents while it is told to, so that honest clients are not timed in its stead."""
    command = [sys.executable, "-m", "benchmarks.hostile", "--attack", address]
    pace = ["--hostile", str(a_second), "--seconds", str(seconds)]
    process = await asyncio.create_subprocess_exec(*command, *pace, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    orders, reports = process.stdin, process.stdout
    if orders is None or reports is None:
        raise RuntimeError("The attacker has no pipes.")

    @asynccontextmanager
    async def attack() -> AsyncIterator[None]:
        orders.write(b"\n")
        yield
        await reports.readline()

    try:
        await reports.readline()
        yield attack
    finally:
        orders.close()
        await process.wait()


async def attacked(address: str, a_second: int, seconds: float) -> None:
    """Send hostile documents for so long each time that a line is read, and say when it is done."""
    attacks = itertools.cycle([body_of(hostile) for hostile in corpus()])
    async with signed_in(address) as client:
        print(flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            await paced(client, attacks, a_second, seconds)
            print(flush=True)


def honest_reads(client: Client) -> list[bytes]:
    """Reads as a console makes them."""
    overview = {"query": operations()["SpaceOverview"], "variables": {"space": client.space}}
    prompts = (
        "query($space: ID!) { space(id: $space) { prompts(first: 20) { totalCount nodes { id key name updatedAt } } } }"
    )
    listed = {"query": prompts, "variables": {"space": client.space}}
    return [orjson.dumps(request) for request in (overview, listed, {"query": operations()["Viewer"]}, listed)]


async def fill(client: Client) -> None:
    """Give somebody prompts to look at."""
    for number in range(PROMPTS):
        create = operations()["NewPrompt"].replace("support/triage", f"support/triage-{number}")
        made = await client.run(create, space=client.space)
        prompt = made["createPrompt"]["prompt"]["id"]
        await client.run(operations()["SaveDraft"], prompt=prompt)
        await client.run(operations()["Commit"], prompt=prompt)


async def paced(client: Client, bodies: Iterator[bytes], a_second: int, seconds: float) -> list[float]:
    """Send so many a second, whether or not those before were answered; gives how long each took."""
    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        sent = []
        for number in range(int(a_second * seconds)):
            await asyncio.sleep(start + number / a_second - time.perf_counter())
            sent.append(group.create_task(_timed(client, next(bodies))))
    return [task.result() for task in sent]


async def _timed(client: Client, body: bytes) -> float:
    start = time.perf_counter()
    await client.post(body)
    return (time.perf_counter() - start) * 1_000


@asynccontextmanager
async def signed_in(address: str) -> AsyncIterator[Client]:
    """Somebody new, with a space of their own."""
    jar = aiohttp.CookieJar(unsafe=True)
    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    async with aiohttp.ClientSession(cookie_jar=jar, timeout=timeout) as session:
        client = Client(session, address)
        await client.run(REGISTER, input=somebody())
        client.space = (await client.run(WHERE))["viewer"]["spaces"]["nodes"][0]["id"]
        yield client


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A server as a process of its own, on a folder of its own; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRAPHLOOP_")}
    environment = {
        **kept,
        "PYTHONPATH": str(ROOT),
        "GRAPHLOOP_DATA_DIR": str(folder / "data"),
        "GRAPHLOOP_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    try:
        await_server(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE_SECONDS)


def await_server(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until a process listens."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The server did not start.")


if __name__ == "__main__":
    main()
