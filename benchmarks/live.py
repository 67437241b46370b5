"""What watching costs: many websockets follow one run, and the server's CPU and memory are counted beside them.

The CPU of a delivery is what the server spent from the moment everybody had a first state until the run's end, less what it
spent over the same stretch of an equal run that nobody watched, divided by the messages that arrived in that time. Memory is
what the server's resident set grew by from before the first connection until the end of the watched run.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import orjson
import uvloop

from benchmarks.running import PROBLEMS, Client, Usage, postgres, registered, scratch, served

USERS = 20
ITEMS = 160
CONCURRENCY = 4
CONNECTING_AT_ONCE = 20
PATIENCE_SECONDS = 120.0
PROGRESS = """subscription Progress($run: ID!) { experimentProgress(experimentRunId: $run) {
  sequence status reason counts { total pending running succeeded failed cancelled } itemsPerSecond expectedEndAt tokens cost
  metrics { name count mean } latestResults { id status datasetItem { key } } } }"""


@dataclass
class Tally:
    """What all watchers have received."""

    started: int = 0
    deliveries: int = 0
    ended: int = 0
    bytes: int = 0
    all_started: asyncio.Event = field(default_factory=asyncio.Event)
    all_ended: asyncio.Event = field(default_factory=asyncio.Event)
    failure: str = ""

    def fail(self, reason: str) -> None:
        """Let nobody wait for what will not come."""
        self.failure = self.failure or reason
        self.all_started.set()
        self.all_ended.set()

    async def reached(self, event: asyncio.Event) -> None:
        """Wait for all watchers; raises what kept one of them."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await event.wait()
        if self.failure:
            raise RuntimeError(self.failure)


class Watcher(asyncio.Protocol):
    """A websocket client that does as little as it can, since it shares the machine with the server."""

    def __init__(self, key: str, host: str, tally: Tally, watchers: int) -> None:
        self._key, self._host, self._tally, self._watchers = key, host, tally, watchers
        self._buffer = bytearray()
        self._is_open = self._has_state = False
        self._transport: asyncio.Transport
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        transport.write(
            f"GET /graphql HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
            "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._is_open:
            head, separator, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not separator:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.ready.set_exception(ConnectionError(head.decode()))
                return
            self._is_open, self._buffer = True, bytearray(rest)
            self._send({"type": "connection_init", "payload": {"authorization": f"Bearer {self._key}"}})
        while (frame := self._frame()) is not None:
            self._receive(*frame)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(error or ConnectionError("closed by the server"))

    def _frame(self) -> tuple[int, bytes] | None:
        """The next whole frame: its opcode and content."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        length, start = buffer[1] & 127, 2
        if length == 126:
            length, start = int.from_bytes(buffer[2:4]), 4
        elif length == 127:
            length, start = int.from_bytes(buffer[2:10]), 10
        if len(buffer) < start + length:
            return None
        opcode, content = buffer[0] & 15, bytes(buffer[start : start + length])
        del buffer[: start + length]
        return opcode, content

    def _receive(self, opcode: int, content: bytes) -> None:
        tally = self._tally
        if opcode == 9:
            self._write(10, content)
        elif opcode == 1 and b'"next"' in content[:80]:
            if b'"errors"' in content:
                tally.fail(content.decode())
            tally.deliveries += 1
            tally.bytes += len(content)
            if not self._has_state:
                self._has_state = True
                tally.started += 1
                if tally.started == self._watchers:
                    tally.all_started.set()
        elif opcode == 1 and b'"connection_ack"' in content:
            self.ready.set_result(None)
        elif opcode == 1 and b'"complete"' in content[:80]:
            tally.ended += 1
            if tally.ended == self._watchers:
                tally.all_ended.set()
        elif opcode in (1, 8):
            tally.fail(content.decode(errors="replace"))

    def watch(self, run: str) -> None:
        """Follow a run."""
        payload = {"query": PROGRESS, "variables": {"run": run}}
        self._send({"id": secrets.token_hex(8), "type": "subscribe", "payload": payload})

    def close(self) -> None:
        self._transport.abort()

    def _send(self, message: dict[str, Any]) -> None:
        self._write(1, orjson.dumps(message))

    def _write(self, opcode: int, content: bytes) -> None:
        # A mask of zeros leaves the content as it is.
        size = len(content)
        length = bytes([128 | size]) if size < 126 else bytes([128 | 126]) + size.to_bytes(2)
        self._transport.write(bytes([128 | opcode]) + length + bytes(4) + content)


async def make_experiment(owner: Client, space: str) -> str:
    """A dataset, a prompt for a slow model, and the experiment that runs the one through the other."""
    dataset = (
        await owner.run(
            f"""mutation($space: ID!) {{ createDataset(input: {{ spaceId: $space, name: "tickets", columns: [
            {{ name: "ticket", contentType: TEXT }}] }}) {{ dataset {{ id }} {PROBLEMS} }} }}""",
            space=space,
        )
    )["dataset"]["id"]
    items = [{"key": f"ticket {number}", "data": {"ticket": f"ticket number {number}"}} for number in range(ITEMS)]
    await owner.run(
        f"""mutation($dataset: ID!, $items: [DatasetItemInput!]!) {{
        writeDatasetItems(input: {{ datasetId: $dataset, items: $items }}) {{ {PROBLEMS} }} }}""",
        dataset=dataset,
        items=items,
    )
    version = await owner.run(
        f"""mutation($dataset: ID!) {{ createDatasetVersion(input: {{ datasetId: $dataset, version: "1.0.0" }})
        {{ datasetVersion {{ id }} {PROBLEMS} }} }}""",
        dataset=dataset,
    )
    evaluator = await owner.run(
        f"""mutation($space: ID!) {{ createEvaluator(input: {{ spaceId: $space, name: "exact",
        config: {{ builtin: {{ metric: EXACT_MATCH }} }} }}) {{ evaluator {{ latestVersion {{ id }} }} {PROBLEMS} }} }}""",
        space=space,
    )
    return await _experiment(
        owner,
        space,
        await _prompt(owner, space),
        version["datasetVersion"]["id"],
        evaluator["evaluator"]["latestVersion"]["id"],
    )


async def _prompt(owner: Client, space: str) -> str:
    made = await owner.run(
        f"""mutation($space: ID!) {{ createPrompt(input: {{ spaceId: $space, key: "slow", name: "Slow", kind: CHAT }})
        {{ prompt {{ id }} {PROBLEMS} }} }}""",
        space=space,
    )
    prompt: str = made["prompt"]["id"]
    await owner.run(
        f"""mutation($prompt: ID!) {{ savePromptDraft(input: {{ promptId: $prompt,
        messages: [{{ role: USER, content: "{{{{ticket}}}}" }}], modelConfig: {{ model: "demo/slow" }} }})
        {{ {PROBLEMS} }} }}""",
        prompt=prompt,
    )
    await owner.run(
        f"""mutation($prompt: ID!) {{ commitPrompt(input: {{ promptId: $prompt, version: "1.0.0" }}) {{ {PROBLEMS} }} }}""",
        prompt=prompt,
    )
    return prompt


async def _experiment(owner: Client, space: str, prompt: str, version: str, evaluator: str) -> str:
    made = await owner.run(
        f"""mutation($input: CreateExperimentInput!) {{ createExperiment(input: $input)
        {{ experiment {{ id }} {PROBLEMS} }} }}""",
        input={
            "spaceId": space,
            "name": "slow",
            "datasetVersionId": version,
            "target": {"prompt": {"promptId": prompt, "inputs": [{"name": "ticket", "column": "ticket"}]}},
            "evaluators": [
                {
                    "evaluatorVersionId": evaluator,
                    "alias": "exact",
                    "inputs": [{"name": "output", "output": True}, {"name": "expected", "column": "ticket"}],
                }
            ],
            "concurrency": CONCURRENCY,
        },
    )
    return str(made["experiment"]["id"])


async def begin_run(owner: Client, experiment: str) -> str:
    """Start a run."""
    document = f"""mutation($experiment: ID!) {{ runExperiment(input: {{ experimentId: $experiment, mode: ALL }})
        {{ experimentRun {{ id }} {PROBLEMS} }} }}"""
    return str((await owner.run(document, experiment=experiment))["experimentRun"]["id"])


async def connected(keys: list[str], port: int, tally: Tally, watchers: int) -> list[Watcher]:
    """Watchers that the server has acknowledged, their keys in turn."""
    gate = asyncio.Semaphore(CONNECTING_AT_ONCE)
    loop = asyncio.get_running_loop()

    async def connect(number: int) -> Watcher:
        async with gate:
            key = keys[number % len(keys)]
            _, watcher = await loop.create_connection(
                lambda: Watcher(key, f"127.0.0.1:{port}", tally, watchers), "127.0.0.1", port
            )
            await watcher.ready
            return watcher

    return list(await asyncio.gather(*(connect(number) for number in range(watchers))))


@dataclass
class Measured:
    """What one stretch of a run cost."""

    cpu_seconds: float
    deliveries: int
    delay_seconds: float
    seconds: float
    rss_bytes: int = 0
    payload_bytes: int = 0


async def watched(owner: Client, experiment: str, keys: list[str], pid: int, port: int, watchers: int) -> Measured:
    """A run with watchers, from the moment all have a state until its end."""
    tally, before = Tally(), Usage.of(pid)
    everybody = await connected(keys, port, tally, watchers)
    began = time.monotonic()
    run = await begin_run(owner, experiment)
    for watcher in everybody:
        watcher.watch(run)
    await tally.reached(tally.all_started)
    start, deliveries, delay = Usage.of(pid), tally.deliveries, time.monotonic() - began
    await tally.reached(tally.all_ended)
    end, seconds = Usage.of(pid), time.monotonic() - began - delay
    for watcher in everybody:
        watcher.close()
    return Measured(
        end.cpu_seconds - start.cpu_seconds,
        tally.deliveries - deliveries,
        delay,
        seconds,
        end.rss_bytes - before.rss_bytes,
        tally.bytes // max(1, tally.deliveries),
    )


async def unwatched(owner: Client, experiment: str, pid: int, like: Measured) -> float:
    """CPU of the same stretch of an equal run that nobody watches."""
    await begin_run(owner, experiment)
    await asyncio.sleep(like.delay_seconds)
    start = Usage.of(pid)
    await asyncio.sleep(like.seconds)
    return Usage.of(pid).cpu_seconds - start.cpu_seconds


async def measure(port: int, pid: int, watchers: int) -> dict[str, Any]:
    """Set up people and an experiment, and let them watch it."""
    async with people(port) as clients:
        owner = clients[0]
        (space, *_) = await owner.spaces()
        experiment = await make_experiment(owner, space)
        document = f"mutation($input: InviteMemberInput!) {{ inviteMember(input: $input) {{ {PROBLEMS} }} }}"
        for guest in clients[1:]:
            await owner.run(document, input={"spaceId": space, "email": guest.email, "role": "VIEWER"})
        for client in clients:
            await client.log_in()
        keys = [client.key for client in clients]
        # Once in small, so that what is loaded at first use is not counted as memory of watchers.
        await watched(owner, experiment, keys, pid, port, len(keys))
        seen = await watched(owner, experiment, keys, pid, port, watchers)
        alone = await unwatched(owner, experiment, pid, seen)
    return {
        "us_per_delivery": round((seen.cpu_seconds - alone) / seen.deliveries * 1e6, 1),
        "kb_per_watcher": round(seen.rss_bytes / watchers / 1000, 1),
        "deliveries": seen.deliveries,
        "payload_bytes": seen.payload_bytes,
        "cpu_s": round(seen.cpu_seconds, 2),
        "cpu_unwatched_s": round(alone, 2),
        "seconds": round(seen.seconds, 1),
        "all_subscribed_s": round(seen.delay_seconds, 2),
    }


@asynccontextmanager
async def people(port: int) -> AsyncIterator[list[Client]]:
    """Everybody who takes part, registered; the first owns what is watched."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(registered(port)) for _ in range(USERS)]


def bench(database: str, watchers: int) -> dict[str, Any]:
    """Measure on one database."""
    with (
        scratch("bench-live-") as folder,
        postgres(folder) if database == "postgres" else nullcontext() as url,
        served(folder, url) as (port, pid),
    ):
        return uvloop.run(measure(port, pid, watchers))


def main() -> None:
    """Measure on the databases that are wanted; the last line is the outcome as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--watchers", type=int, default=1000, help="websockets that follow the run")
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    chosen = parser.parse_args()
    _allow_files(chosen.watchers + 200)
    outcome: dict[str, Any] = {"watchers": chosen.watchers}
    for database in ("sqlite", "postgres") if chosen.database == "both" else (chosen.database,):
        found = bench(database, chosen.watchers)
        print(f"{database}: {found}")
        prefix = "pg_" if database == "postgres" and chosen.database == "both" else ""
        outcome |= {f"{prefix}{name}": value for name, value in found.items()}
    print(orjson.dumps(outcome).decode())


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))


if __name__ == "__main__":
    main()
