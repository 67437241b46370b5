from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.conftest import ROOT, Command, Running
from tests.waiting import PATIENCE_SECONDS, until_true


def test_server_becomes_ready_and_stops_with_status_0(served: Running) -> None:
    server = served()
    assert server.status("/healthz") == 200
    assert server.stop() == 0
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert {"listening", "stopping"} <= {line["event"] for line in lines}


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
    assert server.process.wait(timeout=PATIENCE_SECONDS) == 0


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
    assert await asyncio.to_thread(server.process.wait, PATIENCE_SECONDS) == 0


def test_data_folder_has_one_server(served: Running) -> None:
    first, second = served(), served(is_awaited=False)
    assert second.process.wait(timeout=PATIENCE_SECONDS) == 1
    message = second.log.read_text()
    assert message.startswith(f"Error: Process {first.process.pid} serves the data folder")
    assert len(message.splitlines()) == 1
    assert first.is_ready()


def test_killed_server_starts_again_and_an_interrupt_stops_it_too(served: Running) -> None:
    assert served().stop(signal.SIGKILL) == -signal.SIGKILL
    assert served().stop(signal.SIGINT) == 0


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
