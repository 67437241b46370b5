"""What an installation weighs and how soon it serves: the core in a new virtualenv, started several times on new data.

`ready_s` is from the start of the process to the first 200 on `/readyz`, with an empty data folder, so migrations included;
`rss_mb` is the process's resident set two seconds later. Both are medians. `distributions` counts everything in the
virtualenv but pip and setuptools; `install_mb` is the size of the whole virtualenv.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from benchmarks.running import ROOT, free_port, postgres_server

COUNT = """
from importlib.metadata import distributions
print(len({d.metadata["Name"].lower() for d in distributions()} - {"pip", "setuptools"}))
"""
READY_WITHIN_SECONDS = 30
SETTLED_AFTER_SECONDS = 2


class Start(NamedTuple):
    """One start of a server."""

    ready_seconds: float
    rss_mb: float


def main() -> None:
    """Install, start, and print the figures; the last line is one JSON object."""
    parser = argparse.ArgumentParser(description="Measure installation and start.")
    parser.add_argument("--starts", type=int, default=5, help="How often each server is started.")
    parser.add_argument("--sqlite-only", action="store_true", help="Do not start on PostgreSQL too.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="graphloop-start-") as folder:
        environment = Path(folder, "venv")
        figures = installed(environment)
        figures |= medians("", [started(environment, Path(folder)) for _ in range(options.starts)])
        if not options.sqlite_only:
            figures |= on_postgres(environment, Path(folder), options.starts)
    print(orjson.dumps(figures).decode())


def installed(environment: Path) -> dict[str, Any]:
    """Install the core as a user would, and weigh it."""
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    pip: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-c",
        ROOT / "constraints.txt",
        ROOT,
    ]
    subprocess.run(pip, check=True)
    count = subprocess.run([python, "-c", COUNT], check=True, capture_output=True, text=True)
    return {"install_mb": round(size_of(environment) / 1e6, 1), "distributions": int(count.stdout)}


def size_of(folder: Path) -> int:
    """Bytes of all files in it."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def on_postgres(environment: Path, folder: Path, starts: int) -> dict[str, Any]:
    """The same on a PostgreSQL of our own, whose database is migrated before, as an operator would."""
    figures = []
    with postgres_server(folder / "postgres") as server:
        for _ in range(starts):
            name = f"start_{secrets.token_hex(4)}"
            server.psql(f"CREATE DATABASE {name};")
            variables = {"GRAPHLOOP_DATABASE_URL": server.get_uri(name)}
            migrate = [str(environment / "bin" / "graphloop"), "migrate"]
            subprocess.run(migrate, env=surroundings(folder, variables), cwd=folder, check=True, stdout=subprocess.DEVNULL)
            figures.append(started(environment, folder, variables))
    return medians("pg_", figures)


def started(environment: Path, folder: Path, variables: dict[str, str] | None = None) -> Start:
    """Start a server on a new data folder, wait until it is ready and has settled, and stop it."""
    port = free_port()
    data = folder / f"data-{secrets.token_hex(4)}"
    command = [str(environment / "bin" / "graphloop"), "serve", "--port", str(port)]
    variables = {**surroundings(data, variables or {}), "GRAPHLOOP_LOG_LEVEL": "warning"}
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=variables, cwd=folder)
    try:
        while not is_ready(port):
            if process.poll() is not None or time.perf_counter() - begun > READY_WITHIN_SECONDS:
                raise SystemExit("The server does not become ready.")
            time.sleep(0.005)
        ready = time.perf_counter() - begun
        time.sleep(SETTLED_AFTER_SECONDS)
        return Start(ready, rss_of(process.pid))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def surroundings(data: Path, variables: dict[str, str]) -> dict[str, str]:
    """The environment of a process: nothing of ours but what is given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GRAPHLOOP_", "PYTHON"))}
    return {**kept, "GRAPHLOOP_DATA_DIR": str(data), **variables}


def is_ready(port: int) -> bool:
    """Whether `/readyz` answers 200."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            client.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return client.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def rss_of(pid: int) -> float:
    """Megabytes that a process has in memory."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kilobytes = next(line for line in lines if line.startswith("VmRSS:")).split()[1]
    return int(kilobytes) * 1024 / 1e6


def medians(prefix: str, starts: list[Start]) -> dict[str, float]:
    """The figures of several starts."""
    return {
        f"{prefix}ready_s": round(statistics.median(start.ready_seconds for start in starts), 2),
        f"{prefix}rss_mb": round(statistics.median(start.rss_mb for start in starts), 1),
    }


if __name__ == "__main__":
    main()
