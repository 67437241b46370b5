from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.system.conftest import ROOT, Command, Environment
from tests.waiting import until_true

Running = Callable[..., "Served"]
READY_SECONDS_MAX = 10


class Served:
    """A server as a process, and what a client sees of it."""

    def __init__(self, environment: Environment, log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = log
        with log.open("w") as errors:
            command = [sys.executable, "-m", "app.cli", "serve", "--port", str(self.port)]
            self.process = subprocess.Popen(command, env=environment, cwd=log.parent, stderr=errors)

    def status(self, path: str = "/readyz") -> int:
        """The status of a GET, or 0 if nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return self.status() == 200

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; gives the exit status."""
        self.process.send_signal(sign)
        return self.process.wait(timeout=15)

    def begun_upload(self, of: bytes) -> socket.socket:
        """A request whose body is yet to be sent."""
        client = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        head = f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(of)}\r\n\r\n"
        client.sendall(head.encode())
        return client


@pytest.fixture
def served(environment: Environment, tmp_path: Path) -> Iterator[Running]:
    """Starts servers on the same data folder, and ends those that a test leaves behind."""
    started: list[Served] = []

    def start(*, is_awaited: bool = True, **variables: str) -> Served:
        made = Served({**environment, **variables}, tmp_path / f"server-{len(started)}.log")
        started.append(made)
        if is_awaited:
            until_true(made.is_ready)
        return made

    yield start
    for made in started:
        if made.process.poll() is None:
            made.process.kill()
            made.process.wait()


def test_server_is_soon_ready_and_stops_with_status_0(served: Running) -> None:
    began = time.monotonic()
    server = served()
    assert time.monotonic() - began < READY_SECONDS_MAX
    assert server.status("/healthz") == 200
    assert server.stop() == 0
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert {"listening", "stopping"} <= {line["event"] for line in lines}


def test_interrupt_stops_it_too(served: Running) -> None:
    assert served().stop(signal.SIGINT) == 0


def test_open_request_finishes_while_new_ones_are_sent_elsewhere(served: Running) -> None:
    server, body = served(), b'{"query": "{ __typename }"}'
    with server.begun_upload(body) as client:
        until_true(lambda: server.status("/healthz") == 200)
        server.process.send_signal(signal.SIGTERM)
        until_true(lambda: server.status() == 503)
        client.sendall(body)
        answer = b"".join(iter(lambda: client.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"connection: close" in answer.lower()
    assert server.process.wait(timeout=15) == 0


def test_draining_ends_after_its_time(served: Running) -> None:
    server = served(GRAPHLOOP_DRAIN_SECONDS="0.2")
    with server.begun_upload(b"never sent"):
        until_true(lambda: server.status("/healthz") == 200)
        assert server.stop() == 0


def test_second_signal_ends_it_at_once(served: Running) -> None:
    server = served(GRAPHLOOP_DRAIN_SECONDS="600")
    with server.begun_upload(b"never sent"):
        until_true(lambda: server.status("/healthz") == 200)
        server.process.send_signal(signal.SIGTERM)
        until_true(lambda: server.status() == 503)
        assert server.stop() == 128 + signal.SIGTERM


async def test_websockets_are_told_to_come_back(served: Running) -> None:
    from websockets.asyncio.client import connect
    from websockets.exceptions import ConnectionClosed
    from websockets.typing import Subprotocol

    server = await asyncio.to_thread(served)
    protocol = Subprotocol("graphql-transport-ws")
    async with connect(f"ws://127.0.0.1:{server.port}/graphql", subprotocols=[protocol]) as client:
        await client.send('{"type": "connection_init"}')
        assert json.loads(await client.recv())["type"] == "connection_ack"
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012
    assert await asyncio.to_thread(server.process.wait, 15) == 0


def test_data_folder_has_one_server(served: Running) -> None:
    first, second = served(), served(is_awaited=False)
    assert second.process.wait(timeout=15) == 1
    message = second.log.read_text()
    assert message.startswith(f"Error: Process {first.process.pid} serves the data folder")
    assert len(message.splitlines()) == 1
    assert first.is_ready()


def test_killed_server_starts_again(served: Running) -> None:
    assert served().stop(signal.SIGKILL) == -signal.SIGKILL
    assert served().stop() == 0


def test_port_in_use_is_one_line(graphloop: Command) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = graphloop("serve", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr == f"Error: Cannot listen on 127.0.0.1, port {port}: address already in use.\n"


def test_console_script_is_the_same_command() -> None:
    script = Path(sys.executable).with_name("graphloop")
    done = subprocess.run([script, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert "serve" in done.stdout
